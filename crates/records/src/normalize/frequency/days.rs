//! Frequencies by days and events: `Mon-Fri 06:00`, `first of the month`, `on order creation`.

use crate::normalize::normalized::Normalized;
use crate::normalize::options::after_term;
use crate::vocabulary::calendar::WEEKDAYS;
use crate::vocabulary::frequencies::{EVENT_LEADS, EVENT_WORDS, OF_MONTH, ORDINALS};

/// The longest text within which a frequency is looked for behind other words, in bytes.
pub(super) const LONGEST_SEARCHED: usize = 200;

/// Returns the frequency of something that runs on certain days or upon certain events: `Mon-Fri 06:00`, `Sundays`,
/// `first of the month`, `on order creation`.
pub(super) fn parse_days(text: &str) -> Option<Normalized> {
    let text = Some(text).filter(|text| text.len() < LONGEST_SEARCHED)?;
    let lower = text.to_ascii_lowercase();
    let words: Vec<&str> = lower.split(|letter: char| !letter.is_alphanumeric()).filter(|it| !it.is_empty()).collect();
    let after_on = words.strip_prefix(&["on"]).unwrap_or(&words);
    let is_ordinal =
        |word: &&str| ORDINALS.contains(word) || word.starts_with(|it: char| it.is_ascii_digit()) && word.len() > 2;
    let after_the = after_on.strip_prefix(&["the"]).unwrap_or(after_on);
    if after_the.first().is_some_and(is_ordinal) && OF_MONTH.iter().any(|end| lower.contains(end)) {
        return Some(Normalized::known("monthly", text));
    }
    if let Some(first) = after_on.first().and_then(|word| weekday(word)) {
        let is_range = matches!(after_on.get(1), Some(&("to" | "through" | "thru"))) || has_dash(&lower);
        let others = after_on[1..].iter().filter_map(|word| weekday(word)).collect::<Vec<_>>();
        return match others.as_slice() {
            [] => Some(Normalized::known("weekly", text)),
            [last] if is_range && first == 0 && *last >= 4 => Some(Normalized::known("daily", text)),
            _ => None,
        };
    }
    let lead = EVENT_LEADS.iter().filter_map(|lead| after_term(&lower, lead)).max()?;
    let event = lower[lead..].split(|letter: char| !letter.is_alphanumeric()).filter(|it| !it.is_empty());
    event.take(6).any(|word| EVENT_WORDS.contains(&word)).then(|| Normalized::known("event", text))
}

/// Returns the index of a weekday by its name or the first letters of it: `Mon`, `Tuesdays`.
pub(super) fn weekday(word: &str) -> Option<usize> {
    let word = word.strip_suffix('s').filter(|word| word.ends_with("day")).unwrap_or(word);
    let is_day = |day: &&str| word.len() >= 3 && day.starts_with(word) && (word.len() < 6 || word.len() == day.len());
    WEEKDAYS.iter().position(is_day)
}

/// Whether a weekday is followed by a dash: `Mon-Fri`, `Mon – Fri`.
fn has_dash(lower: &str) -> bool {
    let after = lower.trim_start_matches(|letter: char| letter.is_alphabetic());
    after.trim_start().starts_with(['-', '–', '—', '\u{2010}', '\u{2011}'])
}

/// Returns the days of `every Monday and Thursday`, from which no interval follows.
pub(super) fn several_days(text: &str) -> Option<&str> {
    let lead = after_term(text, "every").or_else(|| after_term(text, "each"))?;
    let start = &text[lead..text.floor_char_boundary(LONGEST_SEARCHED).max(lead)];
    let words = start.split(|letter: char| !letter.is_alphanumeric());
    let days = words.filter(|word| weekday(&word.to_ascii_lowercase()).is_some());
    (days.take(2).count() > 1).then(|| text[lead..].trim_start())
}
