//! Property tables, whose rows are keys and values.

use compact_str::CompactString;

use crate::document::tables::TableText;
use crate::vocabulary::property_tables::{HEADERS, NUMBERS, REMARKS};
use crate::vocabulary::synonyms::Synonyms;

/// Returns the column of the keys if the header is that of a property table.
pub(crate) fn key_column(table: &TableText, synonyms: &Synonyms) -> Option<usize> {
    if !matches!(table.header.len(), 2..=5) {
        return None;
    }
    let header: Vec<CompactString> = table.header.iter().map(|cell| synonyms.name(cell.raw)).collect();
    let has_pair = |column: usize| {
        let [key, value, more @ ..] = &header[column..] else { return false };
        let is_pair = HEADERS.iter().any(|(first, second)| key == first && second.contains(&value.as_str()));
        is_pair && more.iter().all(|more| REMARKS.contains(&more.as_str()))
    };
    let is_numbered = header.len() > 2 && NUMBERS.contains(&header[0].as_str()) && !header[1].is_empty();
    has_pair(0).then_some(0).or_else(|| (is_numbered && has_pair(1)).then_some(1))
}
