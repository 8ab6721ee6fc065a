//! YAML text to values with their places, read as Obsidian's YAML 1.2 library does. Knows nothing of what a property means.

mod fast;

use std::fmt;
use std::ops::Range;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::{DuplicateKeyPolicy, MergeKeyPolicy, NonFiniteFloatPolicy, Options, Spanned};

use crate::model::Value;

/// A value and where it was written.
#[derive(Debug)]
pub(crate) struct Node {
    /// What it is.
    pub kind: NodeKind,
    /// The scalar with its quotes; for a list or mapping only its first byte is sure. Bytes from the YAML's beginning.
    pub range: Range<usize>,
}

/// What a node is.
#[derive(Debug)]
pub(crate) enum NodeKind {
    /// Neither list nor mapping.
    Scalar(Value),
    /// The items.
    List(Vec<Node>),
    /// The entries in order.
    Map(Vec<(Key, Node)>),
}

/// The key of a mapping's entry.
#[derive(Debug)]
pub(crate) struct Key {
    /// The key as text.
    pub name: String,
    /// Where it begins.
    pub start: usize,
}

/// Why the YAML is not valid.
#[derive(Debug)]
pub(crate) struct Invalid {
    /// A few words.
    pub reason: String,
    /// The line of the YAML, counted from 1.
    pub line: usize,
}

/// Reads one YAML document; `None` where it holds nothing but comments.
pub(crate) fn read(yaml: &str) -> Result<Option<Node>, Invalid> {
    match fast::read(yaml) {
        Some(entries) => Ok(Some(Node { kind: NodeKind::Map(entries), range: 0..0 })),
        None => read_any(yaml),
    }
}

/// The same, for YAML of every kind.
pub(crate) fn read_any(yaml: &str) -> Result<Option<Node>, Invalid> {
    match serde_saphyr::from_str_with_options::<Option<Spanned<Raw>>>(yaml, options()) {
        Ok(root) => Ok(root.map(|root| node(root, yaml))),
        Err(error) => Err(Invalid {
            reason: reason(&error.to_string()),
            line: error.location().map_or(1, |it| it.line() as usize),
        }),
    }
}

/// The library's words without its place, and without its advice for programmers.
fn reason(message: &str) -> String {
    let message = message.split(" at line ").next().unwrap_or_default();
    message.split([',', ';']).next().unwrap_or_default().to_string()
}

impl Node {
    /// The value alone.
    pub fn into_value(self) -> Value {
        match self.kind {
            NodeKind::Scalar(value) => value,
            NodeKind::List(items) => Value::List(items.into_iter().map(Node::into_value).collect()),
            NodeKind::Map(entries) => {
                Value::Map(entries.into_iter().map(|(key, node)| (key.name, node.into_value())).collect())
            }
        }
    }

    /// The text of a scalar that is text.
    pub fn text(&self) -> Option<&str> {
        match &self.kind {
            NodeKind::Scalar(Value::Text(text)) => Some(text),
            _ => None,
        }
    }
}

/// Strict as YAML 1.2 is: a key stands once, `<<` is a key like others, only `true` and `false` are truth values.
/// The budget bounds nesting and aliases, so that no note can exhaust stack or memory.
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

/// What the library made of a node. Scalars are read again from their source, see [`scalar`].
enum Raw {
    Text(String),
    /// A scalar without quotes that the library takes for something else than text.
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

/// Nesting is bounded by the budget, so recursion is safe here.
fn node(spanned: Spanned<Raw>, yaml: &str) -> Node {
    let range = range(&spanned.defined, yaml);
    let kind = match spanned.value {
        Raw::Text(text) => NodeKind::Scalar(scalar(Some(text), &range, yaml)),
        Raw::Other => NodeKind::Scalar(scalar(None, &range, yaml)),
        Raw::List(items) => NodeKind::List(items.into_iter().map(|item| node(item, yaml)).collect()),
        Raw::Map(entries) => {
            let entry = |(key, value): (Spanned<String>, Spanned<Raw>)| {
                let start = self::range(&key.defined, yaml).start;
                (Key { name: key.value, start }, node(value, yaml))
            };
            NodeKind::Map(entries.into_iter().map(entry).collect())
        }
    };
    Node { kind, range }
}

fn range(place: &serde_saphyr::Location, yaml: &str) -> Range<usize> {
    let span = place.span();
    let start = span.byte_offset().map_or(0, |it| it as usize);
    let end = start + span.byte_len().map_or(0, |it| it as usize);
    if yaml.get(start..end).is_some() { start..end } else { 0..0 }
}

/// The library reads a little more as numbers than YAML 1.2's core schema does (`1_000`, `0b11`, `tRue`) and a little
/// less (`012`), so an unquoted scalar is judged again by its source.
fn scalar(text: Option<String>, range: &Range<usize>, yaml: &str) -> Value {
    let source = yaml[range.clone()].trim_ascii();
    let value = core_schema(source);
    match (text, value) {
        (None, value) => value,
        (Some(text), value) if text == source && !is_tagged_as_text(&yaml[..range.start], &value) => value,
        // The library spells numbers that are not finite in its own way.
        (Some(_), value @ Value::Float(_)) if !source.starts_with(['"', '\'']) => value,
        (Some(text), _) => Value::Text(text),
    }
}

/// Whether `!!str` stands before a scalar that would else be something different.
fn is_tagged_as_text(before: &str, value: &Value) -> bool {
    !matches!(value, Value::Text(_)) && before.trim_end().ends_with("!!str")
}

/// YAML 1.2.2, section 10.3.2.
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
    number(text).unwrap_or_else(|| Value::Text(text.to_string()))
}

fn number(text: &str) -> Option<Value> {
    let radix = |digits: &str, radix: u32| {
        let is_plain = digits.chars().all(|digit| digit.is_digit(radix)) && !digits.is_empty();
        is_plain.then(|| i64::from_str_radix(digits, radix).map_or(Value::Text(text.to_string()), Value::Int))
    };
    if let Some(digits) = text.strip_prefix("0x") {
        return radix(digits, 16);
    }
    if let Some(digits) = text.strip_prefix("0o") {
        return radix(digits, 8);
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
        && let Ok(whole) = text.parse()
    {
        return Some(Value::Int(whole));
    }
    text.parse().ok().map(Value::Float)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scalars_follow_the_core_schema_of_yaml_1_2() {
        let check = |source: &str, expected: Value| {
            let root = read_any(&format!("k: {source}\n")).expect(source).expect(source);
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
