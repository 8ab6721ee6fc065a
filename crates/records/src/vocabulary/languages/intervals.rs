//! Intervals in all languages: `alle 15 min`, `toutes les 2 heures`, `15分毎`, `每15分钟`.

use std::sync::LazyLock;

use hashbrown::HashMap;

use super::LANGUAGES;
use super::language::{entries, words};
use super::votes::is_han_or_kana;

/// An interval at the beginning of a text.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Interval {
    /// The number of units.
    pub count: usize,
    /// The English unit of time.
    pub unit: &'static str,
    /// The end of the interval in the text, if no letter before it changes its length with its case.
    pub end: usize,
    /// Whether it has a word that makes it an interval: `alle 15 min`, but not `15 Minuten`.
    pub is_marked: bool,
}

/// The words of all languages of which intervals are made.
struct Table {
    /// Words before the number or the unit, the longest first.
    leads: Vec<&'static str>,
    /// Words after the unit, the longest first.
    ends: Vec<&'static str>,
    /// The English unit of each name that is followed by a space.
    units: HashMap<&'static str, &'static str>,
    /// The same for names in English, which count only behind a word of another language.
    english: HashMap<&'static str, &'static str>,
    /// The same for scripts without spaces, the longest name first.
    unspaced: Vec<(&'static str, &'static str)>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let sorted = |mut words: Vec<&'static str>| {
        words.sort_by_key(|word| std::cmp::Reverse(word.len()));
        words.dedup();
        words
    };
    let units = || LANGUAGES.iter().flat_map(|language| entries(language.intervals.units));
    let english = crate::vocabulary::frequencies::UNITS.iter();
    let english = english.flat_map(|(unit, names, _)| names.iter().map(move |name| (*name, *unit)));
    let mut unspaced: Vec<_> =
        units().filter(|(_, name)| name.chars().all(is_han_or_kana)).map(|(unit, name)| (name, unit)).collect();
    unspaced.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
    Table {
        leads: sorted(LANGUAGES.iter().flat_map(|language| words(language.intervals.leads)).collect()),
        ends: sorted(LANGUAGES.iter().flat_map(|language| words(language.intervals.ends)).collect()),
        units: units().map(|(unit, name)| (name, unit)).collect(),
        english: english.collect(),
        unspaced,
    }
});

/// Returns the interval at the beginning of a plain text.
pub(crate) fn interval(text: &str) -> Option<Interval> {
    let table = &*TABLE;
    let text_lower: String = text.chars().take(64).flat_map(char::to_lowercase).collect();
    let lead = table.leads.iter().find(|lead| is_lead(&text_lower, lead)).map_or(0, |lead| lead.len());
    let after_lead = text_lower[lead..].trim_start();
    let n_digits = after_lead.bytes().take_while(u8::is_ascii_digit).count();
    if lead == 0 && n_digits == 0 {
        return None;
    }
    let count: usize = if n_digits == 0 { 1 } else { after_lead[..n_digits].parse().ok().filter(|it| *it > 0)? };
    let named = after_lead[n_digits..].trim_start_matches([' ', '-']);
    let end = |rest: &str| text_lower.len() - rest.len();
    if let Some((name, unit)) = table.unspaced.iter().find(|(name, _)| named.starts_with(name)) {
        let rest = &named[name.len()..];
        let spaceless = rest.trim_start_matches(['/', ' ']);
        let after_end = table.ends.iter().find_map(|end| spaceless.strip_prefix(end));
        let is_marked = lead > 0 || after_end.is_some();
        let rest = after_end.unwrap_or(rest);
        let is_end = !rest.starts_with(char::is_alphanumeric);
        return is_end.then(|| Interval { count, unit, end: end(rest), is_marked });
    }
    let length = named.find(|letter: char| !letter.is_alphabetic()).unwrap_or(named.len());
    let (word, rest) = named.split_at(length);
    let unit = table.units.get(word).or_else(|| table.english.get(word).filter(|_| lead > 0))?;
    // `24 h/24`, `alle m3` and the like are none.
    let is_end = !rest.starts_with(|letter: char| letter.is_alphanumeric() || letter == '_');
    let is_named = n_digits > 0 || word.chars().count() > 1;
    (is_end && is_named).then(|| Interval { count, unit, end: end(rest), is_marked: lead > 0 })
}

/// Whether a text begins with the word before an interval. Unless the word is of a script without spaces, a space
/// follows it.
fn is_lead(text: &str, lead: &str) -> bool {
    text.strip_prefix(lead).is_some_and(|rest| lead.ends_with(is_han_or_kana) || rest.starts_with(char::is_whitespace))
}
