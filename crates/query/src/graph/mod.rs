//! The vault, or a part of it, as nodes and edges: one value for every view and every format.
//! Knows nothing of how it is drawn.

mod around;
mod color;
mod landscape;
mod lineage;
mod links;

use std::sync::Arc;

pub use around::{Direction, around, limited};
pub use color::{ColorBy, color};
pub use landscape::{Drawn, RecordOptions, landscape};
pub use lineage::lineage;
pub use links::{LinksOptions, links};
use serde::Serialize;

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
    /// What the nodes are gathered in, each one behind its parent.
    pub groups: Vec<Group>,
    /// What the colours of the nodes mean, in the order of the legend; empty where nobody asked for colours.
    pub classes: Vec<String>,
}

/// Nodes that stand together: the systems of a domain, the fields of an entity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// What people call it.
    pub name: String,
    /// The position of the group that it is a part of.
    pub parent: Option<usize>,
}

/// One thing of the vault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Where its file lies in the vault; `None` for what is no file.
    pub path: Option<Arc<str>>,
    /// What people call it.
    pub label: String,
    /// What kind of thing it is.
    pub kind: NodeKind,
    /// The tags of a note without their `#`, each one once, in order of the note.
    pub tags: Vec<Arc<str>>,
    /// How many edges of this graph lead here.
    pub in_degree: usize,
    /// How many edges of this graph begin here.
    pub out_degree: usize,
    /// Whether Obsidian, given the label as a link, opens this node's file from anywhere in the vault.
    pub label_is_linkpath: bool,
    /// The position of the group that it stands in.
    pub group: Option<usize>,
    /// The position of the class that gives it its colour.
    pub class: Option<usize>,
    /// The life cycle of a system or integration, where it is known.
    pub status: Option<Box<str>>,
}

