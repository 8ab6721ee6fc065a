//! The canonical form of names, in which names of keys, headings, columns and properties are compared.

use std::borrow::Cow;

use compact_str::CompactString;
use vaultdex_notes::text;

/// Returns the canonical form of a name: its words in lower case, separated by single spaces, without ordinal, emoji,
/// emphasis and punctuation. `Source System(s)`, `source_systems` and `1. **Source Systems**` have the same canonical
/// form.
pub fn canonical_name(written: &str) -> CompactString {
    // Most names are plain words, at most enclosed in asterisks.
    let bare = written.trim_matches('*');
    match text::is_plain_words(bare) && !bare.starts_with(|first: char| first.is_ascii_digit()) {
        true => lowercase_name(bare),
        false => canonical_of_plain(&crate::vocabulary::decoration::plain(written)),
    }
}

/// Returns the text of a heading without decoration, and its canonical form.
pub(crate) fn plain_and_canonical(written: &str) -> (Cow<'_, str>, CompactString) {
    let begins_with_letter = written.starts_with(|first: char| first.is_ascii_alphabetic());
    // Most headings are plain words.
    if begins_with_letter && text::is_plain_words(written) {
        return (Cow::Borrowed(written), lowercase_name(written));
    }
    let plain = crate::vocabulary::decoration::plain(written);
    let name = canonical_of_plain(&plain);
    (plain, name)
}

/// Returns the canonical form of a text that has no decoration.
fn canonical_of_plain(plain: &str) -> CompactString {
    // Most names are plain words.
    if text::is_plain_words(plain) {
        return lowercase_name(plain);
    }
    if plain.is_ascii() {
        return canonical_of_ascii(plain);
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

/// Returns the canonical form of ASCII text, one word at a time.
fn canonical_of_ascii(plain: &str) -> CompactString {
    let mut name = CompactString::with_capacity(plain.len());
    let (mut offset, mut has_separator) = (0, false);
    while offset < plain.len() {
        let rest = &plain[offset..];
        let n_letters = rest.bytes().take_while(u8::is_ascii_alphanumeric).count();
        let (word, length) = match n_letters {
            0 if rest.starts_with("(s)") => ("s", 3),
            _ => (&rest[..n_letters], n_letters.max(1)),
        };
        if word.is_empty() {
            has_separator |= !rest.starts_with('\'');
        } else {
            if has_separator && !name.is_empty() {
                name.push(' ');
            }
            name.push_str(word);
            has_separator = false;
        }
        offset += length;
    }
    name.make_ascii_lowercase();
    name
}

fn lowercase_name(words: &str) -> CompactString {
    let mut name = CompactString::new(words);
    name.make_ascii_lowercase();
    name
}

/// Returns the canonical form of a property name, which may be in camel case: `sourceSystem` becomes `source system`.
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

/// Returns a name in snake case: `Retry Logic` becomes `retry_logic`.
pub fn snake_case(written: &str) -> CompactString {
    let name = canonical_name(truncate(written));
    if name.contains(' ') { name.replace(' ', "_").into() } else { name }
}

/// Maximum length in bytes of a heading as part of a value's place.
pub(crate) const MAX_NAME_LENGTH: usize = 120;

/// Returns a name, truncated at a character boundary to at most [`MAX_NAME_LENGTH`] bytes: it may be repeated for many
/// values.
pub fn truncate(name: &str) -> &str {
    &name[..name.floor_char_boundary(MAX_NAME_LENGTH)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_canonical_name_consists_of_words() {
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
    fn property_names_may_be_in_camel_case() {
        let check = |written: &str, expected: &str| assert_eq!(property_name(written), expected, "{written:?}");
        check("sourceSystem", "source system");
        check("source_system", "source system");
        check("integrationId", "integration id");
        check("Source System", "source system");
        check("lastTestedDate", "last tested date");
        check("integrationID", "integration id");
    }
}
