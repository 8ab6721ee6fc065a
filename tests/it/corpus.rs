//! Reads the vaults of notes in the manners of many authors (`vault-fixtures/records` and `vault-fixtures/registers`),
//! compares what was read with tables that were written by hand, prints the figures, and checks their floors.
//!
//! A value that is shown and differs is wrong, unless it is marked as a guess; one that is not shown is missing.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::support::{Vault, fixture, ran};

mod registers;

/// The date for which the tables are valid.
const NOW: &str = "2026-06-15T09:00:00Z";

/// The fields with a single value, by the name that they have in the tables and in JSON.
const SINGLE: [&str; 11] = [
    "id",
    "name",
    "status",
    "owner",
    "frequency",
    "direction",
    "classification",
    "created",
    "updated",
    "last_reviewed",
    "next_review",
];

/// The roles of systems.
const SIDES: [&str; 4] = ["sources", "targets", "middleware", "parties"];

/// A row of a table, by column name.
type Row = BTreeMap<String, String>;

#[derive(Default)]
struct Count {
    right: usize,
    wrong: usize,
    missing: usize,
}

impl Count {
    /// Returns the percentage of what is shown that is right.
    fn precision(&self) -> f64 {
        percentage(self.right, self.right + self.wrong)
    }

    /// Returns the percentage of what should be shown that is.
    fn recall(&self) -> f64 {
        percentage(self.right, self.right + self.missing)
    }
}

/// Returns the percentage; 100 of nothing.
fn percentage(part: usize, whole: usize) -> f64 {
    let count = |number: usize| f64::from(u32::try_from(number).expect("a small number"));
    if whole == 0 { 100.0 } else { 100.0 * count(part) / count(whole) }
}

/// What was counted, each difference in words, and the floors that were missed.
#[derive(Default)]
struct Figures {
    counts: Vec<(String, Count)>,
    differences: Vec<String>,
    missed: Vec<String>,
}

impl Figures {
    fn count(&mut self, what: &str) -> &mut Count {
        let index = self.counts.iter().position(|(name, _)| name == what).unwrap_or(self.counts.len());
        if index == self.counts.len() {
            self.counts.push((what.to_owned(), Count::default()));
        }
        &mut self.counts[index].1
    }

    fn right(&mut self, what: &str) {
        self.count(what).right += 1;
    }

    fn wrong(&mut self, what: &str, difference: String) {
        self.count(what).wrong += 1;
        self.differences.push(difference);
    }

    fn missing(&mut self, what: &str, difference: String) {
        self.count(what).missing += 1;
        self.differences.push(difference);
    }

    fn print(&self, title: &str) {
        println!("{title}");
        self.differences.iter().for_each(|difference| println!("  {difference}"));
        println!("  {:28}{:>7}{:>7}{:>9}{:>11}{:>8}", "", "right", "wrong", "missing", "precision", "recall");
        for (what, count) in &self.counts {
            let Count { right, wrong, missing } = count;
            let (precision, recall) = (count.precision(), count.recall());
            println!("  {what:28}{right:>7}{wrong:>7}{missing:>9}{precision:>9.1} %{recall:>6.1} %");
        }
    }

    fn at_least(&mut self, what: &str, value: f64, floor: f64) {
        if value < floor {
            self.missed.push(format!("{what}: {value:.1} %, at least {floor} %"));
        }
    }

    fn at_most(&mut self, what: &str, value: f64, ceiling: f64) {
        if value > ceiling {
            self.missed.push(format!("{what}: {value:.1}, at most {ceiling}"));
        }
    }

    #[track_caller]
    fn check(self) {
        assert!(self.missed.is_empty(), "below the floors (see the table above):\n  {}", self.missed.join("\n  "));
    }
}

/// What the commands say about a vault.
struct Answer {
    records: Vec<Value>,
    entries: Vec<Value>,
    systems: Vec<Value>,
}

fn ask(folder: &Path) -> Answer {
    let vault = Vault::copy_of(folder);
    let list = |command: &str, key: &str| {
        let ran = ran(vault.command(&[command, "--json"]).env("VAULTDEX_NOW", NOW));
        let document: Value = serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error}: {ran:?}"));
        document[key].as_array().expect("a list").clone()
    };
    Answer {
        records: list("integrations", "integrations"),
        entries: list("changelog", "entries"),
        systems: list("systems", "systems"),
    }
}

