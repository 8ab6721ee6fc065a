//! Ranks: the columns of boxes, so that edges run to the right and are short, and groups span few columns.

use super::diagram::{Card, Diagram};
use super::simplex::{Arc, longest_paths, solve};

/// The weights of the length of an edge and of the columns that a group spans.
const EDGE_WEIGHT: i64 = 2;
const GROUP_WEIGHT: i64 = 1;

/// How many pivots times variables the network simplex may take.
const WORK: usize = 8_000_000;

/// Returns the rank of each node, from 0.
pub fn ranks(diagram: &Diagram, is_reversed: &[bool]) -> Vec<usize> {
    let count = diagram.nodes.len();
    let (first, last) = (|group: usize| count + 2 * group, |group: usize| count + 2 * group + 1);
    let mut arcs = Vec::new();
    for (line, is_reversed) in diagram.lines.iter().zip(is_reversed).filter(|(line, _)| line.source != line.target) {
        let (tail, head) = if *is_reversed { (line.target, line.source) } else { (line.source, line.target) };
        arcs.push(Arc { tail, head, length: 1, weight: EDGE_WEIGHT });
    }
    for (node, card) in diagram.nodes.iter().enumerate() {
        if let Some(group) = card.group {
            arcs.push(Arc { tail: first(group), head: node, length: 0, weight: 0 });
            arcs.push(Arc { tail: node, head: last(group), length: 0, weight: 0 });
        }
    }
    for (group, it) in diagram.groups.iter().enumerate() {
        arcs.push(Arc { tail: first(group), head: last(group), length: 0, weight: GROUP_WEIGHT });
        if let Some(parent) = it.parent {
            arcs.push(Arc { tail: first(parent), head: first(group), length: 0, weight: 0 });
            arcs.push(Arc { tail: last(group), head: last(parent), length: 0, weight: 0 });
        }
    }
    let variables = count + 2 * diagram.groups.len();
    let values = solve(&arcs, longest_paths(variables, &arcs), WORK / variables.max(1));
    let lowest = values[..count].iter().min().copied().unwrap_or(0);
    let mut ranks: Vec<usize> = values[..count].iter().map(|value| (value - lowest) as usize).collect();
    spread(diagram, &mut ranks);
    ranks
}

/// Moves boxes without edges to the rank of their group that has the most room.
fn spread(diagram: &Diagram, ranks: &mut [usize]) {
    let mut has_edge = vec![false; ranks.len()];
    diagram.lines.iter().for_each(|line| (has_edge[line.source], has_edge[line.target]) = (true, true));
    let mut heights = vec![0.0; ranks.iter().max().map_or(0, |last| last + 1)];
    for (node, rank) in ranks.iter().enumerate().filter(|(node, _)| has_edge[*node]) {
        heights[*rank] += diagram.nodes[node].size.height;
    }
    for node in (0..ranks.len()).filter(|node| !has_edge[*node]) {
        let Card { size, group, .. } = diagram.nodes[node];
        let is_beside = |other: &usize| {
            has_edge[*other] && diagram.around(diagram.nodes[*other].group).contains(&group.unwrap_or(usize::MAX))
        };
        let beside: Vec<usize> = (0..ranks.len()).filter(is_beside).map(|other| ranks[other]).collect();
        let (first, last) = (beside.iter().min().copied(), beside.iter().max().copied());
        let (first, last) = (first.unwrap_or(ranks[node]), last.unwrap_or(ranks[node]));
        let rank = (first..=last).min_by(|a, b| heights[*a].total_cmp(&heights[*b])).unwrap_or(first);
        heights[rank] += size.height;
        ranks[node] = rank;
    }
}
