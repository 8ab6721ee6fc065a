//! The vault, or a part of it, as nodes and edges: one value for every view and every format.
//! Knows nothing of how it is drawn.

mod around;
mod links;

use serde::{Serialize, Serializer};

pub use around::{Direction, around, limited};
pub use links::{LinksOptions, links};

/// A graph in the order in which it is printed: nodes by kind and path, edges by source and target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GraphView {
    /// Which view it is: `links`, `landscape` or `lineage`.
    pub view: &'static str,
    /// The name of the vault.
    pub vault: String,
    /// The nodes; edges know them by their position.
    pub nodes: Vec<Node>,
    /// The edges.
    pub edges: Vec<Edge>,
    /// Whether two nodes may have several edges in one direction.
    pub multigraph: bool,
}

/// One thing of the vault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Node {
    /// `n0`, `n1`, … in the order of the nodes.
    pub id: String,
    /// Where its file lies in the vault; `None` for what is no file.
    pub path: Option<String>,
    /// What people call it.
    pub label: String,
    /// What kind of thing it is.
    pub kind: NodeKind,
    /// The tags of a note without their `#`, each one once, in order of the note.
    pub tags: Vec<String>,
    /// How many edges of this graph lead here.
    pub in_degree: usize,
    /// How many edges of this graph begin here.
    pub out_degree: usize,
    /// Whether Obsidian, given the label as a link, opens this node's file from anywhere in the vault.
    #[serde(skip)]
    pub label_is_linkpath: bool,
}

impl Node {
    /// A node that stands in no graph yet, so without an id and edges.
    pub fn new(kind: NodeKind, label: impl Into<String>) -> Node {
        Node {
            id: String::new(),
            path: None,
            label: label.into(),
            kind,
            tags: Vec::new(),
            in_degree: 0,
            out_degree: 0,
            label_is_linkpath: false,
        }
    }
}

/// What kind of thing a node is, in the order in which they are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum NodeKind {
    /// A `.md` file.
    Note,
    /// A `.canvas` file.
    Canvas,
    /// Every other file.
    Attachment,
    /// A link's target that no file answers to.
    Unresolved,
    /// A tag.
    Tag,
    /// A system of the landscape.
    System,
    /// An integration of the landscape that is a node of its own.
    Integration,
    /// A field of the lineage.
    Field,
}

/// A directed connection of two nodes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edge {
    /// Position of the node where it begins.
    pub source: usize,
    /// Position of the node that it leads to.
    pub target: usize,
    /// What kind of connection it is.
    pub kind: EdgeKind,
    /// How often the source says so: for links what Obsidian's `resolvedLinks[source][target]` says, embeds included.
    pub count: usize,
    /// How many of them embed the target.
    pub embeds: usize,
    /// What is written beside it.
    pub label: Option<String>,
}

/// What kind of connection an edge is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum EdgeKind {
    Link,
    Tag,
    Integration,
    Mapping,
}

impl GraphView {
    /// Puts nodes and edges in order, gives the ids and counts the edges of each node. The edges know the nodes by
    /// their position as they come in.
    pub fn new(
        view: &'static str,
        vault: impl Into<String>,
        multigraph: bool,
        nodes: Vec<Node>,
        mut edges: Vec<Edge>,
    ) -> GraphView {
        let mut sorted: Vec<(usize, Node)> = nodes.into_iter().enumerate().collect();
        sorted.sort_by(|(_, left), (_, right)| order(left).cmp(&order(right)));
        let mut positions = vec![0; sorted.len()];
        for (position, (before, _)) in sorted.iter().enumerate() {
            positions[*before] = position;
        }
        let mut nodes: Vec<Node> = sorted.into_iter().map(|(_, node)| node).collect();
        for (position, node) in nodes.iter_mut().enumerate() {
            node.id = format!("n{position}");
            (node.in_degree, node.out_degree) = (0, 0);
        }
        for edge in &mut edges {
            (edge.source, edge.target) = (positions[edge.source], positions[edge.target]);
            nodes[edge.source].out_degree += 1;
            nodes[edge.target].in_degree += 1;
        }
        edges.sort_by(|left, right| {
            let ends = |edge: &Edge| (edge.source, edge.target, edge.kind);
            ends(left).cmp(&ends(right)).then_with(|| left.label.cmp(&right.label))
        });
        GraphView { view, vault: vault.into(), nodes, edges, multigraph }
    }

