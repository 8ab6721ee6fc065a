//! Dated callouts: `> [!note] 2025-03-04 - …`. Entries in them count; those in other quotes don't (spec/changelog.md b.1,
//! b.8).

use std::sync::LazyLock;

use regex::Regex;
use vaultdex_notes::{BlockKind, HiddenKind, Span};

use super::entry::{Draft, NO_LIST};
use super::entry_line::Line;
use super::scope::Scope;
use super::{Place, entry, entry_line, indent, item, sentence};
use crate::model::{ChangeLog, ChangeSource, DeclaredFormat, Moment};
use crate::normalize::timestamp;

/// Reads the dated callouts of the note into `log`: those of a history, and declared sentences in any other.
pub(crate) fn read(place: &Place, formats: &[DeclaredFormat], log: &mut ChangeLog) {
    for block in place.note.blocks.iter().filter(|block| block.kind == BlockKind::Callout) {
        let scope = place.scope(block.span.start as usize);
        if scope != Scope::Excluded {
            read_callout(block.span, place, scope, formats, log);
        }
    }
}

fn read_callout(callout: Span, place: &Place, scope: Scope, formats: &[DeclaredFormat], log: &mut ChangeLog) {
    static TITLE: LazyLock<Regex> = LazyLock::new(|| {
        let stamp = timestamp::pattern();
        let pattern = format!(
            r"^\s*>\s*\[!\s*[^\]]+\][+-]?\s+[*_\[(]*{stamp}[*_\])]*(?:\s*(?:--?|–|—|:|\||→|,)\s*|\s+|$)(?:[*_]+(?:\s+|$))?(?P<text>.*)$"
        );
        Regex::new(&pattern).expect("the pattern is valid")
    });
    let title = &place.text[place.lines.line_range(callout.line)];
    let Some(found) = TITLE.captures(title) else { return };
    let span = place.span(place.lines.line_range(callout.line));
    let moment = match timestamp::read(&found, place.words.date_order) {
        Ok(moment) => moment,
        Err(fault) if scope == Scope::History => return entry::report(log, title, fault.reason(), None, span),
        Err(_) => return,
    };
    let mut callout_log = Gathered { moment, scope, formats, log, entry: None, lists: false };
    callout_log.add(found.name("text").map_or("", |text| text.as_str()).trim(), moment, span);
    let says_nothing = callout_log.entry.is_none();
    let last = place.lines.line((callout.end as usize).saturating_sub(1).max(callout.start as usize));
    for number in callout.line + 1..=last {
        let range = place.lines.line_range(number);
        let line = &place.text[range.clone()];
        let Some(quoted) = line.trim_start().strip_prefix('>') else { continue };
        let (columns, text) = indent(quoted.strip_prefix(' ').unwrap_or(quoted));
        let offset = range.end - text.len();
        if text.trim().is_empty() || text.starts_with('>') || is_code_block(place, offset) {
            continue;
        }
        let span = place.span(offset..range.end);
        match entry_line::read(text, place.words.date_order) {
            Some(Line::Stamped(stamped)) => callout_log.add(stamped.text, stamped.moment, span),
            Some(Line::Malformed { reason, suggestion, .. }) if scope == Scope::History => {
                entry::report(callout_log.log, text, reason, suggestion, span);
            }
            // Under a bare date each item of the list is an entry, as under a heading.
            _ => callout_log.line(text, columns, says_nothing, span),
        }
    }
}

/// Whether a line of a callout stands in a fenced block.
fn is_code_block(place: &Place, offset: usize) -> bool {
    let hidden = &place.note.hidden;
    let idx = hidden.partition_point(|hidden| hidden.span.end as usize <= offset);
    hidden.get(idx).is_some_and(|hidden| {
        let is_block = place.text[hidden.span.range()].contains('\n');
        hidden.span.start as usize <= offset && (is_block || hidden.kind != HiddenKind::Code)
    })
}

/// What a callout has told so far.
struct Gathered<'a> {
    moment: Moment,
    scope: Scope,
    formats: &'a [DeclaredFormat],
    log: &'a mut ChangeLog,
    /// The entry that further lines are details of.
    entry: Option<usize>,
    /// Whether its entries are the items of a list.
    lists: bool,
}

impl Gathered<'_> {
    fn line(&mut self, text: &str, columns: isize, says_nothing: bool, span: Span) {
        let item = item(text);
        let begins = says_nothing && columns < 2 && (self.entry.is_none() || self.lists && item.is_some());
        if begins {
            self.lists = item.is_some();
            return self.add(item.unwrap_or(text).trim(), self.moment, span);
        }
        if let Some(entry) = self.entry {
            self.log.entries[entry].details.push(item.unwrap_or(text).trim().to_owned());
        }
    }

    fn add(&mut self, text: &str, moment: Moment, span: Span) {
        if text.is_empty() || (self.scope != Scope::History && !sentence::read(text, self.formats).is_declared) {
            return;
        }
        let draft = Draft { moment, text, version: None, source: ChangeSource::Callout, span, list: NO_LIST };
        match draft.finish(self.formats) {
            Ok(entry) => {
                self.entry = Some(self.log.entries.len());
                self.log.entries.push(entry);
            }
            Err(reason) => entry::report(self.log, text, reason, None, span),
        }
    }
}
