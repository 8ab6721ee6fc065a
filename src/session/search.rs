//! Answers a search: the index provides candidates, best first, and decides about most of them; about the others, their
//! current text does.

use std::cmp::Reverse;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;
use vaultdex_notes::VaultPath;
use vaultdex_notes::text::fold;
use vaultdex_query::search;
use vaultdex_query::search::{CompiledQuery, Expr, Options, fold_diacritics};

use super::budget::Budget;
use super::catalog_facts::CatalogFacts;
use super::freshness;
use super::session::Session;
use super::verify::{Judged, SearchHit, Verdict, Verifier};
use crate::error::{Error, Result};
use crate::index::{FindOptions, Folder, Hit, Matches};

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
    /// The maximum number of hits. If it is 0, they are only counted, and the total is exact.
    pub limit: usize,
    /// The order of hits.
    pub order: Order,
    /// Whether the order is reversed.
    pub reverse: bool,
    /// Whether hits are returned with title, lines and text, which have to be read.
    pub with_text: bool,
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

/// The files that a query finds.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FoundPaths {
    /// Their paths, in no particular order.
    pub paths: Vec<VaultPath>,
    /// Whether the search was stopped by the time limit, so that some may be missing.
    pub out_of_time: bool,
}

/// A query that finds its matches in single notes.
pub struct Matcher(Arc<Verifier>);

/// A search that is ready to run.
struct Prepared<'a> {
    matches: Matches<'a>,
    verifier: Arc<Verifier>,
}

impl Session {
    /// Runs a search.
    ///
    /// # Errors
    ///
    /// Fails if the query is too large, if it names a note that does not exist or is ambiguous, or if the index cannot
    /// be read.
    pub fn search(&self, request: &SearchRequest) -> Result<SearchResults> {
        if request.limit == 0 {
            return self.count(request);
        }
        let Prepared { matches, verifier } = self.prepare(request, request.with_text, true)?;
        let needs = verifier.needs();
        let budget = &verifier.budget;
        // Every other candidate is a hit then unless it is excluded.
        let are_certain = matches.are_certain() && !self.freshness.may_be_stale;
        let n_matches = matches.len();
        let mut candidates = order_candidates(matches, request)?;
        let is_shown = |hit: &Hit| !self.excluded.hides(&hit.record.path);

        let mut results = SearchResults::default();
        let mut n_checked = 0;
        while results.hits.len() < request.limit {
            let size = batch_size(request.limit - results.hits.len(), n_checked);
            let batch = candidates.by_ref().take(size).collect::<Result<Vec<Hit>>>()?;
            if batch.is_empty() && !budget.was_missed() {
                results.total_is_exact = true;
                return Ok(results);
            }
            // At least one batch is checked, however late it is.
            if budget.was_missed() || budget.is_over() {
                results.out_of_time = true;
                return Ok(results);
            }
            n_checked += batch.len();
            budget.tick();
            let judge = |hit: Hit| -> Result<Option<Judged>> {
                let verdict = verifier.judge(&self.reader, &hit, &needs)?;
                let is_certain = verdict == Verdict::Hit;
                Ok((verdict != Verdict::Miss).then_some(Judged { hit, is_certain }))
            };
            let shown: Vec<Hit> = batch.into_iter().filter(is_shown).collect();
            let judged = shown.into_par_iter().with_min_len(32).map(judge).collect::<Result<Vec<_>>>()?;
            let hits = verifier.verify(judged.into_iter().flatten().collect());
            self.report_missed_change(&verifier);
            for hit in hits {
                results.total += 1;
                if results.hits.len() < request.limit {
                    results.hits.push(hit);
                }
            }
        }
        results.out_of_time = budget.was_missed();
        if are_certain && !results.out_of_time {
            results.total += match self.excluded.is_empty() {
                true => n_matches - n_checked,
                false => candidates.filter(|hit| hit.as_ref().is_ok_and(is_shown)).count(),
            };
            results.total_is_exact = true;
        }
        Ok(results)
    }

    /// Counts the files that a query finds.
    fn count(&self, request: &SearchRequest) -> Result<SearchResults> {
        let mut total = 0;
        let out_of_time = self.find_all(request, |_| (), |found| total += found.len())?;
        Ok(SearchResults { total, total_is_exact: !out_of_time, out_of_time, ..SearchResults::default() })
    }

    /// Returns the paths of all files that a query finds.
    ///
    /// # Errors
    ///
    /// As [`Session::search`].
    pub fn matching_paths(&self, expr: &Expr, options: Options) -> Result<FoundPaths> {
        let (expr, order) = (expr.clone(), Order::Relevance);
        let request = SearchRequest { expr, options, limit: 0, order, reverse: false, with_text: false };
        let mut paths = Vec::new();
        let out_of_time = self.find_all(&request, VaultPath::clone, |found| paths.extend(found))?;
        Ok(FoundPaths { paths, out_of_time })
    }

