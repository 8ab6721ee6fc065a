//! One value for every graph and every format: nodes, edges and groups in a fixed order. Does not know what a graph was
//! made from or how it is drawn.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Serialize;

use super::edge::{Edge, EdgeKind};
use super::integration::DrawnIntegration;

/// A graph in the order in which every format prints it: nodes by kind and path, edges by source and target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GraphView {
    /// Which view it is: `links`, `landscape`, `lineage` or `impact`.
    pub view: &'static str,
    /// The name of the vault.
    pub vault: String,
    /// The nodes; edges refer to them by position.
    pub nodes: Vec<Node>,
    /// The edges.
    pub edges: Vec<Edge>,
    /// Whether two nodes may have several edges in one direction.
    pub multigraph: bool,
    /// The groups of nodes; a parent precedes its children.
    pub groups: Vec<Group>,
    /// The number of nodes that [`most_connected`](super::most_connected) has left out.
    pub left_out: usize,
    /// The names of the color classes, in the order of the legend; empty if no coloring was requested.
    pub classes: Vec<String>,
    /// What the graph says, in one line, for pictures.
    pub headline: Option<String>,
}

/// Nodes that belong together: the systems of a domain, the fields of an entity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The name that is shown.
    pub name: String,
    /// The position of the group that contains this one.
    pub parent: Option<usize>,
}

/// A node: a file, an unresolved target, a tag, a system, an integration or a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// The path of its file in the vault; for an integration or a field, of a note that records it. `None` for a node
    /// without any.
    pub path: Option<Arc<str>>,
    /// The line of the note that records the integration or field, from 1; `None` for other nodes.
    pub line: Option<u32>,
    /// The text that is shown.
    pub label: String,
    /// What the node represents.
    pub kind: NodeKind,
    /// The tags of a note without `#`, each once, in the order of the note.
    pub tags: Vec<Arc<str>>,
    /// The number of edges of this graph that end here.
    pub in_degree: usize,
    /// The number of edges of this graph that begin here.
    pub out_degree: usize,
    /// Whether a link with the label as its text leads to this node's file from every note of the vault.
    pub label_is_linkpath: bool,
    /// The position of the node's group.
    pub group: Option<usize>,
    /// The position of the node's color class.
    pub class: Option<usize>,
    /// The life cycle of a system or integration, if known.
    pub status: Option<Box<str>>,
    /// The integration that the node represents.
    pub integration: Option<Arc<DrawnIntegration>>,
    /// What an impact says about the node.
    pub impact: Option<NodeImpact>,
}

/// What an impact says about a node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NodeImpact {
    /// Whether it stops or is hit.
    pub effect: Effect,
    /// The number of integrations on the shortest way to it, negative if it is upstream; 0 for what stops.
    pub hop: i64,
    /// The owner, as written, if known.
    pub owner: Option<Box<str>>,
}

/// The effect on a node if something stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// It is what stops.
    Stops,
    /// It is hit, because a note says so.
    Certain,
    /// It may be hit.
    Possible,
}

impl Node {
    /// Returns a node with a kind and a label and nothing else.
    pub fn new(kind: NodeKind, label: impl Into<String>) -> Node {
        Node {
            path: None,
            line: None,
            label: label.into(),
            kind,
            tags: Vec::new(),
            in_degree: 0,
            out_degree: 0,
            label_is_linkpath: false,
            group: None,
            class: None,
            status: None,
            integration: None,
            impact: None,
        }
    }

    /// Whether the node stands for a note that does not exist: a target of links without a file, or a system without a note.
    pub fn lacks_note(&self) -> bool {
        self.kind == NodeKind::Unresolved || (self.kind == NodeKind::System && self.path.is_none())
    }
}

/// What a node represents, in the order in which nodes are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum NodeKind {
    /// A `.md` file.
    Note,
    /// A `.canvas` file.
    Canvas,
    /// Every other file.
    Attachment,
    /// The target of links that lead to no file.
    Unresolved,
    /// A tag.
    Tag,
    /// A system in the landscape.
    System,
    /// An integration in the landscape that does not fit on one edge.
    Integration,
    /// A field in the lineage.
    Field,
}

