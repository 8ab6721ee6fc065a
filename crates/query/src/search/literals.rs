//! What a regular expression can't do without: the runs of letters that every match holds. Knows nothing of tokens.

use regex_syntax::ParserBuilder;
use regex_syntax::hir::{Class, Hir, HirKind};
use vaultdex_notes::text::{fold_char, nfc};

use super::expr::Pattern;

/// More runs than this narrow no better, and each has to be looked up.
const MANY_RUNS: usize = 32;

/// What every match holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Required {
    /// Nothing that is known.
    Nothing,
    /// Each of these.
    All(Vec<Required>),
    /// At least one of these.
    Any(Vec<Required>),
    /// These letters one after another, each folded by itself.
    Run(String),
}

/// What every match of a regex holds, whether or not letter case counts.
pub(crate) fn required(pattern: &Pattern) -> Required {
    let mut parser = ParserBuilder::new().multi_line(true).crlf(true).build();
    if nfc(pattern.source()) != pattern.source() {
        return Required::Nothing;
    }
    let Ok(hir) = parser.parse(pattern.source()) else { return Required::Nothing };
    let mut reading = Reading::default();
    reading.read(&hir);
    let found = reading.end();
    if count(&found) > MANY_RUNS { Required::Nothing } else { found }
}

/// Parts that stand behind one another, read from left to right.
#[derive(Default)]
struct Reading {
    run: String,
    found: Vec<Required>,
}

impl Reading {
    fn read(&mut self, hir: &Hir) {
        match hir.kind() {
            HirKind::Literal(literal) => match str::from_utf8(&literal.0) {
                Ok(text) => self.run.extend(text.chars().map(fold_char)),
                Err(_) => self.cut(),
            },
            // `(?i)` makes a class of each letter, which folds to one all the same.
            HirKind::Class(class) => match the_one_letter(class) {
                Some(letter) => self.run.push(letter),
                None => self.cut(),
            },
            // These take no room, so that what stands before and behind them stands together.
            HirKind::Empty | HirKind::Look(_) => {}
            HirKind::Capture(capture) => self.read(&capture.sub),
            HirKind::Concat(parts) => parts.iter().for_each(|part| self.read(part)),
            HirKind::Repetition(repetition) => {
                self.cut();
                if repetition.min > 0 {
                    self.read(&repetition.sub);
                    self.cut();
                }
            }
            HirKind::Alternation(branches) => {
                self.cut();
                let branches = branches.iter().map(|branch| {
                    let mut reading = Reading::default();
                    reading.read(branch);
                    reading.end()
                });
                let branches: Vec<Required> = branches.collect();
                if !branches.contains(&Required::Nothing) {
                    self.found.push(Required::Any(branches));
                }
            }
        }
    }

    /// What follows does not stand right behind what was read.
    fn cut(&mut self) {
        if !self.run.is_empty() {
            self.found.push(Required::Run(std::mem::take(&mut self.run)));
        }
    }

    fn end(mut self) -> Required {
        self.cut();
        match self.found.len() {
            0 => Required::Nothing,
            1 => self.found.remove(0),
            _ => Required::All(self.found),
        }
    }
}

/// The letter that all letters of a class fold to, where it is only one.
fn the_one_letter(class: &Class) -> Option<char> {
    let Class::Unicode(class) = class else { return None };
    let mut letters = class.ranges().iter().flat_map(|range| range.start()..=range.end()).map(fold_char);
    let first = letters.next()?;
    letters.take(8).all(|letter| letter == first).then_some(first).filter(|_| class.ranges().len() <= 8)
}

fn count(required: &Required) -> usize {
    match required {
        Required::Nothing => 0,
        Required::Run(_) => 1,
        Required::All(parts) | Required::Any(parts) => parts.iter().map(count).sum(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(required: &Required) -> String {
        let list =
            |parts: &[Required], sign: &str| format!("({})", parts.iter().map(drawn).collect::<Vec<_>>().join(sign));
        match required {
            Required::Nothing => "nothing".to_owned(),
            Required::Run(run) => run.clone(),
            Required::All(parts) => list(parts, " "),
            Required::Any(parts) => list(parts, " | "),
        }
    }

    #[test]
    fn every_match_holds_what_is_required() {
        let check = |source: &str, expected: &str| {
            let pattern = Pattern::new(source).expect("a good regex");
            assert_eq!(drawn(&required(&pattern)), expected, "{source}");
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
        // The searched text is in NFC, and so is the regex by then; what this one is after is not told here.
        check("e\u{301}", "nothing");
        check(&(0..40).map(|n| format!("w{n}x")).collect::<Vec<_>>().join("|"), "nothing");
    }
}
