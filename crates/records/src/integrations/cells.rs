//! Values in the cells of tables.

use std::borrow::Cow;

use super::context::NoteContext;
use super::{template_samples, value};
use crate::document::tables::{Cell, Row, TableText};
use crate::document::text::Text;
use crate::model::{Extracted, State};
use crate::placeholder;

/// How many columns of a table have a place of their own; further ones share that of the last of these, so that the
/// work stays linear.
const MOST_PLACES: usize = 512;

/// Returns the places of the columns of a table.
pub(crate) fn column_places(context: &NoteContext, node: usize, table: &TableText) -> Vec<String> {
    table.header.iter().take(MOST_PLACES).map(|header| context.place_below(node, header.raw)).collect()
}

/// Returns the place of a column.
pub(crate) fn place_of_column(places: &[String], column: usize) -> String {
    places.get(column).or(places.last()).cloned().unwrap_or_default()
}

/// Extracts the value of a cell. Rows that are unchanged from a template are placeholders.
pub(crate) fn extract_cell(context: &NoteContext, row: &Row, places: &[String], column: usize) -> Extracted {
    let mut extracted = value::extract(None, &cell_text(context, row, column), place_of_column(places, column));
    let is_unfilled = || template_samples::is_sample_row(&row.cells) || is_label_of_unfilled_row(row, column);
    if value::has_content(&extracted) && is_unfilled() {
        (extracted.state, extracted.value) = (State::Placeholder, None);
    }
    extracted
}

/// Extracts the name of a person from a cell.
pub(crate) fn extract_person_cell(context: &NoteContext, row: &Row, places: &[String], column: usize) -> Extracted {
    let extracted = extract_cell(context, row, places, column);
    match value::has_content(&extracted) {
        true => value::extract_person(&cell_text(context, row, column), extracted.place),
        false => extracted,
    }
}

/// Whether a cell is the label of a row without other content: `Throughput | [Records/hour] | [Records/hour]`.
fn is_label_of_unfilled_row(row: &Row, column: usize) -> bool {
    let is_unfilled = |cell: &Cell| matches!(placeholder::state(None, cell.raw), State::Placeholder | State::Empty);
    column == 0 && row.cells.len() > 1 && row.cells[1..].iter().all(is_unfilled)
}

/// Returns the text of a cell; if it is missing, an empty text after the row.
pub(crate) fn cell_text<'a>(context: &NoteContext<'a>, row: &Row<'a>, column: usize) -> Text<'a> {
    match row.cells.get(column) {
        Some(cell) => Text { raw: Cow::Borrowed(cell.raw), span: cell.span },
        None => Text { raw: Cow::Borrowed(""), span: context.span_after(row.span) },
    }
}
