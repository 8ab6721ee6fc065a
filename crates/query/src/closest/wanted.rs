//! What stands for a word of a question: its inflections, words that contain it, parts of it, and synonyms.

use std::collections::BTreeSet;

use super::language::Language;
use super::thesaurus::synonyms;
use crate::search::{TermPattern, is_cjk};

/// The weight of words that contain the stem, such as `Fehlerbehandlung` for `Fehler`, relative to the word itself.
const INSIDE: f32 = 0.4;
/// The weight of the parts of a compound.
const PART: f32 = 0.7;
/// The weight of a synonym.
const SYNONYM: f32 = 0.5;
/// The weight of a word that contains a synonym.
const SYNONYM_IN_COMPOUND: f32 = 0.35;
/// The most words of a question that are looked for.
const MAX_WANTED: usize = 32;
/// The most letters of a word that has inflections and parts.
const MAX_LETTERS: usize = 64;
/// The fewest letters of a stem that may be a part of another word.
const MIN_PART: usize = 4;

/// A word of a question that is looked for, with all that may stand for it.
#[derive(Debug, Clone, PartialEq)]
pub struct Wanted {
    /// The word, as the question has it, folded.
    pub word: String,
    /// Further words of the question that are inflections of it.
    pub repetitions: Vec<String>,
    /// What it is taken for, as the vault does not have it and these are spelled similarly.
    pub spellings: Vec<String>,
    /// What may stand for it, the word itself first.
    pub forms: Vec<Form>,
}

/// Words that may stand for a word of a question.
#[derive(Debug, Clone)]
pub struct Form {
    /// The word, or the stem of the words.
    pub text: String,
    /// Patterns of which each word of the form matches one. Others may match them too.
    pub patterns: Vec<TermPattern>,
    /// Which words of the vault they are.
    pub extent: Extent,
    /// The weight relative to the word itself.
    pub weight: f32,
    /// Why they stand for it.
    pub origin: Origin,
}

/// Which words of the vault are a form.
#[derive(Debug, Clone, Copy)]
pub enum Extent {
    /// The word.
    Word,
    /// The words with the stem in a language.
    Stem(&'static Language),
    /// The words that contain the text.
    Inside,
}

/// Why a form stands for a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// It is the word, or an inflection of it.
    Same,
    /// It contains the word, or is a part of it.
    Compound,
    /// It is a synonym.
    Synonym,
    /// The vault does not have the word, and this one is spelled similarly.
    Spelling,
}

impl Wanted {
    /// Iterates over the forms that are the word itself, in each language.
    fn own_forms(&self) -> impl Iterator<Item = &Form> {
        self.forms.iter().filter(|form| form.origin == Origin::Same)
    }
}

impl PartialEq for Form {
    fn eq(&self, other: &Form) -> bool {
        self.text == other.text && self.weight == other.weight && self.extent == other.extent
    }
}

impl PartialEq for Extent {
    fn eq(&self, other: &Extent) -> bool {
        match (self, other) {
            (Extent::Stem(one), Extent::Stem(other)) => one.code == other.code,
            _ => std::mem::discriminant(self) == std::mem::discriminant(other),
        }
    }
}

impl Form {
    /// Returns the form of a single word.
    fn word(text: &str, weight: f32, origin: Origin) -> Form {
        let pattern = TermPattern { text: text.to_owned(), open_start: false, open_end: false };
        Form { text: text.to_owned(), patterns: vec![pattern], extent: Extent::Word, weight, origin }
    }

    /// Returns the form of all inflections of a word.
    fn stem(language: &'static Language, word: &str, weight: f32, origin: Origin) -> Form {
        let text = language.stem(word).into_owned();
        // The last letters of a stem may differ from those of the word, `happi` and `happy`, and its vowels may have lost
        // their marks.
        let beginning = beginning_of(&text);
        let own: String = word.chars().take(beginning.chars().count()).collect();
        let mut beginnings = BTreeSet::from([beginning.to_owned()]);
        beginnings.extend(language.with_umlauts(&own));
        beginnings.insert(own);
        let pattern = |text: String| TermPattern { text, open_start: false, open_end: true };
        let mut patterns: Vec<TermPattern> = beginnings.into_iter().map(pattern).collect();
        // A beginning that too many words have is not looked for, but the word itself is.
        patterns.push(TermPattern { text: word.to_owned(), open_start: false, open_end: false });
        Form { text, patterns, extent: Extent::Stem(language), weight, origin }
    }

