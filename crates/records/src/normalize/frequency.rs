//! The frequency of a flow.

use super::options::{after_term, remark};
use super::text::{bare, plain};
use crate::normalize::normalized::Normalized;
use crate::vocabulary::calendar::WEEKDAYS;
use crate::vocabulary::frequencies::{FREQUENCY, UNITS};

/// Normalizes a frequency to `real-time`, `near-real-time`, `event`, `every 5 minutes` (any number, seconds to years),
/// `hourly`, `daily`, `weekly`, `monthly`, `quarterly`, `yearly`, `on-demand`, `batch`, `scheduled`, or `cron` with its
/// expression (`cron 0 2 * * *`).
pub fn frequency(raw: &str) -> Normalized {
    // The asterisks of a cron expression are not emphasis.
    let value = bare(raw);
    if let Some(expression) = parse_cron(value.trim_matches('`').trim()) {
        return Normalized::known(format!("cron {expression}"), "");
    }
    let code = value.strip_prefix('`').and_then(|rest| rest.split_once('`'));
    if let Some((expression, rest)) = code.and_then(|(code, rest)| Some((parse_cron(code.trim())?, rest))) {
        return Normalized::known(format!("cron {expression}"), remark(&plain(rest)));
    }
    let text = plain(raw);
    if FREQUENCY.n_options(&text) > 2 {
        return Normalized::unknown("several options, none picked");
    }
    let is_part_of_hour = text.to_ascii_lowercase().starts_with("every quarter");
    if let Some(normalized) = parse_interval(&text).filter(|_| !is_part_of_hour) {
        return normalized;
    }
    let normalized = FREQUENCY.normalize(raw);
    // In `batch, every 4 hours` the interval is more specific than the manner.
    if let (Some(manner @ ("batch" | "scheduled")), Some(rest)) = (normalized.value.as_deref(), &normalized.remark) {
        let rest = rest.strip_prefix("job ").unwrap_or(rest);
        let rest = rest.split_once(": ").map_or(rest, |(_, rest)| rest).trim_matches(['(', ')']);
        if rest.len() < 200 {
            let inner = frequency(rest);
            if inner.value.is_some() {
                return Normalized { remark: inner.remark.or_else(|| Some(manner.into())), ..inner };
            }
        }
    }
    normalized
}

/// Returns a cron expression of five or six fields, or a nickname such as `@daily`.
fn parse_cron(text: &str) -> Option<String> {
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || "*/,-?#".contains(letter);
    let text = after_term(text, "cron").map_or(text, |end| remark(&text[end..])).trim_matches('`');
    if text.len() > 100 || !text.contains(['*', '@', '?']) {
        return None;
    }
    if ["@hourly", "@daily", "@midnight", "@weekly", "@monthly", "@yearly", "@annually", "@reboot"].contains(&text) {
        return Some(text.to_owned());
    }
    let fields: Vec<&str> = text.split_whitespace().collect();
    let is_field = |field: &&str| {
        let is_sign = field.contains(|letter: char| letter.is_ascii_digit() || letter == '*' || letter == '?');
        field.chars().all(is_part) && (is_sign || field.len() == 3 || field.contains(['-', ',']))
    };
    ((5..=6).contains(&fields.len()) && fields.iter().all(is_field)).then(|| fields.join(" "))
}

