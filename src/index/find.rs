//! From what a query needs to the files that have it, best first. What the index can't tell is left to the note's text.

use std::cmp::{Ordering, Reverse};
use std::collections::binary_heap::PeekMut;
use std::collections::{BinaryHeap, VecDeque};

use rayon::prelude::*;
use tantivy::Score;
use vaultdex_query::search::Narrowing;

use super::candidates::Question;
use super::index_error;
use super::read::{Entry, Layer, Reader};
use super::record::Record;
use crate::error::Result;

/// A file that has what was needed.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// The file.
    pub record: Record,
    /// How well it fits; higher is better.
    pub score: Score,
}

/// The files that have what was needed.
pub struct Matches<'a> {
    reader: &'a Reader,
    found: BinaryHeap<Candidate>,
    /// Whether a note or canvas among them is certain to match.
    pub proven: bool,
}

/// A file by its score; those of one score are equal.
#[derive(Debug, Clone, Copy)]
struct Candidate {
    score: Score,
    entry: Entry,
}

impl Ord for Candidate {
    fn cmp(&self, other: &Candidate) -> Ordering {
        self.score.total_cmp(&other.score)
    }
}

impl PartialOrd for Candidate {
    fn partial_cmp(&self, other: &Candidate) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Candidate {
    fn eq(&self, other: &Candidate) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Candidate {}

impl Reader {
    /// Finds every file that has what a query needs, those first that are called `name`. With `attachments`, also those
    /// that are known by name only; with `plain`, the needs are without diacritics and so is what they are compared with.
    pub fn find(
        &self,
        narrowing: &Narrowing,
        name: Option<&str>,
        attachments: bool,
        plain: bool,
    ) -> Result<Matches<'_>> {
        let mut found = Vec::new();
        let mut proven = narrowing.proves;
        for (position, layer) in self.layers.iter().enumerate() {
            let question = Question::new(&self.fields, layer, &narrowing.need, name, attachments, plain);
            let answer = question.and_then(|question| layer.candidates(position, &question));
            let (candidates, lossy) = answer.map_err(index_error("search", &self.place))?;
            found.extend(candidates);
            proven &= !lossy;
        }
        if self.is_laid_over() {
            found.retain(|candidate| !matches!(self.shown(candidate.entry), Ok(None)));
        }
        Ok(Matches { reader: self, found: found.into(), proven })
    }
}

impl Layer {
    /// Every living file that a question finds, segment by segment on all threads, the largest first, and whether one of them narrowed less
    /// than was needed.
    fn candidates(&self, layer: usize, question: &Question) -> tantivy::Result<(Vec<Candidate>, bool)> {
        let readers = self.searcher.segment_readers();
        let mut segments: Vec<usize> = (0..readers.len()).collect();
        segments.sort_by_key(|segment| Reverse(readers[*segment].max_doc()));
        let answers = segments.into_par_iter().map(|segment| {
            let answer = question.ask(&readers[segment], &self.segments[segment].1)?;
            let candidate = |(doc, score)| Candidate { score, entry: Entry::new(layer, segment, doc) };
            Ok((answer.docs.into_iter().map(candidate).collect::<Vec<_>>(), answer.lossy))
        });
        let answers = answers.collect::<tantivy::Result<Vec<_>>>()?;
        let lossy = answers.iter().any(|(_, lossy)| *lossy);
        Ok((answers.into_iter().flat_map(|(candidates, _)| candidates).collect(), lossy))
    }
}

impl<'a> Matches<'a> {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.found.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// The files by score, best first; those of one score by path. What nobody takes costs next to nothing.
    pub fn best_first(mut self) -> impl Iterator<Item = Result<Hit>> + 'a {
        let mut equals: VecDeque<Candidate> = VecDeque::new();
        std::iter::from_fn(move || {
            if equals.is_empty() {
                let best = self.found.pop()?;
                equals.push_back(best);
                while let Some(next) = self.found.peek_mut().filter(|next| **next == best) {
                    equals.push_back(PeekMut::pop(next));
                }
                let path = |candidate: &Candidate| self.reader.shown(candidate.entry).ok().flatten();
                equals.make_contiguous().sort_by_key(path);
            }
            let Candidate { score, entry } = equals.pop_front()?;
            Some(self.reader.record(entry).map(|record| Hit { record, score }))
        })
    }
}
