//! What the documents of one segment score for a question.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use rayon::prelude::*;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::index::InvertedIndexReader;
use tantivy::postings::TermInfo;
use tantivy::schema::Field;
use tantivy::{DocId, SegmentReader, Term};
use vaultdex_query::closest::{Extent, FieldWeight, Form, Terms, Wanted, saturation};

use crate::index::doc_set::DocBitSet;
use crate::index::postings::PostingsReader;
use crate::index::vocabulary::{Vocabulary, Word};

/// A field that counts.
pub struct WeightedField {
    pub field: Field,
    pub weight: FieldWeight,
    /// The average number of words of a note in it.
    pub average: f32,
}

/// A segment, with the number of its layer and its own.
pub struct SegmentScorer<'a> {
    pub layer: usize,
    pub number: usize,
    pub reader: &'a SegmentReader,
    pub vocabularies: &'a HashMap<Field, Vocabulary>,
}

/// What a segment has of what is looked for.
pub struct Found {
    /// Its words, and which forms of which words of the question they are.
    pub forms: BTreeMap<String, BTreeSet<(usize, usize)>>,
    /// The forms with too many words.
    pub too_many: Vec<(usize, usize)>,
    /// For each word of the question, form and weighted field: where the occurrences are.
    pub postings: Vec<Vec<Vec<Vec<TermInfo>>>>,
    /// For each word of the question and form in how many documents it is.
    pub frequencies: Vec<Vec<u32>>,
}

/// The words of a segment that are a form.
struct FormWords<'a> {
    texts: BTreeSet<&'a str>,
    /// Whether a word was not found among those that a pattern matches, as these are too many.
    are_too_many: bool,
    /// For each weighted field where their occurrences are.
    postings: Vec<Vec<TermInfo>>,
}

