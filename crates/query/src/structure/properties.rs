//! Which properties the vault's notes have, of which type, and what one note's are.

use std::collections::BTreeMap;

use jiff::civil::{Date, DateTime};
use serde::Serialize;
use serde_json::json;
use vaultdex_notes::{Property, Value};

use crate::catalog::Catalog;

/// The types that a vault gives its properties, by lower-cased name.
pub type Types = BTreeMap<String, String>;

/// One property of the vault, however its name is cased.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PropertyRow {
    /// Its name, in the spelling that is used first.
    pub name: String,
    /// Its type, in the official command line's words: text, list, number, checkbox, date, datetime, tags, aliases.
    #[serde(rename = "type")]
    pub kind: String,
    /// How many notes have it.
    pub count: usize,
}

/// One property of one note.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ValueRow<'a> {
    /// The note.
    pub path: &'a str,
    /// Its name as written.
    pub name: &'a str,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: String,
    /// Its value as Obsidian reads it.
    pub value: serde_json::Value,
    /// Line, from 1.
    pub line: u32,
}

/// What is seen of one property.
#[derive(Default)]
struct Seen<'a> {
    name: &'a str,
    count: usize,
    last_note: Option<usize>,
    /// Each type that a value shows, with how many do, in the order of their first.
    kinds: Vec<(&'static str, usize)>,
}

/// Every property of the notes that are not excluded, by name.
pub fn properties(catalog: &Catalog, types: &Types) -> Vec<PropertyRow> {
    let mut seen: BTreeMap<String, Seen> = BTreeMap::new();
    for file in catalog.notes() {
        for property in &catalog.files[file].note.properties {
            let entry = seen.entry(property.name.to_lowercase());
            let it = entry.or_insert_with(|| Seen { name: &property.name, ..Seen::default() });
            // `Tags` and `tags` of one note are one property of it.
            it.count += usize::from(it.last_note.replace(file) != Some(file));
            let Some(kind) = inferred(&property.value) else { continue };
            match it.kinds.iter_mut().find(|(known, _)| *known == kind) {
                Some((_, uses)) => *uses += 1,
                None => it.kinds.push((kind, 1)),
            }
        }
    }
    let row = |(key, Seen { name, count, kinds, .. }): (String, Seen)| {
        // Most values decide, and of equals the first: the last greatest of the reversed list.
        let inferred = kinds.iter().rev().max_by_key(|(_, uses)| *uses).map_or("text", |(kind, _)| kind);
        PropertyRow { name: name.to_owned(), kind: assigned(&key, types).unwrap_or(inferred).to_owned(), count }
    };
    seen.into_iter().map(row).collect()
}

/// The properties of one note, in its order.
pub fn properties_of<'a>(catalog: &'a Catalog, file: usize, types: &Types) -> Vec<ValueRow<'a>> {
    let file = &catalog.files[file];
    let row = |property: &'a Property| ValueRow {
        path: file.path.as_str(),
        name: &property.name,
        kind: assigned(&property.name.to_lowercase(), types)
            .or_else(|| inferred(&property.value))
            .unwrap_or("text")
            .to_owned(),
        value: json_value(&property.value),
        line: property.span.line,
    };
    file.note.properties.iter().map(row).collect()
}

/// The type that the vault or Obsidian itself gives a property. Obsidian's file calls a list `multitext`.
fn assigned<'a>(key: &str, types: &'a Types) -> Option<&'a str> {
    match (key, types.get(key).map(String::as_str)) {
        // These are what they are in every vault.
        ("tags", _) => Some("tags"),
        ("aliases", _) => Some("aliases"),
        ("cssclasses", _) | (_, Some("multitext")) => Some("list"),
        (_, kind) => kind,
    }
}

/// The type that a value shows; `None` for one that is empty.
fn inferred(value: &Value) -> Option<&'static str> {
    Some(match value {
        Value::Null => return None,
        Value::Bool(_) => "checkbox",
        Value::Int(_) | Value::Float(_) => "number",
        Value::Text(text) if is_date(text) => "date",
        Value::Text(text) if is_date_and_time(text) => "datetime",
        Value::Text(_) => "text",
        Value::List(items) if items.iter().all(|item| !matches!(item, Value::List(_) | Value::Map(_))) => "list",
        // Obsidian has no type for what is nested, and shows it as it stands.
        Value::List(_) | Value::Map(_) => "unknown",
    })
}

fn is_date(text: &str) -> bool {
    text.len() == "2025-03-04".len() && text.parse::<Date>().is_ok()
}

