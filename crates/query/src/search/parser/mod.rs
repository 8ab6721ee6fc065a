//! Parses a query into an [`Expr`], by the grammar of docs/spec/search.md#grammar. Every text is either an expression
//! or an error with an offset.

use jiff::civil::Date;

use crate::search::error::QueryError;
use crate::search::expr::Expr;
use crate::search::operator;

mod literals;
mod property;

/// The maximum length of a query, in bytes.
pub const MAX_QUERY: usize = 8 * 1024;
/// The maximum nesting depth of parentheses and brackets.
pub const MAX_DEPTH: usize = 100;
/// The maximum number of words, phrases, regexes and properties in a query.
pub const MAX_CLAUSES: usize = 1024;

/// Parses a query, without relative dates.
///
/// # Errors
///
/// If the query is malformed or exceeds a limit.
pub fn parse(query: &str) -> Result<Expr, QueryError> {
    parse_query(query, None)
}

/// Parses a query that is asked on a day, to which relative dates such as `changed:7d` refer.
///
/// # Errors
///
/// If the query is malformed or exceeds a limit.
pub fn parse_on(query: &str, today: Date) -> Result<Expr, QueryError> {
    parse_query(query, Some(today))
}

fn parse_query(query: &str, today: Option<Date>) -> Result<Expr, QueryError> {
    if query.len() > MAX_QUERY {
        let message = format!("the query is longer than {MAX_QUERY} bytes");
        let error = QueryError::new(query.floor_char_boundary(MAX_QUERY), message);
        return Err(error.with_hint("split it into several queries"));
    }
    if query.trim().is_empty() {
        return Err(QueryError::new(0, "the query is empty").with_hint("to find every note, search for \"\""));
    }
    Parser { query, today, at: 0, depth: 0, clauses: 0, regex_bytes: 0 }.parse_or(Terminator::Input)
}

/// What ends the expression that is being parsed.
#[derive(Clone, Copy, PartialEq)]
enum Terminator {
    Input,
    Paren,
    Bracket,
}

/// A recursive-descent parser. Each `parse_` method starts at `at` and advances it beyond what it has parsed.
struct Parser<'q> {
    query: &'q str,
    today: Option<Date>,
    /// The current byte offset.
    at: usize,
    depth: usize,
    clauses: usize,
    /// The memory of the regexes compiled so far.
    regex_bytes: usize,
}

impl<'q> Parser<'q> {
    /// Parses operands joined by `OR`, up to the terminator, which is left to the caller.
    fn parse_or(&mut self, end: Terminator) -> Result<Expr, QueryError> {
        let mut operands = Vec::new();
        loop {
            match self.parse_and(end)? {
                Expr::Or(inner) => operands.extend(inner),
                other => operands.push(other),
            }
            if !self.is_at_or(end) {
                return Ok(single_or(operands, Expr::Or));
            }
            self.at += "OR".len();
        }
    }

    /// Parses operands joined by white space, up to an `OR` or the terminator.
    fn parse_and(&mut self, end: Terminator) -> Result<Expr, QueryError> {
        let mut operands = Vec::new();
        loop {
            self.skip_blanks();
            if self.is_at_end(end)? || self.is_at_or(end) {
                break;
            }
            match self.parse_unary(end)? {
                Expr::And(inner) => operands.extend(inner),
                other => operands.push(other),
            }
        }
        if operands.is_empty() { Err(self.missing_operand()) } else { Ok(single_or(operands, Expr::And)) }
    }

    fn parse_unary(&mut self, end: Terminator) -> Result<Expr, QueryError> {
        let mut negated = false;
        while self.is_at_minus(end) {
            self.at += 1;
            negated = !negated;
        }
        let expr = self.parse_primary(end)?;
        Ok(if negated { negate(expr) } else { expr })
    }

