//! Values that are a word of a short list.

use super::Normal;
use super::text::unstruck;
use crate::document::headings::is_decoration;

/// A short list of canonical words, each with the words that are accepted for it.
#[derive(Debug)]
pub(crate) struct Vocabulary {
    /// What the words are, for the reason why a value is none.
    pub noun: &'static str,
    /// Each canonical word with its accepted ones: lower case, ASCII, with a blank between words.
    pub terms: &'static [(&'static str, &'static [&'static str])],
    /// What a sign means that stands alone.
    pub signs: &'static [(char, &'static str)],
}

/// The state of checkboxes that stand within a line: `[ ] Open [x] Decided`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Boxes<'a> {
    /// There are none.
    None,
    /// None is ticked.
    Open,
    /// What the ticked ones say.
    Ticked(Vec<&'a str>),
}

impl Vocabulary {
    /// The longest accepted word that the value begins with, and what follows it (spec/integrations.md a.5). What is
    /// struck out or stands left of an arrow has been; of checkboxes the ticked one counts.
    pub fn read(&self, raw: &str) -> Normal {
        // Most values are one of the words and nothing else.
        let is_whole = |accepted: &[&str]| accepted.iter().any(|term| term.eq_ignore_ascii_case(raw));
        if let Some((canonical, _)) = self.terms.iter().find(|(_, accepted)| is_whole(accepted)) {
            return Normal::known(*canonical, "");
        }
        let text = unstruck(raw);
        if text.is_empty() {
            return if raw.contains("~~") { Normal::unknown("struck out") } else { Normal::default() };
        }
        let said = match boxes(&text) {
            Boxes::None => &*text,
            Boxes::Open => return Normal::unknown("no option is ticked"),
            Boxes::Ticked(labels) => match labels.as_slice() {
                [label] => *label,
                _ => return Normal::unknown("more than one option is ticked"),
            },
        };
        self.word(behind_arrows(said))
    }

    /// What plain text says that is nothing but a word of the list with its remark.
    pub fn word(&self, text: &str) -> Normal {
        let bare = text.trim_start_matches(is_around);
        if bare.is_empty() {
            let sign = text.chars().find_map(|letter| self.signs.iter().find(|(sign, _)| *sign == letter));
            return match sign {
                Some((_, canonical)) => Normal::known(*canonical, ""),
                None => self.unknown(text),
            };
        }
        if self.n_options(text) > 1 {
            return Normal::unknown("several options, none picked");
        }
        match self.prefix(bare) {
            Some((canonical, length)) => Normal::known(canonical, remark(&bare[length..])),
            None => self.unknown(text),
        }
    }

    /// How many different words of the list stand in a list of options, `Active / Planned | Testing or Live`; 0 where it
    /// is no such list. What belongs to no word, as in `Active / monitored`, is no option.
    pub fn n_options(&self, text: &str) -> usize {
        let mut found: Vec<&str> = Vec::new();
        for option in options(text) {
            let canonical = self.whole(option);
            found.extend(canonical.filter(|canonical| !found.contains(canonical)));
        }
        found.len()
    }

    /// The canonical word that the text is an accepted word for, as a whole.
    pub fn whole(&self, text: &str) -> Option<&'static str> {
        let bare = text.trim_matches(is_around);
        let (canonical, length) = self.prefix(bare)?;
        (length == bare.len()).then_some(canonical)
    }

    /// The canonical word for the longest accepted one that the text begins with, and where that ends.
    pub fn prefix(&self, text: &str) -> Option<(&'static str, usize)> {
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
        longest
    }

    fn unknown(&self, text: &str) -> Normal {
        Normal::none_of(self.noun, text)
    }
}

/// The parts of a text between `/`, `|` and ` or `, trimmed; none where there is but one.
pub(crate) fn options(text: &str) -> impl Iterator<Item = &str> {
    let list = Some(text).filter(|text| may_be_options(text));
    let parts = list.into_iter().flat_map(|list| list.split(['/', '|']));
    let parts = parts.flat_map(|part| part.split(" or ")).flat_map(|part| part.split(" OR "));
    parts.map(str::trim).filter(|part| !part.is_empty())
}

