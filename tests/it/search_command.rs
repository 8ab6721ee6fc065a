//! Output of `search` for people: spelling suggestions, context lines, locations for editors, and opening the first
//! note in Obsidian.

use std::fs;

use vaultdex::session::{RefreshPolicy, Session};
use vaultdex_notes::VaultPath;
use vaultdex_query::search::{Options, parse};

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
fn similar_spellings_are_suggested() {
    let vault = vault();
    let session = Session::open(&vault.place(), RefreshPolicy::Refresh, &Silent).expect("an index");
    let check = |query: &str, expected: &[&str]| {
        assert_eq!(session.suggestions(&parse(query).expect("a good query")).expect("words"), expected, "{query}");
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
    // Words of excluded or deleted notes are not suggested, because they would find nothing.
    check("confidental", &[]);
    vault.remove("Settings.md");
    let session = Session::open(&vault.place(), RefreshPolicy::Refresh, &Silent).expect("an index");
    assert_eq!(session.suggestions(&parse("setings").expect("a good query")).expect("words"), [""; 0]);
}

#[test]
fn suggestions_are_not_printed_for_machines() {
    let vault = vault();
    let piped = vault.run(&["search", "setlement"]);
    assert_eq!((piped.code, piped.stdout.as_str(), piped.stderr.as_str()), (1, "", ""));
    let (binary, root, index) = (env!("CARGO_BIN_EXE_vaultdex"), vault.root(), vault.index_folder());
    let line = format!(
        "'{binary}' --vault '{}' --index-dir '{}' search --no-closest setlement",
        root.display(),
        index.display()
    );
    let mut script = crate::process::isolated("script", vault.root().parent().expect("a home"));
    let Some(ran) = crate::process::try_run(script.args(["-qec", &line, "/dev/null"]).env("TERM", "xterm")) else {
        println!("SKIPPED: `script` is not installed, so there is no terminal");
        return;
    };
    let screen = ran.stdout;
    assert!(screen.contains("no matches; did you mean `settlement`?"), "{screen}");
    assert_eq!(ran.code, 1, "{screen}");
}

#[test]
fn one_note_can_be_asked_for_its_matches() {
    let vault = Vault::new("//- a.md\n# One\n\n## Two\nneedle\n//- b.md\nother\n");
    let session = Session::open(&vault.place(), RefreshPolicy::Refresh, &Silent).expect("an index");
    let matcher = session.matcher(&parse("needle").expect("a good query"), Options::default()).expect("a matcher");
    let matches = |path: &str| session.matches_in(&VaultPath::new(path), &matcher);
    let hit = matches("a.md").expect("a note");
    assert_eq!((hit.line, hit.headings.join(" › ")), (4, "One › Two".to_owned()));
    assert_eq!(matches("b.md").expect("a note").lines, []);
    vault.remove("a.md");
    assert!(matches("a.md").is_err());
}

#[test]
fn context_lines_are_printed_around_matches() {
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
fn number_of_further_results_is_printed_once() {
    let vault = Vault::new("//- a.md\nx\n//- b.md\nx\n//- c.md\nx\n");
    let check = |args: &[&str], message: &str| assert_eq!(vault.run(args).stderr, message, "{args:?}");
    check(&["search", "x"], "");
    check(&["search", "-n", "2", "x"], "note: 1 more note; increase -n to see it\n");
    check(&["search", "-n", "1", "x"], "note: 2 more notes; increase -n to see them\n");
    check(&["search", "-n", "1", "line:x"], "note: there may be more notes; increase -n to see them\n");
    check(&["-q", "search", "-n", "1", "x"], "");
    check(&["search", "-n", "1", "-l", "x"], "");
}

#[test]
fn locations_are_printed_for_editors() {
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
fn first_note_is_opened_in_obsidian() {
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
    assert_eq!(address, vault.address_in_obsidian("Orders.md\n"));
}

#[test]
fn alfred_gets_items_that_open_the_note_at_its_heading() {
    let vault = Vault::new("//- Orders & more.md\n# Flow\n## Steps\nsettle \"it\"\n//- Plain.md\nnothing\n");
    let ran = vault.run(&["search", "--format", "alfred", "settle"]);
    let path = format!("{}/Orders & more.md", vault.canonical_root());
    let address = vault.address_in_obsidian("Orders%20%26%20more.md%23Flow%23Steps");
    let item = serde_json::json!({
        "uid": path, "title": "Flow", "subtitle": "settle \"it\" — Orders & more.md › Flow › Steps",
        "arg": address, "quicklookurl": path, "text": {"copy": address, "largetype": "settle \"it\""},
        "mods": {"cmd": {"arg": path, "subtitle": path}},
    });
    let document: serde_json::Value = serde_json::from_str(&ran.stdout).expect("JSON");
    assert_eq!((document, ran.code), (serde_json::json!({"skipknowledge": true, "items": [item]}), 0));
    let none = vault.run(&["search", "--format", "alfred", "settling"]);
    assert_eq!(
        (serde_json::from_str::<serde_json::Value>(&none.stdout).expect("JSON")["items"].as_array(), none.code),
        (Some(&vec![]), 1)
    );
    let closest = vault.run(&["search", "--format", "alfred", "--closest", "settling"]);
    assert!(closest.stdout.contains("Orders & more.md"), "{closest:?}");
    // Only for a search.
    assert_eq!(vault.run(&["tags", "--format", "alfred"]).code, 2);
}
