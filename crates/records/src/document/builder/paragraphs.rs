//! The lines of one paragraph or list item: key lines with their values, and the rest.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::ops::Range;

use super::Walk;
use crate::document::key_line::{KeyValue, trimmed};
use crate::document::{Key, Line, LineKind, Text, key_line};
use crate::vocabulary::synonyms::Words;

impl<'a> Walk<'a> {
    /// The key lines and the rest of a paragraph, or of a list item (`task` is the character in its checkbox).
    /// An item gives at least one line.
    pub(crate) fn lines_of(&mut self, range: Range<usize>, node: usize, task: Option<Option<char>>, is_quoted: bool) {
        let mut draft: Option<Draft<'a>> = None;
        let mut start = range.start;
        let before = self.outline.lines.len();
        let (whole, words) = (&self.text[range.clone()], self.words);
        let is_keys = OnceCell::new();
        let may_be_keys = task.is_none() && !is_quoted && whole.contains('\n');
        let is_keys = || may_be_keys && *is_keys.get_or_init(|| is_list_of_keys(whole, words));
        while start < range.end || (start == range.start && start == range.end) {
            let end = self.line_end(start).min(range.end);
            let mut line = trimmed(self.text, start..end);
            if is_quoted {
                let rest = self.text[line.clone()].trim_start_matches(['>', ' ', '\t']);
                line = line.end - rest.len()..line.end;
            }
            let is_first = start == range.start;
            start = end + 1;
            if self.cover.holds_line(line.start) {
                continue;
            }
            let is_task = is_first && task.flatten().is_some();
            let line = self.cover.without_comment(line);
            let is_hidden = self.cover.holds(line.start);
            let key = if is_task || is_hidden {
                None
            } else {
                let line = &self.text[line.clone()];
                let is_item = is_first && task.is_some();
                key_line::read(line, is_item).or_else(|| if is_keys() { key_line::read(line, true) } else { None })
            };
            match (key, &mut draft) {
                (Some(key), _) => {
                    self.close(draft.take(), node);
                    let (mut key, mut at) = (key, line.start);
                    let mut from = 0;
                    while let Some(next) =
                        key_line::next_key(&self.text[at + key.value.start..at + key.value.end], from)
                    {
                        let rest = at + key.value.start + next.start..at + key.value.end;
                        let following = key_line::read(&self.text[rest.clone()], false);
                        let is_meant = |it: &KeyValue| {
                            let name = &self.text[rest.start + it.key.start..rest.start + it.key.end];
                            !self.cover.holds(rest.start) && (next.is_apart || self.words.is_known(name))
                        };
                        let Some(following) = following.filter(is_meant) else {
                            from = next.start + 2;
                            continue;
                        };
                        key.value.end = key.value.start + next.end;
                        self.close(Some(Draft::key(key, at)), node);
                        (key, at, from) = (following, rest.start, 0);
                    }
                    draft = Some(Draft::key(key, at));
                }
                (None, Some(draft)) if line.is_empty() || self.is_bracketed_field(&line) => draft.is_ended = true,
                (None, Some(draft)) if !draft.is_ended => draft.more.push(line),
                (None, Some(_)) => {}
                (None, None) => {
                    let kind = match task {
                        Some(Some(mark)) if is_first => LineKind::Task(mark),
                        Some(_) => LineKind::Item,
                        None => LineKind::Paragraph,
                    };
                    let more = Vec::new();
                    draft = Some(Draft { kind: Some(kind), key: None, first: line, more, is_ended: false });
                }
            }
        }
        self.close(draft, node);
        if task.is_some() && self.outline.lines.len() == before {
            let text = Text { raw: Cow::Borrowed(""), span: self.lines.span(range.start..range.start) };
            self.outline.lines.push(Line { node, kind: LineKind::Item, text, below: None });
        }
    }

