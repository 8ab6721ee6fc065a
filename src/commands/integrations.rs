use std::fmt::Write as _;

use anstyle::Style;
use jiff::civil::Date;
use vaultdex_query::catalog::Catalog;
use vaultdex_query::catalogue::filter::{Filter, days_late};
use vaultdex_query::catalogue::integrations;
use vaultdex_query::catalogue::record_view::{RecordRow, Rows, SystemName};
use vaultdex_query::catalogue::systems::Systems;

use super::Output;
use super::args::Form;
use super::context::Context;
use crate::error::{Error, Result};
use crate::render::list::List;
use crate::render::table::{Cell, body, columns};
use crate::render::terminal::{ALERT, FAINT, Look, faint, status_style, strong};
use crate::session::Part;

/// List the integrations that the notes record
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only those in this state: planned, development, testing, active, degraded, paused, deprecated, retired or unknown
    #[arg(long, value_name = "STATUS", value_delimiter = ',', value_parser = clap::builder::PossibleValuesParser::new(STATUSES), hide_possible_values = true, ignore_case = true)]
    status: Vec<String>,
    /// Only those that this system has a part in
    #[arg(long, value_name = "NAME")]
    system: Option<String>,
    /// Only those whose owner's name holds this
    #[arg(long, value_name = "NAME")]
    owner: Option<String>,
    /// Only those whose next review is past
    #[arg(long)]
    overdue: bool,
    /// Print only how many there are
    #[arg(long)]
    count: bool,
    #[command(flatten)]
    form: Form,
}

const STATUSES: [&str; 9] =
    ["planned", "development", "testing", "active", "degraded", "paused", "deprecated", "retired", "unknown"];
/// A terminal with fewer columns has no room for the table.
const NARROW: usize = 110;

const COLUMNS: &[&str] =
    &["id", "name", "shape", "status", "sources", "targets", "frequency", "owner", "next_review", "path", "line"];

pub fn run(args: &Args, context: &Context) -> Result<Output> {
    let session = context.session()?;
    let catalog = session.catalog(&[Part::Names, Part::Records])?;
    let systems = Systems::new(&catalog);
    let today = context.today()?;
    let filter = Filter {
        status: args.status.iter().map(|status| status.to_lowercase()).collect(),
        system: args.system.as_deref().map(|name| system(&catalog, &systems, name)).transpose()?,
        owner: args.owner.clone(),
        overdue: args.overdue.then_some(today),
    };
    let rows = Rows::new(&catalog, &systems);
    let (mut wanted, mut all) = (Vec::new(), 0);
    for entry in integrations::integrations(&catalog) {
        all += 1;
        let row = rows.row(&entry);
        if filter.wants(&entry, &row, &systems) {
            wanted.push(row);
        }
    }
    if args.count {
        return Ok(args.form.count(wanted.len()));
    }
    let list = List::new("integrations", COLUMNS, "path", &wanted);
    Ok(args.form.print(&list, || human(&wanted, all, today, &context.look(&session.vault))))
}

/// The system that a person means, or an error that helps to name it better.
pub fn system(catalog: &Catalog, systems: &Systems, name: &str) -> Result<usize> {
    systems.find(catalog, name).ok_or_else(|| {
        let near = systems.nearest(name);
        let near: Vec<String> = near.iter().map(|name| format!("`{name}`")).collect();
        let advice = match near.is_empty() {
            true => String::new(),
            false => format!("; did you mean {}?", near.join(", ")),
        };
        Error::Usage(format!("no system called `{name}`{advice}"))
    })
}

fn human(rows: &[RecordRow], all: usize, today: Date, look: &Look) -> String {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let cells = rows.iter().map(|row| {
        // A status that no vocabulary knows is shown as written.
        let (status, style) = match (&row.status, &row.status_raw) {
            (Some(status), _) => (status.clone(), status_style(status)),
            (None, raw) if row.has_status => (text(raw), FAINT),
            (None, _) => (String::new(), FAINT),
        };
        vec![
            Cell::new(text(&row.id)),
            Cell::leading(&row.name, &row.path, row.line),
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
    if look.width.is_some_and(|width| width < NARROW) {
        let count = format!("{} of {all} integrations", rows.len());
        return narrow(rows, today, look) + &faint(&count) + "\n";
    }
    let header = ["ID", "NAME", "SHAPE", "STATUS", "SOURCES", "TARGETS", "FREQUENCY", "OWNER", "NEXT REVIEW"];
    let mut table = columns(&header, &cells, look);
    let count = format!("{} of {all} integrations", rows.len());
    let _ = writeln!(table, "{}", faint(&count));
    table
}

/// Where nine columns have no room: a line for what it is called, and lines for what is said of it.
fn narrow(rows: &[RecordRow], today: Date, look: &Look) -> String {
    let mut text = String::new();
    for row in rows {
        let id = row.id.as_ref().map(|id| format!("{}  ", look.text(id))).unwrap_or_default();
        let _ = writeln!(text, "{id}{}", strong(&look.text(&row.name)));
        let late = days_late(row, today).map(|days| format!(" ({})", late_words(days))).unwrap_or_default();
        let review = row.next_review.as_ref().map(|due| format!("review {due}{late}"));
        let (sources, targets) = (names(&row.sources), names(&row.targets));
        let ends = [sources.as_str(), targets.as_str()].map(|side| if side.is_empty() { "?" } else { side });
        let arrow = if row.direction.as_deref() == Some("two-way") { " ↔ " } else { " → " };
        let said = [
            row.status.clone().or_else(|| row.status_raw.clone()),
            (ends != ["?", "?"]).then(|| ends.join(arrow)),
            row.frequency.clone(),
            row.owner.as_ref().map(|owner| owner.text.clone()),
            review,
        ];
        let said = said.into_iter().flatten().collect::<Vec<_>>().join("  ·  ");
        let cells = if said.is_empty() { Vec::new() } else { vec![vec![Cell::new(" "), Cell::new(said)]] };
        text.push_str(&body(&cells, look));
    }
    text
}

fn names(systems: &[SystemName]) -> String {
    systems.iter().map(|system| system.name.as_str()).collect::<Vec<_>>().join(", ")
}

fn review(row: &RecordRow, today: Date) -> Cell {
    let due = row.next_review.clone().unwrap_or_default();
    match days_late(row, today) {
        Some(days) => Cell::styled(format!("{due} ({})", late_words(days)), ALERT),
        None => Cell::styled(due, Style::new()),
    }
}

/// So many days late, as a person says it.
pub fn late_words(days: i64) -> String {
    if days == 1 { "1 day late".to_owned() } else { format!("{days} days late") }
}
