//! Crossing reduction: the order of blocks from top to bottom, one for all ranks. Blocks are sifted: each in turn moves to
//! the place where the fewest edges cross (Bachmaier, Brandenburg, Brunner, Hübner: Global k-Level Crossing Reduction,
//! 2011). Members of a group stay together. The search restarts from several orders and shakes the best one.

use std::cmp::Ordering;

use super::blocks::{Block, Blocks};
use crate::render::graph::layout::random::Random;

/// An order of blocks, with the ranks of nodes and the homes of blocks.
#[derive(Debug, Clone)]
pub struct Ordered {
    /// The blocks from top to bottom.
    pub order: Vec<usize>,
    /// By block: the group that it is ordered with.
    pub homes: Vec<Option<usize>>,
    /// By node: its rank.
    pub ranks: Vec<usize>,
    /// The number of pairs of edges that cross.
    pub crossings: usize,
}

/// An order under construction.
pub struct Sifter {
    pub blocks: Blocks,
    pub order: Vec<usize>,
    /// By block: twice its position, so that there is room between two.
    place: Vec<usize>,
    pub crossings: usize,
    /// How many more steps may be taken; bounds the time, without a clock.
    pub steps: usize,
}

impl Sifter {
    /// Begins with the blocks in their own order.
    pub fn new(blocks: Blocks, steps: usize) -> Sifter {
        let order: Vec<usize> = (0..blocks.list.len()).collect();
        let place = vec![0; order.len()];
        let mut sifter = Sifter { blocks, order, place, crossings: 0, steps };
        sifter.count();
        sifter
    }

    /// Returns the order.
    pub fn result(&self) -> Ordered {
        Ordered {
            order: self.order.clone(),
            homes: self.blocks.list.iter().map(|block| block.home).collect(),
            ranks: (0..self.blocks.nodes).map(|node| self.blocks.rank(node)).collect(),
            crossings: self.crossings,
        }
    }

    /// Returns to an earlier order.
    pub fn restore(&mut self, ordered: &Ordered) {
        self.order.clone_from(&ordered.order);
        self.blocks.list.iter_mut().zip(&ordered.homes).for_each(|(block, home)| block.home = *home);
        self.blocks.move_all(&ordered.ranks);
        self.crossings = ordered.crossings;
        self.renumber();
    }

    /// Counts the crossings anew.
    pub fn count(&mut self) {
        self.renumber();
        self.steps = self.steps.saturating_sub(self.order.len() * 2);
        self.crossings = self.blocks.crossings(&self.place);
    }

    fn renumber(&mut self) {
        self.order.iter().enumerate().for_each(|(at, block)| self.place[*block] = 2 * at + 1);
    }

