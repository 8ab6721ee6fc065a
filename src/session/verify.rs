//! Reads the candidates of a search in parallel and runs the matcher on them, within a time limit.

use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};

use vaultdex_notes::{FileKind, Note, VaultPath};
use vaultdex_query::search;
use vaultdex_query::search::{CompiledQuery, MatchedLine, SearchDocument};

use super::catalog_facts::CatalogFacts;
use super::read_note;
use crate::index::{Hit, Record};
use crate::vault;
use crate::vault::{FileText, Vault};

/// How long after the deadline the results that are ready are still collected.
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
    /// The text of the file, to show the context of those lines.
    pub text: String,
    /// Whether the file has changed since the index was written.
    pub stale: bool,
}

/// A query that can be run on any file of a vault.
pub struct Verifier {
    /// The vault to read from.
    pub vault: Vault,
    /// The query.
    pub query: CompiledQuery,
    /// What the query may ask about the rest of the vault, and its deadline.
    pub facts: CatalogFacts,
    /// Whether the index guarantees that every candidate is a hit if it has not changed.
    pub is_exact: bool,
    /// Whether candidates may have changed since the index was written.
    pub may_be_stale: bool,
}

impl Verifier {
    /// Returns those candidates that are hits, in order. Matching a pathological regex against one long note can take
    /// minutes and cannot be interrupted, so a candidate that is not finished in time is abandoned on its thread.
    pub fn verify(self: &Arc<Verifier>, candidates: Vec<Hit>) -> Vec<SearchHit> {
        let (sender, receiver) = mpsc::channel();
        let mut hits: Vec<Option<SearchHit>> = Vec::new();
        hits.resize_with(candidates.len(), || None);
        for (nth, candidate) in candidates.into_iter().enumerate() {
            let (verifier, sender) = (Arc::clone(self), sender.clone());
            // The receiver is gone if the result comes too late.
            rayon::spawn(move || drop(sender.send((nth, verifier.verify_candidate(&candidate)))));
        }
        let deadline = &self.facts.deadline;
        for _ in 0..hits.len() {
            let left = (deadline.at() + GRACE).saturating_duration_since(Instant::now());
            let Ok((nth, hit)) = receiver.recv_timeout(left) else {
                deadline.miss();
                break;
            };
            hits[nth] = hit;
        }
        hits.into_iter().flatten().collect()
    }

    /// Matches the query against the current text of a candidate.
    fn verify_candidate(&self, candidate: &Hit) -> Option<SearchHit> {
        let Record { path, stamp, .. } = &candidate.record;
        let (text, note, current) = match FileKind::from_path(path).is_parsed() {
            true => {
                let file = vault::read_file(&self.vault, path).ok()?;
                // Most candidates that do not match can be rejected without parsing them.
                let needs_note = self.query.needs_structure() || !search::is_plain_text(path, &file.text);
                let unparsed = SearchDocument { path, text: &file.text, note: &Note::default(), facts: &self.facts };
                let is_certain = self.is_exact && file.stamp.same(stamp);
                if !is_certain && !needs_note && !search::is_match(&self.query, &unparsed) {
                    return None;
                }
                let note = read_note::parse(path, &file);
                let FileText { text, stamp, .. } = file;
                (text, note, stamp)
            }
            false => (String::new(), Note::default(), *stamp),
        };
        let document = SearchDocument { path, text: &text, note: &note, facts: &self.facts };
        let is_stale = !current.same(stamp);
        let is_certain = self.is_exact && !is_stale;
        // After the deadline the matcher stops early, and its result is not reliable.
        if !is_certain && (!search::is_match(&self.query, &document) || self.facts.deadline.is_over()) {
            return None;
        }
        let lines = search::matched_lines(&text, &search::find_matches(&self.query, &document));
        let title = note.title.clone().unwrap_or_else(|| match FileKind::from_path(path) {
            FileKind::Note => path.stem().to_owned(),
            _ => path.file_name().to_owned(),
        });
        Some(SearchHit {
            path: path.clone(),
            title,
            score: candidate.score,
            modified: current.modified,
            lines,
            text,
            stale: is_stale && self.may_be_stale,
        })
    }
}
