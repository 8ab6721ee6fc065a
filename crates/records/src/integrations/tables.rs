//! Tables that are recognized by their header under any heading
//! (docs/spec/integrations.md#tables-known-by-their-header).

use std::borrow::Cow;

use compact_str::CompactString;

use super::builder::{Rank, RecordBuilder};
use super::cells::{cell_text, column_places, extract_cell, extract_person_cell, place_of_column};
use super::context::NoteContext;
use super::history::is_change_table;
use super::{mapping, value};
use crate::document::tables::{Cell as TableCell, Row, TableText};
use crate::document::text::Text;
use crate::model::{Flow, Group, Integration, RecordField, Role, Shape, State};
use crate::vocabulary::canonical_name::{snake_case, truncate};
use crate::vocabulary::fields::Target;
use crate::vocabulary::mapping_columns::SIDE_LABELS;
use crate::vocabulary::sections::Section;
use crate::vocabulary::shapes::WEAK_SIDES;
use crate::vocabulary::table_columns::{
    ALERTS, CONNECTION_SOURCES, CONNECTION_TARGETS, CONTACT_NAMES, CONTACT_ROLES, CONTACTS, DATA_CLASSES, FAILURES,
    FLOW_COLUMNS, FLOW_COLUMNS_BESIDE_SIDES, METRICS, SYSTEM_SIDES, TESTS, TableColumns, WEAK_FAILURES,
};
use crate::vocabulary::{decoration, fields};
use crate::{normalize, placeholder};

/// How many columns of a connection table are read: each requires a pass over all rows, and few tables have more than
/// two sides.
const MOST_SIDES: usize = 8;

/// A kind of table whose rows are groups of values.
struct GroupTable {
    list: fn(&mut Integration) -> &mut Vec<Group>,
    columns: &'static TableColumns,
    is_failure: bool,
}

/// The kinds of tables, the first match first: a scenario with an expected result is a test, any other one a failure.
const GROUP_TABLES: &[GroupTable] = &[
    GroupTable { list: |it| &mut it.tests, columns: &TESTS, is_failure: false },
    GroupTable { list: |it| &mut it.alerts, columns: &ALERTS, is_failure: false },
    GroupTable { list: |it| &mut it.failure_modes, columns: &FAILURES, is_failure: true },
    GroupTable { list: |it| &mut it.metrics, columns: &METRICS, is_failure: false },
    GroupTable { list: |it| &mut it.data_classes, columns: &DATA_CLASSES, is_failure: false },
];

/// A table with its node and the canonical names of its columns.
struct TableContext<'l, 'a> {
    context: &'l NoteContext<'a>,
    node: usize,
    table: &'l TableText<'a>,
    names: &'l [&'l str],
}

impl TableContext<'_, '_> {
    /// Returns the first column that has one of some names.
    fn column(&self, any: &[&str]) -> Option<usize> {
        self.names.iter().position(|name| any.contains(name))
    }

    fn section(&self) -> Section {
        self.context.sections[self.node]
    }

    fn place(&self) -> String {
        self.context.place_of_node(self.node)
    }

    fn column_places(&self) -> Vec<String> {
        column_places(self.context, self.node, self.table)
    }
}

/// Extracts the values of all tables of a note that are not property tables.
pub(crate) fn read_tables(context: &NoteContext, builder: &mut RecordBuilder) {
    for ((node, table), names) in context.outline.tables.iter().zip(&context.headers) {
        let (node, names) = (*node, names.iter().map(CompactString::as_str).collect::<Vec<_>>());
        if context.sections[node] == Section::History || is_change_table(&names) {
            continue;
        }
        let table = TableContext { context, node, table, names: &names };
        let _ = read_single_row(&table, builder)
            || read_flows(&table, builder)
            || mapping::table::read_table(context, builder, node, table.table, &names)
            || read_connection(&table, builder)
            || read_groups(&table, builder)
            || read_contacts(&table, builder)
            || read_systems(&table, builder)
            || read_other(&table, builder);
    }
}

