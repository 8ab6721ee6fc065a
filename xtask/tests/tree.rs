//! The source tree beside its imports: which package may use which, which crate is named where, how long files are, and
//! that every file says what it holds.

use std::collections::BTreeSet;
use std::process::Command;

use serde_json::Value;
use xtask::sources;

/// Which packages of the workspace a package may depend on.
const PACKAGES: &[(&str, &[&str])] = &[
    ("vaultdex-notes", &[]),
    ("vaultdex-records", &["vaultdex-notes"]),
    ("vaultdex-query", &["vaultdex-notes", "vaultdex-records"]),
    ("vaultdex-checks", &["vaultdex-notes", "vaultdex-records", "vaultdex-query"]),
    ("vaultdex", &["vaultdex-notes", "vaultdex-records", "vaultdex-query", "vaultdex-checks"]),
    ("xtask", &[]),
];

/// Which modules of the application a module may use, in the order of `ARCHITECTURE.md`.
const MODULES: &[(&str, &[&str])] = &[
    ("error", &[]),
    ("render", &[]),
    ("vault", &["error"]),
    ("index", &["error", "vault"]),
    ("export", &["error"]),
    ("system", &["error"]),
    ("session", &["error", "vault", "index", "system"]),
    ("commands", &["error", "render", "vault", "export", "system", "session"]),
];

/// Crates that only one folder of the workspace may name.
const CRATES: &[(&str, &str)] = &[
    ("pulldown_cmark", "crates/notes/src/parse"),
    ("serde_saphyr", "crates/notes/src/parse"),
    ("notify", "src/vault"),
    ("glob", "src/vault"),
    ("landlock", "src/system"),
    ("signal_hook", "src/system"),
    ("tantivy", "src/index"),
    ("postcard", "src/index"),
    ("quick_xml", "src/render"),
    ("csv", "src/render"),
    ("minijinja", "src/render"),
    ("sha2", "src/render"),
    ("clap", "src/commands"),
    ("shlex", "src/commands"),
    ("indicatif", "src/commands"),
    ("open", "src/commands"),
    ("ratatui", "src/commands/live"),
    ("nucleo_matcher", "src/commands/live"),
];

/// Folders whose code must not touch files, the clock, the environment or the terminal.
const PURE: &[&str] = &["crates/notes/src", "crates/records/src", "crates/query/src", "crates/checks/src"];

/// What such code would name.
const IMPURE: &[&str] = &[
    "std::fs",
    "std::env",
    "std::process",
    "std::net",
    "SystemTime",
    "Zoned::now",
    "Timestamp::now",
    "println!",
    "eprintln!",
];

/// No file has more lines than this, its tests left out.
const MAX_LINES: usize = 450;

fn metadata() -> Value {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--format-version", "1", "--offline"])
        .current_dir(sources::root())
        .output()
        .expect("cargo runs");
    serde_json::from_slice(&output.stdout).expect("cargo prints JSON")
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}

/// The code of a file without the tests at its foot.
fn without_tests(text: &str) -> &str {
    text.split("#[cfg(test)]\nmod tests").next().unwrap_or(text)
}

/// The lines of code of a file, comments left out.
fn code(text: &str) -> impl Iterator<Item = &str> {
    without_tests(text).lines().filter(|line| !line.trim_start().starts_with("//"))
}

fn sources_of_all() -> Vec<String> {
    sources::PACKAGES.iter().flat_map(|(_, folder)| sources::files(folder, "rs")).collect()
}

#[test]
fn packages_depend_only_on_those_before_them() {
    let metadata = metadata();
    let packages = metadata["packages"].as_array().expect("a list of packages");
    let names: BTreeSet<&str> = packages.iter().map(|package| text(package, "name")).collect();
    assert_eq!(names, PACKAGES.iter().map(|(name, _)| *name).collect(), "the members of the workspace");
    for package in packages {
        let name = text(package, "name");
        let (_, allowed) = PACKAGES.iter().find(|(known, _)| *known == name).expect("a known package");
        for dependency in package["dependencies"].as_array().into_iter().flatten() {
            let used = text(dependency, "name");
            assert!(!names.contains(used) || allowed.contains(&used), "{name} depends on {used}");
        }
    }
}

