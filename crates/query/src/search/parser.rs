//! From a query's text to an [`Expr`], by the grammar of spec/search.md. Total: every text is an expression or an error
//! that points at a character.

use super::error::QueryError;
use super::expr::{Expr, Pattern};
use super::operator;

/// How long a query may be, in bytes.
pub const MAX_QUERY: usize = 8 * 1024;
/// How deep parentheses and brackets may nest.
pub const MAX_DEPTH: usize = 100;
/// How many words, phrases, regexes and properties a query may hold.
pub const MAX_CLAUSES: usize = 1024;
/// How much memory the regexes of a query may take together, in bytes.
const MAX_REGEXES: usize = 32 << 20;

/// Reads a query.
pub fn parse(query: &str) -> Result<Expr, QueryError> {
    if query.len() > MAX_QUERY {
        let message = format!("the query is longer than {MAX_QUERY} bytes");
        return Err(QueryError::new(query.floor_char_boundary(MAX_QUERY), message));
    }
    if query.trim().is_empty() {
        return Err(QueryError::new(0, "empty query").hint("write \"\" to find every note"));
    }
    Parser { query, at: 0, depth: 0, clauses: 0, regexes: 0 }.any(End::Input)
}

/// What ends the expression that is being read.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum End {
    Input,
    Paren,
    Bracket,
}

pub(crate) struct Parser<'q> {
    query: &'q str,
    pub(crate) at: usize,
    pub(crate) depth: usize,
    clauses: usize,
    /// What the regexes take so far, in bytes.
    regexes: usize,
}

impl<'q> Parser<'q> {
    /// `orExpr`, up to its end, which is left to the caller.
    pub(crate) fn any(&mut self, end: End) -> Result<Expr, QueryError> {
        let mut branches = Vec::new();
        loop {
            match self.every(end)? {
                Expr::Or(inner) => branches.extend(inner),
                other => branches.push(other),
            }
            if !self.or_sign(end) {
                return Ok(one_or(branches, Expr::Or));
            }
            self.at += "OR".len();
        }
    }

    /// `andExpr`, up to an `OR` or the end.
    fn every(&mut self, end: End) -> Result<Expr, QueryError> {
        let mut parts = Vec::new();
        loop {
            self.skip_blanks();
            if self.at_end(end)? || self.or_sign(end) {
                break;
            }
            match self.unary(end)? {
                Expr::And(inner) => parts.extend(inner),
                other => parts.push(other),
            }
        }
        if parts.is_empty() { Err(self.nothing_here()) } else { Ok(one_or(parts, Expr::And)) }
    }

    fn unary(&mut self, end: End) -> Result<Expr, QueryError> {
        let mut negated = false;
        while self.minus_sign(end) {
            self.at += 1;
            negated = !negated;
        }
        let expr = self.primary(end)?;
        Ok(if negated { negate(expr) } else { expr })
    }

    fn primary(&mut self, end: End) -> Result<Expr, QueryError> {
        if self.rest().starts_with('[') {
            return self.property();
        }
        let Some((operator, length)) = operator::at_start(self.rest()) else {
            return self.operand(end);
        };
        let name = &self.rest()[..length];
        self.at += length;
        if self.stands_alone(self.rest(), end) {
            let error = QueryError::new(self.at, format!("`{name}` lacks what to look for"));
            return Err(error.hint(format!("write it right behind the colon, or \"{name}\" to find the text itself")));
        }
        let start = self.at;
        let negated = self.minus_sign(end);
        self.at += usize::from(negated);
        let arg = self.operand(end)?;
        operator::apply(operator, if negated { negate(arg) } else { arg }, start)
    }

    /// A group, phrase, regex or word.
    fn operand(&mut self, end: End) -> Result<Expr, QueryError> {
        match self.rest().as_bytes().first() {
            Some(b'(') => return self.group(),
            Some(b'"') => {
                return self.quoted().map(|text| if text.is_empty() { Expr::All } else { Expr::Phrase(text) });
            }
            // `//` is no regex: the grammar wants something between the slashes.
            Some(b'/') if !self.rest().starts_with("//") => return self.regex(),
            _ => {}
        }
        self.count()?;
        let word = self.word(end);
        self.at += word.len();
        Ok(Expr::Word(word.to_owned()))
    }

