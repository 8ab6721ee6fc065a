//! What becomes of the lines of a history: entries, their details, and text that goes on in a second line.

use std::ops::Range;

use super::{Owner, Walk};
use crate::changelog::entry::{Draft, NO_LIST};
use crate::changelog::entry_line::Stamped;
use crate::changelog::{entry, indent, item, sentence};
use crate::model::{ChangeEntry, ChangeSource, Moment};

impl Walk<'_> {
    pub(crate) fn draft<'t>(
        &self,
        moment: Moment,
        text: &'t str,
        source: ChangeSource,
        range: &Range<usize>,
    ) -> Draft<'t> {
        Draft { moment, text: text.trim(), version: None, source, span: self.place.span(range.clone()), list: NO_LIST }
    }

    /// A list item under a heading that dates it: an entry of its own.
    pub(crate) fn bullet(&mut self, text: &str, indent: isize, range: &Range<usize>) {
        let Some(dated) = self.dated.last() else { return };
        let is_release = dated.version.is_some() || dated.category.is_some();
        let source = if is_release { ChangeSource::KeepAChangelog } else { ChangeSource::Heading };
        let draft = self.draft(dated.moment, text, source, range);
        let draft = Draft { version: dated.version.as_deref(), ..draft };
        let entry =
            draft.finish(self.formats).map(|entry| ChangeEntry { verb: dated.category.or(entry.verb), ..entry });
        let entry = self.keep(entry, range);
        self.items.push((indent, Owner::of(entry)));
        (self.paragraph, self.is_item) = (entry, true);
    }

    pub(crate) fn detail(&mut self, entry: usize, range: &Range<usize>) {
        let (indent, body) = indent(&self.place.text[range.clone()]);
        let item = item(body);
        if item.is_some() {
            self.items.push((indent, Owner::Entry(entry)));
        }
        let text = item.unwrap_or(body).trim();
        // A fence may open behind a list marker.
        if !text.is_empty() && !text.starts_with("```") && !text.starts_with("~~~") {
            self.log.entries[entry].details.push(text.to_owned());
            self.paragraph = Some(entry);
        }
    }

    /// The next line of a paragraph: of the entry's last detail, or of the entry itself.
    pub(crate) fn go_on(&mut self, idx: usize, range: &Range<usize>) {
        let place = self.place;
        let line = place.text[range.clone()].trim();
        let above = place.text[..range.start].trim_end_matches(['\n', '\r']);
        let is_broken = above.ends_with("  ") || above.ends_with('\\');
        // A comment or a table goes on with nothing.
        if line.starts_with("%%") || line.starts_with("<!--") || line.starts_with('|') {
            return;
        }
        // `Impact: none` is said of it.
        let label = line.split_once(": ").map(|(label, _)| label);
        let is_labelled = label
            .is_some_and(|label| label.len() <= 24 && !label.contains(' ') && label.starts_with(char::is_uppercase));
        let entry = &mut self.log.entries[idx];
        if is_labelled {
            return entry.details.push(line.to_owned());
        }
        let text = match entry.details.last_mut() {
            Some(detail) => detail,
            // A release says nothing on its own line, and a line break that is asked for parts one line from the next.
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

    /// Reads the sentences anew that go on in a second line, when all their lines are there.
    pub(crate) fn read_wrapped(&mut self) {
        for idx in std::mem::take(&mut self.wrapped) {
            let entry = &mut self.log.entries[idx];
            let body = sentence::read(&entry.text, self.formats);
            entry.verb = entry.verb.or(body.verb);
            entry.version = body.version.or(entry.version.take());
            entry.author = body.author.or(entry.author.take());
            (entry.subject, entry.object) = (body.subject, body.object);
        }
    }

    pub(crate) fn add(&mut self, stamped: &Stamped, source: ChangeSource, range: &Range<usize>) -> Option<usize> {
        let draft = Draft::of(stamped, source, self.place.span(range.clone()), self.list);
        self.keep(draft.finish(self.formats), range)
    }

    /// The place in the log of an entry, once it is there; a line that is none after all is reported.
    pub(crate) fn keep(&mut self, entry: Result<ChangeEntry, &'static str>, range: &Range<usize>) -> Option<usize> {
        match entry {
            Ok(entry) => {
                self.log.entries.push(entry);
                Some(self.log.entries.len() - 1)
            }
            Err(reason) => {
                let line = &self.place.text[range.clone()];
                entry::report(self.log, line, reason, None, self.place.span(range.clone()));
                None
            }
        }
    }
}
