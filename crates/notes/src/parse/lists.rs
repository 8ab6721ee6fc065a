//! The beginning of a list item: marker, checkbox, and items nested after a checkbox on the same line.

use std::ops::Range;

use crate::model::text;

/// The part of a list item before its text.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ItemPrefix {
    /// The character between the brackets of a checkbox.
    pub task: Option<char>,
    /// The length of marker and checkbox in bytes, with the white space after them.
    pub length: usize,
}

/// Parses the prefix of an item, such as `- [x] text` (docs/spec/obsidian.md#tasks-and-lists). A checkbox may contain
/// any character, and white space must follow it: an item that is only `- [x]` is not a task.
pub(crate) fn parse_item_prefix(item: &str) -> ItemPrefix {
    let marker = marker_with_space(item).unwrap_or_else(|| item.find(char::is_whitespace).unwrap_or(item.len()));
    let rest = item[marker..].trim_start_matches([' ', '\t']);
    let content = item.len() - rest.len();
    match checkbox(rest) {
        Some((task, length)) => {
            let n_spaces = rest.len() - length - rest[length..].trim_start_matches([' ', '\t']).len();
            ItemPrefix { task: Some(task), length: content + length + n_spaces }
        }
        None => ItemPrefix { task: None, length: content },
    }
}

/// Returns the length of a list marker that begins a line, including the one space or tab that must follow it.
pub(crate) fn marker_with_space(line: &str) -> Option<usize> {
    let length = text::list_marker_len(line)?;
    matches!(line.as_bytes().get(length), Some(b' ' | b'\t')).then_some(length + 1)
}

/// Returns the character in the checkbox that begins `text`, and the length of the checkbox.
fn checkbox(text: &str) -> Option<(char, usize)> {
    let inner = text.strip_prefix('[')?;
    let task = inner.chars().next().filter(|task| !matches!(task, '\n' | '\r'))?;
    let rest = inner[task.len_utf8()..].strip_prefix(']')?;
    rest.starts_with([' ', '\t']).then_some((task, task.len_utf8() + 2))
}

/// Finds the items nested after a checkbox. Obsidian removes the checkbox before it parses the rest, so `- [ ] 1. foo`
/// contains a nested list. Returns the offset of each in `item`, and its prefix.
pub(crate) fn items_after_checkbox(item: &str, prefix: &ItemPrefix) -> Vec<(usize, ItemPrefix)> {
    let mut found = Vec::new();
    if prefix.task.is_none() {
        return found;
    }
    let line = item.lines().next().unwrap_or_default();
    let mut at = prefix.length;
    let mut may_nest = true;
    // The limit is generous, and bounds the work on a line that consists of markers.
    while may_nest && found.len() < 12 && marker_with_space(&line[at..]).is_some() && !is_thematic_break(&line[at..]) {
        let prefix = parse_item_prefix(&line[at..]);
        let start = at;
        at += prefix.length;
        may_nest = prefix.length > 0;
        found.push((start, prefix));
    }
    found
}

/// Whether a line that begins with a bullet is a thematic break, such as `* * *`.
fn is_thematic_break(line: &str) -> bool {
    let mut marks = line.bytes().filter(|byte| !matches!(byte, b' ' | b'\t'));
    let Some(mark) = marks.next() else { return false };
    let mut count = 1;
    for next in marks {
        if next != mark {
            return false;
        }
        count += 1;
    }
    count >= 3 && (mark == b'-' || mark == b'*')
}

/// Returns the range of the rest of the line after `from`, without surrounding white space.
pub(crate) fn rest_of_line(text: &str, from: usize) -> Range<usize> {
    let line = text[from..].lines().next().unwrap_or_default();
    let indent = line.len() - line.trim_start().len();
    from + indent..from + line.trim_end().len().max(indent)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checkbox_may_contain_any_character() {
        let check = |item: &str, task: Option<char>, rest: &str| {
            let prefix = parse_item_prefix(item);
            assert_eq!((prefix.task, &item[prefix.length..]), (task, rest), "{item:?}");
        };
        check("- [ ] a", Some(' '), "a");
        check("* [x] a", Some('x'), "a");
        check("+ [X]  a", Some('X'), "a");
        check("1. [/] a", Some('/'), "a");
        check("12) [-]\ta", Some('-'), "a");
        check("-   [é] a", Some('é'), "a");
        check("- [x]", None, "[x]");
        check("- [x]a", None, "[x]a");
        check("- [xx] a", None, "[xx] a");
        check("- [] a", None, "[] a");
        check("- [\n] a", None, "[\n] a");
        check("- [\r] a", None, "[\r] a");
        check("-", None, "");
        check("-\n  a", None, "\n  a");
        check("- a", None, "a");
    }

    #[test]
    fn list_may_be_nested_after_a_checkbox() {
        let check = |line: &str, expected: &[usize]| {
            let starts: Vec<usize> =
                items_after_checkbox(line, &parse_item_prefix(line)).iter().map(|it| it.0).collect();
            assert_eq!(starts, expected, "{line:?}");
        };
        check("- [ ] 1. foo", &[6]);
        check("- [ ] - [x] * foo", &[6, 12]);
        check("- [ ] 2 foo", &[]);
        check("- [ ] 4 - foo", &[]);
        check("- [ ] * * *", &[]);
        check("- 1. foo", &[]);
    }
}
