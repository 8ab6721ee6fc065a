//! Texts that stand for no particular system: `external partner`, `see Orders`, `alle Filialen`, `hourly`.

use crate::vocabulary::calendar::WEEKDAYS;
use crate::vocabulary::directions::DIRECTION;
use crate::vocabulary::frequencies::FREQUENCY;
use crate::vocabulary::languages::phrases::{NO_SYSTEM_LEADS, NO_SYSTEMS};
use crate::vocabulary::statuses::LIFE_CYCLE;
use crate::vocabulary::system_words::{DATA_TYPES, GENERIC, GENERIC_ENDS, INSTRUCTION_LEADS, QUALIFIERS, TASKS};

/// Whether a text stands for no particular system.
pub(super) fn stands_for_none(name: &str) -> bool {
    let lower = name.to_lowercase().replace(['\'', '’'], " ' ");
    let is_between = |letter: char| !letter.is_alphanumeric() && letter != '\'';
    let words: Vec<&str> = lower.split(is_between).filter(|word| !word.is_empty()).collect();
    // `User's browser`
    let possessive = words.windows(2).position(|two| two == ["'", "s"]);
    let words: Vec<&str> = match possessive {
        Some(at) => [&words[..at], &words[at + 2..]].concat(),
        None => words.into_iter().filter(|word| *word != "'").collect(),
    };
    let is_whole = NO_SYSTEMS.at(&words).is_some_and(|length| length == words.len());
    is_whole
        || words.len() == 1 && DATA_TYPES.contains(&words[0])
        || NO_SYSTEM_LEADS.at(&words).is_some() && !may_be_name(name)
        || NO_SYSTEM_LEADS.begin_unspaced(name)
        || are_generic(&words, name == "Teams")
        || is_instruction(name) == Some(true)
        || is_other_value(name, &words)
}

/// Whether a text that begins like one about no particular system may be a name all the same: `See Tickets`, `Any.do`,
/// `Teams`. Nothing in the text decides it.
pub(super) fn may_be_name(name: &str) -> bool {
    let rest = name.trim_start_matches(char::is_alphanumeric);
    let is_joined = rest.starts_with('.') && rest[1..].starts_with(char::is_lowercase);
    let next = rest.trim_start();
    let begins_name = |word: &str| word.starts_with(char::is_uppercase) && word.contains(char::is_lowercase);
    let is_capitalized =
        name.starts_with(char::is_uppercase) && !next.is_empty() && next.split_whitespace().all(begins_name);
    name == "Teams" || is_joined || is_capitalized
}

/// Whether a text begins like one about no particular system.
pub(super) fn has_doubtful_lead(name: &str) -> bool {
    let lower = name.to_lowercase();
    let words: Vec<&str> = lower.split(|letter: char| !letter.is_alphanumeric()).filter(|it| !it.is_empty()).collect();
    name == "Teams" || NO_SYSTEM_LEADS.at(&words).is_some()
}

/// Whether all words are generic: `external partner`, `third party systems`, but neither `Vendor Portal` nor `User
/// Service`.
fn are_generic(words: &[&str], is_capitalized: bool) -> bool {
    let ([first, ..], [.., last]) = (words, words) else { return false };
    let is_known = |word: &&str| GENERIC.contains(word) || QUALIFIERS.contains(word);
    if *words == ["teams"] && is_capitalized {
        return false;
    }
    let is_open = words.len() == 1 || QUALIFIERS.contains(first) || GENERIC_ENDS.contains(last);
    is_open && words.iter().all(is_known)
}

/// Whether a text begins like an instruction, `click Save`; `Some(false)` if that is not certain, as in `Press Ganey`.
pub(super) fn is_instruction(name: &str) -> Option<bool> {
    let (first, rest) = name.split_once([' ', ':'])?;
    let (_, is_verb) = INSTRUCTION_LEADS.iter().find(|(lead, _)| lead.eq_ignore_ascii_case(first))?;
    let next = rest.trim_start_matches(|letter: char| !letter.is_alphanumeric()).chars().next()?;
    let is_lower_case = first.starts_with(char::is_lowercase);
    // `Step 3`, `TODO ask Ben`, `Select the order`
    let is_certain = is_lower_case || !next.is_uppercase() || TASKS.contains(&first);
    (is_certain || *is_verb).then_some(is_certain)
}

/// Whether a word after a weekday makes it the beginning of a name: `Monday CRM`, `monday.com`.
fn goes_on_as_name(name: &str, words: &[&str]) -> bool {
    let has_point = name.split_once('.').is_some_and(|(_, rest)| rest.starts_with(char::is_alphabetic));
    let starts_with_day = words.first().is_some_and(|first| WEEKDAYS.contains(&first.trim_end_matches('s')));
    let second = name.split_whitespace().nth(1).unwrap_or_default();
    let is_day = words.get(1).is_some_and(|word| WEEKDAYS.contains(&word.trim_end_matches('s')));
    let is_name = second.starts_with(char::is_uppercase) && !is_day;
    starts_with_day && (has_point || is_name)
}

/// Whether a text as a whole is a frequency, a status or a direction.
fn is_other_value(name: &str, words: &[&str]) -> bool {
    let is_term = [&LIFE_CYCLE, &DIRECTION, &FREQUENCY].iter().any(|terms| terms.exact_term(name).is_some());
    let is_weekday = |word: &str| {
        let day = word.strip_suffix('s').unwrap_or(word);
        WEEKDAYS.contains(&day)
    };
    let may_be_interval = || name.starts_with(|first: char| first.is_ascii_digit()) || is_weekday(words[0]);
    let is_interval = || crate::normalize::frequency(name).value.is_some() && !goes_on_as_name(name, words);
    is_term || !words.is_empty() && name.len() < 60 && may_be_interval() && is_interval()
}
