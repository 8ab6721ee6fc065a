//! The frequency of a flow.

mod contradiction;
mod cron;
mod days;
mod interval;

use self::contradiction::settle;
use self::cron::parse_cron;
use self::days::{LONGEST_SEARCHED, parse_days, several_days};
use self::interval::{foreign_interval, parse_interval};
use super::options::{after_term, remark};
use super::text::{bare, plain};
use crate::normalize::normalized::Normalized;
use crate::vocabulary::frequencies::{ABOUT, FREQUENCY, MANNERS};

/// Normalizes a frequency to `real-time`, `near-real-time`, `event`, `every 5 minutes` (any number, seconds to years),
/// `hourly`, `daily`, `weekly`, `monthly`, `quarterly`, `yearly`, `on-demand`, `batch`, `scheduled`, or `cron` with its
/// expression (`cron 0 2 * * *`). What is not exact, such as `twice a day` or `intraday`, has no value.
///
/// Nor has a text of which one part contradicts another: `end of month and daily`, `hourly until 2023`.
pub fn frequency(raw: &str) -> Normalized {
    let normalized = first_frequency(raw);
    // Most values are a term and nothing else.
    let is_alone = || normalized.remark.is_none() && raw.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if normalized.value.is_none() || is_alone() { normalized } else { settle(normalized, &plain(raw)) }
}

/// Returns the frequency that a text begins with.
fn first_frequency(raw: &str) -> Normalized {
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
    if let Some(days) = several_days(&text) {
        return parse_days(days).unwrap_or_else(|| FREQUENCY.unmatched(&text));
    }
    // `every quarter of an hour`, `every second day`
    let is_fraction = ["every quarter", "every second", "every other"].iter().any(|it| after_term(&text, it).is_some());
    if let Some(normalized) = parse_interval(&text).filter(|_| !is_fraction) {
        return normalized;
    }
    let normalized = FREQUENCY.normalize(raw);
    match normalized.value.as_deref() {
        Some(manner @ ("batch" | "scheduled")) => with_interval(manner, &normalized).unwrap_or(normalized),
        Some(_) => normalized,
        // `every second`, but not `every second Tuesday`
        None if is_fraction => {
            parse_interval(&text).filter(|it| !starts_with_letter(it.remark.as_deref())).unwrap_or(normalized)
        }
        None => {
            let others = || behind_other_words(&text).or_else(|| parse_days(&text));
            foreign_interval(&text).or_else(others).unwrap_or(normalized)
        }
    }
}

fn starts_with_letter(remark: Option<&str>) -> bool {
    remark.is_some_and(|remark| remark.starts_with(char::is_alphabetic))
}

/// Returns the interval in the rest of a manner, which is more specific: `batch, every 4 hours`.
fn with_interval(manner: &str, normalized: &Normalized) -> Option<Normalized> {
    let rest = normalized.remark.as_ref()?;
    let rest = rest.strip_prefix("job ").unwrap_or(rest);
    let rest = rest.split_once(": ").map_or(rest, |(_, rest)| rest).trim_matches(['(', ')']);
    let inner = frequency(Some(rest).filter(|rest| rest.len() < LONGEST_SEARCHED)?);
    inner.value.is_some().then(|| Normalized { remark: inner.remark.or_else(|| Some(manner.into())), ..inner })
}

/// Returns the frequency behind words that do not say how often: `Polling every 5 minutes`, `approx. hourly`, `02:00
/// daily`. The whole text is its remark.
fn behind_other_words(text: &str) -> Option<Normalized> {
    let mut rest = Some(text).filter(|text| text.len() < LONGEST_SEARCHED)?;
    let mut has_time = false;
    loop {
        let after = rest.trim_start_matches(['~', '≈']);
        let word = MANNERS.iter().chain(ABOUT).filter_map(|word| after_term(after, word)).max();
        let time = time_length(after);
        // At two times of a day something runs twice.
        if time.is_some() && std::mem::replace(&mut has_time, true) {
            return None;
        }
        let after = match word.or(time) {
            Some(end) => remark(&after[end..]),
            None => after,
        };
        if after.len() == rest.len() {
            break;
        }
        rest = after;
    }
    if rest.len() == text.len() || rest.is_empty() {
        return None;
    }
    let value = frequency(rest).value?;
    Some(Normalized::known(value, text))
}

