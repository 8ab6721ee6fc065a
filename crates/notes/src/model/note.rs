//! A note as parsed: everything that its text says, each thing with its place.

use serde::{Deserialize, Serialize};

use super::{Link, Span};

/// What one note, canvas or base says. The note's text itself is not part of it.
///
/// Fields under *facts* are kept in the index; fields under *structure* exist only where the note was just parsed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Note {
    // Facts.
    /// Frontmatter `title`, else the first level-1 heading; `None` where there is neither.
    pub title: Option<String>,
    /// Frontmatter `aliases`, trimmed, in order.
    pub aliases: Vec<String>,
    /// Internal links and embeds, in document order (those of the frontmatter first).
    pub links: Vec<Link>,
    /// Headings at the root of the note, in order.
    pub headings: Vec<Heading>,
    /// Tags of the frontmatter, then those of the text, in order; a tag that occurs twice stands twice.
    pub tags: Vec<Tag>,
    /// Top-level properties of the frontmatter, in order.
    pub properties: Vec<Property>,
    /// List items that are tasks, in order.
    pub tasks: Vec<ListItem>,
    /// Block ids (`^id`), in order.
    pub block_ids: Vec<BlockId>,
    /// Ids of footnotes that are defined, lower-cased.
    pub footnotes: Vec<String>,
    /// Dataview fields of the body, in order.
    pub fields: Vec<Field>,
    /// What is malformed: it costs nothing but itself.
    pub problems: Vec<Problem>,

    // Structure.
    /// The root-level blocks, in order, without gaps in meaning: every line of prose belongs to one.
    pub blocks: Vec<Block>,
    /// Every list item, in order, tasks included.
    pub list_items: Vec<ListItem>,
    /// Where text is not prose: code, math, HTML and comments, in order, not overlapping.
    pub hidden: Vec<Hidden>,
    /// The frontmatter with both of its fences, where there is one (valid YAML or not).
    pub frontmatter: Option<Span>,
}

/// A heading at the root of a note.
///
/// ```text
/// ## Error *handling* ##
/// ^^^^^^^^^^^^^^^^^^^^^^ span
///    ^^^^^^^^^^^^^^^^ text
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// The heading's source text, Markdown kept, closing `#` dropped.
    pub text: String,
    /// The heading's lines.
    pub span: Span,
}

/// One occurrence of a tag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tag {
    /// The tag with its `#`, cased as written: `#work/Alpha`.
    pub name: String,
    /// The tag with its `#` in the text; the item in the frontmatter.
    pub span: Span,
    /// Whether it stands in the frontmatter.
    pub in_frontmatter: bool,
}

/// A top-level property of the frontmatter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Property {
    /// The name as written.
    pub name: String,
    /// Its value as Obsidian reads it (YAML 1.2: `yes` is text, dates are text).
    pub value: Value,
    /// From the name to the end of its line.
    pub span: Span,
}

/// The value of a property.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Value {
    /// `key:` or `key: null`
    Null,
    /// `true` and `false`, no other word
    Bool(bool),
    /// A whole number that fits.
    Int(i64),
    /// Any other number.
    Float(f64),
    /// Text; dates too.
    Text(String),
    /// A list.
    List(Vec<Value>),
    /// A nested mapping, in order.
    Map(Vec<(String, Value)>),
}

/// One item of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListItem {
    /// The item from its marker on, nested items not included.
    pub span: Span,
    /// The character in the brackets of a task (a blank for an open one); `None` for a plain item.
    pub task: Option<char>,
    /// The item's first line behind marker and checkbox, as written.
    pub text: String,
    /// The line (from 1) of the item it is nested in; for an outermost item the negative line of its list's first item.
    pub parent: i64,
}

/// A named block.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlockId {
    /// The id without `^`, lower-cased.
    pub id: String,
    /// The block that it names.
    pub span: Span,
}

/// A Dataview inline field, `key:: value`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// The key as written, without formatting.
    pub key: String,
    /// The value as written, trimmed.
    pub value: String,
    /// Key and value, with the brackets of `[key:: value]`.
    pub span: Span,
}

/// Something malformed, with a place and what it costs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// Where it stands.
    pub span: Span,
    /// One sentence, lower case, no full stop.
    pub message: String,
}

/// What kind of thing a root-level block is; the words of Obsidian's own section types.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs)]
pub enum BlockKind {
    Yaml,
    Heading,
    Paragraph,
    List,
    Code,
    Blockquote,
    Callout,
    Comment,
    Html,
    Table,
    Math,
    ThematicBreak,
    FootnoteDefinition,
    Definition,
}

/// A root-level block of a note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Its text, without the line break behind it.
    pub span: Span,
}

/// Why a stretch of text is not prose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HiddenKind {
    /// A code block or code span.
    Code,
    /// `$…$` or `$$…$$`
    Math,
    /// An HTML block or tag.
    Html,
    /// `%% … %%`; its links and tags count all the same.
    Comment,
}

/// A stretch of text that is not prose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hidden {
    /// Where it stands, its delimiters included.
    pub span: Span,
    /// Why it is not prose.
    pub kind: HiddenKind,
    /// For a fenced code block: its first info word, as written; else empty.
    pub language: String,
}
