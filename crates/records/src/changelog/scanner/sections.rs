//! The sections of a history: headings that date the lines below, or are entries themselves, and the parts of releases.

use std::ops::Range;

use vaultdex_notes::Heading;

use super::Scanner;
use super::line::Position;
use crate::changelog::dated_section::{DatedSection, Title, has_list};
use crate::changelog::entry::{EntryBuilder, FIRST_LIST, list_at};
use crate::changelog::entry_pattern::{EntryLine, TimestampedLine};
use crate::changelog::{dated_heading, version_line};
use crate::model::{ChangeSource, Moment};
use crate::vocabulary::verbs::category;

impl Scanner<'_> {
    /// Begins a section. Headings below the same heading are items of one list.
    pub(crate) fn begin_section(&mut self, heading: &Heading) {
        while self.sections.last().is_some_and(|(level, _)| *level >= heading.level) {
            self.sections.pop();
        }
        self.list = self.sections.last().map_or(FIRST_LIST, |(_, list)| *list);
        self.sections.push((heading.level, list_at(heading.span)));
    }

    pub(crate) fn handle_heading(&mut self, range: Range<usize>, heading: &Heading, position: &Position) {
        self.end_lists();
        self.resume_sections();
        self.close_sections(heading.level);
        let idx = position.n_headings;
        let scope = self.history.scopes[idx + 1];
        match self.parse_line(&range, scope) {
            Some(EntryLine::Entry(stamped)) => self.begin_entry_section(&stamped, range, position),
            Some(EntryLine::Day(stamped)) => {
                let version = stamped.version.map(str::to_owned);
                self.begin_dated_section(stamped.moment, version, stamped.text, range, position);
            }
            Some(EntryLine::Malformed { reason, suggestion, day, .. }) => {
                self.report(&range, reason, suggestion);
                // Even a malformed heading dates the lines below.
                let n_entries = self.log.entries.len();
                self.dated.extend(day.map(|moment| DatedSection::new(heading.level, moment, n_entries)));
            }
            None => {
                let may_be_dated = scope.is_history() && !self.history.is_code(range.end.saturating_sub(1), range.end);
                let dated = may_be_dated.then(|| dated_heading::parse_dated_heading(self.history, &range));
                match dated.flatten() {
                    Some(dated) => {
                        self.date_line = dated.date_line.map(|line| line.start);
                        self.begin_dated_section(dated.moment, dated.version, &dated.title, range, position);
                    }
                    None => self.begin_part(heading, position),
                }
            }
        }
    }

    /// Begins the section of a heading that is an entry: `2024-12-11 - Standards`, `v1.2 - 2024-05-01 - New mapping`.
    fn begin_entry_section(&mut self, stamped: &TimestampedLine, range: Range<usize>, position: &Position) {
        // `2025-06-16: v2.14.0` is a release too.
        let version = stamped.version.or_else(|| version_line::version_in_title(stamped.text));
        if let Some(version) = version.filter(|version| stamped.version.is_some() || begins_with(stamped.text, version))
        {
            let version = Some(version.to_owned());
            return self.begin_dated_section(stamped.moment, version, stamped.text, range, position);
        }
        let entry = self.add_entry(stamped, ChangeSource::Heading, &range);
        if entry.is_some() {
            let level = self.history.note.headings[position.n_headings].level;
            let dated = DatedSection::new(level, stamped.moment, self.log.entries.len());
            self.dated.push(DatedSection { entry, is_empty: false, ..dated });
        }
    }

    /// Begins the section of a heading that dates the lines below. Without a list, the heading's own words are an entry
    /// and all else its details, unless they are only a date, a version or a label.
    fn begin_dated_section(
        &mut self,
        moment: Moment,
        version: Option<String>,
        title: &str,
        range: Range<usize>,
        position: &Position,
    ) {
        let (note, idx) = (self.history.note, position.n_headings);
        let is_release = version.is_some();
        let source = if is_release { ChangeSource::Version } else { ChangeSource::Heading };
        let is_label = title.starts_with(['(', '[']) && title.ends_with([')', ']']);
        let is_version = is_release && version_line::is_version_alone(title);
        let has_list = (is_release || !title.is_empty()) && has_list(note, idx, position.n_blocks);
        let n_entries = self.log.entries.len();
        let mut dated = DatedSection::new(note.headings[idx].level, moment, n_entries);
        dated.version = version;
        if !title.is_empty() && !is_label && !is_version && !has_list {
            let builder = self.builder(moment, title, source, &range);
            let builder = EntryBuilder { version: dated.version.as_deref(), list: self.list, ..builder };
            self.log.entries.push(builder.finish_as_written(self.formats));
            (dated.entry, dated.is_empty) = (Some(n_entries), false);
        } else {
            // An introduction above the list of a release is not a change.
            dated.is_empty = !has_list || title.is_empty();
            dated.title = Some(title).filter(|title| !title.is_empty()).map(|title| Title {
                text: title.to_owned(),
                range,
                source,
                list: self.list,
            });
        }
        self.dated.push(dated);
    }

    /// Begins a part of the sections above with a heading that is not dated.
    fn begin_part(&mut self, heading: &Heading, position: &Position) {
        let Some(dated) = self.dated.last_mut() else { return };
        let category = category(&heading.text);
        dated.begin_part(category, heading.level, has_list(self.history.note, position.n_headings, position.n_blocks));
        if let (None, Some(entry)) = (category, dated.entry) {
            self.log.entries[entry].details.push(heading.text.trim().to_owned());
        }
    }

    /// Goes on with the dated sections that a thematic break has interrupted.
    pub(crate) fn resume_sections(&mut self) {
        let inner = std::mem::take(&mut self.dated);
        self.dated.append(&mut self.interrupted);
        self.dated.extend(inner);
    }

    /// Ends the dated sections with headings of a level or a lower one. The title of a section without entries is one.
    pub(crate) fn close_sections(&mut self, level: u8) {
        while let Some(dated) = self.dated.pop_if(|dated| dated.level >= level) {
            let is_without_entries = self.log.entries.len() == dated.n_entries_before;
            let Some(title) = dated.title.filter(|_| is_without_entries) else { continue };
            let builder = self.builder(dated.moment, &title.text, title.source, &title.range);
            let builder = EntryBuilder { version: dated.version.as_deref(), list: title.list, ..builder };
            self.log.entries.push(builder.finish_as_written(self.formats));
        }
    }
}

/// Whether a title begins with a version, possibly behind a word for it: `Version 1.2 (stable)`.
fn begins_with(title: &str, version: &str) -> bool {
    title.split_whitespace().take(2).any(|word| word.trim_start_matches(['v', 'V', '[']).starts_with(version))
}
