//! The names of each language, indexed for lookup.

use std::sync::LazyLock;

use compact_str::CompactString;
use hashbrown::HashMap;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::LANGUAGES;
use super::language::entries;

/// The names of each language with the English name that each means, in the order of [`LANGUAGES`].
static NAMES: LazyLock<Vec<HashMap<CompactString, &'static str>>> = LazyLock::new(|| {
    let index = |language: &super::language::Language| {
        let mut names = HashMap::new();
        for (meaning, name) in entries(language.names) {
            names.entry(CompactString::from(name)).or_insert(meaning);
        }
        // Accents are often left out: `Direcao`.
        for (meaning, name) in entries(language.names) {
            let bare = without_accents(name);
            if bare != name && bare.is_ascii() {
                names.entry(bare.into()).or_insert(meaning);
            }
        }
        names
    };
    LANGUAGES.iter().map(|language| index(language)).collect()
});

/// Returns a name without accents.
fn without_accents(name: &str) -> String {
    name.nfd().filter(|letter| !is_combining_mark(*letter)).collect()
}

/// Returns the English name for a canonical name of a language.
pub(crate) fn meaning(language: usize, name: &str) -> Option<&'static str> {
    NAMES[language].get(name).copied()
}

/// Returns the names of a language that mean an English name.
pub(crate) fn names_for(language: usize, wanted: &str) -> impl Iterator<Item = &'static str> + use<'_> {
    entries(LANGUAGES[language].names).filter(move |(meaning, _)| *meaning == wanted).map(|(_, name)| name)
}
