//! SHELF: the formats of a graph. One file a format and one line in the list. Values in, bytes out; knows nothing of
//! the vault, of files and of flags.

mod attributes;
mod canvas;
mod colors;
mod csv;
mod cytoscape;
mod dot;
mod gexf;
mod graphml;
mod html;
mod json;
mod label;
mod layout;
mod mermaid;
mod rows;
mod svg;
mod uri;
mod xml;

use std::io::{self, Write};

pub use mermaid::{SplitFile, listed, note, placard, split};
use vaultdex_query::graph::GraphView;

/// One way to write a graph down.
#[derive(Debug)]
pub struct Format {
    /// What the user calls it.
    pub name: &'static str,
    /// What it is and who reads it: one line of help.
    pub about: &'static str,
    /// The files that it is made of: one of most formats. Where there is room for one only, as on a pipe, it is the
    /// last one.
    pub parts: &'static [Part],
}

/// One file of a format.
#[derive(Debug)]
pub struct Part {
    /// What stands in the file's name before its extension; empty where the format has one file.
    pub name: &'static str,
    /// Writes a whole graph: UTF-8 with a line break at its end. Nothing is written before an error that is not the
    /// writer's own.
    pub render: fn(&GraphView, &Options, &mut dyn Write) -> Result<(), Failure>,
}

/// Every format, the default first.
pub static FORMATS: &[Format] = &[
    mermaid::FORMAT,
    dot::FORMAT,
    graphml::FORMAT,
    gexf::FORMAT,
    json::FORMAT,
    cytoscape::FORMAT,
    canvas::FORMAT,
    csv::FORMAT,
    html::FORMAT,
    svg::FORMAT,
];

/// What the user may choose about a drawing, whatever its format.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// The name of the vault for `obsidian://open` links on nodes; `None` for no such links.
    pub links_uri: Option<String>,
}

/// Why a graph was not written down.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The format's reader would not take it.
    #[error(transparent)]
    TooLarge(#[from] TooLarge),
    /// The bytes found no place.
    #[error(transparent)]
    Write(#[from] io::Error),
}

/// The graph is more than the format's reader takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "the diagram has {count} {what} and Mermaid draws at most {limit}; narrow it with --around NOTE, --filter QUERY or \
     --max-nodes N, or write it as several diagrams with --split DIR"
)]
pub struct TooLarge {
    /// What there is too much of: `edges` or `characters`.
    pub what: &'static str,
    /// How many of them.
    pub count: usize,
    /// How many are drawn.
    pub limit: usize,
}

#[cfg(test)]
mod tests {
    //! What the tests of all formats share: graphs to write down.

    use vaultdex_query::graph::{Edge, EdgeKind, GraphView, Group, Node, NodeKind};

    use super::{Options, Part};

    /// Two notes of one folder, a target that is not there, and a tag, with a class and with text that breaks formats.
    pub fn small() -> GraphView {
        let note = |path: &str, label: &str| Node {
            path: Some(path.into()),
            label_is_linkpath: true,
            ..Node::new(NodeKind::Note, label)
        };
        let home = Node { tags: vec!["x".into(), "y/z".into()], class: Some(0), ..note("a/Home.md", "Home") };
        let nodes = vec![home, note("a/B & C.md", "B & C"), Node::new(NodeKind::Unresolved, "=\"<\\\u{1}")];
        let mut edges = vec![Edge { count: 3, embeds: 1, ..Edge::new(EdgeKind::Link, 0, 1) }];
        edges.push(Edge::new(EdgeKind::Link, 1, 2));
        let view = GraphView::new("links", "Tea & Co", false, nodes, edges);
        GraphView { classes: vec!["tag:x".to_owned()], ..view }
    }

    /// Two systems in a domain and two integrations between them.
    pub fn landscape() -> GraphView {
        let system = |label: &str| Node { group: Some(0), ..Node::new(NodeKind::System, label) };
        let edge = |label: &str, status: &str| {
            Edge::new(EdgeKind::Integration, 0, 1).saying(Some(label.into()), Some(status.into()))
        };
        let nodes = vec![Node { status: Some("active".into()), ..system("ERP") }, system("Shop")];
        let edges = vec![edge("INT-2 · daily", "active"), edge("INT-10 · hourly", "planned")];
        let groups = vec![Group { name: "Sales".to_owned(), parent: None }];
        GraphView::new("landscape", "V", true, nodes, edges).with_groups(groups)
    }

    /// What a part writes, as text.
    pub fn written(part: &Part, view: &GraphView) -> String {
        let mut bytes = Vec::new();
        (part.render)(view, &Options::default(), &mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    }
}
