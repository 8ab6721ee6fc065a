//! Tasks in a history: their checkboxes, and the marks that the Tasks plugin puts behind their text
//! (docs/spec/changelog.md#tasks).

use crate::model::{DateOrder, Moment};
use crate::normalize::timestamp::stamp_at_start;

/// Whether the text of a list item is a task that is not done: open, in progress, cancelled. Such a task has changed
/// nothing.
pub(crate) fn is_open_task(item: &str) -> bool {
    checkbox(item).is_some_and(|(state, _)| matches!(state, ' ' | '/' | '-' | '<' | '>' | '?'))
}

/// Returns the text of a list item without the checkbox of a task.
pub(crate) fn without_checkbox(item: &str) -> &str {
    checkbox(item).map_or(item, |(_, text)| text)
}

/// Returns the state in the checkbox at the beginning of a list item, and the text behind it.
fn checkbox(item: &str) -> Option<(char, &str)> {
    let inner = item.strip_prefix('[')?;
    let state = inner.chars().next()?;
    let rest = inner[state.len_utf8()..].strip_prefix(']')?;
    (rest.is_empty() || rest.starts_with([' ', '\t'])).then(|| (state, rest.trim_start()))
}

/// A text without the tags, block ID and marks at its end.
pub(crate) struct MarkedText<'a> {
    pub(crate) text: &'a str,
    /// The day on which the task was done.
    pub(crate) done: Option<Moment>,
    /// Whether the marks say when the task is to be done, or that it was cancelled.
    pub(crate) is_planned: bool,
}

/// Splits off the tags, the block ID and the marks of the Tasks plugin at the end of a text:
/// `Rotated the key ⏫ 📅 2026-03-05 ✅ 2026-03-04 #ops ^key`.
pub(crate) fn split_marks(text: &str, order: Option<DateOrder>) -> MarkedText<'_> {
    /// Maximum number of tags and marks.
    const MAX_MARKS: usize = 16;
    let mut marked = MarkedText { text: text.trim_end(), done: None, is_planned: false };
    for _ in 0..MAX_MARKS {
        let Some((head, last)) = marked.text.rsplit_once(char::is_whitespace) else { break };
        // The date may follow its mark without a space.
        let date = last.trim_start_matches(is_mark);
        let before = match date.len() < last.len() {
            true => &marked.text[..marked.text.len() - date.len()],
            false => head.trim_end(),
        };
        let without_mark = before.trim_end_matches('\u{fe0f}');
        let mark = without_mark.chars().next_back().unwrap_or_default();
        let rest = without_mark[..without_mark.len() - mark.len_utf8().min(without_mark.len())].trim_end();
        if is_tag(last) || is_block_id(last) || last.chars().all(is_priority) {
            marked.text = head.trim_end();
        } else if let Some((Ok(moment), _)) =
            stamp_at_start(date, order).filter(|(_, length)| is_date_mark(mark) && *length == date.len())
        {
            marked.text = rest;
            match mark {
                '✅' => marked.done = marked.done.or(Some(moment)),
                '➕' => {}
                _ => marked.is_planned = true,
            }
        } else if matches!(mark, '🆔' | '⛔' | '🏁') {
            marked.text = rest;
        } else if let Some(rest) = without_recurrence(marked.text) {
            marked.text = rest;
        } else {
            break;
        }
    }
    marked
}

fn is_mark(letter: char) -> bool {
    is_date_mark(letter) || letter == '\u{fe0f}'
}

/// Whether a date follows a mark of the Tasks plugin: done, due, scheduled, start, created, cancelled.
fn is_date_mark(letter: char) -> bool {
    matches!(letter, '✅' | '📅' | '📆' | '🗓' | '⏳' | '⌛' | '🛫' | '➕' | '❌')
}

fn is_priority(letter: char) -> bool {
    matches!(letter, '🔺' | '⏫' | '🔼' | '🔽' | '⏬' | '\u{fe0f}')
}

/// Whether a word is a tag. `#12` is a number.
fn is_tag(word: &str) -> bool {
    let is_part = |letter: char| letter.is_alphanumeric() || matches!(letter, '/' | '_' | '-');
    word.strip_prefix('#').is_some_and(|name| name.chars().all(is_part) && name.chars().any(|it| !it.is_numeric()))
}

fn is_block_id(word: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    word.strip_prefix('^').is_some_and(|id| !id.is_empty() && id.bytes().all(is_part))
}

/// Returns the text before a rule of recurrence: `🔁 every 2 weeks when done`.
fn without_recurrence(text: &str) -> Option<&str> {
    /// Maximum length of a rule in bytes.
    const MAX_LENGTH: usize = 60;
    let start = text.rfind('🔁').filter(|start| text.len() - start <= MAX_LENGTH)?;
    let is_rule = |letter: char| letter.is_ascii_alphanumeric() || " ,!".contains(letter);
    let rule = text[start..].trim_start_matches(['🔁', '\u{fe0f}']);
    rule.chars().all(is_rule).then(|| text[..start].trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_checked_task_is_done() {
        for item in ["[ ] x", "[-] x", "[/] x", "[>] x", "[ ]"] {
            assert!(is_open_task(item), "{item}");
        }
        for item in ["[x] x", "[X] x", "[!] x", "[i] x", "[1] x", "x", "[a](b)", "[[a]]", "[] x", "[ab] x"] {
            assert!(!is_open_task(item), "{item}");
        }
        assert_eq!(without_checkbox("[x]  a"), "a");
        assert_eq!(without_checkbox("[a](b)"), "[a](b)");
    }

    #[test]
    fn marks_follow_the_text_of_a_task() {
        let check = |text: &str, expected: &str| {
            let marked = split_marks(text, None);
            let done = marked.done.map_or(String::new(), |done| format!(" {done}"));
            assert_eq!(format!("{}|{done}{}", marked.text, if marked.is_planned { " planned" } else { "" }), expected);
        };
        check("did it ✅ 2026-03-04", "did it| 2026-03-04");
        check("did it ✅2026-03-04 ^abc", "did it| 2026-03-04");
        check("did it ⏫ 📅 2026-03-05 ✅ 2026-03-04 #a/b #c", "did it| 2026-03-04 planned");
        check("did it 🔁 every 2 weeks ➕ 2026-03-01 ✅ 2026-03-04", "did it| 2026-03-04");
        check("did it 🆔 ab12 ⛔ cd34 🗓️ 2026-03-05", "did it| planned");
        check("did it (2026-03-14) #tag", "did it (2026-03-14)|");
        check("did #12", "did #12|");
        check("did it 2026-03-04", "did it 2026-03-04|");
        check("✅", "✅|");
        check("", "|");
    }
}
