use vaultdex_query::links;

use super::Output;
use super::args::Form;
use super::context::Context;
use super::orphans::paths;
use crate::error::Result;
use crate::session::Part;

/// List the notes without any outgoing link, resolved or not
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    form: Form,
}

pub fn run(args: &Args, context: &Context) -> Result<Output> {
    let session = context.session()?;
    let catalog = session.catalog(&[Part::Targets])?;
    Ok(paths(&links::deadends(&catalog), &args.form, &context.look(&session.vault)))
}
