//! The languages whose words are stemmed.

use std::borrow::Cow;
use std::fmt;

use frostem::{Algorithm, Stemmer};

/// A language of notes and questions.
pub struct Language {
    /// The code of ISO 639-1.
    pub code: &'static str,
    /// Frequent words that other languages of the list do not have: a vault with notes in the language has them.
    pub signs: [&'static str; 5],
    /// Whether words are written together, as in `Fehlerbehandlung`.
    pub has_compounds: bool,
    pub(super) thesaurus: &'static str,
    /// Words of conversation that the list of stop words lacks.
    fillers: &'static str,
    /// Words that the stemmer takes for inflections of another word, with their stems: `important` is none of `import`.
    exceptions: &'static [(&'static str, &'static str)],
    algorithm: Algorithm,
}

/// All languages.
pub static LANGUAGES: [Language; 8] = [
    Language {
        code: "en",
        signs: ["the", "and", "with", "this", "from"],
        has_compounds: false,
        thesaurus: include_str!("thesaurus/en.txt"),
        fillers: "get gets got getting want wants need needs someone somebody anyone anybody something anything thing things \
                  stuff still even also already please like make makes made anymore go goes going gone back use uses using tell \
                  told let lets say says said keep keeps nothing everything nobody everybody two us see way could would",
        exceptions: &[
            ("accounting", "accounting"),
            ("business", "business"),
            ("businesses", "business"),
            ("author", "authors"),
            ("authors", "authors"),
            ("container", "container"),
            ("containers", "container"),
            ("customer", "customer"),
            ("customers", "customer"),
            ("customs", "customs"),
            ("engine", "engine"),
            ("engines", "engine"),
            ("goods", "goods"),
            ("importance", "important"),
            ("important", "important"),
            ("integral", "integral"),
            ("integrity", "integrity"),
            ("international", "international"),
            ("marketing", "marketing"),
            ("production", "production"),
            ("productions", "production"),
            ("setting", "setting"),
            ("settings", "setting"),
            ("terminal", "terminal"),
            ("terminals", "terminal"),
            ("university", "university"),
        ],
        algorithm: Algorithm::English,
    },
    Language {
        code: "de",
        signs: ["der", "und", "nicht", "wird", "für"],
        has_compounds: true,
        thesaurus: include_str!("thesaurus/de.txt"),
        fillers: "geht gehen mal eigentlich schon bitte gerade grad immer krieg kriegen kriege bekomme bekommen komme kommt mach \
                  machen macht gibt nix nich raus rein drin weg ehe kannst willst",
        exceptions: &[("lager", "lager"), ("rechnung", "rechnung"), ("rechnungen", "rechnung"), ("zeitung", "zeitung")],
        algorithm: Algorithm::German,
    },
    Language {
        code: "fr",
        signs: ["les", "des", "une", "est", "dans"],
        has_compounds: false,
        thesaurus: include_str!("thesaurus/fr.txt"),
        fillers: "comment pourquoi quand faire fait faut veut veux peut peux quel quelle quels quelles va vais plus",
        exceptions: &[],
        algorithm: Algorithm::French,
    },
    Language {
        code: "es",
        signs: ["los", "las", "una", "del", "para"],
        has_compounds: false,
        thesaurus: include_str!("thesaurus/es.txt"),
        fillers: "cómo cuándo dónde hacer hace hago quiero puede puedo debo va ir cuál",
        exceptions: &[],
        algorithm: Algorithm::Spanish,
    },
    Language {
        code: "pt",
        signs: ["não", "uma", "os", "ao", "são"],
        has_compounds: false,
        thesaurus: include_str!("thesaurus/pt.txt"),
        fillers: "onde porque fazer faz faço quero pode posso devo vai ir cadê",
        exceptions: &[],
        algorithm: Algorithm::Portuguese,
    },
    Language {
        code: "it",
        signs: ["della", "che", "gli", "sono", "nella"],
        has_compounds: false,
        thesaurus: include_str!("thesaurus/it.txt"),
        fillers: "quando fare fa faccio voglio può posso devo va andare",
        exceptions: &[],
        algorithm: Algorithm::Italian,
    },
    Language {
        code: "nl",
        signs: ["het", "een", "van", "niet", "wordt"],
        has_compounds: true,
        thesaurus: include_str!("thesaurus/nl.txt"),
        fillers: "waarom wanneer gaat gaan maak maken krijg krijgen eigenlijk alsjeblieft even",
        exceptions: &[],
        algorithm: Algorithm::Dutch,
    },
    Language {
        code: "pl",
        signs: ["nie", "jest", "się", "oraz", "przez"],
        has_compounds: false,
        thesaurus: include_str!("thesaurus/pl.txt"),
        fillers: "zrobić robi robić idzie proszę",
        exceptions: &[],
        algorithm: Algorithm::Polish,
    },
];

impl Language {
    /// Returns what the inflections of a folded word share.
    pub fn stem<'a>(&self, word: &'a str) -> Cow<'a, str> {
        if let Some((_, stem)) = self.exceptions.iter().find(|(exception, _)| *exception == word) {
            return (*stem).into();
        }
        let stem = self.beginning(word);
        if self.code == "de" { german_stem(stem) } else { stem }
    }

    /// Returns the beginning of a folded word that its inflections and its compounds share.
    pub fn beginning<'a>(&self, word: &'a str) -> Cow<'a, str> {
        Stemmer::new(self.algorithm).stem(word)
    }

    /// Returns the beginning of a word with each of its vowels as the inflections of German change them: `gehälter` for
    /// `gehalt`.
    pub(super) fn with_umlauts(&self, beginning: &str) -> Vec<String> {
        let umlaut = |letter: char| match letter {
            'a' => Some('ä'),
            'o' => Some('ö'),
            'u' => Some('ü'),
            _ => None,
        };
        let letters = beginning.char_indices().filter(|_| self.code == "de");
        let changed = letters.filter_map(|(at, letter)| {
            Some(format!("{}{}{}", &beginning[..at], umlaut(letter)?, &beginning[at + 1..]))
        });
        changed.collect()
    }

    /// Whether a folded word says nothing about a subject. Apostrophes of the word are left out: `dont`.
    pub fn is_stop_word(&self, word: &str) -> bool {
        let is_listed = |listed: &&str| match listed.contains('\'') {
            true => listed.split('\'').collect::<String>() == word,
            false => *listed == word,
        };
        let stop_words = stop_words::lookup(self.code).unwrap_or_default();
        stop_words.iter().any(is_listed) || self.fillers.split(' ').any(|filler| filler == word)
    }
}

