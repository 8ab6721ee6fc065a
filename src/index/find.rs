//! Finds the files that fulfill an index query, best first. What the index cannot decide is left to the note's text.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;

use rayon::prelude::*;
use tantivy::Score;
use vaultdex_notes::Note;
use vaultdex_query::search::{IndexQuery, Needs};

use super::candidates::{Candidate, CandidateQuery, FindOptions};
use super::error::index_error;
use super::read::{Entry, Layer, Reader};
use super::record::Record;
use crate::error::Result;

/// How many files are passed to one call of a parallel evaluation.
const CHUNK: usize = 512;

/// A file that may fulfill the query.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// The file.
    pub record: Record,
    /// How relevant it is; higher is better.
    pub score: Score,
    /// Whether it certainly fulfills the query. That is never so for a file that is known by name only.
    pub is_certain: bool,
    /// Where the index has it.
    pub entry: Entry,
}

/// The files that may fulfill the query.
pub struct Matches<'a> {
    reader: &'a Reader,
    found: Vec<Match>,
    /// Whether the index evaluated every condition of the query.
    pub is_evaluated: bool,
}

/// A file, ordered by its score alone.
#[derive(Debug, Clone, Copy)]
struct Match {
    score: Score,
    entry: Entry,
    is_certain: bool,
}

impl Ord for Match {
    fn cmp(&self, other: &Match) -> Ordering {
        self.score.total_cmp(&other.score)
    }
}

impl PartialOrd for Match {
    fn partial_cmp(&self, other: &Match) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Match {
    fn eq(&self, other: &Match) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Match {}

impl Reader {
    /// Finds every file that may fulfill the query.
    ///
    /// # Errors
    ///
    /// Fails if the index cannot be read.
    pub fn find(&self, query: &IndexQuery, options: FindOptions) -> Result<Matches<'_>> {
        let mut found = Vec::new();
        let mut is_evaluated = true;
        for (position, layer) in self.layers.iter().enumerate() {
            let query = CandidateQuery::new(&self.fields, layer, query, options);
            let matches = query.and_then(|query| layer.matches(position, &query));
            let (matches, is_inexact) = matches.map_err(index_error("search", &self.path))?;
            found.extend(matches);
            is_evaluated &= !is_inexact;
        }
        if self.has_overlay() {
            found.retain(|it| !matches!(self.visible_path(it.entry), Ok(None)));
        }
        Ok(Matches { reader: self, found, is_evaluated })
    }
}

impl Layer {
    /// Evaluates a query on all segments in parallel, the largest first. Returns the live files, and whether a segment
    /// could not evaluate a condition.
    fn matches(&self, layer: usize, query: &CandidateQuery) -> tantivy::Result<(Vec<Match>, bool)> {
        let readers = self.searcher.segment_readers();
        let mut segments: Vec<usize> = (0..readers.len()).collect();
        segments.sort_by_key(|segment| Reverse(readers[*segment].max_doc()));
        let results = segments.into_par_iter().map(|segment| {
            let candidates = query.run(&readers[segment], &self.segments[segment].1)?;
            let to_match = |Candidate { doc, score, is_certain }| Match {
                score,
                entry: Entry::new(layer, segment, doc),
                is_certain,
            };
            Ok((candidates.docs.into_iter().map(to_match).collect::<Vec<_>>(), candidates.is_inexact))
        });
        let results = results.collect::<tantivy::Result<Vec<_>>>()?;
        let is_inexact = results.iter().any(|(_, is_inexact)| *is_inexact);
        Ok((results.into_iter().flat_map(|(matches, _)| matches).collect(), is_inexact))
    }
}

impl<'a> Matches<'a> {
    /// Returns the number of files.
    pub fn len(&self) -> usize {
        self.found.len()
    }

    /// Whether no file was found.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// Iterates over the files, in no particular order.
    pub(super) fn entries(&self) -> impl Iterator<Item = Entry> {
        self.found.iter().map(|it| it.entry)
    }

    /// Whether every file certainly fulfills the query.
    pub fn are_certain(&self) -> bool {
        self.found.iter().all(|it| it.is_certain)
    }

    /// Passes each file to `add`, in parallel and in no particular order. Returns the results, each of which begins as
    /// the default and holds what was added for some of the files.
    ///
    /// # Errors
    ///
    /// Fails if the record of a file cannot be decoded, or if `add` fails.
    pub fn collect<T: Default + Send>(&self, add: impl Fn(&mut T, Hit) -> Result<()> + Sync) -> Result<Vec<T>> {
        let parts = self.found.par_chunks(CHUNK).map(|chunk| -> Result<T> {
            let mut part = T::default();
            for found in chunk {
                add(&mut part, self.reader.hit(found)?)?;
            }
            Ok(part)
        });
        parts.collect()
    }

    /// Returns the files by descending score, those with equal scores by path. The files are sorted lazily, so that
    /// taking only the first few is cheap.
    pub fn best_first(self) -> impl Iterator<Item = Result<Hit>> + 'a {
        let mut found = BinaryHeap::from(self.found);
        let mut ties: BinaryHeap<Reverse<(Option<&'a str>, Entry, bool)>> = BinaryHeap::new();
        let mut score = 0.0;
        std::iter::from_fn(move || {
            if ties.is_empty() {
                let best = found.pop()?;
                let path = |it: &Match| self.reader.visible_path(it.entry).ok().flatten();
                let tie = |it: &Match| Reverse((path(it), it.entry, it.is_certain));
                let mut equal = vec![tie(&best)];
                while let Some(next) = found.peek_mut().filter(|next| **next == best) {
                    equal.push(tie(&PeekMut::pop(next)));
                }
                (ties, score) = (equal.into(), best.score);
            }
            let Reverse((_, entry, is_certain)) = ties.pop()?;
            Some(self.reader.hit(&Match { score, entry, is_certain }))
        })
    }
}

impl Reader {
    /// Returns files with scores that were determined otherwise.
    pub(super) fn matches(&self, scored: Vec<(Score, Entry)>) -> Matches<'_> {
        let found = scored.into_iter().map(|(score, entry)| Match { score, entry, is_certain: false });
        let mut matches = Matches { reader: self, found: found.collect(), is_evaluated: true };
        if self.has_overlay() {
            matches.found.retain(|it| !matches!(self.visible_path(it.entry), Ok(None)));
        }
        matches
    }

    fn hit(&self, found: &Match) -> Result<Hit> {
        let Match { score, entry, is_certain } = *found;
        Ok(Hit { record: self.record(entry)?, score, is_certain, entry })
    }

    /// Returns the parts of a note that decide about it.
    ///
    /// # Errors
    ///
    /// Fails if they cannot be decoded.
    pub fn searched_parts(&self, hit: &Hit, needs: &Needs) -> Result<Note> {
        self.needed_parts(hit.entry, needs)
    }
}
