//! Builds the rows of the catalogue from records.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};
use vaultdex_notes::text;
use vaultdex_records::normalize::system_key;
use vaultdex_records::{Extracted, Flow, Group, Integration, Mapping, RecordField, RelatedDocument, Role, State};

use super::entry::CatalogueEntry;
use super::provenance::serialized_name;
use super::record_row::{
    FlowRow, GroupRow, MappingRow, PersonRef, PlaceRef, RecordRow, RelatedRow, ResponsibleRow, SystemRef,
};
use super::systems::Systems;
use crate::catalog::Catalog;
use crate::links::entity_names::EntityNames;
use crate::structure::tasks::TaskCounts;

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
            places: places(integration),
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
            frequency_raw: integration.get(RecordField::Frequency).map(|it| it.raw.to_string()),
            sources: self.in_roles(entry, &[Role::Source, Role::Publisher]),
            targets: self.in_roles(entry, &[Role::Target, Role::Subscriber]),
            middleware: self.in_roles(entry, &[Role::Middleware]),
            parties: self.in_roles(entry, &[Role::Party]),
            owner: integration.owner().and_then(|owner| self.person(entry.file, owner)),
            created: field(RecordField::Created),
            updated: field(RecordField::Updated),
            go_live: field(RecordField::GoLive),
            last_tested: field(RecordField::LastTested),
            last_reviewed: field(RecordField::LastReviewed),
            next_review: field(RecordField::NextReview),
            classification: field(RecordField::Classification),
            purpose: field(RecordField::Purpose),
            version: field(RecordField::Version),
            replaced_by: field(RecordField::ReplacedBy),
            flows: integration.flows.iter().filter_map(|flow| self.flow_row(entry, flow)).collect(),
            mappings: integration.mappings.iter().filter(|it| it.is_written()).map(mapping_row).collect(),
            endpoints: integration.endpoints.iter().filter_map(group_row).collect(),
            failure_modes: integration.failure_modes.iter().filter_map(group_row).collect(),
            people: self.people(entry),
            related: self.related(entry),
            checklist,
            completeness: integration.counts.completeness().map(|share| (share * 1000.0).round() / 1000.0),
            suspect: suspect_fields(integration),
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
                names.push(SystemRef { name: name.to_owned(), destination, state: part.name.state });
            }
        }
        names
    }

    /// Returns a person with their note; `None` if the value is not filled in.
    pub fn person(&self, host: usize, extracted: &Extracted) -> Option<PersonRef> {
        let text = extracted.text()?.to_owned();
        let destination = self.note_of(host, extracted).map(|file| self.catalog.path(file).to_owned());
        Some(PersonRef { text, destination })
    }

    /// Returns the note that a value links to, else the note with its name.
    fn note_of(&self, host: usize, extracted: &Extracted) -> Option<usize> {
        let linked = extracted.linkpath.as_deref().and_then(|linkpath| self.catalog.destination(linkpath, host));
        linked.or_else(|| self.names.find(self.catalog, extracted.text()?).filter(|file| *file != host))
    }

    /// Returns a flow; `None` if it has no value.
    fn flow_row(&self, entry: &CatalogueEntry, flow: &Flow) -> Option<FlowRow> {
        let host = entry.file;
        let side = |extracted: &Option<Extracted>| {
            let extracted = extracted.as_ref().filter(|extracted| extracted.text().is_some())?;
            let destination = self.note_of(host, extracted).map(|file| self.catalog.path(file).to_owned());
            Some(SystemRef { name: extracted.text()?.to_owned(), destination, state: extracted.state })
        };
        let name = flow.name.as_ref().and_then(Extracted::text).map(str::to_owned);
        let (from, to) = (side(&flow.from), side(&flow.to));
        let details = flow.details.iter().map(|(key, extracted)| (key.as_str(), extracted.text()));
        let details = values(details, &["name", "from", "to", "line"]);
        if name.is_none() && from.is_none() && to.is_none() && details.values().all(Value::is_null) {
            return None;
        }
        // An implied flow has no line and gets that of the record.
        let line = if flow.span.line > 0 { flow.span.line } else { entry.integration.span.line };
        Some(FlowRow { name, from, to, details, line: line.max(1) })
    }

    /// Whether the name of an owner of a record, or the path of the owner's note, contains a text, ignoring case.
    pub fn is_owned_by(&self, entry: &CatalogueEntry, name: &str) -> bool {
        let name = text::fold(name);
        let contains = |it: &str| text::fold(it).contains(&*name);
        let owners = self.owners(entry);
        owners.iter().any(|(owner, _)| contains(&owner.text) || owner.destination.as_deref().is_some_and(contains))
    }

    /// Returns the owners that a record states, each once, with the line that says so.
    pub fn owners(&self, entry: &CatalogueEntry) -> Vec<(PersonRef, u32)> {
        let mut owners: Vec<(PersonRef, u32)> = Vec::new();
        for name in entry.integration.owners() {
            let Some(owner) = self.person(entry.file, name) else { continue };
            if owners.iter().all(|(known, _)| known.key() != owner.key()) {
                owners.push((owner, name.span.line.max(1)));
            }
        }
        owners
    }

    /// Returns the people of a record, each once per role.
    pub fn people(&self, entry: &CatalogueEntry) -> Vec<ResponsibleRow> {
        let mut people: Vec<ResponsibleRow> = Vec::new();
        let mut known: HashMap<(&str, String), usize> = HashMap::new();
        for it in &entry.integration.people {
            let Some(PersonRef { text, destination }) = self.person(entry.file, &it.name) else { continue };
            // A person in the frontmatter and in the text is listed once, with the contacts of both.
            let position = *known.entry((&it.role, text::link_key(&text))).or_insert_with(|| {
                people.push(ResponsibleRow {
                    role: it.role.to_string(),
                    text,
                    destination: destination.clone(),
                    contacts: Vec::new(),
                    line: it.name.span.line.max(1),
                });
                people.len() - 1
            });
            let person = &mut people[position];
            if person.destination.is_none() {
                person.destination = destination;
            }
            for contact in &it.contacts {
                if !person.contacts.contains(contact) {
                    person.contacts.push(contact.clone());
                }
            }
        }
        people
    }

    /// Returns the related documents.
    pub fn related(&self, entry: &CatalogueEntry) -> Vec<RelatedRow> {
        let row = |it: &RelatedDocument| {
            let destination = self.note_of(entry.file, &it.target);
            Some(RelatedRow {
                label: it.label.clone(),
                kind: it.kind.clone(),
                target: it.target.text()?.to_owned(),
                destination: destination.map(|file| self.catalog.path(file).to_owned()),
                line: it.target.span.line,
            })
        };
        entry.integration.related.iter().filter_map(row).collect()
    }
}

