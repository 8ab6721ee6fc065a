//! Tables of texts: on a narrow terminal they are wrapped.

use anstyle::Style;
use unicode_width::UnicodeWidthStr;

use super::cell::{Cell, GAP};
use super::shorten::shorten_path;
use crate::render::terminal::{Styling, faint};
use crate::render::wrap::{Item, fill, split_at_width};

/// The width below which a column is not shrunk to make room for others.
const MIN_WIDTH: usize = 8;

/// Words that are longer, such as addresses, may be broken.
const LONG_WORD: usize = 20;

/// The width of what stands for the folders of a shortened path: `…/`.
const SHORTENED: usize = 2;

/// The maximum number of lines of a wrapped cell.
const MAX_LINES: usize = 12;

/// Renders a header and rows in columns. On a narrow terminal the widest columns are shrunk first and their text is
/// wrapped; if words would have to be broken, each row becomes a block of lines. Text beyond [`MAX_LINES`] lines is truncated with `…`. Columns that are empty in every row are omitted.
pub fn columns(header: &[&str], rows: &[Vec<Cell>], styling: &Styling) -> String {
    let has_text = |column: usize| rows.iter().any(|row| row.get(column).is_some_and(|cell| !cell.is_empty()));
    let shown: Vec<usize> = (0..header.len()).filter(|column| has_text(*column)).collect();
    let width = |text: &str| styling.text(text).width();
    let mut widths: Vec<usize> = Vec::new();
    for column in &shown {
        let cells = rows.iter().filter_map(|row| row.get(*column)).map(|cell| width(&cell.text));
        widths.push(cells.max().unwrap_or(0).max(header[*column].width()));
    }
    let words = |column: &usize| {
        let cells = rows.iter().filter_map(|row| row.get(*column)).map(|cell| longest_word(cell, styling));
        cells.max().unwrap_or(0)
    };
    let words: Vec<usize> = shown.iter().map(words).collect();
    if !fits(&widths, &words, styling.width) {
        return blocks(header, rows, &shown, styling);
    }
    shrink_to_fit(&mut widths, &words, styling.width);
    let header: Vec<Cell> = shown.iter().map(|column| Cell::styled(header[*column], Style::new().dimmed())).collect();
    let empty = Cell::default();
    let body = rows.iter().map(|row| shown.iter().map(|column| row.get(*column).unwrap_or(&empty)).collect());
    let header = styling.header.then(|| header.iter().collect::<Vec<_>>());
    layout(header.into_iter().chain(body), &widths, styling)
}

/// Renders rows in columns without a header. Every column is shown.
pub fn body(rows: &[Vec<Cell>], styling: &Styling) -> String {
    let n_columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widest = |column: usize| rows.iter().filter_map(|row| Some(styling.text(&row.get(column)?.text).width())).max();
    let mut widths: Vec<usize> = (0..n_columns).map(|column| widest(column).unwrap_or(0)).collect();
    let words =
        |column: usize| rows.iter().filter_map(|row| Some(longest_word(row.get(column)?, styling))).max().unwrap_or(0);
    shrink_to_fit(&mut widths, &(0..n_columns).map(words).collect::<Vec<_>>(), styling.width);
    layout(rows.iter().map(|row| row.iter().collect()), &widths, styling)
}

/// Renders each row over as many lines as its tallest cell needs, without trailing spaces.
fn layout<'a>(rows: impl Iterator<Item = Vec<&'a Cell>>, widths: &[usize], styling: &Styling) -> String {
    let mut text = String::new();
    for row in rows {
        let cells = row.iter().zip(widths);
        let cells: Vec<Vec<String>> = cells.map(|(cell, width)| lines(cell, *width, styling)).collect();
        let height = cells.iter().map(Vec::len).max().unwrap_or(0).max(1);
        for nth in 0..height {
            let mut line = String::new();
            let mut pending_spaces = 0;
            for ((cell, lines), width) in row.iter().zip(&cells).zip(widths) {
                let part = lines.get(nth).map_or("", String::as_str);
                if !part.is_empty() {
                    line.push_str(&" ".repeat(pending_spaces));
                    pending_spaces = 0;
                    line.push_str(&cell.part(part, styling));
                }
                pending_spaces += width.saturating_sub(part.width()) + GAP;
            }
            text.push_str(&line);
            text.push('\n');
        }
    }
    text
}

