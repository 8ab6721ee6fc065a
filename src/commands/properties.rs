use std::cmp::Reverse;
use std::fmt::Write as _;

use vaultdex_query::structure::properties;
use vaultdex_query::structure::properties::{PropertyRow, ValueRow, shown};

use super::Output;
use super::args::{Form, Sort};
use super::context::Context;
use crate::error::Result;
use crate::render::list::List;
use crate::render::terminal::{Look, faint, strong};
use crate::session::{Excerpt, Part};
use crate::vault;

/// List the properties of the vault with their types, or those of a note with their values
///
/// The type is the one that the vault's settings give, else what most values look like: text, list, number, checkbox,
/// date, datetime, tags, aliases.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The properties of this note: a path, a file name without `.md`, or an alias
    note: Option<String>,
    /// In which order the vault's properties are listed [default: name]
    #[arg(long, value_enum, value_name = "ORDER", conflicts_with = "note")]
    sort: Option<Sort>,
    /// Print only how many properties there are
    #[arg(long, alias = "total")]
    count: bool,
    #[command(flatten)]
    form: Form,
}

pub fn run(args: &Args, context: &Context) -> Result<Output> {
    let session = context.session()?;
    let types = vault::property_types(&session.vault);
    if let Some(name) = &args.note {
        let Excerpt { catalog, file } = session.excerpt(name, &[Part::Outline])?;
        let rows = properties::properties_of(&catalog, file, &types);
        if args.count {
            return Ok(args.form.count(rows.len()));
        }
        let list = List::new("properties", &["name", "type", "value", "line"], "path", &rows);
        return Ok(args.form.print(&list, || values(&rows, &context.look(&session.vault))));
    }
    let catalog = session.catalog(&[Part::Outline])?;
    let mut rows = properties::properties(&catalog, &types);
    if args.sort == Some(Sort::Count) {
        rows.sort_by_key(|row| Reverse(row.count));
    }
    if args.count {
        return Ok(args.form.count(rows.len()));
    }
    let list = List::new("properties", &["name", "type", "count"], "name", &rows);
    Ok(args.form.print(&list, || names(&rows, &context.look(&session.vault))))
}

fn names(rows: &[PropertyRow], look: &Look) -> String {
    let digits = rows.iter().map(|row| row.count.to_string().len()).max().unwrap_or(1);
    let mut text = String::new();
    for PropertyRow { name, kind, count } in rows {
        let _ = writeln!(text, "{count:>digits$}  {}  {}", strong(&look.text(name)), faint(&look.text(kind)));
    }
    text
}

fn values(rows: &[ValueRow], look: &Look) -> String {
    let mut text = String::new();
    for row in rows {
        // A value of several lines would look like several properties.
        let value = shown(&row.value).replace('\n', " ");
        let line = format!("{}: {}", strong(&look.text(row.name)), look.text(&value));
        let _ = writeln!(text, "{}", line.trim_end());
    }
    text
}
