use std::fmt::Write as _;

use compact_str::CompactString;
use jiff::civil::Date;
use serde_json::{Value, json};
use vaultdex_query::catalog::Catalog;
use vaultdex_query::catalogue::filter::days_overdue;
use vaultdex_query::catalogue::integrations::CatalogueEntry;
use vaultdex_query::catalogue::provenance::ProvenanceRow;
use vaultdex_query::catalogue::record_view::{PersonRef, RecordRow, RecordRows, SystemRef};
use vaultdex_query::catalogue::systems::Systems;
use vaultdex_query::catalogue::{integrations, provenance};
use vaultdex_records::{Shape, State};

use super::context::Context;
use super::integrations::overdue;
use super::note;
use super::output::Output;
use crate::error::{Error, Result};
use crate::render::list::document_text;
use crate::render::table::{Cell, columns};
use crate::render::terminal::{ALERT, Styling, faint, status_style, strong};
use crate::session::{Notices, Part};

/// Show the complete record of an integration
#[derive(Debug, clap::Args)]
pub struct Args {
    /// ID or name of an integration, or the path, file name, title or alias of its note
    note: String,
    /// Show each value with its source text, state and line
    #[arg(long)]
    explain: bool,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

pub fn run(args: &Args, context: &Context) -> Result<Output> {
    let session = context.session()?;
    let catalog = session.catalog(&[Part::Names, Part::Records])?;
    let entries = find_entries(&catalog, &args.note)?;
    let styling = context.styling(&session.vault);
    if entries.is_empty() {
        let file = &catalog.files[note::find(&catalog, &args.note)?];
        context.note(&format!("`{}` records no integration", file.path));
    }
    let systems = Systems::new(&catalog);
    let rows = RecordRows::new(&catalog, &systems);
    let shown: Vec<(RecordRow, &CatalogueEntry)> = entries.iter().map(|entry| (rows.row(entry), entry)).collect();
    if args.json {
        let records: Vec<Value> = shown.iter().map(|(row, entry)| document(row, entry, args.explain)).collect();
        let mut document = json!({"schema_version": 1, "record": records.first()});
        if records.len() > 1 {
            document["records"] = Value::Array(records);
        }
        return Ok(Output { is_negative: shown.is_empty(), ..Output::document(document_text(&document)) });
    }
    let today = context.today()?;
    let texts: Vec<String> = shown
        .iter()
        .map(|(row, entry)| match args.explain {
            true => header(row, entry, &styling) + &explanation(entry, &styling),
            false => header(row, entry, &styling) + &human(row, today, &styling),
        })
        .collect();
    Ok(Output { is_negative: shown.is_empty(), ..Output::text(texts.join("\n")) })
}

/// Returns the records that `name` stands for: the one with that ID, otherwise all of that note, otherwise the one with
/// that name.
fn find_entries<'a>(catalog: &'a Catalog, name: &str) -> Result<Vec<CatalogueEntry<'a>>> {
    let with_id = integrations::with_id(catalog, name);
    if !with_id.is_empty() {
        return require_unique(catalog, name, "ID", with_id);
    }
    match note::find(catalog, name) {
        Ok(file) => Ok(integrations::entries_of(catalog, file).collect()),
        Err(error) => match integrations::with_name(catalog, name) {
            named if named.is_empty() => Err(error),
            named => require_unique(catalog, name, "name", named),
        },
    }
}

/// Returns `found`, the records with this ID or name.
///
/// # Errors
///
/// If there are several.
fn require_unique<'a>(
    catalog: &'a Catalog,
    name: &str,
    identified_by: &'static str,
    found: Vec<CatalogueEntry<'a>>,
) -> Result<Vec<CatalogueEntry<'a>>> {
    match found.as_slice() {
        [] | [_] => Ok(found),
        several => {
            let place = |entry: &CatalogueEntry| {
                format!("{}:{}", catalog.files[entry.file].path, entry.integration.span.line.max(1))
            };
            let places = several.iter().map(place).collect();
            Err(Error::AmbiguousIntegration { name: name.to_owned(), identified_by, places })
        }
    }
}

fn document(row: &RecordRow, entry: &CatalogueEntry, explain: bool) -> Value {
    let mut record = serde_json::to_value(row).unwrap_or_default();
    let recognition = &entry.records.recognition;
    record["recognition"] = json!({
        "points": recognition.points,
        "is_declared": recognition.is_declared,
        "rival": recognition.rival.map(|(shape, points)| json!({"shape": shape.name(), "points": points})),
    });
    if explain {
        record["recognition"]["signals"] =
            recognition.signals.iter().map(|(signal, points)| json!({"signal": signal, "points": points})).collect();
        record["values"] = json!(provenance::values(entry.integration));
    }
    record
}

