//! The properties of a vault with their types, and the properties of one note.

use std::collections::BTreeMap;

use jiff::civil::{Date, DateTime};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;
use vaultdex_notes::{Property, Value};

use crate::catalog::Catalog;

/// The types that the settings of a vault assign to properties, by lower-case name.
pub type Types = BTreeMap<String, String>;

/// A property of the vault, ignoring the case of its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PropertyRow {
    /// The name in its first spelling.
    pub name: String,
    /// The type, as Obsidian's command line names it: text, list, number, checkbox, date, datetime, tags, aliases.
    #[serde(rename = "type")]
    pub kind: String,
    /// The number of notes with the property.
    pub count: usize,
}

/// A property of a note.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ValueRow<'a> {
    /// The path of the note.
    pub path: &'a str,
    /// The name as written.
    pub name: &'a str,
    /// The type.
    #[serde(rename = "type")]
    pub kind: String,
    /// The value as Obsidian reads it.
    pub value: serde_json::Value,
    /// The line, from 1.
    pub line: u32,
}

/// The statistics of one property.
#[derive(Default)]
struct PropertyStats<'a> {
    name: &'a str,
    count: usize,
    last_note: Option<usize>,
    /// Each inferred type with its number of values, in the order of the first ones.
    kinds: Vec<(&'static str, usize)>,
}

/// Returns the properties of all notes that are not excluded, sorted by name.
pub fn properties(catalog: &Catalog, types: &Types) -> Vec<PropertyRow> {
    let mut by_name: BTreeMap<String, PropertyStats> = BTreeMap::new();
    for file in catalog.notes() {
        for property in &catalog.files[file].note.properties {
            let entry = by_name.entry(property.name.to_lowercase());
            let it = entry.or_insert_with(|| PropertyStats { name: &property.name, ..PropertyStats::default() });
            // `Tags` and `tags` are one property of a note.
            it.count += usize::from(it.last_note.replace(file) != Some(file));
            let Some(kind) = inferred(&property.value) else { continue };
            match it.kinds.iter_mut().find(|(known, _)| *known == kind) {
                Some((_, uses)) => *uses += 1,
                None => it.kinds.push((kind, 1)),
            }
        }
    }
    let row = |(key, PropertyStats { name, count, kinds, .. }): (String, PropertyStats)| {
        // The most frequent type, or the first of several. `max_by_key` returns the last maximum, hence the reversal.
        let inferred = kinds.iter().rev().max_by_key(|(_, uses)| *uses).map_or("text", |(kind, _)| kind);
        PropertyRow { name: name.to_owned(), kind: assigned(&key, types).unwrap_or(inferred).to_owned(), count }
    };
    by_name.into_iter().map(row).collect()
}

/// Returns the properties of one note, in the order of the note.
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

/// Returns the type that the settings or Obsidian itself assign to a property. The settings call a list `multitext`.
fn assigned<'a>(key: &str, types: &'a Types) -> Option<&'a str> {
    match (key, types.get(key).map(String::as_str)) {
        // These have a fixed type.
        ("tags", _) => Some("tags"),
        ("aliases", _) => Some("aliases"),
        ("cssclasses", _) | (_, Some("multitext")) => Some("list"),
        (_, kind) => kind,
    }
}

/// Returns the type of a value; `None` if it is empty.
fn inferred(value: &Value) -> Option<&'static str> {
    Some(match value {
        Value::Null => return None,
        Value::Bool(_) => "checkbox",
        Value::Int(_) | Value::Float(_) => "number",
        Value::Text(text) if is_date(text) => "date",
        Value::Text(text) if is_date_and_time(text) => "datetime",
        Value::Text(_) => "text",
        Value::List(items) if items.iter().all(|item| !matches!(item, Value::List(_) | Value::Map(_))) => "list",
        // Obsidian has no type for nested values and shows their source.
        Value::List(_) | Value::Map(_) => "unknown",
    })
}

fn is_date(text: &str) -> bool {
    text.len() == "2025-03-04".len() && text.parse::<Date>().is_ok()
}

fn is_date_and_time(text: &str) -> bool {
    let has_length = ["2025-03-04T10:20".len(), "2025-03-04T10:20:30".len()].contains(&text.len());
    has_length && text.as_bytes()[10] == b'T' && text.parse::<DateTime>().is_ok()
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

/// Returns a value for people: lists with commas, nothing for null, a mapping as JSON.
pub fn display_value(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::Null => String::new(),
        serde_json::Value::String(text) => text.clone(),
        serde_json::Value::Array(items) => items.iter().map(display_value).collect::<Vec<_>>().join(", "),
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
    fn type_is_inferred_from_the_value() {
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
    fn names_ignore_case_and_the_most_frequent_type_wins() {
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
    fn values_are_displayed_for_people() {
        let map = Value::Map(vec![("k".to_owned(), Value::Bool(true))]);
        let list = Value::List(vec![text("[[A]]"), Value::Float(1.5), Value::Null]);
        let catalog = catalog(&[("a.md", false, &[("l", list), ("m", map), ("n", Value::Null)])]);
        let rows = properties_of(&catalog, 0, &Types::new());
        let found: Vec<_> = rows.iter().map(|row| (row.value.to_string(), display_value(&row.value))).collect();
        let expected = [("[\"[[A]]\",1.5,null]", "[[A]], 1.5, "), ("{\"k\":true}", "{\"k\":true}"), ("null", "")];
        assert_eq!(found, expected.map(|(json, shown)| (json.to_owned(), shown.to_owned())));
    }
}
