//! Callouts that are histories as a whole: `> [!info] Change log` (docs/spec/changelog.md#dated-callouts).

use std::sync::LazyLock;

use regex::Regex;
use vaultdex_notes::{BlockKind, LineIndex, Note, Span};

use super::entry::{FIRST_LIST, NO_LIST, list_at};
use super::scope::{Scope, scope_of_name};
use super::{entry_line, fence, scanner, scope};
use crate::changelog::history::History;
use crate::model::{ChangeLog, ChangeSource, DeclaredFormat};
use crate::normalize::pattern::compile;
use crate::vocabulary::synonyms::Synonyms;

/// Types of callouts that are histories, whatever their title.
const TYPES: [&str; 5] = ["changelog", "change-log", "change log", "history", "release-notes"];

/// Returns the callouts of a note that are histories by their title or type, with their scopes. `section_scope` returns
/// the scope of the section at an offset.
pub(crate) fn history_callouts(
    text: &str,
    note: &Note,
    lines: &LineIndex,
    synonyms: &Synonyms,
    section_scope: impl Fn(u32) -> Scope,
) -> Vec<(Span, Scope)> {
    static TITLE: LazyLock<Regex> =
        LazyLock::new(|| compile(r"^\s*>\s*\[!\s*(?P<type>[^\]|]+)(?:\|[^\]]*)?\][+-]?\s*(?P<title>.*)$"));
    let callouts = note.blocks.iter().filter(|block| block.kind == BlockKind::Callout);
    let histories = callouts.filter_map(|block| {
        let found = TITLE.captures(&text[lines.line_range(block.span.line)])?;
        let title = found["title"].trim();
        let is_dated = entry_line::parse_entry_line(title, synonyms.date_order).is_some();
        if is_dated || section_scope(block.span.start) == Scope::Excluded {
            return None;
        }
        let is_typed = TYPES.contains(&found["type"].trim().to_lowercase().as_str());
        let scope = match scope_of_name(title, synonyms) {
            None if is_typed => Scope::History,
            scope => scope.filter(|scope| scope.is_history())?,
        };
        Some((block.span, scope))
    });
    histories.collect()
}

/// Adds the entries in the callouts that are histories to `log`. Their tables are read with those of the note.
pub(crate) fn read_history_callouts(history: &History, formats: &[DeclaredFormat], log: &mut ChangeLog) {
    for (callout, scope) in &history.callouts {
        read_callout(*callout, *scope, history, formats, log);
    }
}

/// Reads the text of a callout as a note of its own, and moves what was found to its place in the note.
fn read_callout(callout: Span, scope: Scope, history: &History, formats: &[DeclaredFormat], log: &mut ChangeLog) {
    let (text, starts) = unquoted(callout, history);
    let note = vaultdex_notes::parse::note(&text);
    let lines = LineIndex::new(&text);
    let scopes = scope::scopes(&note, scope, history.synonyms);
    let inner =
        History { text: &text, note: &note, synonyms: history.synonyms, lines: &lines, scopes, callouts: Vec::new() };
    let mut found = ChangeLog::default();
    scanner::scan(&inner, formats, &mut found);
    fence::read_fences(&inner, formats, &mut found);
    let offset = |at: u32| {
        let number = lines.line(at as usize);
        let start = starts.get((number - 1) as usize).copied().unwrap_or(callout.start as usize);
        start + (at as usize - lines.line_range(number).start)
    };
    let place = |span: Span| history.lines.span(offset(span.start)..offset(span.end));
    for mut entry in found.entries {
        entry.list = match entry.list {
            NO_LIST => NO_LIST,
            FIRST_LIST => list_at(callout),
            list => list_at(history.lines.span(offset(list - 2)..offset(list - 2))),
        };
        if entry.source == ChangeSource::Log {
            entry.source = ChangeSource::Callout;
        }
        entry.span = place(entry.span);
        log.entries.push(entry);
    }
    for mut malformed in found.malformed {
        malformed.span = place(malformed.span);
        log.malformed.push(malformed);
    }
}

/// Returns the text of a callout without quotation marks, with an empty line for its title, and the offset in the note
/// at which each of its lines begins.
fn unquoted(callout: Span, history: &History) -> (String, Vec<usize>) {
    let last = history.lines.line((callout.end as usize).saturating_sub(1).max(callout.start as usize));
    let (mut text, mut starts) = (String::from("\n"), vec![callout.start as usize]);
    for number in callout.line + 1..=last {
        let range = history.lines.line_range(number);
        let line = &history.text[range.clone()];
        let quoted = line.trim_start().strip_prefix('>').map(|rest| rest.strip_prefix(' ').unwrap_or(rest));
        let rest = quoted.unwrap_or(line).trim_end_matches(['\r', '\n']);
        let start = range.start + line.len() - quoted.unwrap_or(line).len();
        starts.push(start);
        text.push_str(rest);
        text.push('\n');
    }
    (text, starts)
}
