//! From a subpath to a heading, block or footnote of a note (spec/obsidian.md 2.4). Never changes where a link leads.

use serde::Serialize;

use crate::model::{Note, Span};

/// Whether the heading, block or footnote that a link names is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// The link names none.
    None,
    /// It is there, and begins here.
    Found(Span),
    /// The note has no such thing.
    Missing,
}

impl Serialize for Anchor {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(match self {
            Anchor::None => "none",
            Anchor::Found(_) => "found",
            Anchor::Missing => "missing",
        })
    }
}

/// The headings, blocks and footnotes of one note, ready for many look-ups.
pub struct Anchors<'a> {
    note: &'a Note,
    /// Level, normalised text and place of each heading, in order.
    headings: Vec<(u8, String, Span)>,
}

impl Anchors<'_> {
    /// Reads what a note has.
    pub fn new(note: &Note) -> Anchors<'_> {
        let headings = note.headings.iter().map(|it| (it.level, normalise(&it.text), it.span)).collect();
        Anchors { note, headings }
    }

    /// What a subpath (`#Heading#Nested`, `#^block`, `#[^footnote]`, or empty) means in the note.
    pub fn find(&self, subpath: &str) -> Anchor {
        let note = self.note;
        let parts: Vec<&str> = subpath.split('#').filter(|part| !part.is_empty()).collect();
        let [first, rest @ ..] = parts.as_slice() else { return Anchor::None };
        if rest.is_empty() {
            if let Some(id) = first.strip_prefix('^') {
                let id = id.to_lowercase();
                return found(note.block_ids.iter().rev().find(|block| block.id == id).map(|block| block.span));
            }
            if let Some(id) = first.strip_prefix("[^") {
                let id = id.strip_suffix(']').unwrap_or(id);
                let known = note.footnotes.iter().any(|footnote| footnote == id);
                return found(known.then(Span::default));
            }
        }
        found(self.heading(&parts))
    }

    /// Walks down the headings: each part must lie deeper than the one before; no way back.
    fn heading(&self, parts: &[&str]) -> Option<Span> {
        let mut wanted = parts.iter().map(|part| normalise(part));
        let mut part = wanted.next()?;
        let mut level = 0;
        for (own_level, text, span) in &self.headings {
            if *own_level > level && *text == part {
                level = *own_level;
                match wanted.next() {
                    Some(next) => part = next,
                    None => return Some(*span),
                }
            }
        }
        None
    }
}

fn found(span: Option<Span>) -> Anchor {
    span.map_or(Anchor::Missing, Anchor::Found)
}

/// How headings are compared: ASCII punctuation (but `-`, `_` and `'`) is a blank, blanks collapse, case is nothing.
fn normalise(heading: &str) -> String {
    let blank =
        |letter: char| letter.is_whitespace() || (letter.is_ascii_punctuation() && !matches!(letter, '-' | '_' | '\''));
    let words: Vec<&str> = heading.split(blank).filter(|word| !word.is_empty()).collect();
    words.join(" ").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{BlockId, Heading};

    fn note(headings: &[(u8, &str)]) -> Note {
        let mut note = Note::default();
        for (line, (level, text)) in headings.iter().enumerate() {
            let span = Span { line: line as u32 + 1, ..Span::default() };
            note.headings.push(Heading { level: *level, text: (*text).to_owned(), span });
        }
        note.block_ids.push(BlockId { id: "abc".to_owned(), span: Span { line: 99, ..Span::default() } });
        note.footnotes.push("fn".to_owned());
        note
    }

    #[test]
    fn headings_blocks_and_footnotes_are_found_as_obsidian_finds_them() {
        let note = note(&[
            (1, "Orders"),
            (2, "Q&A"),
            (2, "See [[Other note|alias]]"),
            (3, "Why?"),
            (2, "Step ^1"),
            (1, "Later"),
            (3, "Why?"),
            (2, "**Bold** it's"),
        ]);
        let check = |subpath: &str, line: Option<u32>| {
            let found = match Anchors::new(&note).find(subpath) {
                Anchor::Found(span) => Some(span.line),
                _ => None,
            };
            assert_eq!(found, line, "{subpath}");
        };
        check("#Orders", Some(1));
        check("#q a", Some(2));
        check("#See Other note alias", Some(3));
        check("#Step 1", Some(5));
        check("#Orders#Why", Some(4));
        check("#Later#Why?", Some(7));
        check("#Q&A#Why", Some(4)); // A nested path may hop over siblings.
        check("#Why#Orders", None);
        check("#Bold it's", Some(8));
        check("#^ABC", Some(99));
        check("#^abd", None);
        check("#[^fn]", Some(0));
        check("#[^no]", None);
        check("#Missing", None);
        assert_eq!(Anchors::new(&note).find(""), Anchor::None);
        assert_eq!(Anchors::new(&note).find("#"), Anchor::None);
    }
}
