//! One line as a key with its value (spec/integrations.md a.2, rule 4, and T3). Knows nothing of lists, headings or of
//! what a key means.

use std::ops::Range;

use vaultdex_notes::text;

/// How many bytes at the beginning of a line a key and its marks may take: more is a sentence.
const LONGEST: usize = 160;

/// How many characters a key without marks may have.
const LONGEST_PLAIN: usize = 48;

/// A key and its value in a line, as byte ranges of that line.
///
/// ```text
/// **Owner**: Team Orders
///   ^^^^^ key
///            ^^^^^^^^^^^ value, trimmed; may be empty
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KeyValue {
    /// The key without its marks.
    pub key: Range<usize>,
    /// What stands behind it.
    pub value: Range<usize>,
    /// Whether it is surely meant as a key: marked up, or with a colon. `Orders – the feed` may be prose.
    pub is_certain: bool,
    /// Whether it is written as a Dataview field, `key:: v`.
    pub is_field: bool,
}

/// Reads a line without its list marker. Keys without marks count only where `is_item`.
pub(crate) fn read(line: &str, is_item: bool) -> Option<KeyValue> {
    let start = line.len() - line.trim_start_matches(is_decoration).len();
    let lead = &line[start..];
    let found = match lead.as_bytes().first()? {
        b'*' | b'_' => marked(lead),
        _ => plain(lead, is_item),
    }?;
    let shift = |range: Range<usize>| range.start + start..range.end + start;
    let (key, value) = (shift(found.key), shift(found.value));
    let is_field = line.as_bytes()[key.end..value.start].windows(2).any(|two| two == b"::");
    Some(KeyValue { key: trimmed(line, key), value: trimmed(line, value), is_field, ..found })
}

/// A key that follows a value on its line, `Active | **Owner:** Ana`.
pub(crate) struct NextKey {
    /// Where the value before it ends.
    pub end: usize,
    /// Where the key begins, with its marks.
    pub start: usize,
    /// Whether what parts them is seldom found within a value.
    pub is_apart: bool,
}

/// The next such key from a byte of a value on.
pub(crate) fn next_key(value: &str, from: usize) -> Option<NextKey> {
    // Most values hold no mark at all.
    let mut from = from + memchr::memchr(b'*', value.as_bytes().get(from..)?)?;
    while let Some(offset) = value.get(from..)?.find("**") {
        let start = from + offset;
        let before = value[..start].trim_end();
        let apart = before.trim_end_matches(['|', '·', '•']);
        let apart = ["<br>", "<br/>", "<br />"].iter().find_map(|tag| apart.strip_suffix(tag)).unwrap_or(apart);
        let is_apart = apart.len() < before.len();
        let said = if is_apart { apart } else { before.trim_end_matches([',', ';', '/']) };
        let has_colon = |key: &KeyValue| value[start + key.key.end..start + key.value.start].contains([':', '：']);
        if said.len() < before.len() && marked(&value[start..]).is_some_and(|key| has_colon(&key)) {
            return Some(NextKey { end: said.trim_end().len(), start, is_apart });
        }
        from = start + 2;
    }
    None
}

/// `**Key**: v`, `**Key:** v`, `__Key__ – v`
fn marked(line: &str) -> Option<KeyValue> {
    let mark = line.as_bytes()[0];
    let n_marks = line.bytes().take_while(|byte| *byte == mark).count();
    if n_marks > 3 {
        return None;
    }
    let head = head(line, LONGEST).as_bytes();
    let is_closing = |bytes: &[u8]| bytes.iter().all(|byte| *byte == mark);
    let end = n_marks + head.get(n_marks..)?.windows(n_marks).position(is_closing)?;
    let inner = &line[n_marks..end];
    let rest = &line[end + n_marks..];
    if !inner.chars().any(char::is_alphanumeric) {
        return None;
    }
    let rest_start = end + n_marks;
    if let Some(length) = mark_at_end(inner) {
        return Some(KeyValue {
            key: n_marks..end - length,
            value: rest_start..line.len(),
            is_certain: true,
            is_field: false,
        });
    }
    // One star is emphasis, which often begins a sentence.
    let (length, is_colon) = mark_at_start(rest)?;
    let is_key = n_marks > 1 || is_colon;
    is_key.then(|| KeyValue {
        key: n_marks..end,
        value: rest_start + length..line.len(),
        is_certain: true,
        is_field: false,
    })
}

