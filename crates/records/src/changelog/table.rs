//! Change tables, with columns in any order (docs/spec/changelog.md#change-tables).

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::Regex;

use super::entry::{EntryBuilder, list_at};
use super::scope::Scope;
use super::{entry, sentence};
use crate::changelog::history::History;
use crate::document::tables::{Cell, Row, TableText};
use crate::model::{ChangeLog, ChangeSource, DeclaredFormat};
use crate::normalize::timestamp;
use crate::vocabulary::change_columns::{
    AUTHOR, AUTHOR_IN_HISTORY, CHANGE, DATE, DATE_IN_HISTORY, DETAILS, IMPACT, OTHER_AUTHOR, OTHER_DATE, OTHER_TEXT,
    OTHER_VERSION, TEXT, TEXT_IN_HISTORY, VERSION,
};
use crate::vocabulary::synonyms::Synonyms;

/// Names of columns that occur in tables of other data, and in no change table.
const OTHER_TABLES: [&str; 8] =
    ["currency", "room", "participants", "attendees", "währung", "raum", "teilnehmer", "devise"];

/// Names of columns that hold other data than the text of a change.
const OTHER_DATA: [&str; 25] = [
    "price", "prices", "amount", "cost", "costs", "total", "value", "rate", "quantity", "qty", "unit", "time", "start",
    "end", "duration", "hours", "location", "place", "venue", "customer", "supplier", "vendor", "phone", "email",
    "invoice",
];

/// The columns of a change table by their meaning.
#[derive(Debug, Default)]
struct Columns {
    date: Option<usize>,
    text: Option<usize>,
    version: Option<usize>,
    author: Option<usize>,
    impact: Option<usize>,
    details: Option<usize>,
    /// Whether the columns are those of a change table and of no other table.
    is_certain: bool,
}

/// Adds the entries of change tables to `log`: tables in a history, and those that their header identifies
/// (docs/spec/integrations.md#tables-known-by-their-header).
pub(crate) fn read_change_tables(
    history: &History,
    tables: &[TableText],
    formats: &[DeclaredFormat],
    log: &mut ChangeLog,
) {
    for table in tables {
        let scope = history.scope(table.span.start as usize);
        if !scope.is_history() && !may_hold_dates(table, history.synonyms) {
            continue;
        }
        let columns = find_columns(table, scope, history.synonyms);
        let is_read = match scope {
            Scope::History | Scope::LikelyHistory => columns.date.is_some(),
            Scope::Elsewhere => columns.is_certain,
            Scope::Excluded => false,
        };
        if is_read && columns.text.is_none() {
            if scope == Scope::History {
                report_missing_column(table, &columns, history, log);
            }
        } else if is_read {
            let reader = RowReader { columns: &columns, list: list_at(table.span), scope, history, formats };
            reader.read_rows(table, log);
        }
    }
}

/// Reports a table of a history that has dates but no column for the change, once at its header.
fn report_missing_column(table: &TableText, columns: &Columns, history: &History, log: &mut ChangeLog) {
    let is_date = |row: &Row| {
        let cell = columns.date.and_then(|column| row.cells.get(column)).map(Cell::text).unwrap_or_default();
        timestamp::parse_date(&cell, history.synonyms.date_order).is_some_and(|moment| moment.is_ok())
    };
    if table.rows.iter().any(is_date) {
        let span = history.span(history.lines.line_range(table.span.line));
        entry::report(log, &history.text[span.range()], "no column for the change", None, span);
    }
}

/// Whether a column may hold dates. A cheap check before any other.
fn may_hold_dates(table: &TableText, synonyms: &Synonyms) -> bool {
    const PARTS: [&[u8]; 4] = [b"dat", b"time", b"day", b"when"];
    let has_part = |name: &[u8]| {
        let begins = |at: usize, part: &[u8]| {
            name.get(at..at + part.len()).is_some_and(|letters| letters.eq_ignore_ascii_case(part))
        };
        let may_begin = |byte: &u8| matches!(byte.to_ascii_lowercase(), b'd' | b't' | b'w');
        let mut starts = (0..name.len()).filter(|at| may_begin(&name[*at]));
        starts.any(|at| PARTS.iter().any(|part| begins(at, part)))
    };
    table.header.iter().any(|cell| has_part(synonyms.heading(cell.raw).as_bytes()))
}

