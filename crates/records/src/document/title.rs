//! The systems that a title names.

use crate::document::arrow;
use crate::document::arrow::{Route, arrow_sides};
use crate::normalize;
use crate::normalize::judge;
use crate::vocabulary::decoration;
use crate::vocabulary::languages::titles;
use crate::vocabulary::list_titles::{LIST_ENDS, LIST_KINDS};
use crate::vocabulary::note_kinds::PARTNER_ENDS;

/// The systems that a title names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TitleRoute<'t> {
    /// The systems in the direction of the data, at least two.
    pub stops: Vec<TitleStop<'t>>,
    pub is_two_way: bool,
    pub join: Join,
}

/// A system in a title.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TitleStop<'t> {
    /// The text between the arrows, which may have more words than the name.
    pub text: &'t str,
    pub name: &'t str,
}

/// What joins the systems of a title.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Join {
    Arrow,
    /// The word "to", with another sign that the title is that of an integration.
    To,
    /// The word "to" between two capitalized names, as in `Road to Mars`.
    MaybeTo,
}

/// Returns the systems that a name such as `Orders: Shop → Hub → SAP integration` puts on the two sides of an arrow or
/// of the word "to".
pub(crate) fn route(name: &str) -> Option<TitleRoute<'_>> {
    let name = without_ordinal(name);
    let coded = code(name).map(|(_, rest)| rest);
    let unnumbered = coded.unwrap_or_else(|| without_id(name));
    let bare = without_lead(unnumbered);
    let candidate = inner_parenthesis(bare).unwrap_or_else(|| without_arrow_in_parenthesis(bare));
    let (route, join) = match arrow::route(candidate) {
        Some(route) => (route, Join::Arrow),
        None => {
            let (left, right, join) = sides_of_to(candidate, unnumbered.len() < name.len())?;
            (Route { stops: vec![left, right], is_two_way: false, is_reversed: false }, join)
        }
    };
    let last = route.stops.len() - 1;
    let mut stops = Vec::with_capacity(route.stops.len());
    for (index, text) in route.stops.iter().copied().enumerate() {
        let is_end = index == 0 || index == last;
        let is_right = (index == last) != route.is_reversed;
        let name = if is_end { judge::nearest_name(text, is_right) } else { judge::without_remark(text) };
        stops.push(TitleStop { text, name });
    }
    let is_name = |name: &str| name.chars().count() <= 48 && name.chars().any(char::is_alphabetic) && !is_version(name);
    stops.iter().all(|stop| is_name(stop.name)).then_some(TitleRoute { stops, is_two_way: route.is_two_way, join })
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

/// Whether a text begins with an arrow. Its first letter may be a hyphen.
pub(crate) fn begins_with_arrow(text: &str) -> bool {
    text.starts_with("->") || text.starts_with("--") || text.starts_with(['→', '⇒', '↔', '←', '⇄', '⟶', '>', '<', '='])
}

/// Returns the text in parentheses if it has two sides: `Customer 360 (Salesforce -> Snowflake)`.
pub(crate) fn inner_parenthesis(name: &str) -> Option<&str> {
    let inner = name.trim_end().strip_suffix(')')?;
    let inner = &inner[inner.rfind('(')? + 1..];
    let (left, right, _) = arrow_sides(inner)?;
    // `Mail provider (stub → SES)` says what becomes of a part.
    let is_word = |side: &str| {
        let side = side.trim();
        side.starts_with(char::is_lowercase) && side.chars().all(char::is_alphabetic)
    };
    (is_word(left) == is_word(right)).then_some(inner)
}

/// Returns the left side of `From Excel to Lake` without the preposition.
fn without_from(side: &str) -> &str {
    let rest = side.strip_prefix("From ").or_else(|| side.strip_prefix("from "));
    rest.map(str::trim_start).filter(|rest| !rest.is_empty()).unwrap_or(side)
}

/// Returns a name without the parenthesis at its end if only that has an arrow.
fn without_arrow_in_parenthesis(name: &str) -> &str {
    let head = name.trim_end().strip_suffix(')').and_then(|inner| inner.rsplit_once('('));
    head.filter(|(head, inside)| arrow_sides(inside).is_some() && arrow_sides(head).is_none())
        .map_or(name, |(head, _)| head.trim_end())
}

