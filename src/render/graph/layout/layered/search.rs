//! The search for an order with few crossings: from several starts, shaken, and with boxes moved to other ranks. What it
//! costs is bounded by steps, not by time, so that the result is always the same.

use super::blocks::Blocks;
use super::sift::{Ordered, Sifter};
use crate::render::graph::layout::random::Random;

/// What a drawing costs: per crossing, per edge against its direction, and per rank that an edge passes. Where groups hold
/// boxes together, directions give way rather than that many edges cross.
const CROSSING: i64 = 100;
const BACKWARDS: i64 = 150;
const BACKWARDS_IN_GROUPS: i64 = 80;
const LENGTH: i64 = 14;

/// What each rank that a group spans costs: a group should not be stretched for a single crossing.
const SPAN: i64 = 25;

/// The number of orders from which the search starts, and the share of the steps for all of them.
const STARTS: usize = 10;
const SHARE_OF_STARTS: f64 = 0.8;

/// After how many shakes all boxes are tried in other ranks.
const RANKS_EVERY: usize = 12;

/// How often in a row the best order may be shaken without becoming better; less after each start.
const PATIENCE: usize = 600;
const PATIENCE_OF_START: usize = 150;

/// How far a box may move at once, in ranks.
const REACH: usize = 6;

/// Orders blocks and moves boxes to other ranks if it may. Returns the position of each block in the order. `one_way` says
/// which edges have a direction.
pub fn search(blocks: &mut Blocks, one_way: &[bool], may_change_ranks: bool, steps: usize) -> Vec<usize> {
    let backwards = if blocks.around.len() > 1 { BACKWARDS_IN_GROUPS } else { BACKWARDS };
    let sifter = Sifter::new(blocks.clone(), steps);
    let mut search = Search { sifter, one_way, may_change_ranks, all_steps: steps, backwards };
    let best = search.run(&mut Random::new(1));
    search.sifter.restore(&best);
    *blocks = search.sifter.blocks;
    blocks.close_ranks();
    let mut position = vec![0; blocks.list.len()];
    best.order.iter().enumerate().for_each(|(at, block)| position[*block] = at);
    position
}

struct Search<'a> {
    sifter: Sifter,
    one_way: &'a [bool],
    may_change_ranks: bool,
    all_steps: usize,
    backwards: i64,
}

