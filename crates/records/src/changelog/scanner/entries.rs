//! The entries of a history: their construction, details and continuation lines.

use std::ops::Range;

use super::line::{DAY_PARAGRAPH, Line, PARAGRAPH};
use super::{Day, Owner, Scanner};
use crate::changelog::entry::{EntryBuilder, NO_LIST};
use crate::changelog::entry_pattern::TimestampedLine;
use crate::changelog::remark::{is_blank, is_nothing};
use crate::changelog::scope::Scope;
use crate::changelog::trailing_date::TrailingDate;
use crate::changelog::{entry, sentence, task, trailing_date};
use crate::document::list_marker::{indent, item_text};
use crate::model::{ChangeEntry, ChangeSource, Moment, Precision};

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
            author: None,
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
        let is_item = indent != PARAGRAPH;
        let is_entry = is_change(text) && !(is_item && task::is_open_task(text));
        let found = self.within(dated.moment, if is_item { task::without_checkbox(text) } else { text });
        let version = dated.version.as_deref().or(found.version);
        let builder = self.builder(found.moment, found.text, source, range);
        let builder = EntryBuilder { version, author: found.author, ..builder };
        let entry = builder.finish_as_written(self.formats);
        let entry = ChangeEntry { verb: dated.category.or(entry.verb), ..entry };
        let entry = is_entry.then(|| {
            self.log.entries.push(entry);
            self.log.entries.len() - 1
        });
        self.items.push((indent, Owner::of(entry)));
        (self.paragraph, self.is_item) = (entry, true);
    }

    /// Returns the date and text of a line below a date. Below a month, quarter or year, a date within it at the end of
    /// the line is more exact.
    fn within<'t>(&self, moment: Moment, text: &'t str) -> TrailingDate<'t> {
        let whole = TrailingDate { text, moment, author: None, version: None, at: text.len() };
        if moment.precision >= Precision::Day {
            return whole;
        }
        let found = trailing_date::split_trailing_date(text, self.history.synonyms.date_order);
        let found = found.filter(|found| found.moment.precision > moment.precision && contains(moment, found.moment));
        found.unwrap_or(whole)
    }

    /// Adds the entry of a line that is nested in a day or follows it.
    pub(super) fn add_to_day(&mut self, day: usize, line: &Line) {
        let text = line.item.unwrap_or(line.body);
        if !is_change(text) || line.item.is_some_and(task::is_open_task) {
            return self.items.push((line.depth().max(line.indent), Owner::None));
        }
        let Day { moment, version, is_empty } = &mut self.days[day];
        *is_empty = false;
        let (moment, version) = (*moment, version.clone());
        let found = self.within(moment, if line.item.is_some() { task::without_checkbox(text) } else { text });
        let version = version.as_deref().or(found.version);
        let builder = self.builder(found.moment, found.text, ChangeSource::Log, &line.range);
        let builder = EntryBuilder { version, author: found.author, ..builder };
        let entry = self.keep(builder.finish(self.formats), &line.range);
        self.items.push((line.depth().max(line.indent), Owner::of(entry)));
        (self.paragraph, self.is_item) = (entry, true);
    }

    /// Adds the entry of a list item or paragraph, to which the lines nested in it belong.
    pub(super) fn add_line_entry(&mut self, stamped: &TimestampedLine, source: ChangeSource, line: &Line) {
        let entry = self.add_entry(stamped, source, &line.range);
        self.items.push((line.depth(), Owner::of(entry)));
        (self.paragraph, self.is_item) = (entry, line.item.is_some());
    }

    /// Begins a day with a list item or paragraph that consists of a date or a release.
    pub(super) fn begin_day(&mut self, moment: Moment, version: Option<&str>, line: &Line) {
        // Only one paragraph at a time dates the lines below.
        self.items.retain(|(above, _)| *above != DAY_PARAGRAPH);
        let depth = if line.item.is_some() { line.indent } else { DAY_PARAGRAPH };
        self.items.push((depth, Owner::Day(self.days.len())));
        self.days.push(Day { moment, version: version.map(str::to_owned), is_empty: true });
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
        // A bracket may be closed on the next line.
        let next = self.history.text[range.end..].trim_start_matches(['\r', '\n']);
        let is_continued = next.len() + 2 >= self.history.text.len() - range.end
            && indent(next.lines().next().unwrap_or_default()).1.starts_with(|first: char| first.is_alphanumeric());
        match is_continued {
            true => self.keep(Ok(builder.finish_as_written(self.formats)), range),
            false => self.keep(builder.finish(self.formats), range),
        }
    }

    /// Adds an entry to the log and returns its index, or reports the line as malformed.
    pub(crate) fn keep(&mut self, entry: Result<ChangeEntry, &'static str>, range: &Range<usize>) -> Option<usize> {
        match entry {
            Ok(entry) => {
                self.log.entries.push(entry);
                Some(self.log.entries.len() - 1)
            }
            Err(reason) => {
                self.report(range, reason, None);
                None
            }
        }
    }

    /// Reports a malformed line, unless the section is a history by an ambiguous name only.
    pub(crate) fn report(&mut self, range: &Range<usize>, reason: &str, suggestion: Option<String>) {
        if self.history.scope(range.start) != Scope::LikelyHistory {
            let line = &self.history.text[range.clone()];
            entry::report(self.log, line, reason, suggestion, self.history.span(range.clone()));
        }
    }
}

/// Whether the text of a line below a date is a change, and not blank or the word for no change.
fn is_change(text: &str) -> bool {
    !is_blank(text) && !is_nothing(text)
}

/// Whether a month, quarter or year contains a day.
fn contains(whole: Moment, part: Moment) -> bool {
    let n_months = match whole.precision {
        Precision::Year => 12,
        Precision::Quarter => 3,
        Precision::Month | Precision::Day | Precision::Minute => 1,
    };
    let month = |moment: Moment| i32::from(moment.date.year()) * 12 + i32::from(moment.date.month());
    (0..n_months).contains(&(month(part) - month(whole)))
}
