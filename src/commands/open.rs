use vaultdex_records::document::headings;

use super::context::Context;
use super::output::Output;
use super::{obsidian, section};
use crate::error::Result;

/// Open a note in Obsidian
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Path, file name, title, alias or integration ID of the note, with `#heading` for a place in it
    #[arg(value_name = "NOTE[#HEADING]")]
    note: String,
}

pub fn run(args: &Args, context: &Context) -> Result<Output> {
    let session = context.session()?;
    let (path, subpath) = session.find_place(&args.note)?;
    if subpath.is_empty() {
        obsidian::open(&context.obsidian_vault(&session.vault), &path, &[])?;
        return Ok(Output::default());
    }
    let (file, note) = session.read_text(&path)?;
    let section = section::find(&path, &note, &file.text, subpath)?;
    // Obsidian's addresses name headings by their whole path. A block is opened at the heading above it.
    let own = note.headings.iter().find(|heading| heading.span.line == section.line);
    let offset = own.map_or(section.range.start, |heading| heading.span.end as usize);
    let above: Vec<String> = headings::path(&note, offset).into_iter().map(|heading| heading.text.clone()).collect();
    obsidian::open(&context.obsidian_vault(&session.vault), &path, &above)?;
    Ok(Output::default())
}