/// Returns the width of the longest word, or of the name in a path.
fn longest_word(cell: &Cell, styling: &Styling) -> usize {
    let text = styling.text(&cell.text);
    match text.rsplit_once('/').filter(|_| cell.is_path) {
        Some((_, name)) => name.width() + SHORTENED,
        None if cell.is_path => text.width(),
        None => text.split(' ').map(UnicodeWidthStr::width).max().unwrap_or(0),
    }
}

/// Returns the lines of a cell. A path stays on one.
fn lines(cell: &Cell, width: usize, styling: &Styling) -> Vec<String> {
    let text = styling.text(&cell.text);
    match cell.is_path {
        true => vec![shorten_path(&text, width).into_owned()],
        false => wrap(&text, width),
    }
}

/// Whether a table fits in which long words only are broken.
fn fits(widths: &[usize], words: &[usize], available: Option<usize>) -> bool {
    let least = widths.iter().zip(words).map(|(width, word)| (*width).min((*word).clamp(MIN_WIDTH, LONG_WORD)));
    available.is_none_or(|available| least.sum::<usize>() + GAP * widths.len().saturating_sub(1) <= available)
}

/// Renders each row as lines, one for each cell that is not empty, behind the header of its column.
fn blocks(header: &[&str], rows: &[Vec<Cell>], shown: &[usize], styling: &Styling) -> String {
    let width = shown.iter().map(|column| header[*column].width()).max().unwrap_or(0) + GAP;
    let rows = rows.iter().map(|row| {
        let cells = shown.iter().filter_map(|column| Some((header[*column], row.get(*column)?)));
        let lines = cells.filter(|(_, cell)| !cell.is_empty()).map(|(header, cell)| {
            let text = cell.part(&styling.text(&cell.text), styling);
            let item = if cell.is_path { Item::Whole(text) } else { Item::Words(text) };
            let key = if styling.header { faint(&format!("{header:<width$}")) } else { String::new() };
            fill(&key, if styling.header { width } else { 0 }, &[item], " ", styling.width)
        });
        lines.collect::<String>()
    });
    rows.collect::<Vec<_>>().join("\n")
}

/// Shrinks the widest column, one terminal column at a time, until the table fits. `words` are the longest words of the
/// columns, which are broken only if there is no other way.
fn shrink_to_fit(widths: &mut [usize], words: &[usize], available: Option<usize>) {
    let Some(available) = available else { return };
    let gaps = GAP * widths.len().saturating_sub(1);
    let mut excess = (widths.iter().sum::<usize>() + gaps).saturating_sub(available);
    for longest in [usize::MAX, LONG_WORD, MIN_WIDTH] {
        while excess > 0 {
            let least = |column: usize| words[column].min(longest).max(MIN_WIDTH);
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

    fn check(width: Option<usize>, rows: &[&[&str]], expected: &str) {
        let styling = Styling::of_terminal(width);
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
        check(Some(20), &[&["1", "Abcdefghijklmnop", "note"]], "ID    1\nNAME  Abcdefghijklmnop\nNOTE  note\n");
        check(Some(20), &[&["1", "日本日本日本日本", "note"]], "ID    1\nNAME  日本日本日本日\n      本\nNOTE  note\n");
    }

    #[test]
    fn long_cells_are_truncated() {
        let styling = Styling::of_terminal(Some(20));
        let text = columns(&["NAME"], &[vec![Cell::new("word ".repeat(1000))]], &styling);
        let text = anstream::adapter::strip_str(&text).to_string();
        assert_eq!((text.lines().count(), text.lines().last()), (MAX_LINES + 1, Some("word word word word…")));
    }

    #[test]
    fn cells_cannot_move_the_cursor() {
        check(None, &[&["\u{1b}[2J", "a\nb", ""]], "ID    NAME\n\u{FFFD}[2J  a b\n");
    }
}
