//! The vault-wide pass: the stage between reading notes and answering questions, which settles what a single note can't
//! decide about its records (docs/spec/integrations.md#vault-wide-pass). It runs once per catalog, in two independent
//! parts:
//!
//! [`apply_declared_formats`] parses change entries by the sentence formats that any note of the vault declares.
//!
//! [`complete_records`] completes the records in four steps, whose order matters:
//!
//! 1. The phrases of all templates are collected, before step 3 changes which notes count as templates.
//! 2. Mappings of embedded notes are added, so that step 3 also checks the added rows for placeholders.
//! 3. Values, links and rows that a template contains become placeholders, and unfilled copies of templates become
//!    templates. Placeholder links that lead to a file become values.
//! 4. Values that name several known systems are split. This is last because placeholders and templates must not make a
//!    system known.
//!
//! [`judge_systems`] then decides which names are those of systems.

mod judge_systems;
mod known_systems;

use std::collections::BTreeSet;

pub use judge_systems::judge_systems;
use known_systems::KnownSystems;
use vaultdex_notes::{VaultPath, text};
use vaultdex_records::{DeclaredFormat, Integration, Mapping, Records, Shape, Synonyms, VaultTemplates};

use crate::catalog::{Catalog, File};

/// Parses the change entries of all notes by the sentence formats that any note declares
/// (docs/spec/changelog.md#declared-formats).
pub fn apply_declared_formats(files: &mut [File]) {
    let formats = files.iter().flat_map(|file| &file.extraction.changes).flat_map(|log| log.formats.iter().cloned());
    let formats: Vec<DeclaredFormat> = formats.collect();
    if formats.is_empty() {
        return;
    }
    for entry in files.iter_mut().flat_map(|file| &mut file.extraction.changes).flat_map(|log| &mut log.entries) {
        vaultdex_records::apply_declared_formats(entry, &formats);
    }
}

/// Where a link leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkDestination {
    /// To no file.
    Nowhere,
    /// To a file of the catalog, by its position.
    File(usize),
    /// To a file of the vault that the catalog does not hold.
    Elsewhere,
}

/// Completes the records of all notes that are not templates. Records that the catalog does not hold are not taken into
/// account, so the result is complete only if it holds those of all files.
pub fn complete_records(catalog: &mut Catalog, synonyms: &Synonyms) {
    let Catalog { files, resolver, .. } = catalog;
    let destination = |linkpath: &str, path: &VaultPath| match resolver.destination(&text::nfc(linkpath), path) {
        Some(file) => LinkDestination::File(file as usize),
        None => LinkDestination::Nowhere,
    };
    complete_records_of(files, synonyms, &destination);
}

/// Completes the records of files, sorted by path, that are all files of a vault with records. `destination` resolves
/// a linkpath in a note.
pub fn complete_records_of(
    files: &mut [File],
    synonyms: &Synonyms,
    destination: &dyn Fn(&str, &VaultPath) -> LinkDestination,
) {
    let templates = files.iter().filter(|file| file.is_template());
    let templates = VaultTemplates::new(templates.filter_map(|file| file.extraction.records.as_deref()));
    add_embedded_mappings(files, synonyms, destination);
    for file in files.iter_mut().filter(|file| !file.is_template()) {
        let File { path, extraction, .. } = file;
        if let Some(records) = &mut extraction.records {
            templates.apply(records, &|linkpath| destination(linkpath, path) != LinkDestination::Nowhere);
        }
    }
    split_systems(files);
}

/// Adds to each record the mappings of the notes that it embeds, but not those that are embedded there in turn
/// (docs/spec/integrations.md#embedded-mappings).
fn add_embedded_mappings(
    files: &mut [File],
    synonyms: &Synonyms,
    destination: &dyn Fn(&str, &VaultPath) -> LinkDestination,
) {
    let mut added: Vec<(usize, usize, Vec<Mapping>)> = Vec::new();
    for (host, file) in files.iter().enumerate() {
        let Some(records) = file.extraction.records.as_deref().filter(|records| records.shape != Shape::Mapping) else {
            continue;
        };
        for (index, integration) in records.integrations.iter().enumerate() {
            // The set removes repeated embeds of the same section.
            for embed in BTreeSet::from_iter(vaultdex_records::mapping_embeds(integration, synonyms)) {
                let LinkDestination::File(source) = destination(&embed.linkpath, &file.path) else { continue };
                let source = &files[source];
                if source.path == file.path || !source.is_catalogued() {
                    continue;
                }
                let Some(embedded) = source.extraction.records.as_deref() else { continue };
                let rows = embedded.integrations.iter().flat_map(|it| &it.mappings).filter(|row| embed.includes(row));
                let rows = rows.map(|row| Mapping {
                    embedded_from: Some(source.path.to_string()),
                    is_reverse: embed.is_reverse,
                    ..row.clone()
                });
                added.push((host, index, rows.collect()));
            }
        }
    }
    // A note of mappings is an integration of its own only if no other one embeds it.
    let embedded: BTreeSet<String> =
        added.iter().flat_map(|(_, _, rows)| rows).filter_map(|row| row.embedded_from.clone()).collect();
    for file in files.iter_mut().filter(|file| embedded.contains(file.path.as_str())) {
        let is_mapping_note =
            |records: &Records| records.shape == Shape::Generic && records.integrations.iter().all(names_no_system);
        if let Some(records) = file.extraction.records.as_mut().filter(|records| is_mapping_note(records)) {
            records.shape = Shape::Mapping;
        }
    }
    for (host, index, rows) in added {
        if let Some(records) = &mut files[host].extraction.records {
            records.integrations[index].mappings.extend(rows);
        }
    }
}

fn names_no_system(integration: &Integration) -> bool {
    integration.participations().next().is_none()
}

/// Splits values that name several systems, each of which the vault knows
/// (docs/spec/integrations.md#system-names).
fn split_systems(files: &mut [File]) {
    if !files.iter().any(has_compound_system) {
        return;
    }
    let known = KnownSystems::of(files);
    for file in files.iter_mut().filter(|file| has_compound_system(file) && !file.is_template()) {
        for integration in file.extraction.records.iter_mut().flat_map(|records| &mut records.integrations) {
            vaultdex_records::split_systems(integration, &|name| known.find(name).is_some());
        }
    }
}

/// Whether a record of a file has a value that may name several systems.
fn has_compound_system(file: &File) -> bool {
    let is_compound =
        |integration: &Integration| integration.systems.iter().any(|it| vaultdex_records::may_be_several(&it.name));
    file.extraction.records.as_ref().is_some_and(|records| records.integrations.iter().any(is_compound))
}
