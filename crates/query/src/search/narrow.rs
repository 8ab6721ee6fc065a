//! What the index can look up before any note is read: the conditions on its terms that every match satisfies. It
//! also says what they leave open.

use std::collections::BTreeSet;

use vaultdex_notes::text::{fold, is_word_char, tag_parents};

use super::expr::{Expr, PropertyTest, Scope, TagTest};
use super::index_query::{IndexQuery, TermPattern, and, join, or};
use super::literals::{Required, required_literals};
use super::normalized_text::{fold_diacritics, strip_diacritics};
use super::options::Options;
use super::regex_pattern::RegexPattern;
use super::tokens::{is_cjk, tokens};

/// The maximum number of tokens of one word or phrase that are looked up.
const MAX_TERMS: usize = 64;

/// The index query of an expression, and what it leaves open.
///
/// Apart from files that are known by name only, every file that satisfies the query whatever its [`IndexQuery::Maybe`]s
/// amount to is a match, and a file that cannot satisfy it is none.
#[derive(Debug, Clone, PartialEq)]
pub struct Narrowing {
    /// What the index looks up.
    pub query: IndexQuery,
    /// What decides about a file that the query leaves open; `None` if there is no such file. It is equivalent to the
    /// expression for these files only, provided that the index evaluates every condition of the query.
    pub rest: Option<Expr>,
}

impl Narrowing {
    /// Whether the index alone decides.
    pub fn is_exact(&self) -> bool {
        self.rest.is_none()
    }

    fn exact(query: IndexQuery) -> Narrowing {
        Narrowing { query, rest: None }
    }

    /// Returns the narrowing of an expression of which `query` is a necessary condition.
    fn inexact(query: IndexQuery, expr: &Expr) -> Narrowing {
        Narrowing { query: IndexQuery::Maybe(Box::new(query.upper_bound())), rest: Some(expr.clone()) }
    }

    /// Keeps what decides about the files that are left open, within an operator.
    fn within(self, operator: impl FnOnce(Box<Expr>) -> Expr) -> Narrowing {
        Narrowing { query: self.query, rest: self.rest.map(|rest| operator(Box::new(rest))) }
    }
}

/// Derives the index query of an expression. Its tokens are those of [`tokens`] in the folded
/// [`NormalizedText`](super::NormalizedText) and the folded path.
///
/// If diacritics are ignored, terms and tags are without them, the index must compare them with its own terms after
/// [`fold_diacritics`], and the result is never exact except for the existence of properties and [`Expr::All`].
pub fn narrow(expr: &Expr, options: Options) -> Narrowing {
    narrow_in(expr, Context { field: Field::Any, is_partial: false, options })
}

/// Whether a file that is known by name only can be a hit: only if the expression has a `file:` or `path:` outside any
/// negation.
pub fn may_match_attachments(expr: &Expr) -> bool {
    match expr {
        Expr::In { scope: Scope::File | Scope::Path, .. } => true,
        Expr::And(exprs) | Expr::Or(exprs) => exprs.iter().any(may_match_attachments),
        Expr::In { arg, .. } | Expr::Case { arg, .. } => may_match_attachments(arg),
        _ => false,
    }
}

/// Returns the terms of a tag in the index, folded and without `#`: the tag itself and all tags that it is nested in.
pub fn tag_terms(name: &str) -> Vec<String> {
    let folded = fold(name.strip_prefix('#').unwrap_or(name)).into_owned();
    let mut terms: Vec<String> = tag_parents(&folded).map(str::to_owned).collect();
    terms.push(folded);
    terms
}

/// What words, phrases and regexes are matched against, and how.
#[derive(Clone, Copy)]
struct Context {
    field: Field,
    /// Only a part of the note is searched. The index does not know which part a term is in.
    is_partial: bool,
    options: Options,
}

#[derive(Clone, Copy, PartialEq)]
enum Field {
    Any,
    Text,
    Path,
    File,
}

