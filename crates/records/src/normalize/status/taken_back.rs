//! What takes a status back, or says that it lies in the past or the future: `Production (paused)`, `Live until 2024`.

use super::{status_alone, without_lead};
use crate::normalize::options::after_term;
use crate::normalize::period::{has_end, is_time, is_year};
use crate::vocabulary::languages::phrases::{ENDS, FAULTS, NEGATIONS, STARTS, words_of};
use crate::vocabulary::statuses::{
    ABANDONED, HAPPENED, LIFE_CYCLE, MEASURES, NOT_WITHIN_TEXT, PART_LEADS, TAKEN_BACK_BY, TAKEN_BACK_BY_PART,
};

/// The longest text after a status that is looked into, in bytes.
const LONGEST_SEARCHED: usize = 300;

/// Whether the text after the word of a status takes the status back.
pub(super) fn takes_back(canonical: &str, term: &str, rest: &str) -> bool {
    let rest = &rest[..rest.floor_char_boundary(LONGEST_SEARCHED)];
    if rest.is_empty() {
        return false;
    }
    let lower = rest.to_lowercase();
    let words: Vec<&str> = words_of(&lower).collect();
    let is_abandoned = || words.iter().any(|word| ABANDONED.contains(word));
    let is_contrary = match canonical {
        "active" => has_fault(&lower, &words) || is_past(&lower, &words) || is_future(term, &words),
        "planned" | "development" | "testing" => is_abandoned(),
        _ => false,
    };
    is_contrary || names_other_within(canonical, rest) || names_other_as_part(canonical, rest)
}

/// Whether a text says that less than all is done: `30 % implemented`.
pub(super) fn is_partial(text: &str) -> bool {
    let is_measure = || words_of(text).any(|word| MEASURES.contains(&word.to_lowercase().as_str()));
    let is_less = |before: &str| {
        let before = before.trim_end();
        let start = before.rfind(|letter: char| !(letter.is_ascii_digit() || matches!(letter, '.' | ',')));
        let number = &before[start.map_or(0, |at| before.ceil_char_boundary(at + 1))..];
        number.replace(',', ".").parse::<f64>().is_ok_and(|percentage| percentage < 100.0)
    };
    let percentages = text.match_indices('%').take(8).map(|(at, _)| &text[..at]);
    percentages.into_iter().any(is_less) && !is_measure()
}

/// Returns the parts of a text between punctuation and words such as `but`.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    let is_between = |letter: char| ",;.:()/–—（）、，。".contains(letter);
    let parts = text.split(is_between).flat_map(|part| part.split(" - ")).flat_map(|part| part.split(" but "));
    parts.map(|part| {
        let mut part = part.trim();
        while let Some(end) = PART_LEADS.iter().find_map(|lead| after_term(part, lead)).filter(|end| *end < part.len())
        {
            part = part[end..].trim_start();
        }
        part
    })
}

/// Whether a word is negated by one of the two before it: `no known issues`.
fn is_negated(words: &[&str], at: usize) -> bool {
    (at.saturating_sub(2)..at).any(|before| NEGATIONS.at(&words[before..=before]).is_some())
}

fn has_fault(lower: &str, words: &[&str]) -> bool {
    FAULTS.all_in(words).any(|(at, _)| !is_negated(words, at)) || FAULTS.are_in_unspaced(lower)
}

/// Whether a text says that something has ended or will end: `until June`, `2019-2022`.
fn is_past(lower: &str, words: &[&str]) -> bool {
    let ends = |part: &str| ENDS.at(&words_of(part).collect::<Vec<_>>()).is_some();
    let is_range = |word: &str| word.split_once('-').is_some_and(|(from, to)| is_year(from) && is_year(to));
    parts(lower).any(ends)
        || has_end(words)
        || words.iter().any(|word| is_range(word))
        || words.windows(2).any(|two| is_year(two[0]) && is_year(two[1]))
}

/// Whether a text names a time from which on the status holds, which may lie in the future.
fn is_future(term: &str, words: &[&str]) -> bool {
    let has_happened = HAPPENED.iter().any(|word| after_term(term, word) == Some(term.len()));
    !has_happened && STARTS.all_in(words).any(|(at, length)| is_time(&words[at + length..]))
}

/// Whether a word of another status, anywhere in the text, takes a status back.
fn names_other_within(canonical: &str, rest: &str) -> bool {
    let Some((_, others)) = TAKEN_BACK_BY.iter().find(|(status, _)| *status == canonical) else { return false };
    let lower = rest.to_lowercase();
    let words: Vec<&str> = words_of(&lower).collect();
    let mut start = 0;
    words.iter().enumerate().any(|(at, word)| {
        start += lower[start..].find(word).unwrap_or(0);
        let found = LIFE_CYCLE.longest_prefix(&lower[start..]);
        start += word.len();
        let is_other = found.is_some_and(|(status, _)| others.contains(&status));
        is_other && !NOT_WITHIN_TEXT.contains(word) && !is_negated(&words, at)
    })
}

/// Whether a part of the text is another status that takes a status back.
fn names_other_as_part(canonical: &str, rest: &str) -> bool {
    let Some((_, others)) = TAKEN_BACK_BY_PART.iter().find(|(status, _)| *status == canonical) else { return false };
    let within = TAKEN_BACK_BY.iter().find(|(status, _)| *status == canonical).map_or(&[][..], |(_, others)| others);
    let status_of = |part: &str| {
        let part = without_lead(part);
        let (status, length) = LIFE_CYCLE.longest_prefix(part)?;
        let after = part[length..].trim_start();
        (after.is_empty() || after_term(after, "since").is_some()).then_some(status)
    };
    let found: Vec<&str> =
        parts(rest).take(32).filter_map(|part| status_of(part).or_else(|| status_alone(part))).collect();
    // `Active: UAT, PROD`
    let is_confirmed = found.contains(&canonical);
    !is_confirmed && found.iter().any(|status| others.contains(status) || within.contains(status))
}
