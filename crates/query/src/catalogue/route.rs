//! Arrows in what a user types: `A → B`, the integration from A to B (docs/spec/cli.md#note-arguments).

/// Where an arrow points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Right,
    Left,
    Both,
}

/// The arrows; one that contains another comes before it.
const ARROWS: [(&str, Way); 22] = [
    ("<-->", Way::Both),
    ("<->", Way::Both),
    ("<=>", Way::Both),
    ("↔", Way::Both),
    ("⇔", Way::Both),
    ("⇄", Way::Both),
    ("⇆", Way::Both),
    ("⟷", Way::Both),
    ("-->", Way::Right),
    ("->", Way::Right),
    ("==>", Way::Right),
    ("=>", Way::Right),
    ("→", Way::Right),
    ("⇒", Way::Right),
    ("➜", Way::Right),
    ("➔", Way::Right),
    ("⟶", Way::Right),
    ("<--", Way::Left),
    ("<-", Way::Left),
    ("←", Way::Left),
    ("⇐", Way::Left),
    ("⟵", Way::Left),
];

/// The two systems of an arrow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Route<'a> {
    /// Where the arrow comes from.
    pub from: &'a str,
    /// Where it leads to.
    pub to: &'a str,
    /// Whether it points both ways.
    pub is_two_way: bool,
}

impl Route<'_> {
    /// Returns the route in a text with exactly one arrow between two names.
    pub fn of(text: &str) -> Option<Route<'_>> {
        let (left, way, right) = split_at_arrow(text)?;
        let (left, right) = (left.trim(), right.trim());
        if left.is_empty() || right.is_empty() || split_at_arrow(right).is_some() {
            return None;
        }
        let (from, to) = if way == Way::Left { (right, left) } else { (left, right) };
        Some(Route { from, to, is_two_way: way == Way::Both })
    }
}

/// Splits a text at its first arrow.
fn split_at_arrow(text: &str) -> Option<(&str, Way, &str)> {
    // Of arrows at the same place the first in the table is the longest.
    let found = ARROWS.iter().filter_map(|(arrow, way)| Some((text.find(arrow)?, arrow.len(), *way)));
    let (at, length, way) = found.min_by_key(|(at, length, _)| (*at, std::cmp::Reverse(*length)))?;
    Some((&text[..at], way, &text[at + length..]))
}

/// Returns a name in which each arrow is `→`, `←` or `↔` between single spaces, so that names can be compared however
/// their arrows are written.
pub(super) fn with_plain_arrows(name: &str) -> String {
    /// A longer text is no name with arrows, in bytes.
    const LONGEST: usize = 1_000;
    let (mut plain, mut rest) = (String::new(), name);
    if name.len() > LONGEST {
        return name.trim().to_owned();
    }
    while let Some((head, way, tail)) = split_at_arrow(rest) {
        let arrow = match way {
            Way::Right => "→",
            Way::Left => "←",
            Way::Both => "↔",
        };
        plain.extend([head.trim(), " ", arrow, " "]);
        rest = tail;
    }
    plain + rest.trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_route_has_one_arrow_between_two_names() {
        let check = |text: &str, expected: Option<(&str, &str, bool)>| {
            assert_eq!(Route::of(text).map(|it| (it.from, it.to, it.is_two_way)), expected, "{text}");
        };
        for text in
            ["Shop → ERP", "Shop->ERP", "Shop --> ERP", "Shop => ERP", "ERP ← Shop", "ERP <-- Shop", "ERP<-Shop"]
        {
            check(text, Some(("Shop", "ERP", false)));
        }
        for text in ["Shop ↔ ERP", "Shop <-> ERP", "Shop <--> ERP", "Shop ⇄ ERP"] {
            check(text, Some(("Shop", "ERP", true)));
        }
        for text in ["Shop", "→ ERP", "Shop →", "A → B → C", "Web-Shop", ""] {
            check(text, None);
        }
    }

    #[test]
    fn arrows_in_names_are_written_alike() {
        let check = |name: &str, expected: &str| assert_eq!(with_plain_arrows(name), expected, "{name}");
        check("A->B", "A → B");
        check(" A  ==>  B: orders", "A → B: orders");
        check("A <--> B <- C", "A ↔ B ← C");
        check("Stock", "Stock");
    }
}
