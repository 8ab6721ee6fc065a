//! The number of columns. If each box is as far right as the longest chain demands, a large drawing is a strip; with fewer
//! columns, more edges run from right to left and more of them cross.

use std::cmp::Ordering;

use super::diagram::{Diagram, Drawing};
use crate::render::graph::layout::geometry::Size;

/// Up to which width a drawing may be a strip, and how many times wider than high a wider one should be at most.
const MAX_WIDTH: f64 = 2400.0;
const MAX_ASPECT: f64 = 2.0;

/// How many numbers of columns are tried.
const TRIES: usize = 8;

/// Above how many lines no time is spent on this: there are more of them beside each other than columns.
const MAX_LINES: usize = 5000;

/// How many crossings for each line hardly matter.
const FEW_CROSSINGS: f64 = 0.45;

/// Up to which number of lines a drawing is compared with the widest.
const MAX_COMPARED_LINES: usize = 150;

/// What a rank costs that an edge passes, an edge against its direction, and an edge within a rank, which cannot be drawn:
/// it is tolerated at first, because the next box may make room, and costs twice as much in each round.
const LENGTH: i64 = 2;
const BACKWARDS: i64 = 12;
const WITHIN: i64 = 6;

/// What it costs to be in a rank that is as high as all are on average.
const CROWD: f64 = 6.0;

/// How often each box may look for a better rank.
const ROUNDS: usize = 30;

/// Returns ranks in which a drawing is not much wider than a screen, unless that would cost many crossings: the best of
/// several drawings with ever fewer ranks. `draw` draws the diagram from ranks and returns the number of crossings too.
pub fn suitable(diagram: &Diagram, widest: &[usize], draw: impl Fn(&[usize]) -> (Drawing, usize)) -> Vec<usize> {
    if diagram.lines.len() > MAX_LINES {
        return widest.to_vec();
    }
    let few_crossings = FEW_CROSSINGS * diagram.lines.len() as f64;
    let mut best: Option<(f64, Vec<usize>)> = None;
    let mut next = Some(widest.to_vec());
    for _ in 0..TRIES {
        let Some(tried) = next else { break };
        let count = tried.iter().max().map_or(0, |last| last + 1);
        let (drawing, crossings) = draw(&tried);
        let Size { width, height } = drawing.outline().size;
        let excess = (width / height / MAX_ASPECT).min(width / MAX_WIDTH).max(1.0);
        let cost = (crossings as f64 + few_crossings) * if has_groups(diagram) { excess.sqrt() } else { excess };
        if best.as_ref().is_none_or(|best| cost < best.0) {
            best = Some((cost, tried));
        }
        if excess <= 1.0 || count <= 2 {
            break;
        }
        let fewer = ((count as f64 / excess.sqrt()).ceil() as usize).clamp(2, count - 1);
        next = (fewer..count).find_map(|count| compressed(diagram, widest, count));
    }
    best.map_or(widest.to_vec(), |(_, ranks)| ranks)
}

/// Whether it is to be checked that a drawing with fewer columns does not have more crossings than the widest one. That takes
/// as long as the drawing, so it is done only where crossings are many, as groups hold boxes together, but can be few.
pub fn is_doubtful(diagram: &Diagram, crossings: usize) -> bool {
    let lines = diagram.lines.len();
    has_groups(diagram) && lines <= MAX_COMPARED_LINES && crossings as f64 > FEW_CROSSINGS * lines as f64
}

fn has_groups(diagram: &Diagram) -> bool {
    diagram.groups.len() > 1
}