    fn parse_primary(&mut self, end: Terminator) -> Result<Expr, QueryError> {
        if self.rest().starts_with('[') {
            return self.parse_property();
        }
        let Some((operator, length)) = operator::parse_operator(self.rest()) else {
            return self.parse_operand(end);
        };
        let name = &self.rest()[..length];
        self.at += length;
        if has_no_operand(self.rest(), end) {
            let error = QueryError::new(self.at, format!("`{name}` has no argument"));
            let hint = format!("put the argument right after the colon; to search for the text, quote it: \"{name}\"");
            return Err(error.with_hint(hint));
        }
        let start = self.at;
        let negated = self.is_at_minus(end);
        self.at += usize::from(negated);
        let arg = self.parse_operand(end)?;
        operator::apply(operator, if negated { negate(arg) } else { arg }, start, self.today)
    }

    /// Parses a group, phrase, regex or word.
    fn parse_operand(&mut self, end: Terminator) -> Result<Expr, QueryError> {
        match self.rest().as_bytes().first() {
            Some(b'(') => return self.parse_group(),
            Some(b'"') => {
                return self.parse_quoted().map(|text| if text.is_empty() { Expr::All } else { Expr::Phrase(text) });
            }
            // `//` is a word: a regex is not empty.
            Some(b'/') if !self.rest().starts_with("//") => return self.parse_regex(),
            _ => {}
        }
        self.count_clause()?;
        let word = self.peek_word(end);
        self.at += word.len();
        Ok(Expr::Word(word.to_owned()))
    }

    fn parse_group(&mut self) -> Result<Expr, QueryError> {
        let open = self.at;
        self.enter_nesting()?;
        let expr = self.parse_or(Terminator::Paren);
        if self.is_unclosed(')', &expr) {
            let error = QueryError::new(open, "unclosed parenthesis");
            return Err(error.with_hint("to search for a parenthesis, quote it: \"(\""));
        }
        let expr = expr?;
        self.at += 1;
        self.depth -= 1;
        Ok(expr)
    }

    fn rest(&self) -> &'q str {
        &self.query[self.at..]
    }

    fn skip_blanks(&mut self) {
        self.at = self.query.len() - self.rest().trim_start().len();
    }

    /// Returns the characters up to the next one that ends a word.
    fn peek_word(&self, end: Terminator) -> &'q str {
        let rest = self.rest();
        &rest[..rest.find(|letter| ends_word(letter, end)).unwrap_or(rest.len())]
    }

    /// Whether the next character is a `-` that negates. One without an operand, as in `Orders - ERP`, is a word.
    fn is_at_minus(&self, end: Terminator) -> bool {
        self.rest().strip_prefix('-').is_some_and(|rest| !has_no_operand(rest, end))
    }

    fn is_at_or(&self, end: Terminator) -> bool {
        self.peek_word(end) == "OR"
    }

    /// Whether the expression ends here. An unmatched closing parenthesis is an error.
    fn is_at_end(&self, end: Terminator) -> Result<bool, QueryError> {
        match self.rest().as_bytes().first() {
            None => Ok(true),
            Some(b')') if end == Terminator::Paren => Ok(true),
            Some(b')') => {
                let error = QueryError::new(self.at, "unmatched closing parenthesis");
                Err(error.with_hint("to search for a parenthesis, quote it: \")\""))
            }
            Some(b']') => Ok(end == Terminator::Bracket),
            Some(_) => Ok(false),
        }
    }

    /// Whether the closing character is missing after what has been parsed. An error before the end of the query takes
    /// precedence, since it is more specific.
    fn is_unclosed<T>(&self, close: char, parsed: &Result<T, QueryError>) -> bool {
        match parsed {
            Ok(_) => !self.rest().starts_with(close),
            Err(error) => error.offset == self.query.len(),
        }
    }

    fn missing_operand(&self) -> QueryError {
        let before = self.query[..self.at].trim_end();
        let or = match (self.rest().starts_with("OR"), before.ends_with("OR")) {
            (true, _) => Some(self.at),
            (false, true) => Some(before.len() - "OR".len()),
            (false, false) => None,
        };
        match or {
            Some(or) => {
                let error = QueryError::new(or, "`OR` needs an operand on both sides");
                error.with_hint("to search for the word, quote it: \"OR\"")
            }
            None => QueryError::new(self.at, "expected a search term"),
        }
    }

    /// Skips an opening parenthesis or bracket.
    fn enter_nesting(&mut self) -> Result<(), QueryError> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            let error = QueryError::new(self.at, format!("the query is nested more than {MAX_DEPTH} levels deep"));
            return Err(error.with_hint("remove parentheses that are not needed"));
        }
        self.at += 1;
        Ok(())
    }

    fn count_clause(&mut self) -> Result<(), QueryError> {
        self.clauses += 1;
        if self.clauses > MAX_CLAUSES {
            let error = QueryError::new(self.at, format!("the query has more than {MAX_CLAUSES} clauses"));
            return Err(error.with_hint("split it into several queries"));
        }
        Ok(())
    }
}