/// Extracts a table of one row whose header holds keys, `Source System | Target System | Frequency`, from a note without
/// a template; returns whether it is one.
fn read_single_row(it: &TableContext, builder: &mut RecordBuilder) -> bool {
    let TableContext { context, node, table, names } = *it;
    let [row] = table.rows.as_slice() else { return false };
    if !matches!(builder.shape, Shape::Generic | Shape::Note | Shape::Register) {
        return false;
    }
    let targets: Vec<Option<Target>> = names.iter().map(|name| fields::property(name)).collect();
    let has = |is: fn(&Target) -> bool| targets.iter().flatten().any(is);
    let is_source = |it: &Target| matches!(it, Target::Systems(Role::Source | Role::Publisher));
    let is_target = |it: &Target| matches!(it, Target::Systems(Role::Target | Role::Subscriber));
    let n_known = targets.iter().flatten().count();
    let has_both = has(is_source) && has(is_target);
    let is_mapping = matches!(it.section(), Section::Mapping | Section::ReverseMapping);
    if !has_both || n_known < 3 || n_known * 2 <= names.len() || is_mapping {
        return false;
    }
    for (column, target) in targets.iter().enumerate() {
        let text = cell_text(context, row, column);
        let place = context.place_below(node, table.header[column].raw);
        match target {
            Some(target) if !text.raw.is_empty() => {
                builder.place_value(*target, Rank::Primary, std::slice::from_ref(&text), &text, place);
            }
            None if NAMES.contains(&names[column]) => {
                let name = value::extract(Some(RecordField::Name), &text, place);
                builder.add_value(Rank::Primary, RecordField::Name, name);
            }
            _ => builder.record.extra.push(value::extract(None, &text, place)),
        }
    }
    true
}

/// Columns that name the integration of a table of one row.
const NAMES: [&str; 6] = ["integration", "integration name", "interface", "interface name", "flow name", "feed name"];

/// Extracts a table whose rows are groups; returns whether it is one.
fn read_groups(it: &TableContext, builder: &mut RecordBuilder) -> bool {
    let is_below_failures = matches!(it.section(), Section::Failures | Section::Failure);
    // `Condition | Action` may be a rule of routing.
    let is_label = |name: &&str| FAILURES.label.contains(name) && (is_below_failures || !WEAK_FAILURES.contains(name));
    let is_failure = it.names.iter().any(is_label);
    let is_kind = |kind: &&GroupTable| {
        it.column(kind.columns.label).is_some()
            && it.column(kind.columns.beside).is_some()
            && (!kind.is_failure || is_failure)
    };
    // Below a heading of failures, the first column names the row whatever it is called: `What | Effect | Action`.
    let is_unlabelled = is_below_failures
        && it.names.first().is_some_and(|name| FAILURES.value(name).is_none())
        && it.names.iter().skip(1).any(|name| FAILURES.value(name).is_some());
    let unlabelled = || GROUP_TABLES.iter().find(|kind| kind.is_failure && is_unlabelled);
    let Some(kind) = GROUP_TABLES.iter().find(is_kind).or_else(unlabelled) else { return false };
    let mut known = kind.columns.value_names(it.names);
    if kind.is_failure && is_unlabelled && !known.contains(&Some("name")) {
        known[0] = Some("name");
    }
    let own_name = |(known, header): (&Option<&'static str>, &TableCell)| -> CompactString {
        known.map_or_else(|| snake_case(header.raw), CompactString::from)
    };
    let value_names: Vec<CompactString> = known.iter().zip(&it.table.header).map(own_name).collect();
    let (place, places) = (it.place(), it.column_places());
    for row in it.table.rows.iter().filter(|row| !row.cells.is_empty()) {
        let columns = (0..row.cells.len()).filter(|column| !value_names[*column].is_empty());
        let values =
            columns.map(|column| (value_names[column].clone(), extract_cell(it.context, row, &places, column)));
        let group = Group { values: values.collect(), place: place.clone(), span: row.span };
        (kind.list)(&mut builder.record).push(group);
    }
    true
}

