//! Keeps the rooms in order: who may use whom, which room names which crate, and how long a file may be.

use std::fs;
use std::path::{Path, PathBuf};

/// Each room with those that it may use, in the order of `ARCHITECTURE.md`.
const ROOMS: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("error", &[]),
    ("parse", &["model"]),
    ("resolve", &["model"]),
    ("extract", &["model"]),
    ("catalog", &["model", "resolve"]),
    ("query", &["model", "resolve", "catalog"]),
    ("render", &["model", "query"]),
    ("vault", &["model", "error"]),
    ("index", &["model", "error", "query"]),
    ("write", &["model", "error"]),
    ("system", &["error"]),
    ("session", &["model", "error", "parse", "resolve", "extract", "catalog", "query", "vault", "index", "system"]),
    ("commands", &["model", "error", "catalog", "query", "render", "vault", "write", "system", "session"]),
];

/// Crates that only one room may name.
const CRATES: &[(&str, &str)] = &[
    ("pulldown_cmark", "parse"),
    ("serde_saphyr", "parse"),
    ("notify", "vault"),
    ("landlock", "system"),
    ("signal_hook", "system"),
    ("tantivy", "index"),
    ("postcard", "index"),
    ("quick_xml", "render"),
    ("csv", "render"),
    ("sha2", "render"),
    ("clap", "commands"),
    ("shlex", "commands"),
    ("indicatif", "commands"),
    ("open", "commands"),
];

const LONGEST: usize = 500;

fn sources() -> Vec<(PathBuf, String)> {
    fn collect(folder: &Path, sources: &mut Vec<(PathBuf, String)>) {
        for entry in fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                collect(&path, sources);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                sources.push((path.clone(), fs::read_to_string(&path).expect("a source file")));
            }
        }
    }
    let mut sources = Vec::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut sources);
    sources.sort();
    sources
}

/// The room that a file lies in: the first part of its path below `src`.
fn room(path: &Path) -> String {
    let below = path.strip_prefix(Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).expect("below src");
    let first = below.components().next().expect("a name").as_os_str().to_string_lossy().into_owned();
    first.trim_end_matches(".rs").to_owned()
}

/// The code of a file without its tests, whose needs are their own.
fn without_tests(text: &str) -> &str {
    text.split("#[cfg(test)]\nmod tests").next().expect("a first part")
}

/// Names of what follows `crate::` in a file.
fn used_rooms(text: &str) -> Vec<String> {
    let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    let uses = code.flat_map(|line| line.split("crate::").skip(1).map(str::to_owned).collect::<Vec<_>>());
    uses.map(|rest| rest.chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect()).collect()
}

#[test]
fn each_room_uses_only_the_rooms_it_may() {
    for (path, text) in sources() {
        let room = room(&path);
        if room == "lib"
            || room == "main"
            || path.components().any(|part| part.as_os_str().to_string_lossy().starts_with("tests"))
        {
            continue;
        }
        let Some((_, allowed)) = ROOMS.iter().find(|(name, _)| *name == room) else {
            panic!("{} lies in a room that the table does not know", path.display());
        };
        for used in used_rooms(without_tests(&text)) {
            let known = ROOMS.iter().any(|(name, _)| *name == used);
            let fine = !known || used == room || allowed.contains(&used.as_str());
            assert!(fine, "{} uses `crate::{used}`, which `{room}` may not", path.display());
        }
    }
}

#[test]
fn each_crate_is_named_in_its_room_only() {
    for (path, text) in sources() {
        let room = room(&path);
        for (name, home) in CRATES {
            let named = text.lines().any(|line| {
                let line = line.trim_start();
                !line.starts_with("//")
                    && (line.contains(&format!("{name}::")) || line.starts_with(&format!("use {name}")))
            });
            let may = room == *home || (*name == "clap" && room == "main");
            assert!(!named || may, "{} names `{name}`, which is for `{home}` only", path.display());
        }
    }
}

#[test]
fn no_file_is_too_long_and_each_says_what_it_holds() {
    for (path, text) in sources() {
        let lines = text.lines().count();
        assert!(lines < LONGEST, "{} has {lines} lines: what is its second subject?", path.display());
        // A command's arguments say what it is for; every other file opens with what it holds.
        let is_command = room(&path) == "commands";
        assert!(is_command || text.starts_with("//!"), "{} does not say what it holds", path.display());
    }
}

#[test]
fn the_table_of_rooms_stands_in_the_architecture() {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("ARCHITECTURE.md")).expect("it is there");
    for (room, _) in ROOMS {
        assert!(text.contains(&format!("`{room}")), "`{room}` is not in ARCHITECTURE.md");
    }
}
