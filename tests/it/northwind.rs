//! Compares the output of commands on the Northwind vault with tables that were written by hand from reading the notes
//! (`vault-fixtures/northwind/expected`).

use std::collections::BTreeMap;

use serde_json::Value;

use crate::support::{Vault, fixture};
use crate::tables::{Row, run_json};

fn northwind() -> Vault {
    let vault = Vault::copy_of(&fixture("northwind").join("vault"));
    vault.index();
    vault
}

fn table(name: &str) -> (Vec<String>, Vec<Row>) {
    crate::tables::table("northwind", name)
}

#[track_caller]
fn check(name: &str, found: impl IntoIterator<Item = Row>) {
    crate::tables::check("northwind", name, found);
}

/// Converts a JSON value to a cell: names of systems joined, null as empty.
fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(cell).collect::<Vec<_>>().join(";"),
        Value::Object(object) => object.get("text").or(object.get("name")).map(cell).unwrap_or_default(),
        other => other.to_string(),
    }
}

fn row(value: &Value) -> Row {
    let object = value.as_object().expect("an object");
    object.iter().map(|(key, value)| (key.clone(), cell(value))).collect()
}

fn array<'a>(document: &'a Value, key: &str) -> &'a Vec<Value> {
    document[key].as_array().unwrap_or_else(|| panic!("no {key} in {document}"))
}

/// Returns every integration with its path and line.
fn integrations(vault: &Vault) -> Vec<Value> {
    array(&run_json(vault, &["integrations"]), "integrations").clone()
}

#[test]
fn catalogue_matches_the_table() {
    let vault = northwind();
    check("integrations.tsv", integrations(&vault).iter().map(row));
}

#[test]
fn systems_and_participations_match_the_tables() {
    let vault = northwind();
    let systems = run_json(&vault, &["systems"]);
    let found = array(&systems, "systems").iter().map(|system| {
        let count = |key: &str| array(system, key).len().to_string();
        Row::from([
            ("name".to_owned(), cell(&system["name"])),
            ("note".to_owned(), cell(&system["destination"])),
            ("in".to_owned(), count("in")),
            ("out".to_owned(), count("out")),
            ("near".to_owned(), cell(&system["near"])),
        ])
    });
    check("systems.tsv", found);
}

/// Converts a JSON object to cells; `names` maps columns to keys with other names.
fn cells(value: &Value, columns: &[(&str, &str)]) -> Row {
    columns.iter().map(|(column, key)| ((*column).to_owned(), cell(&value[*key]))).collect()
}

/// Returns the output of `show --explain` for every integration, with its path.
fn records(vault: &Vault) -> Vec<Value> {
    let mut paths: Vec<String> = integrations(vault).iter().map(|it| cell(&it["path"])).collect();
    paths.dedup();
    let shown = paths.iter().flat_map(|path| {
        let document = run_json(vault, &["show", path, "--explain"]);
        match document.get("records") {
            Some(records) => records.as_array().expect("a list").clone(),
            None => vec![document["record"].clone()],
        }
    });
    shown.collect()
}

/// Compares a table of the repeated parts of records.
#[track_caller]
fn check_parts(name: &str, key: &str, columns: &[(&str, &str)]) {
    let vault = northwind();
    let found = records(&vault).into_iter().flat_map(|record| {
        let path = cell(&record["path"]);
        // Embedded rows have a table of their own, and unnamed flows are implied by the systems.
        let is_own = |part: &&Value| part["embedded_from"].is_null() && (key != "flows" || !part["name"].is_null());
        let own = array(&record, key).iter().filter(is_own);
        let parts = own.map(|part| {
            let mut row = cells(part, columns);
            row.insert("path".to_owned(), path.clone());
            row
        });
        parts.collect::<Vec<_>>()
    });
    check(name, found.collect::<Vec<_>>());
}

#[test]
fn flows_match_the_table() {
    let columns = [("line", "line"), ("name", "name"), ("from", "from"), ("to", "to"), ("data", "data")];
    check_parts("flows.tsv", "flows", &[&columns[..], &[("frequency", "frequency")]].concat());
}

#[test]
fn failures_match_the_table() {
    let columns = ["line", "name", "cause", "impact", "detection", "recovery", "retry", "notification"];
    check_parts("failures.tsv", "failure_modes", &columns.map(|column| (column, column)));
}

#[test]
fn mappings_match_the_table() {
    let columns = ["line", "level", "source", "source_kind", "target", "type", "rule", "default", "mandatory"];
    let columns = columns.map(|column| (column, column));
    check_parts("mappings.tsv", "mappings", &[&columns[..], &[("reverse", "is_reverse")]].concat());
}

