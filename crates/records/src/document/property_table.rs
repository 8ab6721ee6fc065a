//! Which tables are keys and values: a row is read like a key line.

use compact_str::CompactString;

use crate::document::tables::TableText;
use crate::vocabulary::synonyms::Words;

/// Tables with such a pair of columns, and remarks at most behind it, are property tables (spec/integrations.md a.2, rule 6).
const HEADERS: &[(&str, &[&str])] = &[
    ("property", &["value", "details"]),
    ("field", &["value"]),
    ("attribute", &["value", "specification", "details"]),
    ("parameter", &["value"]),
    ("item", &["value", "details"]),
    ("key", &["value"]),
    ("", &[""]),
];

/// A further column that a property table may have.
const REMARKS: &[&str] = &["notes", "note", "comment", "comments", "remarks", "remark", "description", "source"];

/// What the rows of a property table may be numbered under (T6); nothing stands above it in most.
const NUMBERS: &[&str] = &["", "no", "nr"];

/// Every name of a column of a property table.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    HEADERS.iter().flat_map(|(key, values)| std::iter::once(*key).chain(values.iter().copied()))
}

/// The column of the keys, if a table is a property table by its header.
pub(crate) fn key_column(table: &TableText, words: &Words) -> Option<usize> {
    if !matches!(table.header.len(), 2..=5) {
        return None;
    }
    let header: Vec<CompactString> = table.header.iter().map(|cell| words.name(cell.raw)).collect();
    let has_pair = |column: usize| {
        let [key, value, more @ ..] = &header[column..] else { return false };
        let is_pair = HEADERS.iter().any(|(first, second)| key == first && second.contains(&value.as_str()));
        is_pair && more.iter().all(|more| REMARKS.contains(&more.as_str()))
    };
    let is_numbered = header.len() > 2 && NUMBERS.contains(&header[0].as_str()) && !header[1].is_empty();
    has_pair(0).then_some(0).or_else(|| (is_numbered && has_pair(1)).then_some(1))
}