    /// Sorts the blocks hierarchically by a key for each, which a group has as the mean of its blocks.
    fn sort_by(&mut self, key: &[f64]) {
        let list = &mut self.blocks.list;
        list.iter_mut().for_each(|block| block.home = block.homes[0]);
        let groups = self.blocks.around.len();
        let mut sums = vec![(0.0, 0.0); groups];
        for (block, key) in self.blocks.list.iter().zip(key) {
            for group in block.home.map_or(&[][..], |home| &self.blocks.around[home]) {
                sums[*group] = (sums[*group].0 + key, sums[*group].1 + 1.0);
            }
        }
        let mean = |group: usize| sums[group].0 / sums[group].1;
        let path = |block: usize| {
            let groups = self.blocks.groups_of(block).iter().map(|group| (mean(*group), *group));
            groups.chain([(key[block], block)]).collect::<Vec<_>>()
        };
        let mut order: Vec<(Vec<(f64, usize)>, usize)> =
            self.order.iter().map(|block| (path(*block), *block)).collect();
        order.sort_by(|(left, _), (right, _)| {
            let compared = left.iter().zip(right).map(|(a, b)| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            compared.into_iter().find(|it| it.is_ne()).unwrap_or(left.len().cmp(&right.len()))
        });
        self.order = order.into_iter().map(|(_, block)| block).collect();
        self.renumber();
    }

    /// Begins with an order in which blocks are near their neighbors: barycenters, over all ranks.
    pub fn start(&mut self) {
        let rounds = 24;
        for _ in 0..rounds {
            let near = |block: &Block| {
                let neighbors = block.left.iter().chain(&block.right);
                let count = block.left.len() + block.right.len();
                let sum: f64 = neighbors.map(|other| self.place[*other] as f64).sum();
                (count > 0).then(|| sum / count as f64)
            };
            let key = self.blocks.list.iter().enumerate();
            let key: Vec<f64> = key
                .map(|(at, block)| {
                    let own = self.place[at] as f64;
                    near(block).map_or(own, |near| 0.3 * own + 0.7 * near)
                })
                .collect();
            self.sort_by(&key);
        }
        self.count();
    }

    pub fn shuffle(&mut self, random: &mut Random) {
        let key: Vec<f64> = (0..self.order.len()).map(|_| random.number()).collect();
        self.sort_by(&key);
        self.count();
    }

    /// Moves some blocks to other places where they may be.
    pub fn shake(&mut self, random: &mut Random, strength: usize) {
        for _ in 0..strength {
            let block = random.below(self.order.len());
            let slots = self.slots(block);
            if slots.len() > 1 {
                let (slot, home) = slots[random.below(slots.len())];
                self.take_out(block);
                self.order.insert(slot, block);
                self.blocks.list[block].home = home;
                self.renumber();
            }
        }
        self.count();
    }

    /// Sifts blocks and groups until no more crossings disappear.
    pub fn settle(&mut self) {
        loop {
            let before = self.crossings;
            let mut by_degree: Vec<usize> = self.order.clone();
            by_degree.sort_by_key(|block| {
                let Block { left, right, .. } = &self.blocks.list[*block];
                std::cmp::Reverse(left.len() + right.len())
            });
            for block in by_degree {
                if self.steps == 0 {
                    return;
                }
                self.sift(block);
            }
            for group in 0..self.blocks.around.len() {
                if self.steps == 0 {
                    return;
                }
                self.sift_group(group);
            }
            if self.crossings >= before || self.steps == 0 {
                return;
            }
        }
    }

    fn take_out(&mut self, block: usize) -> usize {
        let at = self.place[block] / 2;
        self.order.remove(at);
        at
    }

    /// Returns the places where a block may be once it is taken out of the order, with the group that it is in there.
    fn slots(&self, block: usize) -> Vec<(usize, Option<usize>)> {
        let without: Vec<usize> = self.order.iter().copied().filter(|other| *other != block).collect();
        (0..=without.len()).filter_map(|slot| Some((slot, self.home_at(&without, block, slot)?))).collect()
    }

    /// Returns the group in which a block may be before the position `slot` of the others.
    fn home_at(&self, others: &[usize], block: usize, slot: usize) -> Option<Option<usize>> {
        let groups =
            |at: Option<usize>| at.and_then(|at| others.get(at)).map_or(&[][..], |it| self.blocks.groups_of(*it));
        let (above, below) = (groups(slot.checked_sub(1)), groups(Some(slot)));
        let common = above.iter().zip(below).take_while(|(above, below)| above == below).count();
        let innermost = common.checked_sub(1).map(|last| above[last]);
        let fits = |home: &Option<usize>| match home {
            None => innermost.is_none(),
            Some(group) => {
                let is_at_border = above[common..].contains(group) || below[common..].contains(group);
                *home == innermost || is_at_border
            }
        };
        self.blocks.list[block].homes.iter().find(|home| fits(home)).copied()
    }

    /// Moves a block to the place with the fewest crossings.
    pub fn sift(&mut self, block: usize) {
        let at = self.take_out(block);
        let home = self.blocks.list[block].home;
        let others = std::mem::take(&mut self.order);
        others.iter().enumerate().for_each(|(at, other)| self.place[*other] = 2 * at + 1);
        self.steps = self.steps.saturating_sub(others.len() / 4 + 1);
        // Differences to the crossings at the first place.
        let mut change = 0_i64;
        let mut here = 0;
        let mut best: Option<(i64, usize, usize, Option<usize>)> = None;
        for slot in 0..=others.len() {
            if slot == at {
                here = change;
            }
            let is_better = best.is_none_or(|best| (change, slot.abs_diff(at)) < (best.0, best.1));
            if is_better && let Some(home) = self.home_at(&others, block, slot) {
                best = Some((change, slot.abs_diff(at), slot, home));
            }
            if let Some(other) = others.get(slot) {
                self.place[block] = 2 * slot;
                change += self.swap(block, *other);
            }
        }
        self.order = others;
        // The only member of a group has no other place; the group moves with it.
        let (change, _, slot, home) = best.filter(|best| best.0 <= here).unwrap_or((here, 0, at, home));
        self.order.insert(slot, block);
        self.blocks.list[block].home = home;
        self.crossings = (self.crossings as i64 + change - here) as usize;
        self.renumber();
    }

    /// Returns the change in crossings if a block moves below the next one.
    fn swap(&mut self, upper: usize, lower: usize) -> i64 {
        let (a, b) = (&self.blocks.list[upper], &self.blocks.list[lower]);
        let (first, last) = (a.first.max(b.first), a.last.min(b.last));
        if first > last {
            return 0;
        }
        self.steps = self.steps.saturating_sub(1);
        // Where both only pass, nothing changes.
        let of_left = [a, b].map(|block| (block.first == first).then_some(&*block.left));
        let of_right = [a, b].map(|block| (block.last == last).then_some(&*block.right));
        self.turned(of_left, upper, lower) + self.turned(of_right, upper, lower)
    }

    /// Returns how many pairs of edges cross after a swap of two blocks, minus those that cross before. `None` is the lane
    /// itself, which passes.
    fn turned(&self, [of_upper, of_lower]: [Option<&[usize]>; 2], upper: usize, lower: usize) -> i64 {
        let sign = |upper: usize, lower: usize| match self.place[upper].cmp(&self.place[lower]) {
            Ordering::Less => 1,
            Ordering::Equal => 0,
            Ordering::Greater => -1,
        };
        match (of_upper, of_lower) {
            (None, None) => 0,
            (Some(of_upper), None) => of_upper.iter().map(|it| sign(*it, lower)).sum(),
            (None, Some(of_lower)) => of_lower.iter().map(|it| sign(upper, *it)).sum(),
            (Some(of_upper), Some(of_lower)) => {
                of_upper.iter().map(|a| of_lower.iter().map(|b| sign(*a, *b)).sum::<i64>()).sum()
            }
        }
    }

    /// Moves a group, with everything in it, to the place among its siblings with the fewest crossings.
    fn sift_group(&mut self, group: usize) {
        let around = &self.blocks.around[group];
        let depth = around.len() - 1;
        let parent = depth.checked_sub(1).map(|last| around[last]);
        // The items of the parent: blocks, and groups as a whole.
        let mut items: Vec<Vec<usize>> = Vec::new();
        let (mut before, mut after) = (Vec::new(), Vec::new());
        let mut last_group = None;
        for block in &self.order {
            let groups = self.blocks.groups_of(*block);
            let is_in_parent = parent.is_none_or(|parent| groups.contains(&parent));
            if !is_in_parent {
                if items.is_empty() {
                    before.push(*block)
                } else {
                    after.push(*block)
                }
                continue;
            }
            let own = groups.get(depth).copied();
            match items.last_mut() {
                Some(item) if own.is_some() && own == last_group => item.push(*block),
                _ => items.push(vec![*block]),
            }
            last_group = own;
        }
        let Some(at) = items.iter().position(|item| self.blocks.groups_of(item[0]).get(depth) == Some(&group)) else {
            return;
        };
        if items.len() == 1 {
            return;
        }
        let mut best = (0, at);
        for is_down in [true, false] {
            let mut items = items.clone();
            let mut change = 0;
            let mut at = at;
            while if is_down { at + 1 < items.len() } else { at > 0 } {
                let upper = if is_down { at } else { at - 1 };
                change += self.swap_items(&items[upper], &items[upper + 1]);
                items.swap(upper, upper + 1);
                at = if is_down { at + 1 } else { at - 1 };
                if change < best.0 {
                    best = (change, at);
                }
            }
            self.renumber();
        }
        if best.0 < 0 {
            let item = items.remove(at);
            items.insert(best.1, item);
            self.order = before.into_iter().chain(items.into_iter().flatten()).chain(after).collect();
            self.crossings = (self.crossings as i64 + best.0) as usize;
            self.renumber();
        }
    }

    /// Swaps two adjacent items in the places, one pair of blocks after the other, and returns the change in crossings.
    fn swap_items(&mut self, upper: &[usize], lower: &[usize]) -> i64 {
        let mut change = 0;
        for moving in lower {
            for passed in upper.iter().rev() {
                change += self.swap(*passed, *moving);
                let (place, other) = (self.place[*moving], self.place[*passed]);
                (self.place[*moving], self.place[*passed]) = (other, place);
            }
        }
        change
    }
}