    fn group(&mut self) -> Result<Expr, QueryError> {
        let open = self.at;
        self.deeper()?;
        let expr = self.any(End::Paren);
        if self.lacks(')', &expr) {
            let error = QueryError::new(open, "this parenthesis is not closed");
            return Err(error.hint("put it in quotes to find it: \"(\""));
        }
        let expr = expr?;
        self.at += 1;
        self.depth -= 1;
        Ok(expr)
    }

    /// The text between quotes, its escapes undone.
    pub(crate) fn quoted(&mut self) -> Result<String, QueryError> {
        self.count()?;
        let open = self.at;
        let mut text = String::new();
        let mut letters = self.rest().char_indices().skip(1).peekable();
        while let Some((offset, letter)) = letters.next() {
            match letter {
                '"' => {
                    self.at = open + offset + 1;
                    return Ok(text);
                }
                // A backslash before anything else is itself: Windows paths need no doubling.
                '\\' => {
                    text.push(letters.next_if(|(_, next)| matches!(next, '"' | '\\')).map_or('\\', |(_, next)| next))
                }
                _ => text.push(letter),
            }
        }
        Err(QueryError::new(open, "this quote is not closed").hint("write \\\" for a quote inside a phrase"))
    }

    fn regex(&mut self) -> Result<Expr, QueryError> {
        self.count()?;
        let open = self.at;
        let mut source = String::new();
        let mut letters = self.rest().char_indices().skip(1);
        while let Some((offset, letter)) = letters.next() {
            match letter {
                '/' => {
                    self.at = open + offset + 1;
                    return self.pattern(&source, open).map(Expr::Regex);
                }
                '\\' => match letters.next() {
                    Some((_, '/')) => source.push('/'),
                    Some((_, next)) => source.extend(['\\', next]),
                    None => break,
                },
                _ => source.push(letter),
            }
        }
        let hint = format!("put it in quotes to find the slash: \"{}\"", self.word(End::Input));
        Err(QueryError::new(open, "this regex is not closed").hint(hint))
    }

    fn pattern(&mut self, source: &str, open: usize) -> Result<Pattern, QueryError> {
        let pattern = Pattern::new(source).map_err(|why| QueryError::new(open, format!("bad regex: {why}")))?;
        self.regexes += pattern.size();
        if self.regexes > MAX_REGEXES {
            let message = format!("the regexes of the query grow past {} MiB together", MAX_REGEXES >> 20);
            return Err(QueryError::new(open, message).hint("write [a-z] or [0-9] for \\w or \\d: they are smaller"));
        }
        Ok(pattern)
    }