#[test]
fn embedded_mappings_have_the_location_of_their_source() {
    let vault = northwind();
    let (_, expected) = table("embedded-mappings.tsv");
    let document = run_json(&vault, &["show", &expected[0]["path"]]);
    let columns = ["line", "level", "source", "source_kind", "target", "type", "rule", "default", "mandatory"];
    let columns: Vec<(&str, &str)> = columns.iter().map(|column| (*column, *column)).collect();
    let embedded = array(&document["record"], "mappings").iter().filter(|row| !row["embedded_from"].is_null());
    let found = embedded.map(|part| {
        let mut row = cells(part, &[&columns[..], &[("file", "embedded_from")]].concat());
        row.insert("path".to_owned(), cell(&document["record"]["path"]));
        row.insert("embedded_at".to_owned(), expected[0]["embedded_at"].clone());
        row
    });
    check("embedded-mappings.tsv", found);
}

#[test]
fn searches_by_record_match_the_table() {
    let vault = northwind();
    let (_, expected) = table("searches.tsv");
    let mut queries: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    expected.iter().for_each(|row| queries.entry(&row["query"]).or_default().push(&row["path"]));
    assert!(!queries.is_empty());
    for (query, mut paths) in queries {
        let mut found = vault.found(&[query]);
        found.sort();
        paths.sort();
        assert_eq!(found, paths, "{query}");
    }
}

#[test]
fn checkbox_counts_match_the_table() {
    let vault = northwind();
    let found = integrations(&vault).into_iter().map(|it| {
        let mut row = cells(&it["checklist"], &[("open", "open"), ("done", "done"), ("other", "other")]);
        row.insert("path".to_owned(), cell(&it["path"]));
        row
    });
    let has_any = |row: &Row| ["open", "done", "other"].iter().any(|key| row[*key] != "0");
    check("checklists.tsv", found.filter(has_any).collect::<Vec<_>>());
}

#[test]
fn values_have_the_right_lines() {
    let vault = northwind();
    let mut stated: Vec<(String, String, String, String, String)> = Vec::new();
    for record in records(&vault) {
        for value in array(&record, "values") {
            let text = |key: &str| cell(&value[key]);
            stated.push((cell(&record["path"]), text("field"), text("line"), text("state"), text("raw")));
        }
    }
    let (_, expected) = table("values.tsv");
    let text = |row: &Row, column: &str| row[column].clone();
    let missing: Vec<String> = expected
        .iter()
        .map(|row| (text(row, "path"), text(row, "field"), text(row, "line"), text(row, "state"), text(row, "raw")))
        .filter(|(path, field, line, state, raw)| {
            // The table has only the first line of a wrapped value.
            let is_it = |it: &String| it == raw || it.starts_with(&format!("{raw} ")) && raw.ends_with(',');
            !stated.iter().any(|it| (&it.0, &it.1, &it.2, &it.3) == (path, field, line, state) && is_it(&it.4))
        })
        .map(|row| {
            let there = stated.iter().filter(|it| (&it.0, &it.2) == (&row.0, &row.2));
            format!("    {row:?}\n        there: {:?}\n", there.map(|it| (&it.1, &it.3, &it.4)).collect::<Vec<_>>())
        })
        .collect();
    assert!(missing.is_empty(), "{} of {}:\n{}", missing.len(), expected.len(), missing.concat());
}

#[test]
fn timeline_matches_the_tables() {
    let vault = northwind();
    let document = run_json(&vault, &["changelog"]);
    let found = array(&document, "entries").iter().map(|entry| {
        let mut row = row(entry);
        for name in ["subject", "object"] {
            row.insert(name.to_owned(), cell(&entry[name]["destination"]));
        }
        let others = array(entry, "locations").iter().skip(1);
        let others = others.map(|it| format!("{}:{}", cell(&it["path"]), it["line"]));
        row.insert("second".to_owned(), others.collect::<Vec<_>>().join(";"));
        row
    });
    check("changelog.tsv", found);
    let found = array(&document, "malformed").iter().map(row);
    check("malformed.tsv", found);
}

#[test]
fn derived_dates_are_events_on_request() {
    let vault = northwind();
    let document = run_json(&vault, &["changelog", "--source", "dates"]);
    let fields = [
        ("Created", "created"),
        ("Last updated", "updated"),
        ("Go-live", "go_live"),
        ("Last tested", "last_tested"),
        ("Last reviewed", "last_reviewed"),
        ("Next review", "next_review"),
    ];
    let found = array(&document, "entries").iter().map(|entry| {
        let mut row = row(entry);
        let field = fields.iter().find(|(text, _)| *text == cell(&entry["text"])).expect("a key date");
        row.insert("field".to_owned(), field.1.to_owned());
        if let Some(time) = entry["time"].as_str() {
            row.insert("date".to_owned(), format!("{} {time}", cell(&entry["date"])));
        }
        row
    });
    let mut found: Vec<Row> = found.collect();
    // The timeline is sorted by day, the table by location.
    found.sort_by_key(|row| (row["path"].clone(), row["line"].parse::<u32>().expect("a number")));
    check("dates.tsv", found);
}

#[test]
fn templates_are_listed_and_are_not_integrations() {
    let vault = northwind();
    let document = run_json(&vault, &["templates"]);
    let columns = [("path", "path"), ("shape", "shape"), ("brackets", "placeholders"), ("tasks", "tasks")];
    check("templates.tsv", array(&document, "templates").iter().map(|it| cells(it, &columns)));
}
