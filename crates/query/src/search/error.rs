//! What is wrong with a query, and where.

use std::fmt;

use unicode_width::UnicodeWidthChar;

/// How many characters of a long query are shown on either side of the error.
const CONTEXT: usize = 40;

/// A query that is invalid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryError {
    /// What is wrong: lower case, without a full stop.
    pub message: String,
    /// Byte offset of the faulty character in the query, or the query's length if the error is at its end.
    pub offset: usize,
    /// How to fix it, if known.
    pub hint: Option<String>,
}

impl QueryError {
    /// Creates an error at a byte offset, without a hint.
    pub fn new(offset: usize, message: impl Into<String>) -> QueryError {
        QueryError { message: message.into(), offset, hint: None }
    }

    /// Adds a hint.
    pub fn with_hint(mut self, hint: impl Into<String>) -> QueryError {
        self.hint = Some(hint.into());
        self
    }

    /// Returns the query, a caret below the faulty character followed by the message and the hint.
    ///
    /// ```text
    /// path:work "meeting
    ///           ^ unclosed quote; within a phrase, write a quote as \"
    /// ```
    pub fn render(&self, query: &str) -> String {
        let (before, after) = query.split_at(query.floor_char_boundary(self.offset));
        let before = tail(before);
        let shown: String = before.chars().chain(after.chars().take(CONTEXT)).map(printable).collect();
        let indent: usize = before.chars().map(|letter| printable(letter).width().unwrap_or(0)).sum();
        format!("{}\n{}^ {self}", shown.trim_end(), " ".repeat(indent))
    }
}

impl fmt::Display for QueryError {
    /// Writes the message and the hint on one line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match &self.hint {
            Some(hint) => write!(f, "; {hint}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for QueryError {}

/// The last [`CONTEXT`] characters of a text.
fn tail(text: &str) -> &str {
    text.char_indices().rev().nth(CONTEXT - 1).map_or(text, |(start, _)| &text[start..])
}

/// Replaces control characters, such as line breaks, by spaces, so that the query stays on one line.
fn printable(letter: char) -> char {
    if letter.is_control() { ' ' } else { letter }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(query: &str, offset: usize, expected: &str) {
        assert_eq!(QueryError::new(offset, "wrong").render(query), expected, "{query:?}");
    }

    #[test]
    fn the_caret_is_below_the_character() {
        check("a \"b", 2, "a \"b\n  ^ wrong");
        check("日本 \"b", 7, "日本 \"b\n     ^ wrong");
        check("a\n(b", 2, "a (b\n  ^ wrong");
        check("ab", 2, "ab\n  ^ wrong");
        check("", 0, "\n^ wrong");
        check("é", 1, "é\n^ wrong");
    }

    #[test]
    fn a_long_query_is_shown_around_the_error() {
        let query = format!("{}({}", "a".repeat(90), "b".repeat(90));
        let expected = format!("{}({}\n{}^ wrong", "a".repeat(40), "b".repeat(39), " ".repeat(40));
        check(&query, 90, &expected);
    }

    #[test]
    fn the_hint_follows() {
        let error = QueryError::new(0, "no").with_hint("yes");
        assert_eq!(error.to_string(), "no; yes");
        assert_eq!(error.render("x"), "x\n^ no; yes");
    }
}
