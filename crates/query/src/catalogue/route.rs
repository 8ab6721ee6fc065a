//! Arrows in what a user types: `A → B`, the integration from A to B (docs/spec/cli.md#note-arguments).

use vaultdex_records::arrow_route;

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
        let route = arrow_route(text)?;
        let [from, to] = route.stops[..] else { return None };
        let is_one_arrow = arrow_route(to).is_none() && arrow_route(from).is_none();
        is_one_arrow.then_some(Route { from, to, is_two_way: route.is_two_way })
    }
}

/// Returns a name in which each arrow is `→` or `↔` between single spaces, in the direction of the data, so that names
/// can be compared however their arrows are written.
pub(super) fn with_plain_arrows(name: &str) -> String {
    match arrow_route(name) {
        Some(route) => route.stops.join(if route.is_two_way { " ↔ " } else { " → " }),
        None => name.trim().to_owned(),
    }
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
        check(" A  =>  B: orders", "A → B: orders");
        check("B <- A", "A → B");
        check("A <--> B", "A ↔ B");
        check("A → B → C", "A → B → C");
        check("Stock", "Stock");
    }
}
