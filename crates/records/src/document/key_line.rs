//! Parses a line as a key with its value (docs/spec/integrations.md#key-lines). Does not know lists, headings or the
//! meaning of keys.

use std::ops::Range;

use vaultdex_notes::text;

use crate::vocabulary::decoration::is_decoration;

/// Maximum number of bytes of a key with its marks. A longer one is a sentence.
const MAX_KEY_LENGTH: usize = 160;

/// Maximum number of characters of a plain key.
const MAX_PLAIN_KEY_LENGTH: usize = 48;

/// A key and its value, as byte ranges of their line.
///
/// ```text
/// **Owner**: Team Orders
///   ^^^^^ key
///            ^^^^^^^^^^^ value, trimmed; may be empty
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KeyValue {
    /// The key without marks.
    pub key: Range<usize>,
    /// The value after the key.
    pub value: Range<usize>,
    /// Whether the line is unambiguously a key line: with a marked-up key or a colon. `Orders – the feed` may be prose.
    pub is_certain: bool,
    /// Whether it is a Dataview field, `key:: v`.
    pub is_field: bool,
}

/// Parses a line without its list marker. Plain keys are recognized only in a list item.
pub(crate) fn parse_key_line(line: &str, is_item: bool) -> Option<KeyValue> {
    let start = line.len() - line.trim_start_matches(is_decoration).len();
    let lead = &line[start..];
    let found = match lead.as_bytes().first()? {
        b'*' | b'_' => parse_marked_key(lead),
        _ => parse_plain_key(lead, is_item),
    }?;
    let shift = |range: Range<usize>| range.start + start..range.end + start;
    let (key, value) = (shift(found.key), shift(found.value));
    let is_field = line.as_bytes()[key.end..value.start].windows(2).any(|two| two == b"::");
    Some(KeyValue { key: trimmed(line, key), value: trimmed(line, value), is_field, ..found })
}

/// A further key after a value on the same line, as in `Active | **Owner:** Ana`.
pub(crate) struct NextKey {
    /// Offset at which the value before it ends.
    pub end: usize,
    /// Offset at which the key begins, including its marks.
    pub start: usize,
    /// Whether the separator rarely occurs within values.
    pub is_apart: bool,
}

/// Returns the next such key at or after an offset of a value.
pub(crate) fn next_key(value: &str, from: usize) -> Option<NextKey> {
    // Most values contain no mark.
    let mut from = from + memchr::memchr(b'*', value.as_bytes().get(from..)?)?;
    while let Some(offset) = value.get(from..)?.find("**") {
        let start = from + offset;
        let before = value[..start].trim_end();
        let before_separator = before.trim_end_matches(['|', '·', '•']);
        let before_separator = ["<br>", "<br/>", "<br />"]
            .iter()
            .find_map(|tag| before_separator.strip_suffix(tag))
            .unwrap_or(before_separator);
        let is_apart = before_separator.len() < before.len();
        let value_before = if is_apart { before_separator } else { before.trim_end_matches([',', ';', '/']) };
        let has_colon = |key: &KeyValue| value[start + key.key.end..start + key.value.start].contains([':', '：']);
        if value_before.len() < before.len() && parse_marked_key(&value[start..]).is_some_and(|key| has_colon(&key)) {
            return Some(NextKey { end: value_before.trim_end().len(), start, is_apart });
        }
        from = start + 2;
    }
    None
}

