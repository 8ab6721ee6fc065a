//! The tasks of the vault: list items with a checkbox (docs/spec/obsidian.md#tasks-and-lists).

use schemars::JsonSchema;
use serde::Serialize;

use crate::catalog::Catalog;

/// A task.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TaskRow<'a> {
    /// The path of the note.
    pub path: &'a str,
    /// The line, from 1.
    pub line: u32,
    /// The column of the list marker in characters, from 1.
    pub column: u32,
    /// The byte offset of the list marker.
    pub start: u32,
    /// The byte offset of the end of the text, exclusive; nested items are not part of it.
    pub end: u32,
    /// The character in the brackets; a space for an open task.
    pub status: char,
    /// The first line after the checkbox, as written.
    pub text: &'a str,
}

/// A selection of tasks by status.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum TaskFilter {
    /// All tasks.
    #[default]
    All,
    /// Open tasks: `[ ]`.
    Todo,
    /// Tasks that are not open, with any character.
    Done,
    /// Tasks with this character.
    Status(char),
}

/// The number of tasks by status.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TaskCounts {
    /// `[ ]`
    pub open: u32,
    /// `[x]` and `[X]`
    pub done: u32,
    /// Any other character.
    pub other: u32,
}

/// Returns the tasks of all notes that are not excluded, by path, then in document order.
pub fn tasks(catalog: &Catalog, filter: TaskFilter) -> Vec<TaskRow<'_>> {
    catalog.notes().flat_map(|file| tasks_of(catalog, file, filter)).collect()
}

/// Returns the tasks of one note, in document order.
pub fn tasks_of(catalog: &Catalog, file: usize, filter: TaskFilter) -> Vec<TaskRow<'_>> {
    let file = &catalog.files[file];
    let rows = file.note.tasks.iter().filter_map(|item| {
        let status = item.task.filter(|status| filter.accepts(*status))?;
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

/// Counts tasks by status.
pub fn counts(rows: &[TaskRow]) -> TaskCounts {
    let mut counts = TaskCounts::default();
    for row in rows {
        match row.status {
            ' ' => counts.open += 1,
            'x' | 'X' => counts.done += 1,
            _ => counts.other += 1,
        }
    }
    counts
}

impl TaskFilter {
    fn accepts(self, status: char) -> bool {
        match self {
            TaskFilter::All => true,
            TaskFilter::Todo => status == ' ',
            TaskFilter::Done => status != ' ',
            TaskFilter::Status(character) => status == character,
        }
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
    fn space_is_open_and_any_other_status_is_done() {
        let catalog = catalog();
        let check = |filter: TaskFilter, expected: &str| {
            let found: String = tasks(&catalog, filter).iter().map(|row| row.status).collect();
            assert_eq!(found, expected, "{filter:?}");
        };
        check(TaskFilter::All, " xX-");
        check(TaskFilter::Todo, " ");
        check(TaskFilter::Done, "xX-");
        check(TaskFilter::Status('x'), "x");
        check(TaskFilter::Status('?'), "");
    }

    #[test]
    fn tasks_of_an_excluded_note_are_available() {
        let catalog = catalog();
        assert_eq!(tasks_of(&catalog, 1, TaskFilter::All).len(), 1);
        assert_eq!(counts(&tasks(&catalog, TaskFilter::All)), TaskCounts { open: 1, done: 2, other: 1 });
    }
}
