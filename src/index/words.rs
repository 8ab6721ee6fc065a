//! A query for every file that holds one of many words, the words found beforehand.

use std::collections::HashMap;
use std::sync::Arc;

use tantivy::index::SegmentId;
use tantivy::postings::TermInfo;
use tantivy::query::{BitSetDocSet, ConstScorer, EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{BitSet, DocId, DocSet, Score, SegmentReader, TERMINATED};

/// Where the files of each of some words are listed, by segment.
pub type Lists = HashMap<SegmentId, Vec<TermInfo>>;

/// Files that hold at least one of the words, all with the same score.
#[derive(Debug, Clone)]
pub struct AnyWord {
    /// The field that holds them.
    pub field: Field,
    /// Where the files of each word are listed, segment by segment.
    pub words: Arc<Lists>,
    /// The score of each file.
    pub score: Score,
}

impl Query for AnyWord {
    fn weight(&self, _scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(self.clone()))
    }
}

impl Weight for AnyWord {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let words = self.words.get(&reader.segment_id()).map_or(&[][..], Vec::as_slice);
        let index = reader.inverted_index(self.field)?;
        let files = |word: &TermInfo| index.read_postings_from_terminfo(word, IndexRecordOption::Basic);
        match words {
            [] => Ok(Box::new(EmptyScorer)),
            [word] => Ok(Box::new(ConstScorer::new(files(word)?, boost * self.score))),
            _ => {
                let mut found = BitSet::with_max_value(reader.max_doc());
                for word in words {
                    let mut files = files(word)?;
                    while files.doc() != TERMINATED {
                        found.insert(files.doc());
                        files.advance();
                    }
                }
                Ok(Box::new(ConstScorer::new(BitSetDocSet::from(found), boost * self.score)))
            }
        }
    }

    fn explain(&self, _reader: &SegmentReader, _doc: DocId) -> tantivy::Result<Explanation> {
        Ok(Explanation::new("holds one of the words", self.score))
    }
}
