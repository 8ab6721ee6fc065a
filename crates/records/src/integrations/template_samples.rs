//! Examples in the templates that hold no placeholder. Unchanged, they are not values of the integration
//! (docs/spec/integrations.md#unchanged-template-text).

use crate::document::tables::Cell;

/// Example rows in tables of the templates.
const ROWS: &[&[&str]] = &[
    &["Connection timeout", "Retry", "3 attempts, 5 min intervals", "Email team"],
    &["Data validation failure", "Log and continue", "No retry", "Daily report"],
    &["Target system unavailable", "Queue for retry", "5 attempts, exponential backoff", "Alert on-call"],
    &["Processing failure", "1 failure", "High", "Team email"],
    &["High error rate", ">5%", "Medium", "Daily digest"],
    &["Performance degradation", ">2x normal time", "Medium", "Team Slack"],
    &["Data freshness", ">2 hours old", "High", "On-call alert"],
    &["Happy path", "Normal data flow", "Successful processing", "[Pass/Fail]"],
    &["Data validation", "Invalid data", "Proper error handling", "[Pass/Fail]"],
    &["Connection failure", "Network issues", "Retry and recovery", "[Pass/Fail]"],
    &["Large volume", "Peak load testing", "Performance within SLA", "[Pass/Fail]"],
    &["Critical failure", "15 minutes", "Manager + On-call", "1 hour"],
    &["Performance issue", "30 minutes", "Technical lead", "4 hours"],
    &["Data quality issue", "1 hour", "Data steward", "8 hours"],
];

/// Whether a row is an example, word for word.
pub(crate) fn is_sample_row(cells: &[Cell]) -> bool {
    ROWS.iter().any(|row| row.len() == cells.len() && row.iter().zip(cells).all(|(written, cell)| *written == cell.raw))
}

/// Example SQL of the specification template: expressions with their targets.
const SQL: &[(&str, &str)] = &[
    (
        "CASE WHEN source_status = 'A' THEN 'Active' WHEN source_status = 'I' THEN 'Inactive' ELSE 'Unknown' END",
        "target_status",
    ),
    ("DATE_FORMAT(source_date, '%Y-%m-%d')", "target_date"),
    ("UPPER(TRIM(source_name))", "target_name"),
];

/// Whether an expression is the example for its target. White space in it must be normalized to single spaces.
pub(crate) fn is_sample_sql(expression: &str, target: &str) -> bool {
    SQL.contains(&(expression, target))
}

/// Whether a base URL is the example.
pub(crate) fn is_sample_url(url: &str) -> bool {
    url == "https://api.example.com/v1"
}

/// Whether the keys and values of an endpoint are those of the example.
pub(crate) fn is_sample_endpoint<'a>(values: impl Iterator<Item = (&'a str, &'a str)>) -> bool {
    values.eq([("path", "/customers"), ("method", "GET"), ("rate_limit", "1000/hour"), ("pagination", "cursor")])
}