impl NodeKind {
    /// Returns the name that every format uses.
    pub fn name(self) -> &'static str {
        match self {
            NodeKind::Note => "note",
            NodeKind::Canvas => "canvas",
            NodeKind::Attachment => "attachment",
            NodeKind::Unresolved => "unresolved",
            NodeKind::Tag => "tag",
            NodeKind::System => "system",
            NodeKind::Integration => "integration",
            NodeKind::Field => "field",
        }
    }
}

impl GraphView {
    /// Sorts nodes and edges and counts the edges of each node. The edges refer to nodes by their position in `nodes`.
    pub fn new(
        view: &'static str,
        vault: impl Into<String>,
        multigraph: bool,
        nodes: Vec<Node>,
        edges: Vec<Edge>,
    ) -> GraphView {
        GraphView::sorted(view, vault, multigraph, nodes, edges).0
    }

    /// Like [`GraphView::new`]; also returns, for each position in `nodes`, the node's position in the graph.
    pub(super) fn sorted(
        view: &'static str,
        vault: impl Into<String>,
        multigraph: bool,
        mut nodes: Vec<Node>,
        mut edges: Vec<Edge>,
    ) -> (GraphView, Vec<usize>) {
        let mut sorted: Vec<u32> = (0..nodes.len() as u32).collect();
        sorted.sort_by(|left, right| node_order(&nodes[*left as usize]).cmp(&node_order(&nodes[*right as usize])));
        let mut positions = vec![0; nodes.len()];
        for (position, before) in sorted.iter().enumerate() {
            positions[*before as usize] = position;
        }
        permute(&mut nodes, sorted);
        for node in &mut nodes {
            (node.in_degree, node.out_degree) = (0, 0);
        }
        for edge in &mut edges {
            (edge.source, edge.target) = (positions[edge.source], positions[edge.target]);
            nodes[edge.source].out_degree += 1;
            nodes[edge.target].in_degree += 1;
        }
        edges.sort_unstable_by(|left, right| edge_order(left).cmp(&edge_order(right)));
        let (groups, classes) = (Vec::new(), Vec::new());
        let vault = vault.into();
        let view = GraphView { view, vault, nodes, edges, multigraph, groups, left_out: 0, classes, headline: None };
        (view, positions)
    }

    /// Returns the graph with the groups that its nodes refer to.
    pub fn with_groups(self, groups: Vec<Group>) -> GraphView {
        GraphView { groups, ..self }
    }

    /// Returns the graph without the groups that contain no node.
    pub(super) fn without_empty_groups(mut self) -> GraphView {
        let mut is_used = vec![false; self.groups.len()];
        for node in &self.nodes {
            let mut group = node.group;
            while let Some(position) = group {
                is_used[position] = true;
                group = self.groups[position].parent;
            }
        }
        let used_so_far = is_used.iter().scan(0, |count, used| {
            *count += usize::from(*used);
            Some(*count)
        });
        let positions: Vec<usize> = used_so_far.map(|count: usize| count.saturating_sub(1)).collect();
        for node in &mut self.nodes {
            node.group = node.group.map(|group| positions[group]);
        }
        let groups = self.groups.into_iter().zip(&is_used).filter(|(_, used)| **used);
        let with_new_parent = |group: Group| Group { parent: group.parent.map(|parent| positions[parent]), ..group };
        self.groups = groups.map(|(group, _)| with_new_parent(group)).collect();
        self
    }

    /// Returns the position of the node whose file has exactly this path.
    pub fn position(&self, path: &str) -> Option<usize> {
        self.nodes.iter().position(|node| node.path.as_deref() == Some(path))
    }

    /// Returns the edges, each with its number among the edges from the same source to the same target, from 0.
    pub fn numbered_edges(&self) -> impl Iterator<Item = (usize, &Edge)> {
        let mut last = None;
        // Edges are sorted, so those of one pair are adjacent.
        self.edges.iter().map(move |edge| {
            let number = match last {
                Some((source, target, number)) if (source, target) == (edge.source, edge.target) => number + 1,
                _ => 0,
            };
            last = Some((edge.source, edge.target, number));
            (number, edge)
        })
    }

