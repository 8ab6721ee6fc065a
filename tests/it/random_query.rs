//! Random queries of the whole grammar, as trees that can be printed and simplified, so that a failing query is
//! reported in its smallest form.

use crate::random_vault::{Files, PROPERTIES, TAGS, WORDS, one_in, pick};
use crate::support::Random;

/// A query in its written form.
#[derive(Debug, Clone, PartialEq)]
pub enum Query {
    /// A word, phrase or regex, with its delimiters.
    Leaf(String),
    Not(Box<Query>),
    And(Vec<Query>),
    Or(Vec<Query>),
    /// An operator with its argument.
    Of(String, Box<Query>),
    /// `[name:…]`
    Property(String, Box<Query>),
}

use Query::{And, Leaf, Not, Of, Or, Property};

const SCOPES: &[&str] = &[
    "file",
    "path",
    "content",
    "line",
    "block",
    "section",
    "task",
    "task-todo",
    "task-done",
    "match-case",
    "ignore-case",
    "Line",
    "PATH",
];

impl Query {
    /// Formats the query as a user would type it.
    pub fn text(&self) -> String {
        let joined = |queries: &[Query], by: &str| {
            queries.iter().map(|query| query.in_group(by == " ")).collect::<Vec<_>>().join(by)
        };
        match self {
            Leaf(text) => text.clone(),
            Not(query) => format!("-{}", query.in_group(true)),
            And(queries) => joined(queries, " "),
            Or(queries) => joined(queries, " OR "),
            Of(operator, arg) => match arg.as_ref() {
                Leaf(text) => format!("{operator}:{text}"),
                Not(arg) if matches!(arg.as_ref(), Leaf(_)) => format!("{operator}:-{}", arg.text()),
                arg => format!("{operator}:({})", arg.text()),
            },
            Property(name, arg) => format!("[{name}:{}]", arg.text()),
        }
    }

    /// Formats the query with parentheses where needed: an `OR` always, an `AND` unless it is within an `OR`.
    fn in_group(&self, in_and: bool) -> String {
        match self {
            Or(_) => format!("({})", self.text()),
            And(_) if in_and => format!("({})", self.text()),
            _ => self.text(),
        }
    }

    /// Returns queries that are one step simpler, the simplest first.
    pub fn simpler(&self) -> Vec<Query> {
        let without = |queries: &[Query], join: fn(Vec<Query>) -> Query| {
            let mut simpler = queries.to_vec();
            for at in 0..queries.len() {
                if queries.len() > 2 {
                    let rest = [&queries[..at], &queries[at + 1..]].concat();
                    simpler.push(join(rest));
                }
                for inner in queries[at].simpler() {
                    let mut queries = queries.to_vec();
                    queries[at] = inner;
                    simpler.push(join(queries));
                }
            }
            simpler
        };
        let inside = |arg: &Query, wrap: &dyn Fn(Query) -> Query| {
            std::iter::once(arg.clone()).chain(arg.simpler().into_iter().map(wrap)).collect()
        };
        match self {
            Leaf(_) => Vec::new(),
            Not(query) => inside(query, &|query| Not(Box::new(query))),
            And(queries) => without(queries, And),
            Or(queries) => without(queries, Or),
            Of(operator, arg) => inside(arg, &|arg| Of(operator.clone(), Box::new(arg))),
            Property(name, arg) => inside(arg, &|arg| Property(name.clone(), Box::new(arg))),
        }
    }
}

/// Creates a query for a vault with these files.
pub fn query(random: &mut Random, files: &Files) -> Query {
    let depth = random.below(4);
    tree(random, files, depth)
}

fn tree(random: &mut Random, files: &Files, depth: u64) -> Query {
    if depth == 0 {
        return one(random, files);
    }
    let few = |random: &mut Random| {
        let n_queries = 2 + random.below(2);
        (0..n_queries).map(|_| tree(random, files, depth - 1)).collect::<Vec<_>>()
    };
    match random.below(10) {
        0..3 => And(few(random)),
        3..5 => Or(few(random)),
        5 => Not(Box::new(tree(random, files, depth - 1))),
        6 => Property(name(random), Box::new(value(random, files, depth - 1))),
        7..9 => Of(pick(random, SCOPES).to_owned(), Box::new(tree(random, files, depth - 1))),
        _ => one(random, files),
    }
}

/// Creates a word, phrase or regex.
fn one(random: &mut Random, files: &Files) -> Query {
    match random.below(16) {
        0 => Of("tag".to_owned(), Box::new(tag(random))),
        1 => property(random, files),
        2 => Of(pick(random, SCOPES).to_owned(), Box::new(leaf(random, files))),
        3 => Of(pick(random, &["links-to", "linked-from"]).to_owned(), Box::new(note(random, files))),
        4 => Of("changed".to_owned(), Box::new(dates(random))),
        5 => Of("task".to_owned(), Box::new(Leaf("\"\"".to_owned()))),
        6 => Not(Box::new(leaf(random, files))),
        _ => leaf(random, files),
    }
}

fn leaf(random: &mut Random, files: &Files) -> Query {
    let text = piece(random, files);
    Leaf(match random.below(12) {
        0..2 => regex(random, &text),
        2..6 => quoted(&text),
        6 if one_in(random, 3) => "\"\"".to_owned(),
        _ => word(&text),
    })
}

