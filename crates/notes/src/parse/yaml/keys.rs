//! The text of keys. Obsidian keeps properties in an object, whose keys are texts: a null key becomes the empty text, a
//! number or boolean its shortest spelling, and a list or mapping what the JavaScript library `yaml` writes for it
//! (docs/spec/obsidian.md#keys-of-properties).

use serde_saphyr::Spanned;

use super::raw::{Raw, source_range};
use super::schema::scalar;
use crate::model::Value;

/// The length, in characters, above which a list or mapping takes a line for each of its entries.
const MAX_LINE: usize = 60;

/// Returns the text of a key. The budget of the parser bounds the recursion.
pub(super) fn key_text(key: &Spanned<Raw>, yaml: &str) -> String {
    let text = match &key.value {
        Raw::Text(text) => Some(text.clone()),
        Raw::Other => None,
        Raw::List(_) | Raw::Map(_) => return source_text(key, yaml),
    };
    match scalar(text, &source_range(&key.defined, yaml), yaml) {
        Value::Text(text) => text,
        Value::Bool(is_true) => is_true.to_string(),
        Value::Int(number) => number.to_string(),
        Value::Float(number) => number_text(number),
        Value::Null | Value::List(_) | Value::Map(_) => String::new(),
    }
}

/// Formats a number as JavaScript does.
fn number_text(number: f64) -> String {
    match number {
        _ if number.is_nan() => "NaN".to_string(),
        _ if number.is_infinite() => if number > 0.0 { "Infinity" } else { "-Infinity" }.to_string(),
        0.0 => "0".to_string(),
        _ if number.abs() >= 1e21 || number.abs() < 1e-6 => {
            let text = format!("{number:e}");
            if text.contains("e-") { text } else { text.replace('e', "e+") }
        }
        _ => number.to_string(),
    }
}

/// Writes a node of a key: scalars as in the source, lists and mappings in flow style.
fn source_text(node: &Spanned<Raw>, yaml: &str) -> String {
    match &node.value {
        Raw::Text(text) => match yaml[source_range(&node.defined, yaml)].trim() {
            "" => text.clone(),
            source => source.split_whitespace().collect::<Vec<_>>().join(" "),
        },
        Raw::Other => yaml[source_range(&node.defined, yaml)].trim().to_string(),
        Raw::List(items) => in_brackets(items.iter().map(|item| source_text(item, yaml)).collect(), ['[', ']']),
        Raw::Map(entries) => {
            let entries = entries.iter().map(|(key, value)| entry_text(key, value, yaml));
            in_brackets(entries.collect(), ['{', '}'])
        }
    }
}

/// Writes an entry of a mapping. A key that is a list or mapping needs a `?`.
fn entry_text(key: &Spanned<Raw>, value: &Spanned<Raw>, yaml: &str) -> String {
    let key_text = source_text(key, yaml);
    let value_text = source_text(value, yaml);
    let is_collection = matches!(key.value, Raw::List(_) | Raw::Map(_));
    match (is_collection, value_text.as_str()) {
        (true, "") => format!("? {key_text}"),
        (true, _) => format!("? {key_text}\n: {value_text}"),
        (false, "") => {
            let after = yaml.get(source_range(&key.defined, yaml).end..).unwrap_or_default();
            let has_colon = after.trim_start().starts_with(':');
            if has_colon { format!("{key_text}:") } else { key_text }
        }
        (false, _) => format!("{key_text}: {value_text}"),
    }
}

fn in_brackets(entries: Vec<String>, [open, close]: [char; 2]) -> String {
    if entries.is_empty() {
        return format!("{open}{close}");
    }
    let length: usize = entries.iter().map(|entry| entry.chars().count() + 2).sum();
    if length + 2 <= MAX_LINE && !entries.iter().any(|entry| entry.contains('\n')) {
        return format!("{open} {} {close}", entries.join(", "));
    }
    let lines: Vec<String> = entries.iter().map(|entry| format!("  {}", entry.replace('\n', "\n  "))).collect();
    format!("{open}\n{}\n{close}", lines.join(",\n"))
}

#[cfg(test)]
mod tests {
    use super::super::parse_full;
    use crate::model::Value;

    /// The expected texts were written by the JavaScript library.
    #[test]
    fn keys_are_texts_as_the_javascript_library_writes_them() {
        let check = |source: &str, expected: &str| {
            let parsed = parse_full(source).unwrap_or_else(|error| panic!("{source:?}: {}", error.reason));
            let Some(Value::Map(entries)) = parsed.map(super::super::Node::into_value) else { panic!("{source:?}") };
            assert_eq!(entries[0].0, expected, "{source:?}");
        };
        for (source, expected) in [
            (": x", ""),
            ("?", ""),
            ("? \n: x", ""),
            ("null: x", ""),
            ("~: x", ""),
            ("1: x", "1"),
            ("1.50: x", "1.5"),
            ("0x10: x", "16"),
            ("1e3: x", "1000"),
            ("1e21: x", "1e+21"),
            ("1e-7: x", "1e-7"),
            ("-0.0: x", "0"),
            ("-.inf: x", "-Infinity"),
            (".nan: x", "NaN"),
            ("TRUE: x", "true"),
            ("'1': x", "1"),
            ("2024-01-01: x", "2024-01-01"),
            ("? |\n  x\n: c", "x\n"),
            ("? a", "a"),
            ("{}: x", "{}"),
            ("[]: x", "[]"),
            ("[[X]]: y", "[ [ X ] ]"),
            ("{{x}}: y", "{ ? { x } }"),
            ("? - a\n  - b: c\n    d: e\n: f", "[ a, { b: c, d: e } ]"),
            ("? a:\n    b: c\n: d", "{ a: { b: c } }"),
            ("[a: b]: c", "[ { a: b } ]"),
            ("{a: 1, b: true, c: null, d: ~, e: 1.50}: d", "{ a: 1, b: true, c: null, d: ~, e: 1.50 }"),
            ("{a: \"b c\", 'd': ''}: 1", "{ a: \"b c\", 'd': '' }"),
            ("{a: , b}: z", "{ a:, b }"),
            ("{a: [], b: {}}: c", "{ a: [], b: {} }"),
            ("{{x}: y}: z", "{\n  ? { x }\n  : y\n}"),
            ("{{a: {{b}}}}: c", "{ ? { a: { ? { b } } } }"),
        ] {
            check(source, expected);
        }
        let (long, longer) = ("a".repeat(40), "b".repeat(50));
        check(&format!("{{{long}, {longer}}}: x"), &format!("{{\n  {long},\n  {longer}\n}}"));
    }
}
