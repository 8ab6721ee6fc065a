//! Tests of the extraction from whole notes.

mod drift;
mod fields;
mod mutations;
mod shapes;
mod spans;
mod synonyms;
mod tables;
mod templates;
mod tolerance;
mod variations;

use std::path::PathBuf;

use compact_str::CompactString;
use vaultdex_notes::{VaultPath, parse};

use super::records;
use crate::model::{Extracted, Group, Integration, RecordField, Records};
use crate::{NoteSource, Synonyms};

/// Returns the records of a note at a path.
fn records_at(path: &str, text: &str) -> Option<Records> {
    records(&NoteSource::new(text, &parse::note(text), &Synonyms::default()), &VaultPath::new(path))
}

/// Returns the records of a note whose path is no signal.
#[track_caller]
fn records_of(text: &str) -> Records {
    records_at("Notes/A note.md", text).unwrap_or_else(|| panic!("no shape fits {text:?}"))
}

/// Returns the only integration of a note.
#[track_caller]
fn integration(text: &str) -> Integration {
    let mut integrations = records_of(text).integrations;
    assert_eq!(integrations.len(), 1, "in {text:?}");
    integrations.remove(0)
}

/// Returns the notes below a folder, each with its path in it; none if the folder does not exist.
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

/// Returns the root of the repository.
fn project() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Returns the values of an integration without their positions, one line each.
fn facts(it: &Integration) -> Vec<String> {
    let show = |extracted: &Extracted| format!("{:?} {:?} {:?}", extracted.state, extracted.value, extracted.linkpath);
    let details = |details: &[(CompactString, Extracted)]| {
        let mut details: Vec<String> =
            details.iter().map(|(name, extracted)| format!(" {name}={}", show(extracted))).collect();
        details.sort();
        details.concat()
    };
    let mut facts = Vec::new();
    facts.extend(it.values.iter().map(|(field, extracted)| format!("{field:?}: {}", show(extracted))));
    facts.extend(it.systems.iter().map(|it| format!("{:?}: {}{}", it.role, show(&it.name), details(&it.details))));
    for flow in &it.flows {
        let ends = [&flow.name, &flow.from, &flow.to].map(|end| end.as_ref().map(show));
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
        facts.push(format!("{}: {} {contacts:?}", person.role, show(&person.name)));
    }
    facts.extend(it.related.iter().map(|it| format!("{} {}: {}", it.kind, it.label, show(&it.target))));
    facts.extend(it.checklists.iter().map(|it| format!("checklist {} {} {}", it.open, it.done, it.other)));
    facts
}

/// Returns every value of an integration.
fn all(it: &Integration) -> Vec<&Extracted> {
    let mut all: Vec<&Extracted> = it.values.iter().map(|(_, extracted)| extracted).collect();
    for system in &it.systems {
        all.push(&system.name);
        all.extend(system.details.iter().map(|(_, extracted)| extracted));
    }
    for flow in &it.flows {
        all.extend([&flow.name, &flow.from, &flow.to].into_iter().flatten());
        all.extend(flow.details.iter().map(|(_, extracted)| extracted));
    }
    let groups = [&it.endpoints, &it.failure_modes, &it.metrics, &it.alerts, &it.tests, &it.data_classes];
    all.extend(groups.into_iter().flatten().flat_map(|group| &group.values).map(|(_, extracted)| extracted));
    all.extend(it.people.iter().map(|it| &it.name));
    all.extend(it.related.iter().map(|it| &it.target));
    all.extend(&it.extra);
    all
}

/// Returns the normalized value of a field.
fn text(it: &Integration, field: RecordField) -> &str {
    it.text(field).unwrap_or_default()
}
