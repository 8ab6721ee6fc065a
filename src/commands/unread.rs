//! What was not understood in notes, as people see it.

use vaultdex_query::catalogue::unread::UnreadRow;

use crate::render::table::{Cell, columns};
use crate::render::terminal::{FAINT, Styling};

/// Returns what was not understood, one part per row; empty if everything was. `header` heads the column of the places,
/// and `place` is what it says about a row.
pub fn unread_table(rows: &[UnreadRow], header: &str, place: fn(&UnreadRow) -> Cell, styling: &Styling) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let cells = rows.iter().map(|row| {
        vec![place(row), Cell::new(row.kind_name()), Cell::new(&row.text), Cell::styled(&row.reason, FAINT)]
    });
    columns(&[header, "KIND", "TEXT", "REASON"], &cells.collect::<Vec<_>>(), styling)
}
