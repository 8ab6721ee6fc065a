//! The author that is named between the date and the text of an entry (docs/spec/changelog.md#version-and-author).

use super::remark::is_weekday;
use super::sentence::{is_acronym, is_thing, version_alone};
use crate::changelog::entry_pattern::TimestampedLine;

/// Two or three capitals in brackets that are not the initials of a person.
const NOT_INITIALS: &[&str] = &[
    "API", "APP", "AWS", "BI", "BUG", "CD", "CET", "CI", "CLI", "CR", "CRM", "CSS", "CSV", "DB", "DEV", "DEL", "DOC",
    "EDI", "ERP", "ETL", "FE", "BE", "FIX", "FTP", "GMT", "GUI", "HR", "IT", "JWT", "LTS", "MVP", "NEW", "OK", "OPS",
    "PDF", "PM", "AM", "POC", "PR", "PRD", "QA", "RC", "REF", "SAP", "SDK", "SIT", "SQL", "SSO", "TBC", "TBD", "UAT",
    "UI", "UK", "US", "EU", "USA", "UTC", "UX", "WIP", "XML",
];

/// Splits off the author at the beginning of the text of a line. `follows_separator` if the text stands behind one, where
/// capitals in brackets are a label rather than initials.
pub(crate) fn split_leading_author<'a>(line: TimestampedLine<'a>, follows_separator: bool) -> TimestampedLine<'a> {
    let text = line.text;
    let (who, rest) = if let Some((inner, rest)) = bracketed(text) {
        let rest = rest.trim_start().trim_start_matches([':', '-', '–', '—', '|']).trim_start();
        let text = if rest.is_empty() { text } else { rest };
        if is_weekday(inner) {
            return TimestampedLine { text, ..line };
        }
        if let Some(version) = version_alone(inner).filter(|_| !rest.is_empty()) {
            return TimestampedLine { text, version: line.version.or(Some(version)), ..line };
        }
        (Some(inner).filter(|inner| is_person(inner) || !follows_separator && is_initials(inner)), rest)
    } else if let Some((who, rest)) = leading_person(text) {
        (Some(who), rest)
    } else if text.contains(" | ") {
        return split_columns(line);
    } else {
        return line;
    };
    match who {
        Some(who) if !rest.is_empty() => TimestampedLine { text: rest, author: Some(who), ..line },
        _ => line,
    }
}

/// Returns the handle, or the initials and family name, at the beginning of a text, and the text behind the separator
/// after it: `@kim: text`, `J. Doe - text`.
fn leading_person(text: &str) -> Option<(&str, &str)> {
    let skip = |text: &str, is_part: fn(char) -> bool| text.len() - text.trim_start_matches(is_part).len();
    let is_word = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '.' | '-');
    let end = match text.strip_prefix('@') {
        Some(handle) if handle.starts_with(|first: char| first.is_ascii_alphabetic()) => 1 + skip(handle, is_word),
        Some(_) => return None,
        None => {
            let mut family = text;
            for _ in 0..3 {
                let Some((_, rest)) = family.split_once('.').filter(|(initial, _)| is_initial(initial)) else { break };
                family = rest.strip_prefix(char::is_whitespace).unwrap_or(rest);
            }
            let is_name = family.len() < text.len() && family.starts_with(char::is_uppercase);
            let is_letter = |letter: char| letter.is_alphabetic() || matches!(letter, '\'' | '’' | '-');
            text.len() - family.len() + if is_name { skip(family, is_letter) } else { return None }
        }
    };
    let who = text[..end].trim_end_matches(['.', '-']);
    let name = who.rsplit(['@', '.']).next().unwrap_or_default();
    let is_long = who.starts_with('@') && who.len() > 2 || name.trim_start().chars().nth(1).is_some();
    let after = text[who.len()..].trim_start();
    let rest = after.strip_prefix([':', '|', '–', '—']).or_else(|| {
        let rest = after.strip_prefix('-')?;
        rest.starts_with(char::is_whitespace).then_some(rest)
    })?;
    is_long.then(|| (who, rest.trim_start()))
}

/// Whether a text is one capital.
fn is_initial(text: &str) -> bool {
    let mut letters = text.chars();
    letters.next().is_some_and(char::is_uppercase) && letters.next().is_none()
}

