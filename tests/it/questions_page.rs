//! The examples of `docs/questions.md`, on terminals of the widths that it names. `TRYCMD=overwrite` rewrites them.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::support::{Vault, fixture, ran};

/// Returns what a command prints to a terminal with a number of columns.
fn on_terminal(vault: &Vault, columns: &str, command: &str) -> String {
    let program = vault.command(&[]);
    let words = shlex::split(command).expect("a command");
    assert_eq!(words[0], "vaultdex", "{command}");
    let own = [program.get_program()].into_iter().chain(program.get_args()).map(|it| it.to_str().expect("UTF-8"));
    let words = own.chain(words[1..].iter().map(String::as_str));
    let line = format!("stty cols {columns} rows 50; exec {} 2>/dev/null", shlex::try_join(words).expect("words"));
    let mut script = Command::new("script");
    script.args(["-qec", &line, "/dev/null"]).stdin(Stdio::null());
    for (name, value) in program.get_envs() {
        match value {
            Some(value) => script.env(name, value),
            None => script.env_remove(name),
        };
    }
    script.env("NO_COLOR", "1").env("TERM", "dumb").env("VAULTDEX_NOW", "2026-06-15T09:00:00Z");
    let printed = ran(&mut script).stdout.replace('\r', "");
    assert!(!printed.is_empty(), "{command}");
    printed
}

#[test]
fn examples_are_what_is_printed() {
    if Command::new("script").arg("--version").output().is_err() {
        println!("SKIPPED: there is no `script` here, which provides a terminal");
        return;
    }
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/questions.md");
    let text = std::fs::read_to_string(&page).expect("the page");
    let vault = Vault::copy_of(&fixture("northwind").join("vault"));
    let mut printed = String::new();
    let mut n_examples = 0;
    let mut rest = text.as_str();
    while let Some(start) = rest.find("```console cols=") {
        let (before, block) = rest.split_at(start);
        let head_end = block.find('\n').expect("a line") + 1;
        let end = block[head_end..].find("```\n").expect("an end") + head_end;
        let columns = block[..head_end].trim_start_matches("```console cols=").trim();
        let command = block[head_end..].lines().next().and_then(|line| line.strip_prefix("$ ")).expect("a command");
        let output = on_terminal(&vault, columns, command);
        let width: usize = columns.parse().expect("a number");
        for line in output.lines() {
            assert!(unicode_width::UnicodeWidthStr::width(line) <= width, "{command}: {line}");
        }
        printed += &format!("{before}{}$ {command}\n{output}", &block[..head_end]);
        rest = &block[end..];
        n_examples += 1;
    }
    printed += rest;
    assert!(n_examples >= 9);
    if std::env::var_os("TRYCMD").is_some_and(|it| it == "overwrite") {
        std::fs::write(&page, printed).expect("written");
        return;
    }
    let first = printed.lines().zip(text.lines()).find(|(found, expected)| found != expected);
    assert!(printed == text, "the page differs, first in (printed, page): {first:#?}");
}
