//! The systems that a title names.

use crate::document::arrow::arrow_sides;
use crate::normalize;

/// Returns the two sides of a name such as `Orders to SAP integration` or `Shop ↔ SAP`, and whether the direction is
/// both ways.
pub(crate) fn sides(name: &str) -> Option<(&str, &str, bool)> {
    let unnumbered = without_id(name);
    let bare = without_lead(unnumbered);
    let candidate = inner_parenthesis(bare).unwrap_or(bare);
    let (left, right, is_two_way) = match arrow_sides(candidate) {
        Some(sides) => sides,
        None => sides_of_to(candidate, unnumbered.len() < name.len())?,
    };
    let right = without_document(right);
    // In `Orders: Shop -> SAP` the data comes before the sides.
    let left = left.rsplit_once(": ").map_or(left, |(_, left)| left).trim_start();
    let is_name = |side: &str| side.chars().count() <= 48 && side.chars().any(char::is_alphabetic);
    (is_name(left) && is_name(right)).then_some((left, right, is_two_way))
}

/// Returns a name without the words for the kind of the note: `BlueJet` for `BlueJet Integration Specification`.
pub(crate) fn without_document(name: &str) -> &str {
    const WORDS: &[&str] =
        &["integration", "integrations", "interface", "specification", "spec", "blueprint", "design", "documentation"];
    let mut name = name.trim_end();
    while let Some((rest, last)) = name.rsplit_once(' ')
        && WORDS.iter().any(|word| last.eq_ignore_ascii_case(word))
    {
        name = rest.trim_end();
    }
    name
}

/// Returns a name without the prefix of a template: `Returns` for `Integration Blueprint: Returns`.
pub(crate) fn without_lead(name: &str) -> &str {
    const LEADS: &[&str] = &[
        "integration blueprint",
        "integration specification",
        "integration spec",
        "integration record",
        "integration",
    ];
    let lead = LEADS.iter().find_map(|lead| {
        let (head, rest) = name.split_at_checked(lead.len())?;
        let is_apart = rest.starts_with(char::is_whitespace);
        let rest = rest.trim_start();
        // `Integration-Server` is one word.
        let is_dash = is_apart && rest.starts_with(['-', '–', '—']) && !begins_with_arrow(rest);
        let is_lead = head.eq_ignore_ascii_case(lead) && (rest.starts_with([':', '：']) || is_dash);
        is_lead.then(|| rest.trim_start_matches([':', '：', '-', '–', '—', ' ']))
    });
    lead.unwrap_or(name)
}

/// Whether the hyphen at the beginning of a text is part of an arrow.
pub(crate) fn begins_with_arrow(text: &str) -> bool {
    text.starts_with("->") || text.starts_with("--")
}

/// Returns the text in parentheses if it has two sides: `Customer 360 (Salesforce -> Snowflake)`.
pub(crate) fn inner_parenthesis(name: &str) -> Option<&str> {
    let inner = name.trim_end().strip_suffix(')')?;
    let inner = &inner[inner.rfind('(')? + 1..];
    arrow_sides(inner).map(|_| inner)
}

/// Returns the sides of `A to B`. It is usually prose, so an ID before it or "integration" after it is required.
pub(crate) fn sides_of_to(name: &str, has_id: bool) -> Option<(&str, &str, bool)> {
    let at = name.find(" to ")?;
    let (left, right) = (name[..at].trim(), name[at + 4..].trim());
    // After an ID two capitalized names are sides: `INT-2025-001 - SAP to Coupa`, but not `INT-2025-002 - Move to
    // cloud`. `Order to Cash` is a process.
    const ENDS: &[&str] =
        &["cash", "pay", "retire", "report", "produce", "order", "deliver", "delivery", "resolve", "market", "cloud"];
    let is_process = ENDS.iter().any(|end| end.eq_ignore_ascii_case(right));
    let are_names = || {
        !is_process
            && [left, right]
                .iter()
                .all(|side| side.split(' ').all(|word| word.starts_with(|it: char| !it.is_lowercase())))
    };
    (name.to_lowercase().ends_with(" integration") || has_id && are_names()).then_some((left, right, false))
}

/// Returns a name without the ID at its beginning: `Orders` for `INT-2024-003 - Orders`.
pub(crate) fn without_id(name: &str) -> &str {
    match normalize::ids_in(name).first() {
        Some(id) if name[..id.start].trim_matches(['[', '(', ' ', '#']).is_empty() => {
            name[id.end..].trim_start_matches([']', ')', ' ', '-', '–', '—', ':', '_', '.'])
        }
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_may_have_two_sides() {
        let check = |name: &str, expected: Option<(&str, &str, bool)>| assert_eq!(sides(name), expected, "{name:?}");
        check("Shop -> SAP", Some(("Shop", "SAP", false)));
        check("Shop --> SAP", Some(("Shop", "SAP", false)));
        check("INT-2024-003: Shop → SAP integration", Some(("Shop", "SAP", false)));
        check("Obsidian ↔ Weaver", Some(("Obsidian", "Weaver", true)));
        check("A <-> B", Some(("A", "B", true)));
        check("Customer 360 (Salesforce -> Snowflake)", Some(("Salesforce", "Snowflake", false)));
        check("Salesforce to Snowflake Integration", Some(("Salesforce", "Snowflake", false)));
        check("Integration - Shop -> SAP", Some(("Shop", "SAP", false)));
        check("Shop ↔ BlueJet Integration Specification", Some(("Shop", "BlueJet", true)));
        check("Orders: Shop → SAP", Some(("Shop", "SAP", false)));
        check("Integration-Server → SAP", Some(("Integration-Server", "SAP", false)));
        check("Integration: Shop → SAP", Some(("Shop", "SAP", false)));
        check("Integration -> SAP", Some(("Integration", "SAP", false)));
        check("INT-2025-001 - SAP to Coupa", Some(("SAP", "Coupa", false)));
        check("INT-2025-002 - Move to cloud", None);
        check("INT-2025-003 - Order to Cash", None);
        check("Integration Blueprint: Road to Mars", None);
        check("Salesforce ⇄ NetSuite", Some(("Salesforce", "NetSuite", true)));
        check("Workday to Okta", None);
        check("How to bake bread", None);
        check("2023 → 2024", None);
        check("-> SAP", None);
    }
}
