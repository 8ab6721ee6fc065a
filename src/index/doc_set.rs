//! A set of the documents of one segment.

use tantivy::DocId;

/// Documents of a segment, a bit each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Docs {
    bits: Vec<u64>,
}

impl Docs {
    /// No document of a segment of that many.
    pub fn none(size: DocId) -> Docs {
        Docs { bits: vec![0; (size as usize).div_ceil(64)] }
    }

    /// Every document of a segment of that many.
    pub fn all(size: DocId) -> Docs {
        let mut docs = Docs { bits: vec![u64::MAX; (size as usize).div_ceil(64)] };
        if let Some(last) = docs.bits.last_mut().filter(|_| !size.is_multiple_of(64)) {
            *last = (1 << (size % 64)) - 1;
        }
        docs
    }

    /// Adds a document of the segment.
    pub fn insert(&mut self, doc: DocId) {
        self.bits[doc as usize / 64] |= 1 << (doc % 64);
    }

    /// Whether a document is among them.
    pub fn contains(&self, doc: DocId) -> bool {
        self.bits[doc as usize / 64] >> (doc % 64) & 1 == 1
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.bits.iter().all(|bits| *bits == 0)
    }

    /// Keeps those that are in both.
    pub fn intersect(&mut self, other: &Docs) {
        self.with(other, |mine, theirs| mine & theirs);
    }

    /// Adds those of the other.
    pub fn unite(&mut self, other: &Docs) {
        self.with(other, |mine, theirs| mine | theirs);
    }

    /// Takes away those of the other.
    pub fn subtract(&mut self, other: &Docs) {
        self.with(other, |mine, theirs| mine & !theirs);
    }

    fn with(&mut self, other: &Docs, join: impl Fn(u64, u64) -> u64) {
        for (mine, theirs) in self.bits.iter_mut().zip(&other.bits) {
            *mine = join(*mine, *theirs);
        }
    }

    /// The documents, in order.
    pub fn iter(&self) -> impl Iterator<Item = DocId> {
        self.bits.iter().enumerate().flat_map(|(word, bits)| {
            let mut left = *bits;
            std::iter::from_fn(move || {
                let bit = (left != 0).then(|| left.trailing_zeros())?;
                left &= left - 1;
                Some(word as DocId * 64 + bit)
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_are_joined_document_by_document() {
        let set = |docs: &[DocId]| {
            let mut set = Docs::none(130);
            docs.iter().for_each(|doc| set.insert(*doc));
            set
        };
        let check = |join: fn(&mut Docs, &Docs), expected: &[DocId]| {
            let mut joined = set(&[0, 63, 64, 129]);
            join(&mut joined, &set(&[1, 63, 129]));
            assert_eq!(joined.iter().collect::<Vec<_>>(), expected);
            assert_eq!(joined, set(expected));
            assert!((0..130).all(|doc| joined.contains(doc) == expected.contains(&doc)));
        };
        check(Docs::intersect, &[63, 129]);
        check(Docs::unite, &[0, 1, 63, 64, 129]);
        check(Docs::subtract, &[0, 64]);
        for size in [0, 1, 63, 64, 65, 130] {
            assert_eq!(Docs::all(size).iter().collect::<Vec<_>>(), (0..size).collect::<Vec<_>>());
            assert_eq!(Docs::all(size).is_empty(), size == 0);
        }
        assert!(Docs::none(130).is_empty());
    }
}
