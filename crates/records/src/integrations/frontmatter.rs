//! Extraction from the frontmatter, which outranks the body.

use std::borrow::Cow;

use vaultdex_notes::{LineIndex, Property, Value};

use super::builder::{Rank, RecordBuilder};
use super::context::NoteContext;
use super::documents::is_document;
use super::members::{Member, collect_scalars, has_members, members};
use super::value;
use crate::document::text::Text;
use crate::model::Role;
use crate::normalize::delimiters::find;
use crate::vocabulary::fields;
use crate::vocabulary::fields::Target;
use crate::vocabulary::properties::NO_VALUES;

/// Extracts the values of all properties of a note.
pub(crate) fn read_frontmatter(context: &NoteContext, builder: &mut RecordBuilder) {
    let NoteContext { text, note, lines, .. } = context;
    let Some(frontmatter) = note.frontmatter else { return };
    for (idx, (property, name)) in note.properties.iter().zip(&context.property_names).enumerate() {
        if NO_VALUES.contains(&name.as_str()) {
            continue;
        }
        let end = note.properties.get(idx + 1).map_or(frontmatter.end, |next| next.span.start);
        let parts = value_texts(text, property, end, lines);
        let place = ["frontmatter › ", &*property.name].concat();
        let joined = join(&parts, property, lines);
        match fields::property(name) {
            Some(Target::Mappings | Target::Failure) | None => {
                builder.record.extra.push(value::extract(None, &joined, place));
            }
            Some(Target::Person(role)) if has_members(&property.value) => {
                for Member { name, contacts, .. } in members(property, &parts, Role::Middleware) {
                    let name = value::extract_person(&name, place.clone());
                    builder.add_person(Rank::Frontmatter, role, name, contacts);
                }
            }
            Some(Target::Systems(role)) if has_members(&property.value) => {
                let members = members(property, &parts, role);
                for Member { role, name, .. } in members.into_iter().filter(|it| !is_document(&it.name.raw)) {
                    builder.add_system(role, value::extract_system(&name, place.clone()));
                }
            }
            Some(Target::Systems(role)) if parts.iter().any(|part| is_document(&part.raw)) => {
                // A list may contain systems beside documents.
                let is_list = matches!(property.value, Value::List(_));
                let (systems, rest): (Vec<Text>, Vec<Text>) =
                    parts.into_iter().partition(|part| is_list && !is_document(&part.raw));
                builder.add_systems(role, &systems, &place);
                let rest = join(&rest, property, lines);
                builder.record.extra.push(value::extract(None, &rest, place));
            }
            Some(target) => builder.place_value(target, Rank::Frontmatter, &parts, &joined, place),
        }
    }
}

/// Returns the values of a property as texts with their positions. `end` is where the property ends.
fn value_texts<'a>(text: &'a str, property: &Property, end: u32, lines: &LineIndex) -> Vec<Text<'a>> {
    if let Value::Int(_) | Value::Float(_) = property.value
        && let Some(number) = number_text(text, property, end, lines)
    {
        return vec![number];
    }
    // Values follow the name in order: each search begins where the last one ended.
    let mut at = property.span.start as usize + property.name.len();
    let end = (end as usize).min(text.len());
    // Most values are a few words on the line of the name.
    if let Value::Text(value) = &property.value
        && !value.is_empty()
        && value.trim().len() == value.len()
        && let Some(rest) = text.get(at..end)
        && let Some(offset) = find(rest, value).filter(|offset| !rest[..*offset + value.len()].contains('\n'))
    {
        let start = at + offset;
        let range = start..start + value.len();
        return vec![Text { raw: Cow::Borrowed(&text[range.clone()]), span: lines.span(range) }];
    }
    let mut values = Vec::new();
    collect_scalars(&property.value, &mut values);
    let mut texts = Vec::with_capacity(values.len());
    for value in values {
        let first_line = value.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
        if first_line.is_empty() {
            continue;
        }
        let start = text.get(at..end).and_then(|rest| find(rest, first_line)).map(|offset| at + offset);
        let is_one_line = value.trim() == first_line;
        texts.push(match start {
            Some(start) => {
                at = start + first_line.len();
                let raw = match is_one_line {
                    true => Cow::Borrowed(&text[start..at]),
                    false => Cow::Owned(value.split_whitespace().collect::<Vec<_>>().join(" ")),
                };
                Text { raw, span: lines.span(start..at) }
            }
            // A value with escapes differs from its source. The property's own position has to do.
            None => Text { raw: Cow::Owned(value.trim().to_owned()), span: property.span },
        });
    }
    texts
}

/// Returns the source text of a number: `1.10` is another version than `1.1`.
fn number_text<'a>(text: &'a str, property: &Property, end: u32, lines: &LineIndex) -> Option<Text<'a>> {
    let start = property.span.start as usize + property.name.len();
    let line = text.get(start..(end as usize).min(text.len()))?.lines().next()?;
    let colon = line.find(':')?;
    let value = line[colon + 1..].trim_start();
    let start = start + line.len() - value.len();
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'+' | b'.' | b'_' | b':');
    let raw = &value[..value.bytes().take_while(is_part).count()];
    let is_same = match property.value {
        Value::Int(number) => raw.parse::<f64>().is_ok_and(|parsed| parsed == number as f64),
        Value::Float(number) => raw.parse::<f64>().is_ok_and(|parsed| parsed == number),
        _ => false,
    };
    is_same.then(|| Text { raw: Cow::Borrowed(raw), span: lines.span(start..start + raw.len()) })
}

/// Joins the values of a property by commas; without any, returns the empty text after the property.
fn join<'a>(parts: &[Text<'a>], property: &Property, lines: &LineIndex) -> Text<'a> {
    match parts {
        [] => {
            let end = property.span.end as usize;
            Text { raw: Cow::Borrowed(""), span: lines.span(end..end) }
        }
        [only] => only.clone(),
        [first, ..] => {
            let raws: Vec<&str> = parts.iter().map(|part| part.raw.as_ref()).collect();
            Text { raw: Cow::Owned(raws.join(", ")), span: first.span }
        }
    }
}
