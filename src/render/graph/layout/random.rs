//! Pseudorandom numbers, always the same ones.

use super::geometry::Point;

/// A generator (SplitMix64; Steele, Lea, Flood 2014).
pub(super) struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Random {
        Random(seed)
    }

    fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    /// Returns the next number, from -1 to 1.
    pub fn number(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1_u64 << 52) as f64 - 1.0
    }

    /// Returns a whole number from 0 up to and without `end`, which is not 0.
    pub fn below(&mut self, end: usize) -> usize {
        (self.bits() % end as u64) as usize
    }

    /// Returns the next point of the disc around the origin with radius 1.
    pub fn in_disc(&mut self) -> Point {
        loop {
            let point = Point { x: self.number(), y: self.number() };
            if point.x * point.x + point.y * point.y <= 1.0 {
                return point;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_spread_and_always_the_same() {
        let mut random = Random::new(7);
        let numbers: Vec<f64> = (0..1000).map(|_| random.number()).collect();
        assert!(numbers.iter().all(|number| (-1.0..=1.0).contains(number)));
        assert!(numbers.iter().sum::<f64>().abs() < 50.0);
        assert_eq!(numbers[0], Random::new(7).number());
        let is_inside = |point: Point| point.x * point.x + point.y * point.y <= 1.0;
        assert!((0..100).all(|_| is_inside(random.in_disc())));
    }
}
