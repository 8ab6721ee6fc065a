use vaultdex_query::structure::outline;
use vaultdex_query::structure::outline::{HeadingRow, depths, display_text};

use super::context::Context;
use super::format::FormatArgs;
use super::output::Output;
use crate::error::Result;
use crate::render::list::Layout;
use crate::render::terminal::{Styling, number};
use crate::render::wrap::{Item, fill};
use crate::session::{Part, PartialCatalog};

/// Show the headings of a note as a tree with line numbers
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Path, file name, title, alias or integration ID of the note
    note: String,
    #[command(flatten)]
    format: FormatArgs,
}

pub static LAYOUT: Layout =
    Layout::new("headings", "heading", &["level", "text", "line", "column", "start", "end"], "path")
        .with_fields(&["path", "level", "text", "line", "column", "start", "end"]);

pub fn run(args: &Args, context: &Context) -> Result<Output> {
    let session = context.session()?;
    let PartialCatalog { catalog, file } =
        session.partial_catalog(&session.note_argument(&args.note)?, &[Part::Outline])?;
    let rows = outline::outline(&catalog, file);
    let styling = context.styling(&session.vault);
    args.format.print_answer(&LAYOUT, rows, &styling, |rows, styling| human(rows, styling))
}

fn human(rows: &[HeadingRow], styling: &Styling) -> String {
    let digits = rows.last().map_or(1, |last| last.line.to_string().len());
    let mut text = String::new();
    for (row, depth) in rows.iter().zip(depths(rows)) {
        let pad = " ".repeat(digits - row.line.to_string().len());
        let indent = "  ".repeat(depth + 1);
        let start = format!("{pad}{}{indent}", number(row.line));
        let heading = Item::Words(styling.text(&display_text(row.text)).into_owned());
        text.push_str(&fill(&start, digits + indent.len() + 2, &[heading], " ", styling.width));
    }
    text
}
