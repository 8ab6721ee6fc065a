//! Texts of an entry that say nothing.

use crate::vocabulary::calendar::WEEKDAYS;

/// Whether a text is blank: only marks, or a comment.
pub(crate) fn is_blank(text: &str) -> bool {
    let is_comment = |open: &str, close: &str| {
        let inner = text.strip_prefix(open).and_then(|rest| rest.strip_suffix(close));
        inner.is_some_and(|inner| !inner.contains(close))
    };
    let is_mark = |letter: char| "*_'\"`".contains(letter) || letter.is_whitespace();
    text.chars().all(is_mark) || is_comment("<!--", "-->") || is_comment("%%", "%%")
}

/// Whether a text is the name of a weekday: `(Sunday)`, `Mon.`
pub(crate) fn is_weekday(text: &str) -> bool {
    let name = text.trim_matches(|letter: char| !letter.is_alphanumeric());
    name.is_ascii() && (3..10).contains(&name.len()) && {
        let name = name.to_ascii_lowercase();
        WEEKDAYS.iter().any(|day| *day == name || name.len() < 6 && day.starts_with(&name))
    }
}
