//! Search: a query's text becomes an [`Expr`], the index narrows by its [`needs`], and the note's own text decides.
//!
//! ```text
//! query ── parse ──▶ Expr ── needs ──▶ Narrowing      what the index can look up, and whether that proves a hit
//!                      └──── Prepared ──▶ matches, finds ── lines ── best      the exact answer for one note
//! ```
//!
//! The law is spec/search.md. Knows nothing of the index, of files or of other notes: what one note alone can't tell is
//! asked of [`Outside`].

mod bracket;
mod compiled;
mod dates;
mod error;
mod explain;
mod expr;
mod index_query;
mod literals;
mod matched_lines;
mod matcher;
mod names;
mod normalized_text;
mod operator;
mod parser;
mod pattern;
mod property;
mod ranges;
mod tokens;
mod vault_facts;

#[cfg(test)]
mod oracle;
#[cfg(test)]
mod tests;

pub use compiled::Prepared;
pub use dates::{Comparison, DateRange};
pub use error::QueryError;
pub use explain::explain;
pub use expr::{Expr, Fact, Kind, Literal, Pattern, PropertyTest, Scope, TagTest, TaskState};
pub use index_query::{Narrowing, Need, Piece, brings_attachments, needs, tag_terms};
pub use matched_lines::{MatchLine, best, lines};
pub use matcher::{Find, Subject, finds, matches};
pub use names::{name_terms, named, words};
pub use normalized_text::{Body, MAX_TEXT, bare, is_plain, strip_diacritics};
pub use parser::{MAX_CLAUSES, MAX_DEPTH, MAX_QUERY, parse};
pub use pattern::cuts_word;
pub use tokens::{MAX_TOKEN, Token, is_cjk, tokens};
pub use vault_facts::Outside;

/// How a whole query compares text, beside what its operators say.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Options {
    /// Letters are compared without their diacritics: `cafe` finds *café*.
    pub ignore_diacritics: bool,
    /// Letter case counts, but for where `ignore-case:` says otherwise.
    pub match_case: bool,
}
