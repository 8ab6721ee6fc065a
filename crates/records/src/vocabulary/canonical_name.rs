//! When two names of keys, headings or columns are the same.

use std::borrow::Cow;

use compact_str::CompactString;
use vaultdex_notes::text;

use crate::document::headings;

/// A name as names are compared: its words, lower-cased, with one blank between, without ordinal, emoji, emphasis and
/// punctuation. `Source System(s)`, `source_systems` and `1. **Source Systems**` are one name.
pub fn canonical_name(written: &str) -> CompactString {
    // Most names are words and nothing else, in stars at most.
    let bare = written.trim_matches('*');
    match text::is_words(bare) && !bare.starts_with(|first: char| first.is_ascii_digit()) {
        true => lowered(bare),
        false => of_plain(&headings::plain(written)),
    }
}

/// A heading's text without decoration, with its name.
pub(crate) fn of_heading(written: &str) -> (Cow<'_, str>, CompactString) {
    let begins_with_letter = written.starts_with(|first: char| first.is_ascii_alphabetic());
    // As with most.
    if begins_with_letter && text::is_words(written) {
        return (Cow::Borrowed(written), lowered(written));
    }
    let plain = headings::plain(written);
    let name = of_plain(&plain);
    (plain, name)
}

/// The same of a text that is already without decoration.
fn of_plain(plain: &str) -> CompactString {
    // Most names are words and nothing else.
    if text::is_words(plain) {
        return lowered(plain);
    }
    if plain.is_ascii() {
        return of_ascii(plain);
    }
    let has_plural = plain.contains('(') && plain.contains("(s)");
    let plain = if has_plural { Cow::Owned(plain.replace("(s)", "s")) } else { Cow::Borrowed(plain) };
    let mut name = CompactString::with_capacity(plain.len());
    for letter in plain.chars() {
        if letter.is_ascii_alphanumeric() {
            name.push(letter.to_ascii_lowercase());
        } else if letter.is_alphanumeric() {
            name.extend(letter.to_lowercase());
        } else if matches!(letter, '\'' | '’') {
            continue;
        } else if !name.is_empty() && !name.ends_with(' ') {
            name.push(' ');
        }
    }
    name.truncate(name.trim_end().len());
    name
}

/// The same of ASCII, word by word.
fn of_ascii(plain: &str) -> CompactString {
    let mut name = CompactString::with_capacity(plain.len());
    let (mut at, mut is_parted) = (0, false);
    while at < plain.len() {
        let rest = &plain[at..];
        let n_letters = rest.bytes().take_while(u8::is_ascii_alphanumeric).count();
        let (word, length) = match n_letters {
            0 if rest.starts_with("(s)") => ("s", 3),
            _ => (&rest[..n_letters], n_letters.max(1)),
        };
        if word.is_empty() {
            is_parted |= !rest.starts_with('\'');
        } else {
            if is_parted && !name.is_empty() {
                name.push(' ');
            }
            name.push_str(word);
            is_parted = false;
        }
        at += length;
    }
    name.make_ascii_lowercase();
    name
}

fn lowered(words: &str) -> CompactString {
    let mut name = CompactString::new(words);
    name.make_ascii_lowercase();
    name
}

/// A name of the frontmatter, which may be written as programmers do: `sourceSystem` is `source system`.
pub fn property_name(written: &str) -> CompactString {
    if !written.contains(char::is_uppercase) {
        return canonical_name(written);
    }
    let mut spaced = String::with_capacity(written.len() + 4);
    let mut was_small = false;
    for letter in written.chars() {
        if letter.is_uppercase() && was_small {
            spaced.push(' ');
        }
        was_small = letter.is_lowercase() || letter.is_ascii_digit();
        spaced.push(letter);
    }
    canonical_name(&spaced)
}

/// A name in snake case: `Retry Logic` is `retry_logic`.
pub fn snake_case(written: &str) -> CompactString {
    let name = canonical_name(crate::document::cut(written));
    if name.contains(' ') { name.replace(' ', "_").into() } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_words() {
        let check = |written: &str, expected: &str| assert_eq!(canonical_name(written), expected, "{written:?}");
        check("Source System(s)", "source systems");
        check("1. **Source Systems**:", "source systems");
        check("Go-Live Date", "go live date");
        check("APIs/Services", "apis services");
        check("Monitoring & Maintenance", "monitoring maintenance");
        check("✅ What's monitored", "whats monitored");
        check("(3) Größe", "größe");
        check("Owner's (team) *name*", "owners team name");
        check("Größe(s) der Anna's", "größes der annas");
        check("Source (s)", "source s");
        check("Schedule (sync)", "schedule sync");
        check("—", "");
    }

    #[test]
    fn properties_are_written_in_many_ways() {
        let check = |written: &str, expected: &str| assert_eq!(property_name(written), expected, "{written:?}");
        check("sourceSystem", "source system");
        check("source_system", "source system");
        check("integrationId", "integration id");
        check("Source System", "source system");
        check("lastTestedDate", "last tested date");
        check("integrationID", "integration id");
    }
}
