//! Whether the tables are sound.

use std::collections::BTreeMap;

use crate::vocabulary::canonical_name::canonical_name;
use crate::vocabulary::known_names::known_names;
use crate::vocabulary::languages::LANGUAGES;
use crate::vocabulary::languages::language::{Language, Words, entries, words};
use crate::vocabulary::terms::TermList;
use crate::vocabulary::{classifications, contacts, directions, frequencies, sections, statuses};

/// A table of terms: its name, its words in a language, and the English words for the same terms.
type TermTable = (&'static str, fn(&Language) -> Words, &'static TermList);

/// The tables of terms.
fn term_tables() -> Vec<TermTable> {
    vec![
        ("statuses", |it| it.statuses, &statuses::LIFE_CYCLE),
        ("document statuses", |it| it.document_statuses, &statuses::DOCUMENT),
        ("priorities", |it| it.priorities, &classifications::PRIORITY),
        ("classifications", |it| it.classifications, &classifications::CLASSIFICATION),
        ("directions", |it| it.directions, &directions::DIRECTION),
        ("frequencies", |it| it.frequencies, &frequencies::FREQUENCY),
    ]
}

#[test]
fn names_mean_known_names() {
    // Names that are known only where people or systems are described.
    let contacts = contacts::KEYS.iter().flat_map(|(_, names)| names.iter().copied());
    let known: Vec<&str> = known_names().chain(contacts).chain(sections::SYSTEM_OVERVIEWS.iter().copied()).collect();
    let mut problems = String::new();
    for language in LANGUAGES {
        let mut meanings = BTreeMap::new();
        for (meaning, name) in entries(language.names) {
            let code = language.code;
            if !known.contains(&meaning) {
                problems += &format!("{code}: {name}: no key, heading or column is called {meaning}\n");
            }
            if canonical_name(name) != name {
                problems += &format!("{code}: {name} is not canonical: {}\n", canonical_name(name));
            }
            if let Some(other) = meanings.insert(name, meaning) {
                problems += &format!("{code}: {name} means {other} and {meaning}\n");
            }
        }
    }
    assert!(problems.is_empty(), "{problems}");
}

#[test]
fn a_word_for_a_value_has_one_meaning_in_all_languages() {
    let mut problems = String::new();
    for (table, of, english) in term_tables() {
        let mut meanings: BTreeMap<&str, (&str, &str)> = BTreeMap::new();
        for (term, accepted) in english.terms {
            accepted.iter().for_each(|word| _ = meanings.insert(word, ("en", term)));
        }
        for language in LANGUAGES {
            for (term, word) in entries(of(language)) {
                if !english.terms.iter().any(|(it, _)| *it == term) {
                    let is_interval = table == "frequencies" && term.starts_with("every ");
                    if !is_interval {
                        problems += &format!("{table}: {}: {word}: no term is called {term}\n", language.code);
                    }
                }
                if let Some((other, meaning)) = meanings.insert(word, (language.code, term))
                    && meaning != term
                {
                    problems += &format!("{table}: {word} is {meaning} ({other}) and {term} ({})\n", language.code);
                }
                let is_lower =
                    word.to_lowercase() == word && !word.contains(['-', '\'', '’', '.']) && word.trim() == word;
                if !is_lower {
                    problems +=
                        &format!("{table}: {}: {word} is not in lower case without punctuation\n", language.code);
                }
                let found = english.exact_term(word);
                if found != Some(term) {
                    problems += &format!("{table}: {}: {word} is read as {found:?}, not {term}\n", language.code);
                }
            }
        }
    }
    assert!(problems.is_empty(), "{problems}");
}

#[test]
fn yes_and_no_differ() {
    for language in LANGUAGES {
        for word in words(language.yes) {
            assert_eq!(crate::normalize::yes_no(word), Some(true), "{}: {word}", language.code);
        }
        for word in words(language.no) {
            assert_eq!(crate::normalize::yes_no(word), Some(false), "{}: {word}", language.code);
        }
    }
}
