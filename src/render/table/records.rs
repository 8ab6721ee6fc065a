//! Tables of records: one line each, to scan. On a narrow terminal the least important columns give way first.

use anstyle::Style;
use unicode_width::UnicodeWidthStr;

use super::cell::{Cell, GAP};
use super::shorten::{shorten, shorten_path};
use crate::render::terminal::{Styling, faint};
use crate::render::wrap::wrap_text;

/// A column of a table of records.
#[derive(Debug, Clone, Copy)]
pub struct Column<'a> {
    header: &'a str,
    /// How important it is: 1 for the most important columns, which are always shown.
    rank: usize,
    /// The width to which it can be shortened.
    least: usize,
}

/// The width to which a column can be shortened unless it says otherwise.
const LEAST: usize = 10;
/// The width below which no column is shown, however narrow the terminal is.
const NARROWEST: usize = 4;

impl<'a> Column<'a> {
    /// Creates a column of short values.
    pub const fn new(header: &'a str, rank: usize) -> Column<'a> {
        Column { header, rank, least: LEAST }
    }

    /// Sets the width to which it can be shortened.
    pub const fn least(self, least: usize) -> Column<'a> {
        Column { least, ..self }
    }
}

/// Renders records below a header, one line each, and below them their total. If they are wider than the terminal,
/// columns are shortened from the least important one on, which ends in `…`; if that does not suffice, the least important
/// columns are left out, and the last line names them. Columns that are empty in every row are omitted.
pub fn records(columns: &[Column], rows: &[Vec<Cell>], total: &str, styling: &Styling) -> String {
    let natural = natural_widths(columns, rows, styling);
    let widths = fit(columns, &natural, styling.width.unwrap_or(usize::MAX));
    let header: Vec<Cell> = columns.iter().map(|it| Cell::styled(it.header, Style::new().dimmed())).collect();
    let header = styling.header.then_some(&header);
    let mut text: String = header.into_iter().chain(rows).map(|row| line(row, &widths, styling)).collect();
    let is_omitted = |column: &usize| widths[*column] == 0 && natural[*column] > 0;
    let omitted: Vec<&str> = (0..columns.len()).filter(is_omitted).map(|column| columns[column].header).collect();
    let omitted = match omitted.as_slice() {
        [] => String::new(),
        names => format!("no room for {}", names.join(", ")),
    };
    let last = [total, &omitted].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
    if !last.is_empty() {
        text.push_str(&wrap_text(&format!("{}\n", faint(&last)), 0, styling.width));
    }
    text
}

/// Renders records that are a part of a list: as wide as [`records`] makes them, but without header and total.
pub fn lines<R: AsRef<[Cell]>>(columns: &[Column], rows: &[R], styling: &Styling) -> Vec<String> {
    let styling = &Styling { header: false, ..styling.clone() };
    let widths = fit(columns, &natural_widths(columns, rows, styling), styling.width.unwrap_or(usize::MAX));
    rows.iter().map(|row| line(row.as_ref(), &widths, styling)).collect()
}

/// Returns the widths of columns that are not shortened, 0 for those that are empty.
fn natural_widths<R: AsRef<[Cell]>>(columns: &[Column], rows: &[R], styling: &Styling) -> Vec<usize> {
    let width = |(nth, column): (usize, &Column)| {
        let cells = rows.iter().filter_map(|row| row.as_ref().get(nth)).filter(|cell| !cell.is_empty());
        let widest = cells.map(|cell| styling.text(&cell.text).width()).max();
        widest.map_or(0, |widest| if styling.header { widest.max(column.header.width()) } else { widest })
    };
    columns.iter().enumerate().map(width).collect()
}

