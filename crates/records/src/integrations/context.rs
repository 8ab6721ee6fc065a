//! The context of an extraction: the outline of a note with the section and the instance of each of its nodes. Does not
//! know shapes.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::ops::Range;

use compact_str::CompactString;
use vaultdex_notes::{LineIndex, Note, Span, VaultPath};

use super::node_sections::assign_sections;
use super::value;
use crate::document;
use crate::document::outline::{Key, Line, LineKind, NodeKind, Outline, place_below};
use crate::document::source::NoteSource;
use crate::document::tables::TableText;
use crate::document::text::Text;
use crate::model::{CodeBlock, Extracted};
use crate::vocabulary::canonical_name::canonical_name;
use crate::vocabulary::sections;
use crate::vocabulary::sections::Section;
use crate::vocabulary::shapes::TITLE_LEADS;
use crate::vocabulary::synonyms::Synonyms;

/// Length limit in bytes of the YAML and SQL blocks that are parsed: a script of a megabyte is not a mapping.
const LONGEST_BLOCK: usize = 64 * 1024;

/// Words in headings below which words are explained.
const GLOSSARIES: &[&[u8]] = &[
    b"definitions",
    b"glossary",
    b"terms",
    b"terminology",
    b"abbreviations",
    b"acronyms",
    b"legend",
    b"vocabulary",
    b"concepts",
];

/// A note with everything about it that extractors share. Nodes and lines are indexes into the outline.
pub(crate) struct NoteContext<'a> {
    pub text: &'a str,
    pub note: &'a Note,
    pub path: &'a VaultPath,
    pub synonyms: &'a Synonyms,
    pub lines: &'a LineIndex<'a>,
    /// Whether it is the context of a part of the note, whose frontmatter and file name are not its own.
    pub is_part: bool,
    /// Canonical names of the note's properties, in their order.
    pub property_names: Vec<CompactString>,
    pub outline: Outline<'a>,
    /// Canonical names of the columns of each table of the outline.
    pub headers: Vec<Vec<CompactString>>,
    /// The section of which each node opens a numbered instance: `System 1: SAP`.
    pub numbered: Vec<Option<Section>>,
    /// The section that each node opens or belongs to.
    pub sections: Vec<Section>,
    /// The place of each node: the headings and groups above it.
    places: Vec<OnceCell<String>>,
    /// The node that opens the instance to which each node belongs.
    instances: Vec<usize>,
    /// The line that opens each node, if it is a line.
    pub origins: Vec<Option<usize>>,
    /// The lines of the items directly below each node.
    pub items: Vec<Vec<usize>>,
    /// Whether there are key lines directly below each node.
    pub has_keys: Vec<bool>,
    /// Whether each node is below a heading that explains words.
    glossaries: OnceCell<Vec<bool>>,
}

/// What the contexts of a note and of its parts have in common.
struct Shared<'a> {
    text: &'a str,
    note: &'a Note,
    path: &'a VaultPath,
    synonyms: &'a Synonyms,
    lines: &'a LineIndex<'a>,
}

