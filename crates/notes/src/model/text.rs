//! Character-level rules that several parsers share: normal forms, letter case, character classes, trimming, list
//! markers, and the decoding of escapes.

use std::borrow::Cow;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// Converts to NFC, without a copy if the text already is in that form.
pub fn nfc(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || is_nfc_quick(text.chars()) == IsNormalized::Yes {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.nfc().collect())
    }
}

/// Returns the key by which Obsidian compares names and paths: NFC, then default lower-casing of the whole string, as
/// JavaScript's `toLowerCase` does it, including the final sigma (docs/spec/obsidian.md#name-comparison).
pub fn link_key(text: &str) -> String {
    nfc(text).to_lowercase()
}

/// Returns the form in which search compares text: NFC, then Unicode simple case folding, so that ς equals σ but ß does
/// not equal ss (docs/spec/search.md#case-folding). The result has as many characters as the NFC form.
pub fn fold(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
            return Cow::Owned(text.to_ascii_lowercase());
        }
        return Cow::Borrowed(text);
    }
    let text = nfc(text);
    if text.chars().all(|letter| fold_char(letter) == letter) {
        return text;
    }
    Cow::Owned(text.chars().map(fold_char).collect())
}

/// Applies Unicode simple case folding (statuses C and S) to one character.
pub fn fold_char(letter: char) -> char {
    if letter.is_ascii() {
        return letter.to_ascii_lowercase();
    }
    unicode_case_mapping::case_folded(letter).and_then(|folded| char::from_u32(folded.get())).unwrap_or(letter)
}

/// Whether a character is part of a word: a letter, digit, combining mark or underscore
/// (docs/spec/search.md#word-boundaries).
pub fn is_word_char(letter: char) -> bool {
    if letter.is_ascii() {
        return letter.is_ascii_alphanumeric() || letter == '_';
    }
    letter.is_alphanumeric() || unicode_normalization::char::is_combining_mark(letter)
}

/// Whether a text consists of ASCII letters and digits with single spaces between words, as most names do. A cheap test
/// that lets callers skip normalization.
pub fn is_plain_words(text: &str) -> bool {
    let mut was_letter = false;
    for byte in text.bytes() {
        let is_letter = byte.is_ascii_alphanumeric();
        if !(is_letter || was_letter && byte == b' ') {
            return false;
        }
        was_letter = is_letter;
    }
    was_letter
}

/// Returns the lines of a text without their line breaks, as [`LineIndex`](crate::LineIndex) counts them: they end at
/// `\n`, `\r\n` or a lone `\r`, and a text that ends with a line break has an empty last line.
pub fn lines(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let Some(end) = memchr::memchr2(b'\n', b'\r', text.as_bytes()) else {
            rest = None;
            return Some(text);
        };
        let n_breaks = if text[end..].starts_with("\r\n") { 2 } else { 1 };
        rest = Some(&text[end + n_breaks..]);
        Some(&text[..end])
    })
}

/// Trims white space like [`str::trim`] and also returns the number of bytes removed at the start. Fast for text that
/// is surrounded by spaces at most.
pub fn trim_with_offset(text: &str) -> (usize, &str) {
    let n_spaces = text.bytes().take_while(|byte| *byte == b' ').count();
    let inner = text[n_spaces..].trim_end_matches(' ');
    let is_visible = |byte: Option<&u8>| byte.is_none_or(u8::is_ascii_graphic);
    if is_visible(inner.as_bytes().first()) && is_visible(inner.as_bytes().last()) {
        return (n_spaces, inner);
    }
    (text.len() - text.trim_start().len(), text.trim())
}

/// Whether a character may be part of a tag: letters and digits of any script, emoji, `_`, `-` and `/`
/// (docs/spec/obsidian.md#tags).
pub fn is_tag_char(letter: char) -> bool {
    if letter.is_ascii() {
        // Obsidian excludes punctuation and white space; other control characters are neither.
        let is_accepted_control = letter.is_ascii_control() && !letter.is_ascii_whitespace() && letter != '\u{b}';
        return letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-' | '/') || is_accepted_control;
    }
    let is_general_punctuation = ('\u{2000}'..='\u{206f}').contains(&letter);
    let is_supplemental_punctuation = ('\u{2e00}'..='\u{2e7f}').contains(&letter);
    !is_general_punctuation && !is_supplemental_punctuation && !letter.is_whitespace() && letter != '\u{feff}'
}

/// The most levels of a tag that is nested in others, and its greatest length in bytes. A tag beyond them is one tag
/// without parents, so that no tag costs more than a fixed multiple of its length (docs/spec/obsidian.md#nested-tags).
const MAX_TAG_LEVELS: usize = 32;
const MAX_NESTED_TAG_LEN: usize = 1024;

