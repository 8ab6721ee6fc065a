//! Dated callouts: `> [!note] 2025-03-04 - …`. Other quotes contain no entries (docs/spec/changelog.md#dated-callouts,
//! docs/spec/changelog.md#where-entries-are-found).

use std::sync::LazyLock;

use regex::Regex;
use vaultdex_notes::{BlockKind, NonProseKind, Span};

use super::entry::{EntryBuilder, NO_LIST};
use super::scope::Scope;
use super::task::is_open_task;
use super::{entry, entry_line, sentence};
use crate::changelog::entry_pattern::EntryLine;
use crate::changelog::history::History;
use crate::document::list_marker::{indent, item_text};
use crate::model::{ChangeLog, ChangeSource, DeclaredFormat, Moment};
use crate::normalize::timestamp;

/// Adds the entries of dated callouts to `log`: any entry of a history, elsewhere only declared sentences.
pub(crate) fn read_callouts(history: &History, formats: &[DeclaredFormat], log: &mut ChangeLog) {
    for block in history.note.blocks.iter().filter(|block| block.kind == BlockKind::Callout) {
        let scope = history.scope(block.span.start as usize);
        if scope != Scope::Excluded {
            read_callout(block.span, history, scope, formats, log);
        }
    }
}

fn read_callout(callout: Span, history: &History, scope: Scope, formats: &[DeclaredFormat], log: &mut ChangeLog) {
    static TITLE: LazyLock<Regex> = LazyLock::new(|| {
        let stamp = timestamp::pattern();
        let pattern = format!(
            r"^\s*>\s*\[!\s*[^\]]+\][+-]?\s+[*_\[(]*{stamp}[*_\])]*(?:\s*(?:--?|–|—|:|\||→|,)\s*|\s+|$)(?:[*_]+(?:\s+|$))?(?P<text>.*)$"
        );
        Regex::new(&pattern).expect("the pattern is valid")
    });
    let title = &history.text[history.lines.line_range(callout.line)];
    let Some(found) = TITLE.captures(title) else { return };
    let span = history.span(history.lines.line_range(callout.line));
    let moment = match timestamp::parse_captures(&found, history.synonyms.date_order) {
        Ok(moment) => moment,
        Err(error) if scope == Scope::History => return entry::report(log, title, error.reason(), None, span),
        Err(_) => return,
    };
    let mut reader = CalloutReader { moment, scope, formats, log, entry: None, is_list: false };
    reader.add_entry(found.name("text").map_or("", |text| text.as_str()).trim(), moment, span);
    let has_no_text = reader.entry.is_none();
    let last = history.lines.line((callout.end as usize).saturating_sub(1).max(callout.start as usize));
    for number in callout.line + 1..=last {
        let range = history.lines.line_range(number);
        let line = &history.text[range.clone()];
        let Some(quoted) = line.trim_start().strip_prefix('>') else { continue };
        let (columns, text) = indent(quoted.strip_prefix(' ').unwrap_or(quoted));
        let offset = range.end - text.len();
        if text.trim().is_empty() || text.starts_with('>') || is_code_block(history, offset) {
            continue;
        }
        let span = history.span(offset..range.end);
        match entry_line::parse_entry_line(text, history.synonyms.date_order) {
            Some(EntryLine::Entry(stamped)) => reader.add_entry(stamped.text, stamped.moment, span),
            Some(EntryLine::Malformed { reason, suggestion, .. }) if scope == Scope::History => {
                entry::report(reader.log, text, reason, suggestion, span);
            }
            // Below a date without text each item of the list is an entry, as below a heading.
            _ => reader.add_line(text, columns, has_no_text, span),
        }
    }
}

/// Whether an offset is in a fenced code block, in math, HTML or a comment.
fn is_code_block(history: &History, offset: usize) -> bool {
    let hidden = &history.note.non_prose;
    let idx = hidden.partition_point(|hidden| hidden.span.end as usize <= offset);
    hidden.get(idx).is_some_and(|hidden| {
        let is_block = history.text[hidden.span.range()].contains('\n');
        hidden.span.start as usize <= offset && (is_block || hidden.kind != NonProseKind::Code)
    })
}

/// Collects the entries of one callout.
struct CalloutReader<'a> {
    moment: Moment,
    scope: Scope,
    formats: &'a [DeclaredFormat],
    log: &'a mut ChangeLog,
    /// The entry to which further lines belong as details.
    entry: Option<usize>,
    /// Whether the entries are items of a list.
    is_list: bool,
}

impl CalloutReader<'_> {
    fn add_line(&mut self, text: &str, columns: isize, has_no_text: bool, span: Span) {
        let item = item_text(text);
        // A task that is not done has changed nothing.
        if self.entry.is_none() && item.is_some_and(is_open_task) {
            return;
        }
        let begins_entry = has_no_text && columns < 2 && (self.entry.is_none() || self.is_list && item.is_some());
        if begins_entry {
            self.is_list = item.is_some();
            return self.add_entry(item.unwrap_or(text).trim(), self.moment, span);
        }
        if let Some(entry) = self.entry {
            self.log.entries[entry].details.push(item.unwrap_or(text).trim().to_owned());
        }
    }

    fn add_entry(&mut self, text: &str, moment: Moment, span: Span) {
        if text.is_empty() || (!self.scope.is_history() && !sentence::parse_sentence(text, self.formats).is_declared) {
            return;
        }
        let builder = EntryBuilder {
            moment,
            text,
            version: None,
            author: None,
            source: ChangeSource::Callout,
            span,
            list: NO_LIST,
        };
        match builder.finish(self.formats) {
            Ok(entry) => {
                self.entry = Some(self.log.entries.len());
                self.log.entries.push(entry);
            }
            Err(reason) => entry::report(self.log, text, reason, None, span),
        }
    }
}
