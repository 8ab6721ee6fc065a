//! The templates of a vault: notes that new notes are made from and that record nothing themselves.

use schemars::JsonSchema;
use serde::Serialize;
use vaultdex_notes::FileKind;

use crate::catalog::Catalog;

/// A template.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TemplateRow<'a> {
    /// The path of the note.
    pub path: &'a str,
    /// The shape of the records that are made from it; `None` if it is not a template for records.
    pub shape: Option<&'static str>,
    /// The number of `[placeholders]`.
    pub placeholders: usize,
    /// The number of tasks.
    pub tasks: usize,
}

/// Returns the templates by path.
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
