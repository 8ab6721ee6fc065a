//! Dates that are values of the note and not of a change: `Next audit – 2026-09-01`
//! (docs/spec/changelog.md#dates-at-the-end).

use crate::vocabulary::synonyms::Synonyms;

/// Words that begin the name of a date that is planned, or of the latest one of many.
const BEGINNINGS: [&str; 14] = [
    "next",
    "last",
    "previous",
    "upcoming",
    "expected",
    "planned",
    "estimated",
    "projected",
    "tentative",
    "target",
    "due",
    "deadline",
    "expires",
    "expiry",
];

/// Words that end the name of a date.
const ENDINGS: [&str; 9] = ["deadline", "due", "date", "end", "ends", "expiry", "expiration", "expires", "eta"];

/// Words between them, of what happens on the date.
#[rustfmt::skip]
const NOUNS: [&str; 34] = [
    "audit", "backup", "certificate", "check", "completion", "contract", "cutover", "delivery", "deployment", "freeze",
    "go-live", "golive", "handover", "inspection", "invoice", "license", "licence", "maintenance", "meeting", "migration",
    "payment", "release", "renewal", "report", "retirement", "review", "run", "shutdown", "start", "sunset", "support",
    "test", "update", "warranty",
];

/// Whether the text before a date is the name of a value: a key of notes, also with a value of its own, or words that
/// name a date.
pub(crate) fn is_key_date(text: &str, synonyms: &Synonyms) -> bool {
    let name = text.split(": ").next().unwrap_or(text);
    synonyms.is_known(name) || is_key_with_value(text, synonyms) || is_name_of_date(name)
}

/// `Owner - Jane`
fn is_key_with_value(text: &str, synonyms: &Synonyms) -> bool {
    /// Maximum number of words of a value. More words may be the text of a change: `Monitoring - probe added twice`.
    const MAX_WORDS: usize = 2;
    let parts = [" - ", " – ", " — "].into_iter().find_map(|separator| text.split_once(separator));
    let is_value = |value: &str| value.split_whitespace().count() <= MAX_WORDS && !has_verb(value);
    parts.is_some_and(|(key, value)| is_value(value) && synonyms.is_known(key))
}

/// Whether a text consists of at most three words that name a date.
fn is_name_of_date(name: &str) -> bool {
    /// Maximum number of words in the name of a date.
    const MAX_WORDS: usize = 3;
    let name = name.to_lowercase();
    let words: Vec<&str> = name.split_whitespace().map(|word| word.trim_matches(['*', '_', '`', ':'])).collect();
    let (Some(first), Some(last)) = (words.first(), words.last()) else { return false };
    let is_known = |word: &&str| [&BEGINNINGS[..], &ENDINGS, &NOUNS].iter().any(|list| list.contains(word));
    let is_date = BEGINNINGS.contains(first) || ENDINGS.contains(last);
    is_date && words.len() <= MAX_WORDS && words.iter().all(is_known)
}

/// Whether a text begins with a word that begins the name of a date: `due`, `planned`.
pub(crate) fn begins_name_of_date(text: &str) -> bool {
    let first = text.split(|letter: char| !letter.is_alphanumeric()).next().unwrap_or_default();
    BEGINNINGS.contains(&first.to_lowercase().as_str())
}

/// Whether a text has a verb in a form of the past, so that it tells of a change: `target system moved`.
fn has_verb(text: &str) -> bool {
    const IRREGULAR: [&str; 12] =
        ["live", "done", "sent", "set", "built", "rebuilt", "split", "cut", "put", "made", "began", "gone"];
    text.to_lowercase().split_whitespace().any(|word| word.ends_with("ed") || IRREGULAR.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_dates_and_keys_are_not_changes() {
        let is_key = |text: &str| is_key_date(text, &Synonyms::default());
        for text in [
            "Next audit",
            "Deadline",
            "**Deadline**",
            "Contract end",
            "Expected delivery",
            "Last run",
            "Due",
            "Owner - Jane",
            "Next review",
            "Owner: Jane",
        ] {
            assert!(is_key(text), "{text}");
        }
        for text in [
            "Target system moved",
            "Last feed switched off",
            "Scheduled jobs added",
            "Added due date",
            "Fix end date",
            "Rebuilt the front end",
            "Front end",
            "Next.js upgrade",
            "Rewrite front end",
            "Handle end date",
            "Introduce due date",
            "Parse expiry",
            "Target Jira Cloud",
            "Last resort queue",
            "Widened the queue",
            "Due dates of invoices are read",
            "Monitoring - probe added twice",
            "Next audit of the queue prepared",
        ] {
            assert!(!is_key(text), "{text}");
        }
    }
}
