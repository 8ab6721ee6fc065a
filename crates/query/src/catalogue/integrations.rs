//! The catalogue: every integration that the vault's notes record, and what kind each note is of.

use vaultdex_notes::{FileKind, text};
use vaultdex_records::{Integration, RecordField, Records, Shape};

use crate::catalog::{Catalog, Purpose};
use crate::search::Kind;

/// One integration with the note that records it.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    /// The note, by position.
    pub file: usize,
    /// Which of the note's integrations it is, from 0.
    pub nth: usize,
    /// What the note records in all.
    pub records: &'a Records,
    /// The integration.
    pub integration: &'a Integration,
}

impl Entry<'_> {
    /// What the integration is called: by its own word, else by its note's title.
    pub fn name(&self, catalog: &Catalog) -> String {
        let own = self.integration.text(RecordField::Name);
        own.unwrap_or_else(|| catalog.files[self.file].title()).to_owned()
    }
}

/// Every integration of the vault, by path and line. Templates are left out, and so are workspaces, whose status is
/// that of the workspace (spec/integrations.md a.1), and notes that Obsidian's settings exclude.
pub fn integrations(catalog: &Catalog) -> impl Iterator<Item = Entry<'_>> {
    let files = 0..catalog.files.len();
    files.filter(|file| is_integration(catalog, *file)).flat_map(|file| of_note(catalog, file))
}

/// What a note records, whatever its shape and be it a template, in document order.
pub fn of_note(catalog: &Catalog, file: usize) -> impl Iterator<Item = Entry<'_>> {
    catalog.files[file].extraction.records.as_deref().into_iter().flat_map(move |records| {
        let integrations = records.integrations.iter().enumerate();
        integrations.map(move |(nth, integration)| Entry { file, nth, records, integration })
    })
}

fn is_integration(catalog: &Catalog, file: usize) -> bool {
    let file = &catalog.files[file];
    let records = file.extraction.records.as_ref().filter(|_| !file.excluded && !file.is_template());
    records.is_some_and(|records| !matches!(records.shape, Shape::Workspace | Shape::System | Shape::Mapping))
}

/// The integrations that have an ID, in any letter case.
pub fn with_id<'a>(catalog: &'a Catalog, id: &str) -> Vec<Entry<'a>> {
    let is_it = |entry: &Entry| entry.integration.text(RecordField::Id).is_some_and(|own| same(own, id));
    integrations(catalog).filter(is_it).collect()
}

/// The integrations that are called so in the catalogue, in any letter case.
pub fn with_name<'a>(catalog: &'a Catalog, name: &str) -> Vec<Entry<'a>> {
    let is_it = |entry: &Entry| same(&entry.name(catalog), name);
    integrations(catalog).filter(is_it).collect()
}

fn same(left: &str, right: &str) -> bool {
    text::link_key(left.trim()) == text::link_key(right.trim())
}

/// Whether a note is of a kind. A note may be of two: a daily note can record an integration; a template is a template
/// only.
pub fn is_kind(catalog: &Catalog, file: usize, kind: Kind) -> bool {
    let file = &catalog.files[file];
    if file.kind() != FileKind::Note {
        return false;
    }
    if file.is_template() || kind == Kind::Template {
        return file.is_template() && kind == Kind::Template;
    }
    let shape = file.extraction.records.as_ref().map(|records| records.shape);
    match kind {
        Kind::Daily => file.purpose == Purpose::Daily,
        Kind::System => shape == Some(Shape::System),
        Kind::Workspace => shape == Some(Shape::Workspace),
        Kind::Register => shape == Some(Shape::Register),
        Kind::Integration => shape
            .is_some_and(|shape| !matches!(shape, Shape::System | Shape::Workspace | Shape::Register | Shape::Mapping)),
        Kind::Template => false,
    }
}

/// Whether a note records an integration with an ID. A template records none, whatever stands in it.
pub fn has_id(catalog: &Catalog, file: usize, id: &str) -> bool {
    if catalog.files[file].is_template() {
        return false;
    }
    let own = catalog.files[file].extraction.id.iter().map(String::as_str);
    let recorded = of_note(catalog, file).filter_map(|entry| entry.integration.text(RecordField::Id));
    own.chain(recorded).any(|own| same(own, id))
}
