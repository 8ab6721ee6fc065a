//! The matcher once more, in the simplest way there is, and both asked the same: folded copies and plain comparisons
//! against regexes and mapped offsets. What the needs promise is held against the same answers.

use proptest::prelude::*;
use vaultdex_notes::text::{fold, is_word_char, nfc};
use vaultdex_notes::{Note, VaultPath};

use super::normalized_text::bare;
use super::tests::{Nothing, sketch};
use super::*;

/// Text in the form in which it is compared.
fn form(text: &str, case_counts: bool, plain: bool) -> Vec<char> {
    let text = if plain { strip_diacritics(text).into_owned() } else { nfc(text).into_owned() };
    if case_counts { text.chars().collect() } else { fold(&text).chars().collect() }
}

fn contains(text: &str, needle: &str, whole: bool, case_counts: bool, plain: bool) -> bool {
    let (text, needle) = (form(text, case_counts, plain), form(needle, case_counts, plain));
    let joins = |letter: Option<&char>| letter.is_some_and(|letter| is_word_char(*letter) && !is_cjk(*letter));
    let cuts = |at: usize| joins(at.checked_sub(1).map(|before| &text[before])) && joins(text.get(at));
    let windows = (0..=text.len()).filter(|start| text[*start..].starts_with(&needle));
    windows.into_iter().any(|start| !whole || !cuts(start) && !cuts(start + needle.len()))
}

#[derive(Clone, Copy)]
enum Where<'t> {
    Any,
    Text(&'t str),
    Path,
    File,
}

/// Whether `expr` holds, told the long way. Knows words, phrases, the text scopes, `line:` and tags.
fn holds(expr: &Expr, text: &str, note: &Note, path: &VaultPath, place: Where, case_counts: bool, plain: bool) -> bool {
    let again = |expr: &Expr, place| holds(expr, text, note, path, place, case_counts, plain);
    let told = |needle: &str, whole| {
        let is_in = |text: &str| contains(text, needle, whole, case_counts, plain);
        match place {
            Where::Any => is_in(text) || is_in(path.as_str()),
            Where::Text(text) => is_in(text),
            Where::Path => is_in(path.as_str()),
            Where::File => is_in(path.file_name()),
        }
    };
    match expr {
        Expr::All => true,
        Expr::And(exprs) => exprs.iter().all(|expr| again(expr, place)),
        Expr::Or(exprs) => exprs.iter().any(|expr| again(expr, place)),
        Expr::Not(expr) => !again(expr, place),
        Expr::Word(word) => told(word, false),
        Expr::Phrase(phrase) => told(phrase, true),
        Expr::In { scope: Scope::File, arg } => again(arg, Where::File),
        Expr::In { scope: Scope::Path, arg } => again(arg, Where::Path),
        Expr::In { scope: Scope::Content, arg } => {
            again(arg, if let Where::Text(_) = place { place } else { Where::Text(text) })
        }
        Expr::In { scope: Scope::Line, arg } => text
            .lines()
            .chain(text.is_empty().then_some(""))
            .chain(text.ends_with('\n').then_some(""))
            .any(|line| again(arg, Where::Text(line))),
        Expr::Case { counts, arg } => holds(arg, text, note, path, place, *counts, plain),
        Expr::Tag(TagTest::Name(name)) => note.tags.iter().any(|tag| {
            let form = |text: &str| form(text, false, plain).into_iter().collect::<String>();
            let (tag, name) = (form(&tag.name), form(name));
            tag == format!("#{name}") || tag.starts_with(&format!("#{name}/"))
        }),
        other => panic!("the oracle does not know {other:?}"),
    }
}

