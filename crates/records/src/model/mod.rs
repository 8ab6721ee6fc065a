//! The records of integrations, systems and changes as plain values. Names of systems and people are plain text;
//! resolving them to notes requires the whole vault.

mod change;
pub(crate) mod extracted;
mod integration;
mod mapping;
mod terminology;
mod unread;

pub use change::{ChangeEntry, ChangeLog, ChangeSource, DeclaredFormat, Malformed, Moment, Precision, Verb};
pub use integration::{
    Checklist, CodeBlock, Counts, Group, Integration, Origin, Participation, Recognition, RecordField, Records,
    RelatedDocument, Responsibility, Role, Shape, System,
};
pub use mapping::{Flow, Mapping, MappingLevel, SourceKind};
pub use terminology::{DateOrder, Terminology};
pub use unread::{Unread, UnreadKind};

pub use crate::model::extracted::{Extracted, State};
