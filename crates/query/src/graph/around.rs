//! Less of a graph: what lies around one node, or the nodes that matter most. Knows nothing of what the nodes are.

use std::cmp::Reverse;

use super::GraphView;

/// Which way the edges are followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// From source to target.
    Out,
    /// From target to source.
    In,
    /// Either way.
    Both,
}

/// The local graph of some nodes: all that can be reached from them in `depth` steps, with the edges between them.
pub fn around(mut view: GraphView, starts: &[usize], depth: usize, direction: Direction) -> GraphView {
    // The local graph of Obsidian has no self edges, its whole graph has (spec/obsidian.md section 4).
    view.edges.retain(|edge| edge.source != edge.target);
    let mut neighbours = vec![Vec::new(); view.nodes.len()];
    for edge in &view.edges {
        if direction != Direction::In {
            neighbours[edge.source].push(edge.target);
        }
        if direction != Direction::Out {
            neighbours[edge.target].push(edge.source);
        }
    }
    let mut reached = vec![false; view.nodes.len()];
    starts.iter().for_each(|start| reached[*start] = true);
    let mut frontier = starts.to_vec();
    for _ in 0..depth {
        let mut next = Vec::new();
        for node in frontier.iter().flat_map(|node| &neighbours[*node]) {
            if !std::mem::replace(&mut reached[*node], true) {
                next.push(*node);
            }
        }
        if next.is_empty() {
            break;
        }
        frontier = next;
    }
    view.subset(&reached).with_used_groups()
}

/// The `max_nodes` nodes with the most edges, and how many were left out. Of equals the first in order stays; the node
/// whose file lies at `centre` stays in any case.
pub fn limited(view: GraphView, max_nodes: usize, centre: Option<&str>) -> (GraphView, usize) {
    let left_out = view.nodes.len().saturating_sub(max_nodes);
    if left_out == 0 {
        return (view, 0);
    }
    let centre = centre.and_then(|path| view.position(path));
    let mut ranking: Vec<usize> = (0..view.nodes.len()).collect();
    ranking.sort_by_key(|position| {
        let node = &view.nodes[*position];
        (Some(*position) != centre, Reverse(node.in_degree + node.out_degree))
    });
    let mut keep = vec![false; view.nodes.len()];
    for position in &ranking[..max_nodes] {
        keep[*position] = true;
    }
    (view.subset(&keep).with_used_groups(), left_out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::{Edge, EdgeKind, Node, NodeKind};

    /// A graph of notes `a` to `f` with an edge for each pair of letters.
    fn graph(pairs: &str) -> GraphView {
        let note = |letter: char| Node { path: Some(letter.to_string().into()), ..Node::new(NodeKind::Note, letter) };
        let position = |letter: u8| usize::from(letter - b'a');
        let edges = pairs
            .split_whitespace()
            .map(|pair| Edge::new(EdgeKind::Link, position(pair.as_bytes()[0]), position(pair.as_bytes()[1])));
        GraphView::new("links", "V", false, ('a'..='f').map(note).collect(), edges.collect())
    }

    fn told(view: &GraphView) -> (String, String) {
        let label = |position: usize| view.nodes[position].label.as_str();
        let nodes: String = view.nodes.iter().map(|node| node.label.as_str()).collect();
        let edges: Vec<String> =
            view.edges.iter().map(|edge| format!("{}{}", label(edge.source), label(edge.target))).collect();
        (nodes, edges.join(" "))
    }

    #[test]
    fn a_local_graph_holds_what_is_near_and_the_edges_between() {
        let check = |start: &str, depth: usize, direction: Direction, nodes: &str, edges: &str| {
            let whole = graph("aa ab bc ca cd de ff");
            let start = whole.position(start).unwrap();
            let view = around(whole, &[start], depth, direction);
            assert_eq!(told(&view), (nodes.to_owned(), edges.to_owned()), "{start} {depth} {direction:?}");
        };
        check("a", 0, Direction::Both, "a", "");
        check("a", 1, Direction::Out, "ab", "ab");
        check("a", 1, Direction::In, "ac", "ca");
        check("a", 1, Direction::Both, "abc", "ab bc ca");
        check("a", 3, Direction::Out, "abcd", "ab bc ca cd");
        check("e", 2, Direction::In, "cde", "cd de");
        check("e", usize::MAX, Direction::Both, "abcde", "ab bc ca cd de");
        check("f", 2, Direction::Both, "f", "");
        let pair = around(graph("ab cd de"), &[0, 4], 1, Direction::Both);
        assert_eq!(told(&pair), ("abde".to_owned(), "ab de".to_owned()));
    }

    #[test]
    fn degrees_are_those_of_the_part() {
        let view = around(graph("ab bc cd"), &[2], 1, Direction::Out);
        let nodes: Vec<_> =
            view.nodes.iter().map(|node| (node.label.as_str(), node.in_degree, node.out_degree)).collect();
        assert_eq!(nodes, [("c", 0, 1), ("d", 1, 0)]);
    }

    #[test]
    fn the_most_connected_stay() {
        let check = |max_nodes: usize, centre: Option<&str>, nodes: &str, left_out: usize| {
            let (view, told_left_out) = limited(graph("ac bc dc de"), max_nodes, centre);
            assert_eq!((told(&view).0.as_str(), told_left_out), (nodes, left_out), "{max_nodes} {centre:?}");
        };
        check(9, None, "abcdef", 0);
        check(6, None, "abcdef", 0);
        check(3, None, "acd", 3);
        check(1, None, "c", 5);
        check(0, Some("f"), "", 6);
        check(2, Some("f"), "cf", 4);
    }
}
