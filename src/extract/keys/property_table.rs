//! Which tables are keys and values: a row is read like a key line.

use compact_str::CompactString;

use crate::extract::tables::TableText;
use crate::extract::words::Words;

/// Two-column tables with such a header are property tables (spec/integrations.md a.2, rule 6).
const HEADERS: &[(&str, &[&str])] = &[
    ("property", &["value"]),
    ("field", &["value"]),
    ("attribute", &["value", "specification"]),
    ("key", &["value"]),
    ("", &[""]),
];

/// A further column that a property table may have.
const REMARKS: &[&str] = &["notes", "note", "comment", "comments", "remarks", "description"];

/// Every name of a column of a property table.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    HEADERS.iter().flat_map(|(key, values)| std::iter::once(*key).chain(values.iter().copied()))
}

/// Whether a table is one, by its header.
pub(super) fn is_property_table(table: &TableText, words: &Words) -> bool {
    if !matches!(table.header.len(), 2 | 3) {
        return false;
    }
    let header: Vec<CompactString> = table.header.iter().map(|cell| words.name(cell.raw)).collect();
    let [key, value, more @ ..] = header.as_slice() else { return false };
    let is_pair = HEADERS.iter().any(|(first, second)| key == first && second.contains(&value.as_str()));
    is_pair && more.iter().all(|more| REMARKS.contains(&more.as_str()))
}
