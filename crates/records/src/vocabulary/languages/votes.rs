//! Which language a note is in, by the names of its headings, keys, columns and properties
//! (docs/spec/integrations.md#other-languages).

use std::borrow::Cow;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use compact_str::CompactString;
use hashbrown::{HashMap, HashSet};

use super::LANGUAGES;
use super::language::{entries, words};
use crate::vocabulary::canonical_name::canonical_name;

/// English words that are also names in other languages, apart from those in the names that are known in English. They
/// tell nothing about the language of a note.
const ENGLISH_WORDS: &str = "\
    a action adres alarm an annotations application art authentication authorization autorisation aval cadence cel \
    classification cod code concept confirmation connection conversion correction da data date de description \
    destination direction documentation effect fault flux folder format generation genre grand grund horizon \
    identification incident information interim interval kind liaison link meta mode model modification motif muss \
    nom note notification objet obs observation observations origin para partner pilot plan pole presentation \
    programm programme rang reason reprise resolution rol rule ruling schema sens situation solution sort stan \
    stand stroom symbol symptom tact taking takt time transformation transmission typ usage van vers version verso \
    via von zone";

/// The weight of evidence from which a language counts.
const ENOUGH: u32 = 4;

/// Length in bytes of the longest name that is looked at.
pub(crate) const LONGEST_NAME: usize = 96;

/// The languages that have a name, as a bit set, and how much the name says about the language.
#[derive(Debug, Clone, Copy)]
struct Evidence {
    languages: u16,
    weight: u32,
}

/// The names of all languages that say something about the language, indexed for lookup.
struct Index {
    names: HashMap<&'static str, Evidence>,
    /// Whether a name has these first and last letters, for names whose first and last letters are ASCII; see
    /// [`letters_of`]. Of the names of English notes, most are rejected by it.
    letters: Box<[bool]>,
    /// Whether a name has this hash, for names in ASCII; see [`hash_of`]. It rejects nearly all others.
    hashes: Box<[bool]>,
}

static INDEX: LazyLock<Index> = LazyLock::new(|| {
    let known: HashSet<&str> = crate::vocabulary::known_names::known_names().collect();
    let words: HashSet<&str> = known.iter().flat_map(|name| name.split(' ')).chain(ENGLISH_WORDS.split(' ')).collect();
    let none = |n_bits: u32| vec![false; 1 << n_bits].into_boxed_slice();
    let mut index = Index { names: HashMap::new(), letters: none(15), hashes: none(16) };
    for (language, name) in
        LANGUAGES.iter().enumerate().flat_map(|(index, it)| entries(it.names).map(move |(_, name)| (index, name)))
    {
        let weight = weight(name);
        if weight > 0 && !known.contains(name) && !name.split(' ').all(|word| words.contains(word)) {
            let evidence = index.names.entry(name).or_insert(Evidence { languages: 0, weight });
            evidence.languages |= 1 << language;
            index.letters[letters_of(name)] |= has_ascii_ends(name);
            index.hashes[hash_of(name)] |= name.is_ascii();
        }
    }
    index
});

/// Returns how much a name says about the language of a note: [`ENOUGH`] if it is long enough not to be there by
/// chance, or in a script that only a few languages have.
fn weight(name: &str) -> u32 {
    let n_letters = name.chars().count();
    match n_letters {
        _ if name.chars().all(is_han_or_kana) => {
            if n_letters > 1 {
                ENOUGH
            } else {
                0
            }
        }
        0..=2 => 0,
        3..=4 if name.is_ascii() => 1,
        12.. => ENOUGH,
        8.. if !name.is_ascii() => ENOUGH,
        _ => 2,
    }
}

