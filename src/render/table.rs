//! A table for people: columns that fit the terminal.

use anstyle::Style;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::terminal::Look;

/// A cell: what it says, how it looks, and where it leads.
#[derive(Debug, Clone, Default)]
pub struct Cell {
    text: String,
    style: Style,
    place: Option<(String, u32)>,
}

impl Cell {
    /// Plain text.
    pub fn new(text: impl Into<String>) -> Cell {
        // A cell is one line, wherever it is shown.
        Cell { text: text.into().replace(['\n', '\r', '\t'], " "), ..Cell::default() }
    }

    /// Text in a style.
    pub fn styled(text: impl Into<String>, style: Style) -> Cell {
        Cell { style, ..Cell::new(text) }
    }

    /// Text that leads to a line of a note.
    pub fn leading(text: impl Into<String>, path: &str, line: u32) -> Cell {
        Cell { place: Some((path.to_owned(), line)), ..Cell::new(text) }
    }
}

/// Blanks between two columns.
const GAP: usize = 2;
/// A column is made no narrower than this for the sake of the others.
const NARROWEST: usize = 8;

/// A cell goes on over so many lines at most.
const MOST_LINES: usize = 12;

/// Writes a header and rows in columns. Where the terminal is too narrow, the widest columns give way first, and what does
/// not fit goes on below; a text that nobody would read in a table is cut, and ends with `…`. Columns in which no row says
/// anything are left out.
pub fn columns(header: &[&str], rows: &[Vec<Cell>], look: &Look) -> String {
    let said = |column: usize| rows.iter().any(|row| row.get(column).is_some_and(|cell| !cell.text.is_empty()));
    let shown: Vec<usize> = (0..header.len()).filter(|column| said(*column)).collect();
    let width = |text: &str| look.text(text).width();
    let mut widths: Vec<usize> = Vec::new();
    for column in &shown {
        let cells = rows.iter().filter_map(|row| row.get(*column)).map(|cell| width(&cell.text));
        widths.push(cells.max().unwrap_or(0).max(header[*column].width()));
    }
    fit(&mut widths, look.width);
    let head: Vec<Cell> = shown.iter().map(|column| Cell::styled(header[*column], Style::new().dimmed())).collect();
    let blank = Cell::default();
    let body = rows.iter().map(|row| shown.iter().map(|column| row.get(*column).unwrap_or(&blank)).collect());
    lines(std::iter::once(head.iter().collect::<Vec<_>>()).chain(body), &widths, look)
}

/// The same without a header: every column is shown.
pub fn body(rows: &[Vec<Cell>], look: &Look) -> String {
    let n_columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widest = |column: usize| rows.iter().filter_map(|row| Some(look.text(&row.get(column)?.text).width())).max();
    let mut widths: Vec<usize> = (0..n_columns).map(|column| widest(column).unwrap_or(0)).collect();
    fit(&mut widths, look.width);
    lines(rows.iter().map(|row| row.iter().collect()), &widths, look)
}

fn lines<'a>(rows: impl Iterator<Item = Vec<&'a Cell>>, widths: &[usize], look: &Look) -> String {
    let mut text = String::new();
    for row in rows {
        let cells = row.iter().zip(widths);
        let cells: Vec<Vec<String>> = cells.map(|(cell, width)| wrapped(&look.text(&cell.text), *width)).collect();
        let height = cells.iter().map(Vec::len).max().unwrap_or(0).max(1);
        for nth in 0..height {
            let mut line = String::new();
            let mut owed = 0;
            for ((cell, lines), width) in row.iter().zip(&cells).zip(widths) {
                let part = lines.get(nth).map_or("", String::as_str);
                if !part.is_empty() {
                    line.push_str(&" ".repeat(owed));
                    owed = 0;
                    line.push_str(&dressed(part, cell, look));
                }
                owed += width.saturating_sub(part.width()) + GAP;
            }
            text.push_str(&line);
            text.push('\n');
        }
    }
    text
}

