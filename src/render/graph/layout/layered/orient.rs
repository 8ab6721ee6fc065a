//! Removal of cycles: which edges run from left to right, and which against that.

/// Returns for each edge whether it is drawn from its target on the left to its source on the right. As few as possible
/// of the edges in `one_way` are; the others take the direction that fits.
pub fn reversed(count: usize, edges: &[(usize, usize)], one_way: &[bool]) -> Vec<bool> {
    let mut order = greedy_order(count, edges, one_way);
    improve(&mut order, edges, one_way);
    let mut place = vec![0; count];
    order.iter().enumerate().for_each(|(at, node)| place[*node] = at);
    edges.iter().map(|(source, target)| place[*source] > place[*target]).collect()
}

/// Orders nodes so that few edges run backwards: sinks from the end, sources from the start, and in between the node with
/// the most surplus of outgoing edges (Eades, Lin, Smyth 1993).
fn greedy_order(count: usize, edges: &[(usize, usize)], one_way: &[bool]) -> Vec<usize> {
    let mut outgoing = vec![Vec::new(); count];
    let mut incoming = vec![Vec::new(); count];
    for ((source, target), _) in edges.iter().zip(one_way).filter(|(_, one_way)| **one_way) {
        outgoing[*source].push(*target);
        incoming[*target].push(*source);
    }
    let mut out: Vec<i64> = outgoing.iter().map(|list| list.len() as i64).collect();
    let mut into: Vec<i64> = incoming.iter().map(|list| list.len() as i64).collect();
    let mut is_left = vec![true; count];
    let (mut front, mut back) = (Vec::new(), Vec::new());
    for _ in 0..count {
        let left = || (0..count).filter(|node| is_left[*node]);
        let sink = left().find(|node| out[*node] == 0 && into[*node] > 0);
        let source = || left().find(|node| into[*node] == 0);
        let surplus = || left().max_by_key(|node| (out[*node] - into[*node], std::cmp::Reverse(*node)));
        let (node, is_sink) = match sink {
            Some(node) => (node, true),
            None => (source().or_else(surplus).expect("a node is left"), false),
        };
        is_left[node] = false;
        if is_sink {
            back.push(node)
        } else {
            front.push(node)
        }
        outgoing[node].iter().for_each(|other| into[*other] -= 1);
        incoming[node].iter().for_each(|other| out[*other] -= 1);
    }
    front.extend(back.into_iter().rev());
    front
}

/// How often each node may look for a better place.
const ROUNDS: usize = 8;

/// Moves single nodes to where fewer edges run backwards.
fn improve(order: &mut Vec<usize>, edges: &[(usize, usize)], one_way: &[bool]) {
    let count = order.len();
    let mut neighbors = vec![Vec::new(); count];
    for ((source, target), _) in edges.iter().zip(one_way).filter(|((s, t), one_way)| **one_way && s != t) {
        neighbors[*source].push((*target, 1));
        neighbors[*target].push((*source, -1));
    }
    for _ in 0..ROUNDS {
        let mut has_improved = false;
        for (node, near) in neighbors.iter().enumerate() {
            let mut effect = vec![0_i64; count];
            near.iter().for_each(|(other, sign)| effect[*other] += sign);
            let at = order.iter().position(|it| *it == node).expect("every node is in the order");
            // By how much each place is worse than this one. To move behind an edge's target turns the edge around.
            let mut best = (0, at);
            let mut cost = 0;
            for place in at + 1..count {
                cost += effect[order[place]];
                best = best.min((cost, place));
            }
            cost = 0;
            for place in (0..at).rev() {
                cost -= effect[order[place]];
                if cost < best.0 {
                    best = (cost, place);
                }
            }
            if best.0 < 0 {
                order.remove(at);
                order.insert(best.1, node);
                has_improved = true;
            }
        }
        if !has_improved {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(count: usize, edges: &[(usize, usize)], free: &[usize], expected: usize) {
        let one_way: Vec<bool> = (0..edges.len()).map(|edge| !free.contains(&edge)).collect();
        let reversed = reversed(count, edges, &one_way);
        let backwards = reversed.iter().zip(&one_way).filter(|(reversed, one_way)| **reversed && **one_way).count();
        assert_eq!(backwards, expected, "{edges:?}: {reversed:?}");
    }

    #[test]
    fn few_edges_run_backwards() {
        check(3, &[(0, 1), (1, 2), (0, 2)], &[], 0);
        check(3, &[(0, 1), (1, 2), (2, 0)], &[], 1);
        check(3, &[(0, 1), (1, 2), (2, 0)], &[2], 0);
        check(2, &[(0, 1), (1, 0)], &[], 1);
        check(5, &[(0, 1), (1, 2), (2, 3), (3, 4), (4, 0), (2, 0), (3, 1)], &[], 1);
        check(4, &[(0, 1), (1, 0), (2, 3), (3, 2), (1, 2)], &[], 2);
        check(1, &[(0, 0)], &[], 0);
        check(0, &[], &[], 0);
    }
}
