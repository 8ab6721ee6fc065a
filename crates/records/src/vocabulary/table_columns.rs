//! Names of columns of the tables that are recognized by their header: tests, failures, metrics, alerts, data classes
//! and contacts. In canonical form.

use super::fields;

/// The columns of one kind of table.
pub(crate) struct TableColumns {
    /// Columns that name a row. A table of this kind has at least one of them.
    pub label: &'static [&'static str],
    /// Further columns. A table of this kind has at least one of them too.
    pub beside: &'static [&'static str],
    /// Names of columns by the name of the value that they hold. Other columns keep their names.
    pub values: &'static [(&'static str, &'static [&'static str])],
}

impl TableColumns {
    /// Returns the name of the value that a column holds; `None` if the column keeps its own name.
    pub fn value(&self, name: &str) -> Option<&'static str> {
        self.values.iter().find(|(_, names)| names.contains(&name)).map(|(value, _)| *value)
    }
}

/// Test cases.
pub(crate) const TESTS: TableColumns = TableColumns {
    label: &["test case", "test", "test scenario", "scenario"],
    beside: &["expected result", "expected", "expected outcome"],
    values: &[
        ("case", &["test case", "test", "test scenario", "scenario"]),
        ("expected", &["expected result", "expected", "expected outcome"]),
    ],
};

/// Failure modes.
pub(crate) const FAILURES: TableColumns = TableColumns {
    label: &[
        "error type",
        "error",
        "failure",
        "failure type",
        "failure mode",
        "failure scenario",
        "error scenario",
        "scenario",
        "exception",
        "fault",
        "problem",
        "issue",
    ],
    beside: &[
        "action",
        "retry logic",
        "retry",
        "notification",
        "impact",
        "recovery",
        "detection",
        "handling",
        "response",
        "cause",
        "mitigation",
        "solution",
        "resolution",
    ],
    values: fields::FAILURE,
};

/// Metrics.
pub(crate) const METRICS: TableColumns = TableColumns {
    label: &["metric", "kpi", "measure", "indicator"],
    beside: &["target", "current", "trend", "actual", "baseline"],
    values: &[("name", &["metric", "kpi", "measure", "indicator"]), ("current", &["current", "actual"])],
};

/// Alerts.
pub(crate) const ALERTS: TableColumns = TableColumns {
    label: &["condition", "alert", "alert condition"],
    beside: &["threshold", "severity", "recipients"],
    values: &[
        ("condition", &["condition", "alert", "alert condition"]),
        ("recipients", &["recipients", "recipient", "notify"]),
    ],
};

/// Classifications of data elements.
pub(crate) const DATA_CLASSES: TableColumns = TableColumns {
    label: &["data element", "element", "data", "field"],
    beside: &["classification", "sensitivity"],
    values: &[
        ("element", &["data element", "element", "data", "field"]),
        ("classification", &["classification", "sensitivity"]),
        ("handling", HANDLING),
    ],
};

/// Columns for the handling of a data class.
const HANDLING: &[&str] = &["handling requirements", "handling"];

/// Columns that occur only in tables of people.
pub(crate) const CONTACTS: &[&str] = &["email", "e mail", "phone", "contact"];

/// Columns of tables of people that hold the role.
pub(crate) const CONTACT_ROLES: &[&str] = &["role", "responsibility", "function"];

/// Columns of tables of people that hold the name.
pub(crate) const CONTACT_NAMES: &[&str] = &["name", "person", "who", "contact", "team"];

/// Columns of tables of systems that hold the side.
pub(crate) const SYSTEM_SIDES: &[&str] = &["role", "side", "system role"];

/// Columns of connection tables that hold the source, as in `Property | Source | Target`.
pub(crate) const CONNECTION_SOURCES: &[&str] = &["source", "source system"];

/// Columns of connection tables that hold the target.
pub(crate) const CONNECTION_TARGETS: &[&str] = &["target", "target system", "destination"];

/// Columns, one of which makes a table with two sides a table of flows.
pub(crate) const FLOW_COLUMNS: &[&str] =
    &["flow", "flow name", "data", "payload", "frequency", "protocol", "data format", "mechanism"];

/// Columns, one of which does so if the sides have more specific names than `From` and `To`.
pub(crate) const FLOW_COLUMNS_BESIDE_SIDES: &[&str] = &["method", "schedule"];

/// Columns of change tables that hold the date.
pub(crate) const CHANGE_DATES: &[&str] = &["date", "when"];

/// Columns, one of which makes a table with dates a change table.
pub(crate) const CHANGE_COLUMNS: &[&str] = &["changes", "change", "version", "event", "mod", "author", "description"];

/// Returns every name of a column by which tables are recognized.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    let kinds = [TESTS, FAILURES, METRICS, ALERTS, DATA_CLASSES].into_iter();
    let kinds = kinds.flat_map(|kind| kind.label.iter().chain(kind.beside).copied());
    kinds.chain(HANDLING.iter().chain(CONTACTS).copied())
}