/// Returns the places that describe a record; none if there is only one.
fn places(integration: &Integration) -> Vec<PlaceRef> {
    if integration.places.is_empty() {
        return Vec::new();
    }
    let lines = std::iter::once(&integration.span).chain(&integration.places);
    let mut lines: Vec<u32> = lines.map(|span| span.line.max(1)).collect();
    lines.sort_unstable();
    lines.dedup();
    lines.into_iter().map(|line| PlaceRef { line }).collect()
}

/// Returns the names of the fields with a single value, and `owner`, whose values are guesses.
fn suspect_fields(integration: &Integration) -> Vec<String> {
    let mut fields: Vec<RecordField> = integration.values.iter().map(|(field, _)| *field).collect();
    fields.sort_unstable();
    fields.dedup();
    let is_suspect = |value: Option<&Extracted>| value.is_some_and(|value| value.state == State::Suspect);
    let suspect = fields.into_iter().filter(|field| is_suspect(integration.get(*field)));
    let owner = is_suspect(integration.owner()).then(|| "owner".to_owned());
    suspect.map(|field| serialized_name(&field)).chain(owner).collect()
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
        via: mapping.via,
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
pub(crate) fn group_text(extracted: &Extracted) -> Option<&str> {
    match (&extracted.linkpath, extracted.state) {
        (Some(linkpath), State::Filled) => linkpath.rsplit('/').next(),
        (_, State::NotApplicable) => Some(&extracted.raw),
        _ => extracted.text(),
    }
}

/// Returns a group; `None` if none of its values is filled in.
fn group_row(group: &Group) -> Option<GroupRow> {
    let values = group.values.iter().map(|(key, extracted)| (key.as_str(), group_text(extracted)));
    let values = self::values(values, &["line"]);
    let is_filled = values.values().any(|value| !value.is_null());
    is_filled.then_some(GroupRow { values, line: group.span.line })
}

/// Returns values by their names. A column of a note may be called like a key that the object has anyway, which counts.
fn values<'a>(named: impl Iterator<Item = (&'a str, Option<&'a str>)>, reserved: &[&str]) -> Map<String, Value> {
    named.filter(|(key, _)| !reserved.contains(key)).map(|(key, text)| (key.to_owned(), text.into())).collect()
}

#[cfg(test)]
mod tests {
    use vaultdex_notes::{Note, Span, VaultPath};
    use vaultdex_records::{Extraction, Recognition, Records, Responsibility, Shape};

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
    fn a_column_called_like_a_key_of_the_object_is_left_out() {
        let columns = [("line", Some("A")), ("method", Some("GET")), ("port", None)];
        let values = values(columns.into_iter(), &["line"]);
        assert_eq!(Value::Object(values), serde_json::json!({"method": "GET", "port": null}));
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
            needs_known_system: false,
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
            people.iter().map(|it| format!("{} {} {:?}", it.role, it.text, it.contacts)).collect();
        assert_eq!(
            actual,
            [r#"owner Ana Ruiz ["ana@example.com", "17"]"#, r#"contact Ana Ruiz ["17"]"#, "owner Bo Lind []",]
        );
    }
}
