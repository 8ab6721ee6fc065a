//! When two names of keys, headings or columns are the same.

use std::borrow::Cow;

use super::super::headings;
use crate::model::text;

/// A name as names are compared: its words, lower-cased, with one blank between, without ordinal, emoji, emphasis and
/// punctuation. `Source System(s)`, `source_systems` and `1. **Source Systems**` are one name.
pub fn name(written: &str) -> String {
    // Most names are words and nothing else, in stars at most.
    let bare = written.trim_matches('*');
    match text::is_words(bare) && !bare.starts_with(|first: char| first.is_ascii_digit()) {
        true => bare.to_ascii_lowercase(),
        false => of_plain(&headings::plain(written)),
    }
}

/// The same of a text that is already without decoration.
pub(super) fn of_plain(plain: &str) -> String {
    // Most names are words and nothing else.
    if text::is_words(plain) {
        return plain.to_ascii_lowercase();
    }
    let has_plural = plain.contains('(') && plain.contains("(s)");
    let plain = if has_plural { Cow::Owned(plain.replace("(s)", "s")) } else { Cow::Borrowed(plain) };
    let mut name = String::with_capacity(plain.len());
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

/// A name of the frontmatter, which may be written as programmers do: `sourceSystem` is `source system`.
pub fn property_name(written: &str) -> String {
    if !written.contains(char::is_uppercase) {
        return name(written);
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
    name(&spaced)
}

/// A name in snake case: `Retry Logic` is `retry_logic`.
pub fn snake_case(written: &str) -> String {
    let name = name(super::cut(written));
    if name.contains(' ') { name.split(' ').collect::<Vec<_>>().join("_") } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_words() {
        let check = |written: &str, expected: &str| assert_eq!(name(written), expected, "{written:?}");
        check("Source System(s)", "source systems");
        check("1. **Source Systems**:", "source systems");
        check("Go-Live Date", "go live date");
        check("APIs/Services", "apis services");
        check("Monitoring & Maintenance", "monitoring maintenance");
        check("✅ What's monitored", "whats monitored");
        check("(3) Größe", "größe");
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
