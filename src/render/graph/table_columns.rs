//! The columns of a lineage: all fields of an entity are in one, to the right of the entities that they are mapped from.

use std::collections::{BTreeMap, BTreeSet};

use vaultdex_query::graph::GraphView;

/// Returns the column of each field. A value that belongs to no entity is left of what it is mapped to.
pub(super) fn table_columns(view: &GraphView) -> Vec<usize> {
    let mut columns = BTreeMap::new();
    let sources = sources(view);
    // The first column is for values.
    let group_columns: Vec<usize> =
        (0..view.groups.len()).map(|group| 1 + steps(group, &sources, &mut columns, &mut BTreeSet::new())).collect();
    let column_of_value = |node: usize| {
        let targets = view.edges.iter().filter(|edge| edge.source == node);
        let groups = targets.filter_map(|edge| view.nodes[edge.target].group);
        groups.map(|group| group_columns[group]).min().map_or(0, |column| column - 1)
    };
    let column = |(node, group): (usize, Option<usize>)| match group {
        Some(group) => group_columns[group],
        None => column_of_value(node),
    };
    view.nodes.iter().map(|node| node.group).enumerate().map(column).collect()
}

/// Returns for each group those that it is mapped from. Of two that are mapped to each other, the one with more rows to the
/// other is the source.
fn sources(view: &GraphView) -> BTreeMap<usize, Vec<usize>> {
    let mut rows: BTreeMap<(usize, usize), i64> = BTreeMap::new();
    for edge in &view.edges {
        let [source, target] = [edge.source, edge.target].map(|node| view.nodes[node].group);
        if let (Some(source), Some(target)) = (source, target) {
            let is_forward = source < target;
            *rows.entry((source.min(target), source.max(target))).or_default() += if is_forward { 1 } else { -1 };
        }
    }
    let mut sources: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for ((one, other), count) in rows.into_iter().filter(|((one, other), _)| one != other) {
        let (source, target) = if count < 0 { (other, one) } else { (one, other) };
        sources.entry(target).or_default().push(source);
    }
    sources
}

/// Returns the number of steps on the longest way to a group, without those of a circle.
fn steps(
    group: usize,
    sources: &BTreeMap<usize, Vec<usize>>,
    known: &mut BTreeMap<usize, usize>,
    pending: &mut BTreeSet<usize>,
) -> usize {
    if let Some(steps) = known.get(&group) {
        return *steps;
    }
    pending.insert(group);
    let mut longest = 0;
    for source in sources.get(&group).into_iter().flatten() {
        if !pending.contains(source) {
            longest = longest.max(1 + steps(*source, sources, known, pending));
        }
    }
    pending.remove(&group);
    known.insert(group, longest);
    longest
}

#[cfg(test)]
mod tests {
    use vaultdex_query::graph::{Edge, EdgeKind, Group, Node, NodeKind};

    use super::*;

    /// `fields` are the entities of fields, `-` for a value; `rows` are pairs of positions.
    fn check(fields: &str, rows: &[(usize, usize)], expected: &[usize]) {
        let entities: BTreeSet<char> = fields.chars().filter(|letter| *letter != '-').collect();
        let groups = entities.iter().map(|entity| Group { name: entity.to_string(), parent: None }).collect();
        let group = |letter: char| entities.iter().position(|entity| *entity == letter);
        let node = |(position, letter): (usize, char)| Node {
            group: group(letter),
            ..Node::new(NodeKind::Field, position.to_string())
        };
        let nodes = fields.chars().enumerate().map(node).collect();
        let edges = rows.iter().map(|(source, target)| Edge::new(EdgeKind::Mapping, *source, *target)).collect();
        let view = GraphView::new("lineage", "V", true, nodes, edges).with_groups(groups);
        let mut columns = vec![0; expected.len()];
        for (node, column) in view.nodes.iter().zip(table_columns(&view)) {
            columns[node.label.parse::<usize>().expect("a position")] = column;
        }
        assert_eq!(columns, expected, "{fields} {rows:?}");
    }

    #[test]
    fn fields_of_an_entity_are_in_one_column() {
        check("AB", &[(0, 1)], &[1, 2]);
        // The second field of B is mapped from nothing.
        check("ABBC", &[(0, 1), (1, 3)], &[1, 2, 2, 3]);
        // A value is left of the entity that it is mapped to.
        check("AB-B", &[(0, 1), (2, 3)], &[1, 2, 1, 2]);
        check("-A", &[(0, 1)], &[0, 1]);
        // Most rows lead from A to B.
        check("AAABBB", &[(0, 3), (1, 4), (5, 2)], &[1, 1, 1, 2, 2, 2]);
        check("BBBAAA", &[(3, 0), (4, 1), (2, 5)], &[2, 2, 2, 1, 1, 1]);
        // In a circle, one row leads back.
        check("ABC", &[(0, 1), (1, 2), (2, 0)], &[3, 1, 2]);
        check("AA", &[(0, 1)], &[1, 1]);
    }
}
