//! The lines of one paragraph or list item: key lines with their values, and other text.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::ops::Range;

use super::OutlineBuilder;
use crate::document::key_line::{KeyValue, next_key, parse_key_line, trimmed};
use crate::document::outline::{Key, Line, LineKind};
use crate::document::text::Text;
use crate::vocabulary::synonyms::Synonyms;

impl<'a> OutlineBuilder<'a> {
    /// Adds the lines of a paragraph, or of a list item (`task` is then the character in its checkbox, if any). A list
    /// item has at least one line.
    pub(crate) fn add_lines(&mut self, range: Range<usize>, node: usize, task: Option<Option<char>>, is_quoted: bool) {
        let mut pending: Option<PendingLine<'a>> = None;
        let mut start = range.start;
        let before = self.outline.lines.len();
        let (paragraph, synonyms) = (&self.text[range.clone()], self.synonyms);
        let is_keys = OnceCell::new();
        let may_be_keys = task.is_none() && !is_quoted && paragraph.contains('\n');
        let is_keys = || may_be_keys && *is_keys.get_or_init(|| is_list_of_keys(paragraph, synonyms));
        while start < range.end || (start == range.start && start == range.end) {
            let end = self.line_end(start).min(range.end);
            let mut line = trimmed(self.text, start..end);
            if is_quoted {
                let rest = self.text[line.clone()].trim_start_matches(['>', ' ', '\t']);
                line = line.end - rest.len()..line.end;
            }
            let is_first = start == range.start;
            start = end + 1;
            if self.excluded.contains_line(line.start) {
                continue;
            }
            let is_task = is_first && task.flatten().is_some();
            let line = self.excluded.without_comment(line);
            let is_hidden = self.excluded.contains(line.start);
            let key = if is_task || is_hidden {
                None
            } else {
                let line = &self.text[line.clone()];
                let is_item = is_first && task.is_some();
                parse_key_line(line, is_item).or_else(|| if is_keys() { parse_key_line(line, true) } else { None })
            };
            match (key, &mut pending) {
                (Some(key), _) => {
                    self.push_line(pending.take(), node);
                    pending = Some(self.push_keys(key, line.start, node));
                }
                (None, Some(pending)) if line.is_empty() || self.is_bracketed_field(&line) => pending.is_ended = true,
                (None, Some(pending)) if !pending.is_ended => pending.continuation.push(line),
                (None, Some(_)) => {}
                (None, None) => {
                    let kind = match task {
                        Some(Some(mark)) if is_first => LineKind::Task(mark),
                        Some(_) => LineKind::Item,
                        None => LineKind::Paragraph,
                    };
                    let continuation = Vec::new();
                    pending =
                        Some(PendingLine { kind: Some(kind), key: None, first: line, continuation, is_ended: false });
                }
            }
        }
        self.push_line(pending, node);
        if task.is_some() && self.outline.lines.len() == before {
            let text = Text { raw: Cow::Borrowed(""), span: self.lines.span(range.start..range.start) };
            self.outline.lines.push(Line { node, kind: LineKind::Item, text, below: None });
        }
    }

