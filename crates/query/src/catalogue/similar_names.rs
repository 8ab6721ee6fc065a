//! Heuristic for names of systems that may mean the same system (docs/spec/integrations.md#system-names).

use std::collections::BTreeMap;

/// A word that more names than this share says nothing about any of them; also the number of alphabetic successors that
/// a key is compared with. Keeps the work linear in the number of names.
const MAX_COMPARED: usize = 40;

/// Returns pairs of positions of similar keys, each key being the words of a name: all words of one are among the words
/// of the other, or they differ by a typing error. Pairs may repeat.
pub(super) fn similar_pairs(keys: &[String]) -> Vec<(usize, usize)> {
    let mut pairs = contained_pairs(keys);
    pairs.extend(misspelled_pairs(keys));
    pairs
}

/// Returns the pairs in which all words of one key are words of the other.
fn contained_pairs(keys: &[String]) -> Vec<(usize, usize)> {
    let words: Vec<Vec<&str>> = keys.iter().map(|key| key.split(' ').collect()).collect();
    let mut keys_with_word: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (key, words) in words.iter().enumerate() {
        for word in words.iter().filter(|word| !word.is_empty()) {
            let group = keys_with_word.entry(word).or_default();
            // A name may contain a word twice.
            if group.last() != Some(&key) {
                group.push(key);
            }
        }
    }
    let is_within = |left: usize, right: usize| words[left].iter().all(|word| words[right].contains(word));
    let mut pairs = Vec::new();
    for group in keys_with_word.values().filter(|group| group.len() <= MAX_COMPARED) {
        for (index, left) in group.iter().enumerate() {
            let others =
                group[index + 1..].iter().filter(|right| is_within(*left, **right) || is_within(**right, *left));
            pairs.extend(others.map(|right| (*left, *right)));
        }
    }
    pairs
}

/// Returns the pairs in which one key is a misspelling of the other. A typing error is rarely at the beginning, so only
/// keys that are close in alphabetical order are compared.
fn misspelled_pairs(keys: &[String]) -> Vec<(usize, usize)> {
    let mut sorted: Vec<usize> = (0..keys.len()).collect();
    sorted.sort_by_key(|key| &keys[*key]);
    let mut pairs = Vec::new();
    for (index, left) in sorted.iter().enumerate() {
        let successors = sorted[index + 1..].iter().take(MAX_COMPARED);
        let similar = successors.filter(|right| is_misspelling(&keys[*left], &keys[**right]));
        pairs.extend(similar.map(|right| (*left, *right)));
    }
    pairs
}

/// Whether two keys differ by a typing error. `System A` and `System B`, or `SAP 1` and `SAP 2`, differ on purpose.
fn is_misspelling(left: &str, right: &str) -> bool {
    /// A longer name is pasted text.
    const MAX_CHARS: usize = 200;
    let (left_length, right_length) = (left.chars().count(), right.chars().count());
    let (shorter, longer) = (left_length.min(right_length), left_length.max(right_length));
    let max_edits = if shorter >= 8 { 2 } else { 1 };
    let digits = |key: &str| key.chars().filter(char::is_ascii_digit).collect::<String>();
    let last_word_length = |key: &str| key.rsplit(' ').next().map_or(0, |word| word.chars().count());
    shorter >= 4
        && longer <= MAX_CHARS
        && longer - shorter <= max_edits
        && digits(left) == digits(right)
        && last_word_length(left).min(last_word_length(right)) > 2
        && strsim::damerau_levenshtein(left, right) <= max_edits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn similar_keys_contain_each_other_or_differ_by_a_typing_error() {
        let check = |left: &str, right: &str, expected: bool| {
            let pairs = similar_pairs(&[left.to_owned(), right.to_owned()]);
            assert_eq!(!pairs.is_empty(), expected, "{left} and {right}");
        };
        check("salesforce", "salesforce crm", true);
        check("salesforce", "salesfroce", true);
        check("ledger", "ledgers", true);
        check("sap 1", "sap 2", false);
        check("hub a", "hub b", false);
        check("erp", "crp", false);
        check("now", "service now", true);
        check("", "sap", false);
    }
}
