//! Headings that date what stands under them, and the categories of Keep a Changelog below them.

use vaultdex_notes::Note;

use crate::document::headings;
use crate::model::{Moment, Verb};

/// A heading that dates what stands under it.
pub(crate) struct Dated {
    pub(crate) level: u8,
    pub(crate) moment: Moment,
    pub(crate) version: Option<String>,
    /// The category of Keep a Changelog that the lines stand under.
    pub(crate) category: Option<Verb>,
    /// The heading's own entry, where it has one; what stands under it are its details.
    pub(crate) entry: Option<usize>,
    /// Whether that entry says no more than that there was a release.
    pub(crate) is_release: bool,
    /// Whether any line stands under it.
    pub(crate) has_lines: bool,
    /// Whether nothing stands under it yet: a paragraph that comes first is what happened that day.
    pub(crate) is_blank: bool,
    /// Whether its entry is such a paragraph: a list right below it tells more of it, one behind a blank line does not.
    pub(crate) is_told: bool,
}

impl Dated {
    /// A heading that says nothing but a day.
    pub(crate) fn new(level: u8, moment: Moment) -> Dated {
        Dated {
            level,
            moment,
            version: None,
            category: None,
            entry: None,
            is_release: false,
            has_lines: false,
            is_blank: true,
            is_told: false,
        }
    }

    /// Begins a category, or what stands under none.
    pub(crate) fn set_category(&mut self, category: Option<Verb>) {
        self.category = category;
        if category.is_some() {
            // The first paragraph of a category is an entry like its bullets; one that stands before tells no more of them.
            self.is_blank = true;
            if self.is_told {
                (self.entry, self.is_told) = (None, false);
            }
        }
    }
}

/// Whether a category of Keep a Changelog stands under a heading.
pub(crate) fn has_categories(note: &Note, idx: usize) -> bool {
    let headings = &note.headings;
    let under = headings[idx + 1..].iter().take_while(|heading| heading.level > headings[idx].level);
    under.take(16).any(|heading| category(&heading.text).is_some())
}

/// The categories of Keep a Changelog (spec/changelog.md b.4), and those of the tools that write release notes.
pub(crate) fn category(heading: &str) -> Option<Verb> {
    match headings::normalise(heading).as_str() {
        "added" | "features" | "new features" => Some(Verb::Added),
        "changed" | "breaking changes" => Some(Verb::Changed),
        "deprecated" | "deprecations" => Some(Verb::Deprecated),
        "removed" => Some(Verb::Removed),
        "fixed" | "fixes" | "bug fixes" | "bugfixes" => Some(Verb::Fixed),
        "security" => Some(Verb::Security),
        "improvements" | "enhancements" | "performance improvements" => Some(Verb::Enhanced),
        _ => None,
    }
}
