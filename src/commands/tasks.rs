use schemars::JsonSchema;
use serde::Serialize;
use vaultdex_query::structure::tasks;
use vaultdex_query::structure::tasks::{TaskCounts, TaskFilter, TaskRow};

use super::context::Context;
use super::format::FormatArgs;
use super::output::Output;
use crate::error::{Error, Result};
use crate::render::list::{Layout, List};
use crate::render::terminal::Styling;
use crate::render::wrap::{Item, fill};
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
    #[command(flatten)]
    format: FormatArgs,
}

pub static LAYOUT: Layout = Layout::new("tasks", "task", &["path", "line", "column", "status", "text"], "path")
    .with_fields(&["path", "line", "column", "start", "end", "status", "text"]);

/// What the list ends with.
#[derive(Serialize, JsonSchema)]
pub struct Counts {
    /// The numbers of the listed tasks.
    counts: TaskCounts,
}

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
    let mut rows = match file {
        Some(file) => tasks::tasks_of(&catalog, file, wanted),
        None => tasks::tasks(&catalog, wanted),
    };
    args.format.arrange(&LAYOUT, &mut rows)?;
    let list = List::new(&LAYOUT, &rows).with_after(&Counts { counts: tasks::counts(&rows) });
    args.format.print(list, &context.styling(&session.vault), |styling| human(&rows, styling))
}

fn human(rows: &[TaskRow], styling: &Styling) -> String {
    let mut text = String::new();
    for row in rows {
        let place = styling.location(row.path, row.line, row.column);
        let task = format!("[{}] {}", row.status, row.text);
        text.push_str(&fill(
            &format!("{place}  "),
            4,
            &[Item::Words(styling.text(&task).into_owned())],
            " ",
            styling.width,
        ));
    }
    text
}
