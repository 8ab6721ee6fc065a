//! The operators: their names, and what each makes of its argument.

use super::dates::DateRange;
use super::error::QueryError;
use super::expr::{Expr, Fact, Kind, Scope, TagTest, TaskState};

/// A word with a meaning before a colon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operator {
    In(Scope),
    Case(bool),
    Tag,
    LinksTo,
    LinkedFrom,
    Kind,
    System,
    Id,
    Changed,
}

const OPERATORS: [(&str, Operator); 18] = [
    ("file", Operator::In(Scope::File)),
    ("path", Operator::In(Scope::Path)),
    ("content", Operator::In(Scope::Content)),
    ("match-case", Operator::Case(true)),
    ("ignore-case", Operator::Case(false)),
    ("tag", Operator::Tag),
    ("line", Operator::In(Scope::Line)),
    ("block", Operator::In(Scope::Block)),
    ("section", Operator::In(Scope::Section)),
    ("task", Operator::In(Scope::Task(TaskState::Any))),
    ("task-todo", Operator::In(Scope::Task(TaskState::Todo))),
    ("task-done", Operator::In(Scope::Task(TaskState::Done))),
    ("links-to", Operator::LinksTo),
    ("linked-from", Operator::LinkedFrom),
    ("kind", Operator::Kind),
    ("system", Operator::System),
    ("id", Operator::Id),
    ("changed", Operator::Changed),
];

/// The operator that a text begins with, in any case, and its length with the colon.
pub(crate) fn at_start(text: &str) -> Option<(Operator, usize)> {
    let colon = text.bytes().position(|byte| !byte.is_ascii_alphabetic() && byte != b'-')?;
    if text.as_bytes()[colon] != b':' {
        return None;
    }
    let named = |(name, _): &&(&str, Operator)| text[..colon].eq_ignore_ascii_case(name);
    OPERATORS.iter().find(named).map(|(_, operator)| (*operator, colon + 1))
}

/// The expression of an operator with its argument, which begins at byte `at` of the query.
pub(crate) fn apply(operator: Operator, arg: Expr, at: usize) -> Result<Expr, QueryError> {
    match operator {
        Operator::In(scope) => Ok(Expr::In { scope, arg: Box::new(arg) }),
        Operator::Case(counts) => Ok(Expr::Case { counts, arg: Box::new(arg) }),
        // `a` and `b` in `tag:(a b)` are two tags of the note, not two parts of one tag.
        Operator::Tag => each(arg, &|leaf| Ok(Expr::Tag(tag(leaf)?))),
        Operator::Changed => Ok(in_one_entry(each(arg, &|leaf| changed(leaf, at))?)),
        Operator::LinksTo => each(arg, &|leaf| Ok(Expr::Fact(Fact::LinksTo(name(leaf, at)?)))),
        Operator::LinkedFrom => each(arg, &|leaf| Ok(Expr::Fact(Fact::LinkedFrom(name(leaf, at)?)))),
        Operator::System => each(arg, &|leaf| Ok(Expr::Fact(Fact::System(name(leaf, at)?)))),
        Operator::Id => each(arg, &|leaf| Ok(Expr::Fact(Fact::Id(name(leaf, at)?)))),
        Operator::Kind => each(arg, &|leaf| Ok(Expr::Fact(Fact::Kind(kind(&name(leaf, at)?, at)?)))),
    }
}

/// Puts `make`'s expression in the place of each word, phrase and regex; operators within keep their own meaning.
fn each(arg: Expr, make: &dyn Fn(Expr) -> Result<Expr, QueryError>) -> Result<Expr, QueryError> {
    let all = |exprs: Vec<Expr>| exprs.into_iter().map(|expr| each(expr, make)).collect::<Result<Vec<_>, _>>();
    Ok(match arg {
        Expr::And(exprs) => Expr::And(all(exprs)?),
        Expr::Or(exprs) => Expr::Or(all(exprs)?),
        Expr::Not(expr) => Expr::Not(Box::new(each(*expr, make)?)),
        Expr::Case { counts, arg } => Expr::Case { counts, arg: Box::new(each(*arg, make)?) },
        Expr::All | Expr::Word(_) | Expr::Phrase(_) | Expr::Regex(_) => make(arg)?,
        Expr::In { .. } | Expr::Tag(_) | Expr::Property { .. } | Expr::Fact(_) => arg,
    })
}

fn tag(leaf: Expr) -> Result<TagTest, QueryError> {
    let name = match leaf {
        Expr::Regex(pattern) => return Ok(TagTest::Regex(pattern)),
        Expr::Word(text) | Expr::Phrase(text) => text,
        _ => String::new(),
    };
    let name = name.strip_prefix('#').unwrap_or(&name).trim_end_matches('/');
    Ok(if name.is_empty() { TagTest::Any } else { TagTest::Name(name.to_owned()) })
}

fn name(leaf: Expr, at: usize) -> Result<String, QueryError> {
    match leaf {
        Expr::Word(text) | Expr::Phrase(text) => Ok(text),
        Expr::Regex(_) => Err(QueryError::new(at, "this operator takes a name, not a regex")),
        _ => Err(QueryError::new(at, "this operator takes a name")),
    }
}

fn kind(name: &str, at: usize) -> Result<Kind, QueryError> {
    let found = Kind::ALL.into_iter().find(|kind| kind.name().eq_ignore_ascii_case(name));
    found.ok_or_else(|| {
        let names = Kind::ALL.map(Kind::name).join(", ");
        QueryError::new(at, format!("no kind is called `{name}`")).hint(format!("the kinds are {names}"))
    })
}

fn changed(leaf: Expr, at: usize) -> Result<Expr, QueryError> {
    if matches!(leaf, Expr::All) {
        return Ok(Expr::Fact(Fact::Changed(DateRange::default())));
    }
    let text = name(leaf, at)?;
    let range = DateRange::read(&text).ok_or_else(|| {
        QueryError::new(at, format!("`{text}` is no date"))
            .hint("write changed:2025-01, changed:>2025-01-31 or changed:<=2025")
    })?;
    Ok(Expr::Fact(Fact::Changed(range)))
}

/// One change entry must lie in all the ranges of `changed:(>2024-01 <2024-06)`, so they become one range.
fn in_one_entry(expr: Expr) -> Expr {
    match expr {
        Expr::And(exprs) => {
            let mut range: Option<DateRange> = None;
            let mut others = Vec::new();
            for expr in exprs.into_iter().map(in_one_entry) {
                match expr {
                    Expr::Fact(Fact::Changed(one)) => range = Some(range.unwrap_or_default().both(one)),
                    other => others.push(other),
                }
            }
            match range.map(|range| Expr::Fact(Fact::Changed(range))) {
                Some(fact) if others.is_empty() => fact,
                fact => Expr::And(fact.into_iter().chain(others).collect()),
            }
        }
        Expr::Or(exprs) => Expr::Or(exprs.into_iter().map(in_one_entry).collect()),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<(Operator, usize)>) {
        assert_eq!(at_start(text), expected, "{text}");
    }

    #[test]
    fn names_are_known_in_any_case() {
        check("path:x", Some((Operator::In(Scope::Path), 5)));
        check("Task-TODO:x", Some((Operator::In(Scope::Task(TaskState::Todo)), 10)));
        check("tag:", Some((Operator::Tag, 4)));
        check("https://x", None);
        check("path", None);
        check("path :", None);
        check("", None);
    }
}
