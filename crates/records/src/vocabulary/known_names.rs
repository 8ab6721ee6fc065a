//! All names of keys, headings and columns that are known in English, in canonical form.

use compact_str::CompactString;

use super::canonical_name::{canonical_name, property_name};
use super::{
    change_columns, fields, histories, mapping_columns, property_tables, registers, sections, systems, table_columns,
};

/// Returns every known name.
pub(crate) fn known_names() -> impl Iterator<Item = &'static str> {
    let records = fields::names()
        .chain(sections::names())
        .chain(mapping_columns::names())
        .chain(table_columns::names())
        .chain(registers::names())
        .chain(systems::names());
    let changes = histories::names().chain(change_columns::names());
    records.chain(changes).chain(property_tables::names()).filter(|name| !name.is_empty())
}

/// Returns the canonical form of a meaning if it is a known name.
pub(crate) fn known_name(meant_name: &str) -> Option<CompactString> {
    [canonical_name(meant_name), property_name(meant_name)]
        .into_iter()
        .find(|wanted| known_names().any(|known| known == wanted))
}
