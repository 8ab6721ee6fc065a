//! Headings, each of which describes one integration of a list.

use std::borrow::Cow;

use super::own_system::{Way, add_partner};
use super::section_values::is_direction;
use super::statement::{Form, Statement, has_side, has_two_sides};
use super::topic::{Noun, Topic};
use super::{blocks, items, merge, rows, section_values};
use crate::document::outline::NodeKind;
use crate::document::text::{Text, part_of};
use crate::document::title;
use crate::document::title::Join;
use crate::integrations::assemble::assemble_with;
use crate::integrations::builder::RecordBuilder;
use crate::integrations::context::NoteContext;
use crate::integrations::value;
use crate::model::{Extracted, Integration, Origin, Participation, RecordField, Role, Shape, State};
use crate::normalize;
use crate::normalize::judge;
use crate::vocabulary::decoration;
use crate::vocabulary::list_titles::TOPIC_HEADINGS;
use crate::vocabulary::list_topics::{INBOUND, OUTBOUND, UNIT_LEADS};
use crate::vocabulary::sections::{Section, section_by_name};
use crate::vocabulary::system_words::DOCUMENT_WORDS;

/// Returns the statements below a node: those of its tables, lists and headings, or else the node's own.
pub(super) fn read_node(context: &NoteContext, node: usize, topic: Topic) -> Vec<Statement> {
    let mut statements = Vec::new();
    let tables = &context.outline.tables;
    let is_titled = topic.noun.is_some();
    let at = |node: usize| context.outline.nodes[node].span.start;
    let first = if node == 0 { 0 } else { tables.partition_point(|(_, table)| table.span.start < at(node)) };
    for index in (first..tables.len()).take_while(|index| is_within(context, tables[*index].0, node)) {
        // A table in a list item, or below a label, belongs to the heading above.
        if heading_of(context, tables[index].0) == node {
            let topic = topic_of_table(context, tables[index].0, node, topic);
            statements.extend(rows::read_table(context, index, topic).unwrap_or_default());
        }
    }
    let is_unit = node > 0 && title::route(context.outline.nodes[node].written).is_some();
    if is_titled && !is_unit {
        let has_table = !statements.is_empty();
        let beside =
            items::read_items(context, node, topic).into_iter().chain(blocks::read_blocks(context, node, topic));
        statements.extend(beside.filter(|it| !has_table || has_two_sides(&it.record)));
    }
    for child in children(context, node) {
        let name = context.outline.nodes[child].name.as_str();
        let is_apart = is_direction(name) || is_way(context, child) || is_about_fields(name);
        if !may_list(section_by_name(name)) || is_apart {
            continue;
        }
        let topic = topic.below(context, child);
        let below = read_node(context, child, topic);
        let is_unit = is_unit_name(context, child, name);
        match below.is_empty() {
            true if is_unit && topic.noun.is_some() => statements.extend(read_section(context, child, topic)),
            // Without a title that announces a list, only an arrow makes a heading one of it.
            true if is_unit && has_arrow(context, child) => {
                let statement = read_section(context, child, topic);
                statements.extend(statement.map(|it| Statement { form: Form::Untitled, ..it }));
            }
            true => {}
            false => {
                if is_unit && topic.noun.is_some() {
                    statements
                        .extend(read_section(context, child, topic).filter(|it| states_sides(context, &it.record)));
                }
                statements.extend(joined_by_partner(context, child, below));
            }
        }
    }
    statements
}

/// Whether the keys of a section state both sides, and not a table below it.
fn states_sides(context: &NoteContext, record: &Integration) -> bool {
    let has = |roles: [Role; 2]| {
        let systems = roles.into_iter().flat_map(|role| record.in_role(role));
        let is_key = |it: &Participation| it.origin == Origin::Stated && it.name.place != "title";
        systems.into_iter().any(|it| is_key(it) && !context.is_in_table(it.name.span))
    };
    has([Role::Source, Role::Publisher]) && has([Role::Target, Role::Subscriber])
}

