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

/// Columns with their names. Further names of the two sides are composed, see [`column_by_name`]. If several have the same name, the first one wins.
#[rustfmt::skip]
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
    (Column::Type, &[
        "data type", "type", "format", "target type", "datatype", "target data type", "target datatype", "field type",
        "column type", "target format",
    ]),
    (Column::Rule, &[
        "transformation", "transformation rule", "transform", "logic", "mapping rule", "transformation logic",
        "transformation logic formula", "transform default logic", "rule", "transformation rules", "mapping logic",
        "transformations", "transform rule", "transformation notes", "rules", "business rule", "business rules",
        "mapping rules", "conversion", "conversion rule", "conversion logic", "derivation", "derivation rule",
        "formula", "expression", "calculation", "processing rule", "mapping", "transformation function",
    ]),
    (Column::Default, &["default", "default value", "fallback value", "default if empty"]),
    (Column::Mandatory, &[
        "mandatory", "required", "m o c", "m o", "o m", "req", "reqd", "mand", "mandatory optional",
        "optional mandatory", "required optional", "is required", "is mandatory", "mandatory y n", "required y n",
        "m c o", "obligatory", "compulsory", "r o",
    ]),
    (Column::Nullable, &[
        "nullable", "optional", "is nullable", "is optional", "allow null", "allows null", "null allowed",
        "nulls allowed", "nullable y n", "optional y n",
    ]),
    (Column::Notes, &[
        "notes", "note", "comment", "comments", "business purpose", "description", "remarks", "remark",
        "notes comments", "comments notes", "explanation",
    ]),
];

/// Suffixes of columns that identify the side by the name of a system: `Salesforce Field`, `Snowflake Column`.
pub(crate) const FIELD_WORDS: &[&str] =
    &[" field", " column", " attribute", " property", " fields", " element", " segment", " attr"];

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

/// Words for the sides in names such as `sender segment` and `target xml path`.
#[rustfmt::skip]
const SIDES: &[(bool, &[&str])] = &[
    (true, &["source", "src", "from", "sender", "sending", "origin", "upstream", "input", "incoming", "inbound"]),
    (
        false,
        &[
            "target", "tgt", "trg", "to", "destination", "dest", "dst", "receiver", "receiving", "sink", "downstream",
            "output", "outgoing", "outbound",
        ],
    ),
];

/// Words for what is mapped, in the formats of the trade.
#[rustfmt::skip]
const FIELDS: &[&str] = &[
    "field", "fields", "column", "attribute", "attr", "property", "element", "path", "xpath", "tag", "segment", "node",
    "key", "parameter", "param", "variable", "header", "field name", "column name", "attribute name", "property name",
    "element name", "element path", "field path", "json path", "data element", "api field", "db column", "api name",
];

/// Words for what fields belong to.
#[rustfmt::skip]
const ENTITIES: &[&str] = &[
    "entity", "table", "object", "record", "structure", "collection", "view", "class", "model", "sheet", "table name",
    "object name", "entity name", "object type", "entity type", "record type",
];

/// Words between the side and what is mapped.
const BETWEEN: &[&str] = &["system", "application", "api", "json", "xml", "db", "database", "message", "sap"];

/// Returns the meaning of a column.
pub(crate) fn column_by_name(name: &str) -> Column {
    static BY_NAME: LazyLock<Names<Column>> = LazyLock::new(|| by_name(COLUMNS));
    BY_NAME.get(name).copied().or_else(|| composed(name)).unwrap_or(Column::Unknown)
}

/// Returns the meaning of a column whose name consists of a side and a word for what is mapped: `sender segment`,
/// `target json path`.
fn composed(name: &str) -> Option<Column> {
    let (side, rest) = name.split_once(' ')?;
    let is_source = SIDES.iter().find(|(_, words)| words.contains(&side)).map(|(is_source, _)| *is_source)?;
    let rest = match rest.split_once(' ') {
        Some((between, rest)) if BETWEEN.contains(&between) => rest,
        _ => rest,
    };
    match (is_source, FIELDS.contains(&rest), ENTITIES.contains(&rest)) {
        (true, true, _) => Some(Column::Source),
        (false, true, _) => Some(Column::Target),
        (true, _, true) => Some(Column::SourceEntity),
        (false, _, true) => Some(Column::TargetEntity),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::canonical_name::canonical_name;

    #[test]
    fn a_header_says_what_its_column_holds() {
        let check = |written: &str, expected: Column| {
            assert_eq!(column_by_name(&canonical_name(written)), expected, "{written:?}");
        };
        for (source, target) in [
            ("Source Field", "Target Field"),
            ("Source Element", "Target Path"),
            ("Sender Segment", "Receiver Segment"),
            ("Source XPath", "Destination JSON Path"),
            ("Input Parameter", "Output Parameter"),
            ("Src Column Name", "Tgt Column Name"),
            ("Source System Field", "Target API Field"),
            ("From Tag", "To Tag"),
            ("Source Key", "Dest Key"),
        ] {
            check(source, Column::Source);
            check(target, Column::Target);
        }
        check("Source Table Name", Column::SourceEntity);
        check("Target Collection", Column::TargetEntity);
        for mandatory in ["Mandatory?", "Req.", "M/O/C", "M/O", "Mandatory (Y/N)", "Required?", "Mandatory/Optional"] {
            check(mandatory, Column::Mandatory);
        }
        check("Optional?", Column::Nullable);
        check("Allows NULL", Column::Nullable);
        check("Conversion", Column::Rule);
        check("Business Rule(s)", Column::Rule);
        check("Remark", Column::Notes);
        check("Default value", Column::Default);
        check("Target Data Type", Column::Type);
        for unknown in ["Source Value", "Source System", "Cardinality", "Element", "Input", "Source of Truth", ""] {
            check(unknown, Column::Unknown);
        }
    }
}
