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
    assert_eq!(
        serde_json::from_str::<Value>(&ran.stdout).expect("JSON"),
        json!({"schema_version": 1, "root": vault.canonical_root(), "unread": []})
    );
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
    let note = "note: this integration has its own note, which takes precedence: `Integrations/Order feed.md`";
    assert!(row.stdout.contains("Interfaces.md:4") && row.stderr.contains(note), "{row:?}");
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

/// Two lists with the same IDs, of which one integration is the same and one is not.
fn two_lists() -> Vault {
    Vault::new(
        "\
//- Interfaces.md
# Interface register
| ID | Name | Source | Target | Frequency | Status |
|---|---|---|---|---|---|
| IF-010 | Stock | Quoin | Kelpfarm | daily | live |
| IF-012 | Orders | Kelpfarm | Quoin | hourly | planned |
//- Systems/Quoin.md
---
type: system
aliases: [Ledger]
---
# Quoin
## Interfaces
| ID | Direction | Partner | Frequency |
|---|---|---|---|
| IF-010 | outbound | Kelpfarm | weekly |
| IF-012 | outbound | Marlpit | daily |
",
    )
}

#[test]
fn row_with_the_id_of_a_row_in_another_list_is_the_same_integration() {
    let vault = two_lists();
    let listed = values(&vault.json(&["integrations", "--json"]), "integrations", &["path", "line", "id"]);
    let expected =
        json!([["Interfaces.md", 4, "IF-010"], ["Interfaces.md", 5, "IF-012"], ["Systems/Quoin.md", 10, "IF-012"]]);
    assert_eq!(json!(listed), expected);
    assert_eq!(vault.run(&["integrations", "--count"]).stdout, "3\n");
    assert_eq!(vault.run(&["integrations", "--count", "--status", "planned"]).stdout, "1\n");
    let document = vault.json(&["show", "IF-010", "--explain", "--json"]);
    assert_eq!(document["record"]["path"], "Interfaces.md");
    let other = json!([{"value": "weekly", "path": "Systems/Quoin.md", "line": 9}]);
    let expected = json!([{"field": "frequency", "value": "daily", "line": 4, "others": other}]);
    assert_eq!(document["record"]["disagreements"], expected);
    let row = vault.run(&["show", "Systems/Quoin.md:9"]);
    let note = "note: this integration is in another list too, which takes precedence: `Interfaces.md:4`";
    assert!(row.code == 0 && row.stderr.contains(note), "{row:?}");
    assert!(vault.run(&["show", "Systems/Quoin.md"]).stdout.contains("Interfaces.md:4"));
    let several = vault.run(&["show", "IF-012"]);
    let places = "several integrations; name one of them: `Interfaces.md:5`, `Systems/Quoin.md:10`";
    assert!(several.code == 2 && several.stderr.contains(places), "{several:?}");
    let quoin = &vault.json(&["systems", "--json"])["systems"][2];
    assert_eq!(quoin["name"], "Quoin");
    assert_eq!([&quoin["in"], &quoin["out"]].map(|list| list.as_array().map(Vec::len)), [Some(1), Some(2)]);
}

#[test]
fn unknown_integration_is_an_error_that_suggests_ids_and_names() {
    let vault = two_lists();
    let check = |name: &str, says: &str| {
        let ran = vault.run(&["show", name]);
        assert!(ran.code == 2 && ran.stderr.contains(says), "{name}: {ran:?}");
    };
    check("IF-011", "no note or integration called `IF-011`; did you mean `IF-010`, `IF-012`");
    check("Stocks", "did you mean `Stock`");
    check("Kelpfarm → Marlpit", "no integration from `Kelpfarm` to `Marlpit`\n");
    check("Kelpfarm ↔ Marlpit", "no integration between `Kelpfarm` and `Marlpit`\n");
    for route in ["Quoin → Kelpfarm", "ledger -> kelpfarm", "Kelpfarm ← Ledger"] {
        assert!(vault.run(&["show", route]).stdout.starts_with("IF-010"), "{route}");
    }
}

#[test]
fn graph_is_drawn_around_an_integration_of_a_list() {
    let vault = two_lists();
    let labels = |name: &str| {
        let document =
            vault.json(&["graph", "--view", "landscape", "--format", "json", "--depth", "0", "--around", name]);
        document["nodes"].as_array().expect("nodes").iter().map(|node| node["label"].clone()).collect::<Vec<_>>()
    };
    for name in ["IF-010", "stock"] {
        assert_eq!(labels(name), ["Kelpfarm", "Quoin"], "{name}");
    }
    let unknown = vault.run(&["graph", "--view", "landscape", "--around", "IF-011"]);
    let says = "no note, system or integration called `IF-011`; did you mean `IF-010`";
    assert!(unknown.code == 2 && unknown.stderr.contains(says), "{unknown:?}");
}

#[test]
fn tables_name_the_fields_and_sides_that_are_guesses() {
    let vault = Vault::new(
        "\
//- Ledger → Ghost.md
# Ledger → Ghost
**Integration ID**: INT-1
**Owner**: [Ticket Desk]
**Frequency**: daily
//- Plain.md
# Plain
**Integration ID**: INT-2
**Source**: Ledger
**Target**: Quoin
",
    );
    let rows = |format: &str| vault.run(&["integrations", "--format", format]).stdout;
    let tsv = rows("tsv");
    let last: Vec<&str> = tsv.lines().filter_map(|line| line.rsplit('\t').next()).collect();
    assert_eq!(last, ["suspect", "owner; targets", ""], "{tsv}");
    assert!(rows("csv").contains(",owner; targets\r\n"));
    assert!(rows("md").contains("| owner; targets |\n"));
    let listed = vault.json(&["integrations", "--json"]);
    assert_eq!(listed["integrations"][0]["suspect"], json!(["owner"]), "the sides have a state of their own");
}

#[test]
fn one_part_is_singular() {
    let vault = Vault::new("//- a.md\n# Feed\n**Source**: A\n**Target**: B\n**Frequency**: daily\n**Colour**: red\n");
    let ran = vault.run(&["integrations", "--unread"]);
    assert!(ran.stdout.ends_with("\n1 part was not understood\n"), "{ran:?}");
}
