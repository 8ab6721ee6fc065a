//! Tables for people: aligned columns, wrapped to the width of the terminal.

use anstyle::Style;
use unicode_width::UnicodeWidthStr;

use super::terminal::{Styling, hyperlink};
use super::wrap::split_at_width;

/// A table cell: its text, its style, and the place that it links to.
#[derive(Debug, Clone, Default)]
pub struct Cell {
    text: String,
    style: Style,
    location: Option<(String, u32)>,
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

    /// Replaces the text.
    pub fn with_text(self, text: impl Into<String>) -> Cell {
        Cell { text: Cell::new(text).text, ..self }
    }

    /// Creates a cell whose text links to a line of a note.
    pub fn linked(text: impl Into<String>, path: &str, line: u32) -> Cell {
        Cell { location: Some((path.to_owned(), line)), ..Cell::new(text) }
    }
}

/// Spaces between two columns.
const GAP: usize = 2;
/// The width below which a column is not shrunk to make room for others.
const MIN_WIDTH: usize = 8;

/// The maximum number of lines of a wrapped cell.
const MAX_LINES: usize = 12;

/// Renders a header and rows in columns. On a narrow terminal the widest columns are shrunk first and their text is
/// wrapped; text beyond [`MAX_LINES`] lines is truncated with `…`. Columns that are empty in every row are omitted.
pub fn columns(header: &[&str], rows: &[Vec<Cell>], styling: &Styling) -> String {
    let has_text = |column: usize| rows.iter().any(|row| row.get(column).is_some_and(|cell| !cell.text.is_empty()));
    let shown: Vec<usize> = (0..header.len()).filter(|column| has_text(*column)).collect();
    let width = |text: &str| styling.text(text).width();
    let mut widths: Vec<usize> = Vec::new();
    for column in &shown {
        let cells = rows.iter().filter_map(|row| row.get(*column)).map(|cell| width(&cell.text));
        widths.push(cells.max().unwrap_or(0).max(header[*column].width()));
    }
    let words = |column: &usize| {
        let cells = rows.iter().filter_map(|row| row.get(*column)).map(|cell| longest_word(&styling.text(&cell.text)));
        cells.max().unwrap_or(0)
    };
    shrink_to_fit(&mut widths, &shown.iter().map(words).collect::<Vec<_>>(), styling.width);
    let header: Vec<Cell> = shown.iter().map(|column| Cell::styled(header[*column], Style::new().dimmed())).collect();
    let empty = Cell::default();
    let body = rows.iter().map(|row| shown.iter().map(|column| row.get(*column).unwrap_or(&empty)).collect());
    layout(std::iter::once(header.iter().collect::<Vec<_>>()).chain(body), &widths, styling)
}

/// Renders rows in columns without a header. Every column is shown.
pub fn body(rows: &[Vec<Cell>], styling: &Styling) -> String {
    let n_columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widest = |column: usize| rows.iter().filter_map(|row| Some(styling.text(&row.get(column)?.text).width())).max();
    let mut widths: Vec<usize> = (0..n_columns).map(|column| widest(column).unwrap_or(0)).collect();
    let words = |column: usize| {
        rows.iter().filter_map(|row| Some(longest_word(&styling.text(&row.get(column)?.text)))).max().unwrap_or(0)
    };
    shrink_to_fit(&mut widths, &(0..n_columns).map(words).collect::<Vec<_>>(), styling.width);
    layout(rows.iter().map(|row| row.iter().collect()), &widths, styling)
}

/// Renders each row over as many lines as its tallest cell needs, without trailing spaces.
fn layout<'a>(rows: impl Iterator<Item = Vec<&'a Cell>>, widths: &[usize], styling: &Styling) -> String {
    let mut text = String::new();
    for row in rows {
        let cells = row.iter().zip(widths);
        let cells: Vec<Vec<String>> = cells.map(|(cell, width)| wrap(&styling.text(&cell.text), *width)).collect();
        let height = cells.iter().map(Vec::len).max().unwrap_or(0).max(1);
        for nth in 0..height {
            let mut line = String::new();
            let mut pending_spaces = 0;
            for ((cell, lines), width) in row.iter().zip(&cells).zip(widths) {
                let part = lines.get(nth).map_or("", String::as_str);
                if !part.is_empty() {
                    line.push_str(&" ".repeat(pending_spaces));
                    pending_spaces = 0;
                    line.push_str(&styled_part(part, cell, styling));
                }
                pending_spaces += width.saturating_sub(part.width()) + GAP;
            }
            text.push_str(&line);
            text.push('\n');
        }
    }
    text
}