    /// The position of the node whose file lies at exactly this path.
    pub fn position(&self, path: &str) -> Option<usize> {
        self.nodes.iter().position(|node| node.path.as_deref() == Some(path))
    }

    /// The graph of those nodes for which `keep` says so by position, with the edges between them.
    fn subset(self, keep: &[bool]) -> GraphView {
        let mut positions = vec![None; self.nodes.len()];
        let mut nodes = Vec::new();
        for (position, node) in self.nodes.into_iter().enumerate() {
            if keep[position] {
                positions[position] = Some(nodes.len());
                nodes.push(node);
            }
        }
        let edges = self.edges.into_iter().filter_map(|edge| {
            let (source, target) = (positions[edge.source]?, positions[edge.target]?);
            Some(Edge { source, target, ..edge })
        });
        let edges = edges.collect();
        GraphView::new(self.view, self.vault, self.multigraph, nodes, edges)
    }
}

fn order(node: &Node) -> (NodeKind, &str, &str) {
    (node.kind, node.path.as_deref().unwrap_or_default(), &node.label)
}

/// The document of spec/graph.md, section JSON.
#[derive(Serialize)]
struct Document<'a> {
    schema_version: u32,
    directed: bool,
    multigraph: bool,
    graph: About<'a>,
    nodes: &'a [Node],
    edges: Vec<EdgeRow<'a>>,
}

#[derive(Serialize)]
struct About<'a> {
    view: &'static str,
    vault: &'a str,
}

#[derive(Serialize)]
struct EdgeRow<'a> {
    source: &'a str,
    target: &'a str,
    /// Which of the edges between these two it is, from 0; only where there can be several.
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<usize>,
    kind: EdgeKind,
    count: usize,
    embeds: usize,
    label: Option<&'a str>,
}

impl Serialize for GraphView {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut edges: Vec<EdgeRow> = Vec::with_capacity(self.edges.len());
        for edge in &self.edges {
            let (source, target) = (self.nodes[edge.source].id.as_str(), self.nodes[edge.target].id.as_str());
            // Edges are sorted, so those of one pair stand together.
            let same_pair = edges.last().filter(|last| (last.source, last.target) == (source, target));
            let number = same_pair.and_then(|last| last.key).map_or(0, |key| key + 1);
            edges.push(EdgeRow {
                source,
                target,
                key: self.multigraph.then_some(number),
                kind: edge.kind,
                count: edge.count,
                embeds: edge.embeds,
                label: edge.label.as_deref(),
            });
        }
        let document = Document {
            schema_version: 1,
            directed: true,
            multigraph: self.multigraph,
            graph: About { view: self.view, vault: &self.vault },
            nodes: &self.nodes,
            edges,
        };
        document.serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nodes_and_edges_are_sorted_and_numbered_whatever_order_they_came_in() {
        let note = |path: &str| Node { path: Some(path.to_owned()), ..Node::new(NodeKind::Note, path) };
        let edge = |source, target, label: &str| Edge {
            source,
            target,
            kind: EdgeKind::Mapping,
            count: 1,
            embeds: 0,
            label: Some(label.to_owned()),
        };
        let nodes = vec![Node::new(NodeKind::Tag, "#b"), note("z.md"), Node::new(NodeKind::Tag, "#a"), note("a.md")];
        let edges = vec![edge(1, 3, "y"), edge(3, 0, "t"), edge(1, 3, "x")];
        let view = GraphView::new("lineage", "V", true, nodes, edges);
        let labels: Vec<&str> = view.nodes.iter().map(|node| node.label.as_str()).collect();
        assert_eq!(labels, ["a.md", "z.md", "#a", "#b"]);
        let degrees: Vec<_> =
            view.nodes.iter().map(|node| (node.id.as_str(), node.in_degree, node.out_degree)).collect();
        assert_eq!(degrees, [("n0", 2, 1), ("n1", 0, 2), ("n2", 0, 0), ("n3", 1, 0)]);

        let json = serde_json::to_value(&view).unwrap();
        let keys: Vec<String> = json["edges"].as_array().unwrap().iter().map(|it| format!("{it}")).collect();
        assert_eq!(
            keys,
            [
                r#"{"source":"n0","target":"n3","key":0,"kind":"mapping","count":1,"embeds":0,"label":"t"}"#,
                r#"{"source":"n1","target":"n0","key":0,"kind":"mapping","count":1,"embeds":0,"label":"x"}"#,
                r#"{"source":"n1","target":"n0","key":1,"kind":"mapping","count":1,"embeds":0,"label":"y"}"#,
            ]
        );
    }
}