    /// Returns the names of a group and the groups around it, outermost first.
    pub fn group_names(&self, group: usize) -> Vec<&str> {
        let mut names = vec![self.groups[group].name.as_str()];
        let mut parent = self.groups[group].parent;
        while let Some(group) = parent {
            names.push(&self.groups[group].name);
            parent = self.groups[group].parent;
        }
        names.reverse();
        names
    }

    /// Returns the subgraph of the nodes whose entry in `keep` is true.
    pub(super) fn subset(self, keep: &[bool]) -> GraphView {
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
        let view = GraphView::new(self.view, self.vault, self.multigraph, nodes, edges);
        GraphView { groups: self.groups, classes: self.classes, headline: self.headline, ..view }
    }
}

fn node_order(node: &Node) -> (NodeKind, &str, Option<usize>, &str) {
    // A field may be recorded in several notes.
    let path = node.path.as_deref().filter(|_| node.kind != NodeKind::Field);
    (node.kind, path.unwrap_or_default(), node.group, &node.label)
}

type EdgeOrder<'a> = (usize, usize, EdgeKind, Option<&'a str>, Option<&'a str>, u32, u32, Option<(&'a Arc<str>, u32)>);

fn edge_order(edge: &Edge) -> EdgeOrder<'_> {
    let Edge { source, target, kind, count, embeds, .. } = edge;
    (*source, *target, *kind, edge.label(), edge.status(), *count, *embeds, edge.place())
}

/// Reorders the nodes in place, without a copy: `order` holds the current position of the node that each position shall
/// have.
fn permute(nodes: &mut [Node], mut order: Vec<u32>) {
    for start in 0..order.len() {
        let mut position = start;
        // Follow the cycle of the permutation.
        while order[position] as usize != start {
            let next = order[position] as usize;
            nodes.swap(position, next);
            order[position] = position as u32;
            position = next;
        }
        order[position] = position as u32;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::EdgeText;

    #[test]
    fn nodes_and_edges_are_sorted_and_numbered() {
        let note = |path: &str| Node { path: Some(path.into()), ..Node::new(NodeKind::Note, path) };
        let edge = |source, target, label: &str| {
            let text = EdgeText { label: Some(label.into()), ..EdgeText::default() };
            Edge::new(EdgeKind::Mapping, source, target).with_text(text)
        };
        let nodes = vec![Node::new(NodeKind::Tag, "#b"), note("z.md"), Node::new(NodeKind::Tag, "#a"), note("a.md")];
        let edges = vec![edge(1, 3, "y"), edge(3, 0, "t"), edge(1, 3, "x")];
        let view = GraphView::new("lineage", "V", true, nodes, edges);
        let labels: Vec<&str> = view.nodes.iter().map(|node| node.label.as_str()).collect();
        assert_eq!(labels, ["a.md", "z.md", "#a", "#b"]);
        let degrees: Vec<_> = view.nodes.iter().map(|node| (node.in_degree, node.out_degree)).collect();
        assert_eq!(degrees, [(2, 1), (0, 2), (0, 0), (1, 0)]);

        let edges: Vec<_> = view.numbered_edges().map(|(number, edge)| (edge.source, edge.target, number)).collect();
        assert_eq!(edges, [(0, 3, 0), (1, 0, 0), (1, 0, 1)]);
        assert_eq!(view.edges[1].label(), Some("x"));
    }

    #[test]
    fn every_order_of_nodes_is_permute() {
        let check = |sorted: &[u32], expected: &str| {
            let mut nodes: Vec<Node> = "abcde".chars().map(|letter| Node::new(NodeKind::Tag, letter)).collect();
            permute(&mut nodes, sorted.to_vec());
            assert_eq!(nodes.iter().map(|node| node.label.as_str()).collect::<String>(), expected);
        };
        check(&[0, 1, 2, 3, 4], "abcde");
        check(&[4, 3, 2, 1, 0], "edcba");
        check(&[1, 2, 3, 4, 0], "bcdea");
        check(&[2, 0, 1, 4, 3], "cabed");
    }
}
