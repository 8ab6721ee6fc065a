//! Force-directed layout: nodes repel each other and edges attract their ends. The forces are those of ForceAtlas2
//! (Jacomy, Venturini, Heymann, Bastian 2014): repulsion by the product of the masses over the distance, attraction by
//! the distance. With them, the nodes of a community spread evenly over a disc, and two communities are the farther apart
//! the fewer edges they share.
//!
//! Communities are laid out first, as single bodies; then each is replaced by the smaller communities that it consists
//! of, down to the nodes. So even a large graph has its shape before many nodes have to be moved.

use rayon::prelude::*;
use vaultdex_query::graph::community_levels;

use super::geometry::Point;
use super::random::Random;
use super::springs::Springs;
use super::tree::Tree;

/// The extent over distance below which a cell of the tree counts as a single body.
const OPENING: f64 = 0.7;

/// The strength of the attraction to the origin, as a share of that of all edges. It keeps what hangs on few edges from
/// drifting away.
const GRAVITY: f64 = 0.2;

/// The share of the drawing that communities would fill if each was a disc of even density; the rest separates them.
const FILL: f64 = 0.4;

/// The limits of the weight of an edge between communities, where one within a community has the weight 1. With less,
/// their places would not depend on their edges; with more, clear communities would mingle at their rims.
const OUTER_WEIGHT: (f64, f64) = (0.1, 0.3);

/// The mass of a node without edges. Together with the weight of the edges, it makes the room that a node takes about the
/// same for one to ten edges, and larger for hubs.
const OWN_MASS: f64 = 2.0;

/// The part of Newton's step by which a body moves. Both ends of an edge move, so half of the step is enough.
const DAMPING: f64 = 0.5;

/// The number of bodies from which they are divided among threads.
const MIN_PARALLEL: usize = 1000;

/// Lays out `nodes` connected nodes around the origin. Edges from a node to itself have no effect.
pub fn force(nodes: usize, edges: &[(usize, usize)]) -> Vec<Point> {
    let edges: Vec<(usize, usize)> = edges.iter().copied().filter(|(source, target)| source != target).collect();
    let levels = community_levels(nodes, &edges);
    let mut springs = vec![springs(nodes, &edges, &levels)];
    for level in &levels {
        springs.push(springs[springs.len() - 1].united(level));
    }
    let coarsest = &springs[levels.len()];
    let mut random = Random::new(0x0005_eed0_f7ea);
    let extent = coarsest.spacing() * (coarsest.masses.len() as f64).sqrt();
    let mut points: Vec<Point> = coarsest.masses.iter().map(|_| random.in_disc().times(extent)).collect();
    settle(coarsest, &mut points, 4.0);
    for (level, (finer, coarser)) in levels.iter().zip(springs.iter().zip(&springs[1..])).rev() {
        let place = |whole: &usize| points[*whole].plus(random.in_disc().times(coarser.radius(*whole)));
        points = level.iter().map(place).collect();
        settle(finer, &mut points, 1.0);
    }
    points
}

/// Returns the nodes as bodies with springs between them. Springs between communities are weaker, so that communities are
/// apart.
fn springs(nodes: usize, edges: &[(usize, usize)], levels: &[Vec<usize>]) -> Springs {
    let mut community: Vec<usize> = (0..nodes).collect();
    for level in levels {
        community.iter_mut().for_each(|number| *number = level[*number]);
    }
    let outer = outer_weight(edges, &community);
    let weight = |(source, target): (usize, usize)| if community[source] == community[target] { 1.0 } else { outer };
    let mut springs = Springs::new(vec![0.0; nodes], edges.iter().map(|edge| (edge.0, edge.1, weight(*edge))));
    springs.masses = springs.weights.iter().map(|weight| OWN_MASS + weight).collect();
    springs
}