    fn close(&mut self, draft: Option<Draft<'a>>, node: usize) {
        let Some(draft) = draft else { return };
        let empty = draft.first.start;
        let mut pieces = std::iter::once(&draft.first).chain(&draft.more).filter(|piece| !piece.is_empty());
        let text = match (pieces.next(), pieces.next()) {
            (None, _) => Text { raw: Cow::Borrowed(""), span: self.lines.span(empty..empty) },
            (Some(only), None) => {
                Text { raw: Cow::Borrowed(&self.text[only.clone()]), span: self.lines.span(only.clone()) }
            }
            (Some(first), Some(second)) => {
                let mut raw = self.text[first.clone()].to_owned();
                for piece in std::iter::once(second).chain(pieces) {
                    raw.push(' ');
                    raw.push_str(&self.text[piece.clone()]);
                }
                Text { raw: Cow::Owned(raw), span: self.lines.span(first.clone()) }
            }
        };
        let kind = match (draft.kind, draft.key) {
            (Some(kind), _) => kind,
            (None, Some(key)) => self.key(key),
            (None, None) => LineKind::Paragraph,
        };
        self.outline.lines.push(Line { node, kind, text, below: None });
    }

    fn key(&self, key: KeyValue) -> LineKind<'a> {
        let written = &self.text[key.key.clone()];
        let (is_certain, is_field) = (key.is_certain, key.is_field);
        let name = self.words.name(written);
        LineKind::Key(Key { written, name, span: self.lines.span(key.key), is_certain, is_field })
    }

    /// Whether a line begins with `[key:: value]`, which is read by itself.
    fn is_bracketed_field(&self, line: &Range<usize>) -> bool {
        let after = self.note.fields.partition_point(|field| (field.span.start as usize) < line.start);
        self.text[line.clone()].starts_with(['[', '('])
            && self.note.fields.get(after).is_some_and(|field| field.span.start as usize == line.start)
    }

    /// `[key:: value]` and `(key:: value)`: those that are whole lines were read with their line.
    pub(crate) fn bracketed_field(&mut self, range: Range<usize>) {
        let written = &self.text[range.clone()];
        let Some(colons) = written.starts_with(['[', '(']).then(|| written.find("::")).flatten() else { return };
        let key = trimmed(self.text, range.start + 1..range.start + colons);
        let value =
            trimmed(self.text, range.start + colons + 2..range.end.saturating_sub(1).max(range.start + colons + 2));
        let text = Text { raw: Cow::Borrowed(&self.text[value.clone()]), span: self.lines.span(value) };
        let kind = self.key(KeyValue { key, value: 0..0, is_certain: true, is_field: true });
        self.outline.lines.push(Line { node: self.section, kind, text, below: None });
    }
}

/// A line that is being read.
struct Draft<'a> {
    kind: Option<LineKind<'a>>,
    key: Option<KeyValue>,
    first: Range<usize>,
    /// The lines that it is wrapped over.
    more: Vec<Range<usize>>,
    /// Whether a blank line has ended it.
    is_ended: bool,
}

impl Draft<'_> {
    fn key(found: KeyValue, at: usize) -> Self {
        let shift = |range: Range<usize>| range.start + at..range.end + at;
        let (key, value) = (shift(found.key.clone()), shift(found.value.clone()));
        let first = value.clone();
        let key = Some(KeyValue { key, value, ..found });
        Draft { kind: None, key, first, more: Vec::new(), is_ended: false }
    }
}

/// Whether a paragraph is nothing but keys that nobody marked up: several lines, `Status: live` each. One such line may be
/// prose, and so may several of which none begins with a known name: `Anna: I would wait.`
fn is_list_of_keys(paragraph: &str, words: &Words) -> bool {
    fn key(line: &str) -> Option<&str> {
        key_line::read(line, true).filter(|key| key.is_certain).map(|it| &line[it.key])
    }
    let lines = paragraph.lines().map(str::trim).filter(|line| !line.is_empty());
    let keys: Option<Vec<&str>> = lines.map(key).collect();
    keys.is_some_and(|keys| keys.len() > 1 && keys.iter().any(|key| words.is_known(key)))
}
