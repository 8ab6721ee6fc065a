//! Lines of a note as the scanner handles them, and their position among the elements of the note.

use std::ops::Range;

use vaultdex_notes::Note;

use crate::changelog::scope::Scope;
use crate::document::list_marker::{indent, item_text};

/// The indentation of a paragraph that is an entry, until a blank line ends it. List items directly below are its
/// details.
pub(crate) const PARAGRAPH: isize = -1;
/// The indentation of a paragraph that consists of a date. It ends at the next paragraph.
pub(crate) const DAY_PARAGRAPH: isize = -2;

/// The numbers of headings, ranges without prose and blocks of a note that end before the current line.
#[derive(Default)]
pub(crate) struct Position {
    pub(crate) n_headings: usize,
    pub(crate) n_non_prose: usize,
    pub(crate) n_blocks: usize,
}

impl Position {
    /// Moves forward to an offset.
    pub(crate) fn move_to(&mut self, note: &Note, offset: u32) {
        while note.headings.get(self.n_headings).is_some_and(|heading| heading.span.end <= offset) {
            self.n_headings += 1;
        }
        while note.non_prose.get(self.n_non_prose).is_some_and(|hidden| hidden.span.end <= offset) {
            self.n_non_prose += 1;
        }
        while note.blocks.get(self.n_blocks).is_some_and(|block| block.span.end <= offset) {
            self.n_blocks += 1;
        }
    }
}

/// A line that may be an entry or part of one.
pub(crate) struct Line<'a> {
    pub(crate) range: Range<usize>,
    pub(crate) text: &'a str,
    /// The indentation in columns.
    pub(crate) indent: isize,
    /// The text after the indentation.
    pub(crate) body: &'a str,
    /// The text of the list item that the line begins.
    pub(crate) item: Option<&'a str>,
    pub(crate) scope: Scope,
    /// Whether Markdown parses the line as indented code.
    pub(crate) is_code: bool,
}

impl<'a> Line<'a> {
    pub(crate) fn new(text: &'a str, range: Range<usize>, scope: Scope, is_code: bool) -> Line<'a> {
        let text = &text[range.clone()];
        let (indent, body) = indent(text);
        Line { range, text, indent, body, item: item_text(body), scope, is_code }
    }

    pub(crate) fn is_comment(&self) -> bool {
        self.body.starts_with("%%") || self.body.starts_with("<!--")
    }

    /// Returns the indentation at which the lines nested in this one begin.
    pub(crate) fn depth(&self) -> isize {
        if self.item.is_some() { self.indent } else { PARAGRAPH }
    }
}

/// Whether a line is a link definition or a block ID.
pub(crate) fn is_definition_or_block_id(line: &str) -> bool {
    let line = line.trim();
    let is_address = || {
        line.split_once("]:").is_some_and(|(name, rest)| {
            let address = rest.split_whitespace().next().unwrap_or_default();
            let is_path = address.contains("://") || address.starts_with(['/', '<', '#', '.']);
            is_path && !name[1..].contains(['[', ']'])
        })
    };
    let is_id = || line.bytes().skip(1).all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    line.starts_with('[') && is_address() || line.starts_with('^') && is_id()
}
