//! Sections whose heading dates the entries in them, and the parts of releases
//! (docs/spec/changelog.md#dates-without-text, docs/spec/changelog.md#releases).

use std::ops::Range;

use vaultdex_notes::{BlockKind, Note};

use crate::model::{ChangeSource, Moment, Verb};

/// A section whose heading dates the entries in it.
pub(crate) struct DatedSection {
    pub(crate) level: u8,
    pub(crate) moment: Moment,
    pub(crate) version: Option<String>,
    /// The category of Keep a Changelog for the entries that follow.
    pub(crate) category: Option<Verb>,
    /// The index of the entry of the heading itself. Lines below it are details of that entry.
    pub(crate) entry: Option<usize>,
    /// Whether the section has any lines.
    pub(crate) has_lines: bool,
    /// Whether the section, or its current part, has no entries yet. A paragraph that comes first is an entry.
    pub(crate) is_empty: bool,
    /// Whether the entry is such a paragraph. A list directly below it holds its details, a list after a blank line
    /// does not.
    pub(crate) is_paragraph: bool,
    /// The title of the section, which is an entry if the section has none.
    pub(crate) title: Option<Title>,
    /// The number of entries before the section.
    pub(crate) n_entries_before: usize,
}

/// The text of a dated heading besides its date.
pub(crate) struct Title {
    pub(crate) text: String,
    pub(crate) range: Range<usize>,
    pub(crate) source: ChangeSource,
    /// The list to which the heading belongs.
    pub(crate) list: u32,
}

impl DatedSection {
    /// A heading that consists of a date.
    pub(crate) fn new(level: u8, moment: Moment, n_entries_before: usize) -> DatedSection {
        DatedSection {
            level,
            moment,
            version: None,
            category: None,
            entry: None,
            has_lines: false,
            is_empty: true,
            is_paragraph: false,
            title: None,
            n_entries_before,
        }
    }

    /// Begins a part with a heading of the given level, which may be a category.
    pub(crate) fn begin_part(&mut self, category: Option<Verb>, level: u8, has_list: bool) {
        // Below a category, a deeper heading is a part of it.
        if category.is_some() || level <= self.level + 1 {
            self.category = category;
        }
        let is_release_part = self.version.is_some() && self.entry.is_none();
        if category.is_some() || is_release_part {
            // The first paragraph of a part is an entry, unless it introduces a list. A paragraph before the part gets no
            // further details.
            self.is_empty = !has_list;
            if self.is_paragraph {
                (self.entry, self.is_paragraph) = (None, false);
            }
        }
    }
}

/// Whether the section of a heading has list items at the root of the note. `n_blocks` blocks end before the heading.
pub(crate) fn has_list(note: &Note, heading: usize, n_blocks: usize) -> bool {
    let level = note.headings[heading].level;
    let next = note.headings[heading + 1..].iter().find(|next| next.level <= level);
    let end = next.map_or(u32::MAX, |next| next.span.start);
    let blocks = note.blocks[n_blocks..].iter().take_while(|block| block.span.start < end);
    blocks.into_iter().any(|block| block.kind == BlockKind::List)
}
