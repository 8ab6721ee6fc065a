//! From what a query needs to the documents of a segment that have it, and what each of them is worth. Which documents
//! those are is told first, for all of them together; what they are worth, only of those that are left.

use std::collections::HashMap;
use std::rc::Rc;

use tantivy::query::{EnableScoring, PhraseQuery, Query, Scorer, TermQuery, Weight};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED, TantivyError, Term};
use vaultdex_query::search::{Need, Piece, bare};

use super::doc_set::Docs;
use super::postings::Lists;
use super::read::Layer;
use super::schema::{Fields, KNOWN_BY_NAME};
use super::vocabulary::{Documents, Vocabulary, Word};

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

/// What is asked of every segment of a layer.
pub struct Question<'a> {
    fields: &'a Fields,
    layer: &'a Layer,
    need: &'a Need,
    /// Files that are called so come first.
    name: Option<&'a str>,
    /// Whether files that are known by name only count too.
    attachments: bool,
    /// Whether words are compared without their diacritics.
    plain: bool,
    weights: HashMap<&'a str, Weights>,
}

/// What a whole word is worth in a layer.
struct Weights {
    rarity: Score,
    text: Box<dyn Weight>,
    title: Box<dyn Weight>,
}

/// What a segment answers.
pub struct Answer {
    /// The living documents that have what is needed, in order, with what each is worth.
    pub docs: Vec<(DocId, Score)>,
    /// Whether it was narrowed less than was needed.
    pub lossy: bool,
}

impl<'a> Question<'a> {
    /// Asks for the files that have what is `need`ed.
    pub fn new(
        fields: &'a Fields,
        layer: &'a Layer,
        need: &'a Need,
        name: Option<&'a str>,
        attachments: bool,
        plain: bool,
    ) -> tantivy::Result<Question<'a>> {
        let mut question = Question { fields, layer, need, name, attachments, plain, weights: HashMap::new() };
        question.weigh(need)?;
        Ok(question)
    }

    /// Weighs every word of a need once for all segments.
    fn weigh(&mut self, need: &'a Need) -> tantivy::Result<()> {
        match need {
            Need::And(needs) | Need::Or(needs) => needs.iter().try_for_each(|need| self.weigh(need))?,
            Need::Text(piece) | Need::Path(piece) if !self.weights.contains_key(&*piece.run) => {
                let searcher = &self.layer.searcher;
                let weight = |field: Field| {
                    let term = Term::from_field_text(field, &piece.run);
                    TermQuery::new(term, IndexRecordOption::WithFreqs)
                        .weight(EnableScoring::enabled_from_searcher(searcher))
                };
                // How rare the word is in the text of all notes, as BM25 counts it.
                let with = searcher.doc_freq(&Term::from_field_text(self.fields.text, &piece.run))? as Score;
                let without = searcher.num_docs() as Score - with;
                let rarity = (1.0 + (without.max(0.0) + 0.5) / (with + 0.5)).ln().max(LEAST_RARITY);
                let weights = Weights { rarity, text: weight(self.fields.text)?, title: weight(self.fields.title)? };
                self.weights.insert(&piece.run, weights);
            }
            // What must not be there is worth nothing.
            _ => {}
        }
        Ok(())
    }

    /// What one segment of the layer answers.
    pub fn ask(&self, reader: &SegmentReader, vocabularies: &HashMap<Field, Vocabulary>) -> tantivy::Result<Answer> {
        let (held, terms) = (HashMap::new(), HashMap::new());
        let mut segment = Segment { question: self, reader, vocabularies, held, terms, lossy: false };
        let mut found = segment.find(self.need)?;
        let mut left = (*found.docs).clone();
        if !self.attachments && !left.is_empty() {
            left.subtract(&*segment.with_term(self.fields.kind, KNOWN_BY_NAME)?);
        }
        let called = match self.name.filter(|_| !left.is_empty()) {
            Some(name) => segment.with_term(self.fields.names, name)?,
            None => segment.none(),
        };
        let is_living = |doc: &DocId| !reader.is_deleted(*doc);
        let docs = left.iter().filter(is_living).map(|doc| {
            let name = if called.contains(doc) { NAME } else { 0.0 };
            (doc, name + found.worth(doc))
        });
        Ok(Answer { docs: docs.collect(), lossy: segment.lossy })
    }
}

/// Documents that fulfil a need.
struct Found {
    docs: Rc<Docs>,
    worth: Worth,
}

/// What a document that fulfils a need is worth.
enum Worth {
    /// The same as every other.
    Same(Score),
    /// What all of these find it worth; each of them has it.
    Sum(Vec<Found>),
    /// What the best of those that have it finds it worth, and a little for the others.
    Best(Vec<Found>),
    /// What these parts add up to.
    Parts(Vec<Part>),
}

/// Something that adds to the worth of some documents.
enum Part {
    /// The same to each of them.
    Same(Rc<Docs>, Score),
    /// To each by BM25.
    Ranked(Box<dyn Scorer>),
}

