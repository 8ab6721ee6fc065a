//! Reads the small vaults of `vault-fixtures/cases` and compares their catalogue and timeline with what was decided by
//! hand.
//!
//! `expect.json` of a kind names what it checks for each of its vaults. What it does not name may be anything:
//!
//! | key | holds |
//! | --- | --- |
//! | `records` | fields of the first record of a note, by path |
//! | `rows` | fields of all records of a note, in order |
//! | `no_record` | notes that record no integration |
//! | `count`, `total` | the number of records of a note, of the vault |
//! | `entries` | fields of all change entries of a note, in order |
//! | `malformed` | the number of malformed lines of a note |

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Map, Value, json};
use vaultdex::index::Part;
use vaultdex::session::{RefreshPolicy, Session};
use vaultdex_query::catalogue::integrations;
use vaultdex_query::catalogue::record_view::RecordRows;
use vaultdex_query::catalogue::systems::Systems;
use vaultdex_query::timeline;
use vaultdex_query::timeline::EventFilter;

use crate::support::{Silent, Vault, fixture};

/// A vault with what is expected of it.
struct Case {
    kind: String,
    number: String,
    why: String,
    folder: PathBuf,
    expected: Value,
}

/// What vaultdex reads in a vault: the JSON forms of its records, change entries and malformed lines.
struct Found {
    records: Vec<Value>,
    entries: Vec<Value>,
    malformed: Vec<Value>,
}

#[test]
fn every_kind_of_note_is_read_as_decided_by_hand() {
    let cases = cases(&fixture("cases"));
    let mut failures: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let mut n_failed = 0;
    for (case, differences) in cases.iter().zip(compare_all(&cases)) {
        n_failed += usize::from(!differences.is_empty());
        let lines = differences.iter().map(|it| format!("    {}: {it}\n", case.number));
        failures.entry(&case.kind).or_default().extend(lines);
    }
    let n_kinds = failures.len();
    println!("cases: {} of {} vaults of {n_kinds} kinds", cases.len() - n_failed, cases.len());
    failures.retain(|_, lines| !lines.is_empty());
    let mut report = String::new();
    for (kind, lines) in &failures {
        let why = cases.iter().find(|case| case.kind == *kind).map_or("", |case| &case.why);
        let _ = writeln!(report, "  {kind} ({why})\n{}", lines.concat());
    }
    assert!(n_failed == 0, "{n_failed} vaults of {} kinds differ\n{report}", failures.len());
    assert!(n_kinds > 100, "only {n_kinds} kinds");
}

/// Reads the cases of a folder, sorted by kind and number.
fn cases(folder: &Path) -> Vec<Case> {
    let mut kinds: Vec<PathBuf> = fs::read_dir(folder).expect("a folder").flatten().map(|it| it.path()).collect();
    kinds.sort();
    let cases = kinds.iter().flat_map(|folder| {
        let kind = folder.file_name().expect("a name").to_string_lossy().into_owned();
        let text = fs::read_to_string(folder.join("expect.json")).unwrap_or_else(|error| panic!("{kind}: {error}"));
        let mut document: Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{kind}: {error}"));
        let why = document["why"].as_str().expect("a reason").to_owned();
        let Value::Object(vaults) = document["vaults"].take() else { panic!("{kind}: no vaults") };
        assert!(vaults.len() >= 3, "{kind}: a kind has at least three vaults");
        let case = move |(number, expected): (String, Value)| Case {
            kind: kind.clone(),
            why: why.clone(),
            folder: folder.join(&number),
            number,
            expected,
        };
        vaults.into_iter().map(case).collect::<Vec<_>>()
    });
    cases.collect()
}

