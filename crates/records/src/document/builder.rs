//! Builds the outline of a note in one pass over its blocks.

mod paragraphs;

use std::borrow::Cow;
use std::cell;
use std::ops::Range;

use compact_str::CompactString;
use vaultdex_notes::{Block, BlockKind, LineIndex, ListItem, NonProse, NonProseKind, Note, Span};

use super::excluded::ExcludedRanges;
use super::key_line;
use super::property_table::{PropertyTable, property_table};
use crate::document::outline::{Key, Line, LineKind, Node, NodeKind, Outline};
use crate::document::source::NoteSource;
use crate::document::tables::{Cell, TableText};
use crate::document::text::Text;
use crate::model::CodeBlock;
use crate::normalize::delimiters::find;
use crate::vocabulary::canonical_name::plain_and_canonical;
use crate::vocabulary::synonyms::Synonyms;

/// How many levels of list items are nodes of their own. Deeper items count for the last of these: no list for people is
/// nested deeper, and readers look at all nodes above a line.
const MAX_LEVELS: usize = 64;

/// Maximum length of a label in bytes.
const MAX_LABEL_LENGTH: usize = 60;

pub(crate) fn build<'a>(source: &'a NoteSource) -> Outline<'a> {
    let NoteSource { text, note, synonyms, .. } = *source;
    let root = Node {
        parent: None,
        kind: NodeKind::Note,
        written: "",
        plain: Cow::Borrowed(""),
        name: CompactString::default(),
        span: Span { line: 1, column: 1, ..Span::default() },
    };
    // Most nodes are headings, and most lines are list items.
    let mut nodes = Vec::with_capacity(note.headings.len() + 8);
    nodes.push(root);
    let outline = Outline {
        nodes,
        lines: Vec::with_capacity(note.list_items.len() + 16),
        tables: Vec::new(),
        codes: Vec::new(),
        n_property_tables: 0,
        title: None,
        above: String::new(),
    };
    let excluded = ExcludedRanges { text, ranges: &note.non_prose, tables: source.tables() };
    let mut builder = OutlineBuilder {
        text,
        note,
        synonyms,
        lines: source.lines(),
        excluded,
        outline,
        section: 0,
        above: Vec::new(),
        open: Vec::new(),
        awaiting: None,
        last_line_end: cell::Cell::new((1, 0)),
    };
    builder.build(source.tables());
    let mut outline = builder.outline;
    outline.title = outline.find_title();
    outline
}

struct OutlineBuilder<'a> {
    text: &'a str,
    note: &'a Note,
    synonyms: &'a Synonyms,
    lines: &'a LineIndex<'a>,
    excluded: ExcludedRanges<'a>,
    outline: Outline<'a>,
    /// The node above lines that are not in a list.
    section: usize,
    /// The headings above, outermost first, as level and node.
    above: Vec<(u8, usize)>,
    /// The open list items: line number in the file and index among the outline's lines.
    open: Vec<(i64, usize)>,
    /// A key without a value at the end of a paragraph. A list directly below is its value.
    awaiting: Option<usize>,
    /// The offset from which the end of a line was last searched, and that end.
    last_line_end: cell::Cell<(usize, usize)>,
}

