//! One record as the catalogue shows it (spec/cli.md, integrations and show).

use std::collections::{HashMap, HashSet};

use compact_str::CompactString;
use serde::Serialize;
use serde_json::{Map, Value, json};
use vaultdex_notes::text;
use vaultdex_records::{
    Flow, Group, Integration, Mapping, MappingLevel, RecordField, Role, Shape, SourceKind, State, Stated,
};

use super::integrations::Entry;
use super::systems::Systems;
use crate::catalog::Catalog;
use crate::links::entity_names::{Naming, key_words};

/// A name in a record with the note that it means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SystemName {
    /// What the record calls it.
    pub name: String,
    /// Its note; `None` where it has none.
    pub destination: Option<String>,
}

/// Someone with the note that there is of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Person {
    /// What the record calls them.
    pub text: String,
    /// Their note; `None` where there is none.
    pub destination: Option<String>,
}

/// How many checkboxes a record has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Boxes {
    /// `[ ]`
    pub open: u32,
    /// `[x]`, `[X]`
    pub done: u32,
    /// Any other character.
    pub other: u32,
}

/// A row of a mapping as it is shown.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MappingRow {
    /// The source; `None` where the value does not come from one.
    pub source: Option<CompactString>,
    /// What stands on the source side.
    pub source_kind: SourceKind,
    /// The target.
    pub target: Option<CompactString>,
    /// The data type.
    #[serde(rename = "type")]
    pub data_type: Option<CompactString>,
    /// How the value is made.
    pub rule: Option<CompactString>,
    /// What stands in for nothing.
    pub default: Option<CompactString>,
    /// Whether it must be there.
    pub mandatory: Option<bool>,
    /// Entities or fields.
    pub level: MappingLevel,
    /// Remarks.
    pub notes: Option<CompactString>,
    /// Whether it goes from target to source.
    pub is_reverse: bool,
    /// The row's line.
    pub line: u32,
    /// The note of that line where it is another one, which the record embeds.
    pub embedded_from: Option<String>,
}

/// A record, whole.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RecordRow {
    /// The note.
    pub path: String,
    /// Where the record begins.
    pub line: u32,
    /// The note's shape.
    pub shape: Shape,
    /// The integration ID.
    pub id: Option<String>,
    /// What it is called.
    pub name: String,
    /// The life cycle.
    pub status: Option<String>,
    /// The life cycle as written.
    pub status_raw: Option<String>,
    /// Whether that is a value: what is still the template's is for programs to see, and nothing to show to a person.
    #[serde(skip)]
    pub has_status: bool,
    /// The state of the document.
    pub doc_status: Option<String>,
    /// `one-way` or `two-way`.
    pub direction: Option<String>,
    /// Batch, API, event …
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// How important it is.
    pub priority: Option<String>,
    /// How often it runs.
    pub frequency: Option<String>,
    /// Where data comes from.
    pub sources: Vec<SystemName>,
    /// Where it goes.
    pub targets: Vec<SystemName>,
    /// What stands between.
    pub middleware: Vec<SystemName>,
    /// Who takes part without a side.
    pub parties: Vec<SystemName>,
    /// Who owns it.
    pub owner: Option<Person>,
    /// When it was made.
    pub created: Option<String>,
    /// When it was last changed, by its own word.
    pub updated: Option<String>,
    /// When it went live.
    pub go_live: Option<String>,
    /// When it was last tested.
    pub last_tested: Option<String>,
    /// When it is to be looked at again.
    pub next_review: Option<String>,
    /// How sensitive it is.
    pub classification: Option<String>,
    /// What it is for.
    pub purpose: Option<String>,
    /// Its version.
    pub version: Option<String>,
    /// What has taken its place.
    pub replaced_by: Option<String>,
    /// What flows from where to where.
    pub flows: Vec<Value>,
    /// Which field becomes which.
    pub mappings: Vec<MappingRow>,
    /// Where systems are reached.
    pub endpoints: Vec<Value>,
    /// How it fails and what is done then.
    pub failure_modes: Vec<Value>,
    /// The other people, each with what they answer for.
    pub people: Vec<Value>,
    /// Documents that belong to it.
    pub related: Vec<Value>,
    /// Its checkboxes.
    pub checklist: Boxes,
    /// The share of its values that is filled in, 0 to 1; `None` where it has none.
    pub completeness: Option<f64>,
}

