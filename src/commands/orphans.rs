use vaultdex_query::links;

use super::context::Context;
use super::format::FormatArgs;
use super::output::Output;
use crate::error::Result;
use crate::render::list::{Layout, List};
use crate::render::terminal::Styling;
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
    print_paths(links::orphans(&catalog, args.strict), &args.format, &context.styling(&session.vault))
}

pub static LAYOUT: Layout = Layout::new("notes", "note", &["path"], "path");

/// Prints a list of notes as their paths.
///
/// # Errors
///
/// As [`FormatArgs::print`].
pub fn print_paths(mut notes: Vec<&str>, format: &FormatArgs, styling: &Styling) -> Result<Output> {
    format.arrange(&LAYOUT, &mut notes)?;
    format.print(List::new(&LAYOUT, &notes), styling, |styling| {
        notes.iter().map(|path| styling.path(path, None) + "\n").collect()
    })
}
