//! A note as input of the readers: its text, its parsed form, the synonyms of the vault, and data that several readers
//! need, which is computed once. Does not know the meaning of the note.

use std::cell::OnceCell;

use vaultdex_notes::{LineIndex, Note};

use super::tables;
use super::tables::TableText;
use crate::vocabulary::synonyms::Synonyms;

/// A note as input of the readers.
#[derive(Debug)]
pub struct NoteSource<'a> {
    /// The text of the file.
    pub(crate) text: &'a str,
    /// The parsed form of the text.
    pub(crate) note: &'a Note,
    /// The synonyms of the vault for names of keys, headings and columns.
    pub(crate) synonyms: &'a Synonyms,
    /// The line index, computed on first use.
    lines: OnceCell<LineIndex<'a>>,
    /// The tables, computed on first use.
    tables: OnceCell<Vec<TableText<'a>>>,
}

impl<'a> NoteSource<'a> {
    /// Creates the input for a note. `note` must be the parsed form of `text`.
    pub fn new(text: &'a str, note: &'a Note, synonyms: &'a Synonyms) -> NoteSource<'a> {
        NoteSource { text, note, synonyms, lines: OnceCell::new(), tables: OnceCell::new() }
    }

    /// Returns the line index of the text.
    pub(crate) fn lines(&self) -> &LineIndex<'a> {
        self.lines.get_or_init(|| LineIndex::new(self.text))
    }

    /// Returns the tables at the root of the note, in order.
    pub(crate) fn tables(&self) -> &[TableText<'a>] {
        self.tables.get_or_init(|| tables::tables(self.text, self.note, self.lines()))
    }
}
