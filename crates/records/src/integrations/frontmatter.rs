//! What the frontmatter says of the integration; it goes before everything that the text says.

use std::borrow::Cow;

use vaultdex_notes::{LineIndex, Property, Value};

use super::builder::{Draft, Rank};
use super::context::Reading;
use super::field::Target;
use super::key_values::place_value;
use super::{field, value};
use crate::document::Text;
use crate::model::Role;
use crate::normalize::text::find;

/// Properties that are for the vault and not for the integration.
const NO_VALUES: &[&str] = &[
    "tags",
    "tag",
    "aliases",
    "alias",
    "cssclass",
    "cssclasses",
    "publish",
    "type",
    "vaultdex shape",
    "permalink",
    "changelog",
    "change log",
    "history",
    "kanban plugin",
    "position",
    "linter yaml title alias",
];

/// Reads the properties of a note.
pub(crate) fn read(reading: &Reading, draft: &mut Draft) {
    let Reading { text, note, lines, .. } = reading;
    let Some(frontmatter) = note.frontmatter else { return };
    for (idx, (property, name)) in note.properties.iter().zip(&reading.property_names).enumerate() {
        if NO_VALUES.contains(&name.as_str()) {
            continue;
        }
        let end = note.properties.get(idx + 1).map_or(frontmatter.end, |next| next.span.start);
        let parts = texts(text, property, end, lines);
        let place = ["frontmatter › ", &*property.name].concat();
        let whole = whole(&parts, property, lines);
        match field::property(name) {
            Some(Target::Mappings | Target::Failure) | None => {
                draft.it.extra.push(value::stated(None, &whole, place));
            }
            // A person with more than a name.
            Some(Target::Person(role)) if holds_maps(&property.value) => {
                for Member { name, reached, .. } in members(property, &parts, Role::Middleware) {
                    draft.person(Rank::Frontmatter, role, value::person(&name, place.clone()), reached);
                }
            }
            Some(Target::Systems(role)) if holds_maps(&property.value) => {
                let members = members(property, &parts, role);
                for Member { role, name, .. } in members.into_iter().filter(|it| !is_document(&it.name.raw)) {
                    draft.system(role, value::system(&name, place.clone()));
                }
            }
            Some(Target::Systems(role)) if parts.iter().any(|part| is_document(&part.raw)) => {
                // A list may name systems beside the documents.
                let is_list = matches!(property.value, Value::List(_));
                let (systems, rest): (Vec<Text>, Vec<Text>) =
                    parts.into_iter().partition(|part| is_list && !is_document(&part.raw));
                draft.systems(role, &systems, &place);
                let rest = self::whole(&rest, property, lines);
                draft.it.extra.push(value::stated(None, &rest, place));
            }
            Some(target) => place_value(draft, target, Rank::Frontmatter, &parts, &whole, place),
        }
    }
}

/// Whether a value is where the note itself comes from, as clipped notes say it in `source`: an address or a document.
pub(crate) fn is_document(raw: &str) -> bool {
    // Most values are none.
    if !raw.bytes().any(|byte| matches!(byte, b'.' | b':')) {
        return false;
    }
    let raw = raw.trim().trim_matches(['<', '>']).to_ascii_lowercase();
    let is_address = raw.starts_with("http://") || raw.starts_with("https://");
    is_address || [".pdf", ".docx", ".doc", ".xlsx", ".pptx", ".html"].iter().any(|end| raw.ends_with(end))
}

fn holds_maps(value: &Value) -> bool {
    match value {
        Value::List(items) => items.iter().any(|item| matches!(item, Value::Map(_))),
        Value::Map(_) => true,
        _ => false,
    }
}

/// A system or a person of a map, `- name: Shop` with `role: producer` below it.
struct Member<'a> {
    role: Role,
    name: Text<'a>,
    /// How a person is reached.
    reached: Vec<String>,
}

