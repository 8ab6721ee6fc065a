//! Arrows between two names, such as `A -> B`.

use crate::document::text::{Text, part_of, parts_of};

/// Returns the two sides of the first arrow in a text, and whether the arrow is bidirectional.
pub(crate) fn arrow_sides(text: &str) -> Option<(&str, &str, bool)> {
    const ARROWS: &[(&str, bool)] = &[
        ("<->", true),
        ("<=>", true),
        ("↔", true),
        ("⇔", true),
        ("⇄", true),
        ("⇆", true),
        ("⟷", true),
        ("->", false),
        ("→", false),
        ("⇒", false),
        ("=>", false),
        ("➜", false),
        ("⟶", false),
    ];
    // Every arrow contains `>` or begins with the byte 0xe2.
    if !text.bytes().any(|byte| matches!(byte, b'>' | 0xe2)) {
        return None;
    }
    let found = ARROWS.iter().filter_map(|(arrow, is_two_way)| Some((text.find(arrow)?, arrow.len(), *is_two_way)));
    let (at, length, is_two_way) = found.min_by_key(|(at, length, _)| (*at, std::cmp::Reverse(*length)))?;
    let (left, right) = (text[..at].trim(), text[at + length..].trim());
    let left = left.trim_end_matches(['-', '—', '–', '=']).trim_end();
    (!left.is_empty() && !right.is_empty()).then_some((left, right, is_two_way))
}

/// Returns the two sides of the first arrow in a text with their spans.
pub(crate) fn arrow_parts<'a>(text: &Text<'a>) -> Option<(Text<'a>, Text<'a>, bool)> {
    let (left, right, is_two_way) = arrow_sides(&text.raw)?;
    let mut sides = parts_of(text, &[left, right]);
    let right = sides.pop()?;
    Some((sides.pop().unwrap_or_else(|| part_of(text, left)), right, is_two_way))
}
