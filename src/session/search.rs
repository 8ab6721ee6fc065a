//! Answers a search: the index provides candidates, best first, and their current text decides.

use std::cmp::Reverse;
use std::sync::Arc;
use std::time::{Duration, Instant};

use vaultdex_notes::text::fold;
use vaultdex_query::search;
use vaultdex_query::search::{CompiledQuery, Expr, Options, fold_diacritics};

use super::catalog_facts::CatalogFacts;
use super::deadline::Deadline;
use super::session::Session;
use super::verify::{SearchHit, Verifier};
use crate::error::{Error, Result};
use crate::index::{FindOptions, Hit, Matches};

/// How long a query may take (docs/spec/search.md#limits).
const TIME_LIMIT: Duration = Duration::from_secs(2);
/// How many candidates are read in a batch before it is checked whether there are enough hits.
const BATCH: usize = 64;
/// The limit to which the batch grows if few of the candidates are hits.
const MAX_BATCH: usize = 1024;

/// The order of hits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Order {
    /// Best first, then by path.
    #[default]
    Relevance,
    /// By file name.
    Name,
    /// Last modified first.
    Modified,
    /// Last created first.
    Created,
}

/// A search and how its results are to be returned.
#[derive(Debug, Clone)]
pub struct SearchRequest {
    /// The query.
    pub expr: Expr,
    /// How the query compares text.
    pub options: Options,
    /// The maximum number of hits.
    pub limit: usize,
    /// The order of hits.
    pub order: Order,
    /// Whether the order is reversed.
    pub reverse: bool,
    /// Whether the total must be exact, however long that takes.
    pub count: bool,
}

/// The result of a search.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SearchResults {
    /// The hits, at most as many as requested.
    pub hits: Vec<SearchHit>,
    /// The number of files that the query finds, as far as it is known.
    pub total: usize,
    /// Whether `total` is exact.
    pub total_is_exact: bool,
    /// Whether the search was stopped by the time limit.
    pub out_of_time: bool,
}

impl Session {
    /// Runs a search.
    ///
    /// # Errors
    ///
    /// Fails if the query is too large, if it names a note that does not exist or is ambiguous, or if the index cannot
    /// be read.
    pub fn search(&self, request: &SearchRequest) -> Result<SearchResults> {
        let start = Instant::now();
        let narrowing = search::narrow(&request.expr, request.options);
        let attachments = search::may_match_attachments(&request.expr);
        let name = search::queried_name(&request.expr, request.options);
        let options =
            FindOptions { name: name.as_deref(), attachments, ignore_diacritics: request.options.ignore_diacritics };
        let mut matches = None;
        // The query is compiled on this thread while the index is searched on another.
        let query = rayon::in_place_scope(|scope| {
            scope.spawn(|_| matches = Some(self.reader.find(&narrowing, options)));
            CompiledQuery::new(&request.expr, request.options)
        });
        let query = query.map_err(Error::QueryTooLarge)?;
        let matches = matches.expect("the scope waits for it")?;
        let facts = CatalogFacts::load(self, &request.expr, Deadline::new(start + TIME_LIMIT))?;
        let may_be_stale = self.freshness.may_be_stale;
        let is_exact = matches.is_exact && !attachments && !may_be_stale;
        let n_matches = matches.len();
        let verifier = Arc::new(Verifier { vault: self.vault.clone(), query, facts, is_exact, may_be_stale });
        let deadline = &verifier.facts.deadline;
        let mut candidates = order_candidates(matches, request)?;
        let is_shown = |hit: &Hit| !self.excluded.hides(&hit.record.path);

        let mut results = SearchResults::default();
        let mut n_checked = 0;
        loop {
            let n_missing = request.limit.saturating_sub(results.hits.len());
            if deadline.was_missed() || n_missing > 0 && deadline.is_over() {
                results.out_of_time = true;
                return Ok(results);
            }
            if n_missing == 0 && (is_exact || !request.count) {
                break;
            }
            let size = batch_size(n_missing, n_checked);
            let mut batch = candidates.by_ref().take(size).collect::<Result<Vec<Hit>>>()?;
            if batch.is_empty() {
                results.total_is_exact = true;
                return Ok(results);
            }
            n_checked += batch.len();
            batch.retain(is_shown);
            for hit in verifier.verify(batch) {
                results.total += 1;
                if results.hits.len() < request.limit {
                    results.hits.push(hit);
                }
            }
        }
        if is_exact {
            // Every remaining candidate is a hit unless it is excluded.
            results.total += match self.excluded.is_empty() {
                true => n_matches - n_checked,
                false => candidates.filter(|hit| hit.as_ref().is_ok_and(is_shown)).count(),
            };
            results.total_is_exact = true;
        }
        Ok(results)
    }
}

/// Returns the size of the next batch. The first candidates are nearly always hits, so that reading many more than are
/// missing would be wasted.
fn batch_size(n_missing: usize, n_checked: usize) -> usize {
    let max = BATCH.max(n_checked.min(MAX_BATCH));
    match n_missing {
        0 => max,
        _ => n_missing.clamp(1, max).max(max.min(n_checked / 2)),
    }
}

fn order_candidates<'a>(
    matches: Matches<'a>,
    request: &SearchRequest,
) -> Result<Box<dyn Iterator<Item = Result<Hit>> + 'a>> {
    if request.order == Order::Relevance && !request.reverse {
        return Ok(Box::new(matches.best_first()));
    }
    let mut hits = matches.best_first().collect::<Result<Vec<Hit>>>()?;
    sort(&mut hits, request.order);
    if request.reverse {
        hits.reverse();
    }
    Ok(Box::new(hits.into_iter().map(Ok)))
}

/// Sorts hits that are in the order of relevance.
fn sort(hits: &mut [Hit], order: Order) {
    let path = |hit: &Hit| hit.record.path.clone();
    match order {
        Order::Relevance => {}
        Order::Name => hits.sort_by_cached_key(|hit| (natural_key(hit.record.path.stem()), path(hit))),
        Order::Modified => hits.sort_by_cached_key(|hit| (Reverse(hit.record.stamp.modified), path(hit))),
        Order::Created => hits.sort_by_cached_key(|hit| (Reverse(hit.record.stamp.created), path(hit))),
    }
}

/// Returns the key by which Obsidian sorts names: ignores case and diacritics and compares numbers by value, so that
/// `Note 2` is before `Note 10`.
fn natural_key(name: &str) -> Vec<(bool, usize, String)> {
    let name = fold_diacritics(&fold(name));
    let parts = name.as_bytes().chunk_by(|one, next| one.is_ascii_digit() == next.is_ascii_digit());
    let key = |part: &[u8]| {
        let part = String::from_utf8_lossy(part).into_owned();
        match part.starts_with(|first: char| first.is_ascii_digit()) {
            // Of two numbers without leading zeros, the one with more digits is greater.
            true => (false, part.trim_start_matches('0').len(), part.trim_start_matches('0').to_owned()),
            false => (true, 0, part),
        }
    };
    parts.map(key).collect()
}