fn find_columns(table: &TableText, scope: Scope, synonyms: &Synonyms) -> Columns {
    let name = |cell: &Cell| match synonyms.heading(cell.raw) {
        Cow::Owned(meaning) => meaning,
        Cow::Borrowed(_) => cell.name(),
    };
    let names: Vec<String> = table.header.iter().map(name).collect();
    // Names are tried in order: of `Summary` and `Changes` the latter is the text. `Date (UTC)` matches `date`.
    let find = |accepted: &[&str]| {
        let is_match = |name: &String, wanted: &str| {
            name == wanted
                || name.strip_prefix(wanted).is_some_and(|rest| rest.starts_with(" (") && rest.ends_with(')'))
        };
        accepted.iter().find_map(|wanted| names.iter().position(|name| is_match(name, wanted)))
    };
    let find_in_history = |accepted| if scope.is_history() { find(accepted) } else { None };
    let change = find(CHANGE);
    let named_text = change.or_else(|| find(TEXT)).or_else(|| find_in_history(OTHER_TEXT));
    let version = find(VERSION).or_else(|| find_in_history(OTHER_VERSION));
    let (author, impact) = (find(AUTHOR), find(IMPACT));
    let text = named_text.or_else(|| find_in_history(TEXT_IN_HISTORY).filter(|text| Some(*text) != author));
    let details = find(DETAILS).filter(|details| Some(*details) != text);
    let date = find(DATE).or_else(|| find_in_history(DATE_IN_HISTORY)).or_else(|| find_in_history(OTHER_DATE));
    let is_called = |column: Option<usize>, other: &str| column.is_some_and(|column| names[column] == other);
    // Lists of tasks have numbers and owners too. Events with an impact are the history of a template.
    let by_change = change.is_some()
        && (version.is_some() && !is_called(version, "#") || author.is_some() && !is_called(author, "owner"));
    // The columns of a document's version table, below any heading.
    let by_version = text.is_some()
        && version.is_some()
        && !is_called(version, "#")
        && ["author", "authors", "changed by", "updated by"].iter().any(|name| is_called(author, name));
    let by_event = is_called(text, "event") && impact.is_some() && details.is_some();
    let is_certain = date.is_some() && (by_change || by_version || by_event);
    // Without a version column, `Name` is often the name of the thing that was changed.
    let author = author
        .or_else(|| find_in_history(AUTHOR_IN_HISTORY))
        .or_else(|| find_in_history(OTHER_AUTHOR))
        .or_else(|| version.and_then(|_| find_in_history(&["name"])));
    let known = [date, version, author, impact, details];
    let text = text.or_else(|| {
        let has_source = version.is_some() || author.is_some();
        if scope == Scope::History { find_prose(table, &names, &known, has_source) } else { None }
    });
    Columns { date, text, version, author, impact, details, is_certain }
}

/// Returns the column with the longest text of those that are not `known`, if it has sentences: the text of a change
/// under a name that is not in the vocabulary.
///
/// In a table without versions and authors, columns of other data, such as prices or rooms, are not that text.
fn find_prose(table: &TableText, names: &[String], known: &[Option<usize>], has_source: bool) -> Option<usize> {
    if !has_source && names.iter().any(|name| OTHER_TABLES.contains(&name.as_str())) {
        return None;
    }
    let is_text = |column: &usize| has_source || !OTHER_DATA.contains(&names[*column].as_str());
    let is_free = |column: &usize| !known.contains(&Some(*column)) && is_text(column);
    let cells = |column: usize| table.rows.iter().filter_map(move |row| row.cells.get(column));
    let length = |column: usize| cells(column).map(|cell| cell.raw.trim().len()).sum::<usize>();
    let has_sentences = |column: &usize| cells(*column).any(|cell| cell.raw.trim().contains(' '));
    let columns = (0..table.header.len()).filter(is_free).filter(has_sentences);
    columns.max_by_key(|column| length(*column))
}

/// Reads the rows of a change table.
struct RowReader<'a> {
    columns: &'a Columns,
    list: u32,
    scope: Scope,
    history: &'a History<'a>,
    formats: &'a [DeclaredFormat],
}

