//! Registers: tables of integrations, one per row (docs/spec/integrations.md#registers).

use compact_str::CompactString;

use crate::document::arrow::arrow_parts;
use crate::document::tables::{Row, TableText};
use crate::document::text::{Text, part_of};
use crate::document::title::without_id;
use crate::integrations::builder::{Rank, RecordBuilder};
use crate::integrations::cells::cell_text;
use crate::integrations::classify::signals::{Condition, NoteFeatures, Signal};
use crate::integrations::context::NoteContext;
use crate::integrations::shapes::definition::ShapeDefinition;
use crate::integrations::value;
use crate::model::{Integration, RecordField, Role, Shape, State};
use crate::vocabulary::canonical_name::{canonical_name, truncate};
use crate::vocabulary::fields;
use crate::vocabulary::fields::Target;
use crate::vocabulary::registers::{NAMES, NUMBER_HEADERS, TITLE_WORDS, TOTAL_LABELS, is_register_header};
use crate::{normalize, placeholder};

/// Notes with a table of integrations.
pub(crate) const DEFINITION: ShapeDefinition = ShapeDefinition {
    shape: Shape::Register,
    name: "register",
    signals: &[Signal { label: "a table of integrations", points: 6, condition: Condition::Predicate(has_register) }],
    requirement: None,
    finish: |_, _| {},
};

/// How many columns are read: their names are looked up again for every row.
const MOST_COLUMNS: usize = 64;

fn has_register(features: &NoteFeatures) -> bool {
    let has_word = |text: &str| {
        let text = text.to_lowercase();
        TITLE_WORDS.iter().any(|word| text.contains(word))
    };
    let is_titled = || has_word(features.title) || has_word(features.context.path.stem());
    let has_table = |is_titled: bool| features.context.headers.iter().any(|names| is_register_header(names, is_titled));
    has_table(false) || has_table(true) && is_titled()
}

/// Extracts the integrations of all registers of a note.
pub(crate) fn read_register(context: &NoteContext) -> Vec<Integration> {
    let tables = context.outline.tables.iter().zip(&context.headers);
    let tables = tables.filter(|(_, names)| is_register_header(names, true));
    let rows = tables.flat_map(|((node, table), _)| table.rows.iter().map(move |row| (*node, table, row)));
    let rows = rows.filter(|(_, table, row)| has_content(table, row));
    rows.map(|(node, table, row)| read_row(context, node, table, row)).collect()
}

/// Whether a row states anything but its number. Sums do not count, nor do rows that hold placeholders and nothing
/// filled, even if they have brackets that are not those of a template.
fn has_content(table: &TableText, row: &Row) -> bool {
    let is_number = |column: usize| table.header.get(column).is_some_and(|header| NUMBER_HEADERS.contains(&header.raw));
    let cells = row.cells.iter().enumerate().filter(|(column, cell)| !is_number(*column) && !cell.is_empty());
    let mut cells = cells.map(|(_, cell)| cell.raw).peekable();
    if cells.peek().is_some_and(|first| TOTAL_LABELS.contains(&canonical_name(first).as_str())) {
        return false;
    }
    let states: Vec<State> = cells.map(|raw| placeholder::state(None, raw)).collect();
    let has = |state: State| states.contains(&state);
    has(State::Filled) || has(State::Suspect) && !has(State::Placeholder)
}

/// Extracts the integration of a row. Its columns have the names of frontmatter properties.
fn read_row(context: &NoteContext, node: usize, table: &TableText, row: &Row) -> Integration {
    let mut builder = RecordBuilder::new(Shape::Register);
    builder.record.span = row.span;
    let names: Vec<CompactString> =
        table.header.iter().take(MOST_COLUMNS).map(|cell| context.synonyms.name(truncate(cell.raw))).collect();
    let name_column = NAMES.iter().find_map(|name| names.iter().position(|column| column == name));
    let has_id = names.iter().any(|name| fields::property(name) == Some(Target::Field(RecordField::Id)));
    for (column, header) in table.header.iter().take(MOST_COLUMNS).enumerate() {
        let text = cell_text(context, row, column);
        let place = context.place_below(node, header.raw);
        if Some(column) == name_column {
            read_name(&mut builder, &names[column], has_id, &text, place);
        } else {
            let is_unnamed = header.is_empty() || header.raw == "#";
            read_cell(&mut builder, &names[column], is_unnamed, &text, place);
        }
    }
    let mut record = builder.finish(context);
    record.blocks.clear();
    record
}

/// Extracts a cell of a column other than the name; `is_unnamed` is whether the column has no name.
fn read_cell(builder: &mut RecordBuilder, column: &str, is_unnamed: bool, text: &Text, place: String) {
    let target = fields::property(column).or((column == "type").then_some(Target::Kind));
    // `Shop → ERP` in a column of systems names both sides.
    if target == Some(Target::Systems(Role::Party))
        && let Some((from, to, is_two_way)) = arrow_parts(text)
    {
        builder.add_systems(Role::Source, &[from], &place);
        builder.add_systems(Role::Target, &[to], &place);
        if is_two_way {
            let direction = value::literal(&text.raw, "two-way", &place, text.span);
            builder.add_value(Rank::Primary, RecordField::Direction, direction);
        }
        return;
    }
    let parts = if text.raw.is_empty() { &[][..] } else { std::slice::from_ref(text) };
    match target {
        Some(Target::Systems(role)) if parts.is_empty() => {
            builder.add_system(role, value::extract_system(text, place));
        }
        Some(Target::Mappings | Target::Failure) | None if is_unnamed => {}
        Some(Target::Mappings | Target::Failure) | None => {
            builder.record.extra.push(value::extract(None, text, place));
        }
        Some(target) => builder.place_value(target, Rank::Primary, parts, text, place),
    }
}

/// Extracts the cell that names the row: `INT-301 Vendor master`. `has_id` is whether the table has a column of IDs.
fn read_name(builder: &mut RecordBuilder, column: &str, has_id: bool, text: &Text, place: String) {
    let id = normalize::ids_in(&text.raw).first().cloned().filter(|id| id.start < 4);
    if let Some(id) = &id
        && !has_id
    {
        let id = part_of(text, &text.raw[id.clone()]);
        let id = value::extract(Some(RecordField::Id), &id, place.clone());
        builder.add_value(Rank::Primary, RecordField::Id, id);
    }
    let mut name = value::extract(Some(RecordField::Name), text, place.clone());
    if let Some(value) = name.value.as_mut().filter(|_| id.is_some()) {
        let bare = without_id(value).trim();
        if !bare.is_empty() {
            *value = bare.into();
        }
    }
    builder.add_value(Rank::Primary, RecordField::Name, name);
    if column == "system" {
        builder.add_systems(Role::Party, std::slice::from_ref(text), &place);
    }
    // `Shop -> ERP` names both sides.
    if let Some((from, to, _)) = arrow_parts(text) {
        builder.add_systems(Role::Source, &[from], &place);
        builder.add_systems(Role::Target, &[to], &place);
    }
}
