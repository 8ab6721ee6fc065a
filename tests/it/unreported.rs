//! Changes of which the system does not notify a watcher: saves through another hard link of a note.

use std::fs;
use std::io::Write;

use crate::support::{Vault, wait_until};
use crate::watcher::Watcher;

/// Adds a line to a note through a hard link outside of the vault.
fn save_through_link(vault: &Vault, path: &str, line: &str) {
    let link = vault.root().with_file_name("link.md");
    if !link.exists() {
        fs::hard_link(vault.root().join(path), &link).expect("linked");
    }
    let mut file = fs::File::options().append(true).open(link).expect("a file");
    writeln!(file, "{line}").expect("written");
}

fn index_of(vault: &Vault, query: &str) -> (u64, bool, String) {
    let found = vault.json(&["search", query, "--json"]);
    let as_of = found["index"]["as_of"].as_str().expect("a time").to_owned();
    (found["total"].as_u64().expect("a number"), found["index"]["live"].as_bool().expect("a boolean"), as_of)
}

#[test]
fn a_query_compares_the_files_of_a_small_vault_itself() {
    let vault = Vault::new("//- a.md\n[[x]]\n//- b.md\nneedle\n");
    let _watcher = Watcher::start(&vault, &[]);
    for round in 0..5 {
        save_through_link(&vault, "a.md", &format!("[[new{round}]] word{round}"));
        let (total, is_live, _) = index_of(&vault, &format!("word{round}"));
        assert_eq!((total, is_live), (1, true), "{round}");
        let unresolved = vault.run(&["unresolved"]);
        assert!(unresolved.stdout.contains(&format!("new{round} ")), "{unresolved:?}");
        // For a moment, the stamp of the file is too recent to be trusted.
        wait_until("nothing is pending", || vault.json(&["status", "--json"])["index"]["pending"] == 0);
    }
}

#[test]
fn a_large_vault_is_compared_by_the_watcher_when_a_query_or_status_finds_a_change() {
    let vault = Vault::new("//- a.md\nneedle\n");
    for folder in 0..201 {
        let folder = vault.root().join(format!("f{folder}"));
        fs::create_dir(&folder).expect("a folder");
        (0..100).for_each(|file| drop(fs::File::create(folder.join(format!("{file}.png"))).expect("a file")));
    }
    let _watcher = Watcher::start(&vault, &[]);
    let (total, is_live, as_of) = index_of(&vault, "needle");
    assert_eq!((total, is_live), (1, true));
    assert_eq!(index_of(&vault, "needle").2, as_of, "it says when the watcher last compared all files");

    // The times have whole seconds.
    std::thread::sleep(std::time::Duration::from_millis(1100));
    save_through_link(&vault, "a.md", "first");
    assert_eq!(index_of(&vault, "needle").0, 1, "shows the note, and so notices that it has changed");
    wait_until("the change is found", || index_of(&vault, "first").0 == 1);
    assert!(index_of(&vault, "first").2 > as_of);

    save_through_link(&vault, "a.md", "second");
    assert_eq!(vault.json(&["status", "--json"])["index"]["pending"], 1);
    wait_until("the change is found", || index_of(&vault, "second").0 == 1);
}
