//! Mappings of fields and entities (docs/spec/integrations.md#mapping-tables): tables, lists of `a -> b`, and SQL.

pub(crate) mod blocks;
mod columns;
pub(crate) mod embeds;
mod expression;
pub(crate) mod lists;
mod sides;
mod sources;
pub(crate) mod sql;
mod sql_tables;
pub(crate) mod table;
mod table_pairs;

use compact_str::CompactString;
use sources::{Sources, sources};
use vaultdex_notes::Span;

use super::context::NoteContext;
use crate::document::arrow::arrow_sides;
use crate::model::{Mapping, MappingLevel, SourceKind, State};
use crate::normalize;
use crate::vocabulary::canonical_name::truncate;
use crate::vocabulary::sections::Section;

/// Returns a mapping at a node without source, target and other values.
fn empty_mapping(context: &NoteContext, node: usize, level: MappingLevel, state: State, span: Span) -> Mapping {
    Mapping {
        level,
        source: None,
        source_kind: SourceKind::None,
        target: None,
        source_entity: None,
        target_entity: None,
        data_type: None,
        rule: None,
        default: None,
        mandatory: None,
        notes: None,
        via: None,
        is_reverse: is_reverse(context, node),
        embedded_from: None,
        state,
        place: context.place_of_node(node),
        span,
    }
}

/// Adds one mapping for each source field that the text of the source side names.
fn push_sources(source: &str, mut mapping: Mapping, mappings: &mut Vec<Mapping>) {
    let is_field = mapping.level == MappingLevel::Field;
    if is_field && mapping.target_entity.is_none() {
        mapping.target_entity = mapping.target.as_deref().and_then(entity_of_field);
    }
    let Sources { kind, mut names, expression } = sources(source);
    mapping.source_kind = kind;
    match kind {
        SourceKind::Constant => mapping.notes = mapping.notes.or(expression),
        _ => mapping.rule = mapping.rule.or(expression),
    }
    let with_source = |name: CompactString, mapping: Mapping| {
        let source_entity = mapping.source_entity.clone().or_else(|| entity_of_field(&name).filter(|_| is_field));
        Mapping { source: Some(name), source_entity, ..mapping }
    };
    let Some(last) = names.pop() else { return mappings.push(mapping) };
    mappings.extend(names.into_iter().map(|name| with_source(name, mapping.clone())));
    mappings.push(with_source(last, mapping));
}

/// Returns the entity of a dotted field: `Customer` of `Customer.CompanyName`.
fn entity_of_field(field: &str) -> Option<CompactString> {
    let (entity, field) = field.rsplit_once('.')?;
    let is_word = |text: &str| !text.is_empty() && !text.contains(char::is_whitespace);
    (is_word(entity) && is_word(field) && entity.starts_with(char::is_alphabetic)).then(|| entity.into())
}

/// Whether mappings at a node go from the target back to the source.
fn is_reverse(context: &NoteContext, node: usize) -> bool {
    context.outline.ancestors(node).any(|node| context.sections[node] == Section::ReverseMapping)
}

/// Returns the text in parentheses at the end of a heading or item, `Customers (t_cust → customer)`, or else all of it.
fn in_parentheses(text: &str) -> &str {
    let inner = text.trim_end().strip_suffix(')').and_then(|rest| rest.rsplit_once('('));
    inner.map(|(_, inner)| inner).filter(|inner| arrow_sides(inner).is_some()).unwrap_or(text)
}

/// Returns the source and target entities that the headings above a node name: `Target Entity: DIM_CUSTOMER`,
/// `Account → DIM_CUSTOMER`.
fn entities_above(context: &NoteContext, node: usize) -> (Option<CompactString>, Option<CompactString>) {
    let (mut source, mut target) = (None, None);
    for node in context.outline.ancestors(node) {
        let is_title = context.outline.title == Some(node);
        let node = &context.outline.nodes[node];
        let plain = |text| CompactString::from(normalize::plain(text));
        let after_colon =
            || truncate(node.written).split_once(':').map(|(_, name)| plain(name)).filter(|it| !it.is_empty());
        if node.name.starts_with("target entity") {
            target = target.or_else(after_colon);
        } else if node.name.starts_with("source entity") {
            source = source.or_else(after_colon);
        } else if let Some((left, right, _)) = arrow_sides(in_parentheses(truncate(node.written)))
            && !is_title
        {
            source = source.or_else(|| Some(plain(left)));
            target = target.or_else(|| Some(plain(right)));
        }
    }
    (source, target)
}
