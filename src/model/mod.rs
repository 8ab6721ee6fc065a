//! The nouns: what a vault, a note, a link and a change entry are, as plain values.
//! Knows nothing of files, of Markdown's syntax, of the index or of the terminal.

mod change;
mod integration;
pub mod json;
mod link;
mod listing;
mod mapping;
mod note;
mod path;
mod span;
pub mod text;
mod wording;

pub use change::{ChangeEntry, ChangeLog, ChangeSource, DeclaredFormat, Malformed, Moment, Precision, Verb};
pub use integration::{
    Checklist, CodeBlock, Counts, Group, Integration, Participation, Recognition, RecordField, Records,
    RelatedDocument, Responsibility, Role, Shape, State, Stated, System,
};
pub use link::{Extras, Link, LinkKind};
pub use listing::{Change, FileKind, Listing, Purpose, Stamp};
pub use mapping::{Flow, Mapping, MappingLevel, SourceKind};
pub use note::{
    Block, BlockId, BlockKind, Field, Heading, Hidden, HiddenKind, ListItem, Note, Problem, Property, Tag, Value,
};
pub use path::VaultPath;
pub use span::{LineIndex, Span};
pub use wording::{DateOrder, Wording};
