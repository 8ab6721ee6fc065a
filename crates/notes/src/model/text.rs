//! When two spellings are the same: the one place that knows normal forms and letter case.

use std::borrow::Cow;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// NFC, without a copy where the text is in that form already.
pub fn nfc(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || is_nfc_quick(text.chars()) == IsNormalized::Yes {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.nfc().collect())
    }
}

/// The key by which Obsidian compares names and paths: NFC, then default lower-casing of the whole string
/// (spec/obsidian.md 2.1; JavaScript's `toLowerCase`, the final sigma included).
pub fn link_key(text: &str) -> String {
    nfc(text).to_lowercase()
}

/// The form in which search compares text: NFC, then Unicode's simple case folding (spec/search.md: ς = σ, ß ≠ ss).
/// One character folds to one character, so the number of characters is that of the NFC form.
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

/// Unicode's simple case folding (C + S) of one character.
pub fn fold_char(letter: char) -> char {
    if letter.is_ascii() {
        return letter.to_ascii_lowercase();
    }
    unicode_case_mapping::case_folded(letter).and_then(|folded| char::from_u32(folded.get())).unwrap_or(letter)
}

/// Whether a character is part of a word: a letter, a digit, a mark or an underscore (spec/search.md, word boundary).
pub fn is_word_char(letter: char) -> bool {
    if letter.is_ascii() {
        return letter.is_ascii_alphanumeric() || letter == '_';
    }
    letter.is_alphanumeric() || unicode_normalization::char::is_combining_mark(letter)
}

/// Whether a text is nothing but ASCII words with one blank between, as most names are: a cheap look.
pub fn is_words(text: &str) -> bool {
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

/// A text without the white space around it, and how many bytes stand before it. Most texts have none, or a blank.
pub fn trimmed(text: &str) -> (usize, &str) {
    let n_blanks = text.bytes().take_while(|byte| *byte == b' ').count();
    let inner = text[n_blanks..].trim_end_matches(' ');
    let is_sign = |byte: Option<&u8>| byte.is_none_or(u8::is_ascii_graphic);
    if is_sign(inner.as_bytes().first()) && is_sign(inner.as_bytes().last()) {
        return (n_blanks, inner);
    }
    (text.len() - text.trim_start().len(), text.trim())
}

/// Whether a character may stand in a tag (spec/obsidian.md 3.2): letters and digits of any script, emoji, `_`, `-`, `/`.
pub fn is_tag_char(letter: char) -> bool {
    if letter.is_ascii() {
        // Control characters are neither punctuation nor white space, so Obsidian's rule takes them.
        let is_odd_control = letter.is_ascii_control() && !letter.is_ascii_whitespace() && letter != '\u{b}';
        return letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-' | '/') || is_odd_control;
    }
    let is_general_punctuation = ('\u{2000}'..='\u{206f}').contains(&letter);
    let is_supplemental_punctuation = ('\u{2e00}'..='\u{2e7f}').contains(&letter);
    !is_general_punctuation && !is_supplemental_punctuation && !letter.is_whitespace() && letter != '\u{feff}'
}

/// JavaScript's `decodeURI`: escapes of `;/?:@&=+$,#` stay as they are; `None` for a broken escape.
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
        let value = hex(*tail.first()?)? << 4 | hex(*tail.get(1)?)?;
        if b";/?:@&=+$,#".contains(&value) {
            decoded.extend_from_slice(&rest[..3]);
        } else {
            decoded.push(value);
        }
        rest = &tail[2..];
    }
    String::from_utf8(decoded).ok()
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).map(|value| value as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_is_simple_and_after_nfc() {
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
    fn link_keys_lower_the_whole_name() {
        assert_eq!(link_key("ΟΔΟΣ.md"), link_key("οδοσ.md"));
        assert_eq!(link_key("E\u{301}te\u{301}"), "été");
    }
}
