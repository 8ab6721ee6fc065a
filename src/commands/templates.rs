use vaultdex_query::catalogue::templates;
use vaultdex_query::catalogue::templates::TemplateRow;

use super::args::FormatArgs;
use super::context::Context;
use super::output::Output;
use crate::error::Result;
use crate::render::list::List;
use crate::render::table::{Cell, columns};
use crate::render::terminal::Styling;
use crate::session::Part;

/// List note templates with their shapes
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    format: FormatArgs,
}

const COLUMNS: &[&str] = &["path", "shape", "placeholders", "tasks"];

pub fn run(args: &Args, context: &Context) -> Result<Output> {
    let session = context.session()?;
    let catalog = session.catalog(&[Part::Outline, Part::Records])?;
    let rows = templates::templates(&catalog);
    let list = List::new("templates", COLUMNS, "path", &rows);
    let styling = context.styling(&session.vault);
    Ok(args.format.print(&list, &styling, || human(&rows, &styling)))
}

fn human(rows: &[TemplateRow], styling: &Styling) -> String {
    let cells = rows.iter().map(|row| {
        vec![
            Cell::linked(row.path, row.path, 1),
            Cell::new(row.shape.unwrap_or_default()),
            Cell::new(row.placeholders.to_string()),
            Cell::new(row.tasks.to_string()),
        ]
    });
    let cells: Vec<Vec<Cell>> = cells.collect();
    if cells.is_empty() {
        String::new()
    } else {
        columns(&["TEMPLATE", "SHAPE", "PLACEHOLDERS", "TASKS"], &cells, styling)
    }
}
