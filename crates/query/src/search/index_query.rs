//! What the index can look up before any note is read: the conditions on its terms that every match satisfies. Knows
//! nothing of how they are looked up.

use std::collections::BTreeSet;

use vaultdex_notes::text::{fold, is_word_char};

use super::expr::{Expr, PropertyTest, Scope, TagTest};
use super::literals::{Required, required_literals};
use super::normalized_text::{fold_diacritics, strip_diacritics};
use super::options::Options;
use super::regex_pattern::RegexPattern;
use super::tokens::{is_cjk, tokens};

/// The maximum number of tokens of one word or phrase that are looked up.
const MAX_TERMS: usize = 64;

/// A condition on the terms that the index holds for one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IndexQuery {
    /// No condition: every file.
    All,
    /// All operands hold. Not empty.
    And(Vec<IndexQuery>),
    /// At least one operand holds. Not empty.
    Or(Vec<IndexQuery>),
    /// The operand does not hold. The operand is exact (see [`Narrowing`]).
    Not(Box<IndexQuery>),
    /// A token of the text matches.
    Text(TermPattern),
    /// A token of the path matches.
    Path(TermPattern),
    /// These tokens are consecutive in the text. At least two.
    Phrase(Vec<String>),
    /// The file has this tag among its [`tag_terms`].
    Tag(String),
    /// The file has a property with this folded name.
    Property(String),
}

/// A pattern for a token: a text that may be open at either end.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TermPattern {
    /// Folded word characters, or one or two CJK characters. Not empty.
    pub text: String,
    /// The token may have more characters before the text.
    pub open_start: bool,
    /// The token may have more characters after the text.
    pub open_end: bool,
}

impl TermPattern {
    /// Whether a token of the index matches the pattern.
    pub fn matches(&self, token: &str) -> bool {
        match (self.open_start, self.open_end) {
            (true, true) => token.contains(&self.text),
            (true, false) => token.ends_with(&self.text),
            (false, true) => token.starts_with(&self.text),
            (false, false) => token == self.text,
        }
    }
}

/// The index query of an expression, and whether it is exact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Narrowing {
    /// A condition that every match satisfies.
    pub query: IndexQuery,
    /// Whether every note or canvas that satisfies the condition is a match, so that its text need not be read. This
    /// does not extend to other files, which are known by name only.
    pub is_exact: bool,
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
    let parents = folded.match_indices('/').map(|(slash, _)| folded[..slash].to_owned());
    let mut terms: Vec<String> = parents.filter(|parent| !parent.is_empty()).collect();
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

const UNKNOWN: Narrowing = Narrowing { query: IndexQuery::All, is_exact: false };

fn narrow_in(expr: &Expr, context: Context) -> Narrowing {
    match expr {
        Expr::All => Narrowing { query: IndexQuery::All, is_exact: true },
        Expr::And(exprs) => all_of(exprs.iter().map(|expr| narrow_in(expr, context)).collect()),
        Expr::Or(exprs) => any_of(exprs.iter().map(|expr| narrow_in(expr, context)).collect()),
        Expr::Not(expr) => match narrow_in(expr, context) {
            // Exact means exact for the whole note: within a mere part of it, words and tags are never exact.
            Narrowing { query, is_exact: true } => {
                Narrowing { query: IndexQuery::Not(Box::new(query)), is_exact: true }
            }
            _ => UNKNOWN,
        },
        Expr::Word(text) => narrow_text(text, false, context),
        Expr::Phrase(text) => narrow_text(text, true, context),
        Expr::Regex(pattern) => narrow_regex(pattern, context),
        Expr::Fact(_) => UNKNOWN,
        Expr::In { scope, arg } => match scope {
            Scope::File => narrow_in(arg, Context { field: Field::File, ..context }),
            Scope::Path => narrow_in(arg, Context { field: Field::Path, ..context }),
            Scope::Content => narrow_in(arg, Context { field: Field::Text, ..context }),
            Scope::Line | Scope::Block | Scope::Section | Scope::Task(_) => {
                let narrowing = narrow_in(arg, Context { field: Field::Text, is_partial: true, ..context });
                Narrowing { query: narrowing.query, is_exact: false }
            }
        },
        Expr::Case { match_case, arg } => {
            narrow_in(arg, Context { options: Options { match_case: *match_case, ..context.options }, ..context })
        }
        Expr::Tag(TagTest::Name(name)) => {
            let name = fold(name);
            let ignore_diacritics = context.options.ignore_diacritics;
            let term = if ignore_diacritics { fold_diacritics(&name) } else { name.into_owned() };
            Narrowing { query: IndexQuery::Tag(term), is_exact: !context.is_partial && !ignore_diacritics }
        }
        Expr::Tag(TagTest::Any | TagTest::Regex(_)) => UNKNOWN,
        // The words of a value cannot be looked up: YAML's escapes and folded lines may make them differ from the text.
        Expr::Property { name, test } => {
            let is_exact = matches!(test, PropertyTest::Exists);
            Narrowing { query: IndexQuery::Property(fold(name).into_owned()), is_exact }
        }
    }
}

