//! Regular expressions as queries write them.

use regex::{Regex, RegexBuilder};

/// The size limits, in bytes, under which a regex is compiled one after another. The crate does not report the size of
/// a compiled regex, so the smallest limit that it fits counts as its size. Unicode classes are large:
/// `\w{8}-\w{4}-\w{4}-\w{4}-\w{12}` takes more than a megabyte.
const SIZE_LIMITS: [usize; 4] = [8 << 10, 64 << 10, 512 << 10, LARGEST];
const LARGEST: usize = 4 << 20;

/// A valid regular expression. Two are equal if their sources are.
#[derive(Debug, Clone)]
pub struct RegexPattern {
    source: String,
    case_insensitive: Regex,
    size: usize,
}

impl RegexPattern {
    /// Compiles a regex in the syntax of the `regex` crate, multi-line. Unlike JavaScript's, which Obsidian's search
    /// uses, it has no look-around and no back-references, and `\d`, `\w` and `\b` cover all of Unicode.
    ///
    /// # Errors
    ///
    /// The reason, on one line, if the source is not a valid regex or the compiled regex is too large.
    pub fn new(source: &str) -> Result<RegexPattern, String> {
        let mut result = Err(regex::Error::CompiledTooBig(0));
        for limit in SIZE_LIMITS {
            result = builder(source, false).size_limit(limit).build().map(|regex| (regex, limit));
            if !matches!(result, Err(regex::Error::CompiledTooBig(_))) {
                break;
            }
        }
        let (case_insensitive, size) = result.map_err(|error| reason(&error))?;
        Ok(RegexPattern { source: source.to_owned(), case_insensitive, size })
    }

    /// An upper bound of the memory that the compiled regex takes, in bytes.
    pub fn size(&self) -> usize {
        self.size
    }

    /// The regex as written, without its slashes; `\/` has become a plain slash.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The compiled regex that ignores letter case.
    pub fn case_insensitive(&self) -> &Regex {
        &self.case_insensitive
    }

    /// Compiles the regex that respects letter case.
    ///
    /// # Errors
    ///
    /// The reason, on one line, if the compiled regex is too large.
    pub fn case_sensitive(&self) -> Result<Regex, String> {
        builder(&self.source, true).size_limit(LARGEST).build().map_err(|error| reason(&error))
    }
}

impl PartialEq for RegexPattern {
    fn eq(&self, other: &RegexPattern) -> bool {
        self.source == other.source
    }
}

fn builder(source: &str, match_case: bool) -> RegexBuilder {
    // `crlf` lets `$` match before the `\r\n` of a note written on Windows.
    let mut builder = RegexBuilder::new(source);
    builder.multi_line(true).crlf(true).case_insensitive(!match_case);
    builder
}

/// The last line of the crate's message. The lines before it quote the regex, which [`QueryError`](super::QueryError)
/// does as well.
fn reason(error: &regex::Error) -> String {
    match error {
        regex::Error::CompiledTooBig(limit) => format!("larger than {} KiB when compiled", limit / 1024),
        _ => {
            let text = error.to_string();
            let last = text.lines().last().unwrap_or_default();
            last.trim().trim_start_matches("error: ").to_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_invalid_regex_is_explained_on_one_line() {
        let check =
            |source: &str, expected: &str| assert_eq!(RegexPattern::new(source).unwrap_err(), expected, "{source}");
        check("a{1000}{1000}{1000}", "larger than 4096 KiB when compiled");
        check("(a", "unclosed group");
        check("a(?=b)", "look-around, including look-ahead and look-behind, is not supported");
    }

    #[test]
    fn the_size_is_the_smallest_limit_that_fits() {
        let check = |source: &str, expected: usize| {
            assert_eq!(RegexPattern::new(source).map(|pattern| pattern.size()), Ok(expected), "{source}");
        };
        check("abc", 8 << 10);
        check(r"\d{4}-\d{2}", 64 << 10);
        check(r"\w{8}-\w{4}-\w{4}-\w{4}-\w{12}", 4 << 20);
    }

    #[test]
    fn dollar_matches_before_either_line_ending() {
        let pattern = RegexPattern::new("^b$").expect("a valid regex");
        assert!(pattern.case_insensitive().is_match("a\r\nB\r\nc"));
        assert!(!pattern.case_sensitive().expect("a valid regex").is_match("a\nB\nc"));
    }
}
