//! A search for many words at once.

use std::ops::Range;

use aho_corasick::{AhoCorasick, AhoCorasickKind, Anchored, Input, StartKind};

/// Words to be found in short texts in lower case.
pub(crate) struct WordSearch {
    words: Vec<&'static str>,
    search: AhoCorasick,
}

impl WordSearch {
    pub fn new(words: impl IntoIterator<Item = &'static str>) -> WordSearch {
        let words: Vec<&str> = words.into_iter().collect();
        // This kind is the fastest to build, and fast enough for names and headings.
        let mut builder = AhoCorasick::builder();
        let builder = builder.kind(Some(AhoCorasickKind::NoncontiguousNFA)).start_kind(StartKind::Both);
        let search = builder.build(&words).expect("few enough words");
        WordSearch { words, search }
    }

    /// Whether a text contains one of the words, be it within another one.
    pub fn is_in(&self, text: &str) -> bool {
        self.search.is_match(text)
    }

    /// Returns the length of the shortest of the words with which a text begins.
    pub fn length_at_start(&self, text: &str) -> Option<usize> {
        self.search.find(Input::new(text).anchored(Anchored::Yes)).map(|found| found.end())
    }

    /// Whether a word of a text begins with one of the words.
    pub fn begins_word_of(&self, text: &str) -> bool {
        self.places(text).any(|(_, place)| !text[..place.start].ends_with(char::is_alphanumeric))
    }

    /// Whether a text in canonical form contains one of the words as a whole word, or as several of them.
    pub fn has_whole_word(&self, text: &str) -> bool {
        let is_apart = |byte: Option<&u8>| byte.is_none_or(|byte| *byte == b' ');
        let bytes = text.as_bytes();
        self.places(text).any(|(_, place)| {
            is_apart(place.start.checked_sub(1).map(|before| &bytes[before])) && is_apart(bytes.get(place.end))
        })
    }

    /// Returns all words that a text contains with their places, also those within other words.
    pub fn places(&self, text: &str) -> impl Iterator<Item = (&'static str, Range<usize>)> {
        self.search.find_overlapping_iter(text).map(|found| (self.words[found.pattern()], found.range()))
    }
}
