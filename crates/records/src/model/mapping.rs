//! What flows in an integration from where to where, and which field becomes which.

use compact_str::CompactString;
use serde::{Deserialize, Serialize};
use vaultdex_notes::Span;

use super::{State, Stated};

/// Data on its way.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flow {
    /// What it is called.
    pub name: Option<Stated>,
    /// Where from.
    pub from: Option<Stated>,
    /// Where to.
    pub to: Option<Stated>,
    /// The rest: `data`, `method`, `format`, `frequency`, `direction`, `protocol`, …
    pub details: Vec<(CompactString, Stated)>,
    /// Where it begins.
    pub span: Span,
}

/// One row of a mapping, one source a time: `a + b` is two with one span.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapping {
    /// Whether whole entities are mapped or single fields.
    pub level: MappingLevel,
    /// The source as written without marks, `Account.Name`; `None` where the value does not come from a source.
    pub source: Option<CompactString>,
    /// What stands on the source side.
    pub source_kind: SourceKind,
    /// The target as written without marks.
    pub target: Option<CompactString>,
    /// The source's entity, where a dot, a heading or a column names it.
    pub source_entity: Option<CompactString>,
    /// The target's entity.
    pub target_entity: Option<CompactString>,
    /// The data type.
    pub data_type: Option<CompactString>,
    /// How the value is made.
    pub rule: Option<CompactString>,
    /// What stands in where the source has nothing.
    pub default: Option<CompactString>,
    /// Whether it must be there; `None` where the note does not say, or not in words that are known.
    pub mandatory: Option<bool>,
    /// Remarks.
    pub notes: Option<CompactString>,
    /// Which way it goes where a note has both: `false` from source to target.
    pub is_reverse: bool,
    /// The note that it stands in where that is another one, which this one embeds: its path.
    pub embedded_from: Option<String>,
    /// Whether the row is filled in or still the template's.
    pub state: State,
    /// The headings that it stands under.
    pub place: String,
    /// The row.
    pub span: Span,
}

/// What a mapping is between.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum MappingLevel {
    Entity,
    Field,
}

/// What stands on the source side of a mapping.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum SourceKind {
    Field,
    /// `*generated*`
    Generated,
    /// `constant "X"`
    Constant,
    /// Nothing.
    None,
}
