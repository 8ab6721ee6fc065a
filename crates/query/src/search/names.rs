//! Whether a query is what a note is called: the one form in which the index keeps names and a query is held against
//! them.

use vaultdex_notes::text::{fold, is_word_char};

use super::Options;
use super::expr::{Expr, Scope};
use super::normalized_text::bare;

/// The words of a name, folded, a blank between them: `v1 2 release` of `v1.2 (Release)`.
pub fn name_words(name: &str) -> String {
    let folded = fold(name);
    let words = folded.split(|letter| !is_word_char(letter)).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

/// The terms under which the index keeps a name: its words, and its words without diacritics where those differ.
pub fn name_terms(name: &str) -> Vec<String> {
    let words = name_words(name);
    let bare = bare(&words);
    let mut terms = if bare == words { vec![words] } else { vec![words, bare] };
    terms.retain(|term| !term.is_empty());
    terms
}

/// What a note would be called that the words of a query name whole: its words and phrases in order, whatever else it
/// asks for; `None` where it has none, or asks for one thing or another.
pub fn named(expr: &Expr, options: Options) -> Option<String> {
    let mut text = String::new();
    gather(expr, &mut text)?;
    let words = name_words(&text);
    let words = if options.ignore_diacritics { bare(&words) } else { words };
    (!words.is_empty()).then_some(words)
}

fn gather(expr: &Expr, text: &mut String) -> Option<()> {
    match expr {
        Expr::Word(word) | Expr::Phrase(word) => {
            text.push_str(word);
            text.push(' ');
        }
        Expr::And(exprs) => exprs.iter().try_for_each(|expr| gather(expr, text))?,
        Expr::Case { arg, .. } | Expr::In { scope: Scope::File | Scope::Path, arg } => gather(arg, text)?,
        Expr::Or(_) => return None,
        _ => {}
    }
    Some(())
}

/// The words, folded, that a query looks for in text, paths and file names, in order; those that must not be there left
/// out.
pub fn words(expr: &Expr) -> Vec<String> {
    match expr {
        Expr::Word(text) | Expr::Phrase(text) => name_words(text).split(' ').map(str::to_owned).collect(),
        Expr::And(exprs) | Expr::Or(exprs) => exprs.iter().flat_map(words).collect(),
        Expr::In { arg, .. } | Expr::Case { arg, .. } => words(arg),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::parse;

    #[test]
    fn a_query_names_what_its_words_say() {
        let check = |query: &str, expected: Option<&str>| {
            let found = named(&parse(query).expect("a good query"), Options::default());
            assert_eq!(found.as_deref(), expected, "{query}");
        };
        check("Orders to ERP", Some("orders to erp"));
        check("\"Orders to\" ERP -draft tag:x [status:done] line:y", Some("orders to erp"));
        check("match-case:(INT-2024-003)", Some("int 2024 003"));
        check("file:v1.2 path:x", Some("v1 2 x"));
        check("Οδός", Some("οδόσ"));
        check("orders OR erp", None);
        check("orders (a OR b)", None);
        check("tag:x -- \"-\"", None);
    }

    #[test]
    fn words_are_those_that_are_looked_for() {
        let words = words(&parse("Ordes (INT-2024 OR -x) line:y -z [a:b] tag:c").expect("a good query"));
        assert_eq!(words, ["ordes", "int", "2024", "y"]);
    }

    #[test]
    fn names_are_kept_with_and_without_diacritics() {
        assert_eq!(name_terms("Café (old)"), ["café old", "cafe old"]);
        assert_eq!(name_terms("a  b"), ["a b"]);
        assert_eq!(name_terms("🙂"), Vec::<String>::new());
    }
}
