//! A graph as bodies that repel each other and springs that pull their ends together: the repulsion is the product of the
//! masses over the distance, the pull is the weight of the spring times its length.

use super::geometry::Point;

/// Bodies and the springs between them.
pub(super) struct Springs {
    /// The mass of each body.
    pub masses: Vec<f64>,
    /// For each body the weight of all its springs to others.
    pub weights: Vec<f64>,
    /// For each body twice the weight of the springs within it.
    pub inner: Vec<f64>,
    /// For each body the position of its first neighbor in `neighbors`; at the end, the number of neighbors.
    offsets: Vec<usize>,
    /// The neighbors of all bodies, each with the weight of the spring.
    neighbors: Vec<(u32, f64)>,
}

impl Springs {
    /// Creates springs from pairs of bodies with weights. Several springs between the same bodies become one; those from
    /// a body to itself are within it.
    pub fn new(masses: Vec<f64>, pairs: impl Iterator<Item = (usize, usize, f64)>) -> Springs {
        let mut inner = vec![0.0; masses.len()];
        let mut directed: Vec<(u32, u32, f64)> = Vec::new();
        for (one, other, weight) in pairs {
            match one == other {
                true => inner[one] += 2.0 * weight,
                false => directed.extend([(one as u32, other as u32, weight), (other as u32, one as u32, weight)]),
            }
        }
        // A stable order, so that the sums of weights are always computed in the same one.
        directed.sort_by_key(|(one, other, _)| (*one, *other));
        directed.dedup_by(|next, kept| {
            let is_same = (next.0, next.1) == (kept.0, kept.1);
            if is_same {
                kept.2 += next.2;
            }
            is_same
        });
        let mut offsets = vec![0; masses.len() + 1];
        let mut weights = vec![0.0; masses.len()];
        for (one, _, weight) in &directed {
            offsets[*one as usize + 1] += 1;
            weights[*one as usize] += weight;
        }
        for body in 0..masses.len() {
            offsets[body + 1] += offsets[body];
        }
        let neighbors = directed.into_iter().map(|(_, other, weight)| (other, weight)).collect();
        Springs { masses, weights, inner, offsets, neighbors }
    }

    /// Returns the springs between groups of bodies, each group as one body. `group` is that of each body.
    pub fn united(&self, group: &[usize]) -> Springs {
        let mut masses = vec![0.0; group.iter().max().map_or(0, |last| last + 1)];
        group.iter().zip(&self.masses).for_each(|(own, mass)| masses[*own] += mass);
        let pairs = (0..group.len()).flat_map(|one| {
            let once = self.neighbors(one).iter().filter(move |(other, _)| one < *other as usize);
            once.map(move |(other, weight)| (group[one], group[*other as usize], *weight))
        });
        let mut united = Springs::new(masses, pairs);
        group.iter().zip(&self.inner).for_each(|(own, inner)| united.inner[*own] += inner);
        united
    }

    fn neighbors(&self, body: usize) -> &[(u32, f64)] {
        &self.neighbors[self.offsets[body]..self.offsets[body + 1]]
    }

    /// Returns the pull of all springs on a body.
    pub fn pull(&self, body: usize, points: &[Point]) -> Point {
        let own = points[body];
        let mut pull = Point::default();
        for (other, weight) in self.neighbors(body) {
            let other = points[*other as usize];
            pull = Point { x: pull.x + weight * (other.x - own.x), y: pull.y + weight * (other.y - own.y) };
        }
        pull
    }

    /// Returns the radius of the disc over which the parts of a body spread: where their springs balance their repulsion.
    /// Within a disc of even density, both are proportional to the distance from its center, so they balance everywhere.
    pub fn radius(&self, body: usize) -> f64 {
        self.masses[body] / self.inner[body].max(1.0).sqrt()
    }

    /// Returns the distance between neighboring bodies if all of them spread evenly over a disc.
    pub fn spacing(&self) -> f64 {
        let (mass, weight): (f64, f64) = (self.masses.iter().sum(), self.weights.iter().sum());
        mass / weight.max(1.0).sqrt() / (self.masses.len().max(1) as f64).sqrt()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A triangle of the bodies 0, 1 and 2, and a body 3 with two springs to body 2.
    fn springs() -> Springs {
        let pairs = [(0, 1, 1.0), (1, 2, 2.0), (2, 0, 3.0), (2, 3, 0.5), (3, 2, 0.5), (3, 3, 4.0)];
        Springs::new(vec![1.0, 2.0, 3.0, 4.0], pairs.into_iter())
    }

    #[test]
    fn springs_pull_their_ends_together() {
        let springs = springs();
        assert_eq!(springs.weights, [4.0, 3.0, 6.0, 1.0]);
        assert_eq!(springs.inner, [0.0, 0.0, 0.0, 8.0]);
        let points = [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (0.0, 3.0)].map(|(x, y)| Point { x, y });
        let pulls = [0, 1, 2, 3].map(|body| springs.pull(body, &points));
        assert_eq!(pulls, [(1.0, 3.0), (-3.0, 2.0), (2.0, -3.0), (0.0, -2.0)].map(|(x, y)| Point { x, y }));
    }

    #[test]
    fn united_bodies_keep_their_mass_and_springs() {
        let united = springs().united(&[0, 0, 1, 1]);
        assert_eq!((united.masses, united.weights, united.inner), (vec![3.0, 7.0], vec![5.0, 5.0], vec![2.0, 10.0]));
    }
}
