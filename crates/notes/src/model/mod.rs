//! Plain data types for paths, notes and links, and the rules by which spellings are compared.
//! Independent of the file system and of Markdown syntax.

mod file_kind;
pub mod json_string;
mod link;
mod note;
mod path;
mod span;
pub mod text;

pub use file_kind::FileKind;
pub use link::{Link, LinkExtras, LinkKind};
pub use note::{
    Block, BlockId, BlockKind, Field, Heading, ListItem, NonProse, NonProseKind, Note, Problem, ProblemKind, Property,
    Tag, Value,
};
pub use path::VaultPath;
pub(crate) use path::last_component;
pub use span::{LineIndex, Span};
