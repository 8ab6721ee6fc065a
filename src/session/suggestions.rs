//! Spelling suggestions for a query that finds nothing.

use vaultdex_query::search;
use vaultdex_query::search::{Expr, Options};

use super::search::{Order, SearchRequest};
use super::session::Session;
use crate::error::Result;

/// The maximum number of suggestions.
const MAX_SUGGESTIONS: usize = 3;
/// The maximum number of words of a query, and of similar words for each, that are considered.
const MAX_CANDIDATES: usize = 8;

impl Session {
    /// Returns up to three words of the vault that are spelled similarly to words of a query that no note contains,
    /// most similar first. Each of them finds something: words that occur in excluded notes only are left out.
    ///
    /// # Errors
    ///
    /// Fails if the index cannot be read.
    pub fn suggestions(&self, expr: &Expr) -> Result<Vec<String>> {
        let mut suggestions: Vec<String> = Vec::new();
        for word in search::query_words(expr).into_iter().take(MAX_CANDIDATES) {
            for spelling in self.reader.similar_words(&word, MAX_CANDIDATES)? {
                if suggestions.len() == MAX_SUGGESTIONS {
                    return Ok(suggestions);
                }
                if !suggestions.contains(&spelling) && self.finds(&spelling)? {
                    suggestions.push(spelling);
                }
            }
        }
        Ok(suggestions)
    }

    fn finds(&self, word: &str) -> Result<bool> {
        let request = SearchRequest {
            expr: Expr::Word(word.to_owned()),
            options: Options::default(),
            limit: 1,
            order: Order::Relevance,
            reverse: false,
            with_text: false,
        };
        Ok(!self.search(&request)?.hits.is_empty())
    }
}
