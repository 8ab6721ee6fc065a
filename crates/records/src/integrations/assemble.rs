//! Assembly of a record: runs all extractors of a note, or of a part of it, in order.

use vaultdex_notes::Span;

use super::builder::RecordBuilder;
use super::context::NoteContext;
use super::counts::count_values;
use super::mapping::{blocks as mapping_blocks, sql};
use super::multiple::{find_pairs, split_record};
use super::shapes::system;
use super::{failures, frontmatter, history, implied, lines, lists, named_sides, shapes, tables, yaml_blocks};
use crate::model::{Integration, Shape, System};

/// What was assembled from a note.
pub(crate) struct Assembled {
    /// The integrations of the note.
    pub integrations: Vec<Integration>,
    /// The system that a system note describes.
    pub system: Option<System>,
    /// Whether the columns of a mapping are headed by the names of two systems.
    pub has_mapped_systems: bool,
    /// Whether sections about the transfer of data have values.
    pub has_transfer: bool,
}

/// Extracts the integrations of a note, or the system of a system note.
pub(crate) fn assemble(context: &NoteContext, shape: Shape) -> Assembled {
    assemble_with(context, shape, |_| {})
}

/// Extracts the integration of a note or part; `add` adds what else the part states before systems are implied.
pub(crate) fn assemble_with(context: &NoteContext, shape: Shape, add: impl FnOnce(&mut RecordBuilder)) -> Assembled {
    let mut builder = RecordBuilder::new(shape);
    builder.record.span = start_of_record(context);
    if !context.is_part {
        frontmatter::read_frontmatter(context, &mut builder);
        builder.claim_roles();
    }
    lines::read_lines(context, &mut builder);
    tables::read_tables(context, &mut builder);
    if matches!(shape, Shape::Generic | Shape::Note | Shape::Register) {
        failures::read_failures(context, &mut builder);
    }
    sql::read_sql_blocks(context, &mut builder);
    mapping_blocks::read_mapping_blocks(context, &mut builder);
    yaml_blocks::read_yaml_blocks(context, &mut builder);
    if let Some(definition) = shapes::definition(shape) {
        (definition.finish)(context, &mut builder);
    }
    implied::add_frequency(&mut builder);
    if shape == Shape::Spec {
        history::add_latest_version(context, &mut builder);
    }
    if shape != Shape::System {
        implied::add_id(context, &mut builder);
    }
    implied::add_name(context, &mut builder);
    let (has_mapped_systems, has_transfer) = (builder.mapping_systems.is_some(), !builder.transfer.details.is_empty());
    if shape == Shape::System {
        let system = Some(system::finish_system(context, builder));
        return Assembled { integrations: Vec::new(), system, has_mapped_systems, has_transfer };
    }
    if context.is_part {
        lists::read_sentences(context, &mut builder);
    }
    add(&mut builder);
    named_sides::add_sides_from_roles(&mut builder);
    named_sides::add_sides(context, &mut builder);
    let pairs = find_pairs(context);
    let record = builder.finish(context);
    let mut integrations = if pairs.len() > 1 { split_record(&record, &pairs) } else { vec![record] };
    integrations.iter_mut().for_each(count_values);
    Assembled { integrations, system: None, has_mapped_systems, has_transfer }
}

/// Returns the position of the title, or else of the beginning of the note.
fn start_of_record(context: &NoteContext) -> Span {
    let start = Span { line: 1, column: 1, ..Span::default() };
    context.outline.title.map_or(start, |title| context.outline.nodes[title].span)
}