fn table(path: &Path) -> Vec<Row> {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut lines = text.lines().filter(|line| !line.is_empty());
    let columns: Vec<&str> = lines.next().expect("a header").split('\t').collect();
    let row = |line: &str| {
        let cells: Vec<&str> = line.split('\t').collect();
        assert!(cells.len() <= columns.len(), "{}: too many cells in {line:?}", path.display());
        let cell = |index: usize| cells.get(index).copied().unwrap_or_default().to_owned();
        columns.iter().enumerate().map(|(index, column)| ((*column).to_owned(), cell(index))).collect()
    };
    lines.map(row).collect()
}

/// Returns the rows of a table by path.
fn by_path(rows: Vec<Row>) -> BTreeMap<String, Vec<Row>> {
    let mut by_path: BTreeMap<String, Vec<Row>> = BTreeMap::new();
    for row in rows {
        by_path.entry(row["path"].clone()).or_default().push(row);
    }
    by_path
}

/// Removes what does not matter to a comparison: marks, the space around, a final period and letter case.
fn fold(text: &str) -> String {
    let plain: String = text.chars().filter(|c| !matches!(c, '`' | '*')).collect();
    let words: Vec<&str> = plain.split_whitespace().collect();
    words.join(" ").trim_end_matches('.').to_lowercase()
}

fn cell<'a>(row: &'a Row, column: &str) -> &'a str {
    row.get(column).map_or("", String::as_str)
}

