//! Mappings in the SQL of a mapping's section: `UPPER(name) as target_name` (spec/integrations.md a.4, field mappings).

use std::borrow::Cow;

use compact_str::CompactString;

use super::MOST_SOURCES;
use crate::integrations::builder::Draft;
use crate::integrations::context::Reading;
use crate::integrations::sample_rows;
use crate::integrations::section::Section;
use crate::model::{Mapping, MappingLevel, SourceKind, State};

/// The longest expression that is read: it is the rule of each of its fields.
const LONGEST_EXPRESSION: usize = 4 * 1024;

/// Words that statements begin with whose names are no targets, up to their SELECT.
const STATEMENTS: &[&str] = &["create", "merge", "insert", "update", "delete"];

/// Words of SQL that name no field.
const KEYWORDS: &[&str] = &[
    "all",
    "and",
    "any",
    "as",
    "asc",
    "between",
    "boolean",
    "by",
    "case",
    "char",
    "cross",
    "current_date",
    "current_timestamp",
    "date",
    "decimal",
    "desc",
    "distinct",
    "else",
    "end",
    "escape",
    "exists",
    "false",
    "from",
    "full",
    "group",
    "having",
    "ilike",
    "in",
    "inner",
    "int",
    "integer",
    "interval",
    "is",
    "join",
    "left",
    "like",
    "limit",
    "not",
    "null",
    "numeric",
    "on",
    "or",
    "order",
    "outer",
    "over",
    "partition",
    "right",
    "select",
    "string",
    "text",
    "then",
    "timestamp",
    "top",
    "true",
    "union",
    "using",
    "varchar",
    "when",
    "where",
    "with",
];

/// Reads the blocks of SQL that stand below headings of mappings.
pub(crate) fn read(reading: &Reading, draft: &mut Draft) {
    let is_mapping = |node: usize| matches!(reading.sections[node], Section::Mapping | Section::MappingBack);
    for (node, inside) in reading.blocks(&["sql"]).filter(|(node, _)| is_mapping(*node)) {
        let start = inside.start;
        let is_reverse = reading.sections[node] == Section::MappingBack;
        for (expression, target) in aliases(&reading.text[inside]) {
            if expression.text.len() > LONGEST_EXPRESSION {
                continue;
            }
            let rule = expression.text.split_whitespace().collect::<Vec<_>>().join(" ");
            if sample_rows::is_template_sql(&rule, target) {
                continue;
            }
            let sources = fields(expression.text);
            if sources.len() > MOST_SOURCES {
                continue;
            }
            let mapping = Mapping {
                level: MappingLevel::Field,
                source: None,
                source_kind: SourceKind::Generated,
                target: Some(target.into()),
                source_entity: None,
                target_entity: None,
                data_type: None,
                rule: Some(rule.into())
                    .filter(|rule: &CompactString| sources.first().is_none_or(|source| unquoted(rule) != *source)),
                default: None,
                mandatory: None,
                notes: None,
                is_reverse,
                embedded_from: None,
                state: State::Filled,
                place: reading.place_of(node),
                span: reading.lines.span(start + expression.start..start + expression.first_line_end()),
            };
            for source in &sources {
                let source_entity = source.rsplit_once('.').map(|(entity, _)| entity.into());
                let (source, source_kind) = (Some(CompactString::new(source)), SourceKind::Field);
                draft.it.mappings.push(Mapping { source, source_kind, source_entity, ..mapping.clone() });
            }
            if sources.is_empty() {
                draft.it.mappings.push(mapping);
            }
        }
    }
}

/// What a target is made of, and where it stands in its block.
struct Expression<'a> {
    text: &'a str,
    start: usize,
}

impl Expression<'_> {
    fn first_line_end(&self) -> usize {
        self.start + self.text.lines().next().unwrap_or_default().trim_end().len()
    }
}

/// A word, sign, string or comment of SQL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Word,
    Sign(u8),
    Text,
    Comment,
}

