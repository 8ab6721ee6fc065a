//! Signs of a date at the beginning of a line, by which most lines are told from entries before any pattern is tried.

use std::ops::Range;

use super::remark::is_weekday_name;
use crate::normalize::timestamp::{has_digit, other_month};

/// What the beginning of a line has that a date may be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct StampSigns {
    /// A year beside a separator and a number or word: `2026-03`, `31/03/2026`, `4-Jun-2026`.
    pub numbers: bool,
    /// A year beside a word, a day or a sign of its own: `March 2026`, `12. März 2026`, `2026年`, `Q1 2026`, `(2026)`.
    pub words: bool,
    /// A year of two digits: `14-Mar-26`, `3/31/26`.
    pub short_year: bool,
}

impl StampSigns {
    /// Returns the signs at the beginning of a line, behind markers, quotation marks and numbers of headings.
    pub(crate) fn of(line: &str) -> StampSigns {
        let Some(stamp) = stamp_of(line) else { return StampSigns::default() };
        let bytes = &line.as_bytes()[..stamp.end];
        let mut signs = StampSigns::default();
        let mut at = stamp.start;
        while let Some(found) = bytes[at..].iter().position(u8::is_ascii_digit) {
            let start = at + found;
            let length = bytes[start..].iter().take_while(|byte| byte.is_ascii_digit()).count();
            at = start + length;
            signs.short_year |= has_short_year(&bytes[start..]);
            // A longer number, `20260312`, is none of the forms.
            if length == 4 {
                signs.add_year(&line[..start], &bytes[start..at], &bytes[at..]);
            }
        }
        signs
    }

    pub(crate) fn any(self) -> bool {
        self.numbers || self.words || self.short_year
    }

    /// Adds the signs around a number of four digits. `before` is the line up to it: letters that are not ASCII may
    /// precede the stamp.
    fn add_year(&mut self, before: &str, year: &[u8], after: &[u8]) {
        let is_number = matches!(after, [b'-' | b'/' | b'.', b'0'..=b'9' | b'Q' | b'q', ..]);
        let part = before.strip_suffix(['-', '/', '.']).and_then(|part| part.chars().next_back());
        self.numbers |= is_number || part.is_some_and(char::is_alphanumeric);
        if part.is_some_and(|part| part.is_ascii_digit()) {
            return;
        }
        // The name of a month may stand anywhere else beside it; a port or a number of a ticket is no year.
        let before = before.trim_end_matches(|it: char| it.is_whitespace() || ",.*_`".contains(it));
        let word = &before[before.trim_end_matches(char::is_alphabetic).len()..];
        let is_after_date = || before.ends_with(|it: char| it.is_ascii_digit()) || other_month(word).is_some();
        let is_year = matches!(year[..2], [b'1', b'8' | b'9'] | [b'2', b'0' | b'1']) || is_after_date();
        let is_after_word = before.ends_with(|letter: char| letter.is_alphanumeric() || matches!(letter, '(' | '['));
        let next = after.iter().find(|byte| **byte != b' ');
        self.words |=
            is_year && is_after_word || matches!(next, Some(b'Q' | b'q')) || after.starts_with("年".as_bytes());
    }
}

/// Returns the range in which a date must be if the line begins with one.
fn stamp_of(line: &str) -> Option<Range<usize>> {
    let bytes = line.as_bytes();
    // Markers, quotation marks, heading numbers and the part of a date before the year are short.
    let head = &bytes[..bytes.len().min(40)];
    let mut first = head.iter().position(u8::is_ascii_alphanumeric)?;
    if bytes[..first].ends_with(b"![") {
        return None;
    }
    if bytes[..first].ends_with(b"[[") {
        // The folder of a daily note precedes its name.
        let link = &bytes[first..bytes.len().min(first + 200)];
        let name = link.split(|byte| matches!(byte, b']' | b'|')).next().unwrap_or(link);
        first += name.iter().rposition(|byte| *byte == b'/').map_or(0, |slash| slash + 1);
    }
    let (mut start, mut end) = (first, bytes.len().min(first + 60));
    let stamp = &bytes[start..end];
    // Most lines have no number near their beginning.
    if !has_digit(&stamp[..stamp.len().min(48)]) {
        return None;
    }
    // A word can only be a month, `version` or the `x` of a task, and a number must follow. A weekday may precede it.
    let count_letters =
        |text: &[u8]| text.iter().take_while(|byte| byte.is_ascii_alphabetic() || !byte.is_ascii()).count();
    let mut n_letters = count_letters(stamp);
    if line.get(first..first + n_letters).is_some_and(is_weekday_name) {
        start += n_letters + stamp[n_letters..].iter().take_while(|byte| b").,\t ".contains(byte)).count();
        n_letters = count_letters(&bytes[start..end]);
    }
    let stamp = &bytes[start..end];
    let number = n_letters + stamp[n_letters..].iter().take_while(|byte| b" \t.]".contains(byte)).count();
    let is_number = stamp.get(number).is_some_and(u8::is_ascii_digit);
    if !is_number || n_letters > 1 && !is_version_word(&stamp[..n_letters]) && !is_day_and_year(&stamp[number..]) {
        return None;
    }
    // A version may be a link of any length, followed by the date.
    if let Some(target) = memchr::memmem::find(stamp, b"](") {
        let link = start + target;
        let closing = memchr::memchr(b')', &bytes[link..]).unwrap_or(0);
        end = bytes.len().min(link + closing + 60);
    }
    Some(start..end)
}