/// Chooses a text that probably occurs in the vault: a word, a part of one, or a range of a file or path.
fn piece(random: &mut Random, files: &Files) -> String {
    let cut = |random: &mut Random, text: &str, most: u64| {
        let n_letters = text.chars().count() as u64;
        let start = random.below(n_letters.max(1));
        text.chars().skip(start as usize).take(1 + random.below(most) as usize).collect::<String>()
    };
    let (path, text) = files.iter().nth(random.below(files.len().max(1) as u64) as usize).unzip();
    let piece = match random.below(10) {
        0..3 => pick(random, WORDS).to_owned(),
        3..5 => {
            let word = pick(random, WORDS);
            cut(random, word, 4)
        }
        5 => cut(random, path.map_or("", String::as_str), 12),
        _ => cut(random, text.map_or("", String::as_str), 9),
    };
    let piece = piece.replace('\u{e000}', "\u{1a}");
    if piece.is_empty() { "a".to_owned() } else { piece }
}

/// Formats a text as a word, or in quotes if necessary.
fn word(text: &str) -> String {
    let ends = |letter: char| letter.is_whitespace() || "()\"[]".contains(letter);
    let has_operator =
        ["file", "tag", "id", "kind", "system", "line"].iter().any(|it| text.contains(&format!("{it}:")));
    if text.contains(ends) || text.starts_with(['-', '/', '<', '>']) || text == "OR" || has_operator {
        return quoted(text);
    }
    text.to_owned()
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

fn regex(random: &mut Random, text: &str) -> String {
    let plain = regex::escape(text).replace('/', "\\/");
    let source = match random.below(14) {
        0 => format!("^{plain}"),
        1 => format!("{plain}$"),
        2 => format!("\\b{plain}\\b"),
        3 => format!("{plain}.*{plain}"),
        4 => "[a-z]{3}-\\d+".to_owned(),
        5 => "^\\s*- \\[.\\]".to_owned(),
        6 => "(a*)*b".to_owned(),
        7 => "x*".to_owned(),
        8 => "^$".to_owned(),
        9 => "[A-Z]{2,}".to_owned(),
        10 => "\\p{Han}+|\\p{Greek}".to_owned(),
        11 => "(\\w+)\\W+(\\w+)\\r?$".to_owned(),
        _ => plain,
    };
    format!("/{source}/")
}

fn tag(random: &mut Random) -> Query {
    let written = |random: &mut Random| {
        let tag = pick(random, TAGS);
        let tag = if one_in(random, 3) { tag.split('/').next().unwrap_or(tag) } else { tag };
        let tag = if one_in(random, 4) { tag.to_uppercase() } else { tag.to_owned() };
        let tag = if one_in(random, 2) { format!("#{tag}") } else { tag };
        match random.below(8) {
            0 => Leaf(quoted(&tag)),
            1 => Leaf(format!("/{}/", tag.replace('/', "\\/"))),
            2 => Leaf("\"\"".to_owned()),
            _ => Leaf(tag),
        }
    };
    match random.below(5) {
        0 => And(vec![written(random), written(random)]),
        1 => Or(vec![written(random), Not(Box::new(written(random)))]),
        2 => Not(Box::new(written(random))),
        _ => written(random),
    }
}

fn name(random: &mut Random) -> String {
    let name = pick(random, PROPERTIES).to_owned();
    match random.below(4) {
        0 => name.to_uppercase(),
        1 => quoted(&name),
        _ => name,
    }
}

fn property(random: &mut Random, files: &Files) -> Query {
    let name = name(random);
    match random.below(5) {
        0 => Leaf(format!("[{name}]")),
        1 => Leaf(format!("[{name}:null]")),
        2 => {
            let sign = pick(random, &["<", ">", "<=", ">="]);
            let literal = pick(random, &["0", "5", "-2.5", "2025", "2025-03-05", "2025-03", "2025-Q1", "\"7\""]);
            Leaf(format!("[{name}:{sign}{literal}]"))
        }
        _ => Property(name, Box::new(value(random, files, 0))),
    }
}

/// Creates the value of a property query. After the colon, `<`, `>` and `null` have special meanings, which are covered
/// too.
fn value(random: &mut Random, files: &Files, depth: u64) -> Query {
    match random.below(4) {
        0 => Leaf(pick(random, &["in", "progress", "true", "no", "5", "2025", "\"in progress\"", "a"]).to_owned()),
        _ => tree(random, files, depth),
    }
}

fn note(random: &mut Random, files: &Files) -> Query {
    let path = files.keys().nth(random.below(files.len().max(1) as u64) as usize).map_or("a", String::as_str);
    let name = match random.below(3) {
        0 => path.rsplit('/').next().unwrap_or(path).trim_end_matches(".md"),
        _ => path,
    };
    let name = Leaf(quoted(name));
    if one_in(random, 4) { Or(vec![name, Leaf(quoted(path))]) } else { name }
}

fn dates(random: &mut Random) -> Query {
    let sign = |random: &mut Random| pick(random, &["", "<", ">", "<=", ">="]);
    let date = |random: &mut Random| {
        let (sign, date) = (sign(random), pick(random, &["2024", "2024-11", "2025-03-17", "2025-Q2", "2025"]));
        Leaf(format!("{sign}{date}"))
    };
    match random.below(4) {
        0 => And(vec![date(random), date(random)]),
        1 => Not(Box::new(date(random))),
        2 => Leaf("\"\"".to_owned()),
        _ => date(random),
    }
}
