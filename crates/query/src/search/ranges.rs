//! The stretches of a note that `line:`, `block:`, `section:` and `task:` look at, in offsets of the [`Body`].

use std::cell::OnceCell;
use std::ops::Range;

use vaultdex_notes::{BlockKind, ListItem, Note, Span};

use super::expr::{Scope, TaskState};
use super::normalized_text::Body;

/// The stretches of one note, each kind found when it is first asked for. In order, not overlapping.
#[derive(Debug, Default)]
pub(crate) struct Stretches {
    blocks: OnceCell<Vec<Range<usize>>>,
    sections: OnceCell<Vec<Range<usize>>>,
    tasks: OnceCell<Vec<(Range<usize>, char)>>,
}

impl Stretches {
    /// What of each stretch of that kind lies in `within`. An operator inside another sees what the outer one shows it.
    pub(crate) fn within(&self, scope: Scope, note: &Note, body: &Body, within: &Range<usize>) -> Vec<Range<usize>> {
        match scope {
            Scope::Line => lines(body.text(), within),
            Scope::Block => parts(self.blocks.get_or_init(|| blocks(note, body)), within, Range::clone, |_| true),
            Scope::Section => parts(self.sections.get_or_init(|| sections(note, body)), within, Range::clone, |_| true),
            Scope::Task(state) => {
                let tasks = self.tasks.get_or_init(|| tasks(note, body));
                parts(tasks, within, |(task, _)| task.clone(), |(_, sign)| counts(state, *sign))
            }
            Scope::File | Scope::Path | Scope::Content => vec![within.clone()],
        }
    }
}

fn counts(state: TaskState, sign: char) -> bool {
    // spec/obsidian.md 3.6: a blank is open, every other character is done.
    match state {
        TaskState::Any => true,
        TaskState::Todo => sign == ' ',
        TaskState::Done => sign != ' ',
    }
}

/// Those stretches that count, cut to `within`.
fn parts<T>(
    stretches: &[T],
    within: &Range<usize>,
    range: impl Fn(&T) -> Range<usize>,
    counts: impl Fn(&T) -> bool,
) -> Vec<Range<usize>> {
    let first = stretches.partition_point(|stretch| range(stretch).end < within.start);
    let reachable = stretches[first..].iter().take_while(|stretch| range(stretch).start <= within.end);
    let cut = reachable.filter(|stretch| counts(stretch)).map(|stretch| {
        let whole = range(stretch);
        (whole.is_empty(), whole.start.max(within.start)..whole.end.min(within.end))
    });
    // A stretch that only touches is not in it, but an empty one (a task without text) is.
    cut.filter(|(empty, part)| !part.is_empty() || *empty).map(|(_, part)| part).collect()
}

fn lines(text: &str, within: &Range<usize>) -> Vec<Range<usize>> {
    let mut start = within.start;
    let pieces = text[within.clone()].split('\n').map(|line| {
        let range = start..start + line.strip_suffix('\r').unwrap_or(line).len();
        start += line.len() + 1;
        range
    });
    pieces.collect()
}

/// The root blocks, but each list as its items.
fn blocks(note: &Note, body: &Body) -> Vec<Range<usize>> {
    let lists: Vec<&Span> =
        note.blocks.iter().filter(|block| block.kind == BlockKind::List).map(|block| &block.span).collect();
    let in_list = |item: &&ListItem| {
        let next = lists.partition_point(|list| list.end <= item.span.start);
        lists.get(next).is_some_and(|list| list.holds(item.span.start))
    };
    let others = note.blocks.iter().filter(|block| block.kind != BlockKind::List).map(|block| block.span);
    let mut spans: Vec<Span> = others.chain(note.list_items.iter().filter(in_list).map(|item| item.span)).collect();
    spans.sort_unstable();
    spans.into_iter().map(|span| in_body(&span, body)).collect()
}

fn sections(note: &Note, body: &Body) -> Vec<Range<usize>> {
    let mut sections = Vec::new();
    let mut start = 0;
    for heading in &note.headings {
        let next = body.to_body(heading.span.start as usize);
        if next > start {
            sections.push(start..next);
        }
        start = next;
    }
    sections.push(start..body.text().len());
    sections
}

fn tasks(note: &Note, body: &Body) -> Vec<(Range<usize>, char)> {
    let found = note.tasks.iter().filter_map(|item| {
        let range = in_body(&item.span, body);
        let text = body.text()[range.clone()].trim_end();
        let start = range.start + behind_checkbox(text);
        Some((start..range.start + text.len(), item.task?))
    });
    found.collect()
}

/// The length of a task's marker, checkbox and the blanks behind it: `task:x` must not find the `x` of `[x]`.
fn behind_checkbox(item: &str) -> usize {
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

fn in_body(span: &Span, body: &Body) -> Range<usize> {
    let start = body.to_body(span.start as usize);
    start..body.to_body(span.end as usize).max(start)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_keep_no_line_ends() {
        let check = |text: &str, expected: &[&str]| {
            let found: Vec<_> = lines(text, &(0..text.len())).into_iter().map(|line| &text[line]).collect();
            assert_eq!(found, expected, "{text:?}");
        };
        check("a\r\n\nb", &["a", "", "b"]);
        check("a\n", &["a", ""]);
        check("", &[""]);
    }

    #[test]
    fn a_task_begins_behind_its_checkbox() {
        let check = |item: &str, expected: &str| assert_eq!(&item[behind_checkbox(item)..], expected, "{item:?}");
        check("- [x] done", "done");
        check("1) [é]\tdone [x]", "done [x]");
        check("- [ ]", "");
        check("- [ ]\n  more", "\n  more");
        check("- no box", "- no box");
    }

    #[test]
    fn parts_are_cut_to_what_is_shown() {
        let check = |within: Range<usize>, expected: &[(usize, usize)]| {
            let found = parts(&[0..4, 4..4, 5..9], &within, Range::clone, |_| true);
            let found: Vec<_> = found.iter().map(|part| (part.start, part.end)).collect();
            assert_eq!(found, expected, "{within:?}");
        };
        check(0..9, &[(0, 4), (4, 4), (5, 9)]);
        check(2..6, &[(2, 4), (4, 4), (5, 6)]);
        check(6..7, &[(6, 7)]);
        check(9..12, &[]);
    }
}
