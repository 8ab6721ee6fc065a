//! Finds the notes that answer a question best: the words of the vault that stand for those of the question, how rare they
//! are, and what they are worth in each note (docs/spec/search.md#closest-notes).

mod segment_scorer;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use rayon::prelude::*;
use segment_scorer::{Found, SegmentScorer, WeightedField};
use tantivy::Term;
use tantivy::schema::Field;
use vaultdex_query::closest::{FieldWeight, Form, Forms, LANGUAGES, Language, Terms, VaultWords, Wanted};
use vaultdex_query::search;
use vaultdex_query::search::Expr;

use super::candidates::FindOptions;
use super::error::index_error;
use super::find::Matches;
use super::read::{Entry, Layer, Reader};
use super::schema::READ;
use super::vocabulary::Word;
use crate::error::Result;

/// The number of words that a misspelled one may be taken for.
const MAX_CORRECTIONS: usize = 2;
/// A language is one of the vault's if this share of the notes has its signs.
const MIN_SHARE: f32 = 0.02;

/// The notes that may answer a question best.
pub struct Closest<'a> {
    /// The notes that have any of the words.
    pub matches: Matches<'a>,
    /// Which words of the vault stand for which words of the question.
    pub forms: Forms,
    /// What each of them is worth.
    pub terms: Terms,
}

/// What a note scores beside its words.
#[derive(Debug, Clone)]
pub struct Boost {
    /// The note.
    pub entry: Entry,
    /// The name, as its own note has it.
    pub name: String,
    /// The words of the question, by position, that are the reason.
    pub words: Vec<usize>,
    /// Why the name counts for the note.
    pub reason: Reason,
}

/// Why a name in a question counts for a note.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// The note is the one with the name.
    Named,
    /// The note records an integration and has a link to the system with the name.
    Linking,
    /// The note has another name of the system with the name.
    Mentioning,
}

impl Reason {
    /// Returns what the note scores, relative to what the name is worth as a word.
    fn factor(self) -> f32 {
        match self {
            Reason::Named => 1.5,
            Reason::Linking => 0.6,
            Reason::Mentioning => 0.4,
        }
    }
}

impl Reader {
    /// Returns the languages of the notes, the most frequent first; English if none is recognized.
    pub fn languages(&self) -> Vec<&'static Language> {
        let notes = self.note_count().max(1) as f32;
        let share = |language: &Language| {
            let mut with = language.signs.map(|sign| self.notes_with(sign));
            with.sort_unstable();
            // One sign may be a word of another language too, but not most of them.
            with[2] as f32 / notes
        };
        let mut languages: Vec<_> = LANGUAGES.iter().map(|language| (share(language), language)).collect();
        languages.retain(|(share, _)| *share >= MIN_SHARE);
        languages.sort_by(|(one, _), (other, _)| other.total_cmp(one));
        let languages: Vec<_> = languages.into_iter().map(|(_, language)| language).collect();
        if languages.is_empty() { vec![&LANGUAGES[0]] } else { languages }
    }

    /// Returns the number of files whose text is indexed.
    fn note_count(&self) -> u64 {
        let term = Term::from_field_text(self.fields.kind, READ);
        self.layers.iter().map(|layer| layer.searcher.doc_freq(&term).unwrap_or_default()).sum()
    }

    /// Returns the number of notes whose text has a word.
    pub(super) fn notes_with(&self, word: &str) -> u64 {
        let term = Term::from_field_text(self.fields.text, word);
        self.layers.iter().map(|layer| layer.searcher.doc_freq(&term).unwrap_or_default()).sum()
    }

    fn scorers(&self) -> Vec<SegmentScorer<'_>> {
        let mut scorers = Vec::new();
        for (layer, Layer { searcher, segments, .. }) in self.layers.iter().enumerate() {
            for (number, (reader, (_, vocabularies))) in searcher.segment_readers().iter().zip(segments).enumerate() {
                scorers.push(SegmentScorer { layer, number, reader, vocabularies });
            }
        }
        scorers
    }

    /// Returns the notes that answer what is looked for.
    ///
    /// # Errors
    ///
    /// Fails if the index cannot be read.
    pub fn closest(&self, wanted: &[Wanted], boosts: &[Boost]) -> Result<Closest<'_>> {
        let fail = || index_error("search", &self.path);
        let segments = self.scorers();
        let fields = self.weighted_fields().map_err(fail())?;
        let found = segments.par_iter().map(|segment| segment.find(wanted, &fields));
        let found: Vec<Found> = found.collect::<tantivy::Result<_>>().map_err(fail())?;
        let mut forms: HashMap<String, BTreeSet<(usize, usize)>> = HashMap::new();
        for (text, of_word) in found.iter().flat_map(|found| &found.forms) {
            forms.entry(text.clone()).or_default().extend(of_word);
        }
        let too_many = too_many(wanted, &found, &forms);
        forms.values_mut().for_each(|forms| forms.retain(|form| !too_many.contains(form)));
        let frequency = |word: usize, form: usize| match too_many.contains(&(word, form)) {
            true => 0,
            false => found.iter().map(|found| found.frequencies[word][form]).sum(),
        };
        let frequencies: Vec<Vec<u32>> = (0..wanted.len())
            .map(|word| (0..wanted[word].forms.len()).map(|form| frequency(word, form)).collect())
            .collect();
        let terms = Terms::new(wanted, &frequencies, self.note_count() as u32);
        let scored = segments.par_iter().zip(&found).map(|(segment, found)| {
            let scores = segment.scores(found, &fields, &terms)?;
            let entry = |(doc, score)| (score, Entry::new(segment.layer, segment.number, doc));
            Ok(scores.into_iter().map(entry).collect::<Vec<_>>())
        });
        let scored: Vec<Vec<(f32, Entry)>> = scored.collect::<tantivy::Result<_>>().map_err(fail())?;
        let mut scored: Vec<(f32, Entry)> = scored.into_iter().flatten().collect();
        let mut boosts = boost_by_entry(boosts, &terms);
        for (score, entry) in &mut scored {
            *score += boosts.remove(entry).unwrap_or_default();
        }
        // Others may be named without having any of the words.
        scored.extend(boosts.into_iter().map(|(entry, score)| (score, entry)));
        let forms = forms.into_iter().map(|(text, forms)| (text, forms.into_iter().collect())).collect();
        Ok(Closest { matches: self.matches(scored), forms, terms })
    }

    /// Returns the notes that have a name in their text.
    ///
    /// # Errors
    ///
    /// Fails if the index cannot be read.
    pub fn mentioning(&self, name: &str) -> Result<Vec<Entry>> {
        let phrase = search::narrow(&Expr::Phrase(name.to_owned()), search::Options::default());
        Ok(self.find(&phrase.query, FindOptions::default())?.entries().collect())
    }

    /// Returns the fields that count, with the average number of words of each.
    fn weighted_fields(&self) -> tantivy::Result<Vec<WeightedField>> {
        let fields = [
            (self.fields.text, FieldWeight::TEXT),
            (self.fields.title, FieldWeight::TITLE),
            (self.fields.headings, FieldWeight::HEADINGS),
            (self.fields.tag_words, FieldWeight::TAGS),
            (self.fields.path_words, FieldWeight::PATH),
        ];
        let docs = self.note_count().max(1) as f32;
        let average = |(field, weight): (Field, FieldWeight)| {
            let mut words = 0;
            for segment in self.scorers() {
                words += segment.reader.inverted_index(field)?.total_num_tokens();
            }
            Ok(WeightedField { field, weight, average: words as f32 / docs })
        };
        fields.into_iter().map(average).collect()
    }
}

