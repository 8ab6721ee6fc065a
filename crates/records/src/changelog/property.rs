//! Histories in the frontmatter: `changelog:` and `history:` with lists of date, change and author
//! (docs/spec/changelog.md#frontmatter-histories).

use vaultdex_notes::{Property, Span, Value};

use super::entry::{EntryBuilder, list_at};
use super::{entry, entry_line, sentence};
use crate::changelog::entry_pattern::EntryLine;
use crate::changelog::history::History;
use crate::model::{ChangeEntry, ChangeLog, ChangeSource, DateOrder, DeclaredFormat, Moment};
use crate::normalize::timestamp;
use crate::placeholder;
use crate::vocabulary::synonyms::Synonyms;

/// The settings for parsing the items of one history.
#[derive(Clone, Copy)]
struct ParseSettings<'a> {
    formats: &'a [DeclaredFormat],
    order: Option<DateOrder>,
    list: u32,
}

impl ParseSettings<'_> {
    fn builder<'t>(&self, moment: Moment, text: &'t str, span: Span) -> EntryBuilder<'t> {
        EntryBuilder {
            moment,
            text,
            version: None,
            author: None,
            source: ChangeSource::Frontmatter,
            span,
            list: self.list,
        }
    }
}

/// The location and source text of an item.
#[derive(Clone, Copy)]
struct ItemSource<'a> {
    span: Span,
    text: &'a str,
}

/// Adds the entries of the histories in the frontmatter to `log`.
pub(crate) fn read_frontmatter_histories(history: &History, formats: &[DeclaredFormat], log: &mut ChangeLog) {
    let order = history.synonyms.date_order;
    for property in history.note.properties.iter().filter(|property| is_history(property, history.synonyms)) {
        let settings = ParseSettings { formats, order, list: list_at(property.span) };
        let whole = ItemSource { span: property.span, text: "" };
        match &property.value {
            Value::List(items) => {
                let sources = item_sources(property, history);
                for (idx, item) in items.iter().enumerate() {
                    read_item(item, sources.get(idx).copied().unwrap_or(whole), settings, log);
                }
            }
            Value::Map(pairs) => {
                let sources = item_sources(property, history);
                for (idx, (key, value)) in pairs.iter().enumerate() {
                    let source = sources.get(idx).copied().unwrap_or(whole);
                    read_dated(key, value, source.span, settings, log);
                }
            }
            Value::Text(text) => {
                let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
                let spans = line_spans(property, history);
                // A folded block scalar has fewer lines than were written, so they cannot be matched.
                let is_literal = spans.len() == lines.len();
                for (idx, line) in lines.into_iter().enumerate() {
                    read_line(line, if is_literal { spans[idx] } else { property.span }, settings, log);
                }
            }
            _ => {}
        }
    }
}

/// Whether a property is a history by its name, or is a synonym of one.
pub(crate) fn is_history(property: &Property, synonyms: &Synonyms) -> bool {
    const NAMES: [&str; 5] = ["changelog", "change_log", "change-log", "change log", "history"];
    let is_one = |written: &str| NAMES.iter().any(|name| written.eq_ignore_ascii_case(name));
    is_one(&property.name) || !synonyms.is_empty() && is_one(&synonyms.property_name(&property.name))
}

fn read_item(item: &Value, source: ItemSource, settings: ParseSettings, log: &mut ChangeLog) {
    match item {
        Value::Text(line) => read_line(line, source.span, settings, log),
        _ if placeholder::unquoted(item).is_some() => {}
        Value::Map(pairs) => match pairs.as_slice() {
            [(key, value)] if timestamp::parse_date(key, settings.order).is_some() => {
                read_dated(key, value, source.span, settings, log)
            }
            pairs => read_fields(pairs, source, settings, log),
        },
        _ => {}
    }
}

/// Parses an item that is a line: `- 2024-05-01 - New tax field`.
fn read_line(line: &str, span: Span, settings: ParseSettings, log: &mut ChangeLog) {
    match entry_line::parse_entry_line(line, settings.order) {
        Some(EntryLine::Entry(stamped) | EntryLine::Day(stamped)) if !stamped.text.is_empty() => {
            let builder = EntryBuilder::of(&stamped, ChangeSource::Frontmatter, span, settings.list);
            push_entry(builder, line, settings.formats, log, |_| {});
        }
        Some(EntryLine::Malformed { reason, suggestion, .. }) => entry::report(log, line, reason, suggestion, span),
        Some(EntryLine::Entry(_) | EntryLine::Day(_)) | None => {}
    }
}

/// Parses an item whose key is the date: `- 2024-05-01: New tax field`.
fn read_dated(date: &str, value: &Value, span: Span, settings: ParseSettings, log: &mut ChangeLog) {
    let line_text = format!("{date}: {}", text_of(value).unwrap_or_default());
    match (timestamp::parse_date(date, settings.order), value) {
        (Some(Ok(moment)), Value::List(items)) => {
            for text in items.iter().filter_map(text_of) {
                let builder = settings.builder(moment, &text, span);
                push_entry(builder, &line_text, settings.formats, log, |_| {});
            }
        }
        (Some(Ok(moment)), value) => {
            let text = text_of(value).unwrap_or_default();
            let builder = settings.builder(moment, &text, span);
            push_entry(builder, &line_text, settings.formats, log, |_| {});
        }
        (Some(Err(error)), _) => entry::report(log, &line_text, error.reason(), None, span),
        (None, _) => {}
    }
}

