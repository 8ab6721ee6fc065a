//! Exports are read back by the programs that they are for, the files of `contrib` run as by theirs, and scripts are
//! checked. Missing programs are installed; if that is not possible, the test is skipped with a message, or fails if
//! `VAULTDEX_CONSUMERS` is set.

mod cases;
mod lists;
#[cfg(unix)]
mod pickers;
mod pictures;
mod scripts;
mod tools;

use std::collections::BTreeMap;
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
    for file in files_with("dot") {
        // A picture, and the graph as Graphviz has read it.
        tools::run(Command::new(&dot).args(["-O", "-Tsvg", "-Tjson0"]).arg(&file)).expect("Graphviz draws it");
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

#[test]
fn d2_compiles_the_same_graph() {
    let packages = match tools::npm() {
        Ok(packages) => packages,
        Err(why) => return tools::skip("D2", &why),
    };
    let mut node = Command::new("node");
    let report = tools::run(node.arg(tools::sources().join("d2.mjs")).arg(drawn()).arg(packages));
    print!("{}", report.expect("it compiles to the same graph"));
}

#[test]
fn plantuml_draws_every_name() {
    let (plantuml, python) = match (tools::plantuml(), tools::python()) {
        (Ok(plantuml), Ok(python)) => (plantuml, python),
        (plantuml, python) => return tools::skip("PlantUML", &format!("{plantuml:?} {python:?}")),
    };
    let pictures = drawn().join("plantuml");
    let files = files_with("plantuml");
    let mut draw = Command::new(plantuml);
    tools::run(draw.args(["-tsvg", "-charset", "UTF-8", "-o"]).arg(&pictures).args(files))
        .expect("PlantUML draws them");
    let mut read = Command::new(python);
    let report = tools::run(read.arg(tools::sources().join("plantuml.py")).arg(drawn()).arg(pictures));
    print!("{}", report.expect("every name is drawn"));
}

#[test]
fn structurizr_reads_every_node_and_edge() {
    let class_path = match tools::structurizr() {
        Ok(class_path) => class_path,
        Err(why) => return tools::skip("Structurizr", &why),
    };
    let mut java = Command::new("java");
    let read = tools::run(java.args(["-cp", &class_path, "ReadWorkspaces"]).args(files_with("structurizr")));
    let read = read.expect("Structurizr parses them");
    let mut workspaces = 0;
    for workspace in read.split("file\t").skip(1) {
        let (file, items) = workspace.split_once('\n').expect("a line");
        let json = fs::read_to_string(Path::new(file).with_extension("json")).expect("the graph");
        let graph: serde_json::Value = serde_json::from_str(&json).expect("JSON");
        let rows = |kind: &str| {
            let rows = items.lines().filter_map(|line| line.strip_prefix(kind)?.strip_prefix('\t'));
            rows.map(|row| row.split('\t').map(str::to_owned).collect::<Vec<_>>()).collect::<Vec<_>>()
        };
        let names: BTreeMap<String, String> =
            rows("system").into_iter().map(|row| (row[0].clone(), row[1].clone())).collect();
        let nodes = graph["nodes"].as_array().expect("nodes");
        assert_eq!(names.len(), nodes.len(), "{file}");
        // Names are unique there, so they may have a number, and some characters are replaced.
        let letters = |text: &str| text.chars().filter(|letter| letter.is_alphabetic()).take(40).collect::<String>();
        let id = |value: &serde_json::Value| value.as_str().expect("an id").to_owned();
        for node in nodes {
            let name = &names[&id(&node["id"])];
            let label = letters(node["label"].as_str().expect("a label"));
            let is_nameless = name.starts_with("(no name)");
            assert!(is_nameless || letters(name).starts_with(&label), "{file}: {name:?} for {node}");
        }
        let edges = graph["edges"].as_array().expect("edges").iter();
        let ends = edges.map(|edge| [&edge["source"], &edge["target"]].map(|end| names[&id(end)].clone()).to_vec());
        let (found, expected) = (rows("relationship"), ends.collect());
        assert_eq!(sorted(found), sorted(expected), "{file}");
        workspaces += 1;
    }
    assert_eq!(workspaces, files_with("structurizr").len());
}

/// Returns the drawn files with an extension.
fn files_with(extension: &str) -> Vec<PathBuf> {
    let files = fs::read_dir(drawn()).expect("a folder").flatten().map(|entry| entry.path());
    files.filter(|file| file.extension().is_some_and(|it| it == extension)).collect()
}

fn sorted<T: Ord>(mut items: Vec<T>) -> Vec<T> {
    items.sort();
    items
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

#[test]
fn pictures_are_clear_and_cross_less_than_those_of_graphviz() {
    let tools = (tools::npm(), tools::chromium(), tools::dot());
    let (Ok(packages), Ok(chromium), Ok(dot)) = &tools else {
        return tools::skip("Measuring pictures", &format!("{tools:?}"));
    };
    let folder = tools::home().join("pictures");
    if folder.exists() {
        fs::remove_dir_all(&folder).expect("ours to remove");
    }
    fs::create_dir_all(&folder).expect("a folder");
    pictures::draw(&folder);
    let mut node = Command::new("node");
    node.arg(tools::sources().join("pictures.mjs")).arg(&folder).args([packages, chromium, dot]);
    print!("{}", tools::run(&mut node).expect("the pictures are as they should be"));
}
