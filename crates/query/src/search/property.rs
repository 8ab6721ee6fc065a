//! The value of a property as text, number and date.

use std::borrow::Cow;

use vaultdex_notes::Value;

use super::dates::{Comparison, parse_moments};
use super::expr::Literal;

/// Whether the value of an existing property is empty.
pub(crate) fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Text(text) => text.trim().is_empty(),
        Value::List(items) => items.is_empty(),
        Value::Map(entries) => entries.is_empty(),
        Value::Bool(_) | Value::Int(_) | Value::Float(_) => false,
    }
}

/// Returns the scalar values of a property: the items of a list, at any depth, the values of a mapping, or the value
/// itself. An empty property has one value, null, so that `[tags:-x]` matches it.
pub(crate) fn scalars(value: &Value) -> Vec<&Value> {
    let mut found = Vec::new();
    gather(value, &mut found);
    if found.is_empty() {
        found.push(&Value::Null);
    }
    found
}

fn gather<'v>(value: &'v Value, found: &mut Vec<&'v Value>) {
    match value {
        Value::List(items) => items.iter().for_each(|item| gather(item, found)),
        Value::Map(entries) => entries.iter().for_each(|(_, item)| gather(item, found)),
        scalar => found.push(scalar),
    }
}

/// Returns a scalar value as text.
pub(crate) fn as_text(value: &Value) -> Cow<'_, str> {
    match value {
        Value::Text(text) => Cow::Borrowed(text),
        Value::Bool(truth) => Cow::Borrowed(if *truth { "true" } else { "false" }),
        Value::Int(number) => Cow::Owned(number.to_string()),
        Value::Float(number) => Cow::Owned(number.to_string()),
        Value::Null | Value::List(_) | Value::Map(_) => Cow::Borrowed(""),
    }
}

/// Whether a scalar value satisfies a comparison: between numbers if both sides are numbers, otherwise between dates.
pub(crate) fn compares(value: &Value, comparison: Comparison, literal: &Literal) -> bool {
    let text = match value {
        Value::Int(value) => {
            return literal.number.is_some_and(|number| comparison.holds(*value as f64, number, number));
        }
        Value::Float(value) => return literal.number.is_some_and(|number| comparison.holds(*value, number, number)),
        Value::Text(text) => link_target(text),
        Value::Null | Value::Bool(_) | Value::List(_) | Value::Map(_) => return false,
    };
    if let (Some(value), Some(literal)) = (parse_number(text), literal.number) {
        return comparison.holds(value, literal, literal);
    }
    match (parse_moments(text), literal.date) {
        (Some((value, _)), Some((first, last))) => comparison.holds(value, first, last),
        _ => false,
    }
}

/// Parses a finite decimal number, but not `inf` or `nan`.
pub(crate) fn parse_number(text: &str) -> Option<f64> {
    let is_decimal = text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'+' | b'-' | b'.' | b'e' | b'E'));
    if !is_decimal {
        return None;
    }
    text.parse().ok().filter(|number: &f64| number.is_finite())
}

/// Returns the target of a link, trimmed, or else the text itself: dates are often links to daily notes, such as
/// `[[2025-01-01]]`.
fn link_target(text: &str) -> &str {
    let text = text.trim();
    let inner = text.strip_prefix("[[").and_then(|text| text.strip_suffix("]]"));
    inner.map_or(text, |inner| inner.split('|').next().unwrap_or(inner).trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(value: Value, comparison: &str, expected: bool) {
        let (comparison, text) = Comparison::split_sign(comparison).expect("a comparison");
        let literal = Literal { text: text.to_owned(), number: parse_number(text), date: parse_moments(text) };
        assert_eq!(compares(&value, comparison, &literal), expected, "{value:?} {comparison}{text}");
    }

    #[test]
    fn numbers_and_dates_compare() {
        let text = |text: &str| Value::Text(text.to_owned());
        check(Value::Int(6), ">5", true);
        check(Value::Int(5), ">5", false);
        check(Value::Float(5.5), ">=5.5", true);
        check(text("10"), ">9", true);
        check(text("2025-01-02"), ">2025-01-01", true);
        check(text("2025-01-02"), ">2025", false);
        check(text("2025-01-02"), ">=2025", true);
        check(text("2025-01-01T08:00"), "<=2025-01-01", true);
        check(text("2025-01-01 08:00"), ">2025-01-01T07:00", true);
        check(text("[[2025-01-02|then]]"), "<2025-02", true);
        check(Value::Int(2024), "<2025", true);
        check(Value::Int(2024), "<2025-01-01", false);
        check(text("soon"), ">1", false);
        check(Value::Bool(true), ">0", false);
        check(Value::Null, "<1", false);
    }

    #[test]
    fn a_list_has_the_scalars_of_its_items() {
        let list = Value::List(vec![Value::Int(1), Value::List(vec![Value::Bool(false)])]);
        assert_eq!(scalars(&list).into_iter().map(as_text).collect::<Vec<_>>(), ["1", "false"]);
        assert_eq!(scalars(&Value::List(vec![])), [&Value::Null]);
        assert!(is_empty(&Value::Text(" ".to_owned())) && !is_empty(&Value::Bool(false)));
    }

    #[test]
    fn only_finite_decimals_are_numbers() {
        assert_eq!(["inf", "nan", "1e999", "", "-", "0x1"].map(parse_number), [None; 6]);
        assert_eq!(parse_number("-1.5e2"), Some(-150.0));
    }
}
