//! Nodes push one another away, edges pull them together (the model and the speeds are those of ForceAtlas2: Jacomy,
//! Venturini, Heymann, Bastian 2014). What belongs together comes to stand together.

use super::Point;
use super::tree::Tree;

/// How wide a crowd may look, over its distance, to be taken for one body.
const OPENNESS: f64 = 1.1;

/// How strongly nodes push.
const REPULSION: f64 = 8.0;

/// How strongly all are drawn to the middle, by how far away they are and how heavy all are: so much that what is not
/// connected comes to rest at the rim.
const GRAVITY: f64 = 0.03;

/// How much trembling is borne.
const TOLERANCE: f64 = 0.6;

/// Where `nodes` nodes with these edges come to rest, around 0, 0. Edges of a node to itself pull nothing.
pub fn force(nodes: usize, edges: &[(usize, usize)]) -> Vec<Point> {
    let edges: Vec<(usize, usize)> = edges.iter().copied().filter(|(source, target)| source != target).collect();
    let mut masses = vec![1.0; nodes];
    for (source, target) in &edges {
        masses[*source] += 1.0;
        masses[*target] += 1.0;
    }
    let gravity = GRAVITY * masses.iter().sum::<f64>() / nodes.max(1) as f64;
    let mut points = scattered(nodes);
    let mut before = vec![Point::default(); nodes];
    let mut speed = 1.0;
    let mut stack = Vec::new();
    for _ in 0..rounds(nodes) {
        let tree = Tree::new(&points, &masses);
        let mut forces: Vec<Point> = Vec::with_capacity(nodes);
        for (point, mass) in points.iter().zip(&masses) {
            let push = tree.push(*point, OPENNESS, &mut stack);
            forces.push(Point {
                x: mass * (push.x * REPULSION - point.x * gravity),
                y: mass * (push.y * REPULSION - point.y * gravity),
            });
        }
        for (source, target) in &edges {
            let (x, y) = (points[*target].x - points[*source].x, points[*target].y - points[*source].y);
            forces[*source] = Point { x: forces[*source].x + x, y: forces[*source].y + y };
            forces[*target] = Point { x: forces[*target].x - x, y: forces[*target].y - y };
        }
        speed = step(&mut points, &forces, &before, &masses, speed);
        before = forces;
    }
    points
}

/// Moves every node along its force: far where it goes the same way as before, little where it trembles. The new speed.
fn step(points: &mut [Point], forces: &[Point], before: &[Point], masses: &[f64], speed: f64) -> f64 {
    let length = |x: f64, y: f64| (x * x + y * y).sqrt();
    let (mut swinging, mut traction) = (0.0, 0.0);
    for ((force, last), mass) in forces.iter().zip(before).zip(masses) {
        swinging += mass * length(force.x - last.x, force.y - last.y);
        traction += mass * length(force.x + last.x, force.y + last.y) / 2.0;
    }
    let wanted = if swinging > 0.0 { TOLERANCE * traction / swinging } else { speed };
    // It may grow by half a round, and fall at once.
    let speed = wanted.min(speed * 1.5).max(1e-3);
    for ((point, force), last) in points.iter_mut().zip(forces).zip(before) {
        let swing = length(force.x - last.x, force.y - last.y);
        let factor = 0.1 * speed / (1.0 + (speed * swing).sqrt());
        let far = length(force.x, force.y) * factor;
        let factor = if far > 10.0 { factor * 10.0 / far } else { factor };
        *point = Point { x: point.x + force.x * factor, y: point.y + force.y * factor };
    }
    speed
}

/// Enough for rest where the graph is small, and for its shape where it is large.
fn rounds(nodes: usize) -> usize {
    (1_500_000 / nodes.max(1)).clamp(60, 600)
}

/// Every node at some place, always the same.
fn scattered(nodes: usize) -> Vec<Point> {
    let mut state: u64 = 0x0005_eed0_f7ea;
    let mut random = || {
        // SplitMix64 (Steele, Lea, Flood 2014).
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = state;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((bits ^ (bits >> 31)) >> 11) as f64 / (1u64 << 53) as f64 - 0.5
    };
    let side = 20.0 * (nodes as f64).sqrt();
    (0..nodes).map(|_| Point { x: side * random(), y: side * random() }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn distance(left: Point, right: Point) -> f64 {
        ((left.x - right.x) * (left.x - right.x) + (left.y - right.y) * (left.y - right.y)).sqrt()
    }

    #[test]
    fn the_same_graph_is_laid_out_the_same() {
        let edges: Vec<(usize, usize)> = (1..300).map(|node| (node, node * 7 % (node + 1) % node)).collect();
        assert_eq!(force(300, &edges), force(300, &edges));
    }

    #[test]
    fn what_is_connected_stands_together() {
        // Two rings of ten with one edge between.
        let ring = |first: usize| (0..10).map(move |node| (first + node, first + (node + 1) % 10));
        let edges: Vec<(usize, usize)> = ring(0).chain(ring(10)).chain([(0, 10)]).collect();
        let points = force(20, &edges);
        let mean = |pairs: &mut dyn Iterator<Item = (usize, usize)>| {
            let distances: Vec<f64> = pairs.map(|(left, right)| distance(points[left], points[right])).collect();
            distances.iter().sum::<f64>() / distances.len() as f64
        };
        let near = mean(&mut edges.iter().copied());
        let far = mean(&mut (1..10).map(|node| (node, node + 10)));
        assert!(near * 2.0 < far, "{near} {far}");
    }

    #[test]
    fn nothing_and_nobody_else_are_fine() {
        assert_eq!(force(0, &[]), []);
        for points in [force(1, &[(0, 0)]), force(2, &[]), force(3, &[(0, 1), (1, 0), (0, 1)])] {
            assert!(points.iter().all(|point| point.x.is_finite() && point.y.is_finite()), "{points:?}");
        }
    }
}
