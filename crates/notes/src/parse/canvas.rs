//! JSON Canvas 1.0: the links of text cards and the file cards of a `.canvas` file (spec/obsidian.md 1.2 and section 4).

use std::fmt;
use std::ops::Range;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

use crate::model::{Block, BlockKind, LineIndex, Link, LinkKind, ListItem, Note, Problem, json_string};

/// Reads a canvas. Its blocks are its text cards, each the string between its quotes. Its tasks and
/// links are those of its text cards, with an embed for each file card; broken JSON is a problem and nothing else. Tags
/// of cards do not count.
pub fn canvas(written: &str) -> Note {
    let mut note = Note::default();
    let lines = LineIndex::new(written);
    let cards = match cards(written) {
        Ok(cards) => cards,
        Err(error) => {
            let line = (error.line().max(1) as u32).min(lines.len());
            let message = format!("this canvas is not valid JSON: {}", reason(&error));
            note.problems.push(Problem { span: lines.span(lines.line_range(line)), message });
            return note;
        }
    };
    for card in cards {
        match card {
            Card::Text(text) => {
                let card = super::note(&text.value);
                note.tasks.extend(tasks(card.tasks, &text, written, &lines));
                let span = lines.span(text.range);
                note.blocks.push(Block { kind: BlockKind::Paragraph, span });
                note.links.extend(card.links.into_iter().map(|link| Link { span, ..link }));
            }
            Card::File { file, subpath } => note.links.push(file_card(file, &subpath, &lines)),
        }
    }
    note
}

/// The tasks of a card, with the places where they are written in the canvas. What they are nested in is not told.
fn tasks(tasks: Vec<ListItem>, card: &Text, written: &str, lines: &LineIndex<'_>) -> Vec<ListItem> {
    if tasks.is_empty() {
        return tasks;
    }
    let mut places = Vec::with_capacity(card.value.len() + 1);
    for (letter, place) in json_string::letters(written, card.range.clone()) {
        places.extend(std::iter::repeat_n(place.start, letter.len_utf8()));
    }
    places.push(card.range.end);
    let place = |offset: u32| places.get(offset as usize).copied().unwrap_or(card.range.end);
    let placed = |task: ListItem| {
        let span = lines.span(place(task.span.start)..place(task.span.end));
        ListItem { span, parent: -1, ..task }
    };
    tasks.into_iter().map(placed).collect()
}

/// A card names a path of the vault, in which `|`, `%` and blanks mean themselves.
fn file_card(file: Text, subpath: &str, lines: &LineIndex<'_>) -> Link {
    let span = lines.span(file.range);
    let target = file.value + subpath;
    Link::new(LinkKind::Embed, span, target)
}

fn reason(error: &serde_json::Error) -> String {
    error.to_string().split(" at line ").next().unwrap_or_default().to_string()
}

/// A card that says something of the vault.
enum Card {
    Text(Text),
    File { file: Text, subpath: String },
}

/// A string of the file, with its place inside the quotes.
struct Text {
    value: String,
    range: Range<usize>,
}

fn cards(text: &str) -> Result<Vec<Card>, serde_json::Error> {
    let text_start = text.len() - text.trim_start_matches('\u{feff}').len();
    if text[text_start..].trim().is_empty() {
        return Ok(Vec::new());
    }
    let root: Json = serde_json::from_str(&text[text_start..])?;
    let mut places = strings(text, text_start).into_iter();
    let mut cards = Vec::new();
    // Strings come in the order of the text, keys included, so counting them tells where each stands.
    let Json::Map(entries) = root else { return Ok(cards) };
    for (key, value) in entries {
        places.next();
        match value {
            Json::List(nodes) if key == "nodes" => {
                for node in nodes {
                    cards.extend(card(node, &mut places));
                }
            }
            other => skip(&other, &mut places),
        }
    }
    Ok(cards)
}

fn card(node: Json, places: &mut impl Iterator<Item = Range<usize>>) -> Option<Card> {
    let Json::Map(entries) = node else {
        skip(&node, places);
        return None;
    };
    let (mut kind, mut text, mut file, mut subpath) = (String::new(), None, None, String::new());
    for (key, value) in entries {
        places.next();
        let Json::Text(value) = value else {
            skip(&value, places);
            continue;
        };
        let range = places.next().unwrap_or_default();
        match key.as_str() {
            "type" => kind = value,
            "text" => text = Some(Text { value, range }),
            "file" => file = Some(Text { value, range }),
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

/// Passes the places of all strings in a value. Depth is bounded by the JSON reader.
fn skip(value: &Json, places: &mut impl Iterator<Item = Range<usize>>) {
    match value {
        Json::Text(_) => drop(places.next()),
        Json::List(items) => items.iter().for_each(|item| skip(item, places)),
        Json::Map(entries) => {
            for (_, value) in entries {
                places.next();
                skip(value, places);
            }
        }
        Json::Other => {}
    }
}

/// Where the strings of valid JSON stand, without their quotes.
fn strings(text: &str, from: usize) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut places = Vec::new();
    let mut at = from;
    while at < bytes.len() {
        if bytes[at] == b'"' {
            let start = at + 1;
            at = start;
            while at < bytes.len() && bytes[at] != b'"' {
                at += if bytes[at] == b'\\' { 2 } else { 1 };
            }
            places.push(start..at.min(bytes.len()));
        }
        at += 1;
    }
    places
}

/// JSON with the entries of an object in order, doubled keys included.
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
    fn cards_of_text_and_files_make_links() {
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
    fn tasks_of_cards_stand_where_they_are_written() {
        let board = r#"{"nodes": [{"type": "text", "text": "\u00e9 one\n- [ ] \"call\"\n\t- [x] d\u00f6ne\nend"}]}"#;
        let found = canvas(board).tasks;
        let drawn: Vec<_> = found.iter().map(|it| (it.task, &board[it.span.range()], it.text.as_str())).collect();
        let expected = [(Some(' '), r#"- [ ] \"call\""#, "\"call\""), (Some('x'), r"- [x] d\u00f6ne\nend", "döne")];
        assert_eq!(drawn, expected);
    }

    #[test]
    fn a_broken_canvas_is_a_problem_and_an_empty_one_is_not() {
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
