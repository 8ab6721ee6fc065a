//! Change tables, in any order of their columns (spec/changelog.md b.4).

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::Regex;

use super::entry::{Draft, list_at};
use super::scope::Scope;
use super::{Place, entry, sentence};
use crate::document::tables::{Cell, Row, TableText};
use crate::model::{ChangeLog, ChangeSource, DeclaredFormat};
use crate::normalize::timestamp;
use crate::vocabulary::synonyms::Words;

const DATE: &[&str] = &["date", "datum", "timestamp", "change date", "release date", "day", "when"];
/// Names that say what they say in a history only.
const DATE_THERE: &[&str] = &["effective date", "date of change", "date changed", "modification date", "revision date"];
const CHANGE: &[&str] =
    &["changes", "change", "change description", "description of change", "description of changes", "what changed"];
const TEXT: &[&str] = &["description", "summary", "event", "action", "comment", "comments", "mod", "modification"];
const VERSION: &[&str] = &["version", "ver", "ver.", "rev", "rev.", "revision", "#"];
const AUTHOR: &[&str] = &["author", "by", "changed by", "owner", "authors", "updated by"];
const AUTHOR_THERE: &[&str] = &["modified by", "made by", "edited by", "revised by", "author(s)", "who"];
/// What tells the change where no other column does.
const TEXT_THERE: &[&str] = &[
    "change made",
    "changes made",
    "change details",
    "change summary",
    "update",
    "updates",
    "details",
    "detail",
    "notes",
    "note",
    "remarks",
    "what",
];
const IMPACT: &[&str] = &["impact"];
const DETAILS: &[&str] = &["details", "detail"];

/// Every name of a column.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
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
    /// Whether the table has the columns of a history and of nothing else.
    is_certain: bool,
}

/// Reads the change tables among those of the note into `log`: those of a history, and those that their own header
/// identifies (spec/integrations.md a.7).
pub(crate) fn read(place: &Place, tables: &[TableText], formats: &[DeclaredFormat], log: &mut ChangeLog) {
    for table in tables {
        if !may_hold_dates(table, place.words) {
            continue;
        }
        let scope = place.scope(table.span.start as usize);
        let columns = columns(table, scope, place.words);
        let is_read = match scope {
            Scope::History => columns.date.is_some(),
            Scope::Elsewhere => columns.is_certain,
            Scope::Excluded => false,
        };
        if is_read && columns.text.is_none() {
            report_unread(table, &columns, place, log);
        } else if is_read {
            let list = list_at(table.span);
            table.rows.iter().for_each(|row| read_row(row, &columns, list, place, formats, log));
        }
    }
}

/// A table of dates in a history of which nobody knows what it tells is reported once, at its header.
fn report_unread(table: &TableText, columns: &Columns, place: &Place, log: &mut ChangeLog) {
    let is_date = |row: &Row| {
        let cell = columns.date.and_then(|column| row.cells.get(column)).map(Cell::text).unwrap_or_default();
        timestamp::read_loosely(&cell, place.words.date_order).is_some_and(|moment| moment.is_ok())
    };
    if table.rows.iter().any(is_date) {
        let span = place.span(place.lines.line_range(table.span.line));
        entry::report(log, &place.text[span.range()], "no column for the change", None, span);
    }
}

/// Whether a column may be one of dates: a cheap look that spares most tables all else.
fn may_hold_dates(table: &TableText, words: &Words) -> bool {
    const PARTS: [&str; 4] = ["dat", "time", "day", "when"];
    let mut names = table.header.iter().map(|cell| words.heading(cell.raw).to_ascii_lowercase());
    names.any(|name| PARTS.iter().any(|part| name.contains(part)))
}

fn columns(table: &TableText, scope: Scope, words: &Words) -> Columns {
    let name = |cell: &Cell| match words.heading(cell.raw) {
        Cow::Owned(meaning) => meaning,
        Cow::Borrowed(_) => cell.name(),
    };
    let names: Vec<String> = table.header.iter().map(name).collect();
    // Synonyms are tried in their order: of `Summary` and `Changes` the latter is the text. `Date (UTC)` is a date.
    let find = |synonyms: &[&str]| {
        let is_it = |name: &String, synonym: &str| {
            name == synonym
                || name.strip_prefix(synonym).is_some_and(|rest| rest.starts_with(" (") && rest.ends_with(')'))
        };
        synonyms.iter().find_map(|synonym| names.iter().position(|name| is_it(name, synonym)))
    };
    let there = |synonyms| if scope == Scope::History { find(synonyms) } else { None };
    let change = find(CHANGE);
    let text = change.or_else(|| find(TEXT)).or_else(|| there(TEXT_THERE));
    let (version, author, impact) = (find(VERSION), find(AUTHOR), find(IMPACT));
    let details = find(DETAILS).filter(|details| Some(*details) != text);
    let date = find(DATE).or_else(|| there(DATE_THERE));
    let is_called = |column: Option<usize>, other: &str| column.is_some_and(|column| names[column] == other);
    // Numbers and owners are what lists of things to do have too, and events with an impact are a template's own history.
    let by_change = change.is_some()
        && (version.is_some() && !is_called(version, "#") || author.is_some() && !is_called(author, "owner"));
    // As the table of a document's versions has them, whatever it stands under.
    let by_version = text.is_some()
        && version.is_some()
        && !is_called(version, "#")
        && ["author", "authors", "changed by", "updated by"].iter().any(|name| is_called(author, name));
    let by_event = is_called(text, "event") && impact.is_some() && details.is_some();
    Columns {
        date,
        text,
        version,
        // Without a version a name is as often that of the thing changed.
        author: author.or_else(|| there(AUTHOR_THERE)).or_else(|| version.and_then(|_| there(&["name"]))),
        impact,
        details,
        is_certain: date.is_some() && (by_change || by_version || by_event),
    }
}

