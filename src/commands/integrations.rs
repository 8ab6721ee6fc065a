use jiff::civil::Date;
use serde_json::Value;
use vaultdex_query::catalog::{Catalog, File};
use vaultdex_query::catalogue::filter::{RecordFilter, days_overdue, has_status};
use vaultdex_query::catalogue::integrations;
use vaultdex_query::catalogue::record_row::{RecordRow, SystemRef};
use vaultdex_query::catalogue::record_view::RecordRows;
use vaultdex_query::catalogue::systems::Systems;
use vaultdex_query::catalogue::unread;
use vaultdex_query::catalogue::unread::UnreadRow;
use vaultdex_query::landscape::life_cycle::{STATUSES, UNKNOWN, life_cycle};
use vaultdex_query::links::lookup::nearest_of;
use vaultdex_records::Extracted;

use super::context::Context;
use super::format::FormatArgs;
use super::output::Output;
use super::text::{counted, grouped, invalid_frontmatter};
use super::unread::unread_table;
use crate::error::{Error, ListError, Result};
use crate::render::list::{Layout, List, cells};
use crate::render::table::{Cell, Column, records};
use crate::render::terminal::{ALERT, FAINT, Styling, faint, status_style};
use crate::session::{Notices, Part};

/// List the integrations that are recorded in notes
#[derive(Debug, clap::Args)]
pub struct Args {
    /// List only integrations with this status: planned, development, testing, active, degraded, paused, deprecated,
    /// retired or unknown, a word for one of them, or an unknown status as it is written
    #[arg(long, value_name = "STATUS", value_delimiter = ',')]
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
    #[command(flatten)]
    format: FormatArgs,
}

pub static LAYOUT: Layout = Layout::new(
    "integrations",
    "integration",
    &["id", "name", "shape", "status", "flow", "frequency", "owner", "next_review", "path", "line", "suspect"],
    "path",
)
.with_fields(&[
    "id",
    "name",
    "status",
    "flow",
    "owner",
    "next_review",
    "path",
    "line",
    "places",
    "shape",
    "status_raw",
    "doc_status",
    "direction",
    "type",
    "priority",
    "frequency",
    "frequency_raw",
    "sources",
    "targets",
    "middleware",
    "parties",
    "created",
    "updated",
    "go_live",
    "last_tested",
    "last_reviewed",
    "classification",
    "purpose",
    "version",
    "replaced_by",
    "flows",
    "mappings",
    "endpoints",
    "failure_modes",
    "people",
    "related",
    "checklist",
    "completeness",
    "suspect",
])
.with_computed(&[("flow", flow_cell), ("suspect", suspect_cell)]);

pub static UNREAD: Layout = Layout::new("unread", "unread", &["path", "line", "kind", "text", "reason"], "path");

/// The columns for people.
pub const COLUMNS: [Column; 8] = [
    Column::new("ID", 2).least(16),
    Column::new("NAME", 1).least(20),
    Column::new("SHAPE", 8),
    Column::new("STATUS", 3).least(12),
    Column::new("FLOW", 4).least(26),
    Column::new("FREQUENCY", 7),
    Column::new("OWNER", 6).least(12),
    Column::new("REVIEW", 5),
];

