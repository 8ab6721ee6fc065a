use vaultdex_query::links;

use super::context::Context;
use super::format::FormatArgs;
use super::orphans::print_paths;
use super::output::Output;
use crate::error::Result;
use crate::session::Part;

/// List notes without outgoing links, resolved or not
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    format: FormatArgs,
}

pub fn run(args: &Args, context: &Context) -> Result<Output> {
    let session = context.session()?;
    let catalog = session.catalog(&[Part::Targets])?;
    print_paths(links::deadends(&catalog), &args.format, &context.styling(&session.vault))
}
