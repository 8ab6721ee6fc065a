//! How answers refer to systems, integrations and people.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::Serialize;
use vaultdex_records::RecordField;

use super::graph::Landscape;
use crate::catalogue::record_row::person_key;

/// An integration.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct ConnectionRef {
    /// The path of the note that records it.
    pub path: String,
    /// The line where the record begins, from 1.
    pub line: u32,
    /// The integration ID.
    pub id: Option<String>,
    /// The name.
    pub name: String,
    /// The life cycle; `None` if it is not stated or not understood.
    pub status: Option<String>,
}

impl ConnectionRef {
    /// Refers to the integration at a position.
    pub fn new(landscape: &Landscape, connection: usize) -> ConnectionRef {
        let entry = &landscape.connections[connection].entry;
        ConnectionRef {
            path: landscape.catalog.path(entry.file).to_owned(),
            line: entry.integration.span.line.max(1),
            id: entry.integration.text(RecordField::Id).map(str::to_owned),
            name: entry.name(landscape.catalog),
            status: entry.integration.text(RecordField::Status).map(str::to_owned),
        }
    }

    /// Returns the ID, or the name if there is none.
    pub fn label(&self) -> &str {
        self.id.as_deref().unwrap_or(&self.name)
    }

    /// Returns the ID and the name, as people read them: `INT-2024-003 Orders to ERP`.
    pub fn title(&self) -> Cow<'_, str> {
        match &self.id {
            Some(id) if !self.name.contains(&**id) => Cow::Owned(format!("{id} {}", self.name)),
            _ => Cow::Borrowed(&self.name),
        }
    }
}

/// A system.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SystemName {
    /// The name.
    pub system: String,
    /// The path of its note; `None` if it has none.
    pub destination: Option<String>,
}

impl SystemName {
    /// Refers to the system at a position.
    pub fn new(landscape: &Landscape, system: usize) -> SystemName {
        let system = &landscape.systems.list[system];
        let destination = system.note.map(|note| landscape.catalog.path(note).to_owned());
        SystemName { system: system.name.clone(), destination }
    }
}

impl OwnerRef {
    /// Returns what the same owner has in every record.
    pub fn key(&self) -> String {
        person_key(&self.text, self.destination.as_deref())
    }
}

/// The owner of an integration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct OwnerRef {
    /// The name as the record states it.
    pub text: String,
    /// The path of the owner's note; `None` if there is none.
    pub destination: Option<String>,
    /// Whether that note says that the owner has left.
    pub left: bool,
    /// The note that names the owner.
    pub path: String,
    /// The line, from 1.
    pub line: u32,
}
