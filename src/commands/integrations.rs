use std::fmt::Write as _;

use anstyle::Style;
use clap::builder::PossibleValuesParser;
use jiff::civil::Date;
use vaultdex_query::catalog::Catalog;
use vaultdex_query::catalogue::filter::{RecordFilter, days_overdue};
use vaultdex_query::catalogue::integrations;
use vaultdex_query::catalogue::record_view::{RecordRow, RecordRows, SystemRef};
use vaultdex_query::catalogue::systems::Systems;

use super::args::FormatArgs;
use super::context::Context;
use super::output::Output;
use crate::error::{Error, Result};
use crate::render::list::List;
use crate::render::table::{Cell, body, columns};
use crate::render::terminal::{ALERT, FAINT, Styling, faint, status_style, strong};
use crate::session::Part;

/// List the integrations that are recorded in notes
#[derive(Debug, clap::Args)]
pub struct Args {
    /// List only integrations with this status: planned, development, testing, active, degraded, paused, deprecated,
    /// retired or unknown
    #[arg(long, value_name = "STATUS", value_delimiter = ',', value_parser = PossibleValuesParser::new(STATUSES))]
    #[arg(hide_possible_values = true, ignore_case = true)]
    status: Vec<String>,
    /// List only integrations that involve this system
    #[arg(long, value_name = "NAME")]
    system: Option<String>,
    /// List only integrations whose owner's name contains this text
    #[arg(long, value_name = "NAME")]
    owner: Option<String>,
    /// List only integrations whose next review is overdue
    #[arg(long)]
    overdue: bool,
    /// Print only the number of integrations
    #[arg(long)]
    count: bool,
    #[command(flatten)]
    format: FormatArgs,
}

const STATUSES: [&str; 9] =
    ["planned", "development", "testing", "active", "degraded", "paused", "deprecated", "retired", "unknown"];
/// The minimum width of a terminal for the table, in columns.
const TABLE_WIDTH: usize = 110;

const COLUMNS: &[&str] =
    &["id", "name", "shape", "status", "sources", "targets", "frequency", "owner", "next_review", "path", "line"];

pub fn run(args: &Args, context: &Context) -> Result<Output> {
    let session = context.session()?;
    let catalog = session.catalog(&[Part::Names, Part::Records])?;
    let systems = Systems::new(&catalog);
    let today = context.today()?;
    let filter = RecordFilter {
        status: args.status.iter().map(|status| status.to_lowercase()).collect(),
        system: args.system.as_deref().map(|name| find_system(&catalog, &systems, name)).transpose()?,
        owner: args.owner.clone(),
        overdue: args.overdue.then_some(today),
    };
    let rows = RecordRows::new(&catalog, &systems);
    let (mut matching, mut total) = (Vec::new(), 0);
    for entry in integrations::integrations(&catalog) {
        total += 1;
        let row = rows.row(&entry);
        if filter.matches(&entry, &row, &systems) {
            matching.push(row);
        }
    }
    if args.count {
        return Ok(args.format.count(matching.len()));
    }
    let list = List::new("integrations", COLUMNS, "path", &matching);
    Ok(args.format.print(&list, || human(&matching, total, today, &context.styling(&session.vault))))
}

/// Returns the position of the system called `name`.
///
/// # Errors
///
/// If there is none; the error suggests similar names.
fn find_system(catalog: &Catalog, systems: &Systems, name: &str) -> Result<usize> {
    systems.find(catalog, name).ok_or_else(|| {
        let near = systems.nearest(name).iter().map(ToString::to_string).collect();
        Error::NoSuchSystem { name: name.to_owned(), near }
    })
}

fn human(rows: &[RecordRow], total: usize, today: Date, styling: &Styling) -> String {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let cells = rows.iter().map(|row| {
        // A status that is not recognized is shown as written.
        let (status, style) = match (&row.status, &row.status_raw) {
            (Some(status), _) => (status.clone(), status_style(status)),
            (None, raw) if row.has_status => (text(raw), FAINT),
            (None, _) => (String::new(), FAINT),
        };
        vec![
            Cell::new(text(&row.id)),
            Cell::linked(&row.name, &row.path, row.line),
            Cell::new(row.shape.name()),
            Cell::styled(status, style),
            Cell::new(names(&row.sources)),
            Cell::new(names(&row.targets)),
            Cell::new(text(&row.frequency)),
            Cell::new(row.owner.as_ref().map(|owner| owner.text.clone()).unwrap_or_default()),
            review(row, today),
        ]
    });
    let cells: Vec<Vec<Cell>> = cells.collect();
    if cells.is_empty() {
        return String::new();
    }
    let count = faint(&format!("{} of {total} integrations", rows.len()));
    if styling.width.is_some_and(|width| width < TABLE_WIDTH) {
        return narrow(rows, today, styling) + &count + "\n";
    }
    let header = ["ID", "NAME", "SHAPE", "STATUS", "SOURCES", "TARGETS", "FREQUENCY", "OWNER", "NEXT REVIEW"];
    columns(&header, &cells, styling) + &count + "\n"
}

/// Returns the list for narrow terminals: for each integration a line with its name, then one with the rest.
fn narrow(rows: &[RecordRow], today: Date, styling: &Styling) -> String {
    let mut text = String::new();
    for row in rows {
        let id = row.id.as_ref().map(|id| format!("{}  ", styling.text(id))).unwrap_or_default();
        let _ = writeln!(text, "{id}{}", strong(&styling.text(&row.name)));
        let late = days_overdue(row, today).map(|days| format!(" ({})", overdue(days))).unwrap_or_default();
        let review = row.next_review.as_ref().map(|due| format!("review {due}{late}"));
        let (sources, targets) = (names(&row.sources), names(&row.targets));
        let ends = [sources.as_str(), targets.as_str()].map(|side| if side.is_empty() { "?" } else { side });
        let arrow = if row.direction.as_deref() == Some("two-way") { " ↔ " } else { " → " };
        let details = [
            row.status.clone().or_else(|| row.status_raw.clone()),
            (ends != ["?", "?"]).then(|| ends.join(arrow)),
            row.frequency.clone(),
            row.owner.as_ref().map(|owner| owner.text.clone()),
            review,
        ];
        let details = details.into_iter().flatten().collect::<Vec<_>>().join("  ·  ");
        let cells = if details.is_empty() { Vec::new() } else { vec![vec![Cell::new(" "), Cell::new(details)]] };
        text.push_str(&body(&cells, styling));
    }
    text
}

fn names(systems: &[SystemRef]) -> String {
    systems.iter().map(|system| system.name.as_str()).collect::<Vec<_>>().join(", ")
}

fn review(row: &RecordRow, today: Date) -> Cell {
    let due = row.next_review.clone().unwrap_or_default();
    match days_overdue(row, today) {
        Some(days) => Cell::styled(format!("{due} ({})", overdue(days)), ALERT),
        None => Cell::styled(due, Style::new()),
    }
}

/// Returns how many days a review is overdue, as text.
pub fn overdue(days: i64) -> String {
    if days == 1 { "1 day overdue".to_owned() } else { format!("{days} days overdue") }
}
