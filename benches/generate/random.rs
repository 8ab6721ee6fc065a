//! Deterministic pseudorandom numbers.

/// The SplitMix64 generator: a counter that is incremented by the golden ratio, and mixed twice.
pub struct Random(pub u64);

impl Random {
    /// Returns the next 64 bits.
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let stirred = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let stirred = (stirred ^ (stirred >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        stirred ^ (stirred >> 31)
    }

    /// Returns a number in `0.0..1.0`.
    pub fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Returns a number in `low..high`.
    pub fn between(&mut self, low: usize, high: usize) -> usize {
        low + ((u128::from(self.next()) * (high - low) as u128) >> 64) as usize
    }

    /// Returns true with the given probability.
    pub fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// Returns one of the choices, uniformly.
    pub fn pick<'a>(&mut self, choices: &[&'a str]) -> &'a str {
        choices[self.between(0, choices.len())]
    }

    /// Returns an approximately standard normal number: the sum of twelve uniform ones.
    pub fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.unit()).sum::<f64>() - 6.0
    }
}

/// Samples ranks by Zipf's law in constant time, with Walker's alias method.
pub struct Zipf {
    keep: Vec<f64>,
    lend: Vec<u32>,
}

impl Zipf {
    /// Creates a distribution over `0..n_ranks` in which rank `r` has the weight `(r + 1)^-exponent`.
    pub fn new(n_ranks: usize, exponent: f64) -> Zipf {
        let weights: Vec<f64> = (1..=n_ranks).map(|rank| (rank as f64).powf(-exponent)).collect();
        let total: f64 = weights.iter().sum();
        let mut keep: Vec<f64> = weights.iter().map(|weight| weight * n_ranks as f64 / total).collect();
        let mut lend: Vec<u32> = (0..n_ranks as u32).collect();
        let (mut poor, mut rich): (Vec<usize>, Vec<usize>) = (0..n_ranks).partition(|slot| keep[*slot] < 1.0);
        while let (Some(slot), Some(&lender)) = (poor.pop(), rich.last()) {
            lend[slot] = lender as u32;
            keep[lender] -= 1.0 - keep[slot];
            if keep[lender] < 1.0 {
                rich.pop();
                poor.push(lender);
            }
        }
        Zipf { keep, lend }
    }

    /// Returns a rank.
    pub fn draw(&self, random: &mut Random) -> usize {
        let slot = random.between(0, self.keep.len());
        if random.unit() < self.keep[slot] { slot } else { self.lend[slot] as usize }
    }
}
