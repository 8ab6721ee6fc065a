use std::fmt::Write as _;

use vaultdex_query::structure::tags;
use vaultdex_query::structure::tags::TagRow;

use super::context::Context;
use super::format::FormatArgs;
use super::output::Output;
use crate::error::Result;
use crate::render::list::{Layout, List};
use crate::render::terminal::{Styling, faint, strong};
use crate::session::{Part, PartialCatalog};

/// List the tags of the vault or of a note, with their counts
///
/// As in Obsidian's tag pane, case is ignored, and a nested tag also counts as each of its parents.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// List only the tags of this note: its path, file name, title, alias or integration ID
    note: Option<String>,
    #[command(flatten)]
    format: FormatArgs,
}

pub static LAYOUT: Layout = Layout::new("tags", "tag", &["tag", "count", "notes"], "tag").of_names();

pub fn run(args: &Args, context: &Context) -> Result<Output> {
    let session = context.session()?;
    let mut rows = match &args.note {
        Some(name) => {
            let PartialCatalog { catalog, file } =
                session.partial_catalog(&session.note_argument(name)?, &[Part::Tags])?;
            tags::tags_of(&catalog, file)
        }
        None => tags::tags(&session.catalog(&[Part::Tags])?),
    };
    args.format.arrange(&LAYOUT, &mut rows)?;
    let styling = context.styling(&session.vault);
    args.format.print(List::new(&LAYOUT, &rows), &styling, |styling| human(&rows, args.note.is_none(), styling))
}

fn human(rows: &[TagRow], with_notes: bool, styling: &Styling) -> String {
    let digits = rows.iter().map(|row| row.count.to_string().len()).max().unwrap_or(1);
    let mut text = String::new();
    for TagRow { tag, count, notes } in rows {
        let notes = match notes {
            _ if !with_notes => String::new(),
            1 => faint("  in 1 note"),
            notes => faint(&format!("  in {notes} notes")),
        };
        let _ = writeln!(text, "{count:>digits$}  {}{notes}", strong(&styling.text(tag)));
    }
    text
}