/// Whether a section may contain a list of integrations, and not only values of one.
fn may_list(section: Option<Section>) -> bool {
    !matches!(
        section,
        Some(
            Section::History
                | Section::Failures
                | Section::Failure
                | Section::Mapping
                | Section::ReverseMapping
                | Section::Metrics
                | Section::Metric
                | Section::Alerts
                | Section::DocumentControl
                | Section::Workspace
                | Section::Metadata
        )
    )
}

fn has_arrow(context: &NoteContext, node: usize) -> bool {
    title::route(context.outline.nodes[node].written).is_some_and(|route| route.join == Join::Arrow)
}

/// Returns the statements below a heading; if the heading names a partner that takes part in all of them, one statement
/// for all: one partner is one integration, whichever way its data goes.
fn joined_by_partner(context: &NoteContext, node: usize, statements: Vec<Statement>) -> Vec<Statement> {
    let is_section = statements.iter().all(|it| matches!(it.form, Form::Section | Form::Untitled));
    let heading = &context.outline.nodes[node];
    let key = normalize::system_key(name_of_unit(heading.written));
    let takes_part = |record: &Integration| {
        record.participations().any(|it| it.name.text().is_some_and(|name| normalize::system_key(name) == key))
    };
    let are_ways = statements.len() == 2 && are_two_ways(&statements[0].record, &statements[1].record);
    if !is_section || key.is_empty() || !are_ways || !statements.iter().all(|it| takes_part(&it.record)) {
        return statements;
    }
    let mut statements = statements.into_iter();
    let (Some(mut first), Some(other)) = (statements.next(), statements.next()) else { return Vec::new() };
    first.record.values.retain(|(field, _)| *field != RecordField::Direction);
    let two_way = value::literal(heading.written, "two-way", "title", heading.span);
    first.record.values.push((RecordField::Direction, two_way));
    merge::add_details(&mut first.record, other.record);
    let text = Text { raw: Cow::Borrowed(heading.written), span: heading.span };
    let name =
        value::extract(Some(RecordField::Name), &part_of(&text, name_of_unit(heading.written)), "title".to_owned());
    first.record.values.retain(|(field, _)| *field != RecordField::Name);
    first.record.values.push((RecordField::Name, name));
    first.record.span = heading.span;
    vec![Statement { form: Form::Section, ..first }]
}

/// Whether two records are the two ways of one integration: their sides are the opposite, and no field contradicts.
fn are_two_ways(first: &Integration, second: &Integration) -> bool {
    let sides = |record: &Integration, role: Role| -> Vec<String> {
        record.in_role(role).filter_map(|it| it.name.text()).map(normalize::system_key).collect()
    };
    let differs = |field: RecordField| match (first.text(field), second.text(field)) {
        (Some(first), Some(second)) => first != second,
        _ => false,
    };
    sides(first, Role::Source) == sides(second, Role::Target)
        && sides(first, Role::Target) == sides(second, Role::Source)
        && !differs(RecordField::Status)
        && !differs(RecordField::Frequency)
}

/// Whether a heading can name a unit, and is not the name of a section.
fn is_unit_name(context: &NoteContext, node: usize, name: &str) -> bool {
    Topic::of(name).noun.is_none()
        && node > 1
        && context.outline.title != Some(node)
        && (section_by_name(name).is_none() || title::route(context.outline.nodes[node].written).is_some())
}

/// Whether a node is another one or below it.
fn is_within(context: &NoteContext, node: usize, outer: usize) -> bool {
    outer == 0 || context.outline.ancestors(node).any(|it| it == outer)
}

/// Returns the heading to which a node belongs, or the note.
fn heading_of(context: &NoteContext, node: usize) -> usize {
    let nodes = &context.outline.nodes;
    let is_heading = |node: &usize| matches!(nodes[*node].kind, NodeKind::Heading(_) | NodeKind::Note);
    context.outline.ancestors(node).find(is_heading).unwrap_or(0)
}

/// Returns the topic of a table, to which a label or list item between the heading and the table may add.
fn topic_of_table(context: &NoteContext, node: usize, heading: usize, topic: Topic) -> Topic {
    if node == heading {
        return topic;
    }
    topic.below(context, node)
}

