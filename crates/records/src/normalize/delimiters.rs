//! Fast searches for delimiters.

use vaultdex_notes::text;

/// Returns the offset of a part that is expected near the beginning of a text, where preparing a searcher costs more
/// than the search.
pub(crate) fn find(text: &str, part: &str) -> Option<usize> {
    let Some(first) = part.as_bytes().first() else { return Some(0) };
    let starts = memchr::memchr_iter(*first, text.as_bytes());
    // A longer search is worth preparing.
    for at in starts.take(8) {
        if text.as_bytes()[at..].starts_with(part.as_bytes()) {
            return Some(at);
        }
    }
    memchr::memmem::find(text.as_bytes(), part.as_bytes())
}

/// Returns the offset of two adjacent bytes. Values are short, so preparing a searcher would cost more than this
/// search.
pub(crate) fn find_pair(text: &str, pair: &[u8; 2]) -> Option<usize> {
    text.as_bytes().windows(2).position(|two| two == pair)
}

/// Whether a text contains two adjacent bytes.
pub(crate) fn has_pair(text: &str, pair: &[u8; 2]) -> bool {
    find_pair(text, pair).is_some()
}

/// Returns a value without block ID and trailing tags (docs/spec/integrations.md#normalization), trimmed. A value that
/// consists of tags is kept.
pub(crate) fn without_tail(raw: &str) -> &str {
    let mut text = raw.trim();
    // Most values have neither.
    if !text.bytes().any(|byte| matches!(byte, b'^' | b'#')) {
        return text;
    }
    loop {
        let start = text
            .rfind(char::is_whitespace)
            .map_or(0, |space| space + text[space..].chars().next().map_or(1, char::len_utf8));
        let word = &text[start..];
        let is_block_id = word
            .strip_prefix('^')
            .is_some_and(|id| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-'));
        let is_tag = word.strip_prefix('#').is_some_and(|tag| {
            tag.chars().all(text::is_tag_char) && tag.chars().any(|letter| !letter.is_ascii_digit())
        });
        if !(is_block_id || is_tag && start > 0) {
            return text;
        }
        text = text[..start].trim_end();
    }
}
