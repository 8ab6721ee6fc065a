pub mod document;
mod explain;
mod lookup;

use std::fmt::Write as _;

use compact_str::CompactString;
use jiff::civil::Date;
use unicode_width::UnicodeWidthStr;
use vaultdex_query::catalog::Catalog;
use vaultdex_query::catalogue::disagreements::disagreements;
use vaultdex_query::catalogue::entry::CatalogueEntry;
use vaultdex_query::catalogue::filter::days_overdue;
use vaultdex_query::catalogue::record_row::{PersonRef, RecordRow, SystemRef};
use vaultdex_query::catalogue::record_view::RecordRows;
use vaultdex_query::catalogue::systems::Systems;
use vaultdex_query::catalogue::unread;
use vaultdex_query::catalogue::unread::UnreadRow;
use vaultdex_records::{Shape, UnreadKind};

use self::document::{Shown, ShownRecord};
use self::explain::explanation;
pub use self::lookup::{Found, find_entries};
use super::context::Context;
use super::integrations::{flow, status_cell};
use super::output::Output;
use super::record::place;
use super::text::{counted, invalid_frontmatter};
use super::unread::unread_table;
use crate::error::Result;
use crate::render::json::{Document, document_text};
use crate::render::table::{Cell, Column, columns, records};
use crate::render::terminal::{ALERT, Styling, faint, status_style, strong};
use crate::render::wrap::{Item, fill};
use crate::session::{Notices, Part};

/// Show the complete record of an integration
#[derive(Debug, clap::Args)]
pub struct Args {
    /// ID or name of an integration, `A → B` for its source and target, or the path, file name, title or alias of its
    /// note; with `:LINE` one record of a register
    note: String,
    /// Show each value with its source text, state and line, and what was not understood
    #[arg(long)]
    explain: bool,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

pub fn run(args: &Args, context: &Context) -> Result<Output> {
    let session = context.session()?;
    let catalog = session.catalog(&[Part::Names, Part::Records])?;
    let systems = Systems::new(&catalog);
    let styling = context.styling(&session.vault);
    let (file, entries) = match find_entries(&catalog, &systems, &session.note_argument(&args.note)?)? {
        Found::Record(entry) => (entry.file, vec![entry]),
        Found::Note(file, entries) => {
            if entries.is_empty() {
                context.note(&no_record(&catalog, file));
            }
            (file, entries)
        }
        Found::Line(file, line) => {
            context.note(&format!("`{}` records no integration at line {line}", catalog.path(file)));
            (file, Vec::new())
        }
    };
    if let Some(problem) = invalid_frontmatter(&catalog.files[file]) {
        context.warn(&problem);
    }
    if let [only] = entries.as_slice()
        && let Some(record) = systems.repetitions.record_of(&catalog, only)
    {
        let (what, place) = match record.is_listed() {
            true => ("is in another list too", place(&catalog, &record)),
            false => ("has its own note", catalog.path(record.file).to_owned()),
        };
        context.note(&format!("this integration {what}, which takes precedence: `{place}`"));
    }
    let view = View { catalog: &catalog, systems: &systems, styling: &styling, today: context.today()? };
    let is_negative = entries.is_empty();
    if args.json {
        return Ok(Output {
            is_negative,
            ..Output::document(document_text(&Document::new(view.document(file, &entries, args.explain))))
        });
    }
    let mut text = match entries.as_slice() {
        [first, _, ..] if first.is_listed() && !args.explain => view.register(file, &entries),
        entries => view.records(entries, args.explain),
    };
    if args.explain {
        let table = unread_table(&unread::unread_of(&catalog, file), "LINE", line_cell, &styling);
        if !table.is_empty() {
            let _ = write!(text, "\n{}\n{table}", strong("Not understood"));
        }
    }
    Ok(Output { is_negative, ..Output::text(text) })
}

/// Returns one record with all that it holds, as `show` prints it.
pub fn record_text(
    catalog: &Catalog,
    systems: &Systems,
    entry: CatalogueEntry,
    today: Date,
    styling: &Styling,
) -> String {
    View { catalog, systems, styling, today }.records(&[entry], false)
}

/// Says that a note records no integration, and why if it looks like one.
fn no_record(catalog: &Catalog, file: usize) -> String {
    let path = catalog.path(file);
    let unread = unread::unread_of(catalog, file);
    match unread.iter().find(|it| it.kind == UnreadKind::Note) {
        Some(note) => format!("`{path}` records no integration: {}", note.reason),
        None => format!("`{path}` records no integration"),
    }
}

/// The columns of a note that lists integrations.
const REGISTER: [Column; 7] = [
    Column::new("LINE", 1),
    Column::new("ID", 3).least(16),
    Column::new("NAME", 2).least(20),
    Column::new("STATUS", 4).least(12),
    Column::new("FLOW", 5).least(20),
    Column::new("FREQUENCY", 7),
    Column::new("NOTE", 6).least(20),
];

/// Returns the cell of the line that was not understood.
fn line_cell(row: &UnreadRow) -> Cell {
    Cell::linked(row.line.to_string(), &row.path, row.line)
}

/// What the records are shown with.
pub struct View<'a> {
    catalog: &'a Catalog,
    systems: &'a Systems,
    styling: &'a Styling,
    today: Date,
}

