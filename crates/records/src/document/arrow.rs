//! `A -> B`: arrows of every kind that people draw between two names.

use crate::document::Text;
use crate::integrations::context::{part_of, parts_of};

/// The two sides of `A -> B`, and whether it goes both ways.
pub(crate) fn arrow(text: &str) -> Option<(&str, &str, bool)> {
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
    // Each of them has a point, or begins with the byte that all of the others begin with.
    if !text.bytes().any(|byte| matches!(byte, b'>' | 0xe2)) {
        return None;
    }
    let found = ARROWS.iter().filter_map(|(arrow, both)| Some((text.find(arrow)?, arrow.len(), *both)));
    let (at, length, both) = found.min_by_key(|(at, length, _)| (*at, std::cmp::Reverse(*length)))?;
    let (left, right) = (text[..at].trim(), text[at + length..].trim());
    let left = left.trim_end_matches(['-', '—', '–', '=']).trim_end();
    (!left.is_empty() && !right.is_empty()).then_some((left, right, both))
}

/// The two sides of an arrow within a text, each with its place.
pub(crate) fn arrow_parts<'a>(text: &Text<'a>) -> Option<(Text<'a>, Text<'a>, bool)> {
    let (left, right, both) = arrow(&text.raw)?;
    let mut sides = parts_of(text, &[left, right]);
    let right = sides.pop()?;
    Some((sides.pop().unwrap_or_else(|| part_of(text, left)), right, both))
}
