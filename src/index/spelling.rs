//! Spelling suggestions: words of the vault that are similar to a word that it does not contain.

use std::collections::BTreeSet;

use super::read::Reader;

/// How many words of a vocabulary are compared; the rest of a larger vault is ignored.
const MAX_WORDS: usize = 1_000_000;

impl Reader {
    /// Returns at most `limit` words of the vault that are similar to a folded word, nearest first. Returns none if the
    /// word occurs in the vault, be it as part of another word.
    pub fn similar_words(&self, word: &str, limit: usize) -> Vec<String> {
        let length = word.chars().count();
        let max_distance = match length {
            ..3 => return Vec::new(),
            3..6 => 1,
            6..10 => 2,
            _ => 3,
        };
        let first = word.chars().next();
        let mut similar = BTreeSet::new();
        let segments = self.layers.iter().flat_map(|layer| &layer.segments);
        for vocabulary in segments.flat_map(|(_, vocabularies)| vocabularies.values()) {
            for known in vocabulary.words().take(MAX_WORDS) {
                if known.contains(word) {
                    return Vec::new();
                }
                // Most words differ too much in length, which is cheap to check.
                if known.len().abs_diff(word.len()) > 4 * max_distance
                    || known.chars().count().abs_diff(length) > max_distance
                {
                    continue;
                }
                let distance = strsim::osa_distance(known, word);
                if distance <= max_distance {
                    // Typing errors are rarer in the first letter than in the others.
                    similar.insert((distance, known.chars().next() != first, known.to_owned()));
                }
            }
        }
        similar.into_iter().take(limit).map(|(_, _, word)| word).collect()
    }
}
