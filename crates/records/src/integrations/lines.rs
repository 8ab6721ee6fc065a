//! Extraction from the lines of a note, for all shapes alike: key lines, list items, paragraphs and checkboxes.

use super::builder::{Rank, RecordBuilder};
use super::context::NoteContext;
use super::documents::is_document;
use super::footer::find_footer;
use super::key_lines::read_key_line;
use super::{documents, flows, instances, mapping, value};
use crate::document::arrow::arrow_sides;
use crate::document::outline::{Line, LineKind, NodeKind};
use crate::document::text::{Text, part_of};
use crate::model::{Checklist, RecordField, Role, Shape};
use crate::normalize;
use crate::vocabulary::fields;
use crate::vocabulary::fields::Target;
use crate::vocabulary::list_topics::FREQUENCY_COLUMNS;
use crate::vocabulary::sections::Section;

/// Length limit in bytes of a paragraph that is a value.
const LONGEST_VALUE: usize = 120;

/// Word limit of a paragraph that is a value in an overview, where longer ones are prose.
const MOST_WORDS_IN_OVERVIEW: usize = 4;

/// Extracts the values of all lines of a note.
pub(crate) fn read_lines(context: &NoteContext, builder: &mut RecordBuilder) {
    instances::open_instances(context, builder);
    let footer = find_footer(context);
    for (idx, line) in context.outline.lines.iter().enumerate() {
        match &line.kind {
            LineKind::Key(key) => {
                let section = if idx >= footer { Section::Metadata } else { context.sections[line.node] };
                read_key_line(context, builder, line, key, section);
            }
            LineKind::Item => read_item(context, builder, line),
            LineKind::Task(mark) => read_task(context, builder, line, *mark),
            LineKind::Paragraph => read_paragraph(context, builder, line),
        }
    }
}

fn read_item<'a>(context: &NoteContext<'a>, builder: &mut RecordBuilder, line: &Line<'a>) {
    let section = context.sections[line.node];
    let is_mapping = matches!(section, Section::Mapping | Section::ReverseMapping);
    if line.text.raw.is_empty() || context.is_value_of_key(line) && !is_mapping {
        return;
    }
    let place = || context.place_of_node(line.node);
    match section {
        Section::Side(_) if is_document(&line.text.raw) => {}
        Section::Side(role) => {
            let instance = context.instance(line.node);
            // An item within an item describes a system and does not name one.
            if context.outline.nodes[line.node].kind != NodeKind::Group || instance == line.node {
                builder.open_system(instance, role, value::extract_system(&line.text, place()));
            }
        }
        // An item with keys below it is a group, which `open_instances` has added.
        Section::Systems if line.below.is_none() => {
            builder.add_systems(Role::Party, std::slice::from_ref(&line.text), &place());
        }
        Section::Flows => flows::read_item(context, builder, &line.text, place()),
        Section::Mapping | Section::ReverseMapping => mapping::lists::read_item(context, builder, line),
        Section::Documents => documents::read_item(context, builder, line),
        Section::Top | Section::Other
            if matches!(builder.shape, Shape::Generic | Shape::Register) && joins_fields(&line.text.raw) =>
        {
            mapping::lists::read_item(context, builder, line);
        }
        _ => {}
    }
}

/// Whether an arrow joins the names of two fields: `cust_id → id`.
fn joins_fields(raw: &str) -> bool {
    let is_token = |side: &str| !side.is_empty() && !side.contains([' ', '(', ')', '[']);
    let is_marked = |side: &str| side.contains('_') || side.starts_with('`');
    let is_lower = |side: &str| side.starts_with(|first: char| first.is_ascii_lowercase());
    arrow_sides(raw).is_some_and(|(left, right, _)| {
        is_token(left) && is_token(right) && (is_marked(left) || is_marked(right) || is_lower(left) && is_lower(right))
    })
}

