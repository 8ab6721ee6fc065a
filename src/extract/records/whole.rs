//! The integrations of a note, put together from what its readers find: names and IDs of last resort, several
//! integrations in one note.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use compact_str::CompactString;

use super::draft::{Draft, Rank, count};
use super::reading::{Reading, part_of};
use super::section::Section;
use super::shapes::{self, generic, register, system};
use super::{field, frontmatter, history, matrices, read, sql, value, yaml};
use crate::extract::headings;
use crate::extract::keys::{Node, NodeKind, Text};
use crate::extract::{normal, placeholder};
use crate::model::{Group, Integration, Mapping, Participation, RecordField, Role, Shape, Span, State, Stated, System};

/// What the file's name says is said nowhere in its text.
pub(super) const FILE_NAME: &str = "file name";

/// Reads a note of a shape.
pub(super) fn read(reading: &Reading, shape: Shape) -> (Vec<Integration>, Option<System>) {
    if shape == Shape::Register {
        let mut integrations = register::integrations(reading);
        integrations.iter_mut().for_each(count);
        return (integrations, None);
    }
    let mut draft = Draft::new(shape);
    draft.it.span = beginning(reading);
    frontmatter::read(reading, &mut draft);
    draft.settle();
    read::read(reading, &mut draft);
    matrices::read(reading, &mut draft);
    sql::read(reading, &mut draft);
    yaml::read(reading, &mut draft);
    if let Some(reader) = shapes::reader(shape) {
        (reader.finish)(reading, &mut draft);
    }
    frequency(&mut draft);
    if shape == Shape::Spec {
        history::version(reading, &mut draft);
    }
    name(reading, &mut draft);
    if shape == Shape::System {
        return (Vec::new(), Some(system::system(reading, draft)));
    }
    id(reading, &mut draft);
    stated_sides(&mut draft);
    sides(reading, &mut draft);
    let pairs = pairs(reading);
    let it = draft.finish(reading);
    let mut integrations = if pairs.len() > 1 { split(&it, &pairs) } else { vec![it] };
    integrations.iter_mut().for_each(count);
    (integrations, None)
}

/// Where nothing says how often it runs, the first flow or interface that has a frequency does.
fn frequency(draft: &mut Draft) {
    if draft.says(RecordField::Frequency) {
        return;
    }
    let flows = draft.it.flows.iter().flat_map(|flow| &flow.details);
    let details = flows.chain(draft.it.endpoints.iter().flat_map(|endpoint| &endpoint.values));
    let found = details.filter(|(name, _)| name == "frequency").map(|(_, stated)| stated).find(|it| value::is_said(it));
    if let Some(stated) = found.cloned() {
        let text = Text { raw: Cow::Owned(stated.raw.into_string()), span: stated.span };
        let stated = value::stated(Some(RecordField::Frequency), &text, stated.place);
        draft.put(Rank::Primary, RecordField::Frequency, stated);
    }
}

/// Where the integration begins: its title, else the note.
fn beginning(reading: &Reading) -> Span {
    let start = Span { line: 1, column: 1, ..Span::default() };
    reading.outline.title.map_or(start, |title| reading.outline.nodes[title].span)
}

/// The title's text, without what it begins with in the templates and without its ID.
fn title<'a>(reading: &Reading<'a>) -> Option<Text<'a>> {
    let node = &reading.outline.nodes[reading.outline.title?];
    let whole = Text { raw: Cow::Borrowed(node.written), span: node.span };
    // The template's lead may stand behind an emoji or an ordinal.
    let plain = headings::name(node.written);
    let lead = generic::without_lead(&plain);
    let written = match lead.len() < plain.len() && node.written.contains(lead) {
        true => lead,
        false => generic::without_lead(node.written),
    };
    let named = generic::without_id(written).trim();
    let named = if named.is_empty() { node.written } else { named };
    Some(part_of(&whole, named))
}

/// A name of last resort: the title, then the file's name.
fn name(reading: &Reading, draft: &mut Draft) {
    if draft.says(RecordField::Name) {
        return;
    }
    if let Some(title) = title(reading) {
        let title = without_own_id(draft, &title).map_or(title.clone(), |name| part_of(&title, name));
        let mut stated = value::stated(Some(RecordField::Name), &title, "title".to_owned());
        // An ordinal or emoji is no part of the name.
        if let Some(name) = &mut stated.value {
            *name = headings::name(name).into();
        }
        draft.put(Rank::Primary, RecordField::Name, stated);
    }
    if !draft.says(RecordField::Name) {
        let stem = reading.path.stem();
        let named = generic::without_id(stem).trim();
        let named = if named.is_empty() { stem } else { named };
        let stated = value::given(stem, named.to_owned(), FILE_NAME, Span::default());
        draft.put(Rank::FileName, RecordField::Name, stated);
    }
}

