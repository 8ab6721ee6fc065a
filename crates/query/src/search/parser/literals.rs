//! Phrases and regular expressions, which are delimited and have escapes.

use super::{Parser, Terminator};
use crate::search::error::QueryError;
use crate::search::expr::Expr;
use crate::search::regex_pattern::RegexPattern;

/// The maximum memory of all compiled regexes of a query, in bytes.
const MAX_REGEXES: usize = 32 << 20;

impl Parser<'_> {
    /// Parses quoted text and resolves its escapes.
    pub(super) fn parse_quoted(&mut self) -> Result<String, QueryError> {
        self.count_clause()?;
        let open = self.at;
        let mut text = String::new();
        let mut letters = self.rest().char_indices().skip(1).peekable();
        while let Some((offset, letter)) = letters.next() {
            match letter {
                '"' => {
                    self.at = open + offset + 1;
                    return Ok(text);
                }
                // Before any other character a backslash is literal, so that Windows paths need no escaping.
                '\\' => {
                    let escaped = letters.next_if(|(_, next)| matches!(next, '"' | '\\'));
                    text.push(escaped.map_or('\\', |(_, next)| next));
                }
                _ => text.push(letter),
            }
        }
        Err(QueryError::new(open, "unclosed quote").with_hint("within a phrase, write a quote as \\\""))
    }

    pub(super) fn parse_regex(&mut self) -> Result<Expr, QueryError> {
        self.count_clause()?;
        let open = self.at;
        let mut source = String::new();
        let mut letters = self.rest().char_indices().skip(1);
        while let Some((offset, letter)) = letters.next() {
            match letter {
                '/' => {
                    self.at = open + offset + 1;
                    return self.compile_regex(&source, open).map(Expr::Regex);
                }
                '\\' => match letters.next() {
                    Some((_, '/')) => source.push('/'),
                    Some((_, next)) => source.extend(['\\', next]),
                    None => break,
                },
                _ => source.push(letter),
            }
        }
        let hint = format!("to search for a slash, quote the text: \"{}\"", self.peek_word(Terminator::Input));
        Err(QueryError::new(open, "unclosed regular expression").with_hint(hint))
    }

    /// Compiles a regex that begins at byte offset `open`.
    fn compile_regex(&mut self, source: &str, open: usize) -> Result<RegexPattern, QueryError> {
        let pattern = RegexPattern::new(source)
            .map_err(|reason| QueryError::new(open, format!("invalid regular expression: {reason}")))?;
        self.regex_bytes += pattern.size();
        if self.regex_bytes > MAX_REGEXES {
            let message =
                format!("the regular expressions are larger than {} MiB in total when compiled", MAX_REGEXES >> 20);
            let hint = "use [a-z] or [0-9] instead of \\w or \\d, which cover all of Unicode";
            return Err(QueryError::new(open, message).with_hint(hint));
        }
        Ok(pattern)
    }
}

#[cfg(test)]
mod tests {
    use crate::search::parser::parse;
    use crate::search::parser::tests::check;

    #[test]
    fn phrases_and_regexes_have_escapes() {
        check(r#""a \"b\" \\ C:\temp""#, r#"p:a "b" \ C:\temp"#);
        check(r"/a\/b\.\\/", r"r:a/b\.\\");
        check("//server /x y/", "{w://server r:x y}");
        check("\"\" task:\"\"", "{all Any(all)}");
        check("a \"b", "2: unclosed quote");
        check(r#""a\""#, "0: unclosed quote");
        check("a /b", "2: unclosed regular expression");
        check("a /(b/", "2: invalid regular expression: unclosed group");
        check(
            "/(?=a)/",
            "0: invalid regular expression: look-around, including look-ahead and look-behind, is not supported",
        );
        check("/(a{1000}){1000}/", "0: invalid regular expression: larger than 4096 KiB when compiled");
        check(&r"/\w{40}/ ".repeat(9), "72: the regular expressions are larger than 32 MiB in total when compiled");
        assert!(parse(&"/a/ ".repeat(1024)).is_ok());
    }
}