/// What a list of maps names, or one map; `role` is that of the property. Of a map without a name the first thing said
/// that may be one is taken.
fn members<'a>(property: &Property, parts: &[Text<'a>], role: Role) -> Vec<Member<'a>> {
    const NAMES: &[&str] = &["name", "system", "title", "system_name", "system name", "application", "team", "person"];
    let (items, is_lone) = match &property.value {
        Value::List(items) => (items.as_slice(), false),
        one => (std::slice::from_ref(one), true),
    };
    let mut rest = parts.iter();
    let mut members = Vec::with_capacity(items.len());
    for item in items {
        let (mut called, mut id, mut first, mut plays, mut reached) = (None, None, None, role, Vec::new());
        let pairs: Vec<(&str, &Value)> = match item {
            Value::Map(pairs) => pairs.iter().map(|(key, value)| (key.as_str(), value)).collect(),
            item => vec![("name", item)],
        };
        let mut sides = Vec::new();
        for (key, value) in pairs {
            let mut said = Vec::new();
            collect(value, &mut said);
            said.retain(|value| !value.trim().is_empty());
            let texts: Vec<&Text> = rest.by_ref().take(said.len()).collect();
            let Some(text) = texts.first().map(|text| (*text).clone()) else { continue };
            match key.to_lowercase().as_str() {
                key if NAMES.contains(&key) => called = called.or(Some(text)),
                "id" => id = id.or(Some(text)),
                "role" | "side" => plays = field::side(&text.raw).unwrap_or(role),
                "email" | "mail" | "phone" => reached.push(text.raw.to_string()),
                key => match field::side(key).filter(|_| is_lone && role == Role::Party) {
                    // `systems: {source: Shop, target: ERP}`
                    Some(side) => sides.extend(texts.iter().map(|text| (side, (*text).clone()))),
                    None => first = first.or(Some(text)),
                },
            }
        }
        // An ID is a name where there is no other.
        match called.or(id) {
            None if !sides.is_empty() => {
                members.extend(sides.into_iter().map(|(role, name)| Member { role, name, reached: Vec::new() }));
            }
            called => members.extend(called.or(first).map(|name| Member { role: plays, name, reached })),
        }
    }
    members
}

/// A property's values as texts, each with its place.
pub(crate) fn texts<'a>(text: &'a str, property: &Property, end: u32, lines: &LineIndex) -> Vec<Text<'a>> {
    if let Value::Int(_) | Value::Float(_) = property.value
        && let Some(number) = number(text, property, end, lines)
    {
        return vec![number];
    }
    // Values stand behind the name in their order: each search begins where the last one ended.
    let mut at = property.span.start as usize + property.name.len();
    let end = (end as usize).min(text.len());
    // Most values are a few words on the line of their name.
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
    collect(&property.value, &mut values);
    let mut found = Vec::with_capacity(values.len());
    for value in values {
        let first_line = value.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
        if first_line.is_empty() {
            continue;
        }
        let place = text.get(at..end).and_then(|rest| find(rest, first_line)).map(|offset| at + offset);
        let is_one_line = value.trim() == first_line;
        found.push(match place {
            Some(start) => {
                at = start + first_line.len();
                let raw = match is_one_line {
                    true => Cow::Borrowed(&text[start..at]),
                    false => Cow::Owned(value.split_whitespace().collect::<Vec<_>>().join(" ")),
                };
                Text { raw, span: lines.span(start..at) }
            }
            // Escapes are read otherwise than they are written: the property's line is where the value stands.
            None => Text { raw: Cow::Owned(value.trim().to_owned()), span: property.span },
        });
    }
    found
}

/// A number as it is written: `1.10` is another version than `1.1`.
fn number<'a>(text: &'a str, property: &Property, end: u32, lines: &LineIndex) -> Option<Text<'a>> {
    let start = property.span.start as usize + property.name.len();
    let line = text.get(start..(end as usize).min(text.len()))?.lines().next()?;
    let colon = line.find(':')?;
    let value = line[colon + 1..].trim_start();
    let start = start + line.len() - value.len();
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'+' | b'.' | b'_' | b':');
    let raw = &value[..value.bytes().take_while(is_part).count()];
    let is_it = match property.value {
        Value::Int(number) => raw.parse::<f64>().is_ok_and(|read| read == number as f64),
        Value::Float(number) => raw.parse::<f64>().is_ok_and(|read| read == number),
        _ => false,
    };
    is_it.then(|| Text { raw: Cow::Borrowed(raw), span: lines.span(start..start + raw.len()) })
}

/// The values that a value is made of, blank ones too.
fn collect<'v>(value: &'v Value, values: &mut Vec<Cow<'v, str>>) {
    match value {
        Value::Null => {}
        Value::Bool(is) => values.push(is.to_string().into()),
        Value::Int(number) => values.push(number.to_string().into()),
        Value::Float(number) => values.push(number.to_string().into()),
        Value::Text(text) => values.push(text.into()),
        Value::List(items) => items.iter().for_each(|item| collect(item, values)),
        Value::Map(pairs) => pairs.iter().for_each(|(_, value)| collect(value, values)),
    }
}

fn whole<'a>(parts: &[Text<'a>], property: &Property, lines: &LineIndex) -> Text<'a> {
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
