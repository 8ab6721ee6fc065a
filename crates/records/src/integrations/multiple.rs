//! Several integrations in one note: headings of source and target that come in pairs
//! (docs/spec/integrations.md#several-integrations-in-one-note).

use std::borrow::Cow;
use std::ops::{Range, RangeInclusive};

use vaultdex_notes::Span;

use super::context::NoteContext;
use super::value;
use crate::document::outline::{Node, NodeKind};
use crate::document::text::{Text, part_of};
use crate::document::title::{without_id, without_lead};
use crate::model::{Group, Integration, Participation, RecordField, Role};
use crate::normalize;
use crate::vocabulary::decoration;
use crate::vocabulary::sections::Section;

/// How many headings of sides make several integrations. Each pair gets a copy of the values of the whole note, so
/// there is an upper limit.
const SIDES: RangeInclusive<usize> = 4..=200;

/// The headings of one of several integrations of a note.
pub(crate) struct Pair<'a> {
    /// The heading of the source.
    source: Span,
    /// The outermost heading that the pair does not share with the others.
    branch: &'a Node<'a>,
    /// The bytes from that heading to the next one of its level. Empty if pairs share a branch.
    range: Range<u32>,
}

/// Returns the pairs of headings of source and target, if all such headings of the note alternate.
pub(crate) fn find_pairs<'a>(context: &'a NoteContext) -> Vec<Pair<'a>> {
    let nodes = &context.outline.nodes;
    let is_heading = |node: usize| matches!(nodes[node].kind, NodeKind::Heading(_));
    let side = |node: usize| match context.sections[node] {
        Section::Side(Role::Middleware) => None,
        Section::Side(role) if is_heading(node) && context.instance(node) == node => Some((node, role)),
        _ => None,
    };
    let sides: Vec<(usize, Role)> = (0..nodes.len()).filter_map(side).collect();
    let alternate = sides.chunks(2).all(|pair| matches!(pair, [(_, Role::Source), (_, Role::Target)]));
    if !alternate || !SIDES.contains(&sides.len()) {
        return Vec::new();
    }
    let paths: Vec<Vec<usize>> = sides.chunks(2).map(|pair| path_to(context, pair[0].0)).collect();
    let is_shared = |depth: &usize| paths.iter().all(|path| path.get(*depth) == paths[0].get(*depth));
    let n_shared = (0..paths[0].len()).take_while(is_shared).count();
    let branches: Vec<usize> =
        paths.iter().map(|path| path.get(n_shared).or(path.last()).copied().unwrap_or(0)).collect();
    // Branches are in document order, so that equal ones are adjacent.
    let are_distinct =
        branches.windows(2).all(|two| two[0] != two[1]) && branches.iter().all(|branch| is_heading(*branch));
    // A single footer describes the whole note.
    let mut footers = nodes.iter().filter(|node| node.kind == NodeKind::Footer).map(|node| node.span.start);
    let footer = footers.next().filter(|_| footers.next().is_none()).unwrap_or(u32::MAX);
    let pair = |(sides, branch): (&[(usize, Role)], usize)| {
        let start = nodes[branch].span.start;
        let end = if are_distinct { end_of_section(context, branch) } else { start };
        let end = if start < footer { end.min(footer) } else { end };
        Pair { source: nodes[sides[0].0].span, branch: &nodes[branch], range: start..end }
    };
    sides.chunks(2).zip(branches).map(pair).collect()
}

/// Returns the nodes from the note down to a node.
fn path_to(context: &NoteContext, node: usize) -> Vec<usize> {
    let mut path: Vec<usize> = context.outline.ancestors(node).collect();
    path.reverse();
    path
}

/// Returns the offset of the next heading of the same or a higher level.
fn end_of_section(context: &NoteContext, heading: usize) -> u32 {
    let nodes = &context.outline.nodes;
    let level = |node: &Node| match node.kind {
        NodeKind::Heading(level) => Some(level),
        _ => None,
    };
    let mut ends =
        nodes[heading + 1..].iter().filter(|node| level(node).is_some_and(|it| Some(it) <= level(&nodes[heading])));
    ends.next().map_or(u32::MAX, |node| node.span.start)
}

