//! The examples of `docs/questions.md`, on terminals of the widths that it names. `TRYCMD=overwrite` rewrites them.

use std::path::Path;

use crate::support::{Vault, fixture};
use crate::terminal::{is_available, on_terminal};

#[test]
fn examples_are_what_is_printed() {
    if !is_available() {
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
        let columns = block[..head_end].trim_start_matches("```console cols=").trim().parse().expect("a number");
        let command = block[head_end..].lines().next().and_then(|line| line.strip_prefix("$ ")).expect("a command");
        let output = on_terminal(&vault, columns, command, &[("NO_COLOR", "1"), ("TERM", "dumb")]);
        for line in output.lines() {
            assert!(unicode_width::UnicodeWidthStr::width(line) <= columns, "{command}: {line}");
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
