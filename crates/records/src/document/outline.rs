//! The outline of a note: its headings and groups with the lines and tables below them.

use std::borrow::Cow;

use compact_str::CompactString;
use vaultdex_notes::Span;

use super::text::Text;
use crate::document::tables::TableText;
use crate::model::CodeBlock;
use crate::vocabulary::canonical_name::truncate;

/// The outline of a note in document order.
#[derive(Debug)]
pub struct Outline<'a> {
    /// The headings and groups. The first one is the note itself.
    pub nodes: Vec<Node<'a>>,
    /// Key lines, and the list items and paragraphs without a key.
    pub lines: Vec<Line<'a>>,
    /// Tables that are not property tables, each with its node.
    pub tables: Vec<(usize, &'a TableText<'a>)>,
    /// Fenced code blocks, each with its node.
    pub codes: Vec<(usize, CodeBlock)>,
    /// Number of property tables that were read as key lines.
    pub n_property_tables: usize,
    /// The heading that is the title of the note and not a section.
    pub title: Option<usize>,
    /// The place of everything in the outline, if it is the outline of a part of a note.
    pub above: String,
}

/// An element of the outline that lines belong to.
#[derive(Debug, Clone)]
pub struct Node<'a> {
    /// The node above it.
    pub parent: Option<usize>,
    /// The kind of the node.
    pub kind: NodeKind,
    /// Its text including Markdown.
    pub written: &'a str,
    /// Its text without decoration, truncated to the maximum length of a name.
    pub plain: Cow<'a, str>,
    /// The canonical form of its text.
    pub name: CompactString,
    /// The span of its text.
    pub span: Span,
}

/// The kind of a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NodeKind {
    /// The note itself.
    Note,
    /// A heading with its level.
    Heading(u8),
    /// A paragraph that is a single bold phrase with a list or table directly below.
    Label,
    /// The title of a callout. Its name is empty if the callout contains no keys.
    Callout,
    /// The part after a thematic break that follows the last heading's text.
    Footer,
    /// A list item or key with lines below it.
    Group,
}

/// A key line, or a list item or paragraph without a key.
#[derive(Debug, Clone)]
pub struct Line<'a> {
    /// The node above it.
    pub node: usize,
    /// The kind of the line.
    pub kind: LineKind<'a>,
    /// The value of a key; the whole text of any other line.
    pub text: Text<'a>,
    /// The node of this line, if there are lines below it.
    pub below: Option<usize>,
}

/// The kind of a line.
#[derive(Debug, Clone)]
pub enum LineKind<'a> {
    /// A key with its value.
    Key(Key<'a>),
    /// A list item without a key.
    Item,
    /// A list item with a checkbox, and the character in the box.
    Task(char),
    /// Text outside lists, up to the next blank line or key.
    Paragraph,
}

/// The key of a key line.
#[derive(Debug, Clone)]
pub struct Key<'a> {
    /// Its text without marks.
    pub written: &'a str,
    /// The canonical form of its text.
    pub name: CompactString,
    /// The span of its text.
    pub span: Span,
    /// Whether the line is unambiguously a key line. `- Orders – the feed` may be prose.
    pub is_certain: bool,
    /// Whether it is a Dataview field, `key:: v`, which describes the note wherever it occurs.
    pub is_field: bool,
}

/// Maximum number of nodes in a place. Deeper ones are not helpful to readers.
pub const MAX_PLACE_DEPTH: usize = 10;

/// The separator between the names in a place.
pub const PLACE_SEPARATOR: &str = " › ";

