//! The direction of a flow.

use super::options::{after_term, remark};
use super::text::plain;
use crate::normalize::normalized::Normalized;
use crate::vocabulary::directions::{
    ALONE, AND, BACK, BOTH_WAYS, DIRECTION, FORWARD, NOT_REACHED, SECURITY, UNMISTAKABLE,
};
use crate::vocabulary::languages::phrases::words_with_offsets;

/// Normalizes a direction to `one-way` or `two-way` (docs/spec/integrations.md#directions). The remark of an inbound or
/// outbound one is `inbound` or `outbound`, the perspective of the author, from which the source system does not
/// follow.
pub fn direction(raw: &str) -> Normalized {
    if let Some(term) = DIRECTION.exact_word(raw) {
        return of_term(term, "");
    }
    let text = plain(raw);
    let normalized = first_direction(raw, &text);
    match normalized.value.as_deref() {
        Some(value) if is_taken_back(value, &text) => DIRECTION.unmatched(&text),
        _ => normalized,
    }
}

/// Returns the direction that a text begins with or that its arrows show.
fn first_direction(raw: &str, text: &str) -> Normalized {
    if let Some(rest) = after_both_perspectives(text) {
        return Normalized::known("two-way", remark(rest));
    }
    if let Some(term) = alone(text) {
        return of_term(term, "");
    }
    let normalized = DIRECTION.normalize(raw);
    if let Some(value) = normalized.value.as_deref() {
        return of_term(value, normalized.remark.as_deref().unwrap_or_default());
    }
    if let Some(way) = way_of_calls(text) {
        return of_term(way, "");
    }
    if DIRECTION.n_options(text) > 1 {
        return normalized;
    }
    let has_text = text.chars().any(char::is_alphanumeric);
    match way_of_arrows(text).or_else(|| way_of_words(text)) {
        // In `Web Shop → SAP` the arrow is the direction and the rest is the remark.
        Some(way) => Normalized::known(way, if has_text { text } else { "" }),
        None => normalized,
    }
}

/// Returns a direction for a term of the list. The remark of a perspective is the perspective.
fn of_term(term: &str, rest: &str) -> Normalized {
    match term {
        "inbound" | "outbound" => Normalized::known("one-way", term),
        _ => Normalized::known(term, rest),
    }
}

/// Returns the term of a word that has no meaning within a longer text.
fn alone(text: &str) -> Option<&'static str> {
    let word = text.trim_matches(|letter: char| !letter.is_alphanumeric());
    ALONE.iter().find(|(it, _)| it.eq_ignore_ascii_case(word)).map(|(_, term)| *term)
}

/// Returns the text after both perspectives: `Inbound/Outbound` means both ways and is not a list of options.
fn after_both_perspectives(text: &str) -> Option<&str> {
    let (first, end) = perspective(text)?;
    // `read (+ write by the agent)`
    let rest = text[end..].trim_start().trim_start_matches('(');
    let sign = AND.iter().find(|and| match and.chars().all(char::is_alphabetic) {
        true => after_term(rest, and).is_some(),
        false => rest.starts_with(**and),
    })?;
    let rest = rest[sign.len()..].trim_start();
    // `read + draft write`
    let after_word = || rest.split_once(' ').filter(|_| matches!(*sign, "+" | "&")).map(|(_, rest)| rest);
    let found = perspective(rest).map(|found| (rest, found));
    let (rest, (second, end)) = found.or_else(|| after_word().and_then(|rest| Some((rest, perspective(rest)?))))?;
    let after = rest[end..].trim_start();
    // `Inbound/Outbound/Bi-directional` is a list of options.
    let goes_on = after.starts_with(['/', '|']) || after.starts_with("or ");
    (first != second && !goes_on).then_some(after)
}

/// Returns the perspective at the beginning of a text, and the end of its word.
fn perspective(text: &str) -> Option<(&'static str, usize)> {
    let alone = || ALONE.iter().find_map(|(word, term)| Some((*term, after_term(text, word)?)));
    let found = DIRECTION.longest_prefix(text).or_else(alone)?;
    matches!(found.0, "inbound" | "outbound").then_some(found)
}

