use std::fmt::Write as _;

use vaultdex_query::structure::outline;
use vaultdex_query::structure::outline::{HeadingRow, depths, plain};

use super::Output;
use super::args::Form;
use super::context::Context;
use crate::error::Result;
use crate::render::list::List;
use crate::render::terminal::{Look, number};
use crate::session::{Excerpt, Part};

/// Show the headings of a note as a tree, with their lines
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A path, a file name without `.md`, or an alias
    note: String,
    /// Print only how many headings there are
    #[arg(long, alias = "total")]
    count: bool,
    #[command(flatten)]
    form: Form,
}

const COLUMNS: &[&str] = &["level", "text", "line", "column", "start", "end"];

pub fn run(args: &Args, context: &Context) -> Result<Output> {
    let session = context.session()?;
    let Excerpt { catalog, file } = session.excerpt(&args.note, &[Part::Outline])?;
    let rows = outline::outline(&catalog, file);
    if args.count {
        return Ok(args.form.count(rows.len()));
    }
    let list = List::new("headings", COLUMNS, "path", &rows);
    Ok(args.form.print(&list, || human(&rows, &context.look(&session.vault))))
}

fn human(rows: &[HeadingRow], look: &Look) -> String {
    let digits = rows.last().map_or(1, |last| last.line.to_string().len());
    let mut text = String::new();
    for (row, depth) in rows.iter().zip(depths(rows)) {
        let pad = " ".repeat(digits - row.line.to_string().len());
        let indent = "  ".repeat(depth + 1);
        let _ = writeln!(text, "{pad}{}{indent}{}", number(row.line), look.text(&plain(row.text)));
    }
    text
}
