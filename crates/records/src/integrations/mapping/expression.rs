//! Tokens of SQL and the names of fields in an expression.

use std::borrow::Cow;

use crate::vocabulary::sql_keywords::KEYWORDS;

/// An expression with its offset in its block.
pub(super) struct Expression<'a> {
    pub text: &'a str,
    pub start: usize,
}

impl Expression<'_> {
    /// Returns the offset of the end of the first line.
    pub fn first_line_end(&self) -> usize {
        self.start + self.text.lines().next().unwrap_or_default().trim_end().len()
    }
}

/// The kind of a token of SQL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TokenKind {
    /// A name, keyword or number.
    Word,
    /// Any other character, by its first byte.
    Sign(u8),
    String,
    Comment,
}

/// Returns the tokens of a block, each with its start and end.
pub(super) fn tokens(sql: &str) -> Vec<(TokenKind, usize, usize)> {
    let bytes = sql.as_bytes();
    let mut tokens = Vec::new();
    let mut at = 0;
    let find = |from: usize, pattern: &str| {
        memchr::memmem::find(&bytes[from.min(bytes.len())..], pattern.as_bytes()).map(|it| from + it)
    };
    while at < bytes.len() {
        let rest = &sql[at..];
        let (kind, end) = match bytes[at] {
            byte if byte.is_ascii_whitespace() => {
                at += 1;
                continue;
            }
            b'-' if rest.starts_with("--") => (TokenKind::Comment, find(at, "\n").unwrap_or(sql.len())),
            b'/' if rest.starts_with("/*") => (TokenKind::Comment, find(at + 2, "*/").map_or(sql.len(), |end| end + 2)),
            b'\'' => (TokenKind::String, find(at + 1, "'").map_or(sql.len(), |end| end + 1)),
            _ => match name_length(rest) {
                0 => (TokenKind::Sign(bytes[at]), at + rest.chars().next().map_or(1, char::len_utf8)),
                length => (TokenKind::Word, at + length),
            },
        };
        tokens.push((kind, at, end));
        at = end;
    }
    tokens
}

/// Returns the length of the name or number at the beginning of a text; 0 for none. Each part of a name may be quoted:
/// `"o"."id"`, `s."a b"`.
fn name_length(text: &str) -> usize {
    let is_word = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '.' | '$' | '#' | '@');
    let mut end = 0;
    loop {
        let rest = &text[end..];
        let is_part = end == 0 || text[..end].ends_with('.');
        let length = match rest.bytes().next() {
            Some(quote @ (b'"' | b'`')) if is_part => {
                memchr::memchr(quote, &rest.as_bytes()[1..]).map_or(rest.len(), |close| close + 2)
            }
            _ if end == 0 || rest.starts_with('.') => rest.find(|letter| !is_word(letter)).unwrap_or(rest.len()),
            _ => 0,
        };
        if length == 0 {
            return end;
        }
        end += length;
    }
}

/// Removes the quotes around the parts of a name.
pub(super) fn unquoted(name: &str) -> Cow<'_, str> {
    let is_quote = |letter: char| matches!(letter, '"' | '`');
    if name.contains(is_quote) { Cow::Owned(name.replace(is_quote, "")) } else { Cow::Borrowed(name) }
}

/// Returns the fields in an expression, without duplicates: all names but keywords, functions and numbers. Stops at one
/// more than [`MOST_SOURCES`].
pub(super) fn fields_of(expression: &str) -> Vec<Cow<'_, str>> {
    let tokens = tokens(expression);
    let mut fields: Vec<Cow<str>> = Vec::new();
    for (idx, (kind, start, end)) in tokens.iter().copied().enumerate() {
        let name = unquoted(&expression[start..end]);
        let is_call = tokens.get(idx + 1).is_some_and(|(kind, ..)| *kind == TokenKind::Sign(b'('));
        let is_name = kind == TokenKind::Word
            && !is_call
            && !name.starts_with(|letter: char| letter.is_ascii_digit() || letter == '@');
        if is_name && !KEYWORDS.iter().any(|word| word.eq_ignore_ascii_case(&name)) && !fields.contains(&name) {
            fields.push(name);
        }
        if fields.len() > MOST_SOURCES {
            break;
        }
    }
    fields
}

/// Limit of the source fields of one target. A longer list is kept as one text.
pub(super) const MOST_SOURCES: usize = 64;
