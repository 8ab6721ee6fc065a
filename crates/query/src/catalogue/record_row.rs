//! One record as the catalogue shows it (docs/spec/cli.md#integrations-and-show).

use std::collections::BTreeMap;

use compact_str::CompactString;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};
use vaultdex_notes::text;
use vaultdex_records::{MappingLevel, Shape, SourceKind, State};

use crate::structure::tasks::TaskCounts;

/// A system in a record, with its note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SystemRef {
    /// The name in the record.
    pub name: String,
    /// The path of the note; `None` if there is none.
    pub destination: Option<String>,
    /// `filled`, or `suspect` for a name that is a guess.
    pub state: State,
}

impl SystemRef {
    /// Whether the name is a guess.
    pub fn is_suspect(&self) -> bool {
        self.state == State::Suspect
    }

    /// Returns the name as people see it, with `?` behind a guess.
    pub fn marked(&self) -> String {
        if self.is_suspect() { format!("{}?", self.name) } else { self.name.clone() }
    }
}

/// A place that describes a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PlaceRef {
    /// The line, from 1.
    pub line: u32,
}

/// A person or team in a record, with their note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PersonRef {
    /// The name in the record.
    pub text: String,
    /// The path of the note; `None` if there is none.
    pub destination: Option<String>,
}

impl PersonRef {
    /// Returns what the same person has in every record: the note, else the name without its case.
    pub fn key(&self) -> String {
        person_key(&self.text, self.destination.as_deref())
    }
}

/// Returns the note of a person, else the name without its case.
pub fn person_key(name: &str, destination: Option<&str>) -> String {
    destination.map_or_else(|| format!("?{}", text::link_key(name)), str::to_owned)
}

/// A person or team that is responsible for a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ResponsibleRow {
    /// The role: `owner`, `technical_lead`, `support_team` and others.
    pub role: String,
    /// The name in the record.
    pub text: String,
    /// The path of the person's note; `None` if there is none.
    pub destination: Option<String>,
    /// Email address, telephone number and the like, as written.
    pub contacts: Vec<String>,
    /// The line that names the person, from 1.
    #[serde(skip)]
    pub line: u32,
}

/// A document related to a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RelatedRow {
    /// The label of the link.
    pub label: String,
    /// `design`, `interface`, `data_model`, `security`, `runbook`, `embed` or `other`.
    pub kind: String,
    /// The target as written: a linkpath or URL.
    pub target: String,
    /// The path of the file that the target leads to; `None` if there is none.
    pub destination: Option<String>,
    /// The line, from 1.
    pub line: u32,
}

/// A data flow.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct FlowRow {
    /// The name.
    pub name: Option<String>,
    /// The system that the data comes from.
    pub from: Option<SystemRef>,
    /// The system that it goes to.
    pub to: Option<SystemRef>,
    /// Everything else that the note says of it: `protocol`, `frequency`, `data` and others.
    #[serde(flatten)]
    #[schemars(with = "BTreeMap<String, Option<String>>")]
    pub details: Map<String, Value>,
    /// The line, from 1.
    pub line: u32,
}

impl FlowRow {
    /// Returns the text of a detail.
    pub fn detail(&self, name: &str) -> Option<&str> {
        self.details.get(name).and_then(Value::as_str)
    }
}

/// An endpoint or a failure mode: what the note says of it.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct GroupRow {
    /// The values by their names: `protocol` and `auth`, `recovery`, and others.
    #[serde(flatten)]
    #[schemars(with = "BTreeMap<String, Option<String>>")]
    pub values: Map<String, Value>,
    /// The line, from 1.
    pub line: u32,
}

impl GroupRow {
    /// Returns the text of a value.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.values.get(name).and_then(Value::as_str)
    }
}

