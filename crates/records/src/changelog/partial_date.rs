//! Lines that begin with less than a day, and those whose month nobody knows.

use std::sync::LazyLock;

use regex::Regex;

use super::entry_line::{CLOSING, Line, OPENING, SEPARATOR, Stamped, compile};
use crate::model::DateOrder;
use crate::normalize::timestamp;
use crate::normalize::timestamp::Fault;

/// `- 2025-04 - …`, `April 2025: …`, `- Q2 2025 - …`: an entry that is known to a month or quarter. With a blank behind the
/// separator, for `2025-04-x` is something else, and never a heading, which may stand over a month's entries.
pub(crate) fn entry(line: &str, order: Option<DateOrder>) -> Option<Line<'_>> {
    static COARSE: LazyLock<Regex> = LazyLock::new(|| {
        compile(&format!(
            r"^[ \t]*(?:(?:[-*+]|[0-9]+[.)])\s+(?:\[.\]\s+)?)?(?:[\p{{So}}\x{{200d}}\x{{fe0f}}]+\s*)?{OPENING}(?P<date>[0-9]{{4}}[-/](?:[0-9]{{2}}|[Qq][1-4])|[Qq][1-4][ /-]?[0-9]{{4}}|\p{{L}}{{3,9}}\.?\s+[0-9]{{4}}){CLOSING}(?:\s+(?:--?|–|—|\||→)|\s*:[*_]*)\s+"
        ))
    });
    let found = COARSE.captures(line)?;
    let date = found.name("date")?;
    let text = line[found[0].len()..].trim();
    let is_month = !date.as_str().starts_with(|first: char| first.is_alphabetic())
        || timestamp::month_of(date.as_str()).is_some()
        || date.as_str().starts_with(['q', 'Q']);
    // `4711-12` is a number of something else.
    let year = date.as_str().split(|letter: char| !letter.is_ascii_digit()).find(|digits| digits.len() == 4);
    let is_year = year.is_some_and(|year| ("1900".."2200").contains(&year));
    if text.is_empty() || !is_month || !is_year {
        return None;
    }
    let at = date.start();
    match timestamp::read_loosely(date.as_str(), order)? {
        Ok(moment) => Some(Line::Stamped(Stamped { moment, text, version: None, at })),
        // `Marked 2025` begins like a month and is none.
        Err(Fault::UnknownMonth) => None,
        Err(fault) => {
            let reason = fault.reason();
            Some(Line::Malformed { reason, suggestion: None, text, at, is_certain: true, day: None })
        }
    }
}

/// `12 Foo 2024 - …` and `Decmber 12, 2024 - …`. A word before the number is taken for a month only where it is nearly
/// one: `Phase 2, 2024 - …` is none.
pub(crate) fn unknown_month(line: &str) -> Option<Line<'_>> {
    static WORDS: LazyLock<Regex> = LazyLock::new(|| {
        compile(&format!(
            r"^(?P<mk>[ \t]*(?:[-*+]|[0-9]+[.)])\s+(?:\[.\]\s+)?)?{OPENING}(?:(?P<dm>[0-9]{{1,2}}(?:st|nd|rd|th)?\s+(?P<w1>\p{{Lu}}\p{{L}}{{2,9}})\.?,?\s+[0-9]{{4}})|(?P<md>(?P<w2>\p{{L}}{{3,10}})\.?\s+[0-9]{{1,2}}(?:st|nd|rd|th)?,?\s+[0-9]{{4}})){CLOSING}{SEPARATOR}"
        ))
    });
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let found = WORDS.captures(line)?;
    let date = found.name("dm").or(found.name("md"))?;
    let word = found.name("w1").or(found.name("w2"))?;
    let folded = word.as_str().to_lowercase();
    let near: Vec<&str> = MONTHS.into_iter().filter(|month| is_near(&folded, month)).collect();
    if found.name("md").is_some() && near.is_empty() {
        return None;
    }
    let suggestion = match near.as_slice() {
        [month] => {
            let name = format!("{}{}", month[..1].to_uppercase(), &month[1..]);
            Some(format!("{}{name}{}", &line[..word.start()], &line[word.end()..]).trim().to_owned())
        }
        _ => None,
    };
    let text = line[found[0].len()..].trim();
    let (reason, at) = (Fault::UnknownMonth.reason(), date.start());
    Some(Line::Malformed { reason, suggestion, text, at, is_certain: true, day: None })
}

/// Whether two words are at most two letters added, lost or changed apart and begin alike.
fn is_near(word: &str, month: &str) -> bool {
    let (word, month): (Vec<char>, Vec<char>) = (word.chars().collect(), month.chars().collect());
    if word.len() < 3 || word.first() != month.first() || word.len().abs_diff(month.len()) > 2 || month.len() < 5 {
        return false;
    }
    let mut row: Vec<usize> = (0..=month.len()).collect();
    for (place, letter) in word.iter().enumerate() {
        let mut corner = row[0];
        row[0] = place + 1;
        for column in 0..month.len() {
            let changed = corner + usize::from(month[column] != *letter);
            corner = row[column + 1];
            row[column + 1] = changed.min(corner + 1).min(row[column] + 1);
        }
    }
    row[month.len()] <= 2
}
