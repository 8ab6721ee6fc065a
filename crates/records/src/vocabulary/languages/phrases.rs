//! Words and phrases that are looked for anywhere in a text, in English and all other languages: what takes back or
//! limits the rest of the text.

use std::sync::LazyLock;

use hashbrown::HashMap;

use super::LANGUAGES;
use super::language::{Doubts, words};
use super::votes::is_han_or_kana;
use crate::vocabulary::{statuses, system_words};

/// Phrases, indexed by their first word.
#[derive(Debug)]
pub(crate) struct Phrases {
    by_first: HashMap<&'static str, Vec<Vec<&'static str>>>,
    /// Words of scripts without spaces, which match within a run of letters.
    unspaced: Vec<&'static str>,
}

/// Words of English that deny or limit what a text names.
pub(crate) static ENGLISH_DENIALS: LazyLock<Phrases> =
    LazyLock::new(|| Phrases::new(system_words::DENIALS.iter().copied()));

/// The same in other languages.
pub(crate) static OTHER_DENIALS: LazyLock<Phrases> = LazyLock::new(|| Phrases::new(foreign(|it| it.denials)));

/// Words that negate a word after them.
pub(crate) static NEGATIONS: LazyLock<Phrases> = LazyLock::new(|| with(statuses::NEGATIONS, |it| it.negations));

/// Words before the end of a period.
pub(crate) static ENDS: LazyLock<Phrases> = LazyLock::new(|| with(statuses::ENDS, |it| it.ends));

/// Words before a time that may lie in the future.
pub(crate) static STARTS: LazyLock<Phrases> = LazyLock::new(|| with(statuses::STARTS, |it| it.starts));

/// Words after the name of a status that take it back.
pub(crate) static FAULTS: LazyLock<Phrases> = LazyLock::new(|| with(statuses::FAULTS, |it| it.faults));

/// Texts that stand for no particular system.
pub(crate) static NO_SYSTEMS: LazyLock<Phrases> = LazyLock::new(|| with(system_words::NO_SYSTEM, |it| it.no_systems));

/// Beginnings of texts that stand for no particular system.
pub(crate) static NO_SYSTEM_LEADS: LazyLock<Phrases> =
    LazyLock::new(|| with(system_words::NO_SYSTEM_LEADS, |it| it.no_system_leads));

fn with(english: &'static [&'static str], list: impl Fn(&Doubts) -> &'static str) -> Phrases {
    Phrases::new(english.iter().copied().chain(foreign(list)))
}

fn foreign(list: impl Fn(&Doubts) -> &'static str) -> impl Iterator<Item = &'static str> {
    LANGUAGES.iter().flat_map(move |language| words(list(&language.doubts)))
}

impl Phrases {
    fn new(phrases: impl Iterator<Item = &'static str>) -> Phrases {
        let (mut by_first, mut unspaced): (HashMap<_, Vec<Vec<_>>>, _) = (HashMap::new(), Vec::new());
        for phrase in phrases {
            if phrase.chars().all(is_han_or_kana) {
                unspaced.push(phrase);
            }
            let words: Vec<&str> = words_of(phrase).collect();
            if let Some(first) = words.first() {
                by_first.entry(*first).or_default().push(words);
            }
        }
        Phrases { by_first, unspaced }
    }

    /// Returns the number of words of the longest phrase at the beginning of a list of words in lower case.
    pub fn at(&self, words: &[&str]) -> Option<usize> {
        let phrases = self.by_first.get(*words.first()?)?;
        phrases.iter().filter(|phrase| words.starts_with(phrase)).map(Vec::len).max()
    }

    /// Returns the position of each phrase in a list of words in lower case, with its number of words.
    pub fn all_in<'a>(&'a self, words: &'a [&'a str]) -> impl Iterator<Item = (usize, usize)> + 'a {
        (0..words.len()).filter_map(|start| Some((start, self.at(&words[start..])?)))
    }

    /// Whether a text in a script without spaces contains a phrase.
    pub fn are_in_unspaced(&self, text: &str) -> bool {
        !text.is_ascii() && self.unspaced.iter().any(|phrase| text.contains(phrase))
    }

    /// Whether a text in a script without spaces begins with a phrase.
    pub fn begin_unspaced(&self, text: &str) -> bool {
        !text.is_ascii() && self.unspaced.iter().any(|phrase| text.starts_with(phrase))
    }
}

/// Returns the words of a text. A hyphen within a word belongs to it: `off-peak` does not contain `off`.
pub(crate) fn words_of(text: &str) -> impl Iterator<Item = &str> {
    let is_between = |letter: char| !(letter.is_alphanumeric() || matches!(letter, '-' | '\u{2010}' | '\u{2011}'));
    let words = text.split(is_between).map(|word| word.trim_matches(['-', '\u{2010}', '\u{2011}']));
    words.filter(|word| !word.is_empty())
}

/// Returns the words of a text with their byte offsets.
pub(crate) fn words_with_offsets(text: &str) -> impl Iterator<Item = (usize, &str)> {
    words_of(text).map(|word| (word.as_ptr().addr() - text.as_ptr().addr(), word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_are_found_as_whole_words() {
        let check = |text: &str, expected: bool| {
            let words: Vec<&str> = words_of(text).collect();
            let found = FAULTS.all_in(&words).next().is_some() || FAULTS.are_in_unspaced(text);
            assert_eq!(found, expected, "{text:?}");
        };
        check("used by nobody", true);
        check("noch nicht", true);
        check("noch", false);
        check("off-peak", false);
        check("officially", false);
        check("2023年まで", true);
        check("", false);
    }

    #[test]
    fn every_word_is_in_the_form_in_which_it_is_looked_for() {
        for language in LANGUAGES {
            let it = &language.doubts;
            for word in [it.denials, it.negations, it.ends, it.starts, it.faults, it.no_systems, it.no_system_leads]
                .into_iter()
                .flat_map(words)
            {
                assert_eq!(words_of(&word.to_lowercase()).collect::<Vec<_>>().join(" "), word, "{}", language.code);
            }
        }
    }
}
