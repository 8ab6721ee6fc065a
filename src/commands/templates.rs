use vaultdex_query::catalogue::templates;
use vaultdex_query::catalogue::templates::TemplateRow;

use super::Output;
use super::args::Form;
use super::context::Context;
use crate::error::Result;
use crate::render::list::List;
use crate::render::table::{Cell, columns};
use crate::render::terminal::Look;
use crate::session::Part;

/// List the templates that notes are written from
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    form: Form,
}

const COLUMNS: &[&str] = &["path", "shape", "placeholders", "tasks"];

pub fn run(args: &Args, context: &Context) -> Result<Output> {
    let session = context.session()?;
    let catalog = session.catalog(&[Part::Outline, Part::Records])?;
    let rows = templates::templates(&catalog);
    let list = List::new("templates", COLUMNS, "path", &rows);
    Ok(args.form.print(&list, || human(&rows, &context.look(&session.vault))))
}

fn human(rows: &[TemplateRow], look: &Look) -> String {
    let cells = rows.iter().map(|row| {
        vec![
            Cell::leading(row.path, row.path, 1),
            Cell::new(row.shape.unwrap_or_default()),
            Cell::new(row.placeholders.to_string()),
            Cell::new(row.tasks.to_string()),
        ]
    });
    let cells: Vec<Vec<Cell>> = cells.collect();
    if cells.is_empty() {
        String::new()
    } else {
        columns(&["TEMPLATE", "SHAPE", "PLACEHOLDERS", "TASKS"], &cells, look)
    }
}
