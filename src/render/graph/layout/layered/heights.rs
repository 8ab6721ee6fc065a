//! The heights of blocks and the upper and lower sides of groups, so that edges are as straight as the order allows.

use super::blocks::{BlockKind, Blocks};
use super::diagram::{Diagram, LOOP_HEIGHT, PADDING, TITLE_HEIGHT};
use super::ports::Ports;
use super::simplex::{Arc, longest_paths, solve};

/// The distance between two groups.
const GROUP_GAP: f64 = 22.0;

/// The distance between a lane and a box or the side of a group.
const LANE_GAP: f64 = 13.0;

/// The distance between two lanes.
const LANE_PITCH: f64 = 11.0;

/// The weight of an edge that is not straight, of the height of a group, and of that of a table.
const EDGE_WEIGHT: i64 = 4;
const GROUP_WEIGHT: i64 = 1;
const TABLE_WEIGHT: i64 = 200;

/// How many pivots times variables the network simplex may take.
const WORK: usize = 12_000_000;

/// The vertical positions.
pub struct Heights {
    /// By block: the middle of its box, or its lane.
    pub blocks: Vec<f64>,
    /// By group: its upper and its lower side.
    pub groups: Vec<[f64; 2]>,
}

/// A position in a rank, from top to bottom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token {
    Block(usize),
    Begin(usize),
    End(usize),
}

/// Returns positions for blocks in an order.
pub fn heights(
    diagram: &Diagram,
    blocks: &Blocks,
    position: &[usize],
    spans: &[Option<(usize, usize)>],
    ports: &Ports,
) -> Heights {
    let groups = diagram.groups.len();
    let count = blocks.list.len();
    let top = |group: usize| count + 2 * group;
    let bottom = |group: usize| count + 2 * group + 1;
    let sizes: Vec<[f64; 2]> = (0..count).map(|block| extents(diagram, blocks, ports, block)).collect();

    let bounds = bounds(blocks, position, groups);
    let mut arcs = Vec::new();
    for rank in 0..blocks.ranks {
        let tokens = tokens(blocks, position, spans, &bounds, rank);
        for pair in tokens.windows(2) {
            let variable = |token: Token| match token {
                Token::Block(block) => block,
                Token::Begin(group) => top(group),
                Token::End(group) => bottom(group),
            };
            let length = distance(diagram, blocks, &sizes, pair[0], pair[1]).ceil() as i64;
            arcs.push(Arc { tail: variable(pair[0]), head: variable(pair[1]), length, weight: 0 });
        }
    }
    for group in (0..groups).filter(|group| spans[*group].is_some()) {
        let is_table = diagram.has_tables && diagram.depth_below(group) == 0;
        let weight = if is_table { TABLE_WEIGHT } else { GROUP_WEIGHT };
        arcs.push(Arc { tail: top(group), head: bottom(group), length: (PADDING * 2.0 + TITLE_HEIGHT) as i64, weight });
    }
    let mut variables = count + 2 * groups;
    let mut start = longest_paths(variables, &arcs);
    // The distance of two ends is that of both to a variable above them.
    let mut straighten = |upper: (usize, f64), lower: (usize, f64), arcs: &mut Vec<Arc>| {
        let [(a, of_a), (b, of_b)] = [(upper.0, upper.1 as i64), (lower.0, lower.1 as i64)];
        start.push((start[a] + of_a).min(start[b] + of_b));
        arcs.push(Arc { tail: variables, head: a, length: -of_a, weight: EDGE_WEIGHT });
        arcs.push(Arc { tail: variables, head: b, length: -of_b, weight: EDGE_WEIGHT });
        variables += 1;
    };
    for (edge, (left, right)) in blocks.ends.iter().enumerate().filter(|(_, (left, right))| left != right) {
        let [of_left, of_right] = ports.offsets[edge];
        match blocks.lane(edge) {
            None => straighten((*left, of_left), (*right, of_right), &mut arcs),
            Some(lane) => {
                straighten((*left, of_left), (lane, 0.0), &mut arcs);
                straighten((lane, 0.0), (*right, of_right), &mut arcs);
            }
        }
    }
    let solved = solve(&arcs, start, WORK / variables.max(1));
    Heights {
        blocks: solved[..count].iter().map(|y| *y as f64).collect(),
        groups: (0..groups).map(|group| [solved[top(group)] as f64, solved[bottom(group)] as f64]).collect(),
    }
}

