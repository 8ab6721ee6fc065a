//! Words of the vault that are spelled nearly like one that it does not have.

use std::collections::BTreeSet;

use super::read::Reader;

/// How many words are looked at; a larger vault's others are not compared.
const MANY_WORDS: usize = 1_000_000;

impl Reader {
    /// The words nearest to a folded one, nearest first, at most `most`; none where some word of the vault holds it.
    pub fn near(&self, word: &str, most: usize) -> Vec<String> {
        let length = word.chars().count();
        let farthest = match length {
            ..3 => return Vec::new(),
            3..6 => 1,
            6..10 => 2,
            _ => 3,
        };
        let first = word.chars().next();
        let mut near = BTreeSet::new();
        for layer in &self.layers {
            for (_, vocabularies) in &layer.segments {
                for vocabulary in vocabularies.values() {
                    for known in vocabulary.words().take(MANY_WORDS) {
                        if known.contains(word) {
                            return Vec::new();
                        }
                        // Most words are far too long or too short, which is quickly told.
                        if known.len().abs_diff(word.len()) > 4 * farthest
                            || known.chars().count().abs_diff(length) > farthest
                        {
                            continue;
                        }
                        let distance = strsim::osa_distance(known, word);
                        if distance <= farthest {
                            // A slip of the first letter is rarer than one of the others.
                            near.insert((distance, known.chars().next() != first, known.to_owned()));
                        }
                    }
                }
            }
        }
        near.into_iter().take(most).map(|(_, _, word)| word).collect()
    }
}
