//! Compiles a word or phrase to a regex that finds it in a [`NormalizedText`](super::NormalizedText). Both are in NFC,
//! so that only letter case is left to compare, and a regex of plain character classes does that fast and without a
//! copy of the text.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::LazyLock;

use regex::{Regex, RegexBuilder};
use vaultdex_notes::text::{fold, fold_char, is_word_char, nfc};

use super::normalized_text::strip_diacritics;
use super::options::Options;
use super::tokens::is_cjk;

/// Size limit of the compiled regex, in bytes: enough for the longest word of a query many times over.
const REGEX_SIZE: usize = 64 << 20;

/// A compiled word, phrase or regex.
#[derive(Debug, Clone)]
pub(crate) struct TextPattern {
    pub(crate) regex: Regex,
    /// Whether a match must begin and end on word boundaries.
    pub(crate) whole_words: bool,
}

impl TextPattern {
    /// Compiles a word or phrase.
    ///
    /// # Errors
    ///
    /// The reason, if the text is too long to be compiled.
    pub(crate) fn new(text: &str, whole_words: bool, options: Options) -> Result<TextPattern, String> {
        let text = if options.ignore_diacritics { strip_diacritics(text) } else { nfc(text) };
        let source = match options.match_case {
            true => regex::escape(&text),
            false => fold(&text).chars().map(case_class).collect(),
        };
        let mut builder = RegexBuilder::new(&source);
        // An ASCII-only regex means the same without Unicode support, and compiles faster.
        builder.unicode(!source.is_ascii()).size_limit(REGEX_SIZE);
        let regex = builder.build().map_err(|error| error.to_string())?;
        Ok(TextPattern { regex, whole_words })
    }

    /// Whether the pattern matches anywhere in `text`.
    pub(crate) fn is_match(&self, text: &str) -> bool {
        if self.whole_words { self.find_at(text, 0).is_some() } else { self.regex.is_match(text) }
    }

    /// The first match at or after byte offset `from`.
    pub(crate) fn find_at(&self, text: &str, mut from: usize) -> Option<Range<usize>> {
        loop {
            let found = self.regex.find_at(text, from)?.range();
            if !self.whole_words {
                return Some(found);
            }
            if is_inside_word(text, found.start) {
                // No match can begin within this word: skipping it keeps `aaaa…` from taking quadratic time.
                from = word_end(text, found.start);
            } else if is_inside_word(text, found.end) {
                from = text.ceil_char_boundary(found.start + 1);
            } else {
                return Some(found);
            }
        }
    }

    /// All non-empty matches, in order, not overlapping.
    pub(crate) fn find_all(&self, text: &str) -> impl Iterator<Item = Range<usize>> {
        let mut from = 0;
        std::iter::from_fn(move || {
            let found = if from <= text.len() { self.find_at(text, from)? } else { return None };
            // After an empty match, the search has to advance by one character.
            let step = if found.is_empty() { text[found.end..].chars().next().map_or(1, char::len_utf8) } else { 0 };
            from = found.end + step;
            Some(found)
        })
        .filter(|found| !found.is_empty())
    }
}

/// Whether a byte offset is inside a word, so that a phrase must not begin or end there. Every CJK character is a word
/// of its own.
pub fn is_inside_word(text: &str, at: usize) -> bool {
    let joins = |letter: char| is_word_char(letter) && !is_cjk(letter);
    text[..at].chars().next_back().is_some_and(joins) && text[at..].chars().next().is_some_and(joins)
}

/// The end of the word that contains the offset `at`.
fn word_end(text: &str, at: usize) -> usize {
    let rest = text[at..].char_indices().find(|(_, letter)| !is_word_char(*letter) || is_cjk(*letter));
    rest.map_or(text.len(), |(offset, _)| at + offset)
}

/// A regex that matches all characters that fold to `folded`.
fn case_class(folded: char) -> String {
    match folded {
        's' => return "[sSſ]".to_owned(),
        'k' => return "[kK\u{212a}]".to_owned(),
        'a'..='z' => return format!("[{folded}{}]", folded.to_ascii_uppercase()),
        // Most queries are ASCII and never need the table.
        '\0'..='\x7f' => return regex::escape(folded.encode_utf8(&mut [0; 4])),
        _ => {}
    }
    match UNFOLDED.get(&folded) {
        None => regex::escape(folded.encode_utf8(&mut [0; 4])),
        Some(others) => format!("[{folded}{}]", others.iter().collect::<String>()),
    }
}

