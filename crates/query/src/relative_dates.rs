//! Dates that people write relative to a day: `yesterday`, `7d`, `2 weeks ago`, `last month`
//! (docs/spec/cli.md#dates).

use jiff::civil::Date;
use jiff::{Span, ToSpan};

/// Returns the first and the last day that a text means on a day. Words are separated by a space, `-` or `_`, in any
/// letter case.
pub fn days(text: &str, today: Date) -> Option<(Date, Date)> {
    let text = text.trim().to_ascii_lowercase();
    let words: Vec<&str> = text.split([' ', '-', '_']).filter(|word| !word.is_empty()).collect();
    match words.as_slice() {
        ["today" | "now"] => Some((today, today)),
        ["yesterday"] => one(ago(1, "day", today)?),
        [count] => {
            let unit = count.trim_start_matches(|letter: char| letter.is_ascii_digit());
            one(ago(number(count.strip_suffix(unit)?)?, unit, today)?)
        }
        [count, unit, "ago"] => one(ago(number(count)?, unit, today)?),
        ["this", unit] => period(unit, today),
        ["last", unit] => period(unit, period(unit, today)?.0.yesterday().ok()?),
        _ => None,
    }
}

fn one(day: Date) -> Option<(Date, Date)> {
    Some((day, day))
}

fn number(text: &str) -> Option<i32> {
    match text {
        "a" | "an" | "one" => Some(1),
        digits => digits.parse().ok().filter(|count| (0..=100_000).contains(count)),
    }
}

/// Returns the day that many units before another. A month ago is the same day of the month before, or its last day.
fn ago(count: i32, unit: &str, today: Date) -> Option<Date> {
    let span = match unit {
        "d" | "day" | "days" => Span::new().try_days(count),
        "w" | "week" | "weeks" => Span::new().try_weeks(count),
        "m" | "mo" | "month" | "months" => Span::new().try_months(count),
        "y" | "year" | "years" => Span::new().try_years(count),
        _ => return None,
    };
    today.checked_sub(span.ok()?).ok().filter(|day| day.year() > 0)
}

/// Returns the week (from Monday), month, quarter or year that contains a day.
fn period(unit: &str, day: Date) -> Option<(Date, Date)> {
    match unit {
        "week" => {
            let monday = day.checked_sub(i32::from(day.weekday().to_monday_zero_offset()).days()).ok()?;
            Some((monday, monday.checked_add(6.days()).ok()?))
        }
        "month" => Some((day.first_of_month(), day.last_of_month())),
        "quarter" => {
            let first = Date::new(day.year(), (day.month() - 1) / 3 * 3 + 1, 1).ok()?;
            Some((first, first.checked_add(2.months()).ok()?.last_of_month()))
        }
        "year" => Some((day.first_of_year(), day.last_of_year())),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_mean_days() {
        // A Monday.
        let today = jiff::civil::date(2026, 6, 15);
        let check = |text: &str, expected: Option<(&str, &str)>| {
            let found = days(text, today).map(|(first, last)| (first.to_string(), last.to_string()));
            assert_eq!(found, expected.map(|(first, last)| (first.to_owned(), last.to_owned())), "{text}");
        };
        let day = |day: &'static str| Some((day, day));
        check("today", day("2026-06-15"));
        check("Yesterday", day("2026-06-14"));
        check("7d", day("2026-06-08"));
        check("-7d", day("2026-06-08"));
        check("2w", day("2026-06-01"));
        check("2 weeks ago", day("2026-06-01"));
        check("a-month-ago", day("2026-05-15"));
        check("1y", day("2025-06-15"));
        check("last week", Some(("2026-06-08", "2026-06-14")));
        check("this week", Some(("2026-06-15", "2026-06-21")));
        check("last month", Some(("2026-05-01", "2026-05-31")));
        check("last_quarter", Some(("2026-01-01", "2026-03-31")));
        check("this quarter", Some(("2026-04-01", "2026-06-30")));
        check("last year", Some(("2025-01-01", "2025-12-31")));
        for text in [
            "",
            "d",
            "7",
            "7x",
            "7 d",
            "last",
            "last fortnight",
            "in 2 weeks",
            "99999999999d",
            "9999y",
            "20000y",
            "99999m",
        ] {
            check(text, None);
        }
        let end = jiff::civil::date(2026, 3, 31);
        assert_eq!(days("1m", end), Some((jiff::civil::date(2026, 2, 28), jiff::civil::date(2026, 2, 28))));
    }
}
