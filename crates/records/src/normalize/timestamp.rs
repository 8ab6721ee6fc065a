//! Dates of change entries. All times are local: a time zone is ignored, and no time is ever converted
//! (docs/spec/changelog.md#floating-times).

mod other_date;

use std::sync::LazyLock;

use jiff::civil::{Date, Time};
pub(crate) use other_date::{other_date, other_month};
use regex::{Captures, Regex};

use crate::model::{DateOrder, Moment, Precision};
use crate::normalize::pattern::compile;
use crate::vocabulary::calendar::MONTHS;
use crate::vocabulary::decoration::is_decoration;

/// Names of months (docs/spec/changelog.md#stamps).
const MONTH: &str = "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?\
                     |oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)";

/// The reason why a timestamp is not a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TimestampError {
    /// `2024-12-07_HH-mm`
    Unfilled,
    /// `2025-02-30`
    ImpossibleDate,
    /// `25-70`
    ImpossibleTime,
    /// `03/04/2025`
    Ambiguous,
    /// `12 Foo 2024`
    UnknownMonth,
}

impl TimestampError {
    /// Returns the message for malformed lines (docs/spec/changelog.md#malformed-lines).
    pub(crate) fn reason(self) -> &'static str {
        match self {
            TimestampError::Unfilled => "unfilled HH-mm",
            TimestampError::ImpossibleDate => "impossible date",
            TimestampError::ImpossibleTime => "impossible time",
            TimestampError::Ambiguous => "ambiguous D/M",
            TimestampError::UnknownMonth => "unknown month",
        }
    }
}

/// Common names of time zones. `SAP` after a time is not one.
const ZONE: &str = r"(?:Z|UTC|GMT|CES?T|MES?Z|BST|WES?T|EES?T|[ECMP][SD]T|MSK|IST|JST|SGT|HKT|AE[SD]T|NZ[SD]T|\
                    (?:Europe|America|Asia|Africa|Australia)/[A-Z][A-Za-z_]+|[+-][0-9]{2}:?[0-9]{2})";

/// Returns the pattern of a timestamp, for use within a larger pattern; [`parse_captures`] evaluates its groups. In
/// addition to the usual forms (docs/spec/changelog.md#stamps), it matches numeric days and months in either order
/// (docs/spec/integrations.md#dates: an entry only if unambiguous), `04-Jun-2025`, `4-Jun-25`, a.m. and p.m., names of
/// time zones, and the end of a period (`10:00-11:30`), which is ignored.
pub(crate) fn pattern() -> String {
    format!(
        r"(?P<date>(?P<y>[0-9]{{4}})[-/.](?P<mo>[0-9]{{1,2}})[-/.](?P<d>[0-9]{{1,2}})|(?P<n1>[0-9]{{1,2}})[-/.](?P<n2>[0-9]{{1,2}})[-/.](?P<ny>[0-9]{{4}})|(?P<mdy>(?i:{MONTH})\.?\s+[0-9]{{1,2}}(?:st|nd|rd|th)?,?\s+[0-9]{{4}})|(?P<dmy>[0-9]{{1,2}}(?:st|nd|rd|th)?(?:\s+(?i:{MONTH})\.?,?\s+[0-9]{{4}}|[-/.](?i:{MONTH})[-/.](?:[0-9]{{4}}|[0-9]{{2}}\b))))(?:(?:[_Tt]|\s+(?:at\s+)?)(?P<h>[0-9]{{1,2}}|HH|hh)[-:.h](?P<mi>[0-9]{{2}}|mm|MM)(?:[-–][0-9]{{1,2}}:[0-9]{{2}}\b|[-:.](?P<s>[0-9]{{2}}|ss|SS)(?:\.[0-9]+)?)?(?:\s?(?P<half>[AaPp])\.?[Mm]\b\.?)?(?:\s*{ZONE}\b)?)?"
    )
}

