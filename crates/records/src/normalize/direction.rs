//! The direction of a flow.

use super::text::plain;
use crate::normalize::normalized::Normalized;
use crate::vocabulary::directions::DIRECTION;

/// Normalizes a direction to `one-way` or `two-way` (docs/spec/integrations.md#directions). The remark of an inbound or
/// outbound one is `inbound` or `outbound`, the perspective of the author, from which the source system does not
/// follow.
pub fn direction(raw: &str) -> Normalized {
    let text = plain(raw);
    let normalized = DIRECTION.normalize(raw);
    let found: Vec<&str> = text
        .split([',', '/', '&', '+', ' '])
        .filter(|word| !word.is_empty() && !word.eq_ignore_ascii_case("and"))
        .map(|word| DIRECTION.exact_term(word).unwrap_or(""))
        .collect();
    // `Inbound/Outbound` means both ways and is not a list of options.
    if matches!(found.as_slice(), ["inbound", "outbound"] | ["outbound", "inbound"]) {
        return Normalized::known("two-way", "");
    }
    match normalized.value.as_deref() {
        Some(perspective @ ("inbound" | "outbound")) => return Normalized::known("one-way", perspective),
        Some(_) => return normalized,
        None => {}
    }
    if DIRECTION.n_options(&text) > 1 {
        return normalized;
    }
    let has = |arrows: &[&str]| arrows.iter().any(|arrow| text.contains(arrow));
    // In `Web Shop → SAP` the arrow is the direction and the rest is the remark.
    let way = if has(&["↔", "⇔", "⇄", "⇆", "⟷", "<->", "<=>", "<-->"]) {
        "two-way"
    } else if has(&["→", "←", "⇒", "⇐", "⟶", "➜", "➔", "➡", "->", "=>", "<-"]) {
        "one-way"
    } else {
        return normalized;
    };
    let has_text = text.chars().any(char::is_alphanumeric);
    Normalized::known(way, if has_text { &text } else { "" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directions_are_one_way_or_two_way() {
        let check = |input: &str, value: &str, remark: &str| {
            let normalized = direction(input);
            let (found, left) = (normalized.value.unwrap_or("none".into()), normalized.remark.unwrap_or_default());
            assert_eq!((found.as_str(), left.as_str()), (value, remark), "{input:?}");
        };
        check("one-way", "one-way", "");
        check("One way", "one-way", "");
        check("Unidirectional", "one-way", "");
        check("uni", "one-way", "");
        check("push", "one-way", "");
        check("Pull (nightly)", "one-way", "nightly");
        check("Source to Target", "one-way", "");
        check("→", "one-way", "");
        check("->", "one-way", "");
        check("Inbound", "one-way", "inbound");
        check("**Outbound** (nightly)", "one-way", "outbound");
        check("Bidirectional", "two-way", "");
        check("Bi-directional", "two-way", "");
        check("Bi‑directional", "two-way", "");
        check("two-way - orders and stock", "two-way", "orders and stock");
        check("both", "two-way", "");
        check("Sync", "two-way", "");
        check("↔", "two-way", "");
        check("<->", "two-way", "");
        check("`<->`", "two-way", "");
        check("Web Shop → SAP", "one-way", "Web Shop → SAP");
        check("[[Web Shop]] ↔ [[SAP]]", "two-way", "Web Shop ↔ SAP");
        check("Inbound/Outbound", "two-way", "");
        check("inbound and outbound", "two-way", "");
        check("Inbound/Outbound/Bi-directional", "none", "several options, none picked");
        check("One-way/two-way", "none", "several options, none picked");
        check("Synchronous", "none", "no known direction: Synchronous");
        check("asynchronous", "none", "no known direction: asynchronous");
        check("🎉", "none", "no known direction: 🎉");
        check("", "none", "");
        check(&"<".repeat(100_000), "none", &format!("no known direction: {}…", "<".repeat(80)));
    }
}
