//! Indexes of other versions: an older one is rebuilt without an error, one of a later version is never half-read.
//!
//! `vault-fixtures/index-formats/FORMAT-N` is an index of the vault beside it, made by the version that had this format.
//! CONTRIBUTING.md says how to add one.

use std::fs;
use std::path::{Path, PathBuf};

use vaultdex::index::FORMAT;

use crate::support::{Vault, assert_same, fixture};

/// The oldest format that is kept.
const OLDEST: u32 = 15;

/// What is before the checksum of a file.
const SEAL: &str = "\n#blake3 ";

fn home() -> PathBuf {
    fixture("index-formats")
}

/// Returns the vault with an index of a format, whose `CURRENT` and `meta.json` are changed.
fn vault_with_index(format: u32, change: impl Fn(&str, serde_json::Value) -> serde_json::Value) -> Vault {
    let vault = Vault::copy_of(&home().join("vault"));
    copy(&home().join(format!("FORMAT-{format}")), &vault.index_folder(), &change);
    vault
}

fn copy(from: &Path, to: &Path, change: &impl Fn(&str, serde_json::Value) -> serde_json::Value) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder").flatten() {
        let (place, name) = (to.join(entry.file_name()), entry.file_name().to_string_lossy().into_owned());
        if entry.path().is_dir() {
            copy(&entry.path(), &place, change);
            continue;
        }
        let bytes = fs::read(entry.path()).expect("a file");
        let bytes = match name.as_str() {
            "CURRENT" | "meta.json" => {
                // Since format 16, `meta.json` has a list of files behind the JSON, and the last line is a checksum.
                let text = String::from_utf8(bytes).expect("text");
                let (content, is_sealed) =
                    text.split_once(SEAL).map_or((&*text, false), |(content, _)| (content, true));
                let (json, rest) = content.find("\n#").map_or((content, ""), |end| content.split_at(end));
                let json = change(&name, serde_json::from_str(json).expect("JSON"));
                let written = [&*serde_json::to_vec(&json).expect("JSON"), rest.as_bytes()].concat();
                if is_sealed { sealed(&written) } else { written }
            }
            _ => bytes,
        };
        fs::write(place, bytes).expect("a file");
    }
}

fn sealed(content: &[u8]) -> Vec<u8> {
    let hash = blake3::hash(content).to_hex();
    [content, SEAL.as_bytes(), &hash.as_bytes()[..32], b"\n"].concat()
}

/// Checks that the answers are those of a fresh index, whichever command comes first, and that nothing is complained of.
#[track_caller]
fn check(what: &str, is_current: bool, vault: impl Fn() -> Vault) {
    let commands: [&[&str]; 7] = [
        &["search", "needle", "-l"],
        &["links", "--all"],
        &["integrations", "--format", "ndjson"],
        &["changelog"],
        &["status"],
        &["doctor"],
        &["index"],
    ];
    let fresh = Vault::copy_of(&home().join("vault"));
    fresh.index();
    for first in commands {
        let vault = vault();
        if !is_current {
            let old = vault.run(&["search", "needle", "-l", "--no-refresh"]);
            assert_eq!((old.stdout.as_str(), old.code), ("", 2), "{what}: {old:?}");
        }
        let ran = vault.run(first);
        assert!(ran.code < 2, "{what}, {first:?}: {ran:?}");
        for (at, args) in commands[..4].iter().enumerate() {
            let (found, expected) = (vault.run(args), fresh.run(args));
            assert_eq!(
                (found.stdout.as_str(), found.code),
                (expected.stdout.as_str(), 0),
                "{what}, {first:?}, {args:?}"
            );
            assert!(found.stderr.is_empty(), "{what}, {first:?}, {at}: {found:?}");
        }
        assert_same(&vault.dump(), &vault.fresh_dump());
        assert_eq!(vault.json(&["status", "--json"])["index"]["format"], FORMAT, "{what}");
    }
}

#[test]
fn indexes_of_earlier_formats_are_rebuilt() {
    let mut formats: Vec<u32> = fs::read_dir(home())
        .expect("a folder")
        .flatten()
        .filter_map(|entry| entry.file_name().to_string_lossy().strip_prefix("FORMAT-")?.parse().ok())
        .collect();
    formats.sort_unstable();
    let expected: Vec<u32> = (OLDEST..FORMAT).collect();
    let earlier: Vec<u32> = formats.iter().copied().filter(|&format| format < FORMAT).collect();
    assert_eq!(earlier, expected, "an index of each earlier format is kept; CONTRIBUTING.md says how to add one");
    for format in formats {
        check(&format!("format {format}"), format == FORMAT, || vault_with_index(format, |_, json| json));
    }
}

#[test]
fn indexes_of_later_formats_are_never_half_read() {
    let later = |name: &str, mut json: serde_json::Value| {
        if name == "CURRENT" {
            json["format"] = (FORMAT + 1).into();
            json["invented_later"] = serde_json::json!({"a": [1, 2]});
        }
        json["also_later"] = true.into();
        json
    };
    check("a later format with more fields", false, || vault_with_index(OLDEST, later));
    let renamed = |name: &str, mut json: serde_json::Value| {
        if name == "CURRENT" {
            json = serde_json::json!({"format": format!("{}.0", FORMAT + 1), "generations": ["gen-1"]});
        }
        json
    };
    check("a later format with other fields", false, || vault_with_index(OLDEST, renamed));
}

#[test]
fn files_that_something_else_wrote_are_not_believed() {
    let vault = || {
        let vault = Vault::copy_of(&home().join("vault"));
        vault.index();
        let current = vault.index_folder().join("CURRENT");
        let written = fs::read_to_string(&current).expect("a file");
        let json = written.lines().next().expect("a line").replacen('{', r#"{"invented_later":[1,2],"#, 1);
        fs::write(&current, json).expect("written");
        vault
    };
    check("without its checksum", false, vault);
}
