//! Evaluates an index query on a segment: first the set of all documents that fulfill it, then the score of each of
//! them.

use std::collections::HashMap;
use std::rc::Rc;

use tantivy::query::{EnableScoring, PhraseQuery, Query, TermQuery, Weight};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, SegmentReader, TERMINATED, TantivyError, Term};
use vaultdex_query::search::{IndexQuery, TermPattern, fold_diacritics};

use super::doc_set::DocBitSet;
use super::postings::PostingsReader;
use super::read::Layer;
use super::schema::{Fields, KNOWN_BY_NAME};
use super::scored_docs::{Score, ScorePart, ScoredDocs};
use super::vocabulary::{Documents, Vocabulary, Word};

/// A pattern that occurs in more distinct words than this is not looked up: reading that many posting lists costs more
/// than the narrowing saves.
const MAX_WORDS: usize = 20_000;

// Title and aliases rank above headings and tags, and those above text; whole words above prefixes, and prefixes above
// other parts of words (docs/spec/search.md#ranking). The weight of each field is multiplied by the rarity of the word
// in the text of all notes, and BM25 scores a whole word of the text with at most 2.2 times its rarity. So each field
// outweighs all lower ones together, however often the word occurs there and however common it is in that field.
/// For a file whose title, alias or file name equals the query: more than everything else together.
const NAME: f32 = 1_000.0;
const TITLE: f32 = 4.0;
/// BM25 of the title: among titles with the same word, the shorter one wins.
const TITLE_LENGTH: f32 = 0.3;
const TITLE_PREFIX: f32 = 6.0;
const HEADING_OR_TAG: f32 = 2.5;
const PATH: f32 = 1.0;
const PREFIX: f32 = 0.3;
const SUBSTRING: f32 = 0.1;
/// The lower bound of a word's rarity, so that fields still differ for a word that occurs in every note.
const MIN_RARITY: f32 = 0.5;

/// How the index is searched, apart from the query itself.
#[derive(Debug, Clone, Copy, Default)]
pub struct FindOptions<'a> {
    /// Files with this name rank first.
    pub name: Option<&'a str>,
    /// Whether to find files that are known by name only as well. None of them is certain.
    pub attachments: bool,
    /// Whether the files are to be scored.
    pub ranked: bool,
    /// Whether tokens are compared without diacritics; the query is without them then.
    pub ignore_diacritics: bool,
}

/// A query that is evaluated on every segment of a layer.
pub struct CandidateQuery<'a> {
    fields: &'a Fields,
    layer: &'a Layer,
    condition: &'a IndexQuery,
    options: FindOptions<'a>,
    weights: HashMap<&'a str, WordWeights>,
}

/// How a whole word is scored in a layer.
struct WordWeights {
    rarity: f32,
    text: Box<dyn Weight>,
    title: Box<dyn Weight>,
}

/// The candidates of one segment.
pub struct Candidates {
    /// The live documents that may fulfill the query, in ascending order.
    pub docs: Vec<Candidate>,
    /// Whether a condition could not be evaluated, so that fewer documents are certain than there should be.
    pub is_inexact: bool,
}

/// A document that may fulfill the query.
#[derive(Debug, Clone, Copy)]
pub struct Candidate {
    /// The document.
    pub doc: DocId,
    /// How relevant it is; 0 if that was not asked for.
    pub score: f32,
    /// Whether it certainly fulfills the query.
    pub is_certain: bool,
}

