use clap::ValueEnum;
use schemars::JsonSchema;
use serde::Serialize;
use vaultdex_query::landscape::gaps::{COLUMNS, GapRow, OwnerGaps, Share, shares};

use vaultdex_query::landscape::questions::Questions;

use super::ask;
use super::text::{connection_cell, next_commands};
use crate::commands::context::Context;
use crate::commands::format::FormatArgs;
use crate::commands::output::Output;
use crate::commands::text::counted;
use crate::error::Result;
use crate::render::list::{Layout, List};
use crate::render::table::{Cell, Column, records};
use crate::render::terminal::{ALERT, Styling};

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

pub static INTEGRATIONS: Layout =
    Layout::new("integrations", "integration", &["id", "name", "status", "owners", "missing", "path", "line"], "path");

pub static OWNERS: Layout = Layout::new(
    "owners",
    "owner",
    &["owner", "destination", "count", "sides", "status", "recovery", "frequency", "runbook", "mapping", "next_review"],
    "integrations",
)
.with_fields(&[
    "owner",
    "destination",
    "count",
    "sides",
    "status",
    "recovery",
    "frequency",
    "runbook",
    "mapping",
    "next_review",
    "integrations",
]);

/// What the list of gaps ends with.
#[derive(Serialize, JsonSchema)]
pub struct Written<'a> {
    /// How much is written down.
    written: &'a [Share],
}

pub fn run(args: &Args, context: &Context) -> Result<Output> {
    ask(context, &[], |questions, styling| {
        let mut rows = questions.gaps();
        let shares = shares(&rows);
        if args.by == Some(By::Owner) {
            let mut owners = questions.gaps_by_owner(&rows);
            args.format.arrange(&OWNERS, &mut owners)?;
            return args.format.print(List::new(&OWNERS, &owners), styling, |styling| owners_table(&owners, styling));
        }
        args.format.arrange(&INTEGRATIONS, &mut rows)?;
        let list = List::new(&INTEGRATIONS, &rows).with_after(&Written { written: &shares });
        args.format.print(list, styling, |styling| human(&rows, &shares, questions, context, styling))
    })
}

/// The headings of [`COLUMNS`].
const HEADINGS: [&str; COLUMNS.len()] =
    ["SIDES", "STATUS", "OWNER", "FREQ", "RECOVERY", "RUNBOOK", "MAPPING", "REVIEW"];

fn headings() -> impl Iterator<Item = Column<'static>> {
    HEADINGS.iter().zip(3..).map(|(heading, rank)| Column::new(heading, rank))
}

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
    let complete = rows.iter().filter(|row| row.missing.is_empty()).count();
    let total = format!("{}, {complete} without a gap", counted(rows.len(), "integration"));
    let columns: Vec<Column> = [Column::new("INTEGRATION", 1).least(12)].into_iter().chain(headings()).collect();
    records(&columns, &cells, &total, styling)
        + &next_commands(
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
    let first = [Column::new("OWNER", 1).least(12), Column::new("OF", 2)];
    let columns: Vec<Column> = first.into_iter().chain(headings()).collect();
    records(&columns, &cells.collect::<Vec<Vec<Cell>>>(), "how often each is missing", styling)
}
