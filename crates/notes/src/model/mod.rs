//! The nouns: what a vault's files, a note and a link are, as plain values.
//! Knows nothing of files on disk, of Markdown's syntax, of an index or of a terminal.

mod file_kind;
pub mod json_string;
mod link;
mod note;
mod path;
mod span;
pub mod text;

pub use file_kind::FileKind;
pub use link::{Extras, Link, LinkKind};
pub use note::{
    Block, BlockId, BlockKind, Field, Heading, Hidden, HiddenKind, ListItem, Note, Problem, Property, Tag, Value,
};
pub use path::VaultPath;
pub use span::{LineIndex, Span};