    /// Passes what `make` makes of the paths of the hits to `add`, in no particular order. Returns whether the time
    /// limit stopped the search.
    fn find_all<T: Send>(
        &self,
        request: &SearchRequest,
        make: impl Fn(&VaultPath) -> T + Sync,
        mut add: impl FnMut(Vec<T>),
    ) -> Result<bool> {
        let Prepared { matches, verifier } = self.prepare(request, false, false)?;
        let needs = verifier.needs();
        let budget = &verifier.budget;
        let judged: Vec<(Vec<T>, Vec<Judged>)> =
            matches.collect(|(found, open): &mut (Vec<T>, Vec<Judged>), hit| {
                budget.tick();
                if self.excluded.hides(&hit.record.path) || budget.is_over() {
                    return Ok(());
                }
                match verifier.judge(&self.reader, &hit, &needs)? {
                    Verdict::Hit => found.push(make(&hit.record.path)),
                    Verdict::Open => open.push(Judged { hit, is_certain: false }),
                    Verdict::Miss => {}
                }
                Ok(())
            })?;
        let (found, open): (Vec<_>, Vec<_>) = judged.into_iter().unzip();
        found.into_iter().for_each(&mut add);
        let mut open = open.into_iter().flatten();
        loop {
            let batch: Vec<Judged> = open.by_ref().take(MAX_BATCH).collect();
            if batch.is_empty() || budget.was_missed() || budget.is_over() {
                return Ok(budget.was_missed());
            }
            add(verifier.verify(batch).iter().map(|hit| make(&hit.path)).collect());
            self.report_missed_change(&verifier);
        }
    }

    /// Has the watcher compare all files with the index if a file has changed without its knowledge.
    pub(super) fn report_missed_change(&self, verifier: &Verifier) {
        if self.freshness.live && verifier.has_found_change.swap(false, Ordering::Relaxed) {
            freshness::request_scan(&Folder::new(&self.index_folder));
        }
    }

    /// Returns what finds the matches of a query in notes. What the query asks about the rest of the vault is looked up
    /// once for all of them.
    ///
    /// # Errors
    ///
    /// As [`Session::search`].
    pub fn matcher(&self, expr: &Expr, options: Options) -> Result<Matcher> {
        self.verifier(expr, options).map(Matcher)
    }

    /// Returns a note as it is now with the lines that a query matches, whether or not the query finds it.
    ///
    /// # Errors
    ///
    /// Fails if the note is gone or cannot be read.
    pub fn matches_in(&self, path: &VaultPath, matcher: &Matcher) -> Result<SearchHit> {
        let (file, note) = self.read_text(path)?;
        Ok(matcher.0.with_lines(path, file, &note))
    }

    /// Returns what matches a query against the text of notes.
    pub(super) fn verifier(&self, expr: &Expr, options: Options) -> Result<Arc<Verifier>> {
        let query = CompiledQuery::new(expr, options).map_err(Error::QueryTooLarge)?;
        let budget = Arc::new(Budget::default());
        let facts = CatalogFacts::load(self, expr, Arc::clone(&budget))?;
        Ok(Arc::new(Verifier {
            vault: self.vault.clone(),
            query,
            rest: None,
            facts,
            budget,
            may_be_stale: self.freshness.may_be_stale,
            with_text: true,
            has_found_change: AtomicBool::new(false),
        }))
    }

    /// Looks up the candidates of a search and prepares what decides about them.
    fn prepare(&self, request: &SearchRequest, with_text: bool, ranked: bool) -> Result<Prepared<'_>> {
        let SearchRequest { expr, options, .. } = request;
        let narrowing = search::narrow(expr, *options);
        let attachments = search::may_match_attachments(expr);
        let name = search::queried_name(expr, *options);
        let ignore_diacritics = options.ignore_diacritics;
        let find_options = FindOptions { name: name.as_deref(), attachments, ranked, ignore_diacritics };
        let mut matches = None;
        // The query is compiled on this thread while the index is searched on another.
        let query = rayon::in_place_scope(|scope| {
            scope.spawn(|_| matches = Some(self.reader.find(&narrowing.query, find_options)));
            CompiledQuery::new(expr, *options)
        });
        let query = query.map_err(Error::QueryTooLarge)?;
        let matches = matches.expect("the scope waits for it")?;
        let rest = match narrowing.rest {
            Some(rest) if matches.is_evaluated && rest != *expr => {
                Some(CompiledQuery::new(&rest, *options).map_err(Error::QueryTooLarge)?)
            }
            _ => None,
        };
        let budget = Arc::new(Budget::default());
        let facts = CatalogFacts::load(self, expr, Arc::clone(&budget))?;
        let (vault, may_be_stale) = (self.vault.clone(), self.freshness.may_be_stale);
        let has_found_change = AtomicBool::new(false);
        let verifier = Verifier { vault, query, rest, facts, budget, may_be_stale, with_text, has_found_change };
        Ok(Prepared { matches, verifier: Arc::new(verifier) })
    }
}

/// Returns the size of the next batch. The first candidates are nearly always hits, so that reading many more than are
/// missing would be wasted.
fn batch_size(n_missing: usize, n_checked: usize) -> usize {
    let max = BATCH.max(n_checked.min(MAX_BATCH));
    n_missing.clamp(1, max).max(max.min(n_checked / 2))
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
