//! From what a query needs to the files that have it, best first. What the index can't tell is left to the note's text.

use std::cmp::Ordering;
use std::collections::binary_heap::PeekMut;
use std::collections::{BinaryHeap, HashMap, VecDeque};
use std::sync::Arc;

use rayon::prelude::*;
use tantivy::postings::TermInfo;
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, DisjunctionMaxQuery, EmptyQuery, EnableScoring, Occur,
    PhraseQuery, Query, TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Score, SegmentReader, Term};

use super::index_error;
use super::read::{Entry, Layer, Reader};
use super::record::Record;
use super::schema::{Fields, KNOWN_BY_NAME};
use super::vocabulary::Vocabulary;
use super::words::{AnyWord, Lists};
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
            let mut translation =
                Translation { fields: &self.fields, layer, plain, lossy: false, held: HashMap::new() };
            let query = translation.query(&narrowing.need).map_err(index_error("search", &self.place))?;
            proven &= !translation.lossy;
            let mut clauses = vec![(Occur::Must, query)];
            if !attachments {
                clauses.push((Occur::MustNot, translation.constant(self.fields.kind, KNOWN_BY_NAME, 0.0)));
            }
            if let Some(name) = name {
                clauses.push((Occur::Should, translation.constant(self.fields.names, name, NAME)));
            }
            let files = layer.candidates(position, &BooleanQuery::new(clauses));
            found.extend(files.map_err(index_error("search", &self.place))?);
        }
        if self.is_laid_over() {
            found.retain(|candidate| !matches!(self.shown(candidate.entry), Ok(None)));
        }
        Ok(Matches { reader: self, found: found.into(), proven })
    }
}

impl Layer {
    /// Every living file that a query finds, segment by segment on all threads.
    fn candidates(&self, layer: usize, query: &dyn Query) -> tantivy::Result<Vec<Candidate>> {
        let weight = query.weight(EnableScoring::enabled_from_searcher(&self.searcher))?;
        let of_segment = |(segment, reader): (usize, &SegmentReader)| {
            let mut found = Vec::new();
            weight.for_each(reader, &mut |doc, score| {
                if !reader.is_deleted(doc) {
                    found.push(Candidate { score, entry: Entry::new(layer, segment, doc) });
                }
            })?;
            Ok(found)
        };
        let segments = self.searcher.segment_readers().par_iter().enumerate().map(of_segment);
        Ok(segments.collect::<tantivy::Result<Vec<_>>>()?.concat())
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

/// Turns needs into queries of one layer.
struct Translation<'a> {
    fields: &'a Fields,
    layer: &'a Layer,
    /// Whether words are compared without their diacritics.
    plain: bool,
    /// Whether something was narrowed less than it was needed.
    lossy: bool,
    /// What was looked up before, for a piece is looked for in the same field more than once.
    held: HashMap<(Field, Piece), Option<Held>>,
}

/// The words of a field that hold a piece.
#[derive(Clone)]
struct Held {
    all: Arc<Lists>,
    /// Those that begin with it.
    starting: Arc<Lists>,
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
                if clauses.iter().all(|(occur, _)| *occur == Occur::MustNot) {
                    clauses.push((Occur::Must, self.query(&Need::All)?));
                }
                Box::new(BooleanQuery::new(clauses))
            }
            Need::Or(needs) => {
                let queries = needs.iter().map(|need| self.query(need)).collect::<tantivy::Result<Vec<_>>>()?;
                Box::new(DisjunctionMaxQuery::with_tie_breaker(queries, TIE))
            }
            Need::Not(_) => self.query(&Need::And(vec![need.clone()]))?,
            Need::Text(piece) => self.piece(self.fields.text, piece)?,
            Need::Path(piece) => self.piece(self.fields.path_words, piece)?,
            Need::Sequence(words) => {
                let terms = words.iter().map(|word| Term::from_field_text(self.fields.text, word)).collect();
                Box::new(ConstScoreQuery::new(Box::new(PhraseQuery::new(terms)), 0.0))
            }
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
        let before = std::mem::replace(&mut self.lossy, false);
        let query = self.query(need)?;
        let is_narrow = !self.lossy;
        self.lossy |= before;
        Ok(is_narrow.then_some(query))
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
        let Some(held) = self.held(field, piece)? else {
            self.lossy = true;
            return self.query(&Need::All);
        };
        if held.all.is_empty() {
            return Ok(Box::new(EmptyQuery));
        }
        let holding = AnyWord { field, words: held.all, score: PIECE };
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
    fn starting(&mut self, field: Field, piece: &Piece, score: Score) -> tantivy::Result<Option<Box<dyn Query>>> {
        if !piece.right_open {
            return Ok(Some(self.constant(field, &piece.run, score)));
        }
        let held = self.held(field, piece)?;
        Ok(held.map(|held| Box::new(AnyWord { field, words: held.starting, score }) as Box<dyn Query>))
    }

    /// The words of a field that hold the piece; `None` when they are too many.
    fn held(&mut self, field: Field, piece: &Piece) -> tantivy::Result<Option<Held>> {
        let key = (field, piece.clone());
        if let Some(held) = self.held.get(&key) {
            return Ok(held.clone());
        }
        let segments = self.layer.searcher.segment_readers().par_iter().zip(&self.layer.segments);
        let looked = segments.map(|(segment, (_, vocabularies))| {
            let lists = lists(segment, field, &vocabularies[&field], piece, self.plain)?;
            Ok(lists.map(|lists| (segment.segment_id(), lists)))
        });
        let looked: Vec<_> = looked.collect::<tantivy::Result<_>>()?;
        let looked: Option<Vec<_>> = looked.into_iter().collect();
        let held = looked.map(|segments| {
            let (mut all, mut starting) = (Lists::new(), Lists::new());
            for (segment, words) in segments.into_iter().filter(|(_, words)| !words.is_empty()) {
                let beginning = words.iter().filter(|(_, begins)| *begins).map(|(list, _)| list.clone()).collect();
                starting.insert(segment, beginning);
                all.insert(segment, words.into_iter().map(|(list, _)| list).collect());
            }
            Held { all: Arc::new(all), starting: Arc::new(starting) }
        });
        self.held.insert(key, held.clone());
        Ok(held)
    }
}

/// Where the files of each word of a segment are listed that holds a piece, and whether it begins with it.
fn lists(
    segment: &SegmentReader,
    field: Field,
    vocabulary: &Vocabulary,
    piece: &Piece,
    plain: bool,
) -> tantivy::Result<Option<Vec<(TermInfo, bool)>>> {
    let found: Option<Vec<&[u8]>> = match plain {
        false => vocabulary.words_with(piece, MANY_WORDS),
        true => Some(vocabulary.words().filter(|word| piece.is_in(&bare(word))).map(str::as_bytes).collect()),
    };
    let Some(found) = found else { return Ok(None) };
    let dictionary = segment.inverted_index(field)?;
    let mut lists = Vec::with_capacity(found.len());
    for word in found {
        let begins = match (plain, str::from_utf8(word)) {
            (true, Ok(word)) => bare(word).starts_with(&piece.run),
            _ => word.starts_with(piece.run.as_bytes()),
        };
        lists.extend(dictionary.terms().get(word)?.map(|list| (list, begins)));
    }
    Ok(Some(lists))
}
