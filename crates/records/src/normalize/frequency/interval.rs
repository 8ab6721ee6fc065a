//! Intervals: `every 15 min`, `two hours`, `15分毎`.

use crate::normalize::normalized::Normalized;
use crate::normalize::options::{after_term, remark};
use crate::vocabulary::calendar::WEEKDAYS;
use crate::vocabulary::frequencies::{AFTER_INTERVAL, NUMBERS, UNITS};
use crate::vocabulary::languages::intervals::{Interval, interval};

/// Returns an interval in another language: `alle 15 min`, `15分毎`.
pub(super) fn foreign_interval(text: &str) -> Option<Normalized> {
    let Interval { count, unit, end, is_marked } = interval(text)?;
    let unit = UNITS.iter().position(|(name, ..)| *name == unit)?;
    let rest = text.get(end..)?;
    // `15 Minuten nach der vollen Stunde`
    (is_marked || is_compatible(rest)).then(|| Normalized::known(format_interval(count, unit), remark(rest)))
}

/// Parses an interval: `every 15 min`, `15 minutes`, `every two hours`, `each hour`, `every weekday`, `every Monday`.
pub(super) fn parse_interval(text: &str) -> Option<Normalized> {
    let lead = after_term(text, "every").or_else(|| after_term(text, "each"));
    let interval = text[lead.unwrap_or(0)..].trim_start();
    let number = NUMBERS.iter().find_map(|(word, number)| Some((after_term(interval, word)?, *number)));
    let number = number.filter(|_| lead.is_some());
    let n_digits = number.map_or_else(|| interval.bytes().take_while(u8::is_ascii_digit).count(), |(end, _)| end);
    if lead.is_none() && n_digits == 0 {
        return None;
    }
    let count: usize = match number {
        Some((_, number)) => number,
        None if n_digits == 0 => 1,
        None => interval[..n_digits].parse().ok().filter(|it| *it > 0)?,
    };
    let after_number = interval[n_digits..].trim_start_matches([' ', '-']);
    let word = &after_number[..after_number.bytes().take_while(u8::is_ascii_alphabetic).count()];
    let rest = &after_number[word.len()..];
    let is_word = !rest.starts_with(|letter: char| letter.is_alphanumeric());
    let lower = word.to_ascii_lowercase();
    let unit = UNITS.iter().position(|(_, names, _)| names.contains(&lower.as_str()));
    if let (Some(unit), true) = (unit, is_word && (n_digits > 0 || word.len() > 1)) {
        if lead.is_none() && !is_compatible(rest) {
            return None;
        }
        return Some(Normalized::known(format_interval(count, unit), remark(rest)));
    }
    let named = match lower.as_str() {
        day if WEEKDAYS.contains(&day) => "weekly",
        "weekday" | "morning" | "evening" | "workday" => "daily",
        _ => return None,
    };
    (n_digits == 0 && is_word).then(|| Normalized::known(named, after_number))
}

/// Whether the text after `15 minutes` leaves it an interval: `15 minutes, 24/7`, but not `15 minutes after the hour`.
fn is_compatible(rest: &str) -> bool {
    let rest = rest.trim_start_matches([' ', '-']);
    // `3 days/week`
    let is_rate = rest.starts_with('/');
    let is_word = rest.starts_with(char::is_alphanumeric);
    !is_rate && (!is_word || AFTER_INTERVAL.iter().any(|word| after_term(rest, word).is_some()))
}

/// Formats an interval in the largest unit that fits: `every 15 minutes`, but `hourly` for 60 minutes.
fn format_interval(mut count: usize, mut unit: usize) -> String {
    while UNITS[unit].2 != usize::MAX && count.is_multiple_of(UNITS[unit].2) {
        count /= UNITS[unit].2;
        unit += 1;
    }
    match (count, UNITS[unit].0) {
        (1, "hour") => "hourly".to_owned(),
        (1, "day") => "daily".to_owned(),
        (1, name @ ("week" | "month" | "quarter" | "year")) => format!("{name}ly"),
        (1, name) => format!("every {name}"),
        (_, name) => format!("every {count} {name}s"),
    }
}
