//! The vault-wide pass: what one note alone cannot decide about its records. Declared formats of change entries,
//! templates of the vault, compound names of systems and embedded mappings.

use std::collections::{BTreeSet, HashSet};

use vaultdex_notes::resolve::Names;
use vaultdex_notes::text;
use vaultdex_records::normalize::{system_key, system_name};
use vaultdex_records::{DeclaredFormat, Integration, Lexicon, Mapping, Shape, Words};

use crate::catalog::{Catalog, File};

/// Reads the entries of all histories by the sentence formats that any note declares (spec/changelog.md b.1).
pub fn changes(files: &mut [File]) {
    let declared = files.iter().flat_map(|file| &file.extraction.changes).flat_map(|log| log.formats.iter().cloned());
    let declared: Vec<DeclaredFormat> = declared.collect();
    if declared.is_empty() {
        return;
    }
    for entry in files.iter_mut().flat_map(|file| &mut file.extraction.changes).flat_map(|log| &mut log.entries) {
        vaultdex_records::recognise(entry, &declared);
    }
}

/// Completes the records of all notes: takes in embedded mappings, finds placeholders by the vault's own templates, and
/// splits compound names of systems (spec/integrations.md a.6).
pub fn records(catalog: &mut Catalog, words: &Words) {
    let templates = catalog.files.iter().filter(|file| file.is_template());
    let lexicon = Lexicon::new(templates.filter_map(|file| file.extraction.records.as_deref()));
    let Catalog { files, names, .. } = catalog;
    embed_mappings(files, names, words);
    for file in files.iter_mut().filter(|file| !file.is_template()) {
        let File { path, extraction, .. } = file;
        if let Some(records) = &mut extraction.records {
            lexicon.apply(records, &|linkpath| names.destination(&text::nfc(linkpath), path).is_some());
        }
    }
    split_compound_systems(files);
}

/// Splits names that hold several systems, each of which the vault knows by itself (spec/integrations.md a.5).
fn split_compound_systems(files: &mut [File]) {
    let is_of_some =
        |integration: &Integration| integration.systems.iter().any(|it| vaultdex_records::may_be_several(&it.name));
    let has_some =
        |file: &File| file.extraction.records.as_ref().is_some_and(|it| it.integrations.iter().any(is_of_some));
    if !files.iter().any(has_some) {
        return;
    }
    let mut known: HashSet<String> = HashSet::new();
    for file in files.iter().filter(|file| !file.is_template()) {
        let Some(records) = file.extraction.records.as_deref() else { continue };
        let parts = records.integrations.iter().flat_map(|it| &it.systems);
        let named =
            parts.filter(|part| !vaultdex_records::may_be_several(&part.name)).filter_map(|part| part.name.text());
        known.extend(named.map(system_key));
        if records.shape == Shape::System {
            let own = [file.title(), file.path.stem()].into_iter().chain(file.note.aliases.iter().map(String::as_str));
            known.extend(own.map(|name| system_key(&system_name(name))));
        }
    }
    for file in files.iter_mut().filter(|file| has_some(file) && !file.is_template()) {
        for integration in file.extraction.records.iter_mut().flat_map(|records| &mut records.integrations) {
            vaultdex_records::split_systems(integration, &|name| known.contains(&system_key(name)));
        }
    }
}

/// Gives records the mappings of the notes that they embed: once, never those that are embedded there in turn (T17).
fn embed_mappings(files: &mut [File], names: &Names, words: &Words) {
    let mut taken: Vec<(usize, usize, Vec<Mapping>)> = Vec::new();
    for (host, file) in files.iter().enumerate() {
        let Some(records) = file.extraction.records.as_deref().filter(|records| records.shape != Shape::Mapping) else {
            continue;
        };
        for (nth, integration) in records.integrations.iter().enumerate() {
            // The same section twice is taken in once.
            for embed in BTreeSet::from_iter(vaultdex_records::mapping_embeds(integration, words)) {
                let Some(from) = names.destination(&text::nfc(&embed.linkpath), &file.path) else { continue };
                let from = &files[from as usize];
                if from.path == file.path || from.excluded || from.is_template() {
                    continue;
                }
                let Some(there) = from.extraction.records.as_deref() else { continue };
                let rows = there.integrations.iter().flat_map(|it| &it.mappings).filter(|row| embed.takes(row));
                let rows = rows.map(|row| Mapping {
                    embedded_from: Some(from.path.to_string()),
                    is_reverse: embed.is_reverse,
                    ..row.clone()
                });
                taken.push((host, nth, rows.collect()));
            }
        }
    }
    for (host, nth, rows) in taken {
        if let Some(records) = &mut files[host].extraction.records {
            records.integrations[nth].mappings.extend(rows);
        }
    }
}