fn narrow_in(expr: &Expr, context: Context) -> Narrowing {
    let unknown = || Narrowing::inexact(IndexQuery::All, expr);
    match expr {
        Expr::All => Narrowing::exact(IndexQuery::All),
        Expr::And(exprs) => {
            let narrowings = exprs.iter().map(|expr| narrow_in(expr, context)).collect();
            combine(exprs, narrowings, and, Expr::And)
        }
        Expr::Or(exprs) => {
            let narrowings = exprs.iter().map(|expr| narrow_in(expr, context)).collect();
            combine(exprs, narrowings, or, Expr::Or)
        }
        Expr::Not(arg) => {
            let Narrowing { query, rest } = narrow_in(arg, context).within(Expr::Not);
            let query = match query {
                // Nothing is known of the operand, and so of this.
                IndexQuery::Maybe(inner) if *inner == IndexQuery::All => IndexQuery::Maybe(inner),
                query => IndexQuery::Not(Box::new(query)),
            };
            Narrowing { query, rest }
        }
        Expr::Word(text) => narrow_text(expr, text, false, context),
        Expr::Phrase(text) => narrow_text(expr, text, true, context),
        Expr::Regex(pattern) => Narrowing::inexact(narrow_regex(pattern, context), expr),
        Expr::Fact(_) => unknown(),
        Expr::In { scope, arg } => {
            let field = match scope {
                Scope::File => Field::File,
                Scope::Path => Field::Path,
                Scope::Content => Field::Text,
                Scope::Line | Scope::Block | Scope::Section | Scope::Task(_) => {
                    let narrowing = narrow_in(arg, Context { field: Field::Text, is_partial: true, ..context });
                    return Narrowing::inexact(narrowing.query, expr);
                }
            };
            narrow_in(arg, Context { field, ..context }).within(|arg| Expr::In { scope: *scope, arg })
        }
        Expr::Case { match_case, arg } => {
            let options = Options { match_case: *match_case, ..context.options };
            narrow_in(arg, Context { options, ..context }).within(|arg| Expr::Case { match_case: *match_case, arg })
        }
        Expr::Tag(TagTest::Name(name)) => {
            let name = fold(name);
            match (context.options.ignore_diacritics, context.is_partial) {
                (true, _) => Narrowing::inexact(IndexQuery::Tag(fold_diacritics(&name)), expr),
                (false, true) => Narrowing::inexact(IndexQuery::Tag(name.into_owned()), expr),
                (false, false) => Narrowing::exact(IndexQuery::Tag(name.into_owned())),
            }
        }
        Expr::Tag(TagTest::Any | TagTest::Regex(_)) => unknown(),
        // The words of a value cannot be looked up: YAML's escapes and folded lines may make them differ from the text.
        Expr::Property { name, test } => {
            let query = IndexQuery::Property(fold(name).into_owned());
            match test {
                PropertyTest::Exists => Narrowing::exact(query),
                _ => Narrowing::inexact(query, expr),
            }
        }
    }
}

/// Joins the narrowings of operands. What is exact among them is decided by the index: a file that it leaves open
/// satisfies each such operand of an `And` and none of an `Or`. If a single other one remains, the file is left open by
/// that one as well; of several, each may be certain for itself, so they remain whole.
fn combine(
    exprs: &[Expr],
    narrowings: Vec<Narrowing>,
    join_queries: fn(Vec<IndexQuery>) -> IndexQuery,
    operator: fn(Vec<Expr>) -> Expr,
) -> Narrowing {
    let open = || exprs.iter().zip(&narrowings).filter(|(_, narrowing)| !narrowing.is_exact());
    let rest = match open().count() {
        0 => None,
        1 => open().find_map(|(_, narrowing)| narrowing.rest.clone()),
        _ => Some(operator(open().map(|(expr, _)| expr.clone()).collect())),
    };
    Narrowing { query: join_queries(narrowings.into_iter().map(|narrowing| narrowing.query).collect()), rest }
}

fn narrow_text(expr: &Expr, text: &str, whole_words: bool, context: Context) -> Narrowing {
    let Options { match_case, ignore_diacritics } = context.options;
    let folded = if ignore_diacritics { fold(&strip_diacritics(text)).into_owned() } else { fold(text).into_owned() };
    let mut terms = term_patterns(&folded, whole_words, context.options);
    if terms.is_empty() {
        return Narrowing::inexact(IndexQuery::All, expr);
    }
    // The first terms of a very long text are selective enough.
    terms.truncate(MAX_TERMS);
    let query = in_field(&terms, context);
    let is_one_token = terms.len() == 1 && terms[0].text == folded;
    let is_exact =
        is_one_token && !match_case && !ignore_diacritics && !context.is_partial && context.field != Field::File;
    if is_exact { Narrowing::exact(query) } else { Narrowing::inexact(query, expr) }
}

/// Narrows a regex by the literals that every match contains. If diacritics are ignored, nothing is known: its literals
/// may be marks, which the normalized text does not have.
fn narrow_regex(pattern: &RegexPattern, context: Context) -> IndexQuery {
    match context.options.ignore_diacritics {
        true => IndexQuery::All,
        false => required_query(&required_literals(pattern), context),
    }
}

