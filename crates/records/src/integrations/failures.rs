//! Failure modes in sentences: the bullets below a heading of failures, and headings for one failure each
//! (docs/spec/integrations.md#failure-modes). Keys and tables are read by their own extractors.

use std::borrow::Cow;

use super::builder::RecordBuilder;
use super::context::NoteContext;
use super::value;
use crate::document::outline::{Line, LineKind, NodeKind};
use crate::document::text::{Text, part_of, parts_of};
use crate::model::{Extracted, Group};
use crate::vocabulary::sections::{NOT_FAILURES, Section, section_by_name};

/// The longest sentence that is the name of a failure, in bytes.
const LONGEST_NAME: usize = 300;

/// Extracts the failure modes of all headings of failures of a note without a template.
pub(crate) fn read_failures(context: &NoteContext, builder: &mut RecordBuilder) {
    for (node, it) in context.outline.nodes.iter().enumerate() {
        let is_section = matches!(context.sections[node], Section::Failures | Section::Failure)
            && matches!(section_by_name(&it.name), Some(Section::Failures | Section::Failure))
            && it.kind != NodeKind::Group;
        if is_section {
            read_items(context, builder, node);
        } else if is_below_failures(context, node) && !NOT_FAILURES.contains(&it.name.as_str()) {
            read_heading(context, builder, node);
        }
    }
}

/// Whether a heading is directly below a heading of failures, and names no section.
fn is_below_failures(context: &NoteContext, node: usize) -> bool {
    let nodes = &context.outline.nodes;
    let parent = nodes[node].parent.map(|parent| section_by_name(&nodes[parent].name));
    matches!(parent, Some(Some(Section::Failures | Section::Failure)))
        && matches!(nodes[node].kind, NodeKind::Heading(_) | NodeKind::Label)
        && section_by_name(&nodes[node].name).is_none()
}

/// Returns the lines directly below a node.
fn lines_of<'c, 'a>(context: &'c NoteContext<'a>, node: usize) -> impl Iterator<Item = &'c Line<'a>> {
    let lines = &context.outline.lines;
    let first = match context.origins[node] {
        Some(origin) => origin + 1,
        None => lines.partition_point(|line| line.node < node),
    };
    lines[first..].iter().take_while(move |line| line.node >= node).filter(move |line| line.node == node)
}

/// Adds one failure per bullet. What is nested below it, or a second sentence, is how it is handled.
fn read_items(context: &NoteContext, builder: &mut RecordBuilder, node: usize) {
    for line in lines_of(context, node).filter(|line| matches!(line.kind, LineKind::Item)) {
        let text = context.line_text(line);
        let nested = line.below.map(|below| texts_below(context, below)).unwrap_or_default();
        if !text.raw.is_empty() && text.raw.len() <= LONGEST_NAME && !text.raw.starts_with("[[") {
            add_failure(context, builder, node, &text, nested);
        }
    }
}

/// Adds the failure that a heading names, with the lines below it as how it is handled.
fn read_heading(context: &NoteContext, builder: &mut RecordBuilder, node: usize) {
    if context.has_keys[node] {
        return;
    }
    let handling = texts_below(context, node);
    let it = &context.outline.nodes[node];
    if handling.is_empty() {
        return;
    }
    let text = Text { raw: Cow::Borrowed(it.written), span: it.span };
    let plain = crate::vocabulary::decoration::name(it.written);
    let name = if it.written.contains(&*plain) { part_of(&text, &plain) } else { text };
    add_failure(context, builder, node, &name, handling);
}

/// Returns the texts of the items and paragraphs directly below a node.
fn texts_below<'a>(context: &NoteContext<'a>, node: usize) -> Vec<Text<'a>> {
    let is_text = |line: &&Line| !matches!(line.kind, LineKind::Task(_));
    let texts = lines_of(context, node).filter(is_text).map(|line| context.line_text(line));
    texts.filter(|text| !text.raw.is_empty()).collect()
}

/// Adds the failures that the value of a key lists: `Error flow:` with one item for each.
pub(crate) fn add_listed(builder: &mut RecordBuilder, parts: &[Text], place: &str) {
    for part in parts {
        push(builder, part, Vec::new(), place.to_owned());
    }
}

fn add_failure(context: &NoteContext, builder: &mut RecordBuilder, node: usize, text: &Text, handling: Vec<Text>) {
    push(builder, text, handling, context.place_of_node(node));
}

/// Adds a failure whose name is a text, or its first sentence if a second one follows.
fn push(builder: &mut RecordBuilder, text: &Text, handling: Vec<Text>, place: String) {
    let sentences =
        text.raw.split_once(". ").filter(|(name, rest)| handling.is_empty() && name.len() > 8 && rest.len() > 8);
    let (name, handling) = match sentences {
        Some((name, rest)) => {
            let mut parts = parts_of(text, &[name, rest.trim()]);
            let rest = parts.pop().into_iter().collect();
            (parts.pop().unwrap_or_else(|| text.clone()), rest)
        }
        None => (text.clone(), handling),
    };
    let span = name.span;
    let mut values = vec![("name".into(), value::extract(None, &name, place.clone()))];
    if let Some(handling) = joined(handling, &place) {
        values.push(("recovery".into(), handling));
    }
    builder.record.failure_modes.push(Group { values, place, span });
}

/// Returns several texts as one value.
fn joined(texts: Vec<Text>, place: &str) -> Option<Extracted> {
    let first = texts.first()?.span;
    let raws: Vec<&str> = texts.iter().map(|text| text.raw.as_ref()).collect();
    let text = Text { raw: Cow::Owned(raws.join("; ")), span: first };
    Some(value::extract(None, &text, place.to_owned()))
}
