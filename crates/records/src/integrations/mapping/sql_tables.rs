//! The tables of a SQL statement, and which of them the fields of its expressions belong to
//! (docs/spec/integrations.md#code-blocks).

use std::collections::{HashMap, HashSet};

use compact_str::CompactString;

use super::expression::{TokenKind, is_keyword, tokens, unquoted};
use crate::vocabulary::sql_keywords::{AFTER_TABLE, STATEMENTS};

/// A token with its start and end.
type Token = (TokenKind, usize, usize);

/// The longest qualifier that is an alias if nothing says what it is.
const LONGEST_ALIAS: usize = 2;

/// The largest number of parts before the name of a column: database, schema, table, and one of a nested column.
const MOST_QUALIFIERS: usize = 4;

/// What a name after FROM or JOIN stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Origin {
    Table(CompactString),
    /// A query in parentheses or before the SELECT, or several tables: its columns are not those of one table.
    Query,
}

impl Origin {
    /// Whether both are the same table. The case of letters does not matter, as in unquoted SQL.
    fn is_same(&self, other: &Origin) -> bool {
        match (self, other) {
            (Origin::Table(table), Origin::Table(other)) => table.to_lowercase() == other.to_lowercase(),
            (Origin::Query, Origin::Query) => true,
            _ => false,
        }
    }
}

/// The tables of a statement.
#[derive(Debug, Default)]
pub(super) struct SqlTables {
    /// What is after FROM and JOIN.
    origins: Vec<Origin>,
    /// The same by alias, or else by name, in lower case.
    by_name: HashMap<String, Origin>,
    /// The table that the statement writes: that of `INSERT INTO t` and `CREATE TABLE t`.
    pub target: Option<CompactString>,
}

/// A field with the table that it belongs to, if that is known.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct TableField {
    pub field: CompactString,
    pub table: Option<CompactString>,
}

impl SqlTables {
    /// Reads the tables of a statement outside parentheses.
    pub fn of(statement: &str) -> SqlTables {
        let reader = Reader { sql: statement, tokens: outside_parentheses(statement) };
        let queries = reader.named_queries();
        let mut tables = SqlTables { target: reader.target(), ..SqlTables::default() };
        for idx in 0..reader.tokens.len() {
            // `a IS DISTINCT FROM b` compares columns.
            let is_comparison = idx > 0 && reader.is_word(idx - 1, &["distinct"]);
            if reader.is_word(idx, &["from", "join"]) && !is_comparison {
                reader.read_list(idx + 1, &queries, &mut tables);
            }
        }
        tables
    }

    /// Adds the names of another statement of the note.
    pub fn extend(&mut self, other: &SqlTables) {
        other.by_name.iter().for_each(|(name, origin)| self.add_name(name, origin));
    }

    fn add_name(&mut self, name: &str, origin: &Origin) {
        let known = self.by_name.entry(name.to_lowercase()).or_insert_with(|| origin.clone());
        if !known.is_same(origin) {
            *known = Origin::Query;
        }
    }

    /// Whether the statement names no tables after FROM or JOIN.
    pub fn is_without_from(&self) -> bool {
        self.origins.is_empty()
    }

    /// Returns a field with its table instead of its alias; `None` if it is not a field of a table. `note` has the names of
    /// all statements of the note, for expressions without a FROM of their own; `is_table` knows names of tables from
    /// elsewhere.
    pub fn resolve(&self, field: &str, note: &SqlTables, is_table: impl Fn(&str) -> bool) -> Option<TableField> {
        let Some((qualifier, name)) = field.rsplit_once('.').filter(|(qualifier, _)| !qualifier.is_empty()) else {
            return self.resolve_unqualified(field);
        };
        let by_name = if self.origins.is_empty() { &note.by_name } else { &self.by_name };
        let mut qualifiers = field.match_indices('.').take(MOST_QUALIFIERS).map(|(dot, _)| field.split_at(dot));
        let found = qualifiers.find_map(|(head, rest)| Some((by_name.get(&head.to_lowercase())?, rest)));
        match found {
            Some((Origin::Table(table), rest)) => {
                Some(TableField { field: format!("{table}{rest}").into(), table: Some(table.clone()) })
            }
            Some((Origin::Query, _)) => None,
            None if !self.origins.is_empty() => None,
            None if qualifier.chars().count() <= LONGEST_ALIAS && !is_table(qualifier) => {
                Some(TableField { field: name.into(), table: None })
            }
            None => Some(TableField { field: field.into(), table: Some(qualifier.into()) }),
        }
    }

    fn resolve_unqualified(&self, field: &str) -> Option<TableField> {
        let table = match self.origins.as_slice() {
            [Origin::Table(table)] => Some(table.clone()),
            origins if origins.contains(&Origin::Query) => return None,
            _ => None,
        };
        Some(TableField { field: field.into(), table })
    }
}

