//! Dates as people stamp entries with them. All times are floating: a zone is read over and nothing is ever shifted
//! (spec/changelog.md b.6).

use std::sync::LazyLock;

use jiff::civil::{Date, Time};
use regex::{Captures, Regex};

use crate::model::{DateOrder, Moment, Precision};

/// The month names of spec/changelog.md b.3.
const MONTH: &str = "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?\
                     |oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)";

/// Why a stamp says no moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
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

impl Fault {
    /// The reason in the words of spec/changelog.md b.8.
    pub(crate) fn reason(self) -> &'static str {
        match self {
            Fault::Unfilled => "unfilled HH-mm",
            Fault::ImpossibleDate => "impossible date",
            Fault::ImpossibleTime => "impossible time",
            Fault::Ambiguous => "ambiguous D/M",
            Fault::UnknownMonth => "unknown month",
        }
    }
}

/// Zones by their usual names; `SAP` behind a time is none.
const ZONE: &str = r"(?:Z|UTC|GMT|CES?T|MES?Z|BST|WES?T|EES?T|[ECMP][SD]T|MSK|IST|JST|SGT|HKT|AE[SD]T|NZ[SD]T|\
                    (?:Europe|America|Asia|Africa|Australia)/[A-Z][A-Za-z_]+|[+-][0-9]{2}:?[0-9]{2})";

/// The pattern of a stamp, as part of a larger pattern; [`read`] reads its groups. Beyond spec/changelog.md b.3 it knows
/// days before or after months in numbers (a.5: an entry only where they can't be mistaken), `04-Jun-2025`, a.m. and p.m.,
/// names of zones, and the end of a period (`10:00-11:30`), which is read over.
pub(crate) fn pattern() -> String {
    format!(
        r"(?P<date>(?P<y>[0-9]{{4}})[-/.](?P<mo>[0-9]{{1,2}})[-/.](?P<d>[0-9]{{1,2}})|(?P<n1>[0-9]{{1,2}})[-/.](?P<n2>[0-9]{{1,2}})[-/.](?P<ny>[0-9]{{4}})|(?P<mdy>(?i:{MONTH})\.?\s+[0-9]{{1,2}}(?:st|nd|rd|th)?,?\s+[0-9]{{4}})|(?P<dmy>[0-9]{{1,2}}(?:st|nd|rd|th)?(?:\s+(?i:{MONTH})\.?,?\s+|-(?i:{MONTH})-)[0-9]{{4}}))(?:(?:[_Tt]|\s+(?:at\s+)?)(?P<h>[0-9]{{1,2}}|HH|hh)[-:.h](?P<mi>[0-9]{{2}}|mm|MM)(?:[-–][0-9]{{1,2}}:[0-9]{{2}}\b|[-:.](?P<s>[0-9]{{2}}|ss|SS)(?:\.[0-9]+)?)?(?:\s?(?P<half>[AaPp])\.?[Mm]\b\.?)?(?:\s*{ZONE}\b)?)?"
    )
}

/// The moment that a match of [`pattern`] says; `order` tells which of two numbers is the day, where the vault says so.
pub(crate) fn read(found: &Captures, order: Option<DateOrder>) -> Result<Moment, Fault> {
    let date = day(found, order)?;
    let (Some(hour), Some(minute)) = (found.name("h"), found.name("mi")) else {
        return Ok(Moment { date, time: None, precision: Precision::Day });
    };
    let seconds = found.name("s").map_or("0", |second| second.as_str());
    let (Ok(hour), Ok(minute), Ok(second)) =
        (hour.as_str().parse::<i8>(), minute.as_str().parse::<i8>(), seconds.parse::<i8>())
    else {
        return Err(Fault::Unfilled);
    };
    let hour = match found.name("half").map(|half| half.as_str()) {
        None => hour,
        Some(_) if !(1..=12).contains(&hour) => return Err(Fault::ImpossibleTime),
        Some("P" | "p") => hour % 12 + 12,
        Some(_) => hour % 12,
    };
    let time = Time::new(hour, minute, second, 0).map_err(|_| Fault::ImpossibleTime)?;
    Ok(Moment { date, time: Some(time), precision: Precision::Minute })
}