impl SegmentScorer<'_> {
    /// Finds the words of the segment that stand for those of a question.
    pub fn find(&self, wanted: &[Wanted], fields: &[WeightedField]) -> tantivy::Result<Found> {
        let looked_for: Vec<((usize, usize), &Form)> = wanted
            .iter()
            .enumerate()
            .flat_map(|(word, it)| it.forms.iter().enumerate().map(move |(form, it)| ((word, form), it)))
            .collect();
        let words = looked_for.par_iter().map(|(_, form)| self.words_of(form, fields)).collect::<Vec<_>>();
        let mut forms: BTreeMap<String, BTreeSet<(usize, usize)>> = BTreeMap::new();
        let mut too_many = Vec::new();
        let mut postings: Vec<Vec<Vec<Vec<TermInfo>>>> = wanted.iter().map(|_| Vec::new()).collect();
        for (((word, form), _), words) in looked_for.iter().zip(words) {
            let words = words?;
            postings[*word].push(words.postings);
            too_many.extend(words.are_too_many.then_some((*word, *form)));
            for text in words.texts {
                forms.entry(text.to_owned()).or_default().insert((*word, *form));
            }
        }
        let mut frequencies = Vec::new();
        for forms in &postings {
            let of_forms = forms.par_iter().map(|postings| self.frequency(postings, fields));
            frequencies.push(of_forms.collect::<tantivy::Result<_>>()?);
        }
        Ok(Found { forms, too_many, postings, frequencies })
    }

    /// Returns the words of a form.
    fn words_of(&self, form: &Form, fields: &[WeightedField]) -> tantivy::Result<FormWords<'_>> {
        let mut texts: BTreeSet<&str> = BTreeSet::new();
        let mut are_too_many = false;
        let mut postings = Vec::new();
        for WeightedField { field, .. } in fields {
            let mut of_field = Vec::new();
            if let Some(vocabulary) = self.vocabularies.get(field) {
                let words = form.patterns.iter().map(|it| vocabulary.words_with(it, form.max_words()));
                let words: Vec<Option<Vec<Word>>> = words.collect();
                // Without a part of a word too few would be counted. Of inflections the word itself is left.
                are_too_many |= form.extent == Extent::Inside && words.iter().any(Option::is_none);
                let words = words
                    .into_iter()
                    .flatten()
                    .flatten()
                    .filter_map(|it| Some((str::from_utf8(it.text).ok()?, it.postings)));
                let words: BTreeMap<&str, TermInfo> = words.filter(|(text, _)| form.admits(text)).collect();
                for (text, found) in words {
                    texts.insert(text);
                    of_field.push(found);
                }
            }
            postings.push(of_field);
        }
        // The words of the others are words of the text too.
        let others = fields.iter().zip(&mut postings).filter(|(it, _)| !self.vocabularies.contains_key(&it.field));
        for (WeightedField { field, .. }, of_field) in others {
            let index = self.reader.inverted_index(*field)?;
            for text in &texts {
                of_field.extend(index.get_term_info(&Term::from_field_text(*field, text))?);
            }
        }
        Ok(FormWords { texts, are_too_many, postings })
    }

    /// Returns the number of documents that have any of some terms in any field.
    fn frequency(&self, postings: &[Vec<TermInfo>], fields: &[WeightedField]) -> tantivy::Result<u32> {
        let mut docs = DocBitSet::empty(self.reader.max_doc());
        for (postings, WeightedField { field, .. }) in postings.iter().zip(fields) {
            let index = self.reader.inverted_index(*field)?;
            let mut reader = PostingsReader::new(&index);
            for info in postings {
                let block = reader.open(info)?;
                while !block.docs().is_empty() {
                    block.docs().iter().for_each(|doc| docs.insert(*doc));
                    block.advance();
                }
            }
        }
        Ok(docs.len())
    }

    /// Returns the score of each document that has a form of any word.
    pub fn scores(&self, found: &Found, fields: &[WeightedField], terms: &Terms) -> tantivy::Result<Vec<(DocId, f32)>> {
        let n_docs = self.reader.max_doc() as usize;
        let mut opened: Vec<(FieldNormReader, Arc<InvertedIndexReader>)> = Vec::new();
        for WeightedField { field, .. } in fields {
            opened.push((self.reader.get_fieldnorms_reader(*field)?, self.reader.inverted_index(*field)?));
        }
        let mut total = vec![0.0f32; n_docs];
        // What the occurrences of a form count, and in which documents they are.
        let mut counts = vec![0.0f32; n_docs];
        let mut having: Vec<DocId> = Vec::new();
        for (word, forms) in found.postings.iter().enumerate() {
            let mut best = vec![0.0f32; n_docs];
            for (form, postings) in forms.iter().enumerate() {
                let worth = terms.worth(word, form);
                if worth == 0.0 {
                    continue;
                }
                for ((postings, (lengths, index)), WeightedField { weight, average, .. }) in
                    postings.iter().zip(&opened).zip(fields)
                {
                    let mut reader = PostingsReader::with_frequencies(index);
                    for info in postings {
                        let block = reader.open(info)?;
                        while !block.docs().is_empty() {
                            for (doc, count) in block.docs().iter().zip(block.freqs()) {
                                let sum = &mut counts[*doc as usize];
                                if *sum == 0.0 {
                                    having.push(*doc);
                                }
                                *sum += weight.count(*count, lengths.fieldnorm(*doc), *average);
                            }
                            block.advance();
                        }
                    }
                }
                for doc in having.drain(..) {
                    let best = &mut best[doc as usize];
                    *best = best.max(worth * saturation(std::mem::take(&mut counts[doc as usize])));
                }
            }
            total.iter_mut().zip(best).for_each(|(total, best)| *total += best);
        }
        let scored = total.into_iter().enumerate().map(|(doc, score)| (doc as DocId, score));
        Ok(scored.filter(|(doc, score)| *score > 0.0 && !self.reader.is_deleted(*doc)).collect())
    }
}
