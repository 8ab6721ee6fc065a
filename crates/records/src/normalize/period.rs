//! Words for times from which on, or up to which, something holds: `in early 2027`, `until May`.

use crate::normalize::timestamp::other_month;
use crate::vocabulary::languages::phrases::ENDS;
use crate::vocabulary::statuses::{BEFORE_TIME, ENDS_BEFORE_TIME};

/// Whether words in lower case contain the end of a period: `until 2024`, `through May`.
pub(crate) fn has_end(words: &[&str]) -> bool {
    (0..words.len()).any(|at| has_end_at(&words[at..]))
}

/// Whether words in lower case begin with the end of a period.
pub(crate) fn has_end_at(words: &[&str]) -> bool {
    let Some(first) = words.first() else { return false };
    let length = ENDS_BEFORE_TIME.contains(first).then_some(1).or_else(|| ENDS.at(words));
    length.is_some_and(|length| is_time(&words[length..]))
}

/// Whether words begin with a year, a quarter or a month.
pub(crate) fn is_time(words: &[&str]) -> bool {
    let is_before = |word: &&&str| {
        let is_day = word.len() <= 4 && word.starts_with(|first: char| first.is_ascii_digit()) && !is_year(word);
        is_day || BEFORE_TIME.contains(*word)
    };
    let n_before = words.iter().take(3).take_while(is_before).count();
    words.get(n_before).is_some_and(|word| {
        let year = word.split('-').next().unwrap_or(word);
        let is_quarter = matches!(word.as_bytes(), [b'q', b'1'..=b'4', ..]);
        is_year(year) || is_quarter || other_month(word).is_some()
    })
}

pub(crate) fn is_year(word: &str) -> bool {
    word.len() == 4 && (word.starts_with("19") || word.starts_with("20")) && word.bytes().all(|it| it.is_ascii_digit())
}