impl Found {
    /// What a document that is among them is worth. Documents have to be asked for in order.
    fn worth(&mut self, doc: DocId) -> Score {
        match &mut self.worth {
            Worth::Same(score) => *score,
            Worth::Sum(all) => all.iter_mut().map(|found| found.worth(doc)).sum(),
            Worth::Best(any) => {
                let scores = any.iter_mut().filter(|found| found.docs.contains(doc)).map(|found| found.worth(doc));
                let (best, sum) = scores.fold((0.0, 0.0), |(best, sum): (Score, Score), it| (best.max(it), sum + it));
                best + (sum - best) * TIE
            }
            Worth::Parts(parts) => parts.iter_mut().map(|part| part.worth(doc)).sum(),
        }
    }
}

impl Part {
    fn worth(&mut self, doc: DocId) -> Score {
        match self {
            Part::Same(docs, score) if docs.contains(doc) => *score,
            Part::Same(..) => 0.0,
            Part::Ranked(scorer) => {
                let at = if scorer.doc() < doc { scorer.seek(doc) } else { scorer.doc() };
                if at == doc { scorer.score() } else { 0.0 }
            }
        }
    }
}

/// One segment while it is asked.
struct Segment<'a> {
    question: &'a Question<'a>,
    reader: &'a SegmentReader,
    vocabularies: &'a HashMap<Field, Vocabulary>,
    /// What was looked up before, for a piece is looked for in the same field more than once.
    held: HashMap<(Field, &'a Piece), Option<Held>>,
    terms: HashMap<(Field, &'a str), Rc<Docs>>,
    /// Whether something was narrowed less than it was needed.
    lossy: bool,
}

/// The documents with a word that holds a piece.
#[derive(Clone)]
struct Held {
    all: Rc<Docs>,
    /// Those with a word that begins with it.
    starting: Rc<Docs>,
}

impl<'a> Segment<'a> {
    fn none(&self) -> Rc<Docs> {
        Rc::new(Docs::none(self.reader.max_doc()))
    }

    fn every(&self) -> Found {
        Found { docs: Rc::new(Docs::all(self.reader.max_doc())), worth: Worth::Same(0.0) }
    }

    fn find(&mut self, need: &'a Need) -> tantivy::Result<Found> {
        let fields = self.question.fields;
        Ok(match need {
            Need::All => self.every(),
            Need::And(needs) => self.all_of(needs)?,
            Need::Or(needs) => {
                let any = needs.iter().map(|need| self.find(need)).collect::<tantivy::Result<Vec<_>>>()?;
                let mut docs = Docs::none(self.reader.max_doc());
                any.iter().for_each(|found| docs.unite(&found.docs));
                Found { docs: Rc::new(docs), worth: Worth::Best(any) }
            }
            Need::Not(_) => self.all_of(std::slice::from_ref(need))?,
            Need::Text(piece) => self.piece(fields.text, piece)?,
            Need::Path(piece) => self.piece(fields.path_words, piece)?,
            Need::Sequence(words) => Found { docs: self.in_a_row(words)?, worth: Worth::Same(0.0) },
            Need::Tag(_) if self.question.plain => {
                self.lossy = true;
                self.every()
            }
            Need::Tag(tag) => Found { docs: self.with_term(fields.tag, tag)?, worth: Worth::Same(1.0) },
            Need::Prop(name) => Found { docs: self.with_term(fields.property, name)?, worth: Worth::Same(1.0) },
        })
    }

    fn all_of(&mut self, needs: &'a [Need]) -> tantivy::Result<Found> {
        let mut docs = Docs::all(self.reader.max_doc());
        let mut all = Vec::new();
        for need in needs {
            match need {
                Need::Not(need) => {
                    let before = std::mem::replace(&mut self.lossy, false);
                    let found = self.find(need)?;
                    // What was narrowed less than needed would take too much away.
                    if !self.lossy {
                        docs.subtract(&found.docs);
                    }
                    self.lossy |= before;
                }
                need => {
                    let found = self.find(need)?;
                    docs.intersect(&found.docs);
                    all.push(found);
                }
            }
            if docs.is_empty() {
                return Ok(Found { docs: Rc::new(docs), worth: Worth::Same(0.0) });
            }
        }
        Ok(Found { docs: Rc::new(docs), worth: Worth::Sum(all) })
    }

    /// Documents with a word that holds the piece; the better, the more of a word the piece is and the more it stands
    /// out.
    fn piece(&mut self, field: Field, piece: &'a Piece) -> tantivy::Result<Found> {
        let Some(held) = self.held(field, piece)? else {
            self.lossy = true;
            return Ok(self.every());
        };
        // What must not be there is not weighed.
        let Some(weights) = self.question.weights.get(&*piece.run).filter(|_| !held.all.is_empty()) else {
            return Ok(Found { docs: held.all, worth: Worth::Same(0.0) });
        };
        let (fields, run) = (self.question.fields, &*piece.run);
        let mut marked = (*self.with_term(fields.headings, run)?).clone();
        marked.unite(&*self.with_term(fields.tag_words, run)?);
        let whole = match field == fields.text {
            true => Part::Ranked(weights.text.scorer(self.reader, 1.0)?),
            false => Part::Same(self.with_term(field, run)?, PATH * weights.rarity),
        };
        let mut parts = vec![
            Part::Same(Rc::clone(&held.all), PIECE),
            whole,
            Part::Same(self.with_term(fields.title, run)?, TITLE * weights.rarity),
            Part::Ranked(weights.title.scorer(self.reader, TITLE_LENGTH)?),
            Part::Same(Rc::new(marked), MARKED * weights.rarity),
        ];
        for (field, score) in [(field, PREFIX), (fields.title, TITLE_PREFIX * weights.rarity)] {
            parts.extend(self.starting(field, piece)?.map(|docs| Part::Same(docs, score)));
        }
        Ok(Found { docs: held.all, worth: Worth::Parts(parts) })
    }

    /// Documents with a word that begins with the piece, or is it where nothing may follow; `None` when the words are
    /// too many.
    fn starting(&mut self, field: Field, piece: &'a Piece) -> tantivy::Result<Option<Rc<Docs>>> {
        if !piece.right_open {
            return Ok(Some(self.with_term(field, &piece.run)?));
        }
        Ok(self.held(field, piece)?.map(|held| held.starting))
    }

    /// Documents with a word of the field that holds the piece; `None` when those words are too many.
    fn held(&mut self, field: Field, piece: &'a Piece) -> tantivy::Result<Option<Held>> {
        if let Some(held) = self.held.get(&(field, piece)) {
            return Ok(held.clone());
        }
        let held = match field == self.question.fields.title {
            // Of a title only the beginnings of words are asked for, which stand together.
            true => self.look_up(field, &Piece { left_open: false, ..piece.clone() })?,
            false => self.look_up(field, piece)?,
        };
        self.held.insert((field, piece), held.clone());
        Ok(held)
    }

    fn look_up(&self, field: Field, piece: &Piece) -> tantivy::Result<Option<Held>> {
        let (vocabulary, plain) = (&self.vocabularies[&field], self.question.plain);
        let holds = |word: &Word| str::from_utf8(word.text).is_ok_and(|word| piece.is_in(&bare(word)));
        let words: Option<Vec<Word>> = match plain {
            false => vocabulary.words_with(piece, MANY_WORDS),
            true => Some(vocabulary.all().filter(holds).collect()),
        };
        let Some(words) = words else { return Ok(None) };
        let index = self.reader.inverted_index(field)?;
        let damaged = || TantivyError::InternalError("the vocabulary file is damaged".to_owned());
        let (mut all, mut starting) = (Docs::none(self.reader.max_doc()), Docs::none(self.reader.max_doc()));
        let mut lists = Lists::of(&index);
        for Word { text, documents } in words {
            let begins = match (plain, str::from_utf8(text)) {
                (true, Ok(word)) => bare(word).starts_with(&piece.run),
                _ => text.starts_with(piece.run.as_bytes()),
            };
            let mut add = |doc: DocId| {
                all.insert(doc);
                if begins {
                    starting.insert(doc);
                }
            };
            match documents {
                Documents::Few(docs) if docs.iter().flatten().any(|doc| *doc >= self.reader.max_doc()) => {
                    return Err(damaged());
                }
                Documents::Few(docs) => docs.into_iter().flatten().for_each(add),
                Documents::Listed(list) => {
                    let block = lists.open(&list)?;
                    while !block.docs().is_empty() {
                        block.docs().iter().for_each(|doc| add(*doc));
                        block.advance();
                    }
                }
            }
        }
        Ok(Some(Held { all: Rc::new(all), starting: Rc::new(starting) }))
    }

    /// Documents that have a term in a field.
    fn with_term(&mut self, field: Field, term: &'a str) -> tantivy::Result<Rc<Docs>> {
        if let Some(docs) = self.terms.get(&(field, term)) {
            return Ok(Rc::clone(docs));
        }
        let index = self.reader.inverted_index(field)?;
        let mut docs = Docs::none(self.reader.max_doc());
        if let Some(mut block) =
            index.read_block_postings(&Term::from_field_text(field, term), IndexRecordOption::Basic)?
        {
            while !block.docs().is_empty() {
                block.docs().iter().for_each(|doc| docs.insert(*doc));
                block.advance();
            }
        }
        let docs = Rc::new(docs);
        self.terms.insert((field, term), Rc::clone(&docs));
        Ok(docs)
    }

    /// Documents whose text has these words one behind another.
    fn in_a_row(&self, words: &[String]) -> tantivy::Result<Rc<Docs>> {
        let field = self.question.fields.text;
        let terms = words.iter().map(|word| Term::from_field_text(field, word)).collect();
        let scoring = EnableScoring::disabled_from_searcher(&self.question.layer.searcher);
        let mut scorer = PhraseQuery::new(terms).weight(scoring)?.scorer(self.reader, 1.0)?;
        let mut docs = Docs::none(self.reader.max_doc());
        while scorer.doc() != TERMINATED {
            docs.insert(scorer.doc());
            scorer.advance();
        }
        Ok(Rc::new(docs))
    }
}