    pub(crate) fn rest(&self) -> &'q str {
        &self.query[self.at..]
    }

    pub(crate) fn skip_blanks(&mut self) {
        self.at = self.query.len() - self.rest().trim_start().len();
    }

    /// The characters up to one that ends a word.
    fn word(&self, end: End) -> &'q str {
        let rest = self.rest();
        &rest[..rest.find(|letter| ends_word(letter, end)).unwrap_or(rest.len())]
    }

    /// Whether a sign is followed by nothing that it could belong to.
    fn stands_alone(&self, behind: &str, end: End) -> bool {
        behind.chars().next().is_none_or(|next| next != '(' && next != '"' && ends_word(next, end))
    }

    /// Whether a `-` stands here that negates. One that stands alone, as in `Orders - ERP`, is a word.
    fn minus_sign(&self, end: End) -> bool {
        self.rest().strip_prefix('-').is_some_and(|behind| !self.stands_alone(behind, end))
    }

    fn or_sign(&self, end: End) -> bool {
        self.word(end) == "OR"
    }

    /// Whether the expression ends here. A parenthesis that closes nothing is an error.
    fn at_end(&self, end: End) -> Result<bool, QueryError> {
        match self.rest().as_bytes().first() {
            None => Ok(true),
            Some(b')') if end == End::Paren => Ok(true),
            Some(b')') => {
                let error = QueryError::new(self.at, "this parenthesis closes nothing");
                Err(error.hint("put it in quotes to find it: \")\""))
            }
            Some(b']') => Ok(end == End::Bracket),
            Some(_) => Ok(false),
        }
    }

    /// Whether what has been read should be closed here and is not. An error further inside says more than that.
    pub(crate) fn lacks<T>(&self, close: char, read: &Result<T, QueryError>) -> bool {
        match read {
            Ok(_) => !self.rest().starts_with(close),
            Err(error) => error.at == self.query.len(),
        }
    }

    fn nothing_here(&self) -> QueryError {
        if self.rest().starts_with("OR") || self.query[..self.at].trim_end().ends_with("OR") {
            let at = if self.rest().starts_with("OR") { self.at } else { self.query[..self.at].trim_end().len() - 2 };
            let error = QueryError::new(at, "`OR` needs something on both sides");
            return error.hint("write \"OR\" in quotes to find the word");
        }
        QueryError::new(self.at, "something to look for belongs here")
    }

    pub(crate) fn deeper(&mut self) -> Result<(), QueryError> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(QueryError::new(self.at, format!("the query nests deeper than {MAX_DEPTH}")));
        }
        self.at += 1;
        Ok(())
    }

    pub(crate) fn count(&mut self) -> Result<(), QueryError> {
        self.clauses += 1;
        if self.clauses > MAX_CLAUSES {
            return Err(QueryError::new(self.at, format!("the query has more than {MAX_CLAUSES} clauses")));
        }
        Ok(())
    }
}

fn ends_word(letter: char, end: End) -> bool {
    letter.is_whitespace() || matches!(letter, '(' | ')' | '"') || (letter == ']' && end == End::Bracket)
}

/// The only one, or all of them together.
fn one_or(mut exprs: Vec<Expr>, together: fn(Vec<Expr>) -> Expr) -> Expr {
    match exprs.pop() {
        Some(only) if exprs.is_empty() => only,
        Some(last) => {
            exprs.push(last);
            together(exprs)
        }
        None => together(exprs),
    }
}

