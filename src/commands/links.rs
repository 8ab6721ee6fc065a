use std::fmt::Write as _;

use vaultdex_query::links;
use vaultdex_query::links::{Anchor, LinkRow};

use super::Output;
use super::args::Form;
use super::context::Context;
use crate::error::{Error, Result};
use crate::render::list::List;
use crate::render::terminal::{Look, faint};
use crate::session::{Excerpt, Part};

/// List the links of a note, or of every note
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A path, a file name without `.md`, or an alias
    #[arg(required_unless_present = "all")]
    note: Option<String>,
    /// The links of every note
    #[arg(long, conflicts_with = "note")]
    all: bool,
    #[command(flatten)]
    form: Form,
}

/// The columns of every list of links.
pub const COLUMNS: &[&str] =
    &["source", "line", "column", "kind", "target", "display", "state", "destination", "anchor"];

pub fn run(args: &Args, context: &Context) -> Result<Output> {
    let session = context.session()?;
    let parts = [Part::Links, Part::Outline];
    let (catalog, file) = match &args.note {
        Some(name) => session.excerpt(name, &parts).map(|Excerpt { catalog, file }| (catalog, Some(file)))?,
        None if args.all => (session.catalog(&parts)?, None),
        None => return Err(Error::Usage("name a note, or ask for --all".to_owned())),
    };
    let rows = file.map_or_else(|| links::all_links(&catalog), |file| links::links(&catalog, file));
    let list = List::new("links", COLUMNS, "destination", &rows);
    Ok(args.form.print(&list, || human(&rows, &context.look(&session.vault))))
}

fn human(rows: &[LinkRow], look: &Look) -> String {
    let mut text = String::new();
    for row in rows {
        let place = look.place(row.source, row.line, row.column);
        let _ = writeln!(text, "{place}  {} {}", look.text(row.target), leads_to(row, look));
    }
    text
}

/// Where a link leads, and what is odd about it.
fn leads_to(row: &LinkRow, look: &Look) -> String {
    let Some(destination) = row.destination else { return format!("→ {}", faint("unresolved")) };
    let anchor = match row.anchor {
        Anchor::Missing => faint(&format!(" (no {})", look.text(row.subpath.unwrap_or_default()))),
        _ => String::new(),
    };
    let rivals = match row.rivals_total {
        0 => String::new(),
        1 => faint(&format!(" (rival: {})", look.text(row.rivals[0]))),
        n => faint(&format!(" ({n} rivals)")),
    };
    format!("→ {}{anchor}{rivals}", look.path(destination, None))
}
