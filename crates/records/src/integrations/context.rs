//! A note as it is read: its outline, with the sections and the values of its lines. Knows nothing of shapes.

use std::borrow::Cow;
use std::cell::OnceCell;

use compact_str::CompactString;
use vaultdex_notes::{LineIndex, Note, Span, VaultPath};

use super::section;
use super::section::Section;
use crate::document;
use crate::document::source::Page;
use crate::document::tables::TableText;
use crate::document::{Key, Line, LineKind, NodeKind, Outline, Text};
use crate::model::CodeBlock;
use crate::normalize::text::find;
use crate::vocabulary::synonyms::Words;

/// The longest block of YAML or SQL that is read, in bytes: a script of a megabyte is no mapping.
const LONGEST_BLOCK: usize = 64 * 1024;

/// A note that is being read.
pub(crate) struct Reading<'a> {
    pub text: &'a str,
    pub note: &'a Note,
    pub path: &'a VaultPath,
    /// The vault's own names of keys, headings and columns.
    pub words: &'a Words,
    pub lines: &'a LineIndex<'a>,
    /// What each property of the note is called, in their order, as names are compared.
    pub property_names: Vec<CompactString>,
    pub outline: Outline<'a>,
    /// What the columns of each table of the outline are called, as names are compared.
    pub headers: Vec<Vec<CompactString>>,
    /// What each node of the outline opens by its lead and number, `System 1: SAP`.
    pub numbered: Vec<Option<Section>>,
    /// What each node of the outline opens or lies in.
    pub sections: Vec<Section>,
    /// The headings and groups down to each node, as values name their place.
    places: Vec<OnceCell<String>>,
    /// The thing that each node belongs to.
    instances: Vec<usize>,
    /// The line that each node is, if it is one.
    pub origins: Vec<Option<usize>>,
    /// The items that stand directly below each node, as places among the outline's lines.
    pub items: Vec<Vec<usize>>,
    /// Whether key lines stand directly below each node.
    pub has_keys: Vec<bool>,
}

