//! What takes a status back, or says that it lies in the past or the future: `Production (paused)`, `Live until 2024`.

use super::{status_alone, without_lead};
use crate::normalize::options::after_term;
use crate::normalize::period::{has_end_at, is_time, is_year};
use crate::vocabulary::languages::phrases::{ENDS, FAULTS, NEGATIONS, STARTS, words_of, words_with_offsets};
use crate::vocabulary::statuses::{
    ABANDONED, BY, DURING, FURTHER, HAPPENED, LIFE_CYCLE, NOT_WITHIN_TEXT, PART_LEADS, SINCE, TAKEN_BACK_BY,
    TAKEN_BACK_BY_PART,
};

/// The longest text after a status that is looked into, in bytes.
const LONGEST_SEARCHED: usize = 300;

/// The number of words right after a status that may take it back.
const N_NEAR: usize = 3;

/// The text after the word of a status, in lower case.
struct Rest {
    /// Its parts between punctuation. The first is empty if a sign follows the word.
    parts: Vec<String>,
}

impl Rest {
    fn new(rest: &str, is_near: bool) -> Rest {
        let lower = rest[..rest.floor_char_boundary(LONGEST_SEARCHED)].to_lowercase();
        let mut parts: Vec<String> = parts(&lower).map(str::to_owned).collect();
        if !is_near {
            parts.insert(0, String::new());
        }
        Rest { parts }
    }

    /// Returns the words that directly follow the status.
    fn near(&self) -> Vec<&str> {
        words_of(&self.parts[0]).collect()
    }

    /// Returns the words of the parts after a sign.
    fn apart(&self) -> impl Iterator<Item = Vec<&str>> {
        self.parts[1..].iter().map(|part| words_of(part).collect())
    }
}

/// Whether the text after the word of a status takes the status back: right after it, `Production paused`, or in a part
/// that says nothing else, `Active (paused)`. What a longer part says may be about something else: `Active, failed
/// messages are retried`. `is_near` is whether no sign is between the word and the text.
pub(super) fn takes_back(canonical: &str, term: &str, rest: &str, is_near: bool) -> bool {
    if rest.is_empty() {
        return false;
    }
    let rest = Rest::new(rest, is_near);
    let is_contrary = match canonical {
        "active" => has_fault(&rest) || is_past(&rest) || is_future(term, &rest) || is_partial(&rest),
        "planned" | "development" | "testing" => is_abandoned(&rest),
        _ => false,
    };
    is_contrary || names_other(canonical, &rest)
}

/// Whether a text says that less than all is done: `implemented 30 %`.
fn is_partial(rest: &Rest) -> bool {
    /// A percentage by itself from which on it is more likely an availability.
    const AVAILABLE: f64 = 95.0;
    let is_less = |part: &String| {
        let number = part.trim().strip_suffix('%').map(|number| number.trim().replace(',', "."));
        number.and_then(|number| number.parse::<f64>().ok()).is_some_and(|percentage| percentage < AVAILABLE)
    };
    rest.parts.iter().any(is_less)
}

/// Whether a text says how much is done, and that it is less than all: the beginning of `30 % implemented`.
pub(super) fn is_partial_lead(lead: &str) -> bool {
    let number = lead.trim().strip_suffix('%').map(|number| number.trim().replace(',', "."));
    number.and_then(|number| number.parse::<f64>().ok()).is_some_and(|percentage| percentage < 100.0)
}

