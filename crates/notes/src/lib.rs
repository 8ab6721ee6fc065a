//! TODO

pub mod model;
pub mod parse;
pub mod resolve;

pub use model::{
    Block, BlockId, BlockKind, Extras, Field, FileKind, Heading, Hidden, HiddenKind, LineIndex, Link, LinkKind,
    ListItem, Note, Problem, Property, Span, Tag, Value, VaultPath, json_string, text,
};