impl<'a> OutlineBuilder<'a> {
    fn build(&mut self, tables: &'a [TableText<'a>]) {
        let mut headings = self.note.headings.iter().peekable();
        let mut tables = tables.iter().peekable();
        let (mut n_items, mut n_fields, mut n_hidden) = (0, 0, 0);
        let last_heading = self.note.headings.last().map_or(0, |heading| heading.span.start);
        for (position, block) in self.note.blocks.iter().enumerate() {
            let end = block.span.end;
            let awaiting = self.awaiting.take();
            match block.kind {
                BlockKind::Heading => {
                    if let Some(heading) = headings.next_if(|heading| heading.span.start <= block.span.start) {
                        self.add_heading(heading.level, &heading.text, heading.span);
                    }
                }
                BlockKind::Paragraph => match self.label_range(block, self.note.blocks.get(position + 1)) {
                    Some(range) => self.open_label(range),
                    None => self.add_paragraph(block.span.range(), false),
                },
                BlockKind::List => {
                    let items = items_until(self.note, n_items, end);
                    n_items += items.len();
                    items.iter().for_each(|item| self.add_item(item, awaiting));
                    self.awaiting = self.group_of_next(position, items);
                }
                BlockKind::Callout => {
                    let items = items_until(self.note, n_items, end);
                    n_items += items.len();
                    self.add_titled_callout(block, items);
                }
                BlockKind::Table => {
                    if let Some(table) = tables.next_if(|table| table.span.start <= block.span.start) {
                        self.add_table(table, awaiting);
                    }
                }
                BlockKind::ThematicBreak if self.begins_footer(position, last_heading) => {
                    self.section = self.add_node(Some(0), NodeKind::Footer, &self.text[..0], block.span);
                }
                _ => {}
            }
            n_items += items_until(self.note, n_items, end).len();
            while let Some(table) = tables.next_if(|table| table.span.start < end) {
                self.add_table(table, None);
            }
            while let Some(field) = self.note.fields.get(n_fields).filter(|field| field.span.start < end) {
                self.add_bracketed_field(field.span.range());
                n_fields += 1;
            }
            while let Some(hidden) = self.note.non_prose.get(n_hidden).filter(|it| it.span.start < end) {
                self.add_code(hidden);
                n_hidden += 1;
            }
        }
    }

    /// Returns the last item of a numbered list if the bulleted list that follows belongs to it despite its
    /// indentation: `1. Source System(s)` followed by `- Name: SAP`.
    fn group_of_next(&self, position: usize, items: &[ListItem]) -> Option<usize> {
        let begins_with = |position: usize, is: fn(&u8) -> bool| {
            let block = self.note.blocks.get(position).filter(|block| block.kind == BlockKind::List)?;
            self.text[block.span.range()].trim_start().as_bytes().first().map(is)
        };
        let last = items.last().filter(|item| item.parent <= 0)?;
        let is_numbered = begins_with(position, u8::is_ascii_digit)?;
        if !is_numbered || begins_with(position + 1, u8::is_ascii_digit)? {
            return None;
        }
        let idx = self.outline.lines.len().checked_sub(1)?;
        let line = &self.outline.lines[idx];
        let written = match &line.kind {
            LineKind::Key(key) if line.text.raw.is_empty() => key.written,
            LineKind::Item => &line.text.raw,
            _ => return None,
        };
        (line.below.is_none() && last.span.start <= line.text.span.start && self.synonyms.is_known(written))
            .then_some(idx)
    }

    /// Whether metadata of the note follows a thematic break: after the last heading anything, before it paragraphs
    /// that consist of keys and are followed by a heading of level 1 or 2.
    fn begins_footer(&self, position: usize, last_heading: u32) -> bool {
        let Some((rule, after)) = self.note.blocks[position..].split_first() else { return false };
        if rule.span.start > last_heading {
            return !self.note.headings.is_empty();
        }
        let n_paragraphs = after.iter().take_while(|block| block.kind == BlockKind::Paragraph).count();
        let is_key = |line: &str| key_line::parse_key_line(line.trim(), false).is_some_and(|key| key.is_certain);
        let are_keys = after[..n_paragraphs].iter().all(|block| self.text[block.span.range()].lines().all(is_key));
        let next = after.get(n_paragraphs).filter(|next| next.kind == BlockKind::Heading);
        let headings = &self.note.headings;
        let at = |start: u32| headings.partition_point(|heading| heading.span.start < start);
        let heading = next.and_then(|next| headings.get(at(next.span.start)));
        n_paragraphs > 0 && are_keys && heading.is_some_and(|heading| heading.level <= 2)
    }

    fn add_heading(&mut self, level: u8, text: &'a str, span: Span) {
        while self.above.last().is_some_and(|(above, _)| *above >= level) {
            self.above.pop();
        }
        let parent = self.above.last().map_or(0, |(_, node)| *node);
        // The text of the heading is a copy, so it is searched for in the file.
        let found = find(&self.text[span.range()], text);
        let start = found.unwrap_or(0) + span.start as usize;
        let written = self.text.get(start..start + text.len()).unwrap_or(text);
        // A setext heading may span several lines. Like that of any wrapped text, its span covers the first line.
        let first_line = written.lines().next().unwrap_or_default();
        let span = self.lines.span(start..start + first_line.len());
        self.section = self.add_node(Some(parent), NodeKind::Heading(level), written, span);
        self.above.push((level, self.section));
    }

    fn add_node(&mut self, parent: Option<usize>, kind: NodeKind, written: &'a str, span: Span) -> usize {
        let (plain, name) = plain_and_canonical(super::truncate(written));
        let name = self.synonyms.meaning(name);
        self.outline.nodes.push(Node { parent, kind, written, plain, name, span });
        self.outline.nodes.len() - 1
    }

    /// Returns the node of a line, for the lines below it.
    fn node_of(&mut self, line: usize) -> usize {
        if let Some(node) = self.outline.lines[line].below {
            return node;
        }
        let Line { node, kind, text, .. } = &self.outline.lines[line];
        let (parent, (written, span)) = match kind {
            LineKind::Key(key) => (*node, (key.written, key.span)),
            _ => (*node, (self.text.get(text.span.range()).unwrap_or_default(), text.span)),
        };
        let below = self.add_node(Some(parent), NodeKind::Group, written, span);
        self.outline.lines[line].below = Some(below);
        below
    }

    /// Returns the text of a paragraph that is a single bold phrase with a list or table directly below, such as
    /// `**Metadata**`.
    fn label_range(&self, block: &Block, next: Option<&Block>) -> Option<Range<usize>> {
        let is_above = matches!(next.map(|next| next.kind), Some(BlockKind::List | BlockKind::Table));
        let text = &self.text[block.span.range()];
        if !is_above || text.len() > MAX_LABEL_LENGTH {
            return None;
        }
        let inner = ["**", "__"].iter().find_map(|mark| text.strip_prefix(mark)?.strip_suffix(mark))?;
        let is_label = !inner.is_empty() && !inner.contains(['*', '\n']) && !inner.ends_with([':', '：', '.']);
        let start = block.span.start as usize + 2;
        is_label.then_some(start..start + inner.len())
    }

    fn open_label(&mut self, range: Range<usize>) {
        let outer = match self.outline.nodes[self.section].kind {
            NodeKind::Label => self.outline.nodes[self.section].parent.unwrap_or(0),
            _ => self.section,
        };
        let span = self.lines.span(range.clone());
        self.section = self.add_node(Some(outer), NodeKind::Label, &self.text[range], span);
    }

    fn add_paragraph(&mut self, range: Range<usize>, is_quoted: bool) {
        let before = self.outline.lines.len();
        self.add_lines(range, self.section, None, is_quoted);
        let last = self.outline.lines.len().checked_sub(1).filter(|last| *last >= before);
        self.awaiting = last.filter(|last| {
            let line = &self.outline.lines[*last];
            matches!(line.kind, LineKind::Key(_)) && line.text.raw.is_empty()
        });
    }

    fn add_item(&mut self, item: &'a ListItem, awaiting: Option<usize>) {
        while item.parent > 0 && self.open.last().is_some_and(|(line, _)| *line != item.parent) {
            self.open.pop();
        }
        if item.parent <= 0 {
            self.open.clear();
        }
        let above = self.open.iter().take(MAX_LEVELS).next_back();
        let node = match above.map(|(_, line)| *line).or(awaiting) {
            Some(line) => self.node_of(line),
            None => self.section,
        };
        let first_line = item.span.start as usize..self.line_end(item.span.start as usize).min(item.span.end as usize);
        let length = self.text[first_line.clone()].trim_end().len();
        let start = (first_line.start + length).saturating_sub(item.text.len()).max(first_line.start);
        if !self.text.is_char_boundary(start) {
            return;
        }
        self.add_lines(start..item.span.end as usize, node, Some(item.task), false);
        self.open.push((i64::from(item.span.line), self.outline.lines.len() - 1));
    }

    /// Adds a callout with its title as the node above its keys, as in `> [!warning] Broker down`.
    fn add_titled_callout(&mut self, block: &Block, items: &'a [ListItem]) {
        let start = block.span.start as usize;
        let first = start..self.line_end(start).min(block.span.end as usize);
        let title = self.text[first.clone()].find(']').map(|end| first.start + end + 1..first.end);
        let title = title.map(|range| key_line::trimmed(self.text, range));
        let fold = |range: Range<usize>| {
            range.start + usize::from(self.text[range.clone()].starts_with(['+', '-']))..range.end
        };
        let title = title.map(|range| key_line::trimmed(self.text, fold(range))).filter(|range| !range.is_empty());
        let Some(title) = title.filter(|title| title.len() <= MAX_LABEL_LENGTH) else {
            return self.add_callout(block, items);
        };
        let (outer, before) = (self.section, self.outline.lines.len());
        let span = self.lines.span(title.clone());
        self.section = self.add_node(Some(outer), NodeKind::Callout, &self.text[title], span);
        let node = self.section;
        self.add_callout(block, items);
        self.section = outer;
        // A callout without keys is prose, and its title is not a node.
        let lines = &mut self.outline.lines[before..];
        if !lines.iter().any(|line| matches!(&line.kind, LineKind::Key(key) if key.is_certain)) {
            lines.iter_mut().filter(|line| line.node == node).for_each(|line| line.node = outer);
            self.outline.nodes[node..]
                .iter_mut()
                .for_each(|it| it.parent = it.parent.map(|at| if at == node { outer } else { at }));
            self.outline.nodes[node].name = CompactString::default();
        }
    }

    fn add_callout(&mut self, block: &Block, items: &'a [ListItem]) {
        let mut items = items.iter().peekable();
        let end = block.span.end as usize;
        let (mut at, mut text_from) = (self.line_end(block.span.start as usize).min(end), None);
        while at < end {
            let line = at..self.line_end(at + 1).min(end);
            let is_item = items.peek().is_some_and(|item| (item.span.start as usize) < line.end);
            if is_item {
                if let Some(from) = text_from.take() {
                    self.add_paragraph(from..at, true);
                }
                while let Some(item) = items.next_if(|item| (item.span.start as usize) < line.end) {
                    let awaiting = self.awaiting.take();
                    self.add_item(item, awaiting);
                    at = at.max(self.line_end(item.span.end as usize).min(end));
                }
                at = at.max(line.end);
                continue;
            }
            let is_blank = self.text[line.clone()].trim_matches(|it: char| it == '>' || it.is_whitespace()).is_empty();
            match (is_blank, text_from) {
                (false, None) => text_from = Some(at),
                (true, Some(from)) => {
                    self.add_paragraph(from..at, true);
                    text_from = None;
                }
                _ => {}
            }
            at = line.end;
        }
        if let Some(from) = text_from {
            self.add_paragraph(from..end, true);
        }
        self.open.clear();
    }

    /// Returns the end of the line that contains an offset.
    fn line_end(&self, offset: usize) -> usize {
        let offset = offset.min(self.text.len());
        // Many items may be nested on one line.
        let (searched, end) = self.last_line_end.get();
        if (searched..=end).contains(&offset) {
            return end;
        }
        let length = memchr::memchr(b'\n', &self.text.as_bytes()[offset..]);
        let end = length.map_or(self.text.len(), |length| offset + length);
        self.last_line_end.set((offset, end));
        end
    }

    fn add_table(&mut self, table: &'a TableText<'a>, awaiting: Option<usize>) {
        let node = awaiting.map_or(self.section, |line| self.node_of(line));
        let Some(PropertyTable { key_column, has_header }) = property_table(table, self.synonyms) else {
            return self.outline.tables.push((node, table));
        };
        self.outline.n_property_tables += 1;
        if !has_header {
            self.add_property(
                node,
                &table.header,
                key_column,
                table.header.last().map_or(table.span, |cell| cell.span),
            );
        }
        for row in &table.rows {
            self.add_property(node, &row.cells, key_column, row.span);
        }
    }

    /// Adds a row of a property table as a key line.
    fn add_property(&mut self, node: usize, cells: &[Cell<'a>], key_column: usize, row: Span) {
        let mut cells = cells.iter().skip(key_column);
        let Some(key) = cells.next().filter(|key| !key.is_empty()) else { return };
        let text = match cells.next() {
            Some(Cell { raw, span }) => Text { raw: Cow::Borrowed(*raw), span: *span },
            None => Text { raw: Cow::Borrowed(""), span: self.lines.span(row.end as usize..row.end as usize) },
        };
        let written = key.raw.trim_matches(['*', '_', '`', ':', ' ']);
        let name = self.synonyms.name(key.raw);
        let key = Key { written, name, span: key.span, is_certain: true, is_field: false };
        self.outline.lines.push(Line { node, kind: LineKind::Key(key), text, below: None });
    }

    fn add_code(&mut self, hidden: &NonProse) {
        let text = &self.text[hidden.span.range()];
        let is_fenced = hidden.kind == NonProseKind::Code && (text.starts_with("```") || text.starts_with("~~~"));
        if !is_fenced || !text.contains('\n') {
            return;
        }
        let block = CodeBlock { language: hidden.language.to_lowercase(), place: String::new(), span: hidden.span };
        self.outline.codes.push((self.section, block));
    }
}

/// Returns the items from index `nth` that begin before an offset.
fn items_until(note: &Note, nth: usize, end: u32) -> &[ListItem] {
    let rest = &note.list_items[nth..];
    &rest[..rest.iter().take_while(|item| item.span.start < end).count()]
}
