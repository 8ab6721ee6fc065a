use std::fmt::Write as _;

use compact_str::CompactString;
use jiff::civil::Date;
use serde_json::{Value, json};
use vaultdex_query::catalog::Catalog;
use vaultdex_query::catalogue::filter::days_late;
use vaultdex_query::catalogue::integrations::Entry;
use vaultdex_query::catalogue::provenance::StatedRow;
use vaultdex_query::catalogue::record_view::{Person, RecordRow, Rows, SystemName};
use vaultdex_query::catalogue::systems::Systems;
use vaultdex_query::catalogue::{integrations, provenance};
use vaultdex_records::{Shape, State};

use super::context::Context;
use super::integrations::late_words;
use super::{Output, note};
use crate::error::{Error, Result};
use crate::render::list::document_text;
use crate::render::table::{Cell, columns};
use crate::render::terminal::{ALERT, Look, faint, status_style, strong};
use crate::session::{Notices, Part};

/// Show the record of an integration, whole
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A path, a file name without `.md`, an alias, or an integration's ID or name
    note: String,
    /// Show every value with its source text, its state and its line
    #[arg(long)]
    explain: bool,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

pub fn run(args: &Args, context: &Context) -> Result<Output> {
    let session = context.session()?;
    let catalog = session.catalog(&[Part::Names, Part::Records])?;
    let entries = meant(&catalog, &args.note)?;
    let look = context.look(&session.vault);
    if entries.is_empty() {
        let file = &catalog.files[note::find(&catalog, &args.note)?];
        context.say(&format!("`{}` records no integration", file.path));
    }
    let systems = Systems::new(&catalog);
    let rows = Rows::new(&catalog, &systems);
    let shown: Vec<(RecordRow, &Entry)> = entries.iter().map(|entry| (rows.row(entry), entry)).collect();
    if args.json {
        let records: Vec<Value> = shown.iter().map(|(row, entry)| document(row, entry, args.explain)).collect();
        let mut document = json!({"schema_version": 1, "record": records.first()});
        if records.len() > 1 {
            document["records"] = Value::Array(records);
        }
        return Ok(Output { nothing: shown.is_empty(), ..Output::document(document_text(&document)) });
    }
    let today = context.today()?;
    let texts: Vec<String> = shown
        .iter()
        .map(|(row, entry)| match args.explain {
            true => head(row, entry, &look) + &explained(entry, &look),
            false => head(row, entry, &look) + &human(row, today, &look),
        })
        .collect();
    Ok(Output { nothing: shown.is_empty(), ..Output::found(texts.join("\n")) })
}

/// The records that a person means: the one with that ID, else all of the note, else the one of that name.
fn meant<'a>(catalog: &'a Catalog, name: &str) -> Result<Vec<Entry<'a>>> {
    let with_id = integrations::with_id(catalog, name);
    if !with_id.is_empty() {
        return one(catalog, name, "ID", with_id);
    }
    match note::find(catalog, name) {
        Ok(file) => Ok(integrations::of_note(catalog, file).collect()),
        Err(error) => match integrations::with_name(catalog, name) {
            named if named.is_empty() => Err(error),
            named => one(catalog, name, "name", named),
        },
    }
}

/// The only one of some records, which `what` of theirs was to tell apart.
fn one<'a>(catalog: &'a Catalog, name: &str, what: &str, found: Vec<Entry<'a>>) -> Result<Vec<Entry<'a>>> {
    match found.as_slice() {
        [] | [_] => Ok(found),
        several => {
            let place =
                |entry: &Entry| format!("`{}:{}`", catalog.files[entry.file].path, entry.integration.span.line.max(1));
            let places: Vec<String> = several.iter().map(place).collect();
            let places = places.join(", ");
            Err(Error::Usage(format!("`{name}` is the {what} of several integrations; name the note of one: {places}")))
        }
    }
}

fn document(row: &RecordRow, entry: &Entry, explain: bool) -> Value {
    let mut record = serde_json::to_value(row).unwrap_or_default();
    let recognition = &entry.records.recognition;
    record["recognition"] = json!({
        "points": recognition.points,
        "is_declared": recognition.is_declared,
        "rival": recognition.rival.map(|(shape, points)| json!({"shape": shape.name(), "points": points})),
    });
    if explain {
        record["recognition"]["signals"] =
            recognition.signals.iter().map(|(said, points)| json!({"signal": said, "points": points})).collect();
        record["values"] = json!(provenance::values(entry.integration));
    }
    record
}

fn head(row: &RecordRow, entry: &Entry, look: &Look) -> String {
    let id = row.id.as_ref().map(|id| format!("{}  ", look.text(id))).unwrap_or_default();
    let place = format!("{}:{}", look.path(&row.path, Some(row.line)), row.line);
    format!("{}{}\n{place}  {}\n\n", id, strong(&look.text(&row.name)), faint(&recognised(entry)))
}

/// How sure the shape is: a tie or a weak match is said, not hidden.
fn recognised(entry: &Entry) -> String {
    let recognition = &entry.records.recognition;
    let shape = entry.records.shape.name();
    if recognition.is_declared {
        return format!("{shape}, as the frontmatter says");
    }
    if entry.records.shape == Shape::Generic && recognition.points < 5 {
        let signals: Vec<&str> = recognition.signals.iter().map(|(said, _)| &**said).collect();
        return format!("of no template's shape: {}", signals.join(", "));
    }
    if entry.records.shape == Shape::Mapping {
        return "mappings, for the integrations that embed them".to_owned();
    }
    match recognition.rival {
        Some((rival, points)) if points + 2 > recognition.points => {
            format!("{shape} by {} points, {} by {points}: a close match", recognition.points, rival.name())
        }
        _ if recognition.points < 5 => format!("{shape}, a weak match"),
        _ => format!("{shape} by {} points", recognition.points),
    }
}