/// Returns ranks below `count` that are near the given ones. Boxes with an edge between them have different ranks; `None`
/// if none were found.
fn compressed(diagram: &Diagram, ranks: &[usize], count: usize) -> Option<Vec<usize>> {
    let last = ranks.iter().max().copied().unwrap_or(0).max(1);
    let mut ranks: Vec<usize> = ranks.iter().map(|rank| (rank * (count - 1) + last / 2) / last).collect();
    let mut edges_of = vec![Vec::new(); ranks.len()];
    for (edge, line) in diagram.lines.iter().enumerate().filter(|(_, line)| line.source != line.target) {
        edges_of[line.source].push(edge);
        edges_of[line.target].push(edge);
    }
    let height = |node: usize| diagram.nodes[node].size.height + diagram.gap;
    let mut heights = vec![0.0; count];
    ranks.iter().enumerate().for_each(|(node, rank)| heights[*rank] += height(node));
    let average = heights.iter().sum::<f64>() / count as f64;
    for round in 0..ROUNDS {
        let within = WITHIN << round.min(12);
        let mut has_improved = false;
        for node in 0..ranks.len() {
            let own = ranks[node];
            heights[own] -= height(node);
            let cost = |rank: usize| {
                let of_edge = |edge: &usize| {
                    let line = &diagram.lines[*edge];
                    let is_source = line.source == node;
                    let other = ranks[if is_source { line.target } else { line.source }];
                    match rank.cmp(&other) {
                        Ordering::Equal => within,
                        to => {
                            let is_backwards = line.is_one_way && to.is_lt() != is_source;
                            LENGTH * rank.abs_diff(other) as i64 + if is_backwards { BACKWARDS } else { 0 }
                        }
                    }
                };
                let of_edges: i64 = edges_of[node].iter().map(of_edge).sum();
                of_edges + (CROWD * heights[rank] / average) as i64
            };
            let best = (0..count).min_by_key(|rank| (cost(*rank), rank.abs_diff(own))).unwrap_or(own);
            if cost(best) < cost(own) {
                ranks[node] = best;
                has_improved = true;
            }
            heights[ranks[node]] += height(node);
        }
        let is_drawable =
            diagram.lines.iter().all(|line| line.source == line.target || ranks[line.source] != ranks[line.target]);
        if is_drawable && !has_improved {
            return Some(ranks);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::graph::layout::layered::layered;
    use crate::render::graph::layout::layered::tests::{diagram, random_diagram};

    #[test]
    fn fewer_ranks_have_no_edge_within_them() {
        let check = |edges: &[(usize, usize)], ranks: &[usize], count: usize, backwards: Option<usize>| {
            let found = compressed(&diagram(ranks.len(), edges), ranks, count);
            let of = |ranks: &Vec<usize>| {
                assert!(edges.iter().all(|(source, target)| ranks[*source] != ranks[*target]), "{ranks:?}");
                assert!(ranks.iter().all(|rank| *rank < count), "{ranks:?}");
                edges.iter().filter(|(source, target)| ranks[*source] > ranks[*target]).count()
            };
            assert_eq!(found.as_ref().map(of), backwards, "{edges:?}: {found:?}");
        };
        // Two chains beside each other need no edge backwards, a chain does.
        check(&[(0, 1), (2, 3)], &[0, 1, 2, 3], 2, Some(0));
        check(&[(0, 1), (1, 2), (2, 3)], &[0, 1, 2, 3], 3, Some(1));
        check(&[(0, 1), (1, 2), (0, 2)], &[0, 1, 2], 2, None);
    }

    #[test]
    fn large_drawings_are_no_strips() {
        let aspect = |diagram: &Diagram| {
            let Size { width, height } = layered(diagram).size;
            width / height
        };
        // What fits on a screen stays in a row.
        let chain = |count: usize| (1..count).map(|at| (at - 1, at)).collect::<Vec<(usize, usize)>>();
        assert!(aspect(&diagram(8, &chain(8))) > 10.0);
        let long = diagram(30, &chain(30));
        assert!(aspect(&long) < 10.0);
        let mut kept = long;
        kept.nodes.iter_mut().enumerate().for_each(|(node, card)| card.column = Some(node));
        assert!(aspect(&kept) > 30.0);
        let xs: Vec<f64> = layered(&kept).nodes.iter().map(|frame| frame.center.x).collect();
        assert!(xs.is_sorted(), "{xs:?}");
        for seed in 0..2 {
            let aspect = aspect(&random_diagram(seed, 40, 60, 0));
            assert!(aspect < 3.5, "{aspect}");
        }
    }
}
