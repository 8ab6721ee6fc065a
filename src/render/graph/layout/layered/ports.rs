//! Where edges meet boxes, and where their labels are. A label is in the lane of a long edge, or beside a box at the end
//! of a short one; all labels between two ranks are at the same end.

use super::blocks::{BlockKind, Blocks};
use super::diagram::{Diagram, Fit, HEAD_LENGTH};

/// The distance between the ends of two edges at a box without labels: that of two arrow heads.
const PITCH: f64 = 11.0;

/// The distance of the first and the last end from the corners of the box.
pub const CORNER: f64 = 7.0;

/// The distance between a label and what is above or below it.
const LABEL_GAP: f64 = 3.0;

/// The distance of a label from the arrow head and from the bend of its edge.
pub const LABEL_MARGIN: f64 = 5.0;

/// Where the label of an edge is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LabelPlace {
    /// In its lane, in a rank.
    Lane(usize),
    /// Right of the box at the left end.
    Left,
    /// Left of the box at the right end.
    Right,
}

/// The ends of the edges at their boxes.
pub struct Ports {
    /// By edge: the distances of the left and the right end from the middle of their boxes, downwards.
    pub offsets: Vec<[f64; 2]>,
    /// By edge: where its label is.
    pub labels: Vec<Option<LabelPlace>>,
    /// By node: the height of the box.
    pub heights: Vec<f64>,
    /// By rank: the widths of the labels left and right of the boxes, with margins.
    pub zones: Vec<[f64; 2]>,
}

/// Distributes the ends of edges over the sides of the boxes, in the order of what they lead to.
pub fn ports(diagram: &Diagram, blocks: &Blocks, position: &[usize]) -> Ports {
    let mut zones = vec![[0.0; 2]; blocks.ranks];
    let sides = Sides::new(diagram, blocks, position);
    let mut labels = place_short_labels(diagram, blocks, &sides, &mut zones);
    place_in_lanes(diagram, blocks, &zones, &mut labels);

    let mut offsets = vec![[0.0; 2]; diagram.lines.len()];
    let mut heights: Vec<f64> = diagram.nodes.iter().map(|node| node.size.height).collect();
    for (node, height) in heights.iter_mut().enumerate() {
        for side in 0..2 {
            let edges = &sides.edges[node][side];
            let needed = |edge: &usize| needed_height(diagram, labels[*edge], *edge, 1 - side);
            let total: f64 = edges.iter().map(needed).sum();
            if diagram.nodes[node].fit == Fit::Fixed {
                continue;
            }
            *height = height.max(total + 2.0 * CORNER);
            let mut top = -total / 2.0;
            for edge in edges {
                offsets[*edge][1 - side] = (top + needed(edge) / 2.0).round();
                top += needed(edge);
            }
        }
        // Whole numbers, so that edges can be straight.
        if diagram.nodes[node].fit != Fit::Fixed {
            *height = (*height / 2.0).ceil() * 2.0;
        }
    }
    Ports { offsets, labels, heights, zones }
}

/// Returns the room that an end of an edge needs: the left one for 0, the right one for 1.
fn needed_height(diagram: &Diagram, place: Option<LabelPlace>, edge: usize, end: usize) -> f64 {
    let is_labeled = matches!((place, end), (Some(LabelPlace::Left), 0) | (Some(LabelPlace::Right), 1));
    match diagram.lines[edge].label {
        Some(label) if is_labeled => (label.height + LABEL_GAP).max(PITCH),
        _ => PITCH,
    }
}

/// By node: the edges on its left and its right side, from top to bottom.
struct Sides {
    edges: Vec<[Vec<usize>; 2]>,
}

