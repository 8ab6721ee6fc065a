//! Property tests against an oracle: a second matcher, as simple as possible, that compares folded copies where the
//! matcher uses regexes and mapped offsets. Index queries are checked against the same answers.

use proptest::prelude::*;
use vaultdex_notes::text::{fold, is_word_char, nfc};
use vaultdex_notes::{Note, VaultPath};

use super::tests::{FakeFacts, parse_note};
use super::*;

/// Returns the form in which text is compared.
fn normalize(text: &str, options: Options) -> Vec<char> {
    let text = if options.ignore_diacritics { strip_diacritics(text).into_owned() } else { nfc(text).into_owned() };
    if options.match_case { text.chars().collect() } else { fold(&text).chars().collect() }
}

fn contains(text: &str, pattern: &str, whole_words: bool, options: Options) -> bool {
    let (text, pattern) = (normalize(text, options), normalize(pattern, options));
    let joins = |letter: Option<&char>| letter.is_some_and(|letter| is_word_char(*letter) && !is_cjk(*letter));
    let is_inside_word = |at: usize| joins(at.checked_sub(1).map(|before| &text[before])) && joins(text.get(at));
    let mut starts = (0..=text.len()).filter(|start| text[*start..].starts_with(&pattern));
    starts.any(|start| !whole_words || !is_inside_word(start) && !is_inside_word(start + pattern.len()))
}

/// A note, and the options of the query that is matched against it.
#[derive(Clone, Copy)]
struct Oracle<'t> {
    text: &'t str,
    note: &'t Note,
    path: &'t VaultPath,
    options: Options,
}

#[derive(Clone, Copy)]
enum Field<'t> {
    Any,
    Text(&'t str),
    Path,
    File,
}

impl Oracle<'_> {
    /// Whether an expression matches. Supports words, phrases, `file:`, `path:`, `content:`, `line:` and tags.
    fn holds(self, expr: &Expr, field: Field) -> bool {
        let matches = |pattern: &str, whole_words| {
            let is_in = |text: &str| contains(text, pattern, whole_words, self.options);
            match field {
                Field::Any => is_in(self.text) || is_in(self.path.as_str()),
                Field::Text(text) => is_in(text),
                Field::Path => is_in(self.path.as_str()),
                Field::File => is_in(self.path.file_name()),
            }
        };
        match expr {
            Expr::All => true,
            Expr::And(exprs) => exprs.iter().all(|expr| self.holds(expr, field)),
            Expr::Or(exprs) => exprs.iter().any(|expr| self.holds(expr, field)),
            Expr::Not(expr) => !self.holds(expr, field),
            Expr::Word(word) => matches(word, false),
            Expr::Phrase(phrase) => matches(phrase, true),
            Expr::In { scope: Scope::File, arg } => self.holds(arg, Field::File),
            Expr::In { scope: Scope::Path, arg } => self.holds(arg, Field::Path),
            Expr::In { scope: Scope::Content, arg } => {
                self.holds(arg, if let Field::Text(_) = field { field } else { Field::Text(self.text) })
            }
            Expr::In { scope: Scope::Line, arg } => {
                let last = (self.text.is_empty() || self.text.ends_with('\n')).then_some("");
                self.text.lines().chain(last).any(|line| self.holds(arg, Field::Text(line)))
            }
            Expr::Case { match_case, arg } => {
                let options = Options { match_case: *match_case, ..self.options };
                Oracle { options, ..self }.holds(arg, field)
            }
            Expr::Tag(TagTest::Name(name)) => self.note.tags.iter().any(|tag| {
                let options = Options { match_case: false, ..self.options };
                let normalize = |text: &str| normalize(text, options).into_iter().collect::<String>();
                let (tag, name) = (normalize(&tag.name), normalize(name));
                tag == format!("#{name}") || tag.starts_with(&format!("#{name}/"))
            }),
            other => panic!("the oracle does not support {other:?}"),
        }
    }
}

/// The terms that the index would hold for a note.
struct Terms {
    text: Vec<String>,
    path: Vec<String>,
    tags: Vec<String>,
    properties: Vec<String>,
}

impl Terms {
    fn new(text: &str, note: &Note, path: &VaultPath, options: Options) -> Terms {
        let term = |term: &str| if options.ignore_diacritics { fold_diacritics(term) } else { term.to_owned() };
        let split = |text: &str| {
            let folded = fold(text);
            tokens(&folded).map(|token| term(&folded[token.range])).collect()
        };
        let normalized = NormalizedText::new(path, text, note, false);
        let tags = note.tags.iter().flat_map(|tag| tag_terms(&tag.name)).map(|tag| term(&tag)).collect();
        let properties = note.properties.iter().map(|property| fold(&property.name).into_owned()).collect();
        Terms { text: split(normalized.text()), path: split(path.as_str()), tags, properties }
    }

