//! Lists as DuckDB, jq and a spreadsheet read them.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::{cases, tools};

/// The lists: the key of the items in the JSON document, the command, and columns for the spreadsheet, which guesses the
/// delimiter and so needs more of them than of other marks.
const LISTS: &[(&str, &[&str], &str)] = &[
    ("hits", &["search", "a", "-n", "50", "--no-closest"], "path,title,score"),
    ("links", &["links", "--all"], "source,line,target"),
    ("unresolved", &["unresolved"], "target,count"),
    ("notes", &["orphans"], "path"),
    ("tags", &["tags"], "tag,count,notes"),
    ("properties", &["properties"], "name,type,count"),
    ("tasks", &["tasks"], "path,line,status,text"),
    ("integrations", &["integrations"], "id,name,status,flow,path"),
    ("unread", &["integrations", "--unread"], "path,line,kind"),
    ("systems", &["systems"], "name,destination,status"),
    ("owners", &["owners"], "owner,destination,all"),
    ("entries", &["changelog"], "date,text,path,line"),
    ("templates", &["templates"], "path,shape,tasks"),
];

/// Notes whose texts a spreadsheet would compute, or a reader of CSV could misunderstand.
const HOSTILE: &[(&str, &str)] = &[
    ("=1+1.md", "---\ntype: integration\ntitle: '=SUM(A1:A9)'\nsource: '@now'\ntarget: \"-2+3\"\n---\n[[+5]]\n"),
    ("a; b.md", "- [ ] =HYPERLINK(\"http://x\") a\tb\n- [x] 'quoted\n- [ ] \u{e9}\u{1f980} 日本 #tag/=1\n"),
];

/// Writes each list of a vault in each format, as `VAULT-KEY.csv` and so on.
fn write_lists(name: &str, vault: &Path, folder: &Path) {
    for (key, arguments, columns) in LISTS {
        let formats = ["json", "ndjson", "csv", "tsv"].map(|format| (format, vec!["--format", format]));
        let sheet = ("sheet.csv", vec!["--format", "csv", "--columns", columns]);
        for (ending, format) in formats.into_iter().chain([sheet]) {
            let mut command = Command::new(env!("CARGO_BIN_EXE_vaultdex"));
            command.arg("--vault").arg(vault).arg("--index-dir").arg(folder.join(format!(".{name}-index")));
            command.env("XDG_CONFIG_HOME", folder.join(".config")).env("VAULTDEX_NOW", "2026-06-15T09:00:00Z");
            let output = command.args(*arguments).arg("-q").args(format).stdin(Stdio::null()).output();
            let output = output.expect("it runs");
            assert_ne!(output.status.code(), Some(2), "{key}: {}", String::from_utf8_lossy(&output.stderr));
            fs::write(folder.join(format!("{name}-{key}.{ending}")), output.stdout).expect("a file");
        }
    }
}

#[test]
fn duckdb_jq_and_a_spreadsheet_read_the_same_lists() {
    let (python, jq, spreadsheet) = match (tools::python(), tools::jq(), tools::ssconvert()) {
        (Ok(python), Ok(jq), Ok(spreadsheet)) => (python, jq, spreadsheet),
        missing => return tools::skip("DuckDB, jq, Gnumeric", &format!("{missing:?}")),
    };
    let folder = tools::home().join("lists");
    if folder.exists() {
        fs::remove_dir_all(&folder).expect("ours to remove");
    }
    let hostile = folder.join(".hostile");
    fs::create_dir_all(hostile.join(".obsidian")).expect("a folder");
    for (path, text) in HOSTILE {
        fs::write(hostile.join(path), text).expect("a note");
    }
    for (name, vault) in cases::vaults().into_iter().chain([("hostile", hostile)]) {
        write_lists(name, &vault, &folder);
    }
    let mut read = Command::new(python);
    read.arg(tools::sources().join("read_lists.py")).arg(&folder).arg(jq).arg(spreadsheet);
    print!("{}", tools::run(&mut read).expect("they read the same"));
}
