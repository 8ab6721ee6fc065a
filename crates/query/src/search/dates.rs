//! Dates as queries write them. Floating local time throughout: nothing is shifted between zones.

use std::fmt;

use jiff::civil::{Date, DateTime, Time};

/// How a comparison is written.
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
    /// Splits a comparison's sign off the text that begins with it.
    pub(crate) fn split(text: &str) -> Option<(Comparison, &str)> {
        let signs = [
            ("<=", Comparison::AtMost),
            (">=", Comparison::AtLeast),
            ("<", Comparison::Less),
            (">", Comparison::Greater),
        ];
        signs.into_iter().find_map(|(sign, comparison)| text.strip_prefix(sign).map(|rest| (comparison, rest)))
    }

    /// Whether a value compares so with what lies between `first` and `last`: `>2025` is behind all of 2025.
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

/// A range of days, both ends in it. Empty where `from` lies behind `until`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct DateRange {
    /// The first day; `None` for no bound.
    pub from: Option<Date>,
    /// The last day; `None` for no bound.
    pub until: Option<Date>,
}

impl DateRange {
    /// Reads `2025-01-01`, `2025-Q1`, `2025-01` or `2025`, bare or behind `>`, `>=`, `<` or `<=`.
    pub(crate) fn read(text: &str) -> Option<DateRange> {
        let (comparison, text) =
            Comparison::split(text).map_or((None, text), |(comparison, rest)| (Some(comparison), rest));
        let (first, last) = days(text.trim())?;
        let (from, until) = match comparison {
            None => (Some(first), Some(last)),
            Some(Comparison::AtLeast) => (Some(first), None),
            Some(Comparison::AtMost) => (None, Some(last)),
            Some(Comparison::Greater) => (Some(last.tomorrow().ok()?), None),
            Some(Comparison::Less) => (None, Some(first.yesterday().ok()?)),
        };
        Some(DateRange { from, until })
    }

    /// The days that lie in both ranges.
    pub(crate) fn both(self, other: DateRange) -> DateRange {
        let until = match (self.until, other.until) {
            (Some(one), Some(two)) => Some(one.min(two)),
            (one, two) => one.or(two),
        };
        DateRange { from: self.from.max(other.from), until }
    }

    /// Whether a day lies in the range.
    pub fn holds(&self, day: Date) -> bool {
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

/// The first and last moment of a written date, which may carry a time of day.
pub(crate) fn moments(text: &str) -> Option<(DateTime, DateTime)> {
    if let Some((first, last)) = days(text) {
        return Some((first.to_datetime(Time::MIN), last.to_datetime(Time::MAX)));
    }
    // Only what begins like a date is one: the crate also takes `20250101T10`, which nobody means by a number.
    days(text.get(..10)?)?;
    let moment: DateTime = text.trim_end_matches('Z').parse().ok()?;
    Some((moment, moment))
}

/// The first and last day of `2025-01-01`, `2025-Q1`, `2025-01` or `2025`.
fn days(text: &str) -> Option<(Date, Date)> {
    let mut parts = text.split('-');
    let year = number(parts.next()?, 4)?;
    let Some(month) = parts.next() else {
        return Some((Date::new(year, 1, 1).ok()?, Date::new(year, 12, 31).ok()?));
    };
    let day = parts.next();
    if parts.next().is_some() {
        return None;
    }
    if let Some(quarter) = month.strip_prefix(['Q', 'q']) {
        let quarter = number(quarter, 1).filter(|quarter| (1..=4).contains(quarter) && day.is_none())? as i8;
        let last = Date::new(year, quarter * 3, 1).ok()?.last_of_month();
        return Some((Date::new(year, quarter * 3 - 2, 1).ok()?, last));
    }
    let month = number(month, 2)? as i8;
    let Some(day) = day else {
        let first = Date::new(year, month, 1).ok()?;
        return Some((first, first.last_of_month()));
    };
    let day = Date::new(year, month, number(day, 2)? as i8).ok()?;
    Some((day, day))
}

fn number(digits: &str, width: usize) -> Option<i16> {
    let fits = digits.len() == width && digits.bytes().all(|digit| digit.is_ascii_digit());
    if fits { digits.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<&str>) {
        let range = DateRange::read(text).map(|range| range.to_string());
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
        for bad in ["", ">", "25", "2025-13", "2025-02-30", "2025-1-1", "2025-Q5", "2025-01-01-01", ">9999"] {
            check(bad, None);
        }
    }

    #[test]
    fn two_ranges_meet_in_what_both_hold() {
        let read = |text| DateRange::read(text).expect("a range");
        assert_eq!(read(">2024").both(read("<=2025-06")).to_string(), "from 2025-01-01 to 2025-06-30");
        let never = read(">2025").both(read("<2024"));
        assert!(!never.holds(Date::constant(2024, 6, 1)));
    }

    #[test]
    fn a_time_of_day_is_a_moment() {
        let (first, last) = moments("2025-01-01T10:30").expect("a moment");
        assert_eq!((first.to_string(), last.to_string()), ("2025-01-01T10:30:00".into(), "2025-01-01T10:30:00".into()));
        assert!(moments("2025-01-01 soon").is_none());
        assert!(moments("20250101T10").is_none());
        assert!(moments("2025-01-0é").is_none());
    }
}