/// The moment that a table cell or a property says, with as much precision as it has: beside stamps a bare year, a
/// month or a quarter (spec/integrations.md a.5). `None` where it says no date at all.
pub(crate) fn read_loosely(text: &str, order: Option<DateOrder>) -> Option<Result<Moment, Fault>> {
    read_and_rest(text, order).map(|(moment, _)| moment)
}

/// As [`read_loosely`], with what follows a day's date in its cell.
pub(crate) fn read_and_rest(text: &str, order: Option<DateOrder>) -> Option<(Result<Moment, Fault>, &str)> {
    // What follows the date in its cell, such as the end of a period, doesn't matter.
    static STAMP: LazyLock<Regex> =
        LazyLock::new(|| compile(&format!(r#"^(?P<stamp>{})(?:$|[\s(<,;–—*_`\]]|-\s)"#, pattern())));
    static MONTHLY: LazyLock<Regex> = LazyLock::new(|| {
        whole(&format!(r"(?P<y>[0-9]{{4}})[-/.](?P<mo>[0-9]{{1,2}})|(?i:(?P<name>{MONTH}))\.?,?\s+(?P<ny>[0-9]{{4}})"))
    });
    static QUARTERLY: LazyLock<Regex> =
        LazyLock::new(|| whole(r"[Qq](?P<q>[1-4])[ /-]?(?P<y>[0-9]{4})|(?P<y2>[0-9]{4})[ /-]?[Qq](?P<q2>[1-4])"));
    static YEARLY: LazyLock<Regex> = LazyLock::new(|| whole(r"(?P<y>[0-9]{4})"));
    static FOREIGN: LazyLock<Regex> = LazyLock::new(|| {
        whole(r"[0-9]{1,2}\.?\s+\p{L}{3,12}\.?,?\s+[0-9]{4}|\p{L}{3,12}\.?\s+[0-9]{1,2},?\s+[0-9]{4}")
    });

    let text = text.trim_matches(|letter: char| letter.is_whitespace() || "*_`'\"[]()“”‘’".contains(letter));
    if let Some(date) = plain_day(text) {
        return Some((date.map(|date| Moment { date, time: None, precision: Precision::Day }), ""));
    }
    if let Some(found) = STAMP.captures(text) {
        return Some((read(&found, order), &text[found["stamp"].len()..]));
    }
    if let Some(found) = MONTHLY.captures(text) {
        let (year, month) = match found.name("name") {
            Some(name) => (number(&found["ny"]), month_of(name.as_str()).map_or(0, i64::from)),
            None => (number(&found["y"]), number(&found["mo"])),
        };
        return Some((coarse(year, month, Precision::Month), ""));
    }
    if let Some(found) = QUARTERLY.captures(text) {
        let group =
            |first: &str, other: &str| found.name(first).or(found.name(other)).map_or(0, |it| number(it.as_str()));
        return Some((coarse(group("y", "y2"), group("q", "q2") * 3 - 2, Precision::Quarter), ""));
    }
    if FOREIGN.is_match(text) {
        return Some((Err(Fault::UnknownMonth), ""));
    }
    let found = YEARLY.captures(text)?;
    Some((coarse(number(&found["y"]), 1, Precision::Year), ""))
}

/// A day as nearly all are written, `2026-06-15`, and nothing else.
pub(crate) fn plain_day(text: &str) -> Option<Result<Date, Fault>> {
    let is_sign = |(at, byte): (usize, &u8)| match at {
        4 | 7 => *byte == b'-',
        _ => byte.is_ascii_digit(),
    };
    let is_day = text.len() == 10 && text.as_bytes().iter().enumerate().all(is_sign);
    is_day.then(|| civil(number(&text[..4]), number(&text[5..7]), number(&text[8..])))
}

/// The number of a month by its first three letters, 1 to 12.
pub(crate) fn month_of(name: &str) -> Option<i8> {
    const MONTHS: &[u8] = b"janfebmaraprmayjunjulaugsepoctnovdec";
    let head: Vec<u8> = name.bytes().take(3).map(|byte| byte.to_ascii_lowercase()).collect();
    let place = MONTHS.chunks_exact(3).position(|month| month == head)?;
    i8::try_from(place + 1).ok()
}

fn whole(pattern: &str) -> Regex {
    compile(&format!("^(?:{pattern})$"))
}

fn compile(pattern: &str) -> Regex {
    Regex::new(pattern).expect("the pattern is valid")
}

fn coarse(year: i64, month: i64, precision: Precision) -> Result<Moment, Fault> {
    Ok(Moment { date: civil(year, month, 1)?, time: None, precision })
}

fn day(found: &Captures, order: Option<DateOrder>) -> Result<Date, Fault> {
    if let (Some(year), Some(month), Some(day)) = (found.name("y"), found.name("mo"), found.name("d")) {
        return civil(number(year.as_str()), number(month.as_str()), number(day.as_str()));
    }
    if let (Some(first), Some(second), Some(year)) = (found.name("n1"), found.name("n2"), found.name("ny")) {
        let (first, second, year) = (number(first.as_str()), number(second.as_str()), number(year.as_str()));
        // spec/integrations.md a.5: which of the two is the month is known only where the other can't be one, or where the
        // vault's settings say it.
        return match (first > 12, second > 12, order) {
            (false, false, None) if first != second => Err(Fault::Ambiguous),
            (false, false, Some(DateOrder::DayFirst)) => civil(year, second, first),
            (false, ..) => civil(year, first, second),
            (true, ..) => civil(year, second, first),
        };
    }
    let words = found.name("mdy").or(found.name("dmy")).map_or("", |words| words.as_str());
    let mut month = None;
    let mut numbers = Vec::new();
    for word in words.split(|letter: char| !letter.is_alphanumeric()) {
        if word.starts_with(|letter: char| letter.is_ascii_digit()) {
            numbers.push(number(word.trim_end_matches(|letter: char| letter.is_alphabetic())));
        } else if let Some(found) = month_of(word) {
            month = Some(found);
        }
    }
    match (month, numbers.as_slice()) {
        (Some(month), [day, year]) => civil(*year, i64::from(month), *day),
        _ => Err(Fault::UnknownMonth),
    }
}

fn civil(year: i64, month: i64, day: i64) -> Result<Date, Fault> {
    let (Ok(year), Ok(month), Ok(day)) = (i16::try_from(year), i8::try_from(month), i8::try_from(day)) else {
        return Err(Fault::ImpossibleDate);
    };
    Date::new(year, month, day).map_err(|_| Fault::ImpossibleDate)
}

/// The number that digits say; 0, which is no day, month or quarter, where there are none.
fn number(digits: &str) -> i64 {
    digits.parse().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(input: &str, expected: &str) {
        check_in(None, input, expected);
    }

    fn check_in(order: Option<DateOrder>, input: &str, expected: &str) {
        let read = match read_loosely(input, order) {
            None => "none".to_owned(),
            Some(Ok(moment)) => moment.to_string(),
            Some(Err(fault)) => fault.reason().to_owned(),
        };
        assert_eq!(read, expected, "{input:?}");
    }

    #[test]
    fn a_stamp_keeps_the_precision_it_was_written_with() {
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
    fn zones_never_shift_a_time() {
        check("2024-12-07T23:30+02:00", "2024-12-07 23:30");
        check("2024-12-07 23:30 UTC", "2024-12-07 23:30");
        check("2024-12-07 23:30 CET", "2024-12-07 23:30");
        check("2024-12-07 23:30 Europe/Berlin", "2024-12-07 23:30");
    }

    #[test]
    fn days_and_months_in_numbers_count_only_where_they_are_certain() {
        check("25/12/2024", "2024-12-25");
        check("12/25/2024", "2024-12-25");
        check("03/03/2024", "2024-03-03");
        check("03/04/2025", "ambiguous D/M");
        check("3.4.2025", "ambiguous D/M");
        check("25/13/2024", "impossible date");
        check("0/0/2024", "impossible date");
    }

    #[test]
    fn a_vault_may_say_which_number_is_the_day() {
        let (day, month) = (Some(DateOrder::DayFirst), Some(DateOrder::MonthFirst));
        check_in(day, "03/04/2025", "2025-04-03");
        check_in(month, "03/04/2025", "2025-03-04");
        check_in(day, "3.4.2025", "2025-04-03");
        // Where one can't be a month, there is nothing to settle.
        check_in(day, "12/25/2024", "2024-12-25");
        check_in(month, "25/12/2024", "2024-12-25");
        check_in(day, "2025-03-04", "2025-03-04");
    }

    #[test]
    fn impossible_and_unfilled_stamps_say_so() {
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
