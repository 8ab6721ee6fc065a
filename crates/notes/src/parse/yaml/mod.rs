//! YAML to values with source positions, parsed as by Obsidian's YAML 1.2 library. Independent of what properties mean.

mod fast;

use std::fmt;
use std::ops::Range;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::{DuplicateKeyPolicy, MergeKeyPolicy, NonFiniteFloatPolicy, Options, Spanned};

use crate::model::Value;

/// A value with its source range.
#[derive(Debug)]
pub(crate) struct Node {
    /// The value, as a tree of nodes.
    pub kind: NodeKind,
    /// For a scalar, its range in the YAML text, with any quotes; for a list or mapping only the start is reliable.
    pub range: Range<usize>,
}

/// The value of a [`Node`].
#[derive(Debug)]
pub(crate) enum NodeKind {
    /// A value other than a list or mapping.
    Scalar(Value),
    /// A list.
    List(Vec<Node>),
    /// A mapping, in source order.
    Map(Vec<(Key, Node)>),
}

/// The key of an entry of a mapping.
#[derive(Debug)]
pub(crate) struct Key {
    /// The text of the key.
    pub name: String,
    /// Its offset in the YAML text.
    pub start: usize,
}

/// A syntax error.
#[derive(Debug)]
pub(crate) struct SyntaxError {
    /// A short description.
    pub reason: String,
    /// The line within the YAML text, counted from 1.
    pub line: usize,
}

/// Parses a YAML document; `None` if it contains nothing but comments.
///
/// # Errors
///
/// Returns an error for invalid YAML, duplicate keys, and excessive nesting or use of aliases.
pub(crate) fn parse(yaml: &str) -> Result<Option<Node>, SyntaxError> {
    match fast::parse(yaml) {
        Some(entries) => Ok(Some(Node { kind: NodeKind::Map(entries), range: 0..0 })),
        None => parse_full(yaml),
    }
}

/// Parses a YAML document with the full parser.
pub(crate) fn parse_full(yaml: &str) -> Result<Option<Node>, SyntaxError> {
    match serde_saphyr::from_str_with_options::<Option<Spanned<Raw>>>(yaml, options()) {
        Ok(root) => Ok(root.map(|root| to_node(root, yaml))),
        Err(error) => Err(SyntaxError {
            reason: error_reason(&error.to_string()),
            line: error.location().map_or(1, |it| it.line() as usize),
        }),
    }
}

/// Returns the message of the library without its position and its advice for programmers.
fn error_reason(message: &str) -> String {
    let message = message.split(" at line ").next().unwrap_or_default();
    message.split([',', ';']).next().unwrap_or_default().to_string()
}

impl Node {
    /// Returns the value without positions.
    pub fn into_value(self) -> Value {
        match self.kind {
            NodeKind::Scalar(value) => value,
            NodeKind::List(items) => Value::List(items.into_iter().map(Node::into_value).collect()),
            NodeKind::Map(entries) => {
                Value::Map(entries.into_iter().map(|(key, node)| (key.name, node.into_value())).collect())
            }
        }
    }

    /// Returns the text of a string scalar.
    pub fn text(&self) -> Option<&str> {
        match &self.kind {
            NodeKind::Scalar(Value::Text(text)) => Some(text),
            _ => None,
        }
    }
}

/// Strict YAML 1.2: no duplicate keys, `<<` is an ordinary key, and only `true` and `false` are booleans. The budget
/// bounds nesting and aliases, so that no note can exhaust stack or memory.
fn options() -> Options {
    serde_saphyr::options! {
        budget: serde_saphyr::budget! { max_depth: 64, max_documents: 1, max_nodes: 250_000 },
        alias_limits: serde_saphyr::alias_limits! { max_total_replayed_events: 100_000 },
        duplicate_keys: DuplicateKeyPolicy::Error,
        merge_keys: MergeKeyPolicy::AsOrdinary,
        strict_booleans: true,
        ignore_binary_tag_for_string: true,
        non_finite_float_policy: NonFiniteFloatPolicy::AsString,
        with_snippet: false,
        emit_comments: false,
    }
}