/// Whether the terms that the index would hold fulfil a need.
fn fulfils(need: &Need, terms: &Terms) -> bool {
    match need {
        Need::All => true,
        Need::And(needs) => needs.iter().all(|need| fulfils(need, terms)),
        Need::Or(needs) => needs.iter().any(|need| fulfils(need, terms)),
        Need::Not(need) => !fulfils(need, terms),
        Need::Text(piece) => terms.text.iter().any(|token| piece.is_in(token)),
        Need::Sequence(words) => terms.text.windows(words.len()).any(|tokens| tokens == words),
        Need::Path(piece) => terms.path.iter().any(|token| piece.is_in(token)),
        Need::Tag(tag) => terms.tags.contains(tag),
        Need::Prop(name) => terms.names.contains(name),
    }
}

struct Terms {
    text: Vec<String>,
    path: Vec<String>,
    tags: Vec<String>,
    names: Vec<String>,
}

impl Terms {
    fn new(text: &str, note: &Note, path: &VaultPath, plain: bool) -> Terms {
        let form = |term: &str| if plain { bare(term) } else { term.to_owned() };
        let cut = |text: &str| {
            let folded = fold(text);
            tokens(&folded).map(|token| form(&folded[token.range])).collect()
        };
        let body = Body::new(path, text, note, false);
        let tags = note.tags.iter().flat_map(|tag| tag_terms(&tag.name)).map(|term| form(&term)).collect();
        let names = note.properties.iter().map(|property| fold(&property.name).into_owned()).collect();
        Terms { text: cut(body.text()), path: cut(path.as_str()), tags, names }
    }
}

/// Letters that differ in what folding and normalising do to them, and signs that stand between words.
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

/// A few letters that a text and its query share: of all of them at once, no word would ever be found.
fn palette() -> impl Strategy<Value = Palette> {
    prop::collection::vec(proptest::sample::select(&LETTERS[..]), 1..6)
}

fn text(palette: Palette) -> impl Strategy<Value = String> {
    let signs =
        prop_oneof![4 => Just(" "), 1 => Just("-"), 1 => Just("\n"), 1 => Just("."), 1 => Just("/"), 1 => Just(" #a")];
    let piece = prop_oneof![4 => proptest::sample::select(palette), 1 => signs];
    prop::collection::vec(piece, 0..14).prop_map(|pieces| pieces.concat())
}

fn needle(palette: Palette) -> impl Strategy<Value = String> {
    let piece = prop_oneof![8 => proptest::sample::select(palette), 1 => Just("-"), 1 => Just(" ")];
    prop::collection::vec(piece, 1..5).prop_map(|pieces| pieces.concat())
}

fn expr(palette: Palette) -> impl Strategy<Value = Expr> {
    let tags = proptest::sample::select(vec!["a", "A", "é", "s", "ab"]);
    let leaf = prop_oneof![
        6 => needle(palette.clone()).prop_map(Expr::Word),
        4 => needle(palette).prop_map(Expr::Phrase),
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
            (any::<bool>(), inner).prop_map(|(counts, arg)| Expr::Case { counts, arg: Box::new(arg) }),
        ]
    })
}

fn case() -> impl Strategy<Value = (String, String, Expr)> {
    palette().prop_flat_map(|palette| (text(palette.clone()), text(palette.clone()), expr(palette)))
}

/// Tags look at the stretch that is left, which the oracle doesn't know of.
fn has_tag_in_line(expr: &Expr, in_line: bool) -> bool {
    match expr {
        Expr::And(exprs) | Expr::Or(exprs) => exprs.iter().any(|expr| has_tag_in_line(expr, in_line)),
        Expr::Not(expr) | Expr::Case { arg: expr, .. } => has_tag_in_line(expr, in_line),
        Expr::In { scope, arg } => has_tag_in_line(arg, in_line || *scope == Scope::Line),
        Expr::Tag(_) => in_line,
        _ => false,
    }
}

