use vaultdex_query::catalogue::system_rows::{SystemRow, system_rows};
use vaultdex_query::catalogue::systems::Systems;

use super::context::Context;
use super::format::FormatArgs;
use super::output::Output;
use super::text::counted;
use crate::error::Result;
use crate::render::list::{Layout, List};
use crate::render::table::{Cell, Column, records};
use crate::render::terminal::{ALERT, Styling, status_style};
use crate::session::Part;

/// List systems, with the number of integrations into and out of each
#[derive(Debug, clap::Args)]
pub struct Args {
    /// List only systems without a note
    #[arg(long)]
    without_note: bool,
    #[command(flatten)]
    format: FormatArgs,
}

pub static LAYOUT: Layout = Layout::new(
    "systems",
    "system",
    &["name", "destination", "status", "owner", "domain", "in", "out", "other", "near"],
    "destination",
);

/// The columns for people.
const COLUMNS: [Column; 8] = [
    Column::new("SYSTEM", 1).least(16),
    Column::new("NOTE", 6).least(20),
    Column::new("STATUS", 4).least(12),
    Column::new("OWNER", 5).least(14),
    Column::new("IN", 2),
    Column::new("OUT", 3),
    Column::new("OTHER", 7),
    Column::new("SIMILAR TO", 8).least(14),
];

pub fn run(args: &Args, context: &Context) -> Result<Output> {
    let session = context.session()?;
    let catalog = session.catalog(&[Part::Names, Part::Records])?;
    let mut rows = system_rows(&catalog, &Systems::new(&catalog));
    rows.retain(|row| !args.without_note || row.destination.is_none());
    args.format.arrange(&LAYOUT, &mut rows)?;
    args.format.print(List::new(&LAYOUT, &rows), &context.styling(&session.vault), |styling| human(&rows, styling))
}

fn human(rows: &[SystemRow], styling: &Styling) -> String {
    let count = |parts: usize| if parts == 0 { String::new() } else { parts.to_string() };
    let cells = rows.iter().map(|row| {
        let status = row.status.clone().unwrap_or_default();
        let style = status_style(&status);
        let note = match &row.destination {
            Some(path) => Cell::path(path),
            None => Cell::styled("no note", ALERT),
        };
        vec![
            Cell::new(&row.name),
            note,
            Cell::styled(status, style),
            Cell::new(row.owner.clone().unwrap_or_default()),
            Cell::new(count(row.incoming.len())),
            Cell::new(count(row.outgoing.len())),
            Cell::new(count(row.other.len())),
            Cell::new(row.near.join(", ")),
        ]
    });
    let cells: Vec<Vec<Cell>> = cells.collect();
    if cells.is_empty() {
        return String::new();
    }
    let without = rows.iter().filter(|row| row.destination.is_none()).count();
    let total = format!("{}, {without} without a note", counted(rows.len(), "system"));
    records(&COLUMNS, &cells, &total, styling)
}