/// A node as deserialized by the library. Scalars are reinterpreted from their source; see [`scalar`].
enum Raw {
    Text(String),
    /// An unquoted scalar that the library does not take for a string.
    Other,
    List(Vec<Spanned<Raw>>),
    Map(Vec<(Spanned<String>, Spanned<Raw>)>),
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Raw, D::Error> {
        deserializer.deserialize_any(RawVisitor)
    }
}

struct RawVisitor;

impl<'de> Visitor<'de> for RawVisitor {
    type Value = Raw;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a YAML value")
    }

    fn visit_unit<E>(self) -> Result<Raw, E> {
        Ok(Raw::Other)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Raw, E> {
        Ok(Raw::Other)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Raw, E> {
        Ok(Raw::Other)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Raw, E> {
        Ok(Raw::Other)
    }

    fn visit_i128<E>(self, _: i128) -> Result<Raw, E> {
        Ok(Raw::Other)
    }

    fn visit_u128<E>(self, _: u128) -> Result<Raw, E> {
        Ok(Raw::Other)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Raw, E> {
        Ok(Raw::Other)
    }

    fn visit_str<E>(self, text: &str) -> Result<Raw, E> {
        Ok(Raw::Text(text.to_string()))
    }

    fn visit_string<E>(self, text: String) -> Result<Raw, E> {
        Ok(Raw::Text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Raw, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Raw::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Raw, A::Error> {
        let mut map = Vec::new();
        while let Some(entry) = entries.next_entry()? {
            map.push(entry);
        }
        Ok(Raw::Map(map))
    }
}

/// Converts a deserialized node. The budget bounds the recursion.
fn to_node(spanned: Spanned<Raw>, yaml: &str) -> Node {
    let range = source_range(&spanned.defined, yaml);
    let kind = match spanned.value {
        Raw::Text(text) => NodeKind::Scalar(scalar(Some(text), &range, yaml)),
        Raw::Other => NodeKind::Scalar(scalar(None, &range, yaml)),
        Raw::List(items) => NodeKind::List(items.into_iter().map(|item| to_node(item, yaml)).collect()),
        Raw::Map(entries) => {
            let entry = |(key, value): (Spanned<String>, Spanned<Raw>)| {
                let start = source_range(&key.defined, yaml).start;
                (Key { name: key.value, start }, to_node(value, yaml))
            };
            NodeKind::Map(entries.into_iter().map(entry).collect())
        }
    };
    Node { kind, range }
}

/// Returns the byte range of a location; empty if it is unknown or off character boundaries.
fn source_range(location: &serde_saphyr::Location, yaml: &str) -> Range<usize> {
    let span = location.span();
    let start = span.byte_offset().map_or(0, |it| it as usize);
    let end = start + span.byte_len().map_or(0, |it| it as usize);
    if yaml.get(start..end).is_some() { start..end } else { 0..0 }
}

/// Interprets a scalar. The library accepts some spellings that YAML 1.2's core schema does not (`1_000`, `0b11`,
/// `tRue`) and rejects others (`012`), so an unquoted scalar is interpreted again from its source.
fn scalar(text: Option<String>, range: &Range<usize>, yaml: &str) -> Value {
    let source = yaml[range.clone()].trim_ascii();
    let value = core_schema(source);
    match (text, value) {
        (None, value) => value,
        (Some(text), value) if text == source && !is_tagged_as_text(&yaml[..range.start], &value) => value,
        // The library returns non-finite numbers as strings.
        (Some(_), value @ Value::Float(_)) if !source.starts_with(['"', '\'']) => value,
        (Some(text), _) => Value::Text(text),
    }
}

/// Whether the tag `!!str` precedes a scalar that would not be a string otherwise.
fn is_tagged_as_text(before: &str, value: &Value) -> bool {
    !matches!(value, Value::Text(_)) && before.trim_end().ends_with("!!str")
}

/// Interprets an unquoted scalar by the core schema (YAML 1.2.2, section 10.3.2).
pub(crate) fn core_schema(text: &str) -> Value {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Value::Null,
        "true" | "True" | "TRUE" => return Value::Bool(true),
        "false" | "False" | "FALSE" => return Value::Bool(false),
        ".nan" | ".NaN" | ".NAN" => return Value::Float(f64::NAN),
        _ => {}
    }
    if !text.starts_with(|letter: char| letter.is_ascii_digit() || matches!(letter, '+' | '-' | '.')) {
        return Value::Text(text.to_string());
    }
    parse_number(text).unwrap_or_else(|| Value::Text(text.to_string()))
}

fn parse_number(text: &str) -> Option<Value> {
    let integer = |digits: &str, radix: u32| {
        let is_integer = digits.chars().all(|digit| digit.is_digit(radix)) && !digits.is_empty();
        is_integer.then(|| i64::from_str_radix(digits, radix).map_or(Value::Text(text.to_string()), Value::Int))
    };
    if let Some(digits) = text.strip_prefix("0x") {
        return integer(digits, 16);
    }
    if let Some(digits) = text.strip_prefix("0o") {
        return integer(digits, 8);
    }
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") {
        let infinity = f64::INFINITY;
        return Some(Value::Float(if text.starts_with('-') { -infinity } else { infinity }));
    }
    let is_number =
        unsigned.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'e' | b'E' | b'+' | b'-'))
            && unsigned.bytes().any(|byte| byte.is_ascii_digit())
            && unsigned.starts_with(|first: char| first.is_ascii_digit() || first == '.');
    if !is_number {
        return None;
    }
    if unsigned.bytes().all(|byte| byte.is_ascii_digit())
        && let Ok(integer) = text.parse()
    {
        return Some(Value::Int(integer));
    }
    text.parse().ok().map(Value::Float)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scalars_follow_the_yaml_1_2_core_schema() {
        let check = |source: &str, expected: Value| {
            let root = parse_full(&format!("k: {source}\n")).expect(source).expect(source);
            let Value::Map(entries) = root.into_value() else { panic!("{source}") };
            assert_eq!(format!("{:?}", entries[0].1), format!("{expected:?}"), "{source}");
        };
        let text = |text: &str| Value::Text(text.to_string());
        for word in ["yes", "no", "on", "off", "y", "tRue", "nUll", "2024-01-01", "2024-01-01T10:00", "12:30:00"] {
            check(word, text(word));
        }
        for word in ["1_000", "0b11", "0O14", "0X1F", "1.2.3", "+", "1e", "v1", "1-2", "..", "<% x %>"] {
            check(word, text(word));
        }
        check("", Value::Null);
        check("~", Value::Null);
        check("Null", Value::Null);
        check("true", Value::Bool(true));
        check("FALSE", Value::Bool(false));
        check("012", Value::Int(12));
        check("+12", Value::Int(12));
        check("-7", Value::Int(-7));
        check("0x1F", Value::Int(31));
        check("0o14", Value::Int(12));
        check("1.", Value::Float(1.0));
        check(".5", Value::Float(0.5));
        check("1e3", Value::Float(1000.0));
        check("-.inf", Value::Float(f64::NEG_INFINITY));
        check("99999999999999999999", Value::Float(1e20));
        check("'12'", text("12"));
        check("!!str 12", text("12"));
        check("1e999", Value::Float(f64::INFINITY));
        check("\"true\"", text("true"));
        check("\".inf\"", text(".inf"));
        check("\"\"", text(""));
        check("'it''s'", text("it's"));
        check("\"a\\nb\"", text("a\nb"));
        check("|-\n  a\n   b", text("a\n b"));
        check("[a, 1]", Value::List(vec![text("a"), Value::Int(1)]));
        check("[[A]]", Value::List(vec![Value::List(vec![text("A")])]));
        check("{a: b}", Value::Map(vec![("a".to_string(), text("b"))]));
    }
}
