//! The literals that every match of a regular expression contains. Knows nothing of tokens.

use regex_syntax::ParserBuilder;
use regex_syntax::hir::{Class, Hir, HirKind};
use vaultdex_notes::text::{fold_char, nfc};

use super::regex_pattern::RegexPattern;

/// The maximum number of literals: each has to be looked up, and more hardly narrow the search any further.
const MAX_LITERALS: usize = 32;
/// The maximum number of characters and ranges of a class that are examined.
const MAX_CLASS: usize = 8;

/// What every match contains.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Required {
    /// Nothing is known.
    Nothing,
    /// Each of these.
    All(Vec<Required>),
    /// At least one of these.
    Any(Vec<Required>),
    /// These consecutive characters, each of them folded.
    Literal(String),
}

/// Returns what every match of a regex contains, whether or not letter case is significant.
pub(crate) fn required_literals(pattern: &RegexPattern) -> Required {
    let mut parser = ParserBuilder::new().multi_line(true).crlf(true).build();
    if nfc(pattern.source()) != pattern.source() {
        return Required::Nothing;
    }
    let Ok(hir) = parser.parse(pattern.source()) else { return Required::Nothing };
    let required = Extractor::extract(&hir);
    if count(&required) > MAX_LITERALS { Required::Nothing } else { required }
}

/// Extracts literals from consecutive parts of a regex, from left to right.
#[derive(Default)]
struct Extractor {
    /// The literal that ends at the current position.
    literal: String,
    required: Vec<Required>,
}

impl Extractor {
    fn extract(hir: &Hir) -> Required {
        let mut extractor = Extractor::default();
        extractor.visit(hir);
        extractor.finish()
    }

    fn visit(&mut self, hir: &Hir) {
        match hir.kind() {
            HirKind::Literal(literal) => match str::from_utf8(&literal.0) {
                Ok(text) => self.literal.extend(text.chars().map(fold_char)),
                Err(_) => self.end_literal(),
            },
            // `(?i)` turns each letter into a class, whose characters fold to the same one.
            HirKind::Class(class) => match folded_char(class) {
                Some(letter) => self.literal.push(letter),
                None => self.end_literal(),
            },
            // These match the empty string, so that the literal continues after them.
            HirKind::Empty | HirKind::Look(_) => {}
            HirKind::Capture(capture) => self.visit(&capture.sub),
            HirKind::Concat(parts) => parts.iter().for_each(|part| self.visit(part)),
            HirKind::Repetition(repetition) => {
                self.end_literal();
                if repetition.min > 0 {
                    self.visit(&repetition.sub);
                    self.end_literal();
                }
            }
            HirKind::Alternation(branches) => {
                self.end_literal();
                let branches: Vec<Required> = branches.iter().map(Extractor::extract).collect();
                if !branches.contains(&Required::Nothing) {
                    self.required.push(Required::Any(branches));
                }
            }
        }
    }

    /// Ends the current literal: what follows is not necessarily adjacent to it.
    fn end_literal(&mut self) {
        if !self.literal.is_empty() {
            self.required.push(Required::Literal(std::mem::take(&mut self.literal)));
        }
    }

    fn finish(mut self) -> Required {
        self.end_literal();
        match self.required.len() {
            0 => Required::Nothing,
            1 => self.required.remove(0),
            _ => Required::All(self.required),
        }
    }
}

/// Returns the character to which all characters of a class fold, if there is only one.
fn folded_char(class: &Class) -> Option<char> {
    let Class::Unicode(class) = class else { return None };
    let mut letters = class.ranges().iter().flat_map(|range| range.start()..=range.end()).map(fold_char);
    let first = letters.next()?;
    let is_same = letters.take(MAX_CLASS).all(|letter| letter == first);
    is_same.then_some(first).filter(|_| class.ranges().len() <= MAX_CLASS)
}

fn count(required: &Required) -> usize {
    match required {
        Required::Nothing => 0,
        Required::Literal(_) => 1,
        Required::All(parts) | Required::Any(parts) => parts.iter().map(count).sum(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn display(required: &Required) -> String {
        let list = |parts: &[Required], separator: &str| {
            format!("({})", parts.iter().map(display).collect::<Vec<_>>().join(separator))
        };
        match required {
            Required::Nothing => "nothing".to_owned(),
            Required::Literal(literal) => literal.clone(),
            Required::All(parts) => list(parts, " "),
            Required::Any(parts) => list(parts, " | "),
        }
    }

    #[test]
    fn every_match_contains_the_required_literals() {
        let check = |source: &str, expected: &str| {
            let pattern = RegexPattern::new(source).expect("a valid regex");
            assert_eq!(display(&required_literals(&pattern)), expected, "{source}");
        };
        check("Orders", "orders");
        check("INT-[0-9]+", "int-");
        check(r"\bfeed\b of", "feed of");
        check("(?i)Straße", "straße");
        check("(?i:K)ing", "king");
        check("ord(er)s?", "order");
        check("a(bc)*d", "(a d)");
        check("a(bc)+d", "(a bc d)");
        check("x{2,3}y", "(x y)");
        check("cat|dog", "(cat | dog)");
        check("(cat|)s", "s");
        check("pre(?:fix|view)ed", "(pre (fix | view) ed)");
        check("[ab]c", "c");
        check(".*", "nothing");
        check("[a-z]{4}", "nothing");
        check("^$", "nothing");
        // A regex that is not in NFC is matched in NFC; its source does not show what that matches.
        check("e\u{301}", "nothing");
        check(&(0..40).map(|n| format!("w{n}x")).collect::<Vec<_>>().join("|"), "nothing");
    }
}
