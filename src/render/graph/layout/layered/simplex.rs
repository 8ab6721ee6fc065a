//! Network simplex: whole numbers for variables with minimum differences, so that the weighted sum of the differences is
//! smallest (Gansner, Koutsofios, North, Vo: A Technique for Drawing Directed Graphs, 1993). Assigns ranks, and places
//! boxes within them.

/// `value[head] - value[tail]` must be at least `length`; each unit above it costs `weight`, which is not negative.
#[derive(Debug, Clone, Copy)]
pub struct Arc {
    pub tail: usize,
    pub head: usize,
    pub length: i64,
    pub weight: i64,
}

/// How many arcs with a negative cut value are compared before the worst of them leaves the tree.
const COMPARED: usize = 30;

/// Returns the smallest values from 0 that keep all minimum differences: the longest paths.
///
/// # Panics
///
/// If the arcs have a cycle, for which there may be no such values.
pub fn longest_paths(count: usize, arcs: &[Arc]) -> Vec<i64> {
    let mut outgoing = vec![Vec::new(); count];
    let mut missing = vec![0_usize; count];
    for (position, arc) in arcs.iter().enumerate() {
        outgoing[arc.tail].push(position);
        missing[arc.head] += 1;
    }
    let mut values = vec![0; count];
    let mut ready: Vec<usize> = (0..count).filter(|at| missing[*at] == 0).collect();
    let mut done = 0;
    while let Some(tail) = ready.pop() {
        done += 1;
        for position in &outgoing[tail] {
            let Arc { head, length, .. } = arcs[*position];
            values[head] = values[head].max(values[tail] + length);
            missing[head] -= 1;
            if missing[head] == 0 {
                ready.push(head);
            }
        }
    }
    assert_eq!(done, count, "the arcs have no cycle");
    values
}

/// Returns values that keep all minimum differences at the smallest cost, or the best found with a number of pivots.
/// `start` keeps them already.
pub fn solve(arcs: &[Arc], start: Vec<i64>, max_pivots: usize) -> Vec<i64> {
    if start.is_empty() {
        return start;
    }
    let mut simplex = Simplex::new(arcs, start);
    let mut from = 0;
    for _ in 0..max_pivots {
        let Some(leaving) = simplex.leaving(&mut from) else { break };
        if !simplex.pivot(leaving) {
            break;
        }
    }
    simplex.values
}

/// The values, and a spanning tree of arcs without slack that determines them.
struct Simplex<'a> {
    arcs: &'a [Arc],
    /// By node: its arcs.
    arcs_of: Vec<Vec<usize>>,
    values: Vec<i64>,
    is_in_tree: Vec<bool>,
    /// By node: its arcs in the tree.
    tree_of: Vec<Vec<usize>>,
    /// By node: the arc towards the root; that of a root is `NONE`.
    parent: Vec<usize>,
    /// The nodes in post-order: a subtree is contiguous.
    order: Vec<usize>,
    /// By node: where its subtree begins in the order, and its own position.
    low: Vec<usize>,
    lim: Vec<usize>,
    /// By node: the weight of the arcs that leave its subtree, minus that of those that enter it.
    excess: Vec<i64>,
}

const NONE: usize = usize::MAX;

