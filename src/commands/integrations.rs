use std::fmt::Write as _;

use anstyle::Style;
use clap::builder::PossibleValuesParser;
use jiff::civil::Date;
use serde_json::Value;
use vaultdex_query::catalog::{Catalog, File};
use vaultdex_query::catalogue::filter::{RecordFilter, days_overdue};
use vaultdex_query::catalogue::integrations;
use vaultdex_query::catalogue::record_row::{RecordRow, SystemRef};
use vaultdex_query::catalogue::record_view::RecordRows;
use vaultdex_query::catalogue::systems::Systems;
use vaultdex_query::catalogue::unread;
use vaultdex_query::catalogue::unread::UnreadRow;
use vaultdex_query::landscape::life_cycle::{STATUSES, UNKNOWN};
use vaultdex_query::links::lookup::nearest_of;
use vaultdex_records::Extracted;

use super::args::FormatArgs;
use super::context::Context;
use super::output::Output;
use super::text::{counted, invalid_frontmatter};
use super::unread::unread_table;
use crate::error::{Error, Result};
use crate::render::list::List;
use crate::render::table::{Cell, body, columns};
use crate::render::terminal::{ALERT, FAINT, Styling, faint, status_style, strong};
use crate::session::{Notices, Part};

/// List the integrations that are recorded in notes
#[derive(Debug, clap::Args)]
pub struct Args {
    /// List only integrations with this status: planned, development, testing, active, degraded, paused, deprecated,
    /// retired or unknown
    #[arg(long, value_name = "STATUS", value_delimiter = ',', value_parser = statuses())]
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
    /// List instead what was not understood: tables, headings and keys of which nothing was read, and notes that look
    /// like an integration and are none
    #[arg(long, conflicts_with_all = ["status", "system", "owner", "overdue"])]
    unread: bool,
    /// Print only the number of integrations
    #[arg(long)]
    count: bool,
    #[command(flatten)]
    format: FormatArgs,
}

fn statuses() -> PossibleValuesParser {
    PossibleValuesParser::new(STATUSES.into_iter().chain([UNKNOWN]))
}

/// The minimum width of a terminal for the table, in columns.
const TABLE_WIDTH: usize = 110;

const COLUMNS: &[&str] = &[
    "id",
    "name",
    "shape",
    "status",
    "sources",
    "targets",
    "frequency",
    "owner",
    "next_review",
    "path",
    "line",
    "suspect",
];

const UNREAD_COLUMNS: &[&str] = &["path", "line", "kind", "text", "reason"];

pub fn run(args: &Args, context: &Context) -> Result<Output> {
    let session = context.session()?;
    let catalog = session.catalog(&[Part::Names, Part::Records])?;
    if args.unread {
        let rows = unread::unread(&catalog);
        if args.count {
            return Ok(args.format.count(rows.len()));
        }
        let list = List::new("unread", UNREAD_COLUMNS, "path", &rows);
        let styling = context.styling(&session.vault);
        return Ok(args.format.print(&list, &styling, || human_unread(&rows, &styling)));
    }
    // Rows are built to be shown or filtered.
    let is_filtered = !args.status.is_empty() || args.system.is_some() || args.owner.is_some() || args.overdue;
    if args.count && !is_filtered {
        return Ok(args.format.count(integrations::integrations(&catalog).count()));
    }
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
    for entry in systems.integrations(&catalog) {
        total += 1;
        let row = rows.row(&entry);
        if filter.matches(&entry, &row, &rows, &systems) {
            matching.push(row);
        }
    }
    if let Some(name) = args.owner.as_deref().filter(|_| matching.is_empty()) {
        warn_of_unknown_owner(name, &catalog, &systems, &rows, context);
    }
    if args.count {
        return Ok(args.format.count(matching.len()));
    }
    let mut list = List::new("integrations", COLUMNS, "path", &matching);
    list.computed = &[("suspect", suspect_cell)];
    let styling = context.styling(&session.vault);
    let output = args.format.print(&list, &styling, || human(&matching, total, today, &styling));
    Ok(Output { closing_note: unreadable_frontmatter(&catalog, context), ..output })
}

/// Says that nobody has such a name, if so, and who is called similarly.
fn warn_of_unknown_owner(name: &str, catalog: &Catalog, systems: &Systems, rows: &RecordRows, context: &Context) {
    let entries: Vec<_> = systems.integrations(catalog).collect();
    if entries.iter().any(|entry| rows.is_owned_by(entry, name)) {
        return;
    }
    let owners = entries.iter().flat_map(|entry| entry.integration.owners().filter_map(Extracted::text));
    let near = nearest_of(owners, name);
    let near = if near.is_empty() { String::new() } else { format!("; did you mean `{}`?", near.join("`, `")) };
    context.warn(&format!("no owner's name contains `{name}`{near}"));
}

