use std::fmt::Write as _;

use vaultdex_query::links;
use vaultdex_query::links::UnresolvedTarget;

use super::args::FormatArgs;
use super::context::Context;
use super::output::Output;
use crate::error::Result;
use crate::render::list::List;
use crate::render::terminal::{Styling, faint, strong};
use crate::session::Part;

/// List unresolved link targets, most frequent first; with --verbose also each occurrence
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    format: FormatArgs,
}

pub fn run(args: &Args, context: &Context) -> Result<Output> {
    let session = context.session()?;
    let catalog = session.catalog(&[Part::Links])?;
    let wanted = links::unresolved(&catalog);
    let list = List::new("unresolved", &["target", "count", "sources"], "sources", &wanted);
    let styling = context.styling(&session.vault);
    Ok(args.format.print(&list, &styling, || human(&wanted, context.is_verbose(), &styling)))
}

fn human(wanted: &[UnresolvedTarget], verbose: bool, styling: &Styling) -> String {
    let digits = wanted.first().map_or(1, |most| most.count.to_string().len());
    let mut text = String::new();
    for UnresolvedTarget { target, count, sources, occurrences } in wanted {
        let notes = if sources.len() == 1 { "1 note".to_owned() } else { format!("{} notes", sources.len()) };
        let _ =
            writeln!(text, "{count:>digits$}  {}  {}", strong(&styling.text(target)), faint(&format!("in {notes}")));
        for (path, line) in occurrences.iter().filter(|_| verbose) {
            let _ = writeln!(text, "{:digits$}  {}:{line}", "", styling.path(path, Some(*line)));
        }
    }
    text
}
