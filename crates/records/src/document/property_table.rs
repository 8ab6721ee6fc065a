//! Property tables, whose rows are keys and values (docs/spec/integrations.md#property-tables).

use compact_str::CompactString;

use crate::document::tables::{Cell, TableText};
use crate::model::RecordField;
use crate::normalize::judge::{Verdict, judge};
use crate::normalize::{date, plain};
use crate::vocabulary::fields;
use crate::vocabulary::fields::Target;
use crate::vocabulary::property_tables::{EXPLANATIONS, HEADERS, NUMBERS, REMARKS};
use crate::vocabulary::synonyms::Synonyms;

/// How many rows are judged.
const MOST_ROWS: usize = 64;

/// How a property table is read.
pub(crate) struct PropertyTable {
    /// The column of the keys. That of the values follows.
    pub key_column: usize,
    /// Whether the header names the columns. Otherwise it is a key and its value too.
    pub has_header: bool,
}

/// Returns how a table is read if it is a property table: by its header, or because its first column holds keys of
/// integrations whatever the header says.
pub(crate) fn property_table(table: &TableText, synonyms: &Synonyms) -> Option<PropertyTable> {
    if !matches!(table.header.len(), 2..=5) {
        return None;
    }
    let header: Vec<CompactString> = table.header.iter().map(|cell| synonyms.name(cell.raw)).collect();
    let by_header = |key_column: usize| Some(PropertyTable { key_column, has_header: true });
    match key_column(&header) {
        Some(column) => by_header(column),
        None if holds_keys(table, &header, synonyms) => {
            let is_pair = is_distinctive(&header[0]) && !synonyms.is_known(table.header[1].raw);
            Some(PropertyTable { key_column: 0, has_header: !is_pair })
        }
        None => None,
    }
}

/// Returns the column of the keys if the header is that of a property table.
fn key_column(header: &[CompactString]) -> Option<usize> {
    let has_pair = |column: usize| {
        let [key, value, more @ ..] = &header[column..] else { return false };
        let is_pair = HEADERS.iter().any(|(first, second)| key == first && second.contains(&value.as_str()));
        is_pair && more.iter().all(|more| REMARKS.contains(&more.as_str()))
    };
    let is_numbered = header.len() > 2 && NUMBERS.contains(&header[0].as_str()) && !header[1].is_empty();
    has_pair(0).then_some(0).or_else(|| (is_numbered && has_pair(1)).then_some(1))
}

/// Whether the first column of a table of two columns holds keys of integrations, and the second does not explain them.
fn holds_keys(table: &TableText, header: &[CompactString], synonyms: &Synonyms) -> bool {
    let (value, has_columns) = match header {
        [_, value] => (value, true),
        [_, value, more] => (value, REMARKS.contains(&more.as_str())),
        _ => return false,
    };
    // `Term | Description` explains its keys, unless the descriptions are values.
    let explains = EXPLANATIONS.contains(&value.as_str());
    if !has_columns || explains && (value.starts_with("target") || !holds_values(table)) {
        return false;
    }
    let header_key =
        table.header.first().filter(|_| is_distinctive(&header[0]) && !synonyms.is_known(table.header[1].raw));
    let keys = header_key.into_iter().chain(table.rows.iter().filter_map(|row| row.cells.first()));
    let keys: Vec<&Cell> = keys.take(MOST_ROWS).collect();
    let names: Vec<CompactString> = keys.iter().map(|key| synonyms.name(key.raw)).collect();
    let n_known = keys.iter().filter(|key| synonyms.is_known(key.raw)).count();
    let dated = dated_keys(table, synonyms);
    let stated = names.iter().filter(|name| is_distinctive(name)).chain(&dated);
    let mut distinctive: Vec<&str> = stated.map(CompactString::as_str).collect();
    distinctive.sort_unstable();
    distinctive.dedup();
    let n_needed = if explains { 3 } else { 2 };
    distinctive.len() >= n_needed && n_known * 2 >= keys.len()
}

/// Returns the keys whose values are dates: `Created | 2025-08-14`.
fn dated_keys(table: &TableText, synonyms: &Synonyms) -> Vec<CompactString> {
    let rows = table.rows.iter().take(MOST_ROWS).filter_map(|row| Some((row.cells.first()?, row.cells.get(1)?)));
    let is_dated = |key: &CompactString, value: &Cell| {
        matches!(fields::property(key), Some(Target::Field(field)) if field.is_date())
            && date(value.raw).value.is_some()
    };
    rows.map(|(key, value)| (synonyms.name(key.raw), value))
        .filter(|(key, value)| is_dated(key, value))
        .map(|(key, _)| key)
        .collect()
}

/// Whether most cells of the second column are short values, and not sentences that explain the first column.
fn holds_values(table: &TableText) -> bool {
    let cells = table.rows.iter().take(MOST_ROWS).filter_map(|row| row.cells.get(1));
    let cells: Vec<&Cell> = cells.filter(|cell| !cell.is_empty()).collect();
    let is_value = |cell: &&&Cell| cell.raw.len() <= 40 && judge(&plain(cell.raw)) != Verdict::Prose;
    cells.iter().filter(is_value).count() * 3 >= cells.len() * 2
}

/// Whether a name is that of a key by which an integration is described, and not one that any list of fields may
/// contain, such as `name` or `type`.
fn is_distinctive(name: &str) -> bool {
    use RecordField::{Direction, Frequency, GoLive, Id, LastReviewed, NextReview, Priority, Status};
    match fields::property(name) {
        Some(Target::Field(field)) => {
            matches!(field, Direction | Frequency | GoLive | LastReviewed | NextReview | Priority | Status)
                || field == Id && name != "id"
        }
        Some(Target::Person(role)) => role == "owner",
        Some(Target::Systems(_)) => true,
        _ => false,
    }
}
