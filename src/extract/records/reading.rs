//! A note as it is read: its outline, with the sections and the values of its lines. Knows nothing of shapes.

use std::borrow::Cow;

use super::section::{self, Section};
use crate::extract::keys::{self, Key, Line, LineKind, Outline, Text};
use crate::model::{Note, Span, VaultPath};

/// A note that is being read.
pub(super) struct Reading<'a> {
    pub text: &'a str,
    pub note: &'a Note,
    pub path: &'a VaultPath,
    pub outline: Outline<'a>,
    /// What each node of the outline opens or lies in.
    pub sections: Vec<Section>,
    /// The line that each node is, if it is one.
    pub origins: Vec<Option<usize>>,
    /// The items that stand directly below each node, as places among the outline's lines.
    pub items: Vec<Vec<usize>>,
    /// Whether key lines stand directly below each node.
    pub has_keys: Vec<bool>,
}

impl<'a> Reading<'a> {
    /// Reads the outline of a note.
    pub fn new(text: &'a str, note: &'a Note, path: &'a VaultPath) -> Reading<'a> {
        let mut outline = keys::outline(text, note);
        outline.title = outline.title.filter(|title| section::named(&outline.nodes[*title].name).is_none());
        let sections = section::sections(&outline);
        let n_nodes = outline.nodes.len();
        let mut origins = vec![None; n_nodes];
        let mut items = vec![Vec::new(); n_nodes];
        let mut has_keys = vec![false; n_nodes];
        for (idx, line) in outline.lines.iter().enumerate() {
            if let Some(node) = line.below {
                origins[node] = Some(idx);
            }
            match &line.kind {
                LineKind::Key(key) if key.is_certain => has_keys[line.node] = true,
                // What may be a key may be an item: `- Salesforce – the CRM`.
                LineKind::Key(_) | LineKind::Item => items[line.node].push(idx),
                LineKind::Task(_) | LineKind::Paragraph => {}
            }
        }
        Reading { text, note, path, outline, sections, origins, items, has_keys }
    }

    /// A line's values: its text, else the items below it.
    pub fn parts(&self, line: &Line<'a>) -> Vec<Text<'a>> {
        if !line.text.raw.is_empty() {
            return vec![line.text.clone()];
        }
        let items = line.below.map_or(&[][..], |node| &self.items[node]);
        items.iter().map(|item| self.whole(&self.outline.lines[*item])).filter(|text| !text.raw.is_empty()).collect()
    }

    /// A line as a whole: of what may be a key, key and value.
    pub fn whole(&self, line: &Line<'a>) -> Text<'a> {
        let LineKind::Key(key) = &line.kind else { return line.text.clone() };
        let range = key.span.start as usize..line.text.span.end.max(key.span.end) as usize;
        match self.text.get(range) {
            Some(raw) => {
                Text { raw: Cow::Borrowed(raw), span: Span { end: key.span.start + raw.len() as u32, ..key.span } }
            }
            None => line.text.clone(),
        }
    }

    /// A line's value as one text, the items below it with commas between.
    pub fn value(&self, line: &Line<'a>) -> Text<'a> {
        let mut parts = self.parts(line);
        match parts.len() {
            0 => line.text.clone(),
            1 => parts.remove(0),
            _ => {
                let raws: Vec<&str> = parts.iter().map(|part| part.raw.as_ref()).collect();
                Text { raw: Cow::Owned(raws.join(", ")), span: parts[0].span }
            }
        }
    }

    /// Whether a line is nothing but the name of a group of keys.
    pub fn is_group(&self, line: &Line<'a>) -> bool {
        line.text.raw.is_empty() && line.below.is_some_and(|node| self.has_keys[node] && self.items[node].is_empty())
    }

    /// Whether an item is the value of the key above it.
    pub fn is_value(&self, line: &Line<'a>) -> bool {
        let origin = self.origins[line.node].map(|origin| &self.outline.lines[origin]);
        origin.is_some_and(|origin| matches!(origin.kind, LineKind::Key(_)) && origin.text.raw.is_empty())
    }

    /// The outermost node that is in one section with this one: the thing that the keys below it belong to.
    pub fn instance(&self, node: usize) -> usize {
        let section = self.sections[node];
        let same = |node: &usize| self.sections[*node] == section;
        self.outline.ancestors(node).take_while(same).last().unwrap_or(node)
    }

    /// The place of a key line.
    pub fn place(&self, line: &Line<'a>, key: &Key<'a>) -> String {
        self.outline.place_of(line.node, Some(key.written))
    }

    /// The place of anything else.
    pub fn place_of(&self, node: usize) -> String {
        self.outline.place(node)
    }
}

/// A part of a text of which it is a slice; the text itself where its place cannot be told.
pub(super) fn part_of<'a>(text: &Text<'a>, part: &str) -> Text<'a> {
    let offset = text.raw.find(part);
    let is_one_line = text.raw.len() == (text.span.end - text.span.start) as usize;
    match (offset, is_one_line) {
        (Some(offset), true) => part_at(text, offset, part.len()),
        _ => Text { raw: Cow::Owned(part.to_owned()), span: text.span },
    }
}

fn part_at<'a>(text: &Text<'a>, offset: usize, length: usize) -> Text<'a> {
    let raw = match &text.raw {
        Cow::Borrowed(raw) => Cow::Borrowed(&raw[offset..offset + length]),
        Cow::Owned(raw) => Cow::Owned(raw[offset..offset + length].to_owned()),
    };
    let start = text.span.start + offset as u32;
    let column = text.span.column + text.raw[..offset].chars().count() as u32;
    Text { raw, span: Span { start, end: start + length as u32, line: text.span.line, column } }
}

/// The parts of a text that are slices of it in order, each with its place.
pub(super) fn parts_of<'a>(text: &Text<'a>, parts: &[&str]) -> Vec<Text<'a>> {
    let is_one_line = text.raw.len() == (text.span.end - text.span.start) as usize;
    let mut from = 0;
    let place = |part: &&str| {
        let found = text.raw[from..].find(*part).map(|offset| from + offset);
        match found.filter(|_| is_one_line) {
            Some(offset) => {
                from = offset + part.len();
                part_at(text, offset, part.len())
            }
            None => Text { raw: Cow::Owned((*part).to_owned()), span: text.span },
        }
    };
    parts.iter().map(place).collect()
}
