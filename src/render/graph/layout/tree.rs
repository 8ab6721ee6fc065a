//! A Barnes-Hut quadtree: distant bodies repel like a single body at their center of mass.

use super::geometry::Point;

/// The maximum depth of the tree. Bodies that are too close to be separated by then share a cell.
const MAX_DEPTH: u32 = 40;

const NO_CHILDREN: u32 = u32::MAX;

/// A square cell with the bodies in it.
#[derive(Debug, Clone, Copy)]
struct Cell {
    middle: Point,
    half: f64,
    mass: f64,
    /// The center of mass; multiplied by the mass while the tree is being built.
    center: Point,
    /// The index of the first of four children, or [`NO_CHILDREN`].
    children: u32,
    bodies: u32,
}

/// A quadtree over bodies.
pub(super) struct Tree {
    cells: Vec<Cell>,
}

impl Tree {
    /// Builds a tree over bodies with the given positions and masses.
    pub fn new(points: &[Point], masses: &[f64]) -> Tree {
        let (mut low, mut high) = (Point { x: f64::MAX, y: f64::MAX }, Point { x: f64::MIN, y: f64::MIN });
        for point in points {
            low = Point { x: low.x.min(point.x), y: low.y.min(point.y) };
            high = Point { x: high.x.max(point.x), y: high.y.max(point.y) };
        }
        let middle = Point { x: (low.x + high.x) / 2.0, y: (low.y + high.y) / 2.0 };
        let half = ((high.x - low.x).max(high.y - low.y) / 2.0).max(1e-6);
        let mut tree = Tree { cells: Vec::with_capacity(points.len() * 2) };
        tree.cells.push(Tree::cell(middle, half));
        for (point, mass) in points.iter().zip(masses) {
            tree.insert(*point, *mass);
        }
        for cell in &mut tree.cells {
            if cell.mass > 0.0 {
                cell.center = Point { x: cell.center.x / cell.mass, y: cell.center.y / cell.mass };
            }
        }
        tree
    }

    fn cell(middle: Point, half: f64) -> Cell {
        Cell { middle, half, mass: 0.0, center: Point::default(), children: NO_CHILDREN, bodies: 0 }
    }

    fn insert(&mut self, point: Point, mass: f64) {
        let mut at = 0;
        for depth in 0.. {
            let cell = self.cells[at];
            if cell.bodies == 1 && cell.children == NO_CHILDREN && depth < MAX_DEPTH {
                // The body that is already in the cell moves into a child.
                let body = Point { x: cell.center.x / cell.mass, y: cell.center.y / cell.mass };
                self.subdivide(at);
                let child = self.child_of(at, body);
                self.cells[child].add(body, cell.mass);
            }
            self.cells[at].add(point, mass);
            if self.cells[at].children == NO_CHILDREN {
                return;
            }
            at = self.child_of(at, point);
        }
    }

    fn subdivide(&mut self, at: usize) {
        let Cell { middle, half, .. } = self.cells[at];
        self.cells[at].children = self.cells.len() as u32;
        let quarter = half / 2.0;
        for (x, y) in [(-1.0, -1.0), (1.0, -1.0), (-1.0, 1.0), (1.0, 1.0)] {
            let middle = Point { x: middle.x + x * quarter, y: middle.y + y * quarter };
            self.cells.push(Tree::cell(middle, quarter));
        }
    }

    fn child_of(&self, at: usize, point: Point) -> usize {
        let cell = &self.cells[at];
        let quarter = usize::from(point.x >= cell.middle.x) + 2 * usize::from(point.y >= cell.middle.y);
        cell.children as usize + quarter
    }

    /// Returns the total repulsion of all bodies on a point: each by its mass over the distance. `stack` is a buffer
    /// that is reused between calls.
    pub fn repulsion(&self, point: Point, opening_angle: f64, stack: &mut Vec<u32>) -> Point {
        let mut force = Point::default();
        stack.clear();
        stack.push(0);
        while let Some(at) = stack.pop() {
            let cell = &self.cells[at as usize];
            let (x, y) = (point.x - cell.center.x, point.y - cell.center.y);
            let distance = x * x + y * y;
            // From within a cell, its bodies pull in all directions and are no single body, however small the cell is.
            let is_far =
                cell.half * cell.half * 4.0 < opening_angle * opening_angle * distance && !cell.contains(point);
            if cell.children == NO_CHILDREN || is_far {
                // The distance of the body itself is 0.
                if distance > 0.0 {
                    let strength = cell.mass / distance;
                    force = Point { x: force.x + x * strength, y: force.y + y * strength };
                }
                continue;
            }
            for child in cell.children..cell.children + 4 {
                if self.cells[child as usize].bodies > 0 {
                    stack.push(child);
                }
            }
        }
        force
    }
}

impl Cell {
    fn contains(&self, point: Point) -> bool {
        (point.x - self.middle.x).abs() <= self.half && (point.y - self.middle.y).abs() <= self.half
    }

    fn add(&mut self, point: Point, mass: f64) {
        self.bodies += 1;
        self.mass += mass;
        self.center = Point { x: self.center.x + point.x * mass, y: self.center.y + point.y * mass };
    }
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
        let check = |opening_angle: f64, tolerance: f64| {
            for point in &points {
                let mut exact = Point::default();
                for (other, mass) in points.iter().zip(&masses).filter(|(other, _)| *other != point) {
                    let (x, y) = (point.x - other.x, point.y - other.y);
                    let strength = mass / (x * x + y * y);
                    exact = Point { x: exact.x + x * strength, y: exact.y + y * strength };
                }
                let found = tree.repulsion(*point, opening_angle, &mut Vec::new());
                let (x, y) = (found.x - exact.x, found.y - exact.y);
                let length = (exact.x * exact.x + exact.y * exact.y).sqrt();
                assert!((x * x + y * y).sqrt() <= tolerance * (length + 1.0), "{point:?}: {found:?}, not {exact:?}");
            }
        };
        check(0.0, 1e-9);
        check(0.8, 0.25);
    }

    #[test]
    fn coincident_bodies_do_not_recurse_forever() {
        let points = vec![Point { x: 1.0, y: 1.0 }; 50];
        let tree = Tree::new(&points, &[1.0; 50]);
        assert_eq!(tree.repulsion(points[0], 0.5, &mut Vec::new()), Point::default());
    }
}