/// The ranges of Unicode that contain the characters which fold to another one. A test checks that none is missing.
const CASED: [Range<u32>; 20] = [
    0x41..0x5b,
    0xb5..0x250,
    0x345..0x560,
    0x10a0..0x10d0,
    0x13f8..0x1400,
    0x1c80..0x1cc0,
    0x1e00..0x2000,
    0x2126..0x2184,
    0x24b6..0x24d0,
    0x2c00..0x2d00,
    0xa640..0xa800,
    0xab70..0xabc0,
    0xfb05..0xfb06,
    0xff21..0xff3b,
    0x10400..0x105a0,
    0x10c80..0x10cc0,
    0x10d50..0x10d70,
    0x118a0..0x118c0,
    0x16e40..0x16e60,
    0x1e900..0x1e930,
];

/// The reverse of simple case folding: maps a folded character to the other characters that fold to it.
static UNFOLDED: LazyLock<BTreeMap<char, Vec<char>>> = LazyLock::new(|| {
    let mut unfolded: BTreeMap<char, Vec<char>> = BTreeMap::new();
    for letter in CASED.into_iter().flatten().filter_map(char::from_u32) {
        let folded = fold_char(letter);
        if folded != letter {
            unfolded.entry(folded).or_default().push(letter);
        }
    }
    unfolded
});

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pattern: &str, whole_words: bool, text: &str, expected: &[(usize, usize)]) {
        let pattern = TextPattern::new(pattern, whole_words, Options::default()).expect("a short pattern");
        let found: Vec<_> = pattern.find_all(text).map(|found| (found.start, found.end)).collect();
        assert_eq!(found, expected, "{text:?}");
    }

    #[test]
    fn all_characters_with_a_case_folding_are_covered() {
        for letter in ('\0'..='\x7f').filter(char::is_ascii_lowercase) {
            let others = UNFOLDED.get(&letter).map_or(0, Vec::len);
            assert_eq!(
                case_class(letter).chars().filter(|part| fold_char(*part) == letter).count(),
                1 + others,
                "{letter:?}"
            );
        }
        for letter in '\0'..=char::MAX {
            let folded = fold_char(letter);
            let known = UNFOLDED.get(&folded).is_some_and(|others| others.contains(&letter));
            assert_eq!(known, folded != letter, "{letter:?}");
            // Folding must not change what is a word: index queries and the index split folded text into tokens.
            assert_eq!(is_word_char(letter), is_word_char(folded), "{letter:?}");
            assert_eq!(is_cjk(letter), is_cjk(folded), "{letter:?}");
        }
    }

    #[test]
    fn words_are_found_within_words() {
        check("integ", false, "Integration, re-INTEGrate", &[(0, 5), (16, 21)]);
        check("s", false, "ſS", &[(0, 2), (2, 3)]);
        check("οσ", false, "ΟΔΟΣ οδος", &[(4, 8), (13, 17)]);
        check("ß", false, "ẞ ss", &[(0, 3)]);
        check("i", false, "İıI", &[(4, 5)]);
        check("a.b*", false, "a.b* axb", &[(0, 4)]);
        check("", false, "ab", &[]);
    }

    #[test]
    fn phrases_match_on_word_boundaries() {
        check("test", true, "testing test_ test tést-test", &[(14, 18), (25, 29)]);
        check("- [ ]", true, "a- [ ]b", &[(1, 6)]);
        check("a a", true, "xa a a", &[(3, 6)]);
        check("aa", true, "aaa aa", &[(4, 6)]);
        check("aa a", true, "aa aa a", &[(3, 7)]);
        check("京", true, "東京都", &[(3, 6)]);
        check("v1", true, "東v1京", &[(3, 5)]);
        check("x", true, "x\u{301} x", &[(4, 5)]);
    }
}
