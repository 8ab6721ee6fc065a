//! The integrations of a note, put together from what its readers find: names and IDs of last resort, several
//! integrations in one note.

use std::borrow::Cow;
use std::collections::HashMap;

use compact_str::CompactString;
use vaultdex_notes::Span;

use super::builder::{Draft, Rank, count};
use super::context::{Reading, part_of};
use super::mapping::sql;
use super::multiple::{pairs, split};
use super::shapes::{generic, register, system};
use super::{field, frontmatter, history, key_values, shapes, tables, value, yaml_blocks};
use crate::document::{Text, headings};
use crate::model::{Integration, Mapping, Participation, RecordField, Role, Shape, State, Stated, System};
use crate::{normalize, placeholder};

/// What the file's name says is said nowhere in its text.
pub(crate) const FILE_NAME: &str = "file name";

/// Reads a note of a shape.
pub(crate) fn read(reading: &Reading, shape: Shape) -> (Vec<Integration>, Option<System>) {
    if shape == Shape::Register {
        let mut integrations = register::integrations(reading);
        integrations.iter_mut().for_each(count);
        return (integrations, None);
    }
    let mut draft = Draft::new(shape);
    draft.it.span = beginning(reading);
    frontmatter::read(reading, &mut draft);
    draft.settle();
    key_values::read(reading, &mut draft);
    tables::read(reading, &mut draft);
    sql::read(reading, &mut draft);
    yaml_blocks::read(reading, &mut draft);
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
pub(crate) fn name_is_placeholder(reading: &Reading, it: &Integration) -> bool {
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
        if let Some(id) = normalize::ids_in(node.written).first() {
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
    if let Some(id) = normalize::ids_in(stem).first() {
        let raw = &stem[id.clone()];
        let value = normalize::id(raw).value.unwrap_or_else(|| raw.into());
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
            draft.system(role, value::given(part, normalize::system_name(part), FILE_NAME, Span::default()));
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
            parties.entry(normalize::system_key(name)).or_insert(&party.name);
        }
    }
    let party = |name: &Option<CompactString>| parties.get(&normalize::system_key(name.as_deref()?)).copied();
    let ends = |it: &Mapping| Some((party(&it.source_entity)?.clone(), party(&it.target_entity)?.clone()));
    let Some((from, to)) = draft.it.mappings.iter().filter(|it| !it.is_reverse).find_map(ends) else { return false };
    draft.system(Role::Source, from);
    draft.system(Role::Target, to);
    true
}

/// The one system without a side that a title means by a shorter name: `Vault` of `Vault ↔ Hub` is the `Team Vault`.
fn party(draft: &Draft, name: &str) -> Option<Stated> {
    let key = normalize::system_key(&normalize::system_name(name));
    let is_meant = |party: &&Participation| {
        let party = normalize::system_key(party.name.text().unwrap_or_default());
        party != key && key.split(' ').all(|word| party.split(' ').any(|it| it == word))
    };
    let is_named =
        draft.it.in_role(Role::Party).any(|it| it.name.text().is_some_and(|it| normalize::system_key(it) == key));
    let mut meant = draft.it.in_role(Role::Party).filter(is_meant);
    let first = meant.next().filter(|_| !is_named)?;
    let is_one = meant.all(|other| other.name.value == first.name.value);
    is_one.then(|| first.name.clone())
}

fn direction(is_both: bool) -> String {
    if is_both { "two-way".to_owned() } else { "one-way".to_owned() }
}
