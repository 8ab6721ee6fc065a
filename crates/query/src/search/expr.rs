//! A query as plain data. Knows neither the syntax that it was parsed from nor how it is evaluated.

use std::fmt;

use super::dates::{Comparison, DateRange};
use super::regex_pattern::RegexPattern;

/// A search expression (docs/spec/search.md#syntax).
///
/// Words, phrases and regexes are matched against a field: initially the text of the note or its path. An
/// [`Expr::In`] sets another field for its argument.
#[derive(Debug, Clone, PartialEq)]
pub enum Expr {
    /// Matches every note: the empty phrase `""`.
    All,
    /// All operands match: white space. Has at least two operands, none of them an `And`.
    And(Vec<Expr>),
    /// At least one operand matches: `OR`. Has at least two operands, none of them an `Or`.
    Or(Vec<Expr>),
    /// The operand does not match: `-`. The operand is not a `Not`.
    Not(Box<Expr>),
    /// A word as written, found as a substring. Not empty.
    Word(String),
    /// A phrase without its quotes and escapes, found on whole-word boundaries. Not empty.
    Phrase(String),
    /// A regular expression.
    Regex(RegexPattern),
    /// The argument matches in another field or in a part of the note.
    In {
        /// Where to search.
        scope: Scope,
        /// The expression that must match there.
        arg: Box<Expr>,
    },
    /// The argument matches with or without regard to letter case.
    Case {
        /// Whether letter case is significant: `match-case:` rather than `ignore-case:`.
        match_case: bool,
        /// The expression that this applies to.
        arg: Box<Expr>,
    },
    /// The note, or within `line:` and the like that part of it, has a matching tag. Letter case is never significant.
    Tag(TagTest),
    /// The note has a property that passes the test, regardless of the enclosing scope.
    Property {
        /// The property's name as written, trimmed. Letter case is never significant.
        name: String,
        /// The condition on its value.
        test: PropertyTest,
    },
    /// A condition that one note alone cannot answer, regardless of the enclosing scope.
    Fact(Fact),
}

impl Expr {
    /// All facts in the expression, at any depth, in order.
    pub fn facts(&self) -> Vec<&Fact> {
        match self {
            Expr::Fact(fact) => vec![fact],
            Expr::And(exprs) | Expr::Or(exprs) => exprs.iter().flat_map(Expr::facts).collect(),
            Expr::Not(arg) | Expr::In { arg, .. } | Expr::Case { arg, .. } => arg.facts(),
            Expr::Property { test: PropertyTest::Matches(arg), .. } => arg.facts(),
            Expr::All | Expr::Word(_) | Expr::Phrase(_) | Expr::Regex(_) | Expr::Tag(_) | Expr::Property { .. } => {
                vec![]
            }
        }
    }
}

/// A field or part of a note that is searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scope {
    /// `file:`, the file name with its extension.
    File,
    /// `path:`, the vault path.
    Path,
    /// `content:`, the text of the note without its path; within `line:` and the like, the text of that part.
    Content,
    /// `line:`, a single line.
    Line,
    /// `block:`, a single block.
    Block,
    /// `section:`, a heading with its text up to the next heading, or the text before the first heading.
    Section,
    /// `task:`, `task-todo:`, `task-done:`, a single task without its marker and checkbox.
    Task(TaskState),
}

impl Scope {
    /// Whether the scope is a part of the text: a line, block, section or task.
    pub(crate) fn is_text_range(self) -> bool {
        !matches!(self, Scope::File | Scope::Path | Scope::Content)
    }
}

/// Which tasks match.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TaskState {
    /// Every task.
    Any,
    /// Only `[ ]`.
    Todo,
    /// Any other character in the checkbox.
    Done,
}

/// A condition on a tag.
#[derive(Debug, Clone, PartialEq)]
pub enum TagTest {
    /// Any tag: `tag:""`.
    Any,
    /// This tag or one nested in it. As written, without `#` and trailing `/`; not empty.
    Name(String),
    /// A tag that the regex matches, with or without its `#`. Letter case is never significant.
    Regex(RegexPattern),
}

/// A condition on the value of a property.
#[derive(Debug, Clone, PartialEq)]
pub enum PropertyTest {
    /// `[name]`: the property exists, with or without a value.
    Exists,
    /// `[name:null]`: the property exists and is empty.
    Empty,
    /// `[name:…]`: the value, or one item of a list, matches the expression.
    Matches(Box<Expr>),
    /// `[name:>5]`: the value, or one item of a list, satisfies the comparison as a number or a date.
    Compares(Comparison, Literal),
}

/// The right-hand side of a comparison. It is a number, a date or both.
#[derive(Debug, Clone, PartialEq)]
pub struct Literal {
    /// As written.
    pub text: String,
    /// The value as a number, if it is one.
    pub number: Option<f64>,
    /// The first and last moment of the value as a date, if it is one. `2025` is a number and a date.
    pub date: Option<(jiff::civil::DateTime, jiff::civil::DateTime)>,
}

/// A condition that is answered from the whole vault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fact {
    /// `links-to:X`, the note links to X.
    LinksTo(String),
    /// `linked-from:X`, X links to the note.
    LinkedFrom(String),
    /// `kind:X`, the note is of that kind.
    Kind(Kind),
    /// `system:X`, an integration note that touches system X.
    System(String),
    /// `id:X`, an integration note with that integration ID.
    Id(String),
    /// `changed:X`, the note has a change entry in the range.
    Changed(DateRange),
    /// `source:X` and the like, the note records an integration of which this holds.
    Record(RecordFact),
}

/// A condition on an integration.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum RecordFact {
    /// `source:X`, system X sends data.
    Source(String),
    /// `target:X`, system X receives data.
    Target(String),
    /// `owner:X`, the name of an owner contains X.
    Owner(String),
    /// `status:X`, the life cycle is X; `None` stands for `unknown`.
    Status(Option<&'static str>),
    /// `field:X`, a field is mapped whose name is X or ends with `.X`.
    Field(String),
}

/// The kind of a note, which it is given by the conventions of the vault.
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
    /// All kinds, in the order in which they are listed to the user.
    pub const ALL: [Kind; 6] =
        [Kind::Integration, Kind::System, Kind::Workspace, Kind::Register, Kind::Template, Kind::Daily];

    /// The kind's name in a query.
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
