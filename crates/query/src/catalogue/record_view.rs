//! One record as the catalogue shows it (docs/spec/cli.md#integrations-and-show).

use std::collections::{HashMap, HashSet};

use compact_str::CompactString;
use serde::Serialize;
use serde_json::{Map, Value, json};
use vaultdex_notes::text;
use vaultdex_records::normalize::system_key;
use vaultdex_records::{
    Extracted, Flow, Group, Integration, Mapping, MappingLevel, RecordField, Role, Shape, SourceKind, State,
};

use super::integrations::CatalogueEntry;
use super::systems::Systems;
use crate::catalog::Catalog;
use crate::links::entity_names::EntityNames;
use crate::structure::tasks::TaskCounts;

/// A system in a record, with its note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SystemRef {
    /// The name in the record.
    pub name: String,
    /// The path of the note; `None` if there is none.
    pub destination: Option<String>,
}

/// A person or team in a record, with their note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PersonRef {
    /// The name in the record.
    pub text: String,
    /// The path of the note; `None` if there is none.
    pub destination: Option<String>,
}

/// A row of a mapping table.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MappingRow {
    /// The source field or entity; `None` if the value does not come from one.
    pub source: Option<CompactString>,
    /// Whether the value comes from a field, is constant or is generated.
    pub source_kind: SourceKind,
    /// The target field or entity.
    pub target: Option<CompactString>,
    /// The data type.
    #[serde(rename = "type")]
    pub data_type: Option<CompactString>,
    /// The transformation rule.
    pub rule: Option<CompactString>,
    /// The default value.
    pub default: Option<CompactString>,
    /// Whether the target is mandatory.
    pub mandatory: Option<bool>,
    /// Whether entities or fields are mapped.
    pub level: MappingLevel,
    /// Remarks.
    pub notes: Option<CompactString>,
    /// Whether the data flows from target to source.
    pub is_reverse: bool,
    /// The line of the row, from 1.
    pub line: u32,
    /// The path of the note with that line, if the record embeds the mapping from another note.
    pub embedded_from: Option<String>,
}

/// A complete record.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RecordRow {
    /// The path of the note.
    pub path: String,
    /// The line where the record begins, from 1.
    pub line: u32,
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
    pub flows: Vec<Value>,
    /// The rows of its mapping tables.
    pub mappings: Vec<MappingRow>,
    /// The endpoints.
    pub endpoints: Vec<Value>,
    /// The failure modes and how they are handled.
    pub failure_modes: Vec<Value>,
    /// All people and teams with their roles and contacts.
    pub people: Vec<Value>,
    /// The related documents.
    pub related: Vec<Value>,
    /// The numbers of its tasks.
    pub checklist: TaskCounts,
    /// The share of its values that is filled in, from 0 to 1; `None` if it has no values.
    pub completeness: Option<f64>,
}

/// Builds the rows of records from a catalog and its systems.
pub struct RecordRows<'a> {
    catalog: &'a Catalog,
    systems: &'a Systems,
    names: EntityNames,
}