fn read_paragraph<'a>(context: &NoteContext<'a>, builder: &mut RecordBuilder, line: &Line<'a>) {
    let raw = line.text.raw.as_ref();
    let node = line.node;
    if raw.is_empty() || is_tagline(raw) {
        return;
    }
    let place = || context.place_of_node(node);
    let is_value = raw.len() <= LONGEST_VALUE && !raw.ends_with('.');
    match context.sections[node] {
        Section::Purpose if builder.value_nodes.insert(node) => {
            let purpose = value::extract(Some(RecordField::Purpose), &line.text, place());
            builder.add_value(Rank::Primary, RecordField::Purpose, purpose);
        }
        Section::Side(role) if is_value && !is_document(raw) && !builder.has_system_of(context.instance(node)) => {
            builder.open_system(context.instance(node), role, value::extract_system(&line.text, place()));
        }
        Section::Flow if is_value => flows::read_ends(context, builder, line),
        Section::Mapping | Section::ReverseMapping => mapping::lists::read_item(context, builder, line),
        Section::Documents => documents::read_item(context, builder, line),
        // `## Schedule` with `Every 5 minutes between 06:00 and 20:00.` below it.
        _ if has_no_template(builder.shape) && states_field(context, node, raw) && builder.value_nodes.insert(node) => {
            let field = field_of_heading(context, node).unwrap_or(RecordField::Frequency);
            let text = part_of(&line.text, first_sentence(raw));
            if field == RecordField::Direction && builder.add_route(&head_of_route(&text), &place()) {
                return;
            }
            builder.add_value(Rank::Contacts, field, value::extract(Some(field), &text, place()));
        }
        section @ (Section::Other | Section::Overview)
            if is_value
                && context.outline.title != Some(node)
                && (section == Section::Other || raw.split(' ').count() <= MOST_WORDS_IN_OVERVIEW) =>
        {
            // `## Status` with `Draft` below it.
            let name = &context.outline.nodes[node].name;
            if let Some(target @ (Target::Field(_) | Target::Person(_))) = fields::heading(name)
                && builder.value_nodes.insert(node)
            {
                builder.place_value(target, Rank::Primary, std::slice::from_ref(&line.text), &line.text, place());
            }
        }
        _ => {}
    }
}

fn has_no_template(shape: Shape) -> bool {
    matches!(shape, Shape::Generic | Shape::Note | Shape::Register)
}

/// Returns the field that the paragraph below a heading states: the frequency below `Schedule` and `How often`, the
/// direction below `Direction`.
fn field_of_heading(context: &NoteContext, node: usize) -> Option<RecordField> {
    let name = context.outline.nodes[node].name.as_str();
    if context.sections[node] == Section::Schedule || FREQUENCY_COLUMNS.contains(&name) {
        return Some(RecordField::Frequency);
    }
    match fields::heading(name) {
        Some(Target::Field(field @ (RecordField::Frequency | RecordField::Direction))) => Some(field),
        _ => None,
    }
}

/// Whether a paragraph is a value that is understood of the field that its heading names.
fn states_field(context: &NoteContext, node: usize, raw: &str) -> bool {
    let text = first_sentence(raw);
    match field_of_heading(context, node) {
        Some(RecordField::Frequency) => normalize::frequency(text).value.is_some(),
        Some(_) => arrow_sides(text).is_some() || normalize::direction(text).value.is_some(),
        None => false,
    }
}

/// Returns the first sentence of a paragraph without its full stop.
fn first_sentence(raw: &str) -> &str {
    let raw = &raw[..raw.floor_char_boundary(300)];
    raw.split(". ").next().unwrap_or(raw).trim_end_matches('.')
}

/// Returns the part of a sentence that joins systems: `Kelpfarm → Cobblepost` of `Kelpfarm → Cobblepost (parcels), …`.
fn head_of_route<'a>(text: &Text<'a>) -> Text<'a> {
    let end = text.raw.find([',', ';', '(']).unwrap_or(text.raw.len());
    part_of(text, text.raw[..end].trim_end())
}

/// Whether a paragraph is bold as a whole: it introduces a section and is not a value.
fn is_tagline(raw: &str) -> bool {
    raw.strip_prefix("**").and_then(|rest| rest.strip_suffix("**")).is_some_and(|inner| !inner.contains("**"))
}

fn read_task(context: &NoteContext, builder: &mut RecordBuilder, line: &Line, mark: char) {
    let is_group = |node: &usize| context.outline.nodes[*node].kind == NodeKind::Group;
    let section = context.outline.ancestors(line.node).find(|node| !is_group(node)).unwrap_or(0);
    let place = context.place_of_node(section);
    let lists = &mut builder.record.checklists;
    if lists.last().is_none_or(|list| list.place != place) {
        lists.push(Checklist { place, open: 0, done: 0, other: 0 });
    }
    let Some(list) = lists.last_mut() else { return };
    match mark {
        ' ' => list.open += 1,
        'x' | 'X' => list.done += 1,
        _ => list.other += 1,
    }
}
