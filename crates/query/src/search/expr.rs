//! What a query asks, as plain data. Knows nothing of how it was written or how it is answered.

use std::fmt;

use regex::{Regex, RegexBuilder};

use super::dates::{Comparison, DateRange};

/// How large a compiled regex may be, in bytes: the smallest of these that it fits into is what it is counted as
/// (design/faults.md C8). Letters of all scripts are large: `\w{8}-\w{4}-\w{4}-\w{4}-\w{12}` takes more than a megabyte.
const REGEX_SIZES: [usize; 4] = [8 << 10, 64 << 10, 512 << 10, 4 << 20];

/// A search expression (spec/search.md, syntax).
///
/// Plain words look at a *place*: the whole note's text or its path to begin with; an [`Expr::In`] gives the expression
/// beneath it another one.
#[derive(Debug, Clone, PartialEq)]
pub enum Expr {
    /// Holds for everything: the empty phrase `""`.
    All,
    /// Every one holds: white space. At least two, none of them an `And`.
    And(Vec<Expr>),
    /// At least one holds: `OR`. At least two, none of them an `Or`.
    Or(Vec<Expr>),
    /// The other one does not hold: `-`. Never of a `Not`.
    Not(Box<Expr>),
    /// A word as written, to be found as a substring. Never empty.
    Word(String),
    /// A phrase without its quotes and escapes, to be found on whole-word boundaries. Never empty.
    Phrase(String),
    /// A regular expression.
    Regex(Pattern),
    /// The argument holds in another place.
    In {
        /// Where to look.
        scope: Scope,
        /// What must hold there.
        arg: Box<Expr>,
    },
    /// The argument holds with a case rule of its own.
    Case {
        /// Whether letter case counts: `match-case:`, not `ignore-case:`.
        counts: bool,
        /// What must hold.
        arg: Box<Expr>,
    },
    /// The note (within `line:` and its like: that stretch) has such a tag. Case never counts.
    Tag(TagTest),
    /// The note has a property that passes the test, wherever the expression stands.
    Property {
        /// The property's name as written, trimmed; case never counts.
        name: String,
        /// What its value must be.
        test: PropertyTest,
    },
    /// Something that one note alone can't tell, wherever the expression stands.
    Fact(Fact),
}

impl Expr {
    /// Every fact that the expression asks for, however deep, in order.
    pub fn facts(&self) -> Vec<&Fact> {
        match self {
            Expr::Fact(fact) => vec![fact],
            Expr::And(exprs) | Expr::Or(exprs) => exprs.iter().flat_map(Expr::facts).collect(),
            Expr::Not(arg) | Expr::In { arg, .. } | Expr::Case { arg, .. } => arg.facts(),
            Expr::Property { test: PropertyTest::Holds(arg), .. } => arg.facts(),
            Expr::All | Expr::Word(_) | Expr::Phrase(_) | Expr::Regex(_) | Expr::Tag(_) | Expr::Property { .. } => {
                vec![]
            }
        }
    }
}

/// A place for words to look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scope {
    /// `file:`, the file's name with extension.
    File,
    /// `path:`, the vault path.
    Path,
    /// `content:`, the text of the note (within `line:` and its like: of that stretch) and not its path.
    Content,
    /// `line:`, one line holds the argument.
    Line,
    /// `block:`, one block.
    Block,
    /// `section:`, a heading with its text up to the next one, or what stands before the first.
    Section,
    /// `task:`, `task-todo:`, `task-done:`, one task, without its marker and checkbox.
    Task(TaskState),
}

impl Scope {
    /// Whether the scope is a part of the text: a line, block, section or task.
    pub(crate) fn is_stretch(self) -> bool {
        !matches!(self, Scope::File | Scope::Path | Scope::Content)
    }
}

/// Which tasks count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TaskState {
    /// Every task.
    Any,
    /// `[ ]` only.
    Todo,
    /// Any other character.
    Done,
}

/// What a tag must be.
#[derive(Debug, Clone, PartialEq)]
pub enum TagTest {
    /// Any tag at all: `tag:""`.
    Any,
    /// This tag or one nested in it. As written, without `#` and closing `/`; never empty.
    Name(String),
    /// A tag that matches, written with its `#` or without. Case never counts.
    Regex(Pattern),
}

/// What a property's value must be.
#[derive(Debug, Clone, PartialEq)]
pub enum PropertyTest {
    /// `[name]`: it is there, with a value or not.
    Exists,
    /// `[name:null]`: it is there and empty.
    Empty,
    /// `[name:…]`: its value, or one item of a list, holds the expression.
    Holds(Box<Expr>),
    /// `[name:>5]`: its value, or one item of a list, compares so as a number or a date.
    Compares(Comparison, Literal),
}

