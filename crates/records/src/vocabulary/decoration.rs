//! Names of headings, keys and columns without their decoration: ordinals, emoji and emphasis.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::Regex;
use vaultdex_notes::text;

/// Returns a heading in the form in which headings are compared: without ordinal, emoji, emphasis and trailing `:` or
/// `#`, with collapsed white space, in lower case. `(2) **Change Log** Templates:` becomes `change log templates`.
pub fn normalize_heading(heading: &str) -> String {
    plain(heading).to_lowercase()
}

/// Returns the heading like [`normalize_heading`], but with its letter case kept.
pub fn plain(heading: &str) -> Cow<'_, str> {
    without_decoration(heading, false)
}

/// Returns the heading like [`plain`], but as a name: a number of three or more digits that no point or bracket follows
/// is part of the name, as in `835 Remittance`.
pub fn name(heading: &str) -> Cow<'_, str> {
    without_decoration(heading, true)
}

pub(crate) fn without_decoration(heading: &str, is_name: bool) -> Cow<'_, str> {
    let (_, heading) = text::trim_with_offset(heading);
    let begins_with_letter = heading.starts_with(|first: char| first.is_ascii_alphabetic());
    if begins_with_letter && text::is_plain_words(heading) || is_bare(heading.as_bytes()) {
        return Cow::Borrowed(heading);
    }
    // See docs/spec/integrations.md#headings. An emoji may precede or follow the ordinal.
    static ORDINAL: LazyLock<Regex> = LazyLock::new(|| {
        // An emoji may follow the point without a space: `1.🔧 Setup`.
        let pattern =
            r"^\(?\d+(?:\.\d+)*(?:(?:\.\)|[.)])?(?:\s+|$)|(?:\.\)|[.)])[\x{2190}-\x{2bff}\x{1f000}-\x{1faff}])";
        Regex::new(pattern).expect("the pattern is valid")
    });
    let plain = without_marks(heading);
    let numbered = without_emoji(&plain);
    let may_be_numbered = numbered.starts_with(|first: char| first == '(' || first.is_numeric());
    let ordinal = if may_be_numbered { ORDINAL.find(numbered) } else { None };
    let is_number = |ordinal: &str| {
        let digits = ordinal.trim_end();
        digits.len() > 2 && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    let ordinal = ordinal.map(|ordinal| ordinal.as_str()).filter(|ordinal| !(is_name && is_number(ordinal)));
    let bare = without_emoji(&numbered[ordinal.map_or(0, str::len)..]);
    // A heading that is only a number, such as a year, has no ordinal.
    let text = if bare.is_empty() { numbered } else { bare };
    let text = text.trim_end_matches(|letter: char| letter == ':' || letter == '#' || is_decoration(letter));
    let mut words = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        words.push_str(if words.is_empty() { "" } else { " " });
        words.push_str(word);
    }
    Cow::Owned(words)
}

/// Whether a trimmed heading has no decoration, which is true of most headings and keys. A cheap check.
pub(crate) fn is_bare(heading: &[u8]) -> bool {
    let is_letter = |at: usize| heading.get(at).is_some_and(u8::is_ascii_alphanumeric);
    let is_text = |(at, byte): (usize, &u8)| match byte {
        b'*' | b'`' | b'~' => false,
        b'_' => at > 0 && is_letter(at - 1) && is_letter(at + 1),
        b' ' => heading.get(at + 1) != Some(&b' '),
        byte => matches!(byte, b'!'..b'\x7f'),
    };
    let is_numbered = heading.first().is_some_and(|first| *first == b'(' || first.is_ascii_digit());
    !is_numbered && heading.iter().enumerate().all(is_text) && !heading.ends_with(b":") && !heading.ends_with(b"#")
}

/// Returns the text without the marks of emphasis, strikethrough and code. Underscores within words, as in
/// `source_field`, are kept.
pub(crate) fn without_marks(text: &str) -> Cow<'_, str> {
    let is_mark = |letter: char| matches!(letter, '*' | '_' | '`' | '~');
    if !text.contains(is_mark) {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let in_word = letter == '_'
            && plain.chars().next_back().is_some_and(char::is_alphanumeric)
            && letters.peek().is_some_and(|next| next.is_alphanumeric());
        if in_word || !is_mark(letter) {
            plain.push(letter);
        }
    }
    Cow::Owned(plain)
}

pub(crate) fn without_emoji(text: &str) -> &str {
    let mut text = text.trim_start_matches(is_decoration);
    // `1️⃣` is a digit followed by a variation selector and a combining keycap.
    while let Some(rest) = text.strip_prefix(|first: char| first.is_ascii_digit())
        && let Some(rest) = rest.strip_prefix('\u{fe0f}').unwrap_or(rest).strip_prefix('\u{20e3}')
    {
        text = rest.trim_start_matches(is_decoration);
    }
    text
}

/// Whether a character is decoration: white space, emoji with their joiners and variation selectors, arrows and
/// bullets.
pub(crate) fn is_decoration(letter: char) -> bool {
    letter.is_whitespace()
        || matches!(letter, '\u{200d}' | '\u{20e3}' | '\u{fe0e}' | '\u{fe0f}' | '•' | '·')
        || matches!(letter, '\u{2190}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}' | '\u{e0020}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinals_emoji_emphasis_and_case_are_ignored() {
        let check = |input: &str, expected: &str| assert_eq!(normalize_heading(input), expected, "{input:?}");
        check("CHANGE LOG TEMPLATES", "change log templates");
        check("(2) Change Log Templates", "change log templates");
        check("📝 CHANGE LOG TEMPLATES", "change log templates");
        check("2. 📝 **Change**  Log _Templates_:", "change log templates");
        check("(9.2) Modification History ##", "modification history");
        check("3.1.1 Release notes", "release notes");
        check("🗓️ History", "history");
        check("1️⃣ Basic Information", "basic information");
        check("1️⃣2️⃣ Basic Information", "basic information");
        check("1.🔧 Basic Information", "basic information");
        check("835 Remittance", "remittance");
        check("Überblick", "überblick");
        check("2FA log", "2fa log");
        check("2024", "2024");
        check("`source_field` __names__", "source_field names");
        check("", "");
    }

    #[test]
    fn a_number_may_be_part_of_a_name() {
        let check = |input: &str, expected: &str| assert_eq!(name(input), expected, "{input:?}");
        check("835 Remittance", "835 Remittance");
        check("🗺️ 835. **Remittance**", "Remittance");
        check("(2) Orders", "Orders");
        check("2.1 Orders", "Orders");
        check("12 Orders", "Orders");
    }
}
