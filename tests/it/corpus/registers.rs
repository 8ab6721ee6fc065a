//! Notes that document many integrations: a register, a list of feeds, a catalogue of events, a system's page.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

use super::{Count, Figures, Row, SIDES, ask, by_path, cell, compare_systems, compare_value, fold, of_notes, several};
use super::{systems_of, table, text};
use crate::support::fixture;

/// The folders of notes that are not in English.
const OTHER_LANGUAGES: [&str; 10] =
    ["Deutsch", "Español", "Français", "Italiano", "Nederlands", "Polski", "Português", "Русский", "中文", "日本語"];

/// Returns the name of a count for a note in English or in another language.
fn counted(what: &str, path: &str) -> String {
    let is_other = OTHER_LANGUAGES.iter().any(|folder| path.split('/').any(|name| name == *folder));
    format!("{what}, {}", if is_other { "others" } else { "English" })
}

#[test]
fn registers_are_read_right() {
    let folder = fixture("registers");
    if !folder.is_dir() {
        println!("SKIPPED: there is no corpus of registers");
        return;
    }
    let rows = table(&folder.join("expected.tsv"));
    let look_alikes = fs::read_to_string(folder.join("look-alikes.txt")).expect("a list of notes");
    let answer = ask(&folder.join("vault"));
    let mut found = of_notes(&answer.records);
    let mut figures = Figures::default();
    let notes = by_path(rows.clone());
    for (path, rows) in &notes {
        compare_note(&mut figures, path, rows, &found.remove(path).unwrap_or_default());
    }
    for path in look_alikes.lines().filter(|path| !path.is_empty() && !found.contains_key(*path)) {
        assert!(!notes.contains_key(path), "{path} is both");
        figures.right("look-alikes");
    }
    for (path, records) in found {
        let names: Vec<&Value> = records.iter().map(|record| &record["name"]).collect();
        figures.wrong("look-alikes", format!("{path}: should be no record: {names:?}"));
    }
    compare_systems(&mut figures, &folder.join("vault"), &answer.systems, &rows.iter().collect::<Vec<_>>());
    figures.print(&format!("{} integrations in {} notes", rows.len(), notes.len()));
    check(figures);
}

fn check(mut figures: Figures) {
    let floors = [
        ("notes found, English", 80.0),
        ("notes found, others", 70.0),
        ("integrations found, English", 75.0),
        ("integrations found, others", 65.0),
    ];
    for (what, floor) in floors {
        let value = figures.count(what).recall();
        figures.at_least(what, value, floor);
    }
    for (what, floor) in [("sides shown", 92.0), ("systems", 95.0)] {
        let value = figures.count(what).precision();
        figures.at_least(&format!("{what}, right"), value, floor);
    }
    let Count { wrong, .. } = *figures.count("look-alikes");
    if wrong > 1 {
        figures.missed.push(format!("{wrong} look-alikes became integrations, at most 1"));
    }
    figures.check();
}

fn compare_note(figures: &mut Figures, path: &str, rows: &[Row], records: &[&Value]) {
    match records.is_empty() {
        true => figures.missing(&counted("notes found", path), format!("{path}: none of {} found", rows.len())),
        false => figures.right(&counted("notes found", path)),
    }
    let found = counted("integrations found", path);
    let mut left = records.to_vec();
    for row in rows {
        let place = format!("{path}:{} {}{}", cell(row, "line"), cell(row, "id"), cell(row, "name"));
        let Some(index) = position(row, &left) else {
            figures.missing(&found, format!("{place}: not found"));
            continue;
        };
        let record = left.remove(index);
        figures.right(&found);
        for field in ["id", "name", "status", "owner", "frequency", "direction"] {
            if !cell(row, field).is_empty() {
                compare_value(figures, &place, record, field, cell(row, field));
            }
        }
        compare_sides(figures, &place, row, record);
    }
    for record in left {
        figures.wrong(&found, format!("{path}:{}: no such integration: {}", record["line"], record["name"]));
        figures.count("sides shown").wrong += systems_of(record, &SIDES, false).len();
    }
}

/// Returns the record of a row: that of the same line, else ID, name or systems.
fn position(row: &Row, records: &[&Value]) -> Option<usize> {
    let is_cell = |column: &str, value: &str| !value.is_empty() && fold(cell(row, column)) == fold(value);
    let (sources, targets, any_role) = (several(row, "sources"), several(row, "targets"), several(row, "any_role"));
    let has_sides = |record: &Value| {
        let is = |role, wanted: &BTreeSet<String>| systems_of(record, &[role], true) == *wanted;
        !(sources.is_empty() && targets.is_empty()) && is("sources", &sources) && is("targets", &targets)
    };
    let has_parties = |record: &Value| !any_role.is_empty() && systems_of(record, &SIDES, true) == any_role;
    let find = |is_it: &dyn Fn(&Value) -> bool| records.iter().position(|record| is_it(record));
    find(&|record| is_cell("line", &record["line"].to_string()))
        .or_else(|| find(&|record| is_cell("id", &text(&record["id"]))))
        .or_else(|| find(&|record| is_cell("name", &text(&record["name"]))))
        .or_else(|| find(&has_sides))
        .or_else(|| find(&has_parties))
}

/// Counts the sides that a record shows. A row may say who takes part and not who sends what: then a source or target
/// is right only if data flows both ways.
fn compare_sides(figures: &mut Figures, place: &str, row: &Row, record: &Value) {
    let every: BTreeSet<String> =
        ["sources", "targets", "any_role"].iter().flat_map(|column| several(row, column)).collect();
    let is_two_way = cell(row, "direction") == "two-way";
    for role in SIDES {
        let wanted = match role {
            "sources" | "targets" if !is_two_way => several(row, role),
            _ => every.clone(),
        };
        for name in systems_of(record, &[role], false) {
            match wanted.contains(&name) {
                true => figures.right("sides shown"),
                false => figures.wrong("sides shown", format!("{place}: {role} has {name:?}, should be {wanted:?}")),
            }
        }
    }
    for name in every.difference(&systems_of(record, &SIDES, true)) {
        figures.missing("sides shown", format!("{place}: {name:?} has no part"));
    }
}
