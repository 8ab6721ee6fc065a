//! Headings that date the entries below them, and the categories of Keep a Changelog below those.

use vaultdex_notes::Note;

use crate::model::{Moment, Verb};
use crate::vocabulary::verbs::category;

/// A section whose heading dates the entries in it.
pub(crate) struct DatedSection {
    pub(crate) level: u8,
    pub(crate) moment: Moment,
    pub(crate) version: Option<String>,
    /// The category of Keep a Changelog for the entries that follow.
    pub(crate) category: Option<Verb>,
    /// The index of the entry of the heading itself. Lines below it are details of that entry.
    pub(crate) entry: Option<usize>,
    /// Whether that entry is only a release without text.
    pub(crate) is_release: bool,
    /// Whether the section has any lines.
    pub(crate) has_lines: bool,
    /// Whether the section, or its current category, has no entries yet. A paragraph that comes first is an entry.
    pub(crate) is_empty: bool,
    /// Whether the entry is such a paragraph. A list directly below it holds its details, a list after a blank line
    /// does not.
    pub(crate) is_paragraph: bool,
}

impl DatedSection {
    /// A heading that consists of a date.
    pub(crate) fn new(level: u8, moment: Moment) -> DatedSection {
        DatedSection {
            level,
            moment,
            version: None,
            category: None,
            entry: None,
            is_release: false,
            has_lines: false,
            is_empty: true,
            is_paragraph: false,
        }
    }

    /// Begins a category, or a part without one.
    pub(crate) fn set_category(&mut self, category: Option<Verb>) {
        self.category = category;
        if category.is_some() {
            // The first paragraph of a category is an entry like its bullets. A paragraph before the category gets no
            // further details.
            self.is_empty = true;
            if self.is_paragraph {
                (self.entry, self.is_paragraph) = (None, false);
            }
        }
    }
}

/// Whether there is a category of Keep a Changelog below a heading.
pub(crate) fn has_categories(note: &Note, idx: usize) -> bool {
    let headings = &note.headings;
    let under = headings[idx + 1..].iter().take_while(|heading| heading.level > headings[idx].level);
    under.take(16).any(|heading| category(&heading.text).is_some())
}
