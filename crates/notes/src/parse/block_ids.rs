//! Block identifiers: `^id` at the end of the text of a block (docs/spec/obsidian.md#block-identifiers).

use std::ops::Range;

/// Returns the identifier at the end of inline text, without its `^`. It must be the last thing on its line, so
/// trailing spaces disqualify it; in a heading, closing `#`s may follow.
pub(crate) fn trailing_id(text: &str, range: Range<usize>, is_heading: bool) -> Option<&str> {
    let is_line_end = matches!(text.as_bytes().get(range.end), None | Some(b'\n' | b'\r'));
    if !is_line_end && !is_heading {
        return None;
    }
    let slice = &text[range];
    let length = slice.bytes().rev().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'-').count();
    let before = slice[..slice.len() - length].strip_suffix('^')?;
    let is_separated = before.is_empty() || before.ends_with(char::is_whitespace);
    (length > 0 && is_separated).then_some(&slice[slice.len() - length..])
}

/// Whether inline text that ends in an identifier contains nothing else and is followed by a blank line or the end of
/// the note.
pub(crate) fn is_standalone(text: &str, range: Range<usize>) -> bool {
    let rest = &text[range.end..];
    let next = rest.strip_prefix('\r').unwrap_or(rest).strip_prefix('\n').unwrap_or_default();
    let is_followed_by_blank = next.lines().next().unwrap_or_default().trim().is_empty();
    text[range].starts_with('^') && is_followed_by_blank
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn id_must_end_its_line() {
        let check = |text: &str, length: usize, expected: Option<&str>| {
            assert_eq!(trailing_id(text, 0..length, false), expected, "{text:?}");
        };
        check("text ^id", 8, Some("id"));
        check("text ^A-1\nnext", 9, Some("A-1"));
        check("text ^id\r\n", 8, Some("id"));
        check("text\n^id", 8, Some("id"));
        check("^id", 3, Some("id"));
        check("text ^id  ", 8, None);
        check("text^id", 7, None);
        check("text ^a_b", 9, None);
        check("text ^", 6, None);
        check("a ^b c", 6, None);
    }
}
