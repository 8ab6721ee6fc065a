//! The operators: their names, and the expression that each builds from its argument.

use jiff::civil::Date;

use super::dates::DateRange;
use super::error::QueryError;
use super::expr::{Expr, Fact, Kind, RecordFact, Scope, TagTest, TaskState};
use crate::landscape::life_cycle::{STATUSES, UNKNOWN, life_cycle};

/// An operator, which is written as a word before a colon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operator {
    In(Scope),
    /// Whether letter case is significant.
    Case(bool),
    Tag,
    LinksTo,
    LinkedFrom,
    Kind,
    System,
    Id,
    Changed,
    Source,
    Target,
    Owner,
    Status,
    Field,
}

const OPERATORS: [(&str, Operator); 23] = [
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
    ("source", Operator::Source),
    ("target", Operator::Target),
    ("owner", Operator::Owner),
    ("status", Operator::Status),
    ("field", Operator::Field),
];

/// The least similarity of a word before a colon to the name of an operator for which it may stand.
const SIMILAR: f64 = 0.7;

/// Returns the first word of a query that stands before a colon like an operator and is none, and the operator with a
/// similar name.
pub fn misspelled_operator(query: &str) -> Option<(&str, &'static str)> {
    let words = query.split(|letter: char| letter.is_whitespace() || matches!(letter, '(' | ')' | '"'));
    let names = words.filter_map(|word| word.split_once(':')).map(|(name, _)| name.trim_start_matches('-'));
    let mut unknown =
        names.filter(|name| name.len() > 2 && OPERATORS.iter().all(|(known, _)| !known.eq_ignore_ascii_case(name)));
    unknown.find_map(|name| {
        let similarity = |known: &str| strsim::normalized_damerau_levenshtein(known, &name.to_ascii_lowercase());
        let rated = OPERATORS.iter().map(|(known, _)| (similarity(known), *known));
        let (similarity, known) = rated.max_by(|left, right| left.0.total_cmp(&right.0))?;
        (similarity >= SIMILAR).then_some((name, known))
    })
}

/// Returns the operator at the start of a text, in any letter case, and its length with the colon.
pub(crate) fn parse_operator(text: &str) -> Option<(Operator, usize)> {
    let colon = text.bytes().position(|byte| !byte.is_ascii_alphabetic() && byte != b'-')?;
    if text.as_bytes()[colon] != b':' {
        return None;
    }
    let is_named = |(name, _): &&(&str, Operator)| text[..colon].eq_ignore_ascii_case(name);
    OPERATORS.iter().find(is_named).map(|(_, operator)| (*operator, colon + 1))
}

/// Applies an operator to its argument, which begins at byte offset `at` of the query. Relative dates refer to `today`.
///
/// # Errors
///
/// If the operator does not accept the argument.
pub(crate) fn apply(operator: Operator, arg: Expr, at: usize, today: Option<Date>) -> Result<Expr, QueryError> {
    match operator {
        Operator::In(scope) => Ok(Expr::In { scope, arg: Box::new(arg) }),
        Operator::Case(match_case) => Ok(Expr::Case { match_case, arg: Box::new(arg) }),
        // `tag:(a b)` asks for two tags, not for one tag that contains both.
        Operator::Tag => map_leaves(arg, &|leaf| Ok(Expr::Tag(tag_test(leaf)))),
        Operator::Changed => Ok(intersect_ranges(map_leaves(arg, &|leaf| parse_changed(leaf, at, today))?)),
        Operator::LinksTo => map_leaves(arg, &|leaf| Ok(Expr::Fact(Fact::LinksTo(parse_name(leaf, at)?)))),
        Operator::LinkedFrom => map_leaves(arg, &|leaf| Ok(Expr::Fact(Fact::LinkedFrom(parse_name(leaf, at)?)))),
        Operator::System => map_leaves(arg, &|leaf| Ok(Expr::Fact(Fact::System(parse_name(leaf, at)?)))),
        Operator::Id => map_leaves(arg, &|leaf| Ok(Expr::Fact(Fact::Id(parse_name(leaf, at)?)))),
        Operator::Source => of_records(arg, at, |name| Ok(RecordFact::Source(name))),
        Operator::Target => of_records(arg, at, |name| Ok(RecordFact::Target(name))),
        Operator::Owner => of_records(arg, at, |name| Ok(RecordFact::Owner(name))),
        Operator::Status => of_records(arg, at, |name| parse_status(&name, at)),
        Operator::Field => of_records(arg, at, |name| Ok(RecordFact::Field(name))),
        Operator::Kind => map_leaves(arg, &|leaf| Ok(Expr::Fact(Fact::Kind(parse_kind(&parse_name(leaf, at)?, at)?)))),
    }
}

/// Replaces each name by a condition on integrations.
fn of_records(
    arg: Expr,
    at: usize,
    fact: impl Fn(String) -> Result<RecordFact, QueryError>,
) -> Result<Expr, QueryError> {
    map_leaves(arg, &|leaf| Ok(Expr::Fact(Fact::Record(fact(parse_name(leaf, at)?)?))))
}