impl<'a> RecordRows<'a> {
    /// Creates a builder. The catalog must hold outlines and records.
    pub fn new(catalog: &'a Catalog, systems: &'a Systems) -> RecordRows<'a> {
        RecordRows { catalog, systems, names: EntityNames::new(catalog) }
    }

    /// Returns the row of one record.
    pub fn row(&self, entry: &CatalogueEntry) -> RecordRow {
        let integration = entry.integration;
        let field = |field: RecordField| integration.text(field).map(str::to_owned);
        let mut checklist = TaskCounts::default();
        for list in &integration.checklists {
            checklist.open += list.open;
            checklist.done += list.done;
            checklist.other += list.other;
        }
        RecordRow {
            path: self.catalog.path(entry.file).to_owned(),
            line: integration.span.line.max(1),
            shape: entry.records.shape,
            id: field(RecordField::Id),
            name: entry.name(self.catalog),
            status: field(RecordField::Status),
            status_raw: status_raw(integration),
            has_status: integration.get(RecordField::Status).is_some(),
            doc_status: field(RecordField::DocStatus),
            direction: field(RecordField::Direction),
            kind: field(RecordField::Type),
            priority: field(RecordField::Priority),
            frequency: field(RecordField::Frequency).or_else(|| as_written(integration, RecordField::Frequency)),
            sources: self.in_roles(entry, &[Role::Source, Role::Publisher]),
            targets: self.in_roles(entry, &[Role::Target, Role::Subscriber]),
            middleware: self.in_roles(entry, &[Role::Middleware]),
            parties: self.in_roles(entry, &[Role::Party]),
            owner: integration.owner().and_then(|owner| self.person(entry.file, owner)),
            created: field(RecordField::Created),
            updated: field(RecordField::Updated),
            go_live: field(RecordField::GoLive),
            last_tested: field(RecordField::LastTested),
            next_review: field(RecordField::NextReview),
            classification: field(RecordField::Classification),
            purpose: field(RecordField::Purpose),
            version: field(RecordField::Version),
            replaced_by: field(RecordField::ReplacedBy),
            flows: integration.flows.iter().filter_map(|flow| self.flow_object(entry, flow)).collect(),
            mappings: integration.mappings.iter().filter(|it| has_content(it)).map(mapping_row).collect(),
            endpoints: integration.endpoints.iter().filter_map(group_object).collect(),
            failure_modes: integration.failure_modes.iter().filter_map(group_object).collect(),
            people: self.people_objects(entry),
            related: self.related_objects(entry),
            checklist,
            completeness: integration.counts.completeness().map(|share| (share * 1000.0).round() / 1000.0),
        }
    }

    /// Returns the systems with one of the roles, each once.
    fn in_roles(&self, entry: &CatalogueEntry, roles: &[Role]) -> Vec<SystemRef> {
        let mut names: Vec<SystemRef> = Vec::new();
        let mut known: HashSet<String> = HashSet::new();
        let participations = entry.integration.participations().filter(|it| roles.contains(&it.role));
        for part in participations {
            let Some(name) = part.name.text() else { continue };
            let destination = self.systems.destination(self.catalog, entry.file, part);
            let destination = destination.map(|file| self.catalog.path(file).to_owned());
            if known.insert(destination.clone().unwrap_or_else(|| format!("?{}", system_key(name)))) {
                names.push(SystemRef { name: name.to_owned(), destination });
            }
        }
        names
    }

    /// Returns a person with their note; `None` if the value is not filled in.
    fn person(&self, host: usize, extracted: &Extracted) -> Option<PersonRef> {
        let text = extracted.text()?.to_owned();
        let destination = self.note_of(host, extracted).map(|file| self.catalog.path(file).to_owned());
        Some(PersonRef { text, destination })
    }

    /// Returns the note that a value links to, else the note with its name.
    fn note_of(&self, host: usize, extracted: &Extracted) -> Option<usize> {
        let linked = extracted.linkpath.as_deref().and_then(|linkpath| self.catalog.destination(linkpath, host));
        linked.or_else(|| self.names.find(self.catalog, extracted.text()?).filter(|file| *file != host))
    }

    /// Returns a flow as a JSON object; `None` if it has no value.
    fn flow_object(&self, entry: &CatalogueEntry, flow: &Flow) -> Option<Value> {
        let host = entry.file;
        let side = |extracted: &Option<Extracted>| {
            let extracted = extracted.as_ref().filter(|extracted| extracted.text().is_some())?;
            let destination = self.note_of(host, extracted).map(|file| self.catalog.path(file).to_owned());
            Some(SystemRef { name: extracted.text()?.to_owned(), destination })
        };
        let mut object = Map::new();
        object.insert("name".to_owned(), json!(flow.name.as_ref().and_then(Extracted::text)));
        object.insert("from".to_owned(), json!(side(&flow.from)));
        object.insert("to".to_owned(), json!(side(&flow.to)));
        for (key, extracted) in &flow.details {
            object.insert(key.to_string(), json!(extracted.text()));
        }
        if object.values().all(Value::is_null) {
            return None;
        }
        // An implied flow has no line and gets that of the record.
        let line = if flow.span.line > 0 { flow.span.line } else { entry.integration.span.line };
        object.insert("line".to_owned(), json!(line.max(1)));
        Some(Value::Object(object))
    }

    /// Returns the people as JSON objects, each once per role.
    fn people_objects(&self, entry: &CatalogueEntry) -> Vec<Value> {
        let mut people: Vec<(&str, PersonRef, Vec<&str>)> = Vec::new();
        let mut known: HashMap<(&str, String), usize> = HashMap::new();
        for it in &entry.integration.people {
            let Some(person) = self.person(entry.file, &it.name) else { continue };
            // A person in the frontmatter and in the text is listed once, with the contacts of both.
            let repeated = person.clone();
            let position = *known.entry((&it.role, text::link_key(&person.text))).or_insert_with(|| {
                people.push((&it.role, person, Vec::new()));
                people.len() - 1
            });
            let (_, known, contacts) = &mut people[position];
            if known.destination.is_none() {
                known.destination = repeated.destination;
            }
            for contact in &it.contacts {
                if !contacts.contains(&contact.as_str()) {
                    contacts.push(contact);
                }
            }
        }
        let object = |(role, person, contacts): (&str, PersonRef, Vec<&str>)| {
            json!({
                "role": role,
                "text": person.text,
                "destination": person.destination,
                "contacts": contacts,
            })
        };
        people.into_iter().map(object).collect()
    }

    /// Returns the related documents as JSON objects.
    fn related_objects(&self, entry: &CatalogueEntry) -> Vec<Value> {
        let related = entry.integration.related.iter().filter(|it| it.target.text().is_some());
        let shown = related.map(|it| {
            let destination = self.note_of(entry.file, &it.target);
            let destination = destination.map(|file| self.catalog.path(file).to_owned());
            json!({
                "label": it.label,
                "kind": it.kind,
                "target": it.target.text(),
                "destination": destination,
                "line": it.target.span.line,
            })
        });
        shown.collect()
    }
}

