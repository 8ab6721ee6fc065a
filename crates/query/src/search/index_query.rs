//! A condition on the terms of the index. Knows nothing of how they are looked up.

/// A condition on the terms that the index holds for one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IndexQuery {
    /// No condition: every file.
    All,
    /// All operands hold. Not empty.
    And(Vec<IndexQuery>),
    /// At least one operand holds. Not empty.
    Or(Vec<IndexQuery>),
    /// The operand does not hold.
    Not(Box<IndexQuery>),
    /// A condition that every match satisfies, but not only matches.
    Maybe(Box<IndexQuery>),
    /// A token of the text matches.
    Text(TermPattern),
    /// A token of the path matches.
    Path(TermPattern),
    /// These tokens are consecutive in the text. At least two.
    Phrase(Vec<String>),
    /// The file has this tag among its [`tag_terms`].
    Tag(String),
    /// The file has a property with this folded name.
    Property(String),
}

impl IndexQuery {
    /// Returns the condition that is satisfied by every file that may satisfy this one.
    pub(super) fn upper_bound(self) -> IndexQuery {
        match self {
            IndexQuery::Maybe(query) => query.upper_bound(),
            IndexQuery::And(queries) => and(queries.into_iter().map(IndexQuery::upper_bound).collect()),
            IndexQuery::Or(queries) => or(queries.into_iter().map(IndexQuery::upper_bound).collect()),
            IndexQuery::Not(query) => query.lower_bound().map_or(IndexQuery::All, |it| IndexQuery::Not(Box::new(it))),
            exact => exact,
        }
    }

    /// Returns the condition that is satisfied only by files that certainly satisfy this one; `None` if there is none.
    pub(super) fn lower_bound(self) -> Option<IndexQuery> {
        match self {
            IndexQuery::Maybe(_) => None,
            IndexQuery::And(queries) => {
                queries.into_iter().map(IndexQuery::lower_bound).collect::<Option<_>>().map(and)
            }
            IndexQuery::Or(queries) => {
                let queries: Vec<_> = queries.into_iter().filter_map(IndexQuery::lower_bound).collect();
                (!queries.is_empty()).then(|| or(queries))
            }
            IndexQuery::Not(query) => Some(IndexQuery::Not(Box::new(query.upper_bound()))),
            exact => Some(exact),
        }
    }
}

/// A pattern for a token: a text that may be open at either end.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TermPattern {
    /// Folded word characters, or one or two CJK characters. Not empty.
    pub text: String,
    /// The token may have more characters before the text.
    pub open_start: bool,
    /// The token may have more characters after the text.
    pub open_end: bool,
}

impl TermPattern {
    /// Whether a token of the index matches the pattern.
    pub fn matches(&self, token: &str) -> bool {
        match (self.open_start, self.open_end) {
            (true, true) => token.contains(&self.text),
            (true, false) => token.ends_with(&self.text),
            (false, true) => token.starts_with(&self.text),
            (false, false) => token == self.text,
        }
    }
}

/// Joins queries by `And`. A query without a condition does not narrow the others.
pub(super) fn and(queries: Vec<IndexQuery>) -> IndexQuery {
    join(queries.into_iter().filter(|query| *query != IndexQuery::All).collect(), IndexQuery::And)
}

/// Joins queries by `Or`. If one of them has no condition, neither has the result.
pub(super) fn or(queries: Vec<IndexQuery>) -> IndexQuery {
    if queries.contains(&IndexQuery::All) { IndexQuery::All } else { join(queries, IndexQuery::Or) }
}

/// Joins queries by an operator, unless there is only one.
pub(super) fn join(mut queries: Vec<IndexQuery>, operator: fn(Vec<IndexQuery>) -> IndexQuery) -> IndexQuery {
    match queries.len() {
        0 => IndexQuery::All,
        1 => queries.remove(0),
        _ => operator(queries),
    }
}
