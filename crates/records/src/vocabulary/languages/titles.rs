//! Words in titles and file names by which a note announces what it is, in all languages.

use std::sync::LazyLock;

use super::LANGUAGES;
use super::language::{Titles, words};
use super::votes::is_han_or_kana;
use crate::vocabulary::word_search::WordSearch;

/// What a title announces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Announced {
    /// Interfaces and integrations.
    Integrations,
    /// Events and messages.
    Messages,
    /// The systems around one.
    Partners,
    /// Instructions.
    Guide,
    /// An explanation of words.
    Glossary,
    /// A decision.
    Decision,
    /// A template.
    Template,
}

/// The words that announce one thing.
struct Words(WordSearch);

impl Words {
    fn new(list: impl Fn(&Titles) -> &'static str) -> Words {
        Words(WordSearch::new(LANGUAGES.iter().flat_map(|language| words(list(&language.titles)))))
    }

    /// Returns the places of the words in a title. Unless it is of a script without spaces, a word must begin one of
    /// the title, which may be longer: `Schnittstellenverzeichnis`.
    fn places(&self, title: &str) -> impl Iterator<Item = std::ops::Range<usize>> {
        self.0.places(title).filter_map(move |(word, place)| {
            let anywhere = word.ends_with(is_han_or_kana);
            (anywhere || !title[..place.start].ends_with(char::is_alphanumeric)).then_some(place)
        })
    }
}

static INTEGRATIONS: LazyLock<Words> = LazyLock::new(|| Words::new(|titles| titles.integrations));
static MESSAGES: LazyLock<Words> = LazyLock::new(|| Words::new(|titles| titles.messages));
static PARTNERS: LazyLock<Words> = LazyLock::new(|| Words::new(|titles| titles.partners));
static GUIDES: LazyLock<Words> = LazyLock::new(|| Words::new(|titles| titles.guides));
static GLOSSARIES: LazyLock<Words> = LazyLock::new(|| Words::new(|titles| titles.glossaries));
static DECISIONS: LazyLock<Words> = LazyLock::new(|| Words::new(|titles| titles.decisions));
static TEMPLATES: LazyLock<Words> = LazyLock::new(|| Words::new(|titles| titles.templates));
/// The words between two systems.
static TO: LazyLock<WordSearch> =
    LazyLock::new(|| WordSearch::new(LANGUAGES.iter().flat_map(|language| words(language.titles.to))));
/// The words before the first of two systems.
static FROM: LazyLock<WordSearch> =
    LazyLock::new(|| WordSearch::new(LANGUAGES.iter().flat_map(|language| words(language.titles.from))));

/// Whether a title in lower case announces something. Decisions and templates are announced at the beginning only, as
/// both are data too; templates also at the end: `接口文档模板`.
pub(crate) fn announces(title: &str, announced: Announced) -> bool {
    match announced {
        Announced::Integrations => INTEGRATIONS.places(title).next().is_some(),
        Announced::Messages => MESSAGES.places(title).next().is_some(),
        Announced::Partners => PARTNERS.places(title).next().is_some(),
        Announced::Guide => GUIDES.places(title).next().is_some(),
        Announced::Glossary => GLOSSARIES.places(title).next().is_some(),
        Announced::Decision => DECISIONS.places(title).any(|place| place.start == 0),
        Announced::Template => TEMPLATES.places(title).any(|place| place.start == 0 || place.end == title.len()),
    }
}

/// Returns the two systems of a title such as `Schnittstelle Kasse nach Hauptbuch` or `从柜台通到仓库宝的接口`. As the
/// words between them occur in any title, a word for integrations must come first, or a word for "from" must precede the
/// first system. Also returns whether the former is the case: `Von Rom nach Florenz` has only the latter.
pub(crate) fn sides(title: &str) -> Option<(&str, &str, bool)> {
    // The offsets of the title in lower case are those of the title, unless a letter changes its length with its case.
    let lower = title.to_lowercase();
    if title.is_ascii() && !title.contains(' ') || lower.len() != title.len() || title.len() > 200 {
        return None;
    }
    // Most titles have none of the words.
    let announced = INTEGRATIONS.0.length_at_start(&lower);
    let may_begin = || FROM.length_at_start(lower.trim_start()).is_some();
    if announced.is_none() && !may_begin() || !TO.is_in(&lower) {
        return None;
    }
    let start = announced.map(|end| lower[end..].find(' ').map_or(end, |space| end + space));
    LANGUAGES.iter().find_map(|language| {
        let after = start.unwrap_or(0);
        let after = after + (lower.len() - after - lower[after..].trim_start().len());
        let from = words(language.titles.from).find(|from| is_word(&lower[after..], from));
        let left = after + from.map_or(0, str::len);
        if from.is_none() && start.is_none() {
            return None;
        }
        let (at, to) = words(language.titles.to).filter(|to| from.is_some() || is_plain(to)).find_map(|to| {
            let places = lower[left..].match_indices(to).map(|(at, _)| left + at);
            let mut places = places.filter(|at| is_between(&lower, *at, to));
            Some((places.next()?, to))
        })?;
        let right = at + to.len();
        // `从柜台通到仓库宝的接口`
        let end = INTEGRATIONS.places(&lower[right..]).next().map_or(lower.len(), |place| right + place.start);
        let to = title.get(right..end)?.trim_end_matches(['的', 'の', 'へ', ' ', '-', '–', ':']).trim_start();
        let from = title.get(left..at)?.trim();
        (!from.is_empty() && !to.is_empty()).then_some((from, to, start.is_some()))
    })
}

/// Whether a word stands between two systems even where no word for "from" precedes them. Short ones have many
/// meanings: `Interface à venir`.
fn is_plain(to: &str) -> bool {
    to.chars().count() > if to.ends_with(is_han_or_kana) { 1 } else { 2 }
}

/// Whether a text begins with a word.
fn is_word(text: &str, word: &str) -> bool {
    let rest = text.strip_prefix(word);
    rest.is_some_and(|rest| word.ends_with(is_han_or_kana) || rest.starts_with(' '))
}

/// Whether a word at an offset stands by itself.
fn is_between(text: &str, at: usize, word: &str) -> bool {
    word.ends_with(is_han_or_kana) || text[..at].ends_with(' ') && text[at + word.len()..].starts_with(' ')
}
