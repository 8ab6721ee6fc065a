//! The body of a note: builds root-level blocks, headings, list items and block identifiers from the events of the
//! Markdown parser. Inline events are passed on to [`inlines`].

mod headings;
mod items;
mod tables;

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag as Markup, TagEnd};

use super::fields::FieldMatch;
use super::inlines::Inlines;
use super::mask::Region;
use super::{block_ids, blocks, comments, fields, inlines};
use crate::model::{Block, BlockId, BlockKind, Field, LineIndex, NonProse, NonProseKind, Note, Span};

/// The text to parse.
pub(crate) struct Source<'a> {
    /// The whole file.
    pub raw: &'a str,
    /// The whole file, with the regions masked.
    pub masked: &'a str,
    /// The masked comments and formulas.
    pub regions: &'a [Region],
    /// The offset of the body, after any frontmatter.
    pub body_start: usize,
}

/// Parses the body of a note.
pub(crate) fn parse(source: Source<'_>, lines: &LineIndex<'_>, note: &mut Note) {
    let Source { raw, masked: text, regions, body_start } = source;
    let mut inlines = Inlines::new(text, lines);
    (inlines.links, inlines.tags) = (std::mem::take(&mut note.links), std::mem::take(&mut note.tags));
    let mut body = Body {
        text,
        regions,
        lines,
        note,
        inlines,
        containers: Vec::new(),
        item_lines: Vec::new(),
        inline_text: None,
        leaf: None,
        table_tail: None,
        row: 0..0,
        content_end: body_start,
        has_percents: text.contains("%%"),
        has_colons: text.contains("::"),
    };
    let to_file = |range: &Range<usize>| body_start + range.start..body_start + range.end;
    let mut events = Parser::new_ext(&text[body_start..], inlines::options()).into_offset_iter();
    for (event, range) in events.by_ref() {
        body.handle(event, to_file(&range));
    }
    let definitions: Vec<Range<usize>> =
        events.reference_definitions().iter().map(|(_, definition)| to_file(&definition.span)).collect();
    let mut inlines = body.inlines;
    for region in regions {
        comments::add_region(raw, region, lines, &mut inlines, note);
    }
    (note.links, note.tags, note.non_prose) = (inlines.links, inlines.tags, inlines.non_prose);
    blocks::add_definitions(definitions, lines, text, &mut note.blocks);
    comments::finish(note);
    note.tasks.extend(note.list_items.iter().filter(|item| item.task.is_some()).cloned());
}

/// An open block that contains other blocks.
enum Container {
    Quote {
        /// The last identifier found in the quote.
        block_id: Option<String>,
    },
    List {
        /// The line of the item that contains the list.
        parent: Option<i64>,
        /// The line of the first item.
        first: Option<i64>,
    },
    Item(Item),
    Other,
}

/// An open list item.
struct Item {
    /// The index in [`Note::list_items`]; items nested after its checkbox follow it.
    index: usize,
    /// The number of items that begin on its line, including itself.
    count: usize,
    /// The offset of its text, until it is known whether a nested list begins there.
    text_start: Option<usize>,
    /// Whether a nested list on a later line has ended the text of the item.
    has_sublist: bool,
    has_id: bool,
}

/// The current inline text.
struct InlineText {
    range: Range<usize>,
    /// The number of non-prose ranges that precede it.
    n_non_prose: usize,
    /// Whether it consists of a single display formula.
    is_math: bool,
}

/// Builds the body of a note from the events of the Markdown parser.
struct Body<'a, 'n> {
    text: &'a str,
    regions: &'a [Region],
    lines: &'a LineIndex<'a>,
    note: &'n mut Note,
    inlines: Inlines<'a>,
    containers: Vec<Container>,
    /// The lines of the open list items.
    item_lines: Vec<i64>,
    inline_text: Option<InlineText>,
    /// The current block that contains text instead of blocks.
    leaf: Option<LeafBlock>,
    /// The lines below a table that the Markdown parser takes for rows of it.
    table_tail: Option<Range<usize>>,
    /// What follows the last cell of the current table row, to the end of its line.
    row: Range<usize>,
    /// The end of the last visible content.
    content_end: usize,
    /// Whether the text contains `%%`. Computed once, because most notes do not.
    has_percents: bool,
    /// Whether the text contains `::`.
    has_colons: bool,
}

/// A block that contains text instead of blocks.
#[derive(Clone, Copy, PartialEq, Eq)]
enum LeafBlock {
    Paragraph,
    Heading(u8),
    /// Code or HTML, which contains no inline text.
    Verbatim,
    Cell,
}