    /// Returns the form of all words that contain an inflection of a word; `None` if that is too short to mean the same there.
    fn inside(language: &'static Language, word: &str, weight: f32, origin: Origin) -> Option<Form> {
        let text = language.beginning(word).into_owned();
        let length = text.chars().count();
        if length < MIN_PART {
            return None;
        }
        let own: String = word.chars().take(length).collect();
        let pattern = |text: &String| TermPattern { text: text.clone(), open_start: true, open_end: true };
        let patterns = BTreeSet::from([&text, &own]).into_iter().map(pattern).collect();
        Some(Form { text, patterns, extent: Extent::Inside, weight, origin })
    }

    /// Returns the most words that may match a pattern; a pattern with more is not looked for, as so many say nothing.
    pub fn max_words(&self) -> usize {
        if matches!(self.extent, Extent::Inside) { 300 } else { 5_000 }
    }

    /// Whether a folded word that matches one of the patterns is one of the form.
    pub fn admits(&self, word: &str) -> bool {
        match self.extent {
            Extent::Stem(language) => language.stem(word) == self.text,
            _ => true,
        }
    }
}

/// Returns the beginning that the inflections of a stem share.
fn beginning_of(stem: &str) -> &str {
    let shortened = stem.char_indices().nth_back(0).map_or("", |(last, _)| &stem[..last]);
    if shortened.chars().count() < 3 { stem } else { shortened }
}

/// The words of a vault.
pub trait VaultWords {
    /// Whether the vault has a word that is a form.
    fn has(&self, form: &Form) -> bool;

    /// Returns the words of the vault that a folded word may be a misspelling of.
    fn similar(&self, word: &str) -> Vec<String>;
}

/// A vault of which nothing is known: it may have any word.
impl VaultWords for () {
    fn has(&self, _: &Form) -> bool {
        true
    }

    fn similar(&self, _: &str) -> Vec<String> {
        Vec::new()
    }
}

/// What is looked for to answer a question.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Analysis {
    /// The words, and what may stand for them.
    pub wanted: Vec<Wanted>,
    /// The words of the question that are not looked for, as they say nothing about its subject.
    pub dropped: Vec<String>,
}

