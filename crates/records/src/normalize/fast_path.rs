//! One glance at a value: most are words and nothing else, or one link to a note, and need no reader of marks.

/// What a value is at a glance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Glance<'a> {
    /// Words, with signs between them that mean nothing: the text is what it says, and it leads nowhere.
    Words(&'a str),
    /// `[[Orders to ERP]]`, a link as a whole to a note of a plain name.
    Link(&'a str),
    /// Anything else, to be read sign by sign.
    Marked,
}

impl<'a> Glance<'a> {
    /// What it says, where that takes no closer look.
    pub fn text(self) -> Option<&'a str> {
        match self {
            Glance::Words(text) | Glance::Link(text) => Some(text),
            Glance::Marked => None,
        }
    }
}

/// Looks at a value.
pub(crate) fn glance(raw: &str) -> Glance<'_> {
    if are_words(raw) {
        return Glance::Words(raw);
    }
    let name = raw.strip_prefix("[[").and_then(|rest| rest.strip_suffix("]]"));
    match name.filter(|name| are_words(name) && !name.ends_with(".md")) {
        Some(name) => Glance::Link(name),
        None => Glance::Marked,
    }
}

/// Signs that mean something to a reader of values wherever they stand: marks, brackets, what parts options, what a tag, a
/// block id or an escape begins with. An apostrophe may be a quotation mark where a value begins.
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

/// Whether a text is words with one blank between; ` or ` parts options.
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
    fn words_and_links_are_told_at_a_glance() {
        let check = |raw: &str, expected: Glance| assert_eq!(glance(raw), expected, "{raw:?}");
        for words in ["Active", "Team Orders", "2024-05-01", "Anna's desk (EU), 24:00", "n.a.", "oracle or", "-"] {
            check(words, Glance::Words(words));
        }
        check("[[Orders to ERP]]", Glance::Link("Orders to ERP"));
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
            check(marked, Glance::Marked);
        }
    }
}
