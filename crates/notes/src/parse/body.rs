//! The body of a note: root-level blocks, headings, list items and block ids out of the Markdown parser's events.
//! What stands inside a line of text is the business of `inlines`.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag as Markup, TagEnd};

use super::inlines::Inlines;
use super::mask::Region;
use super::{block_ids, blocks, comments, fields, inlines, lists};
use crate::model::{Block, BlockId, BlockKind, Field, Heading, Hidden, HiddenKind, LineIndex, ListItem, Note, Problem};

/// Reads the body of a note, from byte `from` on. `text` is the whole file with the `regions` blanked, `source` the file.
pub(crate) fn read(source: &str, text: &str, from: usize, regions: &[Region], lines: &LineIndex<'_>, note: &mut Note) {
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
        leaf: None,
        block: None,
        content_end: from,
        has_percents: text.contains("%%"),
        has_colons: text.contains("::"),
    };
    let mut events = Parser::new_ext(&text[from..], inlines::options()).into_offset_iter();
    for (event, range) in events.by_ref() {
        body.event(event, from + range.start..from + range.end);
    }
    let definitions = events.reference_definitions().iter().map(|(_, it)| from + it.span.start..from + it.span.end);
    let definitions: Vec<Range<usize>> = definitions.collect();
    let mut inlines = body.inlines;
    for region in regions {
        comments::block(source, region, lines, &mut inlines, note);
    }
    (note.links, note.tags, note.hidden) = (inlines.links, inlines.tags, inlines.hidden);
    blocks::add_definitions(definitions, lines, text, &mut note.blocks);
    comments::settle(note);
    note.tasks.extend(note.list_items.iter().filter(|item| item.task.is_some()).cloned());
}

/// A block that holds blocks.
enum Container {
    Quote { block_id: Option<String> },
    List { parent: Option<i64>, first: Option<i64> },
    Item(Item),
    Other,
}

/// An open list item.
struct Item {
    /// Its place among the note's items; those that begin behind its checkbox follow it.
    index: usize,
    /// How many items begin on its line, itself included.
    count: usize,
    /// Where its first line's text begins, until it is known whether another list begins there.
    text_from: Option<usize>,
    /// Whether a nested list has ended the item's own text.
    is_cut: bool,
    has_id: bool,
}

/// Inline text that is being read.
struct Leaf {
    range: Range<usize>,
    /// How many of the note's hidden stretches stood before it.
    n_hidden: usize,
    /// Whether it is one formula and nothing else.
    is_math: bool,
}

struct Body<'a, 'n> {
    text: &'a str,
    regions: &'a [Region],
    lines: &'a LineIndex<'a>,
    note: &'n mut Note,
    inlines: Inlines<'a>,
    containers: Vec<Container>,
    /// The lines of the open items.
    item_lines: Vec<i64>,
    leaf: Option<Leaf>,
    /// The innermost block that holds text and not blocks.
    block: Option<LeafBlock>,
    /// Where the last visible content ends.
    content_end: usize,
    /// Whether the text holds `%%` at all, which most do not: asked once, not for every line.
    has_percents: bool,
    /// Whether it holds `::`.
    has_colons: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum LeafBlock {
    Paragraph,
    Heading(u8),
    /// Code or HTML: its text is not inline text.
    Verbatim,
    Cell,
}

impl<'a> Body<'a, '_> {
    fn event(&mut self, event: Event<'a>, range: Range<usize>) {
        match event {
            Event::Start(tag) if is_block(&tag) => {
                self.end_leaf();
                self.start(tag, range);
            }
            Event::End(tag) if !is_inline(tag) => {
                self.end(tag, range);
            }
            Event::Rule => {
                self.end_leaf();
                self.before_child(false);
                self.add_block(BlockKind::ThematicBreak, &range);
            }
            _ if self.block == Some(LeafBlock::Verbatim) => {}
            event => self.inline(event, range),
        }
    }

