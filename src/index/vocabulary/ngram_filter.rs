//! Tells which blocks of a vocabulary may hold a piece of a word, so that the others need not be read.

use std::io::{self, Write};

use tantivy::directory::OwnedBytes;

/// How many kinds of three bytes in a row are told apart. A block of some dozens of words has about half of them.
const THREES: usize = 256;
/// How many kinds of four bytes in a row. A block has about a third of them.
const FOURS: usize = 768;
const ROWS: usize = THREES + FOURS;

/// A row for each kind of three or four bytes in a row, in it a bit for each block that has such.
pub struct Sieve {
    rows: OwnedBytes,
    blocks: usize,
}

/// The rows of all that stands in some bytes.
fn rows(bytes: &[u8]) -> impl Iterator<Item = usize> {
    // The upper bits of a product with the golden ratio depend on all of the number.
    let hash = |bytes: &[u8]| {
        bytes.iter().fold(0, |number: u32, byte| number << 8 | u32::from(*byte)).wrapping_mul(0x9e37_79b9) as usize
    };
    let threes = bytes.windows(3).map(move |three| (hash(three) * THREES) >> 32);
    threes.chain(bytes.windows(4).map(move |four| THREES + ((hash(four) * FOURS) >> 32)))
}

impl Sieve {
    /// A sieve of so many blocks, as it was written; `None` where the bytes are not as many as it takes.
    pub fn open(rows: OwnedBytes, blocks: usize) -> Option<Sieve> {
        (rows.len() == ROWS * blocks.div_ceil(8)).then_some(Sieve { rows, blocks })
    }

    /// The blocks that may hold the bytes, in order; all of them where the bytes are fewer than three.
    pub fn blocks_with(&self, bytes: &[u8]) -> impl Iterator<Item = usize> + use<> {
        let width = self.blocks.div_ceil(8);
        let mut left = vec![u8::MAX; width];
        for row in rows(bytes) {
            let start = row * width;
            left.iter_mut().zip(&self.rows[start..start + width]).for_each(|(left, having)| *left &= having);
        }
        let blocks = self.blocks;
        let set = |byte: u8| (0..8).filter(move |bit| byte >> bit & 1 == 1);
        left.into_iter()
            .enumerate()
            .filter(|(_, byte)| *byte != 0)
            .flat_map(move |(at, byte)| set(byte).map(move |bit| at * 8 + bit))
            .take_while(move |block| *block < blocks)
    }
}

/// A sieve in the making.
#[derive(Default)]
pub struct SieveMaker {
    blocks: Vec<[u64; ROWS / 64]>,
}

impl SieveMaker {
    /// Adds the next block.
    pub fn add(&mut self, block: &[u8]) {
        let mut kinds = [0; ROWS / 64];
        rows(block).for_each(|row| kinds[row / 64] |= 1 << (row % 64));
        self.blocks.push(kinds);
    }

    /// Writes it row by row.
    pub fn write(&self, out: &mut impl Write) -> io::Result<()> {
        let mut bits = vec![0u8; self.blocks.len().div_ceil(8)];
        for row in 0..ROWS {
            bits.fill(0);
            for (nth, kinds) in self.blocks.iter().enumerate() {
                bits[nth / 8] |= ((kinds[row / 64] >> (row % 64) & 1) as u8) << (nth % 8);
            }
            out.write_all(&bits)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_block_that_holds_the_bytes_falls_through() {
        let blocks: Vec<String> = (0..100).map(|n| format!("\nword{n}\nother{}\n", n * 7)).collect();
        let mut maker = SieveMaker::default();
        blocks.iter().for_each(|block| maker.add(block.as_bytes()));
        let mut written = Vec::new();
        maker.write(&mut written).unwrap();
        let sieve = Sieve::open(OwnedBytes::new(written), blocks.len()).unwrap();
        for bytes in ["\nword7\n", "er63", "other", "w", "", "d99\n", "her693\n"] {
            let found: Vec<usize> = sieve.blocks_with(bytes.as_bytes()).collect();
            let holding = (0..blocks.len()).filter(|nth| blocks[*nth].contains(bytes));
            assert!(holding.clone().all(|nth| found.contains(&nth)), "{bytes:?}");
            // It keeps out most of what doesn't.
            assert!(bytes.len() < 4 || found.len() < holding.count() + 30, "{bytes:?}: {found:?}");
        }
        assert!(Sieve::open(OwnedBytes::new(vec![0; 3]), 1).is_none());
    }
}