/// Returns the sides of `A to B` and `A_to_B`. It is usually prose, so an ID before it, "integration" after it, or an
/// underscore is a sign that it is not.
fn sides_of_to(name: &str, has_id: bool) -> Option<(&str, &str, Join)> {
    // `Order to Cash` is a process.
    const ENDS: &[&str] =
        &["cash", "pay", "retire", "report", "produce", "order", "deliver", "delivery", "resolve", "market", "cloud"];
    // Most titles have no `to`.
    let has_to = name.as_bytes().windows(4).any(|four| matches!(four, b"_to_" | b"_TO_" | b" to "));
    let joined = || name.split_once("_to_").or_else(|| name.split_once("_TO_"));
    if let Some((left, right)) = has_to.then(joined).flatten() {
        return Some((left, right, Join::To));
    }
    let Some(at) = has_to.then(|| name.find(" to ")).flatten() else {
        let (left, right, is_announced) = titles::sides(name)?;
        return Some((left, right, if is_announced { Join::To } else { Join::MaybeTo }));
    };
    let (left, right) = (without_from(name[..at].trim()), name[at + 4..].trim());
    const STARTS: &[&str] = &[
        "access",
        "adding",
        "addition",
        "back",
        "change",
        "changes",
        "connect",
        "connection",
        "guide",
        "how",
        "intro",
        "introduction",
        "link",
        "links",
        "migration",
        "move",
        "moving",
        "reply",
        "response",
        "return",
        "road",
        "switch",
        "time",
        "transition",
        "upgrade",
        "welcome",
        "way",
    ];
    let begins = left.split(' ').next().unwrap_or_default();
    let is_process = ENDS.iter().any(|end| end.eq_ignore_ascii_case(right))
        || STARTS.iter().any(|start| start.eq_ignore_ascii_case(begins));
    let is_name = |side: &str| {
        side.split(' ').count() <= 4 && side.split(' ').all(|word| word.starts_with(|it: char| !it.is_lowercase()))
    };
    // After an ID two capitalized names are sides: `INT-2025-001 - SAP to Coupa`, but not `INT-2025-002 - Move to
    // cloud`.
    let are_names = !is_process && is_name(left) && is_name(judge::without_trailing_words(right));
    if name.to_lowercase().ends_with(" integration") || has_id && are_names {
        return Some((left, right, Join::To));
    }
    are_names.then_some((left, right, Join::MaybeTo))
}

/// Whether a text is a version, which an arrow leads to as well: `v1 → v2`.
fn is_version(name: &str) -> bool {
    let number = name.trim_start_matches(['v', 'V']);
    number.len() < name.len() && number.starts_with(|first: char| first.is_ascii_digit()) && !number.contains(' ')
}

/// Returns a heading without the number at its beginning: `2.1 Depot → Ledger`, `3) Depot → Ledger`.
fn without_ordinal(name: &str) -> &str {
    let name = name.trim_start().trim_start_matches('(');
    let rest = name.trim_start_matches(|letter: char| letter.is_ascii_digit() || letter == '.');
    let ordinal = &name[..name.len() - rest.len()];
    let after = rest.trim_start_matches([')', ' ', '\u{a0}']);
    let is_ordinal = ordinal.starts_with(|first: char| first.is_ascii_digit())
        && (ordinal.contains('.') || ordinal.len() <= 2)
        && after.len() < rest.len()
        && after.starts_with(|first: char| first.is_alphanumeric() || matches!(first, '[' | '`' | '*' | '_'));
    if is_ordinal { after } else { name }
}

/// Beginnings of codes that may have a single digit.
const SHORT_CODES: [&str; 8] = ["IF-", "INT-", "ITF-", "INTF-", "FLOW-", "FEED-", "EVT-", "MSG-"];

/// Letters before the number of a document about something else: a decision, a change, an incident.
#[rustfmt::skip]
const CODES_OF_DOCUMENTS: [&str; 28] = [
    "ADR-", "RFC-", "CR-", "CHG-", "CHANGE-", "INC-", "PRB-", "RITM-", "BUG-", "TASK-", "EPIC-", "STORY-", "US-", "RISK-",
    "MEMO-", "DEC-", "REQ-", "FR-", "NFR-", "UC-", "SPEC-", "KB-", "JIRA-", "PROJ-", "PRJ-", "TICKET-", "TEST-", "TC-",
];

/// Returns the code at the beginning of a name if it can be nothing but the ID of an interface: `IF-004 Shipments`,
/// `CRM-0017 Contacts`. `EDI-850` and `AS-400` are the names of other things, so other letters need a leading zero.
pub(crate) fn interface_code(name: &str) -> Option<&str> {
    let (code, _) = code(name)?;
    let digits = code.bytes().rev().take_while(u8::is_ascii_digit).count();
    let (letters, number) = code.split_at(code.len() - digits);
    let is_numbered = letters.ends_with('-') && number.len() >= 3 && number.starts_with('0');
    let is_id = SHORT_CODES.contains(&letters) || is_numbered && !CODES_OF_DOCUMENTS.contains(&letters);
    is_id.then_some(code)
}

