//! The text of a note, for rules about what the index does not store.

use std::cell::OnceCell;

use vaultdex_notes::{LineIndex, NonProseKind, Note, Span, parse};
use vaultdex_query::catalog::File;

/// The text of a note with what is known of it. It is parsed when a rule first asks for that.
pub struct NoteText<'a> {
    /// The position of the note in the catalog.
    pub position: usize,
    /// The note, as the catalog has it.
    pub file: &'a File,
    /// Its text.
    pub text: &'a str,
    lines: OnceCell<LineIndex<'a>>,
    note: OnceCell<Note>,
}

impl<'a> NoteText<'a> {
    /// Returns the text of a note.
    pub fn new(position: usize, file: &'a File, text: &'a str) -> NoteText<'a> {
        NoteText { position, file, text, lines: OnceCell::new(), note: OnceCell::new() }
    }

    /// Returns the lines of the text.
    pub fn lines(&self) -> &LineIndex<'a> {
        self.lines.get_or_init(|| LineIndex::new(self.text))
    }

    /// Returns the span of a range of bytes.
    pub fn span(&self, range: std::ops::Range<usize>) -> Span {
        self.lines().span(range)
    }

    /// Returns the parsed note.
    pub fn note(&self) -> &Note {
        self.note.get_or_init(|| parse::note(self.text))
    }

    /// Whether a byte is inside of code, math, HTML or a comment of this kind.
    pub fn is_in(&self, kind: NonProseKind, offset: usize) -> bool {
        self.note().non_prose.iter().any(|it| it.kind == kind && it.span.contains(offset as u32))
    }
}