/// Returns what is looked for to answer a question in a vault with notes in some languages: its words without stop words,
/// unless there is none other.
pub fn analyze(words: &[String], languages: &[&'static Language], vault: &impl VaultWords) -> Analysis {
    let languages = languages_of(words, languages);
    let is_stop_word = |word: &String| languages.iter().any(|language| language.is_stop_word(word));
    let (mut dropped, mut kept): (Vec<String>, Vec<String>) = words.iter().cloned().partition(is_stop_word);
    if kept.is_empty() {
        std::mem::swap(&mut dropped, &mut kept);
    }
    kept.truncate(MAX_WANTED);
    let mut wanted: Vec<Wanted> = kept.iter().map(|word| of_word(word, &languages, vault)).collect();
    for language in &languages {
        add_synonyms(&mut wanted, language);
    }
    // A word with synonyms is no misspelling of another.
    let is_missing = |wanted: &&mut Wanted| {
        let is_known = |form: &Form| form.origin == Origin::Synonym || vault.has(form);
        is_of_letters(&wanted.word) && !wanted.forms.iter().any(is_known)
    };
    for wanted in wanted.iter_mut().filter(is_missing) {
        let spellings = vault.similar(&wanted.word);
        let forms = spellings.iter().flat_map(|spelling| of_word(spelling, &languages, vault).forms);
        wanted.forms.extend(forms.map(|form| Form { origin: Origin::Spelling, ..form }));
        wanted.spellings = spellings;
    }
    // Two inflections of a word are looked for once.
    let mut distinct: Vec<Wanted> = Vec::new();
    for wanted in wanted {
        match distinct.iter_mut().find(|known| known.own_forms().eq(wanted.own_forms())) {
            Some(known) => known.repetitions.push(wanted.word),
            None => distinct.push(wanted),
        }
    }
    Analysis { wanted: distinct, dropped }
}

/// Returns the languages of a question: those with most of its words as stop words, which may be several. A question of
/// key words only may be in any language.
fn languages_of(words: &[String], languages: &[&'static Language]) -> Vec<&'static Language> {
    let stop_words = |language: &&Language| words.iter().filter(|word| language.is_stop_word(word)).count();
    let most = languages.iter().map(stop_words).max().unwrap_or_default();
    languages.iter().copied().filter(|language| stop_words(language) == most).collect()
}

fn of_word(word: &str, languages: &[&'static Language], vault: &impl VaultWords) -> Wanted {
    let mut forms = Vec::new();
    if is_of_letters(word) {
        forms.extend(languages.iter().map(|language| Form::stem(language, word, 1.0, Origin::Same)));
        for language in languages {
            let inside = Form::inside(language, word, INSIDE, Origin::Compound);
            forms.extend(inside.filter(|inside| !forms.contains(inside)));
        }
        for language in languages.iter().filter(|language| language.has_compounds) {
            let parts = parts(word, language, vault);
            forms.extend(parts.iter().map(|part| Form::stem(language, part, PART, Origin::Compound)));
        }
    } else {
        forms.push(Form::word(word, 1.0, Origin::Same));
        forms.extend(numbers_like(word).iter().map(|number| Form::word(number, 1.0, Origin::Same)));
    }
    Wanted { word: word.to_owned(), repetitions: Vec::new(), spellings: Vec::new(), forms }
}

/// Whether a word has inflections and may be misspelled: IDs, numbers, pairs of CJK characters and very long words are only
/// themselves.
fn is_of_letters(word: &str) -> bool {
    word.chars().all(|letter| letter.is_alphabetic() && !is_cjk(letter)) && word.chars().count() <= MAX_LETTERS
}

/// Returns the other spellings of a number with leading zeros, as IDs have them: `003` for `3`.
fn numbers_like(word: &str) -> Vec<String> {
    let Ok(number) = word.parse::<u32>() else { return Vec::new() };
    let mut numbers: Vec<String> = (1..=4).map(|digits| format!("{number:0digits$}")).collect();
    numbers.dedup();
    numbers.retain(|other| other != word);
    numbers
}

/// Returns the parts of a compound: of each way to split it into two words that the vault has, possibly joined by `s`, `n` or
/// `en`.
fn parts(word: &str, language: &'static Language, vault: &impl VaultWords) -> Vec<String> {
    let is_known = |part: &&str| {
        part.chars().count() >= MIN_PART && vault.has(&Form::stem(language, part, PART, Origin::Compound))
    };
    let splits: Vec<usize> = word.char_indices().map(|(at, _)| at).skip(MIN_PART).collect();
    let splits = splits.iter().take(splits.len().saturating_sub(MIN_PART - 1));
    let found = splits.filter_map(|at| {
        let (first, second) = word.split_at(*at);
        let joined = ["", "s", "n", "en", "es"].iter().filter_map(|joint| first.strip_suffix(joint));
        let first = Some(second).filter(is_known).and_then(|_| joined.into_iter().find(is_known))?;
        Some([first.to_owned(), second.to_owned()])
    });
    let parts: BTreeSet<String> = found.flatten().collect();
    parts.into_iter().collect()
}

/// Adds the synonyms of a language.
fn add_synonyms(all: &mut [Wanted], language: &'static Language) {
    let stem_of = |wanted: &Wanted| {
        let extent = Extent::Stem(language);
        wanted
            .forms
            .iter()
            .find(|form| form.origin == Origin::Same && form.extent == extent)
            .map(|form| form.text.clone())
    };
    let stems: BTreeSet<String> = all.iter().filter_map(stem_of).collect();
    let synonyms = synonyms(language, &stems);
    for wanted in all {
        let Some(stem) = stem_of(wanted) else { continue };
        for (_, synonym) in synonyms.iter().filter(|(of, _)| *of == stem) {
            wanted.forms.push(Form::stem(language, synonym, SYNONYM, Origin::Synonym));
            let inside = Form::inside(language, synonym, SYNONYM_IN_COMPOUND, Origin::Synonym);
            wanted.forms.extend(inside.filter(|_| language.has_compounds));
        }
    }
}

#[cfg(test)]
pub(super) mod test_words {
    use super::{Form, VaultWords};

    /// A vault with these words.
    pub struct Words<'a>(pub &'a [&'a str]);

    impl VaultWords for Words<'_> {
        fn has(&self, form: &Form) -> bool {
            let matches = |word: &&&str| form.patterns.iter().any(|pattern| pattern.matches(word)) && form.admits(word);
            self.0.iter().find(matches).is_some()
        }

        fn similar(&self, word: &str) -> Vec<String> {
            self.0
                .iter()
                .filter(|known| strsim::osa_distance(known, word) == 1)
                .map(|known| (*known).to_owned())
                .collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::test_words::Words;
    use super::*;
    use crate::closest::LANGUAGES;

    const ENGLISH: &Language = &LANGUAGES[0];
    const GERMAN: &Language = &LANGUAGES[1];

    fn of(question: &str, languages: &[&'static Language], known: &[&str]) -> Vec<Wanted> {
        let words: Vec<String> = question.split(' ').map(str::to_owned).collect();
        analyze(&words, languages, &Words(known)).wanted
    }

    #[test]
    fn stop_words_are_dropped_unless_there_is_nothing_else() {
        let check = |question: &str, expected: &[&str]| {
            let found: Vec<String> = of(question, &[ENGLISH], &[]).into_iter().map(|it| it.word).collect();
            assert_eq!(found, expected, "{question}");
        };
        check("how do i stop the sync", &["stop", "sync"]);
        check("who are you", &["who", "are", "you"]);
        check("folder folders", &["folder"]);
    }

    #[test]
    fn words_are_merged_if_they_are_the_same_in_all_languages() {
        let check = |question: &str, languages: &[&'static Language], expected: &[&str]| {
            let found = of(question, languages, &[]);
            assert_eq!(found.iter().map(|it| it.word.as_str()).collect::<Vec<_>>(), expected, "{question}");
        };
        check("server serve", &[ENGLISH, GERMAN], &["server", "serve"]);
        check("folder folders", &[ENGLISH, GERMAN], &["folder"]);
        assert_eq!(of("folder folders", &[ENGLISH], &[])[0].repetitions, ["folders"]);
    }

    #[test]
    fn very_long_words_are_only_themselves() {
        let found = of(&"a".repeat(8000), &[ENGLISH, GERMAN], &[]);
        assert_eq!(found[0].forms.len(), 1);
    }

    #[test]
    fn a_question_has_the_language_of_its_stop_words() {
        let check = |question: &str, expected: &[&str]| {
            let words: Vec<String> = question.split(' ').map(str::to_owned).collect();
            let found = languages_of(&words, &[ENGLISH, GERMAN, &LANGUAGES[2]]);
            assert_eq!(found.iter().map(|language| language.code).collect::<Vec<_>>(), expected, "{question}");
        };
        check("where is the feed for orders", &["en"]);
        check("wo ist die schnittstelle für bestellungen", &["de"]);
        check("orders warehouse", &["en", "de", "fr"]);
        check("where die schnittstelle", &["en", "de"]);
    }

    #[test]
    fn forms_are_inflections_compounds_and_synonyms() {
        let found = of("fehlerbehandlung", &[GERMAN], &["fehler", "behandeln"]);
        let has =
            |text: &str, origin: Origin| found[0].forms.iter().any(|form| form.text == text && form.origin == origin);
        assert!(has(&GERMAN.stem("fehler"), Origin::Compound), "{found:?}");
        assert!(has(&GERMAN.stem("behandlung"), Origin::Compound), "{found:?}");
        let found = of("delete", &[ENGLISH], &[]);
        assert!(found[0].forms[0].admits("deleting") && !found[0].forms[0].admits("delegate"), "{found:?}");
        assert!(
            found[0].forms.iter().any(|form| form.origin == Origin::Synonym && form.admits("removal")),
            "{found:?}"
        );
    }

    #[test]
    fn vowels_with_marks_are_found() {
        let check = |language: &'static Language, word: &str, other: &str| {
            let form = Form::stem(language, word, 1.0, Origin::Same);
            let has_pattern = form.patterns.iter().any(|pattern| pattern.matches(other));
            assert!(has_pattern && form.admits(other), "{word} {other}: {form:?}");
        };
        check(GERMAN, "löschen", "löschung");
        check(GERMAN, "gehalt", "gehälter");
        check(GERMAN, "prüfung", "prüfen");
        check(&LANGUAGES[3], "código", "códigos");
        check(ENGLISH, "happy", "happiness");
    }

    #[test]
    fn ids_and_pairs_of_characters_are_only_themselves() {
        let numbers = of("3", &[ENGLISH], &[]).remove(0).forms;
        assert_eq!(numbers.iter().map(|form| form.text.as_str()).collect::<Vec<_>>(), ["3", "03", "003", "0003"]);
        for word in ["20250101", "v2", "東京"] {
            let found = of(word, &[ENGLISH, GERMAN], &[]);
            assert_eq!(found[0].forms.len(), 1, "{found:?}");
            assert_eq!(found[0].forms[0].extent, Extent::Word);
        }
    }

    #[test]
    fn a_word_that_the_vault_has_nowhere_is_corrected() {
        let check = |known: &[&str], expected: &[&str]| {
            let found = of("shipemnt", &[ENGLISH], known);
            assert_eq!(found[0].spellings, expected, "{known:?}");
            let is_corrected =
                found[0].forms.iter().any(|form| form.origin == Origin::Spelling && form.admits("shipments"));
            assert_eq!(is_corrected, !expected.is_empty());
        };
        check(&["shipment", "order"], &["shipment"]);
        check(&["shipment", "shipemnt"], &[]);
        check(&["order"], &[]);
    }
}
