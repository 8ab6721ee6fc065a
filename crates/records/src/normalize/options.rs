//! Values that are a term of a list.

use std::borrow::Cow;

use super::text::unstruck;
use crate::normalize::normalized::Normalized;
use crate::vocabulary::decoration::is_decoration;
use crate::vocabulary::terms::TermList;

/// The state of the checkboxes within a line, such as `[ ] Open [x] Decided`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Checkboxes<'a> {
    /// There are no checkboxes.
    None,
    /// No checkbox is ticked.
    Open,
    /// The labels of the ticked checkboxes.
    Ticked(Vec<&'a str>),
}

impl TermList {
    /// Normalizes a value to the term whose longest accepted word it begins with; the rest is the remark
    /// (docs/spec/integrations.md#vocabulary-values). Struck-out text and text before an arrow are past states and
    /// ignored. Of checkboxes the ticked one counts.
    pub fn normalize(&self, raw: &str) -> Normalized {
        if let Some(canonical) = self.exact_word(raw) {
            return Normalized::known(canonical, "");
        }
        match current_text(raw) {
            Ok(text) => self.normalize_plain(&text),
            Err(normalized) => normalized,
        }
    }

    /// Returns the term of which a value is exactly an accepted word, as most values are.
    pub fn exact_word(&self, raw: &str) -> Option<&'static str> {
        let first = raw.bytes().next()?.to_ascii_lowercase();
        // Both are compared before the only jump, which is rarely taken.
        let may_be_same = |term: &str| (term.len() == raw.len()) & (term.as_bytes()[0] == first);
        let is_same = |term: &&str| may_be_same(term) && term.eq_ignore_ascii_case(raw);
        let is_exact = |accepted: &[&str]| accepted.iter().any(is_same);
        self.terms.iter().find(|(_, accepted)| is_exact(accepted)).map(|(canonical, _)| *canonical)
    }

    /// Normalizes plain text that begins with an accepted word.
    pub fn normalize_plain(&self, text: &str) -> Normalized {
        let bare = text.trim_start_matches(is_around);
        if bare.is_empty() {
            let sign = text.chars().find_map(|letter| self.signs.iter().find(|(sign, _)| *sign == letter));
            return match sign {
                Some((_, canonical)) => Normalized::known(*canonical, ""),
                None => self.unmatched(text),
            };
        }
        if self.n_options(text) > 1 {
            return Normalized::unknown("several options, none picked");
        }
        match self.longest_prefix(bare) {
            Some((canonical, length)) => Normalized::known(canonical, remark(&bare[length..])),
            None => self.unmatched(text),
        }
    }

    /// Returns the number of different terms in a list of options such as `Active / Planned | Testing or Live`; 0 if
    /// the text is not a list. A part that is not an accepted word, as in `Active / monitored`, is not an option.
    pub fn n_options(&self, text: &str) -> usize {
        let mut found: Vec<&str> = Vec::new();
        for option in options(text) {
            let canonical = self.exact_term(option);
            found.extend(canonical.filter(|canonical| !found.contains(canonical)));
        }
        found.len()
    }

    /// Returns the term of which the whole text is an accepted word.
    pub fn exact_term(&self, text: &str) -> Option<&'static str> {
        let bare = text.trim_matches(is_around);
        let (canonical, length) = self.longest_prefix(bare)?;
        (length == bare.len()).then_some(canonical)
    }

    /// Returns the term with the longest accepted word at the beginning of the text, and the end of that word.
    pub fn longest_prefix(&self, text: &str) -> Option<(&'static str, usize)> {
        let first = text.bytes().next()?.to_ascii_lowercase();
        let mut longest: Option<(&'static str, usize)> = None;
        for (canonical, accepted) in self.terms {
            for term in accepted.iter().filter(|term| term.as_bytes()[0] == first) {
                if let Some(end) = after_term(text, term).filter(|end| longest.is_none_or(|(_, length)| *end >= length))
                {
                    longest = Some((canonical, end));
                }
            }
        }
        longest.or_else(|| self.foreign.longest_prefix(text))
    }

    /// A text that is no term of the list.
    pub fn unmatched(&self, text: &str) -> Normalized {
        Normalized::unmatched(self.noun, text)
    }
}

/// Returns the plain text of a value that is a term, without past states: struck-out text, text before an arrow and
/// checkboxes that are not ticked. Fails with the reason if nothing is left.
pub(crate) fn current_text(raw: &str) -> Result<Cow<'_, str>, Normalized> {
    let text = unstruck(raw);
    if text.is_empty() {
        return Err(match raw.contains("~~") {
            true => Normalized::unknown("struck out"),
            false => Normalized::default(),
        });
    }
    let current = match parse_checkboxes(&text) {
        Checkboxes::None => after_last_arrow(&text),
        Checkboxes::Open => return Err(Normalized::unknown("no option is ticked")),
        Checkboxes::Ticked(labels) => match labels.as_slice() {
            [label] => after_last_arrow(label),
            _ => return Err(Normalized::unknown("more than one option is ticked")),
        },
    };
    // Most values have no past state.
    let is_whole = current.len() == text.len();
    if is_whole { Ok(text) } else { Ok(Cow::Owned(current.to_owned())) }
}

/// Returns the parts of a text between `/`, `|` and ` or `, trimmed; nothing if there is no such separator.
pub(crate) fn options(text: &str) -> impl Iterator<Item = &str> {
    let list = Some(text).filter(|text| may_be_options(text));
    let parts = list.into_iter().flat_map(|list| list.split(['/', '|']));
    let parts = parts.flat_map(|part| part.split(" or ")).flat_map(|part| part.split(" OR "));
    parts.map(str::trim).filter(|part| !part.is_empty())
}