fn styled_part(text: &str, cell: &Cell, styling: &Styling) -> String {
    let style = cell.style;
    let shown = if style == Style::new() { text.to_owned() } else { format!("{style}{text}{style:#}") };
    let uri = cell.location.as_ref().and_then(|(path, line)| styling.hyperlinks.uri(path, Some(*line), None, &[]));
    hyperlink(shown, uri.as_deref())
}

/// Returns the width of the longest word.
fn longest_word(text: &str) -> usize {
    text.split(' ').map(UnicodeWidthStr::width).max().unwrap_or(0)
}

/// Shrinks the widest column, one terminal column at a time, until the table fits. `words` are the longest words of the
/// columns, which are broken only if there is no other way.
fn shrink_to_fit(widths: &mut [usize], words: &[usize], available: Option<usize>) {
    let Some(available) = available else { return };
    let gaps = GAP * widths.len().saturating_sub(1);
    let mut excess = (widths.iter().sum::<usize>() + gaps).saturating_sub(available);
    for keeps_words in [true, false] {
        while excess > 0 {
            let least = |column: usize| if keeps_words { words[column].max(MIN_WIDTH) } else { MIN_WIDTH };
            let shrinkable = (0..widths.len()).filter(|column| widths[*column] > least(*column));
            let Some(widest) = shrinkable.max_by_key(|column| widths[*column]) else { break };
            widths[widest] -= 1;
            excess -= 1;
        }
    }
}

/// Wraps text to a width, at spaces where possible.
fn wrap(text: &str, width: usize) -> Vec<String> {
    if text.width() <= width {
        return vec![text.to_owned()];
    }
    let mut lines: Vec<String> = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        if lines.len() + 1 == MAX_LINES && rest.width() > width {
            let (line, _) = split_at_width(rest, width.saturating_sub(1));
            lines.push(format!("{}…", line.trim_end()));
            break;
        }
        let (line, remainder) = split_at_width(rest, width);
        lines.push(line.trim_end().to_owned());
        rest = remainder.trim_start();
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::hyperlinks::Hyperlinks;
    use crate::render::paths::Paths;

    fn check(width: Option<usize>, rows: &[&[&str]], expected: &str) {
        let styling = Styling { terminal: true, hyperlinks: Hyperlinks::Never, width, paths: Paths::default() };
        let rows: Vec<Vec<Cell>> = rows.iter().map(|row| row.iter().map(|it| Cell::new(*it)).collect()).collect();
        let text = columns(&["ID", "NAME", "NOTE"], &rows, &styling);
        assert_eq!(anstream::adapter::strip_str(&text).to_string(), expected);
    }

    #[test]
    fn columns_fit_their_widest_cell() {
        check(None, &[&["1", "Orders", ""], &["22", "日本", "x"]], "ID  NAME    NOTE\n1   Orders\n22  日本    x\n");
    }

    #[test]
    fn empty_columns_are_omitted() {
        check(None, &[&["", "Orders", ""]], "NAME\nOrders\n");
        check(None, &[], "\n");
    }

    #[test]
    fn widest_column_is_wrapped() {
        check(
            Some(24),
            &[&["1", "A name that is far too long", "note"]],
            "ID  NAME            NOTE\n1   A name that is  note\n    far too long\n",
        );
        check(
            Some(20),
            &[&["1", "Abcdefghijklmnop", "note"]],
            "ID  NAME        NOTE\n1   Abcdefghij  note\n    klmnop\n",
        );
        check(
            Some(20),
            &[&["1", "日本日本日本日本", "note"]],
            "ID  NAME        NOTE\n1   日本日本日  note\n    本日本\n",
        );
    }

    #[test]
    fn long_cells_are_truncated() {
        let styling =
            Styling { terminal: true, hyperlinks: Hyperlinks::Never, width: Some(20), paths: Paths::default() };
        let text = columns(&["NAME"], &[vec![Cell::new("word ".repeat(1000))]], &styling);
        let text = anstream::adapter::strip_str(&text).to_string();
        assert_eq!((text.lines().count(), text.lines().last()), (MAX_LINES + 1, Some("word word word word…")));
    }

    #[test]
    fn cells_cannot_move_the_cursor() {
        check(None, &[&["\u{1b}[2J", "a\nb", ""]], "ID    NAME\n\u{FFFD}[2J  a b\n");
    }
}