/// Returns how far a block extends above and below its position.
fn extents(diagram: &Diagram, blocks: &Blocks, ports: &Ports, block: usize) -> [f64; 2] {
    match blocks.list[block].kind {
        BlockKind::Node(node) => {
            let half = ports.heights[node] / 2.0;
            let loops: f64 = diagram.loops(node).map(|_| LOOP_HEIGHT).sum();
            [half, half + loops]
        }
        BlockKind::Lane(edge) => [diagram.lines[edge].label.map_or(0.0, |label| label.height / 2.0); 2],
    }
}

/// By group: the positions of its first and its last block.
fn bounds(blocks: &Blocks, position: &[usize], groups: usize) -> Vec<(usize, usize)> {
    let mut bounds = vec![(usize::MAX, 0); groups];
    for (at, place) in position.iter().enumerate() {
        for group in blocks.groups_of(at) {
            let (first, last) = bounds[*group];
            bounds[*group] = (first.min(*place), last.max(*place));
        }
    }
    bounds
}

/// Returns the blocks of a rank and the sides of the groups that span it.
fn tokens(
    blocks: &Blocks,
    position: &[usize],
    spans: &[Option<(usize, usize)>],
    bounds: &[(usize, usize)],
    rank: usize,
) -> Vec<Token> {
    let mut tokens: Vec<(i64, i64, Token)> = Vec::new();
    for (at, _) in blocks.list.iter().enumerate().filter(|(_, it)| it.first <= rank && rank <= it.last) {
        tokens.push((2 * position[at] as i64, 0, Token::Block(at)));
    }
    for (group, span) in spans.iter().enumerate() {
        if span.is_some_and(|(first, last)| first <= rank && rank <= last) {
            let depth = blocks.around[group].len() as i64;
            tokens.push((2 * bounds[group].0 as i64 - 1, depth, Token::Begin(group)));
            tokens.push((2 * bounds[group].1 as i64 + 1, -depth, Token::End(group)));
        }
    }
    tokens.sort_by_key(|(place, depth, token)| (*place, !matches!(token, Token::End(_)), *depth));
    tokens.into_iter().map(|(_, _, token)| token).collect()
}

/// Returns the smallest distance between the positions of two neighbors in a rank.
fn distance(diagram: &Diagram, blocks: &Blocks, sizes: &[[f64; 2]], upper: Token, lower: Token) -> f64 {
    let is_lane = |block: usize| matches!(blocks.list[block].kind, BlockKind::Lane(_));
    match (upper, lower) {
        (Token::Block(a), Token::Block(b)) => {
            let gap = match (is_lane(a), is_lane(b)) {
                (true, true) if sizes[a][1] + sizes[b][0] > 0.0 => 4.0,
                (true, true) => LANE_PITCH,
                (false, false) => diagram.gap,
                _ => LANE_GAP,
            };
            (sizes[a][1] + gap + sizes[b][0]).max(LANE_PITCH)
        }
        (Token::Block(a), Token::Begin(_)) => sizes[a][1] + LANE_GAP,
        (Token::Block(a), Token::End(_)) => sizes[a][1] + PADDING,
        (Token::Begin(_), Token::Block(b)) => TITLE_HEIGHT + PADDING + sizes[b][0],
        (Token::End(_), Token::Block(b)) => LANE_GAP + sizes[b][0],
        (Token::Begin(_), Token::Begin(_)) => TITLE_HEIGHT + PADDING,
        (Token::Begin(_), Token::End(_)) => TITLE_HEIGHT + 2.0 * PADDING,
        (Token::End(_), Token::End(_)) => PADDING,
        (Token::End(_), Token::Begin(_)) => GROUP_GAP,
    }
}
