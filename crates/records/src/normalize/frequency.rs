//! How often data flows.

use super::Normal;
use super::options::{Vocabulary, after_term, remark};
use super::text::{bare, plain};

/// The words of spec/integrations.md a.5, with those that people use for them.
pub(crate) static FREQUENCY: Vocabulary = Vocabulary {
    noun: "frequency",
    terms: &[
        (
            "real-time",
            &[
                "real time",
                "realtime",
                "streaming",
                "stream",
                "continuous",
                "continuously",
                "immediate",
                "immediately",
                "instant",
                "instantly",
                "live",
            ],
        ),
        ("near-real-time", &["near real time", "near realtime", "nearly real time", "nrt", "near live"]),
        (
            "event",
            &[
                "event",
                "events",
                "event driven",
                "event based",
                "on event",
                "on events",
                "per event",
                "triggered",
                "trigger",
                "on trigger",
                "on change",
                "on every change",
                "webhook",
                "webhooks",
            ],
        ),
        ("every 15 minutes", &["every quarter of an hour", "every quarter hour", "quarter hourly"]),
        ("every 30 minutes", &["every half an hour", "every half hour", "half hourly"]),
        ("hourly", &["hourly", "once an hour", "once per hour", "per hour"]),
        (
            "daily",
            &[
                "daily",
                "nightly",
                "overnight",
                "every night",
                "each night",
                "once a day",
                "once per day",
                "once daily",
                "per day",
                "end of day",
                "eod",
            ],
        ),
        ("weekly", &["weekly", "once a week", "once per week", "per week"]),
        ("monthly", &["monthly", "once a month", "once per month", "per month", "end of month", "month end"]),
        ("quarterly", &["quarterly", "every quarter", "once a quarter", "once per quarter"]),
        ("yearly", &["yearly", "annually", "annual", "once a year", "once per year"]),
        (
            "on-demand",
            &["on demand", "ad hoc", "adhoc", "manual", "manually", "as needed", "when needed", "on request"],
        ),
        ("scheduled", &["scheduled", "schedule", "cron", "cron job"]),
        ("batch", &["batch", "batched", "batches", "in batches"]),
    ],
    signs: &[],
};

/// Units of time: their names, the unit above and how many make one of it.
const UNITS: &[(&str, &[&str], usize)] = &[
    ("second", &["s", "sec", "secs", "second", "seconds"], 60),
    ("minute", &["m", "min", "mins", "minute", "minutes"], 60),
    ("hour", &["h", "hr", "hrs", "hour", "hours"], 24),
    ("day", &["d", "day", "days"], 7),
    ("week", &["w", "wk", "wks", "week", "weeks"], usize::MAX),
    ("month", &["month", "months"], 3),
    ("quarter", &["quarter", "quarters"], 4),
    ("year", &["y", "year", "years"], usize::MAX),
];

/// `real-time`, `near-real-time`, `event`, `every 5 minutes` (any number, seconds to years), `hourly`, `daily`, `weekly`,
/// `monthly`, `quarterly`, `yearly`, `on-demand`, `batch`, `scheduled`, or `cron` with its expression (`cron 0 2 * * *`).
pub fn frequency(raw: &str) -> Normal {
    // The asterisks of an expression are no emphasis.
    let said = bare(raw);
    if let Some(expression) = cron(said.trim_matches('`').trim()) {
        return Normal::known(format!("cron {expression}"), "");
    }
    let code = said.strip_prefix('`').and_then(|rest| rest.split_once('`'));
    if let Some((expression, rest)) = code.and_then(|(code, rest)| Some((cron(code.trim())?, rest))) {
        return Normal::known(format!("cron {expression}"), remark(&plain(rest)));
    }
    let text = plain(raw);
    if FREQUENCY.n_options(&text) > 2 {
        return Normal::unknown("several options, none picked");
    }
    let is_part_of_hour = text.to_ascii_lowercase().starts_with("every quarter");
    if let Some(read) = interval(&text).filter(|_| !is_part_of_hour) {
        return read;
    }
    let read = FREQUENCY.read(raw);
    // That it comes in batches, or by a schedule, is the less telling half of `batch, every 4 hours`.
    if let (Some(manner @ ("batch" | "scheduled")), Some(rest)) = (read.value.as_deref(), &read.remark) {
        let rest = rest.strip_prefix("job ").unwrap_or(rest);
        let rest = rest.split_once(": ").map_or(rest, |(_, rest)| rest).trim_matches(['(', ')']);
        if rest.len() < 200 {
            let inner = frequency(rest);
            if inner.value.is_some() {
                return Normal { remark: inner.remark.or_else(|| Some(manner.into())), ..inner };
            }
        }
    }
    read
}

/// An expression of five or six fields, or a name such as `@daily`.
fn cron(text: &str) -> Option<String> {
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

/// `every 15 min`, `15 minutes`, `each hour`, `every weekday`, `every Monday`.
fn interval(text: &str) -> Option<Normal> {
    let lead = after_term(text, "every").or_else(|| after_term(text, "each"));
    let said = text[lead.unwrap_or(0)..].trim_start();
    let n_digits = said.bytes().take_while(u8::is_ascii_digit).count();
    if lead.is_none() && n_digits == 0 {
        return None;
    }
    let count: usize = if n_digits == 0 { 1 } else { said[..n_digits].parse().ok().filter(|it| *it > 0)? };
    let behind = said[n_digits..].trim_start_matches([' ', '-']);
    let word = &behind[..behind.bytes().take_while(u8::is_ascii_alphabetic).count()];
    let rest = &behind[word.len()..];
    let is_word = !rest.starts_with(|letter: char| letter.is_alphanumeric());
    let lower = word.to_ascii_lowercase();
    let unit = UNITS.iter().position(|(_, names, _)| names.contains(&lower.as_str()));
    if let (Some(unit), true) = (unit, is_word && (n_digits > 0 || word.len() > 1)) {
        return Some(Normal::known(every(count, unit), remark(rest)));
    }
    let named = match lower.as_str() {
        "monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday" | "sunday" => "weekly",
        "weekday" | "morning" | "evening" | "workday" => "daily",
        _ => return None,
    };
    (n_digits == 0 && is_word).then(|| Normal::known(named, behind))
}

/// `every 15 minutes`, in the largest unit that it fills: 60 minutes are `hourly`.
fn every(mut count: usize, mut unit: usize) -> String {
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
    fn a_frequency_is_a_word_an_interval_or_an_expression() {
        let check = |input: &str, value: &str, remark: &str| {
            let read = frequency(input);
            let (found, left) = (read.value.unwrap_or("none".into()), read.remark.unwrap_or_default());
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