impl<'a> Simplex<'a> {
    fn new(arcs: &'a [Arc], values: Vec<i64>) -> Simplex<'a> {
        let count = values.len();
        let mut arcs_of = vec![Vec::new(); count];
        for (position, arc) in arcs.iter().enumerate() {
            arcs_of[arc.tail].push(position);
            arcs_of[arc.head].push(position);
        }
        let mut simplex = Simplex {
            arcs,
            arcs_of,
            values,
            is_in_tree: vec![false; arcs.len()],
            tree_of: vec![Vec::new(); count],
            parent: vec![NONE; count],
            order: Vec::with_capacity(count),
            low: vec![0; count],
            lim: vec![0; count],
            excess: vec![0; count],
        };
        simplex.span();
        simplex.number();
        simplex
    }

    fn slack(&self, position: usize) -> i64 {
        let Arc { tail, head, length, .. } = self.arcs[position];
        self.values[head] - self.values[tail] - length
    }

    /// Finds a spanning tree of arcs without slack, for which it moves connected parts together. Nodes that no arcs
    /// connect get a tree each.
    fn span(&mut self) {
        let count = self.values.len();
        let mut is_reached = vec![false; count];
        for root in 0..count {
            if is_reached[root] {
                continue;
            }
            is_reached[root] = true;
            let mut tree = vec![root];
            let mut next = 0;
            loop {
                while next < tree.len() {
                    let node = tree[next];
                    next += 1;
                    for at in 0..self.arcs_of[node].len() {
                        let position = self.arcs_of[node][at];
                        let other = self.other_end(position, node);
                        if !is_reached[other] && self.slack(position) == 0 {
                            is_reached[other] = true;
                            self.add_to_tree(position);
                            tree.push(other);
                        }
                    }
                }
                // The arc with the least slack out of the tree, which a move of the tree makes tight.
                let arcs = tree.iter().flat_map(|node| self.arcs_of[*node].iter().map(move |arc| (*arc, *node)));
                let outward = arcs.filter(|(arc, node)| !is_reached[self.other_end(*arc, *node)]);
                let Some((arc, node)) = outward.min_by_key(|(arc, _)| (self.slack(*arc), *arc)) else { break };
                let slack = self.slack(arc);
                let by = if self.arcs[arc].tail == node { slack } else { -slack };
                tree.iter().for_each(|node| self.values[*node] += by);
                // The move may have made several arcs tight, so all are looked at again.
                next = 0;
            }
        }
    }

    fn other_end(&self, position: usize, node: usize) -> usize {
        let Arc { tail, head, .. } = self.arcs[position];
        if tail == node { head } else { tail }
    }

    fn add_to_tree(&mut self, position: usize) {
        let Arc { tail, head, .. } = self.arcs[position];
        self.is_in_tree[position] = true;
        self.tree_of[tail].push(position);
        self.tree_of[head].push(position);
    }

    /// Numbers the nodes of the tree in post-order and sums up the excess of each subtree.
    fn number(&mut self) {
        let count = self.values.len();
        self.order.clear();
        self.excess.fill(0);
        for arc in self.arcs {
            self.excess[arc.tail] += arc.weight;
            self.excess[arc.head] -= arc.weight;
        }
        let mut is_seen = vec![false; count];
        // A node with the number of its tree arcs that were followed.
        let mut stack: Vec<(usize, usize)> = Vec::new();
        for root in 0..count {
            if is_seen[root] {
                continue;
            }
            is_seen[root] = true;
            (self.parent[root], self.low[root]) = (NONE, self.order.len());
            stack.push((root, 0));
            while let Some((node, followed)) = stack.pop() {
                if let Some(position) = self.tree_of[node].get(followed).copied() {
                    stack.push((node, followed + 1));
                    let child = self.other_end(position, node);
                    if !is_seen[child] {
                        is_seen[child] = true;
                        (self.parent[child], self.low[child]) = (position, self.order.len());
                        stack.push((child, 0));
                    }
                    continue;
                }
                self.lim[node] = self.order.len();
                self.order.push(node);
                if let Some((above, _)) = stack.last() {
                    self.excess[*above] += self.excess[node];
                }
            }
        }
    }

    /// Returns by how much the cost falls if the subtree of a node moves away along the arc to its parent; negative cut
    /// values are improvements.
    fn cut_value(&self, node: usize) -> i64 {
        match self.arcs[self.parent[node]].tail == node {
            true => self.excess[node],
            false => -self.excess[node],
        }
    }

    /// Returns a node whose arc to its parent leaves the tree: the one with the lowest cut value of some that are
    /// negative. The search goes on where the last one has ended.
    fn leaving(&self, from: &mut usize) -> Option<usize> {
        let count = self.values.len();
        let mut best: Option<(i64, usize)> = None;
        let mut compared = 0;
        for step in 0..count {
            let node = (*from + step) % count;
            if self.parent[node] == NONE {
                continue;
            }
            let value = self.cut_value(node);
            if value < 0 {
                if best.is_none_or(|(lowest, _)| value < lowest) {
                    best = Some((value, node));
                }
                compared += 1;
                if compared == COMPARED {
                    *from = node + 1;
                    break;
                }
            }
        }
        best.map(|(_, node)| node)
    }

    /// Replaces the arc from a node to its parent by the one that then becomes tight first. Returns whether there is one.
    fn pivot(&mut self, child: usize) -> bool {
        let leaving = self.parent[child];
        let subtree = self.low[child]..self.lim[child] + 1;
        let is_inside = |node: usize| subtree.contains(&self.lim[node]);
        // The subtree moves away from the rest: down if it holds the tail, so that an arc into it becomes tight.
        let is_tail = self.arcs[leaving].tail == child;
        let mut entering: Option<(i64, usize)> = None;
        for node in &self.order[subtree.clone()] {
            for position in &self.arcs_of[*node] {
                let arc = self.arcs[*position];
                let (inner, outer) = if is_tail { (arc.head, arc.tail) } else { (arc.tail, arc.head) };
                if inner == *node && !is_inside(outer) {
                    let slack = self.slack(*position);
                    if entering.is_none_or(|best| (slack, *position) < best) {
                        entering = Some((slack, *position));
                    }
                }
            }
        }
        let Some((slack, entering)) = entering else { return false };
        let by = if is_tail { -slack } else { slack };
        for node in &self.order[subtree] {
            self.values[*node] += by;
        }
        self.is_in_tree[leaving] = false;
        let Arc { tail, head, .. } = self.arcs[leaving];
        for end in [tail, head] {
            self.tree_of[end].retain(|position| *position != leaving);
        }
        self.add_to_tree(entering);
        self.number();
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(count: usize, arcs: &[(usize, usize, i64, i64)], expected: &[i64]) {
        let arc = |&(tail, head, length, weight): &(usize, usize, i64, i64)| Arc { tail, head, length, weight };
        let arcs: Vec<Arc> = arcs.iter().map(arc).collect();
        let values = solve(&arcs, longest_paths(count, &arcs), 1000);
        let lowest = values.iter().min().copied().unwrap_or(0);
        let values: Vec<i64> = values.iter().map(|value| value - lowest).collect();
        assert_eq!(values, expected);
    }

    #[test]
    fn differences_are_as_small_as_they_may_be() {
        check(0, &[], &[]);
        check(2, &[(0, 1, 3, 1)], &[0, 3]);
        // 3 would be as low as possible without the weights.
        check(4, &[(0, 1, 1, 1), (1, 2, 1, 1), (3, 2, 1, 1)], &[0, 1, 2, 1]);
        // The heavier side is short.
        check(4, &[(0, 1, 1, 2), (0, 3, 4, 1), (1, 2, 1, 1), (2, 3, 1, 5)], &[0, 1, 3, 4]);
        check(3, &[(0, 1, 2, 1)], &[0, 2, 0]);
    }

    #[test]
    fn result_is_optimal() {
        // Compared with the best of all values in a small range.
        let mut state: u64 = 7;
        let mut random = |below: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % below
        };
        for _ in 0..60 {
            let count = 5;
            let mut arcs = Vec::new();
            for _ in 0..8 {
                let (a, b) = (random(count) as usize, random(count) as usize);
                if a != b {
                    let (tail, head) = (a.min(b), a.max(b));
                    arcs.push(Arc { tail, head, length: random(3) as i64, weight: random(4) as i64 });
                }
            }
            let cost = |values: &[i64]| {
                let differences = arcs.iter().map(|arc| (values[arc.head] - values[arc.tail], arc));
                differences.map(|(difference, arc)| (difference >= arc.length).then_some(difference * arc.weight)).sum()
            };
            let found: Option<i64> = cost(&solve(&arcs, longest_paths(count as usize, &arcs), 1000));
            let all = (0..9_i64.pow(count as u32))
                .map(|number| (0..count as u32).map(|at| number / 9_i64.pow(at) % 9).collect::<Vec<i64>>());
            let best = all.filter_map(|values| cost(&values)).min();
            assert_eq!(found, best, "{arcs:?}");
        }
    }
}
