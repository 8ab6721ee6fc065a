//! Dates at the end of a line or heading: `Widened the queue (2026-03-12)`
//! (docs/spec/changelog.md#dates-at-the-end).

use super::line_author::is_person;
use crate::model::{DateOrder, Moment};
use crate::normalize::timestamp::stamp_at_start;

/// A text with the date at its end.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TrailingDate<'a> {
    /// The text before the date.
    pub(crate) text: &'a str,
    pub(crate) moment: Moment,
    /// The person who is named with the date in its brackets.
    pub(crate) author: Option<&'a str>,
    /// Byte offset of the date in the text.
    pub(crate) at: usize,
}

/// Splits off the date at the end of a text, if it is in brackets, behind a separator or marked as the date on which a
/// task was done.
pub(crate) fn split_trailing_date(text: &str, order: Option<DateOrder>) -> Option<TrailingDate<'_>> {
    let whole = text.trim_end().trim_end_matches(['.', ':', '*', '_', '~', '`', ' ']);
    // Most lines do not end with a date.
    let is_end = |last: char| last.is_ascii_digit() || matches!(last, ')' | ']' | '日' | '）');
    let found = match whole.ends_with(is_end) {
        true => in_brackets(whole, order).or_else(|| behind_separator(whole, order)),
        false => None,
    };
    let found = found.or_else(|| behind_label(text, order))?;
    // `2026-01-01 - 2026-03-12` is a period.
    let is_text = found.text.chars().any(char::is_alphabetic) && !ends_with_date(found.text, order);
    is_text.then_some(found)
}

/// Returns the whole text with the date of its label: `Second stage (2026-04-18): read twice`.
fn behind_label(text: &str, order: Option<DateOrder>) -> Option<TrailingDate<'_>> {
    /// Maximum length of a label in bytes.
    const MAX_LENGTH: usize = 100;
    let end = text.find(": ").filter(|end| *end <= MAX_LENGTH)?;
    let label = text[..end].trim_end_matches(['*', '_', '`', ' ']);
    let found = in_brackets(label, order)?;
    Some(TrailingDate { text: text.trim_end(), ..found })
}

fn in_brackets(whole: &str, order: Option<DateOrder>) -> Option<TrailingDate<'_>> {
    let open = match whole.chars().next_back()? {
        ')' => '(',
        '）' => '（',
        ']' => '[',
        _ => return None,
    };
    let start = whole.rfind(open)?;
    let inner = whole[start + open.len_utf8()..].trim_end_matches([')', ']', '）']);
    // `[[Daily/2026-03-12|Thursday]]`, also in parentheses
    let is_link = whole[..start].ends_with('[') || inner.starts_with("[[");
    let target = inner.trim_start_matches('[').split('|').next().and_then(|path| path.rsplit('/').next());
    let inner = target.filter(|_| is_link).unwrap_or(inner);
    let text = whole[..start].trim_end_matches('[');
    // In `[Orders](2026-03-12)` the date is the target of a link.
    if text.ends_with(']') {
        return None;
    }
    let (moment, author) = match stamp_at_start(inner, order) {
        Some((moment, length)) if length == inner.len() => (moment, None),
        Some((moment, length)) => (moment, Some(inner[length..].trim_start_matches([',', ';', ' ', '-', '–', '—']))),
        None => {
            let (who, date) = inner.rsplit_once(", ")?;
            let (moment, length) = stamp_at_start(date, order)?;
            (moment, Some(who).filter(|_| length == date.len()))
        }
    };
    let author = author.filter(|who| !who.is_empty());
    // Whatever else the brackets say belongs to the text.
    let is_whole = author.is_none_or(is_person);
    let text = if is_whole { trim_separator(text) } else { whole };
    Some(TrailingDate { text, moment: moment.ok()?, author: author.filter(|_| is_whole), at: start })
}