/// Returns the tokens outside parentheses, and the opening ones.
fn outside_parentheses(sql: &str) -> Vec<Token> {
    let mut depth = 0_usize;
    let mut outside = Vec::new();
    for token in tokens(sql).into_iter().filter(|(kind, ..)| *kind != TokenKind::Comment) {
        match token.0 {
            TokenKind::Sign(b')') => depth = depth.saturating_sub(1),
            kind => {
                if depth == 0 {
                    outside.push(token);
                }
                depth += usize::from(kind == TokenKind::Sign(b'('));
            }
        }
    }
    outside
}

struct Reader<'a> {
    sql: &'a str,
    tokens: Vec<Token>,
}

impl Reader<'_> {
    fn word(&self, idx: usize) -> Option<&str> {
        let (kind, start, end) = *self.tokens.get(idx)?;
        (kind == TokenKind::Word).then_some(&self.sql[start..end])
    }

    fn is_word(&self, idx: usize, words: &[&str]) -> bool {
        self.word(idx).is_some_and(|it| is_keyword(it, words))
    }

    fn is_sign(&self, idx: usize, sign: u8) -> bool {
        self.tokens.get(idx).is_some_and(|(kind, ..)| *kind == TokenKind::Sign(sign))
    }

    /// Returns the name of a table or an alias.
    fn name(&self, idx: usize) -> Option<CompactString> {
        let name = self.word(idx).filter(|it| !is_keyword(it, AFTER_TABLE))?;
        Some(CompactString::new(unquoted(name)))
    }

    /// Returns the table that the statement writes.
    fn target(&self) -> Option<CompactString> {
        let end = (0..self.tokens.len()).find(|idx| self.is_word(*idx, &["select"])).unwrap_or(self.tokens.len());
        let before = (0..end).find(|idx| self.is_word(*idx, &["into", "table", "view"]))?;
        let name = (before + 1..end).find(|idx| !self.is_word(*idx, &["table", "if", "not", "exists"]))?;
        self.name(name).filter(|_| self.is_word(0, STATEMENTS))
    }

    /// Returns the names of the queries before the SELECT in lower case: `WITH x AS (…)`, `x (a, b) AS NOT MATERIALIZED (…)`.
    fn named_queries(&self) -> HashSet<CompactString> {
        let query_name = |as_idx: usize| {
            let mut query = as_idx + 1;
            query += usize::from(self.is_word(query, &["not"]));
            query += usize::from(self.is_word(query, &["materialized"]));
            let before = as_idx.checked_sub(1)?;
            let name = if self.is_sign(before, b'(') { before.checked_sub(1)? } else { before };
            self.name(name).filter(|_| self.is_sign(query, b'('))
        };
        let as_indices = (0..self.tokens.len()).filter(|idx| self.is_word(*idx, &["as"]));
        as_indices.filter_map(|idx| Some(query_name(idx)?.to_lowercase())).collect()
    }

    /// Reads the tables of a FROM or JOIN: `account AS a, (SELECT …) b`.
    fn read_list(&self, mut idx: usize, queries: &HashSet<CompactString>, tables: &mut SqlTables) {
        loop {
            idx += usize::from(self.is_word(idx, &["lateral", "only"]));
            let name = self.name(idx);
            let mut is_query = name.is_none() || self.is_sign(idx + 1, b'(');
            if name.is_none() && !self.is_sign(idx, b'(') {
                return;
            }
            idx += 1;
            while self.is_sign(idx, b'(') {
                idx += 1;
            }
            idx += usize::from(self.is_word(idx, &["as"]));
            let alias = self.name(idx);
            idx += usize::from(alias.is_some());
            // `t AS a (x, y)` gives the columns other names.
            if alias.is_some() && self.is_sign(idx, b'(') {
                is_query = true;
                idx += 1;
            }
            // `t WITH (NOLOCK), u`
            if self.is_word(idx, &["with"]) && self.is_sign(idx + 1, b'(') {
                idx += 2;
            }
            let origin = match &name {
                Some(table) if !is_query && !queries.contains(&table.to_lowercase()) => Origin::Table(table.clone()),
                _ => Origin::Query,
            };
            if let Some(name) = alias.as_ref().or(name.as_ref()) {
                tables.add_name(name, &origin);
            }
            // `FROM crm.account` is `crm.account` and `account`.
            if let (None, Some((_, short))) = (&alias, name.as_ref().and_then(|name| name.rsplit_once('.'))) {
                tables.add_name(short, &origin);
            }
            tables.origins.push(origin);
            if !self.is_sign(idx, b',') {
                return;
            }
            idx += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(statement: &str, field: &str, expected: &str) {
        let resolved = SqlTables::of(statement).resolve(field, &SqlTables::default(), |name| name == "t1");
        let shown = match resolved {
            Some(TableField { field, table }) => format!("{field} of {}", table.as_deref().unwrap_or("-")),
            None => "-".to_owned(),
        };
        assert_eq!(shown, expected, "{statement}: {field}");
    }

    #[test]
    fn aliases_are_those_of_from_and_join() {
        let joined = "SELECT 1 FROM \"x y\".z, account AS a LEFT JOIN country c ON c.name = a.country";
        check(joined, "c.code", "country.code of country");
        check(joined, "A.id", "account.id of account");
        check(joined, "z.id", "x y.z.id of x y.z");
        check(joined, "q.id", "-");
        check(joined, "id", "id of -");
        check("SELECT 1 FROM account", "id", "id of account");
        check("SELECT 1 FROM crm.account", "account.id", "crm.account.id of crm.account");
        check("SELECT 1 FROM a WITH (NOLOCK), b WITH (NOLOCK)", "id", "id of -");
        check("SELECT 1 FROM a, b WHERE 1", "b.address.city", "b.address.city of b");
        check("SELECT EXTRACT(YEAR FROM o.day) AS x FROM orders o", "o.day", "orders.day of orders");
        check("SELECT 1 FROM a AS x UNION SELECT 1 FROM b AS x", "x.id", "-");
        check("SELECT 1 FROM a AS x UNION SELECT 1 FROM A AS x", "x.id", "a.id of a");
        check("SELECT 1 FROM a, LATERAL flatten(a.list) AS f", "f.id", "-");
        check("SELECT 1 FROM a WHERE a.x IS DISTINCT FROM null", "id", "id of a");
    }

    #[test]
    fn words_after_a_table_are_no_aliases() {
        check("SELECT 1 FROM account NATURAL JOIN country", "account.name", "account.name of account");
        check("SELECT 1 FROM account NATURAL JOIN country", "country.name", "country.name of country");
        let clauses =
            "QUALIFY 1|WINDOW w AS (x)|EXCEPT|INTERSECT|MINUS|OFFSET 1|FETCH FIRST ROW ONLY|FOR UPDATE|WITH (NOLOCK)";
        for clause in clauses.split('|') {
            check(&format!("SELECT 1 FROM t {clause}"), "t.a", "t.a of t");
        }
    }

    #[test]
    fn quoted_names_are_tables_even_if_they_are_keywords() {
        check("SELECT 1 FROM \"Order\" AS o", "o.id", "Order.id of Order");
        check("SELECT 1 FROM [Order]", "Order.id", "Order.id of Order");
        check("SELECT 1 FROM dbo.[Order] AS o", "o.id", "dbo.Order.id of dbo.Order");
        check("SELECT 1 FROM t AS [Group]", "Group.id", "t.id of t");
        check("SELECT 1 FROM date AS d", "d.year", "date.year of date");
    }

    #[test]
    fn columns_of_queries_are_not_fields_of_tables() {
        check("SELECT 1 FROM (SELECT a FROM t) AS s JOIN u ON 1", "s.a", "-");
        check("SELECT 1 FROM (SELECT a FROM t) AS s JOIN u ON 1", "u.a", "u.a of u");
        check("SELECT 1 FROM (SELECT a FROM t) AS s", "a", "-");
        check("WITH s AS (SELECT a FROM t) SELECT 1 FROM s", "a", "-");
        check("WITH s AS (SELECT a FROM t) SELECT 1 FROM s AS z", "z.a", "-");
        check("WITH s(a) AS (SELECT a FROM t) SELECT 1 FROM s", "s.a", "-");
        check("WITH s AS MATERIALIZED (SELECT a FROM t) SELECT 1 FROM s", "s.a", "-");
        check("WITH r AS (SELECT 1), s (a, b) AS NOT MATERIALIZED (SELECT 1) SELECT 1 FROM s, u", "s.a", "-");
        check("WITH r AS (SELECT 1), s (a, b) AS NOT MATERIALIZED (SELECT 1) SELECT 1 FROM s, u", "u.a", "u.a of u");
        check("SELECT 1 FROM t AS s (a, b), u", "s.a", "-");
        check("SELECT 1 FROM t AS s (a, b), u", "u.a", "u.a of u");
        check("SELECT 1 FROM unnest(t.list) AS l", "l.a", "-");
    }

    #[test]
    fn without_from_a_short_qualifier_is_an_alias() {
        check("c.name AS x", "c.name", "name of -");
        check("t1.name AS x", "t1.name", "t1.name of t1");
        check("VBRK.NETWR AS x", "VBRK.NETWR", "VBRK.NETWR of VBRK");
        check("name AS x", "name", "name of -");
        let note = SqlTables::of("SELECT 1 FROM customer c");
        let resolved = SqlTables::default().resolve("c.name", &note, |_| false).map(|it| it.field);
        assert_eq!(resolved.as_deref(), Some("customer.name"));
    }

    #[test]
    fn statements_name_the_table_that_they_write() {
        let check = |sql: &str, expected: Option<&str>| assert_eq!(SqlTables::of(sql).target.as_deref(), expected);
        check("INSERT INTO dim SELECT a AS b FROM t", Some("dim"));
        check("CREATE TABLE IF NOT EXISTS x.dim AS SELECT a AS b FROM t", Some("x.dim"));
        check("CREATE OR REPLACE VIEW \"dim\" AS SELECT a AS b FROM t", Some("dim"));
        check("SELECT a AS b FROM t", None);
        check("table AS x", None);
        for piece in ["FROM ", "FROM (", "a AS (", ", ", "JOIN x,"] {
            let _ = SqlTables::of(&piece.repeat(10_000)).target;
        }
    }
}
