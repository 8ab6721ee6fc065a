//! What was not understood, guesses, registers, and integrations that several places describe, as the commands show
//! them.

use serde_json::{Value, json};

use crate::support::Vault;

fn vault() -> Vault {
    Vault::new(
        "\
//- Interfaces.md
# Interface register
| ID | Name | Source | Target | Frequency | Status |
|---|---|---|---|---|---|
| INT-7 | [[Order feed]] | Kelpfarm | Quoin | weekly | live |
| INT-8 | Stock | Quoin | Kelpfarm | daily | planned |
| INT-9 | Tickets | Saltdesk | Quoin | daily | live |
//- Integrations/Order feed.md
# Order feed
**Source**: Kelpfarm
**Target**: Quoin
**Frequency**: hourly
**Colour of the cable**: green

## Odd things
| Knob | Turn |
|---|---|
| left | twice |

## Retry policy
Three times, then mail.
//- Integrations/Tickets.md
# Tickets
**Integration ID**: INT-9
**Source**: Saltdesk
**Target**: Quoin
**Status**: planned
**Owner**: [Ticket Desk]
//- Integrations/Overview.md
# Overview of our integrations
See [[Tickets]].
//- Systems/Quoin.md
---
type: system
---
# Quoin
## Interfaces
| ID | Direction | Partner | Data |
|---|---|---|---|
| IF-1 | inbound | Saltdesk | tickets |
| IF-2 | outbound | Marlpit | stock |
//- Plain.md
# Plain
Nothing here.
",
    )
}

fn values(document: &Value, list: &str, keys: &[&str]) -> Vec<Vec<Value>> {
    let items = document[list].as_array().expect("a list");
    items.iter().map(|item| keys.iter().map(|key| item[*key].clone()).collect()).collect()
}

#[test]
fn parts_that_were_not_understood_are_listed() {
    let vault = vault();
    let document = vault.json(&["integrations", "--unread", "--json"]);
    assert_eq!(document["schema_version"], 1);
    let feed = "Integrations/Order feed.md";
    let expected = json!([
        [feed, 5, "key", "Colour of the cable"],
        [feed, 8, "table", "Knob | Turn"],
        [feed, 12, "heading", "Retry policy"],
        ["Integrations/Overview.md", 1, "note", "Overview of our integrations"],
    ]);
    assert_eq!(json!(values(&document, "unread", &["path", "line", "kind", "text"])), expected);
    for item in document["unread"].as_array().expect("a list") {
        assert!(item["reason"].as_str().is_some_and(|reason| !reason.is_empty()), "{item}");
    }
    let ran = vault.run(&["integrations", "--unread"]);
    assert_eq!(ran.code, 0);
    assert!(ran.stdout.contains("Integrations/Order feed.md:8"), "{ran:?}");
    assert_eq!(vault.run(&["integrations", "--unread", "--count"]).stdout, "4\n");
    let paths = vault.run(&["integrations", "--unread", "--format", "paths"]).stdout;
    assert_eq!(paths, "Integrations/Order feed.md\nIntegrations/Overview.md\n");
}

#[test]
fn nothing_unread_is_exit_code_1_and_filters_are_refused() {
    let vault = Vault::new("//- Plain.md\n# Plain\nNothing here.\n");
    let ran = vault.run(&["integrations", "--unread", "--json"]);
    assert_eq!(ran.code, 1);
    assert_eq!(serde_json::from_str::<Value>(&ran.stdout).expect("JSON"), json!({"schema_version": 1, "unread": []}));
    for filter in [&["--overdue"][..], &["--status", "active"], &["--system", "X"], &["--owner", "X"]] {
        assert_eq!(vault.run(&[&["integrations", "--unread"], filter].concat()).code, 2, "{filter:?}");
    }
}

#[test]
fn show_says_what_was_not_understood() {
    let vault = vault();
    let text = vault.run(&["show", "Order feed", "--explain"]).stdout;
    assert!(text.contains("Not understood") && text.contains("Knob | Turn"), "{text}");
    assert!(!vault.run(&["show", "Tickets", "--explain"]).stdout.contains("Not understood"));
    let document = vault.json(&["show", "Order feed", "--explain", "--json"]);
    assert_eq!(document["unread"].as_array().map(Vec::len), Some(3));
    let left_out = vault.run(&["show", "Overview"]);
    assert!(left_out.code == 1 && left_out.stderr.contains("records no integration: "), "{left_out:?}");
    assert!(vault.run(&["show", "Plain"]).stderr.contains("records no integration\n"));
}

