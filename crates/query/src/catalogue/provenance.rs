//! The provenance of a record: each value with its source text and location.

use std::collections::HashMap;

use compact_str::CompactString;
use schemars::JsonSchema;
use serde::Serialize;
use vaultdex_records::{Extracted, Group, Integration, RecordField, State};

/// A value as a note states it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ProvenanceRow {
    /// The field that the value belongs to: `status`, `source`, `source.interface`, `flow.from`, `owner`, … or `extra`.
    pub field: String,
    /// The value in the canonical form of the field.
    #[schemars(with = "Option<String>")]
    pub value: Option<CompactString>,
    /// The source text.
    #[schemars(with = "String")]
    pub raw: CompactString,
    /// Whether the value is filled in, a placeholder, and so on.
    pub state: State,
    /// What the value says beyond its canonical form, or why it has none.
    #[schemars(with = "Option<String>")]
    pub remark: Option<CompactString>,
    /// The headings, groups and key under which the value was found.
    pub place: String,
    /// The line, from 1.
    pub line: u32,
    /// The column in characters, from 1.
    pub column: u32,
    /// The byte offset of the start.
    pub start: u32,
    /// The byte offset of the end, exclusive.
    pub end: u32,
    /// Whether the value is the one used for its field; false if another one takes precedence.
    pub counts: bool,
}

/// Returns the values of an integration in the order of the note.
pub fn values(integration: &Integration) -> Vec<ProvenanceRow> {
    let mut rows = Vec::new();
    let mut used: HashMap<RecordField, Option<&Extracted>> = HashMap::new();
    for (field, extracted) in &integration.values {
        let first = *used.entry(*field).or_insert_with(|| integration.get(*field));
        let counts = first.is_none_or(|it| std::ptr::eq(it, extracted));
        rows.push(ProvenanceRow { counts, ..row(serialized_name(field), extracted) });
    }
    for part in &integration.systems {
        let role = serialized_name(&part.role);
        rows.push(ProvenanceRow { counts: !part.is_overruled, ..row(role.as_str(), &part.name) });
        rows.extend(part.details.iter().map(|(key, extracted)| row(format!("{role}.{key}"), extracted)));
    }
    for flow in &integration.flows {
        let sides = [("flow.name", &flow.name), ("flow.from", &flow.from), ("flow.to", &flow.to)];
        rows.extend(sides.into_iter().filter_map(|(key, extracted)| Some(row(key, extracted.as_ref()?))));
        rows.extend(flow.details.iter().map(|(key, extracted)| row(format!("flow.{key}"), extracted)));
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
        rows.extend(group.values.iter().map(|(key, extracted)| row(format!("{name}.{key}"), extracted)));
    }
    let owners: Vec<&Extracted> = integration.owners().collect();
    for person in &integration.people {
        let counts = person.role != "owner"
            || owners.is_empty()
            || owners.iter().any(|owner| std::ptr::eq(*owner, &person.name));
        rows.push(ProvenanceRow { counts, ..row(person.role.as_str(), &person.name) });
    }
    rows.extend(integration.related.iter().map(|it| row(format!("related.{}", it.kind), &it.target)));
    rows.extend(integration.extra.iter().map(|extracted| row("extra", extracted)));
    rows.sort_by_key(|row| (row.start, row.end));
    // A value may be part of a field and of a flow; equal rows are repetitions.
    rows.dedup();
    rows
}

fn row(field: impl Into<String>, extracted: &Extracted) -> ProvenanceRow {
    ProvenanceRow {
        field: field.into(),
        value: extracted.value.clone(),
        raw: extracted.raw.clone(),
        state: extracted.state,
        remark: extracted.remark.clone(),
        place: extracted.place.clone(),
        // The name of the file is no part of its text.
        line: extracted.span.line.max(1),
        column: extracted.span.column.max(1),
        start: extracted.span.start,
        end: extracted.span.end,
        counts: true,
    }
}

/// Returns the name of a state in the output.
pub fn state_name(state: State) -> String {
    serialized_name(&state)
}

/// Returns the string that a unit variant serializes to.
pub(super) fn serialized_name(variant: &impl Serialize) -> String {
    serde_json::to_value(variant).ok().and_then(|it| it.as_str().map(str::to_owned)).unwrap_or_default()
}
