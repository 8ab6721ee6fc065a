//! An index belongs to one vault: no answer ever comes from the index of another one.

use std::fs;
use std::path::Path;

use crate::process::{Ran, ran};
use crate::support::Vault;
use crate::watcher::Watcher;

/// Runs a command on another vault with the index folder of `vault`.
fn run_on(other: &Path, vault: &Vault, args: &[&str]) -> Ran {
    let mut command = vault.bare_command();
    command
        .arg("--vault")
        .arg(other)
        .arg("--index-dir")
        .arg(vault.index_folder())
        .args(["--path-style", "vault"])
        .args(args);
    ran(&mut command)
}

fn assert_refused(ran: &Ran, vault: &Vault, other: &Path) {
    let (root, other) = (fs::canonicalize(vault.root()).unwrap(), fs::canonicalize(other).unwrap());
    let names_both = ran.stderr.contains(root.to_str().unwrap()) && ran.stderr.contains(other.to_str().unwrap());
    let says_what_to_do = ran.stderr.contains("--index-dir") && ran.stderr.contains("index --rebuild");
    assert!(ran.code == 2 && ran.stdout.is_empty() && names_both && says_what_to_do, "{ran:?}");
}

#[test]
fn every_command_refuses_the_index_of_another_vault() {
    let vault = Vault::new("//- A.md\nzebra [[x]]\n");
    let other = Vault::new("//- B.md\nzebra [[y]]\n");
    vault.index();
    let commands: [&[&str]; 9] = [
        &["search", "zebra"],
        &["search", "zebra", "--no-refresh"],
        &["links", "--all"],
        &["backlinks", "x"],
        &["status"],
        &["doctor"],
        &["doctor", "--fix"],
        &["index"],
        &["watch"],
    ];
    for command in commands {
        assert_refused(&run_on(&other.root(), &vault, command), &vault, &other.root());
    }
    assert_eq!(vault.found(&["zebra"]), ["A.md"]);

    // With a watcher, the other vault cannot take the index over either.
    let watcher = Watcher::start(&vault, &[]);
    assert_refused(&run_on(&other.root(), &vault, &["search", "zebra"]), &vault, &other.root());
    let rebuild = run_on(&other.root(), &vault, &["index", "--rebuild"]);
    assert!(rebuild.code == 2 && rebuild.stderr.contains("vaultdex watch"), "{rebuild:?}");
    drop(watcher);

    assert_eq!(run_on(&other.root(), &vault, &["index", "--rebuild"]).code, 0);
    assert_eq!(run_on(&other.root(), &vault, &["search", "-l", "zebra"]).stdout, "B.md\n");
    assert_refused(&vault.run(&["search", "zebra"]), &other, &vault.root());
}

#[test]
fn a_moved_vault_keeps_its_index_and_another_at_its_place_does_not_get_it() {
    let vault = Vault::new("//- A.md\nzebra\n");
    vault.index();
    let generation = vaultdex::index::Folder::new(vault.index_folder()).current();
    let moved = vault.root().with_extension("moved");
    fs::rename(vault.root(), &moved).unwrap();
    let found = run_on(&moved, &vault, &["search", "-l", "zebra"]);
    assert_eq!((found.stdout.as_str(), found.stderr.as_str()), ("A.md\n", ""));
    assert_eq!(vaultdex::index::Folder::new(vault.index_folder()).current(), generation);
    fs::create_dir_all(vault.root().join(".obsidian")).unwrap();
    let refused = vault.run(&["search", "zebra"]);
    assert!(refused.code == 2 && refused.stderr.contains("belongs to the vault"), "{refused:?}");
}