/// Returns the code at the beginning of a name and the rest: `REP004` of `REP004_Survey_to_Plan`, `IF-FOG-001` of
/// `IF-FOG-001: Foghorn → Pilotage`.
pub(crate) fn code(name: &str) -> Option<(&str, &str)> {
    let name = name.trim().trim_start_matches(['*', '`', '[']);
    let is_part = |byte: &u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || *byte == b'-';
    let length = name.bytes().take_while(|byte| is_part(byte)).count();
    let (code, rest) = name.split_at(length);
    let n_letters = code.bytes().filter(u8::is_ascii_uppercase).count();
    let n_digits = code.bytes().rev().take_while(u8::is_ascii_digit).count();
    let after = rest.trim_start_matches(['*', '`', ']']);
    let name = after.trim_start_matches([' ', ':', '_', '-', '–', '—', '.', '：']);
    let is_arrow = begins_with_arrow(after.trim_start()) || begins_with_arrow(name);
    let is_apart = after.len() > name.len() && !is_arrow;
    // `IF-8: Archive`, but `MP-3: music` is a format.
    let is_separated = after.trim_start().starts_with([':', '–', '—', '：']) || after.starts_with(" - ");
    let fewest = if is_separated && SHORT_CODES.contains(&&code[..code.len() - n_digits]) { 1 } else { 2 };
    let is_code = n_letters >= 2
        && (fewest..=6).contains(&n_digits)
        && code.len() <= 24
        && code.starts_with(|it: char| it.is_ascii_uppercase());
    (is_code && is_apart && !name.is_empty()).then_some((code, name))
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

/// Returns the system after whose name the title of a list calls it: `Mastlight` of `Mastlight integrations`
/// (docs/spec/integrations.md#the-own-system). A title does not make a name certain.
pub fn system_of_list(title: &str) -> Option<&str> {
    let is_list = LIST_ENDS.iter().any(|end| title.to_lowercase().trim_end().ends_with(end));
    let name = title.trim_end().rsplit_once(' ').filter(|_| is_list)?.0.trim_end();
    let lower = name.to_lowercase();
    let is_kind = lower.split([' ', '-', '/', '&']).all(|word| word.is_empty() || LIST_KINDS.contains(&word));
    let is_name = name.starts_with(char::is_uppercase) && judge::judge(name) == judge::Verdict::Name;
    (is_name && !is_kind && name.split(' ').count() <= 3).then_some(name)
}

/// Returns the partner in the name of a note: `Stripe` of `Stripe integration`.
pub(crate) fn partner(name: &str) -> Option<&str> {
    let bare = decoration::plain(name);
    let lower = bare.to_lowercase();
    let end = PARTNER_ENDS.iter().find_map(|end| {
        let head = lower.strip_suffix(end)?;
        head.ends_with([' ', '-', '_']).then(|| head.trim_end_matches([' ', '-', '_', ':', '–', '—']).len())
    })?;
    let at = name.find(bare.get(..end)?)?;
    let partner = name.get(at..at + end)?.trim();
    let has_name = partner.starts_with(|first: char| first.is_uppercase() || !first.is_ascii())
        || !partner.contains(' ') && partner.starts_with(char::is_alphabetic);
    (has_name && partner.split_whitespace().count() <= 4).then_some(partner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_may_have_two_sides() {
        let check = |name: &str, expected: Option<(&str, &str, bool)>| {
            let route = route(name).filter(|route| route.join != Join::MaybeTo);
            let sides = route.as_ref().map(|it| (it.stops[0].name, it.stops[it.stops.len() - 1].name, it.is_two_way));
            assert_eq!(sides, expected, "{name:?}");
        };
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
        check("Field Mapping — Ledger ↔ Depot", Some(("Ledger", "Depot", true)));
        check("Brinebook ← Kelpfarm", Some(("Kelpfarm", "Brinebook", false)));
        check("Oakum → Fernwood item import", Some(("Oakum", "Fernwood", false)));
        check("REP004_Surveybook_to_Planroom", Some(("Surveybook", "Planroom", false)));
        check("IF-FOG-001: Foghorn → Pilotage", Some(("Foghorn", "Pilotage", false)));
        check("Postings: Ledger → Courier → Depot", Some(("Ledger", "Depot", false)));
    }
}