/// Whether a text contains a separator of options.
pub(crate) fn may_be_options(text: &str) -> bool {
    text.bytes().any(|byte| matches!(byte, b'/' | b'|'))
        || text.as_bytes().windows(4).any(|four| four == b" or " || four == b" OR ")
}

/// Parses the checkboxes in plain text.
pub(crate) fn parse_checkboxes(text: &str) -> Checkboxes<'_> {
    // Most values have none. The Unicode checkboxes begin with the same byte.
    if !text.bytes().any(|byte| matches!(byte, b'[' | 0xe2)) {
        return Checkboxes::None;
    }
    let checkboxes: Vec<(usize, usize, bool)> = text
        .match_indices(['[', '☐', '☑', '☒'])
        .filter_map(|(at, sign)| checkbox(&text[at..], sign).map(|(length, is_ticked)| (at, at + length, is_ticked)))
        .collect();
    if checkboxes.is_empty() {
        return Checkboxes::None;
    }
    let ends = checkboxes.iter().skip(1).map(|(at, ..)| *at).chain([text.len()]);
    let ticked = checkboxes.iter().zip(ends).filter(|((.., is_ticked), _)| *is_ticked);
    let labels =
        ticked.map(|((_, start, _), end)| text[*start..end].trim_matches(is_between_checkboxes)).collect::<Vec<_>>();
    if labels.is_empty() { Checkboxes::Open } else { Checkboxes::Ticked(labels) }
}

fn is_between_checkboxes(letter: char) -> bool {
    letter.is_whitespace() || matches!(letter, '|' | ',' | ';' | '/')
}

/// Returns the length of the checkbox at the beginning of a text, and whether it is ticked.
fn checkbox(text: &str, sign: &str) -> Option<(usize, bool)> {
    if sign != "[" {
        return Some((sign.len(), sign != "☐"));
    }
    match text.as_bytes() {
        [_, state @ (b' ' | b'x' | b'X'), b']', ..] => Some((3, *state != b' ')),
        [_, b']', b' ', ..] => Some((2, false)),
        _ => None,
    }
}

/// Returns the text after the last arrow, which is the current state (docs/spec/integrations.md#vocabulary-values).
fn after_last_arrow(text: &str) -> &str {
    // Every ASCII arrow contains `>`.
    if text.is_ascii() && !text.contains('>') {
        return text;
    }
    let arrows = ["→", "⇒", "➜", "➔", "➡", " -> ", " => ", " --> "];
    let after = arrows.iter().filter_map(|arrow| Some(text.rfind(arrow)? + arrow.len())).max();
    let now = &text[after.unwrap_or(0)..];
    if now.trim().is_empty() { text } else { now.trim_start() }
}

/// Returns the end of a term at the beginning of a text. The term must end at a word boundary: `Live-ish` does not
/// begin with `live`. A dash or underscore matches a space of the term.
pub(crate) fn after_term(text: &str, term: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = 0;
    for wanted in term.bytes() {
        if wanted != b' ' {
            if !bytes.get(at)?.eq_ignore_ascii_case(&wanted) {
                return None;
            }
            at += 1;
            continue;
        }
        let is_between = |letter: char| letter.is_whitespace() || matches!(letter, '-' | '_' | '\u{2010}' | '\u{2011}');
        let blank = text[at..].find(|letter| !is_between(letter))?;
        if blank == 0 {
            return None;
        }
        at += blank;
    }
    let mut after = text[at..].chars();
    match after.next() {
        Some(letter) if letter.is_alphanumeric() || letter == '_' => None,
        Some('-' | '\u{2010}' | '\u{2011}') if after.next().is_some_and(char::is_alphanumeric) => None,
        _ => Some(at),
    }
}

/// Returns the text after a term without its separator and enclosing parentheses.
pub(crate) fn remark(rest: &str) -> &str {
    let rest = rest.trim_start_matches(|letter| is_around(letter) || ",;.:|/=-–—".contains(letter));
    let rest = rest.trim_end_matches(is_decoration);
    let inside = rest.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    inside.filter(|inside| !inside.contains(['(', ')'])).map_or(rest, str::trim)
}

/// Whether a character around a term has no meaning: white space, emoji, quotation marks, the sign of a tag, unpaired
/// marks.
fn is_around(letter: char) -> bool {
    is_decoration(letter) || matches!(letter, '"' | '\'' | '“' | '”' | '‘' | '’' | '#' | '*' | '_' | '`' | '~')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_term_ends_at_a_word_boundary() {
        let check = |text: &str, expected: Option<usize>| assert_eq!(after_term(text, "in use"), expected, "{text:?}");
        check("in use", Some(6));
        check("In-Use (EU)", Some(6));
        check("in   use.", Some(8));
        check("in\u{2011}use", Some(8));
        check("in used", None);
        check("in use-ish", None);
        check("in use - soon", Some(6));
        check("in", None);
        check("inuse", None);
        check("", None);
        check("İn use", None);
    }

    #[test]
    fn checkboxes_within_a_line_are_parsed() {
        let check = |text: &str, expected: Checkboxes| assert_eq!(parse_checkboxes(text), expected, "{text:?}");
        check("Active", Checkboxes::None);
        check("[Name]", Checkboxes::None);
        check("[ ] Open [ ] Researching [ ] Answered", Checkboxes::Open);
        check("[ ] Open | [x] Decided", Checkboxes::Ticked(vec!["Decided"]));
        check("[X] Open | [x] Decided", Checkboxes::Ticked(vec!["Open", "Decided"]));
        check("☐ Open ☑ Decided", Checkboxes::Ticked(vec!["Decided"]));
        check("[x]", Checkboxes::Ticked(vec![""]));
        check("[", Checkboxes::None);
    }
}
