//! SARIF 2.1.0, as GitHub's code scanning reads it
//! (<https://docs.github.com/en/code-security/reference/code-scanning/sarif-files/sarif-support>).

use serde_json::{Value, json};
use vaultdex_checks::{Rule, Severity};

use super::row::{FindingRow, Totals};
use crate::render::json::document_text;
use crate::render::paths::Paths;
use crate::render::uri;

/// Returns a log with one run.
pub fn sarif(rows: &[FindingRow], _: &Totals, paths: &Paths) -> String {
    let mut rules: Vec<&Rule> = rows.iter().map(|row| row.about).collect();
    rules.sort_by_key(|rule| rule.id);
    rules.dedup();
    let index = |row: &FindingRow| rules.iter().position(|rule| rule.id == row.rule);
    let results: Vec<Value> = rows.iter().map(|row| result(row, index(row), paths)).collect();
    document_text(&json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "vaultdex",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules.into_iter().map(descriptor).collect::<Vec<Value>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    }))
}

fn descriptor(rule: &Rule) -> Value {
    json!({
        "id": rule.id,
        "name": rule.name,
        "shortDescription": {"text": rule.about},
        "fullDescription": {"text": rule.about},
        "help": {"text": rule.how_to_mend},
        "defaultConfiguration": {"level": level(rule.severity)},
    })
}

fn result(row: &FindingRow, rule: Option<usize>, paths: &Paths) -> Value {
    let help = row.suggestion.as_deref().map(|it| format!("; {it}")).unwrap_or_default();
    json!({
        "ruleId": row.rule,
        "ruleIndex": rule,
        "level": level(row.severity),
        "message": {"text": format!("{}{help}", row.message)},
        "locations": [{"physicalLocation": {
            "artifactLocation": {"uri": relative_uri(&paths.spell(&row.path))},
            "region": {"startLine": row.line, "startColumn": row.column},
        }}],
        "partialFingerprints": {"vaultdex/v1": row.fingerprint},
    })
}

/// Percent-encodes a path, but for its slashes.
fn relative_uri(path: &str) -> String {
    path.trim_start_matches("./").split('/').map(uri::encode).collect::<Vec<_>>().join("/")
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_relative_and_encoded() {
        assert_eq!(relative_uri("20 Integrations/Shop → ERP.md"), "20%20Integrations/Shop%20%E2%86%92%20ERP.md");
        assert_eq!(relative_uri("./a#b.md"), "a%23b.md");
    }
}