fn required_query(required: &Required, context: Context) -> IndexQuery {
    match required {
        Required::Nothing => IndexQuery::All,
        Required::Literal(literal) => match term_patterns(literal, false, context.options) {
            terms if terms.is_empty() => IndexQuery::All,
            terms => in_field(&terms, context),
        },
        Required::All(parts) => and(parts.iter().map(|part| required_query(part, context)).collect()),
        Required::Any(parts) => or(parts.iter().map(|part| required_query(part, context)).collect()),
    }
}

/// Returns the query for all terms in the text or in the path, as the field permits.
fn in_field(terms: &[TermPattern], context: Context) -> IndexQuery {
    // A term that occurs several times, as in `"a a a a …"`, is looked up once.
    let mut known = BTreeSet::new();
    let distinct: Vec<&TermPattern> = terms.iter().filter(|term| known.insert(*term)).collect();
    let in_text = || {
        let mut queries: Vec<IndexQuery> = distinct.iter().map(|term| IndexQuery::Text((*term).clone())).collect();
        let is_token = |term: &TermPattern| !term.open_start && !term.open_end && !term.text.starts_with(is_cjk);
        // Tokens without their diacritics are not terms of the index, which therefore has no positions for them.
        if terms.len() > 1 && !context.options.ignore_diacritics && terms.iter().all(is_token) {
            queries.push(IndexQuery::Phrase(terms.iter().map(|term| term.text.clone()).collect()));
        }
        join(queries, IndexQuery::And)
    };
    let in_path = || join(distinct.iter().map(|term| IndexQuery::Path((*term).clone())).collect(), IndexQuery::And);
    match context.field {
        Field::Any => IndexQuery::Or(vec![in_text(), in_path()]),
        Field::Text => in_text(),
        Field::Path | Field::File => in_path(),
    }
}

/// Returns patterns for the tokens that every text containing `folded` has.
fn term_patterns(folded: &str, whole_words: bool, options: Options) -> Vec<TermPattern> {
    let mut terms = Vec::new();
    let mut rest = folded;
    while let Some(start) = rest.find(is_word_char) {
        rest = &rest[start..];
        let cjk = rest.starts_with(is_cjk);
        let run = &rest[..rest.find(|letter| !is_word_char(letter) || is_cjk(letter) != cjk).unwrap_or(rest.len())];
        rest = &rest[run.len()..];
        if cjk {
            terms.extend(cjk_patterns(run, options));
            continue;
        }
        // Only the first and the last word may be part of a longer one; the others have known neighbors.
        let (is_first, is_last) = (run.as_ptr() == folded.as_ptr(), rest.is_empty());
        terms.push(TermPattern {
            text: run.to_owned(),
            open_start: is_first && !whole_words,
            open_end: is_last && !whole_words,
        });
    }
    terms
}

