//! The graphs that the consumers read: of vaults, written by the command, and of hostile text, built by hand.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use vaultdex::render::graph::{FORMATS, Options, Part, split};
use vaultdex_query::graph::{Edge, EdgeKind, EdgeText, GraphView, Group, Node, NodeKind};

/// The vaults with their names.
pub fn vaults() -> [(&'static str, PathBuf); 3] {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    ["tour", "northwind", "kepano"].map(|name| (name, root.join("vault-fixtures").join(name).join("vault")))
}

/// The graphs of a vault, by name.
pub const FLAGS: &[(&str, &[&str])] = &[
    ("links", &["--attachments", "--tags", "--color-by", "folder"]),
    ("plain", &["--no-orphans", "--existing-only"]),
    ("landscape", &["--view", "landscape", "--edges", "each"]),
    ("lineage", &["--view", "lineage"]),
];

/// Pages of the vault `northwind`, by name, that no other format has: with bundles, and without anything.
pub const PAGES: &[(&str, &[&str])] = &[
    ("bundled", &["--view", "landscape"]),
    ("impact", &["--view", "impact", "--around", "Kafka", "--depth", "0"]),
    ("nothing", &["--view", "impact", "--around", "Snowflake"]),
];

/// Writes every graph of every vault in every format with the command, as `tour-links.graphml` and so on. Diagrams have
/// a folder, `tour-links/`, with those of `--split` and, if the graph is not too large, the whole diagram.
pub fn draw_vaults(folder: &Path) {
    for (name, vault) in vaults() {
        let index = folder.join(format!(".{name}-index"));
        let run = |flags: &[&str], output: &Path, option: &str| {
            let mut command = Command::new(env!("CARGO_BIN_EXE_vaultdex"));
            command.arg("--vault").arg(&vault).arg("--index-dir").arg(&index).arg("-q");
            command.env("XDG_CONFIG_HOME", folder.join(".config")).env_remove("VAULTDEX_NOW");
            let output = command.arg("graph").args(flags).arg(option).arg(output).stdin(Stdio::null()).output();
            output.expect("it runs")
        };
        for (part, flags) in PAGES.iter().filter(|_| name == "northwind") {
            let ran =
                run(&[flags, &["--format", "html"][..]].concat(), &folder.join(format!("{name}-{part}.html")), "-o");
            assert!(ran.status.success(), "{part}: {}", String::from_utf8_lossy(&ran.stderr));
        }
        for (part, flags) in FLAGS {
            let stem = format!("{name}-{part}");
            for format in FORMATS.iter().filter(|format| format.name != "mermaid") {
                let file = folder.join(format!("{stem}.{}", format.name));
                let ran = run(&[flags, &["--format", format.name][..]].concat(), &file, "-o");
                assert!(ran.status.success(), "{stem} {}: {}", format.name, String::from_utf8_lossy(&ran.stderr));
            }
            let diagrams = folder.join(&stem);
            let ran = run(flags, &diagrams, "--split");
            assert!(ran.status.success(), "{stem}: {}", String::from_utf8_lossy(&ran.stderr));
            let ran = run(flags, &diagrams.join("whole.mmd"), "-o");
            let stderr = String::from_utf8_lossy(&ran.stderr);
            assert!(ran.status.success() || stderr.contains("--split"), "{stem}: {stderr}");
        }
    }
}

/// Several hundred titles with syntax of the formats.
pub fn titles() -> Vec<String> {
    serde_json::from_str(include_str!("titles.json")).expect("a list of texts")
}

/// Returns a graph in which every text is one of the titles.
pub fn hostile() -> GraphView {
    let titles = titles();
    let kinds = [NodeKind::Note, NodeKind::Unresolved, NodeKind::Tag, NodeKind::System, NodeKind::Field];
    let node = |(number, title): (usize, &String)| {
        let kind = kinds[number % kinds.len()];
        Node {
            path: (kind == NodeKind::Note).then(|| format!("a/{title}.md").into()),
            tags: if kind == NodeKind::Note {
                vec![title.replace(char::is_whitespace, "_").into()]
            } else {
                Vec::new()
            },
            group: (number % 7 == 0).then_some(number % 3),
            class: (number % 5 == 0).then_some(number % 4),
            status: Some(title.as_str().into()),
            ..Node::new(kind, title.as_str())
        }
    };
    let nodes = titles.iter().enumerate().map(node).collect();
    let edge = |(number, title): (usize, &String)| {
        let label = Some(Box::from(title.as_str()));
        Edge::new(EdgeKind::Integration, number, number * 31 % titles.len()).with_text(EdgeText {
            label: label.clone(),
            status: label,
            ..EdgeText::default()
        })
    };
    let edges = titles.iter().enumerate().map(edge).collect();
    let group = |(number, title): (usize, &String)| Group { name: title.clone(), parent: number.checked_sub(1) };
    let groups = titles.iter().take(3).enumerate().map(group).collect();
    let view = GraphView::new("landscape", titles[0].as_str(), true, nodes, edges).with_groups(groups);
    GraphView { classes: titles[20..24].to_vec(), ..view }
}

/// Writes a graph in every format.
pub fn draw(folder: &Path, name: &str, view: &GraphView) {
    let options = Options { links_uri: Some("Tea & Co".to_owned()) };
    let written = |part: &Part, view: &GraphView| {
        let mut bytes = Vec::new();
        (part.render)(view, &options, &mut bytes).expect("it is drawn");
        bytes
    };
    for format in FORMATS.iter().filter(|format| format.name != "mermaid") {
        for part in format.parts {
            let stem = if part.name.is_empty() { name.to_owned() } else { format!("{name}.{}", part.name) };
            let bytes = written(part, view);
            assert!(bytes == written(part, view), "{} of {name} is another the second time", format.name);
            fs::write(folder.join(format!("{stem}.{}", format.name)), bytes).expect("written");
        }
    }
    let diagrams = folder.join(name);
    fs::create_dir(&diagrams).expect("a folder");
    let files = split(view, &options);
    assert!(files == split(view, &options), "the diagrams of {name} are others the second time");
    for file in files {
        fs::write(diagrams.join(file.name), file.text).expect("written");
    }
}
