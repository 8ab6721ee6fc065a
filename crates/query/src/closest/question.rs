//! A question: a query that consists of plain words.

use vaultdex_notes::text::fold;

use crate::search::{Expr, Token, tokens};

/// The most words of a question that are looked at.
const MAX_WORDS: usize = 256;

/// A query of plain words, and what the notes must not contain.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Question {
    /// The words, folded, in order, each once. Apostrophes within words are left out: `dont`.
    pub words: Vec<String>,
    /// The words as they are written, folded, without punctuation before and after them, and which words each consists of:
    /// `s/4hana`, which are `s` and `4hana`.
    pub written: Vec<(String, Vec<String>)>,
    /// The negations of the query.
    pub negations: Vec<Expr>,
}

impl Question {
    /// Returns the question that a query asks. `None` if the query has an operator, a phrase, a regular expression,
    /// an alternative or no word.
    pub fn of(expr: &Expr) -> Option<Question> {
        let mut question = Question { words: Vec::new(), written: Vec::new(), negations: Vec::new() };
        match expr {
            Expr::And(exprs) => exprs.iter().try_for_each(|expr| question.add(expr))?,
            expr => question.add(expr)?,
        }
        (!question.words.is_empty()).then_some(question)
    }

    fn add(&mut self, expr: &Expr) -> Option<()> {
        match expr {
            Expr::Word(text) => {
                let folded = without_apostrophes(&fold(text));
                let words = words(&folded);
                for word in &words {
                    if self.words.len() < MAX_WORDS && !self.words.contains(word) {
                        self.words.push(word.clone());
                    }
                }
                if self.written.len() < MAX_WORDS {
                    let written = folded.trim_matches(|letter: char| !letter.is_alphanumeric());
                    self.written.push((written.to_owned(), words));
                }
                Some(())
            }
            Expr::Not(_) => {
                self.negations.push(expr.clone());
                Some(())
            }
            _ => None,
        }
    }
}

/// Returns the words of a folded text. A CJK character that is part of a pair is left out.
fn words(folded: &str) -> Vec<String> {
    let tokens: Vec<Token> = tokens(folded).collect();
    let is_in_pair = |at: usize| {
        // A pair is between its two characters.
        let mut neighbors = tokens[at.saturating_sub(1)..tokens.len().min(at + 2)].iter();
        neighbors.any(|other| other.range.len() > tokens[at].range.len() && overlaps(other, &tokens[at]))
    };
    let kept = (0..tokens.len()).filter(|at| !is_in_pair(*at));
    kept.map(|at| folded[tokens[at].range.clone()].to_owned()).collect()
}

fn overlaps(one: &Token, other: &Token) -> bool {
    one.range.start < other.range.end && other.range.start < one.range.end
}

/// Returns a text without the apostrophes between letters, and without the English genitive: `dont` for `don't`, `vault` for
/// `vault's`. An article that French or Italian joins to the next word becomes a word: `l erreur`, `dell errore`.
fn without_apostrophes(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['\'', '’']) {
        let (before, after) = rest.split_at(at);
        let after = &after[after.chars().next().map_or(0, char::len_utf8)..];
        kept.push_str(before);
        let word = before.rsplit(|letter: char| !letter.is_alphanumeric()).next().unwrap_or_default();
        let ends_word = |text: &str| !text.starts_with(char::is_alphanumeric);
        // As in `l'erreur`, `lorsqu'une`, `dell'errore`, `un'interfaccia` and `quest'errore`.
        let is_article =
            word.chars().count() < 2 || word == "un" || ["qu", "ll", "st"].iter().any(|it| word.ends_with(it));
        rest = match after.strip_prefix('s').filter(|genitive| ends_word(genitive)) {
            Some(genitive) if !word.is_empty() => genitive,
            _ if is_article || ends_word(after) => {
                kept.push(' ');
                after
            }
            _ => after,
        };
    }
    kept + rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::parse;

    fn check(query: &str, words: Option<&[&str]>, n_negations: usize) {
        let question = Question::of(&parse(query).expect("a valid query"));
        let found = question.as_ref().map(|it| it.words.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(found.as_deref(), words, "{query}");
        assert_eq!(question.map_or(0, |it| it.negations.len()), n_negations, "{query}");
    }

    #[test]
    fn a_question_is_plain_words() {
        check("How do I stop it?", Some(&["how", "do", "i", "stop", "it"]), 0);
        check("orders", Some(&["orders"]), 0);
        check("orders -draft -tag:x", Some(&["orders"]), 2);
        check("(orders of) today", Some(&["orders", "of", "today"]), 0);
        for query in ["tag:x orders", "\"orders\"", "/x/", "a OR b", "(a b) OR c", "[a:b]", "-draft"] {
            check(query, None, 0);
        }
    }

    #[test]
    fn words_are_folded_tokens() {
        check("INT-2024-003", Some(&["int", "2024", "003"]), 0);
        check("東京都", Some(&["東京", "京都"]), 0);
        check("don't the vault's ERP's' x'", Some(&["dont", "the", "vault", "erp", "x"]), 0);
        check("l’erreur dell'errore d'un", Some(&["l", "erreur", "dell", "errore", "d", "un"]), 0);
        check(
            "un'interfaccia lorsqu'une quest'altra",
            Some(&["un", "interfaccia", "lorsqu", "une", "quest", "altra"]),
            0,
        );
    }
}
