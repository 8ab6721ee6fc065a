//! Graphs for the tests of the formats.

use vaultdex_query::graph::{Edge, EdgeKind, EdgeText, GraphView, Group, Node, NodeKind};

use super::format::{Options, Part};

/// Two notes and an unresolved target, with tags, a class and characters that formats have to escape.
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
        Edge::new(EdgeKind::Integration, 0, 1).with_text(EdgeText {
            label: Some(label.into()),
            status: Some(status.into()),
            ..EdgeText::default()
        })
    };
    let nodes = vec![Node { status: Some("active".into()), ..system("ERP") }, system("Shop")];
    let edges = vec![edge("INT-2 · daily", "active"), edge("INT-10 · hourly", "planned")];
    let groups = vec![Group { name: "Sales".to_owned(), parent: None }];
    GraphView::new("landscape", "V", true, nodes, edges).with_groups(groups)
}

/// Renders a part as text.
pub fn render_to_string(part: &Part, view: &GraphView) -> String {
    let mut bytes = Vec::new();
    (part.render)(view, &Options::default(), &mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}