impl<'a> CandidateQuery<'a> {
    /// Prepares the evaluation of `condition` on the segments of a layer.
    ///
    /// # Errors
    ///
    /// Fails if the index cannot be read.
    pub fn new(
        fields: &'a Fields,
        layer: &'a Layer,
        condition: &'a IndexQuery,
        options: FindOptions<'a>,
    ) -> tantivy::Result<CandidateQuery<'a>> {
        let mut query = CandidateQuery { fields, layer, condition, options, weights: HashMap::new() };
        if options.ranked {
            query.add_weights(condition)?;
        }
        Ok(query)
    }

    /// Determines the weights of every word of the query once for all segments.
    fn add_weights(&mut self, condition: &'a IndexQuery) -> tantivy::Result<()> {
        match condition {
            IndexQuery::And(conditions) | IndexQuery::Or(conditions) => {
                conditions.iter().try_for_each(|condition| self.add_weights(condition))?
            }
            IndexQuery::Maybe(condition) => self.add_weights(condition)?,
            IndexQuery::Text(pattern) | IndexQuery::Path(pattern) if !self.weights.contains_key(&*pattern.text) => {
                let searcher = &self.layer.searcher;
                let weight = |field: Field| {
                    let term = Term::from_field_text(field, &pattern.text);
                    TermQuery::new(term, IndexRecordOption::WithFreqs)
                        .weight(EnableScoring::enabled_from_searcher(searcher))
                };
                // The inverse document frequency in the text of all notes, as in BM25.
                let with = searcher.doc_freq(&Term::from_field_text(self.fields.text, &pattern.text))? as f32;
                let without = searcher.num_docs() as f32 - with;
                let rarity = (1.0 + (without.max(0.0) + 0.5) / (with + 0.5)).ln().max(MIN_RARITY);
                let weights =
                    WordWeights { rarity, text: weight(self.fields.text)?, title: weight(self.fields.title)? };
                self.weights.insert(&pattern.text, weights);
            }
            // Negated conditions do not add to the score.
            _ => {}
        }
        Ok(())
    }

    /// Evaluates the query on one segment of the layer.
    ///
    /// # Errors
    ///
    /// Fails if the segment cannot be read.
    pub fn run(
        &self,
        reader: &SegmentReader,
        vocabularies: &HashMap<Field, Vocabulary>,
    ) -> tantivy::Result<Candidates> {
        let (by_pattern, by_term) = (HashMap::new(), HashMap::new());
        let mut segment = SegmentSearch { query: self, reader, vocabularies, by_pattern, by_term, is_inexact: false };
        let mut found = segment.evaluate(self.condition)?;
        let (mut docs, mut certain) = ((*found.docs).clone(), (*found.certain).clone());
        if !docs.is_empty() {
            let known_by_name = segment.docs_with_term(self.fields.kind, KNOWN_BY_NAME)?;
            certain.subtract(&known_by_name);
            if !self.options.attachments {
                docs.subtract(&known_by_name);
            }
        }
        let named = match self.options.name.filter(|_| self.options.ranked && !docs.is_empty()) {
            Some(name) => segment.docs_with_term(self.fields.names, name)?,
            None => segment.no_docs(),
        };
        let is_live = |doc: &DocId| !reader.is_deleted(*doc);
        let docs = docs.iter().filter(is_live).map(|doc| {
            let name = if named.contains(doc) { NAME } else { 0.0 };
            let score = if self.options.ranked { name + found.score(doc) } else { 0.0 };
            Candidate { doc, score, is_certain: certain.contains(doc) }
        });
        Ok(Candidates { docs: docs.collect(), is_inexact: segment.is_inexact })
    }
}

