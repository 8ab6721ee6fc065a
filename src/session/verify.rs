//! Decides about the candidates of a search: by the index, by the facts in it, and only if these leave it open by the
//! text of the file.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, mpsc};
use std::time::Duration;

use vaultdex_notes::{FileKind, Note, VaultPath};
use vaultdex_query::search;
use vaultdex_query::search::{CompiledQuery, MatchedLine, Needs, SearchDocument};
use vaultdex_records::document::headings;

use super::budget::{Budget, TICK};
use super::catalog_facts::CatalogFacts;
use super::read_note;
use crate::error::Result;
use crate::index::{Hit, Reader, Record};
use crate::vault;
use crate::vault::{FileText, Vault};

/// How long after the end of the budget the results that are ready are still collected.
const GRACE: Duration = Duration::from_millis(300);

/// A file that a query finds.
#[derive(Debug, Clone, PartialEq)]
pub struct SearchHit {
    /// Its path in the vault.
    pub path: VaultPath,
    /// The title of the note, otherwise the name of the file.
    pub title: String,
    /// The relevance; higher is better.
    pub score: f32,
    /// Time of the last change to the content, in nanoseconds since 1970.
    pub modified: i64,
    /// The lines that contribute to the match, in order.
    pub lines: Vec<MatchedLine>,
    /// The best of these lines, to go to, from 1; 1 without any.
    pub line: u32,
    /// The headings above that line, outermost first.
    pub headings: Vec<String>,
    /// The text of the file, to show the context of those lines.
    pub text: String,
    /// Whether the file has changed since the index was written.
    pub stale: bool,
}

/// What is known of a candidate before its text is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It is a hit.
    Hit,
    /// It is none.
    Miss,
    /// Its text decides.
    Open,
}

/// A query that can be run on any file of a vault.
pub struct Verifier {
    /// The vault to read from.
    pub vault: Vault,
    /// The query.
    pub query: CompiledQuery,
    /// What the facts of a note are asked about a candidate that the index leaves open; `None` if that is the whole
    /// query.
    pub rest: Option<CompiledQuery>,
    /// What the query may ask about the rest of the vault.
    pub facts: CatalogFacts,
    /// The time that the query has left.
    pub budget: Arc<Budget>,
    /// Whether candidates may have changed since the index was written.
    pub may_be_stale: bool,
    /// Whether hits are returned with title, lines and text. If not, only the text of candidates that need it is read.
    pub with_text: bool,
    /// Whether a candidate has changed since the index was written.
    pub has_found_change: AtomicBool,
}

/// A candidate with what is known of it.
pub struct Judged {
    /// The candidate.
    pub hit: Hit,
    /// Whether its text need not be matched unless it has changed.
    pub is_certain: bool,
}

impl Verifier {
    /// Returns the part of a note that [`Verifier::judge`] needs.
    pub fn needs(&self) -> Needs {
        self.rest.as_ref().unwrap_or(&self.query).needs()
    }

    /// Decides about a candidate without reading its text.
    ///
    /// # Errors
    ///
    /// Fails if the facts of the note cannot be decoded.
    pub fn judge(&self, reader: &Reader, candidate: &Hit, needs: &Needs) -> Result<Verdict> {
        let Record { path, stamp, unread, .. } = &candidate.record;
        let verdict = |is_hit: bool| if is_hit { Verdict::Hit } else { Verdict::Miss };
        let is_parsed = FileKind::from_path(path).is_parsed();
        if self.may_be_stale {
            match vault::stamp_of(&self.vault, path) {
                None => return Ok(Verdict::Miss),
                Some(current) if is_parsed && !current.same(stamp) => return Ok(Verdict::Open),
                Some(_) => {}
            }
        }
        if !is_parsed {
            let document = SearchDocument { path, text: "", note: &Note::default(), facts: &self.facts };
            return Ok(verdict(search::is_match(&self.query, &document)));
        }
        // Of a note that could not be read, only the name is known. It is not read here either.
        if unread.is_some() {
            let document = SearchDocument { path, text: "", note: &Note::default(), facts: &self.facts };
            return Ok(verdict(search::decide(&self.query, &document) == Some(true)));
        }
        if candidate.is_certain {
            return Ok(Verdict::Hit);
        }
        let note = reader.searched_parts(candidate, needs)?;
        let document = SearchDocument { path, text: "", note: &note, facts: &self.facts };
        let query = self.rest.as_ref().unwrap_or(&self.query);
        Ok(search::decide(query, &document).map_or(Verdict::Open, verdict))
    }