fn header(row: &RecordRow, entry: &CatalogueEntry, styling: &Styling) -> String {
    let id = row.id.as_ref().map(|id| format!("{}  ", styling.text(id))).unwrap_or_default();
    let place = format!("{}:{}", styling.path(&row.path, Some(row.line)), row.line);
    format!("{}{}\n{place}  {}\n\n", id, strong(&styling.text(&row.name)), faint(&recognition(entry)))
}

/// How certain the shape is.
fn recognition(entry: &CatalogueEntry) -> String {
    let recognition = &entry.records.recognition;
    let shape = entry.records.shape.name();
    if recognition.is_declared {
        return format!("{shape}, declared in the frontmatter");
    }
    if entry.records.shape == Shape::Generic && recognition.points < 5 {
        let signals: Vec<&str> = recognition.signals.iter().map(|(signal, _)| &**signal).collect();
        return format!("no template matches: {}", signals.join(", "));
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

fn human(row: &RecordRow, today: Date, styling: &Styling) -> String {
    let mut text = String::new();
    let mut line = |key: &str, value: &str| {
        if !value.is_empty() {
            let _ = writeln!(text, "{key:<14} {value}");
        }
    };
    let plain = |value: &Option<String>| value.as_deref().map(|it| styling.text(it).into_owned()).unwrap_or_default();
    let status = match (&row.status, &row.status_raw) {
        (Some(status), raw) => {
            let style = status_style(status);
            let raw = raw.as_deref().filter(|raw| !raw.eq_ignore_ascii_case(status));
            let raw = raw.map(|raw| faint(&format!("  as written: {}", styling.text(raw)))).unwrap_or_default();
            format!("{style}{status}{style:#}{raw}")
        }
        (None, Some(raw)) if row.has_status => {
            format!("{}  {}", styling.text(raw), faint("not a known status"))
        }
        (None, Some(_)) => faint("not filled in"),
        (None, None) => String::new(),
    };
    line("status", &status);
    line("document", &plain(&row.doc_status));
    line("purpose", &plain(&row.purpose));
    line("type", &plain(&row.kind));
    line("direction", &plain(&row.direction));
    line("frequency", &plain(&row.frequency));
    line("priority", &plain(&row.priority));
    line("classification", &plain(&row.classification));
    line("version", &plain(&row.version));
    for (key, systems) in
        [("from", &row.sources), ("to", &row.targets), ("through", &row.middleware), ("with", &row.parties)]
    {
        line(key, &systems.iter().map(|it| system(it, styling)).collect::<Vec<_>>().join(", "));
    }
    line("owner", &row.owner.as_ref().map(|owner| person(owner, styling)).unwrap_or_default());
    for it in row.people.iter().filter(|it| it["role"] != "owner") {
        let role = it["role"].as_str().unwrap_or_default().replace('_', " ");
        line(&role, &styling.text(it["text"].as_str().unwrap_or_default()));
    }
    line("created", &plain(&row.created));
    line("updated", &plain(&row.updated));
    line("live since", &plain(&row.go_live));
    line("last tested", &plain(&row.last_tested));
    let late = days_overdue(row, today).map(|days| format!("  {ALERT}{}{ALERT:#}", overdue(days))).unwrap_or_default();
    line("next review", &row.next_review.as_ref().map(|due| format!("{due}{late}")).unwrap_or_default());
    line("replaced by", &plain(&row.replaced_by));
    let boxes = row.checklist;
    let all = boxes.open + boxes.done + boxes.other;
    line("checklist", &if all > 0 { format!("{} of {all} done", boxes.done) } else { String::new() });
    line("filled in", &row.completeness.map(|share| format!("{:.0} %", share * 100.0)).unwrap_or_default());
    text.push_str(&tables(row, styling));
    text
}

/// Returns the tables of a record: flows, endpoints, mappings, failure modes, documents.
fn tables(row: &RecordRow, styling: &Styling) -> String {
    let mut text = String::new();
    let mut table = |title: &str, header: &[&str], cells: Vec<Vec<Cell>>| {
        if !cells.is_empty() {
            let _ = write!(text, "\n{}\n{}", strong(title), columns(header, &cells, styling));
        }
    };
    let of = |value: &Value, key: &str| Cell::new(value[key].as_str().unwrap_or_default());
    let named = |value: &Value, key: &str| Cell::new(value[key]["name"].as_str().unwrap_or_default());
    let at =
        |value: &Value| Cell::linked(value["line"].to_string(), &row.path, value["line"].as_u64().unwrap_or(1) as u32);
    let flows = row.flows.iter().map(|it| {
        let rest = ["data", "method", "protocol", "format", "frequency"].map(|key| of(it, key));
        vec![at(it), of(it, "name"), named(it, "from"), named(it, "to")].into_iter().chain(rest).collect()
    });
    let header = ["LINE", "NAME", "FROM", "TO", "DATA", "METHOD", "PROTOCOL", "FORMAT", "FREQUENCY"];
    table("Flows", &header, flows.collect());
    let endpoints = row.endpoints.iter().map(|it| {
        let rest = ["name", "side", "method", "url", "protocol", "port", "auth", "encryption"].map(|key| of(it, key));
        std::iter::once(at(it)).chain(rest).collect()
    });
    let header = ["LINE", "NAME", "SIDE", "METHOD", "ADDRESS", "PROTOCOL", "PORT", "AUTHENTICATION", "ENCRYPTION"];
    table("Endpoints", &header, endpoints.collect());
    let mappings = row.mappings.iter().map(|it| {
        let text = |value: &Option<CompactString>| Cell::new(value.as_deref().unwrap_or_default());
        let mandatory = it.mandatory.map(|it| if it { "yes" } else { "no" }).unwrap_or_default();
        let line = match &it.embedded_from {
            Some(path) => Cell::linked(format!("{path}:{}", it.line), path, it.line),
            None => Cell::linked(it.line.to_string(), &row.path, it.line),
        };
        vec![
            line,
            text(&it.source),
            text(&it.target),
            text(&it.data_type),
            text(&it.rule),
            text(&it.default),
            Cell::new(mandatory),
        ]
    });
    table("Mappings", &["LINE", "SOURCE", "TARGET", "TYPE", "RULE", "DEFAULT", "MANDATORY"], mappings.collect());
    let failures = row.failure_modes.iter().map(|it| {
        vec![at(it), of(it, "name"), of(it, "impact"), of(it, "detection"), of(it, "recovery"), of(it, "retry")]
    });
    table("Failure modes", &["LINE", "NAME", "IMPACT", "DETECTION", "RECOVERY", "RETRY"], failures.collect());
    let related = row.related.iter().map(|it| vec![at(it), of(it, "label"), of(it, "target")]);
    table("Documents", &["LINE", "NAME", "LINK"], related.collect());
    text
}

fn system(it: &SystemRef, styling: &Styling) -> String {
    match &it.destination {
        Some(path) => format!("{} {}", styling.text(&it.name), faint(&format!("({})", styling.text(path)))),
        None => format!("{} {}", styling.text(&it.name), faint("(no note)")),
    }
}

fn person(it: &PersonRef, styling: &Styling) -> String {
    match &it.destination {
        Some(path) => format!("{} {}", styling.text(&it.text), faint(&format!("({})", styling.text(path)))),
        None => styling.text(&it.text).into_owned(),
    }
}

fn explanation(entry: &CatalogueEntry, styling: &Styling) -> String {
    let mut text = String::new();
    let recognition = &entry.records.recognition;
    if !recognition.signals.is_empty() {
        let signals: Vec<String> =
            recognition.signals.iter().map(|(signal, points)| format!("{} {points}", styling.text(signal))).collect();
        let _ = writeln!(text, "{}\n", faint(&format!("points: {}", signals.join(", "))));
    }
    text.push_str(&columns(
        &["LINE", "FIELD", "STATE", "VALUE", "AS WRITTEN", "FOUND IN"],
        &provenance::values(entry.integration).iter().map(cells).collect::<Vec<_>>(),
        styling,
    ));
    text
}

fn cells(row: &ProvenanceRow) -> Vec<Cell> {
    let state = match row.counts {
        true => provenance::state_name(row.state),
        false => format!("{}, overridden", provenance::state_name(row.state)),
    };
    let state = if row.state == State::Filled && row.counts { Cell::new(state) } else { Cell::styled(state, ALERT) };
    let value = match (&row.value, &row.remark) {
        (Some(value), Some(remark)) => format!("{value} ({remark})"),
        (Some(value), None) => value.to_string(),
        (None, Some(remark)) => format!("({remark})"),
        (None, None) => String::new(),
    };
    vec![
        Cell::new(row.line.to_string()),
        Cell::new(&row.field),
        state,
        Cell::new(value),
        Cell::new(if row.value.as_ref() == Some(&row.raw) { "" } else { &row.raw }),
        Cell::new(&row.place),
    ]
}
