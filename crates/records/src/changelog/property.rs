//! Histories in the frontmatter: `changelog:` and `history:` with lists of date, change and author
//! (spec/changelog.md b.4).

use vaultdex_notes::{Property, Span, Value};

use super::entry::{Draft, list_at};
use super::entry_line::Line;
use super::{Place, entry, entry_line, sentence};
use crate::model::{ChangeEntry, ChangeLog, ChangeSource, DateOrder, DeclaredFormat, Moment};
use crate::normalize::timestamp;
use crate::vocabulary::synonyms::Words;

/// By what the lines of a history are read, and which list they are.
#[derive(Clone, Copy)]
struct Grammar<'a> {
    formats: &'a [DeclaredFormat],
    order: Option<DateOrder>,
    list: u32,
}

impl Grammar<'_> {
    fn draft<'t>(&self, moment: Moment, text: &'t str, span: Span) -> Draft<'t> {
        Draft { moment, text, version: None, source: ChangeSource::Frontmatter, span, list: self.list }
    }
}

/// Where an item stands, and how it is written.
#[derive(Clone, Copy)]
struct Source<'a> {
    span: Span,
    text: &'a str,
}

/// Reads the histories of the note's frontmatter into `log`.
pub(crate) fn read(place: &Place, formats: &[DeclaredFormat], log: &mut ChangeLog) {
    let order = place.words.date_order;
    for property in place.note.properties.iter().filter(|property| is_history(property, place.words)) {
        let grammar = Grammar { formats, order, list: list_at(property.span) };
        let whole = Source { span: property.span, text: "" };
        match &property.value {
            Value::List(items) => {
                let sources = item_sources(property, place);
                for (idx, item) in items.iter().enumerate() {
                    read_item(item, sources.get(idx).copied().unwrap_or(whole), grammar, log);
                }
            }
            Value::Map(pairs) => {
                let sources = item_sources(property, place);
                for (idx, (key, value)) in pairs.iter().enumerate() {
                    let source = sources.get(idx).copied().unwrap_or(whole);
                    read_dated(key, value, source.span, grammar, log);
                }
            }
            Value::Text(text) => {
                let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
                let spans = line_spans(property, place);
                // A folded block has fewer lines than were written: which is which can't be told.
                let is_literal = spans.len() == lines.len();
                for (idx, line) in lines.into_iter().enumerate() {
                    read_line(line, if is_literal { spans[idx] } else { property.span }, grammar, log);
                }
            }
            _ => {}
        }
    }
}

/// Whether a property is a history by its name, or by what that means in the vault.
pub(crate) fn is_history(property: &Property, words: &Words) -> bool {
    const NAMES: [&str; 5] = ["changelog", "change_log", "change-log", "change log", "history"];
    let is_one = |written: &str| NAMES.iter().any(|name| written.eq_ignore_ascii_case(name));
    is_one(&property.name) || !words.is_empty() && is_one(&words.property_name(&property.name))
}

fn read_item(item: &Value, source: Source, grammar: Grammar, log: &mut ChangeLog) {
    match item {
        Value::Text(line) => read_line(line, source.span, grammar, log),
        Value::Map(pairs) => match pairs.as_slice() {
            [(key, value)] if timestamp::read_loosely(key, grammar.order).is_some() => {
                read_dated(key, value, source.span, grammar, log)
            }
            pairs => read_fields(pairs, source, grammar, log),
        },
        _ => {}
    }
}

/// `- 2024-05-01 - New tax field`
fn read_line(line: &str, span: Span, grammar: Grammar, log: &mut ChangeLog) {
    match entry_line::read(line, grammar.order) {
        Some(Line::Stamped(stamped)) => {
            let draft = Draft::of(&stamped, ChangeSource::Frontmatter, span, grammar.list);
            keep(draft, line, grammar.formats, log, |_| {});
        }
        Some(Line::Malformed { reason, suggestion, .. }) => entry::report(log, line, reason, suggestion, span),
        Some(Line::Day(_)) | None => {}
    }
}

/// `- 2024-05-01: New tax field`, where YAML makes the date a key.
fn read_dated(date: &str, value: &Value, span: Span, grammar: Grammar, log: &mut ChangeLog) {
    let told = format!("{date}: {}", text_of(value).unwrap_or_default());
    match (timestamp::read_loosely(date, grammar.order), value) {
        (Some(Ok(moment)), Value::List(items)) => {
            for text in items.iter().filter_map(text_of) {
                let draft = grammar.draft(moment, &text, span);
                keep(draft, &told, grammar.formats, log, |_| {});
            }
        }
        (Some(Ok(moment)), value) => {
            let text = text_of(value).unwrap_or_default();
            let draft = grammar.draft(moment, &text, span);
            keep(draft, &told, grammar.formats, log, |_| {});
        }
        (Some(Err(fault)), _) => entry::report(log, &told, fault.reason(), None, span),
        (None, _) => {}
    }
}