/// Returns the length of a time of day at the beginning of a text: `02:00`, `at 6 am UTC`.
fn time_length(text: &str) -> Option<usize> {
    let lead = after_term(text, "at").map_or(0, |end| end + (text.len() - end - text[end..].trim_start().len()));
    let time = &text[lead..];
    let n_digits = time.bytes().take_while(u8::is_ascii_digit).count();
    let minutes = time[n_digits..].strip_prefix(':').filter(|it| it.len() > 1 && it.as_bytes()[..2].is_ascii());
    let minutes = minutes.map_or(0, |it| it.bytes().take(2).take_while(u8::is_ascii_digit).count());
    let end = n_digits + if minutes == 2 { 3 } else { 0 };
    let after = time[end..].trim_start();
    let is_half = |half: &&&str| after_term(after, half).is_some();
    let half = ["am", "pm"].iter().find(is_half).map_or(0, |half| time.len() - end - after.len() + half.len());
    let is_time = (1..=2).contains(&n_digits) && (minutes == 2 || half > 0);
    let end = end + half;
    let zone = time.get(end..).map(str::trim_start)?;
    let n_zone = zone.bytes().take_while(u8::is_ascii_uppercase).count();
    let zone = if (2..=4).contains(&n_zone) { time.len() - end - zone.len() + n_zone } else { 0 };
    is_time.then_some(lead + end + zone)
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
        check("once a day", "daily", "");
        check("Daily, about 9k items", "daily", "about 9k items");
        check("hourly (at :05)", "hourly", "at :05");
        check("Real-time, under 80 a minute", "real-time", "under 80 a minute");
        check("60 min", "hourly", "");
        check("every two hours", "every 2 hours", "");
        check("every second day", "every 2 days", "");
        check("every other week", "every 2 weeks", "");
        check("every second", "every second", "");
        check("Fortnightly", "every 2 weeks", "");
        check("15-minute batches", "every 15 minutes", "batches");
        check("as it happens", "event", "");
        check("Polling every 5 minutes", "every 5 minutes", "Polling every 5 minutes");
        check("runs hourly", "hourly", "runs hourly");
        check("approx. every 15 min", "every 15 minutes", "approx. every 15 min");
        check("~5 minutes", "every 5 minutes", "~5 minutes");
        check("02:00 daily", "daily", "02:00 daily");
        check("9:00 AM UTC (every day)", "daily", "9:00 AM UTC (every day)");
        check("at 6 pm every Friday", "weekly", "at 6 pm every Friday");
        check("Mon-Fri 06:00", "daily", "Mon-Fri 06:00");
        check("Monday to Saturday", "daily", "Monday to Saturday");
        check("every Mon-Fri", "daily", "Mon-Fri");
        check("weekdays at 7", "daily", "at 7");
        check("Sundays 03:00", "weekly", "Sundays 03:00");
        check("1st of the month", "monthly", "1st of the month");
        check("on the last day of each month", "monthly", "on the last day of each month");
        check("on order creation", "event", "on order creation");
        check("when a booking is confirmed", "event", "when a booking is confirmed");
        check("after each payment", "event", "after each payment");
        check("per transaction", "event", "");
        for text in [
            "twice a day",
            "2 times a day",
            "2x daily",
            "3 days a week",
            "3 days/week",
            "15 minutes after the hour",
            "24h SLA",
            "every Monday and Thursday",
            "every second Tuesday",
            "06:00, 18:00 daily",
            "Mon, Wed, Fri",
            "Mon-Wed",
            "at high water",
            "intraday",
            "T+1",
            "02:00",
            "once",
            "every few minutes",
            "every 5-10 minutes",
            "500 files per day",
            "on schedule",
            "real-time not possible, daily",
            "end of month and daily",
            "1st and 15th of the month",
            "daily 06:00, 18:00",
            "daily at 6 am and 6 pm",
            "every day at 6 and 18",
            "every Sunday night in December",
            "Sundays and holidays",
            "15 Minuten nach der vollen Stunde",
            "hourly until 2023",
            "monthly (disabled)",
            "hourly?",
            "daily, twice",
            "hourly and daily",
            "täglich außer am Wochenende, stündlich",
            "täglich und stündlich",
        ] {
            check(text, "none", &format!("no known frequency: {text}"));
        }
        check("weekdays, hourly", "hourly", "weekdays, hourly");
        check("Mondays, hourly", "hourly", "Mondays, hourly");
        check("Mon-Fri every 10 min", "every 10 minutes", "Mon-Fri every 10 min");
        check("every 15 min until 18:00", "every 15 minutes", "until 18:00");
        check("Near real-time (every 5 minutes)", "near-real-time", "every 5 minutes");
        check("daily, no later than 06:00", "daily", "no later than 06:00");
        check("hourly, 500 per day", "hourly", "500 per day");
        for (text, value) in [
            ("daily not later than 06:00", "daily"),
            ("daily, not earlier than 06:00", "daily"),
            ("daily (no retry)", "daily"),
            ("daily; no SLA", "daily"),
            ("hourly (not real-time)", "hourly"),
            ("every 15 minutes or so", "every 15 minutes"),
            ("Daily – orders of the previous day", "daily"),
            ("every 5 minutes plus on change", "every 5 minutes"),
            ("täglich, ohne Retry", "daily"),
            ("daily, planned orders", "daily"),
            ("daily backlog", "daily"),
            ("nightly, terminated employees", "daily"),
            ("daily, inactive customers", "daily"),
            ("hourly (Jira issues)", "hourly"),
            ("daily, failed rows are retried", "daily"),
            ("daily between 22:00 and 23:00", "daily"),
            ("daily 02:00, 4h window", "daily"),
            ("daily at 6, 5 files", "daily"),
            ("daily, retried 3 times", "daily"),
            ("daily, 2 x 500 MB", "daily"),
            ("quarterly in March, June, September, December", "quarterly"),
        ] {
            assert_eq!(frequency(text).value.as_deref(), Some(value), "{text}");
        }
        for text in [
            "hourly, maybe more often",
            "daily, possibly less",
            "daily 06:00 12:00 18:00",
            "daily x2",
            "daily, two times",
            "daily, 2x",
        ] {
            assert_eq!(frequency(text).value, None, "{text}");
        }
        check("Daily 06:00-18:00", "daily", "06:00-18:00");
        check("alle 15 Minuten", "every 15 minutes", "");
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
        for word in ["~", "polling ", "about ", "at 1:00 ", "on ", "Mon-", "batch runs "] {
            frequency(&word.repeat(100_000 / word.len()));
            frequency(&word.repeat(190 / word.len()));
        }
    }
}
