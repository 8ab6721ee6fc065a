//! Assembly of a record: runs all extractors of a note in order.

use vaultdex_notes::Span;

use super::builder::RecordBuilder;
use super::context::NoteContext;
use super::counts::count_values;
use super::mapping::sql;
use super::multiple::{find_pairs, split_record};
use super::shapes::{register, system};
use super::{frontmatter, history, implied, lines, shapes, tables, yaml_blocks};
use crate::model::{Integration, Shape, System};

/// Extracts the integrations of a note, or the system of a system note.
pub(crate) fn assemble(context: &NoteContext, shape: Shape) -> (Vec<Integration>, Option<System>) {
    if shape == Shape::Register {
        let mut integrations = register::read_register(context);
        integrations.iter_mut().for_each(count_values);
        return (integrations, None);
    }
    let mut builder = RecordBuilder::new(shape);
    builder.record.span = start_of_record(context);
    frontmatter::read_frontmatter(context, &mut builder);
    builder.claim_roles();
    lines::read_lines(context, &mut builder);
    tables::read_tables(context, &mut builder);
    sql::read_sql_blocks(context, &mut builder);
    yaml_blocks::read_yaml_blocks(context, &mut builder);
    if let Some(definition) = shapes::definition(shape) {
        (definition.finish)(context, &mut builder);
    }
    implied::add_frequency(&mut builder);
    if shape == Shape::Spec {
        history::add_latest_version(context, &mut builder);
    }
    implied::add_name(context, &mut builder);
    if shape == Shape::System {
        return (Vec::new(), Some(system::finish_system(context, builder)));
    }
    implied::add_id(context, &mut builder);
    implied::add_sides_from_roles(&mut builder);
    implied::add_sides(context, &mut builder);
    let pairs = find_pairs(context);
    let record = builder.finish(context);
    let mut integrations = if pairs.len() > 1 { split_record(&record, &pairs) } else { vec![record] };
    integrations.iter_mut().for_each(count_values);
    (integrations, None)
}

/// Returns the position of the title, or else of the beginning of the note.
fn start_of_record(context: &NoteContext) -> Span {
    let start = Span { line: 1, column: 1, ..Span::default() };
    context.outline.title.map_or(start, |title| context.outline.nodes[title].span)
}