fn all_of(narrowings: Vec<Narrowing>) -> Narrowing {
    let is_exact = narrowings.iter().all(|narrowing| narrowing.is_exact);
    Narrowing { query: and(narrowings.into_iter().map(|narrowing| narrowing.query)), is_exact }
}

fn any_of(narrowings: Vec<Narrowing>) -> Narrowing {
    let is_exact = narrowings.iter().all(|narrowing| narrowing.is_exact);
    Narrowing { query: or(narrowings.into_iter().map(|narrowing| narrowing.query)), is_exact }
}

/// Joins queries by `And`. A query without a condition does not narrow the others.
fn and(queries: impl Iterator<Item = IndexQuery>) -> IndexQuery {
    join(queries.filter(|query| *query != IndexQuery::All).collect(), IndexQuery::And)
}

/// Joins queries by `Or`. If one of them has no condition, neither has the result.
fn or(queries: impl Iterator<Item = IndexQuery>) -> IndexQuery {
    let queries: Vec<IndexQuery> = queries.collect();
    if queries.contains(&IndexQuery::All) { IndexQuery::All } else { join(queries, IndexQuery::Or) }
}

fn join(mut queries: Vec<IndexQuery>, operator: fn(Vec<IndexQuery>) -> IndexQuery) -> IndexQuery {
    match queries.len() {
        0 => IndexQuery::All,
        1 => queries.remove(0),
        _ => operator(queries),
    }
}

fn narrow_text(text: &str, whole_words: bool, context: Context) -> Narrowing {
    let Options { match_case, ignore_diacritics } = context.options;
    let folded = if ignore_diacritics { fold(&strip_diacritics(text)).into_owned() } else { fold(text).into_owned() };
    let mut terms = term_patterns(&folded, whole_words, context.options);
    if terms.is_empty() {
        return UNKNOWN;
    }
    // The first terms of a very long text are selective enough.
    terms.truncate(MAX_TERMS);
    let query = in_field(&terms, context);
    let is_one_token = terms.len() == 1 && terms[0].text == folded;
    let is_exact =
        is_one_token && !match_case && !ignore_diacritics && !context.is_partial && context.field != Field::File;
    Narrowing { query, is_exact }
}

/// Narrows a regex by the literals that every match contains. If diacritics are ignored, nothing is known: its literals
/// may be marks, which the normalized text does not have.
fn narrow_regex(pattern: &RegexPattern, context: Context) -> Narrowing {
    let query = match context.options.ignore_diacritics {
        true => IndexQuery::All,
        false => required_query(&required_literals(pattern), context),
    };
    Narrowing { query, is_exact: false }
}