/// `Key: v`, `key:: v`, `Key = v`
fn plain(line: &str, is_item: bool) -> Option<KeyValue> {
    if !line.starts_with(char::is_alphabetic) {
        return None;
    }
    // Most keys are plain words: what comes before the first sign needs no look at each letter.
    let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b' ';
    let start = line.bytes().take_while(is_plain).take(LONGEST_PLAIN + 1).count();
    let mut last = line[..start].chars().next_back().unwrap_or(' ');
    for (n_letters, (at, letter)) in line[start..].char_indices().enumerate() {
        let (n_letters, at) = (start + n_letters, start + at);
        if n_letters > LONGEST_PLAIN {
            return None;
        }
        if letter.is_ascii_alphanumeric() || letter == ' ' {
            last = letter;
            continue;
        }
        let rest = &line[at + letter.len_utf8()..];
        let ends_word = rest.is_empty() || rest.starts_with(char::is_whitespace);
        let found = |length: usize, is_certain: bool| {
            Some(KeyValue { key: 0..at, value: at + length..line.len(), is_certain, is_field: false })
        };
        match letter {
            ':' if rest.starts_with(':') => return found(2, true),
            ':' if is_item && ends_word => return found(1, true),
            '：' if is_item => return found(letter.len_utf8(), true),
            '–' | '—' | '=' if is_item && ends_word && last == ' ' => return found(letter.len_utf8(), false),
            // What is a sentence or holds a link, code or an address is no key.
            '[' | ']' | '`' | '<' | '|' | ':' | '→' => return None,
            '.' | '!' | '?' if ends_word => return None,
            '-' if rest.starts_with('>') => return None,
            _ => last = letter,
        }
    }
    None
}

/// The length of the key mark that ends a key within its marks: `**Key:**`.
fn mark_at_end(inner: &str) -> Option<usize> {
    let body = inner.trim_end().trim_end_matches(':').trim_end_matches('：');
    (body.len() < inner.trim_end().len()).then(|| inner.len() - body.len())
}

/// The length of the key mark that begins what stands behind a key, and whether it is a colon.
fn mark_at_start(rest: &str) -> Option<(usize, bool)> {
    let blanks = rest.len() - rest.trim_start().len();
    let mark = rest.trim_start();
    if mark.starts_with("::") {
        return Some((blanks + 2, true));
    }
    let first = mark.chars().next()?;
    let behind = &mark[first.len_utf8()..];
    let is_apart = blanks > 0 && (behind.is_empty() || behind.starts_with(char::is_whitespace));
    match first {
        ':' | '：' => Some((blanks + first.len_utf8(), true)),
        '–' | '—' | '=' => Some((blanks + first.len_utf8(), false)),
        '-' if is_apart => Some((blanks + 1, false)),
        _ => None,
    }
}

fn head(line: &str, length: usize) -> &str {
    if line.len() <= length {
        return line;
    }
    let end = (0..=length).rev().find(|end| line.is_char_boundary(*end)).unwrap_or(0);
    &line[..end]
}

/// A stretch of a text without the blanks around it.
pub(crate) fn trimmed(line: &str, range: Range<usize>) -> Range<usize> {
    let (lead, inner) = text::trimmed(&line[range.clone()]);
    let start = range.start + lead;
    start..start + inner.len()
}

/// Emoji and blanks before a key (`- 🟢 **Status**: live`).
fn is_decoration(letter: char) -> bool {
    letter.is_whitespace()
        || matches!(letter, '\u{200d}' | '\u{20e3}' | '\u{fe0e}' | '\u{fe0f}' | '•' | '·')
        || matches!(letter, '\u{2190}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expected: Option<(&str, &str)>) {
        let found = read(line, true);
        let found = found.as_ref().map(|it| (&line[it.key.clone()], &line[it.value.clone()]));
        assert_eq!(found, expected, "{line:?}");
    }

    #[test]
    fn a_key_is_marked_up_or_stands_before_a_colon() {
        check("**Status**: Active", Some(("Status", "Active")));
        check("**Status:** Active", Some(("Status", "Active")));
        check("__Status__: Active", Some(("Status", "Active")));
        check("*Status*: Active", Some(("Status", "Active")));
        check("***Status***: Active", Some(("Status", "Active")));
        check("Status: Active", Some(("Status", "Active")));
        check("Status:: Active", Some(("Status", "Active")));
        check("Source System(s): [[SAP]]", Some(("Source System(s)", "[[SAP]]")));
        check("🟢 **Status**: Active", Some(("Status", "Active")));
        check("**Status**:", Some(("Status", "")));
        check("**[Metric 1]**: [What]", Some(("[Metric 1]", "[What]")));
    }

    #[test]
    fn the_mark_may_be_a_dash_an_equals_sign_or_a_wide_colon() {
        check("**Status** – Active", Some(("Status", "Active")));
        check("**Status** - Active", Some(("Status", "Active")));
        check("**Status** = Active", Some(("Status", "Active")));
        check("**Status**：Active", Some(("Status", "Active")));
        check("**Status：** Active", Some(("Status", "Active")));
        check("Status：Active", Some(("Status", "Active")));
        check("Status = Active", Some(("Status", "Active")));
        check("Status – Active", Some(("Status", "Active")));
    }

    #[test]
    fn prose_holds_no_key() {
        check("**Done** and dusted: yes", None);
        check("*Note* - a remark", None);
        check("https://example.com", None);
        check("see [a: b](c)", None);
        check("It works. Note: not always", None);
        check("a `code: x`", None);
        check("At 10:30 we meet", None);
        check("one-way", None);
        check("1: a", None);
        check("a key that goes on for more than forty-eight letters: no", None);
        check("", None);
        check("****", None);
        check("Orders -> SAP: all", None);
        assert_eq!(read("Status: Active", false), None);
        assert!(read("Status:: Active", false).is_some());
    }
}
