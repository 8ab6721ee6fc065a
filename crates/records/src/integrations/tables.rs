//! Tables that say by their own header what they hold, under whatever heading they stand (spec/integrations.md a.7):
//! error handling, metrics, alerts, tests, data classes, contacts, connections, systems, flows.

use std::borrow::Cow;

use compact_str::CompactString;

use super::builder::{Draft, Rank};
use super::context::Reading;
use super::history::is_history;
use super::section::Section;
use super::{field, mapping, sample_rows, value};
use crate::document::tables::{Cell, Row, TableText};
use crate::document::{Text, cut, headings};
use crate::model::{Flow, Group, Integration, Role, State, Stated};
use crate::vocabulary::canonical_name::snake_case;
use crate::{normalize, placeholder};

/// A kind of table whose rows are groups of values.
struct Kind {
    list: fn(&mut Integration) -> &mut Vec<Group>,
    /// The column that names each row.
    label: &'static [&'static str],
    /// Any of these columns must be there too.
    beside: &'static [&'static str],
    /// What the columns are called among the values; others keep their own name.
    columns: fn(&str) -> Option<&'static str>,
}

const KINDS: &[Kind] = &[
    // A scenario with an expected result is a test, any other one a failure.
    Kind {
        list: |it| &mut it.tests,
        label: &["test case", "test", "test scenario", "scenario"],
        beside: &["expected result", "expected", "expected outcome"],
        columns: |name| match name {
            "test case" | "test" | "test scenario" | "scenario" => Some("case"),
            "expected result" | "expected" | "expected outcome" => Some("expected"),
            _ => None,
        },
    },
    Kind {
        list: |it| &mut it.failure_modes,
        label: &[
            "error type",
            "error",
            "failure",
            "failure type",
            "failure mode",
            "failure scenario",
            "error scenario",
            "scenario",
            "exception",
            "fault",
            "problem",
            "issue",
        ],
        beside: &[
            "action",
            "retry logic",
            "retry",
            "notification",
            "impact",
            "recovery",
            "detection",
            "handling",
            "response",
            "cause",
            "mitigation",
            "solution",
            "resolution",
        ],
        columns: |name| field::detail(Section::Failure, name),
    },
    Kind {
        list: |it| &mut it.metrics,
        label: &["metric", "kpi", "measure", "indicator"],
        beside: &["target", "current", "trend", "actual", "baseline"],
        columns: |name| match name {
            "metric" | "kpi" | "measure" | "indicator" => Some("name"),
            "current" | "actual" => Some("current"),
            _ => None,
        },
    },
    Kind {
        list: |it| &mut it.alerts,
        label: &["condition", "alert", "alert condition"],
        beside: &["threshold", "severity", "recipients"],
        columns: |name| match name {
            "condition" | "alert" | "alert condition" => Some("condition"),
            "recipients" | "recipient" | "notify" => Some("recipients"),
            _ => None,
        },
    },
    Kind {
        list: |it| &mut it.data_classes,
        label: &["data element", "element", "data", "field"],
        beside: &["classification", "sensitivity"],
        columns: |name| match name {
            "data element" | "element" | "data" | "field" => Some("element"),
            "classification" | "sensitivity" => Some("classification"),
            name if HANDLING.contains(&name) => Some("handling"),
            _ => None,
        },
    },
];

/// How data of a class is to be handled.
const HANDLING: &[&str] = &["handling requirements", "handling"];

/// Columns by which a table of people is told.
const CONTACTS: &[&str] = &["email", "e mail", "phone", "contact"];

/// Every name of a column by which a table is told.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    let kinds = KINDS.iter().flat_map(|kind| kind.label.iter().chain(kind.beside).copied());
    kinds.chain(HANDLING.iter().chain(CONTACTS).copied())
}

/// Reads all tables of a note that are no property tables.
pub(crate) fn read(reading: &Reading, draft: &mut Draft) {
    for ((node, table), names) in reading.outline.tables.iter().zip(&reading.headers) {
        let names: Vec<&str> = names.iter().map(CompactString::as_str).collect();
        let is_history = reading.sections[*node] == Section::History || is_history(&names);
        if is_history {
            continue;
        }
        let _ = flows(reading, draft, *node, table, &names)
            || mapping::table(reading, draft, *node, table, &names)
            || connection(reading, draft, *node, table, &names)
            || groups(reading, draft, *node, table, &names)
            || contacts(reading, draft, *node, table, &names)
            || systems(reading, draft, *node, table, &names)
            || rest(reading, draft, *node, table);
    }
}

