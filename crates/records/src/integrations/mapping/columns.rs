//! The columns of mapping tables, in any order and by any name.

use std::cell::LazyCell;

use compact_str::CompactString;

use super::sides::KnownSides;
use crate::document::tables::{Cell, TableText};
use crate::model::Role;
use crate::normalize;
use crate::vocabulary::canonical_name::canonical_name;
use crate::vocabulary::mapping_columns::{BARE, Column, ENTITY_WORDS, FIELD_WORDS, SIDE_LABELS, column_by_name};
use crate::vocabulary::mapping_sides::{FIELD_LEADS, NO_SYSTEMS};

/// What the columns of a mapping table hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct MappingColumns {
    pub columns: Vec<Column>,
    /// The columns whose headers name the systems of the source and the target, with the names.
    pub systems: [Option<(usize, String)>; 2],
    /// The column of a model between the two systems.
    pub via: Option<usize>,
    /// Whether the headers are the names of the systems and nothing else. A field without a counterpart then has a
    /// dash beside it, and is not mapped.
    pub is_bare: bool,
}

/// Returns the columns of a table if it maps something. `is_expected` is only called for tables that may as well
/// describe two sides, and `is_below_mapping` says whether a heading above announces a mapping.
pub(super) fn mapping_columns(
    table: &TableText,
    names: &[&str],
    sides: &LazyCell<KnownSides, impl FnOnce() -> KnownSides>,
    is_below_mapping: bool,
    is_expected: impl Fn(&[Column]) -> bool,
) -> Option<MappingColumns> {
    let columns = table.header.iter().zip(names).map(|(cell, name)| match column_by_name(name) {
        Column::Unknown => column_by_name(&bare_header(cell)),
        column => column,
    });
    let mut found = MappingColumns { columns: columns.collect(), systems: [None, None], via: None, is_bare: false };
    let names_sides = has_source(&found.columns) && has_target(&found.columns);
    if !names_sides || !has_field_column(&found.columns) {
        let system_columns = system_columns(table, &found.columns, sides, is_below_mapping);
        if !names_sides || system_columns.len() > 1 {
            assign_by_system(system_columns, &mut found, sides);
        }
    }
    let columns = &found.columns;
    // `Property | Source | Target` describes two sides and maps nothing.
    let describes_sides = names.first().is_some_and(|name| SIDE_LABELS.contains(name)) && columns[0] == Column::Unknown;
    // So does, unless mappings are expected, a table whose columns only name their side.
    let is_bare = |(name, column): (&&str, &Column)| match column {
        Column::Source | Column::Target => BARE.contains(name),
        _ => true,
    };
    let is_rule = |column: &Column| {
        matches!(column, Column::Type | Column::Rule | Column::Default | Column::Mandatory | Column::Nullable)
    };
    let is_ambiguous = !columns.iter().any(is_rule)
        && found.systems.iter().all(Option::is_none)
        && names.iter().zip(columns).all(is_bare);
    let is_mapping = has_source(columns) && has_target(columns) && !describes_sides;
    (is_mapping && (!is_ambiguous || is_expected(columns))).then_some(found)
}

/// Returns the canonical name of a header without what parentheses add: `source field` for `Source Field (Ledger)`.
fn bare_header(cell: &Cell) -> CompactString {
    let text = cell.text();
    match text.split_once(['(', '[']).filter(|_| !text.contains("[[")) {
        Some((head, _)) if !head.trim().is_empty() => canonical_name(head),
        _ => CompactString::default(),
    }
}

fn has_source(columns: &[Column]) -> bool {
    columns.iter().any(|it| matches!(it, Column::Source | Column::SourceEntity))
}

fn has_target(columns: &[Column]) -> bool {
    columns.iter().any(|it| matches!(it, Column::Target | Column::TargetEntity))
}

/// Whether both sides have a column of fields, and not of entities alone.
fn has_field_column(columns: &[Column]) -> bool {
    columns.contains(&Column::Source) && columns.contains(&Column::Target)
}

/// A column whose header names its side by a system: `Salesforce Field`, `Field in Salesforce`, `Salesforce`.
struct SystemColumn {
    index: usize,
    /// The name as the header writes it.
    system: String,
    is_entity: bool,
    is_bare: bool,
}

/// Returns the columns that name a system. A bare name counts only below a heading of mappings, or if the note names
/// the system elsewhere.
fn system_columns(
    table: &TableText,
    columns: &[Column],
    sides: &KnownSides,
    is_below_mapping: bool,
) -> Vec<SystemColumn> {
    let unknown = |index: &usize| columns.get(*index) == Some(&Column::Unknown);
    let headers = || table.header.iter().enumerate().filter(|(index, _)| unknown(index));
    let mut found: Vec<SystemColumn> = headers()
        .filter_map(|(index, cell)| {
            let text = normalize::plain(&cell.text()).into_owned();
            let (system, is_entity) = named_system(&text)?;
            Some(SystemColumn { index, system: system.to_owned(), is_entity, is_bare: false })
        })
        .collect();
    if found.len() < 2 {
        let bare = headers().filter_map(|(index, cell)| {
            let text = normalize::plain(&cell.text()).into_owned();
            (sides.role_of(&text).is_some()).then_some(SystemColumn {
                index,
                system: text,
                is_entity: false,
                is_bare: true,
            })
        });
        let bare: Vec<SystemColumn> = bare.collect();
        // The first column of a comparison names what is compared.
        let is_number = |cell: &Cell| matches!(cell.raw.trim(), "#" | "No" | "No." | "Nr" | "Nr.");
        let is_first = |column: &SystemColumn| column.index == 0 || column.index == 1 && is_number(&table.header[0]);
        if bare.len() > 1 && bare.len() > found.len() && bare.first().is_some_and(is_first) {
            found = bare;
        } else if found.is_empty()
            && (is_below_mapping || sides.is_titled(table))
            && columns.starts_with(&[Column::Unknown, Column::Unknown])
        {
            found = first_two_names(table);
        }
    }
    found
}

