//! The timeline of a whole vault: names that need the vault to be resolved, and events that are recorded in several
//! places.

use serde_json::Value;

use crate::support::{Vault, fixture, ran};

/// Formats each event as a line: day, text, subject → note, object → note, version, author, details, source and
/// location.
fn timeline(vault: &Vault, args: &[&str]) -> Vec<String> {
    let document = vault.json(&[&["changelog"], args, &["--json"]].concat());
    let name = |name: &Value| match name["destination"].as_str() {
        Some(path) => format!("{}→{path}", name["text"].as_str().unwrap_or_default()),
        None => name["text"].as_str().unwrap_or_default().to_owned(),
    };
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let line = |entry: &Value| {
        let details: Vec<String> = entry["details"].as_array().expect("a list").iter().map(text).collect();
        let place = format!("{} {}:{}", text(&entry["source"]), text(&entry["path"]), entry["line"]);
        [
            text(&entry["date"]),
            text(&entry["text"]),
            name(&entry["subject"]),
            name(&entry["object"]),
            text(&entry["version"]),
            text(&entry["author"]),
            details.join("; "),
            place,
        ]
        .join(" | ")
    };
    document["entries"].as_array().expect("a list").iter().map(line).collect()
}

#[track_caller]
fn check(files: &str, expected: &[&str]) {
    assert_eq!(timeline(&Vault::new(files), &[]), expected, "in {files}");
}

/// Returns the texts, in order.
#[track_caller]
fn check_texts(files: &str, expected: &[&str]) {
    let document = Vault::new(files).json(&["changelog", "--json"]);
    let texts: Vec<&str> =
        document["entries"].as_array().expect("a list").iter().filter_map(|entry| entry["text"].as_str()).collect();
    assert_eq!(texts, expected, "in {files}");
}

const ORDERS: &str = "//- Orders.md\n---\nid: INT-2024-003\naliases: [OTE]\n---\n# Orders\n//- Orders to ERP.md\n# x\n";

#[test]
fn order_is_detected_for_each_list() {
    check_texts("//- Log.md\n## History\n### 2025-06-02\n- a\n- b\n### 2025-06-01\n- c\n- d\n", &["c", "d", "a", "b"]);
    check_texts(
        "//- Log.md\n## History\n- 2025-06-02 - b2\n- 2025-06-02 - b1\n- 2025-06-01 - a\n## Change log\n\
         - 2025-05-01 - A\n- 2025-05-02 - B1\n- 2025-05-02 - B2\n",
        &["A", "B1", "B2", "a", "b1", "b2"],
    );
    check_texts(
        "//- Log.md\n## History\n> [!note] 2025-06-02\n> - a\n> - b\n\n> [!note] 2025-06-01\n> - c\n",
        &["c", "a", "b"],
    );
    check_texts(
        "//- Log.md\n## History\n#### 2025-06-02 - b2\n#### 2025-06-02 - b1\n#### 2025-06-01 - a\n",
        &["a", "b1", "b2"],
    );
}

#[test]
fn releases_of_the_same_day_are_separate_events() {
    check(
        "//- CHANGELOG.md\n## [1.1.0] - 2025-06-01\n## [1.0.0] - 2025-06-01\n## [0.9.0] - 2025-05-01\n",
        &[
            "2025-05-01 | 0.9.0 |  |  | 0.9.0 |  |  | version CHANGELOG.md:3",
            "2025-06-01 | 1.0.0 |  |  | 1.0.0 |  |  | version CHANGELOG.md:2",
            "2025-06-01 | 1.1.0 |  |  | 1.1.0 |  |  | version CHANGELOG.md:1",
        ],
    );
}

#[test]
fn event_merges_the_information_of_its_places() {
    let files = "//- A.md\n## History\n| Date | Version | Changes | Author |\n|---|---|---|---|\n\
                 | 2025-06-01 | 1.1 | Moved [[Z]] | Kim |\n//- Z.md\n## History\n- 2025-06-01 - Moved [[Z]]\n  - twice\n";
    let vault = Vault::new(files);
    let expected = ["2025-06-01 | Moved [[Z]] |  |  | 1.1 | Kim | twice | table A.md:4"];
    assert_eq!(timeline(&vault, &[]), expected);
    assert_eq!(timeline(&vault, &["--source", "log"]), expected);
    assert!(vault.run(&["changelog"]).stdout.contains("Moved [[Z]]  (v1.1, Kim)"), "{:?}", vault.run(&["changelog"]));
}

