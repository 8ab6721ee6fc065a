//! What is wrong with a query, and where.

use std::fmt;

use unicode_width::UnicodeWidthChar;

/// How many characters of a long query are shown on either side of the place that is wrong.
const SHOWN: usize = 40;

/// A query that can't be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryError {
    /// What is wrong, lower case, no full stop.
    pub message: String,
    /// Byte offset in the query of the character to point at; the query's length for its end.
    pub at: usize,
    /// What to write instead, where that is known.
    pub hint: Option<String>,
}

impl QueryError {
    /// An error at a byte offset, without a hint.
    pub fn new(at: usize, message: impl Into<String>) -> QueryError {
        QueryError { message: message.into(), at, hint: None }
    }

    /// The same error with a hint.
    pub fn hint(mut self, hint: impl Into<String>) -> QueryError {
        self.hint = Some(hint.into());
        self
    }

    /// The query with a caret under the character that is wrong, the message behind the caret, the hint beneath.
    ///
    /// ```text
    /// path:work "meeting
    ///           ^ this quote is not closed
    /// ```
    pub fn point(&self, query: &str) -> String {
        let at = query.floor_char_boundary(self.at);
        let (before, after) = query.split_at(at);
        let before = tail(before);
        let shown: String = before.chars().chain(after.chars().take(SHOWN)).map(printable).collect();
        let indent: usize = before.chars().map(|letter| printable(letter).width().unwrap_or(0)).sum();
        let mut drawn = format!("{}\n{}^ {}", shown.trim_end(), " ".repeat(indent), self.message);
        if let Some(hint) = &self.hint {
            drawn.push_str(&format!("\nhint: {hint}"));
        }
        drawn
    }
}

impl fmt::Display for QueryError {
    /// One line: the message, then the hint.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match &self.hint {
            Some(hint) => write!(f, "; {hint}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for QueryError {}

/// The last [`SHOWN`] characters of a text.
fn tail(text: &str) -> &str {
    text.char_indices().rev().nth(SHOWN - 1).map_or(text, |(start, _)| &text[start..])
}

/// A character that takes its own place on a line: a query may hold line breaks and worse.
fn printable(letter: char) -> char {
    if letter.is_control() { ' ' } else { letter }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(query: &str, at: usize, expected: &str) {
        assert_eq!(QueryError::new(at, "here").point(query), expected, "{query:?}");
    }

    #[test]
    fn the_caret_stands_under_the_character() {
        check("a \"b", 2, "a \"b\n  ^ here");
        check("日本 \"b", 7, "日本 \"b\n     ^ here");
        check("a\n(b", 2, "a (b\n  ^ here");
        check("ab", 2, "ab\n  ^ here");
        check("", 0, "\n^ here");
        check("é", 1, "é\n^ here");
    }

    #[test]
    fn a_long_query_is_shown_around_the_place() {
        let query = format!("{}({}", "a".repeat(90), "b".repeat(90));
        let expected = format!("{}({}\n{}^ here", "a".repeat(40), "b".repeat(39), " ".repeat(40));
        check(&query, 90, &expected);
    }

    #[test]
    fn the_hint_follows() {
        let error = QueryError::new(0, "no").hint("yes");
        assert_eq!(error.to_string(), "no; yes");
        assert_eq!(error.point("x"), "x\n^ no\nhint: yes");
    }
}
