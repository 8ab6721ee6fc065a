//! Words for values in all languages, indexed for lookup.

use std::sync::LazyLock;

use compact_str::CompactString;
use hashbrown::HashMap;

use super::LANGUAGES;
use super::language::{Language, Words, entries, words};
use super::votes::is_han_or_kana;

/// The words of all languages for the terms of one list.
#[derive(Debug)]
pub(crate) struct ForeignTerms {
    terms: HashMap<&'static str, &'static str>,
    /// Length in bytes of the longest word.
    longest: usize,
}

/// Terms of the life cycle.
pub(crate) static STATUSES: LazyLock<ForeignTerms> = LazyLock::new(|| ForeignTerms::new(|language| language.statuses));

/// Terms for the status of a document.
pub(crate) static DOCUMENT_STATUSES: LazyLock<ForeignTerms> =
    LazyLock::new(|| ForeignTerms::new(|language| language.document_statuses));

/// Terms for priorities.
pub(crate) static PRIORITIES: LazyLock<ForeignTerms> =
    LazyLock::new(|| ForeignTerms::new(|language| language.priorities));

/// Terms for the classification of data.
pub(crate) static CLASSIFICATIONS: LazyLock<ForeignTerms> =
    LazyLock::new(|| ForeignTerms::new(|language| language.classifications));

/// Terms for directions.
pub(crate) static DIRECTIONS: LazyLock<ForeignTerms> =
    LazyLock::new(|| ForeignTerms::new(|language| language.directions));

/// Terms for frequencies.
pub(crate) static FREQUENCIES: LazyLock<ForeignTerms> =
    LazyLock::new(|| ForeignTerms::new(|language| language.frequencies));

/// Words for `yes` and `no`.
static YES_NO: LazyLock<ForeignTerms> = LazyLock::new(|| {
    let yes = LANGUAGES.iter().flat_map(|language| words(language.yes)).map(|word| ("yes", word));
    let no = LANGUAGES.iter().flat_map(|language| words(language.no)).map(|word| ("no", word));
    ForeignTerms::of(yes.chain(no))
});

impl ForeignTerms {
    fn new(table: impl Fn(&Language) -> Words) -> ForeignTerms {
        ForeignTerms::of(LANGUAGES.iter().flat_map(|language| entries(table(language))))
    }

    fn of(entries: impl Iterator<Item = (&'static str, &'static str)>) -> ForeignTerms {
        let mut terms = HashMap::new();
        for (term, word) in entries {
            terms.entry(word).or_insert(term);
        }
        let longest = terms.keys().map(|word| word.len()).max().unwrap_or(0);
        ForeignTerms { terms, longest }
    }

    /// Returns the term with the longest word at the beginning of a text, and the end of that word. The word must end at
    /// a word boundary; in a script without spaces, a number may follow too.
    pub fn longest_prefix(&self, text: &str) -> Option<(&'static str, usize)> {
        let mut name = CompactString::default();
        let mut longest = None;
        let mut letters = text.char_indices().peekable();
        while let Some((at, letter)) = letters.next() {
            let next = letters.peek().map(|(_, next)| *next);
            match letter {
                '\'' | '’' if !name.is_empty() => continue,
                _ if letter.is_ascii_alphanumeric() => name.push(letter.to_ascii_lowercase()),
                _ if letter.is_alphanumeric() || is_mark(letter) => name.extend(letter.to_lowercase()),
                _ if name.is_empty() || !is_between(letter) => break,
                _ if name.ends_with(' ') => continue,
                _ => name.push(' '),
            }
            if name.len() > self.longest {
                break;
            }
            if is_end(letter, next)
                && let Some(term) = self.terms.get(name.as_str())
            {
                longest = Some((*term, at + letter.len_utf8()));
            }
        }
        longest
    }
}

/// Returns whether a text begins with a word for yes or for no. What follows must be a remark: `ja (Schlüssel)`.
pub(crate) fn yes_no(text: &str) -> Option<bool> {
    let (term, end) = YES_NO.longest_prefix(text)?;
    let rest = text[end..].trim_start();
    let is_remark = rest.is_empty() || rest.starts_with(['(', '（', ',', '，', '、', ';', '.', ':', '-', '–', '—']);
    is_remark.then_some(term == "yes")
}

/// Whether a character of a cell stands for a word by itself: `○`.
fn is_mark(letter: char) -> bool {
    matches!(letter, '○' | '〇' | '◯' | '×')
}

/// Whether a character stands between the words of a term.
fn is_between(letter: char) -> bool {
    letter.is_whitespace() || matches!(letter, '-' | '_' | '\u{2010}' | '\u{2011}')
}

/// Whether a word may end at a letter that another one follows.
fn is_end(letter: char, next: Option<char>) -> bool {
    let Some(next) = next else { return true };
    !(next.is_alphanumeric() || next == '_') || is_han_or_kana(letter) && next.is_ascii_digit()
}
