//! Mappings in lists: `a -> b`, or a link to the note that holds them.

use std::slice;

use compact_str::CompactString;

use super::{empty_mapping, entities_above, push_sources};
use crate::document::arrow::arrow_parts;
use crate::document::outline::{Line, LineKind};
use crate::document::text::{Text, part_of};
use crate::integrations::builder::RecordBuilder;
use crate::integrations::context::{KeyLine, NoteContext};
use crate::integrations::documents::add_links;
use crate::model::{Mapping, MappingLevel};
use crate::vocabulary::canonical_name::truncate;
use crate::vocabulary::decoration;
use crate::{normalize, placeholder};

/// Extracts a key whose value is a list of mappings or links to one; returns whether it is.
pub(crate) fn read_key(key_line: KeyLine, builder: &mut RecordBuilder) -> bool {
    let KeyLine { context, line, key } = key_line;
    if !key.name.contains("mapping") {
        return false;
    }
    let parts = key_line.parts();
    if add_links(builder, &parts, key.written, "data_model", &key_line.place()) {
        return true;
    }
    let n_before = builder.record.mappings.len();
    for part in parts.iter() {
        for piece in part.raw.split([';', ',']) {
            read_arrow(context, builder, line.node, &part_of(part, piece.trim()));
        }
    }
    builder.record.mappings.len() > n_before
}

/// Extracts an item or a paragraph below a heading of mappings: `a -> b`, or a link to the note that holds them. Embeds
/// are followed by the vault-wide pass (docs/spec/integrations.md#embedded-mappings).
pub(crate) fn read_item<'a>(context: &NoteContext<'a>, builder: &mut RecordBuilder, line: &Line<'a>) {
    let is_value_of_key = matches!(line.kind, LineKind::Item) && context.is_value_of_key(line);
    if is_value_of_key {
        return;
    }
    let label = decoration::plain(truncate(context.outline.nodes[line.node].written));
    let place = context.place_of_node(line.node);
    if !add_links(builder, slice::from_ref(&line.text), &label, "data_model", &place) {
        read_arrow(context, builder, line.node, &line.text);
    }
}

/// Extracts a mapping from a text with an arrow: `a -> b (upper case)`.
fn read_arrow(context: &NoteContext, builder: &mut RecordBuilder, node: usize, text: &Text) {
    let Some((source, target, _)) = arrow_parts(text) else { return };
    let (target, rule) = match target.raw.strip_suffix(')').and_then(|rest| rest.split_once(" (")) {
        Some((target, rule)) => (target, Some(CompactString::from(normalize::plain(rule)))),
        None => (&*target.raw, None),
    };
    let (source_entity, target_entity) = entities_above(context, node);
    let target = CompactString::from(normalize::plain(target));
    let state = placeholder::state(None, &text.raw);
    let mapping = Mapping {
        target: Some(target).filter(|it| !it.is_empty()),
        source_entity,
        target_entity,
        rule,
        ..empty_mapping(context, node, MappingLevel::Field, state, text.span)
    };
    push_sources(&source.raw, mapping, &mut builder.record.mappings);
}