impl<'a> NoteContext<'a> {
    /// Parses the outline of a note.
    pub fn new(source: &'a NoteSource, path: &'a VaultPath) -> NoteContext<'a> {
        let mut outline = document::outline(source);
        outline.title = title(&outline);
        let NoteSource { text, note, synonyms, .. } = *source;
        let property_names = note.properties.iter().map(|property| synonyms.property_name(&property.name)).collect();
        NoteContext::of_outline(Shared { text, note, path, synonyms, lines: source.lines() }, property_names, outline)
    }

    /// Returns the context of the part of the note below a heading or group, which is read like a note of that title.
    pub fn part(&self, root: usize) -> NoteContext<'a> {
        let shared =
            Shared { text: self.text, note: self.note, path: self.path, synonyms: self.synonyms, lines: self.lines };
        NoteContext {
            is_part: true,
            ..NoteContext::of_outline(shared, Vec::new(), self.outline.part(root, self.origins[root]))
        }
    }

    fn of_outline(shared: Shared<'a>, property_names: Vec<CompactString>, mut outline: Outline<'a>) -> NoteContext<'a> {
        let Shared { text, note, path, synonyms, lines } = shared;
        let numbered: Vec<Option<Section>> = outline.nodes.iter().map(|node| sections::numbered(&node.name)).collect();
        let sections = assign_sections(&outline, &numbered);
        let instances = instances(&outline, &sections, &numbered);
        let names = |table: &TableText| table.header.iter().map(|cell| column_name(synonyms, cell.raw)).collect();
        let mut headers: Vec<Vec<CompactString>> = outline.tables.iter().map(|(_, table)| names(table)).collect();
        let keys = outline.lines.iter_mut().filter_map(|line| match &mut line.kind {
            LineKind::Key(key) => Some((canonical_name(key.written), &mut key.name)),
            _ => None,
        });
        let may_be_target = |name: &CompactString| TARGET_OR_PURPOSE.contains(&name.as_str());
        for ((_, table), names) in outline.tables.iter().zip(&mut headers) {
            if synonyms.has_language() || names.iter().any(may_be_target) {
                let written = table.header.iter().map(|cell| canonical_name(cell.raw));
                resolve_target(names.iter_mut().zip(written));
            }
        }
        if synonyms.has_language() {
            let mut keys: Vec<(CompactString, &mut CompactString)> = keys.collect();
            resolve_target(keys.iter_mut().map(|(written, name)| (&mut **name, written.clone())));
        }
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
                // An uncertain key may be an item: `- Salesforce – the CRM`.
                LineKind::Key(_) | LineKind::Item => items[line.node].push(idx),
                LineKind::Task(_) | LineKind::Paragraph => {}
            }
        }
        NoteContext {
            text,
            note,
            path,
            synonyms,
            lines,
            is_part: false,
            property_names,
            outline,
            headers,
            numbered,
            sections,
            places,
            instances,
            origins,
            items,
            has_keys,
            glossaries: OnceCell::new(),
        }
    }

    /// Whether a node is below a heading that explains words, so that nothing there is a value.
    pub fn is_in_glossary(&self, node: usize) -> bool {
        let is_glossary =
            |name: &str| name.as_bytes().split(|byte| *byte == b' ').any(|word| GLOSSARIES.contains(&word));
        let glossaries = self.glossaries.get_or_init(|| {
            let mut glossaries: Vec<bool> = Vec::with_capacity(self.outline.nodes.len());
            for node in &self.outline.nodes {
                let is_below = node.parent.is_some_and(|parent| glossaries[parent]);
                glossaries.push(is_below || is_glossary(&node.name));
            }
            glossaries
        });
        glossaries[node]
    }

    /// Returns the place of a node. It is only built on demand, because most nodes have no values.
    fn node_place(&self, node: usize) -> &str {
        self.places[node].get_or_init(|| self.outline.place(node))
    }

    /// Returns the values of a line: its text, or else the items below it.
    pub fn value_parts<'l>(&self, line: &'l Line<'a>) -> Cow<'l, [Text<'a>]> {
        if !line.text.raw.is_empty() {
            return Cow::Borrowed(std::slice::from_ref(&line.text));
        }
        let items = line.below.map_or(&[][..], |node| &self.items[node]);
        items
            .iter()
            .map(|item| self.line_text(&self.outline.lines[*item]))
            .filter(|text| !text.raw.is_empty())
            .collect()
    }

    /// Returns the text of a line; of a key line, key and value together.
    pub fn line_text(&self, line: &Line<'a>) -> Text<'a> {
        let LineKind::Key(key) = &line.kind else { return line.text.clone() };
        let range = key.span.start as usize..line.text.span.end.max(key.span.end) as usize;
        match self.text.get(range) {
            Some(raw) => {
                Text { raw: Cow::Borrowed(raw), span: Span { end: key.span.start + raw.len() as u32, ..key.span } }
            }
            None => line.text.clone(),
        }
    }

    /// Returns the value of a line as one text; the items below it are joined by commas.
    pub fn value_text(&self, line: &Line<'a>) -> Text<'a> {
        let parts = self.value_parts(line);
        match &*parts {
            [] => line.text.clone(),
            [only] => only.clone(),
            [first, ..] => {
                let raws: Vec<&str> = parts.iter().map(|part| part.raw.as_ref()).collect();
                Text { raw: Cow::Owned(raws.join(", ")), span: first.span }
            }
        }
    }

    /// Whether a line only names the group of keys below it.
    pub fn opens_group(&self, line: &Line<'a>) -> bool {
        line.text.raw.is_empty() && line.below.is_some_and(|node| self.has_keys[node] && self.items[node].is_empty())
    }

    /// Whether an item is a value of the key above it.
    pub fn is_value_of_key(&self, line: &Line<'a>) -> bool {
        let origin = self.origins[line.node].map(|origin| &self.outline.lines[origin]);
        origin.is_some_and(|origin| matches!(origin.kind, LineKind::Key(_)) && origin.text.raw.is_empty())
    }

    /// Returns the node that opens the instance (a system, flow or failure) which the keys of a node describe.
    pub fn instance(&self, node: usize) -> usize {
        self.instances[node]
    }

    /// Returns the code blocks in the given languages that are not longer than [`LONGEST_BLOCK`], each with its node
    /// and the bytes between its fences.
    pub fn code_blocks(&self, languages: &[&str]) -> impl Iterator<Item = (usize, Range<usize>)> {
        let is_wanted =
            |block: &CodeBlock| languages.contains(&&*block.language) && block.span.range().len() <= LONGEST_BLOCK;
        let blocks = self.outline.codes.iter().filter(move |(_, block)| is_wanted(block));
        blocks.map(|(node, block)| (*node, self.content_of(block)))
    }

    /// Returns the contents of the code blocks directly below a node in one of some languages.
    pub fn code_blocks_of(&self, node: usize, languages: &[&str]) -> impl Iterator<Item = Range<usize>> {
        // The blocks of a node and of those below it are adjacent.
        let (codes, nodes) = (&self.outline.codes, &self.outline.nodes);
        let start = if node == 0 { 0 } else { nodes[node].span.start };
        let end = nodes.get(self.outline.end_of(node)).filter(|_| node > 0).map_or(u32::MAX, |next| next.span.start);
        let first = codes.partition_point(|(_, block)| block.span.start < start);
        let within = codes[first..].iter().take_while(move |(_, block)| block.span.start < end);
        let below = within.filter(move |(of, _)| *of == node);
        let is_wanted =
            |block: &CodeBlock| languages.contains(&&*block.language) && block.span.range().len() <= LONGEST_BLOCK;
        below.filter(move |(_, block)| is_wanted(block)).map(|(_, block)| self.content_of(block))
    }

    /// Returns the bytes between the fences of a block.
    fn content_of(&self, block: &CodeBlock) -> Range<usize> {
        let text = &self.text[block.span.range()];
        let start = text.find('\n').map_or(text.len(), |end| end + 1);
        let body = text[start..].trim_end();
        let last = body.rfind('\n').map_or(0, |end| end + 1);
        let last_line = body[last..].trim_start();
        let is_closed = last_line.starts_with("```") || last_line.starts_with("~~~");
        let end = if is_closed { start + last } else { text.len() };
        block.span.start as usize + start..block.span.start as usize + end
    }

    /// Whether a span is in a table that is not a property table.
    pub fn is_in_table(&self, span: Span) -> bool {
        let tables = &self.outline.tables;
        let after = tables.partition_point(|(_, table)| table.span.start <= span.start);
        tables[..after].last().is_some_and(|(_, table)| table.span.contains(span.start))
    }

    /// Returns the empty span after a span within one line.
    pub fn span_after(&self, span: Span) -> Span {
        let length = self.text.get(span.range()).map_or(0, |text| text.chars().count());
        Span { start: span.end, end: span.end, line: span.line, column: span.column + length as u32 }
    }

    /// Returns the place of a key line.
    pub fn place_of_key(&self, line: &Line<'a>, key: &Key<'a>) -> String {
        self.place_below(line.node, key.written)
    }

    /// Returns the place of a key, column or row below a node.
    pub fn place_below(&self, node: usize, written: &str) -> String {
        place_below(self.node_place(node), written)
    }

    /// Returns the place of anything else below a node.
    pub fn place_of_node(&self, node: usize) -> String {
        self.node_place(node).to_owned()
    }
}

/// A key line in its context.
#[derive(Clone, Copy)]
pub(crate) struct KeyLine<'l, 'a> {
    pub context: &'l NoteContext<'a>,
    pub line: &'l Line<'a>,
    pub key: &'l Key<'a>,
}

impl<'l, 'a> KeyLine<'l, 'a> {
    /// Returns the text of the key.
    pub fn label(&self) -> Text<'a> {
        Text { raw: Cow::Borrowed(self.key.written), span: self.key.span }
    }

    /// Returns the values of the line: its text, or else the items below it.
    pub fn parts(&self) -> Cow<'l, [Text<'a>]> {
        self.context.value_parts(self.line)
    }

    /// Returns the value of the line as one text.
    pub fn value(&self) -> Text<'a> {
        self.context.value_text(self.line)
    }

    /// Returns the place of the value.
    pub fn place(&self) -> String {
        self.context.place_of_key(self.line, self.key)
    }

    /// Extracts the value without normalization for a field.
    pub fn extract(&self) -> Extracted {
        value::extract(None, &self.value(), self.place())
    }
}

