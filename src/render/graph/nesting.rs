//! Groups and nodes as nested blocks, for formats that write a group around its members.

use vaultdex_query::graph::{GraphView, Group, Node};

/// A line of the blocks, with the position of its node or group in the view.
pub(super) enum Block<'a> {
    /// A node.
    Node(usize, &'a Node),
    /// The beginning of a group.
    Start(usize, &'a Group),
    /// The end of the last group that has begun and not ended.
    End,
}

/// Returns the blocks of a view with the number of groups around each: in each group its nodes, then its subgroups.
pub(super) fn blocks(view: &GraphView) -> Vec<(usize, Block<'_>)> {
    let mut nodes = vec![Vec::new(); view.groups.len() + 1];
    for (position, node) in view.nodes.iter().enumerate() {
        nodes[slot(node.group)].push(position);
    }
    let mut groups = vec![Vec::new(); view.groups.len() + 1];
    for (position, group) in view.groups.iter().enumerate() {
        groups[slot(group.parent)].push(position);
    }
    let mut blocks = Vec::new();
    add(view, &nodes, &groups, None, 0, &mut blocks);
    blocks
}

/// Returns the position of the list of what is in a group, after that of what is in none.
fn slot(group: Option<usize>) -> usize {
    group.map_or(0, |group| group + 1)
}

fn add<'a>(
    view: &'a GraphView,
    nodes: &[Vec<usize>],
    groups: &[Vec<usize>],
    group: Option<usize>,
    depth: usize,
    blocks: &mut Vec<(usize, Block<'a>)>,
) {
    blocks.extend(nodes[slot(group)].iter().map(|node| (depth, Block::Node(*node, &view.nodes[*node]))));
    for inner in &groups[slot(group)] {
        blocks.push((depth, Block::Start(*inner, &view.groups[*inner])));
        add(view, nodes, groups, Some(*inner), depth + 1, blocks);
        blocks.push((depth, Block::End));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use vaultdex_query::graph::NodeKind;

    #[test]
    fn members_are_between_start_and_end() {
        let node = |label: &str, group: Option<usize>| Node { group, ..Node::new(NodeKind::System, label) };
        let nodes = vec![node("a", Some(1)), node("b", Some(0)), node("c", None)];
        let group = |name: &str, parent: Option<usize>| Group { name: name.to_owned(), parent };
        let view = GraphView::new("landscape", "V", true, nodes, Vec::new());
        let view = view.with_groups(vec![group("outer", None), group("inner", Some(0))]);
        let lines = blocks(&view).into_iter().map(|(depth, block)| match block {
            Block::Node(_, node) => format!("{depth} {}", node.label),
            Block::Start(_, group) => format!("{depth} {} {{", group.name),
            Block::End => format!("{depth} }}"),
        });
        let expected = ["0 c", "0 outer {", "1 b", "1 inner {", "2 a", "1 }", "0 }"];
        assert_eq!(lines.collect::<Vec<_>>(), expected);
    }
}
