use vaultdex_query::catalogue::templates;
use vaultdex_query::catalogue::templates::TemplateRow;

use super::context::Context;
use super::format::FormatArgs;
use super::output::Output;
use crate::error::Result;
use crate::render::list::{Layout, List};
use crate::render::table::{Cell, Column, records};
use crate::render::terminal::Styling;
use crate::session::Part;

/// List note templates with their shapes
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    format: FormatArgs,
}

pub static LAYOUT: Layout = Layout::new("templates", "template", &["path", "shape", "placeholders", "tasks"], "path");

/// The columns for people.
const COLUMNS: [Column; 4] = [
    Column::new("TEMPLATE", 1).least(24),
    Column::new("SHAPE", 2),
    Column::new("PLACEHOLDERS", 3),
    Column::new("TASKS", 4),
];

pub fn run(args: &Args, context: &Context) -> Result<Output> {
    let session = context.session()?;
    let catalog = session.catalog(&[Part::Outline, Part::Records])?;
    let mut rows = templates::templates(&catalog);
    args.format.arrange(&LAYOUT, &mut rows)?;
    args.format.print(List::new(&LAYOUT, &rows), &context.styling(&session.vault), |styling| human(&rows, styling))
}

fn human(rows: &[TemplateRow], styling: &Styling) -> String {
    let cells = rows.iter().map(|row| {
        vec![
            Cell::path(row.path),
            Cell::new(row.shape.unwrap_or_default()),
            Cell::new(row.placeholders.to_string()),
            Cell::new(row.tasks.to_string()),
        ]
    });
    let cells: Vec<Vec<Cell>> = cells.collect();
    if cells.is_empty() { String::new() } else { records(&COLUMNS, &cells, "", styling) }
}