    /// Whether the terms satisfy a query if each `Maybe` with a fulfilled condition holds as `open` says.
    fn satisfy(&self, query: &IndexQuery, open: bool) -> bool {
        match query {
            IndexQuery::All => true,
            IndexQuery::And(queries) => queries.iter().all(|query| self.satisfy(query, open)),
            IndexQuery::Or(queries) => queries.iter().any(|query| self.satisfy(query, open)),
            IndexQuery::Not(query) => !self.satisfy(query, !open),
            IndexQuery::Maybe(query) => open && self.satisfy(query, open),
            IndexQuery::Text(pattern) => self.text.iter().any(|token| pattern.matches(token)),
            IndexQuery::Phrase(words) => self.text.windows(words.len()).any(|tokens| tokens == words),
            IndexQuery::Path(pattern) => self.path.iter().any(|token| pattern.matches(token)),
            IndexQuery::Tag(tag) => self.tags.contains(tag),
            IndexQuery::Property(name) => self.properties.contains(name),
        }
    }
}

/// Characters that folding and normalization treat differently.
const LETTERS: [&str; 42] = [
    "a",
    "A",
    "b",
    "B",
    "s",
    "S",
    "ſ",
    "k",
    "K",
    "\u{212a}",
    "i",
    "I",
    "İ",
    "ı",
    "ß",
    "ẞ",
    "σ",
    "ς",
    "Σ",
    "e",
    "é",
    "e\u{301}",
    "\u{301}",
    "\u{323}",
    "Å",
    "\u{212b}",
    "\u{1100}",
    "\u{1161}",
    "가",
    "東",
    "京",
    "か",
    "\u{3099}",
    "ー",
    "🙂",
    "\u{fe0f}",
    "_",
    "1",
    "\u{345}",
    "ﬀ",
    "\u{310}",
    "\u{1100}\u{1161}",
];

type Palette = Vec<&'static str>;

/// A few characters for a text and its query to share: with all of them at once, hardly any word would be found.
fn palette() -> impl Strategy<Value = Palette> {
    prop::collection::vec(proptest::sample::select(&LETTERS[..]), 1..6)
}

fn text(palette: Palette) -> impl Strategy<Value = String> {
    let separators =
        prop_oneof![4 => Just(" "), 1 => Just("-"), 1 => Just("\n"), 1 => Just("."), 1 => Just("/"), 1 => Just(" #a")];
    let part = prop_oneof![4 => proptest::sample::select(palette), 1 => separators];
    prop::collection::vec(part, 0..14).prop_map(|parts| parts.concat())
}

fn pattern(palette: Palette) -> impl Strategy<Value = String> {
    let part = prop_oneof![8 => proptest::sample::select(palette), 1 => Just("-"), 1 => Just(" ")];
    prop::collection::vec(part, 1..5).prop_map(|parts| parts.concat())
}

fn expr(palette: Palette) -> impl Strategy<Value = Expr> {
    let tags = proptest::sample::select(vec!["a", "A", "é", "s", "ab"]);
    let leaf = prop_oneof![
        6 => pattern(palette.clone()).prop_map(Expr::Word),
        4 => pattern(palette).prop_map(Expr::Phrase),
        1 => Just(Expr::All),
        2 => tags.prop_map(|name| Expr::Tag(TagTest::Name(name.to_owned()))),
    ];
    leaf.prop_recursive(4, 12, 3, |inner| {
        let scopes = proptest::sample::select(vec![Scope::File, Scope::Path, Scope::Content, Scope::Line]);
        prop_oneof![
            prop::collection::vec(inner.clone(), 2..4).prop_map(Expr::And),
            prop::collection::vec(inner.clone(), 2..4).prop_map(Expr::Or),
            inner.clone().prop_map(|expr| Expr::Not(Box::new(expr))),
            (scopes, inner.clone()).prop_map(|(scope, arg)| Expr::In { scope, arg: Box::new(arg) }),
            (any::<bool>(), inner).prop_map(|(match_case, arg)| Expr::Case { match_case, arg: Box::new(arg) }),
        ]
    })
}

fn case() -> impl Strategy<Value = (String, String, Expr)> {
    palette().prop_flat_map(|palette| (text(palette.clone()), text(palette.clone()), expr(palette)))
}

/// Whether a tag is tested within `line:`: only the tags of that line count then, which the oracle does not support.
fn has_tag_in_line(expr: &Expr, in_line: bool) -> bool {
    match expr {
        Expr::And(exprs) | Expr::Or(exprs) => exprs.iter().any(|expr| has_tag_in_line(expr, in_line)),
        Expr::Not(expr) | Expr::Case { arg: expr, .. } => has_tag_in_line(expr, in_line),
        Expr::In { scope, arg } => has_tag_in_line(arg, in_line || *scope == Scope::Line),
        Expr::Tag(_) => in_line,
        _ => false,
    }
}