/// The title behind the ID that the note gives itself: `REQ-14: Orders`.
fn without_own_id<'t>(draft: &mut Draft, title: &'t Text) -> Option<&'t str> {
    let ids = draft.values().iter().filter(|(_, field, _)| *field == RecordField::Id);
    let id = ids.filter_map(|(_, _, stated)| stated.text()).next()?.to_owned();
    let (head, rest) = title.raw.split_at_checked(id.len())?;
    let rest = rest.trim_start();
    let name = rest.strip_prefix([':', '-', '–', '—'])?.trim_start();
    let is_own_id = head.eq_ignore_ascii_case(&id) && !generic::begins_with_arrow(rest);
    (is_own_id && !name.is_empty()).then_some(name)
}

/// Whether an integration has its name from the file only because the note's own is a placeholder.
pub(super) fn name_is_placeholder(reading: &Reading, it: &Integration) -> bool {
    let is_unnamed = title(reading).is_none_or(|title| {
        placeholder::state(Some(RecordField::Name), &title.raw) == State::Placeholder
            || title.raw.to_lowercase().ends_with("template")
    });
    let names = it.values.iter().filter(|(field, stated)| *field == RecordField::Name && stated.place != FILE_NAME);
    is_unnamed && names.into_iter().all(|(_, stated)| stated.state == State::Placeholder || stated.place == "title")
}

/// An ID of last resort: one in the title, then one in the file's name.
fn id(reading: &Reading, draft: &mut Draft) {
    if draft.says(RecordField::Id) {
        return;
    }
    if let Some(title) = reading.outline.title {
        let node = &reading.outline.nodes[title];
        if let Some(id) = normal::ids_in(node.written).first() {
            let whole = Text { raw: Cow::Borrowed(node.written), span: node.span };
            let text = part_of(&whole, &node.written[id.clone()]);
            return draft.put(
                Rank::Primary,
                RecordField::Id,
                value::stated(Some(RecordField::Id), &text, "title".to_owned()),
            );
        }
    }
    let stem = reading.path.stem();
    if let Some(id) = normal::ids_in(stem).first() {
        let raw = &stem[id.clone()];
        let value = normal::id(raw).value.unwrap_or_else(|| raw.into());
        draft.put(Rank::FileName, RecordField::Id, value::given(raw, value, FILE_NAME, Span::default()));
    }
}

/// Where nothing else names a side, systems that say of themselves which they are do.
fn stated_sides(draft: &mut Draft) {
    let has = |role: Role| draft.it.in_role(role).next().is_some();
    if has(Role::Source) || has(Role::Target) {
        return;
    }
    let side = |system: &Participation| {
        let role = system.details.iter().find(|(name, _)| name == "role").and_then(|(_, role)| role.text())?;
        Some((field::side(role)?, system.name.clone()))
    };
    let stated: Vec<(Role, Stated)> = draft.it.in_role(Role::Party).filter_map(side).collect();
    for (role, name) in stated {
        draft.system(role, name);
    }
}

/// Systems of last resort: `Shop -> SAP` as title or file name, where the note names no source and no target.
fn sides(reading: &Reading, draft: &mut Draft) {
    let has = |role: Role| draft.it.in_role(role).next().is_some();
    if has(Role::Source) || has(Role::Target) || draft.shape == Shape::Workspace {
        return;
    }
    if !mapped_sides(draft) {
        named_sides(reading, draft);
    }
    if !draft.says(RecordField::Direction) {
        arrow_direction(reading, draft);
    }
}

/// The systems that the title's, the name's or the file's arrow stands between.
fn named_sides(reading: &Reading, draft: &mut Draft) {
    let node = reading.outline.title.map(|title| &reading.outline.nodes[title]);
    if let Some(node) = node
        && let Some((from, to, _)) = generic::sides(node.written)
    {
        let whole = Text { raw: Cow::Borrowed(node.written), span: node.span };
        for (role, part) in [(Role::Source, from), (Role::Target, to)] {
            match party(draft, part) {
                Some(party) => {
                    let text = part_of(&whole, part);
                    let stated = Stated { raw: text.raw.into(), span: text.span, place: "title".to_owned(), ..party };
                    draft.system(role, stated);
                }
                None => draft.systems(role, &[part_of(&whole, part)], "title"),
            }
        }
        return;
    }
    if let Some(name) = said_name(draft)
        && let Some((from, to, _)) = name.text().and_then(generic::sides)
    {
        let whole = Text { raw: Cow::Borrowed(name.raw.as_str()), span: name.span };
        for (role, part) in [(Role::Source, from), (Role::Target, to)] {
            draft.systems(role, &[part_of(&whole, part)], &name.place);
        }
        return;
    }
    let stem = reading.path.stem();
    if let Some((from, to, _)) = generic::sides(stem) {
        for (role, part) in [(Role::Source, from), (Role::Target, to)] {
            draft.system(role, value::given(part, normal::system_name(part), FILE_NAME, Span::default()));
        }
    }
}

