//! Answers a question by the notes that fit it best (docs/spec/search.md#closest-notes).

mod named;

use std::collections::{HashMap, HashSet};

use rayon::prelude::*;
use vaultdex_notes::{FileKind, VaultPath};
use vaultdex_query::closest;
use vaultdex_query::closest::{Analysis, Forms, Question, Terms, Wanted, best_passage};
use vaultdex_query::search::{Expr, Options};

use super::read_note;
use super::session::Session;
use super::verify::{Judged, SearchHit};
use crate::error::Result;
use crate::index::{Boost, Entry, Hit, Reason, Record};

/// How many notes are read to find their best sections, and how many of them at once.
const CANDIDATES: usize = 80;
const BATCH: usize = 16;
/// Notes that score less than this share of the best one are left out unless the question names them.
const MIN_SHARE: f32 = 0.3;

/// The notes that fit a question best.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ClosestNotes {
    /// The notes, best first.
    pub notes: Vec<ClosestNote>,
    /// The question; empty if the query is none.
    pub question: Question,
    /// What was looked for.
    pub analysis: Analysis,
    /// Whether the time for a query was used up, so that some may be missing.
    pub out_of_time: bool,
}

/// A note that fits a question.
#[derive(Debug, Clone, PartialEq)]
pub struct ClosestNote {
    /// The note, with the lines of its best section.
    pub hit: SearchHit,
    /// Words of the question, and for each the word of the note that stands for it, or the name of the system that the
    /// note is about.
    pub words: Vec<(String, String)>,
}

/// What decides about a candidate that has been read.
struct Judge<'a> {
    forms: &'a Forms,
    terms: &'a Terms,
    names: &'a HashMap<VaultPath, Vec<&'a Boost>>,
    wanted: &'a [Wanted],
}

impl Judge<'_> {
    /// Returns a note with its best section; `None` if it has changed and has nothing of the question any more.
    fn note(&self, mut hit: SearchHit) -> Option<ClosestNote> {
        let note = read_note::parse(&hit.path, &hit.text);
        let document = (&hit.path, hit.text.as_str(), &note);
        let passage = best_passage(document, self.forms, self.terms, self.wanted.len());
        let mut words = passage.words;
        for boost in self.names.get(&hit.path).into_iter().flatten() {
            for word in &boost.words {
                words.entry(*word).or_insert_with(|| boost.name.clone());
            }
        }
        if words.is_empty() {
            return None;
        }
        let words = words.into_iter().map(|(word, form)| (self.wanted[word].word.clone(), form)).collect();
        hit.score += passage.score;
        (hit.lines, hit.line, hit.headings) = (passage.lines, passage.line, passage.headings);
        Some(ClosestNote { hit, words })
    }

    /// Whether the question names a note, or a system that it integrates.
    fn is_named(&self, path: &VaultPath) -> bool {
        let boosts = self.names.get(path).into_iter().flatten();
        boosts.into_iter().any(|boost| boost.reason != Reason::Mentioning)
    }
}

impl Session {
    /// Returns the notes that fit a query best, at most `limit` and without those of `others`. There are none if the query
    /// is not a [`Question`].
    ///
    /// # Errors
    ///
    /// As [`Session::search`].
    pub fn closest(&self, expr: &Expr, options: Options, others: &[SearchHit], limit: usize) -> Result<ClosestNotes> {
        let Some(question) = Question::of(expr).filter(|_| limit > 0) else { return Ok(ClosestNotes::default()) };
        let analysis = self.analyze(&question);
        let wanted = &analysis.wanted;
        let mut boosts = named::boosts(self, &question, wanted)?;
        let found = self.reader.closest(wanted, &boosts)?;
        let others: HashSet<&VaultPath> = others.iter().map(|hit| &hit.path).collect();
        // A note that could not be read when it was indexed is not read here either.
        let is_open = |hit: &Hit| {
            let Record { path, unread, .. } = &hit.record;
            let is_note = FileKind::from_path(path).is_parsed() && unread.is_none();
            is_note && !others.contains(path) && !self.excluded.hides(path)
        };
        let hits = found.matches.best_first().filter(|hit| hit.as_ref().map_or(true, is_open)).take(2 * CANDIDATES);
        let mut hits = hits.collect::<Result<Vec<Hit>>>()?;
        named::drop_links_of_others(self, &mut boosts, &mut hits, &found.terms)?;
        hits.sort_by(|one, other| other.score.total_cmp(&one.score));
        hits.truncate(CANDIDATES);
        let judge = Judge { forms: &found.forms, terms: &found.terms, names: &names_of(&hits, &boosts), wanted };
        let verifier = self.verifier(&all_of(question.negations.clone()), options)?;
        let by_rank = |one: &ClosestNote, other: &ClosestNote| {
            other.hit.score.total_cmp(&one.hit.score).then_with(|| one.hit.path.cmp(&other.hit.path))
        };
        let mut notes: Vec<ClosestNote> = Vec::new();
        let mut hits = hits.into_iter();
        while hits.len() > 0 && !verifier.budget.is_over() {
            let batch = hits.by_ref().take(BATCH).map(|hit| Judged { hit, is_certain: false }).collect();
            let read: Vec<ClosestNote> =
                verifier.verify(batch).into_par_iter().filter_map(|hit| judge.note(hit)).collect();
            notes.extend(read);
            // Only the texts of as many notes as are shown are kept.
            notes.sort_by(by_rank);
            notes.truncate(limit);
        }
        self.report_missed_change(&verifier);
        let best = notes.first().map_or(0.0, |best| best.hit.score);
        notes.retain(|note| note.hit.score >= MIN_SHARE * best || judge.is_named(&note.hit.path));
        let out_of_time = verifier.budget.was_missed();
        Ok(ClosestNotes { notes, question, analysis, out_of_time })
    }

    /// Returns what is looked for to answer a question.
    pub fn analyze(&self, question: &Question) -> Analysis {
        closest::analyze(&question.words, &self.reader.languages(), &self.reader)
    }
}

/// Returns the conjunction of some expressions.
fn all_of(mut exprs: Vec<Expr>) -> Expr {
    match exprs.len() {
        0 => Expr::All,
        1 => exprs.remove(0),
        _ => Expr::And(exprs),
    }
}

/// Returns the boosts of each note.
fn names_of<'a>(hits: &[Hit], boosts: &'a [Boost]) -> HashMap<VaultPath, Vec<&'a Boost>> {
    let paths: HashMap<Entry, &VaultPath> = hits.iter().map(|hit| (hit.entry, &hit.record.path)).collect();
    let mut names: HashMap<VaultPath, Vec<&Boost>> = HashMap::new();
    for boost in boosts {
        if let Some(path) = paths.get(&boost.entry) {
            names.entry((*path).clone()).or_default().push(boost);
        }
    }
    names
}
