//! Mapping tables.

use std::borrow::Cow;
use std::cell::LazyCell;

use compact_str::{CompactString, format_compact};

use super::columns::{MappingColumns, mapping_columns};
use super::sides::KnownSides;
use super::sources::is_absent;
use super::{empty_mapping, entities_above, push_sources};
use crate::document::tables::{Cell, Row, TableText};
use crate::document::text::{Text, part_of};
use crate::integrations::builder::RecordBuilder;
use crate::integrations::context::NoteContext;
use crate::integrations::value;
use crate::model::{Mapping, MappingLevel, State};
use crate::vocabulary::canonical_name::canonical_name;
use crate::vocabulary::mapping_columns::{Column, HEADING_WORDS};
use crate::vocabulary::sections::Section;
use crate::{normalize, placeholder};

/// How many rows are checked for names that look like fields.
const N_CHECKED_ROWS: usize = 20;

/// Extracts the rows of a mapping table; returns whether the table is one.
pub(crate) fn read_table(
    context: &NoteContext,
    builder: &mut RecordBuilder,
    node: usize,
    table: &TableText,
    names: &[&str],
) -> bool {
    let is_expected = |columns: &[Column]| are_mappings_expected(context, node) || are_fields(table, columns);
    let sides = LazyCell::new(|| KnownSides::new(context, builder, node));
    let is_below_mapping = is_mapping_announced(context, node);
    let Some(found) = mapping_columns(table, names, &sides, is_below_mapping, is_expected) else { return false };
    let MappingColumns { columns, systems, via, is_bare } = found;
    if builder.mapping_systems.is_none() && systems.iter().any(Option::is_some) {
        let name = |(column, system): (usize, String)| {
            let cell = &table.header[column];
            let text = part_of(&Text { raw: Cow::Borrowed(cell.raw), span: cell.span }, &system);
            value::extract_system(&text, context.place_of_node(node))
        };
        let [source, target] = systems;
        builder.mapping_systems = Some((source.map(name), target.map(name)));
    }
    let (source_entity, target_entity) = entities_above(context, node);
    let has_fields = columns.contains(&Column::Source) && columns.contains(&Column::Target);
    let level = if has_fields { MappingLevel::Field } else { MappingLevel::Entity };
    let template = Mapping {
        source_entity,
        target_entity,
        ..empty_mapping(context, node, level, State::Empty, Default::default())
    };
    let is_source = |column: &Column| matches!(column, Column::Source | Column::SourceEntity);
    let source_column = columns.iter().position(is_source);
    for row in &table.rows {
        let source = source_column.and_then(|column| row.cells.get(column));
        if is_bare && source.is_none_or(|cell| is_absent(&normalize::plain(&cell.text()))) {
            continue;
        }
        let via = via.and_then(|column| row.cells.get(column)).map(|cell| normalize::plain(&cell.text()).into());
        let mapping = Mapping { state: row_state(row), span: row.span, via, ..template.clone() };
        read_row(row, &columns, mapping, &mut builder.record.mappings);
    }
    true
}

/// Whether a heading above a table or the title says that fields are mapped.
fn is_mapping_announced(context: &NoteContext, node: usize) -> bool {
    let is_mapping = |node: usize| {
        matches!(context.sections[node], Section::Mapping | Section::ReverseMapping)
            || context.outline.nodes[node].name.split(' ').any(|word| matches!(word, "mapping" | "mappings"))
    };
    let below_title = context.outline.ancestors(node).take_while(|node| context.outline.title != Some(*node));
    let is_titled = || context.outline.tables.len() == 1 && context.outline.title.is_some_and(is_mapping);
    below_title.into_iter().any(is_mapping) || is_titled()
}

/// Whether a heading above a node, its section or the file name is about mappings.
fn are_mappings_expected(context: &NoteContext, node: usize) -> bool {
    let has_word = |name: &str| name.split(' ').any(|word| HEADING_WORDS.contains(&word));
    let is_mapping = |node: usize| {
        matches!(context.sections[node], Section::Mapping | Section::ReverseMapping)
            || has_word(&context.outline.nodes[node].name)
    };
    let has_entities = || matches!(entities_above(context, node), (Some(_), _) | (_, Some(_)));
    context.outline.ancestors(node).any(is_mapping) || has_entities() || has_word(&canonical_name(context.path.stem()))
}

