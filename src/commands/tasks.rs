use std::fmt::Write as _;

use vaultdex_query::structure::tasks;
use vaultdex_query::structure::tasks::{TaskFilter, TaskRow};

use super::args::FormatArgs;
use super::context::Context;
use super::output::Output;
use crate::error::{Error, Result};
use crate::render::list::List;
use crate::render::terminal::Styling;
use crate::session::{Part, PartialCatalog};

/// List the tasks of the vault or of a note
///
/// A task is open if its brackets contain a space, and done if they contain any other character.
#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("wanted"))]
pub struct Args {
    /// List only the tasks of this note: its path, file name, title, alias or integration ID
    note: Option<String>,
    /// List only open tasks
    #[arg(long, group = "wanted")]
    todo: bool,
    /// List only done tasks
    #[arg(long, group = "wanted")]
    done: bool,
    /// List only tasks with this character in their brackets
    #[arg(long, value_name = "CHAR", value_parser = single_char, group = "wanted", allow_hyphen_values = true)]
    status: Option<char>,
    /// Print only the number of tasks
    #[arg(long, alias = "total")]
    count: bool,
    #[command(flatten)]
    format: FormatArgs,
}

const COLUMNS: &[&str] = &["path", "line", "column", "status", "text"];

fn single_char(text: &str) -> Result<char> {
    text.parse().map_err(|_| Error::InvalidValue { expected: "a single character" })
}

pub fn run(args: &Args, context: &Context) -> Result<Output> {
    let session = context.session()?;
    let (catalog, file) = match &args.note {
        Some(name) => session
            .partial_catalog(&session.note_argument(name)?, &[Part::Outline])
            .map(|PartialCatalog { catalog, file }| (catalog, Some(file)))?,
        None => (session.catalog(&[Part::Outline])?, None),
    };
    let wanted = match args.status {
        Some(status) => TaskFilter::Status(status),
        None if args.todo => TaskFilter::Todo,
        None if args.done => TaskFilter::Done,
        None => TaskFilter::All,
    };
    let rows = match file {
        Some(file) => tasks::tasks_of(&catalog, file, wanted),
        None => tasks::tasks(&catalog, wanted),
    };
    if args.count {
        return Ok(args.format.count(rows.len()));
    }
    let mut list = List::new("tasks", COLUMNS, "path", &rows);
    list.after.push(("counts", serde_json::to_value(tasks::counts(&rows)).unwrap_or_default()));
    let styling = context.styling(&session.vault);
    Ok(args.format.print(&list, &styling, || human(&rows, &styling)))
}

fn human(rows: &[TaskRow], styling: &Styling) -> String {
    let mut text = String::new();
    for row in rows {
        let place = styling.location(row.path, row.line, row.column);
        let task = format!("[{}] {}", row.status, row.text);
        let _ = writeln!(text, "{place}  {}", styling.text(&task));
    }
    text
}