impl Sides {
    fn new(diagram: &Diagram, blocks: &Blocks, position: &[usize]) -> Sides {
        let mut edges = vec![[Vec::new(), Vec::new()]; diagram.nodes.len()];
        for (edge, (left, right)) in blocks.ends.iter().enumerate().filter(|(_, (left, right))| left != right) {
            edges[*left][1].push(edge);
            edges[*right][0].push(edge);
        }
        for [on_left, on_right] in &mut edges {
            // Edges between the same two boxes have the same order at both.
            on_left.sort_by_key(|edge| (position[blocks.next(*edge).1], *edge));
            on_right.sort_by_key(|edge| (position[blocks.next(*edge).0], *edge));
        }
        Sides { edges }
    }
}

/// Places the labels of edges between adjacent ranks at the end where the boxes grow less.
fn place_short_labels(
    diagram: &Diagram,
    blocks: &Blocks,
    sides: &Sides,
    zones: &mut [[f64; 2]],
) -> Vec<Option<LabelPlace>> {
    let mut labels = vec![None; diagram.lines.len()];
    let mut by_gap: Vec<Vec<usize>> = vec![Vec::new(); blocks.ranks];
    for (edge, (left, right)) in blocks.ends.iter().enumerate() {
        if left != right && blocks.lane(edge).is_none() && diagram.lines[edge].label.is_some() {
            by_gap[blocks.list[*left].last].push(edge);
        }
    }
    for (rank, edges) in by_gap.into_iter().enumerate().filter(|(_, edges)| !edges.is_empty()) {
        let growth = |place: LabelPlace| -> f64 {
            let end = usize::from(place == LabelPlace::Right);
            let node_of = |edge: &usize| if end == 0 { blocks.ends[*edge].0 } else { blocks.ends[*edge].1 };
            let mut nodes: Vec<usize> = edges.iter().map(node_of).collect();
            nodes.sort_unstable();
            nodes.dedup();
            let grown = nodes.into_iter().map(|node| {
                let needed = |edge: &usize| {
                    let is_short = blocks.lane(*edge).is_none();
                    needed_height(diagram, is_short.then_some(place), *edge, end)
                };
                let total: f64 = sides.edges[node][1 - end].iter().map(needed).sum();
                (total + 2.0 * CORNER - diagram.nodes[node].size.height).max(0.0)
            });
            grown.sum()
        };
        let place =
            if growth(LabelPlace::Left) < growth(LabelPlace::Right) { LabelPlace::Left } else { LabelPlace::Right };
        let width = edges.iter().filter_map(|edge| diagram.lines[*edge].label).map(|label| label.width);
        let width = width.fold(0.0, f64::max) + HEAD_LENGTH + 2.0 * LABEL_MARGIN;
        match place {
            LabelPlace::Left => zones[rank][1] = width,
            _ => zones[rank + 1][0] = width,
        }
        edges.into_iter().for_each(|edge| labels[edge] = Some(place));
    }
    labels
}

/// Places the labels of long edges in the widest rank that they pass.
fn place_in_lanes(diagram: &Diagram, blocks: &Blocks, zones: &[[f64; 2]], labels: &mut [Option<LabelPlace>]) {
    let mut widths: Vec<f64> = zones.iter().map(|[left, right]| left + right).collect();
    for block in blocks.list.iter().take(diagram.nodes.len()) {
        if let BlockKind::Node(node) = block.kind {
            let [left, right] = zones[block.first];
            widths[block.first] = widths[block.first].max(left + diagram.nodes[node].size.width + right);
        }
    }
    for (edge, line) in diagram.lines.iter().enumerate() {
        if let (Some(lane), Some(_)) = (blocks.lane(edge), line.label) {
            let block = &blocks.list[lane];
            let middle = block.first + block.last;
            let rank = (block.first..=block.last).max_by(|a, b| {
                let nearer = |rank: usize| std::cmp::Reverse((2 * rank).abs_diff(middle));
                widths[*a].total_cmp(&widths[*b]).then(nearer(*a).cmp(&nearer(*b)))
            });
            labels[edge] = rank.map(LabelPlace::Lane);
        }
    }
}