/// `**Key**: v`, `**Key:** v`, `__Key__ – v`
fn parse_marked_key(line: &str) -> Option<KeyValue> {
    let mark = line.as_bytes()[0];
    let n_marks = line.bytes().take_while(|byte| *byte == mark).count();
    if n_marks > 3 {
        return None;
    }
    let head = &line.as_bytes()[..line.floor_char_boundary(MAX_KEY_LENGTH)];
    let is_closing = |bytes: &[u8]| bytes.iter().all(|byte| *byte == mark);
    let end = n_marks + head.get(n_marks..)?.windows(n_marks).position(is_closing)?;
    let inner = &line[n_marks..end];
    let rest = &line[end + n_marks..];
    if !inner.chars().any(char::is_alphanumeric) {
        return None;
    }
    let rest_start = end + n_marks;
    if let Some(length) = separator_at_end(inner) {
        return Some(KeyValue {
            key: n_marks..end - length,
            value: rest_start..line.len(),
            is_certain: true,
            is_field: false,
        });
    }
    // A phrase in single asterisks is emphasis, which often begins a sentence.
    let (length, is_colon) = separator_at_start(rest)?;
    let is_key = n_marks > 1 || is_colon;
    is_key.then(|| KeyValue {
        key: n_marks..end,
        value: rest_start + length..line.len(),
        is_certain: true,
        is_field: false,
    })
}

/// `Key: v`, `key:: v`, `Key = v`
fn parse_plain_key(line: &str, is_item: bool) -> Option<KeyValue> {
    if !line.starts_with(char::is_alphabetic) {
        return None;
    }
    // Most keys are plain words, whose characters need no individual check.
    let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b' ';
    let start = line.bytes().take_while(is_plain).take(MAX_PLAIN_KEY_LENGTH + 1).count();
    let mut last = line[..start].chars().next_back().unwrap_or(' ');
    for (n_letters, (at, letter)) in line[start..].char_indices().enumerate() {
        let (n_letters, at) = (start + n_letters, start + at);
        if n_letters > MAX_PLAIN_KEY_LENGTH {
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
            // A sentence, or text with a link, code or a URL, is not a key.
            '[' | ']' | '`' | '<' | '|' | ':' | '→' => return None,
            '.' | '!' | '?' if ends_word => return None,
            '-' if rest.starts_with('>') => return None,
            _ => last = letter,
        }
    }
    None
}

/// Returns the length of the separator within the marks of a key: `**Key:**`.
fn separator_at_end(inner: &str) -> Option<usize> {
    let body = inner.trim_end().trim_end_matches(':').trim_end_matches('：');
    (body.len() < inner.trim_end().len()).then(|| inner.len() - body.len())
}

/// Returns the length of the separator after the marks of a key, and whether it is a colon.
fn separator_at_start(rest: &str) -> Option<(usize, bool)> {
    let blanks = rest.len() - rest.trim_start().len();
    let mark = rest.trim_start();
    if mark.starts_with("::") {
        return Some((blanks + 2, true));
    }
    let first = mark.chars().next()?;
    let after = &mark[first.len_utf8()..];
    let is_apart = blanks > 0 && (after.is_empty() || after.starts_with(char::is_whitespace));
    match first {
        ':' | '：' => Some((blanks + first.len_utf8(), true)),
        '–' | '—' | '=' => Some((blanks + first.len_utf8(), false)),
        '-' if is_apart => Some((blanks + 1, false)),
        _ => None,
    }
}

/// Returns a range of a text without surrounding white space.
pub(crate) fn trimmed(line: &str, range: Range<usize>) -> Range<usize> {
    let (lead, inner) = text::trim_with_offset(&line[range.clone()]);
    let start = range.start + lead;
    start..start + inner.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expected: Option<(&str, &str)>) {
        let found = parse_key_line(line, true);
        let found = found.as_ref().map(|it| (&line[it.key.clone()], &line[it.value.clone()]));
        assert_eq!(found, expected, "{line:?}");
    }

    #[test]
    fn a_key_is_marked_up_or_followed_by_a_colon() {
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
    fn the_separator_may_be_a_dash_an_equals_sign_or_a_wide_colon() {
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
    fn prose_has_no_key() {
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
        assert_eq!(parse_key_line("Status: Active", false), None);
        assert!(parse_key_line("Status:: Active", false).is_some());
    }
}
