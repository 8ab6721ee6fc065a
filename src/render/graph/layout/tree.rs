//! A quadtree of bodies (Barnes and Hut): from afar a crowd pushes like one heavy body in its middle.

use super::Point;

/// No room is parted more often: bodies that lie this close together share their room.
const DEEPEST: u32 = 40;

const NONE: u32 = u32::MAX;

/// A square room with what is in it.
#[derive(Debug, Clone, Copy)]
struct Room {
    middle: Point,
    half: f64,
    mass: f64,
    /// Where the mass lies, times the mass while the tree grows.
    center: Point,
    /// The rooms that it is parted into; none of a room with at most one body.
    parts: u32,
    bodies: u32,
}

/// All bodies of one moment.
pub(super) struct Tree {
    rooms: Vec<Room>,
}

impl Tree {
    /// A tree over bodies and how heavy they are.
    pub fn new(points: &[Point], masses: &[f64]) -> Tree {
        let (mut low, mut high) = (Point { x: f64::MAX, y: f64::MAX }, Point { x: f64::MIN, y: f64::MIN });
        for point in points {
            low = Point { x: low.x.min(point.x), y: low.y.min(point.y) };
            high = Point { x: high.x.max(point.x), y: high.y.max(point.y) };
        }
        let middle = Point { x: (low.x + high.x) / 2.0, y: (low.y + high.y) / 2.0 };
        let half = ((high.x - low.x).max(high.y - low.y) / 2.0).max(1e-6);
        let mut tree = Tree { rooms: Vec::with_capacity(points.len() * 2) };
        tree.rooms.push(Tree::room(middle, half));
        for (point, mass) in points.iter().zip(masses) {
            tree.insert(*point, *mass);
        }
        for room in &mut tree.rooms {
            if room.mass > 0.0 {
                room.center = Point { x: room.center.x / room.mass, y: room.center.y / room.mass };
            }
        }
        tree
    }

    fn room(middle: Point, half: f64) -> Room {
        Room { middle, half, mass: 0.0, center: Point::default(), parts: NONE, bodies: 0 }
    }

    fn insert(&mut self, point: Point, mass: f64) {
        let mut at = 0;
        for depth in 0.. {
            let room = self.rooms[at];
            if room.bodies == 1 && room.parts == NONE && depth < DEEPEST {
                // Whoever had the room to itself moves on into a part of it.
                let lodger = Point { x: room.center.x / room.mass, y: room.center.y / room.mass };
                self.part(at);
                let part = self.part_of(at, lodger);
                self.rooms[part].take(lodger, room.mass);
            }
            self.rooms[at].take(point, mass);
            if self.rooms[at].parts == NONE {
                return;
            }
            at = self.part_of(at, point);
        }
    }

    fn part(&mut self, at: usize) {
        let Room { middle, half, .. } = self.rooms[at];
        self.rooms[at].parts = self.rooms.len() as u32;
        let quarter = half / 2.0;
        for (x, y) in [(-1.0, -1.0), (1.0, -1.0), (-1.0, 1.0), (1.0, 1.0)] {
            let middle = Point { x: middle.x + x * quarter, y: middle.y + y * quarter };
            self.rooms.push(Tree::room(middle, quarter));
        }
    }

    fn part_of(&self, at: usize, point: Point) -> usize {
        let room = &self.rooms[at];
        let quarter = usize::from(point.x >= room.middle.x) + 2 * usize::from(point.y >= room.middle.y);
        room.parts as usize + quarter
    }

    /// How all bodies together push one away: each by its mass over the distance. `stack` is room to work in.
    pub fn push(&self, point: Point, openness: f64, stack: &mut Vec<u32>) -> Point {
        let mut force = Point::default();
        stack.clear();
        stack.push(0);
        while let Some(at) = stack.pop() {
            let room = &self.rooms[at as usize];
            let (x, y) = (point.x - room.center.x, point.y - room.center.y);
            let distance = x * x + y * y;
            let is_far = room.half * room.half * 4.0 < openness * openness * distance;
            if room.parts == NONE || is_far {
                // The body itself lies at distance 0.
                if distance > 0.0 {
                    let strength = room.mass / distance;
                    force = Point { x: force.x + x * strength, y: force.y + y * strength };
                }
                continue;
            }
            for part in room.parts..room.parts + 4 {
                if self.rooms[part as usize].bodies > 0 {
                    stack.push(part);
                }
            }
        }
        force
    }
}

impl Room {
    fn take(&mut self, point: Point, mass: f64) {
        self.bodies += 1;
        self.mass += mass;
        self.center = Point { x: self.center.x + point.x * mass, y: self.center.y + point.y * mass };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crowd_pushes_as_its_members_do() {
        let points: Vec<Point> =
            (0..200).map(|number| Point { x: f64::from(number * 37 % 101), y: f64::from(number * 53 % 97) }).collect();
        let masses: Vec<f64> = (0..200).map(|number| 1.0 + f64::from(number % 5)).collect();
        let tree = Tree::new(&points, &masses);
        let check = |openness: f64, tolerance: f64| {
            for point in &points {
                let mut exact = Point::default();
                for (other, mass) in points.iter().zip(&masses).filter(|(other, _)| *other != point) {
                    let (x, y) = (point.x - other.x, point.y - other.y);
                    let strength = mass / (x * x + y * y);
                    exact = Point { x: exact.x + x * strength, y: exact.y + y * strength };
                }
                let found = tree.push(*point, openness, &mut Vec::new());
                let (x, y) = (found.x - exact.x, found.y - exact.y);
                let length = (exact.x * exact.x + exact.y * exact.y).sqrt();
                assert!((x * x + y * y).sqrt() <= tolerance * (length + 1.0), "{point:?}: {found:?}, not {exact:?}");
            }
        };
        check(0.0, 1e-9);
        check(0.8, 0.25);
    }

    #[test]
    fn bodies_in_one_place_end_no_tree() {
        let points = vec![Point { x: 1.0, y: 1.0 }; 50];
        let tree = Tree::new(&points, &[1.0; 50]);
        assert_eq!(tree.push(points[0], 0.5, &mut Vec::new()), Point::default());
    }
}
