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

    /// Returns the names of the values that columns with these names hold; `None` for a column that keeps its own name.
    /// Of two columns with one meaning, such as recovery and mitigation, the second keeps its own name. Where only a
    /// code names the rows, their description does: `Error Code | Description | Action`.
    pub fn value_names(&self, names: &[&str]) -> Vec<Option<&'static str>> {
        let mut found: Vec<Option<&'static str>> = Vec::with_capacity(names.len());
        for name in names {
            found.push(self.value(name).filter(|value| !found.contains(&Some(value))));
        }
        let has = |value: &str| found.contains(&Some(value));
        if has("code") && !has("name") {
            let described = names.iter().zip(&mut found).find(|(name, _)| DESCRIPTIONS.contains(name));
            if let Some((_, value)) = described {
                *value = Some("name");
            }
        }
        found
    }
}

/// Columns that describe the row of a table whose rows have only a code, the most descriptive first.
const DESCRIPTIONS: &[&str] = &["description", "meaning", "cause", "reason"];

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
#[rustfmt::skip]
pub(crate) const FAILURES: TableColumns = TableColumns {
    label: &[
        "error type", "error", "failure", "failure type", "failure mode", "failure scenario", "error scenario",
        "scenario", "exception", "exception type", "fault", "problem", "issue", "symptom", "symptoms", "error code",
        "error message", "error condition", "failure condition", "error case", "failure case", "failure point",
        "http status", "http status code", "http code", "response code", "code", "condition", "situation", "case",
        "what happens", "what can go wrong", "what goes wrong", "what fails",
    ],
    beside: &[
        "action", "actions", "retry logic", "retry", "notification", "impact", "recovery", "detection", "handling",
        "response", "cause", "possible cause", "probable cause", "likely cause", "root cause", "mitigation", "solution",
        "resolution", "fix", "workaround", "what to do", "handling strategy", "recovery strategy", "recovery action",
        "corrective action", "recommended action", "required action", "action required", "behaviour", "behavior",
        "system behaviour", "system behavior", "reaction", "fallback", "remedy", "remediation", "how to fix",
        "how to resolve", "error handling", "system response", "retry strategy", "retry policy", "how it is handled",
        "how handled", "what is done", "what we do", "how it is noticed",
    ],
    values: fields::FAILURE,
};

/// Labels of failures that tables of rules and codes have too. A table with no other label is one of failures only
/// below a heading about failures: `Condition | Action` may be a rule of routing.
pub(crate) const WEAK_FAILURES: &[&str] = &["condition", "situation", "case", "code", "what happens"];

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
pub(crate) const CONTACTS: &[&str] =
    &["email", "e mail", "phone", "contact", "email address", "contact details", "contact info", "slack channel"];

/// Columns of tables of people that hold the role.
pub(crate) const CONTACT_ROLES: &[&str] = &["role", "responsibility", "function"];

/// Columns of tables of people that hold the name.
pub(crate) const CONTACT_NAMES: &[&str] =
    &["name", "person", "who", "contact", "contact name", "contact person", "team"];

/// Columns of tables of systems that hold the side.
pub(crate) const SYSTEM_SIDES: &[&str] = &["role", "side", "system role"];

/// Columns of connection tables that hold the source, as in `Property | Source | Target`.
pub(crate) const CONNECTION_SOURCES: &[&str] = &["source", "source system", "source application", "sender"];

/// Columns of connection tables that hold the target.
pub(crate) const CONNECTION_TARGETS: &[&str] =
    &["target", "target system", "destination", "destination system", "target application", "receiver"];

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_failures_have_their_meaning() {
        let check = |names: &[&str], expected: &[&str]| {
            let found = FAILURES.value_names(names).into_iter().map(|it| it.unwrap_or("-"));
            assert_eq!(found.collect::<Vec<_>>(), expected, "{names:?}");
            assert!(names.iter().any(|it| FAILURES.label.contains(it)), "{names:?} has no label");
            assert!(names.iter().any(|it| FAILURES.beside.contains(it)), "{names:?} has nothing beside it");
        };
        check(&["error type", "description", "action"], &["name", "cause", "recovery"]);
        check(&["error code", "description", "action"], &["code", "name", "recovery"]);
        check(&["code", "meaning", "what to do"], &["code", "name", "recovery"]);
        check(&["code", "error", "meaning", "fix"], &["code", "name", "cause", "recovery"]);
        check(&["scenario", "http status", "handling strategy"], &["name", "code", "recovery"]);
        check(&["symptom", "cause", "fix"], &["name", "cause", "recovery"]);
        check(&["condition", "behaviour"], &["name", "recovery"]);
        check(&["case", "reaction"], &["name", "recovery"]);
        check(&["failure", "detection", "recovery", "mitigation"], &["name", "detection", "recovery", "-"]);
        check(&["issue", "workaround"], &["name", "recovery"]);
        check(&["error scenario", "severity", "how it is handled"], &["name", "-", "recovery"]);
        check(&["failure", "likelihood", "how it is noticed", "what is done"], &["name", "-", "detection", "recovery"]);
        check(&["exception", "response", "severity"], &["name", "recovery", "-"]);
    }
}
