//! One system as the catalogue shows it (docs/spec/cli.md#systems).

use schemars::JsonSchema;
use serde::Serialize;
use vaultdex_records::{RecordField, Role};

use super::systems::Systems;
use crate::catalog::Catalog;

/// A system with its integrations.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct SystemRow {
    /// The name.
    pub name: String,
    /// The path of its note; `None` if it has none.
    pub destination: Option<String>,
    /// The life cycle.
    pub status: Option<String>,
    /// The owner.
    pub owner: Option<String>,
    /// The domain.
    pub domain: Option<String>,
    /// The integrations of which it is a target.
    #[serde(rename = "in")]
    pub incoming: Vec<SystemIntegrationRow>,
    /// The integrations of which it is a source.
    #[serde(rename = "out")]
    pub outgoing: Vec<SystemIntegrationRow>,
    /// The integrations in which it has any other role.
    pub other: Vec<SystemIntegrationRow>,
    /// The names of systems that may be the same one.
    pub near: Vec<String>,
}

/// An integration that involves a system.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct SystemIntegrationRow {
    /// The integration's ID.
    pub id: Option<String>,
    /// The integration's name.
    pub name: String,
    /// The integration's life cycle.
    pub status: Option<String>,
    /// The role of the system.
    pub role: Role,
    /// The path of the note that records it.
    pub path: String,
    /// The line where the record begins, from 1.
    pub line: u32,
}

/// Returns all systems with their integrations, sorted by name.
pub fn system_rows(catalog: &Catalog, systems: &Systems) -> Vec<SystemRow> {
    let path = |file: usize| catalog.files[file].path.to_string();
    let rows = systems.list.iter().map(|system| SystemRow {
        name: system.name.clone(),
        destination: system.note.map(path),
        status: system.status.clone(),
        owner: system.owner.clone(),
        domain: system.domain.clone(),
        incoming: Vec::new(),
        outgoing: Vec::new(),
        other: Vec::new(),
        near: system.similar.iter().map(|similar| systems.list[*similar].name.clone()).collect(),
    });
    let mut rows: Vec<SystemRow> = rows.collect();
    for entry in systems.integrations(catalog) {
        let integration = entry.integration;
        let is_two_way = integration.text(RecordField::Direction) == Some("two-way");
        for involvement in systems.involvements_of(&entry) {
            let row = SystemIntegrationRow {
                id: integration.text(RecordField::Id).map(str::to_owned),
                name: entry.name(catalog),
                status: integration.text(RecordField::Status).map(str::to_owned),
                role: involvement.role,
                path: path(entry.file),
                line: integration.span.line.max(1),
            };
            add_integration(&mut rows[involvement.system], row, is_two_way);
        }
    }
    rows
}

fn add_integration(system: &mut SystemRow, row: SystemIntegrationRow, is_two_way: bool) {
    let (is_source, is_target) = match row.role {
        Role::Source | Role::Publisher => (true, is_two_way),
        Role::Target | Role::Subscriber => (is_two_way, true),
        Role::Middleware | Role::Party => (false, false),
    };
    if is_source {
        push_once(&mut system.outgoing, row.clone());
    }
    if is_target {
        push_once(&mut system.incoming, row.clone());
    }
    if !is_source && !is_target {
        push_once(&mut system.other, row);
    }
}

/// Appends an integration unless it is the last one already: an integration may name a system in two roles of one side,
/// such as source and publisher.
fn push_once(list: &mut Vec<SystemIntegrationRow>, row: SystemIntegrationRow) {
    let is_same = |last: &SystemIntegrationRow| (&last.path, last.line, &last.name) == (&row.path, row.line, &row.name);
    if !list.last().is_some_and(is_same) {
        list.push(row);
    }
}
