//! A query made ready to be asked of many notes: every word compiled, every name folded, once.

use vaultdex_notes::text::{fold, nfc};

use super::Options;
use super::dates::Comparison;
use super::error::QueryError;
use super::expr::{Expr, Fact, Literal, Pattern, PropertyTest, Scope, TagTest};
use super::normalized_text::{bare, strip_diacritics};
use super::pattern::Needle;

/// A query that is ready for [`matches`](super::matches) and [`finds`](super::finds).
#[derive(Debug, Clone)]
pub struct Prepared {
    pub(crate) root: Node,
    pub(crate) options: Options,
}

/// An expression with its needles. Ids tell what a find is a find of.
#[derive(Debug, Clone)]
pub(crate) enum Node {
    All,
    And(Vec<Node>),
    Or(Vec<Node>),
    Not(Box<Node>),
    Text { id: u32, needle: Needle },
    In { id: u32, scope: Scope, arg: Box<Node> },
    Tag { id: u32, test: TagNode },
    Property { id: u32, name: String, test: PropertyNode },
    Fact(Fact),
}

#[derive(Debug, Clone)]
pub(crate) enum TagNode {
    Any,
    /// In the form of [`comparable`].
    Name(String),
    Regex(Pattern),
}

#[derive(Debug, Clone)]
pub(crate) enum PropertyNode {
    Exists,
    Empty,
    Holds(Box<Node>),
    Compares(Comparison, Literal),
}

impl Prepared {
    /// Makes an expression ready. Fails only where a word or regex is too large to be compiled, which a parsed query's
    /// hardly is.
    pub fn new(expr: &Expr, options: Options) -> Result<Prepared, QueryError> {
        let mut preparing = Preparing { options, ids: 0 };
        let root = preparing.node(expr, options.match_case).map_err(|why| QueryError::new(0, why))?;
        Ok(Prepared { root, options })
    }

    /// Whether a file's structure is asked for: blocks, sections, tasks, tags or properties. If not, the matcher needs no
    /// more of a [plain](super::normalized_text::is_plain) note than its text.
    pub fn reads_structure(&self) -> bool {
        self.root.reads_structure()
    }
}

impl Node {
    fn reads_structure(&self) -> bool {
        match self {
            Node::And(nodes) | Node::Or(nodes) => nodes.iter().any(Node::reads_structure),
            Node::Not(node) => node.reads_structure(),
            Node::In { scope: Scope::Block | Scope::Section | Scope::Task(_), .. } => true,
            Node::In { arg, .. } => arg.reads_structure(),
            Node::Tag { .. } | Node::Property { .. } => true,
            Node::All | Node::Text { .. } | Node::Fact(_) => false,
        }
    }
}

/// The form in which tags are compared.
pub(crate) fn comparable(name: &str, options: Options) -> String {
    let folded = fold(name);
    if options.ignore_diacritics { bare(&folded) } else { folded.into_owned() }
}

struct Preparing {
    options: Options,
    ids: u32,
}

impl Preparing {
    fn node(&mut self, expr: &Expr, case_counts: bool) -> Result<Node, String> {
        Ok(match expr {
            Expr::All => Node::All,
            Expr::And(exprs) => Node::And(self.nodes(exprs, case_counts)?),
            Expr::Or(exprs) => Node::Or(self.nodes(exprs, case_counts)?),
            Expr::Not(inner) => Node::Not(Box::new(self.node(inner, case_counts)?)),
            Expr::Word(text) => self.text(text, false, case_counts)?,
            Expr::Phrase(text) => self.text(text, true, case_counts)?,
            Expr::Regex(pattern) => {
                let pattern = self.comparable_pattern(pattern)?;
                let regex = if case_counts { pattern.sensitive()? } else { pattern.insensitive().clone() };
                Node::Text { id: self.id(), needle: Needle { regex, whole_words: false } }
            }
            Expr::In { scope, arg } => {
                Node::In { id: self.id(), scope: *scope, arg: Box::new(self.node(arg, case_counts)?) }
            }
            Expr::Case { counts, arg } => self.node(arg, *counts)?,
            Expr::Tag(test) => Node::Tag { id: self.id(), test: self.tag(test)? },
            Expr::Property { name, test } => {
                let test = match test {
                    PropertyTest::Exists => PropertyNode::Exists,
                    PropertyTest::Empty => PropertyNode::Empty,
                    PropertyTest::Holds(arg) => PropertyNode::Holds(Box::new(self.node(arg, case_counts)?)),
                    PropertyTest::Compares(comparison, literal) => PropertyNode::Compares(*comparison, literal.clone()),
                };
                Node::Property { id: self.id(), name: fold(name).into_owned(), test }
            }
            Expr::Fact(fact) => Node::Fact(fact.clone()),
        })
    }

    fn nodes(&mut self, exprs: &[Expr], case_counts: bool) -> Result<Vec<Node>, String> {
        exprs.iter().map(|expr| self.node(expr, case_counts)).collect()
    }

    fn text(&mut self, text: &str, whole_words: bool, case_counts: bool) -> Result<Node, String> {
        let needle = Needle::new(text, whole_words, case_counts, self.options.ignore_diacritics)?;
        Ok(Node::Text { id: self.id(), needle })
    }

    fn tag(&mut self, test: &TagTest) -> Result<TagNode, String> {
        Ok(match test {
            TagTest::Any => TagNode::Any,
            TagTest::Name(name) => TagNode::Name(comparable(name, self.options)),
            TagTest::Regex(pattern) => TagNode::Regex(self.comparable_pattern(pattern)?),
        })
    }

    /// The regex as the searched text is: in NFC, and without diacritics where they are ignored.
    fn comparable_pattern(&self, pattern: &Pattern) -> Result<Pattern, String> {
        let source = pattern.source();
        if source.is_ascii() {
            return Ok(pattern.clone());
        }
        let plain = self.options.ignore_diacritics;
        let normal = if plain { strip_diacritics(source) } else { nfc(source) };
        if normal == source {
            return Ok(pattern.clone());
        }
        // A mark may have joined the letter of an escape, as the dot below in `\b` with U+0323: then it stays apart.
        Pattern::new(&normal).or_else(|_| Ok(pattern.clone()))
    }

    fn id(&mut self) -> u32 {
        self.ids += 1;
        self.ids - 1
    }
}
