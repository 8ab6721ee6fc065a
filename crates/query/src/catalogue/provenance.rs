//! Every value of a record with its place: what the catalogue was read from, value by value.

use std::collections::HashMap;

use compact_str::CompactString;
use serde::Serialize;
use vaultdex_records::{Group, Integration, RecordField, Role, State, Stated};

/// One value as a note states it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StatedRow {
    /// The field that it was read into: `status`, `source`, `source.interface`, `flow.from`, `owner`, … or `extra`.
    pub field: String,
    /// What it says, in the field's canonical form.
    pub value: Option<CompactString>,
    /// The source text.
    pub raw: CompactString,
    /// Whether it says something.
    pub state: State,
    /// What it says beside its canonical form, or why it has none.
    pub remark: Option<CompactString>,
    /// The headings, groups and key that it was read under.
    pub place: String,
    /// Its line, from 1.
    pub line: u32,
    /// Its column, from 1, in characters.
    pub column: u32,
    /// Byte offset of its first byte.
    pub start: u32,
    /// Byte offset behind its last byte.
    pub end: u32,
    /// Whether it is what counts for its field; a value that another place overrides does not.
    pub counts: bool,
}

/// Every value of an integration, in the order of the note.
pub fn values(integration: &Integration) -> Vec<StatedRow> {
    let mut rows = Vec::new();
    let mut counting: HashMap<RecordField, Option<&Stated>> = HashMap::new();
    for (field, stated) in &integration.values {
        let first = *counting.entry(*field).or_insert_with(|| integration.get(*field));
        let counts = first.is_none_or(|it| std::ptr::eq(it, stated));
        rows.push(StatedRow { counts, ..row(field_name(*field), stated) });
    }
    for part in &integration.systems {
        let role = role_name(part.role);
        rows.push(StatedRow { counts: !part.is_overruled, ..row(role.as_str(), &part.name) });
        rows.extend(part.details.iter().map(|(key, stated)| row(format!("{role}.{key}"), stated)));
    }
    for flow in &integration.flows {
        let sides = [("flow.name", &flow.name), ("flow.from", &flow.from), ("flow.to", &flow.to)];
        rows.extend(sides.into_iter().filter_map(|(key, stated)| Some(row(key, stated.as_ref()?))));
        rows.extend(flow.details.iter().map(|(key, stated)| row(format!("flow.{key}"), stated)));
    }
    let groups: [(&str, &[Group]); 6] = [
        ("endpoint", &integration.endpoints),
        ("failure", &integration.failure_modes),
        ("metric", &integration.metrics),
        ("alert", &integration.alerts),
        ("test", &integration.tests),
        ("data_class", &integration.data_classes),
    ];
    for (name, group) in groups.into_iter().flat_map(|(name, groups)| groups.iter().map(move |it| (name, it))) {
        rows.extend(group.values.iter().map(|(key, stated)| row(format!("{name}.{key}"), stated)));
    }
    let owners: Vec<&Stated> = integration.owners().collect();
    for person in &integration.people {
        let counts = person.role != "owner"
            || owners.is_empty()
            || owners.iter().any(|owner| std::ptr::eq(*owner, &person.name));
        rows.push(StatedRow { counts, ..row(person.role.as_str(), &person.name) });
    }
    rows.extend(integration.related.iter().map(|it| row(format!("related.{}", it.kind), &it.target)));
    rows.extend(integration.extra.iter().map(|stated| row("extra", stated)));
    rows.sort_by_key(|row| (row.start, row.end));
    // A value that is read into a field and into a flow stands once for each.
    rows.dedup();
    rows
}

fn row(field: impl Into<String>, stated: &Stated) -> StatedRow {
    StatedRow {
        field: field.into(),
        value: stated.value.clone(),
        raw: stated.raw.clone(),
        state: stated.state,
        remark: stated.remark.clone(),
        place: stated.place.clone(),
        line: stated.span.line,
        column: stated.span.column,
        start: stated.span.start,
        end: stated.span.end,
        counts: true,
    }
}

fn field_name(field: RecordField) -> String {
    word(&field)
}

fn role_name(role: Role) -> String {
    word(&role)
}

/// A state in the word that is printed.
pub fn state_name(state: State) -> String {
    word(&state)
}

/// The word that a plain variant serialises to.
fn word(variant: &impl Serialize) -> String {
    serde_json::to_value(variant).ok().and_then(|it| it.as_str().map(str::to_owned)).unwrap_or_default()
}
