//! What is to be done next, what workers are asked, and what they answer.

use ratatui::text::Line;

use super::rows::{List, Place, Row};

/// What is to be done next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    Quit,
    Search(Query),
    Preview(PreviewRequest),
    /// Open a place in Obsidian.
    Open(Place),
    /// Open a place in the editor.
    Edit(Place),
    /// Read what has changed in the vault.
    Refresh,
    /// Stop this process until the shell continues it.
    Suspend,
}

/// A query, numbered so that an answer that comes too late is known as such.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    pub id: u64,
    pub list: List,
    pub text: String,
}

/// A request for the preview of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreviewRequest {
    pub id: u64,
    /// The list that the row is in.
    pub list: List,
    /// The query that found the row.
    pub query: String,
    pub place: Place,
    pub width: usize,
}

/// The number of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RequestId {
    Query(u64),
    Preview(u64),
}

/// What was found out on another thread. `id` is that of the request.
#[derive(Debug, Clone)]
pub enum Answer {
    /// The rows that a query finds. A later answer to the same query has the same rows first.
    Rows { id: u64, rows: Vec<Row>, summary: String },
    /// A query cannot be answered.
    Problem { id: u64, message: String },
    /// The rest of an answer cannot be found. What is there already stays.
    Incomplete { id: RequestId, message: String },
    /// A part of a note or a record.
    Preview { id: u64, text: PreviewText },
    /// What the catalogue says about the note of a preview.
    Brief { id: u64, lines: Vec<Line<'static>> },
}

/// What a preview shows.
#[derive(Debug, Clone, Default)]
pub struct PreviewText {
    /// What stays at the top while the lines below it are scrolled.
    pub title: Vec<Line<'static>>,
    pub lines: Vec<Line<'static>>,
    /// The line that is meant, by its position; otherwise the beginning is shown.
    pub meant: Option<usize>,
}

impl From<Vec<Line<'static>>> for PreviewText {
    fn from(lines: Vec<Line<'static>>) -> PreviewText {
        PreviewText { lines, ..PreviewText::default() }
    }
}
