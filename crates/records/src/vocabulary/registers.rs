//! Names of columns of registers, in canonical form.

use compact_str::CompactString;

/// Columns that name a row.
pub(crate) const NAMES: &[&str] =
    &["integration", "integration name", "connector", "interface", "interface name", "name", "system"];

/// Columns that occur in registers (docs/spec/integrations.md#lists-of-integrations).
pub(crate) const COLUMNS: &[&str] = &[
    "owner",
    "status",
    "direction",
    "frequency",
    "protocol",
    "method",
    "integration pattern",
    "integration type",
    "pattern",
    "type",
    "source system",
    "target system",
    "source",
    "target",
    "purpose",
];

/// First cells of total rows.
pub(crate) const TOTAL_LABELS: &[&str] = &["count", "grand total", "sum", "summe", "subtotal", "total", "totals"];

/// Headers of a column that numbers the rows, as written.
pub(crate) const NUMBER_HEADERS: &[&str] = &["#", "No", "No.", "Nr", "Nr."];

/// Returns every name of a column of a register.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    NAMES.iter().chain(COLUMNS).copied()
}

/// Columns that occur only in tables of integrations. Lists of projects or people have an owner and a status too.
pub(crate) const DISTINCTIVE: &[&str] = &[
    "integration",
    "integration name",
    "connector",
    "interface",
    "interface name",
    "direction",
    "protocol",
    "integration pattern",
    "integration type",
    "source system",
    "target system",
];

/// Whether a table with these columns is a register. `is_titled` if the title or the file name of the note says so.
pub(crate) fn is_register_header(names: &[CompactString], is_titled: bool) -> bool {
    let count = |of: &[&str]| names.iter().filter(|name| of.contains(&name.as_str())).count();
    count(NAMES) > 0 && count(COLUMNS) >= 3 && (is_titled || count(DISTINCTIVE) > 0)
}