/// Whether a text holds what parts options.
pub(crate) fn may_be_options(text: &str) -> bool {
    text.bytes().any(|byte| matches!(byte, b'/' | b'|'))
        || text.as_bytes().windows(4).any(|four| four == b" or " || four == b" OR ")
}

/// The checkboxes in plain text, with what the ticked ones say.
pub(crate) fn boxes(text: &str) -> Boxes<'_> {
    // Most values have none. The signs of one character have their first byte in common.
    if !text.bytes().any(|byte| matches!(byte, b'[' | 0xe2)) {
        return Boxes::None;
    }
    let boxes: Vec<(usize, usize, bool)> = text
        .match_indices(['[', '☐', '☑', '☒'])
        .filter_map(|(at, sign)| checkbox(&text[at..], sign).map(|(length, is_ticked)| (at, at + length, is_ticked)))
        .collect();
    if boxes.is_empty() {
        return Boxes::None;
    }
    let ends = boxes.iter().skip(1).map(|(at, ..)| *at).chain([text.len()]);
    let ticked = boxes.iter().zip(ends).filter(|((.., is_ticked), _)| *is_ticked);
    let labels =
        ticked.map(|((_, start, _), end)| text[*start..end].trim_matches(is_between_boxes)).collect::<Vec<_>>();
    if labels.is_empty() { Boxes::Open } else { Boxes::Ticked(labels) }
}

fn is_between_boxes(letter: char) -> bool {
    letter.is_whitespace() || matches!(letter, '|' | ',' | ';' | '/')
}

/// Length of the checkbox that a text begins with, and whether it is ticked.
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

/// What stands behind the last arrow: what became of it (spec/integrations.md a.5).
fn behind_arrows(text: &str) -> &str {
    // Of ASCII arrows each has a point.
    if text.is_ascii() && !text.contains('>') {
        return text;
    }
    let arrows = ["→", "⇒", "➜", "➔", "➡", " -> ", " => ", " --> "];
    let behind = arrows.iter().filter_map(|arrow| Some(text.rfind(arrow)? + arrow.len())).max();
    let now = &text[behind.unwrap_or(0)..];
    if now.trim().is_empty() { text } else { now.trim_start() }
}

/// Where an accepted word ends that a text begins with, as a word of its own: `Live-ish` is not `live`. Any dash, or
/// underscore, may stand for the blank between its words.
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
    let mut behind = text[at..].chars();
    match behind.next() {
        Some(letter) if letter.is_alphanumeric() || letter == '_' => None,
        Some('-' | '\u{2010}' | '\u{2011}') if behind.next().is_some_and(char::is_alphanumeric) => None,
        _ => Some(at),
    }
}

/// What follows the word, without what parts it from the word and without parentheses around it.
pub(crate) fn remark(rest: &str) -> &str {
    let rest = rest.trim_start_matches(|letter| is_around(letter) || ",;.:|/=-–—".contains(letter));
    let rest = rest.trim_end_matches(is_decoration);
    let inside = rest.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    inside.filter(|inside| !inside.contains(['(', ')'])).map_or(rest, str::trim)
}

/// What may stand around a word and says nothing: blanks, emoji, quotes, the sign of a tag, marks without a partner.
fn is_around(letter: char) -> bool {
    is_decoration(letter) || matches!(letter, '"' | '\'' | '“' | '”' | '‘' | '’' | '#' | '*' | '_' | '`' | '~')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_term_ends_where_its_last_word_ends() {
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
    fn boxes_within_a_line_are_read() {
        let check = |text: &str, expected: Boxes| assert_eq!(boxes(text), expected, "{text:?}");
        check("Active", Boxes::None);
        check("[Name]", Boxes::None);
        check("[ ] Open [ ] Researching [ ] Answered", Boxes::Open);
        check("[ ] Open | [x] Decided", Boxes::Ticked(vec!["Decided"]));
        check("[X] Open | [x] Decided", Boxes::Ticked(vec!["Open", "Decided"]));
        check("☐ Open ☑ Decided", Boxes::Ticked(vec!["Decided"]));
        check("[x]", Boxes::Ticked(vec![""]));
        check("[", Boxes::None);
    }
}