/// The tokens of a block with their places.
fn tokens(sql: &str) -> Vec<(Kind, usize, usize)> {
    let bytes = sql.as_bytes();
    let mut tokens = Vec::new();
    let mut at = 0;
    let find = |from: usize, what: &str| {
        memchr::memmem::find(&bytes[from.min(bytes.len())..], what.as_bytes()).map(|it| from + it)
    };
    while at < bytes.len() {
        let rest = &sql[at..];
        let (kind, end) = match bytes[at] {
            byte if byte.is_ascii_whitespace() => {
                at += 1;
                continue;
            }
            b'-' if rest.starts_with("--") => (Kind::Comment, find(at, "\n").unwrap_or(sql.len())),
            b'/' if rest.starts_with("/*") => (Kind::Comment, find(at + 2, "*/").map_or(sql.len(), |end| end + 2)),
            b'\'' => (Kind::Text, find(at + 1, "'").map_or(sql.len(), |end| end + 1)),
            _ => match name_length(rest) {
                0 => (Kind::Sign(bytes[at]), at + rest.chars().next().map_or(1, char::len_utf8)),
                length => (Kind::Word, at + length),
            },
        };
        tokens.push((kind, at, end));
        at = end;
    }
    tokens
}

/// How long the name or number is that a text begins with. Each part of a name may be in quotes: `"o"."id"`, `s."a b"`.
fn name_length(text: &str) -> usize {
    let is_word = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '.' | '$' | '#' | '@');
    let mut end = 0;
    loop {
        let rest = &text[end..];
        let is_part = end == 0 || text[..end].ends_with('.');
        let length = match rest.bytes().next() {
            Some(quote @ (b'"' | b'`')) if is_part => {
                memchr::memchr(quote, &rest.as_bytes()[1..]).map_or(rest.len(), |close| close + 2)
            }
            _ if end == 0 || rest.starts_with('.') => rest.find(|letter| !is_word(letter)).unwrap_or(rest.len()),
            _ => 0,
        };
        if length == 0 {
            return end;
        }
        end += length;
    }
}

/// A name as it is without the quotes around its parts.
fn unquoted(name: &str) -> Cow<'_, str> {
    let is_quote = |letter: char| matches!(letter, '"' | '`');
    if name.contains(is_quote) { Cow::Owned(name.replace(is_quote, "")) } else { Cow::Borrowed(name) }
}

/// Each `expression as name` outside parentheses, up to the FROM of its statement.
fn aliases(sql: &str) -> Vec<(Expression<'_>, &str)> {
    let tokens: Vec<_> = tokens(sql).into_iter().filter(|(kind, ..)| *kind != Kind::Comment).collect();
    let word = |idx: usize, word: &str| {
        tokens
            .get(idx)
            .is_some_and(|(kind, start, end)| *kind == Kind::Word && sql[*start..*end].eq_ignore_ascii_case(word))
    };
    let mut found = Vec::new();
    let (mut depth, mut first, mut is_past) = (0_i32, None, false);
    for (idx, (kind, start, end)) in tokens.iter().copied().enumerate() {
        match kind {
            Kind::Sign(b'(') => depth += 1,
            Kind::Sign(b')') => depth -= 1,
            Kind::Sign(b';') => {
                (depth, first, is_past) = (0, None, false);
                continue;
            }
            Kind::Sign(b',') if depth == 0 => {
                first = None;
                continue;
            }
            Kind::Word if depth == 0 && word(idx, "select") => {
                (first, is_past) = (None, false);
                continue;
            }
            Kind::Word if depth == 0 && word(idx, "distinct") && first.is_none() => continue,
            Kind::Word if depth == 0 && word(idx, "from") => is_past = true,
            Kind::Word if depth == 0 && word(idx, "as") && !is_past => {
                let Some((Kind::Word, name_start, name_end)) = tokens.get(idx + 1).copied() else { continue };
                let is_call = tokens.get(idx + 2).is_some_and(|(kind, ..)| *kind == Kind::Sign(b'('));
                let is_query = word(idx + 1, "select") || word(idx + 1, "with");
                let Some(from) = first.filter(|_| !is_call && !is_query) else { continue };
                let text = sql[from..start].trim_end();
                let name = sql[name_start..name_end].trim_matches(['"', '`']);
                found.push((Expression { text, start: from }, name));
                // Fragments often stand below each other without a comma.
                first = None;
                continue;
            }
            _ => {}
        }
        // `MERGE INTO t AS x`: the names up to a SELECT are those of tables. A field may be called `delete`.
        let is_statement = depth == 0 && first.is_none() && STATEMENTS.iter().any(|it| word(idx, it));
        is_past |= is_statement && matches!(tokens.get(idx + 1), Some((Kind::Word, ..))) && !word(idx + 1, "as");
        // The name of the last target is no part of the next expression.
        let is_name = idx > 0 && word(idx - 1, "as");
        if first.is_none() && !is_name && end > start {
            first = Some(start);
        }
    }
    found
}

