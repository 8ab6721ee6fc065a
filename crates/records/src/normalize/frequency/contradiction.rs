//! Frequencies of which one part of the text contradicts another: `hourly until 2023`, `daily 06:00, 18:00`.

use std::sync::LazyLock;

use regex::Regex;

use super::{LONGEST_SEARCHED, parse_interval, weekday};
use crate::normalize::normalized::Normalized;
use crate::normalize::options::after_term;
use crate::normalize::pattern::compile;
use crate::normalize::period::has_end;
use crate::normalize::timestamp::other_month;
use crate::vocabulary::frequencies::{DAY_WORDS, FREQUENCY, HOLIDAYS, LIMITS, NOT_WITHIN_TEXT, WITHIN_MONTH};
use crate::vocabulary::languages::phrases::{ENGLISH_DENIALS, FAULTS, OTHER_DENIALS, words_of};
use crate::vocabulary::statuses::LIFE_CYCLE;

/// Two times of day or days of the month, and other words for more than one time.
static SEVERAL_TIMES: LazyLock<Regex> = LazyLock::new(|| {
    let separator = r"\s*(?:[,;/&+]|\b(?:and|und|et|y|e|en)\b)\s*(?:at\s+|um\s+)?";
    let time = r"(?:\d{1,2}:\d{2}(?:\s*[ap]m)?|\d{1,2}\s*(?:am|pm|uhr|h)\b)(?:\s*[A-Z]{2,4}\b)?";
    let day = r"\d{1,2}(?:st|nd|rd|th)";
    let hours = r"\b(?:at|um|à|om|alle)\s+\d{1,2}";
    compile(&format!(
        r"(?i:{time}{separator}{time}|{day}{separator}(?:the\s+)?{day}|{hours}{separator}\d{{1,2}}\b|\b(?:twice|thrice|[2-9]\s?x|\d+ times)\b)"
    ))
});

/// Returns a frequency, or no value if the text says something else too. Of days and a shorter interval, `Mon-Fri every
/// 10 min`, the interval counts.
pub(super) fn settle(normalized: Normalized, text: &str) -> Normalized {
    let Some(value) = normalized.value.clone().filter(|value| !value.starts_with("cron")) else { return normalized };
    let searched = &text[..text.floor_char_boundary(LONGEST_SEARCHED)];
    let lower = searched.to_lowercase();
    let words: Vec<&str> = words_of(&lower).collect();
    let is_calendar = is_timed(&value) && !is_within_day(&value);
    if is_limited(&lower, &words, &value) || is_calendar && SEVERAL_TIMES.is_match(searched) {
        return FREQUENCY.unmatched(text);
    }
    let others = others(&lower, &words, &value);
    match others.as_slice() {
        [] => normalized,
        [interval] if is_within_day(interval) && begins_with_days(&words) => Normalized::known(interval.as_str(), text),
        _ => FREQUENCY.unmatched(text),
    }
}

/// Whether a text takes a frequency back, doubts it, or limits it to a part of the time.
fn is_limited(lower: &str, words: &[&str], value: &str) -> bool {
    let is_limit = |at: usize| words.get(at).is_some_and(|word| LIMITS.contains(word));
    let is_denial =
        |at: usize, length: usize| !(is_limit(at + length) || is_limit(at) && at > 0 && words[at - 1] == "no");
    let denies = ENGLISH_DENIALS.all_in(words).chain(OTHER_DENIALS.all_in(words));
    let is_denied = denies.into_iter().any(|(at, length)| is_denial(at, length));
    let is_stopped = || {
        let off = |word: &&str| matches!(LIFE_CYCLE.exact_term(word), Some("paused" | "retired" | "planned"));
        FAULTS.all_in(words).next().is_some() || words.iter().skip(1).any(off)
    };
    let months = || words.windows(2).any(|two| WITHIN_MONTH.contains(&two[0]) && other_month(two[1]).is_some());
    let is_asked = lower.trim_end_matches([')', ' ', '.']).ends_with('?');
    is_asked
        || is_denied
        || is_stopped()
        || has_end(words)
        || value != "yearly" && months()
        || value == "weekly" && words.iter().any(|word| HOLIDAYS.contains(word))
}

/// Returns the other frequencies within a text, each once.
fn others(lower: &str, words: &[&str], value: &str) -> Vec<String> {
    let mut others: Vec<String> = Vec::new();
    let (mut start, mut end) = (0, 0);
    for word in words {
        start += lower[start..].find(word).unwrap_or(0);
        if start >= end {
            let rest = &lower[start..];
            let term = FREQUENCY.longest_prefix(rest).map(|(term, length)| (term.to_owned(), length));
            let is_interval = ["every", "each"].iter().any(|lead| after_term(rest, lead).is_some());
            let interval = || Some((parse_interval(rest).filter(|_| is_interval)?.value?.to_string(), word.len()));
            if let Some((found, length)) = term.or_else(interval) {
                end = start + length;
                let is_other =
                    !NOT_WITHIN_TEXT.contains(&&rest[..length]) && is_contrary(value, &found, &rest[..length]);
                if is_other && !others.contains(&found) {
                    others.push(found);
                }
            }
        }
        start += word.len();
    }
    others
}

/// Whether a frequency within a text contradicts the one at its beginning.
fn is_contrary(value: &str, other: &str, written: &str) -> bool {
    let is_real_time = other == "real-time" && written.starts_with("real");
    if value == other || matches!(value, "batch" | "scheduled") || !(is_timed(other) || is_real_time) {
        return false;
    }
    match is_timed(value) {
        // `every 15 min, daily 06:00-18:00`
        true => !(other == "daily" && is_within_day(value) && value != "hourly"),
        // `Near real-time (every 5 minutes)`
        false => !(is_within_day(other) && other != "hourly"),
    }
}

fn is_timed(value: &str) -> bool {
    value.starts_with("every ") || matches!(value, "hourly" | "daily" | "weekly" | "monthly" | "quarterly" | "yearly")
}

fn is_within_day(value: &str) -> bool {
    value == "hourly"
        || ["second", "minute", "hour"].iter().any(|unit| value.starts_with("every ") && value.contains(unit))
}

/// Whether a text begins with days: `Mon-Fri`, `weekdays`.
fn begins_with_days(words: &[&str]) -> bool {
    let words = words.strip_prefix(&["on"]).or_else(|| words.strip_prefix(&["every"])).unwrap_or(words);
    let Some(first) = words.first() else { return false };
    let first = first.split('-').next().unwrap_or(first);
    weekday(first).is_some() || DAY_WORDS.contains(&first)
}
