//! The words of a title around the name of a system: `Depot` in `Depot item import`.

use vaultdex_notes::text;

use super::remarks::without_remark;
use crate::normalize::strip_system_word;
use crate::vocabulary::system_words::{DOCUMENT_WORDS, TITLE_LEADS};

/// Returns the name of a system on one side of an arrow in a title or sentence, without the words of the title that are
/// not part of it: `Depot` for the right side `Depot item import`, `Ledger` for the left side `Field Mapping — Ledger`.
pub(crate) fn nearest_name(side: &str, is_right: bool) -> &str {
    const MARKS: [&str; 6] = [": ", "：", " – ", " — ", " - ", " | "];
    let side = without_remark(side);
    let nearest = |side, mark| match is_right {
        true => str::split(side, mark).next().unwrap_or(side),
        false => str::rsplit(side, mark).next().unwrap_or(side),
    };
    let part = strip_system_word(MARKS.into_iter().fold(side, nearest).trim());
    if is_right { without_trailing_words(part) } else { without_leading_words(part) }
}

/// Whether a word says what kind of note a title heads.
fn is_document_word(word: &str) -> bool {
    let word = word.trim_matches(|it: char| !it.is_alphanumeric());
    DOCUMENT_WORDS.iter().any(|known| known.eq_ignore_ascii_case(word))
}

/// Returns a text without words for the kind of the note and words in lower case at its end.
pub(crate) fn without_trailing_words(name: &str) -> &str {
    let mut name = name.trim_end();
    while let Some((rest, last)) = name.rsplit_once(' ') {
        let begins_capitalized = name.starts_with(|first: char| !first.is_lowercase());
        let is_lower_case = begins_capitalized && last.starts_with(|first: char| first.is_ascii_lowercase());
        if !is_document_word(last) && !is_lower_case {
            break;
        }
        name = rest.trim_end();
    }
    name
}

/// Returns a text without the words at its beginning that introduce a name: `Ledger` for `Sync from Ledger`.
fn without_leading_words(name: &str) -> &str {
    let lower = text::fold(name);
    let after = [" from ", " of ", " for "].iter().filter_map(|word| Some(lower.rfind(word)? + word.len())).max();
    let after = after.filter(|at| lower.len() == name.len() && name.is_char_boundary(*at)).unwrap_or(0);
    let name = name[after..].trim_start();
    let lead = TITLE_LEADS.iter().find_map(|lead| {
        let (head, rest) = name.split_at_checked(lead.len())?;
        (head.eq_ignore_ascii_case(lead) && rest.starts_with(' ')).then(|| rest.trim_start())
    });
    lead.unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_side_of_an_arrow_is_the_name_next_to_it() {
        let check =
            |side: &str, is_right: bool, expected: &str| assert_eq!(nearest_name(side, is_right), expected, "{side:?}");
        check("Field Mapping — Ledger", false, "Ledger");
        check("Depot item import", true, "Depot");
        check("Wickhouse Ledger NXT Field Mapping", true, "Wickhouse Ledger NXT");
        check("Sync from Ledger", false, "Ledger");
        check("Purseline: fields", true, "Purseline");
        check("Depot", true, "Depot");
        check("orders feed", true, "orders");
    }
}
