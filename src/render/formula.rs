//! Cells of CSV and TSV that a spreadsheet would compute.

use std::borrow::Cow;

/// Protects a cell against being evaluated as a formula by a spreadsheet: text that begins like one is prefixed with an
/// apostrophe. So is text that begins with an apostrophe, which makes the prefix reversible. NUL is replaced because
/// readers end a cell there.
pub(super) fn escape_formula(text: &str) -> Cow<'_, str> {
    let text = if text.contains('\0') { Cow::Owned(text.replace('\0', "\u{fffd}")) } else { Cow::Borrowed(text) };
    match text.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '\'') => Cow::Owned(format!("'{text}")),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_escaped() {
        let check = |text: &str, expected: &str| assert_eq!(escape_formula(text), expected);
        check("=1+1", "'=1+1");
        check("+x", "'+x");
        check("-x", "'-x");
        check("@x", "'@x");
        check("\tx", "'\tx");
        check("'x", "''x");
        check("x=1", "x=1");
        check("\0=", "\u{fffd}=");
        check("", "");
    }
}
