//! What a query that finds nothing may have meant.

use vaultdex_query::search;
use vaultdex_query::search::{Expr, Options};

use super::{AskedFor, Order, Session};
use crate::error::Result;

/// How many spellings are told.
const MOST: usize = 3;
/// How many words of a query are looked after, and how many spellings of each are tried.
const TRIED: usize = 8;

impl Session {
    /// Up to three words of the vault that are spelled nearly like those words of a query which no note has, nearest
    /// first. Each finds something: a word of hidden notes alone is not told.
    pub fn near(&self, expr: &Expr) -> Result<Vec<String>> {
        let mut near: Vec<String> = Vec::new();
        for word in search::words(expr).into_iter().take(TRIED) {
            for spelling in self.reader.near(&word, TRIED) {
                if near.len() == MOST {
                    return Ok(near);
                }
                if !near.contains(&spelling) && self.finds(&spelling)? {
                    near.push(spelling);
                }
            }
        }
        Ok(near)
    }

    fn finds(&self, word: &str) -> Result<bool> {
        let asked = AskedFor {
            expr: Expr::Word(word.to_owned()),
            options: Options::default(),
            limit: 1,
            order: Order::Relevance,
            reverse: false,
            count: false,
        };
        Ok(!self.search(&asked)?.hits.is_empty())
    }
}