/// Columns beyond so many are no person's work; they have the place of the last of these.
const WIDEST: usize = 512;

/// The places that the cells of a table stand in, column by column.
fn places(reading: &Reading, node: usize, table: &TableText) -> Vec<String> {
    table.header.iter().take(WIDEST).map(|header| reading.place_below(node, header.raw)).collect()
}

fn place_in(places: &[String], column: usize) -> String {
    places.get(column).or(places.last()).cloned().unwrap_or_default()
}

/// A cell's value. What the template has word for word is still the template's.
fn cell(reading: &Reading, row: &Row, places: &[String], column: usize) -> Stated {
    let mut stated = value::stated(None, &text_of(reading, row, column), place_in(places, column));
    if value::is_said(&stated) && (sample_rows::is_template_row(&row.cells) || is_label_alone(row, column)) {
        (stated.state, stated.value) = (State::Placeholder, None);
    }
    stated
}

/// The same of the name of a person.
fn name_cell(reading: &Reading, row: &Row, places: &[String], column: usize) -> Stated {
    let stated = cell(reading, row, places, column);
    match value::is_said(&stated) {
        true => value::person(&text_of(reading, row, column), stated.place),
        false => stated,
    }
}

/// Whether a row says nothing but its label: `Throughput | [Records/hour] | [Records/hour]`.
fn is_label_alone(row: &Row, column: usize) -> bool {
    let is_placeholder = |cell: &Cell| matches!(placeholder::state(None, cell.raw), State::Placeholder | State::Empty);
    column == 0 && row.cells.len() > 1 && row.cells[1..].iter().all(is_placeholder)
}

pub(crate) fn text_of<'a>(reading: &Reading<'a>, row: &Row<'a>, column: usize) -> Text<'a> {
    match row.cells.get(column) {
        Some(cell) => Text { raw: Cow::Borrowed(cell.raw), span: cell.span },
        None => Text { raw: Cow::Borrowed(""), span: reading.behind(row.span) },
    }
}

fn groups(reading: &Reading, draft: &mut Draft, node: usize, table: &TableText, names: &[&str]) -> bool {
    let is_kind = |kind: &&Kind| {
        let labels = names.iter().any(|name| kind.label.contains(name));
        labels && names.iter().any(|name| kind.beside.contains(name))
    };
    let Some(kind) = KINDS.iter().find(is_kind) else { return false };
    let mut called: Vec<CompactString> = Vec::with_capacity(names.len());
    for (name, header) in names.iter().zip(&table.header) {
        // Of two columns that say the same, such as recovery and mitigation, the second keeps its own name.
        let known = (kind.columns)(name).filter(|known| !called.iter().any(|it| it == known));
        called.push(known.map_or_else(|| snake_case(header.raw), CompactString::from));
    }
    let (place, places) = (reading.place_of(node), places(reading, node, table));
    for row in table.rows.iter().filter(|row| !row.cells.is_empty()) {
        let values = (0..row.cells.len()).filter(|column| !called[*column].is_empty());
        let values = values.map(|column| (called[column].clone(), cell(reading, row, &places, column)));
        let group = Group { values: values.collect(), place: place.clone(), span: row.span };
        (kind.list)(&mut draft.it).push(group);
    }
    true
}