/// The fields that an expression names, each once: neither words of SQL, nor functions, nor numbers. One more
/// than [`MOST_SOURCES`] is enough to know that there are too many.
pub(crate) fn fields(expression: &str) -> Vec<Cow<'_, str>> {
    let tokens = tokens(expression);
    let mut fields: Vec<Cow<str>> = Vec::new();
    for (idx, (kind, start, end)) in tokens.iter().copied().enumerate() {
        let name = unquoted(&expression[start..end]);
        let is_call = tokens.get(idx + 1).is_some_and(|(kind, ..)| *kind == Kind::Sign(b'('));
        let is_name = kind == Kind::Word
            && !is_call
            && !name.starts_with(|letter: char| letter.is_ascii_digit() || letter == '@');
        if is_name && !KEYWORDS.iter().any(|word| word.eq_ignore_ascii_case(&name)) && !fields.contains(&name) {
            fields.push(name);
        }
        if fields.len() > MOST_SOURCES {
            break;
        }
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(sql: &str, expected: &[&str]) {
        let told: Vec<String> = aliases(sql)
            .iter()
            .map(|(it, target)| {
                let text = it.text.split_whitespace().collect::<Vec<_>>().join(" ");
                format!("{} | {} | {target}", fields(it.text).join(" "), text)
            })
            .collect();
        assert_eq!(told, expected, "{sql:?}");
    }

    #[test]
    fn what_is_called_as_something_is_mapped_to_it() {
        check("UPPER(TRIM(name)) as full_name", &["name | UPPER(TRIM(name)) | full_name"]);
        check("SELECT a.Id AS id, b.X as `x y`\nFROM t AS u", &["a.Id | a.Id | id", "b.X | b.X | x y"]);
        check("SELECT DISTINCT a as b", &["a | a | b"]);
        check(
            "CASE\n  WHEN land = 'DE' THEN 'SEPA' ELSE route END as kind",
            &["land route | CASE WHEN land = 'DE' THEN 'SEPA' ELSE route END | kind"],
        );
        check("a || ' ' || b AS c", &["a b | a || ' ' || b | c"]);
        check("'X' as source", &[" | 'X' | source"]);
        check("ROUND(n, 2) as m", &["n | ROUND(n, 2) | m"]);
        check("\"o\".\"id\" AS x, `t`.`c` AS y", &["o.id | \"o\".\"id\" | x", "t.c | `t`.`c` | y"]);
        check("s.\"a b\" || \"t\".c AS x", &["s.a b t.c | s.\"a b\" || \"t\".c | x"]);
    }

    #[test]
    fn tables_of_statements_are_no_targets() {
        check("CREATE VIEW dim AS SELECT a AS b FROM t", &["a | a | b"]);
        check("ALTER VIEW dim AS\nWITH x AS (SELECT 1) SELECT a AS b FROM x", &["a | a | b"]);
        check("MERGE INTO t AS x USING s AS y ON x.a = y.a", &[]);
        check("INSERT INTO t SELECT a AS b FROM u; UPDATE t AS x SET a = 1", &["a | a | b"]);
        check("delete AS is_deleted, a AS b", &["delete | delete | is_deleted", "a | a | b"]);
    }

    #[test]
    fn fragments_may_stand_below_each_other() {
        check("-- one\na as b\n\n/* two */\nc as d", &["a | a | b", "c | c | d"]);
    }

    #[test]
    fn what_is_within_parentheses_or_behind_from_is_no_target() {
        check("CAST(a AS int) as b", &["a | CAST(a AS int) | b"]);
        check("SELECT 1 FROM t AS u JOIN v AS w ON u.a = w.a", &[]);
        check("WITH x AS (SELECT a AS b FROM t) SELECT b AS c FROM x", &["b | b | c"]);
        check("SELECT a as b FROM t; SELECT c as d FROM t", &["a | a | b", "c | c | d"]);
        check("-- a as b", &[]);
        check("", &[]);
        check("as", &[]);
        for piece in ["(", "'", "a as b ", "`", "/*"] {
            let _ = aliases(&piece.repeat(10_000)).len();
        }
    }
}