impl RowReader<'_> {
    fn read_rows(&self, table: &TableText, log: &mut ChangeLog) {
        let mut is_entry = false;
        for row in &table.rows {
            let n_entries = log.entries.len();
            if is_entry && self.continues_row(row) {
                if let (Some(text), Some(entry)) = (cell_text(row, self.columns.text), log.entries.last_mut()) {
                    entry.details.push(join_lines(&text).trim_start_matches("- ").to_owned());
                }
                continue;
            }
            self.read_row(row, log);
            is_entry = log.entries.len() > n_entries;
        }
    }

    /// Whether a row has a text only, and thus goes on with the row above: `| | | - Also the log |`.
    fn continues_row(&self, row: &Row) -> bool {
        let has_text = |column: usize| row.cells.get(column).is_some_and(|cell| !cell.raw.trim().is_empty());
        self.columns.text.is_some_and(has_text)
            && (0..row.cells.len()).all(|column| Some(column) == self.columns.text || !has_text(column))
    }

    fn read_row(&self, row: &Row, log: &mut ChangeLog) {
        let columns = self.columns;
        let cell = |column: Option<usize>| {
            let text = cell_text(row, column).map(|text| join_lines(&text).into_owned());
            text.filter(|text| !is_placeholder(text) && !text.contains("YYYY"))
        };
        let date = cell_text(row, columns.date).unwrap_or_default();
        // `[PR-12]` is a text, unless all other cells of the change are in brackets too.
        let other_columns = [columns.author, columns.details, columns.impact];
        let others = other_columns.into_iter().filter_map(|column| cell_text(row, column));
        let mut others = others.filter(|text| !text.is_empty()).peekable();
        let is_template = others.peek().is_some() && others.all(|text| is_bracketed(bare(&text)));
        let text = cell_text(row, columns.text).map(|text| join_lines(&text).into_owned());
        let text = text.filter(|text| !is_placeholder(text) || !is_template && is_bracketed(bare(text)));
        // The row of a template is not an entry: `| 1.0 | [Date] | Initial version | [Name] |`.
        let is_mask = || is_placeholder(&date) || is_date_mask(&date);
        let is_unfilled = if date.is_empty() { text.is_none() } else { is_mask() };
        if is_unfilled {
            return;
        }
        let version = cell(columns.version).map(|version| entry::bare_version(bare(&version)).to_owned());
        let moment = match timestamp::parse_date(&date, self.history.synonyms.date_order) {
            Some(Ok(moment)) => moment,
            Some(Err(error)) => return self.report(row, error.reason(), log),
            None if date.is_empty() => return self.report(row, "missing date", log),
            None => return self.report(row, "unreadable date", log),
        };
        let Some(text) = text else { return self.report(row, "missing text", log) };
        let (version, source, span) = (version.as_deref(), ChangeSource::Table, row.span);
        let builder = EntryBuilder { moment, text: &text, version, author: None, source, span, list: self.list };
        match builder.finish(self.formats) {
            Ok(mut entry) => {
                entry.author = cell(columns.author).map(|author| sentence::person_name(&author)).or(entry.author);
                entry.details.extend(cell(columns.details));
                entry.details.extend(cell(columns.impact).map(|impact| format!("Impact: {impact}")));
                log.entries.push(entry);
            }
            Err(reason) => self.report(row, reason, log),
        }
    }

    fn report(&self, row: &Row, reason: &str, log: &mut ChangeLog) {
        if self.scope != Scope::LikelyHistory {
            entry::report(log, &self.history.text[row.span.range()], reason, None, row.span);
        }
    }
}

fn cell_text<'a>(row: &'a Row, column: Option<usize>) -> Option<Cow<'a, str>> {
    column.and_then(|column| row.cells.get(column)).map(Cell::text)
}

/// Whether a date is one of a template, in part at least: `YYYY-MM-DD`, `AAAA-MM-DD`, `2026-01-XX`.
fn is_date_mask(date: &str) -> bool {
    const MASKS: [&str; 10] = ["YYYY", "yyyy", "AAAA", "JJJJ", "ГГГГ", "-MM", "-DD", "-XX", "-xx", "/XX"];
    // Most dates have no two letters in sequence.
    let is_letter = |byte: &u8| byte.is_ascii_alphabetic() || !byte.is_ascii();
    date.as_bytes().windows(2).any(|two| two.iter().all(is_letter)) && MASKS.iter().any(|mask| date.contains(mask))
}

/// Whether a cell is blank or a placeholder: a dash, `[Name]`, `<date>`, `{{date}}`, `TBD`
/// (docs/spec/integrations.md#value-states).
fn is_placeholder(cell: &str) -> bool {
    let text = bare(cell);
    let is_wrapped = |open: &str, close: &str| {
        let inner = text.strip_prefix(open).and_then(|inner| inner.strip_suffix(close));
        // `<b>new</b>` is text.
        inner.is_some_and(|inner| !inner.contains(&open[..1]) && !inner.contains(&close[close.len() - 1..]))
    };
    let is_template = [("{{", "}}"), ("<%", "%>"), ("<", ">")].into_iter().any(|(open, close)| is_wrapped(open, close));
    let is_word = ["tbd", "tbc", "n/a", "none", "pending", "???", "xxx", "-", "–", "—", "…", ""]
        .iter()
        .any(|word| text.eq_ignore_ascii_case(word));
    is_template || is_word || is_bracketed(text)
}

/// Whether a text is a single phrase in brackets, and not a link or date.
fn is_bracketed(text: &str) -> bool {
    let is_in = |open: char, close: char| {
        let inner = text.strip_prefix(open).and_then(|inner| inner.strip_suffix(close));
        inner.is_some_and(|inner| !inner.contains([open, close]) && !inner.starts_with(|it: char| it.is_ascii_digit()))
    };
    is_in('[', ']') || is_in('{', '}')
}

/// Returns the text of a cell with line breaks replaced by spaces.
fn join_lines(text: &str) -> Cow<'_, str> {
    static BREAK: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?i)\s*<br\s*/?>\s*").expect("the pattern is valid"));
    if text.contains('<') { BREAK.replace_all(text, " ") } else { Cow::Borrowed(text) }
}

fn bare(cell: &str) -> &str {
    cell.trim_matches(|letter: char| letter.is_whitespace() || matches!(letter, '*' | '_' | '`'))
}
