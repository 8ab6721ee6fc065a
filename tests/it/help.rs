//! Help: examples that work, and arguments as people type them.

use std::path::{Path, PathBuf};

use vaultdex::commands::EXAMPLES;

use crate::process;
use crate::support::{Vault, fixture};

#[test]
fn examples_of_the_help_work_in_the_example_vault() {
    let vault = Vault::copy_of(&fixture("tour/vault"));
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (command, line) in EXAMPLES.iter().flat_map(|(name, examples)| examples.iter().map(move |(_, it)| (name, it))) {
        // These go on, change the system or open a window.
        if ["watch", "service", "open"].contains(command)
            || line.contains("edit")
            || line.contains(" -e ")
            || line.contains(" -i")
            || line.contains(" ~")
        {
            continue;
        }
        // What follows is for the shell.
        let words = shlex::split(line.split(" > ").next().unwrap_or_default()).expect("closed quotes");
        let args: Vec<&str> = words[1..].iter().map(String::as_str).collect();
        let ran = process::ran(vault.command(&args).current_dir(folder.path()));
        assert!([0, 1].contains(&ran.code), "{line}: {ran:?}");
        let is_written = line.contains(" -o ");
        assert!(!ran.stdout.is_empty() || is_written || ran.code == 1, "{line}: {ran:?}");
    }
}

#[test]
fn words_with_a_hyphen_exclude_after_the_query_began() {
    let vault = Vault::new("//- a.md\ntea chest\n//- b.md\ntea\n//- c.md\ntea lunch\n");
    let check = |args: &[&str], stdout: &str, stderr: &str| {
        let ran = vault.run(&[&["search"], args].concat());
        assert_eq!((ran.stdout.as_str(), ran.stderr.as_str()), (stdout, stderr), "{args:?}");
    };
    check(&["-l", "tea", "-chest"], "b.md\nc.md\n", "");
    check(&["tea", "-chest", "-l"], "b.md\nc.md\n", "");
    check(&["tea", "-l", "-n", "1", "-chest"], "b.md\n", "");
    check(&["tea", "-lunch", "-chest", "-l"], "b.md\n", "note: `-lunch` excludes the word `lunch`\n");
    check(&["tea", "-chest", "-lq"], "b.md\nc.md\n", "");
    check(&["-l", "--", "-chest", "tea"], "b.md\nc.md\n", "");
    assert_eq!(vault.run(&["search", "tea", "--lunch"]).code, 2);
    let ran = vault.run(&["search", "-chest", "tea"]);
    let error = "error: there is no option `-chest`; to exclude a word first, put `--` before the query: `search -- -chest …`\n";
    assert!(ran.code == 2 && ran.stderr.starts_with(error), "{ran:?}");
    vault.write("e\u{1b}[31mx.md", "zebra\n");
    for args in [&["search", "-l", "zebra"][..], &["search", "--vimgrep", "zebra"]] {
        assert!(vault.run(args).stdout.starts_with("e\u{1b}[31mx.md"), "{args:?}");
    }
}

