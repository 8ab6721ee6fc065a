//! A Barnes-Hut quadtree: distant bodies repel like a single body at their center of mass.

use super::geometry::Point;

/// The number of bodies below which a cell is not divided.
const MAX_BODIES: usize = 6;

/// The number of halvings of the whole square after which cells are not divided: the bits of a coordinate on the grid.
const MAX_DEPTH: u32 = 24;

/// A square cell with the bodies in it.
#[derive(Debug, Clone, Copy)]
struct Cell {
    /// The center of mass.
    center: Point,
    mass: f64,
    /// The square of a distance from the center of mass within which all bodies are.
    reach: f64,
    /// The index of the cell after this one and all cells in it.
    next: u32,
    /// The range of the bodies, if the cell is not divided; otherwise empty.
    first: u32,
    last: u32,
}

/// A quadtree over bodies.
pub(super) struct Tree {
    /// The cells; each before those that it is divided into.
    cells: Vec<Cell>,
    /// The positions and masses of the bodies, in the order of the cells.
    bodies: Vec<(Point, f64)>,
    /// For each body in this order its position in the input.
    order: Vec<u32>,
}

impl Tree {
    /// Builds a tree over bodies with the given positions and masses.
    pub fn new(points: &[Point], masses: &[f64]) -> Tree {
        let keys = sorted_keys(points);
        let bodies = keys.iter().map(|(_, at)| (points[*at as usize], masses[*at as usize])).collect();
        let order = keys.iter().map(|(_, at)| *at).collect();
        let mut tree = Tree { cells: Vec::with_capacity(points.len()), bodies, order };
        if !keys.is_empty() {
            tree.add_cell(&keys, 0, MAX_DEPTH);
        }
        tree
    }

    /// Adds the cell of the bodies with the given keys, the first of which is body number `first`, and the cells that
    /// it is divided into. `depth` is the number of bits by which the keys may still differ in each coordinate.
    fn add_cell(&mut self, keys: &[(u64, u32)], first: usize, depth: u32) {
        let at = self.cells.len();
        let cell = Cell { center: Point::default(), mass: 0.0, reach: 0.0, next: 0, first: 0, last: 0 };
        self.cells.push(cell);
        let is_divided = keys.len() > MAX_BODIES && depth > 0;
        let cell = if is_divided {
            let quarter = |key: u64| key >> (2 * (depth - 1)) & 3;
            let mut begin = 0;
            for number in 0..4 {
                let end = begin + keys[begin..].partition_point(|(key, _)| quarter(*key) == number);
                if end > begin {
                    self.add_cell(&keys[begin..end], first + begin, depth - 1);
                }
                begin = end;
            }
            let (mut mass, mut center) = (0.0, Point::default());
            for child in self.children(at) {
                mass += child.mass;
                center = Point { x: center.x + child.center.x * child.mass, y: center.y + child.center.y * child.mass };
            }
            let center = Point { x: center.x / mass, y: center.y / mass };
            let reach = self.children(at).map(|child| distance(center, child.center) + child.reach.sqrt());
            let reach = reach.fold(0.0, f64::max);
            Cell { center, mass, reach: reach * reach, next: 0, first: 0, last: 0 }
        } else {
            let bodies = &self.bodies[first..first + keys.len()];
            let (mut mass, mut center) = (0.0, Point::default());
            for (point, own) in bodies {
                mass += own;
                center = Point { x: center.x + point.x * own, y: center.y + point.y * own };
            }
            let center = Point { x: center.x / mass, y: center.y / mass };
            let reach = bodies.iter().map(|(point, _)| distance(center, *point)).fold(0.0, f64::max);
            let (first, last) = (first as u32, (first + keys.len()) as u32);
            Cell { center, mass, reach: reach * reach, next: 0, first, last }
        };
        self.cells[at] = Cell { next: self.cells.len() as u32, ..cell };
    }

    /// Returns the cells into which the cell at `at`, the last one that is not finished, is divided.
    fn children(&self, at: usize) -> impl Iterator<Item = &Cell> {
        let mut child = at + 1;
        std::iter::from_fn(move || {
            let cell = self.cells.get(child)?;
            child = cell.next as usize;
            Some(cell)
        })
    }

    /// Returns the order in which bodies that are close to each other follow each other.
    pub fn order(&self) -> &[u32] {
        &self.order
    }

