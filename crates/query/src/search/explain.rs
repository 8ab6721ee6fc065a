//! A query in words, for `--explain`.

use super::expr::{Expr, Fact, PropertyTest, Scope, TagTest, TaskState};

/// What a query asks for, as one line of words.
pub fn explain(expr: &Expr) -> String {
    match expr {
        Expr::All => "every note and canvas".to_owned(),
        expr => format!("files where {}", said(expr, "text or path")),
    }
}

/// A condition in words; `place` is what plain words look at.
fn said(expr: &Expr, place: &str) -> String {
    match expr {
        Expr::All => "anything holds".to_owned(),
        Expr::And(exprs) => exprs.iter().map(|expr| part(expr, place)).collect::<Vec<_>>().join(" and "),
        Expr::Or(exprs) => exprs.iter().map(|expr| part(expr, place)).collect::<Vec<_>>().join(" or "),
        Expr::Not(expr) => format!("not ({})", said(expr, place)),
        Expr::Word(text) => format!("{place} holds {text:?}"),
        Expr::Phrase(text) => format!("{place} holds {text:?} as whole words"),
        Expr::Regex(pattern) => format!("{place} matches the regex {:?}", pattern.source()),
        Expr::In { scope, arg } => match scope {
            Scope::File => said(arg, "file name"),
            Scope::Path => said(arg, "path"),
            // Within a line, block, section or task the text is that stretch's.
            Scope::Content => said(arg, if place == "it" { "it" } else { "text" }),
            Scope::Line | Scope::Block | Scope::Section | Scope::Task(_) if **arg == Expr::All => {
                format!("there is {}", stretch(*scope))
            }
            Scope::Line | Scope::Block | Scope::Section | Scope::Task(_) => {
                format!("{} has: {}", stretch(*scope), grouped(arg, "it"))
            }
        },
        Expr::Case { counts: true, arg } => format!("with case counting {}", grouped(arg, place)),
        Expr::Case { counts: false, arg } => format!("with case ignored {}", grouped(arg, place)),
        Expr::Tag(TagTest::Any) => "there is a tag".to_owned(),
        Expr::Tag(TagTest::Name(name)) => format!("there is a tag #{name} or one below it"),
        Expr::Tag(TagTest::Regex(pattern)) => format!("a tag matches the regex {:?}", pattern.source()),
        Expr::Property { name, test } => match test {
            PropertyTest::Exists => format!("there is a property {name:?}"),
            PropertyTest::Empty => format!("the property {name:?} is empty"),
            PropertyTest::Holds(arg) => said(arg, &format!("the property {name:?}")),
            PropertyTest::Compares(comparison, literal) => {
                format!("the property {name:?} is {comparison} {}", literal.text)
            }
        },
        Expr::Fact(fact) => match fact {
            Fact::LinksTo(name) => format!("there is a link to {name:?}"),
            Fact::LinkedFrom(name) => format!("there is a link from {name:?}"),
            Fact::Kind(kind) => format!("the kind is {kind}"),
            Fact::System(name) => format!("the integration touches the system {name:?}"),
            Fact::Id(id) => format!("the integration's ID is {id:?}"),
            Fact::Changed(range) => format!("there is a change entry {range}"),
        },
    }
}

fn stretch(scope: Scope) -> &'static str {
    match scope {
        Scope::Block => "a block",
        Scope::Section => "a section",
        Scope::Task(TaskState::Any) => "a task",
        Scope::Task(TaskState::Todo) => "an open task",
        Scope::Task(TaskState::Done) => "a task that is done",
        Scope::Line | Scope::File | Scope::Path | Scope::Content => "a line",
    }
}

/// One of several conditions.
fn part(expr: &Expr, place: &str) -> String {
    if is_several(expr) { format!("({})", said(expr, place)) } else { said(expr, place) }
}

/// A condition that belongs together.
fn grouped(expr: &Expr, place: &str) -> String {
    format!("({})", said(expr, place))
}

/// Whether a condition reads as several.
fn is_several(expr: &Expr) -> bool {
    match expr {
        Expr::And(_) | Expr::Or(_) => true,
        Expr::In { scope, arg } => !scope.is_stretch() && is_several(arg),
        Expr::Property { test: PropertyTest::Holds(arg), .. } => is_several(arg),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::parse;

    fn check(query: &str, expected: &str) {
        assert_eq!(explain(&parse(query).expect("a good query")), format!("files where {expected}"), "{query}");
    }

    #[test]
    fn queries_read_as_sentences() {
        check("a \"b c\"", "text or path holds \"a\" and text or path holds \"b c\" as whole words");
        check(
            "(a OR b) -c",
            "(text or path holds \"a\" or text or path holds \"b\") and not (text or path holds \"c\")",
        );
        check("path:(a b) OR /x+/", "(path holds \"a\" and path holds \"b\") or text or path matches the regex \"x+\"");
        check("line:(a content:b)", "a line has: (it holds \"a\" and it holds \"b\")");
        check("task-done:\"\"", "there is a task that is done");
        assert_eq!(explain(&parse("\"\"").expect("a good query")), "every note and canvas");
        check(
            "match-case:A tag:#x",
            "with case counting (text or path holds \"A\") and there is a tag #x or one below it",
        );
        check(
            "[due:<2025] [a:null] [b]",
            "the property \"due\" is < 2025 and the property \"a\" is empty and there is a property \"b\"",
        );
        check("[status:-done]", "not (the property \"status\" holds \"done\")");
        check(
            "kind:system changed:2025-01",
            "the kind is system and there is a change entry from 2025-01-01 to 2025-01-31",
        );
    }
}
