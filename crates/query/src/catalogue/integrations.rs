//! The integrations that the notes of a vault record, and the kind of each note.

use vaultdex_notes::{FileKind, text};
use vaultdex_records::{Integration, RecordField, Records, Shape};

use crate::catalog::{Catalog, FileRole};
use crate::search::Kind;

/// An integration with the note that records it.
#[derive(Debug, Clone, Copy)]
pub struct CatalogueEntry<'a> {
    /// The position of the note.
    pub file: usize,
    /// The index of the integration in the note.
    pub index: usize,
    /// Everything that the note records.
    pub records: &'a Records,
    /// The integration.
    pub integration: &'a Integration,
}

impl CatalogueEntry<'_> {
    /// Returns the name that the record states, else the title of the note.
    pub fn name(&self, catalog: &Catalog) -> String {
        let own = self.integration.text(RecordField::Name);
        own.unwrap_or_else(|| catalog.files[self.file].title()).to_owned()
    }
}

/// Returns the integrations of the vault by path and line. Templates, excluded files and workspaces, whose status is
/// that of the workspace (docs/spec/integrations.md#statuses), are left out.
pub fn integrations(catalog: &Catalog) -> impl Iterator<Item = CatalogueEntry<'_>> {
    let files = 0..catalog.files.len();
    files.filter(|file| is_integration(catalog, *file)).flat_map(|file| entries_of(catalog, file))
}

/// Returns the records of a note in document order, even if the note is a template or a workspace.
pub fn entries_of(catalog: &Catalog, file: usize) -> impl Iterator<Item = CatalogueEntry<'_>> {
    catalog.files[file].extraction.records.as_deref().into_iter().flat_map(move |records| {
        let integrations = records.integrations.iter().enumerate();
        integrations.map(move |(index, integration)| CatalogueEntry { file, index, records, integration })
    })
}

fn is_integration(catalog: &Catalog, file: usize) -> bool {
    let file = &catalog.files[file];
    let records_integrations = |shape| !matches!(shape, Shape::Workspace | Shape::System | Shape::Mapping);
    file.is_catalogued() && file.shape().is_some_and(records_integrations)
}

/// Returns the integrations with an ID, ignoring case.
pub fn with_id<'a>(catalog: &'a Catalog, id: &str) -> Vec<CatalogueEntry<'a>> {
    let has_id = |entry: &CatalogueEntry| entry.integration.text(RecordField::Id).is_some_and(|it| is_same(it, id));
    integrations(catalog).filter(has_id).collect()
}

/// Returns the integrations with a name, ignoring case.
pub fn with_name<'a>(catalog: &'a Catalog, name: &str) -> Vec<CatalogueEntry<'a>> {
    let has_name = |entry: &CatalogueEntry| is_same(&entry.name(catalog), name);
    integrations(catalog).filter(has_name).collect()
}

fn is_same(left: &str, right: &str) -> bool {
    text::link_key(left.trim()) == text::link_key(right.trim())
}

/// Whether a note is of a kind. A note may be of several kinds, since a daily note can record an integration; a
/// template is only a template.
pub fn is_kind(catalog: &Catalog, file: usize, kind: Kind) -> bool {
    let file = &catalog.files[file];
    if file.kind() != FileKind::Note {
        return false;
    }
    if file.is_template() || kind == Kind::Template {
        return file.is_template() && kind == Kind::Template;
    }
    let shape = file.shape();
    match kind {
        Kind::Daily => file.role == FileRole::Daily,
        Kind::System => shape == Some(Shape::System),
        Kind::Workspace => shape == Some(Shape::Workspace),
        Kind::Register => shape == Some(Shape::Register),
        Kind::Integration => shape
            .is_some_and(|shape| !matches!(shape, Shape::System | Shape::Workspace | Shape::Register | Shape::Mapping)),
        Kind::Template => false,
    }
}

/// Whether a note records an integration with an ID, ignoring case. A template records nothing.
pub fn has_id(catalog: &Catalog, file: usize, id: &str) -> bool {
    if catalog.files[file].is_template() {
        return false;
    }
    let declared = catalog.files[file].extraction.id.iter().map(String::as_str);
    let recorded = entries_of(catalog, file).filter_map(|entry| entry.integration.text(RecordField::Id));
    declared.chain(recorded).any(|it| is_same(it, id))
}
