//! Resolution of subpaths to headings, blocks and footnotes of a note (docs/spec/obsidian.md#subpaths). A missing
//! target does not make a link unresolved.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Serialize;

use crate::model::{Note, Span};

/// The result of resolving a subpath. Serializes as `"none"`, `"found"` or `"missing"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SubpathTarget {
    /// The subpath is empty.
    None,
    /// The note has the heading, block or footnote; the span is that of the heading or block. For a footnote, it is
    /// [`Span::default`].
    Found(Span),
    /// The note has no such heading, block or footnote.
    Missing,
}

impl Serialize for SubpathTarget {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(match self {
            SubpathTarget::None => "none",
            SubpathTarget::Found(_) => "found",
            SubpathTarget::Missing => "missing",
        })
    }
}

impl JsonSchema for SubpathTarget {
    fn schema_name() -> Cow<'static, str> {
        "SubpathTarget".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "enum": ["none", "found", "missing"]})
    }
}

/// The headings, blocks and footnotes of a note, prepared for repeated lookups.
#[derive(Debug)]
pub struct SubpathTargets<'a> {
    note: &'a Note,
    /// Level, normalized text and span of each heading, in order.
    headings: Vec<(u8, String, Span)>,
}

impl SubpathTargets<'_> {
    /// Prepares the targets of a note.
    pub fn new(note: &Note) -> SubpathTargets<'_> {
        let headings = note.headings.iter().map(|it| (it.level, normalize_heading(&it.text), it.span)).collect();
        SubpathTargets { note, headings }
    }

    /// Finds the target of a subpath: `#Heading#Nested`, `#^block`, `#[^footnote]`, or empty.
    ///
    /// If several blocks have the same identifier, the last one wins; of headings with the same text, the first.
    pub fn find(&self, subpath: &str) -> SubpathTarget {
        let note = self.note;
        let parts: Vec<&str> = subpath.split('#').filter(|part| !part.is_empty()).collect();
        let [first, rest @ ..] = parts.as_slice() else { return SubpathTarget::None };
        if rest.is_empty() {
            if let Some(id) = first.strip_prefix('^') {
                let id = id.to_lowercase();
                return found_or_missing(
                    note.block_ids.iter().rev().find(|block| block.id == id).map(|block| block.span),
                );
            }
            if let Some(id) = first.strip_prefix("[^") {
                let id = id.strip_suffix(']').unwrap_or(id);
                let known = note.footnotes.iter().any(|footnote| footnote == id);
                return found_or_missing(known.then(Span::default));
            }
        }
        found_or_missing(self.find_heading(&parts))
    }

    /// Finds a heading path in a single pass: each part must match a later heading of a deeper level than the part
    /// before it.
    fn find_heading(&self, parts: &[&str]) -> Option<Span> {
        let mut wanted = parts.iter().map(|part| normalize_heading(part));
        let mut part = wanted.next()?;
        let mut level = 0;
        for (heading_level, text, span) in &self.headings {
            if *heading_level > level && *text == part {
                level = *heading_level;
                match wanted.next() {
                    Some(next) => part = next,
                    None => return Some(*span),
                }
            }
        }
        None
    }
}

fn found_or_missing(span: Option<Span>) -> SubpathTarget {
    span.map_or(SubpathTarget::Missing, SubpathTarget::Found)
}

/// Returns the form in which headings are compared: runs of white space and ASCII punctuation (except `-`, `_` and `'`)
/// become single spaces, and letters are lower-cased.
fn normalize_heading(heading: &str) -> String {
    let is_separator =
        |letter: char| letter.is_whitespace() || (letter.is_ascii_punctuation() && !matches!(letter, '-' | '_' | '\''));
    let words: Vec<&str> = heading.split(is_separator).filter(|word| !word.is_empty()).collect();
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
    fn subpaths_resolve_as_in_obsidian() {
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
            let found = match SubpathTargets::new(&note).find(subpath) {
                SubpathTarget::Found(span) => Some(span.line),
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
        check("#Q&A#Why", Some(4)); // A heading path may skip over siblings.
        check("#Why#Orders", None);
        check("#Bold it's", Some(8));
        check("#^ABC", Some(99));
        check("#^abd", None);
        check("#[^fn]", Some(0));
        check("#[^no]", None);
        check("#Missing", None);
        assert_eq!(SubpathTargets::new(&note).find(""), SubpathTarget::None);
        assert_eq!(SubpathTargets::new(&note).find("#"), SubpathTarget::None);
    }
}