#[test]
fn guesses_are_marked() {
    let vault = vault();
    let record = &vault.json(&["show", "Tickets", "--json"])["record"];
    assert_eq!(record["suspect"], json!(["owner"]));
    assert_eq!(record["sources"], json!([{"name": "Saltdesk", "destination": null, "state": "filled"}]));
    assert!(vault.run(&["show", "Tickets"]).stdout.contains("Ticket Desk?"));
    assert!(vault.run(&["integrations"]).stdout.contains("Ticket Desk?"));
    assert_eq!(vault.json(&["show", "Order feed", "--json"])["record"]["suspect"], json!([]));
}

#[test]
fn note_of_an_integration_counts_instead_of_the_row_of_a_register() {
    let vault = vault();
    let listed = values(&vault.json(&["integrations", "--json"]), "integrations", &["path", "line", "id"]);
    let expected = json!([
        ["Integrations/Order feed.md", 1, null],
        ["Integrations/Tickets.md", 1, "INT-9"],
        ["Interfaces.md", 5, "INT-8"],
        ["Systems/Quoin.md", 8, "IF-1"],
        ["Systems/Quoin.md", 9, "IF-2"],
    ]);
    assert_eq!(json!(listed), expected);
    let document = vault.json(&["show", "Order feed", "--explain", "--json"]);
    let disagreements = &document["record"]["disagreements"];
    let other = json!([{"value": "weekly", "path": "Interfaces.md", "line": 4}]);
    assert_eq!(
        disagreements,
        &json!([{"field": "frequency", "value": "hourly", "line": 4, "others": other}]),
        "{document}"
    );
    let text = vault.run(&["show", "INT-9", "--explain"]).stdout;
    assert!(text.contains("Disagreements") && text.contains("Interfaces.md:6"), "{text}");
    let row = vault.run(&["show", "INT-7"]);
    assert!(row.stdout.contains("Interfaces.md:4") && row.stderr.contains("Integrations/Order feed.md"), "{row:?}");
}

#[test]
fn register_is_shown_as_a_table_and_its_records_by_line_id_and_route() {
    let vault = vault();
    let text = vault.run(&["show", "Interfaces"]).stdout;
    for part in ["LINE  ID ", "FREQUENCY", "INT-8", "Integrations/Tickets.md", "3 integrations"] {
        assert!(text.contains(part), "{part} in {text}");
    }
    for name in ["Interfaces.md:5", "interfaces:5", "INT-8", "Quoin → Kelpfarm", "quoin -> kelpfarm"] {
        let ran = vault.run(&["show", name]);
        assert!(ran.code == 0 && ran.stdout.starts_with("INT-8  Stock\n"), "{name}: {ran:?}");
    }
    assert_eq!(vault.run(&["show", "Interfaces.md:2"]).code, 1);
    assert_eq!(vault.run(&["show", "Kelpfarm => Saltdesk"]).code, 2);
    assert_eq!(vault.json(&["show", "Interfaces", "--json"])["records"].as_array().map(Vec::len), Some(3));
}

#[test]
fn page_of_a_system_lists_its_integrations() {
    let vault = vault();
    let text = vault.run(&["show", "Systems/Quoin.md"]).stdout;
    assert!(text.contains("IF-1") && text.contains("2 integrations"), "{text}");
    let systems = vault.json(&["systems", "--json"]);
    let quoin: Vec<Vec<Value>> = values(&systems, "systems", &["name", "destination"])
        .into_iter()
        .filter(|system| system[0] == "Quoin")
        .collect();
    assert_eq!(json!(quoin), json!([["Quoin", "Systems/Quoin.md"]]));
    assert_eq!(vault.found(&["kind:register"]), ["Interfaces.md", "Systems/Quoin.md"]);
    assert_eq!(vault.found(&["kind:system"]), ["Systems/Quoin.md"]);
    assert_eq!(vault.found(&["kind:integration"]), ["Integrations/Order feed.md", "Integrations/Tickets.md"]);
    assert_eq!(vault.found(&["id:IF-2"]), ["Systems/Quoin.md"]);
}
