//! Generic: an integration by its name, folder, tag or headings alone.

use std::borrow::Cow;

use super::Reader;
use crate::document::arrow::arrow;
use crate::integrations::classify::classifier::Signs;
use crate::integrations::classify::prefilter;
use crate::model::Shape;
use crate::normalize;
use crate::vocabulary::canonical_name::canonical_name;

/// A note that only its surroundings tell for an integration. No points: what speaks for it is [`signals`].
pub(crate) const READER: Reader = Reader {
    shape: Shape::Generic,
    name: "generic",
    about: "an integration by its name, folder, tag or headings alone",
    signals: &[],
    fits: None,
    finish: |_, _| {},
};

/// What speaks for a generic integration note (spec/integrations.md a.3).
pub(crate) fn signals(signs: &Signs) -> Vec<(Cow<'static, str>, u8)> {
    let mut signals = Vec::new();
    let mut add = |says: &'static str| signals.push((Cow::Borrowed(says), 0));
    let note = signs.reading.note;
    let is_other = is_of_another_kind(signs);
    if !is_other && prefilter::has_tag(note) {
        add("tag #integration");
    }
    if !is_other && prefilter::in_folder(signs.reading.path, &["integrations", "integration"]) {
        add("in a folder of integrations");
    }
    if !is_other && prefilter::title_names_both_sides(signs.reading.text, signs.reading.path, note) {
        add("name `A -> B`");
    }
    if signs.has_heading("source system")
        && (signs.has_heading("target system") || signs.has_heading("destination system"))
    {
        add("headings for source and target");
    }
    if signs.has_heading("systems involved") {
        add("heading \"Systems Involved\"");
    }
    signals
}

/// Whether a note says that it is something else: minutes of a meeting about integrations, the index of their folder.
fn is_of_another_kind(signs: &Signs) -> bool {
    const TYPES: &[&str] = &[
        "adr",
        "architecture",
        "article",
        "book",
        "canvas",
        "concept",
        "daily",
        "daily note",
        "dashboard",
        "decision",
        "index",
        "journal",
        "log",
        "meeting",
        "meeting notes",
        "minutes",
        "moc",
        "organisation",
        "organization",
        "overview",
        "person",
        "people",
        "project",
        "readme",
        "runbook",
        "task",
        "team",
        "weblink",
    ];
    const NAMES: &[&str] =
        &["readme", "index", "home", "moc", "overview", "integrations", "integrations moc", "integrations hub"];
    let kind = signs.property("type").map(canonical_name);
    let is_index = NAMES.contains(&canonical_name(signs.reading.path.stem()).as_str());
    is_index || kind.is_some_and(|kind| TYPES.contains(&kind.as_str()))
}

/// The two sides that a name gives, as `Orders to SAP integration` and `Shop ↔ SAP` do, and whether it goes both ways.
pub(crate) fn sides(name: &str) -> Option<(&str, &str, bool)> {
    let unnumbered = without_id(name);
    let bare = without_lead(unnumbered);
    let whole = inner_parenthesis(bare).unwrap_or(bare);
    let (left, right, both) = match arrow(whole) {
        Some(sides) => sides,
        None => to(whole, unnumbered.len() < name.len())?,
    };
    let right = without_document(right);
    // `Orders: Shop -> SAP` says first what flows.
    let left = left.rsplit_once(": ").map_or(left, |(_, left)| left).trim_start();
    let is_name = |side: &str| side.chars().count() <= 48 && side.chars().any(char::is_alphabetic);
    (is_name(left) && is_name(right)).then_some((left, right, both))
}

/// A name without the words for what the note is: `BlueJet Integration Specification` is called `BlueJet`.
fn without_document(name: &str) -> &str {
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

/// A name without what it begins with in the templates: `Integration Blueprint: Returns`.
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
        // `Integration-Server` is a word.
        let is_dash = is_apart && rest.starts_with(['-', '–', '—']) && !begins_with_arrow(rest);
        let is_lead = head.eq_ignore_ascii_case(lead) && (rest.starts_with([':', '：']) || is_dash);
        is_lead.then(|| rest.trim_start_matches([':', '：', '-', '–', '—', ' ']))
    });
    lead.unwrap_or(name)
}

/// Whether the hyphen that a text begins with is an arrow's.
pub(crate) fn begins_with_arrow(text: &str) -> bool {
    text.starts_with("->") || text.starts_with("--")
}

/// `Customer 360 (Salesforce -> Snowflake)` names its sides in parentheses.
fn inner_parenthesis(name: &str) -> Option<&str> {
    let inner = name.trim_end().strip_suffix(')')?;
    let inner = &inner[inner.rfind('(')? + 1..];
    arrow(inner).map(|_| inner)
}

/// `A to B` is prose more often than not: only with an ID before it or "integration" behind it.
fn to(name: &str, has_id: bool) -> Option<(&str, &str, bool)> {
    let at = name.find(" to ")?;
    let (left, right) = (name[..at].trim(), name[at + 4..].trim());
    // Behind an ID a name of two names is meant so: `INT-2025-001 - SAP to Coupa`, and not `INT-2025-002 - Move to cloud`.
    // `Order to Cash` is a process.
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

/// A name without the ID that it begins with: `INT-2024-003 - Orders`.
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
    fn a_name_may_give_both_sides() {
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
