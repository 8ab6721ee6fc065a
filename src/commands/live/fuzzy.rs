//! Filters texts by what was typed, in the way of fzf.

use std::cmp::Reverse;

use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32String};
use rayon::prelude::*;

/// Texts that can be filtered.
#[derive(Debug, Default)]
pub struct Fuzzy(Vec<Utf32String>);

impl FromIterator<String> for Fuzzy {
    fn from_iter<T: IntoIterator<Item = String>>(texts: T) -> Fuzzy {
        Fuzzy(texts.into_iter().map(Utf32String::from).collect())
    }
}

impl Fuzzy {
    /// Returns the positions of the texts that match all words of the query, best first; of equally good ones, and
    /// without any words, in their order.
    pub fn matching(&self, query: &str) -> Vec<usize> {
        let pattern = Pattern::parse(query, CaseMatching::Smart, Normalization::Smart);
        let score = |matcher: &mut Matcher, (position, text): (usize, &Utf32String)| {
            pattern.score(text.slice(..), matcher).map(|score| (Reverse(score), position))
        };
        let matched = self.0.par_iter().enumerate().with_min_len(512);
        let mut found: Vec<(Reverse<u32>, usize)> =
            matched.map_init(|| Matcher::new(Config::DEFAULT), score).flatten().collect();
        found.par_sort_unstable();
        found.into_iter().map(|(_, position)| position).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_words_match_and_the_best_come_first() {
        let texts = ["Orders to ERP Team Orders", "Price Feed", "Returns of orders", "Rückgaben"];
        let fuzzy: Fuzzy = texts.map(str::to_owned).into_iter().collect();
        let check = |query: &str, expected: &[usize]| assert_eq!(fuzzy.matching(query), expected, "{query}");
        check("", &[0, 1, 2, 3]);
        check("orders", &[0, 2]);
        check("ERP orders", &[0]);
        check("prfd", &[1]);
        check("ruckgaben", &[3]);
        check("nothing", &[]);
    }
}
