use std::fmt::Write as _;

use clap::ValueEnum;
use vaultdex_query::landscape::gaps::{COLUMNS, GapRow, OwnerGaps, Share, shares};

use vaultdex_query::landscape::questions::Questions;

use super::ask;
use super::text::{connection_cell, next_commands};
use crate::commands::args::FormatArgs;
use crate::commands::context::Context;
use crate::commands::output::Output;
use crate::commands::text::counted;
use crate::error::Result;
use crate::render::list::List;
use crate::render::table::{Cell, columns};
use crate::render::terminal::{ALERT, Styling, faint};

/// List what is not written down about each integration
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Count the gaps by this instead
    #[arg(long, value_enum, value_name = "BY")]
    by: Option<By>,
    #[command(flatten)]
    format: FormatArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum By {
    /// The owner
    Owner,
}

const LIST: &[&str] = &["id", "name", "status", "owners", "missing", "path", "line"];
const OWNERS: &[&str] =
    &["owner", "destination", "count", "sides", "status", "recovery", "frequency", "runbook", "mapping", "next_review"];

pub fn run(args: &Args, context: &Context) -> Result<Output> {
    ask(context, &[], |questions, styling| {
        let rows = questions.gaps();
        let shares = shares(&rows);
        if args.by == Some(By::Owner) {
            let owners = questions.gaps_by_owner(&rows);
            let list = List::new("owners", OWNERS, "integrations", &owners);
            return Ok(args.format.print(&list, styling, || owners_table(&owners, styling)));
        }
        let mut list = List::new("integrations", LIST, "path", &rows);
        list.after.push(("written", serde_json::json!(shares)));
        Ok(args.format.print(&list, styling, || human(&rows, &shares, questions, context, styling)))
    })
}

/// The headings of [`COLUMNS`].
const HEADINGS: [&str; COLUMNS.len()] =
    ["SIDES", "STATUS", "OWNER", "FREQ", "RECOVERY", "RUNBOOK", "MAPPING", "REVIEW"];

fn human(rows: &[GapRow], shares: &[Share], questions: &Questions, context: &Context, styling: &Styling) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let written = |is_missing: bool| if is_missing { Cell::styled("–", ALERT) } else { Cell::new("✓") };
    let mut cells: Vec<Vec<Cell>> = rows
        .iter()
        .map(|row| {
            let columns = COLUMNS.iter().map(|column| written(row.missing.contains(column)));
            [connection_cell(&row.connection)].into_iter().chain(columns).collect()
        })
        .collect();
    cells.push(
        [Cell::new("written down")]
            .into_iter()
            .chain(shares.iter().map(|it| Cell::new(format!("{} %", it.percent))))
            .collect(),
    );
    let header: Vec<&str> = ["INTEGRATION"].into_iter().chain(HEADINGS).collect();
    let mut text = columns(&header, &cells, styling);
    let complete = rows.iter().filter(|row| row.missing.is_empty()).count();
    let _ = writeln!(text, "{}", faint(&format!("{}, {complete} without a gap", counted(rows.len(), "integration"))));
    text + &next_commands(
        &[vec!["show", &questions.argument(&rows[0].connection)], vec!["gaps", "--by", "owner"]],
        context,
        styling,
    )
}

fn owners_table(owners: &[OwnerGaps], styling: &Styling) -> String {
    if owners.is_empty() {
        return String::new();
    }
    let count = |count: usize| if count == 0 { String::new() } else { count.to_string() };
    let cells = owners.iter().map(|it| {
        let owner = it.owner.as_deref().map_or_else(|| Cell::styled("no owner", ALERT), Cell::new);
        let of_nobody = if it.owner.is_none() { it.count } else { 0 };
        let missing = COLUMNS.iter().map(|column| Cell::new(count(*it.missing.get(column).unwrap_or(&of_nobody))));
        [owner, Cell::new(it.count.to_string())].into_iter().chain(missing).collect()
    });
    let header: Vec<&str> = ["OWNER", "OF"].into_iter().chain(HEADINGS).collect();
    columns(&header, &cells.collect::<Vec<Vec<Cell>>>(), styling) + &faint("how often each is missing") + "\n"
}