#[test]
fn duplicates_may_differ_in_notation() {
    check(
        &format!(
            "{ORDERS}## History\n- 2025-06-01 - Updated [[Orders]] for GDPR\n- 2025-06-01 - **Updated** Orders for GDPR.\n\
             - 2025-06-01 - Updated [[Orders|the feed]] for GDPR by Jane Doe\n- 2025-06-01 - Updated [o](Orders.md) for *GDPR*\n\
             - 2025-06-01 - Updated [[Orders]] mapping for GDPR\n"
        ),
        &[
            "2025-06-01 | Updated [[Orders]] for GDPR | Orders→Orders.md | GDPR |  | Jane Doe |  | log Orders to ERP.md:3",
            "2025-06-01 | Updated [[Orders]] mapping for GDPR | Orders→Orders.md | GDPR |  |  |  | log Orders to ERP.md:7",
        ],
    );
}

#[test]
fn names_are_resolved_in_every_notation() {
    let check_name = |entry: &str, expected: &str| {
        let files = format!("{ORDERS}//- Log.md\n## History\n- 2025-06-01 - {entry}\n");
        let timeline = timeline(&Vault::new(&files), &[]);
        let names = timeline[0].splitn(3, " | ").nth(2).expect("names").split(" |  | ").next().expect("names");
        assert_eq!((timeline.len(), names), (1, expected), "{entry}");
    };
    check_name("Updated [Orders to ERP](Orders%20to%20ERP.md) for GDPR", "Orders to ERP→Orders to ERP.md | GDPR");
    check_name("Updated [[OTE]] for GDPR", "OTE→Orders.md | GDPR");
    check_name("Updated [[INT-2024-003]] for GDPR", "INT-2024-003→Orders.md | GDPR");
    check_name("Updated mapping table for [[Orders]]", "mapping table | Orders→Orders.md");
    check_name("Updated mapping table for Orders", "mapping table | Orders");
    check_name("Modified Orders to ERP with a new retry", "Orders to ERP→Orders to ERP.md | a new retry");
    check_name("Modified Orders with a new retry", "Orders→Orders.md | a new retry");
    check_name("Added retries to Orders to ERP", "retries | Orders to ERP→Orders to ERP.md");
    check_name("Fixed rounding in Orders in ERP", "rounding | Orders in ERP");
    check_name("Updated the mapping for GDPR", "the mapping | GDPR");
}

#[test]
fn subject_of_an_integrations_own_log_is_the_integration() {
    let check_host = |path: &str, record: &str, expected: &str| {
        let files = format!("//- {path}\n{record}## History\n- 2025-06-01 - Updated this integration for GDPR\n");
        assert_eq!(timeline(&Vault::new(&files), &[])[0].split(" | ").nth(2), Some(expected), "{path}");
    };
    let record = "---\ntype: integration\nsource: WMS\ntarget: PIM\n---\n";
    check_host("Fr.md", record, "this integration→Fr.md");
    check_host("Systems/Mail Hub.md", "---\ntype: system\n---\n", "this integration");
    check_host("Notes.md", "", "this integration");
}

#[test]
fn authors_are_read_only_where_unambiguous() {
    let check_author = |entry: &str, object: &str, author: &str| {
        let files = format!(
            "//- People/Jo Ortiz.md\n---\naliases: [jdoe]\n---\n//- Systems/Mail Hub.md\n---\ntype: system\n---\n# Mail Hub\n\
             //- Kafka.md\n//- Log.md\n## History\n- 2025-06-01 - {entry}\n"
        );
        let timeline = timeline(&Vault::new(&files), &[]);
        let parts: Vec<&str> = timeline[0].split(" | ").collect();
        assert_eq!((parts[3], parts[5]), (object, author), "{entry}");
    };
    check_author("Updated Orders for audit by jdoe", "audit", "jdoe");
    check_author("Updated Orders for audit by hand", "audit by hand", "");
    check_author("Updated Orders for audit by Mail Hub", "audit by Mail Hub", "");
    check_author("Updated Orders for audit - Jo Ortiz", "audit", "Jo Ortiz");
    check_author("Updated Orders for audit - Late Prices", "audit - Late Prices", "");
    check_author("Initial version by Jane", "", "Jane");
    check_author("Initial version by Kafka", "", "");
    check_author("Initial load by Jane", "", "");
    check_author("Fixed the outage triggered by Late Orders", "", "");
}

