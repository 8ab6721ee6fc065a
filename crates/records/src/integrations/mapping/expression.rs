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
            // `list[1]` and `f(x)[1]` are elements of arrays.
            b'[' if sql[..at].ends_with(|letter: char| is_name_letter(letter) || "])\"`".contains(letter)) => {
                (TokenKind::Sign(b'['), at + 1)
            }
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

/// Whether a name may contain a character without quotes.
fn is_name_letter(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '_' | '.' | '$' | '#' | '@')
}

/// Returns the length of the name or number at the beginning of a text; 0 for none. Each part of a name may be quoted:
/// `"o"."id"`, `s."a b"`, `dbo.[Order]`.
fn name_length(text: &str) -> usize {
    let mut end = 0;
    loop {
        let rest = &text[end..];
        let is_part = end == 0 || text[..end].ends_with('.');
        let length = match rest.bytes().next() {
            Some(quote @ (b'"' | b'`')) if is_part => {
                memchr::memchr(quote, &rest.as_bytes()[1..]).map_or(rest.len(), |close| close + 2)
            }
            Some(b'[') if is_part => bracketed_length(rest),
            _ if end == 0 || rest.starts_with('.') => rest.find(|letter| !is_name_letter(letter)).unwrap_or(rest.len()),
            _ => 0,
        };
        if length == 0 {
            return end;
        }
        end += length;
    }
}

/// Returns the length of the name in brackets at the beginning of a text, `[Order Details]`; 0 for none, as for a list
/// `[a, b]`.
fn bracketed_length(text: &str) -> usize {
    let inside = text[1..].find(|letter| !is_name_letter(letter) && !matches!(letter, ' ' | '-')).unwrap_or_default();
    if inside > 0 && text[1 + inside..].starts_with(']') { inside + 2 } else { 0 }
}

/// Removes the quotes and brackets around the parts of a name.
pub(super) fn unquoted(name: &str) -> Cow<'_, str> {
    if !name.contains(['"', '`', '[']) {
        return Cow::Borrowed(name);
    }
    let mut closing = None;
    let is_kept = |letter: &char| match (closing, letter) {
        (Some(end), _) => {
            if end == *letter {
                closing = None;
            }
            end != *letter
        }
        (None, '"' | '`' | '[') => {
            closing = Some(if *letter == '[' { ']' } else { *letter });
            false
        }
        (None, _) => true,
    };
    Cow::Owned(name.chars().filter(is_kept).collect())
}

/// Whether a name is one of some keywords. A name in quotes is none.
pub(super) fn is_keyword(name: &str, keywords: &[&str]) -> bool {
    keywords.iter().any(|word| word.eq_ignore_ascii_case(name))
}

/// Returns the fields in an expression, without duplicates: all names outside subqueries but keywords, functions and
/// numbers. Stops at one more than [`MOST_SOURCES`].
pub(super) fn fields_of(expression: &str) -> Vec<Cow<'_, str>> {
    let tokens = outside_subqueries(expression);
    let mut fields: Vec<Cow<str>> = Vec::new();
    for (idx, (kind, start, end)) in tokens.iter().copied().enumerate() {
        let written = &expression[start..end];
        let name = unquoted(written);
        let is_call = tokens.get(idx + 1).is_some_and(|(kind, ..)| *kind == TokenKind::Sign(b'('));
        let is_name = kind == TokenKind::Word
            && !is_call
            && !name.starts_with(|letter: char| letter.is_ascii_digit() || letter == '@');
        if is_name && !is_keyword(written, KEYWORDS) && !fields.contains(&name) {
            fields.push(name);
        }
        if fields.len() > MOST_SOURCES {
            break;
        }
    }
    fields
}

/// Returns the tokens of an expression without comments and without what is in the parentheses of subqueries.
fn outside_subqueries(expression: &str) -> Vec<(TokenKind, usize, usize)> {
    let mut outside: Vec<(TokenKind, usize, usize)> = Vec::new();
    // How many parentheses are open in the current subquery, with its own.
    let mut depth = 0_usize;
    for token in tokens(expression) {
        let (kind, start, end) = token;
        let is_opened = matches!(outside.last(), Some((TokenKind::Sign(b'('), ..)));
        match kind {
            TokenKind::Comment => continue,
            TokenKind::Word if depth == 0 && is_opened && is_keyword(&expression[start..end], &["select", "with"]) => {
                depth = 1;
            }
            TokenKind::Sign(b'(') if depth > 0 => depth += 1,
            TokenKind::Sign(b')') if depth > 0 => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            outside.push(token);
        }
    }
    outside
}

/// Limit of the source fields of one target. A longer list is kept as one text.
pub(super) const MOST_SOURCES: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoted_names_are_fields_even_if_they_are_keywords() {
        let check = |expression: &str, expected: &[&str]| assert_eq!(fields_of(expression), expected, "{expression}");
        check("\"Order\" || `date` || [Group]", &["Order", "date", "Group"]);
        check("order || date", &[]);
        check("dbo.[Order Details].[Unit-Price]", &["dbo.Order Details.Unit-Price"]);
        check("\"a [b]\"", &["a [b]"]);
        check("list[1] + f(x)[n] + ARRAY[a, b]", &["list", "x", "n", "ARRAY", "a", "b"]);
        check("[a, b]", &["a", "b"]);
        check("SUBSTRING(a FROM 1 FOR 3)", &["a"]);
        for piece in ["[", "[a", "[a]", ".[a"] {
            let _ = fields_of(&piece.repeat(10_000)).len();
        }
    }

    #[test]
    fn names_in_subqueries_are_no_fields() {
        let check = |expression: &str, expected: &[&str]| assert_eq!(fields_of(expression), expected, "{expression}");
        check("COALESCE(a.x, (SELECT max(t.y) FROM t), b)", &["a.x", "b"]);
        check("ARRAY(SELECT y FROM t) || z", &["z"]);
        check("(/* latest */ WITH s AS (SELECT y FROM t) SELECT y FROM s) + x", &["x"]);
        check("COALESCE((a), (b))", &["a", "b"]);
    }
}
