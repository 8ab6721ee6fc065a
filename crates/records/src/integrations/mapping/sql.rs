//! Mappings in the SQL of a mapping section: `UPPER(name) as target_name` (docs/spec/integrations.md#code-blocks).

use super::expression::{Expression, MOST_SOURCES, TokenKind, fields_of, is_keyword, tokens, unquoted};
use super::sql_tables::{SqlTables, TableField};
use super::table_pairs::TablePairs;
use super::{empty_mapping, entities_above};
use crate::integrations::builder::RecordBuilder;
use crate::integrations::context::NoteContext;
use crate::integrations::template_samples;
use crate::model::{Mapping, MappingLevel, SourceKind, State};
use crate::vocabulary::sections::Section;
use crate::vocabulary::sql_keywords::STATEMENTS;

/// Length limit in bytes of an expression: each of its fields gets a copy as its rule.
const LONGEST_EXPRESSION: usize = 4 * 1024;

/// Extracts the mappings of all SQL blocks in mapping sections.
pub(crate) fn read_sql_blocks(context: &NoteContext, builder: &mut RecordBuilder) {
    let is_mapping = |node: usize| matches!(context.sections[node], Section::Mapping | Section::ReverseMapping);
    let blocks = context.code_blocks(&["sql"]).filter(|(node, _)| is_mapping(*node));
    let statements: Vec<Statement> = blocks
        .flat_map(|(node, content)| {
            let start = content.start;
            statements(&context.text[content]).into_iter().map(move |(at, text)| (node, start + at, text))
        })
        .map(|(node, start, text)| Statement { node, start, text, tables: SqlTables::of(text) })
        .collect();
    let mut of_note = SqlTables::default();
    statements.iter().for_each(|statement| of_note.extend(&statement.tables));
    let pairs = TablePairs::of(&builder.record.mappings);
    for statement in &statements {
        read_statement(context, statement, &of_note, &pairs, &mut builder.record.mappings);
    }
}

/// A statement of a block, or expressions without one.
struct Statement<'t> {
    node: usize,
    /// The offset in the note.
    start: usize,
    text: &'t str,
    tables: SqlTables,
}

fn read_statement(
    context: &NoteContext,
    statement: &Statement,
    of_note: &SqlTables,
    pairs: &TablePairs,
    mappings: &mut Vec<Mapping>,
) {
    let Statement { node, start, tables, .. } = statement;
    let (source_above, target_above) = entities_above(context, *node);
    for (expression, target) in aliases(statement.text) {
        if expression.text.len() > LONGEST_EXPRESSION {
            continue;
        }
        let rule = expression.text.split_whitespace().collect::<Vec<_>>().join(" ");
        if template_samples::is_sample_sql(&rule, target) {
            continue;
        }
        let names = fields_of(expression.text);
        if names.len() > MOST_SOURCES {
            continue;
        }
        // A field alone is not a rule.
        let is_rule = names.first().is_none_or(|name| unquoted(&rule) != *name);
        let is_reverse = context.sections[*node] == Section::ReverseMapping;
        let source_of = |name: &str| {
            let it = tables.resolve(name, of_note, |it| pairs.has_source(it))?;
            // A heading says nothing of the tables behind aliases, and not which of several tables a column is from.
            let has_heading = tables.is_without_from() && !name.contains('.');
            let table = it.table.or_else(|| source_above.clone().filter(|_| has_heading));
            Some(TableField { table, ..it })
        };
        let sources: Vec<TableField> = names.iter().filter_map(|name| source_of(name)).collect();
        let target_entity = tables.target.clone().or_else(|| target_above.clone());
        let span = context.lines.span(start + expression.start..start + expression.first_line_end());
        let mapping = Mapping {
            source_kind: match names.is_empty() && !has_query(expression.text) {
                true => SourceKind::Generated,
                false => SourceKind::None,
            },
            target: Some(target.into()),
            target_entity: target_entity.or_else(|| pairs.target_of(&sources, is_reverse)),
            rule: is_rule.then(|| rule.into()),
            is_reverse,
            ..empty_mapping(context, *node, MappingLevel::Field, State::Filled, span)
        };
        if sources.is_empty() {
            mappings.push(mapping);
            continue;
        }
        for TableField { field, table } in sources {
            let (source, source_kind) = (Some(field), SourceKind::Field);
            mappings.push(Mapping { source, source_kind, source_entity: table, ..mapping.clone() });
        }
    }
}

/// Returns the statements of a block, each with its offset.
fn statements(sql: &str) -> Vec<(usize, &str)> {
    let ends = tokens(sql).into_iter().filter(|(kind, ..)| *kind == TokenKind::Sign(b';')).map(|(_, start, _)| start);
    let mut statements = Vec::new();
    let mut from = 0;
    for end in ends.chain([sql.len()]) {
        statements.push((from, &sql[from..end]));
        from = (end + 1).min(sql.len());
    }
    statements
}

/// Whether an expression has a query in it.
fn has_query(expression: &str) -> bool {
    let is_select = |(kind, start, end): &(TokenKind, usize, usize)| {
        *kind == TokenKind::Word && is_keyword(&expression[*start..*end], &["select"])
    };
    tokens(expression).iter().any(is_select)
}