/// Parses an item with the keys `date`, `change` and `author`.
fn read_fields(pairs: &[(String, Value)], source: ItemSource, settings: ParseSettings, log: &mut ChangeLog) {
    let ItemSource { span, text: written } = source;
    let find = |names: &[&str]| {
        let named = |name: &&str| pairs.iter().find(|(key, _)| key.eq_ignore_ascii_case(name));
        names.iter().find_map(named).map(|(key, value)| (key.as_str(), value))
    };
    let find_text = |names: &[&str]| find(names).and_then(|(_, value)| text_of(value));
    let date = find_text(&["date", "when", "timestamp", "day"]);
    let text = find(&["change", "changes", "description", "summary", "text", "event", "action", "comment", "message"]);
    // Each of several changes becomes an entry.
    let texts = text.map_or_else(Vec::new, |(_, value)| texts_of(value));
    let line_text = format!("{}: {}", date.as_deref().unwrap_or_default(), texts.join(", "));
    let moment = match date.as_deref().map(|date| timestamp::parse_date(date, settings.order)) {
        Some(Some(Ok(moment))) => moment,
        Some(Some(Err(error))) => return entry::report(log, &line_text, error.reason(), None, span),
        Some(None) => return entry::report(log, &line_text, "unreadable date", None, span),
        None => return entry::report(log, &line_text, "missing date", None, span),
    };
    let version = find(&["version", "ver", "rev"]).and_then(|(key, value)| as_written(key, value, written));
    let version = version.as_deref().map(entry::bare_version);
    let authors = find(&["author", "authors", "by", "changed by", "changed_by", "owner"]);
    let authors = authors.map_or_else(Vec::new, |(_, value)| texts_of(value));
    let author = authors.iter().map(|author| sentence::person_name(author)).collect::<Vec<_>>().join(", ");
    let details = find(&["details", "detail", "notes"]).map_or_else(Vec::new, |(_, value)| texts_of(value));
    if texts.is_empty() {
        return entry::report(log, &line_text, "missing text", None, span);
    }
    for text in &texts {
        let builder = EntryBuilder { version, ..settings.builder(moment, text, span) };
        push_entry(builder, &line_text, settings.formats, log, |entry| {
            entry.author = Some(author.clone()).filter(|author| !author.is_empty()).or(entry.author.take());
            entry.details.clone_from(&details);
        });
    }
}

/// Returns a value as written in the note. In YAML, `1.1` and `1.10` are the same number.
fn as_written(key: &str, value: &Value, written: &str) -> Option<String> {
    let Value::Float(number) = value else { return text_of(value) };
    let own = written.lines().find_map(|line| {
        let line = line.trim_start_matches(|letter: char| letter.is_whitespace() || letter == '-');
        let scalar = line.strip_prefix(key)?.trim_start().strip_prefix(':')?;
        let scalar = scalar.split_whitespace().next()?;
        (scalar.parse::<f64>().ok()? == *number).then(|| scalar.to_owned())
    });
    own.or_else(|| text_of(value))
}

fn push_entry(
    builder: EntryBuilder,
    line_text: &str,
    formats: &[DeclaredFormat],
    log: &mut ChangeLog,
    fill: impl FnOnce(&mut ChangeEntry),
) {
    let span = builder.span;
    if builder.text.trim().is_empty() {
        return entry::report(log, line_text, "missing text", None, span);
    }
    match builder.finish(formats) {
        Ok(mut entry) => {
            fill(&mut entry);
            log.entries.push(entry);
        }
        Err(reason) => entry::report(log, line_text, reason, None, span),
    }
}

fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::Text(text) => Some(text.trim().to_owned()),
        Value::Int(number) => Some(number.to_string()),
        Value::Float(number) => Some(number.to_string()),
        _ => None,
    }
}

/// Returns the texts of a value; a list may have several.
fn texts_of(value: &Value) -> Vec<String> {
    match value {
        Value::List(items) => items.iter().filter_map(text_of).filter(|text| !text.is_empty()).collect(),
        value => text_of(value).into_iter().collect(),
    }
}

/// Returns the spans of the non-blank lines of a property after its first line.
fn line_spans(property: &Property, history: &History) -> Vec<Span> {
    let end = history.note.frontmatter.map_or(property.span.end, |frontmatter| frontmatter.end) as usize;
    let last = history.lines.line(end);
    let lines = (property.span.line + 1..last).map(|number| {
        let range = history.lines.line_range(number);
        (history.text[range.clone()].starts_with([' ', '\t', '-', '\r']), history.span(range))
    });
    let is_blank = |span: &Span| span.start == span.end;
    let own = lines.take_while(|(is_inner, span)| *is_inner || is_blank(span)).map(|(_, span)| span);
    own.filter(|span| !is_blank(span)).collect()
}

/// Returns the sources of the items in the list or mapping of a property. An item begins at a line with the same
/// indentation as the first one. Empty for a value on a single line.
fn item_sources<'a>(property: &Property, history: &History<'a>) -> Vec<ItemSource<'a>> {
    let lines = line_spans(property, history);
    let Some(first) = lines.first() else { return Vec::new() };
    let is_item = |span: &Span| history.text[span.range()].starts_with('-');
    let is_list = is_item(first);
    let begins_item = |span: &&Span| span.column == first.column && (!is_list || is_item(span));
    let starts: Vec<Span> = lines.iter().filter(begins_item).copied().collect();
    let end = lines.last().map_or(first.end, |last| last.end);
    let ends = starts.iter().skip(1).map(|next| next.start).chain([end]);
    let sources = starts.iter().zip(ends).map(|(span, end)| ItemSource {
        span: *span,
        text: history.text.get(span.start as usize..end as usize).unwrap_or_default(),
    });
    sources.collect()
}
