//! What begins a list item: its marker, its checkbox, and items that begin behind a checkbox.

use std::ops::Range;

use super::mask::list_marker;

/// The beginning of one list item.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Opening {
    /// The character in the brackets of a task.
    pub task: Option<char>,
    /// How many bytes marker and checkbox take, with the white space behind them.
    pub length: usize,
}

/// Reads the beginning of an item, `- [x] text` (spec/obsidian.md 3.6). Any character may stand in the brackets, and
/// white space must follow: `- [x]` at the end of a line is no task.
pub(crate) fn opening(item: &str) -> Opening {
    let marker = list_marker(item).unwrap_or_else(|| item.find(char::is_whitespace).unwrap_or(item.len()));
    let rest = item[marker..].trim_start_matches([' ', '\t']);
    let content = item.len() - rest.len();
    match checkbox(rest) {
        Some((task, length)) => {
            let blanks = rest.len() - length - rest[length..].trim_start_matches([' ', '\t']).len();
            Opening { task: Some(task), length: content + length + blanks }
        }
        None => Opening { task: None, length: content },
    }
}

fn checkbox(text: &str) -> Option<(char, usize)> {
    let inner = text.strip_prefix('[')?;
    let task = inner.chars().next()?;
    let behind = inner[task.len_utf8()..].strip_prefix(']')?;
    behind.starts_with([' ', '\t']).then_some((task, task.len_utf8() + 2))
}

/// Items that begin behind a checkbox: the checkbox is taken off before the rest is read, so `- [ ] 1. foo` holds a
/// list. Gives where each begins in `item`, and its opening.
pub(crate) fn behind_checkbox(item: &str, opening: &Opening) -> Vec<(usize, Opening)> {
    let mut found = Vec::new();
    if opening.task.is_none() {
        return found;
    }
    let line = item.lines().next().unwrap_or_default();
    let mut at = opening.length;
    let mut may_nest = true;
    // A dozen is more than anybody writes, and bounds the work on a line of nothing but markers.
    while may_nest && found.len() < 12 && list_marker(&line[at..]).is_some() && !is_rule(&line[at..]) {
        let opening = self::opening(&line[at..]);
        let start = at;
        at += opening.length;
        may_nest = opening.length > 0;
        found.push((start, opening));
    }
    found
}

/// `* * *` is a thematic break.
fn is_rule(line: &str) -> bool {
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

/// The rest of an item's first line, without blanks around it.
pub(crate) fn first_line(text: &str, from: usize) -> Range<usize> {
    let line = text[from..].lines().next().unwrap_or_default();
    let blanks = line.len() - line.trim_start().len();
    from + blanks..from + line.trim_end().len().max(blanks)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_character_makes_a_task() {
        let check = |item: &str, task: Option<char>, rest: &str| {
            let opening = opening(item);
            assert_eq!((opening.task, &item[opening.length..]), (task, rest), "{item:?}");
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
        check("-", None, "");
        check("-\n  a", None, "\n  a");
        check("- a", None, "a");
    }

    #[test]
    fn a_list_may_begin_behind_a_checkbox() {
        let check = |line: &str, expected: &[usize]| {
            let starts: Vec<usize> = behind_checkbox(line, &opening(line)).iter().map(|it| it.0).collect();
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