    fn start(&mut self, tag: Markup<'a>, range: Range<usize>) {
        self.before_child(matches!(tag, Markup::List(_)));
        match tag {
            Markup::Paragraph => {
                self.block = Some(LeafBlock::Paragraph);
                self.add_block(BlockKind::Paragraph, &range);
            }
            Markup::Heading { level, .. } => self.start_heading(level as u8, range),
            Markup::BlockQuote(_) => {
                let is_callout = self.containers.is_empty() && blocks::is_callout(&self.text[range.clone()]);
                self.add_block(if is_callout { BlockKind::Callout } else { BlockKind::Blockquote }, &range);
                self.containers.push(Container::Quote { block_id: None });
            }
            Markup::CodeBlock(kind) => {
                self.block = Some(LeafBlock::Verbatim);
                self.add_block(BlockKind::Code, &range);
                let language = match &kind {
                    CodeBlockKind::Fenced(info) => info.split_whitespace().next().unwrap_or_default().to_string(),
                    CodeBlockKind::Indented => String::new(),
                };
                let is_fenced = matches!(kind, CodeBlockKind::Fenced(_));
                if is_fenced && self.containers.is_empty() && !blocks::is_closed_fence(&self.text[range.clone()]) {
                    let message = "this code block is not closed and hides the rest of the text".to_string();
                    self.note.problems.push(Problem { span: self.lines.span(self.trim(range.clone())), message });
                }
                self.hide(range, HiddenKind::Code, language);
            }
            Markup::HtmlBlock => {
                self.block = Some(LeafBlock::Verbatim);
                self.add_block(BlockKind::Html, &range);
                self.hide(range, HiddenKind::Html, String::new());
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
            Markup::Table(_) => {
                self.add_block(BlockKind::Table, &range);
                self.containers.push(Container::Other);
            }
            Markup::TableCell => {
                self.block = Some(LeafBlock::Cell);
                self.inlines.cell_end = Some(range.end);
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd, range: Range<usize>) {
        if let Some(LeafBlock::Heading(level)) = self.block {
            self.end_heading(level, range.clone());
        }
        self.end_leaf();
        self.block = None;
        match tag {
            TagEnd::TableCell => self.inlines.cell_end = None,
            TagEnd::BlockQuote(_) => {
                if let Some(Container::Quote { block_id: Some(id) }) = self.containers.pop() {
                    // The last id in a quote names all of it; spec/obsidian.md 3.3.
                    let span = self.lines.span(self.trim(range));
                    self.note.block_ids.push(BlockId { id, span });
                }
            }
            TagEnd::Item => {
                if let Some(Container::Item(item)) = self.containers.pop() {
                    // A list behind the checkbox is part of the item; one on lines of its own has ended the item before.
                    let n_open = if item.is_cut { item.count - 1 } else { item.count };
                    for listed in &mut self.note.list_items[item.index..][..n_open] {
                        listed.span.end = listed.span.end.max(self.content_end as u32);
                    }
                    self.item_lines.pop();
                }
            }
            TagEnd::List(_) | TagEnd::FootnoteDefinition | TagEnd::Table => {
                self.containers.pop();
            }
            _ => {}
        }
    }

    fn inline(&mut self, event: Event<'a>, range: Range<usize>) {
        let is_math = matches!(event, Event::DisplayMath(_));
        match &mut self.leaf {
            Some(leaf) => {
                leaf.range.end = leaf.range.end.max(range.end);
                leaf.is_math = false;
            }
            None => {
                self.before_child(false);
                self.leaf = Some(Leaf { range: range.clone(), n_hidden: self.inlines.hidden.len(), is_math });
            }
        }
        self.content_end = self.content_end.max(range.end);
        self.inlines.event(event, range);
    }

    /// Ends the inline text that is being read and looks through it as a whole.
    fn end_leaf(&mut self) {
        let Some(leaf) = self.leaf.take() else { return };
        self.inlines.end_block();
        let is_root = self.containers.is_empty();
        if leaf.is_math
            && is_root
            && let Some(block) = self.note.blocks.last_mut()
        {
            block.kind = BlockKind::Math;
        }
        let slice = &self.text[leaf.range.clone()];
        if self.has_percents && slice.contains("%%") {
            comments::inline(self.text, leaf.range.clone(), leaf.n_hidden, self.lines, &mut self.inlines);
        }
        if self.has_colons && slice.contains("::") {
            let has_lines = matches!(self.block, None | Some(LeafBlock::Paragraph));
            let hidden = &self.inlines.hidden[leaf.n_hidden..];
            let found = fields::find(self.text, leaf.range.clone(), hidden, has_lines);
            let field = |it: fields::Found| Field { key: it.key, value: it.value, span: self.lines.span(it.range) };
            self.note.fields.extend(found.into_iter().map(field));
        }
        if self.block == Some(LeafBlock::Cell) {
            return;
        }
        let is_heading = matches!(self.block, Some(LeafBlock::Heading(_)));
        if let Some(id) = block_ids::at_end(self.text, leaf.range.clone(), is_heading) {
            let is_own_block =
                self.block == Some(LeafBlock::Paragraph) && block_ids::is_alone(self.text, leaf.range.clone());
            self.name_block(id.to_ascii_lowercase(), is_own_block, leaf.range.end);
        }
    }

    /// Gives an id to what it names (spec/obsidian.md 3.3): a quote as a whole, else a list item, else a root-level block.
    fn name_block(&mut self, id: String, is_own_block: bool, end: usize) {
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
        let named =
            if is_own_block && n_blocks > 1 { self.note.blocks.get(n_blocks - 2) } else { self.note.blocks.last() };
        if let Some(named) = named {
            self.note.block_ids.push(BlockId { id, span: named.span });
        }
    }

    fn start_heading(&mut self, level: u8, range: Range<usize>) {
        let place = self.regions.partition_point(|region| region.span.start < range.start);
        let region = self.regions.get(place).filter(|region| region.span.start == range.start);
        let Some(region) = region.filter(|region| region.kind != HiddenKind::Html) else {
            self.block = Some(LeafBlock::Heading(level));
            return self.add_block(BlockKind::Heading, &range);
        };
        // Not a heading: the place of a comment or formula that was blanked.
        self.block = Some(LeafBlock::Verbatim);
        let is_comment = region.kind == HiddenKind::Comment;
        if self.containers.is_empty() {
            let kind = if is_comment { BlockKind::Comment } else { BlockKind::Math };
            self.note.blocks.push(Block { kind, span: self.lines.span(region.span.clone()) });
        }
    }

    fn end_heading(&mut self, level: u8, range: Range<usize>) {
        // Headings in quotes and list items are none; spec/obsidian.md 1.2.
        if !self.containers.is_empty() {
            return;
        }
        let raw = &self.text[range.clone()];
        let content = raw.trim_start_matches('#');
        let is_atx =
            raw.len() - content.len() == usize::from(level) && content.chars().next().is_none_or(char::is_whitespace);
        let from = if is_atx { range.end - content.len() } else { range.start };
        let to = self.leaf.as_ref().map_or(from, |leaf| leaf.range.end.max(from));
        let text = self.text[from..to].trim().to_string();
        let span = self.lines.span(self.trim(range));
        self.note.headings.push(Heading { level, text, span });
    }

    fn start_item(&mut self, range: Range<usize>) {
        // A nested item's range begins with what is left of its indentation, the quote's marks included.
        let indented = &self.text[range.clone()];
        let marker = indented.trim_start_matches([' ', '\t', '\n', '\r', '>']);
        let range = range.end - marker.len()..range.end;
        let line = self.lines.line(range.start) as i64;
        let parent = match self.containers.last_mut() {
            Some(Container::List { parent: Some(parent), .. }) => *parent,
            Some(Container::List { parent: None, first }) => -*first.get_or_insert(line),
            _ => -line,
        };
        let index = self.note.list_items.len();
        let opening = lists::opening(marker);
        let span = self.lines.span(range.start..range.start + marker[..opening.length].trim_end().len());
        self.note.list_items.push(ListItem { span, task: opening.task, text: String::new(), parent });
        for (at, opening) in lists::behind_checkbox(marker, &opening) {
            let (start, content) = (range.start + at, range.start + at + opening.length);
            let text = self.text[lists::first_line(self.text, content)].to_string();
            let span = self.lines.span(start..content);
            self.note.list_items.push(ListItem { span, task: opening.task, text, parent: line });
        }
        self.item_lines.push(line);
        self.containers.push(Container::Item(Item {
            index,
            count: self.note.list_items.len() - index,
            text_from: Some(range.start + opening.length),
            is_cut: false,
            has_id: false,
        }));
    }

    /// Called before the inline text and blocks of a container: an item learns its text, and where it ends.
    fn before_child(&mut self, is_list: bool) {
        let depth = self.containers.len();
        let Some(Container::Item(item)) = self.containers.last_mut() else { return };
        let Some(from) = item.text_from.take() else {
            if is_list && !item.is_cut {
                item.is_cut = true;
                let innermost = &mut self.note.list_items[item.index + item.count - 1].span;
                innermost.end = innermost.end.max(self.content_end as u32);
            }
            return;
        };
        // In `- - a` the text belongs to the inner item. The bound keeps a line of nothing but quote marks linear.
        if !is_list && depth < 100 {
            self.note.list_items[item.index].text = self.text[lists::first_line(self.text, from)].to_string();
        }
    }

    fn add_block(&mut self, kind: BlockKind, range: &Range<usize>) {
        if !self.containers.is_empty() {
            return;
        }
        let mut range = self.trim(range.clone());
        // The last line of a comment may hold text behind its end: that paragraph begins there.
        let before = self.regions.partition_point(|region| region.span.start < range.start);
        if let Some(region) = before.checked_sub(1).and_then(|it| self.regions.get(it))
            && region.kind != HiddenKind::Html
            && region.span.end > range.start
        {
            let rest = &self.text[region.span.end.min(range.end)..range.end];
            range.start = range.end - rest.trim_start().len();
        }
        self.note.blocks.push(Block { kind, span: self.lines.span(range) });
    }

    fn hide(&mut self, range: Range<usize>, kind: HiddenKind, language: String) {
        let range = self.trim(range);
        self.content_end = self.content_end.max(range.end);
        self.inlines.hidden.push(Hidden { span: self.lines.span(range), kind, language });
    }

    fn trim(&self, range: Range<usize>) -> Range<usize> {
        range.start..range.start + self.text[range].trim_end().len()
    }
}

fn is_block(tag: &Markup<'_>) -> bool {
    !is_inline(tag.to_end())
}

fn is_inline(tag: TagEnd) -> bool {
    matches!(tag, TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image)
}
