//! The graph as a Mermaid flowchart that renders in Obsidian and elsewhere whatever the labels contain
//! (docs/spec/graph.md#mermaid).

mod diagram;
mod split;

use std::io::Write;

use diagram::{MAX_CHARACTERS, MAX_EDGES, Page, diagram};
pub use split::{SplitFile, files_in_index, split};
use vaultdex_query::graph::GraphView;

use super::format::{Failure, Format, Options, Part, TooLarge};
use super::label;

pub(super) const FORMAT: Format = Format {
    name: "mermaid",
    endings: &["mmd", "mermaid", "md"],
    about: "A flowchart that Obsidian, GitHub and GitLab render in notes",
    is_bundled: true,
    has_history: false,
    parts: &[Part { name: "", render }],
};

fn render(view: &GraphView, options: &Options, out: &mut dyn Write) -> Result<(), Failure> {
    if view.edges.len() > MAX_EDGES {
        return Err(TooLarge { what: "edges", count: view.edges.len(), limit: MAX_EDGES }.into());
    }
    let diagram = diagram(view, options, &Page::of_graph(view));
    let characters = diagram.encode_utf16().count();
    if characters > MAX_CHARACTERS {
        return Err(TooLarge { what: "characters", count: characters, limit: MAX_CHARACTERS }.into());
    }
    Ok(out.write_all(diagram.as_bytes())?)
}

/// Returns a diagram with a single node that explains why the graph cannot be drawn.
pub fn message_diagram(why: &TooLarge) -> String {
    format!("flowchart LR\n  n0[\"{}\"]\n", label::escaped(&why.to_string()))
}