/// Replaces each word, phrase and regex by the expression that `replace` returns. Nested operators stay as they are.
fn map_leaves(arg: Expr, replace: &dyn Fn(Expr) -> Result<Expr, QueryError>) -> Result<Expr, QueryError> {
    let all = |exprs: Vec<Expr>| exprs.into_iter().map(|expr| map_leaves(expr, replace)).collect::<Result<Vec<_>, _>>();
    Ok(match arg {
        Expr::And(exprs) => Expr::And(all(exprs)?),
        Expr::Or(exprs) => Expr::Or(all(exprs)?),
        Expr::Not(expr) => Expr::Not(Box::new(map_leaves(*expr, replace)?)),
        Expr::Case { match_case, arg } => Expr::Case { match_case, arg: Box::new(map_leaves(*arg, replace)?) },
        Expr::All | Expr::Word(_) | Expr::Phrase(_) | Expr::Regex(_) => replace(arg)?,
        Expr::In { .. } | Expr::Tag(_) | Expr::Property { .. } | Expr::Fact(_) => arg,
    })
}

fn tag_test(leaf: Expr) -> TagTest {
    let name = match leaf {
        Expr::Regex(pattern) => return TagTest::Regex(pattern),
        Expr::Word(text) | Expr::Phrase(text) => text,
        _ => String::new(),
    };
    let name = name.strip_prefix('#').unwrap_or(&name).trim_end_matches('/');
    if name.is_empty() { TagTest::Any } else { TagTest::Name(name.to_owned()) }
}

fn parse_name(leaf: Expr, at: usize) -> Result<String, QueryError> {
    match leaf {
        Expr::Word(text) | Expr::Phrase(text) => Ok(text),
        Expr::Regex(_) => {
            let error = QueryError::new(at, "this operator does not accept a regular expression");
            Err(error.with_hint("quote a name that begins with a slash"))
        }
        _ => Err(QueryError::new(at, "this operator needs a name")),
    }
}

fn parse_kind(name: &str, at: usize) -> Result<Kind, QueryError> {
    let found = Kind::ALL.into_iter().find(|kind| kind.name().eq_ignore_ascii_case(name));
    found.ok_or_else(|| {
        let names = Kind::ALL.map(Kind::name).join(", ");
        QueryError::new(at, format!("unknown kind `{name}`")).with_hint(format!("use one of {names}"))
    })
}

fn parse_status(name: &str, at: usize) -> Result<RecordFact, QueryError> {
    if name.eq_ignore_ascii_case(UNKNOWN) {
        return Ok(RecordFact::Status(None));
    }
    life_cycle(name).map(|status| RecordFact::Status(Some(status))).ok_or_else(|| {
        QueryError::new(at, format!("unknown status `{name}`"))
            .with_hint(format!("use one of {}, {UNKNOWN}; quote the whole to find it as text", STATUSES.join(", ")))
    })
}

fn parse_changed(leaf: Expr, at: usize, today: Option<Date>) -> Result<Expr, QueryError> {
    if matches!(leaf, Expr::All) {
        return Ok(Expr::Fact(Fact::Changed(DateRange::default())));
    }
    let text = parse_name(leaf, at)?;
    let range = DateRange::parse(&text, today).ok_or_else(|| {
        QueryError::new(at, format!("invalid date `{text}`"))
            .with_hint("use a form such as changed:2025-01, changed:>2025-01-31, changed:<=2025 or changed:>7d")
    })?;
    Ok(Expr::Fact(Fact::Changed(range)))
}

/// Replaces the ranges of `changed:(>2024-01 <2024-06)` by their intersection, since one entry must be in all of them.
fn intersect_ranges(expr: Expr) -> Expr {
    match expr {
        Expr::And(exprs) => {
            let mut range: Option<DateRange> = None;
            let mut others = Vec::new();
            for expr in exprs.into_iter().map(intersect_ranges) {
                match expr {
                    Expr::Fact(Fact::Changed(one)) => range = Some(range.unwrap_or_default().intersect(one)),
                    other => others.push(other),
                }
            }
            match range.map(|range| Expr::Fact(Fact::Changed(range))) {
                Some(fact) if others.is_empty() => fact,
                fact => Expr::And(fact.into_iter().chain(others).collect()),
            }
        }
        Expr::Or(exprs) => Expr::Or(exprs.into_iter().map(intersect_ranges).collect()),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_resemble_operators_are_noticed() {
        let check = |query, expected| assert_eq!(misspelled_operator(query), expected, "{query}");
        check("sorce:ERP", Some(("sorce", "source")));
        check("tea (Sytem:ERP)", Some(("Sytem", "system")));
        check("source:ERP path:a", None);
        check("http://x note: text task-todo:x", None);
    }

    fn check(text: &str, expected: Option<(Operator, usize)>) {
        assert_eq!(parse_operator(text), expected, "{text}");
    }

    #[test]
    fn operators_are_recognized_in_any_letter_case() {
        check("path:x", Some((Operator::In(Scope::Path), 5)));
        check("Task-TODO:x", Some((Operator::In(Scope::Task(TaskState::Todo)), 10)));
        check("tag:", Some((Operator::Tag, 4)));
        check("https://x", None);
        check("path", None);
        check("path :", None);
        check("", None);
    }
}
