use std::fmt::Write as _;

use vaultdex_notes::VaultPath;
use vaultdex_query::links;
use vaultdex_query::links::LinkRow;

use super::Output;
use super::args::Form;
use super::context::Context;
use super::links::COLUMNS;
use crate::error::Result;
use crate::render::list::List;
use crate::session::{Excerpt, Session};

/// List the links that lead to a note, with the lines they stand on
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A path, a file name without `.md`, or an alias
    note: String,
    /// Print only how many there are
    #[arg(long)]
    count: bool,
    #[command(flatten)]
    form: Form,
}

pub fn run(args: &Args, context: &Context) -> Result<Output> {
    let session = context.session()?;
    let Excerpt { catalog, file } = session.backlinks(&args.note)?;
    if args.count {
        return Ok(args.form.count(catalog.backlinks(file).count()));
    }
    let rows = links::backlinks(&catalog, file);
    let list = List::new("links", COLUMNS, "source", &rows);
    Ok(args.form.print(&list, || human(&rows, &session, context)))
}

fn human(rows: &[LinkRow], session: &Session, context: &Context) -> String {
    let look = context.look(&session.vault);
    let mut text = String::new();
    for notes in rows.chunk_by(|left, right| left.source == right.source) {
        let lines = session.lines(&VaultPath::new(notes[0].source));
        for row in notes {
            let line = lines.get(row.line as usize - 1).map_or("", String::as_str);
            // A link on a line of a canvas stands between braces and quotes that nobody wants to read.
            let shown = if row.source.ends_with(".md") { line.trim() } else { row.target };
            let place = look.place(row.source, row.line, row.column);
            let _ = writeln!(text, "{place}  {}", look.marked(shown, &target_in(shown, row), row.source.len() + 10));
        }
    }
    text
}

/// Where the link's target stands in its line.
fn target_in(line: &str, row: &LinkRow) -> Vec<(usize, usize)> {
    let found = line.find(row.linkpath).filter(|_| !row.linkpath.is_empty());
    found.map(|start| (start, start + row.linkpath.len())).into_iter().collect()
}