/// Returns the moment of a match of [`pattern`]. `order` resolves ambiguous numeric dates.
pub(crate) fn parse_captures(found: &Captures, order: Option<DateOrder>) -> Result<Moment, TimestampError> {
    let date = parse_day(found, order)?;
    let (Some(hour), Some(minute)) = (found.name("h"), found.name("mi")) else {
        return Ok(Moment { date, time: None, precision: Precision::Day });
    };
    let seconds = found.name("s").map_or("0", |second| second.as_str());
    let (Ok(hour), Ok(minute), Ok(second)) =
        (hour.as_str().parse::<i8>(), minute.as_str().parse::<i8>(), seconds.parse::<i8>())
    else {
        return Err(TimestampError::Unfilled);
    };
    let hour = match found.name("half").map(|half| half.as_str()) {
        None => hour,
        Some(_) if !(1..=12).contains(&hour) => return Err(TimestampError::ImpossibleTime),
        Some("P" | "p") => hour % 12 + 12,
        Some(_) => hour % 12,
    };
    let time = Time::new(hour, minute, second, 0).map_err(|_| TimestampError::ImpossibleTime)?;
    Ok(Moment { date, time: Some(time), precision: Precision::Minute })
}

/// Parses the date in a table cell or property to its precision: a timestamp, year, month or quarter
/// (docs/spec/integrations.md#dates). `None` if the text is not a date.
pub(crate) fn parse_date(text: &str, order: Option<DateOrder>) -> Option<Result<Moment, TimestampError>> {
    parse_date_prefix(text, order).map(|(moment, _)| moment)
}

