//! JSON Canvas 1.0: the text and file cards of a `.canvas` file (docs/spec/obsidian.md#canvas).

use std::fmt;
use std::ops::Range;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

use crate::model::{Block, BlockKind, LineIndex, Link, LinkKind, ListItem, Note, Problem, ProblemKind, json_string};

/// Parses a canvas. `text` is the whole `.canvas` file.
///
/// The result has a [`Block`] per text card, whose span is the JSON string without its quotes; the tasks and links of
/// the text cards; and an embed per file card. Tags in cards do not count, as in Obsidian. Invalid JSON becomes a
/// [`Problem`] of an otherwise empty note, so parsing never fails.
pub fn canvas(text: &str) -> Note {
    let mut note = Note::default();
    let lines = LineIndex::new(text);
    let cards = match parse_cards(text) {
        Ok(cards) => cards,
        Err(error) => {
            let line = (error.line().max(1) as u32).min(lines.len());
            let message = format!("this canvas is not valid JSON: {}", error_reason(&error));
            note.problems.push(Problem {
                span: lines.span(lines.line_range(line)),
                kind: ProblemKind::Canvas,
                message,
            });
            return note;
        }
    };
    for card in cards {
        match card {
            Card::Text(content) => {
                let card = super::note(&content.value);
                note.tasks.extend(map_tasks(card.tasks, &content, text, &lines));
                let span = lines.span(content.range);
                note.blocks.push(Block { kind: BlockKind::Paragraph, span });
                note.links.extend(card.links.into_iter().map(|link| Link { span, ..link }));
            }
            Card::File { file, subpath } => note.links.push(file_embed(file, &subpath, &lines)),
        }
    }
    note
}

/// Maps the spans of the tasks of a card to the canvas file. Their parents are dropped.
fn map_tasks(tasks: Vec<ListItem>, card: &JsonString, source: &str, lines: &LineIndex<'_>) -> Vec<ListItem> {
    if tasks.is_empty() {
        return tasks;
    }
    // For every byte of the decoded text, the offset in the file of the character it belongs to.
    let mut offsets = Vec::with_capacity(card.value.len() + 1);
    for (letter, range) in json_string::unescape_chars(source, card.range.clone()) {
        offsets.extend(std::iter::repeat_n(range.start, letter.len_utf8()));
    }
    offsets.push(card.range.end);
    let source_offset = |offset: u32| offsets.get(offset as usize).copied().unwrap_or(card.range.end);
    let map_task = |task: ListItem| {
        let span = lines.span(source_offset(task.span.start)..source_offset(task.span.end));
        ListItem { span, parent: -1, ..task }
    };
    tasks.into_iter().map(map_task).collect()
}

/// Returns the embed of a file card. The card contains a vault path, in which `|`, `%` and spaces have no special
/// meaning.
fn file_embed(file: JsonString, subpath: &str, lines: &LineIndex<'_>) -> Link {
    let span = lines.span(file.range);
    let target = file.value + subpath;
    Link::new(LinkKind::Embed, span, target)
}

/// Returns the message of a JSON error without its position.
fn error_reason(error: &serde_json::Error) -> String {
    error.to_string().split(" at line ").next().unwrap_or_default().to_string()
}

/// A card that is parsed. Link and group cards are not.
enum Card {
    Text(JsonString),
    File { file: JsonString, subpath: String },
}

/// A string of the canvas file, with its range between the quotes.
struct JsonString {
    value: String,
    range: Range<usize>,
}

fn parse_cards(text: &str) -> Result<Vec<Card>, serde_json::Error> {
    let text_start = text.len() - text.trim_start_matches('\u{feff}').len();
    if text[text_start..].trim().is_empty() {
        return Ok(Vec::new());
    }
    let root: Json = serde_json::from_str(&text[text_start..])?;
    let mut ranges = string_ranges(text, text_start).into_iter();
    let mut cards = Vec::new();
    // The values below are visited in document order, keys included, so the n-th string visited has the n-th range.
    let Json::Map(entries) = root else { return Ok(cards) };
    for (key, value) in entries {
        ranges.next();
        match value {
            Json::List(nodes) if key == "nodes" => {
                for node in nodes {
                    cards.extend(parse_card(node, &mut ranges));
                }
            }
            other => skip_strings(&other, &mut ranges),
        }
    }
    Ok(cards)
}

fn parse_card(node: Json, ranges: &mut impl Iterator<Item = Range<usize>>) -> Option<Card> {
    let Json::Map(entries) = node else {
        skip_strings(&node, ranges);
        return None;
    };
    let (mut kind, mut text, mut file, mut subpath) = (String::new(), None, None, String::new());
    for (key, value) in entries {
        ranges.next();
        let Json::Text(value) = value else {
            skip_strings(&value, ranges);
            continue;
        };
        let range = ranges.next().unwrap_or_default();
        match key.as_str() {
            "type" => kind = value,
            "text" => text = Some(JsonString { value, range }),
            "file" => file = Some(JsonString { value, range }),
            "subpath" => subpath = value,
            _ => {}
        }
    }
    match kind.as_str() {
        "text" => text.map(Card::Text),
        "file" => file.map(|file| Card::File { file, subpath }),
        _ => None,
    }
}

/// Skips the ranges of all strings in a value. The JSON parser bounds the depth.
fn skip_strings(value: &Json, ranges: &mut impl Iterator<Item = Range<usize>>) {
    match value {
        Json::Text(_) => drop(ranges.next()),
        Json::List(items) => items.iter().for_each(|item| skip_strings(item, ranges)),
        Json::Map(entries) => {
            for (_, value) in entries {
                ranges.next();
                skip_strings(value, ranges);
            }
        }
        Json::Other => {}
    }
}

