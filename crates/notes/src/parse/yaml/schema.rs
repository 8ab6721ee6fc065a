//! What a scalar stands for, by the core schema of YAML 1.2.

use std::ops::Range;

use crate::model::Value;

/// Interprets a scalar. The library accepts some spellings that YAML 1.2's core schema does not (`1_000`, `0b11`,
/// `tRue`) and rejects others (`012`), so an unquoted scalar is interpreted again from its source.
pub(super) fn scalar(text: Option<String>, range: &Range<usize>, yaml: &str) -> Value {
    let source = yaml[range.clone()].trim_ascii();
    let value = core_schema(source);
    match (text, value) {
        (None, value) => value,
        // A block scalar without content.
        (Some(text), _) if text.is_empty() => Value::Text(text),
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
pub(super) fn core_schema(text: &str) -> Value {
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