fn read_row(row: &Row, columns: &Columns, list: u32, place: &Place, formats: &[DeclaredFormat], log: &mut ChangeLog) {
    let written = |column: Option<usize>| column.and_then(|column| row.cells.get(column)).map(Cell::text);
    let cell = |column: Option<usize>| {
        let text = written(column).map(|text| unbroken(&text).into_owned());
        text.filter(|text| !is_placeholder(text) && !text.contains("YYYY"))
    };
    let date = written(columns.date).unwrap_or_default();
    // `[PR-12]` is a text, unless all else that tells of the change is in brackets too.
    let others = [columns.author, columns.details, columns.impact];
    let mut told = others.into_iter().filter_map(written).filter(|text| !text.is_empty()).peekable();
    let is_template = told.peek().is_some() && told.all(|text| is_bracketed(bare(&text)));
    let text = written(columns.text).map(|text| unbroken(&text).into_owned());
    let text = text.filter(|text| !is_placeholder(text) || !is_template && is_bracketed(bare(text)));
    // An unfilled row is a template's: `| 1.0 | [Date] | Initial version | [Name] |`.
    let is_unfilled = if date.is_empty() { text.is_none() } else { is_placeholder(&date) || date.contains("YYYY") };
    if is_unfilled {
        return;
    }
    let line = &place.text[row.span.range()];
    let moment = match timestamp::read_loosely(&date, place.words.date_order) {
        Some(Ok(moment)) => moment,
        Some(Err(fault)) => return entry::report(log, line, fault.reason(), None, row.span),
        None if date.is_empty() => return entry::report(log, line, "missing date", None, row.span),
        None => return entry::report(log, line, "unreadable date", None, row.span),
    };
    let Some(text) = text else { return entry::report(log, line, "missing text", None, row.span) };
    let version = cell(columns.version).map(|version| entry::bare_version(bare(&version)).to_owned());
    let (version, source, span) = (version.as_deref(), ChangeSource::Table, row.span);
    let draft = Draft { moment, text: &text, version, source, span, list };
    match draft.finish(formats) {
        Ok(mut entry) => {
            entry.author = cell(columns.author).map(|author| sentence::person(&author)).or(entry.author);
            entry.details.extend(cell(columns.details));
            entry.details.extend(cell(columns.impact).map(|impact| format!("Impact: {impact}")));
            log.entries.push(entry);
        }
        Err(reason) => entry::report(log, line, reason, None, row.span),
    }
}

/// Whether a cell says nothing: blank, a dash, `[Name]`, `<date>`, `{{date}}`, `TBD` (spec/integrations.md a.6).
fn is_placeholder(cell: &str) -> bool {
    let text = bare(cell);
    let is_wrapped = |open: &str, close: &str| {
        let inner = text.strip_prefix(open).and_then(|inner| inner.strip_suffix(close));
        // `<b>new</b>` is a text.
        inner.is_some_and(|inner| !inner.contains(&open[..1]) && !inner.contains(&close[close.len() - 1..]))
    };
    let is_template = [("{{", "}}"), ("<%", "%>"), ("<", ">")].into_iter().any(|(open, close)| is_wrapped(open, close));
    let is_word = ["tbd", "tbc", "n/a", "none", "pending", "???", "xxx", "-", "–", "—", "…", ""]
        .iter()
        .any(|word| text.eq_ignore_ascii_case(word));
    is_template || is_word || is_bracketed(text)
}

/// Whether a text is one word or phrase in brackets, and no link or date.
fn is_bracketed(text: &str) -> bool {
    let is_in = |open: char, close: char| {
        let inner = text.strip_prefix(open).and_then(|inner| inner.strip_suffix(close));
        inner.is_some_and(|inner| !inner.contains([open, close]) && !inner.starts_with(|it: char| it.is_ascii_digit()))
    };
    is_in('[', ']') || is_in('{', '}')
}

/// The text of a cell in one line: what breaks it there is a blank.
fn unbroken(text: &str) -> Cow<'_, str> {
    static BREAK: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?i)\s*<br\s*/?>\s*").expect("the pattern is valid"));
    if text.contains('<') { BREAK.replace_all(text, " ") } else { Cow::Borrowed(text) }
}

fn bare(cell: &str) -> &str {
    cell.trim_matches(|letter: char| letter.is_whitespace() || matches!(letter, '*' | '_' | '`'))
}
