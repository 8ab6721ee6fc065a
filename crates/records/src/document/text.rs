//! A text of a note with its span.

use std::borrow::Cow;

use vaultdex_notes::Span;

use crate::normalize::delimiters::find;

/// A text of a note with its span.
#[derive(Debug, Clone)]
pub struct Text<'a> {
    /// The text, trimmed, with the lines of a wrapped text joined by spaces.
    pub raw: Cow<'a, str>,
    /// The span of the first line of the text. Empty if the text is.
    pub span: Span,
}

/// Returns a part of a text with its span. A part on a continuation line gets the position after the first line.
pub(crate) fn part_of<'a>(text: &Text<'a>, part: &str) -> Text<'a> {
    parts_of(text, &[part]).remove(0)
}

/// Returns parts of a text with their spans. The parts must occur in the given order; their pipes may be escaped in the
/// text.
pub(crate) fn parts_of<'a>(text: &Text<'a>, parts: &[&str]) -> Vec<Text<'a>> {
    let first_line = (text.span.end - text.span.start) as usize;
    let mut from = 0;
    // The byte up to which characters were counted for columns, and their number.
    let mut counted = (0, 0);
    let place = |part: &&str| {
        let find = |part: &str| find(&text.raw[from..], part).map(|offset| (from + offset, part.len()));
        let escaped = || find(&part.replace('|', "\\|"));
        let Some((offset, length)) = find(part).or_else(|| part.contains('|').then(escaped).flatten()) else {
            return Text { raw: Cow::Owned((*part).to_owned()), span: end_of_first_line(text) };
        };
        from = offset + length;
        if from <= first_line {
            counted = (offset, counted.1 + text.raw[counted.0..offset].chars().count() as u32);
            return part_at(text, offset, length, counted.1);
        }
        let raw = Cow::Owned(text.raw[offset..from].to_owned());
        Text { raw, span: end_of_first_line(text) }
    };
    parts.iter().map(place).collect()
}

/// Whether a name may follow a word in a text, behind an article at most: it begins with no small letter of English, no
/// digit and none of the signs that end a name. A cheap check before any pattern is tried.
pub(crate) fn may_name_after(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        let rest = &text[at + word.len()..];
        let rest = rest.strip_prefix("the ").or_else(|| rest.strip_prefix("The ")).unwrap_or(rest);
        let is_other =
            |first: char| first.is_whitespace() || first.is_ascii_digit() || ".,;:!?()]{}'|<>\"/&_-".contains(first);
        rest.starts_with(|first: char| !first.is_ascii_lowercase() && !is_other(first))
    })
}

/// Returns the position after the first line of a text.
pub(crate) fn end_of_first_line(text: &Text) -> Span {
    let first_line = (text.span.end - text.span.start) as usize;
    let length = text.raw.get(..first_line).map_or(0, |line| line.chars().count());
    Span { start: text.span.end, column: text.span.column + length as u32, ..text.span }
}

pub(crate) fn part_at<'a>(text: &Text<'a>, offset: usize, length: usize, n_before: u32) -> Text<'a> {
    let raw = match &text.raw {
        Cow::Borrowed(raw) => Cow::Borrowed(&raw[offset..offset + length]),
        Cow::Owned(raw) => Cow::Owned(raw[offset..offset + length].to_owned()),
    };
    let start = text.span.start + offset as u32;
    let column = text.span.column + n_before;
    Text { raw, span: Span { start, end: start + length as u32, line: text.span.line, column } }
}
