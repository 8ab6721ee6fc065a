//! Histories in the frontmatter: `changelog:` and `history:` with lists of date, change and author
//! (spec/changelog.md b.4).

use super::entry::{self, Draft};
use super::line::{self, Line};
use super::{Place, body, stamp};
use crate::extract::words::Words;
use crate::model::{ChangeLog, ChangeSource, DateOrder, DeclaredFormat, Property, Span, Value};

/// By what the lines of a history are read.
#[derive(Clone, Copy)]
struct Grammar<'a> {
    formats: &'a [DeclaredFormat],
    order: Option<DateOrder>,
}

/// Reads the histories of the note's frontmatter into `log`.
pub(super) fn read(place: &Place, formats: &[DeclaredFormat], log: &mut ChangeLog) {
    let grammar = Grammar { formats, order: place.words.date_order };
    for property in place.note.properties.iter().filter(|property| is_history(property, place.words)) {
        let spans = item_spans(property, place);
        let span = |idx: usize| spans.get(idx).copied().unwrap_or(property.span);
        match &property.value {
            Value::List(items) => {
                for (idx, item) in items.iter().enumerate() {
                    read_item(item, span(idx), grammar, log);
                }
            }
            Value::Map(pairs) => {
                for (idx, (key, value)) in pairs.iter().enumerate() {
                    read_dated(key, value, span(idx), grammar, log);
                }
            }
            Value::Text(text) => {
                for (idx, line) in text.lines().filter(|line| !line.trim().is_empty()).enumerate() {
                    read_line(line.trim(), span(idx), grammar, log);
                }
            }
            _ => {}
        }
    }
}

/// Whether a property is a history by its name, or by what that means in the vault.
pub(super) fn is_history(property: &Property, words: &Words) -> bool {
    const NAMES: [&str; 5] = ["changelog", "change_log", "change-log", "change log", "history"];
    let is_one = |written: &str| NAMES.iter().any(|name| written.eq_ignore_ascii_case(name));
    is_one(&property.name) || !words.is_empty() && is_one(&words.property_name(&property.name))
}

fn read_item(item: &Value, span: Span, grammar: Grammar, log: &mut ChangeLog) {
    match item {
        Value::Text(line) => read_line(line, span, grammar, log),
        Value::Map(pairs) => match pairs.as_slice() {
            [(key, value)] if stamp::read_loosely(key, grammar.order).is_some() => {
                read_dated(key, value, span, grammar, log)
            }
            pairs => read_fields(pairs, span, grammar, log),
        },
        _ => {}
    }
}

/// `- 2024-05-01 - New tax field`
fn read_line(line: &str, span: Span, grammar: Grammar, log: &mut ChangeLog) {
    match line::read(line, grammar.order) {
        Some(Line::Stamped(stamped)) => {
            let draft = Draft::of(&stamped, ChangeSource::Frontmatter, span);
            keep(draft, line, grammar.formats, log, |_| {});
        }
        Some(Line::Malformed { reason, suggestion, .. }) => entry::report(log, line, reason, suggestion, span),
        Some(Line::Day(_)) | None => {}
    }
}

/// `- 2024-05-01: New tax field`, where YAML makes the date a key.
fn read_dated(date: &str, value: &Value, span: Span, grammar: Grammar, log: &mut ChangeLog) {
    let told = format!("{date}: {}", text_of(value).unwrap_or_default());
    match (stamp::read_loosely(date, grammar.order), value) {
        (Some(Ok(moment)), Value::List(items)) => {
            for text in items.iter().filter_map(text_of) {
                let draft = Draft { moment, text: &text, version: None, source: ChangeSource::Frontmatter, span };
                keep(draft, &told, grammar.formats, log, |_| {});
            }
        }
        (Some(Ok(moment)), value) => {
            let text = text_of(value).unwrap_or_default();
            let draft = Draft { moment, text: &text, version: None, source: ChangeSource::Frontmatter, span };
            keep(draft, &told, grammar.formats, log, |_| {});
        }
        (Some(Err(fault)), _) => entry::report(log, &told, fault.reason(), None, span),
        (None, _) => {}
    }
}

/// `- date: …`, `change: …`, `author: …`
fn read_fields(pairs: &[(String, Value)], span: Span, grammar: Grammar, log: &mut ChangeLog) {
    let find = |names: &[&str]| {
        let named = |name: &&str| pairs.iter().find(|(key, _)| key.eq_ignore_ascii_case(name));
        names.iter().find_map(named).map(|(_, value)| value)
    };
    let date = find(&["date", "when", "timestamp", "day"]).and_then(text_of);
    let text = find(&["change", "changes", "description", "summary", "text", "event", "action", "comment", "message"]);
    let text = text.and_then(text_of).unwrap_or_default();
    let told = format!("{}: {text}", date.as_deref().unwrap_or_default());
    let moment = match date.as_deref().map(|date| stamp::read_loosely(date, grammar.order)) {
        Some(Some(Ok(moment))) => moment,
        Some(Some(Err(fault))) => return entry::report(log, &told, fault.reason(), None, span),
        Some(None) => return entry::report(log, &told, "unreadable date", None, span),
        None => return entry::report(log, &told, "missing date", None, span),
    };
    let version = find(&["version", "ver", "rev"]).and_then(text_of);
    let version = version.as_deref().map(|version| version.trim_start_matches(['v', 'V']));
    let author = find(&["author", "by", "changed by", "changed_by", "owner"]).and_then(text_of);
    let details = match find(&["details", "detail", "notes"]) {
        Some(Value::List(items)) => items.iter().filter_map(text_of).collect(),
        Some(value) => text_of(value).into_iter().collect(),
        None => Vec::new(),
    };
    let draft = Draft { moment, text: &text, version, source: ChangeSource::Frontmatter, span };
    keep(draft, &told, grammar.formats, log, |entry| {
        entry.author = author.map(|author| body::person(&author)).or(entry.author.take());
        entry.details = details;
    });
}

fn keep(
    draft: Draft,
    told: &str,
    formats: &[DeclaredFormat],
    log: &mut ChangeLog,
    fill: impl FnOnce(&mut crate::model::ChangeEntry),
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

/// Where each item of a property's list or mapping stands: the lines below the property's own that are indented as the
/// first of them is. None for a value in one line.
fn item_spans(property: &Property, place: &Place) -> Vec<Span> {
    let end = place.note.frontmatter.map_or(property.span.end, |frontmatter| frontmatter.end) as usize;
    let last = place.lines.line(end);
    let mut first: Option<(usize, bool)> = None;
    let mut spans = Vec::new();
    for number in property.span.line + 1..last {
        let range = place.lines.line_range(number);
        let line = &place.text[range.clone()];
        let text = line.trim_start();
        let indent = line.len() - text.len();
        if text.is_empty() {
            continue;
        }
        if indent == 0 && !text.starts_with('-') {
            break;
        }
        let (depth, is_list) = *first.get_or_insert((indent, text.starts_with('-')));
        if indent == depth && (!is_list || text.starts_with('-')) {
            spans.push(place.span(range));
        }
    }
    spans
}
