//! From what a query needs to the files that have it, best first. What the index can't tell is left to the note's text.

use std::collections::HashMap;
use std::sync::Arc;

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, DisjunctionMaxQuery, EmptyQuery, Occur, Query, TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocAddress, DocId, Score, SegmentReader, Term};

use super::index_error;
use super::read::{Layer, Reader};
use super::record::{self, Record};
use super::schema::{Fields, READ};
use super::vocabulary::Vocabulary;
use super::words::AnyWord;
use crate::error::Result;
use crate::query::search::{Narrowing, Need, Piece, bare};

/// Above so many different words a piece of a word narrows too little to be worth their lists.
const MANY_WORDS: usize = 20_000;

// Title and aliases above headings and tags, those above text; whole words above prefixes, prefixes above pieces.
const TITLE: Score = 6.0;
const HEADINGS: Score = 2.5;
const TAGS: Score = 2.5;
const TITLE_PREFIX: Score = 1.0;
const PREFIX: Score = 0.3;
const PIECE: Score = 0.1;
/// How much the lesser of two places that match still adds.
const TIE: Score = 0.3;

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
    /// By score, best first; files of one score in no order yet.
    found: Vec<(Score, usize, DocAddress)>,
    /// Whether a note or canvas among them is certain to match.
    pub proven: bool,
}

impl Reader {
    /// Finds every file that has what a query needs. With `attachments`, also those that are known by name only; with
    /// `plain`, the needs are without diacritics and so is what they are compared with.
    pub fn find(&self, narrowing: &Narrowing, attachments: bool, plain: bool) -> Result<Matches<'_>> {
        let mut found = Vec::new();
        let mut proven = narrowing.proves;
        for (position, layer) in self.layers.iter().enumerate() {
            let mut translation = Translation { fields: &self.fields, layer, plain, lossy: false };
            let query = translation.query(&narrowing.need).map_err(index_error("search", &self.place))?;
            proven &= !translation.lossy;
            let mut clauses = vec![(Occur::Must, query)];
            if !attachments {
                let read = TermQuery::new(Term::from_field_text(self.fields.kind, READ), IndexRecordOption::Basic);
                clauses.push((Occur::Must, Box::new(ConstScoreQuery::new(Box::new(read), 0.0))));
            }
            let files = layer.searcher.search(&BooleanQuery::new(clauses), &Everyone);
            for (score, address) in files.map_err(index_error("search", &self.place))? {
                found.push((score, position, address));
            }
        }
        let mut matches = Matches { reader: self, found, proven };
        matches.leave_out_hidden()?;
        matches.found.sort_unstable_by(|left, right| right.0.total_cmp(&left.0));
        Ok(matches)
    }
}

impl Matches<'_> {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.found.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// The files by score, best first; those of one score by path.
    pub fn best_first(&self) -> impl Iterator<Item = Result<Hit>> {
        self.found.chunk_by(|left, right| left.0 == right.0).flat_map(|equals| {
            let mut hits: Vec<Result<Hit>> = equals.iter().map(|found| self.hit(found)).collect();
            hits.sort_by(|left, right| match (left, right) {
                (Ok(left), Ok(right)) => left.record.path.cmp(&right.record.path),
                (left, right) => left.is_ok().cmp(&right.is_ok()),
            });
            hits
        })
    }

    fn hit(&self, (score, layer, address): &(Score, usize, DocAddress)) -> Result<Hit> {
        let (_, facts) = self.reader.layers[*layer].segment(address.segment_ord);
        let record = record::record(facts.part(address.doc_id, 0)).map_err(index_error("read", &self.reader.place))?;
        Ok(Hit { record, score: *score })
    }

    fn leave_out_hidden(&mut self) -> Result<()> {
        if self.reader.layers.iter().all(|layer| layer.hidden.is_empty()) {
            return Ok(());
        }
        let mut kept = Vec::new();
        for found in std::mem::take(&mut self.found) {
            if !self.reader.layers[found.1].hidden.contains(&self.hit(&found)?.record.path) {
                kept.push(found);
            }
        }
        self.found = kept;
        Ok(())
    }
}

/// Turns needs into queries of one layer.
struct Translation<'a> {
    fields: &'a Fields,
    layer: &'a Layer,
    /// Whether words are compared without their diacritics.
    plain: bool,
    /// Whether something was narrowed less than it was needed.
    lossy: bool,
}

