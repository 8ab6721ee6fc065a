//! Languages other than English (docs/spec/integrations.md#other-languages): one file of data for each, and the tables
//! that are built of them.

pub(crate) mod intervals;
pub(crate) mod language;
pub(crate) mod names;
pub(crate) mod phrases;
pub(crate) mod terms;
pub(crate) mod titles;
pub(crate) mod votes;

mod de;
mod es;
mod fr;
mod it;
mod ja;
mod nl;
mod pl;
mod pt;
mod ru;
mod zh;

use language::Language;

/// Every language. Where several have a word with different meanings, the first one wins.
pub(crate) static LANGUAGES: [&Language; 10] = [
    &de::GERMAN,
    &fr::FRENCH,
    &es::SPANISH,
    &pt::PORTUGUESE,
    &it::ITALIAN,
    &nl::DUTCH,
    &pl::POLISH,
    &ru::RUSSIAN,
    &ja::JAPANESE,
    &zh::CHINESE,
];

/// Returns the index of the language with a code.
pub(crate) fn index_of(code: &str) -> Option<usize> {
    LANGUAGES.iter().position(|language| language.code.eq_ignore_ascii_case(code))
}

/// Returns the codes of all languages.
pub fn language_codes() -> impl Iterator<Item = &'static str> {
    LANGUAGES.iter().map(|language| language.code)
}

#[cfg(test)]
mod tests;
