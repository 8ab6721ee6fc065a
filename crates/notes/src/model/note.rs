//! Parsed notes: the elements of a note, each with its span.

use serde::{Deserialize, Serialize};

use super::{Link, Span};

/// A parsed note or canvas. Its text is not part of it; spans refer to the text that was parsed.
///
/// The fields up to [`problems`](Note::problems) describe what Obsidian knows of a note and are enough to resolve
/// links. The remaining fields describe the structure of the text, for tools that go on reading it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Note {
    /// The frontmatter `title`, or else the first level-1 heading; `None` if there is neither.
    pub title: Option<String>,
    /// The frontmatter `aliases`, trimmed, in order.
    pub aliases: Vec<String>,
    /// Internal links and embeds, in order of their position.
    pub links: Vec<Link>,
    /// Root-level headings, in order. Headings in quotes and list items do not count.
    pub headings: Vec<Heading>,
    /// Every occurrence of a tag, in order: those of the frontmatter, then those of the text.
    pub tags: Vec<Tag>,
    /// Top-level properties of the frontmatter, in order.
    pub properties: Vec<Property>,
    /// The list items that are tasks, in order.
    pub tasks: Vec<ListItem>,
    /// Block identifiers (`^id`), in order.
    pub block_ids: Vec<BlockId>,
    /// Labels of footnote definitions, lower-cased.
    pub footnotes: Vec<String>,
    /// Dataview inline fields, in order.
    pub fields: Vec<Field>,
    /// Malformed parts of the note, in order. Nothing else is lost to them.
    pub problems: Vec<Problem>,

    /// Root-level blocks, in order. Every line of prose belongs to one.
    pub blocks: Vec<Block>,
    /// All list items, in order, including tasks.
    pub list_items: Vec<ListItem>,
    /// Code, math, HTML and comments, in order, without overlaps.
    pub non_prose: Vec<NonProse>,
    /// The frontmatter with both `---` fences, whether or not it is valid YAML.
    pub frontmatter: Option<Span>,
}

/// A root-level heading of a note.
///
/// ```text
/// ## Error *handling* ##
/// ^^^^^^^^^^^^^^^^^^^^^^ span
///    ^^^^^^^^^^^^^^^^ text
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heading {
    /// The level, 1 to 6.
    pub level: u8,
    /// The source text of the heading, with its Markdown, without the leading and closing `#`s.
    pub text: String,
    /// The whole heading; for a setext heading including the underline.
    pub span: Span,
}

/// One occurrence of a tag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tag {
    /// The tag with its `#`, in its original letter case: `#work/Alpha`.
    pub name: String,
    /// The tag with its `#`; in the frontmatter, the list item or value.
    pub span: Span,
    /// Whether the tag is in the frontmatter.
    pub in_frontmatter: bool,
}

/// A top-level property of the frontmatter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Property {
    /// The name, as written.
    pub name: String,
    /// The value as Obsidian reads it (YAML 1.2: `yes` is text, and so are dates).
    pub value: Value,
    /// From the name to the end of its line.
    pub span: Span,
}

/// The value of a property.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Value {
    /// An empty value, `null` or `~`.
    Null,
    /// `true` or `false`, and no other word.
    Bool(bool),
    /// An integer that fits 64 bits.
    Int(i64),
    /// Any other number.
    Float(f64),
    /// Text, including dates.
    Text(String),
    /// A list.
    List(Vec<Value>),
    /// A nested mapping, in source order.
    Map(Vec<(String, Value)>),
}

/// A list item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListItem {
    /// The item from its marker on, without nested lists.
    pub span: Span,
    /// For a task, the character between the brackets (a space if it is open); `None` for any other item.
    pub task: Option<char>,
    /// The first line of the item after marker and checkbox, as written.
    pub text: String,
    /// The line (from 1) of the parent item. For a top-level item, the line of the first item of its list, negated. For
    /// a task in a canvas, -1.
    pub parent: i64,
}

/// A block identifier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlockId {
    /// The identifier without `^`, lower-cased.
    pub id: String,
    /// The block that it identifies.
    pub span: Span,
}

/// A Dataview inline field, `key:: value`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// The key, without the formatting around it.
    pub key: String,
    /// The value as written, trimmed.
    pub value: String,
    /// Key and value, including the brackets of `[key:: value]`.
    pub span: Span,
}

/// A malformed part of a note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The malformed part, or the line where it begins; the default if the file as a whole is meant.
    pub span: Span,
    /// What kind of part it is.
    pub kind: ProblemKind,
    /// What is wrong: one sentence, in lower case, without a full stop.
    pub message: String,
}

/// The kind of a [`Problem`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ProblemKind {
    /// The frontmatter is not a list of properties in YAML. The note has no properties.
    Frontmatter,
    /// The canvas is not valid JSON. It has no cards.
    Canvas,
    /// A comment, formula or code block has no end. It extends to the end of the note, as in Obsidian.
    Unclosed,
    /// Bytes of the file were not text. For callers that read files; parsing does not create it.
    Encoding,
    /// The file was not read to its end. For callers that read files; parsing does not create it.
    Truncated,
}

impl ProblemKind {
    /// Whether part of what the author wrote is unknown because of the problem.
    pub fn loses_content(self) -> bool {
        self != ProblemKind::Unclosed
    }
}

/// The kind of a root-level block, named as Obsidian names its section types.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum BlockKind {
    /// The frontmatter.
    Yaml,
    /// An ATX or setext heading.
    Heading,
    /// A paragraph.
    Paragraph,
    /// A bulleted or numbered list.
    List,
    /// A fenced or indented code block.
    Code,
    /// A block quote that is not a callout.
    Blockquote,
    /// A block quote whose first line begins with `[!type]`.
    Callout,
    /// A `%%` comment that begins a line.
    Comment,
    /// An HTML block.
    Html,
    /// A table.
    Table,
    /// A `$$` formula.
    Math,
    /// `***`, `---` or `___`.
    ThematicBreak,
    /// `[^label]: text`
    FootnoteDefinition,
    /// A link reference definition, `[label]: destination`.
    Definition,
}

/// A root-level block of a note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// The kind of the block.
    pub kind: BlockKind,
    /// The block, without its final line break.
    pub span: Span,
}

/// The kind of a [`NonProse`] range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NonProseKind {
    /// A code block or code span.
    Code,
    /// `$…$` or `$$…$$`.
    Math,
    /// An HTML block or tag.
    Html,
    /// `%% … %%`. Links and tags in a comment count nevertheless.
    Comment,
}

/// A range of text that is not prose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NonProse {
    /// The range, including its delimiters.
    pub span: Span,
    /// Whether it is code, math, HTML or a comment.
    pub kind: NonProseKind,
    /// For a fenced code block, the first word of the info string, as written; otherwise empty.
    pub language: String,
}