/// Returns the differences of each case. The cases are shared among the processors.
fn compare_all(cases: &[Case]) -> Vec<Vec<String>> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        while let Some((position, case)) = take(cases, &next) {
            assert!(case.folder.is_dir(), "{} is no folder", case.folder.display());
            done.push((position, compare(&read(&case.folder), &case.expected)));
        }
        done
    };
    let n_threads = std::thread::available_parallelism().map_or(1, usize::from);
    let mut differences = vec![Vec::new(); cases.len()];
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..n_threads).map(|_| scope.spawn(work)).collect();
        for (position, found) in threads.into_iter().flat_map(|thread| thread.join().expect("no panic")) {
            differences[position] = found;
        }
    });
    differences
}

fn take<'a>(cases: &'a [Case], next: &AtomicUsize) -> Option<(usize, &'a Case)> {
    let position = next.fetch_add(1, Ordering::Relaxed);
    cases.get(position).map(|case| (position, case))
}

/// Indexes a copy of a vault and reads it like the commands `integrations` and `changelog`.
fn read(folder: &Path) -> Found {
    let vault = Vault::copy_of(folder);
    vault.index();
    let session = Session::open(&vault.place(), RefreshPolicy::NoRefresh, &Silent).expect("an index that serves");
    let catalog = session.catalog(Part::ALL).expect("facts that decode");
    let systems = Systems::new(&catalog);
    let rows = RecordRows::new(&catalog, &systems);
    let json = |value: Result<Value, serde_json::Error>| value.expect("JSON");
    let records = integrations::integrations(&catalog).map(|entry| json(serde_json::to_value(rows.row(&entry))));
    let entries = timeline::events(&catalog, &EventFilter::default()).into_iter().map(serde_json::to_value).map(json);
    let malformed = timeline::malformed(&catalog, None).into_iter().map(serde_json::to_value).map(json);
    Found { records: records.collect(), entries: entries.collect(), malformed: malformed.collect() }
}

/// Returns the differences between a vault and what is expected of it.
fn compare(found: &Found, expected: &Value) -> Vec<String> {
    let mut differences = Vec::new();
    for (key, expected) in object(expected) {
        match key.as_str() {
            "records" => object(expected).iter().for_each(|(path, fields)| {
                match at(&found.records, path).first() {
                    Some(record) => compare_record(record, fields, path, &mut differences),
                    None => differences.push(format!("{path}: no record")),
                };
            }),
            "rows" => object(expected)
                .iter()
                .for_each(|(path, rows)| compare_rows(&at(&found.records, path), array(rows), path, &mut differences)),
            "no_record" => {
                let paths = array(expected).iter().map(|path| path.as_str().expect("a path"));
                let recorded = paths.filter(|path| !at(&found.records, path).is_empty());
                differences.extend(recorded.map(|path| format!("{path}: is a record, should be none")));
            }
            "count" => compare_counts(&found.records, object(expected), "records", &mut differences),
            "total" if json!(found.records.len()) == *expected => {}
            "total" => differences.push(format!("{} records in all, should be {expected}", found.records.len())),
            "entries" => object(expected).iter().for_each(|(path, entries)| {
                compare_entries(at(&found.entries, path), array(entries), path, &mut differences);
            }),
            "malformed" => compare_counts(&found.malformed, object(expected), "malformed lines", &mut differences),
            _ => panic!("nothing is called {key}"),
        }
    }
    differences
}

fn compare_rows(records: &[&Value], rows: &[Value], path: &str, differences: &mut Vec<String>) {
    if records.len() != rows.len() {
        differences.push(format!("{path}: {} records, should be {}", records.len(), rows.len()));
    }
    for (record, fields) in records.iter().zip(rows) {
        compare_record(record, fields, &format!("{path}:{}", record["line"]), differences);
    }
}

fn compare_counts(items: &[Value], expected: &Map<String, Value>, what: &str, differences: &mut Vec<String>) {
    for (path, expected) in expected {
        let n_found = at(items, path).len();
        if json!(n_found) != *expected {
            differences.push(format!("{path}: {n_found} {what}, should be {expected}"));
        }
    }
}