/// Returns the names in a cell.
fn several(row: &Row, column: &str) -> BTreeSet<String> {
    cell(row, column).split("; ").map(fold).filter(|name| !name.is_empty()).collect()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// Returns the systems of a record in some roles, with or without those that are marked as a guess.
fn systems_of(record: &Value, roles: &[&str], with_guesses: bool) -> BTreeSet<String> {
    let sides = roles.iter().flat_map(|role| record[*role].as_array().into_iter().flatten());
    let counts = |side: &&Value| with_guesses || side["state"] != "suspect";
    sides.filter(counts).map(|side| fold(&text(&side["name"]))).collect()
}

fn compare_value(figures: &mut Figures, place: &str, record: &Value, field: &str, expected: &str) {
    let value = if field == "owner" { &record[field]["text"] } else { &record[field] };
    let is_guess = record["suspect"].as_array().is_some_and(|fields| fields.iter().any(|name| name == field));
    let shown = text(value);
    // A source and a target imply the direction, even if the note does not state it.
    let is_implied = field == "direction" && expected.is_empty() && shown == "one-way";
    if is_implied || (shown.is_empty() && expected.is_empty()) {
        return;
    }
    if expected.split(" | ").any(|one| fold(one) == fold(&shown)) {
        figures.right(field);
    } else if !shown.is_empty() && !is_guess {
        figures.wrong(field, format!("{place}: {field} is {shown:?}, should be {expected:?}"));
    } else if !expected.is_empty() {
        figures.missing(field, format!("{place}: {field} is missing: {expected:?}"));
    }
}

fn compare_sides(figures: &mut Figures, place: &str, record: &Value, expected: &Row) {
    let every: BTreeSet<String> = SIDES.iter().flat_map(|role| several(expected, role)).collect();
    for role in SIDES {
        let wanted = several(expected, role);
        // Which part a party has is not asked: it may be named as a source or a target as well.
        let is_party = role == "parties";
        let found = systems_of(record, if is_party { &SIDES } else { std::slice::from_ref(&role) }, true);
        let certain = systems_of(record, &[role], false);
        let odd: Vec<&String> = certain.difference(if is_party { &every } else { &wanted }).collect();
        if !odd.is_empty() {
            figures.wrong(role, format!("{place}: {role} has {odd:?}, should be {wanted:?}"));
        } else if !wanted.is_subset(&found) {
            figures.missing(role, format!("{place}: {role} is {found:?}, should be {wanted:?}"));
        } else if !wanted.is_empty() {
            figures.right(role);
        }
    }
}

fn compare_mappings(figures: &mut Figures, place: &str, record: Option<&Value>, expected: &[Row]) {
    let plain = |value: &Value| text(value).replace('`', "");
    let own = record.into_iter().flat_map(|record| record["mappings"].as_array().into_iter().flatten());
    let mut left: Vec<(String, String, &Value)> = own
        .filter(|mapping| mapping["embedded_from"].is_null())
        .map(|mapping| (plain(&mapping["source"]), plain(&mapping["target"]), &mapping["mandatory"]))
        .collect();
    for row in expected {
        let (source, target) = (cell(row, "source"), cell(row, "target"));
        let Some(index) = left.iter().position(|pair| pair.0 == source && pair.1 == target) else {
            figures.missing("mapping pairs", format!("{place}: no pair {source} → {target}"));
            continue;
        };
        let (_, _, mandatory) = left.remove(index);
        figures.right("mapping pairs");
        match (cell(row, "mandatory"), mandatory.as_bool()) {
            ("", _) => {}
            (wanted, Some(found)) if wanted == found.to_string() => figures.right("mandatory"),
            (wanted, Some(_)) => figures.wrong("mandatory", format!("{place}: {source}: mandatory is not {wanted}")),
            (_, None) => figures.missing("mandatory", format!("{place}: {source}: mandatory is not read")),
        }
    }
    for (source, target, _) in left {
        let is_known = expected.iter().any(|row| cell(row, "source") == source);
        figures.wrong("mapping pairs", format!("{place}: no such pair: {source} → {target}"));
        figures.count("wrong mapping targets").wrong += usize::from(is_known && !target.is_empty());
    }
}

fn compare_failures(figures: &mut Figures, place: &str, record: Option<&Value>, expected: &[Row]) {
    let modes = record.into_iter().flat_map(|record| record["failure_modes"].as_array().into_iter().flatten());
    let mut left: Vec<(String, String)> =
        modes.map(|mode| (fold(&text(&mode["name"])), fold(&text(&mode["recovery"])))).collect();
    for row in expected {
        let (name, recovery) = (fold(cell(row, "name")), fold(cell(row, "recovery")));
        let is_named = |found: &str| !found.is_empty() && (found.starts_with(&name) || name.starts_with(found));
        let Some(index) = left.iter().position(|(found, _)| is_named(found)) else {
            figures.missing("failure modes", format!("{place}: no failure mode {name:?}"));
            continue;
        };
        let (found_name, found) = left.remove(index);
        figures.right("failure modes");
        if found.contains(&recovery) {
            figures.right("recovery");
        } else if !found.is_empty() {
            figures.wrong("recovery", format!("{place}: recovery of {name:?} is {found:?}, should be {recovery:?}"));
        } else if !found_name.contains(&recovery) {
            figures.missing("recovery", format!("{place}: no recovery of {name:?}"));
        }
    }
    for (name, _) in left {
        figures.wrong("failure modes", format!("{place}: no such failure mode: {name:?}"));
    }
}

fn compare_entries(figures: &mut Figures, entries: &[Value], expected: &[Row]) {
    let shown = |entry: &Value| (text(&entry["path"]), text(&entry["date"]), fold(&text(&entry["text"])));
    let mut left: Vec<(String, String, String)> = entries.iter().map(shown).collect();
    figures.count("entries without text").wrong += left.iter().filter(|(_, _, text)| text.is_empty()).count();
    for row in expected {
        let (path, date, wanted) = (cell(row, "path"), cell(row, "date"), fold(cell(row, "text")));
        match left.iter().position(|entry| entry.0 == path && entry.1 == date && entry.2.contains(&wanted)) {
            Some(index) => {
                left.remove(index);
                figures.right("entries");
            }
            None => figures.missing("entries", format!("{path}: no entry {date} {wanted:?}")),
        }
    }
    for (path, date, text) in left {
        figures.wrong("entries", format!("{path}: no such entry: {date} {text:?}"));
    }
}

/// Counts the names that are listed as systems. A system is what a table names as a side, and what has a note.
fn compare_systems(figures: &mut Figures, vault: &Path, listed: &[Value], rows: &[&Row]) {
    let columns = || SIDES.iter().chain(&["any_role"]);
    let mut known: BTreeSet<String> =
        rows.iter().flat_map(|row| columns().flat_map(|column| several(row, column))).collect();
    for entry in fs::read_dir(vault.join("Systems")).into_iter().flatten().flatten() {
        known.extend(entry.path().file_stem().map(|name| fold(&name.to_string_lossy())));
    }
    for system in listed {
        let name = text(&system["name"]);
        match known.contains(&fold(&name)) {
            true => figures.right("systems"),
            false => figures.wrong("systems", format!("systems lists {name:?}")),
        }
    }
}

/// Returns whether a record says anything besides its name.
fn has_field(record: &Value) -> bool {
    let values = ["status_raw", "doc_status", "type", "priority", "go_live", "last_tested", "purpose", "version"];
    let lists = ["mappings", "flows", "endpoints", "failure_modes", "people"];
    let keys = SINGLE.iter().filter(|field| **field != "name").chain(&SIDES).chain(&values).chain(&lists);
    let is_filled = |value: &Value| !value.is_null() && value.as_array().is_none_or(|items| !items.is_empty());
    keys.into_iter().any(|key| is_filled(&record[*key]))
}

/// Returns the records by path.
fn of_notes(records: &[Value]) -> BTreeMap<String, Vec<&Value>> {
    let mut of_notes: BTreeMap<String, Vec<&Value>> = BTreeMap::new();
    for record in records {
        of_notes.entry(text(&record["path"])).or_default().push(record);
    }
    of_notes
}

const IS_ONE: &str = "is an integration";

#[test]
fn notes_of_one_integration_are_read_right() {
    let (vault, expected) = (fixture("records").join("vault"), fixture("records").join("expected"));
    let notes = table(&expected.join("records.tsv"));
    let mappings = by_path(table(&expected.join("mappings.tsv")));
    let failures = by_path(table(&expected.join("failures.tsv")));
    let answer = ask(&vault);
    let mut found = of_notes(&answer.records);
    let mut figures = Figures::default();
    for note in &notes {
        let path = cell(note, "path");
        let records = found.remove(path).unwrap_or_default();
        let record = records.first().copied();
        match record {
            Some(_) => figures.right(IS_ONE),
            None => figures.missing(IS_ONE, format!("{path}: no record")),
        }
        for record in records.iter().skip(1) {
            figures.wrong(IS_ONE, format!("{path}:{}: a second record", record["line"]));
        }
        let shown = record.unwrap_or(&Value::Null);
        SINGLE.iter().for_each(|field| compare_value(&mut figures, path, shown, field, cell(note, field)));
        compare_sides(&mut figures, path, shown, note);
        compare_mappings(&mut figures, path, record, mappings.get(path).map_or(&[], Vec::as_slice));
        compare_failures(&mut figures, path, record, failures.get(path).map_or(&[], Vec::as_slice));
    }
    for (path, records) in found {
        records.iter().for_each(|_| figures.wrong(IS_ONE, format!("{path}: a record, should be none")));
    }
    for record in answer.records.iter().filter(|record| !has_field(record)) {
        figures.wrong("records with a field", format!("{}: a record without any field", record["path"]));
    }
    compare_systems(&mut figures, &vault, &answer.systems, &notes.iter().collect::<Vec<_>>());
    compare_entries(&mut figures, &answer.entries, &table(&expected.join("entries.tsv")));
    figures.print(&format!("{} notes that document one integration", notes.len()));
    check_records(figures, notes.len());
}

fn check_records(mut figures: Figures, n_notes: usize) {
    for (what, recall) in [(IS_ONE, 90.0), ("mapping pairs", 90.0), ("failure modes", 85.0)] {
        let value = figures.count(what).recall();
        figures.at_least(&format!("{what}, found"), value, recall);
    }
    for (what, precision) in [(IS_ONE, 95.0), ("systems", 97.0)] {
        let value = figures.count(what).precision();
        figures.at_least(&format!("{what}, right"), value, precision);
    }
    for role in ["sources", "targets"] {
        let Count { right, wrong, missing } = *figures.count(role);
        figures.at_least(&format!("{role}, right"), percentage(right, right + wrong + missing), 85.0);
        figures.at_most(&format!("{role}, wrong"), percentage(wrong, n_notes), 3.0);
    }
    for what in ["wrong mapping targets", "records with a field", "entries without text"] {
        let wrong = figures.count(what).wrong;
        figures.at_most(what, percentage(wrong, 100), 0.0);
    }
    figures.check();
}