/// Names that mean a purpose or a partner, and beside a source the target: Polish `Cel`.
const TARGET_OR_PURPOSE: [&str; 2] = ["cel", "連携先"];

/// Gives names that may mean a target or a purpose their meaning: beside a source without a target it is the target.
fn resolve_target<'n>(names: impl Iterator<Item = (&'n mut CompactString, CompactString)>) {
    let mut names: Vec<(&mut CompactString, CompactString)> = names.collect();
    let has = |names: &[(&mut CompactString, CompactString)], any: [&str; 2]| {
        names.iter().any(|(name, _)| any.contains(&name.as_str()))
    };
    if has(&names, ["source", "source system"]) && !has(&names, ["target", "target system"]) {
        let ambiguous = names.iter_mut().filter(|(_, written)| TARGET_OR_PURPOSE.contains(&written.as_str()));
        ambiguous.for_each(|(name, _)| **name = "target".into());
    }
}

/// Returns the canonical name of a column. Of two names, `Frequency / constraints`, the first one counts if it is known.
fn column_name(synonyms: &Synonyms, written: &str) -> CompactString {
    let name = synonyms.name(written);
    match written.split_once('/') {
        Some((first, _)) if !synonyms.is_known(written) && synonyms.is_known(first) => synonyms.name(first),
        _ => name,
    }
}

