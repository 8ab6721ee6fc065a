//! Whether a query is the name of a note: the normal form of names in the index, and the same form of a query.

use vaultdex_notes::text::{fold, is_word_char};

use super::expr::{Expr, Scope};
use super::normalized_text::fold_diacritics;
use super::options::Options;

/// Returns the words of a name, folded and separated by spaces: `v1 2 release` for `v1.2 (Release)`.
pub fn normalize_name(name: &str) -> String {
    let folded = fold(name);
    let words = folded.split(|letter| !is_word_char(letter)).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

/// Returns the terms under which the index stores a name: its normal form, and the same without diacritics if that
/// differs.
pub fn name_terms(name: &str) -> Vec<String> {
    let name = normalize_name(name);
    let stripped = fold_diacritics(&name);
    let mut terms = if stripped == name { vec![name] } else { vec![name, stripped] };
    terms.retain(|term| !term.is_empty());
    terms
}

/// Returns the name of a note that the words and phrases of a query spell out, in order and in normal form; other
/// conditions do not count. `None` if there are no words, or if the query contains an `OR`.
pub fn queried_name(expr: &Expr, options: Options) -> Option<String> {
    let mut text = String::new();
    append_words(expr, &mut text)?;
    let name = normalize_name(&text);
    let name = if options.ignore_diacritics { fold_diacritics(&name) } else { name };
    (!name.is_empty()).then_some(name)
}

fn append_words(expr: &Expr, text: &mut String) -> Option<()> {
    match expr {
        Expr::Word(word) | Expr::Phrase(word) => {
            text.push_str(word);
            text.push(' ');
        }
        Expr::And(exprs) => exprs.iter().try_for_each(|expr| append_words(expr, text))?,
        Expr::Case { arg, .. } | Expr::In { scope: Scope::File | Scope::Path, arg } => append_words(arg, text)?,
        Expr::Or(_) => return None,
        _ => {}
    }
    Some(())
}

/// Returns the folded words that a query searches for in text, paths and file names, in order. Negated words are left
/// out.
pub fn query_words(expr: &Expr) -> Vec<String> {
    match expr {
        Expr::Word(text) | Expr::Phrase(text) => normalize_name(text).split(' ').map(str::to_owned).collect(),
        Expr::And(exprs) | Expr::Or(exprs) => exprs.iter().flat_map(query_words).collect(),
        Expr::In { arg, .. } | Expr::Case { arg, .. } => query_words(arg),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::parse;

    #[test]
    fn the_words_of_a_query_form_a_name() {
        let check = |query: &str, expected: Option<&str>| {
            let found = queried_name(&parse(query).expect("a valid query"), Options::default());
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
    fn query_words_exclude_negated_words() {
        let words = query_words(&parse("Ordes (INT-2024 OR -x) line:y -z [a:b] tag:c").expect("a valid query"));
        assert_eq!(words, ["ordes", "int", "2024", "y"]);
    }

    #[test]
    fn names_are_indexed_with_and_without_diacritics() {
        assert_eq!(name_terms("Café (old)"), ["café old", "cafe old"]);
        assert_eq!(name_terms("a  b"), ["a b"]);
        assert_eq!(name_terms("🙂"), Vec::<String>::new());
    }
}
