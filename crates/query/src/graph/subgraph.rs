//! Smaller graphs: the neighborhood of some nodes, or the nodes with the most edges. Does not know what the nodes are.

use std::cmp::Reverse;

use super::view::GraphView;

/// The direction in which edges are followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// From source to target.
    Out,
    /// From target to source.
    In,
    /// Both ways.
    Both,
}

/// Returns the local graph of some nodes: the nodes that are reachable from them in at most `depth` steps, with the
/// edges between these.
pub fn local_graph(mut view: GraphView, starts: &[usize], depth: usize, direction: Direction) -> GraphView {
    // Obsidian's local graph has no self edges; its global graph has (docs/spec/obsidian.md#graph-view).
    view.edges.retain(|edge| edge.source != edge.target);
    let mut neighbors = vec![Vec::new(); view.nodes.len()];
    for edge in &view.edges {
        if direction != Direction::In {
            neighbors[edge.source].push(edge.target);
        }
        if direction != Direction::Out {
            neighbors[edge.target].push(edge.source);
        }
    }
    let mut is_reached = vec![false; view.nodes.len()];
    starts.iter().for_each(|start| is_reached[*start] = true);
    let mut frontier = starts.to_vec();
    for _ in 0..depth {
        let mut next = Vec::new();
        for node in frontier.iter().flat_map(|node| &neighbors[*node]) {
            if !std::mem::replace(&mut is_reached[*node], true) {
                next.push(*node);
            }
        }
        if next.is_empty() {
            break;
        }
        frontier = next;
    }
    view.subset(&is_reached).without_empty_groups()
}

/// Returns the subgraph of the `max_nodes` nodes with the most edges, which knows how many nodes were left out. Among
/// nodes with the same number of edges, earlier ones are kept; the node of the file at `center` is always kept.
pub fn most_connected(view: GraphView, max_nodes: usize, center: Option<&str>) -> GraphView {
    let left_out = view.nodes.len().saturating_sub(max_nodes);
    if left_out == 0 {
        return view;
    }
    let center = center.and_then(|path| view.position(path));
    let mut ranking: Vec<usize> = (0..view.nodes.len()).collect();
    ranking.sort_by_key(|position| {
        let node = &view.nodes[*position];
        (Some(*position) != center, Reverse(node.in_degree + node.out_degree))
    });
    let mut keep = vec![false; view.nodes.len()];
    for position in &ranking[..max_nodes] {
        keep[*position] = true;
    }
    GraphView { left_out, ..view.subset(&keep).without_empty_groups() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::{Edge, EdgeKind, Node, NodeKind};

    /// Returns a graph of the notes `a` to `f` with an edge for each pair of letters.
    fn graph(pairs: &str) -> GraphView {
        let note = |letter: char| Node { path: Some(letter.to_string().into()), ..Node::new(NodeKind::Note, letter) };
        let position = |letter: u8| usize::from(letter - b'a');
        let edges = pairs
            .split_whitespace()
            .map(|pair| Edge::new(EdgeKind::Link, position(pair.as_bytes()[0]), position(pair.as_bytes()[1])));
        GraphView::new("links", "V", false, ('a'..='f').map(note).collect(), edges.collect())
    }

    /// Returns the labels of the nodes, and the edges as pairs of labels.
    fn described(view: &GraphView) -> (String, String) {
        let label = |position: usize| view.nodes[position].label.as_str();
        let nodes: String = view.nodes.iter().map(|node| node.label.as_str()).collect();
        let edges: Vec<String> =
            view.edges.iter().map(|edge| format!("{}{}", label(edge.source), label(edge.target))).collect();
        (nodes, edges.join(" "))
    }

    #[test]
    fn local_graph_has_reachable_nodes_and_the_edges_between_them() {
        let check = |start: &str, depth: usize, direction: Direction, nodes: &str, edges: &str| {
            let whole = graph("aa ab bc ca cd de ff");
            let start = whole.position(start).unwrap();
            let view = local_graph(whole, &[start], depth, direction);
            assert_eq!(described(&view), (nodes.to_owned(), edges.to_owned()), "{start} {depth} {direction:?}");
        };
        check("a", 0, Direction::Both, "a", "");
        check("a", 1, Direction::Out, "ab", "ab");
        check("a", 1, Direction::In, "ac", "ca");
        check("a", 1, Direction::Both, "abc", "ab bc ca");
        check("a", 3, Direction::Out, "abcd", "ab bc ca cd");
        check("e", 2, Direction::In, "cde", "cd de");
        check("e", usize::MAX, Direction::Both, "abcde", "ab bc ca cd de");
        check("f", 2, Direction::Both, "f", "");
        let pair = local_graph(graph("ab cd de"), &[0, 4], 1, Direction::Both);
        assert_eq!(described(&pair), ("abde".to_owned(), "ab de".to_owned()));
    }

    #[test]
    fn degrees_count_only_edges_of_the_subgraph() {
        let view = local_graph(graph("ab bc cd"), &[2], 1, Direction::Out);
        let nodes: Vec<_> =
            view.nodes.iter().map(|node| (node.label.as_str(), node.in_degree, node.out_degree)).collect();
        assert_eq!(nodes, [("c", 0, 1), ("d", 1, 0)]);
    }

    #[test]
    fn most_connected_nodes_are_kept() {
        let check = |max_nodes: usize, center: Option<&str>, nodes: &str, left_out: usize| {
            let view = most_connected(graph("ac bc dc de"), max_nodes, center);
            assert_eq!((described(&view).0.as_str(), view.left_out), (nodes, left_out), "{max_nodes} {center:?}");
        };
        check(9, None, "abcdef", 0);
        check(6, None, "abcdef", 0);
        check(3, None, "acd", 3);
        check(1, None, "c", 5);
        check(0, Some("f"), "", 6);
        check(2, Some("f"), "cf", 4);
    }
}