impl View<'_> {
    /// Returns the content of the JSON document.
    fn document(&self, file: usize, entries: &[CatalogueEntry], explain: bool) -> Shown {
        let rows = RecordRows::new(self.catalog, self.systems);
        let mut records: Vec<ShownRecord> =
            entries.iter().map(|entry| ShownRecord::new(rows.row(entry), entry, explain, self)).collect();
        let record = if records.len() > 1 { records.first().cloned() } else { records.pop() };
        Shown { record, records, unread: explain.then(|| unread::unread_of(self.catalog, file)) }
    }

    /// Returns the records one after the other, with all that they hold.
    fn records(&self, entries: &[CatalogueEntry], explain: bool) -> String {
        let rows = RecordRows::new(self.catalog, self.systems);
        let texts = entries.iter().map(|entry| {
            let row = rows.row(entry);
            let body = match explain {
                true => {
                    let disagreements = disagreements(self.catalog, &self.systems.repetitions, entry);
                    explanation(entry, &row.path, &disagreements, self.styling)
                }
                false => human(&row, self.today, self.styling),
            };
            header(&row, entry, self.styling) + &body
        });
        texts.collect::<Vec<_>>().join("\n")
    }

    /// Returns the records of a note that lists integrations as a table.
    fn register(&self, file: usize, entries: &[CatalogueEntry]) -> String {
        let rows = RecordRows::new(self.catalog, self.systems);
        // The record that counts in place of a row: a note, or a row of another list.
        let counting = |entry: &CatalogueEntry| {
            let record = self.systems.repetitions.record_of(self.catalog, entry);
            record.map_or_else(Cell::default, |record| {
                let (path, line) = (self.catalog.path(record.file), record.integration.span.line.max(1));
                match record.is_listed() {
                    true => Cell::place(path, line),
                    false => Cell::path(path),
                }
            })
        };
        let cells = entries.iter().map(|entry| {
            let row = rows.row(entry);
            vec![
                Cell::linked(row.line.to_string(), &row.path, row.line),
                Cell::new(row.marked("id", row.id.as_deref())),
                Cell::new(row.marked("name", Some(&row.name))),
                status_cell(&row),
                Cell::new(flow(&row)),
                Cell::new(row.marked("frequency", row.frequency.as_deref())),
                counting(entry),
            ]
        });
        let (path, title) = (self.catalog.path(file), self.catalog.files[file].title());
        let count = counted(entries.len(), "integration");
        let table = records(&REGISTER, &cells.collect::<Vec<_>>(), &count, self.styling);
        format!("{}\n{}\n\n{table}", strong(&self.styling.text(title)), self.styling.path(path, None))
    }
}

fn header(row: &RecordRow, entry: &CatalogueEntry, styling: &Styling) -> String {
    let id = row.id.as_deref().map(|id| format!("{}  ", styling.text(&row.marked("id", Some(id))))).unwrap_or_default();
    let place = format!("{}:{}", styling.path(&row.path, Some(row.line)), row.line);
    let name = row.marked("name", Some(&row.name));
    let recognition = recognition(entry);
    // What does not fit beside the path is on a line of its own.
    let width = row.path.width() + row.line.to_string().len() + 3 + recognition.width();
    let gap = if styling.width.is_some_and(|available| available < width) { "\n" } else { "  " };
    format!("{id}{}\n{place}{gap}{}\n\n", strong(&styling.text(&name)), faint(&styling.text(&recognition)))
}

