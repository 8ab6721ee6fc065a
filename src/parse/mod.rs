//! From a note's text to a [`Note`]. Total and pure: what is malformed becomes a problem, and nothing else is lost.
//! Knows nothing of files or of other notes.
//!
//! Only this room knows the Markdown parser and the YAML reader. The rules are those of spec/obsidian.md, sections 1 and
//! 3; where the Markdown parser differs from Obsidian, section 5 says how the gap is bridged.

mod body;
mod canvas;
mod comments;
mod fields;
mod frontmatter;
mod ids;
mod inlines;
mod links;
mod lists;
mod mask;
mod tags;
mod yaml;

pub use canvas::{canvas, canvas_text};

use crate::model::{Block, BlockKind, LineIndex, Link, LinkKind, Note, Span};

/// Reads a note. `text` is the whole file, byte order mark and `\r` included; all places are bytes of it.
/// Never fails; change entries are left to another room.
pub fn note(text: &str) -> Note {
    let mut note = Note::default();
    let lines = LineIndex::new(text);
    let mut body_start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    if let Some(frontmatter) = frontmatter::find(text) {
        let span = lines.span(frontmatter.whole.clone());
        note.frontmatter = Some(span);
        note.blocks.push(Block { kind: BlockKind::Yaml, span });
        body_start = frontmatter.whole.end;
        frontmatter::read(text, &frontmatter, &lines, &mut note);
    }
    let (masked, regions) = mask::mask(text, body_start);
    body::read(text, &masked, body_start, &regions, &lines, &mut note);
    if note.title.is_none() {
        note.title = note.headings.iter().find(|heading| heading.level == 1).map(|heading| heading.text.clone());
    }
    note
}

/// Reads one link as it is typed on a command line: `[[x#y|z]]`, `![[x]]`, `[t](x.md)`, or a bare `x#y`, which is taken
/// as linkpath and subpath. `None` for one that leads out of the vault, and for no text at all.
pub fn link(raw: &str) -> Option<Link> {
    let raw = raw.trim();
    if raw.is_empty() {
        return None;
    }
    let looks_like_link = raw.starts_with('[') || raw.starts_with("![");
    if looks_like_link {
        let found = note(raw).links.into_iter().next().filter(|link| link.span.range() == (0..raw.len()));
        if found.is_some() || raw.ends_with(')') {
            return found;
        }
    }
    if raw.contains("://") || raw.starts_with("mailto:") {
        return None;
    }
    let parts = links::wikilink(raw, false, false);
    Some(parts.into_link(LinkKind::Wikilink, Span { start: 0, end: raw.len() as u32, line: 1, column: 1 }))
}
