use std::fmt::Write as _;

use vaultdex_query::structure::outline;
use vaultdex_query::structure::outline::{HeadingRow, depths, display_text};

use super::args::FormatArgs;
use super::context::Context;
use super::output::Output;
use crate::error::Result;
use crate::render::list::List;
use crate::render::terminal::{Styling, number};
use crate::session::{Part, PartialCatalog};

/// Show the headings of a note as a tree with line numbers
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Path, file name, title, alias or integration ID of the note
    note: String,
    /// Print only the number of headings
    #[arg(long, alias = "total")]
    count: bool,
    #[command(flatten)]
    format: FormatArgs,
}

const COLUMNS: &[&str] = &["level", "text", "line", "column", "start", "end"];

pub fn run(args: &Args, context: &Context) -> Result<Output> {
    let session = context.session()?;
    let PartialCatalog { catalog, file } =
        session.partial_catalog(&session.note_argument(&args.note)?, &[Part::Outline])?;
    let rows = outline::outline(&catalog, file);
    if args.count {
        return Ok(args.format.count(rows.len()));
    }
    let list = List::new("headings", COLUMNS, "path", &rows);
    let styling = context.styling(&session.vault);
    Ok(args.format.print(&list, &styling, || human(&rows, &styling)))
}

fn human(rows: &[HeadingRow], styling: &Styling) -> String {
    let digits = rows.last().map_or(1, |last| last.line.to_string().len());
    let mut text = String::new();
    for (row, depth) in rows.iter().zip(depths(rows)) {
        let pad = " ".repeat(digits - row.line.to_string().len());
        let indent = "  ".repeat(depth + 1);
        let _ = writeln!(text, "{pad}{}{indent}{}", number(row.line), styling.text(&display_text(row.text)));
    }
    text
}
