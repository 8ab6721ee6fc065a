//! What the index may look up before any note is read: the conditions over its terms that a match can't do without.
//! Knows nothing of how they are looked up.

use std::collections::BTreeSet;

use vaultdex_notes::text::{fold, is_word_char};

use super::Options;
use super::expr::{Expr, Pattern, PropertyTest, Scope, TagTest};
use super::literals::{Required, required};
use super::normalized_text::{bare, strip_diacritics};
use super::tokens::{is_cjk, tokens};

/// How many tokens of one word or phrase are looked up.
const MANY_PIECES: usize = 64;

/// A condition over the terms that the index holds for one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Need {
    /// No condition.
    All,
    /// Every one holds. Empty never.
    And(Vec<Need>),
    /// At least one holds. Empty never.
    Or(Vec<Need>),
    /// The other one does not hold. Only of what is proven.
    Not(Box<Need>),
    /// A token of the text is such a one.
    Text(Piece),
    /// A token of the path is such a one.
    Path(Piece),
    /// These tokens of the text stand one behind another. At least two.
    Sequence(Vec<String>),
    /// The file has this tag among its [`tag_terms`].
    Tag(String),
    /// The file has a property with this folded name.
    Prop(String),
}

/// What a token must hold: equal to `run`, but for what may stand before or behind it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Piece {
    /// Folded word characters, or one or two CJK characters. Never empty.
    pub run: String,
    /// The token may have more before the run.
    pub left_open: bool,
    /// The token may have more behind the run.
    pub right_open: bool,
}

impl Piece {
    /// Whether a token of the index is such a one.
    pub fn is_in(&self, token: &str) -> bool {
        match (self.left_open, self.right_open) {
            (true, true) => token.contains(&self.run),
            (true, false) => token.ends_with(&self.run),
            (false, true) => token.starts_with(&self.run),
            (false, false) => token == self.run,
        }
    }
}

/// A need, and what it is worth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Narrowing {
    /// What every match fulfils.
    pub need: Need,
    /// Whether every note or canvas that fulfils the need matches, so that its text need not be read. Of other files,
    /// which are known by their names alone, nothing is proven.
    pub proves: bool,
}

/// The need of an expression. The tokens are those of [`tokens`] in the folded [`Body`](super::Body) and the folded path.
/// Where diacritics are ignored, runs and tags are without them and the index must compare them with the
/// [`bare`] form of its tokens and tags; nothing is proven then.
pub fn needs(expr: &Expr, options: Options) -> Narrowing {
    narrow(
        expr,
        Place { field: Field::Any, part: false, case_counts: options.match_case, plain: options.ignore_diacritics },
    )
}

/// Whether a file that is known by its name alone can be a hit: only where `file:` or `path:` stands outside every
/// negation.
pub fn brings_attachments(expr: &Expr) -> bool {
    match expr {
        Expr::In { scope: Scope::File | Scope::Path, .. } => true,
        Expr::And(exprs) | Expr::Or(exprs) => exprs.iter().any(brings_attachments),
        Expr::In { arg, .. } | Expr::Case { arg, .. } => brings_attachments(arg),
        _ => false,
    }
}

/// The terms of one tag in the index: folded, without `#`, the tag itself and all that it is nested in.
pub fn tag_terms(name: &str) -> Vec<String> {
    let folded = fold(name.strip_prefix('#').unwrap_or(name)).into_owned();
    let parents = folded.match_indices('/').map(|(slash, _)| folded[..slash].to_owned());
    let mut terms: Vec<String> = parents.filter(|parent| !parent.is_empty()).collect();
    terms.push(folded);
    terms
}

/// Where and how plain words are compared.
#[derive(Clone, Copy)]
struct Place {
    field: Field,
    /// Only a part of the note is looked at, which no term tells.
    part: bool,
    case_counts: bool,
    plain: bool,
}

#[derive(Clone, Copy, PartialEq)]
enum Field {
    Any,
    Text,
    Path,
    File,
}

const NOTHING_KNOWN: Narrowing = Narrowing { need: Need::All, proves: false };