/// Makes rows of records, with the vault's systems and people.
pub struct Rows<'a> {
    catalog: &'a Catalog,
    systems: &'a Systems,
    naming: Naming,
}

impl<'a> Rows<'a> {
    /// For a catalog with outlines and records.
    pub fn new(catalog: &'a Catalog, systems: &'a Systems) -> Rows<'a> {
        Rows { catalog, systems, naming: Naming::new(catalog) }
    }

    /// One record.
    pub fn row(&self, entry: &Entry) -> RecordRow {
        let integration = entry.integration;
        let field = |field: RecordField| integration.text(field).map(str::to_owned);
        let mut checklist = Boxes::default();
        for list in &integration.checklists {
            checklist.open += list.open;
            checklist.done += list.done;
            checklist.other += list.other;
        }
        RecordRow {
            path: self.catalog.files[entry.file].path.to_string(),
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
            flows: integration.flows.iter().filter_map(|flow| self.flow(entry, flow)).collect(),
            mappings: integration.mappings.iter().filter(|it| is_said(it)).map(mapping).collect(),
            endpoints: integration.endpoints.iter().filter_map(group).collect(),
            failure_modes: integration.failure_modes.iter().filter_map(group).collect(),
            people: self.people(entry),
            related: self.related(entry),
            checklist,
            completeness: integration.counts.completeness().map(|share| (share * 1000.0).round() / 1000.0),
        }
    }

    /// The systems that play one of some parts; one that is named twice stands once.
    fn in_roles(&self, entry: &Entry, roles: &[Role]) -> Vec<SystemName> {
        let mut names: Vec<SystemName> = Vec::new();
        let mut known: HashSet<String> = HashSet::new();
        let played = entry.integration.taking_part().filter(|it| roles.contains(&it.role));
        for part in played {
            let Some(name) = part.name.text() else { continue };
            let destination = self.systems.destination(self.catalog, entry.file, part);
            let destination = destination.map(|file| self.catalog.files[file].path.to_string());
            if known.insert(destination.clone().unwrap_or_else(|| format!("?{}", key_words(name)))) {
                names.push(SystemName { name: name.to_owned(), destination });
            }
        }
        names
    }

    fn person(&self, host: usize, stated: &Stated) -> Option<Person> {
        let text = stated.text()?.to_owned();
        let destination = self.note_of(host, stated).map(|file| self.catalog.files[file].path.to_string());
        Some(Person { text, destination })
    }

    /// The note that a value leads to, or is the name of.
    fn note_of(&self, host: usize, stated: &Stated) -> Option<usize> {
        let linked = stated.linkpath.as_deref().and_then(|linkpath| {
            let linkpath = text::nfc(linkpath);
            self.catalog.names.destination(&linkpath, &self.catalog.files[host].path).map(|file| file as usize)
        });
        linked.or_else(|| self.naming.find(self.catalog, stated.text()?).filter(|file| *file != host))
    }

    /// A flow as an object; `None` where nothing is said of it.
    fn flow(&self, entry: &Entry, flow: &Flow) -> Option<Value> {
        let host = entry.file;
        let side = |stated: &Option<Stated>| {
            let stated = stated.as_ref().filter(|stated| stated.text().is_some())?;
            let destination = self.note_of(host, stated).map(|file| self.catalog.files[file].path.to_string());
            Some(SystemName { name: stated.text()?.to_owned(), destination })
        };
        let mut object = Map::new();
        object.insert("name".to_owned(), json!(flow.name.as_ref().and_then(Stated::text)));
        object.insert("from".to_owned(), json!(side(&flow.from)));
        object.insert("to".to_owned(), json!(side(&flow.to)));
        for (key, stated) in &flow.details {
            object.insert(key.to_string(), json!(stated.text()));
        }
        if object.values().all(Value::is_null) {
            return None;
        }
        // A flow that is implied begins where the record does.
        let line = if flow.span.line > 0 { flow.span.line } else { entry.integration.span.line };
        object.insert("line".to_owned(), json!(line.max(1)));
        Some(Value::Object(object))
    }

    fn people(&self, entry: &Entry) -> Vec<Value> {
        let mut people: Vec<(&str, Person, Vec<&str>)> = Vec::new();
        let mut known: HashMap<(&str, String), usize> = HashMap::new();
        for it in &entry.integration.people {
            let Some(person) = self.person(entry.file, &it.name) else { continue };
            // Who stands in the frontmatter and in the text stands here once, with the contacts of both.
            let again = person.clone();
            let place = *known.entry((&it.role, text::link_key(&person.text))).or_insert_with(|| {
                people.push((&it.role, person, Vec::new()));
                people.len() - 1
            });
            let (_, known, contacts) = &mut people[place];
            if known.destination.is_none() {
                known.destination = again.destination;
            }
            for contact in &it.contacts {
                if !contacts.contains(&contact.as_str()) {
                    contacts.push(contact);
                }
            }
        }
        let object = |(role, person, contacts): (&str, Person, Vec<&str>)| json!({"role": role, "text": person.text, "destination": person.destination, "contacts": contacts});
        people.into_iter().map(object).collect()
    }

    fn related(&self, entry: &Entry) -> Vec<Value> {
        let related = entry.integration.related.iter().filter(|it| it.target.text().is_some());
        let shown = related.map(|it| {
            let destination = self.note_of(entry.file, &it.target);
            let destination = destination.map(|file| self.catalog.files[file].path.to_string());
            json!({"label": it.label, "kind": it.kind, "target": it.target.text(), "destination": destination, "line": it.target.span.line})
        });
        shown.collect()
    }
}

