//! Dates at the end of a line or heading: `Widened the queue (2026-03-12)`
//! (docs/spec/changelog.md#dates-at-the-end).

use super::key_date::begins_name_of_date;
use super::line_author::{is_initials, is_person};
use super::sentence::version_alone;
use super::task::split_marks;
use crate::model::{DateOrder, Moment};
use crate::normalize::timestamp::{TimestampError, has_digit, stamp_at_start};

/// A text with the date at its end.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TrailingDate<'a> {
    /// The text before the date.
    pub(crate) text: &'a str,
    pub(crate) moment: Moment,
    /// The person who is named with the date in its brackets.
    pub(crate) author: Option<&'a str>,
    /// The version in the same brackets.
    pub(crate) version: Option<&'a str>,
    /// Byte offset of the date in the text.
    pub(crate) at: usize,
}

/// Splits off the date at the end of a text, if it is in brackets, behind a separator or marked as the date on which a
/// task was done. Tags, a block ID and marks of the Tasks plugin may follow it.
pub(crate) fn split_trailing_date(text: &str, order: Option<DateOrder>) -> Option<TrailingDate<'_>> {
    if !has_digit(text.as_bytes()) {
        return None;
    }
    let marked = split_marks(text, order);
    if let Some(moment) = marked.done {
        let is_text = marked.text.chars().any(char::is_alphabetic);
        let found = TrailingDate { text: marked.text, moment, author: None, version: None, at: marked.text.len() };
        return is_text.then_some(found);
    }
    let whole = marked.text.trim_end_matches(['.', ':', '*', '_', '~', '`', ' ']);
    // Most lines do not end with a date.
    let is_end = |last: char| last.is_ascii_digit() || matches!(last, ')' | ']' | '日' | '）');
    let found = match whole.ends_with(is_end) && !marked.is_planned {
        true => in_brackets(whole, order).or_else(|| behind_separator(whole, order)),
        false => None,
    };
    let tail = &marked.text[whole.len()..];
    let found = found.map(|found| TrailingDate { text: without_open_emphasis(found.text, tail), ..found });
    let found = found.or_else(|| behind_label(text, order))?;
    // `2026-01-01 - 2026-03-12` is a period.
    let keeps_date = found.text.len() > found.at;
    let is_period = || !keeps_date && ends_with_date(found.text, order);
    let is_text = found.text.chars().any(char::is_alphabetic) && !is_period();
    is_text.then_some(found)
}

/// Returns the text before a date without the marks that open the emphasis around the date, `did it *(2026-03-20)*`, or
/// around both, `*did it (2026-03-20)*`. `tail` are the marks behind the date.
fn without_open_emphasis<'a>(text: &'a str, tail: &str) -> &'a str {
    let bare = text.trim_end_matches(['*', '_', '~']);
    if bare.len() < text.len() && bare.ends_with(char::is_whitespace) {
        return trim_separator(bare);
    }
    let is_open = |mark: &&str| tail.contains(*mark) && text.strip_prefix(*mark).is_some_and(|it| !it.contains(*mark));
    let mark = ["***", "**", "__", "~~", "*", "_"].into_iter().find(is_open);
    mark.map_or(text, |mark| text[mark.len()..].trim_start())
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
    let (moment, others) = match stamp_at_start(inner, order) {
        Some((moment, length)) => (moment, parse_remarks(&inner[length..])),
        None => behind_remarks(inner, order)?,
    };
    // Whatever else the brackets say belongs to the text.
    let text = if others.is_some() { trim_separator(text) } else { whole };
    let Remarks { author, version } = others.unwrap_or_default();
    Some(TrailingDate { text, moment: moment.ok()?, author, version, at: start })
}

/// What brackets say besides a date.
#[derive(Default)]
struct Remarks<'a> {
    author: Option<&'a str>,
    version: Option<&'a str>,
}

/// Parses the remarks in front of the date that ends the text in brackets: `JO, 2026-03-10`, `v1.2, 2026-03-11`.
fn behind_remarks<'a>(
    inner: &'a str,
    order: Option<DateOrder>,
) -> Option<(Result<Moment, TimestampError>, Option<Remarks<'a>>)> {
    /// Maximum length of the remarks and the date in bytes.
    const MAX_LENGTH: usize = 80;
    let spaces = inner.match_indices(' ').filter(|_| inner.len() <= MAX_LENGTH);
    let (at, moment) = spaces.into_iter().find_map(|(at, _)| {
        let date = inner[at..].trim_start();
        let (moment, length) = stamp_at_start(date, order)?;
        (length == date.len()).then_some((at, moment))
    })?;
    let before = inner[..at].trim_end();
    let others = parse_remarks(before);
    // `(due 2026-03-06)` and `(see mail of 2026-03-08)` are not the day of the change.
    let is_apart = before.ends_with([',', ';', '|', '·']) && !begins_name_of_date(before);
    (others.is_some() || is_apart).then_some((moment, others))
}