/// Returns the first two columns of a table below a heading of mappings, if they can be names of systems.
fn first_two_names(table: &TableText) -> Vec<SystemColumn> {
    let is_name = |text: &str| {
        let is_capitalized = text.starts_with(|first: char| !first.is_lowercase());
        is_capitalized && text.split_whitespace().count() <= 3 && !NO_SYSTEMS.contains(&text.to_lowercase().as_str())
    };
    let columns = table.header.iter().take(2).enumerate().filter_map(|(index, cell)| {
        let system = normalize::plain(&cell.text()).into_owned();
        is_name(&system).then_some(SystemColumn { index, system, is_entity: false, is_bare: true })
    });
    let columns: Vec<SystemColumn> = columns.collect();
    let is_field = |cell: &Cell| cell.raw.contains(char::is_alphabetic) && cell.raw.split(' ').count() <= 4;
    let holds_fields = |column: usize| {
        let cells = table.rows.iter().take(20).filter_map(|row| row.cells.get(column)).filter(|cell| !cell.is_empty());
        let (n_fields, n_cells) =
            cells.fold((0, 0), |(fields, all), cell| (fields + usize::from(is_field(cell)), all + 1));
        n_fields * 2 > n_cells
    };
    if columns.len() == 2 && holds_fields(0) && holds_fields(1) { columns } else { Vec::new() }
}

/// Returns the name of the system in a header such as `Salesforce Field`, `Field in Salesforce` or `Salesforce field
/// name`, and whether the column holds entities.
fn named_system(header: &str) -> Option<(&str, bool)> {
    let lower = header.to_lowercase();
    if lower.len() != header.len() {
        return None;
    }
    for lead in FIELD_LEADS {
        if lower.starts_with(lead) {
            return Some((header[lead.len()..].trim(), false)).filter(|(name, _)| is_system_name(name));
        }
    }
    for lead in [
        "field in ",
        "field of ",
        "fields in ",
        "field name in ",
        "column in ",
        "attribute in ",
        "property in ",
        "element in ",
        "name in ",
    ] {
        if lower.starts_with(lead) {
            return Some((header[lead.len()..].trim(), false)).filter(|(name, _)| is_system_name(name));
        }
    }
    let trimmed = ["name", "names", "id", "path", "api name"].iter().find_map(|word| {
        let head = lower.strip_suffix(word)?.trim_end();
        FIELD_WORDS.iter().any(|word| head.ends_with(word)).then_some(head.len())
    });
    let lower = &lower[..trimmed.unwrap_or(lower.len())];
    let system = |words: &[&str]| words.iter().find_map(|word| lower.strip_suffix(word)).map(str::len);
    let (length, is_entity) = match system(FIELD_WORDS) {
        Some(length) => (length, false),
        None => (system(ENTITY_WORDS)?, true),
    };
    let name = header[..length].trim().trim_end_matches("'s").trim_end_matches("’s").trim();
    Some((name, is_entity)).filter(|(name, _)| is_system_name(name))
}

/// Whether the words before "field" can be the name of a system. `Required field` is none.
fn is_system_name(name: &str) -> bool {
    !name.is_empty() && name.split_whitespace().count() <= 4
}

/// Assigns sides to columns such as `Salesforce Field | Model | Snowflake Column`: the first is the source and the last
/// the target, unless the note says that the first is the target or that the last is the source. What is in between
/// is a model that the values pass.
fn assign_by_system(system_columns: Vec<SystemColumn>, found: &mut MappingColumns, sides: &KnownSides) {
    let columns = &mut found.columns;
    let has_side = has_source(columns) || has_target(columns);
    let mut system_columns = system_columns.into_iter();
    let (Some(first), last) = (system_columns.next(), system_columns.next_back()) else { return };
    let between = system_columns.next();
    let (source, target) = match last {
        None if has_source(columns) => (None, Some(first)),
        None if has_target(columns) => (Some(first), None),
        None => return,
        // `Source Entity | Salesforce Field | …` has a field for each side too.
        Some(last) if has_side && columns.contains(&Column::Source) != columns.contains(&Column::Target) => {
            if columns.contains(&Column::Source) { (None, Some(last)) } else { (Some(first), None) }
        }
        Some(last) => {
            let is_swapped =
                sides.role_of(&first.system) == Some(Role::Target) || sides.role_of(&last.system) == Some(Role::Source);
            if is_swapped { (Some(last), Some(first)) } else { (Some(first), Some(last)) }
        }
    };
    if let Some(SystemColumn { index, is_entity, .. }) = &source {
        columns[*index] = if *is_entity { Column::SourceEntity } else { Column::Source };
    }
    if let Some(SystemColumn { index, is_entity, .. }) = &target {
        columns[*index] = if *is_entity { Column::TargetEntity } else { Column::Target };
    }
    if let (Some(source), Some(target)) = (source, target) {
        found.is_bare = source.is_bare && target.is_bare;
        found.via = between.map(|it| it.index);
        // `Adaptive card element` is no system either.
        let is_system = |name: &str| {
            let lower = name.to_lowercase();
            let last = lower.rsplit(' ').next().unwrap_or_default();
            !NO_SYSTEMS.contains(&lower.as_str()) && !NO_SYSTEMS.contains(&last)
        };
        let named = |column: SystemColumn| is_system(&column.system).then_some((column.index, column.system));
        found.systems = [named(source), named(target)];
    }
}
