use std::fmt::Write as _;

use vaultdex_query::links::mentions::Mention;

use super::args::FormatArgs;
use super::context::Context;
use super::output::Output;
use crate::error::Result;
use crate::render::list::List;
use crate::render::terminal::{Styling, faint};
use crate::session::{Part, PartialCatalog};

/// List places where other notes mention a note without linking to it
///
/// Searches for its file name and its aliases as whole words, ignoring case. Links, code, math, HTML and frontmatter
/// are skipped.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Path, file name, title, alias or integration ID of the note
    note: String,
    /// Print only the number of mentions
    #[arg(long, alias = "total")]
    count: bool,
    #[command(flatten)]
    format: FormatArgs,
}

const COLUMNS: &[&str] = &["source", "line", "column", "name", "text"];

pub fn run(args: &Args, context: &Context) -> Result<Output> {
    let session = context.session()?;
    let PartialCatalog { catalog, file } =
        session.partial_catalog(&session.note_argument(&args.note)?, &[Part::Names])?;
    let rows = session.mentions(&catalog, file)?;
    if args.count {
        return Ok(args.format.count(rows.len()));
    }
    let list = List::new("mentions", COLUMNS, "source", &rows);
    let styling = context.styling(&session.vault);
    Ok(args.format.print(&list, &styling, || human(&rows, &styling)))
}

fn human(rows: &[Mention], styling: &Styling) -> String {
    let mut text = String::new();
    for row in rows {
        let path = row.source.as_str();
        let stale = if row.stale { faint(" (changed since indexing)") } else { String::new() };
        let place = styling.location(path, row.line, row.column);
        let _ = writeln!(text, "{place}  {}{stale}", styling.highlighted(&row.text, &row.ranges, path.len() + 10));
    }
    text
}