/// Whether scopes are nested, so that the oracle would return to the whole text.
fn has_nested_scopes(expr: &Expr, within: bool) -> bool {
    match expr {
        Expr::And(exprs) | Expr::Or(exprs) => exprs.iter().any(|expr| has_nested_scopes(expr, within)),
        Expr::Not(expr) | Expr::Case { arg: expr, .. } => has_nested_scopes(expr, within),
        Expr::In { scope, arg } => within && *scope != Scope::Path || has_nested_scopes(arg, true),
        _ => false,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(3_000) })]

    #[test]
    fn the_matcher_agrees_with_the_oracle_and_with_index_queries(
        (text, path, expr) in case(), ignore_diacritics in any::<bool>(), match_case in any::<bool>(),
    ) {
        let path = VaultPath::new(format!("{}x.md", path.replace('\n', " ")));
        let note = parse_note(&text);
        let options = Options { ignore_diacritics, match_case };
        let query = CompiledQuery::new(&expr, options).expect("short words");
        let document = SearchDocument { path: &path, text: &text, note: &note, facts: &FakeFacts };
        let found = is_match(&query, &document);
        if !has_tag_in_line(&expr, false) && !has_nested_scopes(&expr, false) {
            let oracle = Oracle { text: &text, note: &note, path: &path, options };
            prop_assert_eq!(found, oracle.holds(&expr, Field::Any));
        }
        let narrowing = narrow(&expr, options);
        let terms = Terms::new(&text, &note, &path, options);
        let is_candidate = terms.satisfy(&narrowing.query, true);
        let is_certain = terms.satisfy(&narrowing.query, false);
        prop_assert!(is_candidate || !found, "loses a match: {:?}", narrowing);
        prop_assert!(found || !is_certain, "is not certain: {:?}", narrowing);
        // What the index leaves open is decided by the rest, and by the facts unless that depends on the text.
        match &narrowing.rest {
            None => prop_assert_eq!(is_candidate, found, "is not exact: {:?}", narrowing),
            Some(rest) if is_candidate && !is_certain => {
                let rest = CompiledQuery::new(rest, options).expect("short words");
                prop_assert_eq!(is_match(&rest, &document), found, "another rest: {:?}", narrowing);
                prop_assert!(decide(&rest, &document).is_none_or(|decided| decided == found), "decides: {:?}", rest);
            }
            Some(_) => {}
        }
        prop_assert!(decide(&query, &document).is_none_or(|decided| decided == found));
        let matches = find_matches(&query, &document);
        prop_assert!(found || matches.is_empty());
        prop_assert!(matches.windows(2).all(|pair| (pair[0].start, pair[0].end) < (pair[1].start, pair[1].end)));
        prop_assert!(best_lines(matched_lines(&text, &matches), 3).len() <= 3);
    }

    #[test]
    fn normalized_text_is_the_normal_form_of_the_file(
        text in text(LETTERS.to_vec()), ignore_diacritics in any::<bool>(),
    ) {
        let (path, note) = (VaultPath::new("x.md"), Note::default());
        let expected = if ignore_diacritics { strip_diacritics(&text) } else { nfc(&text) };
        let normalized = NormalizedText::new(&path, &text, &note, ignore_diacritics);
        prop_assert_eq!(normalized.text(), expected);
    }

    #[test]
    fn matches_cover_the_word_in_the_file(
        (text, word) in palette().prop_flat_map(|palette| (text(palette.clone()), pattern(palette))),
        ignore_diacritics in any::<bool>(),
    ) {
        let (path, note) = (VaultPath::new("x.md"), Note::default());
        let options = Options { ignore_diacritics, match_case: false };
        let query = CompiledQuery::new(&Expr::Word(word.clone()), options).expect("a short word");
        let document = SearchDocument { path: &path, text: &text, note: &note, facts: &FakeFacts };
        let matches = find_matches(&query, &document);
        let is_found = contains(&text, &word, false, options) && !normalize(&word, options).is_empty();
        prop_assert_eq!(!matches.is_empty(), is_found);
        for found in matches {
            // A match includes the whole combining sequences at its ends, so that it may be longer than the word.
            prop_assert!(contains(&text[found.start..found.end], &word, false, options), "{:?}", found);
        }
    }

    #[test]
    fn every_text_is_a_query_or_an_error_at_a_character_boundary(
        query in "(\\PC|[-()\\[\\]:\"/\\\\ ]|OR|tag:|path:|line:|\\[a:){0,12}",
    ) {
        match parse(&query) {
            Ok(expr) => {
                explain(&expr);
                narrow(&expr, Options::default());
                prop_assert!(CompiledQuery::new(&expr, Options::default()).is_ok());
            }
            Err(error) => {
                prop_assert!(query.is_char_boundary(error.offset));
                error.render(&query);
            }
        }
    }
}

#[test]
fn folding_and_stripping_diacritics_commute() {
    for letter in '\0'..=char::MAX {
        let text = letter.to_string();
        let folded_last = fold(&strip_diacritics(&text)).into_owned();
        assert_eq!(fold_diacritics(&fold(&text)), folded_last, "{letter:?}");
    }
}
