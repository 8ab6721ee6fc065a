//! YAML to values with source positions, parsed as by Obsidian's YAML 1.2 library. Independent of what properties mean.

mod fast;
mod keys;
mod node;
mod raw;
mod reasons;
mod schema;

use std::collections::HashMap;
use std::collections::hash_map::Entry;

pub(crate) use node::{Key, Node, NodeKind, SyntaxError};
use raw::{Raw, source_range};
use schema::scalar;
use serde_saphyr::{DuplicateKeyPolicy, MergeKeyPolicy, NonFiniteFloatPolicy, Options, Spanned};

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
    let parse = |duplicates| serde_saphyr::from_str_with_options::<Option<Spanned<Raw>>>(yaml, options(duplicates));
    let root = match parse(DuplicateKeyPolicy::Error) {
        // Obsidian compares keys by identity, so that equal lists or mappings are different keys.
        Err(serde_saphyr::Error::DuplicateMappingKey { key: None, .. }) => parse(DuplicateKeyPolicy::LastWins),
        parsed => parsed,
    };
    match root {
        Ok(root) => root.map(|root| to_node(root, yaml)).transpose(),
        Err(error) => {
            let line = error.location().map_or(1, |it| it.line() as usize);
            Err(reasons::describe(&error.to_string(), line, yaml))
        }
    }
}

/// Strict YAML 1.2: no duplicate keys, `<<` is an ordinary key, and only `true` and `false` are booleans. The budget
/// bounds nesting and aliases, so that no note can exhaust stack or memory.
fn options(duplicate_keys: DuplicateKeyPolicy) -> Options {
    serde_saphyr::options! {
        budget: serde_saphyr::budget! { max_depth: 64, max_documents: 1, max_nodes: 250_000 },
        alias_limits: serde_saphyr::alias_limits! { max_total_replayed_events: 100_000 },
        duplicate_keys: duplicate_keys,
        merge_keys: MergeKeyPolicy::AsOrdinary,
        strict_booleans: true,
        ignore_binary_tag_for_string: true,
        non_finite_float_policy: NonFiniteFloatPolicy::AsString,
        with_snippet: false,
        emit_comments: false,
    }
}

/// Converts a deserialized node. The budget bounds the recursion.
fn to_node(spanned: Spanned<Raw>, yaml: &str) -> Result<Node, SyntaxError> {
    let range = source_range(&spanned.defined, yaml);
    let kind = match spanned.value {
        Raw::Text(text) => NodeKind::Scalar(scalar(Some(text), &range, yaml)),
        Raw::Other => NodeKind::Scalar(scalar(None, &range, yaml)),
        Raw::List(items) => {
            NodeKind::List(items.into_iter().map(|item| to_node(item, yaml)).collect::<Result<_, _>>()?)
        }
        Raw::Map(entries) => NodeKind::Map(to_entries(entries, yaml)?),
    };
    Ok(Node { kind, range })
}

/// Converts the entries of a mapping. Different keys may have the same text, such as `1` and `'1'`: the last one wins.
/// Two spellings of null are the same key.
fn to_entries(entries: Vec<(Spanned<Raw>, Spanned<Raw>)>, yaml: &str) -> Result<Vec<(Key, Node)>, SyntaxError> {
    let mut converted: Vec<(Key, Node)> = Vec::with_capacity(entries.len());
    let mut positions: HashMap<String, (usize, Option<bool>)> = HashMap::with_capacity(entries.len());
    for (key, value) in entries {
        let name = keys::key_text(&key, yaml);
        // Two equal scalars are one key, unlike two equal lists. Whether it is a text; `None` for a list or mapping.
        let is_text = match &key.value {
            Raw::Text(_) => Some(true),
            Raw::Other => Some(false),
            Raw::List(_) | Raw::Map(_) => None,
        };
        let start = source_range(&key.defined, yaml).start;
        let value = to_node(value, yaml)?;
        match positions.entry(name) {
            Entry::Occupied(earlier) if is_text.is_some() && earlier.get().1 == is_text => {
                let line = yaml[..start].matches('\n').count() + 1;
                let name = if is_text == Some(false) && earlier.key().is_empty() { "null" } else { earlier.key() };
                return Err(SyntaxError { reason: format!("duplicate key: {name}"), line });
            }
            Entry::Occupied(earlier) => converted[earlier.get().0].1 = value,
            Entry::Vacant(vacant) => {
                converted.push((Key { name: vacant.key().clone(), start }, value));
                vacant.insert((converted.len() - 1, is_text));
            }
        }
    }
    Ok(converted)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Value;

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
        check("|", text(""));
        check(">-\nb: c", text(""));
        check("[a, 1]", Value::List(vec![text("a"), Value::Int(1)]));
        let placeholder = |key: &str| Value::Map(vec![(key.to_string(), Value::Null)]);
        check("{{date}}", placeholder("{ date }"));
        check("{{ date:YYYY-MM-DD HH:mm }} # why", placeholder("{ date:YYYY-MM-DD HH:mm }"));
        check("\n  - {{x}}", Value::List(vec![placeholder("{ x }")]));
        check("{x}", placeholder("x"));
        check("[[A]]", Value::List(vec![Value::List(vec![text("A")])]));
        check("{a: b}", Value::Map(vec![("a".to_string(), text("b"))]));
    }
}
