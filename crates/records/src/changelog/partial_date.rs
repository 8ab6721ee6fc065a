//! Entry lines whose date has no day, and those with an unknown month.

use std::sync::LazyLock;

use regex::Regex;

use super::line_author::split_leading_author;
use crate::changelog::entry_pattern::{CLOSING, EntryLine, OPENING, SEPARATOR, TimestampedLine};
use crate::model::DateOrder;
use crate::normalize::pattern::compile;
use crate::normalize::timestamp;
use crate::normalize::timestamp::TimestampError;
use crate::vocabulary::calendar::MONTHS;

/// A word, whatever its letters are: classes of letters are large, so that [`is_word`] looks at them.
const WORD: &str = r"[^\s0-9.,:;!?()\[\]*_|/`'\x22–—-]+";

/// Whether a word consists of letters and may be the name of a month by its length.
fn is_word(word: &str) -> bool {
    (3..=10).contains(&word.chars().count()) && word.chars().all(char::is_alphabetic)
}

/// Parses an entry that is dated by month or quarter: `- 2025-04 - …`, `April 2025: …`, `- Q2 2025 - …`. White space
/// must follow the separator, since `2025-04-x` is not a date. A heading is not matched because it may date the entries
/// below.
pub(crate) fn parse_partial_date(line: &str, order: Option<DateOrder>) -> Option<EntryLine<'_>> {
    static PARTIAL: LazyLock<Regex> = LazyLock::new(|| {
        compile(&format!(
            r"^[ \t]*(?:(?:[-*+]|[0-9]+[.)])\s+(?:\[.\]\s+)?)?(?:[\p{{So}}\x{{200d}}\x{{fe0f}}]+\s*)?{OPENING}(?P<date>[0-9]{{4}}[-/](?:[0-9]{{2}}|[Qq][1-4])|[Qq][1-4][ /-]?[0-9]{{4}}|{WORD}\.?\s+[0-9]{{4}}){CLOSING}(?:\s+(?:--?|–|—|\||→)|\s*:[*_]*)\s+"
        ))
    });
    let found = PARTIAL.captures(line)?;
    let date = found.name("date")?;
    let text = line[found[0].len()..].trim();
    let is_numeric = date.as_str().starts_with(|first: char| first.is_ascii_digit());
    let is_month = is_numeric || timestamp::month_of(date.as_str()).is_some() || date.as_str().starts_with(['q', 'Q']);
    // `4711-12` is not a date.
    let year = date.as_str().split(|letter: char| !letter.is_ascii_digit()).find(|digits| digits.len() == 4);
    let is_year = year.is_some_and(|year| ("1900".."2200").contains(&year));
    if text.is_empty() || !is_month || !is_year {
        return None;
    }
    let at = date.start();
    match timestamp::parse_date(date.as_str(), order)? {
        Ok(moment) => Some(EntryLine::Entry(split_leading_author(TimestampedLine::new(moment, text, at), true))),
        // `Marked 2025` begins like a month but is not one.
        Err(TimestampError::UnknownMonth) => None,
        Err(error) => {
            let reason = error.reason();
            Some(EntryLine::Malformed { reason, suggestion: None, text, at, is_certain: true, day: None })
        }
    }
}

/// Parses an entry with an unknown month: `12 Foo 2024 - …`, `Decmber 12, 2024 - …`. A word before the number must be
/// similar to a month, so that `Phase 2, 2024 - …` does not match.
pub(crate) fn parse_unknown_month(line: &str) -> Option<EntryLine<'_>> {
    static WORDS: LazyLock<Regex> = LazyLock::new(|| {
        compile(&format!(
            r"^(?P<mk>[ \t]*(?:[-*+]|[0-9]+[.)])\s+(?:\[.\]\s+)?)?{OPENING}(?:(?P<dm>[0-9]{{1,2}}(?:st|nd|rd|th)?\s+(?P<w1>{WORD})\.?,?\s+[0-9]{{4}})|(?P<md>(?P<w2>{WORD})\.?\s+[0-9]{{1,2}}(?:st|nd|rd|th)?,?\s+[0-9]{{4}})){CLOSING}{SEPARATOR}"
        ))
    });
    let found = WORDS.captures(line)?;
    let date = found.name("dm").or(found.name("md"))?;
    let word = found.name("w1").or(found.name("w2"))?;
    let is_capitalized = found.name("w1").is_none_or(|word| word.as_str().starts_with(char::is_uppercase));
    if !is_word(word.as_str()) || !is_capitalized {
        return None;
    }
    let folded = word.as_str().to_lowercase();
    let similar: Vec<&str> = MONTHS.into_iter().filter(|month| is_similar(&folded, month)).collect();
    if found.name("md").is_some() && similar.is_empty() {
        return None;
    }
    let suggestion = match similar.as_slice() {
        [month] => {
            let name = format!("{}{}", month[..1].to_uppercase(), &month[1..]);
            Some(format!("{}{name}{}", &line[..word.start()], &line[word.end()..]).trim().to_owned())
        }
        _ => None,
    };
    let text = line[found[0].len()..].trim();
    let (reason, at) = (TimestampError::UnknownMonth.reason(), date.start());
    Some(EntryLine::Malformed { reason, suggestion, text, at, is_certain: true, day: None })
}

/// Whether two words begin with the same letter and have an edit distance of at most two.
fn is_similar(word: &str, month: &str) -> bool {
    let (word, month): (Vec<char>, Vec<char>) = (word.chars().collect(), month.chars().collect());
    if word.len() < 3 || word.first() != month.first() || word.len().abs_diff(month.len()) > 2 || month.len() < 5 {
        return false;
    }
    let mut row: Vec<usize> = (0..=month.len()).collect();
    for (row_index, letter) in word.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = row_index + 1;
        for column in 0..month.len() {
            let changed = diagonal + usize::from(month[column] != *letter);
            diagonal = row[column + 1];
            row[column + 1] = changed.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row[month.len()] <= 2
}
