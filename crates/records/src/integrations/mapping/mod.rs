//! Which field becomes which: mapping tables with their columns in any order and by any name (T5 to T8), and lists of
//! `a -> b`.

pub(crate) mod embeds;
mod sources;
pub(crate) mod sql;

use std::borrow::Cow;
use std::sync::LazyLock;

use compact_str::CompactString;
use sources::{Sources, is_nothing, sources};

use super::builder::Draft;
use super::context::Reading;
use super::documents;
use super::field::{Names, by_name};
use super::section::Section;
use crate::document::arrow::arrow_parts;
use crate::document::tables::{Cell, Row, TableText};
use crate::document::{Key, Line, LineKind, Text, cut, headings};
use crate::model::{Mapping, MappingLevel, Role, SourceKind, State};
use crate::vocabulary::canonical_name::canonical_name;
use crate::{normalize, placeholder};

/// The most fields that one target is made of: more of them than anybody reads stand as one text.
pub(crate) const MOST_SOURCES: usize = 64;

/// What a column of a mapping table holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Source,
    Target,
    SourceEntity,
    TargetEntity,
    Type,
    Rule,
    Default,
    Mandatory,
    Nullable,
    Notes,
    Unknown,
}

/// Columns by name.
const COLUMNS: &[(Column, &[&str])] = &[
    (
        Column::Source,
        &[
            "source field",
            "source",
            "from",
            "src",
            "source column",
            "source attribute",
            "source property",
            "source fields",
        ],
    ),
    (
        Column::Target,
        &[
            "target field",
            "target",
            "to",
            "destination",
            "dest",
            "sink",
            "target column",
            "target attribute",
            "target property",
            "destination field",
            "destination column",
            "destination attribute",
            "sink field",
            "target fields",
        ],
    ),
    (Column::SourceEntity, &["source entity", "source table", "source object", "source record"]),
    (
        Column::TargetEntity,
        &["target entity", "target table", "target object", "destination entity", "destination table", "target record"],
    ),
    (Column::Type, &["data type", "type", "format", "target type", "datatype"]),
    (
        Column::Rule,
        &[
            "transformation",
            "transformation rule",
            "transform",
            "logic",
            "mapping rule",
            "transformation logic",
            "transformation logic formula",
            "transform default logic",
            "rule",
            "transformation rules",
            "mapping logic",
        ],
    ),
    (Column::Default, &["default", "default value"]),
    (Column::Mandatory, &["mandatory", "required"]),
    (Column::Nullable, &["nullable", "optional"]),
    (Column::Notes, &["notes", "note", "comment", "comments", "business purpose", "description", "remarks"]),
];

/// How a table says which side is which by the name of a system: `Salesforce Field`, `Snowflake Column`.
const FIELD_WORDS: &[&str] = &[" field", " column", " attribute", " property", " fields"];
const ENTITY_WORDS: &[&str] = &[" entity", " table", " object"];

/// Columns that say no more than their side.
const BARE: &[&str] = &["source", "target", "from", "to", "destination", "source system", "target system"];

/// What the columns of a table hold, if they map something to something; `is_expected` is asked where they may as well
/// tell of two sides.
fn columns(names: &[&str], draft: &Draft, is_expected: impl Fn(&[Column]) -> bool) -> Option<Vec<Column>> {
    let mut columns: Vec<Column> = names.iter().map(|name| known(name)).collect();
    let has = |columns: &[Column], one: Column, other: Column| columns.contains(&one) || columns.contains(&other);
    let n_missing = [(Column::Source, Column::SourceEntity), (Column::Target, Column::TargetEntity)]
        .iter()
        .filter(|(field, entity)| !has(&columns, *field, *entity))
        .count();
    if n_missing > 0 {
        by_system(names, &mut columns, draft);
    }
    let is_mapping =
        has(&columns, Column::Source, Column::SourceEntity) && has(&columns, Column::Target, Column::TargetEntity);
    // `Property | Source | Target` tells of two sides and maps nothing.
    let is_sides = matches!(names.first(), Some(&"property" | &"attribute" | &"parameter" | &"setting" | &"aspect"));
    // So does, where nobody expects mappings, any table whose columns say no more than their side.
    let is_side = |(name, column): (&&str, &Column)| match column {
        Column::Source | Column::Target => BARE.contains(name),
        _ => true,
    };
    let has_rules = columns
        .iter()
        .any(|it| matches!(it, Column::Type | Column::Rule | Column::Default | Column::Mandatory | Column::Nullable));
    let is_doubtful = !has_rules && names.iter().zip(&columns).all(is_side);
    (is_mapping && !is_sides && (!is_doubtful || is_expected(&columns))).then_some(columns)
}

