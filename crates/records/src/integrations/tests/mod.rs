//! What notes of every shape record, in the forms that people write them in.

mod drift;
mod fields;
mod habits;
mod mutations;
mod places;
mod shapes;
mod synonyms;
mod tables;
mod templates;
mod tolerance;

use std::path::PathBuf;

use compact_str::CompactString;
use vaultdex_notes::{VaultPath, parse};

use super::records;
use crate::model::{Group, Integration, RecordField, Records, Stated};
use crate::{Page, Words};

/// What a note records that lies at a path.
fn read_at(path: &str, text: &str) -> Option<Records> {
    records(&Page::new(text, &parse::note(text), &Words::default()), &VaultPath::new(path))
}

/// What a note records that lies nowhere in particular.
#[track_caller]
fn read(text: &str) -> Records {
    read_at("Notes/A note.md", text).unwrap_or_else(|| panic!("no shape fits {text:?}"))
}

/// The one integration of a note.
#[track_caller]
fn one(text: &str) -> Integration {
    let mut integrations = read(text).integrations;
    assert_eq!(integrations.len(), 1, "in {text:?}");
    integrations.remove(0)
}

/// A fixture's notes with their paths, or those of another folder of the tests. Empty where there is none.
fn notes_below(folder: PathBuf) -> Vec<(String, String)> {
    let mut notes = Vec::new();
    let mut folders = vec![folder.clone()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(&next).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "md") {
                let text = String::from_utf8_lossy(&std::fs::read(&path).expect("a readable note")).into_owned();
                let below = path.strip_prefix(&folder).expect("below the folder").to_string_lossy().into_owned();
                notes.push((below, text));
            }
        }
    }
    notes.sort();
    notes
}

fn project() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// What an integration says, without where it says so: one line a fact.
fn facts(it: &Integration) -> Vec<String> {
    let said = |stated: &Stated| format!("{:?} {:?} {:?}", stated.state, stated.value, stated.linkpath);
    let details = |details: &[(CompactString, Stated)]| {
        let mut details: Vec<String> =
            details.iter().map(|(name, stated)| format!(" {name}={}", said(stated))).collect();
        details.sort();
        details.concat()
    };
    let mut facts = Vec::new();
    facts.extend(it.values.iter().map(|(field, stated)| format!("{field:?}: {}", said(stated))));
    facts.extend(it.systems.iter().map(|it| format!("{:?}: {}{}", it.role, said(&it.name), details(&it.details))));
    for flow in &it.flows {
        let ends = [&flow.name, &flow.from, &flow.to].map(|end| end.as_ref().map(said));
        facts.push(format!("flow {ends:?}{}", details(&flow.details)));
    }
    for mapping in &it.mappings {
        let ends = [&mapping.source_entity, &mapping.source, &mapping.target_entity, &mapping.target];
        let rest = [&mapping.data_type, &mapping.rule, &mapping.default, &mapping.notes];
        let kind = (mapping.level, mapping.source_kind, mapping.mandatory, mapping.is_reverse, mapping.state);
        facts.push(format!("mapping {ends:?} {rest:?} {kind:?}"));
    }
    let groups: [(&str, &Vec<Group>); 6] = [
        ("endpoint", &it.endpoints),
        ("failure", &it.failure_modes),
        ("metric", &it.metrics),
        ("alert", &it.alerts),
        ("test", &it.tests),
        ("class", &it.data_classes),
    ];
    for (what, groups) in groups {
        facts.extend(groups.iter().map(|group| format!("{what}{}", details(&group.values))));
    }
    for person in &it.people {
        let mut contacts = person.contacts.clone();
        contacts.sort();
        facts.push(format!("{}: {} {contacts:?}", person.role, said(&person.name)));
    }
    facts.extend(it.related.iter().map(|it| format!("{} {}: {}", it.kind, it.label, said(&it.target))));
    facts.extend(it.checklists.iter().map(|it| format!("checklist {} {} {}", it.open, it.done, it.other)));
    facts
}

/// Every value of an integration.
fn all(it: &Integration) -> Vec<&Stated> {
    let mut all: Vec<&Stated> = it.values.iter().map(|(_, stated)| stated).collect();
    for system in &it.systems {
        all.push(&system.name);
        all.extend(system.details.iter().map(|(_, stated)| stated));
    }
    for flow in &it.flows {
        all.extend([&flow.name, &flow.from, &flow.to].into_iter().flatten());
        all.extend(flow.details.iter().map(|(_, stated)| stated));
    }
    let groups = [&it.endpoints, &it.failure_modes, &it.metrics, &it.alerts, &it.tests, &it.data_classes];
    all.extend(groups.into_iter().flatten().flat_map(|group| &group.values).map(|(_, stated)| stated));
    all.extend(it.people.iter().map(|it| &it.name));
    all.extend(it.related.iter().map(|it| &it.target));
    all.extend(&it.extra);
    all
}

/// The canonical text of a field.
fn text(it: &Integration, field: RecordField) -> &str {
    it.text(field).unwrap_or_default()
}
