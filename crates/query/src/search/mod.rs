//! Search: [`parse`] turns a query into an [`Expr`], [`narrow`] derives what the index can look up, and the facts or
//! the text of each candidate decide.
//!
//! ```text
//! query ── parse ──▶ Expr ── narrow ──▶ Narrowing         an index query, and what it leaves open
//!                      └──── CompiledQuery ──▶ decide, from the facts of a note; what depends on its text:
//!                                              is_match, find_matches ── matched_lines ── best_lines
//! ```
//!
//! The rules are in docs/spec/search.md. The module knows nothing of the index, of files or of other notes; a
//! [`VaultFacts`] answers what one note alone cannot.

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
mod narrow;
mod normalized_text;
mod operator;
mod options;
mod parser;
mod property;
mod ranges;
mod regex_pattern;
mod text_pattern;
mod tokens;
mod vault_facts;

#[cfg(test)]
mod oracle;
#[cfg(test)]
mod tests;

pub use compiled::{CompiledQuery, Needs};
pub use dates::{Comparison, DateRange};
pub use error::QueryError;
pub use explain::explain;
pub use expr::{Expr, Fact, Kind, Literal, PropertyTest, RecordFact, Scope, TagTest, TaskState};
pub use index_query::{IndexQuery, TermPattern};
pub use matched_lines::{MatchedLine, best_line, best_lines, matched_lines};
pub use matcher::{Match, SearchDocument, decide, find_matches, is_match};
pub use names::{name_terms, normalize_name, queried_name, query_words};
pub use narrow::{Narrowing, may_match_attachments, narrow, tag_terms};
pub use normalized_text::{MAX_TEXT, NormalizedText, fold_diacritics, is_plain_text, strip_diacritics};
pub use operator::misspelled_operator;
pub use options::Options;
pub use parser::{MAX_CLAUSES, MAX_DEPTH, MAX_QUERY, parse, parse_on};
pub use regex_pattern::RegexPattern;
pub use text_pattern::is_inside_word;
pub use tokens::{MAX_TOKEN, Token, is_cjk, tokens};
pub use vault_facts::VaultFacts;
