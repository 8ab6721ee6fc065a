//! The entries of a history: their construction, details and continuation lines.

use std::ops::Range;

use super::{Owner, Scanner};
use crate::changelog::entry::{EntryBuilder, NO_LIST};
use crate::changelog::entry_pattern::TimestampedLine;
use crate::changelog::{entry, sentence};
use crate::document::list_marker::{indent, item_text};
use crate::model::{ChangeEntry, ChangeSource, Moment};

impl Scanner<'_> {
    pub(crate) fn builder<'t>(
        &self,
        moment: Moment,
        text: &'t str,
        source: ChangeSource,
        range: &Range<usize>,
    ) -> EntryBuilder<'t> {
        EntryBuilder {
            moment,
            text: text.trim(),
            version: None,
            source,
            span: self.history.span(range.clone()),
            list: NO_LIST,
        }
    }

    /// Adds an entry for a list item below a dated heading.
    pub(crate) fn add_bullet(&mut self, text: &str, indent: isize, range: &Range<usize>) {
        let Some(dated) = self.dated.last() else { return };
        let is_release = dated.version.is_some() || dated.category.is_some();
        let source = if is_release { ChangeSource::KeepAChangelog } else { ChangeSource::Heading };
        let builder = self.builder(dated.moment, text, source, range);
        let builder = EntryBuilder { version: dated.version.as_deref(), ..builder };
        let entry =
            builder.finish(self.formats).map(|entry| ChangeEntry { verb: dated.category.or(entry.verb), ..entry });
        let entry = self.keep(entry, range);
        self.items.push((indent, Owner::of(entry)));
        (self.paragraph, self.is_item) = (entry, true);
    }

    pub(crate) fn add_detail(&mut self, entry: usize, range: &Range<usize>) {
        let (indent, body) = indent(&self.history.text[range.clone()]);
        let item = item_text(body);
        if item.is_some() {
            self.items.push((indent, Owner::Entry(entry)));
        }
        let text = item.unwrap_or(body).trim();
        // A fenced block may begin after a list marker.
        if !text.is_empty() && !text.starts_with("```") && !text.starts_with("~~~") {
            self.log.entries[entry].details.push(text.to_owned());
            self.paragraph = Some(entry);
        }
    }

    /// Handles the continuation line of an entry or of its last detail.
    pub(crate) fn continue_text(&mut self, idx: usize, range: &Range<usize>) {
        let history = self.history;
        let line = history.text[range.clone()].trim();
        let above = history.text[..range.start].trim_end_matches(['\n', '\r']);
        let is_broken = above.ends_with("  ") || above.ends_with('\\');
        // Comments and tables are not continuation lines.
        if line.starts_with("%%") || line.starts_with("<!--") || line.starts_with('|') {
            return;
        }
        // `Impact: none` is a detail.
        let label = line.split_once(": ").map(|(label, _)| label);
        let is_labeled = label
            .is_some_and(|label| label.len() <= 24 && !label.contains(' ') && label.starts_with(char::is_uppercase));
        let entry = &mut self.log.entries[idx];
        if is_labeled {
            return entry.details.push(line.to_owned());
        }
        let text = match entry.details.last_mut() {
            Some(detail) => detail,
            // A release has no text on its line, and a hard line break separates the lines.
            None if !self.is_item || is_broken || entry.text.is_empty() => return entry.details.push(line.to_owned()),
            None => {
                if self.wrapped.last() != Some(&idx) {
                    self.wrapped.push(idx);
                }
                &mut entry.text
            }
        };
        text.push(' ');
        text.push_str(line);
    }

    /// Parses the sentences of entries with continuation lines again, once their text is complete.
    pub(crate) fn parse_wrapped(&mut self) {
        for idx in std::mem::take(&mut self.wrapped) {
            let entry = &mut self.log.entries[idx];
            let sentence = sentence::parse_sentence(&entry.text, self.formats);
            entry.verb = entry.verb.or(sentence.verb);
            entry.version = sentence.version.or(entry.version.take());
            entry.author = sentence.author.or(entry.author.take());
            (entry.subject, entry.object) = (sentence.subject, sentence.object);
        }
    }

    pub(crate) fn add_entry(
        &mut self,
        stamped: &TimestampedLine,
        source: ChangeSource,
        range: &Range<usize>,
    ) -> Option<usize> {
        let builder = EntryBuilder::of(stamped, source, self.history.span(range.clone()), self.list);
        self.keep(builder.finish(self.formats), range)
    }

    /// Adds an entry to the log and returns its index, or reports the line as malformed.
    pub(crate) fn keep(&mut self, entry: Result<ChangeEntry, &'static str>, range: &Range<usize>) -> Option<usize> {
        match entry {
            Ok(entry) => {
                self.log.entries.push(entry);
                Some(self.log.entries.len() - 1)
            }
            Err(reason) => {
                let line = &self.history.text[range.clone()];
                entry::report(self.log, line, reason, None, self.history.span(range.clone()));
                None
            }
        }
    }
}
