use schemars::JsonSchema;
use serde::Serialize;
use vaultdex_query::landscape::questions::Questions;
use vaultdex_query::landscape::review::{Reason, ReviewRequest, ReviewRow};

use super::ask;
use super::text::{connection_cell, next_commands, owner_names, owners_text, place_cell, status_cell};
use crate::commands::context::Context;
use crate::commands::format::{FormatArgs, format_names};
use crate::commands::output::Output;
use crate::commands::text::counted;
use crate::error::Result;
use crate::render::calendar;
use crate::render::list::Layout;
use crate::render::table::{Cell, Column, records};
use crate::render::terminal::{ALERT, Styling, faint};
use crate::session::{Notices, Part};

/// List what is due: reviews, owners who left, integrations without owner, test or update
#[derive(Debug, clap::Args)]
#[command(mut_arg("format", |arg| arg.value_parser(format_names(&[(CALENDAR, "A calendar with the next reviews")]))))]
pub struct Args {
    /// List only integrations whose owner's name contains this text
    #[arg(long, value_name = "NAME")]
    owner: Option<String>,
    /// Also list reviews that are due within this number of days
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(i64).range(0..=36_500))]
    within: Option<i64>,
    #[command(flatten)]
    format: FormatArgs,
}

/// The format of a calendar (RFC 5545), which only this command has.
const CALENDAR: &str = "ics";

/// Something that is due, as a row of a table.
#[derive(Serialize, JsonSchema)]
pub struct FlatRow<'a> {
    /// Why it is listed.
    #[schemars(with = "Reason")]
    reason: &'static str,
    /// The ID of the integration.
    id: Option<&'a str>,
    /// The name of the integration.
    name: &'a str,
    /// Its life cycle; `None` if it is not stated or not understood.
    status: Option<&'a str>,
    /// The date, name or side that is the reason.
    detail: Option<&'a str>,
    /// By how many days it is late, or since how many days nothing was done; `None` if that is not a matter of days.
    days: Option<i64>,
    /// The names of its owners; empty if there are none.
    owner: String,
    /// The path of the note that records it.
    path: &'a str,
    /// The line where the record begins, from 1.
    line: u32,
}

pub static LAYOUT: Layout = Layout::new(
    "reviews",
    "review",
    &["reason", "id", "name", "status", "detail", "days", "owner", "path", "line"],
    "path",
);

/// The columns for people.
const COLUMNS: [Column; 6] = [
    Column::new("REASON", 2),
    Column::new("INTEGRATION", 1).least(13),
    Column::new("WHY", 3).least(28),
    Column::new("STATUS", 4).least(12),
    Column::new("OWNER", 5).least(12),
    Column::new("PLACE", 6).least(20),
];

pub fn run(args: &Args, context: &Context) -> Result<Output> {
    let is_verbose = context.is_verbose();
    let parts: &[Part] = if is_verbose { &[Part::Changes, Part::LinksOfChanges] } else { &[] };
    ask(context, parts, |questions, styling| {
        let request = ReviewRequest { owner: args.owner.clone(), within: args.within, unlogged: is_verbose };
        if args.format.name() == Some(CALENDAR) {
            args.format.check()?;
            let events = next_reviews(questions, &request);
            if events.is_empty() {
                context.note("no integration has a next review");
                return Ok(Output { is_negative: true, ..Output::default() });
            }
            return Ok(Output::document(calendar::document(&events, questions.today)));
        }
        let rows = questions.review(&request);
        // Something due is what this command reports, like a finding of `doctor`.
        let is_negative = !rows.is_empty();
        let output = match args.format.is_json() {
            true => args.format.print_answer(&LAYOUT, rows, styling, |_, _| String::new())?,
            false => {
                let flat = rows.iter().map(flat_row).collect();
                args.format
                    .print_answer(&LAYOUT, flat, styling, |_, styling| human(&rows, questions, context, styling))?
            }
        };
        Ok(Output { is_negative, ..output })
    })
}

fn flat_row(row: &ReviewRow) -> FlatRow<'_> {
    FlatRow {
        reason: row.reason.name(),
        id: row.connection.id.as_deref(),
        name: &row.connection.name,
        status: row.connection.status.as_deref(),
        detail: row.detail.as_deref(),
        days: row.days,
        owner: owner_names(&row.owners),
        path: &row.connection.path,
        line: row.connection.line,
    }
}

/// Says why an integration is listed.
fn why(row: &ReviewRow) -> String {
    let detail = row.detail.as_deref().unwrap_or_default();
    let days = row.days.map(|days| format!("{days}d")).unwrap_or_default();
    match row.reason {
        Reason::Overdue => format!("review {detail}, {days} late"),
        Reason::OwnerLeft => format!("{detail} has left"),
        Reason::Ownerless => "nobody owns it".to_owned(),
        Reason::OwnerUnknown => format!("{detail} has no note"),
        Reason::Untested if detail.is_empty() => "never tested".to_owned(),
        Reason::Untested => format!("tested {detail}, {days} ago"),
        Reason::Stale => format!("updated {detail}, {days} ago"),
        Reason::NoSide => format!("no {detail}"),
        Reason::Due if row.days == Some(0) => format!("review {detail}, today"),
        Reason::Due => format!("review {detail}, in {days}"),
        Reason::Unlogged => "no change entry".to_owned(),
    }
}

fn human(rows: &[ReviewRow], questions: &Questions, context: &Context, styling: &Styling) -> String {
    if rows.is_empty() {
        return format!("{}\n", faint("nothing is due"));
    }
    let cells = rows.iter().map(|row| {
        let is_late = matches!(row.reason, Reason::Overdue | Reason::OwnerLeft);
        let reason = if is_late { Cell::styled(row.reason.name(), ALERT) } else { Cell::new(row.reason.name()) };
        vec![
            reason,
            connection_cell(&row.connection),
            Cell::new(why(row)),
            status_cell(row.connection.status.as_deref()),
            Cell::new(owners_text(&row.owners)),
            place_cell(&row.connection),
        ]
    });
    let mut connections: Vec<_> = rows.iter().map(|row| &row.connection).collect();
    connections.sort();
    connections.dedup();
    let total = format!("{} on {}", counted(rows.len(), "finding"), counted(connections.len(), "integration"));
    records(&COLUMNS, &cells.collect::<Vec<_>>(), &total, styling)
        + &next_commands(&[vec!["show", &questions.argument(&rows[0].connection)], vec!["gaps"]], context, styling)
}

fn next_reviews(questions: &Questions, request: &ReviewRequest) -> Vec<calendar::Event> {
    let events = questions.next_reviews(request).into_iter().map(|it| calendar::Event {
        // The line may change.
        id: format!("{}#{}", it.connection.path, it.connection.label()),
        day: it.day,
        summary: format!("Review {}", it.connection.label()),
        description: match it.owners.as_slice() {
            [] => format!("{}:{}", it.connection.path, it.connection.line),
            owners => format!("{}:{}\nOwner: {}", it.connection.path, it.connection.line, owners.join(", ")),
        },
    });
    events.collect()
}
