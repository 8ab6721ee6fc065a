//! The integrations that the notes of a vault record, and the kind of each note.

use vaultdex_notes::{FileKind, text};
use vaultdex_records::{RecordField, Shape};

use super::entry::{CatalogueEntry, entries_of, is_integration};
use super::repetitions::Repetitions;
use crate::catalog::{Catalog, File, FileRole};
use crate::search::Kind;

/// Returns the integrations of the vault by path and line. Templates, excluded files and workspaces, whose status is
/// that of the workspace (docs/spec/integrations.md#statuses), are left out, and so are the rows that
/// [repeat](Repetitions) another record. [`Systems::integrations`](super::systems::Systems::integrations) returns the
/// same without looking for the repetitions again.
pub fn integrations(catalog: &Catalog) -> impl Iterator<Item = CatalogueEntry<'_>> {
    let repetitions = Repetitions::new(catalog);
    recorded(catalog).filter(move |entry| !repetitions.is_repeated(entry))
}

/// Returns the integrations of the vault without those that are repetitions.
pub(super) fn listed<'a>(
    catalog: &'a Catalog,
    repetitions: &'a Repetitions,
) -> impl Iterator<Item = CatalogueEntry<'a>> {
    recorded(catalog).filter(|entry| !repetitions.is_repeated(entry))
}

/// Returns the integrations of the vault with all rows of registers.
pub(super) fn recorded(catalog: &Catalog) -> impl Iterator<Item = CatalogueEntry<'_>> {
    let files = (0..catalog.files.len()).filter(|file| is_integration(catalog, *file));
    files.flat_map(|file| entries_of(catalog, file))
}

/// Whether two names or IDs are equal, ignoring case.
pub(super) fn is_same(left: &str, right: &str) -> bool {
    text::link_key(left.trim()) == text::link_key(right.trim())
}

/// Whether a note is of a kind. A note may be of several kinds, since a daily note can record an integration; a
/// template is only a template.
pub fn is_kind(file: &File, kind: Kind) -> bool {
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
        // The page of a system may list its integrations.
        Kind::Register => match &file.extraction.records {
            Some(records) if records.shape == Shape::System => !records.integrations.is_empty(),
            _ => shape == Some(Shape::Register),
        },
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