/// A row of a mapping table.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct MappingRow {
    /// The source field or entity; `None` if the value does not come from one.
    #[schemars(with = "Option<String>")]
    pub source: Option<CompactString>,
    /// Whether the value comes from a field, is constant or is generated.
    pub source_kind: SourceKind,
    /// The target field or entity.
    #[schemars(with = "Option<String>")]
    pub target: Option<CompactString>,
    /// The data type.
    #[serde(rename = "type")]
    #[schemars(with = "Option<String>")]
    pub data_type: Option<CompactString>,
    /// The transformation rule.
    #[schemars(with = "Option<String>")]
    pub rule: Option<CompactString>,
    /// The default value.
    #[schemars(with = "Option<String>")]
    pub default: Option<CompactString>,
    /// Whether the target is mandatory.
    pub mandatory: Option<bool>,
    /// Whether entities or fields are mapped.
    pub level: MappingLevel,
    /// Remarks.
    #[schemars(with = "Option<String>")]
    pub notes: Option<CompactString>,
    /// The field of a model between source and target.
    #[schemars(with = "Option<String>")]
    pub via: Option<CompactString>,
    /// Whether the data flows from target to source.
    pub is_reverse: bool,
    /// The line of the row, from 1.
    pub line: u32,
    /// The path of the note with that line, if the record embeds the mapping from another note.
    pub embedded_from: Option<String>,
}

/// A complete record.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct RecordRow {
    /// The path of the note.
    pub path: String,
    /// The line where the record begins, from 1.
    pub line: u32,
    /// The lines of all places that describe the record; left out if there is only one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<PlaceRef>,
    /// The shape of the note.
    pub shape: Shape,
    /// The integration ID.
    pub id: Option<String>,
    /// The name.
    pub name: String,
    /// The life cycle.
    pub status: Option<String>,
    /// The life cycle as written, even if it is not understood.
    pub status_raw: Option<String>,
    /// Whether `status_raw` is a value and not a placeholder, which is not shown to people.
    #[serde(skip)]
    pub has_status: bool,
    /// The state of the document.
    pub doc_status: Option<String>,
    /// `one-way` or `two-way`.
    pub direction: Option<String>,
    /// The type of integration: batch, API, event, …
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// The priority.
    pub priority: Option<String>,
    /// How often it runs; as written if not understood.
    pub frequency: Option<String>,
    /// How often it runs, as written: `daily 04:30`.
    pub frequency_raw: Option<String>,
    /// The systems that data comes from.
    pub sources: Vec<SystemRef>,
    /// The systems that data goes to.
    pub targets: Vec<SystemRef>,
    /// The systems in between.
    pub middleware: Vec<SystemRef>,
    /// The systems whose side is not known.
    pub parties: Vec<SystemRef>,
    /// The owner.
    pub owner: Option<PersonRef>,
    /// The date of creation.
    pub created: Option<String>,
    /// The date of the last change that the record states.
    pub updated: Option<String>,
    /// The date of going live.
    pub go_live: Option<String>,
    /// The date of the last test.
    pub last_tested: Option<String>,
    /// The date of the last review.
    pub last_reviewed: Option<String>,
    /// The date of the next review.
    pub next_review: Option<String>,
    /// The data classification.
    pub classification: Option<String>,
    /// The purpose.
    pub purpose: Option<String>,
    /// The version.
    pub version: Option<String>,
    /// The integration that replaced it.
    pub replaced_by: Option<String>,
    /// The data flows.
    pub flows: Vec<FlowRow>,
    /// The rows of its mapping tables.
    pub mappings: Vec<MappingRow>,
    /// The endpoints.
    pub endpoints: Vec<GroupRow>,
    /// The failure modes and how they are handled.
    pub failure_modes: Vec<GroupRow>,
    /// All people and teams with their roles and contacts.
    pub people: Vec<ResponsibleRow>,
    /// The related documents.
    pub related: Vec<RelatedRow>,
    /// The numbers of its tasks.
    pub checklist: TaskCounts,
    /// The share of its values that is filled in, from 0 to 1; `None` if it has no values.
    pub completeness: Option<f64>,
    /// The names of the fields whose values are guesses.
    pub suspect: Vec<String>,
}

impl RecordRow {
    /// Whether the value of a field is a guess.
    pub fn is_suspect(&self, field: &str) -> bool {
        self.suspect.iter().any(|it| it == field)
    }

    /// Returns the value of a field as people see it, with `?` behind a guess; empty if there is none.
    pub fn marked(&self, field: &str, value: Option<&str>) -> String {
        match value {
            Some(value) if self.is_suspect(field) => format!("{value}?"),
            value => value.unwrap_or_default().to_owned(),
        }
    }
}