#[test]
fn entries_are_about_the_notes_that_they_link_to() {
    let files = format!(
        "{ORDERS}//- Log.md\n---\nchangelog:\n  - date: 2025-06-01\n    change: Moved [[Orders]]\n---\n## History\n\
         - 2025-06-02 - Moved\n  - by way of [[OTE]]\n- 2025-06-03 - Moved elsewhere\n"
    );
    let vault = Vault::new(&files);
    assert_eq!(timeline(&vault, &["Orders"]).len(), 2);
    assert_eq!(timeline(&vault, &["--since", "2025-Q3"]).len(), 0);
    assert_eq!(timeline(&vault, &["--since", "2025-Q2", "--until", "2025-Q2"]).len(), 3);
}

#[test]
fn entries_that_differ_in_author_heading_or_name_are_not_duplicates() {
    check_texts(
        "//- Log.md\n## History\n- 2025-07-04 - Documentation updated by Kim Lee\n- 2025-07-04 - Documentation updated by Tom Fox\n\
         - 2025-07-05 - Added [[A#Header mapping]]\n- 2025-07-05 - Added [[A#Line mapping]]\n\
         - 2025-07-06 - Fixed order_id\n- 2025-07-06 - Fixed orderid\n//- A.md\n# A\n",
        &[
            "Documentation updated by Kim Lee",
            "Documentation updated by Tom Fox",
            "Added [[A#Header mapping]]",
            "Added [[A#Line mapping]]",
            "Fixed order_id",
            "Fixed orderid",
        ],
    );
}

#[test]
fn known_systems_are_not_authors() {
    let document = Vault::new(
        "//- Log.md\n## History\n- 2025-07-01 - Setup (by Kim)\n- 2025-07-02 - Replaced Jo by Kim\n\
         - 2025-07-03 - Moved to the new host - Orders\n//- Team/Interfaces/Orders.md\n# Orders\n",
    )
    .json(&["changelog", "--json"]);
    let timeline: Vec<String> = document["entries"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|entry| format!("{} {}", entry["author"], entry["object"]["text"]))
        .collect();
    assert_eq!(timeline, ["\"Kim\" null", "null \"Kim\"", "null null"]);
}

#[test]
fn entries_are_selected_by_what_they_are_about() {
    let vault = Vault::copy_of(&fixture("northwind").join("vault"));
    let texts = |args: &[&str]| {
        let mut command = vault.command(&[&["changelog", "--json"], args].concat());
        command.env("VAULTDEX_NOW", "2026-06-15T09:00:00Z");
        let ran = ran(&mut command);
        let json: Value = serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error}: {ran:?}"));
        let entries = json["entries"].as_array().expect("entries").iter();
        entries.map(|it| it["text"].as_str().expect("a text").to_owned()).collect::<Vec<_>>()
    };
    let of_orders = texts(&["--integration", "INT-2024-003"]);
    assert!(of_orders.iter().any(|text| text.contains("enhance retry handling")), "{of_orders:?}");
    assert!(!of_orders.iter().any(|text| text.contains("country codes")), "{of_orders:?}");
    assert_eq!(texts(&["--integration", "Orders to ERP", "--since", "2026-04"]).len(), 2);
    let by_ines = texts(&["--author", "aldana"]);
    assert!(!by_ines.is_empty() && by_ines.len() < texts(&[]).len());
    // Carrier API exchanges data with WMS, SAP S4HANA and the Web Shop.
    let (own, around) = (texts(&["--system", "Carrier API"]), texts(&["--around", "Carrier API"]));
    assert!(own.iter().all(|text| around.contains(text)));
    assert!(around.len() > own.len() && around.iter().any(|text| text.contains("retry handling")));
    assert_eq!(
        texts(&["--since", "2 months ago", "--until", "yesterday"]),
        texts(&["--since", "2026-04-15", "--until", "2026-06-14"])
    );
    let wrong = vault.run(&["changelog", "--since", "soonish"]);
    assert!(wrong.code == 2 && wrong.stderr.contains("`soonish` is not a date for --since"), "{wrong:?}");
    assert_eq!(vault.run(&["changelog", "--integration", "INT-2025-002"]).code, 2, "two notes have this ID");
}