/// Returns the widths of the columns, 0 for those that are not shown.
fn fit(columns: &[Column], natural: &[usize], available: usize) -> Vec<usize> {
    let least = |column: usize| natural[column].min(columns[column].least.max(columns[column].header.width()));
    let total = |shown: &[usize], width: &dyn Fn(usize) -> usize| {
        shown.iter().map(|column| width(*column)).sum::<usize>() + GAP * shown.len().saturating_sub(1)
    };
    let mut shown: Vec<usize> = (0..columns.len()).filter(|column| natural[*column] > 0).collect();
    while total(&shown, &least) > available {
        let last = shown.iter().copied().max_by_key(|column| (columns[*column].rank, *column));
        let Some(last) = last.filter(|column| columns[*column].rank > 1) else { break };
        shown.retain(|column| *column != last);
    }
    let mut widths = vec![0; columns.len()];
    shown.iter().for_each(|column| widths[*column] = natural[*column]);
    let mut excess = total(&shown, &|column| natural[column]).saturating_sub(available);
    let mut by_importance = shown.clone();
    by_importance.sort_by_key(|column| (columns[*column].rank, *column));
    for column in by_importance.into_iter().rev() {
        let cut = excess.min(widths[column] - least(column));
        widths[column] -= cut;
        excess -= cut;
    }
    // The most important columns alone are too wide.
    while excess > 0 {
        let Some(widest) = shown.iter().copied().max_by_key(|column| widths[*column]) else { break };
        if widths[widest] <= NARROWEST {
            break;
        }
        widths[widest] -= 1;
        excess -= 1;
    }
    widths
}

/// Renders one row, without trailing spaces.
fn line(row: &[Cell], widths: &[usize], styling: &Styling) -> String {
    let mut line = String::new();
    let mut pending_spaces = 0;
    for (cell, width) in row.iter().zip(widths).filter(|(_, width)| **width > 0) {
        let text = styling.text(&cell.text);
        let text = if cell.is_path { shorten_path(&text, *width) } else { shorten(&text, *width) };
        if !text.is_empty() {
            line.push_str(&" ".repeat(pending_spaces));
            pending_spaces = 0;
            line.push_str(&cell.part(&text, styling));
        }
        pending_spaces += width.saturating_sub(text.width()) + GAP;
    }
    line.push('\n');
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: [Column<'static>; 4] = [
        Column::new("ID", 2),
        Column::new("NAME", 1).least(12),
        Column::new("STATUS", 3),
        Column::new("NOTE", 4).least(8),
    ];

    fn check(width: Option<usize>, total: &str, rows: &[[&str; 4]], expected: &str) {
        let styling = Styling::of_terminal(width);
        let cells = |row: &[&str; 4]| row[..3].iter().map(|it| Cell::new(*it)).chain([Cell::path(row[3])]).collect();
        let rows: Vec<Vec<Cell>> = rows.iter().map(cells).collect();
        let text = records(&COLUMNS, &rows, total, &styling);
        assert_eq!(anstream::adapter::strip_str(&text).to_string(), expected);
    }

    const ROW: [&str; 4] = ["I-1", "Orders to the ERP", "active", "20 Flows/Orders.md"];

    #[test]
    fn columns_are_as_wide_as_needed() {
        let text = "ID   NAME               STATUS  NOTE\nI-1  Orders to the ERP  active  20 Flows/Orders.md\n";
        check(None, "", &[ROW], text);
        check(Some(50), "", &[ROW], text);
        check(None, "1 row", &[["", "日本", "", ""]], "NAME\n日本\n1 row\n");
    }

    #[test]
    fn the_least_important_columns_give_way_first() {
        check(
            Some(45),
            "",
            &[ROW],
            "ID   NAME               STATUS  NOTE\nI-1  Orders to the ERP  active  …/Orders.md\n",
        );
        check(Some(38), "", &[ROW], "ID   NAME             STATUS  NOTE\nI-1  Orders to the…   active  …/Order…\n");
        check(
            Some(30),
            "1 row",
            &[ROW],
            "ID   NAME               STATUS\nI-1  Orders to the ERP  active\n1 row · no room for NOTE\n",
        );
        check(Some(26), "", &[ROW], "ID   NAME           STATUS\nI-1  Orders to…     active\nno room for NOTE\n");
        check(Some(20), "", &[ROW], "ID   NAME\nI-1  Orders to the…\nno room for STATUS,\nNOTE\n");
        check(Some(10), "", &[ROW], "NAME\nOrders to…\nno room\nfor ID,\nSTATUS,\nNOTE\n");
        check(Some(6), "", &[ROW], "NAME\nOrder…\nno\nroom\nfor\nID,\nSTATUS,\nNOTE\n");
    }

    #[test]
    fn cells_cannot_move_the_cursor() {
        check(None, "", &[["\u{1b}[2J", "a\nb", "", ""]], "ID    NAME\n\u{FFFD}[2J  a b\n");
    }
}
