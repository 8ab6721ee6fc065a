//! Finds the files that fulfill an index query, best first. What the index cannot decide is left to the note's text.

use std::cmp::{Ordering, Reverse};
use std::collections::binary_heap::PeekMut;
use std::collections::{BinaryHeap, VecDeque};

use rayon::prelude::*;
use tantivy::Score;
use vaultdex_query::search::Narrowing;

use super::candidates::{CandidateQuery, FindOptions};
use super::error::index_error;
use super::read::{Entry, Layer, Reader};
use super::record::Record;
use crate::error::Result;

/// A file that fulfills the query.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// The file.
    pub record: Record,
    /// How relevant it is; higher is better.
    pub score: Score,
}

/// The files that fulfill the query.
pub struct Matches<'a> {
    reader: &'a Reader,
    found: BinaryHeap<Match>,
    /// Whether every note or canvas among them is certain to match, so that its text need not be verified.
    pub is_exact: bool,
}

/// A file, ordered by its score alone.
#[derive(Debug, Clone, Copy)]
struct Match {
    score: Score,
    entry: Entry,
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
    /// Finds every file that fulfills the query.
    ///
    /// # Errors
    ///
    /// Fails if the index cannot be read.
    pub fn find(&self, narrowing: &Narrowing, options: FindOptions) -> Result<Matches<'_>> {
        let mut found = Vec::new();
        let mut is_exact = narrowing.is_exact;
        for (position, layer) in self.layers.iter().enumerate() {
            let query = CandidateQuery::new(&self.fields, layer, &narrowing.query, options);
            let matches = query.and_then(|query| layer.matches(position, &query));
            let (matches, is_inexact) = matches.map_err(index_error("search", &self.path))?;
            found.extend(matches);
            is_exact &= !is_inexact;
        }
        if self.has_overlay() {
            found.retain(|it| !matches!(self.visible_path(it.entry), Ok(None)));
        }
        Ok(Matches { reader: self, found: found.into(), is_exact })
    }
}

impl Layer {
    /// Evaluates a query on all segments in parallel, the largest first. Returns the live files, and whether a segment
    /// could not evaluate the query exactly.
    fn matches(&self, layer: usize, query: &CandidateQuery) -> tantivy::Result<(Vec<Match>, bool)> {
        let readers = self.searcher.segment_readers();
        let mut segments: Vec<usize> = (0..readers.len()).collect();
        segments.sort_by_key(|segment| Reverse(readers[*segment].max_doc()));
        let results = segments.into_par_iter().map(|segment| {
            let candidates = query.run(&readers[segment], &self.segments[segment].1)?;
            let to_match = |(doc, score)| Match { score, entry: Entry::new(layer, segment, doc) };
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

    /// Returns the files by descending score, those with equal scores by path. The files are sorted lazily, so that
    /// taking only the first few is cheap.
    pub fn best_first(mut self) -> impl Iterator<Item = Result<Hit>> + 'a {
        let mut ties: VecDeque<Match> = VecDeque::new();
        std::iter::from_fn(move || {
            if ties.is_empty() {
                let best = self.found.pop()?;
                ties.push_back(best);
                while let Some(next) = self.found.peek_mut().filter(|next| **next == best) {
                    ties.push_back(PeekMut::pop(next));
                }
                let path = |it: &Match| self.reader.visible_path(it.entry).ok().flatten();
                ties.make_contiguous().sort_by_key(path);
            }
            let Match { score, entry } = ties.pop_front()?;
            Some(self.reader.record(entry).map(|record| Hit { record, score }))
        })
    }
}