    /// Returns the total repulsion of all bodies on a point: each by its mass over the distance. A cell counts as a
    /// single body if its extent from its center of mass, over the distance to there, is below `opening`. It must be
    /// less than 1, so that no cell counts as a single body for the bodies in it.
    pub fn repulsion(&self, point: Point, opening: f64) -> Point {
        let opening = opening * opening;
        let mut force = Point::default();
        let mut at = 0;
        while let Some(cell) = self.cells.get(at) {
            let (x, y) = (point.x - cell.center.x, point.y - cell.center.y);
            let square = x * x + y * y;
            if cell.reach < opening * square {
                let strength = cell.mass / square;
                force = Point { x: force.x + x * strength, y: force.y + y * strength };
                at = cell.next as usize;
                continue;
            }
            for (body, mass) in &self.bodies[cell.first as usize..cell.last as usize] {
                let (x, y) = (point.x - body.x, point.y - body.y);
                let square = x * x + y * y;
                // The distance of the body itself is 0.
                if square > 0.0 {
                    let strength = mass / square;
                    force = Point { x: force.x + x * strength, y: force.y + y * strength };
                }
            }
            at += 1;
        }
        force
    }
}

fn distance(left: Point, right: Point) -> f64 {
    let (x, y) = (left.x - right.x, left.y - right.y);
    (x * x + y * y).sqrt()
}

/// Returns the key of each point with its position, sorted. The bits of a key are alternately those of the y and the x
/// coordinate on a grid (Morton order), so the points of each cell of the tree follow each other.
fn sorted_keys(points: &[Point]) -> Vec<(u64, u32)> {
    let (mut low, mut high) = (Point { x: f64::MAX, y: f64::MAX }, Point { x: f64::MIN, y: f64::MIN });
    for point in points {
        low = Point { x: low.x.min(point.x), y: low.y.min(point.y) };
        high = Point { x: high.x.max(point.x), y: high.y.max(point.y) };
    }
    let side = (high.x - low.x).max(high.y - low.y).max(1e-9);
    let scale = f64::from((1_u32 << MAX_DEPTH) - 1) / side;
    let key = |point: &Point| {
        interleaved(((point.x - low.x) * scale) as u32) | interleaved(((point.y - low.y) * scale) as u32) << 1
    };
    let mut keys: Vec<(u64, u32)> = points.iter().zip(0..).map(|(point, at)| (key(point), at)).collect();
    keys.sort_unstable();
    keys
}

/// Returns a number with a zero before each of its bits.
fn interleaved(number: u32) -> u64 {
    let mut bits = u64::from(number);
    for (shift, mask) in [
        (16, 0x0000_ffff_0000_ffff),
        (8, 0x00ff_00ff_00ff_00ff),
        (4, 0x0f0f_0f0f_0f0f_0f0f),
        (2, 0x3333_3333_3333_3333),
        (1, 0x5555_5555_5555_5555),
    ] {
        bits = (bits | bits << shift) & mask;
    }
    bits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn approximation_is_close_to_the_exact_sum() {
        let points: Vec<Point> =
            (0..200).map(|number| Point { x: f64::from(number * 37 % 101), y: f64::from(number * 53 % 97) }).collect();
        let masses: Vec<f64> = (0..200).map(|number| 1.0 + f64::from(number % 5)).collect();
        let tree = Tree::new(&points, &masses);
        let check = |opening: f64, tolerance: f64| {
            for point in &points {
                let mut exact = Point::default();
                for (other, mass) in points.iter().zip(&masses).filter(|(other, _)| *other != point) {
                    let (x, y) = (point.x - other.x, point.y - other.y);
                    let strength = mass / (x * x + y * y);
                    exact = Point { x: exact.x + x * strength, y: exact.y + y * strength };
                }
                let found = tree.repulsion(*point, opening);
                let (x, y) = (found.x - exact.x, found.y - exact.y);
                let length = (exact.x * exact.x + exact.y * exact.y).sqrt();
                assert!((x * x + y * y).sqrt() <= tolerance * (length + 1.0), "{point:?}: {found:?}, not {exact:?}");
            }
        };
        check(0.0, 1e-9);
        check(0.6, 0.1);
        check(0.9, 0.25);
    }

    #[test]
    fn coincident_bodies_do_not_recurse_forever() {
        let points = vec![Point { x: 1.0, y: 1.0 }; 50];
        let tree = Tree::new(&points, &[1.0; 50]);
        assert_eq!(tree.repulsion(points[0], 0.5), Point::default());
        assert_eq!(Tree::new(&[], &[]).repulsion(points[0], 0.5), Point::default());
    }

    #[test]
    fn order_has_each_body_once_and_near_bodies_together() {
        let points: Vec<Point> = (0..64).map(|at| Point { x: f64::from(at * 5 % 8), y: f64::from(at / 8) }).collect();
        let order = Tree::new(&points, &[1.0; 64]).order().to_vec();
        let mut sorted = order.clone();
        sorted.sort_unstable();
        assert!(sorted.iter().copied().eq(0..64));
        let quarter: Vec<Point> = order[..16].iter().map(|at| points[*at as usize]).collect();
        assert!(quarter.iter().all(|point| point.x < 4.0 && point.y < 4.0), "{quarter:?}");
    }
}