impl Search<'_> {
    /// Searches from several starts, and goes on from the best.
    fn run(&mut self, random: &mut Random) -> Ordered {
        let initial = self.sifter.result();
        let mut best: Option<(i64, Ordered)> = None;
        for start in 0..STARTS {
            self.sifter.restore(&initial);
            match start {
                0 => self.sifter.start(),
                _ => self.sifter.shuffle(random),
            }
            self.sifter.settle();
            let mut found = (self.cost(), self.sifter.result());
            let until = SHARE_OF_STARTS * (start + 1) as f64 / STARTS as f64;
            while !self.has_spent(until) && self.improve_ranks() {
                self.keep(&mut found);
            }
            self.shake(&mut found, random, PATIENCE_OF_START, until);
            if best.as_ref().is_none_or(|best| found.0 < best.0) {
                best = Some(found);
            }
            if self.has_spent(SHARE_OF_STARTS) || best.as_ref().is_some_and(|best| best.1.crossings == 0) {
                break;
            }
        }
        let mut best = best.expect("there is a start");
        self.shake(&mut best, random, PATIENCE, 1.0);
        best.1
    }

    /// Shakes the best order found until it does not become better for a while, or a share of the steps is spent.
    fn shake(&mut self, best: &mut (i64, Ordered), random: &mut Random, patience: usize, until: f64) {
        self.sifter.restore(&best.1);
        let mut strength = 3;
        let (mut shaken, mut in_vain) = (0, 0);
        while !self.has_spent(until) && best.1.crossings > 0 && in_vain < patience {
            self.sifter.shake(random, strength);
            self.shake_ranks(random);
            self.sifter.settle();
            shaken += 1;
            if shaken % RANKS_EVERY == 0 {
                self.improve_ranks();
            }
            let has_improved = self.cost() < best.0;
            in_vain = if has_improved { 0 } else { in_vain + 1 };
            // Equally good orders are kept too, which leads away from a local minimum.
            self.keep(best);
            let most = self.sifter.order.len() / 6 + 3;
            strength = if has_improved || strength > most { 3 } else { strength + 1 };
            self.sifter.restore(&best.1);
        }
    }

    /// Whether a share of the steps is spent.
    fn has_spent(&self, share: f64) -> bool {
        (self.all_steps - self.sifter.steps) as f64 >= self.all_steps as f64 * share
    }

    fn keep(&mut self, best: &mut (i64, Ordered)) {
        let cost = self.cost();
        if cost <= best.0 {
            *best = (cost, self.sifter.result());
        }
    }

    /// Returns what the present drawing costs.
    fn cost(&self) -> i64 {
        let blocks = &self.sifter.blocks;
        let of_edge = |(edge, (left, right)): (usize, &(usize, usize))| {
            let length = blocks.rank(*right) as i64 - blocks.rank(*left) as i64;
            let backwards = if self.one_way[edge] && blocks.is_reversed(edge) { self.backwards } else { 0 };
            LENGTH * length + backwards
        };
        let of_edges: i64 = blocks.ends.iter().enumerate().map(of_edge).sum();
        let of_groups: i64 =
            blocks.spans().into_iter().flatten().map(|(first, last)| SPAN * (last - first) as i64).sum();
        CROSSING * self.sifter.crossings as i64 + of_edges + of_groups
    }

    /// Moves single boxes to ranks where the drawing costs less. Returns whether any was moved.
    fn improve_ranks(&mut self) -> bool {
        let mut has_improved = false;
        for node in 0..self.sifter.blocks.nodes {
            if self.has_spent(1.0) {
                break;
            }
            let before = (self.cost(), self.sifter.result());
            let mut best: Option<(i64, Ordered)> = None;
            for rank in self.candidates(node) {
                self.sifter.blocks.move_to(node, rank);
                self.sifter.sift(node);
                for at in 0..self.sifter.blocks.edges_of(node).len() {
                    let edge = self.sifter.blocks.edges_of(node)[at];
                    if let Some(lane) = self.sifter.blocks.lane(edge) {
                        self.sifter.sift(lane);
                    }
                }
                self.sifter.sift(node);
                self.sifter.count();
                let cost = self.cost();
                if cost < best.as_ref().map_or(before.0, |best| best.0) {
                    best = Some((cost, self.sifter.result()));
                }
                self.sifter.restore(&before.1);
            }
            if let Some((_, better)) = best {
                self.sifter.restore(&better);
                has_improved = true;
            }
        }
        has_improved
    }

    /// Moves one or two boxes to other ranks, better or not.
    fn shake_ranks(&mut self, random: &mut Random) {
        for _ in 0..1 + random.below(2) {
            let node = random.below(self.sifter.blocks.nodes);
            let candidates = self.candidates(node);
            if !candidates.is_empty() {
                self.sifter.blocks.move_to(node, candidates[random.below(candidates.len())]);
            }
        }
        self.sifter.count();
    }

    /// Returns the ranks to which a node may move: those around the ones of its neighbors.
    fn candidates(&self, node: usize) -> Vec<usize> {
        if !self.may_change_ranks {
            return Vec::new();
        }
        let blocks = &self.sifter.blocks;
        let mut taken: Vec<usize> =
            blocks.edges_of(node).iter().map(|edge| blocks.rank(blocks.other_end(*edge, node))).collect();
        taken.sort_unstable();
        let (Some(first), Some(last)) = (taken.first(), taken.last()) else { return Vec::new() };
        let range = first.saturating_sub(1)..=(last + 1).min(blocks.ranks - 1);
        let own = blocks.rank(node);
        range.filter(|rank| *rank != own && !taken.contains(rank) && rank.abs_diff(own) <= REACH).collect()
    }
}
