//! What is ordered and placed: boxes in their rank, and the lanes of edges that pass other ranks. A lane has one height in
//! all its ranks, so that a long edge is straight.

use super::diagram::{Diagram, Line};

/// A box, or the lane of an edge between the ranks of its ends.
#[derive(Debug, Clone)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// The first and the last rank. The lane of an edge between adjacent ranks is in none, and its last rank is the one
    /// before its first.
    pub first: usize,
    pub last: usize,
    /// The blocks that edges connect it with in the rank before the first.
    pub left: Vec<usize>,
    /// The same in the rank after the last.
    pub right: Vec<usize>,
    /// The group whose members it is ordered with.
    pub home: Option<usize>,
    /// The groups that may be its home; a box has exactly one.
    pub homes: Vec<Option<usize>>,
}

/// What a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlockKind {
    /// The box of a node.
    Node(usize),
    /// The lane of an edge.
    Lane(usize),
}

/// The blocks of a drawing: the boxes by node, then the lanes by edge.
#[derive(Debug, Clone)]
pub struct Blocks {
    pub list: Vec<Block>,
    /// By edge: the nodes at its left and its right end; the same node twice for an edge from a node to itself.
    pub ends: Vec<(usize, usize)>,
    /// The number of ranks.
    pub ranks: usize,
    /// By group: the groups around it and itself, outermost first.
    pub around: Vec<Vec<usize>>,
    /// The number of nodes.
    pub nodes: usize,
    /// By node: its edges to other nodes.
    edges_of: Vec<Vec<usize>>,
    /// By edge: source and target.
    lines: Vec<(usize, usize)>,
}

impl Blocks {
    /// Builds the blocks of a drawing whose nodes have ranks.
    pub fn new(diagram: &Diagram, ranks: &[usize]) -> Blocks {
        let nodes = diagram.nodes.len();
        let around: Vec<Vec<usize>> = (0..diagram.groups.len()).map(|group| diagram.around(Some(group))).collect();
        let block = |kind: BlockKind, homes: Vec<Option<usize>>| Block {
            kind,
            first: 0,
            last: 0,
            left: Vec::new(),
            right: Vec::new(),
            home: homes[0],
            homes,
        };
        let of_nodes = diagram.nodes.iter().enumerate();
        let of_nodes = of_nodes.map(|(node, card)| block(BlockKind::Node(node), vec![card.group]));
        let of_lines = diagram.lines.iter().enumerate();
        let of_lines = of_lines.map(|(edge, line)| block(BlockKind::Lane(edge), homes_of(diagram, line)));
        let mut blocks = Blocks {
            list: of_nodes.chain(of_lines).collect(),
            ends: diagram.lines.iter().map(|line| (line.source, line.target)).collect(),
            ranks: ranks.iter().max().map_or(0, |last| last + 1),
            around,
            nodes,
            edges_of: vec![Vec::new(); nodes],
            lines: diagram.lines.iter().map(|line| (line.source, line.target)).collect(),
        };
        for (edge, (source, target)) in blocks.lines.iter().enumerate().filter(|(_, (source, target))| source != target)
        {
            blocks.edges_of[*source].push(edge);
            blocks.edges_of[*target].push(edge);
        }
        ranks.iter().enumerate().for_each(|(node, rank)| blocks.put_in_rank(node, *rank));
        (0..blocks.lines.len()).for_each(|edge| blocks.span(edge));
        (0..nodes).for_each(|node| blocks.connect(node));
        blocks
    }

    /// Returns the rank of a node.
    pub fn rank(&self, node: usize) -> usize {
        self.list[node].first
    }

    /// Returns the edges between a node and others.
    pub fn edges_of(&self, node: usize) -> &[usize] {
        &self.edges_of[node]
    }

    /// Returns the other end of an edge.
    pub fn other_end(&self, edge: usize, node: usize) -> usize {
        let (source, target) = self.lines[edge];
        if source == node { target } else { source }
    }

    /// Whether an edge runs from right to left.
    pub fn is_reversed(&self, edge: usize) -> bool {
        self.ends[edge] != self.lines[edge]
    }

    /// Moves a node to another rank, in which it has no neighbor.
    pub fn move_to(&mut self, node: usize, rank: usize) {
        self.put_in_rank(node, rank);
        self.update(&[node]);
    }

    /// Moves nodes to the ranks given for all of them.
    pub fn move_all(&mut self, ranks: &[usize]) {
        let moved: Vec<usize> = (0..self.nodes).filter(|node| self.rank(*node) != ranks[*node]).collect();
        moved.iter().for_each(|node| self.put_in_rank(*node, ranks[*node]));
        self.update(&moved);
    }

    /// Updates what depends on the ranks of some nodes.
    fn update(&mut self, moved: &[usize]) {
        for node in moved {
            (0..self.edges_of[*node].len()).for_each(|at| self.span(self.edges_of[*node][at]));
        }
        for node in moved {
            self.connect(*node);
            for at in 0..self.edges_of[*node].len() {
                self.connect(self.other_end(self.edges_of[*node][at], *node));
            }
        }
    }

    fn put_in_rank(&mut self, node: usize, rank: usize) {
        (self.list[node].first, self.list[node].last) = (rank, rank);
        self.ranks = self.ranks.max(rank + 1);
    }

    /// Updates the ends and the lane of an edge from the ranks of its nodes.
    fn span(&mut self, edge: usize) {
        let (source, target) = self.lines[edge];
        let (left, right) = if self.rank(source) > self.rank(target) { (target, source) } else { (source, target) };
        self.ends[edge] = (left, right);
        let (first, last) = (self.rank(left) + 1, self.rank(right).saturating_sub(1));
        let lane = &mut self.list[self.nodes + edge];
        (lane.first, lane.last) = if left == right { (1, 0) } else { (first, last) };
        (lane.left, lane.right) = (vec![left], vec![right]);
    }

