//! Paths in output and in arguments, from wherever a command is run, and the addresses of hyperlinks
//! (docs/spec/cli.md#paths, docs/spec/cli.md#hyperlinks).

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::process::by_way_of;
use crate::support::{Ran, Vault, ran};

const VAULT: &str = "\
//- Orders.md
# All orders
needle
//- sub/Orders.md
# Orders of the folder
needle [[Feed nine]]
//- sub/deep er/Feed nine.md
needle
//- -dash.md
needle
//- sub/-r.md
needle
";

const NEWLINE: &str = "sub/two\nlines.md";

fn vault() -> Vault {
    let vault = Vault::new(VAULT);
    vault.write(NEWLINE, "needle\n");
    fs::create_dir(home(&vault).join("elsewhere")).expect("a folder");
    symlink(vault.root(), home(&vault).join("link")).expect("a link");
    vault.index();
    vault
}

fn home(vault: &Vault) -> PathBuf {
    fs::canonicalize(vault.root().parent().expect("a home")).expect("it is there")
}

/// Runs a command in a folder below the vault's parent folder, as a shell that shows the folder so does.
fn run_in(folder: &str, vault: &Vault, args: &[&str]) -> Ran {
    ran(&mut command_in(folder, vault, args))
}

fn command_in(folder: &str, vault: &Vault, args: &[&str]) -> Command {
    let folder = home(vault).join(folder);
    let mut command = vault.command(args);
    command.current_dir(&folder).env("PWD", folder);
    command
}

/// Every kind of place in which a command can be run.
const FOLDERS: [&str; 7] = ["vault", "vault/sub", "vault/sub/deep er", "", "elsewhere", "link", "link/sub"];

#[test]
fn printed_paths_lead_to_the_notes_from_anywhere() {
    let vault = vault();
    let mut notes: Vec<PathBuf> =
        ["Orders.md", "sub/Orders.md", "sub/deep er/Feed nine.md", "-dash.md", "sub/-r.md", NEWLINE]
            .map(|path| home(&vault).join("vault").join(path))
            .into();
    notes.sort();
    for folder in FOLDERS {
        for args in [&["search", "needle", "-0"][..], &["tasks", "-0"], &["mentions", "Orders", "-0"]] {
            let found = run_in(folder, &vault, args).stdout;
            assert!(!found.split('\0').any(|path| path.starts_with('-')), "{folder}: {found:?}");
            let here = home(&vault).join(folder);
            let found = found.split_terminator('\0').map(|path| fs::canonicalize(here.join(path)).expect("a note"));
            let mut found: Vec<PathBuf> = found.collect();
            found.sort();
            if args[0] == "search" {
                assert_eq!(found, notes, "{folder}");
            }
        }
        let script = "\"$@\" | xargs -0 ls";
        let inner = command_in(folder, &vault, &["search", "needle", "-0"]);
        let listed = ran(&mut by_way_of("sh", &["-c", script, "sh"], &inner));
        assert_eq!((listed.code, listed.stderr.as_str()), (0, ""), "{folder}");
        // One line for each note, and one more for the name with a line break.
        assert_eq!(listed.stdout.lines().count(), notes.len() + 1, "{folder}: {}", listed.stdout);
    }
}