/// Returns the title of the note, unless it is the name of a section. A heading that begins like the title of a
/// template is a title too.
fn title(outline: &Outline) -> Option<usize> {
    let is_section = |title: &usize| sections::section_by_name(&outline.nodes[*title].name).is_some();
    let template_title = || {
        let first = outline.nodes.iter().position(|node| matches!(node.kind, NodeKind::Heading(_)))?;
        let name = &outline.nodes[first].name;
        TITLE_LEADS.iter().any(|lead| name.starts_with(lead)).then_some(first)
    };
    outline.title.filter(|title| !is_section(title)).or_else(template_title)
}

/// Returns for each node the node that opens its instance: the outermost node of the section, or the nearest one that
/// is numbered or a heading of a side.
fn instances(outline: &Outline, sections: &[Section], numbered: &[Option<Section>]) -> Vec<usize> {
    let mut instances: Vec<usize> = Vec::with_capacity(sections.len());
    for (idx, node) in outline.nodes.iter().enumerate() {
        let outer = node.parent.filter(|parent| sections[*parent] == sections[idx]);
        let is_heading = matches!(node.kind, NodeKind::Heading(_));
        let opens_instance = numbered[idx].is_some() || is_heading && matches!(sections[idx], Section::Side(_));
        instances.push(outer.filter(|_| !opens_instance).map_or(idx, |outer| instances[outer]));
    }
    instances
}
