//! The parts of a note that `line:`, `block:`, `section:` and `task:` select, as byte ranges of its [`NormalizedText`].

use std::cell::OnceCell;
use std::ops::Range;

use vaultdex_notes::{BlockKind, ListItem, Note, Span, text};

use super::expr::{Scope, TaskState};
use super::normalized_text::NormalizedText;

/// The ranges of one note by kind, each kind computed on first use. They are in order and do not overlap.
#[derive(Debug, Default)]
pub(crate) struct NoteRanges {
    blocks: OnceCell<Vec<Range<usize>>>,
    sections: OnceCell<Vec<Range<usize>>>,
    /// With the character in the checkbox.
    tasks: OnceCell<Vec<(Range<usize>, char)>>,
}

impl NoteRanges {
    /// Returns the ranges that the scope selects, clipped to `outer`: a nested operator sees only what the operator
    /// around it selects.
    pub(crate) fn within(
        &self,
        outer: &Range<usize>,
        scope: Scope,
        note: &Note,
        text: &NormalizedText,
    ) -> Vec<Range<usize>> {
        match scope {
            Scope::Line => lines(text.text(), outer),
            Scope::Block => clip(self.blocks.get_or_init(|| blocks(note, text)), outer, Range::clone, |_| true),
            Scope::Section => clip(self.sections.get_or_init(|| sections(note, text)), outer, Range::clone, |_| true),
            Scope::Task(state) => {
                let tasks = self.tasks.get_or_init(|| tasks(note, text));
                clip(tasks, outer, |(range, _)| range.clone(), |(_, checkbox)| has_state(*checkbox, state))
            }
            Scope::File | Scope::Path | Scope::Content => vec![outer.clone()],
        }
    }
}

/// Whether a task with this character in its checkbox is selected.
pub(crate) fn has_state(checkbox: char, state: TaskState) -> bool {
    // docs/spec/obsidian.md#tasks-and-lists: a space is open, every other character is done.
    match state {
        TaskState::Any => true,
        TaskState::Todo => checkbox == ' ',
        TaskState::Done => checkbox != ' ',
    }
}

/// Returns the ranges of the items that `is_selected`, clipped to `outer`.
fn clip<T>(
    items: &[T],
    outer: &Range<usize>,
    range: impl Fn(&T) -> Range<usize>,
    is_selected: impl Fn(&T) -> bool,
) -> Vec<Range<usize>> {
    let first = items.partition_point(|item| range(item).end < outer.start);
    let touching = items[first..].iter().take_while(|item| range(item).start <= outer.end);
    let clipped = touching.filter(|item| is_selected(item)).map(|item| {
        let full = range(item);
        (full.is_empty(), full.start.max(outer.start)..full.end.min(outer.end))
    });
    // A range that merely touches `outer` is not within it, but an empty range (a task without text) is.
    clipped.filter(|(was_empty, part)| !part.is_empty() || *was_empty).map(|(_, part)| part).collect()
}

fn lines(text: &str, outer: &Range<usize>) -> Vec<Range<usize>> {
    let start = text.as_ptr() as usize;
    let range = |line: &str| {
        let at = line.as_ptr() as usize - start;
        at..at + line.len()
    };
    text::lines(&text[outer.clone()]).map(range).collect()
}

/// The root blocks, with each list replaced by its items.
fn blocks(note: &Note, text: &NormalizedText) -> Vec<Range<usize>> {
    let lists: Vec<&Span> =
        note.blocks.iter().filter(|block| block.kind == BlockKind::List).map(|block| &block.span).collect();
    let is_in_list = |item: &&ListItem| {
        let next = lists.partition_point(|list| list.end <= item.span.start);
        lists.get(next).is_some_and(|list| list.contains(item.span.start))
    };
    let others = note.blocks.iter().filter(|block| block.kind != BlockKind::List).map(|block| block.span);
    let mut spans: Vec<Span> = others.chain(note.list_items.iter().filter(is_in_list).map(|item| item.span)).collect();
    spans.sort_unstable();
    spans.into_iter().map(|span| normalized_range(&span, text)).collect()
}

fn sections(note: &Note, text: &NormalizedText) -> Vec<Range<usize>> {
    let mut sections = Vec::new();
    let mut start = 0;
    for heading in &note.headings {
        let next = text.to_normalized(heading.span.start as usize);
        if next > start {
            sections.push(start..next);
        }
        start = next;
    }
    sections.push(start..text.text().len());
    sections
}

fn tasks(note: &Note, text: &NormalizedText) -> Vec<(Range<usize>, char)> {
    let tasks = note.tasks.iter().filter_map(|item| {
        let range = normalized_range(&item.span, text);
        let item_text = text.text()[range.clone()].trim_end();
        let start = range.start + checkbox_len(item_text);
        Some((start..range.start + item_text.len(), item.task?))
    });
    tasks.collect()
}

/// The length of a task's marker, checkbox and the blanks after it: `task:x` must not find the `x` of `[x]`.
fn checkbox_len(item: &str) -> usize {
    let Some(open) = item.find('[') else { return 0 };
    let mut letters = item[open..].char_indices().skip(2);
    match letters.next() {
        Some((close, ']')) => {
            let rest = &item[open + close + 1..];
            item.len() - rest.trim_start_matches([' ', '\t']).len()
        }
        _ => 0,
    }
}

fn normalized_range(span: &Span, text: &NormalizedText) -> Range<usize> {
    let start = text.to_normalized(span.start as usize);
    start..text.to_normalized(span.end as usize).max(start)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_exclude_their_line_endings() {
        let check = |text: &str, expected: &[&str]| {
            let found: Vec<_> = lines(text, &(0..text.len())).into_iter().map(|line| &text[line]).collect();
            assert_eq!(found, expected, "{text:?}");
        };
        check("a\r\n\nb", &["a", "", "b"]);
        check("a\n", &["a", ""]);
        check("", &[""]);
    }

    #[test]
    fn the_text_of_a_task_starts_after_its_checkbox() {
        let check = |item: &str, expected: &str| assert_eq!(&item[checkbox_len(item)..], expected, "{item:?}");
        check("- [x] done", "done");
        check("1) [é]\tdone [x]", "done [x]");
        check("- [ ]", "");
        check("- [ ]\n  more", "\n  more");
        check("- no box", "- no box");
    }

    #[test]
    fn ranges_are_clipped_to_the_outer_range() {
        let check = |outer: Range<usize>, expected: &[(usize, usize)]| {
            let found = clip(&[0..4, 4..4, 5..9], &outer, Range::clone, |_| true);
            let found: Vec<_> = found.iter().map(|part| (part.start, part.end)).collect();
            assert_eq!(found, expected, "{outer:?}");
        };
        check(0..9, &[(0, 4), (4, 4), (5, 9)]);
        check(2..6, &[(2, 4), (4, 4), (5, 6)]);
        check(6..7, &[(6, 7)]);
        check(9..12, &[]);
    }
}