fn narrow(expr: &Expr, place: Place) -> Narrowing {
    match expr {
        Expr::All => Narrowing { need: Need::All, proves: true },
        Expr::And(exprs) => all(exprs.iter().map(|expr| narrow(expr, place)).collect()),
        Expr::Or(exprs) => any(exprs.iter().map(|expr| narrow(expr, place)).collect()),
        Expr::Not(expr) => match narrow(expr, place) {
            // What is proven is so for the whole note: of a mere part of it, words and tags prove nothing.
            Narrowing { need, proves: true } => Narrowing { need: Need::Not(Box::new(need)), proves: true },
            _ => NOTHING_KNOWN,
        },
        Expr::Word(text) => word(text, false, place),
        Expr::Phrase(text) => word(text, true, place),
        Expr::Regex(pattern) => regex(pattern, place),
        Expr::Fact(_) => NOTHING_KNOWN,
        Expr::In { scope, arg } => match scope {
            Scope::File => narrow(arg, Place { field: Field::File, ..place }),
            Scope::Path => narrow(arg, Place { field: Field::Path, ..place }),
            Scope::Content => narrow(arg, Place { field: Field::Text, ..place }),
            Scope::Line | Scope::Block | Scope::Section | Scope::Task(_) => {
                let narrowing = narrow(arg, Place { field: Field::Text, part: true, ..place });
                Narrowing { need: narrowing.need, proves: false }
            }
        },
        Expr::Case { counts, arg } => narrow(arg, Place { case_counts: *counts, ..place }),
        Expr::Tag(TagTest::Name(name)) => {
            let name = fold(name);
            let term = if place.plain { bare(&name) } else { name.into_owned() };
            Narrowing { need: Need::Tag(term), proves: !place.part && !place.plain }
        }
        Expr::Tag(TagTest::Any | TagTest::Regex(_)) => NOTHING_KNOWN,
        // A value is written in YAML, whose escapes and folded lines keep its words from being the text's.
        Expr::Property { name, test } => {
            let proves = matches!(test, PropertyTest::Exists);
            Narrowing { need: Need::Prop(fold(name).into_owned()), proves }
        }
    }
}

fn all(narrowings: Vec<Narrowing>) -> Narrowing {
    let proves = narrowings.iter().all(|narrowing| narrowing.proves);
    let needs = narrowings.into_iter().map(|narrowing| narrowing.need);
    Narrowing { need: together(needs.filter(|need| *need != Need::All).collect(), Need::And), proves }
}

fn any(narrowings: Vec<Narrowing>) -> Narrowing {
    let proves = narrowings.iter().all(|narrowing| narrowing.proves);
    if narrowings.iter().any(|narrowing| narrowing.need == Need::All) {
        // What one branch leaves open, all leave open; it is proven only where that branch holds for every note.
        return Narrowing { need: Need::All, proves };
    }
    Narrowing { need: together(narrowings.into_iter().map(|narrowing| narrowing.need).collect(), Need::Or), proves }
}

fn together(mut needs: Vec<Need>, join: fn(Vec<Need>) -> Need) -> Need {
    match needs.len() {
        0 => Need::All,
        1 => needs.remove(0),
        _ => join(needs),
    }
}

fn word(text: &str, whole_words: bool, place: Place) -> Narrowing {
    let folded = if place.plain { fold(&strip_diacritics(text)).into_owned() } else { fold(text).into_owned() };
    let mut pieces = pieces(&folded, whole_words, place.plain);
    if pieces.is_empty() {
        return NOTHING_KNOWN;
    }
    // A page of text is narrow enough by its beginning.
    pieces.truncate(MANY_PIECES);
    let need = somewhere(&pieces, place.field, place.plain);
    let is_one_token = pieces.len() == 1 && pieces[0].run == folded;
    let exact = !place.case_counts && !place.plain && !place.part && place.field != Field::File;
    Narrowing { need, proves: is_one_token && exact }
}

/// What a regex needs whose every match holds certain letters. Where diacritics are ignored nothing is known: its letters
/// may be marks that the text is without.
fn regex(pattern: &Pattern, place: Place) -> Narrowing {
    let need = if place.plain { Need::All } else { of_required(&required(pattern), place.field) };
    Narrowing { need, proves: false }
}

fn of_required(required: &Required, field: Field) -> Need {
    match required {
        Required::Nothing => Need::All,
        Required::Run(run) => match pieces(run, false, false) {
            pieces if pieces.is_empty() => Need::All,
            pieces => somewhere(&pieces, field, false),
        },
        Required::All(parts) => {
            let needs = parts.iter().map(|part| of_required(part, field));
            together(needs.filter(|need| *need != Need::All).collect(), Need::And)
        }
        Required::Any(parts) => {
            let needs: Vec<Need> = parts.iter().map(|part| of_required(part, field)).collect();
            if needs.contains(&Need::All) { Need::All } else { together(needs, Need::Or) }
        }
    }
}

/// All pieces in the text or in the path, as far as the field lets them stand there.
fn somewhere(pieces: &[Piece], field: Field, plain: bool) -> Need {
    // `"a a a a …"` asks for one word.
    let mut known = BTreeSet::new();
    let once: Vec<&Piece> = pieces.iter().filter(|piece| known.insert(*piece)).collect();
    let in_text = || {
        let mut needs: Vec<Need> = once.iter().map(|piece| Need::Text((*piece).clone())).collect();
        let is_known = |piece: &Piece| !piece.left_open && !piece.right_open && !piece.run.starts_with(is_cjk);
        // Tokens without their diacritics are no terms of the index, which can't tell how those stand.
        if pieces.len() > 1 && !plain && pieces.iter().all(is_known) {
            needs.push(Need::Sequence(pieces.iter().map(|piece| piece.run.clone()).collect()));
        }
        together(needs, Need::And)
    };
    let in_path = || together(once.iter().map(|piece| Need::Path((*piece).clone())).collect(), Need::And);
    match field {
        Field::Any => Need::Or(vec![in_text(), in_path()]),
        Field::Text => in_text(),
        Field::Path | Field::File => in_path(),
    }
}