impl<'a> Body<'a, '_> {
    fn handle(&mut self, event: Event<'a>, range: Range<usize>) {
        match event {
            _ if self.table_tail.as_ref().is_some_and(|tail| range.start >= tail.start) => {}
            Event::Start(tag) if !is_inline(tag.to_end()) => {
                self.end_inline_text();
                self.start_block(tag, range);
            }
            Event::End(tag) if !is_inline(tag) => self.end_block(tag, range),
            Event::Rule => {
                self.end_inline_text();
                self.before_child(false);
                self.add_block(BlockKind::ThematicBreak, &range);
            }
            _ if self.leaf == Some(LeafBlock::Verbatim) => {}
            event => self.handle_inline(event, range),
        }
    }

    fn start_block(&mut self, tag: Markup<'a>, range: Range<usize>) {
        self.before_child(matches!(tag, Markup::List(_)));
        match tag {
            Markup::Paragraph => {
                self.leaf = Some(LeafBlock::Paragraph);
                self.add_block(BlockKind::Paragraph, &range);
            }
            Markup::Heading { level, .. } => self.start_heading(level as u8, range),
            Markup::BlockQuote(_) => {
                let is_callout = self.containers.is_empty() && blocks::is_callout(&self.text[range.clone()]);
                self.add_block(if is_callout { BlockKind::Callout } else { BlockKind::Blockquote }, &range);
                self.containers.push(Container::Quote { block_id: None });
            }
            Markup::CodeBlock(kind) => self.start_code_block(&kind, range),
            Markup::HtmlBlock => {
                self.leaf = Some(LeafBlock::Verbatim);
                self.add_block(BlockKind::Html, &range);
                self.add_non_prose(range, NonProseKind::Html, String::new());
            }
            Markup::List(_) => {
                self.add_block(BlockKind::List, &range);
                self.containers.push(Container::List { parent: self.item_lines.last().copied(), first: None });
            }
            Markup::Item => self.start_item(range),
            Markup::FootnoteDefinition(label) => {
                self.note.footnotes.push(label.to_lowercase());
                self.add_block(BlockKind::FootnoteDefinition, &range);
                self.containers.push(Container::Other);
            }
            Markup::Table(_) => self.start_table(range),
            Markup::TableHead | Markup::TableRow => self.start_row(range.start),
            Markup::TableCell => {
                self.leaf = Some(LeafBlock::Cell);
                self.inlines.cell_end = Some(range.end);
                self.extend_row(&range);
            }
            _ => {}
        }
    }

    fn end_block(&mut self, tag: TagEnd, range: Range<usize>) {
        if let Some(LeafBlock::Heading(level)) = self.leaf {
            self.end_heading(level, range.clone());
        }
        self.end_inline_text();
        self.leaf = None;
        match tag {
            TagEnd::TableCell => self.inlines.cell_end = None,
            TagEnd::BlockQuote(_) => {
                if let Some(Container::Quote { block_id: Some(id) }) = self.containers.pop() {
                    // The last identifier in a quote names the quote (docs/spec/obsidian.md#block-identifiers).
                    let span = self.trimmed_span(range);
                    self.note.block_ids.push(BlockId { id, span });
                }
            }
            TagEnd::Item => self.end_item(),
            TagEnd::TableHead | TagEnd::TableRow => self.add_excess_cells(),
            TagEnd::Table => self.end_table(),
            TagEnd::List(_) | TagEnd::FootnoteDefinition => {
                self.containers.pop();
            }
            _ => {}
        }
    }

    fn start_code_block(&mut self, kind: &CodeBlockKind<'_>, range: Range<usize>) {
        self.leaf = Some(LeafBlock::Verbatim);
        self.add_block(BlockKind::Code, &range);
        let mut language = String::new();
        if let CodeBlockKind::Fenced(info) = kind {
            language = info.split_whitespace().next().unwrap_or_default().to_string();
            if self.containers.is_empty() && !blocks::is_closed_fence(&self.text[range.clone()]) {
                self.note.problems.push(blocks::unclosed("code block", self.trimmed_span(range.clone())));
            }
        }
        self.add_non_prose(range, NonProseKind::Code, language);
    }

    fn handle_inline(&mut self, event: Event<'a>, range: Range<usize>) {
        let is_math = matches!(event, Event::DisplayMath(_));
        match &mut self.inline_text {
            Some(inline_text) => {
                inline_text.range.end = inline_text.range.end.max(range.end);
                inline_text.is_math = false;
            }
            None => {
                self.before_child(false);
                let n_non_prose = self.inlines.non_prose.len();
                self.inline_text = Some(InlineText { range: range.clone(), n_non_prose, is_math });
            }
        }
        self.content_end = self.content_end.max(range.end);
        self.inlines.handle(event, range);
    }

    /// Ends the current inline text and looks for what extends over several of its events: comments, fields and a block
    /// identifier.
    fn end_inline_text(&mut self) {
        let Some(InlineText { range, n_non_prose, is_math }) = self.inline_text.take() else { return };
        self.inlines.end_block(range.clone());
        if is_math
            && self.containers.is_empty()
            && let Some(block) = self.note.blocks.last_mut()
        {
            block.kind = BlockKind::Math;
        }
        let slice = &self.text[range.clone()];
        if self.has_percents && slice.contains("%%") {
            comments::find_inline(self.text, range.clone(), n_non_prose, self.lines, &mut self.inlines);
        }
        if self.has_colons && slice.contains("::") {
            let allow_whole_lines = matches!(self.leaf, None | Some(LeafBlock::Paragraph));
            let non_prose = &self.inlines.non_prose[n_non_prose..];
            let found = fields::find(self.text, range.clone(), non_prose, allow_whole_lines);
            let field = |it: FieldMatch| Field { key: it.key, value: it.value, span: self.lines.span(it.range) };
            self.note.fields.extend(found.into_iter().map(field));
        }
        if self.leaf == Some(LeafBlock::Cell) {
            return;
        }
        let is_heading = matches!(self.leaf, Some(LeafBlock::Heading(_)));
        if let Some(id) = block_ids::trailing_id(self.text, range.clone(), is_heading) {
            let is_standalone =
                self.leaf == Some(LeafBlock::Paragraph) && block_ids::is_standalone(self.text, range.clone());
            self.add_block_id(id.to_ascii_lowercase(), is_standalone, range.end);
        }
    }

    /// Adds a block identifier for what it names: the outermost quote, or else the innermost list item, or else a
    /// root-level block, which is the previous one if the identifier is a paragraph by itself
    /// (docs/spec/obsidian.md#block-identifiers).
    fn add_block_id(&mut self, id: String, is_standalone: bool, end: usize) {
        if let Some(Container::Quote { block_id }) = self.containers.first_mut() {
            *block_id = Some(id);
            return;
        }
        if let Some(Container::Item(item)) = self.containers.iter_mut().rfind(|it| matches!(it, Container::Item(_))) {
            if !item.has_id {
                item.has_id = true;
                let mut span = self.note.list_items[item.index].span;
                span.end = end as u32;
                self.note.block_ids.push(BlockId { id, span });
            }
            return;
        }
        let n_blocks = self.note.blocks.len();
        let target =
            if is_standalone && n_blocks > 1 { self.note.blocks.get(n_blocks - 2) } else { self.note.blocks.last() };
        if let Some(target) = target {
            self.note.block_ids.push(BlockId { id, span: target.span });
        }
    }

    /// Adds a block if it is at the root level.
    fn add_block(&mut self, kind: BlockKind, range: &Range<usize>) {
        if !self.containers.is_empty() {
            return;
        }
        let mut range = self.trim(range.clone());
        // A paragraph may begin on the last line of a comment, after its end.
        let before = self.regions.partition_point(|region| region.span.start < range.start);
        if let Some(region) = before.checked_sub(1).and_then(|it| self.regions.get(it))
            && region.kind != NonProseKind::Html
            && region.span.end > range.start
        {
            let rest = &self.text[region.span.end.min(range.end)..range.end];
            range.start = range.end - rest.trim_start().len();
        }
        self.note.blocks.push(Block { kind, span: self.lines.span(range) });
    }

    fn add_non_prose(&mut self, range: Range<usize>, kind: NonProseKind, language: String) {
        let range = self.trim(range);
        self.content_end = self.content_end.max(range.end);
        self.inlines.non_prose.push(NonProse { span: self.lines.span(range), kind, language });
    }

    fn trimmed_span(&self, range: Range<usize>) -> Span {
        self.lines.span(self.trim(range))
    }

    /// Removes trailing white space from a range.
    fn trim(&self, range: Range<usize>) -> Range<usize> {
        range.start..range.start + self.text[range].trim_end().len()
    }
}

fn is_inline(tag: TagEnd) -> bool {
    matches!(tag, TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image)
}
