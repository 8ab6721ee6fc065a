//! Lists of integrations in YAML and JSON blocks: items with a source and a target. The blocks are read line by line,
//! because they are often not valid.

use std::borrow::Cow;

use super::statement::{Form, Statement};
use super::topic::Topic;
use crate::document::text::Text;
use crate::integrations::builder::{Rank, RecordBuilder};
use crate::integrations::context::NoteContext;
use crate::model::{Role, Shape};
use crate::vocabulary::canonical_name::property_name;
use crate::vocabulary::fields;
use crate::vocabulary::fields::Target;

/// How many items of a block are read.
const MOST_ITEMS: usize = 2000;

/// A key of an item with its value and the offset of the value in the block.
type Pair<'t> = (&'t str, usize, &'t str);

/// Returns the statements of the blocks directly below a node.
pub(super) fn read_blocks(context: &NoteContext, node: usize, topic: Topic) -> Vec<Statement> {
    let mut statements = Vec::new();
    let place = context.place_of_node(node);
    for content in context.code_blocks_of(node, &["yaml", "yml", "json"]) {
        let start = content.start;
        for item in items(&context.text[content]).into_iter().take(MOST_ITEMS) {
            let mut builder = RecordBuilder::new(Shape::Register);
            for (key, at, value) in &item {
                let name = property_name(key);
                let target = fields::property(&name).or((name == "type").then_some(Target::Kind));
                let range = start + at..start + at + value.len();
                let text = Text { raw: Cow::Owned((*value).to_owned()), span: context.lines.span(range) };
                if builder.record.span.line == 0 {
                    builder.record.span = text.span;
                }
                if let Some(target) = target.filter(|_| !value.is_empty()) {
                    builder.place_value(target, Rank::Primary, std::slice::from_ref(&text), &text, place.clone());
                }
            }
            let has = |role: Role| builder.record.in_role(role).next().is_some();
            if (has(Role::Source) || has(Role::Publisher)) && (has(Role::Target) || has(Role::Subscriber)) {
                statements.push(Statement { record: builder.finish_unit(), form: Form::Item, noun: topic.noun });
            }
        }
    }
    statements
}

/// Returns the items of a block: what follows a dash or an opening brace.
fn items(block: &str) -> Vec<Vec<Pair<'_>>> {
    let mut items: Vec<Vec<Pair>> = Vec::new();
    for line in block.split_inclusive('\n') {
        let body = line.trim();
        if body.starts_with("- ") || body.starts_with('{') || body.starts_with("-{") {
            items.push(Vec::new());
        }
        let Some(item) = items.last_mut() else { continue };
        let inner = body.trim_start_matches(['-', ' ', '{']).trim_end_matches(['}', ',', ' ']);
        let is_flow = inner.matches(": ").count() > 1;
        for part in inner.split(move |letter| is_flow && letter == ',') {
            let Some((key, value)) = part.split_once(':') else { continue };
            let (key, value) = (trimmed(key), trimmed(value.split(" #").next().unwrap_or(value)));
            let offset = value.as_ptr() as usize - block.as_ptr() as usize;
            let is_key =
                !key.is_empty() && key.chars().all(|letter| letter.is_alphanumeric() || "_- ".contains(letter));
            if is_key && !value.starts_with(['[', '|', '>', '{']) {
                item.push((key, offset, value));
            }
        }
    }
    items.retain(|item| item.len() > 1);
    items
}

/// Returns a key or value without quotes.
fn trimmed(text: &str) -> &str {
    text.trim().trim_end_matches(',').trim_matches(['"', '\'', ' '])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_lists_of_keys() {
        let check = |block: &str, expected: &[&[(&str, &str)]]| {
            let found: Vec<Vec<(&str, &str)>> = items(block)
                .iter()
                .map(|item| {
                    item.iter()
                        .map(|(key, at, value)| {
                            assert_eq!(&block[*at..*at + value.len()], *value);
                            (*key, *value)
                        })
                        .collect()
                })
                .collect();
            assert_eq!(found, expected, "{block}");
        };
        check(
            "feeds:\n  - name: a\n    source: X # old\n  - name: b\n    source: \"Y\"\n",
            &[&[("name", "a"), ("source", "X")], &[("name", "b"), ("source", "Y")]],
        );
        check("[\n  {\"name\": \"a\", \"source\": \"X\"},\n]\n", &[&[("name", "a"), ("source", "X")]]);
        check("a: 1\nb: 2\n", &[]);
        check("", &[]);
    }
}