/// Whether a word introduces a version.
fn is_version_word(word: &[u8]) -> bool {
    [&b"version"[..], b"release", b"revision", b"ver", b"rev"].iter().any(|it| {
        let (head, rest) = word.split_at(it.len().min(word.len()));
        // A `v` or a no-break space may follow.
        it.eq_ignore_ascii_case(head) && rest.iter().all(|byte| !byte.is_ascii() || byte.eq_ignore_ascii_case(&b'v'))
    })
}

/// Whether a text begins like the rest of a date after the name of a month: `12, 2026`, `2nd 2026`, `2026`.
fn is_day_and_year(text: &[u8]) -> bool {
    let n_digits = |text: &[u8]| text.iter().take(5).take_while(|byte| byte.is_ascii_digit()).count();
    let day = n_digits(text);
    let suffix = text[day..].iter().take(2).take_while(|byte| byte.is_ascii_alphabetic()).count();
    let year = day
        + suffix
        + text[day + suffix..].iter().take_while(|byte| b", \t".contains(byte) || !byte.is_ascii()).count();
    // In `on 2026-03-12` the word is no month.
    let is_year = || !(matches!(text.get(4), Some(b'-' | b'/' | b'.')) && text.get(5).is_some_and(u8::is_ascii_digit));
    day == 4 && is_year() || (1..3).contains(&day) && n_digits(&text[year..]) == 4
}

/// Whether a text begins with a date whose year has two digits: `14-Mar-26`, `3/31/26`.
pub(crate) fn has_short_year(text: &[u8]) -> bool {
    let n_digits = text.iter().take(3).take_while(|byte| byte.is_ascii_digit()).count();
    let is_separator = |byte: Option<&u8>| matches!(byte, Some(b'-' | b'/' | b'.'));
    if !(1..3).contains(&n_digits) || !is_separator(text.get(n_digits)) {
        return false;
    }
    let month = &text[n_digits + 1..];
    let n_month = month.iter().take(3).take_while(|byte| byte.is_ascii_digit()).count();
    if (1..3).contains(&n_month) {
        let is_year = |year: &[u8]| year.iter().take(3).take_while(|byte| byte.is_ascii_digit()).count() == 2;
        return text[n_digits] != b'-'
            && month.get(n_month) == Some(&text[n_digits])
            && is_year(month.get(n_month + 1..).unwrap_or_default());
    }
    let n_letters = month.iter().take(10).take_while(|byte| byte.is_ascii_alphabetic()).count();
    let year = month.get(n_letters + 1..).unwrap_or_default();
    n_letters > 2
        && is_separator(month.get(n_letters))
        && year.iter().take(2).filter(|it| it.is_ascii_digit()).count() == 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_or_a_short_date_is_a_sign() {
        let check = |line: &str, expected: &str| {
            let StampSigns { numbers, words, short_year } = StampSigns::of(line);
            let found = [(numbers, 'n'), (words, 'w'), (short_year, 's')];
            let found: String = found.into_iter().filter(|(has, _)| *has).map(|(_, sign)| sign).collect();
            assert_eq!(found, expected, "{line:?}");
        };
        check("- 2026-03-12 - Widened", "n");
        check("## [1.2.0](https://example.com/a/b/1.2.0) — 2026-03-12", "n");
        check("31.3.2026: Widened", "n");
        check("- 4-Jun-2026 Widened", "ns");
        check("[[Daily/2026/2026-03-12]] Widened", "n");
        check("March 12, 2026 Widened", "w");
        check("- Q1 2026: Widened", "w");
        check("2026 Q1: Widened", "w");
        check("12. März 2026 – Widened", "w");
        check("2026年3月12日 変更", "w");
        check("- 🚀 МАРТ 2026: Widened", "w");
        check("- [[03/04/2026: Widened", "n");
        check("12. marca 2026-14:30", "nw");
        check("- [d] 3/31/26: Widened", "s");
        check("1. 3/31/26: Widened", "s");
        check("- 12.Dez.2025: Widened", "nws");
        check("**Март 2026** — Widened", "w");
        check("March 12,\u{a0}2026 - Widened", "w");
        check("- Version\u{a0}1.2 – 2024-05-01: Widened", "n");
        check("- July 4, 1776 - Signed", "w");
        check("- 4 July 1776 - Signed", "w");
        check("v3.0 (**2026**): Widened", "w");
        check("v3.0 (2026): Widened", "w");
        check("- 3/31/26: Widened", "s");
        check("- 14-Mar-26: Widened", "s");
        check("1. kubectl port-forward svc 8080:443", "");
        check("1. Open port 8080", "");
        check("- v1.2.3: Widened", "");
        check("Version 1.2 - 2026-03-12: Widened", "n");
        check("- [x] 2026-03-12 - Widened", "n");
        check("Decmber 2nd, 2026 - Widened", "w");
        check("on 2026-03-12 it was widened", "");
        check("### Connectors 365 (until March 31, 2026)", "");
        check("![8](https://example.com/4711-2026-11eb.png)", "");
        check("- Widened", "");
        check("", "");
    }
}
