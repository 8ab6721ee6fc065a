//! Determines which blocks of a vocabulary may contain a part of a word, so that the others need not be searched.

use std::io::{self, Write};

use tantivy::directory::OwnedBytes;

/// The number of hash buckets for trigrams of bytes. A block of a few dozen words fills about half of them.
const TRIGRAM_ROWS: usize = 256;
/// The number of hash buckets for 4-grams of bytes. A block fills about a third of them.
const FOURGRAM_ROWS: usize = 768;
const ROWS: usize = TRIGRAM_ROWS + FOURGRAM_ROWS;

/// A bit matrix: one row per bucket of n-grams, and in it one bit per block that contains such an n-gram.
pub struct NgramFilter {
    rows: OwnedBytes,
    blocks: usize,
}

/// Returns the rows of all n-grams of some bytes.
fn rows(bytes: &[u8]) -> impl Iterator<Item = usize> {
    // Fibonacci hashing: the upper bits of the product depend on all bits of the number.
    let hash = |bytes: &[u8]| {
        bytes.iter().fold(0, |number: u32, byte| number << 8 | u32::from(*byte)).wrapping_mul(0x9e37_79b9) as usize
    };
    let trigrams = bytes.windows(3).map(move |trigram| (hash(trigram) * TRIGRAM_ROWS) >> 32);
    trigrams.chain(bytes.windows(4).map(move |fourgram| TRIGRAM_ROWS + ((hash(fourgram) * FOURGRAM_ROWS) >> 32)))
}

impl NgramFilter {
    /// Opens a filter over `blocks` blocks; returns `None` if the size of `rows` does not match.
    pub fn open(rows: OwnedBytes, blocks: usize) -> Option<NgramFilter> {
        (rows.len() == ROWS * blocks.div_ceil(8)).then_some(NgramFilter { rows, blocks })
    }

    /// Returns the blocks that may contain the bytes, in ascending order; all blocks if there are fewer than three
    /// bytes.
    pub fn candidates(&self, bytes: &[u8]) -> impl Iterator<Item = usize> + use<> {
        let row_bytes = self.blocks.div_ceil(8);
        let mut candidates = vec![u8::MAX; row_bytes];
        for row in rows(bytes) {
            let start = row * row_bytes;
            let row = &self.rows[start..start + row_bytes];
            candidates.iter_mut().zip(row).for_each(|(candidates, containing)| *candidates &= containing);
        }
        let blocks = self.blocks;
        let set_bits = |byte: u8| (0..8).filter(move |bit| byte >> bit & 1 == 1);
        candidates
            .into_iter()
            .enumerate()
            .filter(|(_, byte)| *byte != 0)
            .flat_map(move |(offset, byte)| set_bits(byte).map(move |bit| offset * 8 + bit))
            .take_while(move |block| *block < blocks)
    }
}

/// Builds an [`NgramFilter`].
#[derive(Default)]
pub struct NgramFilterBuilder {
    blocks: Vec<[u64; ROWS / 64]>,
}

impl NgramFilterBuilder {
    /// Adds the next block.
    pub fn add(&mut self, block: &[u8]) {
        let mut bits = [0; ROWS / 64];
        rows(block).for_each(|row| bits[row / 64] |= 1 << (row % 64));
        self.blocks.push(bits);
    }

    /// Writes the filter row by row.
    ///
    /// # Errors
    ///
    /// Fails if `out` fails.
    pub fn write(&self, out: &mut impl Write) -> io::Result<()> {
        let mut bytes = vec![0u8; self.blocks.len().div_ceil(8)];
        for row in 0..ROWS {
            bytes.fill(0);
            for (idx, bits) in self.blocks.iter().enumerate() {
                bytes[idx / 8] |= ((bits[row / 64] >> (row % 64) & 1) as u8) << (idx % 8);
            }
            out.write_all(&bytes)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_filter_has_no_false_negatives_and_few_false_positives() {
        let blocks: Vec<String> = (0..100).map(|n| format!("\nword{n}\nother{}\n", n * 7)).collect();
        let mut builder = NgramFilterBuilder::default();
        blocks.iter().for_each(|block| builder.add(block.as_bytes()));
        let mut written = Vec::new();
        builder.write(&mut written).unwrap();
        let filter = NgramFilter::open(OwnedBytes::new(written), blocks.len()).unwrap();
        for bytes in ["\nword7\n", "er63", "other", "w", "", "d99\n", "her693\n"] {
            let found: Vec<usize> = filter.candidates(bytes.as_bytes()).collect();
            let containing = (0..blocks.len()).filter(|idx| blocks[*idx].contains(bytes));
            assert!(containing.clone().all(|idx| found.contains(&idx)), "{bytes:?}");
            assert!(bytes.len() < 4 || found.len() < containing.count() + 30, "{bytes:?}: {found:?}");
        }
        assert!(NgramFilter::open(OwnedBytes::new(vec![0; 3]), 1).is_none());
    }
}
