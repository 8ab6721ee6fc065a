//! Queries of the catalogue by the names that it shows, and values outside the vocabulary.

use serde_json::{Value, json};

use crate::support::Vault;

/// Integrations of different shapes, and a log about them.
fn vault() -> Vault {
    Vault::new(
        "\
//- Integrations/E1.md
# Integration Specification: Exp One
## Integration Overview
### Basic Information
| Property | Value |
|---|---|
| Integration Name | Expense Feed |
| Integration ID | INT-2024-003 |
| Status | [Planning/Development/Testing/Production] |
## Data Mapping
![[Amounts]]
//- Integrations/Fr.md
---
type: integration
source: WMS
target: PIM
status: going to be live
frequency: twice daily
owners: [\"[[Team X]]\", Bob]
---
# Fr
//- Mappings/Amounts.md
| Source Field | Target Field |
|---|---|
| amount | total |
//- Log.md
## Change Log
- 2026-01-23 - see INT-2024-003 for the cause
- 2026-01-24 - POINT-2024-003 is none
",
    )
}

fn list(vault: &Vault, args: &[&str], list: &str, key: &str) -> Vec<Value> {
    let document = vault.json(&[args, &["--json"]].concat());
    document[list].as_array().expect("a list").iter().map(|item| item[key].clone()).collect()
}

#[test]
fn records_are_found_by_the_name_in_the_catalogue() {
    let vault = vault();
    let shown = vault.run(&["show", "expense feed"]);
    assert!(shown.code == 0 && shown.stdout.contains("INT-2024-003  Expense Feed"), "{shown:?}");
    assert!(shown.stdout.contains("Mappings/Amounts.md:3"), "what is embedded has its own place: {shown:?}");
    assert_eq!(vault.run(&["show", "Expense"]).code, 2);
}

#[test]
fn unknown_values_are_shown_as_written_and_placeholders_are_not_shown() {
    let vault = vault();
    let keys = |key: &str| list(&vault, &["integrations"], "integrations", key);
    assert_eq!(keys("name"), [json!("Expense Feed"), json!("Fr")]);
    assert_eq!(keys("status"), [Value::Null, Value::Null]);
    let unfilled = "[Planning/Development/Testing/Production]";
    assert_eq!(keys("status_raw"), [unfilled, "going to be live"]);
    let output = vault.run(&["integrations"]).stdout;
    assert!(output.contains("going to be live") && !output.contains(unfilled), "{output}");
    assert!(vault.run(&["show", "E1"]).stdout.contains("not filled in"));
    assert_eq!(keys("frequency"), [Value::Null, json!("twice daily")]);
}

#[test]
fn every_owner_is_found() {
    let vault = vault();
    for owner in ["team x", "bob"] {
        assert_eq!(list(&vault, &["integrations", "--owner", owner], "integrations", "name"), ["Fr"], "{owner}");
    }
    assert_eq!(vault.run(&["integrations", "--owner", "Kim"]).code, 1);
}

#[test]
fn entries_are_about_the_integration_whose_id_they_name() {
    let vault = vault();
    assert_eq!(list(&vault, &["changelog", "INT-2024-003"], "entries", "text"), ["see INT-2024-003 for the cause"]);
    assert_eq!(list(&vault, &["changelog", "Log"], "entries", "text").len(), 2);
}

/// Returns the names of the systems of a record with their state, by side.
fn sides(record: &Value) -> Value {
    let names = |side: &str| {
        let systems = record[side].as_array().expect("systems").iter();
        let marked = systems.map(|it| match it["state"] == "suspect" {
            true => format!("{}?", it["name"].as_str().expect("a name")),
            false => it["name"].as_str().expect("a name").to_owned(),
        });
        marked.collect::<Vec<_>>().join(", ")
    };
    json!(["sources", "targets", "parties"].map(names))
}

#[test]
fn guess_does_not_confirm_itself() {
    let vault = Vault::new(
        "\
//- Integrations/Ghost to Phantom.md
# Ghost to Phantom
**Integration ID**: INT-1
**Frequency**: daily
//- Integrations/Both.md
# Both
**Source**: CRM and Ghost
**Target**: Lake
**Frequency**: daily
//- Integrations/One.md
# One
**Source**: CRM
**Target**: Lake
**Frequency**: daily
",
    );
    let sides_of = |name: &str| sides(&vault.json(&["show", name, "--json"])["record"]);
    assert_eq!(sides_of("Both"), json!(["CRM and Ghost", "Lake", ""]));
    assert_eq!(sides_of("INT-1"), json!(["Ghost?", "Phantom?", ""]));
    assert_eq!(list(&vault, &["systems"], "systems", "name"), ["CRM", "CRM and Ghost", "Lake"]);
}

#[test]
fn systems_of_excluded_files_are_not_known() {
    let vault = Vault::new(
        "\
//- Ledger → ERP.md
# Ledger → ERP
**Integration ID**: INT-1
**Protocol**: SFTP
//- Archive/Old.md
# Old
**Source**: Ledger
**Target**: ERP
**Frequency**: daily
",
    );
    let record = |vault: &Vault| vault.json(&["show", "INT-1", "--json"])["record"].clone();
    assert_eq!(sides(&record(&vault)), json!(["Ledger", "ERP", ""]));
    let flow = &record(&vault)["flows"][0];
    assert_eq!([&flow["from"]["state"], &flow["to"]["state"]], ["filled", "filled"], "{flow}");
    vault.write(".obsidian/app.json", r#"{"userIgnoreFilters": ["Archive/"]}"#);
    assert_eq!(sides(&record(&vault)), json!(["Ledger?", "ERP?", ""]));
}

#[test]
fn page_about_a_partner_has_the_own_system_as_its_other_side() {
    let page = |direction: &str, more: &str| {
        let vault = Vault::new(&format!(
            "//- .vaultdex.toml\nown_system = \"Web Shop\"\n//- Stripe.md\n# Stripe integration\n{direction}\
             **Frequency**: hourly\n\n## Endpoints\n- `POST /charges`\n{more}"
        ));
        let record = vault.json(&["show", "Stripe.md", "--json", "--explain"])["record"].clone();
        let values = record["values"].as_array().expect("values");
        assert!(values.iter().all(|it| it["line"].as_u64() > Some(0)), "{values:?}");
        sides(&record)
    };
    assert_eq!(page("**Direction**: inbound\n", ""), json!(["", "Web Shop", "Stripe?"]));
    assert_eq!(page("**Direction**: outbound\n", ""), json!(["Web Shop", "", "Stripe?"]));
    let system = "//- Systems/Stripe.md\n---\ntype: system\n---\n# Stripe\n";
    assert_eq!(page("**Direction**: inbound\n", system), json!(["", "Web Shop", "Stripe"]));
    assert_eq!(page("**Direction**: two-way\n", system), json!(["", "", "Stripe, Web Shop"]));
}

#[test]
fn names_that_nothing_has_are_said() {
    let vault = vault();
    let check = |args: &[&str], said: Option<&str>| {
        let ran = vault.run(args);
        let warnings: Vec<&str> = ran.stderr.lines().filter(|line| line.starts_with("warning: no ")).collect();
        assert_eq!(warnings, said.into_iter().collect::<Vec<_>>(), "{args:?}: {ran:?}");
        assert_eq!(ran.code, i32::from(said.is_some()), "{args:?}: {ran:?}");
    };
    check(&["integrations", "--owner", "team"], None);
    check(
        &["integrations", "--owner", "Taem X"],
        Some("warning: no owner's name contains `Taem X`; did you mean `Team X`?"),
    );
    check(&["integrations", "--owner", "Zzzzzz"], Some("warning: no owner's name contains `Zzzzzz`"));
    check(&["changelog", "--system", "Wms2"], Some("warning: no system called `Wms2`; did you mean `WMS`?"));
    check(&["changelog", "--system", "Nope", "--json"], Some("warning: no system called `Nope`"));
    // A system without events is not unknown.
    let without_events = vault.run(&["changelog", "--system", "PIM", "--since", "2099"]);
    assert_eq!((without_events.code, without_events.stderr.as_str()), (1, ""));
}
