//! Dates in queries and properties. All times are local; no time zone is applied.

use std::fmt;

use jiff::civil::{Date, DateTime, Time};

use crate::relative_dates;

/// A comparison operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Comparison {
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    Greater,
    /// `>=`
    AtLeast,
}

impl Comparison {
    /// Splits the sign off a text that begins with one.
    pub(crate) fn split_sign(text: &str) -> Option<(Comparison, &str)> {
        let signs = [
            ("<=", Comparison::AtMost),
            (">=", Comparison::AtLeast),
            ("<", Comparison::Less),
            (">", Comparison::Greater),
        ];
        signs.into_iter().find_map(|(sign, comparison)| text.strip_prefix(sign).map(|rest| (comparison, rest)))
    }

    /// Whether a value satisfies the comparison with the range from `first` to `last`: `>2025` means after all of 2025.
    pub(crate) fn holds<T: PartialOrd>(self, value: T, first: T, last: T) -> bool {
        match self {
            Comparison::Less => value < first,
            Comparison::AtMost => value <= last,
            Comparison::Greater => value > last,
            Comparison::AtLeast => value >= first,
        }
    }
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Comparison::Less => "<",
            Comparison::AtMost => "<=",
            Comparison::Greater => ">",
            Comparison::AtLeast => ">=",
        })
    }
}

/// An inclusive range of days. Empty if `from` is after `until`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct DateRange {
    /// The first day; `None` if unbounded.
    pub from: Option<Date>,
    /// The last day; `None` if unbounded.
    pub until: Option<Date>,
}

impl DateRange {
    /// Parses `2025-01-01`, `2025-Q1`, `2025-01`, `2025` or, if the day of the query is known, a
    /// [relative date](relative_dates), alone or after `>`, `>=`, `<` or `<=`.
    pub(crate) fn parse(text: &str, today: Option<Date>) -> Option<DateRange> {
        let (comparison, text) =
            Comparison::split_sign(text).map_or((None, text), |(comparison, rest)| (Some(comparison), rest));
        let relative = || relative_dates::days(text, today?);
        let (first, last) = parse_days(text.trim()).or_else(relative)?;
        let (from, until) = match comparison {
            None => (Some(first), Some(last)),
            Some(Comparison::AtLeast) => (Some(first), None),
            Some(Comparison::AtMost) => (None, Some(last)),
            Some(Comparison::Greater) => (Some(last.tomorrow().ok()?), None),
            Some(Comparison::Less) => (None, Some(first.yesterday().ok()?)),
        };
        Some(DateRange { from, until })
    }

    /// Returns the days that both ranges contain.
    pub(crate) fn intersect(self, other: DateRange) -> DateRange {
        let until = match (self.until, other.until) {
            (Some(one), Some(two)) => Some(one.min(two)),
            (one, two) => one.or(two),
        };
        DateRange { from: self.from.max(other.from), until }
    }

    /// Whether the range contains a day.
    pub fn contains(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }
}

impl fmt::Display for DateRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.from, self.until) {
            (Some(from), Some(until)) if from == until => write!(f, "on {from}"),
            (Some(from), Some(until)) => write!(f, "from {from} to {until}"),
            (Some(from), None) => write!(f, "from {from} on"),
            (None, Some(until)) => write!(f, "up to {until}"),
            (None, None) => write!(f, "at any time"),
        }
    }
}

/// Parses a date, optionally with a time of day, and returns its first and last moment.
pub(crate) fn parse_moments(text: &str) -> Option<(DateTime, DateTime)> {
    if let Some((first, last)) = parse_days(text) {
        return Some((first.to_datetime(Time::MIN), last.to_datetime(Time::MAX)));
    }
    // The crate also accepts `20250101T10`, which is more likely meant as text.
    parse_days(text.get(..10)?)?;
    let moment: DateTime = text.trim_end_matches('Z').parse().ok()?;
    Some((moment, moment))
}

/// Parses `2025-01-01`, `2025-Q1`, `2025-01` or `2025` and returns its first and last day.
fn parse_days(text: &str) -> Option<(Date, Date)> {
    let mut parts = text.split('-');
    let year = parse_digits(parts.next()?, 4)?;
    let Some(month) = parts.next() else {
        return Some((Date::new(year, 1, 1).ok()?, Date::new(year, 12, 31).ok()?));
    };
    let day = parts.next();
    if parts.next().is_some() {
        return None;
    }
    if let Some(quarter) = month.strip_prefix(['Q', 'q']) {
        let quarter = parse_digits(quarter, 1).filter(|quarter| (1..=4).contains(quarter) && day.is_none())? as i8;
        let last = Date::new(year, quarter * 3, 1).ok()?.last_of_month();
        return Some((Date::new(year, quarter * 3 - 2, 1).ok()?, last));
    }
    let month = parse_digits(month, 2)? as i8;
    let Some(day) = day else {
        let first = Date::new(year, month, 1).ok()?;
        return Some((first, first.last_of_month()));
    };
    let day = Date::new(year, month, parse_digits(day, 2)? as i8).ok()?;
    Some((day, day))
}

/// Parses exactly `width` digits.
fn parse_digits(digits: &str, width: usize) -> Option<i16> {
    let fits = digits.len() == width && digits.bytes().all(|digit| digit.is_ascii_digit());
    if fits { digits.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<&str>) {
        let range = DateRange::parse(text, None).map(|range| range.to_string());
        assert_eq!(range.as_deref(), expected, "{text}");
    }

    #[test]
    fn ranges_of_days() {
        check("2025-01-02", Some("on 2025-01-02"));
        check("2025-02", Some("from 2025-02-01 to 2025-02-28"));
        check("2025-Q4", Some("from 2025-10-01 to 2025-12-31"));
        check("2025", Some("from 2025-01-01 to 2025-12-31"));
        check(">2025", Some("from 2026-01-01 on"));
        check(">=2025-02", Some("from 2025-02-01 on"));
        check("<2025-03-01", Some("up to 2025-02-28"));
        check("<=2024-02", Some("up to 2024-02-29"));
        check("> 2025-01-01", Some("from 2025-01-02 on"));
        for invalid in ["", ">", "25", "2025-13", "2025-02-30", "2025-1-1", "2025-Q5", "2025-01-01-01", ">9999"] {
            check(invalid, None);
        }
    }

    #[test]
    fn the_intersection_is_what_both_ranges_contain() {
        let parse = |text| DateRange::parse(text, None).expect("a range");
        assert_eq!(parse(">2024").intersect(parse("<=2025-06")).to_string(), "from 2025-01-01 to 2025-06-30");
        let never = parse(">2025").intersect(parse("<2024"));
        assert!(!never.contains(Date::constant(2024, 6, 1)));
    }

    #[test]
    fn a_date_with_a_time_is_a_single_moment() {
        let (first, last) = parse_moments("2025-01-01T10:30").expect("a moment");
        assert_eq!((first.to_string(), last.to_string()), ("2025-01-01T10:30:00".into(), "2025-01-01T10:30:00".into()));
        assert!(parse_moments("2025-01-01 soon").is_none());
        assert!(parse_moments("20250101T10").is_none());
        assert!(parse_moments("2025-01-0é").is_none());
    }
}
