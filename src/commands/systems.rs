use std::fmt::Write as _;

use vaultdex_query::catalogue::systems;
use vaultdex_query::catalogue::systems::{SystemRow, Systems};

use super::Output;
use super::args::Form;
use super::context::Context;
use crate::error::Result;
use crate::render::list::List;
use crate::render::table::{Cell, columns};
use crate::render::terminal::{ALERT, Look, faint, status_style};
use crate::session::Part;

/// List the systems, with the integrations that bring them data and take it from them
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only those that have no note
    #[arg(long)]
    without_note: bool,
    /// Print only how many there are
    #[arg(long)]
    count: bool,
    #[command(flatten)]
    form: Form,
}

const COLUMNS: &[&str] = &["name", "destination", "status", "owner", "domain", "in", "out", "other", "near"];

pub fn run(args: &Args, context: &Context) -> Result<Output> {
    let session = context.session()?;
    let catalog = session.catalog(&[Part::Names, Part::Records])?;
    let mut rows = systems::rows(&catalog, &Systems::new(&catalog));
    rows.retain(|row| !args.without_note || row.destination.is_none());
    if args.count {
        return Ok(args.form.count(rows.len()));
    }
    let list = List::new("systems", COLUMNS, "destination", &rows);
    Ok(args.form.print(&list, || human(&rows, &context.look(&session.vault))))
}

fn human(rows: &[SystemRow], look: &Look) -> String {
    let count = |parts: usize| if parts == 0 { String::new() } else { parts.to_string() };
    let cells = rows.iter().map(|row| {
        let status = row.status.clone().unwrap_or_default();
        let style = status_style(&status);
        let note = match &row.destination {
            Some(path) => Cell::leading(path, path, 1),
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
    let header = ["SYSTEM", "NOTE", "STATUS", "OWNER", "IN", "OUT", "OTHER", "THE SAME AS?"];
    let mut table = columns(&header, &cells, look);
    let without = rows.iter().filter(|row| row.destination.is_none()).count();
    let total = format!("{} systems, {without} without a note", rows.len());
    let _ = writeln!(table, "{}", faint(&total));
    table
}
