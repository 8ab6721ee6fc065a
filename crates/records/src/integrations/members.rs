//! Nested values of the frontmatter: systems and people that are maps, `systems: [{name: Shop, role: producer}]`.

use std::borrow::Cow;

use vaultdex_notes::{Property, Value};

use crate::document::text::Text;
use crate::model::Role;
use crate::placeholder;
use crate::vocabulary::fields;
use crate::vocabulary::fields::{MEMBER_ADDRESSES, MEMBER_NAMES};

/// A system or a person that a map describes.
pub(crate) struct Member<'a> {
    pub role: Role,
    pub name: Text<'a>,
    /// How a person can be reached.
    pub contacts: Vec<String>,
}

/// What the keys of one map say.
struct MapKeys<'a> {
    name: Option<Text<'a>>,
    id: Option<Text<'a>>,
    /// The first value under any other key.
    first: Option<Text<'a>>,
    role: Role,
    contacts: Vec<String>,
    /// Systems under keys that are sides: `systems: {source: Shop, target: ERP}`.
    sides: Vec<(Role, Text<'a>)>,
}

/// Whether a value is a map or a list of maps.
pub(crate) fn has_members(value: &Value) -> bool {
    match value {
        Value::List(items) => items.iter().any(is_member),
        Value::Map(_) => is_member(value),
        _ => false,
    }
}

fn is_member(value: &Value) -> bool {
    matches!(value, Value::Map(_)) && placeholder::unquoted(value).is_none()
}

/// Returns the members of a list of maps, or of one map. `parts` are the texts of all scalars of the property, `role`
/// is the role of members that name none.
pub(crate) fn members<'a>(property: &Property, parts: &[Text<'a>], role: Role) -> Vec<Member<'a>> {
    let (items, is_single) = match &property.value {
        Value::List(items) => (items.as_slice(), false),
        one => (std::slice::from_ref(one), true),
    };
    let mut parts = parts.iter();
    let mut members = Vec::with_capacity(items.len());
    for item in items {
        let allows_sides = is_single && role == Role::Party;
        let MapKeys { name, id, first, role, contacts, sides } = read_map(item, &mut parts, role, allows_sides);
        // A map without a name is called by its ID, or else by its first value.
        match name.or(id) {
            None if !sides.is_empty() => {
                members.extend(sides.into_iter().map(|(role, name)| Member { role, name, contacts: Vec::new() }));
            }
            name => members.extend(name.or(first).map(|name| Member { role, name, contacts })),
        }
    }
    members
}

/// Reads the keys of one item, whose texts are the next ones of `parts`.
fn read_map<'p, 'a: 'p>(
    item: &Value,
    parts: &mut impl Iterator<Item = &'p Text<'a>>,
    role: Role,
    allows_sides: bool,
) -> MapKeys<'a> {
    let mut keys = MapKeys { name: None, id: None, first: None, role, contacts: Vec::new(), sides: Vec::new() };
    let pairs: Vec<(&str, &Value)> = match item {
        Value::Map(pairs) if is_member(item) => pairs.iter().map(|(key, value)| (key.as_str(), value)).collect(),
        item => vec![("name", item)],
    };
    for (key, value) in pairs {
        let mut scalars: Vec<Cow<str>> = Vec::new();
        collect_scalars(value, &mut scalars);
        let n_texts = scalars.iter().filter(|scalar| !scalar.trim().is_empty()).count();
        let texts: Vec<&Text> = parts.by_ref().take(n_texts).collect();
        let Some(text) = texts.first().map(|text| (*text).clone()) else { continue };
        match key.to_lowercase().as_str() {
            key if MEMBER_NAMES.contains(&key) => keys.name = keys.name.or(Some(text)),
            "id" => keys.id = keys.id.or(Some(text)),
            "role" | "side" => keys.role = fields::side(&text.raw).unwrap_or(role),
            key if MEMBER_ADDRESSES.contains(&key) => keys.contacts.push(text.raw.to_string()),
            key => match fields::side(key).filter(|_| allows_sides) {
                Some(side) => keys.sides.extend(texts.iter().map(|text| (side, (*text).clone()))),
                None => keys.first = keys.first.or(Some(text)),
            },
        }
    }
    keys
}

/// Collects the scalars of a value in document order, blank ones included. A placeholder without quotes is one.
pub(crate) fn collect_scalars<'v>(value: &'v Value, scalars: &mut Vec<Cow<'v, str>>) {
    match value {
        Value::Null => {}
        Value::Bool(is) => scalars.push(is.to_string().into()),
        Value::Int(number) => scalars.push(number.to_string().into()),
        Value::Float(number) => scalars.push(number.to_string().into()),
        Value::Text(text) => scalars.push(text.into()),
        Value::List(items) => items.iter().for_each(|item| collect_scalars(item, scalars)),
        Value::Map(pairs) => match placeholder::unquoted(value) {
            Some(placeholder) => scalars.push(placeholder.into()),
            None => pairs.iter().for_each(|(_, value)| collect_scalars(value, scalars)),
        },
    }
}
