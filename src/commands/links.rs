use vaultdex_query::links;
use vaultdex_query::links::{LinkRow, SubpathTarget};

use super::context::Context;
use super::format::FormatArgs;
use super::output::Output;
use crate::error::Result;
use crate::render::list::{Layout, List};
use crate::render::terminal::{Styling, faint};
use crate::render::wrap::{Item, fill};
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

/// The fields of a link.
pub const FIELDS: &[&str] = &[
    "source",
    "line",
    "column",
    "start",
    "end",
    "kind",
    "target",
    "linkpath",
    "subpath",
    "display",
    "in_comment",
    "property",
    "state",
    "destination",
    "rivals",
    "rivals_total",
    "anchor",
];

/// The columns of lists of links.
pub const COLUMNS: &[&str] =
    &["source", "line", "column", "kind", "target", "display", "state", "destination", "anchor"];

pub static LAYOUT: Layout = Layout::new("links", "link", COLUMNS, "destination").with_fields(FIELDS);

pub fn run(args: &Args, context: &Context) -> Result<Output> {
    let session = context.session()?;
    let parts = [Part::Links, Part::Outline];
    let (catalog, file) = match args.note.as_deref().filter(|_| !args.all) {
        Some(name) => session
            .partial_catalog(&session.note_argument(name)?, &parts)
            .map(|PartialCatalog { catalog, file }| (catalog, Some(file)))?,
        None => (session.catalog(&parts)?, None),
    };
    let mut rows = file.map_or_else(|| links::all_links(&catalog), |file| links::links(&catalog, file));
    args.format.arrange(&LAYOUT, &mut rows)?;
    args.format.print(List::new(&LAYOUT, &rows), &context.styling(&session.vault), |styling| human(&rows, styling))
}

fn human(rows: &[LinkRow], styling: &Styling) -> String {
    let mut text = String::new();
    for row in rows {
        let place = styling.location(row.source, row.line, row.column);
        let mut parts = vec![Item::Words(styling.text(row.target).into_owned()), Item::Whole(leads_to(row, styling))];
        parts.extend(rivals(row, styling).map(Item::Whole));
        text.push_str(&fill(&format!("{place}  "), 4, &parts, " ", styling.width));
    }
    text
}

/// Returns the destination of a link, with a missing heading.
fn leads_to(row: &LinkRow, styling: &Styling) -> String {
    let Some(destination) = row.destination else { return format!("→ {}", faint("unresolved")) };
    let anchor = match row.anchor {
        SubpathTarget::Missing => faint(&format!(" (no {})", styling.text(row.subpath.unwrap_or_default()))),
        _ => String::new(),
    };
    format!("→ {}{anchor}", styling.path(destination, None))
}

/// Returns the other destinations that a link might have.
fn rivals(row: &LinkRow, styling: &Styling) -> Option<String> {
    match row.rivals_total {
        0 => None,
        1 => Some(faint(&format!("(rival: {})", styling.text(row.rivals[0])))),
        n => Some(faint(&format!("({n} rivals)"))),
    }
}