/// Says how many notes may be missing because their frontmatter cannot be read.
pub fn unreadable_frontmatter(catalog: &Catalog, context: &Context) -> Option<String> {
    let is_invalid = |file: &&File| file.is_catalogued() && invalid_frontmatter(file).is_some();
    let have = match catalog.files.iter().filter(is_invalid).count() {
        0 => return None,
        1 => "1 note has".to_owned(),
        count => format!("{count} notes have"),
    };
    context.closing_note(format!("{have} frontmatter that cannot be read; `vaultdex doctor` says where and why"))
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

/// Returns the status; one that is not recognized as written, and nothing if none is filled in.
pub fn status_text(row: &RecordRow) -> String {
    match (&row.status, &row.status_raw) {
        (Some(status), _) => row.marked("status", Some(status)),
        (None, Some(raw)) if row.has_status => raw.clone(),
        (None, _) => String::new(),
    }
}

/// Returns the cell of a status.
pub fn status_cell(row: &RecordRow) -> Cell {
    Cell::styled(status_text(row), row.status.as_deref().map_or(FAINT, status_style))
}

/// Returns the sources and targets, `Web Shop → ERP`; `None` if neither are known.
pub fn ends(row: &RecordRow) -> Option<String> {
    let (sources, targets) = (names(&row.sources), names(&row.targets));
    let ends = [sources.as_str(), targets.as_str()].map(|side| if side.is_empty() { "?" } else { side });
    let arrow = if row.direction.as_deref() == Some("two-way") { " ↔ " } else { " → " };
    (ends != ["?", "?"]).then(|| ends.join(arrow))
}

fn human(rows: &[RecordRow], total: usize, today: Date, styling: &Styling) -> String {
    let cells = rows.iter().map(|row| {
        vec![
            Cell::new(row.marked("id", row.id.as_deref())),
            Cell::linked(row.marked("name", Some(&row.name)), &row.path, row.line),
            Cell::new(row.shape.name()),
            status_cell(row),
            Cell::new(names(&row.sources)),
            Cell::new(names(&row.targets)),
            Cell::new(row.marked("frequency", row.frequency.as_deref())),
            Cell::new(row.marked("owner", row.owner.as_ref().map(|owner| owner.text.as_str()))),
            review(row, today),
        ]
    });
    let cells: Vec<Vec<Cell>> = cells.collect();
    if cells.is_empty() {
        return String::new();
    }
    let count = faint(&format!("{} of {}", rows.len(), counted(total, "integration")));
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
        let id = row.id.as_deref().map(|id| format!("{}  ", styling.text(&row.marked("id", Some(id)))));
        let name = row.marked("name", Some(&row.name));
        let _ = writeln!(text, "{}{}", id.unwrap_or_default(), strong(&styling.text(&name)));
        let late = days_overdue(row, today).map(|days| format!(" ({})", overdue(days))).unwrap_or_default();
        let marked = |field: &str, value: Option<&str>| value.map(|value| row.marked(field, Some(value)));
        let review = marked("next_review", row.next_review.as_deref()).map(|due| format!("review {due}{late}"));
        let details = [
            marked("status", row.status.as_deref()).or_else(|| row.status_raw.clone()),
            ends(row),
            marked("frequency", row.frequency.as_deref()),
            marked("owner", row.owner.as_ref().map(|owner| owner.text.as_str())),
            review,
        ];
        let details = details.into_iter().flatten().collect::<Vec<_>>().join("  ·  ");
        let cells = if details.is_empty() { Vec::new() } else { vec![vec![Cell::new(" "), Cell::new(details)]] };
        text.push_str(&body(&cells, styling));
    }
    text
}

/// Returns the names of systems, with a mark behind those that are guesses.
pub fn names(systems: &[SystemRef]) -> String {
    systems.iter().map(SystemRef::marked).collect::<Vec<_>>().join(", ")
}

fn review(row: &RecordRow, today: Date) -> Cell {
    let due = row.marked("next_review", row.next_review.as_deref());
    match days_overdue(row, today) {
        Some(days) => Cell::styled(format!("{due} ({})", overdue(days)), ALERT),
        None => Cell::styled(due, Style::new()),
    }
}

/// Returns how many days a review is overdue, as text.
pub fn overdue(days: i64) -> String {
    if days == 1 { "1 day overdue".to_owned() } else { format!("{days} days overdue") }
}

/// Returns the names of the fields and sides of an integration that are guesses. In a table nothing else marks them.
fn suspect_cell(row: &Value) -> String {
    let fields = row["suspect"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let has_guess = |side: &&str| row[*side].as_array().into_iter().flatten().any(|it| it["state"] == "suspect");
    let sides = ["sources", "targets", "middleware", "parties"].into_iter().filter(has_guess);
    fields.chain(sides).collect::<Vec<_>>().join("; ")
}

/// Returns what was not understood in the vault.
fn human_unread(rows: &[UnreadRow], styling: &Styling) -> String {
    let table = unread_table(rows, "PLACE", |row| format!("{}:{}", row.path, row.line), styling);
    match rows.len() {
        0 => table,
        n => {
            let verb = if n == 1 { "was" } else { "were" };
            table + &faint(&format!("{} {verb} not understood", counted(n, "part"))) + "\n"
        }
    }
}