/// The tokens that a text must have which holds `folded`.
fn pieces(folded: &str, whole_words: bool, plain: bool) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = folded;
    while let Some(start) = rest.find(is_word_char) {
        rest = &rest[start..];
        let cjk = rest.starts_with(is_cjk);
        let run = &rest[..rest.find(|letter| !is_word_char(letter) || is_cjk(letter) != cjk).unwrap_or(rest.len())];
        rest = &rest[run.len()..];
        if cjk {
            pieces.extend(cjk_pieces(run, plain));
            continue;
        }
        // Only at its ends may a word be a part of a longer one; inside, its neighbours are known.
        let (first, last) = (run.as_ptr() == folded.as_ptr(), rest.is_empty());
        pieces.push(Piece { run: run.to_owned(), left_open: first && !whole_words, right_open: last && !whole_words });
    }
    pieces
}

/// A single character, or each pair of a longer run. Where marks are dropped, characters that were apart may have
/// become a pair, so that each must do by itself.
fn cjk_pieces(run: &str, plain: bool) -> Vec<Piece> {
    let alone = plain || run.chars().nth(1).is_none();
    let wanted = tokens(run).map(|token| &run[token.range]).filter(|token| token.chars().nth(1).is_none() == alone);
    wanted.map(|token| Piece { run: token.to_owned(), left_open: false, right_open: false }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::parse;

    /// Needs as text: `ab` whole, `*ab` and `ab*` open; text tokens bare, path tokens behind `p:`.
    fn drawn(need: &Need) -> String {
        let list = |needs: &[Need], sign: &str| format!("({})", needs.iter().map(drawn).collect::<Vec<_>>().join(sign));
        let piece = |piece: &Piece| {
            let star = |open| if open { "*" } else { "" };
            format!("{}{}{}", star(piece.left_open), piece.run, star(piece.right_open))
        };
        match need {
            Need::All => "all".to_owned(),
            Need::And(needs) => list(needs, " "),
            Need::Or(needs) => list(needs, " | "),
            Need::Not(need) => format!("-{}", drawn(need)),
            Need::Text(text) => piece(text),
            Need::Path(path) => format!("p:{}", piece(path)),
            Need::Sequence(words) => format!("\"{}\"", words.join(" ")),
            Need::Tag(tag) => format!("#{tag}"),
            Need::Prop(name) => format!("[{name}]"),
        }
    }

    fn check(query: &str, expected: &str, proves: bool) {
        let narrowing = needs(&parse(query).expect("a good query"), Options::default());
        assert_eq!((drawn(&narrowing.need).as_str(), narrowing.proves), (expected, proves), "{query}");
    }

    #[test]
    fn words_need_tokens() {
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
    fn phrases_need_whole_tokens() {
        check("content:\"a b-c\"", "(a b c \"a b c\")", false);
        check("path:\"a b\"", "(p:a p:b)", false);
        check("content:\"Ab\"", "ab", true);
        check("content:\"a a-a\"", "(a \"a a a\")", false);
        check("content:\"- [ ]\"", "all", false);
        let options = Options { ignore_diacritics: true, match_case: false };
        let plain = needs(&parse("content:\"ẹ b\"").expect("a good query"), options);
        assert_eq!(drawn(&plain.need), "(e b)");
    }

    #[test]
    fn cjk_needs_characters_and_pairs() {
        check("content:東", "東", true);
        check("content:東京", "東京", true);
        check("content:東京都", "(東京 京都)", false);
        check("content:a東京b", "(*a 東京 b*)", false);
        check("content:\"東京\"", "東京", true);
        // `東\u{301}京` has no pair in the index, but holds one without its mark.
        let options = Options { ignore_diacritics: true, match_case: false };
        let narrowing = needs(&parse("content:東京").expect("a good query"), options);
        assert_eq!((drawn(&narrowing.need).as_str(), narrowing.proves), ("(東 京)", false));
    }

    #[test]
    fn operators_need_what_can_be_looked_up() {
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
    fn regexes_need_what_each_match_holds() {
        check("content:/INT-\\d+ feed/", "(*int feed*)", false);
        check("/cat|dogs?/", "((*cat* | p:*cat*) | (*dog* | p:*dog*))", false);
        check("path:/a b/", "(p:*a p:b*)", false);
        check("content:/[a-z]+x?/", "all", false);
        check("content:/H\u{331}/", "*h\u{331}*", false);
        check("content:(b /東京都/)", "(*b* (東京 京都))", false);
    }

    #[test]
    fn only_places_of_names_bring_attachments() {
        let check = |query: &str, expected| {
            assert_eq!(brings_attachments(&parse(query).expect("a good query")), expected, "{query}");
        };
        check("a OR match-case:(b path:c)", true);
        check("a content:b -file:c -(d file:e)", false);
    }

    #[test]
    fn tags_are_terms_with_all_they_are_nested_in() {
        assert_eq!(tag_terms("#Work/alpha/B"), ["work", "work/alpha", "work/alpha/b"]);
        assert_eq!(tag_terms("x"), ["x"]);
    }
}
