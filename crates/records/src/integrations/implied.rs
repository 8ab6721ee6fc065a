//! Values that are only implied, for fields that no place states (docs/spec/integrations.md#implied-values): names,
//! IDs, frequencies, sides and directions.

use std::borrow::Cow;
use std::collections::HashMap;

use compact_str::CompactString;
use vaultdex_notes::Span;

use super::builder::{Rank, RecordBuilder};
use super::context::NoteContext;
use super::value;
use crate::document::text::{Text, part_of};
use crate::document::title;
use crate::model::{Extracted, Integration, Mapping, Participation, RecordField, Role, Shape, State};
use crate::vocabulary::{decoration, fields};
use crate::{normalize, placeholder};

/// The place of values from the file name. They are not part of the text.
const FILE_NAME: &str = "file name";

/// The place of values from the title.
const TITLE: &str = "title";

/// Adds the frequency of the first flow or endpoint that has one.
pub(crate) fn add_frequency(builder: &mut RecordBuilder) {
    if builder.has_value(RecordField::Frequency) {
        return;
    }
    let flows = builder.record.flows.iter().flat_map(|flow| &flow.details);
    let details = flows.chain(builder.record.endpoints.iter().flat_map(|endpoint| &endpoint.values));
    let mut frequencies = details.filter(|(name, _)| name == "frequency").map(|(_, extracted)| extracted);
    let first = frequencies.find(|it| value::has_content(it));
    if let Some(extracted) = first.cloned() {
        let text = Text { raw: Cow::Owned(extracted.raw.into_string()), span: extracted.span };
        let extracted = value::extract(Some(RecordField::Frequency), &text, extracted.place);
        builder.add_value(Rank::Primary, RecordField::Frequency, extracted);
    }
}

/// Returns the title without the lead of the template and without its ID.
fn bare_title<'a>(context: &NoteContext<'a>) -> Option<Text<'a>> {
    let node = &context.outline.nodes[context.outline.title?];
    let text = Text { raw: Cow::Borrowed(node.written), span: node.span };
    // An emoji or an ordinal may precede the lead.
    let plain = decoration::name(node.written);
    let rest = title::without_lead(&plain);
    let written = match rest.len() < plain.len() && node.written.contains(rest) {
        true => rest,
        false => title::without_lead(node.written),
    };
    let name = title::without_id(written).trim();
    let name = if name.is_empty() { node.written } else { name };
    Some(part_of(&text, name))
}

/// Adds the name from the title, or else from the file name.
pub(crate) fn add_name(context: &NoteContext, builder: &mut RecordBuilder) {
    if builder.has_value(RecordField::Name) {
        return;
    }
    if let Some(title) = bare_title(context) {
        let title = without_own_id(builder, &title).map_or(title.clone(), |name| part_of(&title, name));
        let mut extracted = value::extract(Some(RecordField::Name), &title, TITLE.to_owned());
        // An ordinal or emoji is not part of the name.
        if let Some(name) = &mut extracted.value {
            *name = decoration::name(name).into();
        }
        builder.add_value(Rank::Primary, RecordField::Name, extracted);
    }
    if !builder.has_value(RecordField::Name) {
        let stem = context.path.stem();
        let name = title::without_id(stem).trim();
        let name = if name.is_empty() { stem } else { name };
        let extracted = value::literal(stem, name.to_owned(), FILE_NAME, Span::default());
        builder.add_value(Rank::FileName, RecordField::Name, extracted);
    }
}

/// Returns the part of the title after the ID of the note: `REQ-14: Orders`.
fn without_own_id<'t>(builder: &mut RecordBuilder, title: &'t Text) -> Option<&'t str> {
    let ids = builder.values_mut().iter().filter(|(_, field, _)| *field == RecordField::Id);
    let id = ids.filter_map(|(_, _, extracted)| extracted.text()).next()?.to_owned();
    let (head, rest) = title.raw.split_at_checked(id.len())?;
    let rest = rest.trim_start();
    let name = rest.strip_prefix([':', '-', '–', '—'])?.trim_start();
    let is_own_id = head.eq_ignore_ascii_case(&id) && !title::begins_with_arrow(rest);
    (is_own_id && !name.is_empty()).then_some(name)
}