/// Every name of a column.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    COLUMNS.iter().flat_map(|(_, names)| names.iter().copied())
}

fn known(name: &str) -> Column {
    static BY_NAME: LazyLock<Names<Column>> = LazyLock::new(|| by_name(COLUMNS));
    BY_NAME.get(name).copied().unwrap_or(Column::Unknown)
}

/// `Salesforce Field | Snowflake Column`: the first is the source, unless the note says that it is the target.
fn by_system(names: &[&str], columns: &mut [Column], draft: &Draft) {
    let is_side = |name: &str| {
        let owner = |words: &[&str]| words.iter().find_map(|word| name.strip_suffix(word)).map(str::to_owned);
        owner(FIELD_WORDS).map(|it| (it, false)).or_else(|| owner(ENTITY_WORDS).map(|it| (it, true)))
    };
    let mut sides = names.iter().enumerate().filter_map(|(idx, name)| {
        let is_free = columns.get(idx) == Some(&Column::Unknown);
        is_side(name).filter(|_| is_free).map(|(owner, is_entity)| (idx, owner, is_entity))
    });
    let (first, second) = (sides.next(), sides.next());
    drop(sides);
    let has_source = columns.iter().any(|it| matches!(it, Column::Source | Column::SourceEntity));
    let has_target = columns.iter().any(|it| matches!(it, Column::Target | Column::TargetEntity));
    let (source, target) = match (has_source, has_target) {
        (true, _) => (None, first),
        (_, true) => (first, None),
        _ => {
            let is = |side: &Option<(usize, String, bool)>, role: Role| {
                side.as_ref().is_some_and(|(_, owner, _)| draft.has_role(role, owner))
            };
            let is_target = is(&first, Role::Target) || is(&second, Role::Source);
            if is_target { (second, first) } else { (first, second) }
        }
    };
    if let Some((idx, _, is_entity)) = source {
        columns[idx] = if is_entity { Column::SourceEntity } else { Column::Source };
    }
    if let Some((idx, _, is_entity)) = target {
        columns[idx] = if is_entity { Column::TargetEntity } else { Column::Target };
    }
}

/// Reads a mapping table; whether it is one.
pub(crate) fn table(reading: &Reading, draft: &mut Draft, node: usize, table: &TableText, names: &[&str]) -> bool {
    let is_meant = |columns: &[Column]| is_expected(reading, node) || are_fields(table, columns);
    let Some(columns) = columns(names, draft, is_meant) else { return false };
    let place = reading.place_of(node);
    let is_reverse = is_reverse(reading, node);
    let (source_entity, target_entity) = entities(reading, node);
    let has_fields = columns.contains(&Column::Source) && columns.contains(&Column::Target);
    let level = if has_fields { MappingLevel::Field } else { MappingLevel::Entity };
    for row in &table.rows {
        let mapping = Mapping {
            level,
            source: None,
            source_kind: SourceKind::None,
            target: None,
            source_entity: source_entity.clone(),
            target_entity: target_entity.clone(),
            data_type: None,
            rule: None,
            default: None,
            mandatory: None,
            notes: None,
            is_reverse,
            embedded_from: None,
            state: row_state(row),
            place: place.clone(),
            span: row.span,
        };
        self::row(row, &columns, mapping, &mut draft.it.mappings);
    }
    true
}

