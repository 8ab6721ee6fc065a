//! Headings as note shapes compare them: their normal form, and which of them a place in the note stands under.
//! Knows nothing of what any heading means.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::Regex;
use vaultdex_notes::{Heading, Note, text};

/// What a heading says, in the form in which headings are compared: without ordinal, emoji, emphasis and a trailing
/// `:` or `#`, blanks collapsed, lower-cased. `(2) **Change Log** Templates:` is `change log templates`.
pub fn normalise(heading: &str) -> String {
    plain(heading).to_lowercase()
}

/// The heading as [`normalise`] reads it, letter case kept.
pub fn plain(heading: &str) -> Cow<'_, str> {
    without_decoration(heading, false)
}

/// The same as a name: a number of three digits without a point or bracket behind it is part of it, `835 Remittance`.
pub fn name(heading: &str) -> Cow<'_, str> {
    without_decoration(heading, true)
}

fn without_decoration(heading: &str, is_name: bool) -> Cow<'_, str> {
    let (_, heading) = text::trimmed(heading);
    let begins_with_letter = heading.starts_with(|first: char| first.is_ascii_alphabetic());
    if begins_with_letter && text::is_words(heading) || is_bare(heading.as_bytes()) {
        return Cow::Borrowed(heading);
    }
    // spec/integrations.md a.2, rule 3; an emoji may stand before the ordinal or behind it.
    static ORDINAL: LazyLock<Regex> = LazyLock::new(|| {
        // Behind its point an emoji may follow at once: `1.🔧 Setup`.
        let pattern =
            r"^\(?\d+(?:\.\d+)*(?:(?:\.\)|[.)])?(?:\s+|$)|(?:\.\)|[.)])[\x{2190}-\x{2bff}\x{1f000}-\x{1faff}])";
        Regex::new(pattern).expect("the pattern is valid")
    });
    let plain = without_emphasis(heading);
    let numbered = without_emoji(&plain);
    let may_be_numbered = numbered.starts_with(|first: char| first == '(' || first.is_numeric());
    let ordinal = if may_be_numbered { ORDINAL.find(numbered) } else { None };
    let is_number = |ordinal: &str| {
        let digits = ordinal.trim_end();
        digits.len() > 2 && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    let ordinal = ordinal.map(|ordinal| ordinal.as_str()).filter(|ordinal| !(is_name && is_number(ordinal)));
    let bare = without_emoji(&numbered[ordinal.map_or(0, str::len)..]);
    // A heading that is nothing but a number, such as a year, is no ordinal.
    let said = if bare.is_empty() { numbered } else { bare };
    let said = said.trim_end_matches(|letter: char| letter == ':' || letter == '#' || is_decoration(letter));
    let mut words = String::with_capacity(said.len());
    for word in said.split_whitespace() {
        words.push_str(if words.is_empty() { "" } else { " " });
        words.push_str(word);
    }
    Cow::Owned(words)
}

/// Whether there is nothing to take off a trimmed heading, as with most headings and keys: a cheap look.
fn is_bare(heading: &[u8]) -> bool {
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

/// The headings above, for a reader that goes through a note from its beginning to its end.
#[derive(Debug)]
pub struct Trail<'a> {
    ahead: std::slice::Iter<'a, Heading>,
    path: Vec<&'a Heading>,
}

impl<'a> Trail<'a> {
    /// At the beginning of the note.
    pub fn new(note: &'a Note) -> Trail<'a> {
        Trail { ahead: note.headings.iter(), path: Vec::new() }
    }

    /// The headings that the place at a byte offset stands under, outermost first; the offset must not lie before that
    /// of the call before. A heading stands under those above it, not under itself.
    pub fn at(&mut self, offset: usize) -> &[&'a Heading] {
        while let Some(next) = self.ahead.as_slice().first().filter(|next| next.span.end as usize <= offset) {
            while self.path.last().is_some_and(|above| above.level >= next.level) {
                self.path.pop();
            }
            self.path.push(next);
            self.ahead.next();
        }
        &self.path
    }
}

/// The headings that one place in the note stands under, outermost first.
pub fn path(note: &Note, offset: usize) -> Vec<&Heading> {
    Trail::new(note).at(offset).to_vec()
}

/// The text without emphasis, strike-through and code marks; the underscores within `source_field` stay.
fn without_emphasis(text: &str) -> Cow<'_, str> {
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

fn without_emoji(text: &str) -> &str {
    let mut text = text.trim_start_matches(is_decoration);
    // `1️⃣` is a digit with two signs behind it.
    while let Some(rest) = text.strip_prefix(|first: char| first.is_ascii_digit())
        && let Some(rest) = rest.strip_prefix('\u{fe0f}').unwrap_or(rest).strip_prefix('\u{20e3}')
    {
        text = rest.trim_start_matches(is_decoration);
    }
    text
}

/// Blanks and what decorates a heading: emoji with their joiners and variation selectors, arrows, bullets.
pub(crate) fn is_decoration(letter: char) -> bool {
    letter.is_whitespace()
        || matches!(letter, '\u{200d}' | '\u{20e3}' | '\u{fe0e}' | '\u{fe0f}' | '•' | '·')
        || matches!(letter, '\u{2190}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}' | '\u{e0020}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use vaultdex_notes::Span;

    use super::*;

    #[test]
    fn ordinals_emoji_emphasis_and_case_do_not_count() {
        let check = |input: &str, expected: &str| assert_eq!(normalise(input), expected, "{input:?}");
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

    #[test]
    fn a_place_stands_under_the_nearest_heading_of_each_higher_level() {
        let heading = |level: u8, text: &str, start: u32| Heading {
            level,
            text: text.to_owned(),
            span: Span { start, end: start + 5, line: 1, column: 1 },
        };
        let headings = vec![heading(1, "A", 0), heading(3, "B", 10), heading(2, "C", 20), heading(4, "D", 30)];
        let note = Note { headings, ..Note::default() };
        let check = |offset: usize, expected: &str| {
            let texts: Vec<&str> = path(&note, offset).iter().map(|it| it.text.as_str()).collect();
            assert_eq!(texts.join(" > "), expected, "at {offset}");
        };
        check(0, "");
        check(7, "A");
        check(15, "A > B");
        check(20, "A > B");
        check(27, "A > C");
        check(99, "A > C > D");
    }
}