/// Returns the ranges of all strings of valid JSON, without their quotes.
fn string_ranges(text: &str, from: usize) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut ranges = Vec::new();
    let mut at = from;
    while at < bytes.len() {
        if bytes[at] == b'"' {
            let start = at + 1;
            at = start;
            while at < bytes.len() && bytes[at] != b'"' {
                at += if bytes[at] == b'\\' { 2 } else { 1 };
            }
            ranges.push(start..at.min(bytes.len()));
        }
        at += 1;
    }
    ranges
}

/// JSON that keeps the order of the entries of objects, and duplicate keys. Numbers, booleans and null are not
/// distinguished.
enum Json {
    Text(String),
    List(Vec<Json>),
    Map(Vec<(String, Json)>),
    Other,
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Json, D::Error> {
        deserializer.deserialize_any(JsonVisitor)
    }
}

struct JsonVisitor;

impl<'de> Visitor<'de> for JsonVisitor {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Other)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Json, E> {
        Ok(Json::Other)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Json, E> {
        Ok(Json::Other)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Json, E> {
        Ok(Json::Other)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Json, E> {
        Ok(Json::Other)
    }

    fn visit_str<E>(self, text: &str) -> Result<Json, E> {
        Ok(Json::Text(text.to_string()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Json, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Json::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Json, A::Error> {
        let mut map = Vec::new();
        while let Some(entry) = entries.next_entry()? {
            map.push(entry);
        }
        Ok(Json::Map(map))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOARD: &str = r##"{
  "nodes": [
    {"id": "1", "type": "text", "text": "# \"Plan\"\nsee [[Orders#A|o]] and ![[i.png]] #tag", "x": 0, "more": ["[[no]]"]},
    {"id": "2", "file": "20 Notes/Bäcker | x.md", "type": "file", "subpath": "#H"},
    {"id": "3", "type": "link", "url": "https://x.y/[[no]]"},
    {"id": "4", "type": "group", "label": "[[no]]"},
    {"id": "5", "type": "text", "text": "[two](N%20a.md)"}
  ],
  "edges": [{"id": "e", "fromNode": "1", "toNode": "2", "label": "[[no]]"}]
}"##;

    #[test]
    fn text_and_file_cards_yield_links() {
        let note = canvas(BOARD);
        let found: Vec<_> = note.links.iter().map(|it| (it.kind, &*it.target, it.span.line, it.span.column)).collect();
        let expected = [
            (LinkKind::Wikilink, "Orders#A", 3, 42),
            (LinkKind::Embed, "i.png", 3, 42),
            (LinkKind::Embed, "20 Notes/Bäcker | x.md#H", 4, 26),
            (LinkKind::Markdown, "N a.md", 7, 42),
        ];
        assert_eq!(found, expected);
        assert!(note.tags.is_empty() && note.problems.is_empty() && note.headings.is_empty());
        assert_eq!(&BOARD[note.links[2].span.range()], "20 Notes/Bäcker | x.md");
        assert_eq!(&BOARD[note.links[3].span.range()], "[two](N%20a.md)");
        let cards: Vec<&str> = note.blocks.iter().map(|block| &BOARD[block.span.range()]).collect();
        assert_eq!(cards, [r##"# \"Plan\"\nsee [[Orders#A|o]] and ![[i.png]] #tag"##, "[two](N%20a.md)"]);
    }

    #[test]
    fn byte_order_mark_shifts_no_column() {
        let json = r#"{"nodes": [{"type": "text", "text": "- [ ] a [[B]]"}]}"#;
        let (plain, marked) = (canvas(json), canvas(&format!("\u{feff}{json}")));
        for (plain, marked) in
            [(plain.links[0].span, marked.links[0].span), (plain.tasks[0].span, marked.tasks[0].span)]
        {
            assert_eq!((marked.line, marked.column), (plain.line, plain.column));
            assert_eq!(marked.range(), plain.start as usize + 3..plain.end as usize + 3);
        }
    }

    #[test]
    fn tasks_of_cards_have_spans_in_the_canvas() {
        let board = r#"{"nodes": [{"type": "text", "text": "\u00e9 one\n- [ ] \"call\"\n\t- [x] d\u00f6ne\nend"}]}"#;
        let found = canvas(board).tasks;
        let tasks: Vec<_> = found.iter().map(|it| (it.task, &board[it.span.range()], it.text.as_str())).collect();
        let expected = [(Some(' '), r#"- [ ] \"call\""#, "\"call\""), (Some('x'), r"- [x] d\u00f6ne\nend", "döne")];
        assert_eq!(tasks, expected);
    }

    #[test]
    fn invalid_canvas_is_a_problem_and_an_empty_one_is_not() {
        let check = |text: &str, n_problems: usize| {
            let note = canvas(text);
            assert_eq!((note.links.len(), note.problems.len()), (0, n_problems), "{text:?}");
            assert_eq!(note.blocks, []);
        };
        check("", 0);
        check(" \n", 0);
        check("\u{feff}{}", 0);
        check("[1, 2]", 0);
        check("{\"nodes\": [1, {\"type\": \"text\"}]}", 0);
        check("{\"nodes\": [", 1);
        check("{\n  \"nodes\": tru}", 1);
        assert_eq!(canvas("{\n  \"nodes\": tru}").problems[0].span.line, 2);
    }
}
