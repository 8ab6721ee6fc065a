//! A query prepared for matching many notes: every pattern is compiled and every name folded once.

use std::collections::BTreeSet;

use vaultdex_notes::text::{fold, nfc};

use super::dates::Comparison;
use super::error::QueryError;
use super::expr::{Expr, Fact, Literal, PropertyTest, Scope, TagTest};
use super::normalized_text::{fold_diacritics, strip_diacritics};
use super::options::Options;
use super::regex_pattern::RegexPattern;
use super::text_pattern::TextPattern;

/// A query that is ready for [`is_match`](super::is_match) and [`find_matches`](super::find_matches).
#[derive(Debug, Clone)]
pub struct CompiledQuery {
    pub(crate) root: Node,
    pub(crate) options: Options,
}

/// An expression with its patterns compiled. The ID of a node is the clause of its matches.
#[derive(Debug, Clone)]
pub(crate) enum Node {
    All,
    And(Vec<Node>),
    Or(Vec<Node>),
    Not(Box<Node>),
    Text { id: u32, pattern: TextPattern },
    In { id: u32, scope: Scope, arg: Box<Node> },
    Tag { id: u32, test: TagNode },
    Property { id: u32, name: String, test: PropertyNode },
    Fact(Fact),
}

#[derive(Debug, Clone)]
pub(crate) enum TagNode {
    Any,
    /// Normalized by [`normalize_tag`].
    Name(String),
    Regex(RegexPattern),
}

#[derive(Debug, Clone)]
pub(crate) enum PropertyNode {
    Exists,
    Empty,
    Matches(Box<Node>),
    Compares(Comparison, Literal),
}

impl CompiledQuery {
    /// Compiles an expression.
    ///
    /// # Errors
    ///
    /// If a word or regex is too large to be compiled, which the limits of [`parse`](super::parse) all but rule out.
    pub fn new(expr: &Expr, options: Options) -> Result<CompiledQuery, QueryError> {
        let mut compiler = Compiler { options, next_id: 0 };
        let root = compiler.node(expr, options.match_case).map_err(|reason| QueryError::new(0, reason))?;
        Ok(CompiledQuery { root, options })
    }

    /// Returns what of a note's structure decides about it where its text does not.
    pub fn needs(&self) -> Needs {
        let mut needs = Needs::default();
        self.root.add_needs(&mut needs);
        needs
    }

    /// Whether matching needs a file's structure: its blocks, sections, tasks, tags or properties. If not, the matcher
    /// needs only the text of a note that is [plain text](super::is_plain_text).
    pub fn needs_structure(&self) -> bool {
        self.root.needs_structure()
    }
}

/// The parts of a note's structure that [`decide`](super::decide) needs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Needs {
    /// The tags.
    pub tags: bool,
    /// The tasks.
    pub tasks: bool,
    /// The properties with these folded names.
    pub properties: BTreeSet<String>,
}

impl Node {
    fn add_needs(&self, needs: &mut Needs) {
        match self {
            Node::And(nodes) | Node::Or(nodes) => nodes.iter().for_each(|node| node.add_needs(needs)),
            Node::Not(node) => node.add_needs(needs),
            Node::In { scope: Scope::Task(_), .. } => needs.tasks = true,
            // Within a part of the text, nothing is decided without it.
            Node::In { scope, .. } if scope.is_text_range() => {}
            Node::In { arg, .. } => arg.add_needs(needs),
            Node::Tag { .. } => needs.tags = true,
            Node::Property { name, test, .. } => {
                needs.properties.insert(name.clone());
                if let PropertyNode::Matches(arg) = test {
                    arg.add_needs(needs);
                }
            }
            Node::All | Node::Text { .. } | Node::Fact(_) => {}
        }
    }

    fn needs_structure(&self) -> bool {
        match self {
            Node::And(nodes) | Node::Or(nodes) => nodes.iter().any(Node::needs_structure),
            Node::Not(node) => node.needs_structure(),
            Node::In { scope: Scope::Block | Scope::Section | Scope::Task(_), .. } => true,
            Node::In { arg, .. } => arg.needs_structure(),
            Node::Tag { .. } | Node::Property { .. } => true,
            Node::All | Node::Text { .. } | Node::Fact(_) => false,
        }
    }
}

