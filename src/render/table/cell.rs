//! The cells of a table.

use anstyle::Style;

use crate::render::terminal::{Styling, hyperlink};

/// A table cell: its text, its style, and the place that it links to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cell {
    pub(super) text: String,
    style: Style,
    location: Option<(String, u32)>,
    /// Whether the text is a path, of which the end says more than the beginning.
    pub(super) is_path: bool,
}

impl Cell {
    /// Creates a cell of plain text.
    pub fn new(text: impl Into<String>) -> Cell {
        // A cell is logically one line; wrapping happens when the table is laid out.
        Cell { text: text.into().replace(['\n', '\r', '\t'], " "), ..Cell::default() }
    }

    /// Creates a cell of styled text.
    pub fn styled(text: impl Into<String>, style: Style) -> Cell {
        Cell { style, ..Cell::new(text) }
    }

    /// Replaces the style.
    pub fn with_style(self, style: Style) -> Cell {
        Cell { style, ..self }
    }

    /// Replaces the text.
    pub fn with_text(self, text: impl Into<String>) -> Cell {
        Cell { text: Cell::new(text).text, ..self }
    }

    /// Creates a cell whose text links to a line of a note.
    pub fn linked(text: impl Into<String>, path: &str, line: u32) -> Cell {
        Cell { location: Some((path.to_owned(), line)), ..Cell::new(text) }
    }

    /// Creates a cell with the path of a note, which links to it.
    pub fn path(path: &str) -> Cell {
        Cell { is_path: true, ..Cell::linked(path, path, 1) }
    }

    /// Creates a cell with a place in a note, which links to it.
    pub fn place(path: &str, line: u32) -> Cell {
        Cell { is_path: true, ..Cell::linked(format!("{path}:{line}"), path, line) }
    }

    /// Returns the text, without its style.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether the cell has no text.
    pub(super) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Returns a part of the cell's text as it is written to the terminal.
    pub(super) fn part(&self, text: &str, styling: &Styling) -> String {
        let style = self.style;
        let shown = if style == Style::new() { text.to_owned() } else { format!("{style}{text}{style:#}") };
        let uri = self.location.as_ref().and_then(|(path, line)| styling.hyperlinks.uri(path, Some(*line), None, &[]));
        hyperlink(shown, uri.as_deref())
    }
}

/// Spaces between two columns.
pub(super) const GAP: usize = 2;