/// Whether the title and all stated names of a record are placeholders, so that only its file name names it.
pub(crate) fn is_name_placeholder(context: &NoteContext, record: &Integration) -> bool {
    let is_title_placeholder = bare_title(context).is_none_or(|title| {
        placeholder::state(Some(RecordField::Name), &title.raw) == State::Placeholder
            || title.raw.to_lowercase().ends_with("template")
    });
    let is_name =
        |field: RecordField, extracted: &Extracted| field == RecordField::Name && extracted.place != FILE_NAME;
    let mut names = record.values.iter().filter(|(field, extracted)| is_name(*field, extracted));
    is_title_placeholder
        && names.all(|(_, extracted)| extracted.state == State::Placeholder || extracted.place == TITLE)
}

/// Adds the ID in the title, or else in the file name.
pub(crate) fn add_id(context: &NoteContext, builder: &mut RecordBuilder) {
    if builder.has_value(RecordField::Id) {
        return;
    }
    if let Some(title) = context.outline.title {
        let node = &context.outline.nodes[title];
        if let Some(id) = normalize::ids_in(node.written).first() {
            let text = Text { raw: Cow::Borrowed(node.written), span: node.span };
            let text = part_of(&text, &node.written[id.clone()]);
            let extracted = value::extract(Some(RecordField::Id), &text, TITLE.to_owned());
            return builder.add_value(Rank::Primary, RecordField::Id, extracted);
        }
    }
    let stem = context.path.stem();
    if let Some(id) = normalize::ids_in(stem).first() {
        let raw = &stem[id.clone()];
        let id = normalize::id(raw).value.unwrap_or_else(|| raw.into());
        builder.add_value(Rank::FileName, RecordField::Id, value::literal(raw, id, FILE_NAME, Span::default()));
    }
}

/// Whether the record has a source or a target.
fn has_sides(builder: &RecordBuilder) -> bool {
    [Role::Source, Role::Target].into_iter().any(|role| builder.record.in_role(role).next().is_some())
}

/// Adds the sources and targets among the systems without a side whose own `role` detail names one.
pub(crate) fn add_sides_from_roles(builder: &mut RecordBuilder) {
    if has_sides(builder) {
        return;
    }
    let side = |system: &Participation| {
        let role = system.details.iter().find(|(name, _)| name == "role").and_then(|(_, role)| role.text())?;
        Some((fields::side(role)?, system.name.clone()))
    };
    let sides: Vec<(Role, Extracted)> = builder.record.in_role(Role::Party).filter_map(side).collect();
    for (role, name) in sides {
        builder.add_system(role, name);
    }
}

/// Adds source, target and direction from the mappings or from an arrow in a name.
pub(crate) fn add_sides(context: &NoteContext, builder: &mut RecordBuilder) {
    if has_sides(builder) || builder.shape == Shape::Workspace {
        return;
    }
    if !add_mapped_sides(builder) {
        add_named_sides(context, builder);
    }
    if !builder.has_value(RecordField::Direction) {
        add_arrow_direction(context, builder);
    }
}

/// Adds the systems on both sides of the arrow in the title, the name or the file name.
fn add_named_sides(context: &NoteContext, builder: &mut RecordBuilder) {
    let node = context.outline.title.map(|title| &context.outline.nodes[title]);
    if let Some(node) = node
        && let Some((from, to, _)) = title::sides(node.written)
    {
        let text = Text { raw: Cow::Borrowed(node.written), span: node.span };
        for (role, part) in [(Role::Source, from), (Role::Target, to)] {
            match party_of_short_name(builder, part) {
                Some(party) => {
                    let text = part_of(&text, part);
                    let extracted =
                        Extracted { raw: text.raw.into(), span: text.span, place: TITLE.to_owned(), ..party };
                    builder.add_system(role, extracted);
                }
                None => builder.add_systems(role, &[part_of(&text, part)], TITLE),
            }
        }
        return;
    }
    if let Some(name) = stated_name(builder)
        && let Some((from, to, _)) = name.text().and_then(title::sides)
    {
        let text = Text { raw: Cow::Borrowed(name.raw.as_str()), span: name.span };
        for (role, part) in [(Role::Source, from), (Role::Target, to)] {
            builder.add_systems(role, &[part_of(&text, part)], &name.place);
        }
        return;
    }
    let stem = context.path.stem();
    if let Some((from, to, _)) = title::sides(stem) {
        for (role, part) in [(Role::Source, from), (Role::Target, to)] {
            builder.add_system(role, value::literal(part, normalize::system_name(part), FILE_NAME, Span::default()));
        }
    }
}