/// Returns the parts of a text between punctuation and words such as `but`.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    let is_between = |letter: char| ",;:()/–—（）、，。".contains(letter);
    let parts = text.split(is_between).flat_map(|part| part.split(". ")).flat_map(|part| part.split(" - "));
    parts.flat_map(|part| part.split(" but ")).map(|part| {
        let mut part = part.trim().trim_end_matches('.');
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

fn has_fault(rest: &Rest) -> bool {
    let near = rest.near();
    let is_near = FAULTS.all_in(&near).any(|(at, _)| at < N_NEAR && !is_negated(&near, at));
    is_near || rest.apart().any(|part| is_whole(&part, FAULTS.at(&part))) || has_unspaced_fault(rest)
}

fn has_unspaced_fault(rest: &Rest) -> bool {
    rest.parts.iter().any(|part| FAULTS.are_in_unspaced(part))
}

fn is_abandoned(rest: &Rest) -> bool {
    let is = |word: &&str| ABANDONED.contains(word);
    let begins = |part: &[&str]| part.first().is_some_and(is).then_some(1);
    rest.near().iter().take(N_NEAR).any(is) || rest.apart().any(|part| is_whole(&part, begins(&part)))
}

/// Whether a part says nothing after its first `length` words, or only since when: `broken since May`.
fn is_whole(part: &[&str], length: Option<usize>) -> bool {
    length.is_some_and(|length| part.get(length).is_none_or(|next| SINCE.contains(next)))
}

/// Whether a text says that something has ended or will end: `until June`, `2019-2022`.
fn is_past(rest: &Rest) -> bool {
    let near = rest.near();
    let is_range = |word: &&str| word.split_once('-').is_some_and(|(from, to)| is_year(from) && is_year(to));
    let begins_with_end = |part: &[&str]| {
        let length = ENDS.at(part);
        length.is_some_and(|length| part.get(length).is_none_or(|next| !FURTHER.contains(next))) || has_end_at(part)
    };
    begins_with_end(&near)
        || rest.apart().any(|part| begins_with_end(&part))
        || near.first().is_some_and(is_range)
        || near.len() > 1 && is_year(near[0]) && is_year(near[1])
}

/// Whether a text names a time from which on the status holds, which may lie in the future.
fn is_future(term: &str, rest: &Rest) -> bool {
    let has_happened = HAPPENED.iter().any(|word| after_term(term, word) == Some(term.len()));
    let begins = |part: &[&str]| {
        let is_exempt = has_happened && part.first().is_some_and(|word| DURING.contains(word));
        !is_exempt && STARTS.at(part).is_some_and(|length| is_time(&part[length..]))
    };
    begins(&rest.near()) || rest.apart().any(|part| begins(&part))
}

/// Whether another status takes a status back: right after it, or as a part of the text by itself.
fn names_other(canonical: &str, rest: &Rest) -> bool {
    let others = |table: &'static [(&str, &[&str])]| {
        table.iter().find(|(status, _)| *status == canonical).map_or(&[][..], |(_, others)| others)
    };
    let (within, alone) = (others(TAKEN_BACK_BY), others(TAKEN_BACK_BY_PART));
    let near = near_status(&rest.parts[0]);
    let found: Vec<&str> = rest.parts[1..].iter().take(32).filter_map(|part| status_of_part(part)).collect();
    let first = status_of_part(&rest.parts[0]);
    // `Active: UAT, PROD`
    let is_confirmed = found.contains(&canonical);
    near.is_some_and(|status| within.contains(&status))
        || !is_confirmed
            && found.iter().chain(first.iter()).any(|status| alone.contains(status) || within.contains(status))
}

/// Returns the status that one of the first words after a status names: `Production is paused`.
fn near_status(near: &str) -> Option<&'static str> {
    let words: Vec<&str> = words_of(near).collect();
    for (at, (start, word)) in words_with_offsets(near).enumerate().take(N_NEAR) {
        let status = LIFE_CYCLE.longest_prefix(&near[start..]).map(|(status, _)| status);
        if status.is_some() && !NOT_WITHIN_TEXT.contains(&word) && !is_negated(&words, at) {
            return status;
        }
    }
    None
}

/// Returns the status that a part of a text is, with at most the time or reason of it: `paused since May`.
fn status_of_part(part: &str) -> Option<&'static str> {
    let part = without_lead(part);
    let whole = || {
        let (status, length) = LIFE_CYCLE.longest_prefix(part)?;
        let after: Vec<&str> = words_of(&part[length..]).collect();
        let is_end = after.first().is_none_or(|next| SINCE.contains(next))
            || matches!(status, "deprecated" | "retired") && after.first().is_some_and(|next| BY.contains(next));
        (is_end && !NOT_WITHIN_TEXT.contains(&&part[..length])).then_some(status)
    };
    if part.is_empty() { None } else { whole().or_else(|| status_alone(part)) }
}
