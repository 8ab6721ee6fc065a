//! The records of a note.

use vaultdex_records::{Integration, RecordField, Records, Shape};

use crate::catalog::Catalog;

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

    /// Returns the position of the note and the index in it, which identify the record.
    pub fn position(&self) -> (usize, usize) {
        (self.file, self.index)
    }

    /// Whether the note lists integrations, as a register and the page of a system do.
    pub fn is_listed(&self) -> bool {
        matches!(self.records.shape, Shape::Register | Shape::System)
    }

    /// Whether the record begins, or is described further, at a line.
    pub(super) fn is_at(&self, line: u32) -> bool {
        let places = &self.integration.places;
        self.integration.span.line.max(1) == line || places.iter().any(|place| place.line == line)
    }
}

/// Returns the records of a note in document order, even if the note is a template or a workspace.
pub fn entries_of(catalog: &Catalog, file: usize) -> impl Iterator<Item = CatalogueEntry<'_>> {
    catalog.files[file].extraction.records.as_deref().into_iter().flat_map(move |records| {
        let integrations = records.integrations.iter().enumerate();
        integrations.map(move |(index, integration)| CatalogueEntry { file, index, records, integration })
    })
}

/// Whether a note records integrations that the catalogue lists.
pub(super) fn is_integration(catalog: &Catalog, file: usize) -> bool {
    let file = &catalog.files[file];
    let records_integrations = |shape| !matches!(shape, Shape::Workspace | Shape::Mapping);
    file.is_catalogued() && file.shape().is_some_and(records_integrations)
}
