//! Whether a text can be a name.

use super::no_system::{has_doubtful_lead, is_instruction, stands_for_none};
use crate::model::Origin;
use crate::vocabulary::directions::{BACK, BOTH_WAYS, FORWARD};
use crate::vocabulary::languages::phrases::{ENGLISH_DENIALS, OTHER_DENIALS, words_of};
use crate::vocabulary::system_words::{ACRONYMS, DENYING_SIGNS, LOWER_CASE_PROSE, PROSE};

/// The longest name of a system, in characters and words.
const LONGEST_NAME: usize = 48;
const MOST_WORDS: usize = 6;

/// What a text can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// The name of a system.
    Name,
    /// Prose, which may contain the name of a system.
    Prose,
    /// No system at all: `all modules`, `string`, an address.
    NoSystem,
}

/// Returns whether a plain text, freed of [remarks](super::remarks::without_remark), can be the name of a system.
pub(crate) fn judge(name: &str) -> Verdict {
    let name = name.trim();
    let lower = name.to_lowercase();
    let is_aside = name.starts_with('(') && name.ends_with(')');
    if is_aside || !name.contains(char::is_alphanumeric) || stands_for_none(name) || is_value(name) {
        return Verdict::NoSystem;
    }
    let n_chars = name.chars().count();
    let words: Vec<&str> = lower.split_whitespace().collect();
    let ends_sentence = |word: &&str| word.len() > 3 && word.ends_with(['.', '!', '?']) || word.ends_with([';', ':']);
    let has_sentence = words.iter().rev().skip(1).any(ends_sentence) || name.ends_with(['.', '!', '?', ':', ';']);
    let is_sign = |it: char| !it.is_alphanumeric();
    let is_prose_word = |word: &&str| PROSE.contains(&word.trim_matches(is_sign));
    let is_lower_case_word = |word: &str| LOWER_CASE_PROSE.contains(&word.trim_matches(is_sign));
    let has_several_words = words.len() > 1;
    // In `SAP, later both ways` a part of the list is no name.
    let parts = || name.split([',', ';']).map(str::trim).filter(|part| !part.is_empty());
    // `the-processor's listener`, but not `Lloyd's Bank`.
    let is_possessive = name.starts_with(char::is_lowercase) && (name.contains("'s ") || name.contains("’s "));
    let is_no_list = || name.contains([',', ';']) && parts().any(|part| judge(part) != Verdict::Name);
    // `the customer's phone`, `new orders of the day`: a name of three or more words has a capital letter.
    let is_lower_case = words.len() > 2 && !name.contains(|letter: char| letter.is_uppercase() || !letter.is_ascii());
    let is_prose = n_chars > LONGEST_NAME
        || words.len() > MOST_WORDS
        || has_sentence
        || has_several_words && words.iter().any(is_prose_word)
        || has_several_words && name.split_whitespace().any(is_lower_case_word)
        || has_several_words && (is_instruction(name).is_some() || denies(name))
        || is_lower_case
        || is_possessive
        || has_arrow(name)
        || has_doubtful_lead(name)
        || name.contains(['=', '{', '}', '|', '\u{1a}'])
        || is_no_list();
    if is_prose { Verdict::Prose } else { Verdict::Name }
}

/// Whether an arrow joins two texts, which then are not one name: `Shop → SAP`.
fn has_arrow(name: &str) -> bool {
    let arrows = [FORWARD, BACK, BOTH_WAYS].into_iter().flatten();
    let mut sides = arrows.filter_map(|arrow| name.split_once(*arrow));
    sides.any(|(left, right)| left.contains(char::is_alphanumeric) && right.contains(char::is_alphanumeric))
}

/// Whether a longer text denies or limits what it names, so that a known system in it need not be meant: `no longer SAP`,
/// `SAP instead of Oracle`, `SAP oder Oracle`.
pub fn denies(text: &str) -> bool {
    let written: Vec<&str> = words_of(text).collect();
    let lower: Vec<String> = written.iter().map(|word| word.to_lowercase()).collect();
    let english = |(index, word): (usize, &&str)| if ACRONYMS.contains(word) { "" } else { lower[index].as_str() };
    let english: Vec<&str> = written.iter().enumerate().map(english).collect();
    // `Guidewire PAS` and `Shop Plus` are names: in other languages a capital is a sign of a word only at the beginning.
    let other = |(index, word): (usize, &&str)| {
        let mut letters = word.chars();
        let is_capital = letters.next().is_some_and(char::is_uppercase);
        let is_acronym = is_capital && !letters.any(char::is_lowercase);
        if is_capital && (index > 0 || is_acronym) { "" } else { lower[index].as_str() }
    };
    let other: Vec<&str> = written.iter().enumerate().map(other).collect();
    text.contains(DENYING_SIGNS)
        || ENGLISH_DENIALS.all_in(&english).next().is_some()
        || OTHER_DENIALS.all_in(&other).next().is_some()
        || OTHER_DENIALS.are_in_unspaced(text)
}

