//! Words that stand for each other in notes about systems: `delete` and `remove`.

use std::collections::BTreeSet;

use super::language::Language;

/// Returns pairs of a stem and a word that may stand for the words with it.
///
/// A thesaurus has a group of words on each line. They need not mean the same: a note with one of them may answer a question
/// with another.
pub fn synonyms<'a>(language: &'a Language, stems: &BTreeSet<String>) -> Vec<(String, &'a str)> {
    let mut found = BTreeSet::new();
    for line in language.thesaurus.lines() {
        let group: Vec<(&str, String)> = line.split(' ').map(|word| (word, language.stem(word).into_owned())).collect();
        for (_, stem) in group.iter().filter(|(_, stem)| stems.contains(stem)) {
            let others = group.iter().filter(|(_, other)| other != stem);
            found.extend(others.map(|(other, _)| (stem.clone(), *other)));
        }
    }
    found.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::closest::LANGUAGES;

    #[test]
    fn synonyms_are_in_the_same_group() {
        let language = &LANGUAGES[0];
        let of = |word: &str| synonyms(language, &BTreeSet::from([language.stem(word).into_owned()]));
        let delete = of("deleting");
        assert!(delete.contains(&("delet".to_owned(), "remove")), "{delete:?}");
        assert!(of("xylophone").is_empty());
    }

    #[test]
    fn thesauri_are_lists_of_groups() {
        for language in &LANGUAGES {
            let mut groups = BTreeSet::new();
            for line in language.thesaurus.lines() {
                let words: BTreeSet<&str> = line.split(' ').collect();
                assert!(words.len() > 1 && words.len() == line.split(' ').count(), "{}: {line:?}", language.code);
                assert!(words.iter().all(|word| !word.is_empty() && word.to_lowercase() == **word), "{line:?}");
                assert!(groups.insert(words), "{}: the group {line:?} occurs twice", language.code);
            }
        }
    }
}
