//! Tables with expected results that were written by hand (`vault-fixtures/NAME/expected`), and their comparison with
//! the output of commands.

use std::collections::BTreeMap;
use std::fs;

use serde_json::Value;

use crate::support::{Vault, fixture, ran};

/// The date for which the tables are valid.
const NOW: &str = "2026-06-15T09:00:00Z";

/// A row of a table, by column name.
pub type Row = BTreeMap<String, String>;

/// Returns the JSON output of a command on the date of the tables.
#[track_caller]
pub fn run_json(vault: &Vault, args: &[&str]) -> Value {
    let mut command = vault.command(args);
    command.arg("--json").env("VAULTDEX_NOW", NOW);
    let ran = ran(&mut command);
    serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{args:?}: {error}\n{}", ran.stderr))
}

/// Reads the columns and rows of a table of a fixture.
pub fn table(of: &str, name: &str) -> (Vec<String>, Vec<Row>) {
    let path = fixture(of).join("expected").join(name);
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut lines = text.lines();
    let columns: Vec<String> = lines.next().expect("a header").split('\t').map(str::to_owned).collect();
    let rows = lines.filter(|line| !line.is_empty()).map(|line| {
        let mut cells = line.split('\t');
        let row = columns.iter().map(|column| (column.clone(), cells.next().unwrap_or_default().to_owned())).collect();
        assert_eq!(cells.next(), None, "{name}: too many cells in {line:?}");
        row
    });
    let rows = rows.collect();
    (columns, rows)
}

/// Checks that the output and the table have the same rows, and lists the differences.
#[track_caller]
pub fn check(of: &str, name: &str, found: impl IntoIterator<Item = Row>) {
    let (columns, expected) = table(of, name);
    let line = |row: &Row| {
        let cells = columns.iter().map(|column| row.get(column).map_or("", String::as_str).to_owned());
        cells.collect::<Vec<_>>().join("\t")
    };
    let expected: Vec<String> = expected.iter().map(line).collect();
    let found: Vec<String> = found.into_iter().map(|row| line(&row)).collect();
    let missing: Vec<&String> = expected.iter().filter(|row| !found.contains(row)).collect();
    let more: Vec<&String> = found.iter().filter(|row| !expected.contains(row)).collect();
    let list = |rows: Vec<&String>| rows.into_iter().map(|row| format!("    {row}\n")).collect::<String>();
    assert!(
        missing.is_empty() && more.is_empty(),
        "{name}\n    {}\n  read by hand, not by the command:\n{}  read by the command, not by hand:\n{}",
        columns.join("\t"),
        list(missing),
        list(more)
    );
    assert_eq!(found, expected, "{name}: the order");
}

/// Returns a row of some cells.
pub fn row<const N: usize>(cells: [(&str, String); N]) -> Row {
    cells.into_iter().map(|(column, cell)| (column.to_owned(), cell)).collect()
}
