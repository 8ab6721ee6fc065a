use vaultdex_query::links;

use super::Output;
use super::args::Form;
use super::context::Context;
use crate::error::Result;
use crate::render::list::List;
use crate::session::Part;

/// List the notes that no other note links to
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only those that link to nothing either
    #[arg(long)]
    strict: bool,
    #[command(flatten)]
    form: Form,
}

pub fn run(args: &Args, context: &Context) -> Result<Output> {
    let session = context.session()?;
    let catalog = session.catalog(&[Part::Targets])?;
    let notes = links::orphans(&catalog, args.strict);
    Ok(paths(&notes, &args.form, &context.look(&session.vault)))
}

/// Prints a list of notes.
pub fn paths(notes: &[&str], form: &Form, look: &crate::render::terminal::Look) -> Output {
    let list = List::new("notes", &["path"], "path", notes);
    form.print(&list, || notes.iter().map(|path| look.path(path, None) + "\n").collect())
}
