//! Dates in forms that English does not have.

use super::{TimestampError, date, parse_number, partial_moment};
use crate::model::{Moment, Precision};
use crate::vocabulary::calendar::{MONTHS, OTHER_MONTHS};

/// Parses a date in a form that English does not have at the beginning of a text: `12. März 2026`, `12 de marzo de
/// 2026`, `mars 2026`, `2026年3月12日`. Returns the date and its length in bytes.
pub(crate) fn other_date(text: &str) -> Option<(Result<Moment, TimestampError>, usize)> {
    let mut cursor = DateCursor { text, at: 0 };
    let day = match text.starts_with(|first: char| first.is_ascii_digit()) {
        true => Some(cursor.number()?),
        false => None,
    };
    if day.is_some_and(|number| number > 999) {
        return cursor.ideographic_date(day?);
    }
    if day.is_some() && !cursor.skip_any(&[".", "º", "er", "e"]) && !text[cursor.at..].starts_with(' ') {
        return None;
    }
    cursor.skip_any(&[" de ", " "]);
    let word = cursor.word()?;
    cursor.skip_any(&["."]);
    cursor.skip_any(&[" del ", " de ", ", ", " "]);
    let (start, year) = (cursor.at, cursor.number()?);
    if cursor.at - start != 4 {
        return None;
    }
    // Last, since most texts have no such date.
    let month = other_month(word)?;
    let moment = match day {
        Some(day) => date(year, month, day).map(|date| Moment { date, time: None, precision: Precision::Day }),
        None => partial_moment(year, month, Precision::Month),
    };
    // `12 марта 2026 г.`
    cursor.skip_any(&[" г.", " года", " r."]);
    Some((moment, cursor.at))
}

/// Returns the number of a month by its name in a language other than English.
pub(crate) fn other_month(name: &str) -> Option<i64> {
    let name = name.to_lowercase();
    let index = OTHER_MONTHS.iter().position(|names| names.split(' ').any(|month| month == name));
    index.map(|index| index as i64 + 1).or_else(|| {
        // `12. April`: some languages share names with English.
        let is_short = |month: &str| matches!(name.len(), 3 | 4) && month.starts_with(&name);
        MONTHS.iter().position(|month| *month == name || is_short(month)).map(|index| index as i64 + 1)
    })
}

/// The position in a text that begins with a date.
struct DateCursor<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> DateCursor<'a> {
    fn take(&mut self, is_part: impl Fn(char) -> bool) -> &'a str {
        let rest = &self.text[self.at..];
        let length = rest.find(|letter| !is_part(letter)).unwrap_or(rest.len());
        self.at += length;
        &rest[..length]
    }

    fn number(&mut self) -> Option<i64> {
        let digits = self.take(|letter| letter.is_ascii_digit());
        (1..5).contains(&digits.len()).then(|| parse_number(digits))
    }

    fn word(&mut self) -> Option<&'a str> {
        Some(self.take(char::is_alphabetic)).filter(|word| (3..40).contains(&word.len()))
    }

    /// Skips the first of several texts that follows, and returns whether there is one.
    fn skip_any(&mut self, accepted: &[&str]) -> bool {
        let rest = &self.text[self.at..];
        let found = accepted.iter().find(|accepted| rest.starts_with(**accepted));
        self.at += found.map_or(0, |found| found.len());
        found.is_some()
    }

    fn ideographic_date(&mut self, year: i64) -> Option<(Result<Moment, TimestampError>, usize)> {
        if !self.skip_any(&["年"]) {
            return None;
        }
        let month = self.number().filter(|_| self.skip_any(&["月"]))?;
        let month_end = self.at;
        match self.number().filter(|_| self.skip_any(&["日", "号"])) {
            Some(day) => {
                let moment = date(year, month, day).map(|date| Moment { date, time: None, precision: Precision::Day });
                Some((moment, self.at))
            }
            None => Some((partial_moment(year, month, Precision::Month), month_end)),
        }
    }
}
