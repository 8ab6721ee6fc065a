use std::fmt::Write as _;

use vaultdex_query::structure::tasks;
use vaultdex_query::structure::tasks::{TaskRow, Wanted};

use super::Output;
use super::args::Form;
use super::context::Context;
use crate::error::Result;
use crate::render::list::List;
use crate::render::terminal::Look;
use crate::session::{Excerpt, Part};

/// List the tasks of the vault, or of a note
///
/// A task is open where its brackets hold a blank, and done where they hold anything else.
#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("wanted"))]
pub struct Args {
    /// Only the tasks of this note: a path, a file name without `.md`, or an alias
    note: Option<String>,
    /// Only open tasks
    #[arg(long, group = "wanted")]
    todo: bool,
    /// Only done tasks
    #[arg(long, group = "wanted")]
    done: bool,
    /// Only tasks with this character in their brackets
    #[arg(long, value_name = "CHAR", group = "wanted", allow_hyphen_values = true)]
    status: Option<char>,
    /// Print only how many there are
    #[arg(long, alias = "total")]
    count: bool,
    #[command(flatten)]
    form: Form,
}

const COLUMNS: &[&str] = &["path", "line", "column", "status", "text"];

pub fn run(args: &Args, context: &Context) -> Result<Output> {
    let session = context.session()?;
    let (catalog, file) = match &args.note {
        Some(name) => session.excerpt(name, &[Part::Outline]).map(|Excerpt { catalog, file }| (catalog, Some(file)))?,
        None => (session.catalog(&[Part::Outline])?, None),
    };
    let wanted = match args.status {
        Some(status) => Wanted::Status(status),
        None if args.todo => Wanted::Todo,
        None if args.done => Wanted::Done,
        None => Wanted::Any,
    };
    let rows = match file {
        Some(file) => tasks::tasks_of(&catalog, file, wanted),
        None => tasks::tasks(&catalog, wanted),
    };
    if args.count {
        return Ok(args.form.count(rows.len()));
    }
    let mut list = List::new("tasks", COLUMNS, "path", &rows);
    list.behind.push(("counts", serde_json::to_value(tasks::counts(&rows)).unwrap_or_default()));
    Ok(args.form.print(&list, || human(&rows, &context.look(&session.vault))))
}

fn human(rows: &[TaskRow], look: &Look) -> String {
    let mut text = String::new();
    for row in rows {
        let place = look.place(row.path, row.line, row.column);
        let task = format!("[{}] {}", row.status, row.text);
        let _ = writeln!(text, "{place}  {}", look.text(&task));
    }
    text
}
