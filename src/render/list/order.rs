//! The order of a list by one of its fields.

use std::cmp::Ordering;

use serde::Serialize;
use serde_json::Value;
use vaultdex_notes::text::link_key;

use super::cells;
use super::items::Layout;

/// The fields of which the highest value, or the latest, is looked for: it comes first.
const HIGHEST_FIRST: [&str; 13] = [
    "count",
    "notes",
    "score",
    "days",
    "overdue",
    "open_tasks",
    "completeness",
    "modified",
    "in",
    "out",
    "other",
    "active",
    "all",
];

/// Sorts items by a field (docs/spec/cli.md#order): numbers by value, texts without regard to case, lists by their length and then their texts.
/// What lacks the field comes last. Items that are equal keep their order.
pub fn sort_by_field<T: Serialize>(layout: &Layout, items: &mut Vec<T>, field: &str, is_reversed: bool) {
    let computed = layout.computed.iter().find(|(name, _)| *name == field).map(|(_, compute)| compute);
    let keyed = items.drain(..).map(|item| {
        let mut value = serde_json::to_value(&item).unwrap_or_default();
        let value = match (value.is_object(), computed) {
            (true, Some(compute)) => Some(compute(&value)).filter(|text| !text.is_empty()).into(),
            (true, None) => value[field].take(),
            (false, _) => value,
        };
        (Key::of(&value), item)
    });
    let mut keyed: Vec<(Key, T)> = keyed.collect();
    let is_descending = HIGHEST_FIRST.contains(&field) != is_reversed;
    keyed.sort_by(|(left, _), (right, _)| match (is_descending, left, right) {
        (false, ..) | (_, Key::None, _) | (.., Key::None) => left.compare(right),
        (true, ..) => right.compare(left),
    });
    items.extend(keyed.into_iter().map(|(_, item)| item));
}

/// What is compared of a value.
enum Key {
    /// A number, or the length of a list with its text.
    Number(f64, String),
    /// A text without its case, and as it is.
    Text(String, String),
    /// Nothing.
    None,
}

impl Key {
    fn of(value: &Value) -> Key {
        match value {
            Value::Null => Key::None,
            Value::Bool(it) => Key::Number(f64::from(u8::from(*it)), String::new()),
            Value::Number(it) => Key::Number(it.as_f64().unwrap_or_default(), String::new()),
            Value::Array(items) => Key::Number(items.len() as f64, link_key(&cells::text(value))),
            value => {
                let text = cells::text(value);
                Key::Text(link_key(&text), text)
            }
        }
    }

    fn compare(&self, other: &Key) -> Ordering {
        match (self, other) {
            (Key::Number(left, text), Key::Number(right, other)) => left.total_cmp(right).then_with(|| text.cmp(other)),
            (Key::Text(left, text), Key::Text(right, other)) => left.cmp(right).then_with(|| text.cmp(other)),
            _ => self.rank().cmp(&other.rank()),
        }
    }

    fn rank(&self) -> u8 {
        match self {
            Key::Number(..) => 0,
            Key::Text(..) => 1,
            Key::None => 2,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    static THINGS: Layout = Layout::new("things", "thing", &["it", "flow"], "it")
        .with_computed(&[("flow", |item| item["it"].as_str().unwrap_or_default().to_uppercase())]);

    fn check(values: Vec<Value>, expected: Vec<Value>) {
        let mut items: Vec<Value> = values.into_iter().map(|value| json!({"it": value})).collect();
        sort_by_field(&THINGS, &mut items, "it", false);
        let sorted: Vec<Value> = items.into_iter().map(|mut item| item["it"].take()).collect();
        assert_eq!(sorted, expected);
    }

    #[test]
    fn values_are_compared_by_their_kind() {
        check(vec![json!(10), json!(null), json!(9)], vec![json!(9), json!(10), json!(null)]);
        check(vec![json!("b"), json!("A"), json!("a")], vec![json!("A"), json!("a"), json!("b")]);
        check(vec![json!(["b", "c"]), json!(["d"]), json!([])], vec![json!([]), json!(["d"]), json!(["b", "c"])]);
        check(vec![json!({"text": "b"}), json!({"text": "a"})], vec![json!({"text": "a"}), json!({"text": "b"})]);
    }

    #[test]
    fn the_highest_count_comes_first() {
        let mut items = vec![json!({"count": null}), json!({"count": 2}), json!({"count": 10})];
        sort_by_field(&THINGS, &mut items, "count", false);
        assert_eq!(items, [json!({"count": 10}), json!({"count": 2}), json!({"count": null})]);
    }

    #[test]
    fn what_lacks_the_field_is_last_in_both_directions() {
        for (is_reversed, expected) in [(false, ["a", "b"]), (true, ["b", "a"])] {
            let mut items = vec![json!({"it": null}), json!({"it": "b"}), json!({"it": "a"})];
            for field in ["it", "flow"] {
                sort_by_field(&THINGS, &mut items, field, is_reversed);
                assert_eq!(
                    items,
                    [json!({"it": expected[0]}), json!({"it": expected[1]}), json!({"it": null})],
                    "{field}"
                );
            }
        }
    }

    #[test]
    fn paths_are_their_own_field() {
        let mut items = vec!["b.md", "A.md"];
        sort_by_field(&THINGS, &mut items, "path", false);
        assert_eq!(items, ["A.md", "b.md"]);
    }
}