/// Returns the direction that the arrows of a text show.
fn way_of_arrows(text: &str) -> Option<&'static str> {
    let has = |arrows: &[&str]| arrows.iter().any(|arrow| text.contains(arrow));
    if has(BOTH_WAYS) {
        return Some("two-way");
    }
    match (has(FORWARD), has(BACK)) {
        (true, true) => Some("two-way"),
        (false, false) => None,
        _ if has_opposites(text) => Some("two-way"),
        _ => Some("one-way"),
    }
}

/// Whether a text names two flows in opposite directions: `A → B, B → A`, `A → B for orders; B → A for stock`.
fn has_opposites(text: &str) -> bool {
    let parts = text.split([',', ';', '&', '/', '|']).flat_map(|part| part.split(" and "));
    let pairs = parts.filter_map(|part| {
        let (at, arrow) = FORWARD.iter().filter_map(|arrow| Some((part.find(arrow)?, arrow))).min()?;
        // `orders: Shop → SAP`
        let from = part[..at].rsplit(": ").next().unwrap_or_default();
        Some((from.trim(), part[at + arrow.len()..].trim()))
    });
    let pairs: Vec<(&str, &str)> = pairs.take(8).collect();
    let is_reversed = |(from, to): &(&str, &str)| {
        pairs.iter().any(|(other_from, other_to)| begins_with_name(other_to, from) && begins_with_name(to, other_from))
    };
    pairs.iter().any(|pair| !begins_with_name(pair.1, pair.0) && is_reversed(pair))
}

/// Whether a text is a name, or begins with it before words in lower case or a sign: `SAP for orders`, but not `SAP Cloud`.
fn begins_with_name(text: &str, name: &str) -> bool {
    let Some((head, rest)) = text.split_at_checked(name.len()).filter(|_| !name.is_empty()) else { return false };
    let after = rest.trim_start();
    let is_apart = after.is_empty() || after.len() < rest.len() || after.starts_with(['(', ':', '.']);
    let goes_on = after.starts_with(|first: char| first.is_uppercase() || first.is_numeric());
    head.eq_ignore_ascii_case(name) && is_apart && !goes_on
}

/// Whether the text names the other direction too, or says that the one at its beginning does not hold yet: `two-way
/// planned, one-way now`.
fn is_taken_back(value: &str, text: &str) -> bool {
    let text = &text[..text.floor_char_boundary(200)];
    let lower = text.to_lowercase();
    let words: Vec<(usize, &str)> = words_with_offsets(&lower).collect();
    let mut named = Vec::new();
    for (index, (start, _)) in words.iter().copied().enumerate() {
        let before = index.checked_sub(1).map(|before| words[before].1);
        let is_denied = matches!(before, Some("not" | "never" | "nicht" | "no" | "nie"))
            || before == Some("of") && index > 1 && words[index - 2].1 == "instead";
        let found = UNMISTAKABLE.iter().filter(|_| !is_denied);
        for (way, accepted) in found {
            let end = accepted.iter().filter_map(|it| after_term(&lower[start..], it)).max();
            if let Some(end) = end {
                let after = lower[start + end..].trim_start_matches([' ', '(', ',', '-', ':', '–']);
                // `later also events`
                let ends = |at: usize| !after[at..].trim_start().starts_with(char::is_alphabetic);
                let is_planned = NOT_REACHED.iter().any(|it| after_term(after, it).is_some_and(ends));
                let is_of_security = SECURITY.iter().any(|it| after_term(after, it).is_some());
                if !is_of_security {
                    named.push((*way, is_planned || after.starts_with('?')));
                }
            }
        }
    }
    named.iter().any(|(way, is_future)| *way != value || *is_future)
}