/// Whether a text is a value and not a name: an address, a path, a number, a date or an expression.
fn is_value(name: &str) -> bool {
    let starts = |lead: &str| name.get(..lead.len()).is_some_and(|head| head.eq_ignore_ascii_case(lead));
    let is_address = name.contains("://") || starts("mailto:") || starts("www.");
    let is_path = !name.contains(' ')
        && (name.starts_with(['/', '.', '$', '#', '@']) || name.ends_with('/') || name.contains("()"));
    let is_site = !name.contains(' ') && name.split_once('/').is_some_and(|(site, _)| site.contains('.'));
    let is_file = is_site || !name.contains(' ') && name.rsplit_once('/').is_some_and(|(_, file)| file.contains('.'));
    let n_letters = name.chars().filter(|letter| letter.is_alphabetic()).count();
    let is_number = n_letters == 0 || name.starts_with(|first: char| first.is_ascii_digit()) && n_letters < 3;
    is_address || is_path || is_file || is_number
}

/// Returns how certain it is that a value of a structured place names a system; `None` if it does not.
pub(crate) fn origin_of_stated(name: &str) -> Option<Origin> {
    match judge(name) {
        Verdict::Name => Some(Origin::Stated),
        Verdict::Prose => Some(Origin::Doubtful),
        Verdict::NoSystem => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_short_and_no_sentence() {
        let check = |name: &str, expected: Verdict| assert_eq!(judge(name), expected, "{name:?}");
        for name in [
            "Ledger",
            "SAP S/4HANA",
            "box-office",
            "web shop",
            "crewlist",
            "Berth Service",
            "店頭レジ丸",
            "Księga Główna",
            "E2E Hub",
            "Research and Development",
            "SAP (ECC)",
            "Kafka",
            "Order Service",
            "User Service",
            "SeeClickFix",
            "Vendor Portal",
            "External Tax Engine",
            "Todoist",
            "Todo App",
            "Step Functions",
            "Guidewire PAS",
            "Via Verde",
            "Allegro",
            "Shop, Depot",
            "Kasse Süd",
            "Lloyd's Bank",
            "monday.com",
            "Monday CRM",
        ] {
            check(name, Verdict::Name);
        }
        for prose in [
            "External system that receives events.",
            "Where a record is born",
            "the nightly export file",
            "Data is read from the ledger and written to the depot every night",
            "ID of the node it starts at",
            "the-processor's listener",
            "Shop → SAP",
            "Shop<->SAP",
            "See Tickets",
            "Any.do",
            "Every.org",
            "Future Shop",
            "Teams",
            "Finance notification only",
            "maybe SAP",
            "SAP instead of Oracle",
            "later Snowflake",
            "SAP, later both ways",
            "Oracle and other systems",
            "SAP, see Shop",
            "Shop via MuleSoft",
            "früher Depot",
            "SAP oder Oracle",
            "Press Start",
            "❌ SAP",
        ] {
            check(prose, Verdict::Prose);
        }
        for other in [
            "-",
            "none yet",
            "All modules",
            "string",
            "https://api.example.com/v1",
            "/v1/orders",
            "42",
            "201",
            "various",
            "n/a",
            "manual upload",
            "Manual",
            "see Orders",
            "See note",
            "ditto",
            "unknown system",
            "3rd party",
            "third-party systems",
            "External partner",
            "Vendor",
            "User's browser",
            "Inbox of Finance",
            "alle Filialen",
            "alle Systeme",
            "diverse",
            "siehe oben",
            "Offen",
            "unbekannt",
            "tous les systèmes",
            "à définir",
            "voir ci-dessus",
            "varios",
            "por definir",
            "すべてのシステム",
            "hourly",
            "15 min",
            "Mondays",
            "planned",
            "decommissioned",
            "bidirectional",
            "täglich",
            "step 3",
            "Step 3",
            "click Save",
            "Ask the owner",
            "select an order",
            "TODO: Ask Ben",
            "todo",
            "not yet",
        ] {
            check(other, Verdict::NoSystem);
        }
    }

    #[test]
    fn a_text_may_deny_what_it_names() {
        for text in [
            "no longer SAP",
            "SAP, not Oracle",
            "never reaches SAP",
            "formerly Depot",
            "was Depot",
            "all except Depot",
            "Oracle instead of SAP",
            "maybe SAP",
            "Perhaps Depot",
            "SAP (replaced by Oracle)",
            "the former Depot",
            "previously Depot",
            "SAP, to decide",
            "undecided: SAP",
            "without SAP",
            "SAP OR Oracle",
            "it isn't SAP",
            "❌ SAP",
            "nicht SAP",
            "Früher Depot",
            "SAP statt Oracle",
            "SAP ohne Depot",
            "SAP oder Oracle",
            "ehemals SAP",
            "pas SAP",
            "ancien Depot",
            "tout sauf SAP",
            "SAP ou Oracle",
            "antes Depot",
            "todo excepto SAP",
            "sin SAP",
            "SAP o Oracle",
            "nie SAP",
            "без SAP",
            "SAP以外",
            "不再使用SAP",
        ] {
            assert!(denies(text), "{text:?}");
        }
        for text in [
            "",
            "the orders of the Depot",
            "Guidewire PAS",
            "Shop Plus",
            "IBM WAS",
            "O'Reilly Depot",
            "Order Service",
            "notes of the Depot",
            "Norway Depot, orders and stock",
            "SAP für Bestellungen",
        ] {
            assert!(!denies(text), "{text:?}");
        }
        for piece in ["no ", "o", "nicht", "❌", "peut ", "-", "не"] {
            denies(&piece.repeat(100_000 / piece.len()));
        }
    }
}