impl<'a> Outline<'a> {
    /// Returns the outline of the part below a heading or group, which becomes the title of that part. `origin` is the
    /// line that opens a group.
    pub fn part(&self, root: usize, origin: Option<usize>) -> Outline<'a> {
        let end = self.end_of(root);
        let part = root..end;
        let moved = |node: usize| node - root + 1;
        let note = Node {
            parent: None,
            kind: NodeKind::Note,
            written: "",
            plain: Cow::Borrowed(""),
            name: CompactString::default(),
            span: self.nodes[root].span,
        };
        let nodes = self.nodes[part.clone()].iter().map(|node| Node {
            parent: Some(node.parent.filter(|parent| part.contains(parent)).map_or(0, moved)),
            ..node.clone()
        });
        // The lines below a heading or group are adjacent. A group begins after its own line.
        let first = origin.map_or_else(|| self.lines.partition_point(|line| line.node < root), |line| line + 1);
        let lines = self.lines[first..].iter().take_while(|line| part.contains(&line.node));
        let lines = lines.map(|line| Line { node: moved(line.node), below: line.below.map(moved), ..line.clone() });
        let start = self.nodes[root].span.start;
        let tables = &self.tables[self.tables.partition_point(|(_, table)| table.span.start < start)..];
        let tables = tables.iter().take_while(|(node, _)| part.contains(node));
        let codes = &self.codes[self.codes.partition_point(|(_, block)| block.span.start < start)..];
        let codes = codes.iter().take_while(|(node, _)| part.contains(node));
        Outline {
            nodes: std::iter::once(note).chain(nodes).collect(),
            lines: lines.collect(),
            tables: tables.map(|(node, table)| (moved(*node), *table)).collect(),
            codes: codes.map(|(node, block)| (moved(*node), block.clone())).collect(),
            n_property_tables: 0,
            title: Some(1),
            above: self.nodes[root].parent.map(|parent| self.place(parent)).unwrap_or_default(),
        }
    }

    /// Returns the index after the last node below a node.
    pub fn end_of(&self, root: usize) -> usize {
        let is_below = |node: &usize| self.nodes[*node].parent.is_some_and(|parent| parent >= root);
        (root + 1..self.nodes.len()).find(|node| !is_below(node)).unwrap_or(self.nodes.len())
    }

    /// Returns a node and its ancestors, innermost first. The last one is the note.
    pub fn ancestors(&self, node: usize) -> impl Iterator<Item = usize> {
        std::iter::successors(Some(node), |node| self.nodes[*node].parent)
    }

    /// Returns the place of a node: its headings and groups without decoration, separated by ` › `. The title of the
    /// note is left out.
    pub fn place(&self, node: usize) -> String {
        let is_named = |node: &usize| {
            self.title != Some(*node) && !matches!(self.nodes[*node].kind, NodeKind::Note | NodeKind::Footer)
        };
        let mut names = [""; MAX_PLACE_DEPTH];
        let inner_first =
            self.ancestors(node).take(MAX_PLACE_DEPTH).filter(is_named).map(|node| &*self.nodes[node].plain);
        let inner_first = inner_first.filter(|name| !name.is_empty());
        let n_names = inner_first.zip(&mut names).map(|(name, place)| *place = name).count();
        let names = &names[..n_names];
        let length: usize = names.iter().map(|name| name.len() + PLACE_SEPARATOR.len()).sum();
        let mut place = String::with_capacity(self.above.len() + length);
        place.push_str(&self.above);
        names.iter().rev().for_each(|name| push_name(&mut place, name));
        place
    }

    /// Returns the title of the note: the first heading, if its level is 1 or all others have lower levels. A single
    /// heading of another level is a title only at the beginning of the note. A caller that recognizes the heading as a
    /// section resets the title.
    pub(crate) fn find_title(&self) -> Option<usize> {
        let level = |node: &Node| match node.kind {
            NodeKind::Heading(level) => Some(level),
            _ => None,
        };
        let mut headings = self.nodes.iter().enumerate().filter_map(|(idx, node)| Some((idx, level(node)?)));
        let (first, level) = headings.next()?;
        let mut others = headings.map(|(_, other)| other).peekable();
        let begins = self.lines.first().is_none_or(|line| line.node >= first);
        let has_others = others.peek().is_some();
        (level == 1 || (has_others || begins) && others.all(|other| other > level)).then_some(first)
    }
}

/// Returns the place of a key below a place.
pub fn place_below(place: &str, key: &str) -> String {
    let key = crate::vocabulary::decoration::plain(truncate(key));
    let mut full = String::with_capacity(place.len() + PLACE_SEPARATOR.len() + key.len());
    full.push_str(place);
    if !key.is_empty() {
        push_name(&mut full, &key);
    }
    full
}

/// Appends a name to a place.
pub fn push_name(place: &mut String, name: &str) {
    place.push_str(if place.is_empty() { "" } else { PLACE_SEPARATOR });
    place.push_str(name.trim_end_matches([':', '：']));
}
