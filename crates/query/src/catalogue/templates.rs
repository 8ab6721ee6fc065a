//! The templates of a vault: what notes are written from, and never records of anything.

use serde::Serialize;
use vaultdex_notes::FileKind;

use crate::catalog::Catalog;

/// A template as the list shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TemplateRow<'a> {
    /// The note.
    pub path: &'a str,
    /// The shape of notes that are written from it; `None` for a template of other notes.
    pub shape: Option<&'static str>,
    /// How many `[placeholders]` it has.
    pub placeholders: usize,
    /// How many tasks it has.
    pub tasks: usize,
}

/// Every template, by path.
pub fn templates(catalog: &Catalog) -> Vec<TemplateRow<'_>> {
    let files = catalog.files.iter().filter(|file| file.kind() == FileKind::Note && file.is_template());
    let rows = files.map(|file| TemplateRow {
        path: file.path.as_str(),
        shape: file.extraction.records.as_ref().map(|records| records.shape.name()),
        placeholders: file.extraction.records.as_ref().map_or(0, |records| records.brackets.len()),
        tasks: file.note.tasks.len(),
    });
    rows.collect()
}
