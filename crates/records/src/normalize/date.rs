//! Dates.

use super::options::remark;
use super::text::{linkpath, plain};
use crate::model::{DateOrder, Moment, Precision};
use crate::normalize::normalized::Normalized;
use crate::normalize::timestamp;
use crate::normalize::timestamp::TimestampError;
use crate::vocabulary::calendar::WEEKDAYS;
use crate::vocabulary::decoration::is_decoration;

/// Normalizes a date (docs/spec/integrations.md#dates) to ISO 8601 in its precision: `2026-06-15T08:00`, `2026-06-15`,
/// `2026-06`, `2026-Q2`, `2026`. An impossible or ambiguous date has no value, and the reason as its remark.
pub fn date(raw: &str) -> Normalized {
    date_in(raw, None)
}

/// Normalizes a date with a configured order of day and month.
pub(crate) fn date_in(raw: &str, order: Option<DateOrder>) -> Normalized {
    // Nearly all dates are in ISO 8601.
    if timestamp::plain_day(raw).is_some_and(|day| day.is_ok()) {
        return Normalized::known(raw, "");
    }
    let text = plain(raw);
    if text.is_empty() {
        return Normalized::default();
    }
    match parse_with_rest(raw, &text, order) {
        Some((Ok(moment), rest)) => {
            let iso = moment.to_string().replace(' ', "T");
            Normalized::known(iso, remark(rest).trim_start_matches('('))
        }
        Some((Err(error), _)) => Normalized::unknown(error.reason()),
        None => Normalized::unmatched("form of date", &text),
    }
}

/// Parses a date. `None` if it is impossible or ambiguous.
pub fn moment(raw: &str) -> Option<Moment> {
    if let Some(Ok(date)) = timestamp::plain_day(raw) {
        return Some(Moment { date, time: None, precision: Precision::Day });
    }
    let (moment, _) = parse_with_rest(raw, &plain(raw), None)?;
    moment.ok()
}

fn parse_with_rest<'a>(
    raw: &str,
    text: &'a str,
    order: Option<DateOrder>,
) -> Option<(Result<Moment, TimestampError>, &'a str)> {
    // In `[[Daily/2025-03-04|the fourth]]` the name of the note is the date, whatever the alias.
    if let Some(path) = linkpath(raw) {
        let base = path.rsplit('/').next().unwrap_or(&path);
        if let Some(moment) = timestamp::parse_date(base.strip_suffix(".md").unwrap_or(base), order) {
            return Some((moment, ""));
        }
    }
    let text = without_weekday(text.trim_start_matches(is_decoration));
    if let Some(found) = timestamp::parse_date_prefix(text, order) {
        return Some(found);
    }
    // A month, quarter or year is recognized only if a separator follows it.
    let (head, rest) = [" (", " - ", " – ", " — ", "; "].iter().find_map(|mark| {
        let at = text.find(mark)?;
        Some(text.split_at(at))
    })?;
    Some((timestamp::parse_date(head, order)?, rest))
}

/// Returns a date without the weekday at its beginning: `5 January 2026` for `Monday, 5 January 2026`.
fn without_weekday(text: &str) -> &str {
    let Some((word, rest)) = text.split_once([' ', ',']) else { return text };
    let word = word.trim_end_matches('.').to_ascii_lowercase();
    let is_day = word.len() >= 3 && WEEKDAYS.iter().any(|day| day.starts_with(&word));
    if is_day { rest.trim_start_matches([' ', ',']) } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(input: &str, value: &str, remark: &str) {
        let normalized = date(input);
        let (found, left) = (normalized.value.unwrap_or("none".into()), normalized.remark.unwrap_or_default());
        assert_eq!((found.as_str(), left.as_str()), (value, remark), "{input:?}");
        let expected = (value != "none").then(|| value.replace('T', " "));
        assert_eq!(moment(input).map(|it| it.to_string()), expected, "{input:?}");
    }

    #[test]
    fn a_date_is_in_iso_8601_to_its_precision() {
        check("2026-06-15", "2026-06-15", "");
        check("2026/06/15", "2026-06-15", "");
        check("2026.06.15", "2026-06-15", "");
        check("2024-12-09_12-05", "2024-12-09T12:05", "");
        check("2026-06-15T08:00:00Z", "2026-06-15T08:00", "");
        check("2026-06-15 23:30+02:00", "2026-06-15T23:30", "");
        check("March 28, 2026", "2026-03-28", "");
        check("10 May 2024", "2024-05-10", "");
        check("Jan 2026", "2026-01", "");
        check("January 2026", "2026-01", "");
        check("2026-01", "2026-01", "");
        check("2026", "2026", "");
        check("Q2 2026", "2026-Q2", "");
        check("2026-Q2", "2026-Q2", "");
        check("[[2025-03-04]]", "2025-03-04", "");
        check("[[Daily/2025-03-04|the fourth]]", "2025-03-04", "");
        check("[4 March](Daily/2025-03-04.md)", "2025-03-04", "");
        check("**2026-06-15**", "2026-06-15", "");
        check("`2026-06-15` ^made", "2026-06-15", "");
        check("📅 2026-06-15", "2026-06-15", "");
        check("Monday, 15 June 2026", "2026-06-15", "");
        check("Mon 2026-06-15", "2026-06-15", "");
        check("14-Mar-26", "2026-03-14", "");
        check("✅ 2026-03-12", "2026-03-12", "");
        check("12. März 2026 (Abnahme)", "2026-03-12", "Abnahme");
    }

    #[test]
    fn text_after_a_date_is_its_remark() {
        check("2026-06-15 (tentative)", "2026-06-15", "tentative");
        check("2026-06-15, by Ana", "2026-06-15", "by Ana");
        check("2026-06-15 - moved twice", "2026-06-15", "moved twice");
        check("Q2 2026 (tentative)", "2026-Q2", "tentative");
        check("May 2026 - after the freeze", "2026-05", "after the freeze");
    }

    #[test]
    fn numeric_dates_must_be_unambiguous() {
        check("25/12/2024", "2024-12-25", "");
        check("12/25/2024", "2024-12-25", "");
        check("05/05/2024", "2024-05-05", "");
        check("03/04/2025", "none", "ambiguous D/M");
        check("12.03.2026", "2026-03-12", "");
    }

    #[test]
    fn a_value_that_is_not_a_date_has_a_reason() {
        check("2025-02-30", "none", "impossible date");
        check("2025-13-01", "none", "impossible date");
        check("2025-06-15 25:00", "none", "impossible time");
        check("2024-12-07_HH-mm", "none", "unfilled HH-mm");
        check("12 Foo 2024", "none", "unknown month");
        check("next week", "none", "no known form of date: next week");
        check("30 Apr", "none", "no known form of date: 30 Apr");
        check("🎉", "none", "no known form of date: 🎉");
        check("١٥ يونيو", "none", "no known form of date: ١٥ يونيو");
        check("Sunday", "none", "no known form of date: Sunday");
        check("", "none", "");
        for piece in ["2026-", "1 ", "Jan ", "(", "[[2026"] {
            date(&piece.repeat(100_000 / piece.len()));
        }
    }
}