#[test]
fn without_a_command_the_help_says_what_is_next() {
    let vault = Vault::new("//- a.md\ntea\n");
    let ran = vault.run(&[]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    assert!(
        ran.stdout.ends_with("\nNext: `vaultdex search WORD` in this vault, or `vaultdex integrations`\n"),
        "{ran:?}"
    );
    let home = tempfile::tempdir().expect("a temporary folder");
    let mut command = process::isolated(env!("CARGO_BIN_EXE_vaultdex"), home.path());
    let ran = process::ran(command.current_dir(home.path()));
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    assert!(ran.stdout.contains("Next: go to the folder of a vault"), "{ran:?}");
}

#[test]
fn a_terminal_shows_a_summary_and_pages_long_output() {
    let notes: String = (0..100).map(|note| format!("//- n{note:03}.md\ntea\n")).collect();
    let vault = Vault::new(&notes);
    let (binary, root, index) = (env!("CARGO_BIN_EXE_vaultdex"), vault.root(), vault.index_folder());
    let on_terminal_with = |pager: &str, args: &str| {
        let command = format!("'{binary}' --vault '{}' --index-dir '{}' {args}", root.display(), index.display());
        let line = format!("stty rows 24 cols 80; {command}");
        let mut script = process::isolated("script", root.parent().expect("a home"));
        let script = script.args(["-qec", &line, "/dev/null"]).env("TERM", "xterm").env("NO_COLOR", "1");
        Some(process::try_run(script.env("PAGER", pager))?.stdout.replace('\r', ""))
    };
    let on_terminal = |args: &str| on_terminal_with("sed s/^/paged:/", args);
    let Some(shown) = on_terminal("search tea -n 3") else {
        println!("SKIPPED: `script` is not installed, so there is no terminal");
        return;
    };
    assert!(shown.ends_with("\n\n3 of 100 notes; increase -n to see more\n") && !shown.contains("paged:"), "{shown}");
    let shown = on_terminal("search zzzz").unwrap_or_default();
    assert!(shown.ends_with("nothing found in 100 files\n"), "{shown}");
    let shown = on_terminal("search tea -n 100").unwrap_or_default();
    assert!(shown.starts_with("paged:") && shown.ends_with("paged:100 notes\n"), "{shown}");
    // Ctrl-C is for the pager.
    let interrupting = "search tea -n 100; echo ended with $?";
    let shown = on_terminal_with("sh -c 'kill -INT $PPID; sleep 0.2; cat'", interrupting).unwrap_or_default();
    assert!(shown.ends_with("100 notes\nended with 0\n"), "{shown}");
    let shown = on_terminal("search tea -n 100 --no-pager").unwrap_or_default();
    assert!(!shown.contains("paged:") && shown.ends_with("\n100 notes\n"), "{shown}");
}

#[test]
fn the_best_note_is_edited_at_its_line() {
    use std::os::unix::fs::PermissionsExt;
    let vault = Vault::new("//- a b.md\none\ntwo tea\n");
    let programs = tempfile::tempdir().expect("a temporary folder");
    let (editor, edited) = (programs.path().join("nano"), programs.path().join("edited"));
    std::fs::write(&editor, format!("#!/bin/sh\nfor arg; do echo \"$arg\" >> '{}'; done\n", edited.display()))
        .expect("a script");
    std::fs::set_permissions(&editor, std::fs::Permissions::from_mode(0o755)).expect("a program");
    let run = |args: &[&str], editor: &str| process::ran(vault.command(args).env("EDITOR", editor));
    let name = editor.display().to_string();
    let ran = run(&["search", "-e", "tea"], &name);
    assert_eq!((ran.stdout.as_str(), ran.code), ("", 0), "{ran:?}");
    let args = std::fs::read_to_string(&edited).expect("it was opened");
    assert_eq!(args, format!("+2\n{}\n", vault.root().join("a b.md").display()));
    let failed = run(&["search", "-e", "tea"], "false");
    assert_eq!(failed.code, 2);
    assert!(failed.stderr.starts_with("error: `false "), "{failed:?}");
    let unset = process::ran(vault.command(&["search", "tea", "-e"]).env_remove("EDITOR").env_remove("VISUAL"));
    assert!(unset.stderr.starts_with("error: neither VISUAL nor EDITOR names a program; "), "{unset:?}");
    assert_eq!(run(&["search", "-e", "nowhere"], &name).code, 1);
}

#[test]
fn the_tour_unpacks_the_example_vault_into_a_new_folder() {
    let home = tempfile::tempdir().expect("a temporary folder");
    let run = |args: &[&str]| {
        let mut command = process::isolated(env!("CARGO_BIN_EXE_vaultdex"), home.path());
        process::ran(command.current_dir(home.path()).args(args))
    };
    let ran = run(&["tour", "my tea"]);
    assert!(ran.stdout.starts_with("30 files in my tea. Try:\n\n  cd 'my tea'\n  vaultdex search "), "{ran:?}");
    let original = fixture("tour/vault");
    let mut n_files = 0;
    for entry in walkdir(&original) {
        let copy = home.path().join("my tea").join(entry.strip_prefix(&original).expect("a file of the vault"));
        assert_eq!(std::fs::read(&copy).expect("a copy"), std::fs::read(&entry).expect("a file"), "{}", copy.display());
        n_files += 1;
    }
    assert_eq!(n_files, 30);
    let again = run(&["tour", "my tea"]);
    assert_eq!((again.code, again.stderr.as_str()), (2, "error: `my tea` is not empty; name a new folder\n"));
    let vault = home.path().join("my tea");
    for line in ran.stdout.lines().skip(3).filter(|line| !line.contains("--open")) {
        let words = shlex::split(line).expect("closed quotes");
        let mut command = process::isolated(env!("CARGO_BIN_EXE_vaultdex"), home.path());
        let ran = process::ran(command.current_dir(&vault).args(&words[1..]));
        assert!(ran.code < 2, "{line}: {ran:?}");
    }
}

/// Returns all files below a folder.
fn walkdir(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a folder").flatten().map(|entry| entry.path());
    entries.flat_map(|path| if path.is_dir() { walkdir(&path) } else { vec![path] }).collect()
}
