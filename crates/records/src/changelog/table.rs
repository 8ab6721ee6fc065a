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
    AUTHOR, AUTHOR_IN_HISTORY, CHANGE, DATE, DATE_IN_HISTORY, DETAILS, IMPACT, TEXT, TEXT_IN_HISTORY, VERSION,
};
use crate::vocabulary::synonyms::Synonyms;

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
        if !may_hold_dates(table, history.synonyms) {
            continue;
        }
        let scope = history.scope(table.span.start as usize);
        let columns = find_columns(table, scope, history.synonyms);
        let is_read = match scope {
            Scope::History => columns.date.is_some(),
            Scope::Elsewhere => columns.is_certain,
            Scope::Excluded => false,
        };
        if is_read && columns.text.is_none() {
            report_missing_column(table, &columns, history, log);
        } else if is_read {
            let list = list_at(table.span);
            table.rows.iter().for_each(|row| read_row(row, &columns, list, history, formats, log));
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
    const PARTS: [&str; 4] = ["dat", "time", "day", "when"];
    let mut names = table.header.iter().map(|cell| synonyms.heading(cell.raw).to_ascii_lowercase());
    names.any(|name| PARTS.iter().any(|part| name.contains(part)))
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
    let find_in_history = |accepted| if scope == Scope::History { find(accepted) } else { None };
    let change = find(CHANGE);
    let text = change.or_else(|| find(TEXT)).or_else(|| find_in_history(TEXT_IN_HISTORY));
    let (version, author, impact) = (find(VERSION), find(AUTHOR), find(IMPACT));
    let details = find(DETAILS).filter(|details| Some(*details) != text);
    let date = find(DATE).or_else(|| find_in_history(DATE_IN_HISTORY));
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
    Columns {
        date,
        text,
        version,
        // Without a version column, `Name` is often the name of the thing that was changed.
        author: author
            .or_else(|| find_in_history(AUTHOR_IN_HISTORY))
            .or_else(|| version.and_then(|_| find_in_history(&["name"]))),
        impact,
        details,
        is_certain: date.is_some() && (by_change || by_version || by_event),
    }
}

fn read_row(
    row: &Row,
    columns: &Columns,
    list: u32,
    history: &History,
    formats: &[DeclaredFormat],
    log: &mut ChangeLog,
) {
    let written = |column: Option<usize>| column.and_then(|column| row.cells.get(column)).map(Cell::text);
    let cell = |column: Option<usize>| {
        let text = written(column).map(|text| join_lines(&text).into_owned());
        text.filter(|text| !is_placeholder(text) && !text.contains("YYYY"))
    };
    let date = written(columns.date).unwrap_or_default();
    // `[PR-12]` is a text, unless all other cells of the change are in brackets too.
    let other_columns = [columns.author, columns.details, columns.impact];
    let mut others = other_columns.into_iter().filter_map(written).filter(|text| !text.is_empty()).peekable();
    let is_template = others.peek().is_some() && others.all(|text| is_bracketed(bare(&text)));
    let text = written(columns.text).map(|text| join_lines(&text).into_owned());
    let text = text.filter(|text| !is_placeholder(text) || !is_template && is_bracketed(bare(text)));
    // The row of a template is not an entry: `| 1.0 | [Date] | Initial version | [Name] |`.
    let is_unfilled = if date.is_empty() { text.is_none() } else { is_placeholder(&date) || date.contains("YYYY") };
    if is_unfilled {
        return;
    }
    let line = &history.text[row.span.range()];
    let moment = match timestamp::parse_date(&date, history.synonyms.date_order) {
        Some(Ok(moment)) => moment,
        Some(Err(error)) => return entry::report(log, line, error.reason(), None, row.span),
        None if date.is_empty() => return entry::report(log, line, "missing date", None, row.span),
        None => return entry::report(log, line, "unreadable date", None, row.span),
    };
    let Some(text) = text else { return entry::report(log, line, "missing text", None, row.span) };
    let version = cell(columns.version).map(|version| entry::bare_version(bare(&version)).to_owned());
    let (version, source, span) = (version.as_deref(), ChangeSource::Table, row.span);
    let builder = EntryBuilder { moment, text: &text, version, source, span, list };
    match builder.finish(formats) {
        Ok(mut entry) => {
            entry.author = cell(columns.author).map(|author| sentence::person_name(&author)).or(entry.author);
            entry.details.extend(cell(columns.details));
            entry.details.extend(cell(columns.impact).map(|impact| format!("Impact: {impact}")));
            log.entries.push(entry);
        }
        Err(reason) => entry::report(log, line, reason, None, row.span),
    }
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