/// Returns a pattern for a single character, or for each pair of a longer run. If diacritics are ignored, characters
/// that are a pair without their marks may be none in the index, so that each character is looked up separately.
fn cjk_patterns(run: &str, options: Options) -> Vec<TermPattern> {
    let single = options.ignore_diacritics || run.chars().nth(1).is_none();
    let selected = tokens(run).map(|token| &run[token.range]).filter(|token| token.chars().nth(1).is_none() == single);
    selected.map(|token| TermPattern { text: token.to_owned(), open_start: false, open_end: false }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::parse;

    /// Formats a query: `ab` for a whole token, `*ab` and `ab*` for open ones; `p:` before tokens of the path. A `?` marks
    /// a condition that is not sufficient.
    fn display(query: &IndexQuery) -> String {
        let list = |queries: &[IndexQuery], separator: &str| {
            format!("({})", queries.iter().map(display).collect::<Vec<_>>().join(separator))
        };
        let term = |term: &TermPattern| {
            let star = |open| if open { "*" } else { "" };
            format!("{}{}{}", star(term.open_start), term.text, star(term.open_end))
        };
        match query {
            IndexQuery::All => "all".to_owned(),
            IndexQuery::And(queries) => list(queries, " "),
            IndexQuery::Or(queries) => list(queries, " | "),
            IndexQuery::Not(query) => format!("-{}", display(query)),
            IndexQuery::Maybe(query) => format!("{}?", display(query)),
            IndexQuery::Text(text) => term(text),
            IndexQuery::Path(path) => format!("p:{}", term(path)),
            IndexQuery::Phrase(tokens) => format!("\"{}\"", tokens.join(" ")),
            IndexQuery::Tag(tag) => format!("#{tag}"),
            IndexQuery::Property(name) => format!("[{name}]"),
        }
    }

    fn check(query: &str, expected: &str, is_exact: bool) {
        let narrowing = narrow(&parse(query).expect("a valid query"), Options::default());
        assert_eq!((display(&narrowing.query).as_str(), narrowing.is_exact()), (expected, is_exact), "{query}");
    }

    #[test]
    fn words_narrow_to_open_tokens() {
        check("Word", "(*word* | p:*word*)", true);
        check("content:foo-bar", "(*foo bar*)?", false);
        check("content:-x", "-*x*", true);
        check("content:(a -b)", "(*a* -*b*)", true);
        check("content:(a OR b)", "(*a* | *b*)", true);
        check("content:(a OR ++)", "(*a* | all?)", false);
        check("path:a/b", "(p:*a p:b*)?", false);
        check("file:a", "p:*a*?", false);
        check("match-case:(content:A)", "*a*?", false);
        check("-file:a", "-p:*a*?", false);
        check("/[a-z]+/ content:b", "(all? *b*)", false);
        check("\"\"", "all", true);
    }

    #[test]
    fn phrases_narrow_to_whole_tokens() {
        check("content:\"a b-c\"", "(a b c \"a b c\")?", false);
        check("path:\"a b\"", "(p:a p:b)?", false);
        check("content:\"Ab\"", "ab", true);
        check("content:\"a a-a\"", "(a \"a a a\")?", false);
        check("content:\"- [ ]\"", "all?", false);
        let options = Options { ignore_diacritics: true, match_case: false };
        let stripped = narrow(&parse("content:\"ẹ b\"").expect("a valid query"), options);
        assert_eq!(display(&stripped.query), "(e b)?");
    }

    #[test]
    fn cjk_narrows_to_characters_and_pairs() {
        check("content:東", "東", true);
        check("content:東京", "東京", true);
        check("content:東京都", "(東京 京都)?", false);
        check("content:a東京b", "(*a 東京 b*)?", false);
        check("content:\"東京\"", "東京", true);
        // `東\u{301}京` has no pair in the index, but is one without its mark.
        let options = Options { ignore_diacritics: true, match_case: false };
        let narrowing = narrow(&parse("content:東京").expect("a valid query"), options);
        assert_eq!((display(&narrowing.query).as_str(), narrowing.is_exact()), ("(東 京)?", false));
    }

    #[test]
    fn operators_narrow_to_what_the_index_holds() {
        check("tag:#Work/", "#work", true);
        check("-tag:work", "-#work", true);
        check("tag:/x/", "all?", false);
        check("[Status]", "[status]", true);
        check("[Status:x]", "[status]?", false);
        check("line:(a -b tag:c)", "(*a* #c)?", false);
        check("-line:a", "-*a*?", false);
        check("kind:system content:a", "(all? *a*)", false);
    }

    #[test]
    fn regexes_narrow_to_their_literals() {
        check("content:/INT-\\d+ feed/", "(*int feed*)?", false);
        check("/cat|dogs?/", "((*cat* | p:*cat*) | (*dog* | p:*dog*))?", false);
        check("path:/a b/", "(p:*a p:b*)?", false);
        check("content:/[a-z]+x?/", "all?", false);
        check("content:/H\u{331}/", "*h\u{331}*?", false);
        check("content:(b /東京都/)", "(*b* (東京 京都)?)", false);
    }

    #[test]
    fn what_the_index_decides_is_not_decided_again() {
        let check = |query: &str, expected: Option<&str>| {
            let parse = |query: &str| parse(query).expect("a valid query");
            assert_eq!(narrow(&parse(query), Options::default()).rest, expected.map(parse), "{query}");
        };
        check("a -tag:b", None);
        check("a [b:c] -tag:d", Some("[b:c]"));
        check("a OR -[b:c]", Some("-[b:c]"));
        check("-(a OR content:(b [c:d]))", Some("-content:([c:d])"));
        check("match-case:([b:c] tag:d)", Some("match-case:([b:c])"));
        // `a` is certain for some of the files that `a OR [b:c]` leaves open to `[d:e]`.
        check("(a OR [b:c]) [d:e]", Some("(a OR [b:c]) [d:e]"));
        check("(a [b:c]) OR (d [e:f])", Some("(a [b:c]) OR (d [e:f])"));
        check("a (b [c:d])", Some("[c:d]"));
        check("line:(a tag:b)", Some("line:(a tag:b)"));
    }

    #[test]
    fn attachments_need_a_file_or_path_operator() {
        let check = |query: &str, expected| {
            assert_eq!(may_match_attachments(&parse(query).expect("a valid query")), expected, "{query}");
        };
        check("a OR match-case:(b path:c)", true);
        check("a content:b -file:c -(d file:e)", false);
    }

    #[test]
    fn a_tag_has_terms_for_itself_and_its_parents() {
        assert_eq!(tag_terms("#Work/alpha/B"), ["work", "work/alpha", "work/alpha/b"]);
        assert_eq!(tag_terms("x"), ["x"]);
    }
}
