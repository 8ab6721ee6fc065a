//! Which way data goes.

use super::Normal;
use super::options::Vocabulary;
use super::text::plain;

/// The words of directions (spec/integrations.md a.5).
pub(crate) static DIRECTION: Vocabulary = Vocabulary {
    noun: "direction",
    terms: &[
        (
            "one-way",
            &["one way", "oneway", "unidirectional", "uni directional", "uni", "push", "pull", "source to target"],
        ),
        ("two-way", &["bidirectional", "bi directional", "two way", "both", "both ways", "both directions", "sync"]),
        // Which side the author stands on; both are one way.
        ("inbound", &["inbound"]),
        ("outbound", &["outbound"]),
    ],
    signs: &[],
};

/// `one-way` or `two-way` (spec/integrations.md a.5). The remark of an inbound or outbound one is `inbound` or `outbound`,
/// the side that the author stands on; it says nothing of which system is the source.
pub fn direction(raw: &str) -> Normal {
    let text = plain(raw);
    let read = DIRECTION.read(raw);
    let found: Vec<&str> = text
        .split([',', '/', '&', '+', ' '])
        .filter(|word| !word.is_empty() && !word.eq_ignore_ascii_case("and"))
        .map(|word| DIRECTION.whole(word).unwrap_or(""))
        .collect();
    // Who writes both sides and nothing else means both ways, with a slash too.
    if matches!(found.as_slice(), ["inbound", "outbound"] | ["outbound", "inbound"]) {
        return Normal::known("two-way", "");
    }
    match read.value.as_deref() {
        Some(perspective @ ("inbound" | "outbound")) => return Normal::known("one-way", perspective),
        Some(_) => return read,
        None => {}
    }
    if DIRECTION.n_options(&text) > 1 {
        return read;
    }
    let has = |arrows: &[&str]| arrows.iter().any(|arrow| text.contains(arrow));
    // `Web Shop → SAP`: the arrow says it, the rest is who.
    let way = if has(&["↔", "⇔", "⇄", "⇆", "⟷", "<->", "<=>", "<-->"]) {
        "two-way"
    } else if has(&["→", "←", "⇒", "⇐", "⟶", "➜", "➔", "➡", "->", "=>", "<-"]) {
        "one-way"
    } else {
        return read;
    };
    let is_said = text.chars().any(char::is_alphanumeric);
    Normal::known(way, if is_said { &text } else { "" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directions_are_one_way_or_two_way() {
        let check = |input: &str, value: &str, remark: &str| {
            let read = direction(input);
            let (found, left) = (read.value.unwrap_or("none".into()), read.remark.unwrap_or_default());
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
