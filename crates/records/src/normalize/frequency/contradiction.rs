//! Frequencies of which one part of the text contradicts another: `hourly until 2023`, `daily 06:00, 18:00`.

use std::sync::LazyLock;

use regex::Regex;

use super::days::{LONGEST_SEARCHED, weekday};
use super::interval::parse_interval;
use crate::normalize::normalized::Normalized;
use crate::normalize::options::after_term;
use crate::normalize::pattern::compile;
use crate::normalize::period::has_end;
use crate::normalize::timestamp::other_month;
use crate::vocabulary::frequencies::{
    DAY_WORDS, DOUBTS, EXCEPTIONS, FREQUENCY, HOLIDAYS, LIMITS, NEGATIONS, NOT_WITHIN_TEXT, WITHIN_MONTH,
};
use crate::vocabulary::languages::phrases::{FAULTS, words_of, words_with_offsets};
use crate::vocabulary::statuses::LIFE_CYCLE;

/// The number of words right after a frequency that may deny it.
const N_NEAR: usize = 3;

/// Several times of day or days of the month, and other words for more than one time.
static SEVERAL_TIMES: LazyLock<Regex> = LazyLock::new(|| {
    let separator = r" *(?:[,;/&+]|(?-u:\b)(?:and|und|et|y|e|en)(?-u:\b)) *(?:at +|um +)?";
    let clock = r"[0-9]{1,2}:[0-9]{2}(?: *[ap]m)?";
    let day = r"[0-9]{1,2}(?:st|nd|rd|th)";
    let end = r"(?: *(?:uhr|am|pm)(?-u:\b)| *[,;.)]| *$)";
    let per = r"(?: *[,;.)]| *$| +(?:a|per|am|pro|par|al|por|daily|täglich)(?-u:\b))";
    compile(&format!(
        r"(?:{clock}(?:{separator}| +){clock}|[0-9]{{1,2}} *(?:[ap]m|uhr)(?-u:\b){separator}[0-9]{{1,2}} *(?:[ap]m|uhr)(?-u:\b)|[0-9]{{1,2}} *h{separator}[0-9]{{1,2}} *h(?-u:\b)|{day}{separator}(?:the +)?{day}|(?:(?-u:\b)(?:at|um|om|alle)|à) +[0-9]{{1,2}}{separator}[0-9]{{1,2}}{end}|(?-u:\b)(?:twice|thrice)(?-u:\b)|(?-u:\b)[2-9] ?x{per}|(?-u:\b)x ?[2-9]{per}|(?:^|[,;(–-]) *(?:[0-9]+|two|three|four|five|six) times{per})"
    ))
});

/// Two times that are the limits of one: `between 22:00 and 23:00`, `from 6 am to 7 am`.
static ONE_WINDOW: LazyLock<Regex> =
    LazyLock::new(|| compile(r"(?-u:\b)(?:between|zwischen|entre|tra|tussen) +(?:at +)?[0-9]"));

/// Returns a frequency, or no value if the text says something else too. Of days and a shorter interval, `Mon-Fri every
/// 10 min`, the interval counts.
pub(super) fn settle(normalized: Normalized, text: &str) -> Normalized {
    let Some(value) = normalized.value.clone().filter(|value| !value.starts_with("cron")) else { return normalized };
    let searched = &text[..text.floor_char_boundary(LONGEST_SEARCHED)];
    let lower = searched.to_lowercase();
    let words: Vec<&str> = words_of(&lower).collect();
    let is_calendar = is_timed(&value) && !is_within_day(&value);
    if is_limited(&lower, &words, &value) || is_calendar && has_several_times(&lower) {
        return FREQUENCY.unmatched(text);
    }
    let others = others(&lower, &words, &value);
    match others.as_slice() {
        [] => normalized,
        [interval] if is_within_day(interval) && begins_with_days(&words) => Normalized::known(interval.as_str(), text),
        _ => FREQUENCY.unmatched(text),
    }
}

/// Whether a text states several times of a day, and not one in two time zones: `06:00 UTC / 07:00 CET`.
fn has_several_times(text: &str) -> bool {
    SEVERAL_TIMES.is_match(text) && !ONE_WINDOW.is_match(text)
}

/// Whether a text takes a frequency back, doubts it, or limits it to a part of the time.
fn is_limited(lower: &str, words: &[&str], value: &str) -> bool {
    let has = |list: &[&str]| words.iter().any(|word| list.contains(word));
    let months = || words.windows(2).any(|two| WITHIN_MONTH.contains(&two[0]) && other_month(two[1]).is_some());
    let is_asked = lower.trim_end_matches([')', ' ', '.']).ends_with('?');
    is_asked
        || has(DOUBTS)
        || has(EXCEPTIONS)
        || is_denied(lower)
        || is_stopped(lower)
        || has_end(words)
        || !matches!(value, "yearly" | "quarterly") && months()
        || value == "weekly" && has(HOLIDAYS)
}

/// Whether the words right after a frequency deny it, `real-time not possible`, but not a limit of time or number,
/// `daily no later than 06:00`, or another frequency.
fn is_denied(lower: &str) -> bool {
    let part = lower.split([',', ';', '(', '–', '—', ':']).next().unwrap_or(lower);
    let words: Vec<&str> = words_of(part).collect();
    words.iter().enumerate().skip(1).take(N_NEAR).any(|(at, word)| {
        let next = words.get(at + 1);
        let is_other = || FREQUENCY.exact_term(words[at + 1..].join(" ").as_str()).is_some();
        NEGATIONS.contains(word) && !next.is_some_and(|next| LIMITS.contains(next)) && !is_other()
    })
}

/// Whether a part of a text says nothing but that there is no flow any more: `monthly (disabled)`.
fn is_stopped(lower: &str) -> bool {
    let parts = lower.split([',', ';', '(', ')', '–', '—', ':']).flat_map(|part| part.split(" - "));
    parts.skip(1).any(|part| {
        let part = part.trim();
        let words: Vec<&str> = words_of(part).collect();
        let is_off = matches!(LIFE_CYCLE.exact_term(part), Some("paused" | "retired" | "planned"));
        is_off || FAULTS.at(&words).is_some_and(|length| length == words.len())
    })
}

/// Returns the other frequencies within a text, each once.
fn others(lower: &str, words: &[&str], value: &str) -> Vec<String> {
    let mut others: Vec<String> = Vec::new();
    let mut end = 0;
    for (at, (start, word)) in words_with_offsets(lower).enumerate() {
        // `hourly, not real-time`
        let is_negated = at > 0 && NEGATIONS.contains(&words[at - 1]);
        if start >= end && !is_negated {
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
