use std::cmp::Reverse;
use std::fmt::Write as _;

use vaultdex_query::structure::tags;
use vaultdex_query::structure::tags::TagRow;

use super::Output;
use super::args::{Form, Sort};
use super::context::Context;
use crate::error::Result;
use crate::render::list::List;
use crate::render::terminal::{Look, faint, strong};
use crate::session::{Excerpt, Part};

/// List the tags of the vault, or of a note, with how often they occur
///
/// As in Obsidian's tag pane, letter case is nothing and nested tags count for the tags they are nested in.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only the tags of this note: a path, a file name without `.md`, or an alias
    note: Option<String>,
    /// In which order
    #[arg(long, value_enum, default_value_t, value_name = "ORDER")]
    sort: Sort,
    /// Print only how many tags there are
    #[arg(long, alias = "total")]
    count: bool,
    #[command(flatten)]
    form: Form,
}

pub fn run(args: &Args, context: &Context) -> Result<Output> {
    let session = context.session()?;
    let mut rows = match &args.note {
        Some(name) => {
            let Excerpt { catalog, file } = session.excerpt(name, &[Part::Tags])?;
            tags::tags_of(&catalog, file)
        }
        None => tags::tags(&session.catalog(&[Part::Tags])?),
    };
    if args.sort == Sort::Count {
        rows.sort_by_key(|row| Reverse(row.count));
    }
    if args.count {
        return Ok(args.form.count(rows.len()));
    }
    let list = List::new("tags", &["tag", "count", "notes"], "tag", &rows);
    Ok(args.form.print(&list, || human(&rows, args.note.is_none(), &context.look(&session.vault))))
}

fn human(rows: &[TagRow], with_notes: bool, look: &Look) -> String {
    let digits = rows.iter().map(|row| row.count.to_string().len()).max().unwrap_or(1);
    let mut text = String::new();
    for TagRow { tag, count, notes } in rows {
        let notes = match notes {
            _ if !with_notes => String::new(),
            1 => faint("  in 1 note"),
            notes => faint(&format!("  in {notes} notes")),
        };
        let _ = writeln!(text, "{count:>digits$}  {}{notes}", strong(&look.text(tag)));
    }
    text
}