/// Adds the direction of the arrow in the title, the name or the file name.
fn add_arrow_direction(context: &NoteContext, builder: &mut RecordBuilder) {
    let direction = |name: &str| title::sides(name).map(|(_, _, is_two_way)| direction_value(is_two_way));
    let node = context.outline.title.map(|title| &context.outline.nodes[title]);
    let in_title = || node.and_then(|it| Some(value::literal(it.written, direction(it.written)?, TITLE, it.span)));
    let name = stated_name(builder);
    let in_name = || {
        let name = name.as_ref()?;
        Some(value::literal(&name.raw, direction(name.text()?)?, &name.place, name.span))
    };
    if let Some(extracted) = in_title().or_else(in_name) {
        return builder.add_value(Rank::Primary, RecordField::Direction, extracted);
    }
    let stem = context.path.stem();
    if let Some(direction) = direction(stem) {
        let extracted = value::literal(stem, direction, FILE_NAME, Span::default());
        builder.add_value(Rank::FileName, RecordField::Direction, extracted);
    }
}

/// Returns the first name that the note itself states.
fn stated_name(builder: &mut RecordBuilder) -> Option<Extracted> {
    let is_stated =
        |field: RecordField, extracted: &Extracted| field == RecordField::Name && extracted.place != FILE_NAME;
    let mut values = builder.values_mut().iter();
    values.find(|(_, field, extracted)| is_stated(*field, extracted)).map(|(_, _, extracted)| extracted.clone())
}

/// Adds the systems that the heading above a mapping table puts on a side, `HubSpot → NetSuite`; returns whether there
/// are such systems.
fn add_mapped_sides(builder: &mut RecordBuilder) -> bool {
    let mut parties: HashMap<String, &Extracted> = HashMap::new();
    for party in builder.record.in_role(Role::Party) {
        if let Some(name) = party.name.text() {
            parties.entry(normalize::system_key(name)).or_insert(&party.name);
        }
    }
    let party = |name: &Option<CompactString>| parties.get(&normalize::system_key(name.as_deref()?)).copied();
    let ends = |it: &Mapping| Some((party(&it.source_entity)?.clone(), party(&it.target_entity)?.clone()));
    let mut mappings = builder.record.mappings.iter().filter(|it| !it.is_reverse);
    let Some((from, to)) = mappings.find_map(ends) else { return false };
    builder.add_system(Role::Source, from);
    builder.add_system(Role::Target, to);
    true
}

/// Returns the only system without a side whose name contains all words of a shorter one: the title `Vault ↔ Hub` may
/// mean `Team Vault`.
fn party_of_short_name(builder: &RecordBuilder, name: &str) -> Option<Extracted> {
    let key = normalize::system_key(&normalize::system_name(name));
    let has_all_words = |party: &&Participation| {
        let party = normalize::system_key(party.name.text().unwrap_or_default());
        party != key && key.split(' ').all(|word| party.split(' ').any(|it| it == word))
    };
    let has_key = |party: &Participation| party.name.text().is_some_and(|it| normalize::system_key(it) == key);
    let is_listed = builder.record.in_role(Role::Party).any(has_key);
    let mut candidates = builder.record.in_role(Role::Party).filter(has_all_words);
    let first = candidates.next().filter(|_| !is_listed)?;
    let is_only = candidates.all(|other| other.name.value == first.name.value);
    is_only.then(|| first.name.clone())
}

fn direction_value(is_two_way: bool) -> &'static str {
    if is_two_way { "two-way" } else { "one-way" }
}