impl VaultWords for Reader {
    fn has(&self, form: &Form) -> bool {
        let is_it = |word: &Word| str::from_utf8(word.text).is_ok_and(|word| form.admits(word));
        self.scorers().iter().flat_map(|segment| segment.vocabularies.values()).any(|vocabulary| {
            let mut found = form.patterns.iter().map(|pattern| vocabulary.words_with(pattern, form.max_words()));
            // So many words are not decided one by one.
            found.any(|words| words.is_none_or(|words| words.iter().any(is_it)))
        })
    }

    fn similar(&self, word: &str) -> Vec<String> {
        // Without a correction the question is answered by its other words.
        self.corrections(word, MAX_CORRECTIONS).unwrap_or_default()
    }
}

/// Returns the forms with so many words that they say nothing.
fn too_many(
    wanted: &[Wanted],
    found: &[Found],
    forms: &HashMap<String, BTreeSet<(usize, usize)>>,
) -> HashSet<(usize, usize)> {
    let mut n_words: HashMap<(usize, usize), usize> = HashMap::new();
    forms.values().flatten().for_each(|form| *n_words.entry(*form).or_default() += 1);
    let many = n_words.into_iter().filter(|((word, form), words)| *words > wanted[*word].forms[*form].max_words());
    many.map(|(form, _)| form).chain(found.iter().flat_map(|found| found.too_many.iter().copied())).collect()
}

/// Returns what the boosts of each note are worth together.
fn boost_by_entry(boosts: &[Boost], terms: &Terms) -> BTreeMap<Entry, f32> {
    let mut by_entry: BTreeMap<Entry, Vec<&Boost>> = BTreeMap::new();
    for boost in boosts {
        by_entry.entry(boost.entry).or_default().push(boost);
    }
    by_entry.into_iter().map(|(entry, boosts)| (entry, worth_of_boosts(&boosts, terms))).collect()
}

/// Returns what boosts of one note are worth together: of several for the same word the highest.
pub fn worth_of_boosts(boosts: &[&Boost], terms: &Terms) -> f32 {
    let mut factors: BTreeMap<usize, f32> = BTreeMap::new();
    for boost in boosts {
        for word in &boost.words {
            let factor = factors.entry(*word).or_default();
            *factor = factor.max(boost.reason.factor());
        }
    }
    factors.into_iter().map(|(word, factor)| factor * terms.best(word)).sum()
}