/// Returns the headings directly below a node.
fn children<'c>(context: &'c NoteContext, node: usize) -> impl Iterator<Item = usize> + 'c {
    let nodes = &context.outline.nodes;
    let end = if node == 0 { nodes.len() } else { context.outline.end_of(node) };
    (node + 1..end)
        .filter(move |child| matches!(nodes[*child].kind, NodeKind::Heading(_)) && nodes[*child].parent == Some(node))
}

/// Whether a heading below a partner is nothing but a way: `Inbound`.
fn is_way(context: &NoteContext, node: usize) -> bool {
    let Some(parent) = context.outline.nodes[node].parent else { return false };
    let is_partner = matches!(context.outline.nodes[parent].kind, NodeKind::Heading(_))
        && context.outline.title != Some(parent)
        && Topic::of(&context.outline.nodes[parent].name).noun.is_none();
    let name = &context.outline.nodes[node].name;
    let is_word = !name.contains(' ') && (INBOUND.contains(&name.as_str()) || OUTBOUND.contains(&name.as_str()));
    is_partner && is_word && children(context, node).next().is_none()
}

/// Whether a heading is about the fields of something, and not about an integration.
fn is_about_fields(name: &str) -> bool {
    const NAMES: [&str; 9] =
        ["envelope", "payload", "schema", "fields", "example", "examples", "glossary", "legend", "key"];
    NAMES.contains(&name) || name.starts_with("adding ") || name.starts_with("how to ")
}

/// Reads a heading and what is below it as one integration; `None` if nothing there says what takes part.
fn read_section(context: &NoteContext, node: usize, topic: Topic) -> Option<Statement> {
    let part = context.part(node);
    let assembled = assemble_with(&part, Shape::Register, |builder| {
        section_values::add_of_headings(&part, builder);
        add_own_side(&part, builder, topic);
        section_values::add_of_lines(&part, builder);
    });
    let mut record = assembled.integrations.into_iter().next()?;
    name_by_heading(&part, &mut record);
    (has_side(&record) || is_identified(&record)).then_some(Statement { record, form: Form::Section, noun: topic.noun })
}

/// Adds the partner that a heading names, or remembers the side that the own system has.
fn add_own_side(part: &NoteContext, builder: &mut RecordBuilder, topic: Topic) {
    let has_role = |roles: &[Role]| roles.iter().any(|role| builder.record.in_role(*role).next().is_some());
    let has_source = has_role(&[Role::Source, Role::Publisher]);
    let has_target = has_role(&[Role::Target, Role::Subscriber]);
    let is_route = title::route(part.outline.nodes[1].written).is_some();
    if has_source != has_target {
        builder.record.own_role = Some(if has_source { Role::Target } else { Role::Source });
    } else if !has_source && !is_route && !has_role(&[Role::Party]) && is_partner(part, builder, topic) {
        let node = &part.outline.nodes[1];
        let text = Text { raw: Cow::Borrowed(node.written), span: node.span };
        let (name, way) = without_preposition(name_of_unit(node.written));
        let name = value::extract_system(&part_of(&text, name), part.place_of_node(0));
        let bare = name.text().map(|text| judge::without_trailing_words(text).to_owned());
        let name = Extracted { value: bare.map(Into::into), ..name };
        let outer = way_of_headings(part).or(way).unwrap_or(Way::of_own_role(topic.own_role));
        let way = Way::of_direction(builder, outer);
        add_partner(builder, vec![name], way);
    }
}

/// Returns the way that the headings below a partner say.
fn way_of_headings(part: &NoteContext) -> Option<Way> {
    let names = || part.outline.nodes.iter().skip(2).map(|node| node.name.as_str());
    let has = |words: &[&str]| names().any(|name| words.contains(&name));
    match (has(INBOUND), has(OUTBOUND)) {
        (true, true) => Some(Way::Both),
        (true, false) => Some(Way::Inbound),
        (false, true) => Some(Way::Outbound),
        (false, false) => None,
    }
}

