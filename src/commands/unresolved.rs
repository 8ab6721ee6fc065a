use std::fmt::Write as _;

use vaultdex_query::links;
use vaultdex_query::links::Wanted;

use super::Output;
use super::args::Form;
use super::context::Context;
use crate::error::Result;
use crate::render::list::List;
use crate::render::terminal::{Look, faint, strong};
use crate::session::Part;

/// List the link targets that lead nowhere, most wanted first; with --verbose also where they are linked
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    form: Form,
}

pub fn run(args: &Args, context: &Context) -> Result<Output> {
    let session = context.session()?;
    let catalog = session.catalog(&[Part::Links])?;
    let wanted = links::unresolved(&catalog);
    let list = List::new("unresolved", &["target", "count", "sources"], "sources", &wanted);
    Ok(args.form.print(&list, || human(&wanted, context.is_verbose(), &context.look(&session.vault))))
}

fn human(wanted: &[Wanted], verbose: bool, look: &Look) -> String {
    let digits = wanted.first().map_or(1, |most| most.count.to_string().len());
    let mut text = String::new();
    for Wanted { target, count, sources, places } in wanted {
        let notes = if sources.len() == 1 { "1 note".to_owned() } else { format!("{} notes", sources.len()) };
        let _ = writeln!(text, "{count:>digits$}  {}  {}", strong(&look.text(target)), faint(&format!("in {notes}")));
        for (path, line) in places.iter().filter(|_| verbose) {
            let _ = writeln!(text, "{:digits$}  {}:{line}", "", look.path(path, Some(*line)));
        }
    }
    text
}