pub fn run(args: &Args, context: &Context) -> Result<Output> {
    let session = context.session()?;
    let catalog = session.catalog(&[Part::Names, Part::Records])?;
    if args.unread {
        let mut rows = unread::unread(&catalog);
        args.format.arrange(&UNREAD, &mut rows)?;
        let styling = context.styling(&session.vault);
        return args.format.print(List::new(&UNREAD, &rows), &styling, |styling| human_unread(&rows, styling));
    }
    // Rows are built to be shown or filtered.
    let is_filtered = !args.status.is_empty() || args.system.is_some() || args.owner.is_some() || args.overdue;
    if args.format.is_count() && !is_filtered {
        return Ok(args.format.print_count(integrations::integrations(&catalog).count()));
    }
    let systems = Systems::new(&catalog);
    let today = context.today()?;
    let filter = RecordFilter {
        status: args
            .status
            .iter()
            .map(|word| life_cycle(word).map_or_else(|| word.to_lowercase(), str::to_owned))
            .collect(),
        system: args.system.as_deref().map(|name| find_system(&catalog, &systems, name)).transpose()?,
        owner: args.owner.clone(),
        overdue: args.overdue.then_some(today),
    };
    let rows = RecordRows::new(&catalog, &systems);
    let (mut matching, mut total) = (Vec::new(), 0);
    // Words that are no life cycle, until a record has them.
    let mut unknown: Vec<&String> = filter.status.iter().filter(|word| !is_life_cycle(word)).collect();
    for entry in systems.integrations(&catalog) {
        total += 1;
        let row = rows.row(&entry);
        unknown.retain(|word| !has_status(&row, word));
        if filter.matches(&entry, &row, &rows, &systems) {
            matching.push(row);
        }
    }
    if let Some(name) = unknown.first() {
        return Err(ListError::UnknownStatus { name: (*name).clone(), known: &STATUSES }.into());
    }
    if let Some(name) = args.owner.as_deref().filter(|_| matching.is_empty()) {
        warn_of_unknown_owner(name, &catalog, &systems, &rows, context);
    }
    args.format.arrange(&LAYOUT, &mut matching)?;
    let list = List::new(&LAYOUT, &matching);
    let styling = context.styling(&session.vault);
    let output = args.format.print(list, &styling, |styling| human(&matching, total, today, styling))?;
    Ok(Output { closing_note: unreadable_frontmatter(&catalog, context), ..output })
}

/// Says that nobody has such a name, if so, and who is called similarly.
fn is_life_cycle(word: &str) -> bool {
    word == UNKNOWN || STATUSES.contains(&word)
}

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

fn human(rows: &[RecordRow], total: usize, today: Date, styling: &Styling) -> String {
    let cells = rows.iter().map(|row| {
        vec![
            Cell::new(row.marked("id", row.id.as_deref())),
            Cell::linked(row.marked("name", Some(&row.name)), &row.path, row.line),
            Cell::new(row.shape.name()),
            status_cell(row),
            Cell::new(flow(row)),
            Cell::new(row.marked("frequency", row.frequency.as_deref())),
            Cell::new(row.marked("owner", row.owner.as_ref().map(|owner| owner.text.as_str()))),
            review(row, today),
        ]
    });
    let cells: Vec<Vec<Cell>> = cells.collect();
    let total = format!("{} of {}", grouped(rows.len()), counted(total, "integration"));
    if cells.is_empty() { String::new() } else { records(&COLUMNS, &cells, &total, styling) }
}

/// Returns the names of systems, with a mark behind those that are guesses.
fn names(systems: &[SystemRef]) -> String {
    systems.iter().map(SystemRef::marked).collect::<Vec<_>>().join(", ")
}

/// Returns where data comes from and goes to: `A → B`, or `A ↔ B` if it goes both ways. A side that is not known is `?`.
pub fn flow(row: &RecordRow) -> String {
    arrow(&names(&row.sources), &names(&row.targets), row.direction.as_deref())
}

fn arrow(sources: &str, targets: &str, direction: Option<&str>) -> String {
    if sources.is_empty() && targets.is_empty() {
        return String::new();
    }
    let [from, to] = [sources, targets].map(|side| if side.is_empty() { "?" } else { side });
    format!("{from} {} {to}", if direction == Some("two-way") { "↔" } else { "→" })
}

/// Returns the cell of the flow of an integration.
fn flow_cell(item: &Value) -> String {
    arrow(&cells::text(&item["sources"]), &cells::text(&item["targets"]), item["direction"].as_str())
}

fn review(row: &RecordRow, today: Date) -> Cell {
    match days_overdue(row, today) {
        Some(days) => Cell::styled(row.marked("next_review", Some(&format!("{days}d late"))), ALERT),
        None => Cell::new(row.marked("next_review", row.next_review.as_deref())),
    }
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
    let table = unread_table(rows, "PLACE", |row| Cell::place(&row.path, row.line), styling);
    match rows.len() {
        0 => table,
        n => {
            let verb = if n == 1 { "was" } else { "were" };
            table + &faint(&format!("{} {verb} not understood", counted(n, "part"))) + "\n"
        }
    }
}