#[test]
fn paths_are_relative_to_the_working_directory_in_the_formats_for_paths_only() {
    let vault = vault();
    let root = vault.canonical_root();
    let query = ["file:\"feed nine\""];
    let check = |folder: &str, args: &[&str], expected: &str| {
        let args = [&["search"], args, &query].concat();
        assert_eq!(run_in(folder, &vault, &args).stdout, expected, "{folder}: {args:?}");
    };
    let absolute = format!("{root}/sub/deep er/Feed nine.md");
    for (folder, path) in [
        ("vault", "sub/deep er/Feed nine.md"),
        ("vault/sub", "deep er/Feed nine.md"),
        ("vault/sub/deep er", "Feed nine.md"),
        ("", "vault/sub/deep er/Feed nine.md"),
        ("elsewhere", absolute.as_str()),
        ("link/sub", "deep er/Feed nine.md"),
    ] {
        for args in [&["-l"][..], &["--format", "paths"], &["-l", "--path-style", "cwd"]] {
            check(folder, args, &format!("{path}\n"));
        }
        check(folder, &["-0"], &format!("{path}\0"));
        check(folder, &["--vimgrep"], &format!("{path}:1:1:Feed nine\n"));
        check(folder, &["-l", "--path-style", "vault"], "sub/deep er/Feed nine.md\n");
    }
    check("elsewhere", &["-l", "--path-style", "absolute"], &format!("{absolute}\n"));
    check("vault/sub", &["-l", "--path-style", "absolute"], &format!("{absolute}\n"));
    // The shell's own spelling of the vault is kept.
    let by_link = home(&vault).join("link/sub/deep er/Feed nine.md");
    check("link/sub", &["-l", "--path-style", "absolute"], &format!("{}\n", by_link.display()));
    for args in [&["--format", "tsv"][..], &["--format", "ndjson"], &["--json"], &[]] {
        let args = [&["search"], args, &query].concat();
        let printed = FOLDERS.map(|folder| run_in(folder, &vault, &args).stdout);
        assert!(printed[0].contains("sub/deep er/Feed nine.md"), "{args:?}: {}", printed[0]);
        let without_time = |text: &str| {
            let lines = text.lines().filter(|line| !line.contains("as_of"));
            lines.map(str::to_owned).collect::<Vec<_>>()
        };
        for other in &printed[1..] {
            assert_eq!(without_time(other), without_time(&printed[0]), "{args:?}");
        }
    }
    let document: serde_json::Value =
        serde_json::from_str(&run_in("elsewhere", &vault, &["orphans", "--json"]).stdout).expect("JSON");
    assert_eq!(document["root"], root);
}

#[test]
fn names_that_are_no_paths_are_printed_as_they_are() {
    let vault = Vault::new("//- sub/a.md\n---\nowner: x\n---\n#tag\n");
    vault.index();
    for folder in ["", "vault/sub"] {
        assert_eq!(run_in(folder, &vault, &["tags", "--format", "paths"]).stdout, "#tag\n");
        assert_eq!(run_in(folder, &vault, &["properties", "-0"]).stdout, "owner\0");
    }
}

#[test]
fn notes_are_named_by_paths_from_the_working_directory() {
    let vault = vault();
    let check = |folder: &str, note: &str, heading: &str| {
        let ran = run_in(folder, &vault, &["outline", note, "--format", "tsv"]);
        assert!(ran.stdout.contains(heading), "{folder}, {note}: {ran:?}");
    };
    let (root, sub) = ("All orders", "Orders of the folder");
    check("vault", "./Orders.md", root);
    check("vault/sub", "./Orders.md", sub);
    check("vault/sub", "./orders", sub);
    check("vault/sub", "../Orders.md", root);
    check("vault/sub/deep er", "../Orders.md", sub);
    check("", "./vault/sub/Orders.md", sub);
    check("", "vault/sub/Orders", sub);
    check("link/sub", "./Orders.md", sub);
    check("elsewhere", "../vault/Orders.md", root);
    check("elsewhere", "../link/sub/Orders.md", sub);
    let absolute = |folder: &str| home(&vault).join(folder).join("Orders.md").display().to_string();
    check("elsewhere", &absolute("vault/sub"), sub);
    check("elsewhere", &absolute("link/sub"), sub);
    // What names a note in the vault keeps its meaning.
    check("vault/sub", "Orders.md", root);
    check("vault/sub/deep er", "sub/Orders.md", sub);
    check("elsewhere", "./sub/Orders.md", sub);
    let outside = run_in("elsewhere", &vault, &["outline", "../nowhere/Orders.md"]);
    assert_eq!((outside.code, outside.stderr.as_str()), (2, "error: no note called `../nowhere/Orders.md`\n"));
}

