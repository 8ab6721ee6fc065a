use std::fmt::Write as _;

use vaultdex_query::links::mentions::Mention;

use super::Output;
use super::args::Form;
use super::context::Context;
use crate::error::Result;
use crate::render::list::List;
use crate::render::terminal::{Look, faint};
use crate::session::{Excerpt, Part};

/// List the places where other notes name a note without a link
///
/// Its file name and aliases are looked for, as whole words in any case. Links, code, formulas, HTML and frontmatter are
/// passed over.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A path, a file name without `.md`, or an alias
    note: String,
    /// Print only how many there are
    #[arg(long, alias = "total")]
    count: bool,
    #[command(flatten)]
    form: Form,
}

const COLUMNS: &[&str] = &["source", "line", "column", "name", "text"];

pub fn run(args: &Args, context: &Context) -> Result<Output> {
    let session = context.session()?;
    let Excerpt { catalog, file } = session.excerpt(&args.note, &[Part::Names])?;
    let rows = session.mentions(&catalog, file)?;
    if args.count {
        return Ok(args.form.count(rows.len()));
    }
    let list = List::new("mentions", COLUMNS, "source", &rows);
    Ok(args.form.print(&list, || human(&rows, &context.look(&session.vault))))
}

fn human(rows: &[Mention], look: &Look) -> String {
    let mut text = String::new();
    for row in rows {
        let path = row.source.as_str();
        let stale = if row.stale { faint(" (changed since)") } else { String::new() };
        let place = look.place(path, row.line, row.column);
        let _ = writeln!(text, "{place}  {}{stale}", look.marked(&row.text, &row.ranges, path.len() + 10));
    }
    text
}