/// Returns the tags that a tag is nested in, shortest first: `a` and `a/b` for `a/b/c`. The name has no `#`.
pub fn tag_parents(name: &str) -> impl Iterator<Item = &str> {
    let is_nested = name.len() <= MAX_NESTED_TAG_LEN && name.matches('/').count() < MAX_TAG_LEVELS;
    let parents = name.match_indices('/').map(|(slash, _)| &name[..slash]);
    parents.filter(|parent| !parent.is_empty() && !parent.ends_with('/')).take(if is_nested {
        MAX_TAG_LEVELS
    } else {
        0
    })
}

/// Decodes percent escapes as JavaScript's `decodeURI` does: escapes of `;/?:@&=+$,#` stay as they are. `None` if an
/// escape is malformed or the result is not UTF-8.
pub fn decode_uri(text: &str) -> Option<String> {
    if !text.contains('%') {
        return Some(text.to_string());
    }
    let mut decoded = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, tail)) = rest.split_first() {
        if byte != b'%' {
            decoded.push(byte);
            rest = tail;
            continue;
        }
        let value = u8::try_from(hex_value(tail.get(..2)?)?).ok()?;
        if b";/?:@&=+$,#".contains(&value) {
            decoded.extend_from_slice(&rest[..3]);
        } else {
            decoded.push(value);
        }
        rest = &tail[2..];
    }
    String::from_utf8(decoded).ok()
}

/// Returns the length in bytes of the byte order mark that begins a text; 0 if there is none.
pub(crate) fn bom_len(text: &str) -> usize {
    if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 }
}

/// Returns the length in bytes of the list marker that begins a line: `-`, `*` or `+`, or up to nine digits followed by
/// `.` or `)`. `None` if the line begins with no such marker.
///
/// What follows the marker is not looked at: the caller decides whether white space is required, or whether the line
/// may end there.
pub fn list_marker_len(line: &str) -> Option<usize> {
    let n_digits = line.bytes().take_while(u8::is_ascii_digit).count();
    match line.as_bytes().get(n_digits)? {
        b'-' | b'*' | b'+' if n_digits == 0 => Some(1),
        b'.' | b')' if (1..=9).contains(&n_digits) => Some(n_digits + 1),
        _ => None,
    }
}

/// Returns the value of hexadecimal digits; `None` if there is a character of another kind, or on overflow.
pub(crate) fn hex_value(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0_u32, |value, digit| {
        let digit = char::from(*digit).to_digit(16)?;
        Some(value.checked_mul(16)? + digit)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fold_applies_nfc_and_simple_case_folding() {
        let check = |input: &str, expected: &str| assert_eq!(fold(input), expected, "{input:?}");
        check("Orders", "orders");
        check("ΟΔΟΣ", "οδοσ");
        check("οδος", "οδοσ");
        check("Straße", "straße");
        check("STRASSE", "strasse");
        check("ẞ", "ß");
        check("Cafe\u{301}", "café");
        check("İ", "İ");
        check("K", "k"); // The Kelvin sign is a plain k after NFC.
        check("東京", "東京");
    }

    #[test]
    fn tags_are_nested_up_to_a_limit() {
        let check = |name: &str, expected: &[&str]| {
            assert_eq!(tag_parents(name).collect::<Vec<_>>(), expected, "{name:?}");
        };
        check("a", &[]);
        check("a/b/c", &["a", "a/b"]);
        check("a//b", &["a"]);
        check("/a/b", &["/a"]);
        assert_eq!(tag_parents(&"a/".repeat(31)).count(), 31);
        assert_eq!(tag_parents(&"a/".repeat(32)).count(), 0);
        assert_eq!(tag_parents(&format!("a/{}", "b".repeat(1022))).count(), 1);
        assert_eq!(tag_parents(&format!("a/{}", "b".repeat(1023))).count(), 0);
    }

    #[test]
    fn link_key_lower_cases_the_whole_name() {
        assert_eq!(link_key("ΟΔΟΣ.md"), link_key("οδοσ.md"));
        assert_eq!(link_key("E\u{301}te\u{301}"), "été");
    }

    #[test]
    fn lines_are_those_of_the_line_index() {
        for content in ["", "a", "a\n", "a\r\nb\rc\n\nd", "\r\r\n\n\r", "é\n日本\r"] {
            let index = crate::LineIndex::new(content);
            let expected: Vec<&str> = (1..=index.len()).map(|line| &content[index.line_range(line)]).collect();
            assert_eq!(lines(content).collect::<Vec<_>>(), expected, "{content:?}");
        }
    }

    #[test]
    fn list_markers_are_bullets_or_up_to_nine_digits() {
        let check = |line: &str, expected: Option<usize>| assert_eq!(list_marker_len(line), expected, "{line:?}");
        check("- a", Some(1));
        check("*a", Some(1));
        check("+", Some(1));
        check("1. a", Some(2));
        check("123456789) a", Some(10));
        check("1234567890. a", None);
        check("1 a", None);
        check(". a", None);
        check("a", None);
        check("", None);
    }
}
