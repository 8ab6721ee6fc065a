use std::fmt::Write as _;

use vaultdex_query::links::mentions::Mention;

use super::context::Context;
use super::format::FormatArgs;
use super::output::Output;
use crate::error::Result;
use crate::render::list::{Layout, List};
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
    #[command(flatten)]
    format: FormatArgs,
}

pub static LAYOUT: Layout = Layout::new("mentions", "mention", &["source", "line", "column", "name", "text"], "source")
    .with_fields(&["source", "line", "column", "start", "end", "text", "ranges", "name", "stale"]);

pub fn run(args: &Args, context: &Context) -> Result<Output> {
    let session = context.session()?;
    let PartialCatalog { catalog, file } =
        session.partial_catalog(&session.note_argument(&args.note)?, &[Part::Names])?;
    let mut rows = session.mentions(&catalog, file)?;
    args.format.arrange(&LAYOUT, &mut rows)?;
    args.format.print(List::new(&LAYOUT, &rows), &context.styling(&session.vault), |styling| human(&rows, styling))
}

fn human(rows: &[Mention], styling: &Styling) -> String {
    let mut text = String::new();
    for row in rows {
        let stale = if row.stale { faint(" (changed since indexing)") } else { String::new() };
        let place = styling.location(row.source.as_str(), row.line, row.column);
        let _ = writeln!(text, "{}{stale}", styling.highlighted_at(&place, &row.text, &row.ranges));
    }
    text
}