    /// Returns those candidates that are hits, in order. Matching a pathological regex against one long note can take
    /// minutes and cannot be interrupted, so a candidate that is not finished in time is abandoned on its thread.
    pub fn verify(self: &Arc<Verifier>, candidates: Vec<Judged>) -> Vec<SearchHit> {
        let (sender, receiver) = mpsc::channel();
        let mut hits: Vec<Option<SearchHit>> = Vec::new();
        hits.resize_with(candidates.len(), || None);
        for (nth, candidate) in candidates.into_iter().enumerate() {
            let (verifier, sender) = (Arc::clone(self), sender.clone());
            // The receiver is gone if the result comes too late.
            rayon::spawn(move || drop(sender.send((nth, verifier.verify_candidate(&candidate)))));
        }
        drop(sender);
        let mut end = None;
        let mut n_missing = hits.len();
        while n_missing > 0 {
            let received = receiver.recv_timeout(TICK);
            self.budget.tick();
            match received {
                Ok((nth, hit)) => {
                    hits[nth] = hit;
                    n_missing -= 1;
                }
                Err(mpsc::RecvTimeoutError::Timeout) => {
                    let running = self.budget.running();
                    if self.budget.has_ended() && running >= *end.get_or_insert(running + GRACE) {
                        self.budget.miss();
                        break;
                    }
                }
                Err(mpsc::RecvTimeoutError::Disconnected) => {
                    self.budget.miss();
                    break;
                }
            }
        }
        hits.into_iter().flatten().collect()
    }

    /// Matches the query against the current text of a candidate, unless that is known already.
    fn verify_candidate(&self, candidate: &Judged) -> Option<SearchHit> {
        let Judged { hit, is_certain } = candidate;
        let Record { path, stamp, unread, .. } = &hit.record;
        if !FileKind::from_path(path).is_parsed() || *is_certain && (!self.with_text || unread.is_some()) {
            return Some(without_text(hit));
        }
        let file = vault::read_file(&self.vault, path).ok()?;
        let is_stale = !file.stamp.same(stamp);
        if is_stale {
            self.has_found_change.store(true, Ordering::Relaxed);
        }
        let is_certain = *is_certain && !is_stale;
        if !is_certain {
            // Most candidates that do not match can be rejected without parsing them.
            let needs_note = self.query.needs_structure() || !search::is_plain_text(path, &file.text);
            let unparsed = SearchDocument { path, text: &file.text, note: &Note::default(), facts: &self.facts };
            if !needs_note && !search::is_match(&self.query, &unparsed) {
                return None;
            }
            if !needs_note && !self.with_text {
                return (!self.budget.is_over()).then(|| without_text(hit));
            }
        }
        let note = read_note::parse(path, &file.text);
        let document = SearchDocument { path, text: &file.text, note: &note, facts: &self.facts };
        // When the time is up the matcher stops early, and its result is not reliable.
        if !is_certain && (!search::is_match(&self.query, &document) || self.budget.is_over()) {
            return None;
        }
        if !self.with_text {
            return Some(without_text(hit));
        }
        Some(SearchHit { score: hit.score, stale: is_stale && self.may_be_stale, ..self.with_lines(path, file, &note) })
    }

    /// Returns a note with its title, its text, and the lines that the query matches.
    pub fn with_lines(&self, path: &VaultPath, file: FileText, note: &Note) -> SearchHit {
        let FileText { text, stamp, .. } = file;
        let document = SearchDocument { path, text: &text, note, facts: &self.facts };
        let lines = search::matched_lines(&text, &search::find_matches(&self.query, &document));
        let title = title_of(path, note);
        let (line, headings) = place_of_best(&lines, note);
        let (path, modified) = (path.clone(), stamp.modified);
        SearchHit { path, title, score: 0.0, modified, lines, line, headings, text, stale: false }
    }
}

/// Returns the title of a note, otherwise the name of the file.
pub fn title_of(path: &VaultPath, note: &Note) -> String {
    note.title.clone().unwrap_or_else(|| match FileKind::from_path(path) {
        FileKind::Note => path.stem().to_owned(),
        _ => path.file_name().to_owned(),
    })
}

/// Returns a hit of which only the path is shown, or of which there is no text.
fn without_text(hit: &Hit) -> SearchHit {
    let Record { path, stamp, .. } = &hit.record;
    let (title, modified) = (path.file_name().to_owned(), stamp.modified);
    let (lines, headings, text) = (Vec::new(), Vec::new(), String::new());
    SearchHit { path: path.clone(), title, score: hit.score, modified, lines, line: 1, headings, text, stale: false }
}

/// Returns the best line, and the headings above it.
fn place_of_best(lines: &[MatchedLine], note: &Note) -> (u32, Vec<String>) {
    let Some(best) = search::best_line(lines) else { return (1, Vec::new()) };
    let headings =
        headings::path(note, best.start - best.ranges.first().map_or(0, |(start, _)| *start) + best.text.len());
    (best.line, headings.into_iter().map(|heading| heading.text.clone()).collect())
}
