//! The packages of the workspace and their source files.

use std::fs;
use std::path::{Path, PathBuf};

/// The root of the repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask lies in the repository").to_path_buf()
}

/// Each package whose sources are checked: the name that code calls it by, and the folder of its sources relative to
/// the repository. In the order of the architecture: a package may use only those before it.
pub const PACKAGES: &[(&str, &str)] = &[
    ("vaultdex_notes", "crates/notes/src"),
    ("vaultdex_records", "crates/records/src"),
    ("vaultdex_query", "crates/query/src"),
    ("vaultdex_checks", "crates/checks/src"),
    ("vaultdex", "src"),
];

/// The files below `folder` whose name ends with `.extension`, sorted, relative to the repository. Build output is left
/// out.
///
/// # Panics
///
/// If the folder cannot be listed.
pub fn files(folder: &str, extension: &str) -> Vec<String> {
    let mut found = Vec::new();
    collect(&root().join(folder), extension, &mut found);
    found.sort();
    found
}

fn collect(folder: &Path, extension: &str, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).expect("the folder can be listed").flatten() {
        let path = entry.path();
        let name = entry.file_name();
        if path.is_dir() {
            if name != "target" && name != "node_modules" {
                collect(&path, extension, found);
            }
        } else if path.extension().is_some_and(|it| it == extension) {
            let relative = path.strip_prefix(root()).expect("the file lies in the repository");
            found.push(relative.to_str().expect("paths are UTF-8").replace('\\', "/"));
        }
    }
}

/// The text of a file of the repository.
///
/// # Panics
///
/// If the file cannot be read.
pub fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Whether a file holds tests only.
pub fn is_test(path: &str) -> bool {
    path.split('/').any(|part| part == "tests" || part == "tests.rs")
}
