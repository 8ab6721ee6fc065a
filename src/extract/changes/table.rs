//! Change tables, in any order of their columns (spec/changelog.md b.4).

use std::borrow::Cow;

use super::entry::{self, Draft};
use super::scope::Scope;
use super::{Place, body, stamp};
use crate::extract::tables::{Cell, Row, TableText};
use crate::extract::words::Words;
use crate::model::{ChangeLog, ChangeSource, DeclaredFormat};

const DATE: &[&str] = &["date", "datum", "timestamp", "change date", "release date", "day", "when"];
const CHANGE: &[&str] =
    &["changes", "change", "change description", "description of change", "description of changes", "what changed"];
const TEXT: &[&str] = &["description", "summary", "event", "action", "comment", "comments", "mod", "modification"];
const VERSION: &[&str] = &["version", "ver", "ver.", "rev", "rev.", "revision", "#"];
const AUTHOR: &[&str] = &["author", "by", "changed by", "owner", "authors", "updated by"];
const IMPACT: &[&str] = &["impact"];
const DETAILS: &[&str] = &["details", "detail"];

/// Every name of a column.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    [DATE, CHANGE, TEXT, VERSION, AUTHOR, IMPACT, DETAILS].into_iter().flatten().copied()
}

/// Where each role stands in a change table.
#[derive(Debug, Default)]
struct Columns {
    date: Option<usize>,
    text: Option<usize>,
    version: Option<usize>,
    author: Option<usize>,
    impact: Option<usize>,
    details: Option<usize>,
    /// Whether the text column is called a change, not only a description.
    says_change: bool,
}

/// Reads the change tables among those of the note into `log`: those of a history, and those that their own header
/// identifies (spec/integrations.md a.7).
pub(super) fn read(place: &Place, tables: &[TableText], formats: &[DeclaredFormat], log: &mut ChangeLog) {
    for table in tables {
        if !may_hold_dates(table, place.words) {
            continue;
        }
        let columns = columns(table, place.words);
        let is_read = match place.scope(table.span.start as usize) {
            Scope::History => columns.date.is_some() && columns.text.is_some(),
            Scope::Elsewhere => columns.identify_a_history(),
            Scope::Excluded => false,
        };
        if is_read {
            table.rows.iter().for_each(|row| read_row(row, &columns, place, formats, log));
        }
    }
}

/// Whether a column may be one of dates: a cheap look that spares most tables all else.
fn may_hold_dates(table: &TableText, words: &Words) -> bool {
    const PARTS: [&str; 4] = ["dat", "time", "day", "when"];
    let mut names = table.header.iter().map(|cell| words.heading(cell.raw).to_ascii_lowercase());
    names.any(|name| PARTS.iter().any(|part| name.contains(part)))
}

impl Columns {
    fn identify_a_history(&self) -> bool {
        let beside = [self.version, self.author, self.impact, self.details];
        let wanted = if self.says_change { 1 } else { 2 };
        self.date.is_some() && self.text.is_some() && beside.iter().flatten().count() >= wanted
    }
}

fn columns(table: &TableText, words: &Words) -> Columns {
    let name = |cell: &Cell| match words.heading(cell.raw) {
        Cow::Owned(meaning) => meaning,
        Cow::Borrowed(_) => cell.name(),
    };
    let names: Vec<String> = table.header.iter().map(name).collect();
    // Synonyms are tried in their order: of `Summary` and `Changes` the latter is the text.
    let find = |synonyms: &[&str]| synonyms.iter().find_map(|synonym| names.iter().position(|name| name == synonym));
    let change = find(CHANGE);
    Columns {
        date: find(DATE),
        text: change.or_else(|| find(TEXT)),
        version: find(VERSION),
        author: find(AUTHOR),
        impact: find(IMPACT),
        details: find(DETAILS),
        says_change: change.is_some(),
    }
}

fn read_row(row: &Row, columns: &Columns, place: &Place, formats: &[DeclaredFormat], log: &mut ChangeLog) {
    let cell = |column: Option<usize>| {
        let text = column.and_then(|column| row.cells.get(column)).map(Cell::text);
        text.map(|text| text.into_owned()).filter(|text| !is_placeholder(text))
    };
    let date = columns.date.and_then(|column| row.cells.get(column)).map(Cell::text).unwrap_or_default();
    let text = cell(columns.text);
    // An unfilled row is a template's: `| 1.0 | [Date] | Initial version | [Name] |`.
    let is_unfilled = if date.is_empty() { text.is_none() } else { is_placeholder(&date) };
    if is_unfilled {
        return;
    }
    let line = &place.text[row.span.range()];
    let moment = match stamp::read_loosely(&date, place.words.date_order) {
        Some(Ok(moment)) => moment,
        Some(Err(fault)) => return entry::report(log, line, fault.reason(), None, row.span),
        None if date.is_empty() => return entry::report(log, line, "missing date", None, row.span),
        None => return entry::report(log, line, "unreadable date", None, row.span),
    };
    let Some(text) = text else { return entry::report(log, line, "missing text", None, row.span) };
    let version = cell(columns.version).map(|version| bare(&version).trim_start_matches(['v', 'V']).to_owned());
    let draft = Draft { moment, text: &text, version: version.as_deref(), source: ChangeSource::Table, span: row.span };
    match draft.finish(formats) {
        Ok(mut entry) => {
            entry.author = cell(columns.author).map(|author| body::person(&author)).or(entry.author);
            entry.details.extend(cell(columns.details));
            entry.details.extend(cell(columns.impact).map(|impact| format!("Impact: {impact}")));
            log.entries.push(entry);
        }
        Err(reason) => entry::report(log, line, reason, None, row.span),
    }
}

/// Whether a cell says nothing: blank, a dash, `[Name]`, `<date>`, `{{date}}`, `TBD`, a mask (spec/integrations.md a.6).
fn is_placeholder(cell: &str) -> bool {
    let text = bare(cell);
    let wrapped = |open: char, close: char| {
        let inner = text.strip_prefix(open).and_then(|inner| inner.strip_suffix(close));
        inner.is_some_and(|inner| !inner.contains([open, close]) && !inner.starts_with(|it: char| it.is_ascii_digit()))
    };
    let is_template = text.starts_with("{{") && text.ends_with("}}") || text.starts_with("<%") && text.ends_with("%>");
    let is_word = ["tbd", "tbc", "n/a", "none", "pending", "???", "xxx", "-", "–", "—", "…", ""]
        .iter()
        .any(|word| text.eq_ignore_ascii_case(word));
    wrapped('[', ']') || wrapped('<', '>') || wrapped('{', '}') || is_template || is_word || text.contains("YYYY")
}

fn bare(cell: &str) -> &str {
    cell.trim_matches(|letter: char| letter.is_whitespace() || matches!(letter, '*' | '_' | '`'))
}
