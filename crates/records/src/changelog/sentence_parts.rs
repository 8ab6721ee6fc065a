//! The parts of a sentence: its verb and its names.

use std::sync::LazyLock;

use regex::Regex;

use crate::model::Verb;
use crate::normalize::pattern::compile;
use crate::vocabulary::verbs::SENTENCE_PATTERNS;

/// Returns the verb for a word.
pub(crate) fn verb_of(word: &str) -> Option<Verb> {
    SENTENCE_PATTERNS.iter().find(|pattern| word.eq_ignore_ascii_case(pattern.lead)).map(|pattern| pattern.verb)
}

/// Splits `rest` into two names at one of the words in `links`. An empty link allows a single name.
///
/// A name in brackets or quotes ends with them, any other at the first possible position. The catalog, which knows the
/// notes, may split the text of the entry again (docs/spec/changelog.md#where-a-name-ends).
pub(crate) fn split_names<'a>(rest: &'a str, links: &[&str]) -> Option<(&'a str, Option<&'a str>)> {
    let quoted = quoted_name(rest);
    let name = |subject| if quoted > 0 { &rest[..quoted] } else { subject };
    let splits = links.iter().filter(|link| !link.is_empty()).filter_map(|link| split_at_link(rest, quoted, link));
    if let Some((subject, object)) = splits.min_by_key(|(subject, _)| subject.len()) {
        // A name in brackets or quotes ends there, whatever prose follows.
        return Some((name(subject), Some(object)));
    }
    let only = name(without_full_stop(rest));
    (links.contains(&"") && !only.is_empty()).then_some((only, None))
}

pub(crate) fn split_at_link<'a>(rest: &'a str, from: usize, link: &str) -> Option<(&'a str, &'a str)> {
    let mut depth = 0_usize;
    let mut in_code = false;
    let bytes = rest.as_bytes();
    for (at, byte) in bytes.iter().enumerate().skip(from) {
        match byte {
            b'`' => in_code = !in_code,
            b'[' => depth += 1,
            b']' => depth = depth.saturating_sub(1),
            b' ' | b'\t' if depth == 0 && !in_code && !matches!(bytes.get(at + 1), Some(b' ' | b'\t')) => {
                let Some(object) = after_word(&rest[at + 1..], link) else { continue };
                let (subject, object) = (rest[..at].trim(), without_full_stop(object));
                return (!subject.is_empty() && !object.is_empty()).then_some((subject, object));
            }
            _ => {}
        }
    }
    None
}

/// Returns the length of the name in brackets or quotes at the beginning of `rest`, including emphasis; 0 if there is
/// none.
pub(crate) fn quoted_name(rest: &str) -> usize {
    static NAME: LazyLock<Regex> = LazyLock::new(|| {
        compile(
            r#"^[*_]{0,3}(?:!?\[\[[^\[\]]+\]\]|\[[^\[\]]+\](?:\((?:<[^<>]*>|[^()\s]*)\))?|`[^`]+`|"[^"]+"|“[^”]+”|'[^']+'|‘[^’]+’)[*_]{0,3}"#,
        )
    });
    // Most names are not quoted.
    if !rest.starts_with(['*', '_', '!', '[', '`', '"', '“', '\'', '‘']) {
        return 0;
    }
    NAME.find(rest).map_or(0, |name| name.end())
}

/// Returns the name in brackets or quotes at the beginning of a text, otherwise the whole text.
pub(crate) fn first_name(text: &str) -> &str {
    match quoted_name(text) {
        0 => text,
        end => strip_enclosing_emphasis(&text[..end]),
    }
}

/// Returns a text without the emphasis that encloses all of it, if its mark does not occur within.
pub(crate) fn strip_enclosing_emphasis(text: &str) -> &str {
    for mark in ["***", "**", "__", "*", "_"] {
        let inner = text.strip_prefix(mark).and_then(|rest| rest.strip_suffix(mark));
        if let Some(inner) = inner.filter(|inner| !inner.is_empty() && !inner.contains(mark)) {
            return inner.trim();
        }
    }
    text
}

/// Returns the text after `words` at the beginning of `text`, ignoring case and emphasis. White space or a colon must
/// follow the words.
pub(crate) fn after_word<'a>(text: &'a str, words: &str) -> Option<&'a str> {
    let text = text.trim_start_matches(['*', '_']);
    let head = text.get(..words.len())?;
    if !head.eq_ignore_ascii_case(words) {
        return None;
    }
    let rest = text[words.len()..].trim_start_matches(['*', '_', ':']);
    rest.starts_with(char::is_whitespace).then(|| rest.trim_start())
}

pub(crate) fn without_full_stop(text: &str) -> &str {
    let text = text.trim();
    text.strip_suffix('.').unwrap_or(text).trim_end()
}
