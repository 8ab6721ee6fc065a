//! Values that are one word of a short list.

use super::{Normal, plain};

/// A short list of canonical words, each with the words that are accepted for it.
pub(super) struct Vocabulary {
    /// What the words are, for the reason why a value is none.
    pub noun: &'static str,
    /// Each canonical word with its accepted ones, lower-cased, with a blank between words.
    pub terms: &'static [(&'static str, &'static [&'static str])],
    /// What a sign means that stands alone.
    pub signs: &'static [(char, &'static str)],
}

impl Vocabulary {
    /// The longest accepted word that the value begins with, and what follows it.
    pub fn read(&self, raw: &str) -> Normal {
        let text = plain(raw);
        if text.is_empty() {
            return Normal::default();
        }
        let lower = text.to_lowercase().replace('-', " ");
        for (canonical, accepted) in self.terms {
            if accepted.contains(&lower.as_str()) {
                return Normal::known(*canonical, "");
            }
        }
        match self.signs.iter().find(|(sign, _)| text.starts_with(*sign)) {
            Some((_, canonical)) => Normal::known(*canonical, ""),
            None => Normal::unknown(format!("no known {}: {text}", self.noun)),
        }
    }
}
