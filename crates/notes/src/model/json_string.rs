//! The characters of a JSON string with the places that they come from: the text of a canvas's card.

use std::ops::Range;

/// The characters of the string whose inside is `range` of `text`, escapes undone. The string is one that a JSON reader
/// has taken; a half of a surrogate pair alone becomes U+FFFD all the same.
pub fn letters(text: &str, range: Range<usize>) -> impl Iterator<Item = (char, Range<usize>)> {
    let mut at = range.start;
    std::iter::from_fn(move || {
        let rest = &text[at..range.end];
        let (letter, length) =
            escape(rest).or_else(|| rest.chars().next().map(|letter| (letter, letter.len_utf8())))?;
        at += length;
        Some((letter, at - length..at))
    })
}

/// The character that the escape at the start of `text` stands for, and the escape's length.
fn escape(text: &str) -> Option<(char, usize)> {
    let sign = text.strip_prefix('\\')?.chars().next()?;
    let letter = match sign {
        'n' => '\n',
        't' => '\t',
        'r' => '\r',
        'b' => '\u{8}',
        'f' => '\u{c}',
        'u' => return Some(unicode(text)),
        other => other,
    };
    Some((letter, 1 + sign.len_utf8()))
}

/// `\u00e9`, or the two of `\ud83d\ude42`.
fn unicode(text: &str) -> (char, usize) {
    let unit = |start: usize| {
        let digits = text.get(start..start + 6).and_then(|unit| unit.strip_prefix("\\u"));
        digits.and_then(|digits| u16::from_str_radix(digits, 16).ok())
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
        let letters: Vec<_> = letters(text, 0..text.len()).collect();
        assert_eq!(letters.iter().map(|(letter, _)| letter).collect::<String>(), expected, "{text}");
        let ends = letters.windows(2).all(|pair| pair[0].1.end == pair[1].1.start);
        assert!(ends && letters.last().is_none_or(|(_, place)| place.end == text.len()), "{text}");
    }

    #[test]
    fn escapes_are_undone() {
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