/// The right-hand side of a comparison.
#[derive(Debug, Clone, PartialEq)]
pub struct Literal {
    /// As written.
    pub text: String,
    /// Its value as a number, where it is one.
    pub number: Option<f64>,
    /// Its first and last moment as a date, where it is one. `2025` is both.
    pub date: Option<(jiff::civil::DateTime, jiff::civil::DateTime)>,
}

/// What the whole vault knows of a note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fact {
    /// `links-to:X`, the note links to X.
    LinksTo(String),
    /// `linked-from:X`, X links to the note.
    LinkedFrom(String),
    /// `kind:X`.
    Kind(Kind),
    /// `system:X`, an integration note that touches system X.
    System(String),
    /// `id:X`, an integration note with that integration ID.
    Id(String),
    /// `changed:X`, the note has a change entry in the range.
    Changed(DateRange),
}

/// What kind of note the house takes a file for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Kind {
    Integration,
    System,
    Workspace,
    Register,
    Template,
    Daily,
}

impl Kind {
    /// All kinds, in the order in which they are told.
    pub const ALL: [Kind; 6] =
        [Kind::Integration, Kind::System, Kind::Workspace, Kind::Register, Kind::Template, Kind::Daily];

    /// The kind's word.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Integration => "integration",
            Kind::System => "system",
            Kind::Workspace => "workspace",
            Kind::Register => "register",
            Kind::Template => "template",
            Kind::Daily => "daily",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A regular expression that is known to be a good one. Two are equal when they are written alike.
#[derive(Debug, Clone)]
pub struct Pattern {
    source: String,
    insensitive: Regex,
    size: usize,
}

impl Pattern {
    /// Reads a regex in Rust's syntax, multi-line. Unlike JavaScript's, which the app's search takes, it has no
    /// look-around and no back-references, and `\d`, `\w` and `\b` know all of Unicode. The error says what is wrong in
    /// one line.
    pub fn new(source: &str) -> Result<Pattern, String> {
        let mut built = Err(regex::Error::CompiledTooBig(0));
        for size in REGEX_SIZES {
            built = builder(source, false).size_limit(size).build().map(|insensitive| (insensitive, size));
            if !matches!(built, Err(regex::Error::CompiledTooBig(_))) {
                break;
            }
        }
        let (insensitive, size) = built.map_err(|error| reason(&error))?;
        Ok(Pattern { source: source.to_owned(), insensitive, size })
    }

    /// About how much memory the compiled regex takes, in bytes; never less than it does.
    pub fn size(&self) -> usize {
        self.size
    }

    /// The regex as written, without its slashes; `\/` is a plain slash.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The compiled regex for which letter case does not count.
    pub fn insensitive(&self) -> &Regex {
        &self.insensitive
    }

    /// Compiles the regex for which letter case counts.
    pub fn sensitive(&self) -> Result<Regex, String> {
        let largest = REGEX_SIZES[REGEX_SIZES.len() - 1];
        builder(&self.source, true).size_limit(largest).build().map_err(|error| reason(&error))
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Pattern) -> bool {
        self.source == other.source
    }
}

fn builder(source: &str, case_counts: bool) -> RegexBuilder {
    // `crlf` lets `$` stand before the `\r\n` of a note written on Windows.
    let mut builder = RegexBuilder::new(source);
    builder.multi_line(true).crlf(true).case_insensitive(!case_counts);
    builder
}

/// The last line of the crate's message: those before it draw the pattern, which our own error does.
fn reason(error: &regex::Error) -> String {
    match error {
        regex::Error::CompiledTooBig(limit) => format!("it grows past {} KiB", limit / 1024),
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
    fn a_bad_regex_says_why_in_one_line() {
        let check = |source: &str, expected: &str| assert_eq!(Pattern::new(source).unwrap_err(), expected, "{source}");
        check("a{1000}{1000}{1000}", "it grows past 4096 KiB");
        check("(a", "unclosed group");
        check("a(?=b)", "look-around, including look-ahead and look-behind, is not supported");
    }

    #[test]
    fn a_regex_is_counted_by_what_it_takes() {
        let check = |source: &str, expected: usize| {
            assert_eq!(Pattern::new(source).map(|pattern| pattern.size()), Ok(expected), "{source}");
        };
        check("abc", 8 << 10);
        check(r"\d{4}-\d{2}", 64 << 10);
        check(r"\w{8}-\w{4}-\w{4}-\w{4}-\w{12}", 4 << 20);
    }

    #[test]
    fn dollar_stands_before_either_line_end() {
        let pattern = Pattern::new("^b$").expect("a good regex");
        assert!(pattern.insensitive().is_match("a\r\nB\r\nc"));
        assert!(!pattern.sensitive().expect("a good regex").is_match("a\nB\nc"));
    }
}
