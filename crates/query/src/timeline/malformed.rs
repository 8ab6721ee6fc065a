//! Lines that look like change entries but are not valid (docs/spec/changelog.md#malformed-lines).

use schemars::JsonSchema;
use serde::Serialize;

use crate::catalog::Catalog;

/// A line that looks like a change entry but is not valid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct MalformedLine<'a> {
    /// The path of the note.
    pub path: &'a str,
    /// The line, from 1.
    pub line: u32,
    /// The text of the line.
    pub text: &'a str,
    /// What is wrong with it.
    pub reason: &'a str,
    /// The correct line, if that is certain.
    pub suggestion: Option<&'a str>,
}

/// Returns the malformed lines of the file at position `note`, or of the whole vault, by path and line.
pub fn malformed(catalog: &Catalog, note: Option<usize>) -> Vec<MalformedLine<'_>> {
    let files = catalog.files.iter().enumerate().filter(|(_, file)| file.is_catalogued());
    let selected = files.filter(|(position, _)| note.is_none_or(|note| note == *position));
    let lines = selected.flat_map(|(_, file)| {
        file.extraction.changes.iter().flat_map(|log| &log.malformed).map(|line| MalformedLine {
            path: file.path.as_str(),
            line: line.span.line,
            text: &line.text,
            reason: &line.reason,
            suggestion: line.suggestion.as_deref(),
        })
    });
    lines.collect()
}
