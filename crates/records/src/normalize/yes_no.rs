//! Yes and no.

use super::options::after_term;
use super::plain;
use crate::vocabulary::languages::terms;

/// Parses a cell of a column such as `Mandatory` (docs/spec/integrations.md#yes-and-no). `None` if it is neither yes
/// nor no. For a column such as `Nullable`, the caller negates the result.
pub fn yes_no(raw: &str) -> Option<bool> {
    let text = plain(raw);
    let text = text.trim_end_matches(['.', '!']);
    if let Some(answer) = answer(text) {
        return Some(answer);
    }
    if let Some(answer) = terms::yes_no(text) {
        return Some(answer);
    }
    // `yes (key)`, `✅ Yes`, `No, derived`, `Mandatory (key)`
    let text = text.trim_start_matches(crate::vocabulary::decoration::is_decoration);
    let (word, rest) = leading_word(text)?;
    answer(word).filter(|_| !is_conditional(rest))
}

/// Returns what a whole text answers.
fn answer(text: &str) -> Option<bool> {
    // The words are short, as are the cells that hold them.
    #[rustfmt::skip]
    const YES: &[&str] = &[
        "y", "yes", "true", "t", "1", "x", "✓", "✔", "✔\u{fe0f}", "✅", "☑", "[x]", "required", "mandatory", "m", "r",
        "req", "reqd", "req'd", "mand", "must", "always", "1..1", "1..n", "1..*", ":white_check_mark:",
        ":heavy_check_mark:",
    ];
    #[rustfmt::skip]
    const NO: &[&str] = &[
        "n", "no", "false", "f", "0", "-", "–", "—", "✗", "✘", "❌", "☐", "[ ]", "optional", "o", "opt", "not required",
        "not mandatory", "0..1", "0..n", "0..*", ":x:", ":heavy_multiplication_x:",
    ];
    let is = |words: &[&str]| words.iter().any(|word| word.eq_ignore_ascii_case(text));
    if is(YES) { Some(true) } else { is(NO).then_some(false) }
}

/// Returns the word of a longer text that may be an answer, and what follows it. Of single letters only `M` and `O` are
/// answers there, and only before a bracket.
fn leading_word(text: &str) -> Option<(&str, &str)> {
    const WORDS: &[&str] = &["yes", "no", "not required", "not mandatory"];
    if let Some(end) = WORDS.iter().filter_map(|word| after_term(text, word)).max() {
        return Some(text.split_at(end));
    }
    const BEFORE_SIGN: &[&str] = &["mandatory", "required", "optional", "m", "o"];
    let end = BEFORE_SIGN.iter().find_map(|word| after_term(text, word))?;
    let (word, rest) = text.split_at(end);
    rest.trim_start().starts_with(['(', ',', ';']).then_some((word, rest))
}

/// Whether the text after an answer makes it depend on something: `Mandatory (if B2B)`.
fn is_conditional(rest: &str) -> bool {
    const CONDITIONS: &[&str] = &["if", "when", "unless", "only", "depends", "depending", "conditional", "except"];
    let words = rest.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    words.take(6).any(|word| CONDITIONS.iter().any(|it| it.eq_ignore_ascii_case(word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_yes_no_or_neither() {
        let check = |input: &str, expected: Option<bool>| assert_eq!(yes_no(input), expected, "{input:?}");
        for yes in
            ["y", "Yes", "TRUE", "t", "1", "x", "X", "✓", "✔", "✔️", "✅", "required", "Mandatory", "M", "[x]", "☑"]
        {
            check(yes, Some(true));
            check(&format!(" **{yes}** "), Some(true));
        }
        for no in ["n", "No", "FALSE", "f", "0", "-", "–", "—", "✗", "✘", "❌", "optional", "O", "[ ]", "☐"]
        {
            check(no, Some(false));
            check(&format!(" `{no}` "), Some(false));
        }
        check("yes (primary key)", Some(true));
        check("✅ Yes", Some(true));
        check("no, derived", Some(false));
        check("❌ No", Some(false));
        check("Not required", Some(false));
        for (yes, no) in [("M", "O"), ("Req.", "Opt."), ("R", "opt"), ("Mandatory (key)", "Optional, empty at first")] {
            check(yes, Some(true));
            check(no, Some(false));
        }
        check("1..1", Some(true));
        check("0..n", Some(false));
        check(":white_check_mark:", Some(true));
        check("C", None);
        check("Cond.", None);
        check("M/O", None);
        check("Mandatory (if B2B)", None);
        check("M (when paid)", None);
        check("Yes, only for B2B", None);
        check("M3", None);
        check("Required field", None);
        check("None", None);
        check("nothing", None);
        check("n/a", None);
        check("yesterday", None);
        check("Required if B2B", None);
        check("conditional", None);
        check("[Y/N]", None);
        check("Y/N", None);
        check("2", None);
        check("نعم", None);
        check("", None);
        check(&"y".repeat(100_000), None);
    }
}