/// Whether a letter is a Chinese character or a Japanese syllable.
pub(crate) fn is_han_or_kana(letter: char) -> bool {
    matches!(letter, '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}

/// Returns the name in a text, from its first letter to its last letter or digit.
fn bare_name(written: &str) -> &str {
    let bytes = written.as_bytes();
    // Most names begin and end with ASCII letters.
    let start = bytes.iter().position(|byte| byte.is_ascii_alphabetic() || !byte.is_ascii()).unwrap_or(bytes.len());
    let end =
        bytes.iter().rposition(|byte| byte.is_ascii_alphanumeric() || !byte.is_ascii()).map_or(0, |last| last + 1);
    let name = &written[start..end.max(start)];
    if name.is_empty() || bytes[start].is_ascii() && bytes[end - 1].is_ascii() {
        return name;
    }
    let name = name.trim_start_matches(|letter: char| !letter.is_alphabetic());
    name.trim_end_matches(|letter: char| !letter.is_alphanumeric())
}

/// Whether the letters are ASCII that [`letters_of`] returns.
fn has_ascii_ends(name: &str) -> bool {
    let bytes = name.as_bytes();
    let is_ascii = |at: usize| bytes.get(at).is_none_or(u8::is_ascii);
    is_ascii(0) && is_ascii(1) && is_ascii(2) && is_ascii(bytes.len().saturating_sub(1))
}

/// Returns the first two letters of a name and the last, apart from letter case, in 15 bits.
fn letters_of(name: &str) -> usize {
    let bytes = name.as_bytes();
    let letter = |at: usize| bytes.get(at).map_or(0, |byte| usize::from(byte & 0x1f));
    // An apostrophe is no part of the canonical name.
    let second = if bytes.get(1) == Some(&b'\'') { 2 } else { 1 };
    letter(0) << 10 | letter(second) << 5 | letter(bytes.len().saturating_sub(1))
}

/// Returns a hash of the letters of an ASCII name, apart from letter case, in 16 bits.
fn hash_of(name: &str) -> usize {
    // Both ways are computed, because a jump that depends on each letter is slower.
    let hash = name.bytes().fold(0_u32, |hash, byte| {
        let next = (hash.rotate_left(5) ^ u32::from(byte | 0x20)).wrapping_mul(0x9e37_79b1);
        if byte.is_ascii_alphanumeric() { next } else { hash }
    });
    (hash >> 16) as usize
}

/// The evidence for the language of one note.
#[derive(Debug, Default)]
pub(crate) struct Votes {
    /// The names that say something about the language, each once.
    found: Vec<(CompactString, Evidence)>,
}

impl Votes {
    /// Counts the words of a title that announce integrations: `Übersicht der Schnittstellen`.
    pub fn count_title(&mut self, title: &str) {
        static WORDS: LazyLock<(AhoCorasick, Vec<(&'static str, usize)>)> = LazyLock::new(|| {
            let announced = LANGUAGES.iter().enumerate().flat_map(|(language, it)| {
                words(it.titles.integrations)
                    .filter(|word| !ENGLISH_WORDS.contains(word))
                    .map(move |word| (word, language))
            });
            let announced: Vec<(&str, usize)> = announced.collect();
            let mut builder = AhoCorasick::builder();
            // Titles are short, and this kind is the fastest to build.
            let builder = builder.ascii_case_insensitive(true).kind(Some(AhoCorasickKind::NoncontiguousNFA));
            let search = builder.build(announced.iter().map(|(word, _)| word)).expect("few enough words");
            (search, announced)
        });
        let (search, announced) = &*WORDS;
        let title = if title.is_ascii() { Cow::Borrowed(title) } else { Cow::Owned(title.to_lowercase()) };
        for found in search.find_overlapping_iter(&*title) {
            let (word, language) = announced[found.pattern().as_usize()];
            let evidence = Evidence { languages: 1 << language, weight: 3 };
            if !self.found.iter().any(|(found, it)| found == word && it.languages == evidence.languages) {
                self.found.push((word.into(), evidence));
            }
        }
    }

    /// Counts a name, as it is written, with marks and numbers around it.
    pub fn count(&mut self, written: &str) {
        /// So many names decide, however many more there are.
        const MOST_NAMES: usize = 64;
        if written.is_empty() || self.found.len() > MOST_NAMES {
            return;
        }
        let name = bare_name(written);
        if name.is_empty() || name.len() > LONGEST_NAME {
            return;
        }
        let index = &*INDEX;
        let may_be_known = || !name.is_ascii() || index.hashes[hash_of(name)];
        if has_ascii_ends(name) && !index.letters[letters_of(name)] || !may_be_known() {
            return;
        }
        let name = canonical_name(name);
        if let Some(evidence) = index.names.get(name.as_str())
            && self.found.iter().all(|(found, _)| *found != name)
        {
            self.found.push((name, *evidence));
        }
    }

    /// Returns the language that the evidence is for, if it is enough. Of two languages that share the names, the one
    /// whose letters the text has wins.
    pub fn winner(&self, text: &str) -> Option<usize> {
        if self.found.is_empty() {
            return None;
        }
        let mut weights = [0_u32; LANGUAGES.len()];
        for (_, evidence) in &self.found {
            let languages = (0..weights.len()).filter(|language| evidence.languages & 1 << language != 0);
            languages.for_each(|language| weights[language] += evidence.weight);
        }
        let most = weights.iter().copied().max().filter(|most| *most >= ENOUGH)?;
        let best = || (0..weights.len()).filter(|language| weights[*language] == most);
        match best().count() {
            1 => best().next(),
            _ => {
                let sample = &text[..text.floor_char_boundary(16 * 1024)];
                let n_own = |language: usize| {
                    let own = LANGUAGES[language].letters;
                    sample.chars().filter(|letter| !letter.is_ascii() && own.contains(*letter)).count()
                };
                best().min_by_key(|language| std::cmp::Reverse(n_own(*language)))
            }
        }
    }
}
