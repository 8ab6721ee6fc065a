use std::fmt::Write as _;

use vaultdex_query::links;
use vaultdex_query::links::UnresolvedTarget;

use super::context::Context;
use super::format::FormatArgs;
use super::output::Output;
use super::text::counted;
use crate::error::Result;
use crate::render::list::{Layout, List};
use crate::render::terminal::{Styling, faint, strong};
use crate::render::wrap::{Item, fill};
use crate::session::Part;

/// List unresolved link targets, most frequent first; with --verbose also each occurrence
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    format: FormatArgs,
}

pub static LAYOUT: Layout = Layout::new("unresolved", "unresolved", &["target", "count", "sources"], "sources");

pub fn run(args: &Args, context: &Context) -> Result<Output> {
    let session = context.session()?;
    let catalog = session.catalog(&[Part::Links])?;
    let mut wanted = links::unresolved(&catalog);
    args.format.arrange(&LAYOUT, &mut wanted)?;
    let styling = context.styling(&session.vault);
    args.format.print(List::new(&LAYOUT, &wanted), &styling, |styling| human(&wanted, context.is_verbose(), styling))
}

fn human(wanted: &[UnresolvedTarget], verbose: bool, styling: &Styling) -> String {
    let digits = wanted.iter().map(|it| it.count.to_string().len()).max().unwrap_or(1);
    let mut text = String::new();
    for UnresolvedTarget { target, count, sources, occurrences } in wanted {
        let notes = counted(sources.len(), "note");
        let items = [Item::Words(strong(&styling.text(target))), Item::Whole(faint(&format!("in {notes}")))];
        text.push_str(&fill(&format!("{count:>digits$}  "), digits + 4, &items, "  ", styling.width));
        for (path, line) in occurrences.iter().filter(|_| verbose) {
            let _ = writeln!(text, "{:digits$}  {}:{line}", "", styling.path(path, Some(*line)));
        }
    }
    text
}
