use std::fmt::Write as _;

use vaultdex_notes::VaultPath;
use vaultdex_query::links;
use vaultdex_query::links::LinkRow;

use super::context::Context;
use super::format::FormatArgs;
use super::links::{COLUMNS, FIELDS};
use super::output::Output;
use crate::error::Result;
use crate::render::list::{Layout, List};
use crate::render::terminal::Styling;
use crate::session::{PartialCatalog, Session};

/// List the links to a note, with the lines that contain them
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Path, file name, title, alias or integration ID of the note
    note: String,
    #[command(flatten)]
    format: FormatArgs,
}

pub static LAYOUT: Layout = Layout::new("links", "link", COLUMNS, "source").with_fields(FIELDS);

pub fn run(args: &Args, context: &Context) -> Result<Output> {
    let session = context.session()?;
    let PartialCatalog { catalog, file } = session.backlinks(&session.note_argument(&args.note)?)?;
    if args.format.is_count() {
        return Ok(args.format.print_count(catalog.backlinks(file).count()));
    }
    let mut rows = links::backlinks(&catalog, file);
    args.format.arrange(&LAYOUT, &mut rows)?;
    let styling = context.styling(&session.vault);
    args.format.print(List::new(&LAYOUT, &rows), &styling, |styling| human(&rows, &session, styling))
}

fn human(rows: &[LinkRow], session: &Session, styling: &Styling) -> String {
    let mut text = String::new();
    for notes in rows.chunk_by(|left, right| left.source == right.source) {
        let lines = session.lines(&VaultPath::new(notes[0].source));
        for row in notes {
            let line = lines.get(row.line as usize - 1).map_or("", String::as_str);
            // A line of a canvas is JSON, so only the link is shown.
            let shown = if row.source.ends_with(".md") { line.trim() } else { row.target };
            let place = styling.location(row.source, row.line, row.column);
            let _ = writeln!(text, "{}", styling.highlighted_at(&place, shown, &target_in(shown, row)));
        }
    }
    text
}

/// Returns the byte range of the link's target within its line.
fn target_in(line: &str, row: &LinkRow) -> Vec<(usize, usize)> {
    let found = line.find(row.linkpath).filter(|_| !row.linkpath.is_empty());
    found.map(|start| (start, start + row.linkpath.len())).into_iter().collect()
}
