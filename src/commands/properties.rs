use std::fmt::Write as _;

use vaultdex_query::structure::properties;
use vaultdex_query::structure::properties::{PropertyRow, ValueRow, display_value};

use super::context::Context;
use super::format::FormatArgs;
use super::output::Output;
use super::text::invalid_frontmatter;
use crate::error::Result;
use crate::render::list::{Layout, List};
use crate::render::terminal::{Styling, faint, strong};
use crate::render::wrap::{Item, fill};
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
    #[command(flatten)]
    format: FormatArgs,
}

pub static NAMES: Layout = Layout::new("properties", "property", &["name", "type", "count"], "name").of_names();

pub static VALUES: Layout = Layout::new("properties", "property", &["name", "type", "value", "line"], "path")
    .with_fields(&["path", "name", "type", "value", "line"]);

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
        let mut rows = properties::properties_of(&catalog, file, &types);
        args.format.arrange(&VALUES, &mut rows)?;
        let styling = context.styling(&session.vault);
        return args.format.print(List::new(&VALUES, &rows), &styling, |styling| values(&rows, styling));
    }
    let catalog = session.catalog(&[Part::Outline])?;
    let mut rows = properties::properties(&catalog, &types);
    args.format.arrange(&NAMES, &mut rows)?;
    args.format.print(List::new(&NAMES, &rows), &context.styling(&session.vault), |styling| names(&rows, styling))
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
        text.push_str(&fill("", 4, &[Item::Words(line.trim_end().to_owned())], " ", styling.width));
    }
    text
}
