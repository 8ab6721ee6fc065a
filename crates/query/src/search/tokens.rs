//! Splits folded text into the tokens of the index. The index and [`narrow`](super::narrow) share this, so that a query
//! looks up what the index holds.

use std::ops::Range;

use vaultdex_notes::text::is_word_char;

/// The maximum length of a token, in bytes. A longer word (such as data pasted into a note) is split into overlapping
/// tokens.
pub const MAX_TOKEN: usize = 48 << 10;
/// The overlap of the tokens of a split word, in bytes. It exceeds the length of any query, so that whatever a query
/// finds in the word is in one of the tokens.
const OVERLAP: usize = 16 << 10;

/// One token.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Token {
    /// Byte range in the folded text. The tokens of CJK text overlap.
    pub range: Range<usize>,
    /// The number of the word, from 0. A CJK character is a word; a pair has the position of its first character.
    pub position: u32,
}

/// Returns the tokens of a folded text, in order: every maximal run of word characters, and, for CJK text, every
/// character and every pair of adjacent characters.
pub fn tokens(folded: &str) -> impl Iterator<Item = Token> {
    let mut at = 0;
    let mut position = 0;
    let mut pending: Option<Pending> = None;
    std::iter::from_fn(move || {
        if let Some(next) = pending.take() {
            return Some(match next {
                Pending::Pair(token) => token,
                Pending::Word(range, position) => {
                    let (token, rest) = split_token(folded, range, position);
                    pending = rest;
                    token
                }
            });
        }
        let (start, first) = folded[at..].char_indices().find(|(_, letter)| is_word_char(*letter))?;
        let start = at + start;
        let this = position;
        position += 1;
        if is_cjk(first) {
            at = start + first.len_utf8();
            if let Some(next) = folded[at..].chars().next().filter(|next| is_cjk(*next)) {
                pending = Some(Pending::Pair(Token { range: start..at + next.len_utf8(), position: this }));
            }
            return Some(Token { range: start..at, position: this });
        }
        at = run_end(folded, start);
        let (token, rest) = split_token(folded, start..at, this);
        pending = rest;
        Some(token)
    })
}

/// What follows the token just returned.
enum Pending {
    /// The pair that a CJK character begins.
    Pair(Token),
    /// The rest of a long word, with its position.
    Word(Range<usize>, u32),
}

/// Returns the first token of a word, and the rest of the word if it is too long for one token.
fn split_token(text: &str, word: Range<usize>, position: u32) -> (Token, Option<Pending>) {
    if word.len() <= MAX_TOKEN {
        return (Token { range: word, position }, None);
    }
    let end = text.floor_char_boundary(word.start + MAX_TOKEN);
    let next = text.floor_char_boundary(end - OVERLAP);
    (Token { range: word.start..end, position }, Some(Pending::Word(next..word.end, position)))
}

/// The end of the run of word characters other than CJK that begins at `start`.
fn run_end(text: &str, start: usize) -> usize {
    // Fast path: most text is ASCII.
    let is_ascii_word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    let ascii = text.as_bytes()[start..].iter().take_while(|byte| is_ascii_word(byte)).count();
    let start = start + ascii;
    if text.as_bytes().get(start).is_none_or(u8::is_ascii) {
        return start;
    }
    let end = text[start..].char_indices().find(|(_, letter)| !is_word_char(*letter) || is_cjk(*letter));
    end.map_or(text.len(), |(offset, _)| start + offset)
}

/// Whether a character is a word of its own: Han and kana, which are written without spaces, and Hangul, whose words
/// include their particles (`"주문"` must find 주문을).
pub fn is_cjk(letter: char) -> bool {
    let is_in_range = matches!(letter,
        '\u{1100}'..='\u{11ff}' | '\u{3131}'..='\u{318e}' | '\u{a960}'..='\u{a97f}' | '\u{ac00}'..='\u{d7ff}'
        | '\u{ffa0}'..='\u{ffdc}' | '\u{3005}'..='\u{3007}' | '\u{3021}'..='\u{3029}' | '\u{3031}'..='\u{3035}'
        | '\u{3038}'..='\u{303c}' | '\u{3041}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{ff66}'..='\u{ff9f}' | '\u{1aff0}'..='\u{1b16f}'
        | '\u{20000}'..='\u{3ffff}');
    is_in_range && is_word_char(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[(&str, u32)]) {
        let found: Vec<_> = tokens(text).map(|token| (&text[token.range], token.position)).collect();
        assert_eq!(found, expected, "{text:?}");
    }

    #[test]
    fn words_are_runs_of_letters_digits_marks_and_underscores() {
        check(
            "int-2024-003 snake_case v1.2",
            &[("int", 0), ("2024", 1), ("003", 2), ("snake_case", 3), ("v1", 4), ("2", 5)],
        );
        check("  ", &[]);
        check("a\u{301}b", &[("a\u{301}b", 0)]);
        check("한국어 test", &[("한", 0), ("한국", 0), ("국", 1), ("국어", 1), ("어", 2), ("test", 3)]);
    }

    #[test]
    fn cjk_characters_and_their_pairs_are_tokens() {
        check("東京都", &[("東", 0), ("東京", 0), ("京", 1), ("京都", 1), ("都", 2)]);
        check("a東b", &[("a", 0), ("東", 1), ("b", 2)]);
        check("東 京", &[("東", 0), ("京", 1)]);
        check("カー。", &[("カ", 0), ("カー", 0), ("ー", 1)]);
    }

    #[test]
    fn a_very_long_word_is_split_into_overlapping_tokens() {
        let text = format!("é{}z end", "x".repeat(2 * MAX_TOKEN));
        let found: Vec<_> = tokens(&text).collect();
        assert!(found.iter().all(|token| token.range.len() <= MAX_TOKEN));
        let long: Vec<_> = found.iter().filter(|token| token.position == 0).collect();
        assert_eq!((long[0].range.start, long.last().map(|last| last.range.end)), (0, Some(2 * MAX_TOKEN + 3)));
        assert!(long.windows(2).all(|pair| pair[0].range.end - pair[1].range.start >= OVERLAP));
        assert!(long.last().is_some_and(|last| last.range.len() >= OVERLAP));
        assert_eq!(found.last().map(|token| token.position), Some(1));
    }
}