fn required_query(required: &Required, context: Context) -> IndexQuery {
    match required {
        Required::Nothing => IndexQuery::All,
        Required::Literal(literal) => match term_patterns(literal, false, context.options) {
            terms if terms.is_empty() => IndexQuery::All,
            terms => in_field(&terms, context),
        },
        Required::All(parts) => and(parts.iter().map(|part| required_query(part, context))),
        Required::Any(parts) => or(parts.iter().map(|part| required_query(part, context))),
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

    /// Formats a query: `ab` for a whole token, `*ab` and `ab*` for open ones; `p:` before tokens of the path.
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
            IndexQuery::Text(text) => term(text),
            IndexQuery::Path(path) => format!("p:{}", term(path)),
            IndexQuery::Phrase(tokens) => format!("\"{}\"", tokens.join(" ")),
            IndexQuery::Tag(tag) => format!("#{tag}"),
            IndexQuery::Property(name) => format!("[{name}]"),
        }
    }

    fn check(query: &str, expected: &str, is_exact: bool) {
        let narrowing = narrow(&parse(query).expect("a valid query"), Options::default());
        assert_eq!((display(&narrowing.query).as_str(), narrowing.is_exact), (expected, is_exact), "{query}");
    }

    #[test]
    fn words_narrow_to_open_tokens() {
        check("Word", "(*word* | p:*word*)", true);
        check("content:foo-bar", "(*foo bar*)", false);
        check("content:-x", "-*x*", true);
        check("content:(a -b)", "(*a* -*b*)", true);
        check("content:(a OR b)", "(*a* | *b*)", true);
        check("content:(a OR ++)", "all", false);
        check("path:a/b", "(p:*a p:b*)", false);
        check("file:a", "p:*a*", false);
        check("match-case:(content:A)", "*a*", false);
        check("-file:a", "all", false);
        check("/[a-z]+/ content:b", "*b*", false);
        check("\"\"", "all", true);
    }

    #[test]
    fn phrases_narrow_to_whole_tokens() {
        check("content:\"a b-c\"", "(a b c \"a b c\")", false);
        check("path:\"a b\"", "(p:a p:b)", false);
        check("content:\"Ab\"", "ab", true);
        check("content:\"a a-a\"", "(a \"a a a\")", false);
        check("content:\"- [ ]\"", "all", false);
        let options = Options { ignore_diacritics: true, match_case: false };
        let stripped = narrow(&parse("content:\"ẹ b\"").expect("a valid query"), options);
        assert_eq!(display(&stripped.query), "(e b)");
    }

    #[test]
    fn cjk_narrows_to_characters_and_pairs() {
        check("content:東", "東", true);
        check("content:東京", "東京", true);
        check("content:東京都", "(東京 京都)", false);
        check("content:a東京b", "(*a 東京 b*)", false);
        check("content:\"東京\"", "東京", true);
        // `東\u{301}京` has no pair in the index, but is one without its mark.
        let options = Options { ignore_diacritics: true, match_case: false };
        let narrowing = narrow(&parse("content:東京").expect("a valid query"), options);
        assert_eq!((display(&narrowing.query).as_str(), narrowing.is_exact), ("(東 京)", false));
    }

    #[test]
    fn operators_narrow_to_what_the_index_holds() {
        check("tag:#Work/", "#work", true);
        check("-tag:work", "-#work", true);
        check("tag:/x/", "all", false);
        check("[Status]", "[status]", true);
        check("[Status:x]", "[status]", false);
        check("line:(a -b tag:c)", "(*a* #c)", false);
        check("-line:a", "all", false);
        check("kind:system content:a", "*a*", false);
    }

    #[test]
    fn regexes_narrow_to_their_literals() {
        check("content:/INT-\\d+ feed/", "(*int feed*)", false);
        check("/cat|dogs?/", "((*cat* | p:*cat*) | (*dog* | p:*dog*))", false);
        check("path:/a b/", "(p:*a p:b*)", false);
        check("content:/[a-z]+x?/", "all", false);
        check("content:/H\u{331}/", "*h\u{331}*", false);
        check("content:(b /東京都/)", "(*b* (東京 京都))", false);
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
