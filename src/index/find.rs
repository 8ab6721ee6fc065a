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
use super::record::{self, Record, Section};
use super::schema::{Fields, READ};
use super::words::AnyWord;
use crate::error::Result;
use crate::query::search::{Narrowing, Need, Piece, bare};

/// Above so many different words a piece of a word narrows too little to be worth their lists.
const MANY_WORDS: usize = 20_000;

// Title and aliases above headings and tags, those above text; whole words above prefixes, prefixes above pieces
// (spec/search.md, result). A word's place counts by how rare the word is in the text of all notes, and BM25 gives a
// whole word of the text at most 2.2 times its rarity: so each place is worth more than all places below it together,
// however often the word stands there and however common it is in that place.
/// A file whose title, alias or file name is what the query says comes before all others.
const NAME: Score = 1_000.0;
const TITLE: Score = 4.0;
/// Of two titles that hold a word the shorter is the better.
const TITLE_LENGTH: Score = 0.3;
const TITLE_PREFIX: Score = 6.0;
const MARKED: Score = 2.5;
const PATH: Score = 1.0;
const PREFIX: Score = 0.3;
const PIECE: Score = 0.1;
/// A word that stands in every note still counts for its place.
const LEAST_RARITY: Score = 0.5;
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
            let mut translation = Translation { fields: &self.fields, layer, plain, lossy: false };
            let query = translation.query(&narrowing.need).map_err(index_error("search", &self.place))?;
            proven &= !translation.lossy;
            let mut clauses = vec![(Occur::Must, query)];
            if !attachments {
                let read = TermQuery::new(Term::from_field_text(self.fields.kind, READ), IndexRecordOption::Basic);
                clauses.push((Occur::Must, Box::new(ConstScoreQuery::new(Box::new(read), 0.0))));
            }
            if let Some(name) = name {
                clauses.push((Occur::Should, translation.constant(self.fields.names, name, NAME)));
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
        let facts = self.reader.layers[*layer].facts(address.segment_ord);
        let record = record::record(facts.section(address.doc_id, Section::Record))
            .map_err(index_error("read", &self.reader.place))?;
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
            Need::Tag(tag) => self.constant(self.fields.tag, tag, 1.0),
            Need::Prop(name) => self.constant(self.fields.property, name, 1.0),
        })
    }

    /// What must not be there; `None` where that was narrowed less than needed, and so would take too much away.
    fn negation(&mut self, need: &Need) -> tantivy::Result<Option<Box<dyn Query>>> {
        let mut inner = Translation { fields: self.fields, layer: self.layer, plain: self.plain, lossy: false };
        let query = inner.query(need)?;
        self.lossy |= inner.lossy;
        Ok((!inner.lossy).then_some(query))
    }

    /// Files that have a term, all with the same score.
    fn constant(&self, field: Field, term: &str, score: Score) -> Box<dyn Query> {
        let query = TermQuery::new(Term::from_field_text(field, term), IndexRecordOption::Basic);
        Box::new(ConstScoreQuery::new(Box::new(query), score))
    }

    /// Files that have a term, by BM25.
    fn ranked(&self, field: Field, term: &str, boost: Score) -> Box<dyn Query> {
        let query = TermQuery::new(Term::from_field_text(field, term), IndexRecordOption::WithFreqs);
        Box::new(BoostQuery::new(Box::new(query), boost))
    }

    /// How rare a word is in the text of all notes, as BM25 counts it.
    fn rarity(&self, word: &str) -> tantivy::Result<Score> {
        let searcher = &self.layer.searcher;
        let with = searcher.doc_freq(&Term::from_field_text(self.fields.text, word))? as Score;
        let without = searcher.num_docs() as Score - with;
        Ok((1.0 + (without.max(0.0) + 0.5) / (with + 0.5)).ln().max(LEAST_RARITY))
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
        let (fields, run) = (self.fields, piece.run.as_str());
        let rarity = self.rarity(run)?;
        let marked = [fields.headings, fields.tag_words].map(|field| self.constant(field, run, MARKED * rarity));
        let whole = match field == fields.text {
            true => self.ranked(field, run, 1.0),
            false => self.constant(field, run, PATH * rarity),
        };
        let mut clauses: Vec<(Occur, Box<dyn Query>)> = vec![
            (Occur::Must, Box::new(holding)),
            (Occur::Should, whole),
            (Occur::Should, self.constant(fields.title, run, TITLE * rarity)),
            (Occur::Should, self.ranked(fields.title, run, TITLE_LENGTH)),
            (Occur::Should, Box::new(DisjunctionMaxQuery::new(marked.into()))),
        ];
        for (field, score) in [(field, PREFIX), (fields.title, TITLE_PREFIX * rarity)] {
            clauses.extend(self.starting(field, piece, score)?.map(|query| (Occur::Should, query)));
        }
        Ok(Box::new(BooleanQuery::new(clauses)))
    }

    /// Files with a word that begins with the piece, or is it where nothing may follow; `None` when the words are too
    /// many.
    fn starting(&self, field: Field, piece: &Piece, score: Score) -> tantivy::Result<Option<Box<dyn Query>>> {
        if !piece.right_open {
            return Ok(Some(self.constant(field, &piece.run, score)));
        }
        let prefix = Piece { left_open: false, ..piece.clone() };
        Ok(self.any_word(field, &prefix, score)?.map(|query| Box::new(query) as Box<dyn Query>))
    }

    /// The words of a field that hold the piece; `None` when they are too many.
    fn any_word(&self, field: Field, piece: &Piece, score: Score) -> tantivy::Result<Option<AnyWord>> {
        let mut words = HashMap::new();
        for (segment, (_, vocabularies)) in self.layer.searcher.segment_readers().iter().zip(&self.layer.segments) {
            let vocabulary = &vocabularies[&field];
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
