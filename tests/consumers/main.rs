//! Exports are read back by the programs that they are for. Missing programs are installed; if that is not possible,
//! the test is skipped with a message, or fails if `VAULTDEX_CONSUMERS` is set.

mod cases;
mod tools;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// Returns the folder with all exports of all cases.
fn drawn() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let folder = tools::home().join("drawn");
        if folder.exists() {
            fs::remove_dir_all(&folder).expect("ours to remove");
        }
        fs::create_dir_all(&folder).expect("a folder");
        cases::draw_vaults(&folder);
        cases::draw(&folder, "hostile", &cases::hostile());
        folder
    })
}

#[test]
fn graphviz_networkx_and_duckdb_read_the_same_graph() {
    let (dot, python) = match (tools::dot(), tools::python()) {
        (Ok(dot), Ok(python)) => (dot, python),
        (dot, python) => return tools::skip("Graphviz, networkx, duckdb", &format!("{dot:?} {python:?}")),
    };
    for entry in fs::read_dir(drawn()).expect("a folder").flatten() {
        let file = entry.path();
        if file.extension().is_some_and(|extension| extension == "dot") {
            // A picture, and the graph as Graphviz has read it.
            tools::run(Command::new(&dot).args(["-O", "-Tsvg", "-Tjson0"]).arg(&file)).expect("Graphviz draws it");
        }
    }
    let report = tools::run(Command::new(python).arg(tools::sources().join("read_back.py")).arg(drawn()));
    print!("{}", report.expect("it reads back equal"));
}

#[test]
fn cytoscape_reads_the_same_graph() {
    let packages = match tools::npm() {
        Ok(packages) => packages,
        Err(why) => return tools::skip("Cytoscape.js", &why),
    };
    let mut node = Command::new("node");
    let report = tools::run(node.arg(tools::sources().join("cytoscape.mjs")).arg(drawn()).arg(packages));
    print!("{}", report.expect("it reads back equal"));
}

/// Returns a Node command with the package folder and the browser.
fn browser(what: &str, script: &str) {
    let (packages, chromium) = match (tools::npm(), tools::chromium()) {
        (Ok(packages), Ok(chromium)) => (packages, chromium),
        (packages, chromium) => return tools::skip(what, &format!("{packages:?} {chromium:?}")),
    };
    let mut node = Command::new("node");
    node.arg(tools::sources().join(script)).arg(drawn()).arg(packages).arg(chromium);
    print!("{}", tools::run(&mut node).expect("it does what it should"));
}

#[test]
fn mermaid_draws_every_diagram_with_the_names_of_notes() {
    browser("Mermaid in Chromium", "mermaid.mjs");
}

#[test]
fn html_page_works_without_a_network() {
    browser("The page in Chromium", "page.mjs");
}
