//! The values of a heading in a list of integrations that no key states: its own text, the headings below it, and
//! paragraphs.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::LazyLock;

use regex::Regex;

use crate::document::key_line::parse_key_line;
use crate::document::outline::LineKind;
use crate::document::text::{Text, part_of};
use crate::document::title;
use crate::document::title::Join;
use crate::integrations::builder::{Rank, RecordBuilder};
use crate::integrations::context::NoteContext;
use crate::integrations::value;
use crate::model::{RecordField, Role, State};
use crate::normalize;
use crate::normalize::pattern::compile;
use crate::vocabulary::fields::Target;
use crate::vocabulary::{decoration, fields};

/// Adds what the heading and the headings below it say.
pub(super) fn add_of_headings(part: &NoteContext, builder: &mut RecordBuilder) {
    add_id_of_heading(part, builder);
    add_status_of_heading(part, builder);
    add_directions(part, builder);
    add_joined_name(part, builder);
}

/// Adds what paragraphs say.
pub(super) fn add_of_lines(part: &NoteContext, builder: &mut RecordBuilder) {
    add_lone_keys(part, builder);
    add_status_of_sentence(part, builder);
}

/// Adds the code at the beginning of a heading: `IF-8: Archive of the day`.
fn add_id_of_heading(part: &NoteContext, builder: &mut RecordBuilder) {
    let node = &part.outline.nodes[1];
    let plain = decoration::name(node.written);
    if let Some((code, _)) = title::code(&plain).filter(|_| !builder.has_value(RecordField::Id)) {
        let text = Text { raw: Cow::Borrowed(node.written), span: node.span };
        let id = value::extract(Some(RecordField::Id), &part_of(&text, code), "title".to_owned());
        builder.add_value(Rank::Primary, RecordField::Id, id);
    }
}

/// Adds the status in parentheses at the end of a heading: `Granary -> Bakehouse (LIVE)`.
fn add_status_of_heading(part: &NoteContext, builder: &mut RecordBuilder) {
    let node = &part.outline.nodes[1];
    let written = node.written.trim_end();
    let inside = written.strip_suffix(')').and_then(|rest| rest.rsplit_once('('));
    let Some(inside) = inside.or_else(|| written.strip_suffix(']').and_then(|rest| rest.rsplit_once('['))) else {
        return;
    };
    let text = Text { raw: Cow::Borrowed(node.written), span: node.span };
    let status = value::extract(Some(RecordField::Status), &part_of(&text, inside.1), "title".to_owned());
    if status.value.is_some() && !builder.has_value(RecordField::Status) {
        builder.add_value(Rank::Contacts, RecordField::Status, status);
    }
}

/// Adds the values of paragraphs that are a single plain key such as `Frequency: daily`. Elsewhere such a line may be
/// prose; in a list it is a value if it has one of the few words of the field.
fn add_lone_keys(part: &NoteContext, builder: &mut RecordBuilder) {
    const FIELDS: [RecordField; 3] = [RecordField::Frequency, RecordField::Status, RecordField::Direction];
    for line in part.outline.lines.iter().filter(|line| matches!(line.kind, LineKind::Paragraph)) {
        let Some(found) = parse_key_line(&line.text.raw, true).filter(|it| it.is_certain) else { continue };
        let name = part.synonyms.name(&line.text.raw[found.key.clone()]);
        let is_field = |field: &RecordField| fields::heading(&name) == Some(Target::Field(*field));
        let Some(field) = FIELDS.into_iter().find(is_field).filter(|field| !builder.has_value(*field)) else {
            continue;
        };
        let value = part_of(&line.text, &line.text.raw[found.value]);
        let value = value::extract(Some(field), &value, part.place_of_node(line.node));
        if value.value.is_some() && value.state == State::Filled {
            builder.add_value(Rank::Primary, field, value);
        }
    }
}

/// Words that say that an integration is off.
const OFF_WORDS: [&str; 5] = ["decommissioned", "switched off", "retired", "shut down", "turned off"];

