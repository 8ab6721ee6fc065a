//! How folded text is cut into the tokens of the index. Index and [`needs`](super::index_query::needs) share it, so that what a
//! query needs is what the index holds.

use std::ops::Range;

use vaultdex_notes::text::is_word_char;

/// How long a token may be, in bytes; a longer word (data pasted into a note) is cut into overlapping tokens.
pub const MAX_TOKEN: usize = 48 << 10;
/// How far two tokens of a word that was cut overlap, in bytes: further than any word of a query is long, so that
/// whatever the word holds, one of its tokens holds.
const OVERLAP: usize = 16 << 10;

/// One token.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Token {
    /// Where it stands in the folded text, in bytes. The tokens of CJK text overlap.
    pub range: Range<usize>,
    /// Its place among the words, from 0. A CJK character is a word; a pair has the place of its first character.
    pub position: u32,
}

/// The tokens of a folded text, in order: every maximal run of word characters, but of CJK characters each one and each
/// pair of neighbours.
pub fn tokens(folded: &str) -> impl Iterator<Item = Token> {
    let mut at = 0;
    let mut position = 0;
    // The rest of a long word, and the second token of a CJK character, wait here.
    let mut waiting: Option<Waiting> = None;
    std::iter::from_fn(move || {
        if let Some(next) = waiting.take() {
            return Some(match next {
                Waiting::Pair(token) => token,
                Waiting::Word(range, position) => {
                    let (token, rest) = first_piece(folded, range, position);
                    waiting = rest;
                    token
                }
            });
        }
        let (start, first) = folded[at..].char_indices().find(|(_, letter)| is_word_char(*letter))?;
        let start = at + start;
        let place = position;
        position += 1;
        if is_cjk(first) {
            at = start + first.len_utf8();
            if let Some(next) = folded[at..].chars().next().filter(|next| is_cjk(*next)) {
                waiting = Some(Waiting::Pair(Token { range: start..at + next.len_utf8(), position: place }));
            }
            return Some(Token { range: start..at, position: place });
        }
        at = run_end(folded, start);
        let (token, rest) = first_piece(folded, start..at, place);
        waiting = rest;
        Some(token)
    })
}

enum Waiting {
    Pair(Token),
    Word(Range<usize>, u32),
}

/// The first token of a word that may be too long for one, and what is left of the word.
fn first_piece(text: &str, word: Range<usize>, position: u32) -> (Token, Option<Waiting>) {
    if word.len() <= MAX_TOKEN {
        return (Token { range: word, position }, None);
    }
    let end = text.floor_char_boundary(word.start + MAX_TOKEN);
    let next = text.floor_char_boundary(end - OVERLAP);
    (Token { range: word.start..end, position }, Some(Waiting::Word(next..word.end, position)))
}

/// The end of the run of word characters that are not CJK and begin at `start`.
fn run_end(text: &str, start: usize) -> usize {
    // Most text is ASCII, where a byte tells.
    let is_ascii_word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    let ascii = text.as_bytes()[start..].iter().take_while(|byte| is_ascii_word(byte)).count();
    let start = start + ascii;
    if text.as_bytes().get(start).is_none_or(u8::is_ascii) {
        return start;
    }
    let end = text[start..].char_indices().find(|(_, letter)| !is_word_char(*letter) || is_cjk(*letter));
    end.map_or(text.len(), |(offset, _)| start + offset)
}

/// Whether a character is a word by itself: Han and kana, which are written without spaces, and Hangul, whose words
/// carry their particles with them (`"주문"` is to find 주문을).
pub fn is_cjk(letter: char) -> bool {
    let is_one = matches!(letter,
        '\u{1100}'..='\u{11ff}' | '\u{3131}'..='\u{318e}' | '\u{a960}'..='\u{a97f}' | '\u{ac00}'..='\u{d7ff}'
        | '\u{ffa0}'..='\u{ffdc}' | '\u{3005}'..='\u{3007}' | '\u{3021}'..='\u{3029}' | '\u{3031}'..='\u{3035}' | '\u{3038}'..='\u{303c}'
        | '\u{3041}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{ff66}'..='\u{ff9f}' | '\u{1aff0}'..='\u{1b16f}'
        | '\u{20000}'..='\u{3ffff}');
    is_one && is_word_char(letter)
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
    fn a_very_long_word_is_cut_into_tokens_that_overlap() {
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
