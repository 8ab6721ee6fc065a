//! Data flows and mappings of an integration.

use compact_str::CompactString;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use vaultdex_notes::Span;

use super::{Extracted, State};

/// A data flow.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flow {
    /// The name of the flow.
    pub name: Option<Extracted>,
    /// The source.
    pub from: Option<Extracted>,
    /// The target.
    pub to: Option<Extracted>,
    /// Whether the ends are only those of the record, of which the flow states details.
    pub is_implied: bool,
    /// Further details: `data`, `method`, `format`, `frequency`, `direction`, `protocol`, …
    pub details: Vec<(CompactString, Extracted)>,
    /// The start of the flow.
    pub span: Span,
}

/// One row of a mapping with one source. A row with the sources `a + b` becomes two mappings with the same span.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapping {
    /// Whether entities or fields are mapped.
    pub level: MappingLevel,
    /// The source as written without marks, such as `Account.Name`; in SQL with the name of the table instead of its alias.
    /// `None` if the value has no source or it is not known.
    pub source: Option<CompactString>,
    /// The kind of the source.
    pub source_kind: SourceKind,
    /// The target as written without marks.
    pub target: Option<CompactString>,
    /// The entity of the source, if a dot, a heading or a column names it.
    pub source_entity: Option<CompactString>,
    /// The entity of the target.
    pub target_entity: Option<CompactString>,
    /// The data type.
    pub data_type: Option<CompactString>,
    /// The transformation rule.
    pub rule: Option<CompactString>,
    /// The default value for an absent source.
    pub default: Option<CompactString>,
    /// Whether the field is mandatory; `None` if this is not stated or not understood.
    pub mandatory: Option<bool>,
    /// Remarks.
    pub notes: Option<CompactString>,
    /// The field of a model between source and target, if the table has a column for it.
    pub via: Option<CompactString>,
    /// Whether the mapping goes from target to source, in a note that has both directions.
    pub is_reverse: bool,
    /// The path of the embedded note that contains the row, if it is not the note itself.
    pub embedded_from: Option<String>,
    /// Whether the row is filled in or a placeholder of the template.
    pub state: State,
    /// The headings above the row.
    pub place: String,
    /// The row.
    pub span: Span,
}

impl Mapping {
    /// Whether the row is filled in, and no longer that of the template.
    pub fn is_written(&self) -> bool {
        !matches!(self.state, State::Placeholder | State::Empty)
    }
}

/// What a mapping relates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum MappingLevel {
    Entity,
    Field,
}

/// The kind of the source of a mapping.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum SourceKind {
    Field,
    /// `*generated*`
    Generated,
    /// `constant "X"`
    Constant,
    /// No source.
    None,
}
