//! Force-directed layout: nodes repel each other and edges attract their ends. The model and the adaptive speed are
//! those of ForceAtlas2 (Jacomy, Venturini, Heymann, Bastian 2014).

use super::geometry::Point;
use super::tree::Tree;

/// The Barnes-Hut opening angle: a cell whose size over distance is below it is treated as one body.
const OPENING_ANGLE: f64 = 1.1;

/// The strength of the repulsion between nodes.
const REPULSION: f64 = 8.0;

/// The strength of the attraction to the origin, relative to the mean mass: large enough that nodes without connections
/// settle at the rim.
const GRAVITY: f64 = 0.03;

/// The tolerated oscillation; the speed is adapted to it.
const TOLERANCE: f64 = 0.6;

/// Lays out `nodes` nodes around the origin. Self-loops have no effect.
pub fn force(nodes: usize, edges: &[(usize, usize)]) -> Vec<Point> {
    let edges: Vec<(usize, usize)> = edges.iter().copied().filter(|(source, target)| source != target).collect();
    let mut masses = vec![1.0; nodes];
    for (source, target) in &edges {
        masses[*source] += 1.0;
        masses[*target] += 1.0;
    }
    let gravity = GRAVITY * masses.iter().sum::<f64>() / nodes.max(1) as f64;
    let mut points = initial_positions(nodes);
    let mut previous = vec![Point::default(); nodes];
    let mut speed = 1.0;
    let mut stack = Vec::new();
    for _ in 0..iterations(nodes) {
        let tree = Tree::new(&points, &masses);
        let mut forces: Vec<Point> = Vec::with_capacity(nodes);
        for (point, mass) in points.iter().zip(&masses) {
            let push = tree.repulsion(*point, OPENING_ANGLE, &mut stack);
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
        speed = step(&mut points, &forces, &previous, &masses, speed);
        previous = forces;
    }
    points
}

/// Moves every node along its force: far if it keeps its direction, little if it oscillates. Returns the new global
/// speed.
fn step(points: &mut [Point], forces: &[Point], previous: &[Point], masses: &[f64], speed: f64) -> f64 {
    let length = |x: f64, y: f64| (x * x + y * y).sqrt();
    let (mut swinging, mut traction) = (0.0, 0.0);
    for ((force, last), mass) in forces.iter().zip(previous).zip(masses) {
        swinging += mass * length(force.x - last.x, force.y - last.y);
        traction += mass * length(force.x + last.x, force.y + last.y) / 2.0;
    }
    let target = if swinging > 0.0 { TOLERANCE * traction / swinging } else { speed };
    // The speed may grow by at most half in one iteration, but drops without a limit.
    let speed = target.min(speed * 1.5).max(1e-3);
    for ((point, force), last) in points.iter_mut().zip(forces).zip(previous) {
        let swing = length(force.x - last.x, force.y - last.y);
        let factor = 0.1 * speed / (1.0 + (speed * swing).sqrt());
        let distance = length(force.x, force.y) * factor;
        let factor = if distance > 10.0 { factor * 10.0 / distance } else { factor };
        *point = Point { x: point.x + force.x * factor, y: point.y + force.y * factor };
    }
    speed
}

/// Returns the number of iterations: enough for a small graph to settle, and for a large one to get its shape.
fn iterations(nodes: usize) -> usize {
    (1_500_000 / nodes.max(1)).clamp(60, 600)
}

/// Returns pseudorandom initial positions, always the same ones.
fn initial_positions(nodes: usize) -> Vec<Point> {
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
    fn layout_is_deterministic() {
        let edges: Vec<(usize, usize)> = (1..300).map(|node| (node, node * 7 % (node + 1) % node)).collect();
        assert_eq!(force(300, &edges), force(300, &edges));
    }

    #[test]
    fn connected_nodes_are_close_to_each_other() {
        // Two rings of ten nodes, connected by one edge.
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
    fn degenerate_graphs_have_finite_positions() {
        assert_eq!(force(0, &[]), []);
        for points in [force(1, &[(0, 0)]), force(2, &[]), force(3, &[(0, 1), (1, 0), (0, 1)])] {
            assert!(points.iter().all(|point| point.x.is_finite() && point.y.is_finite()), "{points:?}");
        }
    }
}
