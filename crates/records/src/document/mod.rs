//! The one reader of key lines (spec/integrations.md a.2): `**Key**: v`, `- Key: v`, `key:: v`, two-column property
//! tables, numbered groups and the lists below an empty value, each with the headings and groups that it stands under.
//! Nothing is read inside code, comments, formulas and quotes. Knows nothing of what any key means.

pub(crate) mod arrow;
mod builder;
mod excluded;
pub mod headings;
pub(crate) mod key_line;
pub(crate) mod property_table;
pub mod source;
pub mod tables;

use std::borrow::Cow;

use compact_str::CompactString;
use vaultdex_notes::Span;

use crate::document::source::Page;
use crate::document::tables::TableText;
use crate::model::CodeBlock;

/// A note as headings, groups and the lines and tables below them, in document order.
#[derive(Debug)]
pub struct Outline<'a> {
    /// What lines may stand under; the first is the note itself.
    pub nodes: Vec<Node<'a>>,
    /// Key lines and the items and paragraphs that are none.
    pub lines: Vec<Line<'a>>,
    /// Tables that are no property tables, each with its node.
    pub tables: Vec<(usize, &'a TableText<'a>)>,
    /// Fenced code blocks, each with its node.
    pub codes: Vec<(usize, CodeBlock)>,
    /// How many property tables were read as key lines.
    pub n_property_tables: usize,
    /// The heading that is the note's title and no section.
    pub title: Option<usize>,
}

/// Something that lines stand under.
#[derive(Debug)]
pub struct Node<'a> {
    /// What it stands under itself.
    pub parent: Option<usize>,
    /// What it is.
    pub kind: NodeKind,
    /// Its text, Markdown kept.
    pub written: &'a str,
    /// The same without decoration, cut where it is too long to be a name.
    pub plain: Cow<'a, str>,
    /// The same as names are compared.
    pub name: CompactString,
    /// Where its text stands.
    pub span: Span,
}

/// What lines may stand under.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NodeKind {
    /// The note itself.
    Note,
    /// A heading of a level.
    Heading(u8),
    /// A paragraph that is one bold phrase, with a list or table right below it.
    Label,
    /// The title of a callout; it has no name where no keys stand in it.
    Callout,
    /// What follows a thematic break behind the last heading's text.
    Footer,
    /// A list item or key with lines below it.
    Group,
}

/// A key line, or an item or a paragraph that is none.
#[derive(Debug)]
pub struct Line<'a> {
    /// What it stands under.
    pub node: usize,
    /// What it is.
    pub kind: LineKind<'a>,
    /// The value of a key; the whole text of anything else.
    pub text: Text<'a>,
    /// The node that it is for the lines below it, if there are any.
    pub below: Option<usize>,
}

/// What a line is.
#[derive(Debug)]
pub enum LineKind<'a> {
    /// A key with its value.
    Key(Key<'a>),
    /// A list item that is no key line.
    Item,
    /// An item with a checkbox, and the character in it.
    Task(char),
    /// Text outside lists, up to the next blank line or key.
    Paragraph,
}

/// A key as written.
#[derive(Debug)]
pub struct Key<'a> {
    /// Its text without the marks around it.
    pub written: &'a str,
    /// Its text as names are compared.
    pub name: CompactString,
    /// Where its text stands.
    pub span: Span,
    /// Whether it is surely meant as a key: `- Orders – the feed` may be prose.
    pub is_certain: bool,
    /// Whether it is written as a Dataview field, `key:: v`, which speaks of the note wherever it stands.
    pub is_field: bool,
}

/// Text and where it stands.
#[derive(Debug, Clone)]
pub struct Text<'a> {
    /// Trimmed; lines that it is wrapped over are joined by a blank.
    pub raw: Cow<'a, str>,
    /// Where it stands, its first line where it has several; nothing but a place where it is empty.
    pub span: Span,
}

/// How many nodes of a path a place names at most: deeper ones are of no use to a reader.
const DEEPEST: usize = 10;

/// What stands between the names of a place.
const PARTED: &str = " › ";

/// How many bytes of a heading a place names at most.
const LONGEST: usize = 120;

/// Reads a note. Names that are among the vault's own words are read as what they mean.
pub fn outline<'a>(page: &'a Page) -> Outline<'a> {
    builder::walk(page)
}

impl Outline<'_> {
    /// The nodes that a node stands under, itself first, the note last.
    pub fn ancestors(&self, node: usize) -> impl Iterator<Item = usize> {
        std::iter::successors(Some(node), |node| self.nodes[*node].parent)
    }

    /// The headings and groups down to a node, as written without decoration, with ` › ` between. The note's title is
    /// left out.
    pub fn place(&self, node: usize) -> String {
        let is_named = |node: &usize| {
            self.title != Some(*node) && !matches!(self.nodes[*node].kind, NodeKind::Note | NodeKind::Footer)
        };
        let mut names = [""; DEEPEST];
        let inner_first = self.ancestors(node).take(DEEPEST).filter(is_named).map(|node| &*self.nodes[node].plain);
        let inner_first = inner_first.filter(|name| !name.is_empty());
        let n_names = inner_first.zip(&mut names).map(|(name, place)| *place = name).count();
        let names = &names[..n_names];
        let mut place = String::with_capacity(names.iter().map(|name| name.len() + PARTED.len()).sum());
        names.iter().rev().for_each(|name| push(&mut place, name));
        place
    }

    /// What the note calls itself: the first heading, if it is of level 1 or all others are of lower ones; a lone heading
    /// only if the note begins with it.
    /// A reader that knows it for a section takes it out.
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

/// The place of a key below a place.
pub fn place_below(place: &str, key: &str) -> String {
    let key = headings::plain(cut(key));
    let mut whole = String::with_capacity(place.len() + PARTED.len() + key.len());
    whole.push_str(place);
    if !key.is_empty() {
        push(&mut whole, &key);
    }
    whole
}

/// Adds a name to a place.
fn push(place: &mut String, name: &str) {
    place.push_str(if place.is_empty() { "" } else { PARTED });
    place.push_str(name.trim_end_matches([':', '：']));
}

/// Every name of a column of a property table.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    property_table::names()
}

/// A name, cut where it is too long to be one: many values may repeat it.
pub fn cut(name: &str) -> &str {
    if name.len() <= LONGEST {
        return name;
    }
    let end = (0..=LONGEST).rev().find(|end| name.is_char_boundary(*end)).unwrap_or(0);
    &name[..end]
}