fn is_said(mapping: &Mapping) -> bool {
    !matches!(mapping.state, State::Placeholder | State::Empty)
}

fn mapping(mapping: &Mapping) -> MappingRow {
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

/// What a field says in no words that are known, as written.
fn as_written(integration: &Integration, field: RecordField) -> Option<String> {
    let stated = integration.get(field)?;
    (stated.value.is_none() && stated.state == State::Filled).then(|| stated.raw.to_string())
}

/// The status as written, also where it says nothing that is understood.
fn status_raw(integration: &Integration) -> Option<String> {
    let first = || integration.values.iter().find(|(field, _)| *field == RecordField::Status).map(|(_, stated)| stated);
    let stated = integration.get(RecordField::Status).or_else(first);
    stated.map(|stated| stated.raw.to_string()).filter(|raw| !raw.is_empty())
}

/// A value in a group: whoever it leads to by name, and `none` where somebody said that there is nothing to say.
fn said(stated: &Stated) -> Option<&str> {
    match (&stated.linkpath, stated.state) {
        (Some(linkpath), State::Filled) => linkpath.rsplit('/').next(),
        (_, State::NotApplicable) => Some(&stated.raw),
        _ => stated.text(),
    }
}

/// A group as an object; `None` where none of its values says anything.
fn group(group: &Group) -> Option<Value> {
    let mut object: Map<String, Value> =
        group.values.iter().map(|(key, stated)| (key.to_string(), json!(said(stated)))).collect();
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
        let name = Stated {
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
    fn a_person_stands_once_in_a_part_with_all_contacts() {
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
        let people = Rows::new(&catalog, &systems).row(&entry).people;
        let told: Vec<String> =
            people.iter().map(|it| format!("{} {} {}", it["role"], it["text"], it["contacts"])).collect();
        assert_eq!(
            told,
            [
                r#""owner" "Ana Ruiz" ["ana@example.com","17"]"#,
                r#""contact" "Ana Ruiz" ["17"]"#,
                r#""owner" "Bo Lind" []"#,
            ]
        );
    }
}
