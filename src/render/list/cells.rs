//! The text of a value in a cell of a table.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde_json::{Map, Value};

/// The keys whose text is the path of a note.
const PATHS: [&str; 4] = ["path", "source", "destination", "sources"];

/// Returns a value as people read it: strings unchanged, null as empty, lists joined with commas, an object as its
/// `text` or `name`.
pub fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(text).collect::<Vec<_>>().join(", "),
        Value::Object(object) => name_of(object).map_or_else(|| value.to_string(), text),
        other => other.to_string(),
    }
}

/// Returns what an object is called; `None` if it has no name.
fn name_of(object: &Map<String, Value>) -> Option<&Value> {
    ["text", "name"].into_iter().filter_map(|key| object.get(key)).find(|name| !name.is_null())
}

/// Returns a value as programs read it: like [`text`], but a list is a JSON array of its items' texts.
pub fn field(value: &Value) -> String {
    let Value::Array(items) = value else { return text(value) };
    let item = |item: &Value| match item {
        Value::Object(object) => name_of(object).map_or_else(|| item.clone(), |name| Value::String(text(name))),
        other => other.clone(),
    };
    Value::Array(items.iter().map(item).collect()).to_string()
}

/// Whether the text of a key is the path of a note, or each of its texts.
pub fn is_path(key: &str, value: &Value) -> bool {
    let is_text = match value {
        Value::Array(items) => items.iter().all(Value::is_string),
        value => value.is_string(),
    };
    PATHS.contains(&key) && is_text
}

/// Returns a value as Markdown: like [`text`], but what has a note links to it.
pub fn markdown(key: &str, value: &Value) -> String {
    match value {
        Value::Array(items) => items.iter().map(|item| markdown(key, item)).collect::<Vec<_>>().join(", "),
        Value::Object(object) => {
            let note = object.get("destination").or_else(|| object.get("path")).and_then(Value::as_str);
            match note {
                Some(path) => link(path, &text(value)),
                None => escaped(&text(value)),
            }
        }
        Value::String(path) if is_path(key, value) => link(path, ""),
        other => escaped(&text(other)),
    }
}

/// Text in a cell of a Markdown table.
pub fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('|', "\\|").replace(['\n', '\r'], " ")
}

/// What the destination of a Markdown link may not have.
const IN_DESTINATION: &AsciiSet =
    &CONTROLS.add(b' ').add(b'(').add(b')').add(b'<').add(b'>').add(b'|').add(b'#').add(b'%').add(b'^').add(b'\\');

/// Returns a link to a note, with another text if one is given, for a cell of a table.
pub fn link(path: &str, text: &str) -> String {
    let name = path.strip_suffix(".md").unwrap_or(path);
    let text = if text.is_empty() { Cow::Borrowed(name) } else { Cow::Borrowed(text) };
    // A wikilink cannot name a note with these in its path.
    if name.contains(['[', ']', '|', '#', '^', '\\', '\n', '\r']) {
        let text = escaped(&text).replace('[', "\\[").replace(']', "\\]");
        return format!("[{text}]({})", utf8_percent_encode(path, IN_DESTINATION));
    }
    match text == name {
        true => format!("[[{name}]]"),
        false => format!("[[{name}\\|{}]]", text.replace(['[', ']', '|', '\n', '\r'], " ")),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn lists_are_json_arrays_in_fields() {
        let check = |value: Value, expected: &str| assert_eq!(field(&value), expected);
        check(json!("a, b"), "a, b");
        check(json!(null), "");
        check(json!([]), "[]");
        check(json!(["a, b", "c"]), r#"["a, b","c"]"#);
        check(json!([{"name": "SAP", "destination": null}]), r#"["SAP"]"#);
        check(json!([{"line": 3}, 4]), r#"[{"line":3},4]"#);
        check(json!([{"name": null, "method": "API"}]), r#"[{"name":null,"method":"API"}]"#);
        check(json!({"name": null, "method": "API"}), r#"{"name":null,"method":"API"}"#);
        check(json!({"text": "Ann", "destination": "Ann.md"}), "Ann");
    }

    #[test]
    fn notes_are_links_in_markdown() {
        let check = |key: &str, value: Value, expected: &str| assert_eq!(markdown(key, &value), expected);
        check("path", json!("a b/Orders.md"), "[[a b/Orders]]");
        check("path", json!("plan.canvas"), "[[plan.canvas]]");
        check("text", json!("Orders.md | [[x|y]]"), "Orders.md \\| [[x\\|y]]");
        check("sources", json!(["a.md", "b.md"]), "[[a]], [[b]]");
        check(
            "sources",
            json!([{"name": "SAP", "destination": "s/SAP.md"}, {"name": "CRM", "destination": null}]),
            "[[s/SAP\\|SAP]], CRM",
        );
        check("path", json!("a\nb.md"), "[a b](a%0Ab.md)");
        check("path", json!("C# [old] (1).md"), "[C# \\[old\\] (1)](C%23%20[old]%20%281%29.md)");
    }
}