fn compare_entries(mut found: Vec<&Value>, expected: &[Value], path: &str, differences: &mut Vec<String>) {
    found.sort_by_key(|entry| entry["line"].as_u64());
    if found.len() != expected.len() {
        differences.push(format!("{path}: {} entries, should be {}", found.len(), expected.len()));
        return;
    }
    for (entry, fields) in found.into_iter().zip(expected) {
        for (key, expected) in object(fields) {
            let text = entry["text"].as_str().unwrap_or_default();
            let (value, is_right) = match key.as_str() {
                "text_has" => (&entry["text"], text.contains(expected.as_str().expect("a text"))),
                key => (&entry[key], entry[key] == *expected),
            };
            if !is_right {
                differences.push(format!("{path}:{}: {key} is {value}, should be {expected}", entry["line"]));
            }
        }
    }
}

/// Compares the fields of a record that `expected` names.
fn compare_record(record: &Value, expected: &Value, place: &str, differences: &mut Vec<String>) {
    for (key, expected) in object(expected) {
        match key.as_str() {
            "no_target" => {
                let targets = array(&record["mappings"]).iter().map(|row| &row["target"]);
                let unwanted = targets.filter(|target| array(expected).contains(target));
                differences.extend(unwanted.map(|target| format!("{place}: a mapping has the target {target}")));
            }
            "status_not" if array(expected).contains(&record["status"]) => {
                differences.push(format!("{place}: status {}", record["status"]));
            }
            "status_not" => {}
            "frequency_like" => {
                let frequency = record["frequency"].as_str().unwrap_or_default();
                if !frequency.contains(expected.as_str().expect("a text")) {
                    differences.push(format!("{place}: frequency {}, not {expected}", record["frequency"]));
                }
            }
            "any_role" => {
                let roles = ["sources", "targets", "parties", "middleware"].map(|role| array(&record[role]));
                let named: Vec<&Value> = roles.into_iter().flatten().map(|system| &system["name"]).collect();
                let missing = array(expected).iter().filter(|name| !named.contains(name));
                differences.extend(missing.map(|name| format!("{place}: {name} has no part")));
            }
            key => {
                let (found, expected) = (comparable(key, value(record, key)), comparable(key, expected.clone()));
                if found != expected {
                    differences.push(format!("{place}: {key} is {found}, should be {expected}"));
                }
            }
        }
    }
}

/// Returns a field of a record in the short form of `expect.json`.
fn value(record: &Value, key: &str) -> Value {
    let items = |list: &str| array(&record[list]).iter();
    let each = |list: &str, key: &str| items(list).map(|item| item[key].clone()).collect::<Value>();
    let pairs = |list: &str, keys: [&str; 2]| items(list).map(|item| json!(keys.map(|key| &item[key]))).collect();
    match key {
        "sources" | "targets" | "middleware" => each(key, "name"),
        "owner" => record["owner"]["text"].clone(),
        "mappings" => pairs("mappings", ["source", "target"]),
        "rules" => each("mappings", "rule"),
        "mandatory" => each("mappings", "mandatory"),
        "people" => each("people", "text"),
        "failures" => pairs("failure_modes", ["name", "recovery"]),
        "failures_recovery" => each("failure_modes", "recovery"),
        "failure_count" => json!(items("failure_modes").len()),
        key => record[key].clone(),
    }
}

/// Sorts the systems of a role, whose order means nothing.
fn comparable(key: &str, mut value: Value) -> Value {
    if let ("sources" | "targets" | "middleware", Value::Array(names)) = (key, &mut value) {
        names.sort_by_key(ToString::to_string);
    }
    value
}

fn at<'a>(items: &'a [Value], path: &str) -> Vec<&'a Value> {
    items.iter().filter(|item| item["path"] == path).collect()
}

#[track_caller]
fn object(value: &Value) -> &Map<String, Value> {
    value.as_object().expect("an object")
}

#[track_caller]
fn array(value: &Value) -> &Vec<Value> {
    value.as_array().expect("a list")
}
