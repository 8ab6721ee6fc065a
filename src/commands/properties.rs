use std::cmp::Reverse;
use std::fmt::Write as _;

use vaultdex_query::structure::properties;
use vaultdex_query::structure::properties::{PropertyRow, ValueRow, display_value};

use super::args::{FormatArgs, Sort};
use super::context::Context;
use super::output::Output;
use super::text::invalid_frontmatter;
use crate::error::Result;
use crate::render::list::List;
use crate::render::terminal::{Styling, faint, strong};
use crate::session::{Notices, Part, PartialCatalog};
use crate::vault;

/// List the properties of the vault with their types, or those of a note with their values
///
/// The type is the one in the vault's settings, otherwise the type that fits most values: text, list, number, checkbox,
/// date, datetime, tags or aliases.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// List the properties of this note: its path, file name, title, alias or integration ID
    note: Option<String>,
    /// Sort order of the vault's properties [default: name]
    #[arg(long, value_enum, value_name = "ORDER", conflicts_with = "note")]
    sort: Option<Sort>,
    /// Print only the number of properties
    #[arg(long, alias = "total")]
    count: bool,
    #[command(flatten)]
    format: FormatArgs,
}

pub fn run(args: &Args, context: &Context) -> Result<Output> {
    let session = context.session()?;
    let (types, problem) = vault::property_types(&session.vault);
    problem.iter().for_each(|problem| context.warn(problem));
    if let Some(name) = &args.note {
        let PartialCatalog { catalog, file } =
            session.partial_catalog(&session.note_argument(name)?, &[Part::Outline])?;
        if let Some(problem) = invalid_frontmatter(&catalog.files[file]) {
            context.warn(&problem);
        }
        let rows = properties::properties_of(&catalog, file, &types);
        if args.count {
            return Ok(args.format.count(rows.len()));
        }
        let list = List::new("properties", &["name", "type", "value", "line"], "path", &rows);
        let styling = context.styling(&session.vault);
        return Ok(args.format.print(&list, &styling, || values(&rows, &styling)));
    }
    let catalog = session.catalog(&[Part::Outline])?;
    let mut rows = properties::properties(&catalog, &types);
    if args.sort == Some(Sort::Count) {
        rows.sort_by_key(|row| Reverse(row.count));
    }
    if args.count {
        return Ok(args.format.count(rows.len()));
    }
    let mut list = List::new("properties", &["name", "type", "count"], "name", &rows);
    list.is_named = true;
    let styling = context.styling(&session.vault);
    Ok(args.format.print(&list, &styling, || names(&rows, &styling)))
}

fn names(rows: &[PropertyRow], styling: &Styling) -> String {
    let digits = rows.iter().map(|row| row.count.to_string().len()).max().unwrap_or(1);
    let mut text = String::new();
    for PropertyRow { name, kind, count } in rows {
        let _ = writeln!(text, "{count:>digits$}  {}  {}", strong(&styling.text(name)), faint(&styling.text(kind)));
    }
    text
}

fn values(rows: &[ValueRow], styling: &Styling) -> String {
    let mut text = String::new();
    for row in rows {
        // Each property is one line, so line breaks in values are not printed.
        let value = display_value(&row.value).replace('\n', " ");
        let line = format!("{}: {}", strong(&styling.text(row.name)), styling.text(&value));
        let _ = writeln!(text, "{}", line.trim_end());
    }
    text
}