/// Parses a date like [`parse_date`], and returns the text after it.
pub(crate) fn parse_date_prefix(
    text: &str,
    order: Option<DateOrder>,
) -> Option<(Result<Moment, TimestampError>, &str)> {
    // The text after the date, such as the end of a period, is not part of it.
    static STAMP: LazyLock<Regex> =
        LazyLock::new(|| compile(&format!(r#"^(?P<stamp>{})(?:$|[\s(<,;–—*_`\]]|-\s)"#, pattern())));
    static MONTHLY: LazyLock<Regex> = LazyLock::new(|| {
        compile_whole(&format!(
            r"(?P<y>[0-9]{{4}})[-/.](?P<mo>[0-9]{{1,2}})|(?i:(?P<name>{MONTH}))\.?,?\s+(?P<ny>[0-9]{{4}})"
        ))
    });
    static QUARTERLY: LazyLock<Regex> = LazyLock::new(|| {
        compile_whole(r"[Qq](?P<q>[1-4])[ /-]?(?P<y>[0-9]{4})|(?P<y2>[0-9]{4})[ /-]?[Qq](?P<q2>[1-4])")
    });
    static YEARLY: LazyLock<Regex> = LazyLock::new(|| compile_whole(r"(?P<y>[0-9]{4})"));

    let is_mark = |letter: char| letter.is_whitespace() || "*_`'\"[]()“”‘’".contains(letter);
    // `✅ 2026-03-12`
    let text = text.trim_start_matches(is_decoration).trim_matches(is_mark);
    if !has_digit(text.as_bytes()) {
        return None;
    }
    if let Some(date) = plain_day(text) {
        return Some((date.map(|date| Moment { date, time: None, precision: Precision::Day }), ""));
    }
    if let Some(found) = STAMP.captures(text) {
        return Some((parse_captures(&found, order), &text[found["stamp"].len()..]));
    }
    if let Some(found) = MONTHLY.captures(text) {
        let (year, month) = match found.name("name") {
            Some(name) => (parse_number(&found["ny"]), month_of(name.as_str()).map_or(0, i64::from)),
            None => (parse_number(&found["y"]), parse_number(&found["mo"])),
        };
        return Some((partial_moment(year, month, Precision::Month), ""));
    }
    if let Some(found) = QUARTERLY.captures(text) {
        let group = |first: &str, other: &str| {
            found.name(first).or(found.name(other)).map_or(0, |it| parse_number(it.as_str()))
        };
        return Some((partial_moment(group("y", "y2"), group("q", "q2") * 3 - 2, Precision::Quarter), ""));
    }
    if let Some((moment, length)) = other_date(text) {
        let rest = &text[length..];
        if rest.is_empty() || rest.starts_with(|next: char| !next.is_alphanumeric()) {
            return Some((moment, rest));
        }
    }
    if names_a_month(text) {
        return Some((Err(TimestampError::UnknownMonth), ""));
    }
    let found = YEARLY.captures(text)?;
    Some((partial_moment(parse_number(&found["y"]), 1, Precision::Year), ""))
}

/// Whether a text has a day, a word and a year, as a date with the name of a month has: `12 Foo 2024`, `Foo 12, 2024`.
fn names_a_month(text: &str) -> bool {
    let parts: Vec<&str> = text.split_whitespace().take(4).collect();
    let [first, second, year] = parts.as_slice() else { return false };
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_day = |text: &str| is_number(text) && text.len() <= 2;
    let is_word = |text: &str| (3..=12).contains(&text.chars().count()) && text.chars().all(char::is_alphabetic);
    let without = |text, sign| str::strip_suffix(text, sign).unwrap_or(text);
    let is_day_first = is_day(without(first, '.')) && is_word(without(without(second, ','), '.'));
    let is_month_first = is_word(without(first, '.')) && is_day(without(second, ','));
    year.len() == 4 && is_number(year) && (is_day_first || is_month_first)
}

/// Whether a text has a digit, without which it has no date.
pub(crate) fn has_digit(text: &[u8]) -> bool {
    // Without an early exit the compiler can look at many bytes at once.
    text.iter().fold(false, |found, byte| found | byte.is_ascii_digit())
}

/// Parses the date at the beginning of a text, to the precision of a month at least: `2024-12-07 08:00`, `Q2 2026`,
/// `12. März 2026`. Returns the date and its length in bytes.
pub(crate) fn stamp_at_start(text: &str, order: Option<DateOrder>) -> Option<(Result<Moment, TimestampError>, usize)> {
    static STAMP: LazyLock<Regex> = LazyLock::new(|| compile(&format!("^(?:{})", pattern())));
    static PARTIAL: LazyLock<Regex> = LazyLock::new(|| {
        compile(&format!(
            r"^(?:(?:19|2[01])[0-9]{{2}}[-/](?:0[1-9]|1[0-2]|[Qq][1-4])|[Qq][1-4][ /-]?(?:19|2[01])[0-9]{{2}}|(?i:{MONTH})\.?,?\s+(?:19|2[01])[0-9]{{2}})"
        ))
    });
    // Every date has a number near its beginning, which most texts lack.
    if !has_digit(&text.as_bytes()[..text.len().min(64)]) {
        return None;
    }
    let ends_at = |length: usize| !text[length..].starts_with(|next: char| next.is_ascii_alphanumeric());
    if let Some(found) = STAMP.captures(text).filter(|found| ends_at(found[0].len())) {
        return Some((parse_captures(&found, order), found[0].len()));
    }
    if let Some(found) = other_date(text).filter(|(_, length)| ends_at(*length)) {
        return Some(found);
    }
    let partial = PARTIAL.find(text)?.as_str();
    if !ends_at(partial.len()) || text[partial.len()..].starts_with(['-', '/']) {
        return None;
    }
    Some((parse_date(partial, order)?, partial.len()))
}

/// Parses a day in the most common form, `2026-06-15`, that is the whole text.
pub(crate) fn plain_day(text: &str) -> Option<Result<Date, TimestampError>> {
    let is_sign = |(at, byte): (usize, &u8)| match at {
        4 | 7 => *byte == b'-',
        _ => byte.is_ascii_digit(),
    };
    let is_day = text.len() == 10 && text.as_bytes().iter().enumerate().all(is_sign);
    is_day.then(|| date(parse_number(&text[..4]), parse_number(&text[5..7]), parse_number(&text[8..])))
}

/// Returns the number of a month, 1 to 12, by the first three letters of its name.
pub(crate) fn month_of(name: &str) -> Option<i8> {
    let head = name.get(..3)?;
    let index = MONTHS.iter().position(|month| month[..3].eq_ignore_ascii_case(head))?;
    i8::try_from(index + 1).ok()
}

fn compile_whole(pattern: &str) -> Regex {
    compile(&format!("^(?:{pattern})$"))
}

fn partial_moment(year: i64, month: i64, precision: Precision) -> Result<Moment, TimestampError> {
    Ok(Moment { date: date(year, month, 1)?, time: None, precision })
}

fn parse_day(found: &Captures, order: Option<DateOrder>) -> Result<Date, TimestampError> {
    if let (Some(year), Some(month), Some(day)) = (found.name("y"), found.name("mo"), found.name("d")) {
        return date(parse_number(year.as_str()), parse_number(month.as_str()), parse_number(day.as_str()));
    }
    if let (Some(first), Some(second), Some(year)) = (found.name("n1"), found.name("n2"), found.name("ny")) {
        let (first, second, year) =
            (parse_number(first.as_str()), parse_number(second.as_str()), parse_number(year.as_str()));
        // See docs/spec/integrations.md#dates: without a configured order, the month is known only if the other number
        // cannot be one.
        // The month never comes first in a date with points.
        let has_points = found.name("date").is_some_and(|date| date.as_str().contains('.'));
        let order = order.or_else(|| has_points.then_some(DateOrder::DayFirst));
        return match (first > 12, second > 12, order) {
            (false, false, None) if first != second => Err(TimestampError::Ambiguous),
            (false, false, Some(DateOrder::DayFirst)) => date(year, second, first),
            (false, ..) => date(year, first, second),
            (true, ..) => date(year, second, first),
        };
    }
    let words = found.name("mdy").or(found.name("dmy")).map_or("", |words| words.as_str());
    let mut month = None;
    let mut numbers = Vec::new();
    for word in words.split(|letter: char| !letter.is_alphanumeric()) {
        if word.starts_with(|letter: char| letter.is_ascii_digit()) {
            numbers.push(parse_number(word.trim_end_matches(|letter: char| letter.is_alphabetic())));
        } else if let Some(found) = month_of(word) {
            month = Some(found);
        }
    }
    match (month, numbers.as_slice()) {
        (Some(month), [day, year]) => date(whole_year(*year), i64::from(month), *day),
        _ => Err(TimestampError::UnknownMonth),
    }
}

/// Returns the year of a date with a year of two digits: 2026 for 26, 1998 for 98.
fn whole_year(year: i64) -> i64 {
    match year {
        0..70 => year + 2000,
        70..100 => year + 1900,
        _ => year,
    }
}

fn date(year: i64, month: i64, day: i64) -> Result<Date, TimestampError> {
    let (Ok(year), Ok(month), Ok(day)) = (i16::try_from(year), i8::try_from(month), i8::try_from(day)) else {
        return Err(TimestampError::ImpossibleDate);
    };
    Date::new(year, month, day).map_err(|_| TimestampError::ImpossibleDate)
}

/// Returns the value of digits. 0, which is not a day, month or quarter, if there are none.
fn parse_number(digits: &str) -> i64 {
    digits.parse().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(input: &str, expected: &str) {
        check_in(None, input, expected);
    }

    fn check_in(order: Option<DateOrder>, input: &str, expected: &str) {
        let found = match parse_date(input, order) {
            None => "none".to_owned(),
            Some(Ok(moment)) => moment.to_string(),
            Some(Err(error)) => error.reason().to_owned(),
        };
        assert_eq!(found, expected, "{input:?}");
    }

    #[test]
    fn a_timestamp_keeps_its_precision() {
        check("2024-12-07_08-00", "2024-12-07 08:00");
        check("2024-12-07T08:00:30.250Z", "2024-12-07 08:00");
        check("2024/12/7 8.05", "2024-12-07 08:05");
        check("2024.12.07 at 08h05", "2024-12-07 08:05");
        check("2024-12-07 8:05 pm", "2024-12-07 20:05");
        check("2024-12-07 12:05 a.m.", "2024-12-07 00:05");
        check("2024-12-07", "2024-12-07");
        check("**2024-12-07**", "2024-12-07");
        check("[[2025-03-04]]", "2025-03-04");
        check("March 28, 2026", "2026-03-28");
        check("Sept. 3rd 2026", "2026-09-03");
        check("10 May 2024", "2024-05-10");
        check("04-Jun-2024", "2024-06-04");
        check("2025-03-14 10:00-11:30", "2025-03-14 10:00");
        check("1st jan, 2024", "2024-01-01");
        check("January 2026", "2026-01");
        check("2026-01", "2026-01");
        check("Q2 2026", "2026-Q2");
        check("2026-Q4", "2026-Q4");
        check("2026", "2026");
        check("30 Apr", "none");
        check("[Date]", "none");
        check("YYYY-MM-DD", "none");
        check("", "none");
    }

    #[test]
    fn time_zones_never_convert_a_time() {
        check("2024-12-07T23:30+02:00", "2024-12-07 23:30");
        check("2024-12-07 23:30 UTC", "2024-12-07 23:30");
        check("2024-12-07 23:30 CET", "2024-12-07 23:30");
        check("2024-12-07 23:30 Europe/Berlin", "2024-12-07 23:30");
    }

    #[test]
    fn numeric_dates_must_be_unambiguous() {
        check("25/12/2024", "2024-12-25");
        check("12/25/2024", "2024-12-25");
        check("03/03/2024", "2024-03-03");
        check("03/04/2025", "ambiguous D/M");
        check("3.4.2025", "2025-04-03");
        check("12.25.2024", "2024-12-25");
        check("25/13/2024", "impossible date");
        check("0/0/2024", "impossible date");
    }

    #[test]
    fn a_year_may_have_two_digits_after_the_name_of_a_month() {
        check("14-Mar-26", "2026-03-14");
        check("14-MAR-26", "2026-03-14");
        check("2-Dec-98", "1998-12-02");
        check("14/Mar/2026", "2026-03-14");
        check("14-Mar-260", "none");
        check("14-03-26", "none");
    }

    #[test]
    fn months_have_names_in_other_languages() {
        for text in [
            "12. März 2026",
            "12 mars 2026",
            "12 de marzo de 2026",
            "12 de março de 2026",
            "12 marzo 2026",
            "12 maart 2026",
            "12 marca 2026",
            "12 марта 2026 г.",
            "2026年3月12日",
            "✅ 2026-03-12",
        ] {
            check(text, "2026-03-12");
        }
        check("1er août 2026", "2026-08-01");
        check("März 2026", "2026-03");
        check("2026年3月", "2026-03");
        check("31 juin 2026", "impossible date");
        check("12 Marsh 2026", "unknown month");
        check("12 marsch 26", "none");
    }

    #[test]
    fn a_vault_may_configure_the_order_of_day_and_month() {
        let (day, month) = (Some(DateOrder::DayFirst), Some(DateOrder::MonthFirst));
        check_in(day, "03/04/2025", "2025-04-03");
        check_in(month, "03/04/2025", "2025-03-04");
        check_in(day, "3.4.2025", "2025-04-03");
        // If one number cannot be a month, the order does not matter.
        check_in(day, "12/25/2024", "2024-12-25");
        check_in(month, "25/12/2024", "2024-12-25");
        check_in(day, "2025-03-04", "2025-03-04");
    }

    #[test]
    fn impossible_and_unfilled_timestamps_have_a_reason() {
        check("2025-02-30", "impossible date");
        check("2024-13-01", "impossible date");
        check("0000-00-00", "impossible date");
        check("2024-99", "impossible date");
        check("31 June 2024", "impossible date");
        check("2024-12-07_24-00", "impossible time");
        check("2024-12-07 14:00 pm", "impossible time");
        check("2024-12-07_HH-mm", "unfilled HH-mm");
        check("2024-12-07_08-mm", "unfilled HH-mm");
        check("2024-12-07 HH:mm:ss", "unfilled HH-mm");
    }
}