/// The evaluation of a query on one segment.
struct SegmentSearch<'a> {
    query: &'a CandidateQuery<'a>,
    reader: &'a SegmentReader,
    vocabularies: &'a HashMap<Field, Vocabulary>,
    /// Earlier results, as the same pattern is looked up in the same field more than once.
    by_pattern: HashMap<(Field, &'a TermPattern), Option<PatternDocs>>,
    by_term: HashMap<(Field, &'a str), Rc<DocBitSet>>,
    /// Whether a condition could not be evaluated exactly.
    is_inexact: bool,
}

/// The documents with a word that matches a pattern.
#[derive(Clone)]
struct PatternDocs {
    all: Rc<DocBitSet>,
    /// Those with a word that begins with the pattern's text.
    with_prefix: Rc<DocBitSet>,
}

impl<'a> SegmentSearch<'a> {
    fn no_docs(&self) -> Rc<DocBitSet> {
        Rc::new(DocBitSet::empty(self.reader.max_doc()))
    }

    fn all_docs(&self) -> Rc<DocBitSet> {
        Rc::new(DocBitSet::full(self.reader.max_doc()))
    }

    /// Returns all documents for a condition that cannot be evaluated.
    fn undecided(&mut self) -> ScoredDocs {
        self.is_inexact = true;
        ScoredDocs { docs: self.all_docs(), certain: self.no_docs(), score: Score::Constant(0.0) }
    }

    fn evaluate(&mut self, condition: &'a IndexQuery) -> tantivy::Result<ScoredDocs> {
        let fields = self.query.fields;
        let certain = |docs, score| ScoredDocs::certain(docs, Score::Constant(score));
        Ok(match condition {
            IndexQuery::All => certain(self.all_docs(), 0.0),
            IndexQuery::And(conditions) => self.conjunction(conditions)?,
            IndexQuery::Or(conditions) => self.disjunction(conditions)?,
            IndexQuery::Not(condition) => {
                let found = self.evaluate(condition)?;
                let without = |excluded: &DocBitSet| {
                    let mut docs = DocBitSet::full(self.reader.max_doc());
                    docs.subtract(excluded);
                    Rc::new(docs)
                };
                // Only what certainly fulfills the operand certainly does not fulfill this.
                let (docs, certain) = (without(&found.certain), without(&found.docs));
                ScoredDocs { docs, certain, score: Score::Constant(0.0) }
            }
            IndexQuery::Maybe(condition) => ScoredDocs { certain: self.no_docs(), ..self.evaluate(condition)? },
            IndexQuery::Text(pattern) => self.pattern(fields.text, pattern)?,
            IndexQuery::Path(pattern) => self.pattern(fields.path_words, pattern)?,
            IndexQuery::Phrase(words) => certain(self.docs_with_phrase(words)?, 0.0),
            IndexQuery::Tag(_) if self.query.options.ignore_diacritics => self.undecided(),
            IndexQuery::Tag(tag) => certain(self.docs_with_term(fields.tag, tag)?, 1.0),
            IndexQuery::Property(name) => certain(self.docs_with_term(fields.property, name)?, 1.0),
        })
    }

    fn conjunction(&mut self, conditions: &'a [IndexQuery]) -> tantivy::Result<ScoredDocs> {
        let mut docs = DocBitSet::full(self.reader.max_doc());
        let mut certain = docs.clone();
        let mut all = Vec::new();
        for condition in conditions {
            let found = self.evaluate(condition)?;
            docs.intersect(&found.docs);
            certain.intersect(&found.certain);
            if docs.is_empty() {
                return Ok(ScoredDocs::certain(Rc::new(docs), Score::Constant(0.0)));
            }
            if !matches!(found.score, Score::Constant(0.0)) {
                all.push(found);
            }
        }
        Ok(ScoredDocs { docs: Rc::new(docs), certain: Rc::new(certain), score: Score::Sum(all) })
    }

    fn disjunction(&mut self, conditions: &'a [IndexQuery]) -> tantivy::Result<ScoredDocs> {
        let mut docs = DocBitSet::empty(self.reader.max_doc());
        let mut certain = docs.clone();
        let mut any = Vec::new();
        for condition in conditions {
            let found = self.evaluate(condition)?;
            docs.unite(&found.docs);
            certain.unite(&found.certain);
            any.push(found);
        }
        Ok(ScoredDocs { docs: Rc::new(docs), certain: Rc::new(certain), score: Score::DisjunctionMax(any) })
    }

    /// Evaluates a pattern: documents with a matching word, scored by how much of the word matches and by the fields in
    /// which it occurs.
    fn pattern(&mut self, field: Field, pattern: &'a TermPattern) -> tantivy::Result<ScoredDocs> {
        let Some(matching) = self.docs_with_pattern(field, pattern)? else { return Ok(self.undecided()) };
        // Negated patterns have no weights.
        let Some(weights) = self.query.weights.get(&*pattern.text).filter(|_| !matching.all.is_empty()) else {
            return Ok(ScoredDocs::certain(matching.all, Score::Constant(0.0)));
        };
        let (fields, text) = (self.query.fields, &*pattern.text);
        let mut in_heading_or_tag = (*self.docs_with_term(fields.headings, text)?).clone();
        in_heading_or_tag.unite(&*self.docs_with_term(fields.tag_words, text)?);
        let whole_word = match field == fields.text {
            true => ScorePart::Ranked(weights.text.scorer(self.reader, 1.0)?),
            false => ScorePart::Constant(self.docs_with_term(field, text)?, PATH * weights.rarity),
        };
        let mut parts = vec![
            ScorePart::Constant(Rc::clone(&matching.all), SUBSTRING),
            whole_word,
            ScorePart::Constant(self.docs_with_term(fields.title, text)?, TITLE * weights.rarity),
            ScorePart::Ranked(weights.title.scorer(self.reader, TITLE_LENGTH)?),
            ScorePart::Constant(Rc::new(in_heading_or_tag), HEADING_OR_TAG * weights.rarity),
        ];
        for (field, score) in [(field, PREFIX), (fields.title, TITLE_PREFIX * weights.rarity)] {
            parts.extend(self.docs_with_prefix(field, pattern)?.map(|docs| ScorePart::Constant(docs, score)));
        }
        Ok(ScoredDocs::certain(matching.all, Score::Parts(parts)))
    }

    /// Returns the documents with a word that begins with the pattern's text, or equals it if the pattern is not open
    /// to the right; `None` if there are too many such words.
    fn docs_with_prefix(&mut self, field: Field, pattern: &'a TermPattern) -> tantivy::Result<Option<Rc<DocBitSet>>> {
        if !pattern.open_end {
            return Ok(Some(self.docs_with_term(field, &pattern.text)?));
        }
        Ok(self.docs_with_pattern(field, pattern)?.map(|matching| matching.with_prefix))
    }

    /// Returns the documents with a word of the field that matches the pattern; `None` if there are too many such
    /// words.
    fn docs_with_pattern(&mut self, field: Field, pattern: &'a TermPattern) -> tantivy::Result<Option<PatternDocs>> {
        if let Some(cached) = self.by_pattern.get(&(field, pattern)) {
            return Ok(cached.clone());
        }
        let matching = match field == self.query.fields.title {
            // Only prefixes count in titles, and those are adjacent in the vocabulary.
            true => self.look_up_pattern(field, &TermPattern { open_start: false, ..pattern.clone() })?,
            false => self.look_up_pattern(field, pattern)?,
        };
        self.by_pattern.insert((field, pattern), matching.clone());
        Ok(matching)
    }

    fn look_up_pattern(&self, field: Field, pattern: &TermPattern) -> tantivy::Result<Option<PatternDocs>> {
        let (vocabulary, ignore_diacritics) = (&self.vocabularies[&field], self.query.options.ignore_diacritics);
        let matches = |word: &Word| str::from_utf8(word.text).is_ok_and(|word| pattern.matches(&fold_diacritics(word)));
        let words: Option<Vec<Word>> = match ignore_diacritics {
            false => vocabulary.words_with(pattern, MAX_WORDS),
            true => Some(vocabulary.entries().filter(matches).collect()),
        };
        let Some(words) = words else { return Ok(None) };
        let index = self.reader.inverted_index(field)?;
        let damaged = || TantivyError::InternalError("the vocabulary file is damaged".to_owned());
        let size = self.reader.max_doc();
        let (mut all, mut with_prefix) = (DocBitSet::empty(size), DocBitSet::empty(size));
        let mut reader = PostingsReader::new(&index);
        for Word { text, documents, postings } in words {
            let is_prefix = match (ignore_diacritics, str::from_utf8(text)) {
                (true, Ok(word)) => fold_diacritics(word).starts_with(&pattern.text),
                _ => text.starts_with(pattern.text.as_bytes()),
            };
            let mut add = |doc: DocId| {
                all.insert(doc);
                if is_prefix {
                    with_prefix.insert(doc);
                }
            };
            match documents {
                Documents::Inline(docs) if docs.iter().flatten().any(|doc| *doc >= size) => return Err(damaged()),
                Documents::Inline(docs) => docs.into_iter().flatten().for_each(add),
                Documents::Postings => {
                    let block = reader.open(&postings)?;
                    while !block.docs().is_empty() {
                        block.docs().iter().for_each(|doc| add(*doc));
                        block.advance();
                    }
                }
            }
        }
        Ok(Some(PatternDocs { all: Rc::new(all), with_prefix: Rc::new(with_prefix) }))
    }

    /// Returns the documents that have a term in a field.
    fn docs_with_term(&mut self, field: Field, term: &'a str) -> tantivy::Result<Rc<DocBitSet>> {
        if let Some(docs) = self.by_term.get(&(field, term)) {
            return Ok(Rc::clone(docs));
        }
        let index = self.reader.inverted_index(field)?;
        let mut docs = DocBitSet::empty(self.reader.max_doc());
        if let Some(mut block) =
            index.read_block_postings(&Term::from_field_text(field, term), IndexRecordOption::Basic)?
        {
            while !block.docs().is_empty() {
                block.docs().iter().for_each(|doc| docs.insert(*doc));
                block.advance();
            }
        }
        let docs = Rc::new(docs);
        self.by_term.insert((field, term), Rc::clone(&docs));
        Ok(docs)
    }

    /// Returns the documents whose text contains these words in a row.
    fn docs_with_phrase(&self, words: &[String]) -> tantivy::Result<Rc<DocBitSet>> {
        let field = self.query.fields.text;
        let terms = words.iter().map(|word| Term::from_field_text(field, word)).collect();
        let scoring = EnableScoring::disabled_from_searcher(&self.query.layer.searcher);
        let mut scorer = PhraseQuery::new(terms).weight(scoring)?.scorer(self.reader, 1.0)?;
        let mut docs = DocBitSet::empty(self.reader.max_doc());
        while scorer.doc() != TERMINATED {
            docs.insert(scorer.doc());
            scorer.advance();
        }
        Ok(Rc::new(docs))
    }
}
