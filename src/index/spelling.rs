//! Spelling suggestions: words of the vault that are similar to a word that it does not contain.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use rayon::prelude::*;
use tantivy::query::FuzzyTermQuery;
use tantivy::schema::Field;
use tantivy::{SegmentReader, Term};
use vaultdex_query::search::TermPattern;

use super::error::index_error;
use super::read::Reader;
use crate::error::Result;

/// A longer word is not compared with others.
const MAX_LETTERS: usize = 64;

/// A word that is spelled similarly, in the order of likelihood.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Similar {
    /// The number of typing errors.
    distance: usize,
    /// Whether the first letter is one of them, which is rarer.
    first_differs: bool,
    word: String,
}

impl Reader {
    /// Returns at most `limit` words of the vault that are similar to a folded word, nearest first. Returns none if the
    /// word occurs in the vault, be it as part of another word.
    ///
    /// # Errors
    ///
    /// Fails if the index cannot be read.
    pub fn similar_words(&self, word: &str, limit: usize) -> Result<Vec<String>> {
        let max_distance = match word.chars().count() {
            ..3 => return Ok(Vec::new()),
            3..6 => 1,
            _ => 2,
        };
        let similar = self.words_within(word, max_distance)?;
        Ok(similar.into_iter().take(limit).map(|it| it.word).collect())
    }

    /// Returns the words of the vault, at most `limit`, that a folded word is most likely a misspelling of: those with the
    /// smallest distance, the most frequent first. Returns none if the word occurs in the vault, be it as part of another
    /// word, or if it has less than four letters.
    ///
    /// # Errors
    ///
    /// Fails if the index cannot be read.
    pub fn corrections(&self, word: &str, limit: usize) -> Result<Vec<String>> {
        let max_distance = match word.chars().count() {
            ..4 => return Ok(Vec::new()),
            4..8 => 1,
            _ => 2,
        };
        let similar = self.words_within(word, max_distance)?;
        let Some(first) = similar.first().cloned() else { return Ok(Vec::new()) };
        let is_as_near = |it: &Similar| (it.distance, it.first_differs) == (first.distance, first.first_differs);
        let nearest = similar.into_iter().filter(is_as_near).map(|it| it.word);
        let mut nearest: Vec<(Reverse<u64>, String)> =
            nearest.map(|word| (Reverse(self.notes_with(&word)), word)).collect();
        nearest.sort_unstable();
        Ok(nearest.into_iter().take(limit).map(|(_, word)| word).collect())
    }

    /// Returns the words with at most this many typing errors, up to two, the likeliest first. Returns none if the word
    /// occurs in the vault, be it as part of another word.
    fn words_within(&self, word: &str, max_distance: u8) -> Result<BTreeSet<Similar>> {
        if word.chars().count() > MAX_LETTERS || self.occurs(word) {
            return Ok(BTreeSet::new());
        }
        let fields = self.fields.with_vocabulary();
        let readers = self.layers.iter().flat_map(|layer| layer.searcher.segment_readers());
        let parts: Vec<(&SegmentReader, Field)> =
            readers.flat_map(|reader| fields.iter().map(move |field| (reader, *field))).collect();
        let parts = parts.into_par_iter().map(|(reader, field)| words_of_field(reader, field, word, max_distance));
        let similar: Vec<Vec<Similar>> =
            parts.collect::<tantivy::Result<_>>().map_err(index_error("search", &self.path))?;
        Ok(similar.into_iter().flatten().collect())
    }

    /// Whether a word, or one that contains it, occurs in the vault.
    fn occurs(&self, word: &str) -> bool {
        let part = TermPattern { text: word.to_owned(), open_start: true, open_end: true };
        let vocabularies = self.layers.iter().flat_map(|layer| &layer.segments).flat_map(|(_, it)| it.values());
        vocabularies.into_iter().any(|it| it.words_with(&part, 1).is_none_or(|words| !words.is_empty()))
    }
}

/// Returns the words of a field that are similar to another.
fn words_of_field(reader: &SegmentReader, field: Field, word: &str, max_distance: u8) -> tantivy::Result<Vec<Similar>> {
    let automaton = FuzzyTermQuery::new(Term::from_field_text(field, word), max_distance, true).automaton()?;
    let index = reader.inverted_index(field)?;
    let mut found = index.terms().search(automaton).into_stream()?;
    let mut similar = Vec::new();
    while found.advance() {
        let Ok(known) = str::from_utf8(found.key()) else { continue };
        let first_differs = known.chars().next() != word.chars().next();
        similar.push(Similar { distance: strsim::osa_distance(known, word), first_differs, word: known.to_owned() });
    }
    Ok(similar)
}
