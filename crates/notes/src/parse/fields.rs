//! Dataview's inline fields, `key:: value` (spec/obsidian.md 3.8). Knows nothing of where in a note they may stand.

use std::ops::Range;

use crate::model::Hidden;

/// A field and where it stands.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Found {
    /// The key without formatting.
    pub key: String,
    /// The value as written, trimmed.
    pub value: String,
    /// Key and value, with their brackets.
    pub range: Range<usize>,
}

/// Finds the fields of inline text, `hidden` (code, formulas) left out. A field without brackets needs a line of its
/// own, and there are such lines only where `has_lines`.
pub(crate) fn find(text: &str, range: Range<usize>, hidden: &[Hidden], has_lines: bool) -> Vec<Found> {
    let mut found = Vec::new();
    let mut start = range.start;
    for line in text[range].split_inclusive('\n') {
        let line_range = start..start + line.trim_end().len();
        start += line.len();
        if !line.contains("::") {
            continue;
        }
        let n_before = found.len();
        bracketed(text, line_range.clone(), hidden, &mut found);
        if has_lines && found.len() == n_before {
            found.extend(whole_line(text, line_range, hidden));
        }
    }
    found
}

/// An opening bracket whose partner has not come yet.
struct Open {
    at: usize,
    mark: u8,
    /// Where its `::` stands.
    colons: Option<usize>,
    /// Whether brackets stand before its `::`; then it is no key.
    has_brackets: bool,
}

fn bracketed(text: &str, range: Range<usize>, hidden: &[Hidden], found: &mut Vec<Found>) {
    let bytes = text.as_bytes();
    let n_before = found.len();
    let mut open: Vec<Open> = Vec::new();
    let mut hidden = hidden.iter().skip_while(|it| it.span.end as usize <= range.start).peekable();
    let mut at = range.start;
    while at < range.end {
        if let Some(it) = hidden.next_if(|it| it.span.start as usize <= at) {
            at = at.max(it.span.end as usize);
            continue;
        }
        match bytes[at] {
            b'\\' => at += 1,
            mark @ (b'[' | b'(') => open.push(Open { at, mark, colons: None, has_brackets: false }),
            b':' if bytes.get(at + 1) == Some(&b':') => {
                if let Some(innermost) = open.last_mut().filter(|it| it.colons.is_none()) {
                    innermost.colons = Some(at);
                }
                at += 1;
            }
            mark @ (b']' | b')') => {
                let partner = if mark == b']' { b'[' } else { b'(' };
                if let Some(bracket) = open.pop_if(|it| it.mark == partner) {
                    if let Some(parent) = open.last_mut().filter(|it| it.colons.is_none()) {
                        parent.has_brackets = true;
                    }
                    // `[[a::b]]` is a wikilink.
                    let is_wikilink = mark == b']' && bracket.at > 0 && bytes[bracket.at - 1] == b'[';
                    let colons = bracket.colons.filter(|_| !bracket.has_brackets && !is_wikilink);
                    if let Some(colons) = colons
                        && let Some(key) = key(&text[bracket.at + 1..colons])
                    {
                        // A field that stands in the value of this one is part of the value.
                        while found.len() > n_before && found.last().is_some_and(|it| it.range.start > bracket.at) {
                            found.pop();
                        }
                        let value = text[colons + 2..at].trim().to_string();
                        found.push(Found { key, value, range: bracket.at..at + 1 });
                    }
                }
            }
            _ => {}
        }
        at += 1;
    }
}

fn whole_line(text: &str, range: Range<usize>, hidden: &[Hidden]) -> Option<Found> {
    let line = &text[range.clone()];
    let blank = |letter: char| letter.is_whitespace() || letter == '>';
    let mut start = range.start + line.len() - line.trim_start_matches(blank).len();
    // The checkbox of a task.
    if line[start - range.start..].starts_with('[') {
        let close = text[start..range.end].find("] ")?;
        start += if text[start + 1..start + close].chars().count() == 1 { close + 2 } else { return None };
    }
    let colons = start + text[start..range.end].find("::")?;
    if hidden.iter().any(|it| it.span.holds(colons as u32)) {
        return None;
    }
    let written = &text[start..colons];
    let is_key_char = |letter: char| {
        letter.is_alphanumeric() || letter.is_whitespace() || "_-/*~".contains(letter) || !letter.is_ascii()
    };
    if !written.chars().all(is_key_char) {
        return None;
    }
    let key = key(written)?;
    Some(Found { key, value: text[colons + 2..range.end].trim().to_string(), range: start..range.end })
}

/// A key without the formatting around it; `None` for what can be none.
fn key(written: &str) -> Option<String> {
    let key = written.trim().trim_matches(['*', '_', '~', '`', '=']).trim();
    let is_key = key.chars().any(char::is_alphanumeric) && !key.contains(['[', ']', '(', ')', ':', '\\']);
    is_key.then(|| key.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_stand_on_a_line_of_their_own_or_in_brackets() {
        let check = |text: &str, expected: &[(&str, &str)]| {
            let found = find(text, 0..text.len(), &[], true);
            let found: Vec<(&str, &str)> = found.iter().map(|it| (it.key.as_str(), it.value.as_str())).collect();
            assert_eq!(found, expected, "{text:?}");
        };
        check("key:: value", &[("key", "value")]);
        check("**Source System**:: [[SAP]] and [x](y)", &[("Source System", "[[SAP]] and [x](y)")]);
        check("text before, key:: value", &[]);
        check("a\nkey::value\nb", &[("key", "value")]);
        check("> key:: v", &[("key", "v")]);
        check("[ ] key:: v", &[("key", "v")]);
        check("key::", &[("key", "")]);
        check("due [on:: 2024] and (by:: me)", &[("on", "2024"), ("by", "me")]);
        check("[a:: [b] (c)]", &[("a", "[b] (c)")]);
        check("[a:: [b:: c]]", &[("a", "[b:: c]")]);
        check("[a:: b\\] c]", &[("a", "b\\] c")]);
        check("[[a::b]]", &[]);
        check("[x](http://a::b)", &[]);
        check("[[x] y:: z]", &[]);
        check(":: x", &[]);
        check("größe:: 1", &[("größe", "1")]);
        check("\u{1f3af} goal:: 1", &[("\u{1f3af} goal", "1")]);
    }
}