/// Whether a heading in a list of integrations names a partner: its name can be that of a system, and something below
/// says how it is connected.
fn is_partner(part: &NoteContext, builder: &mut RecordBuilder, topic: Topic) -> bool {
    let names_partners = matches!(topic.noun, Some(Noun::Integrations | Noun::Partners));
    let node = &part.outline.nodes[1];
    let plain = decoration::name(node.written);
    let (name, way) = without_preposition(name_of_unit(&plain));
    let whole = name;
    let name = judge::without_trailing_words(whole);
    // `Next steps` is no system called Next.
    let is_word = |word: &str| DOCUMENT_WORDS.contains(&word.to_lowercase().as_str());
    let is_topic = TOPIC_HEADINGS.contains(&node.name.as_str()) || !whole[name.len()..].split_whitespace().all(is_word);
    let is_name = judge::judge(judge::without_remark(name)) == judge::Verdict::Name && name.split(' ').count() <= 4;
    let has_connection = |builder: &mut RecordBuilder| {
        let fields = [RecordField::Status, RecordField::Frequency, RecordField::Direction];
        fields.into_iter().any(|field| builder.has_value(field))
            || !builder.record.endpoints.is_empty()
            || !builder.transfer.details.is_empty()
            || !builder.record.mappings.is_empty()
            || !builder.record.flows.is_empty()
            || part.outline.nodes.iter().skip(2).any(|it| is_connection_heading(&it.name))
            || way_of_headings(part).is_some()
            || way.is_some() && topic.own_role.is_some()
    };
    names_partners && is_name && !is_topic && has_connection(builder)
}

/// Whether a record without systems has an ID, and says more than that.
fn is_identified(record: &Integration) -> bool {
    let fields = [RecordField::Status, RecordField::Frequency, RecordField::Direction, RecordField::Purpose];
    record.text(RecordField::Id).is_some()
        && (fields.into_iter().any(|field| record.text(field).is_some()) || record.owner().is_some())
}

/// Returns the partner of a heading such as `From Tidemill`, and which way its data goes.
fn without_preposition(name: &str) -> (&str, Option<Way>) {
    let after = |lead: &str| {
        name.get(lead.len()..).filter(|_| name.get(..lead.len()).is_some_and(|it| it.eq_ignore_ascii_case(lead)))
    };
    let found = [("from ", Way::Inbound), ("to ", Way::Outbound)]
        .into_iter()
        .find_map(|(lead, way)| Some((after(lead)?, Some(way))));
    found.unwrap_or((name, None))
}

/// Whether a heading below a partner says how it is connected.
fn is_connection_heading(name: &str) -> bool {
    const NAMES: [&str; 12] = [
        "endpoint",
        "endpoints",
        "authentication",
        "auth",
        "protocol",
        "data exchanged",
        "direction",
        "data flow",
        "api",
        "webhooks",
        "schedule",
        "frequency",
    ];
    NAMES.contains(&name)
}

/// Returns the name in a heading such as `3.1 Topic: seat.held`, as written.
pub(super) fn name_of_unit(written: &str) -> &str {
    let bare = decoration::name(written);
    let start = written.find(&*bare).unwrap_or(0);
    let name = if written.contains(&*bare) { &written[start..start + bare.len()] } else { written };
    let lead = name.split_once([':', '：']).filter(|(lead, _)| {
        let lead = lead.trim().to_lowercase();
        UNIT_LEADS.contains(&lead.trim_end_matches(|it: char| it.is_ascii_digit() || it == ' ' || it == '#'))
    });
    let name = lead.map_or(name, |(_, rest)| rest).trim();
    let name = title::code(name).map_or(name, |(_, rest)| rest);
    if name.is_empty() { written } else { name }
}

/// Names a record by its heading, without its number, its lead and its status.
fn name_by_heading(part: &NoteContext, record: &mut Integration) {
    let node = &part.outline.nodes[1];
    let is_named = record
        .values
        .iter()
        .any(|(field, it)| *field == RecordField::Name && it.place != "title" && it.state == State::Filled);
    if is_named {
        return;
    }
    record.values.retain(|(field, _)| *field != RecordField::Name);
    let text = Text { raw: Cow::Borrowed(node.written), span: node.span };
    let written = name_of_unit(node.written);
    let mut name = value::extract(Some(RecordField::Name), &part_of(&text, written), "title".to_owned());
    if let Some(value) = &mut name.value {
        *value = judge::without_remark(value).into();
    }
    record.values.push((RecordField::Name, name));
}