    /// Adds the key lines of a line that begins with a key at `offset`. The last one is returned instead, because it
    /// may continue on the next line.
    fn push_keys(&mut self, first: KeyValue, offset: usize, node: usize) -> PendingLine<'a> {
        let (mut key, mut offset) = (first, offset);
        let mut from = 0;
        while let Some(next) = next_key(&self.text[offset + key.value.start..offset + key.value.end], from) {
            let rest = offset + key.value.start + next.start..offset + key.value.end;
            let is_key = |it: &KeyValue| {
                let name = &self.text[rest.start + it.key.start..rest.start + it.key.end];
                !self.excluded.contains(rest.start) && (next.is_apart || self.synonyms.is_known(name))
            };
            let Some(following) = parse_key_line(&self.text[rest.clone()], false).filter(is_key) else {
                from = next.start + 2;
                continue;
            };
            key.value.end = key.value.start + next.end;
            self.push_line(Some(PendingLine::of_key(key, offset)), node);
            (key, offset, from) = (following, rest.start, 0);
        }
        PendingLine::of_key(key, offset)
    }

    fn push_line(&mut self, pending: Option<PendingLine<'a>>, node: usize) {
        let Some(pending) = pending else { return };
        let empty = pending.first.start;
        let mut ranges = std::iter::once(&pending.first).chain(&pending.continuation).filter(|range| !range.is_empty());
        let text = match (ranges.next(), ranges.next()) {
            (None, _) => Text { raw: Cow::Borrowed(""), span: self.lines.span(empty..empty) },
            (Some(only), None) => {
                Text { raw: Cow::Borrowed(&self.text[only.clone()]), span: self.lines.span(only.clone()) }
            }
            (Some(first), Some(second)) => {
                let mut raw = self.text[first.clone()].to_owned();
                for range in std::iter::once(second).chain(ranges) {
                    raw.push(' ');
                    raw.push_str(&self.text[range.clone()]);
                }
                Text { raw: Cow::Owned(raw), span: self.lines.span(first.clone()) }
            }
        };
        let kind = match (pending.kind, pending.key) {
            (Some(kind), _) => kind,
            (None, Some(key)) => self.key_kind(key),
            (None, None) => LineKind::Paragraph,
        };
        self.outline.lines.push(Line { node, kind, text, below: None });
    }

    fn key_kind(&self, key: KeyValue) -> LineKind<'a> {
        let written = &self.text[key.key.clone()];
        let (is_certain, is_field) = (key.is_certain, key.is_field);
        let name = self.synonyms.name(written);
        LineKind::Key(Key { written, name, span: self.lines.span(key.key), is_certain, is_field })
    }

    /// Whether a line begins with a field `[key:: value]`, which is added separately.
    fn is_bracketed_field(&self, line: &Range<usize>) -> bool {
        let after = self.note.fields.partition_point(|field| (field.span.start as usize) < line.start);
        self.text[line.clone()].starts_with(['[', '('])
            && self.note.fields.get(after).is_some_and(|field| field.span.start as usize == line.start)
    }

    /// Adds a field `[key:: value]` or `(key:: value)` that was not part of a key line.
    pub(crate) fn add_bracketed_field(&mut self, range: Range<usize>) {
        let written = &self.text[range.clone()];
        let Some(colons) = written.starts_with(['[', '(']).then(|| written.find("::")).flatten() else { return };
        let key = trimmed(self.text, range.start + 1..range.start + colons);
        let value =
            trimmed(self.text, range.start + colons + 2..range.end.saturating_sub(1).max(range.start + colons + 2));
        let text = Text { raw: Cow::Borrowed(&self.text[value.clone()]), span: self.lines.span(value) };
        let kind = self.key_kind(KeyValue { key, value: 0..0, is_certain: true, is_field: true });
        self.outline.lines.push(Line { node: self.section, kind, text, below: None });
    }
}

/// A paragraph or key line under construction.
struct PendingLine<'a> {
    kind: Option<LineKind<'a>>,
    key: Option<KeyValue>,
    first: Range<usize>,
    /// The continuation lines.
    continuation: Vec<Range<usize>>,
    /// Whether a blank line has ended it.
    is_ended: bool,
}

impl PendingLine<'_> {
    fn of_key(found: KeyValue, at: usize) -> Self {
        let shift = |range: Range<usize>| range.start + at..range.end + at;
        let (key, value) = (shift(found.key.clone()), shift(found.value.clone()));
        let first = value.clone();
        let key = Some(KeyValue { key, value, ..found });
        PendingLine { kind: None, key, first, continuation: Vec::new(), is_ended: false }
    }
}

/// Whether a paragraph consists of several plain keys, such as `Status: live`, of which at least one is a known name. A
/// single such line may be prose, as may several without a known name: `Anna: I would wait.`
fn is_list_of_keys(paragraph: &str, synonyms: &Synonyms) -> bool {
    fn key(line: &str) -> Option<&str> {
        parse_key_line(line, true).filter(|key| key.is_certain).map(|it| &line[it.key])
    }
    let lines = paragraph.lines().map(str::trim).filter(|line| !line.is_empty());
    let keys: Option<Vec<&str>> = lines.map(key).collect();
    keys.is_some_and(|keys| keys.len() > 1 && keys.iter().any(|key| synonyms.is_known(key)))
}