/// Splits off the version and the author in columns in front of the text: `2026-03-12 | 4.0 | MR | Widened the queue`.
fn split_columns(line: TimestampedLine<'_>) -> TimestampedLine<'_> {
    let mut line = line;
    while let Some((column, rest)) = line.text.split_once(" | ") {
        let (column, rest) = (column.trim(), rest.trim_start());
        if rest.is_empty() {
            break;
        }
        if let (Some(version), None) = (version_alone(column), line.version) {
            line = TimestampedLine { text: rest, version: Some(version), ..line };
        } else if line.author.is_none() && (is_person(column) || is_initials(column)) {
            line = TimestampedLine { text: rest, author: Some(column), ..line };
        } else {
            break;
        }
    }
    line
}

/// Returns the content of the brackets at the beginning of a text, and the text after them. Links are not brackets.
fn bracketed(text: &str) -> Option<(&str, &str)> {
    /// Maximum length of a name in bytes.
    const MAX_LENGTH: usize = 48;
    let close = match text.chars().next()? {
        '(' => ')',
        '[' if !text.starts_with("[[") => ']',
        _ => return None,
    };
    let end = text.find(close).filter(|end| *end <= MAX_LENGTH)?;
    let rest = &text[end + 1..];
    (!rest.starts_with('(')).then(|| (text[1..end].trim(), rest))
}

/// Whether a text is certainly the name of a person: a handle, an initial with a family name, or two or three
/// capitalized words that do not name a thing.
pub(crate) fn is_person(name: &str) -> bool {
    if !is_handle(name) && !is_full_name(name) {
        return false;
    }
    name.starts_with('@') || !name.split(' ').any(is_acronym) && !is_thing("", name)
}

/// `@ida.lund`
fn is_handle(name: &str) -> bool {
    let Some(handle) = name.strip_prefix('@') else { return false };
    let is_part = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '.' | '-');
    handle.len() > 2
        && handle.starts_with(|first: char| first.is_ascii_alphabetic())
        && handle.chars().all(is_part)
        && handle.ends_with(|last: char| last.is_alphanumeric() || last == '_')
}

/// `M. Roe`, `Ida van Lund`
fn is_full_name(name: &str) -> bool {
    const PARTICLES: [&str; 6] = ["van", "von", "de", "der", "da", "di"];
    let is_letter = |letter: char| letter.is_alphabetic() || matches!(letter, '\'' | '’' | '-');
    let is_capitalized = |word: &str| {
        let mut letters = word.chars();
        letters.next().is_some_and(char::is_uppercase) && letters.all(is_letter)
    };
    let is_name = |word: &str| is_capitalized(word) && word.chars().nth(1).is_some();
    let is_between = |word: &str| PARTICLES.contains(&word) || is_capitalized(word.strip_suffix('.').unwrap_or(word));
    let (mut family, mut n_initials) = (name, 0);
    while let Some((initial, rest)) = family.split_once('.')
        && is_capitalized(initial)
        && initial.chars().nth(1).is_none()
    {
        family = rest.strip_prefix(' ').unwrap_or(rest);
        n_initials += 1;
    }
    if (1..4).contains(&n_initials) && is_name(family) {
        return true;
    }
    match name.split_whitespace().collect::<Vec<_>>().as_slice() {
        [first, between @ .., last] => {
            between.len() < 3 && is_name(first) && is_name(last) && between.iter().all(|word| is_between(word))
        }
        _ => false,
    }
}

/// Whether a text is the initials of a person: `JO`, `M.R.`
pub(crate) fn is_initials(text: &str) -> bool {
    let letters: String = text.chars().filter(|letter| *letter != '.').collect();
    (2..4).contains(&letters.chars().count())
        && letters.chars().all(char::is_uppercase)
        && !NOT_INITIALS.contains(&letters.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let moment = crate::normalize::moment("2026-03-12").expect("a date");
        let line = split_leading_author(TimestampedLine::new(moment, text, 0), false);
        let author = line.author.map_or(String::new(), |author| format!(" by {author}"));
        assert_eq!(format!("{}{author}", line.text), expected, "{text:?}");
    }

    #[test]
    fn an_author_precedes_the_text() {
        check("(M. Roe): Widened the queue", "Widened the queue by M. Roe");
        check("(Ida Lund) — Widened the queue", "Widened the queue by Ida Lund");
        check("[JO] Widened the queue", "Widened the queue by JO");
        check("(@kim) Widened the queue", "Widened the queue by @kim");
        check("@kim: Widened the queue", "Widened the queue by @kim");
        check("J. Doe: Widened the queue", "Widened the queue by J. Doe");
        check("MR | Widened the queue", "Widened the queue by MR");
        check("4.0 | MR | Widened the queue", "Widened the queue by MR");
        check("MR | 4.0 | Widened the queue", "Widened the queue by MR");
        check("Before | after", "Before | after");
        check("(Sat): Widened the queue", "Widened the queue");
    }

    #[test]
    fn other_brackets_are_text() {
        for text in [
            "(hotfix): Widened the queue",
            "(Release) Widened the queue",
            "[API] Widened the queue",
            "(Order Number): Widened the queue",
            "[Orders](a.md) Widened the queue",
            "[[J. Ortiz]] Widened the queue",
            "Order Service: retried",
            "(M. Roe)",
        ] {
            check(text, text);
        }
    }
}