/// Extracts a connection table, `Property | Source | Target` with rows such as protocol and endpoint, as one endpoint
/// per side; returns whether it is one.
fn read_connection(it: &TableContext, builder: &mut RecordBuilder) -> bool {
    let TableContext { context, node, table, names } = *it;
    let has_labels = names.first().is_some_and(|name| name.is_empty() || SIDE_LABELS.contains(name));
    let has_column = |any: &[&str]| names.iter().skip(1).any(|name| any.contains(name));
    if !has_labels || !has_column(CONNECTION_SOURCES) || !has_column(CONNECTION_TARGETS) {
        return false;
    }
    let place = it.place();
    let is_mapping = matches!(it.section(), Section::Mapping | Section::ReverseMapping);
    let has_sides = [Role::Source, Role::Target].into_iter().any(|role| builder.record.in_role(role).next().is_some());
    let names_systems = |row: &Row| match row.cells.first().map(|label| context.synonyms.name(label.raw)) {
        // An attribute that is mapped may be called "name" too.
        Some(label) if label == "name" => !is_mapping && !has_sides,
        Some(label) => matches!(label.as_str(), "system name" | "system" | "application"),
        None => false,
    };
    // The row that names the systems is not a detail of an endpoint.
    for row in table.rows.iter().filter(|row| names_systems(row)) {
        for (column, name) in names.iter().enumerate().skip(1).take(MOST_SIDES) {
            if let Some(role) = fields::side(name) {
                let place = context.place_below(node, table.header[column].raw);
                builder.add_systems(role, &[cell_text(context, row, column)], &place);
            }
        }
    }
    let rows = table.rows.iter().filter(|row| !names_systems(row)).filter_map(|row| {
        let label = row.cells.first().filter(|label| !label.is_empty())?;
        let known = fields::detail(Section::Endpoint, &context.synonyms.name(label.raw));
        let name = known.map_or_else(|| snake_case(label.raw), CompactString::from);
        Some((row, name, context.place_below(node, label.raw)))
    });
    let rows: Vec<(&Row, CompactString, String)> = rows.collect();
    if rows.is_empty() {
        return true;
    }
    for column in 1..names.len().min(MOST_SIDES) {
        let header = &table.header[column];
        let side = Text { raw: Cow::Borrowed(header.raw), span: header.span };
        let mut side = value::extract(None, &side, place.clone());
        side.value = Some(snake_case(header.raw));
        let mut values = vec![("side".into(), side)];
        for (row, name, place) in &rows {
            values.push((name.clone(), value::extract(None, &cell_text(context, row, column), place.clone())));
        }
        builder.record.endpoints.push(Group { values, place: place.clone(), span: header.span });
    }
    true
}

/// Extracts a table of people, `Role | Name | Email | Phone`; returns whether it is one.
fn read_contacts(it: &TableContext, builder: &mut RecordBuilder) -> bool {
    let TableContext { context, table, .. } = *it;
    let (Some(role), Some(name)) = (it.column(CONTACT_ROLES), it.column(CONTACT_NAMES)) else { return false };
    if it.section() != Section::Contacts && it.column(CONTACTS).is_none() {
        return false;
    }
    let places = it.column_places();
    for row in &table.rows {
        let Some(label) = row.cells.get(role) else { continue };
        let person = extract_person_cell(context, row, &places, name);
        let rest = row.cells.iter().enumerate().filter(|(column, _)| *column != role && *column != name);
        let rest = rest.filter(|(_, cell)| !cell.is_empty() && placeholder::state(None, cell.raw) == State::Filled);
        let contacts = rest.map(|(_, cell)| normalize::plain(&cell.text()).into_owned()).collect();
        builder.add_person(Rank::Contacts, &role_of_label(context, label.raw), person, contacts);
    }
    true
}

fn role_of_label(context: &NoteContext, label: &str) -> CompactString {
    match fields::property(&context.synonyms.name(label)) {
        Some(Target::Person(role)) => role.into(),
        _ => snake_case(label),
    }
}

/// Extracts a table of systems, `System | Role | …`: below a heading of systems, or under any heading if all rows name
/// their side. Returns whether it is one.
fn read_systems(it: &TableContext, builder: &mut RecordBuilder) -> bool {
    let TableContext { context, table, names, .. } = *it;
    let side = it.column(SYSTEM_SIDES);
    let side_of = |row: &Row| row.cells.get(side?).and_then(|cell| fields::side(&normalize::plain(&cell.text())));
    let names_side = |role: Role| table.rows.iter().any(|row| side_of(row) == Some(role));
    let (role, is_below_systems) = match it.section() {
        Section::Side(role) => (role, true),
        Section::Systems | Section::System => (Role::Party, true),
        _ if table.rows.iter().all(|row| side_of(row).is_some())
            && names_side(Role::Source)
            && names_side(Role::Target) =>
        {
            (Role::Party, false)
        }
        _ => return false,
    };
    let is_name = |name: &&str| fields::detail(Section::System, name) == Some("name");
    let Some(name_column) = names.iter().position(is_name) else { return false };
    let places = it.column_places();
    for row in &table.rows {
        let text = cell_text(context, row, name_column);
        let name = value::extract_system(&text, place_of_column(&places, name_column));
        // Below a heading of systems the sides only count if no place names them, see `add_sides_from_roles`.
        let system = builder.add_system(side_of(row).filter(|_| !is_below_systems).unwrap_or(role), name);
        for column in (0..row.cells.len()).filter(|column| *column != name_column && !names[*column].is_empty()) {
            let detail = fields::detail(Section::System, names[column]);
            let detail = detail.map_or_else(|| snake_case(table.header[column].raw), CompactString::from);
            let extracted = extract_cell(context, row, &places, column);
            builder.record.systems[system].details.push((detail, extracted));
        }
    }
    true
}