/// Returns a note that shows a diagram: a heading and a fenced code block. No line of a diagram begins with a backtick,
/// so none closes the fence.
pub fn note(title: &str, mermaid: &str) -> String {
    let title = title.replace(char::is_control, " ");
    format!("# {}\n\n```mermaid\n{}\n```\n", title.trim(), mermaid.trim_end_matches('\n'))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use regex::Regex;
    use vaultdex_query::graph::{Edge, EdgeKind, EdgeText, Node, NodeKind};

    use super::*;
    use crate::render::graph::label::tests::decoded;

    fn node(kind: NodeKind, path: &str, label: &str, label_is_linkpath: bool) -> Node {
        let path = matches!(kind, NodeKind::Note | NodeKind::Canvas | NodeKind::Attachment).then(|| path.into());
        Node { path, label_is_linkpath, ..Node::new(kind, label) }
    }

    fn edge(source: usize, target: usize, kind: EdgeKind, count: u32, embeds: u32) -> Edge {
        Edge { count, embeds, ..Edge::new(kind, source, target) }
    }

    fn graph(nodes: Vec<Node>, edges: Vec<Edge>) -> GraphView {
        GraphView::new("links", "V", false, nodes, edges)
    }

    fn try_render(view: &GraphView, options: &Options) -> Result<String, Failure> {
        let mut bytes = Vec::new();
        render(view, options, &mut bytes).map(|()| String::from_utf8(bytes).unwrap())
    }

    fn render_with_links(view: &GraphView, links_uri: Option<&str>) -> String {
        let options = Options { links_uri: links_uri.map(str::to_owned) };
        try_render(view, &options).unwrap()
    }

    fn small() -> GraphView {
        let nodes = vec![
            node(NodeKind::Note, "a/Home.md", "Home", true),
            node(NodeKind::Note, "b/C#.md", "C#", false),
            node(NodeKind::Canvas, "Board.canvas", "Board.canvas", true),
            node(NodeKind::Attachment, "i.png", "i.png", true),
            node(NodeKind::Unresolved, "", "Gone", false),
            node(NodeKind::Tag, "", "#x", false),
        ];
        let labeled = edge(1, 0, EdgeKind::Integration, 1, 0)
            .with_text(EdgeText { label: Some("INT-7: daily".into()), ..EdgeText::default() });
        let links = [(0, 0, 1, 0), (0, 1, 3, 1), (0, 3, 2, 2), (0, 4, 1, 0), (2, 0, 1, 1)];
        let mut edges: Vec<Edge> =
            links.map(|(source, target, count, embeds)| edge(source, target, EdgeKind::Link, count, embeds)).to_vec();
        edges.extend([edge(0, 5, EdgeKind::Tag, 1, 0), labeled]);
        graph(nodes, edges)
    }

    #[test]
    fn renders_all_kinds_of_nodes_and_edges() {
        let check = |links_uri: Option<&str>, last: &str| {
            let expected = r##"flowchart LR
  n0["Home"]
  n1["C#35;"]
  n2["Board.canvas"]
  n3["i.png"]
  n4["Gone"]
  n5["#35;x"]
  n0 --> n0
  n0 -->|"3"| n1
  n0 -.->|"2"| n3
  n0 --> n4
  n0 --- n5
  n1 -->|"INT-7#58; daily"| n0
  n2 -.-> n0
  classDef kind-canvas stroke-width:3px
  class n2 kind-canvas
  classDef kind-attachment font-style:italic
  class n3 kind-attachment
  classDef kind-unresolved stroke-dasharray:4
  class n4 kind-unresolved
  classDef kind-tag stroke-width:0px
  class n5 kind-tag
"##;
            assert_eq!(render_with_links(&small(), links_uri), format!("{expected}{last}"));
        };
        check(None, "  class n0,n2,n3 internal-link\n");
        let click =
            |node: usize, file: &str| format!("  click n{node} \"obsidian://open?vault=Tea%20%26%20Co&file={file}\"\n");
        let files = ["a%2FHome.md", "b%2FC%23.md", "Board.canvas", "i.png"];
        let clicks: String = files.iter().enumerate().map(|(node, file)| click(node, file)).collect();
        check(Some("Tea & Co"), &clicks);
    }

    #[test]
    fn statuses_differ_in_more_than_color_and_several_have_a_legend() {
        let edge = |status: &str| {
            let text = EdgeText { status: Some(status.into()), ..EdgeText::default() };
            Edge::new(EdgeKind::Integration, 0, 1).with_text(text)
        };
        let nodes = || vec![Node::new(NodeKind::Field, "a"), Node::new(NodeKind::Field, "b")];
        let check = |statuses: &[&str], expected: &str| {
            let edges = statuses.iter().map(|status| edge(status)).collect();
            let diagram = render_with_links(&graph(nodes(), edges), None);
            let arrows = "  n0 --> n1\n".repeat(statuses.len());
            let expected = expected.replace("ARROWS\n", &arrows);
            assert_eq!(diagram, format!("flowchart LR\n  n0[\"a\"]\n  n1[\"b\"]\n{expected}"));
        };
        check(&["degraded"], "ARROWS\n  linkStyle 0 stroke:#c53b3b,stroke-width:3px\n");
        check(
            &["active", "planned", "planned"],
            r##"  subgraph legend["Legend"]
    direction LR
    status-planned(["planned"])
    status-active(["active"])
  end
  style status-planned fill:transparent,stroke:#7a5cc9,stroke-width:1.8px,stroke-dasharray:2 4
  style status-active fill:transparent,stroke:#1f8559,stroke-width:1.6px
ARROWS
  linkStyle 1,2 stroke:#7a5cc9,stroke-width:1.8px,stroke-dasharray:2 4
  linkStyle 0 stroke:#1f8559,stroke-width:1.6px
"##,
        );
    }

    #[test]
    fn empty_graph_is_an_empty_diagram() {
        assert_eq!(render_with_links(&graph(Vec::new(), Vec::new()), None), "flowchart LR\n");
    }

    #[test]
    fn note_contains_the_diagram_in_a_fence() {
        let check = |title: &str, heading: &str| {
            let expected = format!("# {heading}\n\n```mermaid\nflowchart LR\n  n0[\"a\"]\n```\n");
            assert_eq!(note(title, "flowchart LR\n  n0[\"a\"]\n"), expected);
        };
        check("Links of Tea", "Links of Tea");
        check("two\nlines ", "two lines");
    }

    #[test]
    fn graphs_beyond_the_limits_of_mermaid_are_rejected_with_advice() {
        let check = |view: &GraphView, expected: Option<(&str, usize, usize)>| {
            let found = try_render(view, &Options::default()).err().map(|failure| match failure {
                Failure::TooLarge(it) => (it.what, it.count, it.limit),
                Failure::Write(error) => panic!("{error}"),
            });
            assert_eq!(found, expected);
        };
        let pair = || vec![node(NodeKind::Note, "a.md", "a", true), node(NodeKind::Note, "b.md", "b", true)];
        check(&graph(pair(), vec![edge(0, 1, EdgeKind::Link, 1, 0); 500]), None);
        check(&graph(pair(), vec![edge(0, 1, EdgeKind::Link, 1, 0); 501]), Some(("edges", 501, 500)));

        // An emoji counts as two UTF-16 code units.
        let emoji = |number: usize| node(NodeKind::Unresolved, "", &format!("{number:04}{}", "🎉".repeat(50)), false);
        let length = |nodes: usize| {
            let nodes: Vec<Node> = (0..nodes).map(emoji).collect();
            let view = graph(nodes, Vec::new());
            diagram(&view, &Options::default(), &Page::of_graph(&view)).encode_utf16().count()
        };
        let fits = (1..1000).take_while(|nodes| length(*nodes) <= MAX_CHARACTERS).count();
        check(&graph((0..fits).map(emoji).collect(), Vec::new()), None);
        let over = length(fits + 1);
        check(&graph((0..=fits).map(emoji).collect(), Vec::new()), Some(("characters", over, 50_000)));

        let message = TooLarge { what: "edges", count: 501, limit: 500 }.to_string();
        for word in ["501 edges", "500", "--around", "--filter", "--max-nodes", "--split"] {
            assert!(message.contains(word), "{word}: {message}");
            assert!(message_diagram(&TooLarge { what: "edges", count: 501, limit: 500 }).contains(word));
        }
    }

    /// Titles with syntax that breaks diagrams, alone and combined.
    fn hostile_titles() -> BTreeSet<String> {
        serde_json::from_str(include_str!("../../../../tests/consumers/titles.json")).unwrap()
    }

    #[test]
    fn hostile_titles_are_drawn_literally() {
        let titles = hostile_titles();
        assert!(titles.len() > 300, "{}", titles.len());
        // Syntax in labels is escaped as entities, and every line matches this grammar.
        let text = r##"(?:[^\p{Cc}\x{61c}\x{200e}\x{200f}\x{2028}-\x{202e}\x{2066}-\x{2069}"#&<>%`*~\[\]{}|\\^$@:]|#(?:quot|lt|gt|amp|\d+);)+"##;
        let uri = "[A-Za-z0-9._~%-]";
        let grammar = Regex::new(&format!(
            r#"^(?:flowchart LR|  (?:n\d+\["(?P<node>{text})"\]|n\d+ (?:-->|-\.->|---)(?:\|"(?P<edge>{text})"\|)? n\d+|classDef kind-[a-z]+ [a-z-]+:\w+|class n\d+(?:,n\d+)* (?:kind-[a-z]+|internal-link)|click n\d+ "obsidian://open\?vault={uri}+&file={uri}+"))$"#
        ));
        let grammar = grammar.unwrap();
        let risky_start = Regex::new(r"^\s*(?:[-+*>`]|\d+[.)])|^(?i:end)$|(?i)www\.").unwrap();
        for title in &titles {
            let path = format!("a/{title}.md");
            let nodes = vec![node(NodeKind::Note, &path, title, true), node(NodeKind::Unresolved, "", title, false)];
            let labeled = edge(0, 1, EdgeKind::Integration, 1, 0)
                .with_text(EdgeText { label: Some(title.as_str().into()), ..EdgeText::default() });
            let view = graph(nodes, vec![labeled]);
            let options = Options { links_uri: Some(format!("v{:.40}", title)) };
            let diagram = try_render(&view, &options).unwrap();
            let mut labels = 0;
            for line in diagram.lines() {
                let found = grammar.captures(line).unwrap_or_else(|| panic!("{title:?} breaks {line:?}"));
                let Some(label) = found.name("node").or(found.name("edge")) else { continue };
                assert_eq!(decoded(label.as_str()), label::display(title), "{title:?}");
                assert!(!risky_start.is_match(label.as_str()), "{line}");
                labels += 1;
            }
            assert_eq!(labels, 3, "{title:?}");
            assert!(diagram.contains("\n  click n0 \"obsidian://"), "{title:?}");
            let by_name = try_render(&view, &Options::default()).unwrap();
            let is_link = by_name.contains("  class n0 internal-link\n");
            assert_eq!(is_link, label::display(title) == title.as_str(), "{title:?}");
            assert!(!by_name.contains("\n  click"), "{title:?}");
        }
    }
}
