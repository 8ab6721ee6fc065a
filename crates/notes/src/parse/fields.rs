//! Dataview inline fields, `key:: value`, within a piece of inline text (docs/spec/obsidian.md#inline-fields).

use std::ops::Range;

use crate::model::NonProse;

/// A field and its position.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct FieldMatch {
    /// The key, without the formatting around it.
    pub key: String,
    /// The value as written, trimmed.
    pub value: String,
    /// Key and value, including any brackets.
    pub range: Range<usize>,
}

/// Finds the fields of inline text outside of `non_prose` (code, formulas, comments). A field without brackets must
/// have a line to itself; such fields are looked for only with `allow_whole_lines`.
pub(crate) fn find(
    text: &str,
    range: Range<usize>,
    non_prose: &[NonProse],
    allow_whole_lines: bool,
) -> Vec<FieldMatch> {
    let mut found = Vec::new();
    let mut by_start: Vec<&NonProse> = non_prose.iter().collect();
    by_start.sort_by_key(|it| it.span.start);
    // Ranges that end before the line are skipped once, not for every line.
    let (mut bracketed, mut whole_line) = (non_prose, by_start.as_slice());
    let mut start = range.start;
    for line in text[range].split_inclusive('\n') {
        let line_range = start..start + line.trim_end().len();
        start += line.len();
        if !line.contains("::") {
            continue;
        }
        let is_before = |it: &NonProse| it.span.end as usize <= line_range.start;
        bracketed = &bracketed[bracketed.iter().take_while(|it| is_before(it)).count()..];
        whole_line = &whole_line[whole_line.iter().take_while(|it| is_before(it)).count()..];
        let n_before = found.len();
        find_bracketed(text, line_range.clone(), bracketed, &mut found);
        if allow_whole_lines && found.len() == n_before {
            found.extend(whole_line_field(text, line_range, whole_line));
        }
    }
    found
}

/// An opening bracket that has not been closed yet.
struct OpenBracket {
    offset: usize,
    mark: u8,
    /// The offset of its `::`.
    colons: Option<usize>,
    /// Whether brackets precede its `::`; if so, the text before `::` is not a key.
    has_brackets: bool,
}

/// Finds the fields in brackets on one line. `non_prose` begins with the first range that ends after the start of the
/// line.
fn find_bracketed(text: &str, range: Range<usize>, non_prose: &[NonProse], found: &mut Vec<FieldMatch>) {
    let bytes = text.as_bytes();
    let n_before = found.len();
    let mut open: Vec<OpenBracket> = Vec::new();
    let mut non_prose = non_prose.iter().peekable();
    let mut at = range.start;
    while at < range.end {
        if let Some(it) = non_prose.next_if(|it| it.span.start as usize <= at) {
            at = at.max(it.span.end as usize);
            continue;
        }
        match bytes[at] {
            b'\\' => at += 1,
            mark @ (b'[' | b'(') => open.push(OpenBracket { offset: at, mark, colons: None, has_brackets: false }),
            b':' if bytes.get(at + 1) == Some(&b':') => {
                if let Some(innermost) = open.last_mut().filter(|it| it.colons.is_none()) {
                    innermost.colons = Some(at);
                }
                at += 1;
            }
            mark @ (b']' | b')') => {
                let opening_mark = if mark == b']' { b'[' } else { b'(' };
                if let Some(bracket) = open.pop_if(|it| it.mark == opening_mark) {
                    if let Some(parent) = open.last_mut().filter(|it| it.colons.is_none()) {
                        parent.has_brackets = true;
                    }
                    if let Some(field) = bracketed_field(text, &bracket, at) {
                        // A field within the value of this one is part of the value.
                        while found.len() > n_before && found.last().is_some_and(|it| it.range.start > bracket.offset) {
                            found.pop();
                        }
                        found.push(field);
                    }
                }
            }
            _ => {}
        }
        at += 1;
    }
}

/// Returns the field between an opening bracket and the closing bracket at `close`.
fn bracketed_field(text: &str, bracket: &OpenBracket, close: usize) -> Option<FieldMatch> {
    let OpenBracket { offset, mark, colons, has_brackets } = *bracket;
    // `[[a::b]]` is a wikilink.
    let is_wikilink = mark == b'[' && offset > 0 && text.as_bytes()[offset - 1] == b'[';
    let colons = colons.filter(|_| !has_brackets && !is_wikilink)?;
    let key = parse_key(&text[offset + 1..colons])?;
    Some(FieldMatch { key, value: text[colons + 2..close].trim().to_string(), range: offset..close + 1 })
}

/// Returns the field that takes up a whole line. `non_prose` is sorted by start.
fn whole_line_field(text: &str, range: Range<usize>, non_prose: &[&NonProse]) -> Option<FieldMatch> {
    let line = &text[range.clone()];
    let is_indent = |letter: char| letter.is_whitespace() || letter == '>';
    let mut start = range.start + line.len() - line.trim_start_matches(is_indent).len();
    // The checkbox of a task.
    if line[start - range.start..].starts_with('[') {
        let close = text[start..range.end].find("] ")?;
        start += if text[start + 1..start + close].chars().count() == 1 { close + 2 } else { return None };
    }
    let colons = start + text[start..range.end].find("::")?;
    let mut may_contain = non_prose.iter().take_while(|it| it.span.start as usize <= colons);
    if may_contain.any(|it| it.span.contains(colons as u32)) {
        return None;
    }
    let raw_key = &text[start..colons];
    let is_key_char = |letter: char| {
        letter.is_alphanumeric() || letter.is_whitespace() || "_-/*~".contains(letter) || !letter.is_ascii()
    };
    if !raw_key.chars().all(is_key_char) {
        return None;
    }
    let key = parse_key(raw_key)?;
    Some(FieldMatch { key, value: text[colons + 2..range.end].trim().to_string(), range: start..range.end })
}

/// Returns a key without the formatting around it; `None` if it cannot be a key.
fn parse_key(raw: &str) -> Option<String> {
    let key = raw.trim().trim_matches(['*', '_', '~', '`', '=']).trim();
    let is_key = key.chars().any(char::is_alphanumeric) && !key.contains(['[', ']', '(', ')', ':', '\\']);
    is_key.then(|| key.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_whole_lines_or_bracketed() {
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