    /// Updates the neighbors of a node.
    fn connect(&mut self, node: usize) {
        let (mut on_left, mut on_right) = (Vec::new(), Vec::new());
        for edge in &self.edges_of[node] {
            let (left, right) = self.ends[*edge];
            let lane = self.lane(*edge);
            match left == node {
                true => on_right.push(lane.unwrap_or(right)),
                false => on_left.push(lane.unwrap_or(left)),
            }
        }
        (self.list[node].left, self.list[node].right) = (on_left, on_right);
    }

    /// Returns the lane of an edge, if it passes ranks between its ends.
    pub fn lane(&self, edge: usize) -> Option<usize> {
        let lane = self.nodes + edge;
        (self.list[lane].first <= self.list[lane].last).then_some(lane)
    }

    /// Removes ranks without boxes.
    pub fn close_ranks(&mut self) {
        let mut is_used = vec![false; self.ranks];
        (0..self.nodes).for_each(|node| is_used[self.rank(node)] = true);
        let before = |rank: usize| is_used[..rank].iter().filter(|used| **used).count();
        let ranks: Vec<usize> = (0..self.nodes).map(|node| before(self.rank(node))).collect();
        self.ranks = 0;
        ranks.iter().enumerate().for_each(|(node, rank)| self.put_in_rank(node, *rank));
        self.update(&(0..self.nodes).collect::<Vec<_>>());
    }

    /// Returns the first and the last rank of each group; `None` for one without nodes.
    pub fn spans(&self) -> Vec<Option<(usize, usize)>> {
        let mut spans: Vec<Option<(usize, usize)>> = vec![None; self.around.len()];
        for (node, Block { first: rank, .. }) in self.list[..self.nodes].iter().enumerate() {
            for group in self.groups_of(node) {
                let (first, last) = spans[*group].unwrap_or((*rank, *rank));
                spans[*group] = Some((first.min(*rank), last.max(*rank)));
            }
        }
        spans
    }

    /// Returns the groups around a block, outermost first.
    pub fn groups_of(&self, block: usize) -> &[usize] {
        self.list[block].home.map_or(&[], |group| &self.around[group])
    }

    /// Returns the block where an edge arrives in the rank after its left end, and the one in the rank before its right end.
    pub fn next(&self, edge: usize) -> (usize, usize) {
        let (left, right) = self.ends[edge];
        self.lane(edge).map_or((right, left), |lane| (lane, lane))
    }

    /// Counts the crossings of edges between ranks, for the places of blocks in the order, of which the largest is below
    /// twice their number.
    pub fn crossings(&self, position: &[usize]) -> usize {
        let mut segments: Vec<Vec<(usize, usize)>> = vec![Vec::new(); self.ranks];
        for (at, block) in self.list.iter().enumerate().filter(|(_, block)| block.first <= block.last) {
            segments[block.last].extend(block.right.iter().map(|right| (position[at], position[*right])));
            for gap in &mut segments[block.first..block.last] {
                gap.push((position[at], position[at]));
            }
        }
        segments.into_iter().map(|gap| inversions(gap, 2 * self.list.len())).sum()
    }
}

/// Returns the groups in which the lane of an edge may be: the innermost that both ends are in, else one of those around an
/// end.
fn homes_of(diagram: &Diagram, line: &Line) -> Vec<Option<usize>> {
    let [source, target] = [line.source, line.target].map(|node| diagram.around(diagram.nodes[node].group));
    let common = source.iter().zip(&target).take_while(|(source, target)| source == target).count();
    let mut homes = vec![common.checked_sub(1).map(|last| source[last])];
    homes.extend(source[common..].iter().chain(&target[common..]).map(|group| Some(*group)));
    homes
}

/// Counts the pairs of segments that cross.
fn inversions(mut segments: Vec<(usize, usize)>, count: usize) -> usize {
    segments.sort_unstable();
    // By right end: how many segments arrived at or before it, as a Fenwick tree.
    let mut tree = vec![0_usize; count + 1];
    let mut crossings = 0;
    for (seen, (_, right)) in segments.iter().enumerate() {
        let mut not_after = 0;
        let mut at = right + 1;
        while at > 0 {
            not_after += tree[at];
            at &= at - 1;
        }
        crossings += seen - not_after;
        at = right + 1;
        while at <= count {
            tree[at] += 1;
            at += at & at.wrapping_neg();
        }
    }
    crossings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::graph::layout::layered::tests::diagram;

    #[test]
    fn crossings_are_counted_between_all_ranks() {
        let check = |edges: &[(usize, usize)], ranks: &[usize], expected: usize| {
            let blocks = Blocks::new(&diagram(ranks.len(), edges), ranks);
            let position: Vec<usize> = (0..blocks.list.len()).collect();
            assert_eq!(blocks.crossings(&position), expected, "{edges:?}");
        };
        check(&[(0, 2), (1, 3)], &[0, 0, 1, 1], 0);
        check(&[(0, 3), (1, 2)], &[0, 0, 1, 1], 1);
        check(&[(0, 2), (0, 3), (1, 2), (1, 3)], &[0, 0, 1, 1], 1);
        // The lane of the long edge comes last in the order, below the edge from 1 to 2.
        check(&[(0, 3), (1, 2)], &[0, 0, 1, 2], 1);
        check(&[(0, 1), (1, 2), (0, 2)], &[0, 1, 2], 0);
    }
}
