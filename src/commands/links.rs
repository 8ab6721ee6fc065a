use std::fmt::Write as _;

use vaultdex_query::links;
use vaultdex_query::links::{LinkRow, SubpathTarget};

use super::args::FormatArgs;
use super::context::Context;
use super::output::Output;
use crate::error::Result;
use crate::render::list::List;
use crate::render::terminal::{Styling, faint};
use crate::session::{Part, PartialCatalog};

/// List the links of a note or of all notes
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Path, file name, title, alias or integration ID of the note
    #[arg(required_unless_present = "all")]
    note: Option<String>,
    /// List the links of all notes
    #[arg(long, conflicts_with = "note")]
    all: bool,
    #[command(flatten)]
    format: FormatArgs,
}

/// The columns of lists of links.
pub const COLUMNS: &[&str] =
    &["source", "line", "column", "kind", "target", "display", "state", "destination", "anchor"];

pub fn run(args: &Args, context: &Context) -> Result<Output> {
    let session = context.session()?;
    let parts = [Part::Links, Part::Outline];
    let (catalog, file) = match args.note.as_deref().filter(|_| !args.all) {
        Some(name) => session
            .partial_catalog(&session.note_argument(name)?, &parts)
            .map(|PartialCatalog { catalog, file }| (catalog, Some(file)))?,
        None => (session.catalog(&parts)?, None),
    };
    let rows = file.map_or_else(|| links::all_links(&catalog), |file| links::links(&catalog, file));
    let list = List::new("links", COLUMNS, "destination", &rows);
    let styling = context.styling(&session.vault);
    Ok(args.format.print(&list, &styling, || human(&rows, &styling)))
}

fn human(rows: &[LinkRow], styling: &Styling) -> String {
    let mut text = String::new();
    for row in rows {
        let place = styling.location(row.source, row.line, row.column);
        let _ = writeln!(text, "{place}  {} {}", styling.text(row.target), leads_to(row, styling));
    }
    text
}

/// Returns the destination of a link, with a missing heading and rival destinations.
fn leads_to(row: &LinkRow, styling: &Styling) -> String {
    let Some(destination) = row.destination else { return format!("→ {}", faint("unresolved")) };
    let anchor = match row.anchor {
        SubpathTarget::Missing => faint(&format!(" (no {})", styling.text(row.subpath.unwrap_or_default()))),
        _ => String::new(),
    };
    let rivals = match row.rivals_total {
        0 => String::new(),
        1 => faint(&format!(" (rival: {})", styling.text(row.rivals[0]))),
        n => faint(&format!(" ({n} rivals)")),
    };
    format!("→ {}{anchor}{rivals}", styling.path(destination, None))
}
