use vaultdex_query::links;

use super::args::FormatArgs;
use super::context::Context;
use super::output::Output;
use crate::error::Result;
use crate::render::list::List;
use crate::session::Part;

/// List notes without incoming links
#[derive(Debug, clap::Args)]
pub struct Args {
    /// List only notes that do not link to other notes either
    #[arg(long)]
    strict: bool,
    #[command(flatten)]
    format: FormatArgs,
}

pub fn run(args: &Args, context: &Context) -> Result<Output> {
    let session = context.session()?;
    let catalog = session.catalog(&[Part::Targets])?;
    let notes = links::orphans(&catalog, args.strict);
    Ok(print_paths(&notes, &args.format, &context.styling(&session.vault)))
}

/// Prints a list of notes as their paths.
pub fn print_paths(notes: &[&str], format: &FormatArgs, styling: &crate::render::terminal::Styling) -> Output {
    let list = List::new("notes", &["path"], "path", notes);
    format.print(&list, styling, || notes.iter().map(|path| styling.path(path, None) + "\n").collect())
}