/// Splits the record of a note into one record per pair. Each has the systems of its pair, the content below its
/// heading, and the values and people that the note states for all; other content belongs to the first record.
pub(crate) fn split_record(record: &Integration, pairs: &[Pair]) -> Vec<Integration> {
    let owner = |span: Span| {
        let n_before = pairs.partition_point(|pair| pair.range.start <= span.start);
        n_before.checked_sub(1).filter(|index| pairs[*index].range.contains(&span.start))
    };
    let owner_of_system = |system: &Participation| {
        let span = system.name.span;
        let last_source = || pairs.partition_point(|pair| pair.source.start <= span.start).checked_sub(1);
        match system.role {
            Role::Source | Role::Target => owner(span).or_else(last_source),
            _ => owner(span),
        }
    };
    let part = |(index, pair): (usize, &Pair)| {
        let is_shared_or_own = |span: Span| owner(span).is_none_or(|owner| owner == index);
        let is_own = |span: Span| owner(span).unwrap_or(0) == index;
        let own_groups = |groups: &[Group]| filtered(groups, |group| is_own(group.span));
        let is_first = index == 0;
        // A branch with values of its own begins the integration.
        let has_values = record.values.iter().any(|(_, extracted)| owner(extracted.span) == Some(index));
        let mut part = Integration {
            span: match is_first {
                true => record.span,
                false if has_values => pair.branch.span,
                false => pair.source,
            },
            places: Vec::new(),
            own_role: None,
            values: filtered(&record.values, |(_, extracted)| is_shared_or_own(extracted.span)),
            people: filtered(&record.people, |person| is_shared_or_own(person.name.span)),
            systems: filtered(&record.systems, |system| owner_of_system(system).is_none_or(|owner| owner == index)),
            flows: filtered(&record.flows, |flow| is_own(flow.span)),
            mappings: filtered(&record.mappings, |mapping| is_own(mapping.span)),
            endpoints: own_groups(&record.endpoints),
            failure_modes: own_groups(&record.failure_modes),
            metrics: own_groups(&record.metrics),
            alerts: own_groups(&record.alerts),
            tests: own_groups(&record.tests),
            data_classes: own_groups(&record.data_classes),
            checklists: if is_first { record.checklists.clone() } else { Vec::new() },
            related: filtered(&record.related, |document| is_own(document.target.span)),
            extra: filtered(&record.extra, |extracted| is_own(extracted.span)),
            blocks: filtered(&record.blocks, |block| is_own(block.span)),
            counts: record.counts,
        };
        if !pair.range.is_empty() {
            name_by_heading(pair.branch, &mut part);
        }
        part
    };
    pairs.iter().enumerate().map(part).collect()
}

/// Adds the name and the ID in the heading of a record that states none.
fn name_by_heading(heading: &Node, record: &mut Integration) {
    let text = Text { raw: Cow::Borrowed(heading.written), span: heading.span };
    let extract = |field: RecordField, text: &Text| (field, value::extract(Some(field), text, "title".to_owned()));
    if let (None, Some(id)) = (record.get(RecordField::Id), normalize::ids_in(heading.written).first()) {
        record.values.push(extract(RecordField::Id, &part_of(&text, &heading.written[id.clone()])));
    }
    if record.get(RecordField::Name).is_none() {
        let name = without_id(without_lead(heading.written)).trim();
        let name = decoration::name(if name.is_empty() { heading.written } else { name });
        record.values.push(extract(RecordField::Name, &part_of(&text, &name)));
    }
}

/// Returns clones of the elements of a list that satisfy a predicate.
fn filtered<T: Clone>(list: &[T], predicate: impl Fn(&T) -> bool) -> Vec<T> {
    list.iter().filter(|it| predicate(it)).cloned().collect()
}