/// Returns the perspective of `we call it`, `this app calls it` and `it calls us`.
fn way_of_calls(text: &str) -> Option<&'static str> {
    let lower = Some(text).filter(|text| text.len() < 48)?.to_ascii_lowercase();
    let words: Vec<&str> = lower.split_whitespace().collect();
    let at = words.iter().position(|word| matches!(*word, "call" | "calls" | "called"))?;
    let is_own = |words: &[&str]| words.iter().any(|word| matches!(*word, "we" | "us" | "this" | "our"));
    match (is_own(&words[..at]), is_own(&words[at..])) {
        (true, false) => Some("outbound"),
        (false, true) => Some("inbound"),
        _ => None,
    }
}

/// Returns the direction of `From A to B` and `A to B and vice versa`.
fn way_of_words(text: &str) -> Option<&'static str> {
    let lower = Some(text).filter(|text| text.len() < 200)?.to_lowercase();
    if lower.contains("vice versa") || lower.ends_with(" and back") {
        return Some("two-way");
    }
    let (from, to) = lower.strip_prefix("from ")?.split_once(" to ")?;
    let is_name = |name: &str| (1..=4).contains(&name.split_whitespace().count());
    let is_one = !to.contains(" to ") && !lower.contains(['?', '.']);
    (is_one && is_name(from) && is_name(to)).then_some("one-way")
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
        check("Incoming", "one-way", "inbound");
        check("Outgoing (nightly)", "one-way", "outbound");
        check("in", "one-way", "inbound");
        check("OUT", "one-way", "outbound");
        check("Import", "one-way", "inbound");
        check("Export to Depot", "one-way", "outbound");
        check("ingest", "one-way", "inbound");
        check("In/Out", "two-way", "");
        check("incoming + outgoing", "two-way", "");
        check("Read/Write", "two-way", "");
        check("Send and receive", "two-way", "");
        check("Import / Export (nightly)", "two-way", "nightly");
        check("Inbound & outbound: orders", "two-way", "orders");
        check("2-way", "two-way", "");
        check("🔄", "two-way", "");
        check("← Ledger", "one-way", "← Ledger");
        check("⬅️", "one-way", "");
        check("→ and ←", "two-way", "→ and ←");
        check("Ledger -> Depot", "one-way", "Ledger -> Depot");
        check("Ledger → Depot, Depot → Ledger", "two-way", "Ledger → Depot, Depot → Ledger");
        let both = "Shop → SAP for orders; SAP → Shop for stock";
        check(both, "two-way", both);
        check("Web Shop → SAP; SAP → Shop Floor", "one-way", "Web Shop → SAP; SAP → Shop Floor");
        for text in ["two-way planned, one-way now", "bidirectional (later)", "one-way, bidirectional planned"] {
            check(text, "none", &format!("no known direction: {text}"));
        }
        check("one-way, not bidirectional", "one-way", "not bidirectional");
        check("one-way, never bidirectional", "one-way", "never bidirectional");
        check("one-way instead of bidirectional", "one-way", "instead of bidirectional");
        check("bidirectional, later also events", "two-way", "later also events");
        check("outbound, 2-way TLS", "one-way", "outbound");
        check("read (+ write by the agent)", "two-way", "by the agent)");
        check("lezen + concept schrijven", "two-way", "");
        check("→ Output", "one-way", "outbound");
        check("← Input", "one-way", "inbound");
        check("ein", "one-way", "inbound");
        check("one-way sync", "one-way", "sync");
        check("Ledger → Courier → Depot", "one-way", "Ledger → Courier → Depot");
        check("From Ledger to Depot", "one-way", "From Ledger to Depot");
        check("Ledger to Depot and vice versa", "two-way", "Ledger to Depot and vice versa");
        check("Publish/Subscribe", "none", "no known direction: Publish/Subscribe");
        check("Inbound/Outbound/Bi-directional", "none", "several options, none picked");
        check("One-way/two-way", "none", "several options, none picked");
        check("Synchronous", "none", "no known direction: Synchronous");
        check("asynchronous", "none", "no known direction: asynchronous");
        check("🎉", "none", "no known direction: 🎉");
        check("", "none", "");
        check(&"<".repeat(100_000), "none", &format!("no known direction: {}…", "<".repeat(80)));
    }
}