impl Node {
    /// A node that stands in no graph yet, so without edges.
    pub fn new(kind: NodeKind, label: impl Into<String>) -> Node {
        Node {
            path: None,
            label: label.into(),
            kind,
            tags: Vec::new(),
            in_degree: 0,
            out_degree: 0,
            label_is_linkpath: false,
            group: None,
            class: None,
            status: None,
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

impl NodeKind {
    /// The word for it in every format.
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
    pub count: u32,
    /// How many of them embed the target.
    pub embeds: u32,
    /// What it says: boxed, since a vault has links by the hundred thousand, and they say nothing.
    pub said: Option<Box<Said>>,
}

/// What the edges of landscape and lineage say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// What is written beside it.
    pub label: Option<Box<str>>,
    /// The life cycle of the integration that it stands for, where it is known.
    pub status: Option<Box<str>>,
}

impl Edge {
    /// A connection that is said once and has nothing written beside it.
    pub fn new(kind: EdgeKind, source: usize, target: usize) -> Edge {
        Edge { source, target, kind, count: 1, embeds: 0, said: None }
    }

    /// The same connection with what is written beside it, and the life cycle of the integration that it stands for.
    pub fn saying(self, label: Option<Box<str>>, status: Option<Box<str>>) -> Edge {
        let says_nothing = label.is_none() && status.is_none();
        Edge { said: (!says_nothing).then(|| Box::new(Said { label, status })), ..self }
    }

    /// What is written beside it.
    pub fn label(&self) -> Option<&str> {
        self.said.as_ref().and_then(|said| said.label.as_deref())
    }

    /// The life cycle of the integration that it stands for, where it is known.
    pub fn status(&self) -> Option<&str> {
        self.said.as_ref().and_then(|said| said.status.as_deref())
    }
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

impl EdgeKind {
    /// The word for it in every format.
    pub fn name(self) -> &'static str {
        match self {
            EdgeKind::Link => "link",
            EdgeKind::Tag => "tag",
            EdgeKind::Integration => "integration",
            EdgeKind::Mapping => "mapping",
        }
    }
}

impl GraphView {
    /// Puts nodes and edges in order and counts the edges of each node. The edges know the nodes by their position as
    /// they come in.
    pub fn new(
        view: &'static str,
        vault: impl Into<String>,
        multigraph: bool,
        nodes: Vec<Node>,
        edges: Vec<Edge>,
    ) -> GraphView {
        GraphView::sorted(view, vault, multigraph, nodes, edges).0
    }

    /// The same, and the position that each node has now, by the one that it came in with.
    fn sorted(
        view: &'static str,
        vault: impl Into<String>,
        multigraph: bool,
        mut nodes: Vec<Node>,
        mut edges: Vec<Edge>,
    ) -> (GraphView, Vec<usize>) {
        let mut sorted: Vec<u32> = (0..nodes.len() as u32).collect();
        sorted.sort_by(|left, right| order(&nodes[*left as usize]).cmp(&order(&nodes[*right as usize])));
        let mut positions = vec![0; nodes.len()];
        for (position, before) in sorted.iter().enumerate() {
            positions[*before as usize] = position;
        }
        put_in_order(&mut nodes, sorted);
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
        (GraphView { view, vault: vault.into(), nodes, edges, multigraph, groups, classes }, positions)
    }

    /// The same graph with the groups that its nodes name.
    pub fn with_groups(self, groups: Vec<Group>) -> GraphView {
        GraphView { groups, ..self }
    }

    /// The same graph without the groups that nothing stands in.
    fn with_used_groups(mut self) -> GraphView {
        let mut is_used = vec![false; self.groups.len()];
        for node in &self.nodes {
            let mut group = node.group;
            while let Some(position) = group {
                is_used[position] = true;
                group = self.groups[position].parent;
            }
        }
        let used = is_used.iter().scan(0, |count, used| {
            *count += usize::from(*used);
            Some(*count)
        });
        let places: Vec<usize> = used.map(|count: usize| count.saturating_sub(1)).collect();
        for node in &mut self.nodes {
            node.group = node.group.map(|group| places[group]);
        }
        let groups = self.groups.into_iter().zip(&is_used).filter(|(_, used)| **used);
        let moved = |group: Group| Group { parent: group.parent.map(|parent| places[parent]), ..group };
        self.groups = groups.map(|(group, _)| moved(group)).collect();
        self
    }

    /// The position of the node whose file lies at exactly this path.
    pub fn position(&self, path: &str) -> Option<usize> {
        self.nodes.iter().position(|node| node.path.as_deref() == Some(path))
    }

    /// The edges, each with its number among those of its pair of nodes.
    pub fn numbered_edges(&self) -> impl Iterator<Item = (usize, &Edge)> {
        let mut last = None;
        // Edges are sorted, so those of one pair stand together.
        self.edges.iter().map(move |edge| {
            let number = match last {
                Some((source, target, number)) if (source, target) == (edge.source, edge.target) => number + 1,
                _ => 0,
            };
            last = Some((edge.source, edge.target, number));
            (number, edge)
        })
    }

    /// A group's names from the outermost one to its own.
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
        let view = GraphView::new(self.view, self.vault, self.multigraph, nodes, edges);
        GraphView { groups: self.groups, classes: self.classes, ..view }
    }
}

fn order(node: &Node) -> (NodeKind, &str, Option<usize>, &str) {
    (node.kind, node.path.as_deref().unwrap_or_default(), node.group, &node.label)
}

fn edge_order(edge: &Edge) -> (usize, usize, EdgeKind, Option<&str>, Option<&str>, u32, u32) {
    (edge.source, edge.target, edge.kind, edge.label(), edge.status(), edge.count, edge.embeds)
}

/// Moves each node to its place: `sorted` names the nodes in the order that they shall have. No node is copied.
fn put_in_order(nodes: &mut [Node], mut sorted: Vec<u32>) {
    for start in 0..sorted.len() {
        let mut place = start;
        // Follow the circle of nodes that take one another's places.
        while sorted[place] as usize != start {
            let next = sorted[place] as usize;
            nodes.swap(place, next);
            sorted[place] = place as u32;
            place = next;
        }
        sorted[place] = place as u32;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nodes_and_edges_are_sorted_and_numbered_whatever_order_they_came_in() {
        let note = |path: &str| Node { path: Some(path.into()), ..Node::new(NodeKind::Note, path) };
        let edge =
            |source, target, label: &str| Edge::new(EdgeKind::Mapping, source, target).saying(Some(label.into()), None);
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
    fn every_order_of_nodes_is_put_in_order() {
        let check = |sorted: &[u32], expected: &str| {
            let mut nodes: Vec<Node> = "abcde".chars().map(|letter| Node::new(NodeKind::Tag, letter)).collect();
            put_in_order(&mut nodes, sorted.to_vec());
            assert_eq!(nodes.iter().map(|node| node.label.as_str()).collect::<String>(), expected);
        };
        check(&[0, 1, 2, 3, 4], "abcde");
        check(&[4, 3, 2, 1, 0], "edcba");
        check(&[1, 2, 3, 4, 0], "bcdea");
        check(&[2, 0, 1, 4, 3], "cabed");
    }
}
