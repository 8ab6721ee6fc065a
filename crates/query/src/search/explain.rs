//! Describes a query in words, for `--explain`.

use super::expr::{Expr, Fact, PropertyTest, RecordFact, Scope, TagTest, TaskState};

/// Describes a query in one line.
pub fn explain(expr: &Expr) -> String {
    match expr {
        Expr::All => "every note and canvas".to_owned(),
        expr => format!("files where {}", describe(expr, "text or path")),
    }
}

/// Describes a condition. `subject` is what words, phrases and regexes are matched against.
fn describe(expr: &Expr, subject: &str) -> String {
    match expr {
        Expr::All => "anything holds".to_owned(),
        Expr::And(exprs) => describe_operands(exprs, subject, " and "),
        Expr::Or(exprs) => describe_operands(exprs, subject, " or "),
        Expr::Not(expr) => format!("not ({})", describe(expr, subject)),
        Expr::Word(text) => format!("{subject} holds {text:?}"),
        Expr::Phrase(text) => format!("{subject} holds {text:?} as whole words"),
        Expr::Regex(pattern) => format!("{subject} matches the regex {:?}", pattern.source()),
        Expr::In { scope, arg } => describe_scope(*scope, arg, subject),
        Expr::Case { match_case: true, arg } => format!("with case counting ({})", describe(arg, subject)),
        Expr::Case { match_case: false, arg } => format!("with case ignored ({})", describe(arg, subject)),
        Expr::Tag(TagTest::Any) => "there is a tag".to_owned(),
        Expr::Tag(TagTest::Name(name)) => format!("there is a tag #{name} or one below it"),
        Expr::Tag(TagTest::Regex(pattern)) => format!("a tag matches the regex {:?}", pattern.source()),
        Expr::Property { name, test } => match test {
            PropertyTest::Exists => format!("there is a property {name:?}"),
            PropertyTest::Empty => format!("the property {name:?} is empty"),
            PropertyTest::Matches(arg) => describe(arg, &format!("the property {name:?}")),
            PropertyTest::Compares(comparison, literal) => {
                format!("the property {name:?} is {comparison} {}", literal.text)
            }
        },
        Expr::Fact(fact) => describe_fact(fact),
    }
}

fn describe_operands(exprs: &[Expr], subject: &str, operator: &str) -> String {
    let operands = exprs.iter().map(|expr| match is_compound(expr) {
        true => format!("({})", describe(expr, subject)),
        false => describe(expr, subject),
    });
    operands.collect::<Vec<_>>().join(operator)
}

fn describe_scope(scope: Scope, arg: &Expr, subject: &str) -> String {
    let part = match scope {
        Scope::File => return describe(arg, "file name"),
        Scope::Path => return describe(arg, "path"),
        // Within a line, block, section or task, the text is that of the part.
        Scope::Content => return describe(arg, if subject == "it" { "it" } else { "text" }),
        Scope::Line => "a line",
        Scope::Block => "a block",
        Scope::Section => "a section",
        Scope::Task(TaskState::Any) => "a task",
        Scope::Task(TaskState::Todo) => "an open task",
        Scope::Task(TaskState::Done) => "a task that is done",
    };
    match arg {
        Expr::All => format!("there is {part}"),
        arg => format!("{part} has: ({})", describe(arg, "it")),
    }
}

fn describe_fact(fact: &Fact) -> String {
    match fact {
        Fact::LinksTo(name) => format!("there is a link to {name:?}"),
        Fact::LinkedFrom(name) => format!("there is a link from {name:?}"),
        Fact::Kind(kind) => format!("the kind is {kind}"),
        Fact::System(name) => format!("the integration touches the system {name:?}"),
        Fact::Id(id) => format!("the integration's ID is {id:?}"),
        Fact::Changed(range) => format!("there is a change entry {range}"),
        Fact::Record(RecordFact::Source(name)) => format!("the integration takes data from the system {name:?}"),
        Fact::Record(RecordFact::Target(name)) => format!("the integration brings data to the system {name:?}"),
        Fact::Record(RecordFact::Owner(name)) => format!("an owner's name contains {name:?}"),
        Fact::Record(RecordFact::Status(status)) => format!("the status is {}", status.unwrap_or("unknown")),
        Fact::Record(RecordFact::Field(name)) => format!("the field {name:?} is mapped"),
    }
}

/// Whether the description of a condition is joined by "and" or "or", so that it needs parentheses.
fn is_compound(expr: &Expr) -> bool {
    match expr {
        Expr::And(_) | Expr::Or(_) => true,
        Expr::In { scope, arg } => !scope.is_text_range() && is_compound(arg),
        Expr::Property { test: PropertyTest::Matches(arg), .. } => is_compound(arg),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::parse;

    fn check(query: &str, expected: &str) {
        assert_eq!(explain(&parse(query).expect("a valid query")), format!("files where {expected}"), "{query}");
    }

    #[test]
    fn queries_are_described_in_words() {
        check("a \"b c\"", "text or path holds \"a\" and text or path holds \"b c\" as whole words");
        check(
            "(a OR b) -c",
            "(text or path holds \"a\" or text or path holds \"b\") and not (text or path holds \"c\")",
        );
        check("path:(a b) OR /x+/", "(path holds \"a\" and path holds \"b\") or text or path matches the regex \"x+\"");
        check("line:(a content:b)", "a line has: (it holds \"a\" and it holds \"b\")");
        check("task-done:\"\"", "there is a task that is done");
        assert_eq!(explain(&parse("\"\"").expect("a valid query")), "every note and canvas");
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
