//! Names of columns of mapping tables, in canonical form.

use std::sync::LazyLock;

use crate::vocabulary::lookup::{Names, by_name};

/// The meaning of a column of a mapping table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Column {
    Source,
    Target,
    SourceEntity,
    TargetEntity,
    Type,
    Rule,
    Default,
    Mandatory,
    Nullable,
    Notes,
    Unknown,
}

/// Columns with their names. If several have the same name, the first one wins.
pub(crate) const COLUMNS: &[(Column, &[&str])] = &[
    (
        Column::Source,
        &[
            "source field",
            "source",
            "from",
            "src",
            "source column",
            "source attribute",
            "source property",
            "source fields",
        ],
    ),
    (
        Column::Target,
        &[
            "target field",
            "target",
            "to",
            "destination",
            "dest",
            "sink",
            "target column",
            "target attribute",
            "target property",
            "destination field",
            "destination column",
            "destination attribute",
            "sink field",
            "target fields",
        ],
    ),
    (Column::SourceEntity, &["source entity", "source table", "source object", "source record"]),
    (
        Column::TargetEntity,
        &["target entity", "target table", "target object", "destination entity", "destination table", "target record"],
    ),
    (Column::Type, &["data type", "type", "format", "target type", "datatype"]),
    (
        Column::Rule,
        &[
            "transformation",
            "transformation rule",
            "transform",
            "logic",
            "mapping rule",
            "transformation logic",
            "transformation logic formula",
            "transform default logic",
            "rule",
            "transformation rules",
            "mapping logic",
        ],
    ),
    (Column::Default, &["default", "default value"]),
    (Column::Mandatory, &["mandatory", "required"]),
    (Column::Nullable, &["nullable", "optional"]),
    (Column::Notes, &["notes", "note", "comment", "comments", "business purpose", "description", "remarks"]),
];

/// Suffixes of columns that identify the side by the name of a system: `Salesforce Field`, `Snowflake Column`.
pub(crate) const FIELD_WORDS: &[&str] = &[" field", " column", " attribute", " property", " fields"];

pub(crate) const ENTITY_WORDS: &[&str] = &[" entity", " table", " object"];

/// Columns that state only the side.
pub(crate) const BARE: &[&str] = &["source", "target", "from", "to", "destination", "source system", "target system"];

/// First columns of tables that describe two sides but map nothing: `Property | Source | Target`.
pub(crate) const SIDE_LABELS: &[&str] = &["property", "attribute", "parameter", "setting", "aspect"];

/// Words in a heading or a file name below which mappings are expected.
pub(crate) const HEADING_WORDS: &[&str] = &["mapping", "mappings", "transformations", "fields", "columns"];

/// Returns every name of a column.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    COLUMNS.iter().flat_map(|(_, names)| names.iter().copied())
}

pub(crate) fn column_by_name(name: &str) -> Column {
    static BY_NAME: LazyLock<Names<Column>> = LazyLock::new(|| by_name(COLUMNS));
    BY_NAME.get(name).copied().unwrap_or(Column::Unknown)
}