fn is_date_and_time(text: &str) -> bool {
    let as_long = ["2025-03-04T10:20".len(), "2025-03-04T10:20:30".len()].contains(&text.len());
    as_long && text.as_bytes()[10] == b'T' && text.parse::<DateTime>().is_ok()
}

fn json_value(value: &Value) -> serde_json::Value {
    match value {
        Value::Null => serde_json::Value::Null,
        Value::Bool(value) => json!(value),
        Value::Int(value) => json!(value),
        Value::Float(value) => json!(value),
        Value::Text(value) => json!(value),
        Value::List(items) => items.iter().map(json_value).collect(),
        Value::Map(entries) => entries.iter().map(|(name, value)| (name.clone(), json_value(value))).collect(),
    }
}

/// A value as a person reads it: lists with commas, nothing for nothing, a mapping as JSON.
pub fn shown(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::Null => String::new(),
        serde_json::Value::String(text) => text.clone(),
        serde_json::Value::Array(items) => items.iter().map(shown).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use vaultdex_notes::{Note, Span, VaultPath};

    use super::*;
    use crate::catalog::File;

    fn text(text: &str) -> Value {
        Value::Text(text.to_owned())
    }

    type InMemory<'a> = (&'a str, bool, &'a [(&'a str, Value)]);

    fn catalog(notes: &[InMemory]) -> Catalog {
        let property = |(name, value): &(&str, Value)| Property {
            name: (*name).to_owned(),
            value: value.clone(),
            span: Span::default(),
        };
        let file = |(path, excluded, properties): &InMemory| File {
            excluded: *excluded,
            ..File::new(
                VaultPath::new(*path),
                Note { properties: properties.iter().map(property).collect(), ..Note::default() },
            )
        };
        Catalog::new(notes.iter().map(file).collect())
    }

    #[test]
    fn a_value_shows_its_type() {
        let check = |value: Value, expected: Option<&str>| assert_eq!(inferred(&value), expected, "{value:?}");
        check(Value::Null, None);
        check(Value::Bool(true), Some("checkbox"));
        check(Value::Float(1.5), Some("number"));
        check(text("2025-03-04"), Some("date"));
        check(text("2025-13-04"), Some("text"));
        check(text("2025-03-04T10:20"), Some("datetime"));
        check(text("2025-03-04T10:20:30"), Some("datetime"));
        check(text("2025-03-04 10:20"), Some("text"));
        check(text("äöüäöüäö"), Some("text"));
        check(Value::List(vec![text("a"), Value::Int(1)]), Some("list"));
        check(Value::List(vec![]), Some("list"));
        check(Value::List(vec![Value::List(vec![text("A")])]), Some("unknown"));
        check(Value::Map(vec![]), Some("unknown"));
    }

    #[test]
    fn names_meet_in_any_case_and_most_notes_decide_the_type() {
        let catalog = catalog(&[
            ("a.md", false, &[("Rating", text("good")), ("tags", text("x")), ("genre", Value::Null)]),
            ("b.md", false, &[("rating", Value::Int(7)), ("RATING", Value::Int(8)), ("Loc", text("here"))]),
            ("c.md", false, &[("rating", Value::Int(7)), ("cssclasses", text("wide"))]),
            ("d.md", true, &[("secret", text("x"))]),
        ]);
        let types = Types::from([("loc".to_owned(), "multitext".to_owned()), ("tags".to_owned(), "text".to_owned())]);
        let rows = properties(&catalog, &types);
        let found: Vec<_> = rows.iter().map(|row| (row.name.as_str(), row.kind.as_str(), row.count)).collect();
        assert_eq!(
            found,
            [
                ("cssclasses", "list", 1),
                ("genre", "text", 1),
                ("Loc", "list", 1),
                ("Rating", "number", 3),
                ("tags", "tags", 1)
            ]
        );
    }

    #[test]
    fn values_are_shown_as_they_are() {
        let map = Value::Map(vec![("k".to_owned(), Value::Bool(true))]);
        let list = Value::List(vec![text("[[A]]"), Value::Float(1.5), Value::Null]);
        let catalog = catalog(&[("a.md", false, &[("l", list), ("m", map), ("n", Value::Null)])]);
        let rows = properties_of(&catalog, 0, &Types::new());
        let found: Vec<_> = rows.iter().map(|row| (row.value.to_string(), shown(&row.value))).collect();
        let expected = [("[\"[[A]]\",1.5,null]", "[[A]], 1.5, "), ("{\"k\":true}", "{\"k\":true}"), ("null", "")];
        assert_eq!(found, expected.map(|(json, shown)| (json.to_owned(), shown.to_owned())));
    }
}