fn dressed(text: &str, cell: &Cell, look: &Look) -> String {
    let style = cell.style;
    let shown = if style == Style::new() { text.to_owned() } else { format!("{style}{text}{style:#}") };
    let address = cell.place.as_ref().and_then(|(path, line)| look.address(path, Some(*line)));
    match address {
        Some(address) => format!("\u{1b}]8;;{address}\u{1b}\\{shown}\u{1b}]8;;\u{1b}\\"),
        None => shown,
    }
}

/// Takes columns from the widest until the whole fits.
fn fit(widths: &mut [usize], room: Option<usize>) {
    let Some(room) = room else { return };
    let gaps = GAP * widths.len().saturating_sub(1);
    let mut over = (widths.iter().sum::<usize>() + gaps).saturating_sub(room);
    while over > 0 {
        let Some(widest) = widths.iter_mut().max().filter(|width| **width > NARROWEST) else { return };
        *widest -= 1;
        over -= 1;
    }
}

/// The text in lines that fit, parted at blanks where it has any.
fn wrapped(text: &str, room: usize) -> Vec<String> {
    if text.width() <= room {
        return vec![text.to_owned()];
    }
    let mut lines: Vec<String> = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        if lines.len() + 1 == MOST_LINES && rest.width() > room {
            let (head, _) = split(rest, room.saturating_sub(1));
            lines.push(format!("{}…", head.trim_end()));
            break;
        }
        let (head, behind) = split(rest, room);
        lines.push(head.trim_end().to_owned());
        rest = behind.trim_start();
    }
    lines
}

/// The words of a text that fit, and what stands behind them; a word that fits nowhere is parted.
fn split(text: &str, room: usize) -> (&str, &str) {
    let (mut used, mut blank, mut end) = (0, None, text.len());
    for (at, letter) in text.char_indices() {
        used += letter.width().unwrap_or(0);
        if used > room && at > 0 {
            end = at;
            break;
        }
        if letter == ' ' {
            blank = Some(at);
        }
    }
    let is_between = text[end..].starts_with(' ');
    text.split_at(if end < text.len() && !is_between { blank.unwrap_or(end) } else { end })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::terminal::Hyperlinks;

    fn check(width: Option<usize>, rows: &[&[&str]], expected: &str) {
        let look = Look { terminal: true, hyperlinks: Hyperlinks::Never, width };
        let rows: Vec<Vec<Cell>> = rows.iter().map(|row| row.iter().map(|it| Cell::new(*it)).collect()).collect();
        let text = columns(&["ID", "NAME", "NOTE"], &rows, &look);
        assert_eq!(anstream::adapter::strip_str(&text).to_string(), expected);
    }

    #[test]
    fn columns_are_as_wide_as_they_must_be() {
        check(None, &[&["1", "Orders", ""], &["22", "日本", "x"]], "ID  NAME    NOTE\n1   Orders\n22  日本    x\n");
    }

    #[test]
    fn empty_columns_are_left_out() {
        check(None, &[&["", "Orders", ""]], "NAME\nOrders\n");
        check(None, &[], "\n");
    }

    #[test]
    fn the_widest_column_gives_way() {
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
    fn nobody_reads_a_novel_in_a_table() {
        let look = Look { terminal: true, hyperlinks: Hyperlinks::Never, width: Some(20) };
        let text = columns(&["NAME"], &[vec![Cell::new("word ".repeat(1000))]], &look);
        let text = anstream::adapter::strip_str(&text).to_string();
        assert_eq!((text.lines().count(), text.lines().last()), (MOST_LINES + 1, Some("word word word word…")));
    }

    #[test]
    fn a_cell_can_not_move_the_cursor() {
        check(None, &[&["\u{1b}[2J", "a\nb", ""]], "ID    NAME\n\u{FFFD}[2J  a b\n");
    }
}