impl Translation<'_> {
    fn query(&mut self, need: &Need) -> tantivy::Result<Box<dyn Query>> {
        Ok(match need {
            Need::All => Box::new(ConstScoreQuery::new(Box::new(AllQuery), 0.0)),
            Need::And(needs) => {
                let mut clauses = Vec::new();
                for need in needs {
                    match need {
                        Need::Not(need) => clauses.extend(self.negation(need)?.map(|query| (Occur::MustNot, query))),
                        need => clauses.push((Occur::Must, self.query(need)?)),
                    }
                }
                // A query of negations alone would find nothing.
                clauses.push((Occur::Must, self.query(&Need::All)?));
                Box::new(BooleanQuery::new(clauses))
            }
            Need::Or(needs) => {
                let queries = needs.iter().map(|need| self.query(need)).collect::<tantivy::Result<Vec<_>>>()?;
                Box::new(DisjunctionMaxQuery::with_tie_breaker(queries, TIE))
            }
            Need::Not(_) => self.query(&Need::And(vec![need.clone()]))?,
            Need::Text(piece) => self.piece(self.fields.text, piece)?,
            Need::Path(piece) => self.piece(self.fields.path_words, piece)?,
            Need::Tag(_) if self.plain => {
                self.lossy = true;
                self.query(&Need::All)?
            }
            Need::Tag(tag) => self.term(self.fields.tag, tag),
            Need::Prop(name) => self.term(self.fields.property, name),
        })
    }

    /// What must not be there; `None` where that was narrowed less than needed, and so would take too much away.
    fn negation(&mut self, need: &Need) -> tantivy::Result<Option<Box<dyn Query>>> {
        let mut inner = Translation { fields: self.fields, layer: self.layer, plain: self.plain, lossy: false };
        let query = inner.query(need)?;
        self.lossy |= inner.lossy;
        Ok((!inner.lossy).then_some(query))
    }

    fn term(&self, field: Field, term: &str) -> Box<dyn Query> {
        let query = TermQuery::new(Term::from_field_text(field, term), IndexRecordOption::Basic);
        Box::new(ConstScoreQuery::new(Box::new(query), 1.0))
    }

    /// Files with a word that holds the piece; the better, the more of a word the piece is and the more it stands out.
    fn piece(&mut self, field: Field, piece: &Piece) -> tantivy::Result<Box<dyn Query>> {
        let Some(holding) = self.any_word(field, piece, PIECE)? else {
            self.lossy = true;
            return self.query(&Need::All);
        };
        if holding.words.is_empty() {
            return Ok(Box::new(EmptyQuery));
        }
        let fields = self.fields;
        let whole = |field: Field, boost: Score| -> (Occur, Box<dyn Query>) {
            let query = TermQuery::new(Term::from_field_text(field, &piece.run), IndexRecordOption::WithFreqs);
            (Occur::Should, Box::new(BoostQuery::new(Box::new(query), boost)))
        };
        let mut clauses: Vec<(Occur, Box<dyn Query>)> = vec![
            (Occur::Must, Box::new(holding)),
            whole(field, 1.0),
            whole(fields.title, TITLE),
            whole(fields.headings, HEADINGS),
            whole(fields.tag_words, TAGS),
        ];
        if piece.right_open {
            let prefix = Piece { left_open: false, ..piece.clone() };
            clauses.extend(
                self.any_word(field, &prefix, PREFIX)?.map(|query| (Occur::Should, Box::new(query) as Box<dyn Query>)),
            );
            let title = self.any_word(fields.title, &prefix, TITLE_PREFIX)?;
            clauses.extend(title.map(|query| (Occur::Should, Box::new(query) as Box<dyn Query>)));
        }
        Ok(Box::new(BooleanQuery::new(clauses)))
    }

    /// The words of a field that hold the piece; `None` when they are too many.
    fn any_word(&self, field: Field, piece: &Piece, score: Score) -> tantivy::Result<Option<AnyWord>> {
        let mut words = HashMap::new();
        for segment in self.layer.searcher.segment_readers() {
            let vocabulary = Vocabulary::open(segment, &self.fields.with_vocabulary(), field)?;
            let found = match self.plain {
                false => vocabulary.words_with(piece, MANY_WORDS),
                true => Some(vocabulary.words().filter(|word| piece.is_in(&bare(word))).map(str::as_bytes).collect()),
            };
            let Some(found) = found else { return Ok(None) };
            let dictionary = segment.inverted_index(field)?;
            let mut lists = Vec::with_capacity(found.len());
            for word in found {
                lists.extend(dictionary.terms().get(word)?);
            }
            if !lists.is_empty() {
                words.insert(segment.segment_id(), lists);
            }
        }
        Ok(Some(AnyWord { field, words: Arc::new(words), score }))
    }
}

/// Collects every file with its score.
struct Everyone;

struct EveryoneOfSegment {
    segment: u32,
    found: Vec<(Score, DocAddress)>,
}

impl Collector for Everyone {
    type Fruit = Vec<(Score, DocAddress)>;
    type Child = EveryoneOfSegment;

    fn for_segment(&self, segment: u32, _reader: &SegmentReader) -> tantivy::Result<EveryoneOfSegment> {
        Ok(EveryoneOfSegment { segment, found: Vec::new() })
    }

    fn requires_scoring(&self) -> bool {
        true
    }

    fn merge_fruits(&self, fruits: Vec<Vec<(Score, DocAddress)>>) -> tantivy::Result<Vec<(Score, DocAddress)>> {
        Ok(fruits.into_iter().flatten().collect())
    }
}

impl SegmentCollector for EveryoneOfSegment {
    type Fruit = Vec<(Score, DocAddress)>;

    fn collect(&mut self, doc: DocId, score: Score) {
        self.found.push((score, DocAddress::new(self.segment, doc)));
    }

    fn harvest(self) -> Vec<(Score, DocAddress)> {
        self.found
    }
}
