//! Bulk changes under a running watcher: many files and folders at once, by several programs. No change may be missed.

use std::fs;
use std::path::Path;

use crate::process::isolated;
use crate::support::{Vault, ran};
use crate::watcher::{Watcher, assert_settled};

/// The number of rounds of each test; longer runs set `VAULTDEX_TEST_ROUNDS`.
fn rounds() -> usize {
    std::env::var("VAULTDEX_TEST_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(5)
}

fn run(folder: &Path, program: &str, args: &[&str]) {
    let ran = ran(isolated(program, folder).args(args).current_dir(folder));
    assert_eq!(ran.code, 0, "{program} {args:?}: {ran:?}");
}

/// Creates a tree of notes: `folders` times 3 nested folders with `notes` notes in the innermost one.
fn tree(root: &Path, folders: usize, notes: usize, word: &str) {
    for folder in 0..folders {
        let deep = root.join(format!("a{folder}/b/c"));
        fs::create_dir_all(&deep).expect("a folder");
        (0..notes).for_each(|note| fs::write(deep.join(format!("n{note}.md")), word).expect("a note"));
    }
}

#[test]
fn ten_thousand_notes_in_new_nested_folders_are_found() {
    let vault = Vault::new("//- a.md\nx\n");
    let _watcher = Watcher::start(&vault, &[]);
    for round in 0..rounds() {
        tree(&vault.root().join(format!("r{round}")), 200, 50, "needle");
        assert_eq!(vault.run(&["search", "needle", "--count"]).stdout, "10000\n", "round {round}");
        if round + 1 == rounds() {
            assert_settled(&vault);
        }
        fs::remove_dir_all(vault.root().join(format!("r{round}"))).expect("removed");
        assert_eq!(vault.run(&["search", "needle", "--count"]).stdout, "0\n", "round {round}");
    }
    assert_settled(&vault);
}

#[test]
fn checkouts_between_branches_of_five_thousand_notes_are_followed() {
    let vault = Vault::new("");
    let root = vault.root();
    let git = |args: &[&str]| {
        let quiet =
            ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "gc.auto=0", "-c", "commit.gpgsign=false"];
        run(&root, "git", &[&quiet, args].concat());
    };
    git(&["init", "-q", "-b", "one"]);
    for (branch, word) in [("one", "first"), ("two", "second")] {
        if branch == "two" {
            git(&["checkout", "-q", "-b", "two"]);
            fs::remove_dir_all(root.join("tree")).expect("removed");
        }
        // Half of the notes exist in both branches with different text, the other half in only one.
        tree(&root.join("tree"), 50, 50, word);
        tree(&root.join(format!("only-{branch}")), 50, 50, word);
        if branch == "two" {
            fs::remove_dir_all(root.join("only-one")).expect("removed");
        }
        git(&["add", "-A"]);
        git(&["commit", "-q", "-m", branch]);
    }
    let _watcher = Watcher::start(&vault, &[]);
    for round in 0..rounds() {
        for (branch, word) in [("one", "first"), ("two", "second")] {
            git(&["checkout", "-q", branch]);
            let found = vault.run(&["search", word, "--count"]);
            assert_eq!(found.stdout, "5000\n", "round {round}, {branch}: {found:?}");
        }
    }
    assert_settled(&vault);
}

#[test]
fn unpacked_copied_and_moved_trees_are_followed() {
    let vault = Vault::new("//- a.md\nx\n");
    let outside = tempfile::tempdir().expect("a folder");
    tree(&outside.path().join("tree"), 40, 25, "needle");
    run(outside.path(), "tar", &["cf", "tree.tar", "tree"]);
    let archive = outside.path().join("tree.tar");
    let _watcher = Watcher::start(&vault, &[]);
    let check = |expected: usize, what: &str| {
        let found = vault.run(&["search", "needle", "--count"]);
        assert_eq!(found.stdout, format!("{expected}\n"), "{what}: {found:?}");
    };
    for _ in 0..rounds() {
        run(&vault.root(), "tar", &["xf", &archive.to_string_lossy()]);
        check(1000, "untar");
        run(&vault.root(), "cp", &["-r", "tree", "copy"]);
        check(2000, "cp -r");
        fs::rename(vault.root().join("copy"), outside.path().join("out")).expect("moved");
        check(1000, "moved out");
        fs::rename(outside.path().join("out"), vault.root().join("back")).expect("moved");
        check(2000, "moved in");
        fs::rename(vault.root().join("back"), vault.root().join("tree/back")).expect("moved");
        check(2000, "moved within");
        fs::remove_dir_all(vault.root().join("tree")).expect("removed");
        check(0, "removed");
    }
    assert_settled(&vault);
}
