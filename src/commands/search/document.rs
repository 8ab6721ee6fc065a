//! The JSON documents of a search (docs/spec/cli.md#search).

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};
use vaultdex_query::search::MatchedLine;

use crate::commands::text::moment;
use crate::session::{ClosestNote, SearchHit, SearchResults, Session};

/// A note that a search shows.
#[derive(Clone, Serialize, JsonSchema)]
pub struct HitRow<'a> {
    /// The path of the note.
    path: &'a str,
    /// The title.
    title: &'a str,
    /// The relevance; higher is better.
    score: f64,
    /// When the note was modified last.
    modified: Option<String>,
    /// Whether the file has changed since the index was written.
    stale: bool,
    /// The line of the best match, from 1; 1 without any.
    line: u32,
    /// The headings above that line, outermost first.
    headings: &'a [String],
    /// The lines with matches; empty if only the path matches.
    matches: &'a [MatchedLine],
    /// Only of a closest note: the words of the query that it has, each with the word that stands for it, or the name of
    /// the system that the note is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "BTreeMap<String, String>")]
    words: Option<Map<String, Value>>,
}

impl<'a> HitRow<'a> {
    /// Returns the row of a note that the query finds.
    pub fn of_hit(hit: &'a SearchHit) -> HitRow<'a> {
        HitRow {
            path: hit.path.as_str(),
            title: &hit.title,
            score: f64::from((hit.score * 1000.0).round()) / 1000.0,
            modified: moment(hit.modified),
            stale: hit.stale,
            line: hit.line,
            headings: &hit.headings,
            matches: &hit.lines,
            words: None,
        }
    }

    /// Returns the row of a closest note.
    pub fn of_closest(note: &'a ClosestNote) -> HitRow<'a> {
        let words = note.words.iter().map(|(word, form)| (word.clone(), Value::from(form.as_str()))).collect();
        HitRow { words: Some(words), ..HitRow::of_hit(&note.hit) }
    }
}

/// What the list of hits begins with.
#[derive(Serialize, JsonSchema)]
pub struct Summary<'a> {
    /// The query.
    query: &'a str,
    /// The number of notes that the query finds, including those that `--limit` omits.
    total: usize,
    /// Whether `total` is exact; otherwise there are at least so many.
    total_is_exact: bool,
    /// Whether the query was not stopped because it takes too long.
    complete: bool,
    /// The closest notes, if few notes have all words of the query.
    closest: &'a [HitRow<'a>],
    /// How current the answer is.
    index: Freshness,
}

/// How current an answer is.
#[derive(Serialize, JsonSchema)]
struct Freshness {
    /// The moment that the answer describes.
    as_of: Option<String>,
    /// Whether a watcher keeps the index up to date.
    live: bool,
}

impl<'a> Summary<'a> {
    /// Returns the summary of a search.
    pub fn new(query: &'a str, results: &SearchResults, closest: &'a [HitRow<'a>], session: &Session) -> Summary<'a> {
        Summary {
            query,
            total: results.total,
            total_is_exact: results.total_is_exact,
            complete: !results.out_of_time,
            closest,
            index: Freshness { as_of: moment(session.freshness.as_of), live: session.freshness.live },
        }
    }
}

/// The number of notes.
#[derive(Serialize, JsonSchema)]
pub struct SearchCount {
    /// The number of notes that the query finds.
    count: usize,
    /// Whether `count` is exact; otherwise there are at least so many.
    total_is_exact: bool,
    /// Whether the query was not stopped because it takes too long.
    complete: bool,
}

impl SearchCount {
    /// Returns the count of a search.
    pub fn new(results: &SearchResults) -> SearchCount {
        SearchCount { count: results.total, total_is_exact: results.total_is_exact, complete: !results.out_of_time }
    }
}

/// How a query is understood.
#[derive(Serialize, JsonSchema)]
pub struct Explanation<'a> {
    /// The query.
    pub query: &'a str,
    /// Its meaning in words, in several lines.
    pub explanation: &'a str,
}