/// Returns each `expression as name` of a statement outside parentheses and before its FROM.
fn aliases(sql: &str) -> Vec<(Expression<'_>, &str)> {
    let tokens: Vec<_> = tokens(sql).into_iter().filter(|(kind, ..)| *kind != TokenKind::Comment).collect();
    let is_word = |idx: usize, word: &str| {
        tokens
            .get(idx)
            .is_some_and(|(kind, start, end)| *kind == TokenKind::Word && sql[*start..*end].eq_ignore_ascii_case(word))
    };
    let mut aliases = Vec::new();
    // `first` is where the current expression begins; `is_past` is whether the names from here on are those of tables.
    let (mut depth, mut first, mut is_past) = (0_i32, None, false);
    for (idx, (kind, start, end)) in tokens.iter().copied().enumerate() {
        match kind {
            TokenKind::Sign(b'(') => depth += 1,
            TokenKind::Sign(b')') => depth -= 1,
            TokenKind::Sign(b',') if depth == 0 => {
                first = None;
                continue;
            }
            TokenKind::Word if depth == 0 && is_word(idx, "select") => {
                (first, is_past) = (None, false);
                continue;
            }
            TokenKind::Word if depth == 0 && is_word(idx, "distinct") && first.is_none() => continue,
            TokenKind::Word if depth == 0 && is_word(idx, "from") => is_past = true,
            TokenKind::Word if depth == 0 && is_word(idx, "as") && !is_past => {
                let Some((TokenKind::Word, name_start, name_end)) = tokens.get(idx + 1).copied() else { continue };
                let is_call = tokens.get(idx + 2).is_some_and(|(kind, ..)| *kind == TokenKind::Sign(b'('));
                // `WITH x AS NOT MATERIALIZED (…)`
                let is_query = ["select", "with", "not"].into_iter().any(|word| is_word(idx + 1, word));
                let Some(from) = first.filter(|_| !is_call && !is_query) else { continue };
                let text = sql[from..start].trim_end();
                let name = sql[name_start..name_end].trim_matches(['"', '`', '[', ']']);
                aliases.push((Expression { text, start: from }, name));
                // Fragments often follow each other without a comma.
                first = None;
                continue;
            }
            _ => {}
        }
        // `MERGE INTO t AS x`: names before a SELECT are those of tables. A field may be called `delete`.
        let is_statement = depth == 0 && first.is_none() && STATEMENTS.iter().any(|it| is_word(idx, it));
        is_past |=
            is_statement && matches!(tokens.get(idx + 1), Some((TokenKind::Word, ..))) && !is_word(idx + 1, "as");
        // The name of the last target is not part of the next expression.
        let is_name = idx > 0 && is_word(idx - 1, "as");
        if first.is_none() && !is_name && end > start {
            first = Some(start);
        }
    }
    aliases
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(sql: &str, expected: &[&str]) {
        let actual: Vec<String> = statements(sql)
            .iter()
            .flat_map(|(_, statement)| aliases(statement))
            .map(|(it, target)| {
                let text = it.text.split_whitespace().collect::<Vec<_>>().join(" ");
                format!("{} | {} | {target}", fields_of(it.text).join(" "), text)
            })
            .collect();
        assert_eq!(actual, expected, "{sql:?}");
    }

    #[test]
    fn alias_is_target_of_its_expression() {
        check("UPPER(TRIM(name)) as full_name", &["name | UPPER(TRIM(name)) | full_name"]);
        check("SELECT a.Id AS id, b.X as `x y`\nFROM t AS u", &["a.Id | a.Id | id", "b.X | b.X | x y"]);
        check("SELECT a.[Unit Price] AS [Net Price] FROM t", &["a.Unit Price | a.[Unit Price] | Net Price"]);
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
    fn tables_of_statements_are_not_targets() {
        check("CREATE VIEW dim AS SELECT a AS b FROM t", &["a | a | b"]);
        check("ALTER VIEW dim AS\nWITH x AS (SELECT 1) SELECT a AS b FROM x", &["a | a | b"]);
        check("MERGE INTO t AS x USING s AS y ON x.a = y.a", &[]);
        check("INSERT INTO t SELECT a AS b FROM u; UPDATE t AS x SET a = 1", &["a | a | b"]);
        check("delete AS is_deleted, a AS b", &["delete | delete | is_deleted", "a | a | b"]);
    }

    #[test]
    fn fragments_need_no_commas() {
        check("-- one\na as b\n\n/* two */\nc as d", &["a | a | b", "c | c | d"]);
    }

    #[test]
    fn aliases_in_parentheses_and_after_from_are_not_targets() {
        check("CAST(a AS int) as b", &["a | CAST(a AS int) | b"]);
        check("SELECT 1 FROM t AS u JOIN v AS w ON u.a = w.a", &[]);
        check("WITH x AS (SELECT a AS b FROM t) SELECT b AS c FROM x", &["b | b | c"]);
        check("WITH x AS NOT MATERIALIZED (SELECT 1) SELECT b AS c FROM x", &["b | b | c"]);
        check("SELECT a as b FROM t; SELECT c as d FROM t", &["a | a | b", "c | c | d"]);
        check("-- a as b", &[]);
        check("", &[]);
        check("as", &[]);
        for piece in ["(", "'", "a as b ", "`", "/*"] {
            let _ = aliases(&piece.repeat(10_000)).len();
        }
    }
}