fn ends_word(letter: char, end: Terminator) -> bool {
    letter.is_whitespace() || matches!(letter, '(' | ')' | '"') || (letter == ']' && end == Terminator::Bracket)
}

/// Whether no operand begins at the start of `rest`.
fn has_no_operand(rest: &str, end: Terminator) -> bool {
    rest.chars().next().is_none_or(|next| next != '(' && next != '"' && ends_word(next, end))
}

/// Returns the only expression, or joins several.
fn single_or(mut exprs: Vec<Expr>, join: fn(Vec<Expr>) -> Expr) -> Expr {
    match exprs.pop() {
        Some(only) if exprs.is_empty() => only,
        Some(last) => {
            exprs.push(last);
            join(exprs)
        }
        None => join(exprs),
    }
}

fn negate(expr: Expr) -> Expr {
    match expr {
        Expr::Not(inner) => *inner,
        other => Expr::Not(Box::new(other)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::{PropertyTest, Scope, TagTest};

    /// Formats an expression briefly: `w:` words, `p:` phrases, `r:` regexes, `{and}`, `<or>`, `!not`.
    fn display(expr: &Expr) -> String {
        let list = |exprs: &[Expr]| exprs.iter().map(display).collect::<Vec<_>>().join(" ");
        match expr {
            Expr::All => "all".to_owned(),
            Expr::And(exprs) => format!("{{{}}}", list(exprs)),
            Expr::Or(exprs) => format!("<{}>", list(exprs)),
            Expr::Not(expr) => format!("!{}", display(expr)),
            Expr::Word(text) => format!("w:{text}"),
            Expr::Phrase(text) => format!("p:{text}"),
            Expr::Regex(pattern) => format!("r:{}", pattern.source()),
            Expr::In { scope: Scope::Task(state), arg } => format!("{state:?}({})", display(arg)),
            Expr::In { scope, arg } => format!("{scope:?}({})", display(arg)),
            Expr::Case { match_case, arg } => format!("case={match_case}({})", display(arg)),
            Expr::Tag(TagTest::Name(name)) => format!("#{name}"),
            Expr::Tag(test) => format!("{test:?}"),
            Expr::Property { name, test: PropertyTest::Matches(arg) } => format!("[{name}:{}]", display(arg)),
            Expr::Property { name, test: PropertyTest::Compares(comparison, literal) } => {
                format!("[{name}:{comparison}{}]", literal.text)
            }
            Expr::Property { name, test } => format!("[{name}:{test:?}]"),
            Expr::Fact(fact) => format!("{fact:?}"),
        }
    }

    /// `expected` is the expression, or `offset: message` of the error.
    pub(super) fn check(query: &str, expected: &str) {
        let found = match parse(query) {
            Ok(expr) => display(&expr),
            Err(error) => format!("{}: {}", error.offset, error.message),
        };
        assert_eq!(found, expected, "{query}");
    }

    #[test]
    fn white_space_binds_tighter_than_or() {
        check("a b OR c d", "<{w:a w:b} {w:c w:d}>");
        check("a (b OR (c OR d)) (e f)", "{w:a <w:b w:c w:d> w:e w:f}");
        check("a or b", "{w:a w:or w:b}");
        check("a(b)\"c\"/d/", "{w:a w:b p:c r:d}");
        check("\u{3000}a\t\nb ", "{w:a w:b}");
        check("ORDER XOR \"OR\"", "{w:ORDER w:XOR p:OR}");
        check("a[0] b] x/y", "{w:a[0] w:b] w:x/y}");
    }

    #[test]
    fn minus_negates_the_operand_right_after_it() {
        check("-a -\"b\" -(c d) -path:e -[f]", "{!w:a !p:b !{w:c w:d} !Path(w:e) ![f:Exists]}");
        check("--a ---b -(-c)", "{w:a !w:b w:c}");
        check("Orders - ERP x-y", "{w:Orders w:- w:ERP w:x-y}");
        check("(a -) -OR", "{w:a w:- !w:OR}");
        check(&"-".repeat(8000), "!w:-");
    }

    #[test]
    fn operators_take_one_argument() {
        check("PATH:a/b File:\"x y\"", "{Path(w:a/b) File(p:x y)}");
        check("path:-x line:-(a b)", "{Path(!w:x) Line(!{w:a w:b})}");
        check("path:--x path:-", "{Path(!w:-x) Path(w:-)}");
        check("line:tag:x line:(tag:x OR y)", "{Line(w:tag:x) Line(<#x w:y>)}");
        check("task-todo:a task-done:/b/ task:c", "{Todo(w:a) Done(r:b) Any(w:c)}");
        check("match-case:A ignore-case:(B)", "{case=true(w:A) case=false(w:B)}");
        check("https://x foo:bar foo: path-x:y", "{w:https://x w:foo:bar w:foo: w:path-x:y}");
        check("content:[a]", "Content(w:[a])");
        check("tag:(#a \"b/\" -c) tag:#", "{#a #b !#c Any}");
        check("path: x", "5: `path:` has no argument");
        check("(a path:)", "8: `path:` has no argument");
        check("system:/x/", "7: this operator does not accept a regular expression");
        check("kind:Systems", "5: unknown kind `Systems`");
        check("id:(a OR b)", "<Id(\"a\") Id(\"b\")>");
        check("changed:soon", "8: invalid date `soon`");
    }

    #[test]
    fn errors_point_to_a_character() {
        check(" \t", "0: the query is empty");
        check("é (a", "3: unclosed parenthesis");
        check("a (", "2: unclosed parenthesis");
        check("(a OR", "3: `OR` needs an operand on both sides");
        check("a )", "2: unmatched closing parenthesis");
        check("[a:b)]", "4: unmatched closing parenthesis");
        check("()", "1: expected a search term");
        check("a OR", "2: `OR` needs an operand on both sides");
        check("(OR a)", "1: `OR` needs an operand on both sides");
        check("a OR OR b", "5: `OR` needs an operand on both sides");
    }

    #[test]
    fn limits_are_enforced() {
        let nested = |depth: usize| format!("{}a{}", "(".repeat(depth), ")".repeat(depth));
        check(&nested(100), "w:a");
        check(&nested(101), "100: the query is nested more than 100 levels deep");
        check(&"(".repeat(8192), "100: the query is nested more than 100 levels deep");
        check(&"-(".repeat(4096), "201: the query is nested more than 100 levels deep");
        check(&"[a:".repeat(2000), "300: the query is nested more than 100 levels deep");
        assert!(parse(&"a ".repeat(1024)).is_ok());
        check(&"a ".repeat(1025), "2048: the query has more than 1024 clauses");
        check(&"é".repeat(4097), "8192: the query is longer than 8192 bytes");
    }
}