/// Returns the form in which the names of tags are compared.
pub(crate) fn normalize_tag(name: &str, options: Options) -> String {
    let folded = fold(name);
    if options.ignore_diacritics { fold_diacritics(&folded) } else { folded.into_owned() }
}

struct Compiler {
    options: Options,
    next_id: u32,
}

impl Compiler {
    fn node(&mut self, expr: &Expr, match_case: bool) -> Result<Node, String> {
        Ok(match expr {
            Expr::All => Node::All,
            Expr::And(exprs) => Node::And(self.nodes(exprs, match_case)?),
            Expr::Or(exprs) => Node::Or(self.nodes(exprs, match_case)?),
            Expr::Not(inner) => Node::Not(Box::new(self.node(inner, match_case)?)),
            Expr::Word(text) => self.text(text, false, match_case)?,
            Expr::Phrase(text) => self.text(text, true, match_case)?,
            Expr::Regex(pattern) => {
                let pattern = self.normalize_pattern(pattern)?;
                let regex = match match_case {
                    true => pattern.case_sensitive()?,
                    false => pattern.case_insensitive().clone(),
                };
                Node::Text { id: self.id(), pattern: TextPattern { regex, whole_words: false } }
            }
            Expr::In { scope, arg } => {
                Node::In { id: self.id(), scope: *scope, arg: Box::new(self.node(arg, match_case)?) }
            }
            Expr::Case { match_case, arg } => self.node(arg, *match_case)?,
            Expr::Tag(test) => Node::Tag { id: self.id(), test: self.tag(test)? },
            Expr::Property { name, test } => {
                let test = match test {
                    PropertyTest::Exists => PropertyNode::Exists,
                    PropertyTest::Empty => PropertyNode::Empty,
                    PropertyTest::Matches(arg) => PropertyNode::Matches(Box::new(self.node(arg, match_case)?)),
                    PropertyTest::Compares(comparison, literal) => PropertyNode::Compares(*comparison, literal.clone()),
                };
                Node::Property { id: self.id(), name: fold(name).into_owned(), test }
            }
            Expr::Fact(fact) => Node::Fact(fact.clone()),
        })
    }

    fn nodes(&mut self, exprs: &[Expr], match_case: bool) -> Result<Vec<Node>, String> {
        exprs.iter().map(|expr| self.node(expr, match_case)).collect()
    }

    fn text(&mut self, text: &str, whole_words: bool, match_case: bool) -> Result<Node, String> {
        let pattern = TextPattern::new(text, whole_words, Options { match_case, ..self.options })?;
        Ok(Node::Text { id: self.id(), pattern })
    }

    fn tag(&mut self, test: &TagTest) -> Result<TagNode, String> {
        Ok(match test {
            TagTest::Any => TagNode::Any,
            TagTest::Name(name) => TagNode::Name(normalize_tag(name, self.options)),
            TagTest::Regex(pattern) => TagNode::Regex(self.normalize_pattern(pattern)?),
        })
    }

    /// Normalizes a regex as the searched text is normalized: to NFC, and without diacritics if they are ignored.
    fn normalize_pattern(&self, pattern: &RegexPattern) -> Result<RegexPattern, String> {
        let source = pattern.source();
        if source.is_ascii() {
            return Ok(pattern.clone());
        }
        let normal = if self.options.ignore_diacritics { strip_diacritics(source) } else { nfc(source) };
        if normal == source {
            return Ok(pattern.clone());
        }
        // A mark may have combined with the letter of an escape, such as `\b` followed by U+0323 (dot below). Such a
        // regex is kept as written.
        RegexPattern::new(&normal).or_else(|_| Ok(pattern.clone()))
    }

    fn id(&mut self) -> u32 {
        self.next_id += 1;
        self.next_id - 1
    }
}
