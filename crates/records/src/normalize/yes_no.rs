//! Yes and no.

use super::options::after_term;
use super::plain;

/// What a cell such as `Mandatory` says (spec/integrations.md a.5); `None` where it says neither. Under a header such as
/// `Nullable` the caller turns it around.
pub fn yes_no(raw: &str) -> Option<bool> {
    // The words are short, and so are cells that hold them.
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
    let said = text.trim_start_matches(crate::document::headings::is_decoration);
    if after_term(said, "yes").is_some() {
        return Some(true);
    }
    after_term(said, "no").map(|_| false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_says_yes_or_no_or_neither() {
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