/// `Property | Source | Target` with a row for protocol, endpoint and so on: one group a side.
fn connection(reading: &Reading, draft: &mut Draft, node: usize, table: &TableText, names: &[&str]) -> bool {
    let is_label =
        matches!(names.first(), Some(&"property" | &"attribute" | &"parameter" | &"setting" | &"aspect" | &""));
    let sides = |any: &[&str]| names.iter().skip(1).any(|name| any.contains(name));
    if !is_label || !sides(&["source", "source system"]) || !sides(&["target", "target system", "destination"]) {
        return false;
    }
    let place = reading.place_of(node);
    let is_mapping = matches!(reading.sections[node], Section::Mapping | Section::MappingBack);
    let has_sides = draft.it.in_role(Role::Source).chain(draft.it.in_role(Role::Target)).next().is_some();
    let is_name = |row: &Row| match row.cells.first().map(|label| reading.words.name(label.raw)) {
        // An attribute of what is mapped may be called so.
        Some(label) if label == "name" => !is_mapping && !has_sides,
        Some(label) => matches!(label.as_str(), "system name" | "system" | "application"),
        None => false,
    };
    // The row that names the systems is no detail of how they are reached.
    for row in table.rows.iter().filter(|row| is_name(row)) {
        for (column, name) in names.iter().enumerate().skip(1).take(8) {
            if let Some(role) = field::side(name) {
                let place = reading.place_below(node, table.header[column].raw);
                draft.systems(role, &[text_of(reading, row, column)], &place);
            }
        }
    }
    let labels = table.rows.iter().filter(|row| !is_name(row)).filter_map(|row| {
        let label = row.cells.first().filter(|label| !label.is_empty())?;
        let known = field::detail(Section::Endpoint, &reading.words.name(label.raw));
        let called = known.map_or_else(|| snake_case(label.raw), CompactString::from);
        Some((row, called, reading.place_below(node, label.raw)))
    });
    let labels: Vec<(&Row, CompactString, String)> = labels.collect();
    if labels.is_empty() {
        return true;
    }
    // Few have more than two sides, and each costs a look at all rows.
    for column in 1..names.len().min(8) {
        let header = &table.header[column];
        let side = Text { raw: Cow::Borrowed(header.raw), span: header.span };
        let mut side = value::stated(None, &side, place.clone());
        side.value = Some(snake_case(header.raw));
        let mut values = vec![("side".into(), side)];
        for (row, called, place) in &labels {
            values.push((called.clone(), value::stated(None, &text_of(reading, row, column), place.clone())));
        }
        draft.it.endpoints.push(Group { values, place: place.clone(), span: header.span });
    }
    true
}

/// `Role | Name | Email | Phone`
fn contacts(reading: &Reading, draft: &mut Draft, node: usize, table: &TableText, names: &[&str]) -> bool {
    let column = |any: &[&str]| names.iter().position(|name| any.contains(name));
    let is_contacts = reading.sections[node] == Section::Contacts || names.iter().any(|name| CONTACTS.contains(name));
    let role = column(&["role", "responsibility", "function"]);
    let (Some(role), Some(name)) = (role, column(&["name", "person", "who", "contact", "team"])) else { return false };
    if !is_contacts {
        return false;
    }
    let places = places(reading, node, table);
    for row in &table.rows {
        let Some(label) = row.cells.get(role) else { continue };
        let person = name_cell(reading, row, &places, name);
        let rest = row
            .cells
            .iter()
            .enumerate()
            .filter(|(column, cell)| *column != role && *column != name && !cell.is_empty());
        let rest = rest.filter(|(_, cell)| placeholder::state(None, cell.raw) == State::Filled);
        let contacts = rest.map(|(_, cell)| normalize::plain(&cell.text()).into_owned()).collect();
        draft.person(Rank::Contacts, &role_of(reading, label.raw), person, contacts);
    }
    true
}

fn role_of(reading: &Reading, label: &str) -> CompactString {
    match field::property(&reading.words.name(label)) {
        Some(field::Target::Person(role)) => role.into(),
        _ => snake_case(label),
    }
}