/// Returns the weight of edges between communities for which these fill a certain share of the drawing. The area of a
/// disc of even density is proportional to the square of its mass over the weight of its springs (see
/// [`Springs::radius`]); outside of communities, gravity acts as well.
fn outer_weight(edges: &[(usize, usize)], community: &[usize]) -> f64 {
    let mut masses = vec![0.0; community.len()];
    let mut inner = vec![0.0; community.len()];
    community.iter().for_each(|own| masses[*own] += OWN_MASS);
    for (source, target) in edges {
        let (one, other) = (community[*source], community[*target]);
        masses[one] += 1.0;
        masses[other] += 1.0;
        if one == other {
            inner[one] += 1.0;
        }
    }
    let areas: f64 = masses.iter().zip(&inner).filter(|it| *it.1 > 0.0).map(|(mass, inner)| mass * mass / inner).sum();
    let (mass, inner): (f64, f64) = (masses.iter().sum(), inner.iter().sum());
    let all = edges.len() as f64;
    let weight = (FILL * mass * mass / areas.max(1.0) - GRAVITY * all) / (all - inner).max(1.0);
    weight.clamp(OUTER_WEIGHT.0, OUTER_WEIGHT.1)
}

/// Moves bodies until the forces are about balanced. `reach` is how far they may move in the first round, in multiples of
/// the distance that neighbors have in the end.
fn settle(springs: &Springs, points: &mut [Point], reach: f64) {
    let masses = &springs.masses;
    let (mass, weight): (f64, f64) = (masses.iter().sum(), springs.weights.iter().chain(&springs.inner).sum());
    let gravity = GRAVITY * weight.max(1.0) / mass;
    let rounds = rounds(points.len());
    for round in 0..rounds {
        let tree = Tree::new(points, masses);
        let limit = springs.spacing() * reach * f64::from(rounds - round) / f64::from(rounds);
        let moved = |body: &u32| {
            let body = *body as usize;
            let (point, mass) = (points[body], masses[body]);
            let push = tree.repulsion(point, OPENING).times(mass);
            let force = springs.pull(body, points).plus(push).plus(point.times(-gravity * mass));
            let step = force.times(DAMPING / (springs.weights[body] + gravity * mass));
            let length = (step.x * step.x + step.y * step.y).sqrt();
            point.plus(if length > limit { step.times(limit / length) } else { step })
        };
        // Bodies that follow each other in the order of the tree read the same cells. Each is computed on its own, so the
        // number of threads makes no difference.
        let order = tree.order();
        let moved: Vec<Point> = match order.len() {
            0..MIN_PARALLEL => order.iter().map(moved).collect(),
            _ => order.par_iter().with_min_len(MIN_PARALLEL / 2).map(moved).collect(),
        };
        for (body, point) in order.iter().zip(moved) {
            points[*body as usize] = point;
        }
    }
}

/// Returns the number of rounds: enough for a small graph to settle, and for a large one to get its shape.
fn rounds(bodies: usize) -> u32 {
    (5_000_000 / bodies.max(1)).clamp(60, 300) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn distance(left: Point, right: Point) -> f64 {
        ((left.x - right.x) * (left.x - right.x) + (left.y - right.y) * (left.y - right.y)).sqrt()
    }

    #[test]
    fn layout_does_not_depend_on_the_number_of_threads() {
        let edges: Vec<(usize, usize)> = (1..3000).map(|node| (node, node * 7 % (node + 1) % node)).collect();
        let with = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| force(3000, &edges))
        };
        let points = with(1);
        assert!(points.iter().all(|point| point.x.is_finite() && point.y.is_finite()));
        assert_eq!(points, with(3));
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
    fn a_hub_is_in_the_middle_of_its_neighbors() {
        let edges: Vec<(usize, usize)> = (1..40).map(|node| (0, node)).collect();
        let points = force(40, &edges);
        let middle = points[1..].iter().fold(Point::default(), |sum, point| sum.plus(*point)).times(1.0 / 39.0);
        let mean = points[1..].iter().map(|point| distance(*point, points[0])).sum::<f64>() / 39.0;
        assert!(distance(middle, points[0]) < mean / 10.0, "{middle:?} {:?} {mean}", points[0]);
    }

    #[test]
    fn degenerate_graphs_have_finite_positions() {
        assert_eq!(force(0, &[]), []);
        for points in [force(1, &[(0, 0)]), force(2, &[]), force(3, &[(0, 1), (1, 0), (0, 1)])] {
            assert!(points.iter().all(|point| point.x.is_finite() && point.y.is_finite()), "{points:?}");
        }
    }
}
