//! The score of each document that fulfills a condition, computed on demand.

use std::rc::Rc;

use tantivy::query::Scorer;
use tantivy::{DocId, DocSet};

use super::doc_set::DocBitSet;

/// As in Lucene's disjunction maximum query: the share of the scores of all alternatives but the best.
const TIE_BREAKER: f32 = 0.3;

/// The documents that fulfill a condition, and how they are scored.
pub struct ScoredDocs {
    /// The documents that may fulfill it.
    pub docs: Rc<DocBitSet>,
    /// Those of them that certainly fulfill it.
    pub certain: Rc<DocBitSet>,
    /// How they are scored.
    pub score: Score,
}

/// How the documents that fulfill a condition are scored.
pub enum Score {
    /// All alike.
    Constant(f32),
    /// By the sum of these; every document is in each of them.
    Sum(Vec<ScoredDocs>),
    /// By the best of those that contain the document, plus a share of the others.
    DisjunctionMax(Vec<ScoredDocs>),
    /// By the sum of these parts.
    Parts(Vec<ScorePart>),
}

/// Adds to the score of some documents.
pub enum ScorePart {
    /// The same score for each of the documents.
    Constant(Rc<DocBitSet>, f32),
    /// BM25.
    Ranked(Box<dyn Scorer>),
}

impl ScoredDocs {
    /// Creates documents that all fulfill a condition with certainty.
    pub fn certain(docs: Rc<DocBitSet>, score: Score) -> ScoredDocs {
        ScoredDocs { certain: Rc::clone(&docs), docs, score }
    }

    /// Returns the score of one of the documents. They must be requested in ascending order.
    pub fn score(&mut self, doc: DocId) -> f32 {
        match &mut self.score {
            Score::Constant(score) => *score,
            Score::Sum(all) => all.iter_mut().map(|found| found.score(doc)).sum(),
            Score::DisjunctionMax(any) => {
                let scores = any.iter_mut().filter(|found| found.docs.contains(doc)).map(|found| found.score(doc));
                let (best, sum) = scores.fold((0.0, 0.0), |(best, sum): (f32, f32), it| (best.max(it), sum + it));
                best + (sum - best) * TIE_BREAKER
            }
            Score::Parts(parts) => parts.iter_mut().map(|part| part.score(doc)).sum(),
        }
    }
}

impl ScorePart {
    fn score(&mut self, doc: DocId) -> f32 {
        match self {
            ScorePart::Constant(docs, score) if docs.contains(doc) => *score,
            ScorePart::Constant(..) => 0.0,
            ScorePart::Ranked(scorer) => {
                let current = if scorer.doc() < doc { scorer.seek(doc) } else { scorer.doc() };
                if current == doc { scorer.score() } else { 0.0 }
            }
        }
    }
}