/// Returns a German stem without what the stemmer leaves.
fn german_stem(stem: Cow<str>) -> Cow<str> {
    // Nouns of short verbs: `löschen`, `Löschung`.
    let verb =
        stem.strip_suffix("ung").filter(|verb| verb.chars().count() > 2 && verb.contains(['a', 'e', 'i', 'o', 'u']));
    if let Some(verb) = verb {
        return verb.to_owned().into();
    }
    // Verbs lose an `e` that their nouns keep, or the other way around: `behandeln`, `Behandlung`.
    let shortened = stem.strip_suffix("el").map(|rest| (rest, 'l')).or(stem.strip_suffix("er").map(|rest| (rest, 'r')));
    match shortened.filter(|(rest, _)| rest.chars().count() > 2) {
        Some((rest, last)) => format!("{rest}{last}").into(),
        None => stem,
    }
}

impl fmt::Debug for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_their_own_are_no_inflections() {
        let differ = |language: &Language, one: &str, other: &str| {
            assert_ne!(language.stem(one), language.stem(other), "{one} {other}");
        };
        differ(&LANGUAGES[0], "important", "import");
        differ(&LANGUAGES[0], "customers", "custom");
        differ(&LANGUAGES[0], "author", "authorize");
        differ(&LANGUAGES[0], "integrity", "integration");
        differ(&LANGUAGES[0], "production", "products");
        differ(&LANGUAGES[0], "business", "busy");
        differ(&LANGUAGES[1], "rechnungen", "rechnen");
        assert_eq!(LANGUAGES[1].stem("sprung"), "sprung");
    }

    #[test]
    fn every_language_has_stems_stop_words_and_signs_of_its_own() {
        let check = |code: &str, one: &str, other: &str, stop: &str| {
            let language = LANGUAGES.iter().find(|language| language.code == code).unwrap();
            assert_eq!(language.stem(one), language.stem(other), "{code}");
            assert!(language.is_stop_word(stop), "{code}: {stop}");
            assert!(!language.is_stop_word(one), "{code}: {one}");
            for (other, sign) in LANGUAGES.iter().flat_map(|it| it.signs.map(|sign| (it, sign))) {
                assert!(other.code == code || !language.signs.contains(&sign), "{code}, {}: {sign}", other.code);
            }
        };
        check("en", "folders", "folder", "dont");
        check("de", "fehlern", "fehler", "nicht");
        check("de", "behandeln", "behandlung", "nicht");
        check("de", "löschen", "löschung", "nicht");
        check("fr", "dossiers", "dossier", "pourquoi");
        check("es", "carpetas", "carpeta", "dónde");
        check("pt", "pastas", "pasta", "não");
        check("it", "cartelle", "cartella", "perché");
        check("nl", "mappen", "map", "waarom");
        check("pl", "foldery", "folder", "dlaczego");
    }
}