/// `System | Role | …` below a heading of systems.
fn systems(reading: &Reading, draft: &mut Draft, node: usize, table: &TableText, names: &[&str]) -> bool {
    // `Role | Name` with source and target below is one of systems under any heading.
    let side = names.iter().position(|name| matches!(*name, "role" | "side" | "system role"));
    let side_of = |row: &Row| row.cells.get(side?).and_then(|cell| field::side(&normalize::plain(&cell.text())));
    let role = match reading.sections[node] {
        Section::Side(role) => role,
        Section::Systems | Section::System => Role::Party,
        _ if table.rows.iter().all(|row| side_of(row).is_some())
            && [Role::Source, Role::Target]
                .iter()
                .all(|role| table.rows.iter().any(|row| side_of(row) == Some(*role))) =>
        {
            Role::Party
        }
        _ => return false,
    };
    let is_told = matches!(reading.sections[node], Section::Side(_) | Section::Systems | Section::System);
    let is_name = |name: &&str| field::detail(Section::System, name) == Some("name");
    let Some(named) = names.iter().position(is_name) else { return false };
    let places = places(reading, node, table);
    for row in &table.rows {
        let text = text_of(reading, row, named);
        let name = value::system(&text, place_in(&places, named));
        // Below headings of systems all are parties; their sides count where nothing else tells them.
        let idx = draft.system(side_of(row).filter(|_| !is_told).unwrap_or(role), name);
        for column in (0..row.cells.len()).filter(|column| *column != named && !names[*column].is_empty()) {
            let called = field::detail(Section::System, names[column]);
            let called = called.map_or_else(|| snake_case(table.header[column].raw), CompactString::from);
            let stated = cell(reading, row, &places, column);
            draft.it.systems[idx].details.push((called, stated));
        }
    }
    true
}

/// `Flow | Source | Destination | Data | Frequency`
fn flows(reading: &Reading, draft: &mut Draft, node: usize, table: &TableText, names: &[&str]) -> bool {
    let called: Vec<Option<&'static str>> = names.iter().map(|name| field::detail(Section::Flow, name)).collect();
    let at = |what: &str| called.iter().position(|it| *it == Some(what));
    let (Some(from), Some(to)) = (at("from"), at("to")) else { return false };
    // Elsewhere, `What | When | From | To` may be a plan of mails, and `Schedule | From | To` one of hours.
    let is_expected = matches!(reading.sections[node], Section::Flows | Section::Flow);
    let says_flow = |name: &&str| {
        matches!(
            *name,
            "flow" | "flow name" | "data" | "payload" | "frequency" | "protocol" | "data format" | "mechanism"
        )
    };
    let is_flow = match is_expected {
        true => names[0] == "flow" || names[0] == "flow name" || at("data").is_some() || at("frequency").is_some(),
        false => {
            let are_sides = names[from] != "from" && names[to] != "to";
            names.iter().any(|name| says_flow(name) || are_sides && matches!(*name, "method" | "schedule"))
        }
    };
    let is_field =
        names.iter().any(|name| name.contains("transform") || name.contains("mandatory") || name.contains("rule"));
    if !is_flow || is_field {
        return false;
    }
    let (place, places) = (reading.place_of(node), places(reading, node, table));
    for row in &table.rows {
        let system = |column: usize| value::system(&text_of(reading, row, column), place_in(&places, column));
        let mut flow = Flow { from: Some(system(from)), to: Some(system(to)), span: row.span, ..Flow::default() };
        for column in (0..row.cells.len()).filter(|column| *column != from && *column != to) {
            let stated = cell(reading, row, &places, column);
            match called[column] {
                Some("name") => flow.name = Some(stated),
                Some(name) => flow.details.push((name.into(), stated)),
                None => flow.details.push((snake_case(table.header[column].raw), stated)),
            }
        }
        for (stated, column, role) in [(&flow.from, from, Role::Source), (&flow.to, to, Role::Target)] {
            if stated.as_ref().is_some_and(value::is_said) {
                draft.systems(role, &[text_of(reading, row, column)], &place);
            }
        }
        draft.it.flows.push(flow);
    }
    true
}

/// Any other table of an integration note is kept, cell by cell.
fn rest(reading: &Reading, draft: &mut Draft, node: usize, table: &TableText) -> bool {
    let headers = table.header.iter().map(|header| headings::plain(cut(header.raw)));
    let headers: Vec<Cow<str>> = headers.collect();
    for row in &table.rows {
        let label = row.cells.first().map(|cell| cell.raw).filter(|label| !label.is_empty());
        let place = label.map_or_else(|| reading.place_of(node), |label| reading.place_below(node, label));
        let places = headers.iter().take(row.cells.len()).map(|header| match header.is_empty() {
            true => place.clone(),
            false => format!("{place} › {header}"),
        });
        let places: Vec<String> = places.collect();
        draft.it.extra.extend((1..row.cells.len()).map(|column| cell(reading, row, &places, column)));
    }
    true
}
