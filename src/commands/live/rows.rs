//! What the lists show: rows, and text that is safe for a terminal.

use ratatui::style::{Color, Style};
use ratatui::text::{Line, Span};
use vaultdex_notes::VaultPath;

use crate::commands::integrations;
use crate::render::table::{Cell, Column};
use crate::render::terminal::sanitized;

/// What is searched.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum List {
    #[default]
    Notes,
    Integrations,
    Changes,
}

impl List {
    pub const ALL: [List; 3] = [List::Notes, List::Integrations, List::Changes];

    pub fn title(self) -> &'static str {
        match self {
            List::Notes => "Notes",
            List::Integrations => "Integrations",
            List::Changes => "Changes",
        }
    }

    /// Returns the columns of its rows. Their headers are not shown.
    pub fn columns(self) -> &'static [Column<'static>] {
        match self {
            List::Notes => &NOTE_COLUMNS,
            List::Integrations => &integrations::COLUMNS,
            List::Changes => &CHANGE_COLUMNS,
        }
    }

    /// Returns the list that is `steps` further; the first follows the last.
    pub fn after(self, steps: usize) -> List {
        List::ALL[(self as usize + steps) % List::ALL.len()]
    }
}

const NOTE_COLUMNS: [Column; 4] = [
    Column::new("MODIFIED", 2).least(16),
    Column::new("NAME", 1).least(20),
    Column::new("FOLDER", 4),
    Column::new("HEADING", 3).least(12),
];

const CHANGE_COLUMNS: [Column; 3] =
    [Column::new("DATE", 2).least(16), Column::new("CHANGE", 1).least(20), Column::new("NOTE", 3)];

/// A place in a note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    pub path: VaultPath,
    /// The line, from 1; `None` for the best line of a query, which is known once the note has been read.
    pub line: Option<u32>,
}

/// A row of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The cells, one for each column of the list.
    pub cells: Vec<Cell>,
    /// What is opened.
    pub place: Place,
}

/// Returns text of a note in a form that is safe for the terminal.
pub fn safe(text: &str) -> String {
    sanitized(text).replace('\t', "    ")
}

/// Returns the lines of a text with the styles that its escape sequences say. The text has none but those of
/// [`anstyle`], as [`crate::render::terminal`] replaces all others.
pub fn styled_lines(text: &str) -> Vec<Line<'static>> {
    let mut style = Style::new();
    let line = |line: &str| {
        let mut spans = Vec::new();
        for (nth, part) in line.split("\u{1b}[").enumerate() {
            let shown = match part.split_once('m') {
                Some((codes, shown)) if nth > 0 => {
                    style = codes.split(';').fold(style, with_code);
                    shown
                }
                _ => part,
            };
            if !shown.is_empty() {
                spans.push(Span::styled(safe(shown), style));
            }
        }
        Line::from(spans)
    };
    text.lines().map(line).collect()
}

/// Applies a parameter of an escape sequence that selects a style.
fn with_code(style: Style, code: &str) -> Style {
    match code.parse() {
        Ok(1) => style.bold(),
        Ok(2) => style.dim(),
        Ok(4) => style.underlined(),
        Ok(color @ 30_u8..=37) => style.fg(Color::Indexed(color - 30)),
        Ok(0) => Style::new(),
        _ => style,
    }
}

#[cfg(test)]
mod tests {
    use ratatui::style::Stylize;

    use super::*;
    use crate::render::terminal::{faint, number, strong};

    #[test]
    fn lists_follow_each_other_in_a_circle() {
        assert_eq!([1, 2, 3].map(|steps| List::Notes.after(steps)), [List::Integrations, List::Changes, List::Notes]);
    }

    #[test]
    fn styles_of_text_for_a_terminal_are_kept() {
        let text = format!("a {}b\n{}{}\n", strong("B"), number(7), faint(" c"));
        let lines = styled_lines(&text);
        assert_eq!(lines[0], Line::from(vec!["a ".into(), "B".bold(), "b".into()]));
        assert_eq!(lines[1], Line::from(vec![Span::from("7").fg(Color::Indexed(2)), " c".dim()]));
    }

    #[test]
    fn other_control_characters_are_replaced() {
        assert_eq!(safe("a\tb\u{1b}[2J\u{202e}"), "a    b\u{FFFD}[2J\u{FFFD}");
        assert_eq!(styled_lines("\u{1b}]0;x\u{7}")[0].to_string(), "\u{FFFD}]0;x\u{FFFD}");
    }
}
