//! From a parsed note to what it says of integrations, systems and changes. Pure and total; knows nothing of files, of
//! other notes or of the index.

pub mod changelog;
pub mod document;
mod extraction;
pub mod integrations;
pub mod model;
pub mod normalize;
pub mod placeholder;
pub mod vocabulary;

pub use changelog::{changes, changes_of_changelog, is_changelog_name, recognise};
pub use document::source::Page;
pub use extraction::{Extraction, extract};
pub use integrations::declared_id::id;
pub use integrations::mapping::embeds::{Embed, mapping_embeds};
pub use integrations::{may_be_several, records, shelf, split_systems};
pub use model::{
    ChangeEntry, ChangeLog, ChangeSource, Checklist, CodeBlock, Counts, DateOrder, DeclaredFormat, Flow, Group,
    Integration, Malformed, Mapping, MappingLevel, Moment, Participation, Precision, Recognition, RecordField, Records,
    RelatedDocument, Responsibility, Role, Shape, SourceKind, State, Stated, System, Verb, Wording,
};
pub use placeholder::vault_templates::Lexicon;
pub use vocabulary::synonyms::{Words, unknown_meanings};
