//! Names of columns of property tables, in canonical form.

/// Pairs of columns that make a table a property table; only a remark may follow
/// (docs/spec/integrations.md#property-tables).
pub(crate) const HEADERS: &[(&str, &[&str])] = &[
    ("property", &["value", "details"]),
    ("field", &["value"]),
    ("attribute", &["value", "specification", "details"]),
    ("parameter", &["value"]),
    ("item", &["value", "details"]),
    ("key", &["value"]),
    ("", &[""]),
];

/// Names of a second column that explains the first one, so that the table is a list of fields or words.
pub(crate) const EXPLANATIONS: &[&str] = &[
    "description",
    "meaning",
    "explanation",
    "definition",
    "type",
    "data type",
    "purpose",
    "mandatory",
    "required",
    "example",
    "notes",
    "target",
    "target field",
    "target system",
    "to",
    "comment",
];

/// Names of a further column that a property table may have.
pub(crate) const REMARKS: &[&str] =
    &["notes", "note", "comment", "comments", "remarks", "remark", "description", "source"];

/// Names of a first column that numbers the rows (docs/spec/integrations.md#property-tables). In most tables it is
/// empty.
pub(crate) const NUMBERS: &[&str] = &["", "no", "nr"];

/// Returns every name of a column of a property table.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    HEADERS.iter().flat_map(|(key, values)| std::iter::once(*key).chain(values.iter().copied()))
}
