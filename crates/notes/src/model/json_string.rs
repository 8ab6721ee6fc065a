//! Decoding of JSON strings that keeps source positions, for the text cards of a canvas.

use std::ops::Range;

use super::text;

/// Iterates over the characters of a JSON string, each with the byte range of `text` that encodes it.
///
/// `range` covers the inside of the string, without its quotes. Escapes are decoded. The string is expected to have
/// been accepted by a JSON parser; an unpaired surrogate or a malformed escape still yields U+FFFD.
///
/// # Panics
///
/// Panics if `range` is out of bounds or not on character boundaries of `text`.
pub fn unescape_chars(text: &str, range: Range<usize>) -> impl Iterator<Item = (char, Range<usize>)> {
    let mut at = range.start;
    std::iter::from_fn(move || {
        let rest = &text[at..range.end];
        let (letter, length) =
            decode_escape(rest).or_else(|| rest.chars().next().map(|letter| (letter, letter.len_utf8())))?;
        at += length;
        Some((letter, at - length..at))
    })
}

/// Decodes the escape sequence at the start of `text`; returns the character and the length of the sequence in bytes.
fn decode_escape(text: &str) -> Option<(char, usize)> {
    let selector = text.strip_prefix('\\')?.chars().next()?;
    let letter = match selector {
        'n' => '\n',
        't' => '\t',
        'r' => '\r',
        'b' => '\u{8}',
        'f' => '\u{c}',
        'u' => return Some(decode_unicode_escape(text)),
        other => other,
    };
    Some((letter, 1 + selector.len_utf8()))
}

/// Decodes `\u00e9`, or a surrogate pair such as `\ud83d\ude42`.
fn decode_unicode_escape(text: &str) -> (char, usize) {
    let unit = |start: usize| {
        let digits = text.get(start..start + 6).and_then(|unit| unit.strip_prefix("\\u"));
        digits.and_then(|digits| text::hex_value(digits.as_bytes())).and_then(|value| u16::try_from(value).ok())
    };
    let Some(first) = unit(0) else { return (char::REPLACEMENT_CHARACTER, 2) };
    let pair = unit(6).and_then(|second| char::decode_utf16([first, second]).next()?.ok());

    match (char::from_u32(u32::from(first)), pair) {
        (Some(letter), _) => (letter, 6),
        (_, Some(letter)) => (letter, 12),
        _ => (char::REPLACEMENT_CHARACTER, 6),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let decoded: Vec<_> = unescape_chars(text, 0..text.len()).collect();
        assert_eq!(decoded.iter().map(|(letter, _)| letter).collect::<String>(), expected, "{text}");
        let is_contiguous = decoded.windows(2).all(|pair| pair[0].1.end == pair[1].1.start);
        assert!(is_contiguous && decoded.last().is_none_or(|(_, range)| range.end == text.len()), "{text}");
    }

    #[test]
    fn escapes_are_decoded() {
        check(r#"a\n\t\"\\\/b"#, "a\n\t\"\\/b");
        check(r"\u0041\u00e9x", "Aéx");
        check(r"\ud83d\ude42!", "🙂!");
        check(r"\ud83d\u0041", "\u{fffd}A");
        check(r"\ude42", "\u{fffd}");
        check("é🙂", "é🙂");
        check(r"\u00", "\u{fffd}00");
        check("\\", "\\");
    }
}
