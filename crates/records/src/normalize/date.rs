//! Dates.

use super::Normal;
use super::options::remark;
use super::text::{linkpath, plain};
use crate::document::headings::is_decoration;
use crate::model::{DateOrder, Moment, Precision};
use crate::normalize::timestamp;
use crate::normalize::timestamp::Fault;

/// The date that a value says (spec/integrations.md a.5), as ISO 8601 as far as it is known: `2026-06-15T08:00`,
/// `2026-06-15`, `2026-06`, `2026-Q2`, `2026`. An impossible or ambiguous one has no value, and the reason as its remark.
pub fn date(raw: &str) -> Normal {
    date_in(raw, None)
}

/// The same where a vault may say which of two numbers is the day.
pub(crate) fn date_in(raw: &str, order: Option<DateOrder>) -> Normal {
    // Nearly all are written as they are told.
    if timestamp::plain_day(raw).is_some_and(|day| day.is_ok()) {
        return Normal::known(raw, "");
    }
    let text = plain(raw);
    if text.is_empty() {
        return Normal::default();
    }
    match read(raw, &text, order) {
        Some((Ok(moment), rest)) => {
            let iso = moment.to_string().replace(' ', "T");
            Normal::known(iso, remark(rest).trim_start_matches('('))
        }
        Some((Err(fault), _)) => Normal::unknown(fault.reason()),
        None => Normal::none_of("form of date", &text),
    }
}

/// The date that a value says, if it says one that is possible and certain.
pub fn moment(raw: &str) -> Option<Moment> {
    if let Some(Ok(date)) = timestamp::plain_day(raw) {
        return Some(Moment { date, time: None, precision: Precision::Day });
    }
    let (moment, _) = read(raw, &plain(raw), None)?;
    moment.ok()
}

fn read<'a>(raw: &str, text: &'a str, order: Option<DateOrder>) -> Option<(Result<Moment, Fault>, &'a str)> {
    // `[[Daily/2025-03-04|the fourth]]`: the note's name is the date, whatever is shown.
    if let Some(path) = linkpath(raw) {
        let base = path.rsplit('/').next().unwrap_or(&path);
        if let Some(moment) = timestamp::read_loosely(base.strip_suffix(".md").unwrap_or(base), order) {
            return Some((moment, ""));
        }
    }
    let text = without_weekday(text.trim_start_matches(is_decoration));
    if let Some(found) = timestamp::read_and_rest(text, order) {
        return Some(found);
    }
    // A month, quarter or year is known only where nothing else is said with it.
    let (head, rest) = [" (", " - ", " – ", " — ", "; "].iter().find_map(|mark| {
        let at = text.find(mark)?;
        Some(text.split_at(at))
    })?;
    Some((timestamp::read_loosely(head, order)?, rest))
}

/// `Monday, 5 January 2026` without its first word.
fn without_weekday(text: &str) -> &str {
    let Some((word, rest)) = text.split_once([' ', ',']) else { return text };
    let word = word.trim_end_matches('.').to_ascii_lowercase();
    let days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    let is_day = word.len() >= 3 && days.iter().any(|day| day.starts_with(&word));
    if is_day { rest.trim_start_matches([' ', ',']) } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(input: &str, value: &str, remark: &str) {
        let read = date(input);
        let (found, left) = (read.value.unwrap_or("none".into()), read.remark.unwrap_or_default());
        assert_eq!((found.as_str(), left.as_str()), (value, remark), "{input:?}");
        let expected = (value != "none").then(|| value.replace('T', " "));
        assert_eq!(moment(input).map(|it| it.to_string()), expected, "{input:?}");
    }

    #[test]
    fn a_date_is_iso_as_far_as_it_is_known() {
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
    }

    #[test]
    fn what_follows_a_date_is_its_remark() {
        check("2026-06-15 (tentative)", "2026-06-15", "tentative");
        check("2026-06-15, by Ana", "2026-06-15", "by Ana");
        check("2026-06-15 - moved twice", "2026-06-15", "moved twice");
        check("Q2 2026 (tentative)", "2026-Q2", "tentative");
        check("May 2026 - after the freeze", "2026-05", "after the freeze");
    }

    #[test]
    fn days_and_months_in_numbers_count_only_where_they_are_certain() {
        check("25/12/2024", "2024-12-25", "");
        check("12/25/2024", "2024-12-25", "");
        check("05/05/2024", "2024-05-05", "");
        check("03/04/2025", "none", "ambiguous D/M");
        check("3.4.2025", "none", "ambiguous D/M");
    }

    #[test]
    fn what_is_no_date_says_why() {
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
