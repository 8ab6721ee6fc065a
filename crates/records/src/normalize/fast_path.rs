//! Fast classification of values. Most are plain words or a single link to a note, and need no markup stripped.

/// The form of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ValueForm<'a> {
    /// Plain words, with only punctuation that has no meaning. The text is its own plain form and contains no link.
    Words(&'a str),
    /// A link as the whole value to a note with a plain name: `[[Orders to ERP]]`.
    Link(&'a str),
    /// Any other value, which may contain markup.
    Markup,
}

impl<'a> ValueForm<'a> {
    /// Returns the text of the value, unless it may contain markup.
    pub fn text(self) -> Option<&'a str> {
        match self {
            ValueForm::Words(text) | ValueForm::Link(text) => Some(text),
            ValueForm::Markup => None,
        }
    }
}

/// Classifies a value.
pub(crate) fn value_form(raw: &str) -> ValueForm<'_> {
    if are_words(raw) {
        return ValueForm::Words(raw);
    }
    let name = raw.strip_prefix("[[").and_then(|rest| rest.strip_suffix("]]"));
    match name.filter(|name| are_words(name) && !name.ends_with(".md")) {
        Some(name) => ValueForm::Link(name),
        None => ValueForm::Markup,
    }
}

/// Bytes that are part of plain words. The others are markup wherever they occur: marks, brackets, separators of
/// options, and the first characters of tags, block IDs and escapes. An apostrophe at the beginning may be a quotation
/// mark.
const IS_WORD: [bool; 256] = {
    let mut is_word = [false; 256];
    let mut byte = b'!';
    while byte < 0x7f {
        let is_sign = matches!(
            byte,
            b'*' | b'_'
                | b'`'
                | b'~'
                | b'='
                | b'['
                | b']'
                | b'{'
                | b'}'
                | b'<'
                | b'%'
                | b'&'
                | b'\\'
                | b'/'
                | b'|'
                | b'^'
                | b'#'
                | b'"'
        );
        is_word[byte as usize] = !is_sign;
        byte += 1;
    }
    is_word
};

/// Whether a text is words with single spaces between them. ` or ` separates options.
fn are_words(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut was_word = false;
    for (at, byte) in bytes.iter().enumerate() {
        let is_word = IS_WORD[usize::from(*byte)];
        let parts_options = || matches!(bytes.get(at..at + 4), Some(b" or " | b" OR "));
        if !(is_word || was_word && *byte == b' ' && !parts_options()) {
            return false;
        }
        was_word = is_word;
    }
    was_word && bytes[0] != b'\''
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_words_and_links_contain_no_other_markup() {
        let check = |raw: &str, expected: ValueForm| assert_eq!(value_form(raw), expected, "{raw:?}");
        for words in ["Active", "Team Orders", "2024-05-01", "Anna's desk (EU), 24:00", "n.a.", "oracle or", "-"] {
            check(words, ValueForm::Words(words));
        }
        check("[[Orders to ERP]]", ValueForm::Link("Orders to ERP"));
        for marked in [
            "",
            " ",
            " a",
            "a ",
            "a  b",
            "a\tb",
            "ä",
            "**a**",
            "'a'",
            "\"a\"",
            "a/b",
            "a or b",
            "a #tag",
            "a ^id",
            "R&amp;D",
            "[Name]",
            "[[a/b]]",
            "[[a|b]]",
            "[[a.md]]",
            "[[a]]s",
            "[[a]] and [[b]]",
            "[[]]",
            "[[ a]]",
        ] {
            check(marked, ValueForm::Markup);
        }
    }
}