/// Parses remarks that name a person and a version. `None` if they say anything else.
fn parse_remarks(text: &str) -> Option<Remarks<'_>> {
    let mut remarks = Remarks::default();
    for part in text.split([',', ';', '|', '·']) {
        let part = part.trim_matches([' ', '-', '–', '—']);
        let who = part.strip_prefix("by ").unwrap_or(part);
        if part.is_empty() {
        } else if let (Some(version), None) = (version_alone(part), remarks.version) {
            remarks.version = Some(version);
        } else if remarks.author.is_none() && (is_person(who) || is_initials(who)) {
            remarks.author = Some(who);
        } else {
            return None;
        }
    }
    Some(remarks)
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
        let date = whole[start..].trim_start().trim_start_matches(['*', '_', '~']);
        let (moment, length) = stamp_at_start(date, order)?;
        let text = trim_separator(&whole[..at]);
        let found = || Some(TrailingDate { text, moment: moment.ok()?, author: None, version: None, at: start });
        if length == date.len() { found() } else { None }
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
            let version = found.version.map_or(String::new(), |version| format!(" v{version}"));
            format!("{} | {}{author}{version}", found.moment, found.text)
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
        check("Widened the queue (JO, 2026-03-10)", "2026-03-10 | Widened the queue by JO");
        check("Widened the queue (2026-03-10, M.R.)", "2026-03-10 | Widened the queue by M.R.");
        check("Widened the queue (v1.2, 2026-03-11)", "2026-03-11 | Widened the queue v1.2");
        check("Widened the queue (v1.2, JO, March 11, 2026)", "2026-03-11 | Widened the queue by JO v1.2");
        check("Widened the queue (by Ida Lund, 2026-03-12)", "2026-03-12 | Widened the queue by Ida Lund");
        check("Widened the queue (PROJ-12, 2026-03-12)", "2026-03-12 | Widened the queue (PROJ-12, 2026-03-12)");
        check("Widened the queue (hotfix, 2026-03-12)", "2026-03-12 | Widened the queue (hotfix, 2026-03-12)");
        check("Queue work (March 2026)", "2026-03 | Queue work");
        check("**Second stage (2026-04-18)**: read twice", "2026-04-18 | **Second stage (2026-04-18)**: read twice");
        check("変更（2026年3月12日）", "2026-03-12 | 変更");
    }

    #[test]
    fn tags_block_ids_and_marks_may_follow_the_date() {
        check("Widened the queue (2026-03-14) #tag", "2026-03-14 | Widened the queue");
        check("Widened the queue (2026-03-15) ^block", "2026-03-15 | Widened the queue");
        check("Widened the queue - 2026-03-15 #a #b", "2026-03-15 | Widened the queue");
        check("Widened the queue ✅ 2026-03-04 ^abc", "2026-03-04 | Widened the queue");
        check("Widened the queue ⏫ ✅ 2026-03-04 #tag", "2026-03-04 | Widened the queue");
        check("Widened the queue 📅 2026-03-05 ✅ 2026-03-04", "2026-03-04 | Widened the queue");
        check("Widened the queue ➕ 2026-03-01 🛫 2026-03-02 ✅ 2026-03-04", "2026-03-04 | Widened the queue");
    }

    #[test]
    fn emphasis_around_the_date_is_not_part_of_the_text() {
        check("Widened the queue *(2026-03-20)*", "2026-03-20 | Widened the queue");
        check("Widened the queue — **2026-03-20**", "2026-03-20 | Widened the queue");
        check("*Widened the queue (2026-03-20)*", "2026-03-20 | Widened the queue");
        check("**Widened** the queue (2026-03-20)", "2026-03-20 | **Widened** the queue");
        check("Widened the **queue** *(2026-03-20)*", "2026-03-20 | Widened the **queue**");
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
            "Widened the queue (due, 2026-03-12)",
            "Widened the queue (see mail of 2026-03-12)",
            "Widened the queue 📅 2026-03-12 #tag",
            "Widened the queue ❌ 2026-03-12",
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