/// The direction that the title's, the name's or the file's arrow shows.
fn arrow_direction(reading: &Reading, draft: &mut Draft) {
    let is_both = |name: &str| generic::sides(name).map(|(_, _, both)| both);
    let node = reading.outline.title.map(|title| &reading.outline.nodes[title]);
    let in_title =
        || node.and_then(|it| Some(value::given(it.written, direction(is_both(it.written)?), "title", it.span)));
    let name = said_name(draft);
    let in_name = || {
        let name = name.as_ref()?;
        Some(value::given(&name.raw, direction(is_both(name.text()?)?), &name.place, name.span))
    };
    if let Some(stated) = in_title().or_else(in_name) {
        return draft.put(Rank::Primary, RecordField::Direction, stated);
    }
    let stem = reading.path.stem();
    if let Some(both) = is_both(stem) {
        let stated = value::given(stem, direction(both), FILE_NAME, Span::default());
        draft.put(Rank::FileName, RecordField::Direction, stated);
    }
}

/// The name that the note itself says first.
fn said_name(draft: &mut Draft) -> Option<Stated> {
    let is_said = |field: RecordField, stated: &Stated| field == RecordField::Name && stated.place != FILE_NAME;
    draft.values().iter().find(|(_, field, stated)| is_said(*field, stated)).map(|(_, _, stated)| stated.clone())
}

/// `HubSpot → NetSuite` over a table of mappings tells which of two systems is which.
fn mapped_sides(draft: &mut Draft) -> bool {
    let mut parties: HashMap<String, &Stated> = HashMap::new();
    for party in draft.it.in_role(Role::Party) {
        if let Some(name) = party.name.text() {
            parties.entry(normal::system_key(name)).or_insert(&party.name);
        }
    }
    let party = |name: &Option<CompactString>| parties.get(&normal::system_key(name.as_deref()?)).copied();
    let ends = |it: &Mapping| Some((party(&it.source_entity)?.clone(), party(&it.target_entity)?.clone()));
    let Some((from, to)) = draft.it.mappings.iter().filter(|it| !it.is_reverse).find_map(ends) else { return false };
    draft.system(Role::Source, from);
    draft.system(Role::Target, to);
    true
}

/// The one system without a side that a title means by a shorter name: `Vault` of `Vault ↔ Hub` is the `Team Vault`.
fn party(draft: &Draft, name: &str) -> Option<Stated> {
    let key = normal::system_key(&normal::system_name(name));
    let is_meant = |party: &&Participation| {
        let party = normal::system_key(party.name.text().unwrap_or_default());
        party != key && key.split(' ').all(|word| party.split(' ').any(|it| it == word))
    };
    let is_named =
        draft.it.in_role(Role::Party).any(|it| it.name.text().is_some_and(|it| normal::system_key(it) == key));
    let mut meant = draft.it.in_role(Role::Party).filter(is_meant);
    let first = meant.next().filter(|_| !is_named)?;
    let is_one = meant.all(|other| other.name.value == first.name.value);
    is_one.then(|| first.name.clone())
}

fn direction(is_both: bool) -> String {
    if is_both { "two-way".to_owned() } else { "one-way".to_owned() }
}

/// One of several integrations of a note.
struct Pair<'a> {
    /// The heading of its source.
    source: Span,
    /// What begins with it: the outermost heading that it shares with no other pair.
    branch: &'a Node<'a>,
    /// The bytes below that, where each pair has a branch of its own.
    range: Range<u32>,
}

/// Headings of source and target that come in pairs, several times: one integration each (T16).
fn pairs<'a>(reading: &'a Reading) -> Vec<Pair<'a>> {
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
fn split(it: &Integration, pairs: &[Pair]) -> Vec<Integration> {
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
    if let (None, Some(id)) = (it.get(RecordField::Id), normal::ids_in(heading.written).first()) {
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