/// Whether most of the first rows look like fields: `Account.Name`, `CUST_NAME`, `` `id` ``.
fn are_fields(table: &TableText, columns: &[Column]) -> bool {
    let is_field = |cell: &Cell| {
        let (raw, n_dots) = (cell.raw, cell.raw.matches('.').count());
        let is_name = !raw.contains(' ') && raw.contains(char::is_alphabetic);
        is_name && (raw.contains('_') || raw.starts_with('`') || n_dots == 1 && !raw.ends_with('.'))
    };
    let has_field = |row: &&Row| {
        let cells = row.cells.iter().zip(columns);
        cells.filter(|(_, column)| matches!(column, Column::Source | Column::Target)).any(|(cell, _)| is_field(cell))
    };
    let rows = &table.rows[..table.rows.len().min(N_CHECKED_ROWS)];
    rows.iter().filter(has_field).count() * 2 > rows.len()
}

/// Returns the state of a row: the strongest state of its cells, so that one filled cell is enough.
fn row_state(row: &Row) -> State {
    // The strongest first.
    const STATES: [State; 5] = [State::Filled, State::Suspect, State::Placeholder, State::NotApplicable, State::Empty];
    let mut best = STATES.len() - 1;
    for cell in &row.cells {
        let state = placeholder::state(None, cell.raw);
        best = best.min(STATES.iter().position(|it| *it == state).unwrap_or(best));
        if best == 0 {
            break;
        }
    }
    STATES[best]
}

/// Extracts the mappings of a row; `mapping` has what they share.
fn read_row(row: &Row, columns: &[Column], mut mapping: Mapping, mappings: &mut Vec<Mapping>) {
    let mut source = Cow::Borrowed("");
    let is_entity = mapping.level == MappingLevel::Entity;
    for (cell, column) in row.cells.iter().zip(columns) {
        let text = cell.text();
        let plain = || Some(normalize::plain(&text)).filter(|text| !is_absent(text)).map(CompactString::from);
        match column {
            Column::Source => source = text,
            Column::SourceEntity if is_entity => source = text,
            Column::SourceEntity => mapping.source_entity = plain().or(mapping.source_entity.take()),
            Column::Target => mapping.target = plain(),
            Column::TargetEntity if is_entity => mapping.target = plain(),
            Column::TargetEntity => mapping.target_entity = plain().or(mapping.target_entity.take()),
            Column::Type => mapping.data_type = plain(),
            Column::Rule => mapping.rule = plain(),
            Column::Default => mapping.default = plain(),
            Column::Mandatory => mapping.mandatory = normalize::yes_no(&text),
            Column::Nullable => mapping.mandatory = normalize::yes_no(&text).map(|nullable| !nullable),
            Column::Notes => mapping.notes = plain(),
            Column::Unknown => {}
        }
    }
    let first = mappings.len();
    let has = |column: Column| columns.contains(&column);
    let entities = [
        mapping.source_entity.clone().filter(|_| has(Column::SourceEntity) && has(Column::Source)),
        mapping.target_entity.clone().filter(|_| has(Column::TargetEntity) && has(Column::Target)),
    ];
    push_sources(&source, mapping, mappings);
    // `id` of the table `GL` and `id` of the table `AP` are two fields.
    for mapping in &mut mappings[first..] {
        qualify(&mut mapping.source, entities[0].as_deref());
        qualify(&mut mapping.target, entities[1].as_deref());
    }
}

/// Puts the entity that a column names before a field, unless the field is dotted already.
fn qualify(field: &mut Option<CompactString>, entity: Option<&str>) {
    if let (Some(field), Some(entity)) = (field, entity)
        && !field.contains('.')
    {
        *field = format_compact!("{entity}.{field}");
    }
}
