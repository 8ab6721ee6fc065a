//! What `search` adds for a person: spellings that were meant, lines around a line, places for an editor, the note
//! opened in the app.

use std::fs;

use vaultdex::session::{Session, Want};
use vaultdex_query::search::parse;

use crate::support::{Silent, Vault, ran};

const VAULT: &str = "\
//- Orders.md
one
two
settlement run of orders
four
five
six
Settlement again é settlement
eight
//- Settings.md
nothing here
//- Private/Secret.md
confidential
";

fn vault() -> Vault {
    let vault = Vault::new(VAULT);
    vault.write(".obsidian/app.json", "{\"userIgnoreFilters\": [\"Private/\"]}");
    vault.index();
    vault
}

#[test]
fn words_that_are_not_there_are_answered_with_the_nearest() {
    let vault = vault();
    let session = Session::open(&vault.place(), Want::Now, &Silent).expect("an index");
    let check = |query: &str, expected: &[&str]| {
        assert_eq!(session.near(&parse(query).expect("a good query")).expect("words"), expected, "{query}");
    };
    check("setlement", &["settlement"]);
    check("SETTLEMNET", &["settlement"]);
    check("ordres", &["orders"]);
    check("orders setings", &["settings"]);
    check("zrders setlement", &["orders", "settlement"]);
    check("settle", &[]);
    check("xyzzyxyzzy", &[]);
    check("ab", &[]);
    check("-setlement", &[]);
    // Words of notes that are hidden, or gone, would find nothing.
    check("confidental", &[]);
    vault.remove("Settings.md");
    let session = Session::open(&vault.place(), Want::Now, &Silent).expect("an index");
    assert_eq!(session.near(&parse("setings").expect("a good query")).expect("words"), [""; 0]);
}

#[test]
fn spellings_are_told_to_a_person_only() {
    let vault = vault();
    let piped = vault.run(&["search", "setlement"]);
    assert_eq!((piped.code, piped.stdout.as_str(), piped.stderr.as_str()), (1, "", ""));
    let (binary, root, index) = (env!("CARGO_BIN_EXE_vaultdex"), vault.root(), vault.index_folder());
    let line = format!("'{binary}' --vault '{}' --index-dir '{}' search setlement", root.display(), index.display());
    let Ok(output) = std::process::Command::new("script").args(["-qec", &line, "/dev/null"]).output() else {
        println!("SKIPPED: without `script` there is no terminal to say it on");
        return;
    };
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(said.contains("nothing found; did you mean `settlement`?"), "{said}");
    assert_eq!(output.status.code(), Some(1), "{said}");
}

#[test]
fn lines_around_a_match() {
    let vault = vault();
    let check = |args: &[&str], expected: &str| {
        let ran = vault.run(&[&["search", "settlement"], args].concat());
        assert_eq!(ran.stdout, expected, "{args:?}");
    };
    let (three, seven) = ("  3: settlement run of orders\n", "  7: Settlement again é settlement\n");
    check(&[], &format!("Orders.md\n{three}{seven}"));
    check(&["-C", "1"], &format!("Orders.md\n  2  two\n{three}  4  four\n  …\n  6  six\n{seven}  8  eight\n"));
    let all =
        format!("Orders.md\n  1  one\n  2  two\n{three}  4  four\n  5  five\n  6  six\n{seven}  8  eight\n  9  \n");
    check(&["--context", "2"], &all);
    check(&["-C", "1000000"], &all);
}

#[test]
fn how_many_more_there_are_is_said_once() {
    let vault = Vault::new("//- a.md\nx\n//- b.md\nx\n//- c.md\nx\n");
    let check = |args: &[&str], said: &str| assert_eq!(vault.run(args).stderr, said, "{args:?}");
    check(&["search", "x"], "");
    check(&["search", "-n", "2", "x"], "vaultdex: 1 more note; -n shows it\n");
    check(&["search", "-n", "1", "x"], "vaultdex: 2 more notes; -n shows more of them\n");
    check(&["search", "-n", "1", "line:x"], "vaultdex: there may be more notes; -n shows more of them\n");
    check(&["-q", "search", "-n", "1", "x"], "");
    check(&["search", "-n", "1", "-l", "x"], "");
}

#[test]
fn places_for_an_editor() {
    let vault = vault();
    let check = |query: &str, expected: &str| {
        assert_eq!(vault.run(&["search", "--vimgrep", query]).stdout, expected, "{query}");
    };
    let (three, seven) = ("Orders.md:3:1:settlement run of orders\n", "Orders.md:7:");
    check(
        "settlement",
        &format!("{three}{seven}1:Settlement again é settlement\n{seven}21:Settlement again é settlement\n"),
    );
    check("\"é\"", &format!("{seven}18:Settlement again é settlement\n"));
    check("\"é settlement\"", &format!("{seven}18:Settlement again é settlement\n"));
    check("file:settings", "Settings.md:1:1:Settings\n");
    assert_eq!(vault.run(&["search", "--vimgrep", "--json", "x"]).code, 2);
}

#[cfg(target_os = "linux")]
#[test]
fn the_first_note_is_opened_in_obsidian() {
    use std::os::unix::fs::PermissionsExt;
    let vault = vault();
    let programs = tempfile::tempdir().expect("a temporary folder");
    let opened = programs.path().join("opened");
    let opener = programs.path().join("xdg-open");
    let write = |status: u8| {
        let script = format!("#!/bin/sh\necho \"$1\" >> '{}'\nexit {status}\n", opened.display());
        fs::write(&opener, script).expect("a script");
        fs::set_permissions(&opener, fs::Permissions::from_mode(0o755)).expect("a program");
    };
    write(0);
    let run = |args: &[&str]| ran(vault.command(args).env("PATH", format!("{}:/bin", programs.path().display())));
    assert_eq!(run(&["search", "-l", "settlement"]).code, 0);
    assert!(!opened.exists(), "nothing is opened unasked");
    assert_eq!(run(&["search", "--open", "nowhere"]).code, 1);
    assert!(!opened.exists(), "there is nothing to open");
    let found = run(&["search", "-l", "--open", "settlement"]);
    assert_eq!((found.stdout.as_str(), found.code), ("Orders.md\n", 0), "{found:?}");
    let address = fs::read_to_string(&opened).expect("it was opened");
    assert_eq!(address, "obsidian://open?vault=vault&file=Orders.md\n");
}
