//! Yes and no.

use super::options::after_term;
use super::plain;

/// Parses a cell of a column such as `Mandatory` (docs/spec/integrations.md#yes-and-no). `None` if it is neither yes
/// nor no. For a column such as `Nullable`, the caller negates the result.
pub fn yes_no(raw: &str) -> Option<bool> {
    // The words are short, as are the cells that hold them.
    const YES: &[&str] =
        &["y", "yes", "true", "t", "1", "x", "✓", "✔", "✔\u{fe0f}", "✅", "☑", "[x]", "required", "mandatory", "m"];
    const NO: &[&str] = &[
        "n",
        "no",
        "false",
        "f",
        "0",
        "-",
        "–",
        "—",
        "✗",
        "✘",
        "❌",
        "☐",
        "[ ]",
        "optional",
        "o",
        "not required",
        "not mandatory",
    ];
    let text = plain(raw);
    let text = text.trim_end_matches(['.', '!']);
    let is = |words: &[&str]| words.iter().any(|word| word.eq_ignore_ascii_case(text));
    if is(YES) {
        return Some(true);
    }
    if is(NO) {
        return Some(false);
    }
    // `yes (key)`, `✅ Yes`, `No, derived`
    let text = text.trim_start_matches(crate::vocabulary::decoration::is_decoration);
    if after_term(text, "yes").is_some() {
        return Some(true);
    }
    after_term(text, "no").map(|_| false)
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
