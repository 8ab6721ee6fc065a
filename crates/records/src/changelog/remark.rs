//! Texts of an entry that say nothing.

use std::sync::LazyLock;

use compact_str::CompactString;
use hashbrown::HashSet;

use crate::vocabulary::calendar::{SHORT_WEEKDAYS, WEEKDAY_NAMES, WEEKDAYS};

/// Whether a text is blank: only marks, or a comment.
pub(crate) fn is_blank(text: &str) -> bool {
    let is_comment = |open: &str, close: &str| {
        let inner = text.strip_prefix(open).and_then(|rest| rest.strip_suffix(close));
        inner.is_some_and(|inner| !inner.contains(close))
    };
    let is_mark = |letter: char| "*_'\"`".contains(letter) || letter.is_whitespace();
    text.chars().all(is_mark) || is_comment("<!--", "-->") || is_comment("%%", "%%")
}

/// Whether a text says that there is nothing to tell: `None`, `n/a`.
pub(crate) fn is_nothing(text: &str) -> bool {
    let word = text.trim_matches(|letter: char| letter.is_whitespace() || "*_`().".contains(letter));
    ["none", "n/a", "nil", "nothing", "tbd", "-", "–", "—", "…"].iter().any(|none| word.eq_ignore_ascii_case(none))
}

/// Whether a word is the name of a weekday, as it may precede a date: `Fri`, `Freitag`.
pub(crate) fn is_weekday_name(word: &str) -> bool {
    static NAMES: LazyLock<HashSet<&str>> = LazyLock::new(|| WEEKDAY_NAMES.iter().copied().collect());
    /// Lengths of the shortest and the longest name in bytes.
    const LENGTHS: std::ops::RangeInclusive<usize> = 2..=10;
    if !LENGTHS.contains(&word.len()) {
        return false;
    }
    NAMES.contains(CompactString::from_str_to_lowercase(word).as_str()) || SHORT_WEEKDAYS.contains(&word)
}

/// Whether a text is the name of a weekday: `(Sunday)`, `Mon.`
pub(crate) fn is_weekday(text: &str) -> bool {
    let name = text.trim_matches(|letter: char| !letter.is_alphanumeric());
    name.is_ascii() && (3..10).contains(&name.len()) && {
        let name = name.to_ascii_lowercase();
        WEEKDAYS.iter().any(|day| *day == name || name.len() < 6 && day.starts_with(&name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::changelog::entry_pattern::WEEKDAY;
    use crate::normalize::pattern::compile;

    #[test]
    fn names_of_weekdays_are_those_of_the_pattern() {
        let pattern = compile(&format!("^{WEEKDAY}$"));
        for name in WEEKDAY_NAMES.iter().chain(SHORT_WEEKDAYS) {
            assert!(pattern.is_match(&format!("{name}. ")) && is_weekday_name(name), "{name}");
        }
        for word in ["Mo", "MONDAY", "Miércoles", "SÁBADO"] {
            assert!(pattern.is_match(&format!("{word}. ")) && is_weekday_name(word), "{word}");
        }
        for word in ["mo", "Monda", "Widened", "m", ""] {
            assert!(!is_weekday_name(word), "{word}");
        }
    }
}
