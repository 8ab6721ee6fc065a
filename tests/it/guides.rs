//! The pages for users: their commands for a shell, and their options. Examples with output are those of `tests/cli.rs`
//! and `questions_page.rs`.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use crate::process::{isolated, ran};
use crate::support::{Vault, fixture};

/// Commands for a shell that the tests do not run: they build the program, run these tests, go on, change the system, or
/// need a program that has tests of its own.
const NOT_RUN: [&str; 7] = [
    "cargo ",
    "scripts/test",
    "TRYCMD=",
    "cd vault-fixtures/",
    "bind ",
    "VAULTDEX_VAULT=~/my-vault rofi ",
    "/path/to/",
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Returns the pages for users with their text.
fn pages() -> Vec<(PathBuf, String)> {
    let guides = fs::read_dir(root().join("docs")).expect("a folder").flatten().map(|entry| entry.path());
    let guides = guides.filter(|path| path.extension().is_some_and(|extension| extension == "md"));
    let others = ["README.md", "CONTRIBUTING.md", "contrib/README.md"].map(|page| root().join(page));
    let mut pages: Vec<_> =
        guides.chain(others).map(|path| (fs::read_to_string(&path).expect("a page"), path)).collect();
    pages.sort_by(|left, right| left.1.cmp(&right.1));
    pages.into_iter().map(|(text, path)| (path, text)).collect()
}

/// Returns the code blocks of a kind.
fn blocks<'a>(text: &'a str, kind: &str) -> Vec<&'a str> {
    let start = format!("```{kind}\n");
    text.split(&start).skip(1).map(|rest| rest.split("```").next().expect("a block")).collect()
}

/// Returns the commands of a page that begin with `vaultdex`, wherever they are.
fn commands(text: &str) -> Vec<String> {
    let blocks = ["sh", "text"].into_iter().flat_map(|kind| blocks(text, kind)).flat_map(str::lines);
    let mut inline = Vec::new();
    let mut is_block = false;
    for line in text.lines() {
        is_block ^= line.starts_with("```");
        if !is_block && !line.starts_with("```") {
            inline.extend(line.split('`').skip(1).step_by(2));
        }
    }
    let all = blocks.chain(inline).map(|line| line.trim_start_matches("$ "));
    all.filter(|line| line.starts_with("vaultdex ")).map(str::to_owned).collect()
}

#[test]
fn every_block_is_of_a_kind_that_is_tested() {
    for (page, text) in pages() {
        // The first of two fences says the kind.
        for kind in text.lines().filter_map(|line| line.strip_prefix("```")).step_by(2) {
            let has_terminal = kind.starts_with("console cols=") && page.ends_with("docs/questions.md");
            let is_known = ["console", "sh", "text", "toml"].contains(&kind) || has_terminal;
            assert!(is_known, "{}: nothing tests a block of the kind `{kind}`", page.display());
        }
    }
}

#[test]
fn commands_for_a_shell_run() {
    let home = tempfile::tempdir().expect("a temporary folder");
    let programs = home.path().join("programs");
    fs::create_dir(&programs).expect("a folder");
    symlink(env!("CARGO_BIN_EXE_vaultdex"), programs.join("vaultdex")).expect("a link");
    let opener = programs.join("xdg-open");
    fs::write(&opener, "#!/bin/sh\n").expect("a script");
    fs::set_permissions(&opener, fs::Permissions::from_mode(0o755)).expect("a program");
    let vault = Vault::copy_of(&fixture("tour/vault"));
    let mut n_run = 0;
    for (page, text) in pages() {
        for line in blocks(&text, "sh").into_iter().flat_map(str::lines) {
            assert!(line.chars().count() <= 100 || !page.ends_with("README.md"), "too long to be typed: {line}");
            if NOT_RUN.iter().any(|start| line.starts_with(start)) {
                continue;
            }
            let folder = tempfile::tempdir().expect("a temporary folder");
            let mut shell = isolated("bash", home.path());
            shell.args(["-c", line]).current_dir(folder.path());
            shell.env("PATH", format!("{}:/usr/bin:/bin", programs.display()));
            shell.env("VAULTDEX_VAULT", vault.root()).env("VAULTDEX_INDEX_DIR", vault.index_folder());
            let ran = ran(&mut shell);
            let has_failed = ran.code != 0 || ran.stderr.contains("error:") || ran.stderr.contains("warning:");
            assert!(!has_failed, "{}: {line}: {ran:?}", page.display());
            n_run += 1;
        }
    }
    assert!(n_run > 5, "{n_run}");
}

#[test]
fn the_first_command_of_the_readme_finds_notes() {
    let readme = fs::read_to_string(root().join("README.md")).expect("the page");
    let fences = blocks(&readme, "sh");
    let command = fences[0].trim_end();
    let (build, args) = command.split_once(" -- ").expect("arguments");
    assert_eq!((build, fences[1].trim_end()), ("cargo run -r --locked", "scripts/test"));
    let folder = tempfile::tempdir().expect("a temporary folder");
    let args: Vec<&str> = args.split(' ').collect();
    // The index of the test must not be that of the reader.
    let index = args.iter().position(|arg| *arg == "target/tour").expect("an index");
    let index_folder = folder.path().join("index");
    let args =
        args.iter().enumerate().map(|(at, arg)| if at == index { index_folder.to_str().expect("UTF-8") } else { *arg });
    let ran = ran(isolated(env!("CARGO_BIN_EXE_vaultdex"), folder.path()).current_dir(root()).args(args));
    assert!(ran.code == 0 && ran.stdout.contains("Orders to ERP"), "{ran:?}");
}

#[test]
fn every_option_on_the_pages_is_one_of_its_command() {
    let vault = Vault::new("//- a.md\n");
    let mut help: BTreeMap<Vec<String>, String> = BTreeMap::new();
    let mut n_options = 0;
    for (page, text) in pages() {
        for command in commands(&text) {
            let words = shlex::split(&command).unwrap_or_else(|| panic!("{}: {command}", page.display()));
            // What follows is for another program.
            let words: Vec<String> = words.into_iter().skip(1).take_while(|word| word != "|" && word != ">").collect();
            let is_name = |word: &&String| word.chars().all(|letter| letter.is_ascii_lowercase());
            let nested =
                if matches!(words.first().map(String::as_str), Some("service" | "config" | "index")) { 2 } else { 1 };
            let path: Vec<String> = words.iter().take(nested).take_while(is_name).cloned().collect();
            if path.is_empty() {
                continue;
            }
            let help = help.entry(path.clone()).or_insert_with(|| {
                let args: Vec<&str> = path.iter().map(String::as_str).chain(["--help"]).collect();
                let ran = vault.run(&args);
                assert_eq!(ran.code, 0, "{}: {command}", page.display());
                ran.stdout + &vault.run(&["--help"]).stdout
            });
            for word in words.iter().filter(|word| word.starts_with("--") && word.len() > 2) {
                let option = word.split('=').next().unwrap_or(word);
                let is_known = help.split_whitespace().any(|found| found.trim_end_matches(',') == option);
                assert!(is_known, "{}: `{command}`: there is no {option}", page.display());
                n_options += 1;
            }
        }
    }
    assert!(n_options > 10, "{n_options}");
}
