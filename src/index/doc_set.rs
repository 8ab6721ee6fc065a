//! A set of documents of one segment.

use tantivy::DocId;

/// A bit set with one bit per document of a segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocBitSet {
    bits: Vec<u64>,
}

impl DocBitSet {
    /// Creates the empty set for a segment of `size` documents.
    pub fn empty(size: DocId) -> DocBitSet {
        DocBitSet { bits: vec![0; (size as usize).div_ceil(64)] }
    }

    /// Creates the set of all `size` documents of a segment.
    pub fn full(size: DocId) -> DocBitSet {
        let mut docs = DocBitSet { bits: vec![u64::MAX; (size as usize).div_ceil(64)] };
        if let Some(last) = docs.bits.last_mut().filter(|_| !size.is_multiple_of(64)) {
            *last = (1 << (size % 64)) - 1;
        }
        docs
    }

    /// Adds a document of the segment.
    pub fn insert(&mut self, doc: DocId) {
        self.bits[doc as usize / 64] |= 1 << (doc % 64);
    }

    /// Whether the set contains a document of the segment.
    pub fn contains(&self, doc: DocId) -> bool {
        self.bits[doc as usize / 64] >> (doc % 64) & 1 == 1
    }

    /// Returns the number of documents.
    pub fn len(&self) -> u32 {
        self.bits.iter().map(|bits| bits.count_ones()).sum()
    }

    /// Whether the set contains no document.
    pub fn is_empty(&self) -> bool {
        self.bits.iter().all(|bits| *bits == 0)
    }

    /// Keeps only the documents that the other set contains as well.
    pub fn intersect(&mut self, other: &DocBitSet) {
        self.combine(other, |ours, theirs| ours & theirs);
    }

    /// Adds the documents of the other set.
    pub fn unite(&mut self, other: &DocBitSet) {
        self.combine(other, |ours, theirs| ours | theirs);
    }

    /// Removes the documents of the other set.
    pub fn subtract(&mut self, other: &DocBitSet) {
        self.combine(other, |ours, theirs| ours & !theirs);
    }

    fn combine(&mut self, other: &DocBitSet, operation: impl Fn(u64, u64) -> u64) {
        for (ours, theirs) in self.bits.iter_mut().zip(&other.bits) {
            *ours = operation(*ours, *theirs);
        }
    }

    /// Iterates over the documents in ascending order.
    pub fn iter(&self) -> impl Iterator<Item = DocId> {
        self.bits.iter().enumerate().flat_map(|(word, bits)| {
            let mut remaining = *bits;
            std::iter::from_fn(move || {
                let bit = (remaining != 0).then(|| remaining.trailing_zeros())?;
                remaining &= remaining - 1;
                Some(word as DocId * 64 + bit)
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operations_work_across_word_boundaries() {
        let set = |docs: &[DocId]| {
            let mut set = DocBitSet::empty(130);
            docs.iter().for_each(|doc| set.insert(*doc));
            set
        };
        let check = |operation: fn(&mut DocBitSet, &DocBitSet), expected: &[DocId]| {
            let mut result = set(&[0, 63, 64, 129]);
            operation(&mut result, &set(&[1, 63, 129]));
            assert_eq!(result.iter().collect::<Vec<_>>(), expected);
            assert_eq!(result, set(expected));
            assert!((0..130).all(|doc| result.contains(doc) == expected.contains(&doc)));
        };
        check(DocBitSet::intersect, &[63, 129]);
        check(DocBitSet::unite, &[0, 1, 63, 64, 129]);
        check(DocBitSet::subtract, &[0, 64]);
        for size in [0, 1, 63, 64, 65, 130] {
            assert_eq!(DocBitSet::full(size).iter().collect::<Vec<_>>(), (0..size).collect::<Vec<_>>());
            assert_eq!(DocBitSet::full(size).is_empty(), size == 0);
        }
        assert!(DocBitSet::empty(130).is_empty());
    }
}