fn behind_separator(whole: &str, order: Option<DateOrder>) -> Option<TrailingDate<'_>> {
    const SEPARATORS: [&str; 10] = [" - ", " – ", " — ", " -- ", " / ", " | ", " · ", ", ", " @ ", "✅ "];
    /// Maximum length of a date in bytes.
    const MAX_LENGTH: usize = 48;
    let mut tail = whole.len().saturating_sub(MAX_LENGTH);
    while !whole.is_char_boundary(tail) {
        tail += 1;
    }
    let end = &whole[tail..];
    // The name of a month and the year may be separated by a comma, so the longest date counts.
    let mut starts: Vec<(usize, usize)> = Vec::new();
    for separator in SEPARATORS {
        starts.extend(end.rmatch_indices(separator).take(2).map(|(at, _)| (tail + at, tail + at + separator.len())));
    }
    starts.sort_unstable();
    starts.into_iter().find_map(|(at, start)| {
        let date = whole[start..].trim_start();
        let (moment, length) = stamp_at_start(date, order)?;
        let text = trim_separator(&whole[..at]);
        (length == date.len()).then_some(TrailingDate { text, moment: moment.ok()?, author: None, at: start })
    })
}

fn trim_separator(text: &str) -> &str {
    text.trim_end().trim_end_matches([',', ';', ':', '-', '–', '—', '|', '/']).trim_end()
}

fn ends_with_date(text: &str, order: Option<DateOrder>) -> bool {
    let last = text.trim_end().rsplit(char::is_whitespace).next().unwrap_or_default();
    stamp_at_start(last.trim_start_matches(['(', '[', '*', '_']), order).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let found = split_trailing_date(text, None).map_or("none".to_owned(), |found| {
            let author = found.author.map_or(String::new(), |author| format!(" by {author}"));
            format!("{} | {}{author}", found.moment, found.text)
        });
        assert_eq!(found, expected, "{text:?}");
    }

    #[test]
    fn a_date_at_the_end_is_in_brackets_or_behind_a_separator() {
        check("Widened the queue (2026-03-12)", "2026-03-12 | Widened the queue");
        check("Widened the queue [12 Mar 2026].", "2026-03-12 | Widened the queue");
        check("Widened the queue [[2026-03-12]]", "2026-03-12 | Widened the queue");
        check("Widened the queue ([[2026-03-12]])", "2026-03-12 | Widened the queue");
        check("Widened the queue [[Daily/2026-03-12|Thursday]]", "2026-03-12 | Widened the queue");
        check("Widened [[Orders]] (2026/03/12)", "2026-03-12 | Widened [[Orders]]");
        check("Widened the queue - 2026-03-12", "2026-03-12 | Widened the queue");
        check("Widened the queue – 07.01.2031", "2031-01-07 | Widened the queue");
        check("Widened the queue, March 12, 2026", "2026-03-12 | Widened the queue");
        check("Widened the queue ✅ 2026-03-12", "2026-03-12 | Widened the queue");
        check("Widened the queue (2026-03-12, M. Roe)", "2026-03-12 | Widened the queue by M. Roe");
        check("Widened the queue (Ida Lund, 2026-03-12)", "2026-03-12 | Widened the queue by Ida Lund");
        check("Widened the queue (2026-03-12, #12)", "2026-03-12 | Widened the queue (2026-03-12, #12)");
        check("Queue work (March 2026)", "2026-03 | Queue work");
        check("**Second stage (2026-04-18)**: read twice", "2026-04-18 | **Second stage (2026-04-18)**: read twice");
        check("変更（2026年3月12日）", "2026-03-12 | 変更");
    }

    #[test]
    fn other_dates_in_a_text_are_part_of_it() {
        for text in [
            "Widened the queue 📅 2026-03-12",
            "Widened the queue on 2026-03-12",
            "Upgraded to API 2024-06-20",
            "Created: 2026-03-12",
            "2026-01-01 - 2026-03-12",
            "Frozen 2026-01-01 - 2026-03-12",
            "see [Orders](2026-03-12)",
            "Widened the queue (2026)",
            "Widened the queue",
            "(2026-03-12)",
            "",
        ] {
            check(text, "none");
        }
        let long = "a - ".repeat(50_000);
        check(&format!("{long}2026-03-1x"), "none");
    }
}