fn negate(expr: Expr) -> Expr {
    match expr {
        Expr::Not(inner) => *inner,
        other => Expr::Not(Box::new(other)),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::search::{PropertyTest, Scope, TagTest};

    /// An expression in brief: `w:` words, `p:` phrases, `r:` regexes, `{and}`, `<or>`, `!not`.
    fn drawn(expr: &Expr) -> String {
        let list = |exprs: &[Expr]| exprs.iter().map(drawn).collect::<Vec<_>>().join(" ");
        match expr {
            Expr::All => "all".to_owned(),
            Expr::And(exprs) => format!("{{{}}}", list(exprs)),
            Expr::Or(exprs) => format!("<{}>", list(exprs)),
            Expr::Not(expr) => format!("!{}", drawn(expr)),
            Expr::Word(text) => format!("w:{text}"),
            Expr::Phrase(text) => format!("p:{text}"),
            Expr::Regex(pattern) => format!("r:{}", pattern.source()),
            Expr::In { scope: Scope::Task(state), arg } => format!("{state:?}({})", drawn(arg)),
            Expr::In { scope, arg } => format!("{scope:?}({})", drawn(arg)),
            Expr::Case { counts, arg } => format!("case={counts}({})", drawn(arg)),
            Expr::Tag(TagTest::Name(name)) => format!("#{name}"),
            Expr::Tag(test) => format!("{test:?}"),
            Expr::Property { name, test: PropertyTest::Holds(arg) } => format!("[{name}:{}]", drawn(arg)),
            Expr::Property { name, test: PropertyTest::Compares(order, literal) } => {
                format!("[{name}:{order}{}]", literal.text)
            }
            Expr::Property { name, test } => format!("[{name}:{test:?}]"),
            Expr::Fact(fact) => format!("{fact:?}"),
        }
    }

    /// `expected` is the expression, or `byte: message`.
    pub(in super::super) fn check(query: &str, expected: &str) {
        let found = match parse(query) {
            Ok(expr) => drawn(&expr),
            Err(error) => format!("{}: {}", error.at, error.message),
        };
        assert_eq!(found, expected, "{query}");
    }

    #[test]
    fn words_and_their_joins() {
        check("a b OR c d", "<{w:a w:b} {w:c w:d}>");
        check("a (b OR (c OR d)) (e f)", "{w:a <w:b w:c w:d> w:e w:f}");
        check("a or b", "{w:a w:or w:b}");
        check("a(b)\"c\"/d/", "{w:a w:b p:c r:d}");
        check("\u{3000}a\t\nb ", "{w:a w:b}");
        check("ORDER XOR \"OR\"", "{w:ORDER w:XOR p:OR}");
        check("a[0] b] x/y", "{w:a[0] w:b] w:x/y}");
    }

    #[test]
    fn minus_negates_what_it_touches() {
        check("-a -\"b\" -(c d) -path:e -[f]", "{!w:a !p:b !{w:c w:d} !Path(w:e) ![f:Exists]}");
        check("--a ---b -(-c)", "{w:a !w:b w:c}");
        check("Orders - ERP x-y", "{w:Orders w:- w:ERP w:x-y}");
        check("(a -) -OR", "{w:a w:- !w:OR}");
        check(&"-".repeat(8000), "!w:-");
    }

    #[test]
    fn phrases_and_regexes_with_escapes() {
        check(r#""a \"b\" \\ C:\temp""#, r#"p:a "b" \ C:\temp"#);
        check(r"/a\/b\.\\/", r"r:a/b\.\\");
        check("//server /x y/", "{w://server r:x y}");
        check("\"\" task:\"\"", "{all Any(all)}");
        check("a \"b", "2: this quote is not closed");
        check(r#""a\""#, "0: this quote is not closed");
        check("a /b", "2: this regex is not closed");
        check("a /(b/", "2: bad regex: unclosed group");
        check("/(?=a)/", "0: bad regex: look-around, including look-ahead and look-behind, is not supported");
        check("/(a{1000}){1000}/", "0: bad regex: it grows past 4096 KiB");
        check(&r"/\w{40}/ ".repeat(9), "72: the regexes of the query grow past 32 MiB together");
        assert!(parse(&"/a/ ".repeat(1024)).is_ok());
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
        check("path: x", "5: `path:` lacks what to look for");
        check("(a path:)", "8: `path:` lacks what to look for");
        check("system:/x/", "7: this operator takes a name, not a regex");
        check("kind:Systems", "5: no kind is called `Systems`");
        check("id:(a OR b)", "<Id(\"a\") Id(\"b\")>");
        check("changed:soon", "8: `soon` is no date");
    }

    #[test]
    fn errors_point_at_the_character() {
        check(" \t", "0: empty query");
        check("é (a", "3: this parenthesis is not closed");
        check("a (", "2: this parenthesis is not closed");
        check("(a OR", "3: `OR` needs something on both sides");
        check("a )", "2: this parenthesis closes nothing");
        check("[a:b)]", "4: this parenthesis closes nothing");
        check("()", "1: something to look for belongs here");
        check("a OR", "2: `OR` needs something on both sides");
        check("(OR a)", "1: `OR` needs something on both sides");
        check("a OR OR b", "5: `OR` needs something on both sides");
    }

    #[test]
    fn limits() {
        let nested = |depth: usize| format!("{}a{}", "(".repeat(depth), ")".repeat(depth));
        check(&nested(100), "w:a");
        check(&nested(101), "100: the query nests deeper than 100");
        check(&"(".repeat(8192), "100: the query nests deeper than 100");
        check(&"-(".repeat(4096), "201: the query nests deeper than 100");
        check(&"[a:".repeat(2000), "300: the query nests deeper than 100");
        assert!(parse(&"a ".repeat(1024)).is_ok());
        check(&"a ".repeat(1025), "2048: the query has more than 1024 clauses");
        check(&"é".repeat(4097), "8192: the query is longer than 8192 bytes");
    }
}
