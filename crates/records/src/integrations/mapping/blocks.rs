//! Mappings in YAML and JSON blocks: items with a source and a target, or pairs of fields, below a heading of mappings
//! (docs/spec/integrations.md#code-blocks). The blocks are read line by line, because they are often not valid.

use super::{empty_mapping, push_sources};
use crate::integrations::builder::RecordBuilder;
use crate::integrations::context::NoteContext;
use crate::model::{Mapping, MappingLevel, State};
use crate::vocabulary::canonical_name::property_name;
use crate::vocabulary::mapping_columns::{Column, column_by_name};
use crate::vocabulary::sections::Section;

/// Keys that hold the items and are not fields themselves.
const CONTAINERS: [&str; 6] = ["mappings", "mapping", "fields", "field_mappings", "fieldMappings", "field_mapping"];

/// One item of a block.
#[derive(Default)]
struct Item<'t> {
    source: Option<&'t str>,
    target: Option<&'t str>,
    rule: Option<&'t str>,
    at: usize,
}

/// Extracts the mappings of all blocks in mapping sections.
pub(crate) fn read_mapping_blocks(context: &NoteContext, builder: &mut RecordBuilder) {
    let is_mapping = |node: usize| {
        matches!(context.sections[node], Section::Mapping | Section::ReverseMapping)
            || context.outline.nodes[node].name.split(' ').any(|word| matches!(word, "mapping" | "mappings"))
    };
    for (node, content) in context.code_blocks(&["yaml", "yml", "json"]) {
        if !context.outline.ancestors(node).any(is_mapping) {
            continue;
        }
        let start = content.start;
        for item in items(&context.text[content]) {
            let (Some(source), Some(target)) = (item.source, item.target) else { continue };
            let span = context.lines.span(start + item.at..start + item.at + source.len());
            let mapping = Mapping {
                target: Some(target.into()),
                rule: item.rule.map(Into::into),
                ..empty_mapping(context, node, MappingLevel::Field, State::Filled, span)
            };
            push_sources(source, mapping, &mut builder.record.mappings);
        }
    }
}

/// Returns the items of a block.
fn items(block: &str) -> Vec<Item<'_>> {
    let (mut items, mut pairs): (Vec<Item>, Vec<Item>) = (Vec::new(), Vec::new());
    let mut at = 0;
    for line in block.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let body = line.trim();
        if body.starts_with("- ") || body.starts_with('{') || body.starts_with("-{") {
            items.push(Item { at: start, ..Item::default() });
        }
        // An object may be on one line: `{"source": "a", "target": "b"}`.
        for part in body.trim_start_matches("- ").trim_matches(['{', '}', ',']).split("\",").flat_map(split_flow) {
            let Some((key, value)) = pair(part) else { continue };
            let offset = start + line.find(value).unwrap_or(0);
            let name = property_name(key);
            match column_by_name(&name) {
                Column::Source if !value.is_empty() => {
                    set(&mut items, |item| (item.source, item.at) = (Some(value), offset))
                }
                Column::Target if !value.is_empty() => set(&mut items, |item| item.target = Some(value)),
                Column::Rule if !value.is_empty() => set(&mut items, |item| item.rule = Some(value)),
                Column::Unknown if !value.is_empty() && !CONTAINERS.contains(&key) => {
                    pairs.push(Item {
                        source: Some(key),
                        target: Some(value),
                        rule: None,
                        at: start + line.find(key).unwrap_or(0),
                    });
                }
                _ => {}
            }
        }
    }
    items.retain(|item| item.source.is_some() && item.target.is_some());
    if items.is_empty() && pairs.len() > 1 { pairs } else { items }
}

fn set<'t>(items: &mut Vec<Item<'t>>, set: impl FnOnce(&mut Item<'t>)) {
    if items.is_empty() {
        items.push(Item::default());
    }
    if let Some(item) = items.last_mut() {
        set(item);
    }
}

/// Splits `a: b, c: d` of YAML's flow style.
fn split_flow(part: &str) -> impl Iterator<Item = &str> {
    let is_flow = part.matches(": ").count() > 1;
    part.split(move |letter| is_flow && letter == ',')
}

/// Parses `key: value` without quotes.
fn pair(text: &str) -> Option<(&str, &str)> {
    let (key, value) = text.split_once(':')?;
    let key = bare(key);
    let value = bare(value.split(" #").next().unwrap_or(value));
    let is_key = !key.is_empty() && key.chars().all(|letter| letter.is_alphanumeric() || "_-.$ ".contains(letter));
    (is_key && !value.starts_with(['[', '|', '>'])).then_some((key, value))
}

/// Returns a key or value without quotes and braces.
fn bare(text: &str) -> &str {
    text.trim().trim_end_matches(',').trim_matches(['"', '\'', '{', '}', ' '])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_have_a_source_and_a_target() {
        let check = |block: &str, expected: &[(&str, &str)]| {
            let found: Vec<_> = items(block).iter().filter_map(|item| Some((item.source?, item.target?))).collect();
            assert_eq!(found, expected, "{block}");
        };
        check(
            "mappings:\n  - source: gate_id\n    target: gateNumber\n  - source: b\n    target: c\n",
            &[("gate_id", "gateNumber"), ("b", "c")],
        );
        check("- {from: a, to: b}\n", &[("a", "b")]);
        check(
            "[\n  {\"source\": \"a\", \"target\": \"b\"},\n  {\"source\": \"c\", \"target\": \"d\"}\n]\n",
            &[("a", "b"), ("c", "d")],
        );
        check("old_id: newId\nold_name: newName\n", &[("old_id", "newId"), ("old_name", "newName")]);
        check("retry: 3\n", &[]);
        check("", &[]);
    }
}
