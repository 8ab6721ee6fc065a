//! Several integrations in one note: headings of source and target that come in pairs (T16).

use std::borrow::Cow;
use std::ops::Range;

use vaultdex_notes::Span;

use super::context::{Reading, part_of};
use super::section::Section;
use super::shapes::generic;
use super::value;
use crate::document::{Node, NodeKind, Text, headings};
use crate::model::{Group, Integration, Participation, RecordField, Role};
use crate::normalize;

/// One of several integrations of a note.
pub(crate) struct Pair<'a> {
    /// The heading of its source.
    source: Span,
    /// What begins with it: the outermost heading that it shares with no other pair.
    branch: &'a Node<'a>,
    /// The bytes below that, where each pair has a branch of its own.
    range: Range<u32>,
}

/// Headings of source and target that come in pairs, several times: one integration each (T16).
pub(crate) fn pairs<'a>(reading: &'a Reading) -> Vec<Pair<'a>> {
    let nodes = &reading.outline.nodes;
    let is_heading = |node: usize| matches!(nodes[node].kind, NodeKind::Heading(_));
    let side = |node: usize| match reading.sections[node] {
        Section::Side(role) if is_heading(node) && reading.instance(node) == node => Some((node, role)),
        _ => None,
    };
    let sides: Vec<(usize, Role)> = (0..nodes.len()).filter_map(side).collect();
    let sides: Vec<(usize, Role)> = sides.into_iter().filter(|(_, role)| *role != Role::Middleware).collect();
    let is_paired = sides.chunks(2).all(|pair| matches!(pair, [(_, Role::Source), (_, Role::Target)]));
    // Each pair repeats what the note says of all: more of them than anybody writes are one.
    if !is_paired || !(4..=200).contains(&sides.len()) {
        return Vec::new();
    }
    let paths: Vec<Vec<usize>> = sides.chunks(2).map(|pair| outermost_first(reading, pair[0].0)).collect();
    let is_shared = |depth: &usize| paths.iter().all(|path| path.get(*depth) == paths[0].get(*depth));
    let n_shared = (0..paths[0].len()).take_while(is_shared).count();
    let branches: Vec<usize> =
        paths.iter().map(|path| path.get(n_shared).or(path.last()).copied().unwrap_or(0)).collect();
    // Branches stand in the order of the note: any two that are one stand next to each other.
    let are_apart =
        branches.windows(2).all(|two| two[0] != two[1]) && branches.iter().all(|branch| is_heading(*branch));
    // The one footer of a note speaks of all of it.
    let mut footers = nodes.iter().filter(|node| node.kind == NodeKind::Footer).map(|node| node.span.start);
    let footer = footers.next().filter(|_| footers.next().is_none()).unwrap_or(u32::MAX);
    let pair = |(sides, branch): (&[(usize, Role)], usize)| {
        let start = nodes[branch].span.start;
        let end = if are_apart { end_of(reading, branch) } else { start };
        let end = if start < footer { end.min(footer) } else { end };
        Pair { source: nodes[sides[0].0].span, branch: &nodes[branch], range: start..end }
    };
    sides.chunks(2).zip(branches).map(pair).collect()
}

/// A node with all that it stands under.
fn outermost_first(reading: &Reading, node: usize) -> Vec<usize> {
    let mut path: Vec<usize> = reading.outline.ancestors(node).collect();
    path.reverse();
    path
}

/// Where the part of the note ends that a heading begins.
fn end_of(reading: &Reading, heading: usize) -> u32 {
    let nodes = &reading.outline.nodes;
    let level = |node: &Node| match node.kind {
        NodeKind::Heading(level) => Some(level),
        _ => None,
    };
    let behind = nodes[heading + 1..].iter();
    let mut next = behind.filter(|node| level(node).is_some_and(|it| Some(it) <= level(&nodes[heading])));
    next.next().map_or(u32::MAX, |node| node.span.start)
}

/// One integration a pair of sides: each has what the note says of all, what it says below the heading of the pair, and the
/// systems of the pair. What stands elsewhere and is no value of a field is the first one's.
pub(crate) fn split(it: &Integration, pairs: &[Pair]) -> Vec<Integration> {
    let owner = |span: Span| {
        let behind = pairs.partition_point(|pair| pair.range.start <= span.start);
        behind.checked_sub(1).filter(|nth| pairs[*nth].range.contains(&span.start))
    };
    let side_of = |system: &Participation| {
        let span = system.name.span;
        match system.role {
            Role::Source | Role::Target => {
                let behind = || pairs.partition_point(|pair| pair.source.start <= span.start).checked_sub(1);
                owner(span).or_else(behind)
            }
            _ => owner(span),
        }
    };
    let part = |(nth, pair): (usize, &Pair)| {
        let of_all = |span: Span| owner(span).is_none_or(|owner| owner == nth);
        let own = |span: Span| owner(span).unwrap_or(0) == nth;
        let groups = |groups: &[Group]| kept(groups, |group| own(group.span));
        let is_first = nth == 0;
        // What tells a whole integration begins where that does.
        let is_whole = it.values.iter().any(|(_, stated)| owner(stated.span) == Some(nth));
        let mut part = Integration {
            span: match is_first {
                true => it.span,
                false if is_whole => pair.branch.span,
                false => pair.source,
            },
            values: kept(&it.values, |(_, stated)| of_all(stated.span)),
            people: kept(&it.people, |person| of_all(person.name.span)),
            systems: kept(&it.systems, |system| side_of(system).is_none_or(|owner| owner == nth)),
            flows: kept(&it.flows, |flow| own(flow.span)),
            mappings: kept(&it.mappings, |mapping| own(mapping.span)),
            endpoints: groups(&it.endpoints),
            failure_modes: groups(&it.failure_modes),
            metrics: groups(&it.metrics),
            alerts: groups(&it.alerts),
            tests: groups(&it.tests),
            data_classes: groups(&it.data_classes),
            checklists: if is_first { it.checklists.clone() } else { Vec::new() },
            related: kept(&it.related, |document| own(document.target.span)),
            extra: kept(&it.extra, |stated| own(stated.span)),
            blocks: kept(&it.blocks, |block| own(block.span)),
            counts: it.counts,
        };
        if !pair.range.is_empty() {
            name_by_heading(pair.branch, &mut part);
        }
        part
    };
    pairs.iter().enumerate().map(part).collect()
}

/// Gives one of several integrations the name and the ID that its heading has, where it says none itself.
fn name_by_heading(heading: &Node, it: &mut Integration) {
    let whole = Text { raw: Cow::Borrowed(heading.written), span: heading.span };
    let stated = |field: RecordField, text: &Text| (field, value::stated(Some(field), text, "title".to_owned()));
    if let (None, Some(id)) = (it.get(RecordField::Id), normalize::ids_in(heading.written).first()) {
        it.values.push(stated(RecordField::Id, &part_of(&whole, &heading.written[id.clone()])));
    }
    if it.get(RecordField::Name).is_none() {
        let named = generic::without_id(generic::without_lead(heading.written)).trim();
        let named = headings::name(if named.is_empty() { heading.written } else { named });
        it.values.push(stated(RecordField::Name, &part_of(&whole, &named)));
    }
}

/// Those of a list that are wanted.
fn kept<T: Clone>(list: &[T], is_wanted: impl Fn(&T) -> bool) -> Vec<T> {
    list.iter().filter(|it| is_wanted(it)).cloned().collect()
}
