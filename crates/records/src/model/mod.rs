//! What notes say of integrations, systems and changes, as plain values. Names of systems and people are text here; which
//! notes they mean is decided with the whole vault.

mod change;
mod integration;
mod mapping;
mod terminology;

pub use change::{ChangeEntry, ChangeLog, ChangeSource, DeclaredFormat, Malformed, Moment, Precision, Verb};
pub use integration::{
    Checklist, CodeBlock, Counts, Group, Integration, Participation, Recognition, RecordField, Records,
    RelatedDocument, Responsibility, Role, Shape, State, Stated, System,
};
pub use mapping::{Flow, Mapping, MappingLevel, SourceKind};
pub use terminology::{DateOrder, Wording};