#[test]
fn every_command_that_takes_a_note_takes_its_path() {
    let vault = Vault::new(
        "//- sub/Orders.md\n---\naliases: Feed nine\n---\n# Integration\n#tag [[Other]]\n- [ ] do\n## Change log\n- 2025-01-01_10-00 - Updated [[Other]]\n//- Orders.md\n[[sub/Orders]] is the feed nine\n",
    );
    vault.index();
    let commands: [&[&str]; 10] = [
        &["links", "NOTE", "--json"],
        &["backlinks", "NOTE", "--json"],
        &["mentions", "NOTE", "--json"],
        &["outline", "NOTE", "--json"],
        &["tags", "NOTE", "--json"],
        &["properties", "NOTE", "--json"],
        &["tasks", "NOTE", "--json"],
        &["show", "NOTE", "--json"],
        &["resolve", "[[Other]]", "--from", "NOTE", "--json"],
        &["graph", "--around", "NOTE", "--format", "json"],
    ];
    for args in commands {
        let printed = |folder: &str, note: &'static str| {
            let args: Vec<&str> = args.iter().map(|arg| if *arg == "NOTE" { note } else { arg }).collect();
            let ran = run_in(folder, &vault, &args);
            assert!(ran.code < 2, "{args:?}: {ran:?}");
            // `show` says in a note that there is no record, and of which file.
            ran.stdout + &ran.stderr
        };
        let expected = printed("", "sub/Orders.md");
        assert_eq!(printed("vault/sub", "./Orders.md"), expected, "{args:?}");
        assert_ne!(printed("vault", "Orders.md"), expected, "{args:?}");
    }
    let of_note = run_in("vault/sub", &vault, &["changelog", "./Orders.md", "--format", "paths"]);
    assert_eq!(of_note.stdout, "Orders.md\n", "{of_note:?}");
}

#[test]
fn hyperlinks_lead_to_programs_and_to_obsidian() {
    let vault = vault();
    let check = |to: &str, expected: &str| {
        let ran = run_in("elsewhere", &vault, &["--color", "always", "--hyperlink", to, "links", "sub/Orders.md"]);
        assert!(ran.stdout.starts_with(&format!("\u{1b}]8;;{expected}\u{1b}\\")), "{to}: {ran:?}");
    };
    let path = format!("{}/sub/Orders.md", vault.canonical_root());
    check("file", &format!("file://{path}"));
    check("vscode", &format!("vscode://file{path}:2:8"));
    check("ed://{path}?{line}&{column}", &format!("ed://{path}?2&8"));
    check("obsidian", &vault.address_in_obsidian("sub%2FOrders.md"));
    for without in ["never", "none", "auto"] {
        let ran = run_in("elsewhere", &vault, &["--color", "always", "--hyperlink", without, "links", "sub/Orders.md"]);
        assert!(!ran.stdout.contains("\u{1b}]8"), "{without}: {ran:?}");
    }
    // The app knows the vault, by another path to it.
    know(&vault, &home(&vault).join("link"));
    check("obsidian", "obsidian://open?vault=ef6ca3e3b524d22f&file=sub%2FOrders.md");
    let graph = run_in("elsewhere", &vault, &["graph", "--links", "uri", "--format", "dot"]);
    assert!(
        graph.stdout.contains("obsidian://open?vault=vault&file=Orders.md"),
        "others have the same name: {graph:?}"
    );
}

/// Adds a folder to the vaults that the app knows.
fn know(vault: &Vault, folder: &Path) {
    let list = home(vault).join(".config/obsidian/obsidian.json");
    fs::create_dir_all(list.parent().expect("a folder")).expect("a folder");
    let vaults = serde_json::json!({"vaults": {"0a": {"path": "/nowhere"}, "ef6ca3e3b524d22f": {"path": folder}}});
    fs::write(list, vaults.to_string()).expect("written");
}
