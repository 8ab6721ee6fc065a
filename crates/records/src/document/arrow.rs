//! Arrows between names, such as `A -> B`.

use crate::document::text::{Text, part_of, parts_of};

/// Where an arrow points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Right,
    Left,
    Both,
}

/// The arrows, as characters and as the entities of HTML.
const ARROWS: &[(&str, Way)] = &[
    ("<->", Way::Both),
    ("<=>", Way::Both),
    ("↔", Way::Both),
    ("⇔", Way::Both),
    ("⇄", Way::Both),
    ("⇆", Way::Both),
    ("⟷", Way::Both),
    ("&harr;", Way::Both),
    ("->", Way::Right),
    ("→", Way::Right),
    ("⇒", Way::Right),
    ("=>", Way::Right),
    ("➜", Way::Right),
    ("➔", Way::Right),
    ("⟶", Way::Right),
    ("&rarr;", Way::Right),
    ("<-", Way::Left),
    ("←", Way::Left),
    ("⇐", Way::Left),
    ("⟵", Way::Left),
    ("&larr;", Way::Left),
];

/// How many stops of a chain of arrows are read.
const MOST_STOPS: usize = 16;

/// Returns the first arrow in a text: its offset, its length, and where it points.
fn first_arrow(text: &str) -> Option<(usize, usize, Way)> {
    // Every arrow contains `>`, `<` or `&`, or begins with the byte 0xe2.
    if !text.bytes().any(|byte| matches!(byte, b'>' | b'<' | b'&' | 0xe2)) {
        return None;
    }
    let found = ARROWS.iter().filter_map(|(arrow, way)| Some((text.find(arrow)?, arrow.len(), *way)));
    // `<--->` is a two-way arrow, whose head follows more dashes.
    let (at, length, way) = found.min_by_key(|(at, length, _)| (*at, std::cmp::Reverse(*length)))?;
    let rest = &text[at + length..];
    let n_dashes = rest.len() - rest.trim_start_matches(['-', '=']).len();
    match way {
        Way::Left if n_dashes > 0 && rest[n_dashes..].starts_with('>') => Some((at, length + n_dashes + 1, Way::Both)),
        Way::Left => Some((at, length + n_dashes, way)),
        _ => Some((at, length, way)),
    }
}

/// Returns the two texts around the first arrow, and where the arrow points.
fn around_arrow(text: &str) -> Option<(&str, &str, Way)> {
    let (at, length, way) = first_arrow(text)?;
    let (left, right) = (text[..at].trim(), text[at + length..].trim());
    let left = left.trim_end_matches(['-', '—', '–', '=', '<']).trim_end();
    (!left.is_empty() && !right.is_empty()).then_some((left, right, way))
}

/// Returns the two sides of the first arrow in a text, where it comes from first, and whether the arrow is
/// bidirectional.
pub(crate) fn arrow_sides(text: &str) -> Option<(&str, &str, bool)> {
    let (left, right, way) = around_arrow(text)?;
    Some(match way {
        Way::Left => (right, left, false),
        way => (left, right, way == Way::Both),
    })
}

/// Returns the two sides of the first arrow in a text with their spans.
pub(crate) fn arrow_parts<'a>(text: &Text<'a>) -> Option<(Text<'a>, Text<'a>, bool)> {
    let (left, right, way) = around_arrow(&text.raw)?;
    let mut sides = parts_of(text, &[left, right]);
    let right = sides.pop()?;
    let left = sides.pop().unwrap_or_else(|| part_of(text, left));
    Some(match way {
        Way::Left => (right, left, false),
        way => (left, right, way == Way::Both),
    })
}

/// The stops of a chain of arrows, `A -> B -> C`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route<T> {
    /// The stops in the direction of the arrows, at least two.
    pub stops: Vec<T>,
    /// Whether the arrows point both ways.
    pub is_two_way: bool,
    /// Whether the stops are in the reverse order of the text: `A <- B`.
    pub is_reversed: bool,
}

/// Returns the stops of the arrows in a text (docs/spec/integrations.md#flows). Arrows of different ways end the chain.
pub fn route(text: &str) -> Option<Route<&str>> {
    let (left, mut rest, way) = around_arrow(text)?;
    let mut stops = vec![left];
    while stops.len() < MOST_STOPS
        && let Some((next, after, next_way)) = around_arrow(rest)
        && next_way == way
    {
        stops.push(next);
        rest = after;
    }
    stops.push(rest);
    if way == Way::Left {
        stops.reverse();
    }
    Some(Route { stops, is_two_way: way == Way::Both, is_reversed: way == Way::Left })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arrow_has_two_sides() {
        let check =
            |text: &str, expected: Option<(&str, &str, bool)>| assert_eq!(arrow_sides(text), expected, "{text:?}");
        check("A -> B", Some(("A", "B", false)));
        check("A --> B", Some(("A", "B", false)));
        check("A <-> B", Some(("A", "B", true)));
        check("A <--> B", Some(("A", "B", true)));
        check("A ← B", Some(("B", "A", false)));
        check("A <-- B", Some(("B", "A", false)));
        check("a &rarr; b", Some(("a", "b", false)));
        check("R&D", None);
        check("a < b", None);
        check("-> B", None);
        check("A ->", None);
    }

    #[test]
    fn arrows_may_form_a_chain() {
        let check = |text: &str, expected: &[&str]| {
            assert_eq!(route(text).map(|it| it.stops).unwrap_or_default(), expected, "{text:?}");
        };
        check("A → B → C", &["A", "B", "C"]);
        check("A ← B ← C", &["C", "B", "A"]);
        check("A ↔ B", &["A", "B"]);
        check("A → B ↔ C", &["A", "B ↔ C"]);
        check("A", &[]);
        route(&"→ a ".repeat(100_000));
    }
}