#[test]
fn the_test_command_runs_the_tests_of_every_member() {
    let script = "scripts/test";
    for file in [".ci/run", "README.md", "CONTRIBUTING.md", ".github/workflows/ci.yml"] {
        assert!(sources::read(file).contains(script), "{file} does not run `{script}`");
    }
    let command = "cargo test --workspace --locked";
    assert!(sources::read(script).lines().any(|line| line == command), "{script} does not run `{command}`");
    // What that command runs. Everything is compiled already, or this test would not run.
    let output = Command::new(env!("CARGO"))
        .args(command.split(' ').skip(1))
        .args(["--offline", "--no-run", "--message-format=json"])
        .current_dir(sources::root())
        .output()
        .expect("cargo runs");
    let messages = String::from_utf8(output.stdout).expect("cargo prints UTF-8");
    let messages = messages.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let is_test = |message: &Value| message["profile"]["test"] == true && message["executable"].is_string();
    let tested: BTreeSet<String> = messages
        .filter(is_test)
        .filter_map(|message| Some(message["manifest_path"].as_str()?.replace('\\', "/")))
        .collect();
    for package in metadata()["packages"].as_array().into_iter().flatten() {
        let manifest = text(package, "manifest_path").replace('\\', "/");
        assert!(tested.contains(&manifest), "`{command}` runs no test of {}", text(package, "name"));
    }
}

#[test]
fn modules_of_the_application_use_only_those_they_may() {
    for file in sources::files("src", "rs").into_iter().filter(|file| !sources::is_test(file)) {
        let below = file.trim_start_matches("src/");
        let module = below.split(['/', '.']).next().expect("a module");
        if matches!(module, "lib" | "main") {
            continue;
        }
        let Some((_, allowed)) = MODULES.iter().find(|(name, _)| *name == module) else {
            panic!("{file} is in a module that the table does not list");
        };
        let text = sources::read(&file);
        for (used, _) in MODULES.iter().filter(|(name, _)| *name != module && !allowed.contains(name)) {
            let path = format!("crate::{used}");
            let names = |line: &str| {
                line.match_indices(&path).any(|(at, _)| {
                    let next = line[at + path.len()..].chars().next();
                    next.is_none_or(|next| !next.is_alphanumeric() && next != '_')
                })
            };
            assert!(!code(&text).any(names), "{file} uses `{path}`, which `{module}` may not");
        }
    }
}

#[test]
fn each_crate_is_named_in_its_folder_only() {
    for file in sources_of_all() {
        let text = sources::read(&file);
        for (name, home) in CRATES {
            let is_named = code(&text).any(|line| {
                let line = line.trim_start();
                line.contains(&format!(" {name}::")) && line.starts_with("use ")
                    || line.starts_with(&format!("{name}::"))
            });
            let may = file.starts_with(&format!("{home}/")) || (*name == "clap" && file == "src/main.rs");
            assert!(!is_named || may, "{file} names `{name}`, which is for {home} only");
        }
    }
}

#[test]
fn library_crates_touch_no_files_and_no_clock() {
    for file in PURE.iter().flat_map(|folder| sources::files(folder, "rs")).filter(|file| !sources::is_test(file)) {
        let text = sources::read(&file);
        for name in IMPURE {
            assert!(!code(&text).any(|line| line.contains(name)), "{file} names `{name}`");
        }
    }
}

#[test]
fn no_file_is_too_long_and_each_says_what_it_holds() {
    for file in sources_of_all() {
        let text = sources::read(&file);
        let lines = match sources::is_test(&file) {
            true => 0,
            false => without_tests(&text).lines().count(),
        };
        assert!(lines <= MAX_LINES, "{file} has {lines} lines: what is its second subject?");
        // The arguments of a command say what it is for; every other file begins with what it holds.
        let is_command = file.starts_with("src/commands/");
        assert!(is_command || text.starts_with("//!"), "{file} does not say what it holds");
    }
}

#[test]
fn the_architecture_names_every_module() {
    let text = sources::read("ARCHITECTURE.md");
    for (module, _) in MODULES {
        assert!(
            text.contains(&format!("`{module}")) || text.contains(&format!("{module}/")),
            "`{module}` is not in it"
        );
    }
    for (package, _) in PACKAGES.iter().filter(|(name, _)| *name != "vaultdex") {
        let folder = package.trim_start_matches("vaultdex-");
        assert!(text.contains(&format!("{folder}/")), "{folder}/ is not in it");
    }
}