/// Adds the status of a sentence such as `This feed was decommissioned on 2031-02-01.`, if no place states one.
fn add_status_of_sentence(part: &NoteContext, builder: &mut RecordBuilder) {
    static OFF: LazyLock<Regex> = LazyLock::new(|| {
        compile(
            r"(?i)^(?:[^.\n]*\.\s+)?(?:this|the|it)(?: (?:\w+ )?(?:feed|interface|integration|event|topic|queue|message|flow|pipeline|connection|connector|job|link|import|export|sync|one))? (?:was|were|has been|have been|is|are) (?:now )?(decommissioned|switched off|retired|shut down|turned off)(?: (?:on|in|since|as of|from) [a-z0-9 -]*?[0-9]{4}[0-9/-]*| since [^.\n]+| and replaced| for good| permanently)?\s*(?:[.,;:(–—]|$)",
        )
    });
    if builder.has_value(RecordField::Status) {
        return;
    }
    let lines = part.outline.lines.iter().filter(|line| matches!(line.kind, LineKind::Paragraph | LineKind::Item));
    let is_off = |raw: &str, at: usize| {
        let verb = raw[..at].trim_end().rsplit(' ').next().unwrap_or_default();
        ["was", "were", "been", "is", "are", "now"].contains(&verb)
    };
    let may_say = |raw: &str| {
        let lower = raw.to_ascii_lowercase();
        OFF_WORDS.iter().any(|word| lower.match_indices(word).any(|(at, _)| is_off(&lower, at)))
    };
    for line in lines.filter(|line| line.text.raw.len() <= 400 && may_say(&line.text.raw)) {
        if let Some(word) = OFF.captures(&line.text.raw).and_then(|found| found.get(1)) {
            let mut status = value::extract(
                Some(RecordField::Status),
                &part_of(&line.text, word.as_str()),
                part.place_of_node(line.node),
            );
            status.value = Some("retired".into());
            return builder.add_value(Rank::Contacts, RecordField::Status, status);
        }
    }
}

/// Adds the systems of sub-headings such as `Direction: Quay ← Mast (read)`. Both ways make it two-way.
fn add_directions(part: &NoteContext, builder: &mut RecordBuilder) {
    let mut routes: HashSet<(String, String)> = HashSet::new();
    for node in part.outline.nodes.iter().skip(2).filter(|node| is_direction(&node.name)) {
        let text = Text { raw: Cow::Borrowed(node.written), span: node.span };
        let Some((_, arrow)) = node.written.split_once(':') else { continue };
        let Some(route) = title::route(arrow.trim()) else { continue };
        let (Some(from), Some(to)) = (route.stops.first(), route.stops.last()) else { continue };
        let keys = (normalize::system_key(from.name), normalize::system_key(to.name));
        let is_back = routes.contains(&(keys.1.clone(), keys.0.clone()));
        if is_back {
            let two_way = value::literal(node.written, "two-way", "title", node.span);
            builder.values_mut().retain(|(_, field, _)| *field != RecordField::Direction);
            builder.add_value(Rank::Primary, RecordField::Direction, two_way);
        } else if !routes.contains(&keys) {
            let place = part.place_of_node(1);
            builder.add_systems(Role::Source, &[part_of(&text, from.name)], &place);
            builder.add_systems(Role::Target, &[part_of(&text, to.name)], &place);
            if !builder.has_value(RecordField::Direction) {
                let way = if route.is_two_way { "two-way" } else { "one-way" };
                builder.add_value(
                    Rank::Contacts,
                    RecordField::Direction,
                    value::literal(node.written, way, &place, node.span),
                );
            }
        }
        routes.insert(keys);
    }
}

/// Adds the systems of a heading that the word "to" joins. In a list that announces integrations it is no prose.
fn add_joined_name(part: &NoteContext, builder: &mut RecordBuilder) {
    let node = &part.outline.nodes[1];
    let has_sides = [Role::Source, Role::Target].into_iter().any(|role| builder.record.in_role(role).next().is_some());
    let Some(route) = title::route(node.written).filter(|route| route.join == Join::MaybeTo && !has_sides) else {
        return;
    };
    let text = Text { raw: Cow::Borrowed(node.written), span: node.span };
    for (role, stop) in [(Role::Source, route.stops.first()), (Role::Target, route.stops.last())] {
        if let Some(stop) = stop {
            builder.add_systems(role, &[part_of(&text, stop.name)], "title");
        }
    }
}

/// Whether a heading below a partner only says which way its data goes.
pub(super) fn is_direction(name: &str) -> bool {
    name.starts_with("direction ") || name == "direction"
}