/// `- date: …`, `change: …`, `author: …`
fn read_fields(pairs: &[(String, Value)], source: Source, grammar: Grammar, log: &mut ChangeLog) {
    let Source { span, text: written } = source;
    let find = |names: &[&str]| {
        let named = |name: &&str| pairs.iter().find(|(key, _)| key.eq_ignore_ascii_case(name));
        names.iter().find_map(named).map(|(key, value)| (key.as_str(), value))
    };
    let find_text = |names: &[&str]| find(names).and_then(|(_, value)| text_of(value));
    let date = find_text(&["date", "when", "timestamp", "day"]);
    let text = find(&["change", "changes", "description", "summary", "text", "event", "action", "comment", "message"]);
    // Several changes of one day are an entry each.
    let texts = text.map_or_else(Vec::new, |(_, value)| texts_of(value));
    let told = format!("{}: {}", date.as_deref().unwrap_or_default(), texts.join(", "));
    let moment = match date.as_deref().map(|date| timestamp::read_loosely(date, grammar.order)) {
        Some(Some(Ok(moment))) => moment,
        Some(Some(Err(fault))) => return entry::report(log, &told, fault.reason(), None, span),
        Some(None) => return entry::report(log, &told, "unreadable date", None, span),
        None => return entry::report(log, &told, "missing date", None, span),
    };
    let version = find(&["version", "ver", "rev"]).and_then(|(key, value)| as_written(key, value, written));
    let version = version.as_deref().map(entry::bare_version);
    let authors = find(&["author", "authors", "by", "changed by", "changed_by", "owner"]);
    let authors = authors.map_or_else(Vec::new, |(_, value)| texts_of(value));
    let author = authors.iter().map(|author| sentence::person(author)).collect::<Vec<_>>().join(", ");
    let details = find(&["details", "detail", "notes"]).map_or_else(Vec::new, |(_, value)| texts_of(value));
    if texts.is_empty() {
        return entry::report(log, &told, "missing text", None, span);
    }
    for text in &texts {
        let draft = Draft { version, ..grammar.draft(moment, text, span) };
        keep(draft, &told, grammar.formats, log, |entry| {
            entry.author = Some(author.clone()).filter(|author| !author.is_empty()).or(entry.author.take());
            entry.details.clone_from(&details);
        });
    }
}

/// A value as it stands in the note: YAML makes the same number of `1.1` and `1.10`.
fn as_written(key: &str, value: &Value, written: &str) -> Option<String> {
    let Value::Float(number) = value else { return text_of(value) };
    let own = written.lines().find_map(|line| {
        let line = line.trim_start_matches(|letter: char| letter.is_whitespace() || letter == '-');
        let told = line.strip_prefix(key)?.trim_start().strip_prefix(':')?;
        let told = told.split_whitespace().next()?;
        (told.parse::<f64>().ok()? == *number).then(|| told.to_owned())
    });
    own.or_else(|| text_of(value))
}

fn keep(
    draft: Draft,
    told: &str,
    formats: &[DeclaredFormat],
    log: &mut ChangeLog,
    fill: impl FnOnce(&mut ChangeEntry),
) {
    let span = draft.span;
    if draft.text.trim().is_empty() {
        return entry::report(log, told, "missing text", None, span);
    }
    match draft.finish(formats) {
        Ok(mut entry) => {
            fill(&mut entry);
            log.entries.push(entry);
        }
        Err(reason) => entry::report(log, told, reason, None, span),
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

/// The texts of a value: several of a list.
fn texts_of(value: &Value) -> Vec<String> {
    match value {
        Value::List(items) => items.iter().filter_map(text_of).filter(|text| !text.is_empty()).collect(),
        value => text_of(value).into_iter().collect(),
    }
}

/// Where the lines below a property's own stand that belong to it, blank ones left out.
fn line_spans(property: &Property, place: &Place) -> Vec<Span> {
    let end = place.note.frontmatter.map_or(property.span.end, |frontmatter| frontmatter.end) as usize;
    let last = place.lines.line(end);
    let lines = (property.span.line + 1..last).map(|number| {
        let range = place.lines.line_range(number);
        (place.text[range.clone()].starts_with([' ', '\t', '-', '\r']), place.span(range))
    });
    let is_blank = |span: &Span| span.start == span.end;
    let own = lines.take_while(|(is_inner, span)| *is_inner || is_blank(span)).map(|(_, span)| span);
    own.filter(|span| !is_blank(span)).collect()
}

/// Where each item of a property's list or mapping stands: the lines that are indented as the first of them is, each with
/// those below it. None for a value in one line.
fn item_sources<'a>(property: &Property, place: &Place<'a>) -> Vec<Source<'a>> {
    let lines = line_spans(property, place);
    let Some(first) = lines.first() else { return Vec::new() };
    let is_item = |span: &Span| place.text[span.range()].starts_with('-');
    let is_list = is_item(first);
    let begins = |span: &&Span| span.column == first.column && (!is_list || is_item(span));
    let starts: Vec<Span> = lines.iter().filter(begins).copied().collect();
    let end = lines.last().map_or(first.end, |last| last.end);
    let ends = starts.iter().skip(1).map(|next| next.start).chain([end]);
    let sources = starts.iter().zip(ends).map(|(span, end)| Source {
        span: *span,
        text: place.text.get(span.start as usize..end as usize).unwrap_or_default(),
    });
    sources.collect()
}