impl<'a> Reading<'a> {
    /// Reads the outline of a note.
    pub fn new(page: &'a Page, path: &'a VaultPath) -> Reading<'a> {
        let Page { text, note, words, .. } = *page;
        let mut outline = document::outline(page);
        outline.title = title(&outline);
        let numbered: Vec<Option<Section>> = outline.nodes.iter().map(|node| section::numbered(&node.name)).collect();
        let sections = section::sections(&outline, &numbered);
        let instances = instances(&outline, &sections, &numbered);
        let names = |table: &TableText| table.header.iter().map(|cell| words.name(cell.raw)).collect();
        let headers = outline.tables.iter().map(|(_, table)| names(table)).collect();
        let n_nodes = outline.nodes.len();
        let places = vec![OnceCell::new(); n_nodes];
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
        Reading {
            text,
            note,
            path,
            words,
            lines: page.lines(),
            property_names: note.properties.iter().map(|property| words.property_name(&property.name)).collect(),
            outline,
            headers,
            numbered,
            sections,
            places,
            instances,
            origins,
            items,
            has_keys,
        }
    }

    /// The headings and groups down to a node. Put together once, for most nodes have no value that names it.
    fn node_place(&self, node: usize) -> &str {
        self.places[node].get_or_init(|| self.outline.place(node))
    }

    /// A line's values: its text, else the items below it.
    pub fn parts<'l>(&self, line: &'l Line<'a>) -> Cow<'l, [Text<'a>]> {
        if !line.text.raw.is_empty() {
            return Cow::Borrowed(std::slice::from_ref(&line.text));
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
        let parts = self.parts(line);
        match &*parts {
            [] => line.text.clone(),
            [only] => only.clone(),
            [first, ..] => {
                let raws: Vec<&str> = parts.iter().map(|part| part.raw.as_ref()).collect();
                Text { raw: Cow::Owned(raws.join(", ")), span: first.span }
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
        self.instances[node]
    }

    /// The code blocks in one of these languages, those of more than `LONGEST_BLOCK` left out, each with its node and
    /// with what stands between its fences.
    pub fn blocks(&self, languages: &[&str]) -> impl Iterator<Item = (usize, std::ops::Range<usize>)> {
        let is_read =
            |block: &CodeBlock| languages.contains(&&*block.language) && block.span.range().len() <= LONGEST_BLOCK;
        let blocks = self.outline.codes.iter().filter(move |(_, block)| is_read(block));
        blocks.map(|(node, block)| (*node, self.inside(block)))
    }

    /// What stands between the fences of a block.
    fn inside(&self, block: &CodeBlock) -> std::ops::Range<usize> {
        let text = &self.text[block.span.range()];
        let start = text.find('\n').map_or(text.len(), |end| end + 1);
        let body = text[start..].trim_end();
        let last = body.rfind('\n').map_or(0, |end| end + 1);
        let last_line = body[last..].trim_start();
        let is_closed = last_line.starts_with("```") || last_line.starts_with("~~~");
        let end = if is_closed { start + last } else { text.len() };
        block.span.start as usize + start..block.span.start as usize + end
    }

    /// The place behind a stretch that lies in one line.
    pub fn behind(&self, span: Span) -> Span {
        let length = self.text.get(span.range()).map_or(0, |text| text.chars().count());
        Span { start: span.end, end: span.end, line: span.line, column: span.column + length as u32 }
    }

    /// The place of a key line.
    pub fn place(&self, line: &Line<'a>, key: &Key<'a>) -> String {
        self.place_below(line.node, key.written)
    }

    /// The place of what a key, a column or a row below a node calls so.
    pub fn place_below(&self, node: usize, written: &str) -> String {
        document::place_below(self.node_place(node), written)
    }

    /// The place of anything else.
    pub fn place_of(&self, node: usize) -> String {
        self.node_place(node).to_owned()
    }
}

/// The note's title, unless it is a section by its name. A lone heading is one if it begins as the templates' titles do.
fn title(outline: &Outline) -> Option<usize> {
    let is_section = |title: &usize| section::named(&outline.nodes[*title].name).is_some();
    let lone = || {
        let first = outline.nodes.iter().position(|node| matches!(node.kind, NodeKind::Heading(_)))?;
        let name = &outline.nodes[first].name;
        let leads = ["integration blueprint", "integration spec"];
        leads.iter().any(|lead| name.starts_with(lead)).then_some(first)
    };
    outline.title.filter(|title| !is_section(title)).or_else(lone)
}

/// The outermost node of each node's section, or the nearest that is one of several of their kind.
fn instances(outline: &Outline, sections: &[Section], numbered: &[Option<Section>]) -> Vec<usize> {
    let mut instances: Vec<usize> = Vec::with_capacity(sections.len());
    for (idx, node) in outline.nodes.iter().enumerate() {
        let outer = node.parent.filter(|parent| sections[*parent] == sections[idx]);
        let is_heading = matches!(node.kind, NodeKind::Heading(_));
        let is_own = numbered[idx].is_some() || is_heading && matches!(sections[idx], Section::Side(_));
        instances.push(outer.filter(|_| !is_own).map_or(idx, |outer| instances[outer]));
    }
    instances
}

/// A part of a text, with its place. What stands on a further line of a wrapped text has its place behind the first.
pub(crate) fn part_of<'a>(text: &Text<'a>, part: &str) -> Text<'a> {
    parts_of(text, &[part]).remove(0)
}

/// The parts of a text that stand in it in this order, each with its place; their pipes may be escaped there.
pub(crate) fn parts_of<'a>(text: &Text<'a>, parts: &[&str]) -> Vec<Text<'a>> {
    let first_line = (text.span.end - text.span.start) as usize;
    let mut from = 0;
    // How far characters were counted for columns, in bytes, and how many there were.
    let mut counted = (0, 0);
    let place = |part: &&str| {
        let find = |part: &str| find(&text.raw[from..], part).map(|offset| (from + offset, part.len()));
        let escaped = || find(&part.replace('|', "\\|"));
        let Some((offset, length)) = find(part).or_else(|| part.contains('|').then(escaped).flatten()) else {
            return Text { raw: Cow::Owned((*part).to_owned()), span: behind_of(text) };
        };
        from = offset + length;
        if from <= first_line {
            counted = (offset, counted.1 + text.raw[counted.0..offset].chars().count() as u32);
            return part_at(text, offset, length, counted.1);
        }
        let raw = Cow::Owned(text.raw[offset..from].to_owned());
        Text { raw, span: behind_of(text) }
    };
    parts.iter().map(place).collect()
}

/// The place behind a text's first line.
fn behind_of(text: &Text) -> Span {
    let first_line = (text.span.end - text.span.start) as usize;
    let length = text.raw.get(..first_line).map_or(0, |line| line.chars().count());
    Span { start: text.span.end, column: text.span.column + length as u32, ..text.span }
}

fn part_at<'a>(text: &Text<'a>, offset: usize, length: usize, n_before: u32) -> Text<'a> {
    let raw = match &text.raw {
        Cow::Borrowed(raw) => Cow::Borrowed(&raw[offset..offset + length]),
        Cow::Owned(raw) => Cow::Owned(raw[offset..offset + length].to_owned()),
    };
    let start = text.span.start + offset as u32;
    let column = text.span.column + n_before;
    Text { raw, span: Span { start, end: start + length as u32, line: text.span.line, column } }
}