/// Parses an interval: `every 15 min`, `15 minutes`, `each hour`, `every weekday`, `every Monday`.
fn parse_interval(text: &str) -> Option<Normalized> {
    let lead = after_term(text, "every").or_else(|| after_term(text, "each"));
    let interval = text[lead.unwrap_or(0)..].trim_start();
    let n_digits = interval.bytes().take_while(u8::is_ascii_digit).count();
    if lead.is_none() && n_digits == 0 {
        return None;
    }
    let count: usize = if n_digits == 0 { 1 } else { interval[..n_digits].parse().ok().filter(|it| *it > 0)? };
    let after_number = interval[n_digits..].trim_start_matches([' ', '-']);
    let word = &after_number[..after_number.bytes().take_while(u8::is_ascii_alphabetic).count()];
    let rest = &after_number[word.len()..];
    let is_word = !rest.starts_with(|letter: char| letter.is_alphanumeric());
    let lower = word.to_ascii_lowercase();
    let unit = UNITS.iter().position(|(_, names, _)| names.contains(&lower.as_str()));
    if let (Some(unit), true) = (unit, is_word && (n_digits > 0 || word.len() > 1)) {
        return Some(Normalized::known(format_interval(count, unit), remark(rest)));
    }
    let named = match lower.as_str() {
        day if WEEKDAYS.contains(&day) => "weekly",
        "weekday" | "morning" | "evening" | "workday" => "daily",
        _ => return None,
    };
    (n_digits == 0 && is_word).then(|| Normalized::known(named, after_number))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frequency_is_a_term_an_interval_or_a_cron_expression() {
        let check = |input: &str, value: &str, remark: &str| {
            let normalized = frequency(input);
            let (found, left) = (normalized.value.unwrap_or("none".into()), normalized.remark.unwrap_or_default());
            assert_eq!((found.as_str(), left.as_str()), (value, remark), "{input:?}");
        };
        check("Real-time", "real-time", "");
        check("realtime (CDC)", "real-time", "CDC");
        check("Near real-time", "near-real-time", "");
        check("near-real-time", "near-real-time", "");
        check("Event-driven", "event", "");
        check("event", "event", "");
        check("on change", "event", "");
        check("every 5 minutes", "every 5 minutes", "");
        check("Every 15 min", "every 15 minutes", "");
        check("15-min", "every 15 minutes", "");
        check("5m", "every 5 minutes", "");
        check("4h (business hours)", "every 4 hours", "business hours");
        check("every minute", "every minute", "");
        check("every 60 minutes", "hourly", "");
        check("every 24 h", "daily", "");
        check("every 7 days", "weekly", "");
        check("every 30 seconds", "every 30 seconds", "");
        check("every 3 months", "quarterly", "");
        check("Hourly", "hourly", "");
        check("each hour", "hourly", "");
        check("**Daily**", "daily", "");
        check("Daily at 02:00 UTC", "daily", "at 02:00 UTC");
        check("nightly", "daily", "");
        check("every day, 06:00", "daily", "06:00");
        check("every weekday", "daily", "weekday");
        check("every Monday at 6", "weekly", "Monday at 6");
        check("Weekly", "weekly", "");
        check("Monthly - last day", "monthly", "last day");
        check("annually", "yearly", "");
        check("On-demand", "on-demand", "");
        check("ad hoc", "on-demand", "");
        check("manual", "on-demand", "");
        check("Batch", "batch", "");
        check("Batch (nightly)", "daily", "batch");
        check("batch, every 4 hours", "every 4 hours", "batch");
        check("Scheduled", "scheduled", "");
        check("Scheduled (0 2 * * *)", "cron 0 2 * * *", "scheduled");
        check("0 2 * * *", "cron 0 2 * * *", "");
        check("`*/15 * * * *`", "cron */15 * * * *", "");
        check("`0 3 * * *` (daily at 03:00)", "cron 0 3 * * *", "daily at 03:00");
        check("every quarter of an hour", "every 15 minutes", "");
        check("every quarter", "quarterly", "");
        check("every half hour", "every 30 minutes", "");
        check("*/15 * * * *", "cron */15 * * * *", "");
        check("cron: 0 6 * * MON-FRI", "cron 0 6 * * MON-FRI", "");
        check("0 0 12 ? * WED", "cron 0 0 12 ? * WED", "");
        check("@daily", "cron @daily", "");
        check("Real-time/Batch/Scheduled", "none", "several options, none picked");
        check("sometimes", "none", "no known frequency: sometimes");
        check("0 minutes", "none", "no known frequency: 0 minutes");
        check("99999999999999999999 minutes", "none", "no known frequency: 99999999999999999999 minutes");
        check("every", "none", "no known frequency: every");
        check("* * * what * *", "none", "no known frequency: * * * what * *");
        check("⏰", "none", "no known frequency: ⏰");
        check("يوميا", "none", "no known frequency: يوميا");
        check("", "none", "");
        frequency(&"batch ".repeat(20_000));
        frequency(&"every ".repeat(20_000));
        frequency(&"1".repeat(100_000));
    }
}