/// `line:` inside `path:` and `content:` inside `line:` go back to the whole text for the oracle only.
fn nests_places(expr: &Expr, within: bool) -> bool {
    match expr {
        Expr::And(exprs) | Expr::Or(exprs) => exprs.iter().any(|expr| nests_places(expr, within)),
        Expr::Not(expr) | Expr::Case { arg: expr, .. } => nests_places(expr, within),
        Expr::In { scope, arg } => within && *scope != Scope::Path || nests_places(arg, true),
        _ => false,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(3_000) })]

    #[test]
    fn the_matcher_answers_as_the_oracle_and_as_needs_promise(
        (text, path, expr) in case(), plain in any::<bool>(), match_case in any::<bool>(),
    ) {
        let path = VaultPath::new(format!("{}x.md", path.replace('\n', " ")));
        let note = sketch(&text);
        let options = Options { ignore_diacritics: plain, match_case };
        let query = Prepared::new(&expr, options).expect("short words");
        let subject = Subject { path: &path, text: &text, note: &note, outside: &Nothing };
        let found = matches(&query, &subject);
        if !has_tag_in_line(&expr, false) && !nests_places(&expr, false) {
            prop_assert_eq!(found, holds(&expr, &text, &note, &path, Where::Any, match_case, plain));
        }
        let narrowing = needs(&expr, options);
        let fulfilled = fulfils(&narrowing.need, &Terms::new(&text, &note, &path, plain));
        prop_assert!(fulfilled || !found, "not needed after all: {:?}", narrowing);
        prop_assert!(fulfilled == found || !narrowing.proves, "proves nothing: {:?}", narrowing);
        let finds = finds(&query, &subject);
        prop_assert!(found || finds.is_empty());
        prop_assert!(finds.windows(2).all(|pair| (pair[0].start, pair[0].end) < (pair[1].start, pair[1].end)));
        prop_assert!(best(lines(&text, &finds), 3).len() <= 3);
    }

    #[test]
    fn the_body_is_the_normal_form_of_the_file(text in text(LETTERS.to_vec()), plain in any::<bool>()) {
        let (path, note) = (VaultPath::new("x.md"), Note::default());
        let normal = if plain { strip_diacritics(&text) } else { nfc(&text) };
        let body = Body::new(&path, &text, &note, plain);
        prop_assert_eq!(body.text(), normal);
    }

    #[test]
    fn finds_are_the_word_as_it_stands_in_the_file(
        (text, word) in palette().prop_flat_map(|palette| (text(palette.clone()), needle(palette))), plain in any::<bool>(),
    ) {
        let (path, note) = (VaultPath::new("x.md"), Note::default());
        let options = Options { ignore_diacritics: plain, match_case: false };
        let query = Prepared::new(&Expr::Word(word.clone()), options).expect("a short word");
        let subject = Subject { path: &path, text: &text, note: &note, outside: &Nothing };
        let finds = finds(&query, &subject);
        prop_assert_eq!(!finds.is_empty(), contains(&text, &word, false, false, plain) && !form(&word, false, plain).is_empty());
        for find in finds {
            // The find may be larger than the word by the rest of the clusters at its ends, never smaller.
            prop_assert!(contains(&text[find.start..find.end], &word, false, false, plain), "{:?}", find);
        }
    }

    #[test]
    fn every_text_is_a_query_or_an_error_at_a_character(query in "(\\PC|[-()\\[\\]:\"/\\\\ ]|OR|tag:|path:|line:|\\[a:){0,12}") {
        match parse(&query) {
            Ok(expr) => {
                explain(&expr);
                needs(&expr, Options::default());
                prop_assert!(Prepared::new(&expr, Options::default()).is_ok());
            }
            Err(error) => {
                prop_assert!(query.is_char_boundary(error.at));
                error.point(&query);
            }
        }
    }
}

#[test]
fn folding_and_dropping_marks_agree_in_either_order() {
    for letter in '\0'..=char::MAX {
        let text = letter.to_string();
        let folded_last = fold(&strip_diacritics(&text)).into_owned();
        assert_eq!(bare(&fold(&text)), folded_last, "{letter:?}");
    }
}