/// Whether a row is filled in.
fn has_content(mapping: &Mapping) -> bool {
    !matches!(mapping.state, State::Placeholder | State::Empty)
}

fn mapping_row(mapping: &Mapping) -> MappingRow {
    let mapping = mapping.clone();
    MappingRow {
        source: mapping.source,
        source_kind: mapping.source_kind,
        target: mapping.target,
        data_type: mapping.data_type,
        rule: mapping.rule,
        default: mapping.default,
        mandatory: mapping.mandatory,
        level: mapping.level,
        notes: mapping.notes,
        is_reverse: mapping.is_reverse,
        line: mapping.span.line,
        embedded_from: mapping.embedded_from,
    }
}

/// Returns the source text of a filled-in field whose value was not understood.
fn as_written(integration: &Integration, field: RecordField) -> Option<String> {
    let extracted = integration.get(field)?;
    (extracted.value.is_none() && extracted.state == State::Filled).then(|| extracted.raw.to_string())
}

/// Returns the source text of the status, even if it was not understood.
fn status_raw(integration: &Integration) -> Option<String> {
    let first =
        || integration.values.iter().find(|(field, _)| *field == RecordField::Status).map(|(_, extracted)| extracted);
    let extracted = integration.get(RecordField::Status).or_else(first);
    extracted.map(|extracted| extracted.raw.to_string()).filter(|raw| !raw.is_empty())
}

/// Returns the text of a value in a group: the name of a linked note, and the source text of a value such as `none`.
fn group_text(extracted: &Extracted) -> Option<&str> {
    match (&extracted.linkpath, extracted.state) {
        (Some(linkpath), State::Filled) => linkpath.rsplit('/').next(),
        (_, State::NotApplicable) => Some(&extracted.raw),
        _ => extracted.text(),
    }
}

/// Returns a group as a JSON object; `None` if none of its values is filled in.
fn group_object(group: &Group) -> Option<Value> {
    let mut object: Map<String, Value> =
        group.values.iter().map(|(key, extracted)| (key.to_string(), json!(group_text(extracted)))).collect();
    if object.values().all(Value::is_null) {
        return None;
    }
    object.insert("line".to_owned(), json!(group.span.line));
    Some(Value::Object(object))
}

#[cfg(test)]
mod tests {
    use vaultdex_notes::{Note, Span, VaultPath};
    use vaultdex_records::{Extraction, Recognition, Records, Responsibility};

    use super::*;
    use crate::catalog::File;
    use crate::catalogue::integrations;

    fn person(role: &str, name: &str, contacts: &[&str]) -> Responsibility {
        let name = Extracted {
            raw: name.into(),
            value: Some(name.into()),
            remark: None,
            linkpath: None,
            state: State::Filled,
            place: String::new(),
            span: Span::default(),
        };
        Responsibility { role: role.into(), name, contacts: contacts.iter().map(|it| (*it).to_owned()).collect() }
    }

    #[test]
    fn person_is_listed_once_per_role_with_all_contacts() {
        let people = vec![
            person("owner", "Ana Ruiz", &[]),
            person("owner", "ana ruiz", &["ana@example.com"]),
            person("owner", "Ana Ruiz", &["ana@example.com", "17"]),
            person("contact", "Ana Ruiz", &["17"]),
            person("owner", "Bo Lind", &[]),
        ];
        let recognition = Recognition { points: 9, rival: None, is_declared: false, signals: Vec::new() };
        let records = Records {
            shape: Shape::Spec,
            recognition,
            is_template: false,
            is_unnamed: false,
            is_stub: false,
            integrations: vec![Integration { people, ..Integration::default() }],
            system: None,
            brackets: Vec::new(),
        };
        let extraction = Extraction { records: Some(Box::new(records)), ..Extraction::default() };
        let file = File { extraction, ..File::new(VaultPath::new("a.md"), Note::default()) };
        let catalog = Catalog::new(vec![file]);
        let systems = Systems::new(&catalog);
        let entry = integrations::integrations(&catalog).next().expect("an integration");
        let people = RecordRows::new(&catalog, &systems).row(&entry).people;
        let actual: Vec<String> =
            people.iter().map(|it| format!("{} {} {}", it["role"], it["text"], it["contacts"])).collect();
        assert_eq!(
            actual,
            [
                r#""owner" "Ana Ruiz" ["ana@example.com","17"]"#,
                r#""contact" "Ana Ruiz" ["17"]"#,
                r#""owner" "Bo Lind" []"#,
            ]
        );
    }
}