/// Extracts a table of flows, `Flow | Source | Destination | Data | Frequency`; returns whether it is one.
fn read_flows(it: &TableContext, builder: &mut RecordBuilder) -> bool {
    let TableContext { context, table, names, .. } = *it;
    let details: Vec<Option<&'static str>> = names.iter().map(|name| fields::detail(Section::Flow, name)).collect();
    let column_of = |detail: &str| details.iter().position(|it| *it == Some(detail));
    let (Some(from), Some(to)) = (column_of("from"), column_of("to")) else { return false };
    let has_template = !matches!(builder.shape, Shape::Generic | Shape::Register);
    let names_systems = |column: usize| !WEAK_SIDES.contains(&names[column]);
    let is_below_flows = matches!(it.section(), Section::Flows | Section::Flow);
    let both_name_systems = names_systems(from) && names_systems(to);
    if !(has_template || is_below_flows || both_name_systems) {
        return false;
    }
    let is_flow = match it.section() {
        Section::Flows | Section::Flow => {
            matches!(names[0], "flow" | "flow name") || column_of("data").or(column_of("frequency")).is_some()
        }
        // `What | When | From | To` may be a mail schedule, and `Schedule | From | To` a list of hours.
        _ => {
            let names_sides = names[from] != "from" && names[to] != "to";
            it.column(FLOW_COLUMNS).is_some() || names_sides && it.column(FLOW_COLUMNS_BESIDE_SIDES).is_some()
        }
    };
    let maps_fields =
        names.iter().any(|name| name.contains("transform") || name.contains("mandatory") || name.contains("rule"));
    if !is_flow || maps_fields {
        return false;
    }
    let (place, places) = (it.place(), it.column_places());
    for row in &table.rows {
        let system =
            |column: usize| value::extract_system(&cell_text(context, row, column), place_of_column(&places, column));
        let mut flow = Flow { from: Some(system(from)), to: Some(system(to)), span: row.span, ..Flow::default() };
        for column in (0..row.cells.len()).filter(|column| *column != from && *column != to) {
            let extracted = extract_cell(context, row, &places, column);
            match details[column] {
                Some("name") => flow.name = Some(extracted),
                Some(detail) => flow.details.push((detail.into(), extracted)),
                None => flow.details.push((snake_case(table.header[column].raw), extracted)),
            }
        }
        for (end, column, role) in [(&flow.from, from, Role::Source), (&flow.to, to, Role::Target)] {
            if end.as_ref().is_some_and(value::has_content) {
                builder.add_systems(role, &[cell_text(context, row, column)], &place);
            }
        }
        builder.record.flows.push(flow);
    }
    true
}

/// Keeps the cells of any other table as extra.
fn read_other(it: &TableContext, builder: &mut RecordBuilder) -> bool {
    let headers = it.table.header.iter().map(|header| decoration::plain(truncate(header.raw)));
    let headers: Vec<Cow<str>> = headers.collect();
    for row in &it.table.rows {
        let label = row.cells.first().map(|cell| cell.raw).filter(|label| !label.is_empty());
        let place = label.map_or_else(|| it.place(), |label| it.context.place_below(it.node, label));
        let places = headers.iter().take(row.cells.len()).map(|header| match header.is_empty() {
            true => place.clone(),
            false => format!("{place} › {header}"),
        });
        let places: Vec<String> = places.collect();
        let cells = (1..row.cells.len()).map(|column| extract_cell(it.context, row, &places, column));
        builder.record.extra.extend(cells);
    }
    true
}