/// How certain the shape is.
fn recognition(entry: &CatalogueEntry) -> String {
    let recognition = &entry.records.recognition;
    let shape = entry.records.shape.name();
    if recognition.is_declared {
        return format!("{shape}, declared in the frontmatter");
    }
    let is_generic = entry.records.shape == Shape::Generic;
    if !recognition.signals.is_empty() && (recognition.points == 0 || is_generic && recognition.points < 5) {
        let signals: Vec<&str> = recognition.signals.iter().map(|(signal, _)| &**signal).collect();
        let shape = if is_generic { "no template matches" } else { shape };
        return format!("{shape}: {}", signals.join(", "));
    }
    if entry.records.shape == Shape::Mapping {
        return "mapping table for the integrations that embed it".to_owned();
    }
    match recognition.rival {
        Some((rival, points)) if points + 2 > recognition.points => {
            format!("{shape} with {} points, close to {} with {points}", recognition.points, rival.name())
        }
        _ if recognition.points < 5 => format!("{shape}, a weak match"),
        _ => format!("{shape} with {} points", recognition.points),
    }
}

/// Returns what a note says where a value is shown in canonical form; empty if that says the same.
fn as_written(value: &str, written: Option<&str>, styling: &Styling) -> String {
    let letters = |text: &str| -> String {
        text.chars().filter(|it| it.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let is_other = |written: &&str| letters(written) != letters(value);
    let written = written.filter(is_other);
    written.map(|written| faint(&format!("  as written: {}", styling.text(written)))).unwrap_or_default()
}

fn human(row: &RecordRow, today: Date, styling: &Styling) -> String {
    let mut text = String::new();
    let mut line = |key: &str, items: Vec<Item>| {
        if !items.is_empty() {
            text.push_str(&fill(&format!("{key:<14}  "), 16, &items, ", ", styling.width));
        }
    };
    let plain = |field: &str, value: &Option<String>| styling.text(&row.marked(field, value.as_deref())).into_owned();
    let status = match (&row.status, &row.status_raw) {
        (Some(status), raw) => {
            let style = status_style(status);
            let raw = as_written(status, raw.as_deref(), styling);
            let status = row.marked("status", Some(status));
            format!("{style}{status}{style:#}{raw}")
        }
        (None, Some(raw)) if row.has_status => {
            format!("{}  {}", styling.text(raw), faint("not a known status"))
        }
        (None, Some(_)) => faint("not filled in"),
        (None, None) => String::new(),
    };
    line("status", words(status));
    line("document", words(plain("doc_status", &row.doc_status)));
    line("purpose", words(plain("purpose", &row.purpose)));
    line("type", words(plain("type", &row.kind)));
    let two_way = Some(flow(row)).filter(|flow| flow.contains('↔')).map(|flow| format!("  {}", styling.text(&flow)));
    line("direction", words(plain("direction", &row.direction) + &two_way.unwrap_or_default()));
    let frequency = row.frequency.as_deref().map(|it| as_written(it, row.frequency_raw.as_deref(), styling));
    line("frequency", words(plain("frequency", &row.frequency) + &frequency.unwrap_or_default()));
    line("priority", words(plain("priority", &row.priority)));
    line("classification", words(plain("classification", &row.classification)));
    line("version", words(plain("version", &row.version)));
    for (key, systems) in
        [("from", &row.sources), ("to", &row.targets), ("through", &row.middleware), ("with", &row.parties)]
    {
        line(key, systems.iter().map(|it| Item::Whole(system(it, styling))).collect());
    }
    line("owner", row.owner.iter().map(|owner| Item::Whole(person(owner, row, styling))).collect());
    for it in row.people.iter().filter(|it| it.role != "owner") {
        line(&it.role.replace('_', " "), words(styling.text(&it.text).into_owned()));
    }
    line("created", words(plain("created", &row.created)));
    line("updated", words(plain("updated", &row.updated)));
    line("live since", words(plain("go_live", &row.go_live)));
    line("last tested", words(plain("last_tested", &row.last_tested)));
    line("reviewed", words(plain("last_reviewed", &row.last_reviewed)));
    let late = days_overdue(row, today).map(|days| format!("  {ALERT}{days}d late{ALERT:#}")).unwrap_or_default();
    let due = row.next_review.as_ref().map(|due| row.marked("next_review", Some(due)));
    line("next review", words(due.map(|due| format!("{due}{late}")).unwrap_or_default()));
    line("replaced by", words(plain("replaced_by", &row.replaced_by)));
    let boxes = row.checklist;
    let all = boxes.open + boxes.done + boxes.other;
    line("checklist", words(if all > 0 { format!("{} of {all} done", boxes.done) } else { String::new() }));
    line("filled in", words(row.completeness.map(|share| format!("{:.0} %", share * 100.0)).unwrap_or_default()));
    text.push_str(&tables(row, styling));
    text
}

/// Returns a value that can be wrapped; nothing if it is empty.
fn words(value: String) -> Vec<Item> {
    if value.is_empty() { Vec::new() } else { vec![Item::Words(value)] }
}

/// Returns the tables of a record: flows, endpoints, mappings, failure modes, documents.
fn tables(row: &RecordRow, styling: &Styling) -> String {
    let mut text = String::new();
    let mut table = |title: &str, header: &[&str], cells: Vec<Vec<Cell>>| {
        if !cells.is_empty() {
            let _ = write!(text, "\n{}\n{}", strong(title), columns(header, &cells, styling));
        }
    };
    let of = |value: Option<&str>| Cell::new(value.unwrap_or_default());
    let named = |side: &Option<SystemRef>| Cell::new(side.as_ref().map(SystemRef::marked).unwrap_or_default());
    let at = |line: u32| Cell::linked(line.to_string(), &row.path, line.max(1));
    let flows = row.flows.iter().map(|it| {
        let rest = ["data", "method", "protocol", "format", "frequency"].map(|key| of(it.detail(key)));
        vec![at(it.line), of(it.name.as_deref()), named(&it.from), named(&it.to)].into_iter().chain(rest).collect()
    });
    let header = ["LINE", "NAME", "FROM", "TO", "DATA", "METHOD", "PROTOCOL", "FORMAT", "FREQUENCY"];
    table("Flows", &header, flows.collect());
    let endpoints = row.endpoints.iter().map(|it| {
        let rest = ["name", "side", "method", "url", "protocol", "port", "auth", "encryption"];
        std::iter::once(at(it.line)).chain(rest.map(|key| of(it.value(key)))).collect()
    });
    let header = ["LINE", "NAME", "SIDE", "METHOD", "ADDRESS", "PROTOCOL", "PORT", "AUTHENTICATION", "ENCRYPTION"];
    table("Endpoints", &header, endpoints.collect());
    let mappings = row.mappings.iter().map(|it| {
        let text = |value: &Option<CompactString>| Cell::new(value.as_deref().unwrap_or_default());
        let mandatory = it.mandatory.map(|it| if it { "yes" } else { "no" }).unwrap_or_default();
        let line = match &it.embedded_from {
            Some(path) => Cell::place(path, it.line),
            None => Cell::linked(it.line.to_string(), &row.path, it.line),
        };
        vec![
            line,
            text(&it.source),
            text(&it.via),
            text(&it.target),
            text(&it.data_type),
            text(&it.rule),
            text(&it.default),
            Cell::new(mandatory),
        ]
    });
    table("Mappings", &["LINE", "SOURCE", "VIA", "TARGET", "TYPE", "RULE", "DEFAULT", "MANDATORY"], mappings.collect());
    let failures = row.failure_modes.iter().map(|it| {
        let rest = ["name", "impact", "detection", "recovery", "retry"].map(|key| of(it.value(key)));
        std::iter::once(at(it.line)).chain(rest).collect()
    });
    table("Failure modes", &["LINE", "NAME", "IMPACT", "DETECTION", "RECOVERY", "RETRY"], failures.collect());
    let related =
        row.related.iter().map(|it| vec![Cell::new(it.line.to_string()), Cell::new(&it.label), Cell::new(&it.target)]);
    table("Documents", &["LINE", "NAME", "LINK"], related.collect());
    text
}

fn system(it: &SystemRef, styling: &Styling) -> String {
    let name = it.marked();
    let name = styling.text(&name);
    match &it.destination {
        Some(path) => format!("{name} {}", faint(&format!("({})", styling.text(path)))),
        // A name that is a guess needs no note.
        None if it.is_suspect() => name.into_owned(),
        None => format!("{name} {}", faint("(no note)")),
    }
}

fn person(it: &PersonRef, row: &RecordRow, styling: &Styling) -> String {
    let name = row.marked("owner", Some(&it.text));
    let name = styling.text(&name);
    match &it.destination {
        Some(path) => format!("{name} {}", faint(&format!("({})", styling.text(path)))),
        None => name.into_owned(),
    }
}