fn human(row: &RecordRow, today: Date, look: &Look) -> String {
    let mut text = String::new();
    let mut line = |key: &str, value: &str| {
        if !value.is_empty() {
            let _ = writeln!(text, "{key:<14} {value}");
        }
    };
    let plain = |value: &Option<String>| value.as_deref().map(|it| look.text(it).into_owned()).unwrap_or_default();
    let status = match (&row.status, &row.status_raw) {
        (Some(status), raw) => {
            let style = status_style(status);
            let raw = raw.as_deref().filter(|raw| !raw.eq_ignore_ascii_case(status));
            let raw = raw.map(|raw| faint(&format!("  as written: {}", look.text(raw)))).unwrap_or_default();
            format!("{style}{status}{style:#}{raw}")
        }
        (None, Some(raw)) if row.has_status => {
            format!("{}  {}", look.text(raw), faint("not a status that is known"))
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
        line(key, &systems.iter().map(|it| system(it, look)).collect::<Vec<_>>().join(", "));
    }
    line("owner", &row.owner.as_ref().map(|owner| person(owner, look)).unwrap_or_default());
    for it in row.people.iter().filter(|it| it["role"] != "owner") {
        let role = it["role"].as_str().unwrap_or_default().replace('_', " ");
        line(&role, &look.text(it["text"].as_str().unwrap_or_default()));
    }
    line("created", &plain(&row.created));
    line("updated", &plain(&row.updated));
    line("live since", &plain(&row.go_live));
    line("last tested", &plain(&row.last_tested));
    let late = days_late(row, today).map(|days| format!("  {ALERT}{}{ALERT:#}", late_words(days))).unwrap_or_default();
    line("next review", &row.next_review.as_ref().map(|due| format!("{due}{late}")).unwrap_or_default());
    line("replaced by", &plain(&row.replaced_by));
    let boxes = row.checklist;
    let all = boxes.open + boxes.done + boxes.other;
    line("checklist", &if all > 0 { format!("{} of {all} done", boxes.done) } else { String::new() });
    line("filled in", &row.completeness.map(|share| format!("{:.0} %", share * 100.0)).unwrap_or_default());
    text.push_str(&tables(row, look));
    text
}

/// What a record holds many of, table by table.
fn tables(row: &RecordRow, look: &Look) -> String {
    let mut text = String::new();
    let mut table = |title: &str, header: &[&str], cells: Vec<Vec<Cell>>| {
        if !cells.is_empty() {
            let _ = write!(text, "\n{}\n{}", strong(title), columns(header, &cells, look));
        }
    };
    let of = |value: &Value, key: &str| Cell::new(value[key].as_str().unwrap_or_default());
    let named = |value: &Value, key: &str| Cell::new(value[key]["name"].as_str().unwrap_or_default());
    let at =
        |value: &Value| Cell::leading(value["line"].to_string(), &row.path, value["line"].as_u64().unwrap_or(1) as u32);
    let flows = row.flows.iter().map(|it| {
        let said = ["data", "method", "protocol", "format", "frequency"].map(|key| of(it, key));
        vec![at(it), of(it, "name"), named(it, "from"), named(it, "to")].into_iter().chain(said).collect()
    });
    let header = ["LINE", "NAME", "FROM", "TO", "DATA", "METHOD", "PROTOCOL", "FORMAT", "FREQUENCY"];
    table("Flows", &header, flows.collect());
    let endpoints = row.endpoints.iter().map(|it| {
        let said = ["name", "side", "method", "url", "protocol", "port", "auth", "encryption"].map(|key| of(it, key));
        std::iter::once(at(it)).chain(said).collect()
    });
    let header = ["LINE", "NAME", "SIDE", "METHOD", "ADDRESS", "PROTOCOL", "PORT", "SIGNED IN BY", "ENCRYPTION"];
    table("Endpoints", &header, endpoints.collect());
    let mappings = row.mappings.iter().map(|it| {
        let text = |value: &Option<CompactString>| Cell::new(value.as_deref().unwrap_or_default());
        let mandatory = it.mandatory.map(|it| if it { "yes" } else { "no" }).unwrap_or_default();
        let line = match &it.embedded_from {
            Some(path) => Cell::leading(format!("{path}:{}", it.line), path, it.line),
            None => Cell::leading(it.line.to_string(), &row.path, it.line),
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

fn system(it: &SystemName, look: &Look) -> String {
    match &it.destination {
        Some(path) => format!("{} {}", look.text(&it.name), faint(&format!("({})", look.text(path)))),
        None => format!("{} {}", look.text(&it.name), faint("(no note)")),
    }
}

fn person(it: &Person, look: &Look) -> String {
    match &it.destination {
        Some(path) => format!("{} {}", look.text(&it.text), faint(&format!("({})", look.text(path)))),
        None => look.text(&it.text).into_owned(),
    }
}

fn explained(entry: &Entry, look: &Look) -> String {
    let mut text = String::new();
    let recognition = &entry.records.recognition;
    if !recognition.signals.is_empty() {
        let signals: Vec<String> =
            recognition.signals.iter().map(|(said, points)| format!("{} {points}", look.text(said))).collect();
        let _ = writeln!(text, "{}\n", faint(&format!("points: {}", signals.join(", "))));
    }
    text.push_str(&columns(
        &["LINE", "FIELD", "STATE", "VALUE", "AS WRITTEN", "READ UNDER"],
        &provenance::values(entry.integration).iter().map(cells).collect::<Vec<_>>(),
        look,
    ));
    text
}

fn cells(row: &StatedRow) -> Vec<Cell> {
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
