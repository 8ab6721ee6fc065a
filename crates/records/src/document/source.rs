//! A note as the readers of this room take it: its text, what was parsed of it, the vault's words, and what several of
//! them ask of it, which is made once. Knows nothing of what any of it means.

use std::cell::OnceCell;

use vaultdex_notes::{LineIndex, Note};

use super::tables;
use super::tables::TableText;
use crate::vocabulary::synonyms::Words;

/// A note to read from.
#[derive(Debug)]
pub struct Page<'a> {
    /// The whole file.
    pub(crate) text: &'a str,
    /// What was parsed of it.
    pub(crate) note: &'a Note,
    /// The vault's own names of keys, headings and columns.
    pub(crate) words: &'a Words,
    /// Where its lines begin, once somebody has asked.
    lines: OnceCell<LineIndex<'a>>,
    /// Its tables, once somebody has asked.
    tables: OnceCell<Vec<TableText<'a>>>,
}

impl<'a> Page<'a> {
    /// Takes a note, which is `text` as just parsed, to be read in the vault's own `words`.
    pub fn new(text: &'a str, note: &'a Note, words: &'a Words) -> Page<'a> {
        Page { text, note, words, lines: OnceCell::new(), tables: OnceCell::new() }
    }

    /// The lines of the text.
    pub(crate) fn lines(&self) -> &LineIndex<'a> {
        self.lines.get_or_init(|| LineIndex::new(self.text))
    }

    /// Every table at the root of the note, in order.
    pub(crate) fn tables(&self) -> &[TableText<'a>] {
        self.tables.get_or_init(|| tables::tables(self.text, self.note, self.lines()))
    }
}
