//! Histories in a code block directly below the heading of a history (docs/spec/changelog.md#histories-in-code-blocks).

use std::ops::Range;

use vaultdex_notes::BlockKind;

use super::entry::{EntryBuilder, list_at};
use super::task::is_open_task;
use super::{entry_line, scope};
use crate::changelog::entry_pattern::{EntryLine, TimestampedLine};
use crate::changelog::history::History;
use crate::document::list_marker::{indent, item_text};
use crate::model::{ChangeEntry, ChangeLog, ChangeSource, DeclaredFormat, Moment};

/// Languages of code blocks that hold plain text.
const PLAIN: [&str; 7] = ["", "text", "txt", "plain", "plaintext", "log", "changelog"];

/// Adds the entries in code blocks to `log`. Lines that are not entries are not malformed.
pub(crate) fn read_fences(history: &History, formats: &[DeclaredFormat], log: &mut ChangeLog) {
    let blocks = &history.note.blocks;
    for pair in blocks.windows(2).filter(|pair| pair[0].kind == BlockKind::Heading && pair[1].kind == BlockKind::Code) {
        let idx = history.note.headings.partition_point(|heading| heading.span.end <= pair[0].span.start);
        let is_history = history.scopes.get(idx + 1).is_some_and(|scope| scope.is_history());
        let heading = history.note.headings.get(idx).filter(|_| is_history);
        if heading.is_some_and(|heading| scope::is_history_heading(heading, history.synonyms)) {
            read_fence(pair[1].span.range(), history, formats, log);
        }
    }
}

fn read_fence(block: Range<usize>, history: &History, formats: &[DeclaredFormat], log: &mut ChangeLog) {
    let (first, last) = (history.lines.line(block.start), history.lines.line(block.end.saturating_sub(1)));
    let opening = history.text[history.lines.line_range(first)].trim();
    let marks = opening.len() - opening.trim_start_matches(['`', '~']).len();
    if marks < 3 || !PLAIN.contains(&opening[marks..].trim().to_lowercase().as_str()) {
        return;
    }
    let list = list_at(history.span(block));
    let mut reader = FenceReader { history, formats, log, list, day: None, entry: None };
    for number in first + 1..=last {
        let range = history.lines.line_range(number);
        let line = history.text[range.clone()].trim_end();
        reader.read_line(line, range);
    }
    reader.finish_entry();
}

/// A line that is only a date or a release.
struct Day<'a> {
    moment: Moment,
    version: Option<&'a str>,
    /// The indentation of its entries, once there is one.
    columns: Option<isize>,
}

/// An entry whose lines are not complete.
struct Pending<'a> {
    stamped: TimestampedLine<'a>,
    text: String,
    details: Vec<String>,
    range: Range<usize>,
}

/// Collects the entries of one code block.
struct FenceReader<'a> {
    history: &'a History<'a>,
    formats: &'a [DeclaredFormat],
    log: &'a mut ChangeLog,
    list: u32,
    day: Option<Day<'a>>,
    entry: Option<Pending<'a>>,
}

impl<'a> FenceReader<'a> {
    fn read_line(&mut self, line: &'a str, range: Range<usize>) {
        let (columns, body) = indent(line);
        let item = item_text(body);
        // A dated line may be a detail, but not below a line that is only a date.
        match entry_line::parse_entry_line(line, self.history.synonyms.date_order) {
            Some(EntryLine::Entry(stamped)) => {
                self.day = None;
                self.begin_entry(stamped, range);
            }
            Some(EntryLine::Day(TimestampedLine { moment, version, .. })) => self.begin_day(moment, version),
            Some(EntryLine::Malformed { day: Some(moment), .. }) => self.begin_day(moment, None),
            _ if body.is_empty() => self.finish_entry(),
            _ if self.begins_entry_of_day(columns, item.is_some()) => {
                let Some(day) = &mut self.day else { return };
                day.columns = Some(columns);
                let text = item.unwrap_or(body);
                let stamped = TimestampedLine { version: day.version, ..TimestampedLine::new(day.moment, text, 0) };
                match is_open_task(text) {
                    true => self.finish_entry(),
                    false => self.begin_entry(stamped, range),
                }
            }
            _ => match (&mut self.entry, columns > 0) {
                (Some(entry), true) => entry.continue_with(item, body),
                _ => {
                    self.finish_entry();
                    self.day = self.day.take().filter(|_| columns > 0);
                }
            },
        }
    }

    /// Whether a line is an entry of the day above: an item that is not nested in another one, or the first indented
    /// line of a paragraph.
    fn begins_entry_of_day(&self, columns: isize, is_item: bool) -> bool {
        self.day.as_ref().is_some_and(|day| match day.columns {
            Some(own) if is_item => columns <= own,
            Some(own) => columns == own && columns > 0 && self.entry.is_none(),
            None => is_item || columns > 0,
        })
    }

    fn begin_day(&mut self, moment: Moment, version: Option<&'a str>) {
        self.finish_entry();
        self.day = Some(Day { moment, version, columns: None });
    }

    fn begin_entry(&mut self, stamped: TimestampedLine<'a>, range: Range<usize>) {
        self.finish_entry();
        let text = stamped.text.to_owned();
        self.entry = Some(Pending { stamped, text, details: Vec::new(), range });
    }

    fn finish_entry(&mut self) {
        let Some(Pending { stamped, text, details, range }) = self.entry.take() else { return };
        let stamped = TimestampedLine { text: &text, ..stamped };
        let builder = EntryBuilder::of(&stamped, ChangeSource::Log, self.history.span(range), self.list);
        self.log.entries.push(ChangeEntry { details, ..builder.finish_as_written(self.formats) });
    }
}

impl Pending<'_> {
    /// Adds an indented line: a detail, or the continuation of the last detail or of the text.
    fn continue_with(&mut self, item: Option<&str>, body: &str) {
        match (item, self.details.last_mut()) {
            (Some(item), _) => self.details.push(item.to_owned()),
            (None, last) => {
                let text = last.unwrap_or(&mut self.text);
                text.push(' ');
                text.push_str(body);
            }
        }
    }
}