/// Whether mappings are to be expected below a node: it, what it stands under, or the note is called so.
fn is_expected(reading: &Reading, node: usize) -> bool {
    let is_told = |name: &str| {
        name.split(' ').any(|word| matches!(word, "mapping" | "mappings" | "transformations" | "fields" | "columns"))
    };
    let is_mapping = |node: usize| {
        matches!(reading.sections[node], Section::Mapping | Section::MappingBack)
            || is_told(&reading.outline.nodes[node].name)
    };
    let names_entities = || matches!(entities(reading, node), (Some(_), _) | (_, Some(_)));
    reading.outline.ancestors(node).any(is_mapping) || names_entities() || is_told(&canonical_name(reading.path.stem()))
}

/// Whether what is mapped looks like fields: `Account.Name`, `CUST_NAME`, `` `id` ``.
fn are_fields(table: &TableText, columns: &[Column]) -> bool {
    let is_field = |cell: &Cell| {
        let (raw, n_dots) = (cell.raw, cell.raw.matches('.').count());
        let is_name = !raw.contains(' ') && raw.contains(char::is_alphabetic);
        is_name && (raw.contains('_') || raw.starts_with('`') || n_dots == 1 && !raw.ends_with('.'))
    };
    let of = |row: &&Row| {
        let cells = row.cells.iter().zip(columns);
        cells.filter(|(_, column)| matches!(column, Column::Source | Column::Target)).any(|(cell, _)| is_field(cell))
    };
    // The first rows tell.
    let rows = &table.rows[..table.rows.len().min(20)];
    rows.iter().filter(of).count() * 2 > rows.len()
}

/// Whether a row is filled in: one filled cell is enough.
pub(crate) fn row_state(row: &Row) -> State {
    // In the order in which they count.
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

fn row(row: &Row, columns: &[Column], mut mapping: Mapping, mappings: &mut Vec<Mapping>) {
    let mut source = Cow::Borrowed("");
    let is_entity = mapping.level == MappingLevel::Entity;
    for (cell, column) in row.cells.iter().zip(columns) {
        let text = cell.text();
        let said = || Some(normalize::plain(&text)).filter(|text| !is_nothing(text)).map(CompactString::from);
        match column {
            Column::Source => source = text,
            Column::SourceEntity if is_entity => source = text,
            Column::SourceEntity => mapping.source_entity = said().or(mapping.source_entity.take()),
            Column::Target => mapping.target = said(),
            Column::TargetEntity if is_entity => mapping.target = said(),
            Column::TargetEntity => mapping.target_entity = said().or(mapping.target_entity.take()),
            Column::Type => mapping.data_type = said(),
            Column::Rule => mapping.rule = said(),
            Column::Default => mapping.default = said(),
            Column::Mandatory => mapping.mandatory = normalize::yes_no(&text),
            Column::Nullable => mapping.mandatory = normalize::yes_no(&text).map(|nullable| !nullable),
            Column::Notes => mapping.notes = said(),
            Column::Unknown => {}
        }
    }
    push(&source, mapping, mappings);
}

/// Adds one mapping a source.
fn push(source: &str, mut mapping: Mapping, mappings: &mut Vec<Mapping>) {
    let is_field = mapping.level == MappingLevel::Field;
    if is_field && mapping.target_entity.is_none() {
        mapping.target_entity = mapping.target.as_deref().and_then(entity);
    }
    let Sources { kind, mut names, expression } = sources(source);
    mapping.source_kind = kind;
    match kind {
        SourceKind::Constant => mapping.notes = mapping.notes.or(expression),
        _ => mapping.rule = mapping.rule.or(expression),
    }
    let with = |name: CompactString, mapping: Mapping| {
        let source_entity = mapping.source_entity.clone().or_else(|| entity(&name).filter(|_| is_field));
        Mapping { source: Some(name), source_entity, ..mapping }
    };
    let Some(last) = names.pop() else { return mappings.push(mapping) };
    mappings.extend(names.into_iter().map(|name| with(name, mapping.clone())));
    mappings.push(with(last, mapping));
}

/// `Customer` of `Customer.CompanyName`.
fn entity(field: &str) -> Option<CompactString> {
    let (entity, field) = field.rsplit_once('.')?;
    let is_word = |text: &str| !text.is_empty() && !text.contains(char::is_whitespace);
    (is_word(entity) && is_word(field) && entity.starts_with(char::is_alphabetic)).then(|| entity.into())
}

/// Whether mappings at a node go from the target back to the source.
fn is_reverse(reading: &Reading, node: usize) -> bool {
    reading.outline.ancestors(node).any(|node| reading.sections[node] == Section::MappingBack)
}

/// The entities that a heading names: `Target Entity: DIM_CUSTOMER`, `Account → DIM_CUSTOMER`.
fn entities(reading: &Reading, node: usize) -> (Option<CompactString>, Option<CompactString>) {
    let (mut source, mut target) = (None, None);
    for node in reading.outline.ancestors(node) {
        let node = &reading.outline.nodes[node];
        let plain = |text| CompactString::from(normalize::plain(text));
        let after_colon = || cut(node.written).split_once(':').map(|(_, name)| plain(name)).filter(|it| !it.is_empty());
        if node.name.starts_with("target entity") {
            target = target.or_else(after_colon);
        } else if node.name.starts_with("source entity") {
            source = source.or_else(after_colon);
        } else if let Some((left, right, _)) = crate::document::arrow::arrow(cut(node.written))
            && reading.outline.title.is_none_or(|title| !std::ptr::eq(&reading.outline.nodes[title], node))
        {
            source = source.or_else(|| Some(plain(left)));
            target = target.or_else(|| Some(plain(right)));
        }
    }
    (source, target)
}

/// A key below a heading of mappings whose value is a list of mappings, or leads to one.
pub(crate) fn key<'a>(reading: &Reading<'a>, draft: &mut Draft, line: &Line<'a>, key: &Key<'a>) -> bool {
    if !key.name.contains("mapping") {
        return false;
    }
    let parts = reading.parts(line);
    if documents::links(draft, &parts, key.written, "data_model", &reading.place(line, key)) {
        return true;
    }
    let n_before = draft.it.mappings.len();
    for part in parts.iter() {
        for piece in part.raw.split([';', ',']) {
            arrow_mapping(reading, draft, line.node, &super::context::part_of(part, piece.trim()));
        }
    }
    draft.it.mappings.len() > n_before
}

