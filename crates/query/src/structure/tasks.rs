//! The tasks of the vault: list items with a checkbox (spec/obsidian.md 3.6).

use serde::Serialize;

use crate::catalog::Catalog;

/// One task.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TaskRow<'a> {
    /// The note that it stands in.
    pub path: &'a str,
    /// Line, from 1.
    pub line: u32,
    /// Column of its list marker in characters, from 1.
    pub column: u32,
    /// Byte offset of its list marker.
    pub start: u32,
    /// Byte offset behind its text; items nested in it are not part of it.
    pub end: u32,
    /// The character in its brackets; a blank for an open task.
    pub status: char,
    /// Its first line behind the checkbox, as written.
    pub text: &'a str,
}

/// Which tasks are wanted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Wanted {
    /// All of them.
    #[default]
    Any,
    /// Those that are open: `[ ]`.
    Todo,
    /// Those that are not open, by whatever character.
    Done,
    /// Those with exactly this character.
    Status(char),
}

/// How many tasks are of which kind; the words and kinds of a record's checklist.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// `[ ]`
    pub open: usize,
    /// `[x]` and `[X]`
    pub done: usize,
    /// Any other character.
    pub other: usize,
}

/// The tasks of every note that is not excluded, by path, then in document order.
pub fn tasks(catalog: &Catalog, wanted: Wanted) -> Vec<TaskRow<'_>> {
    catalog.notes().flat_map(|file| tasks_of(catalog, file, wanted)).collect()
}

/// The tasks of one note, in document order.
pub fn tasks_of(catalog: &Catalog, file: usize, wanted: Wanted) -> Vec<TaskRow<'_>> {
    let file = &catalog.files[file];
    let rows = file.note.tasks.iter().filter_map(|item| {
        let status = item.task.filter(|status| is_wanted(wanted, *status))?;
        let span = item.span;
        Some(TaskRow {
            path: file.path.as_str(),
            line: span.line,
            column: span.column,
            start: span.start,
            end: span.end,
            status,
            text: &item.text,
        })
    });
    rows.collect()
}

/// How many of these tasks are of which kind.
pub fn counts(rows: &[TaskRow]) -> Counts {
    let mut counts = Counts::default();
    for row in rows {
        match row.status {
            ' ' => counts.open += 1,
            'x' | 'X' => counts.done += 1,
            _ => counts.other += 1,
        }
    }
    counts
}

fn is_wanted(wanted: Wanted, status: char) -> bool {
    match wanted {
        Wanted::Any => true,
        Wanted::Todo => status == ' ',
        Wanted::Done => status != ' ',
        Wanted::Status(character) => status == character,
    }
}

#[cfg(test)]
mod tests {
    use vaultdex_notes::{ListItem, Note, Span, VaultPath};

    use super::*;
    use crate::catalog::File;

    fn catalog() -> Catalog {
        let item =
            |task: char| ListItem { span: Span::default(), task: Some(task), text: format!("is {task}"), parent: -1 };
        let file = |path: &str, excluded: bool, tasks: &str| File {
            excluded,
            ..File::new(VaultPath::new(path), Note { tasks: tasks.chars().map(item).collect(), ..Note::default() })
        };
        Catalog::new(vec![file("a.md", false, " xX-"), file("b.md", true, " "), file("c.canvas", false, "x")])
    }

    #[test]
    fn a_blank_is_open_and_all_else_is_done() {
        let catalog = catalog();
        let check = |wanted: Wanted, expected: &str| {
            let found: String = tasks(&catalog, wanted).iter().map(|row| row.status).collect();
            assert_eq!(found, expected, "{wanted:?}");
        };
        check(Wanted::Any, " xX-");
        check(Wanted::Todo, " ");
        check(Wanted::Done, "xX-");
        check(Wanted::Status('x'), "x");
        check(Wanted::Status('?'), "");
    }

    #[test]
    fn a_named_note_answers_even_where_it_is_excluded() {
        let catalog = catalog();
        assert_eq!(tasks_of(&catalog, 1, Wanted::Any).len(), 1);
        assert_eq!(counts(&tasks(&catalog, Wanted::Any)), Counts { open: 1, done: 2, other: 1 });
    }
}