/// An item below a heading of mappings: `a -> b`, or a link to where they are (T17 is followed with the whole vault).
pub(crate) fn item<'a>(reading: &Reading<'a>, draft: &mut Draft, line: &Line<'a>) {
    let place = || reading.place_of(line.node);
    let text = std::slice::from_ref(&line.text);
    let is_list_value = matches!(line.kind, LineKind::Item) && reading.is_value(line);
    if !is_list_value
        && !documents::links(
            draft,
            text,
            &headings::plain(cut(reading.outline.nodes[line.node].written)),
            "data_model",
            &place(),
        )
    {
        arrow_mapping(reading, draft, line.node, &line.text);
    }
}

fn arrow_mapping(reading: &Reading, draft: &mut Draft, node: usize, text: &Text) {
    let Some((source, target, _)) = arrow_parts(text) else { return };
    // `a -> b (upper case)`
    let (target, rule) = match target.raw.strip_suffix(')').and_then(|rest| rest.split_once(" (")) {
        Some((target, rule)) => (target, Some(CompactString::from(normalize::plain(rule)))),
        None => (&*target.raw, None),
    };
    let (source_entity, target_entity) = entities(reading, node);
    let target = CompactString::from(normalize::plain(target));
    let mapping = Mapping {
        level: MappingLevel::Field,
        source: None,
        source_kind: SourceKind::None,
        target: Some(target).filter(|it| !it.is_empty()),
        source_entity,
        target_entity,
        data_type: None,
        rule,
        default: None,
        mandatory: None,
        notes: None,
        is_reverse: is_reverse(reading, node),
        embedded_from: None,
        state: placeholder::state(None, &text.raw),
        place: reading.place_of(node),
        span: text.span,
    };
    push(&source.raw, mapping, &mut draft.it.mappings);
}
