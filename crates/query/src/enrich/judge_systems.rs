//! Which names in records are those of systems: what only the whole vault can tell
//! (docs/spec/integrations.md#which-names-are-systems).

use std::collections::HashMap;

use vaultdex_notes::text::is_word_char;
use vaultdex_records::normalize::{denies, system_key, system_name};
use vaultdex_records::{
    Extracted, Extraction, Integration, Origin, Participation, RecordField, Role, Shape, State, Unread, UnreadKind,
    system_of_list,
};

use super::known_systems::KnownSystems;
use crate::catalog::{Catalog, File};

/// Decides for each name that is not certain whether the vault knows the system, fills in the systems whose pages the
/// notes are, and removes the records that nothing but an unknown name makes one. The catalog must hold all records.
/// `own_system` is the system that the vault is about, by its settings.
pub fn judge_systems(catalog: &mut Catalog, own_system: Option<&str>) {
    let known = KnownSystems::of(&catalog.files);
    let folder_systems = folder_systems(&catalog.files);
    for file in catalog.files.iter_mut().filter(|file| !file.is_template()) {
        let of_folder = folder_systems.get(file.path.folder()).map(String::as_str);
        let own = own_systems(file, &known, of_folder.into_iter().chain(own_system));
        let Some(records) = &mut file.extraction.records else { continue };
        for integration in &mut records.integrations {
            confirm_all(integration, &known);
            // The name of a page about one partner names the partner, which is not the other side.
            let is_partner_page = records.shape == Shape::Generic;
            let is_alone = is_partner_page && integration.participations().next().is_none();
            let mut candidates = own.iter().take(if is_partner_page { own.len() } else { 1 });
            let other_side = candidates.find(|(name, _)| !takes_part(integration, name));
            if let Some((name, origin)) = other_side.filter(|_| !is_alone) {
                add_own_system(integration, name, *origin);
            }
            remove_repeated_party(integration);
        }
        if records.needs_known_system {
            if records.shape == Shape::Register {
                records.integrations.retain(|it| has_known_system(it, &known));
            }
            if !records.integrations.iter().any(|it| has_known_system(it, &known)) {
                drop_records(&mut file.extraction);
            }
        }
    }
}

/// Makes the names of a record certain that are those of known systems, also where they are the sides of flows.
fn confirm_all(integration: &mut Integration, known: &KnownSystems) {
    let mut confirmed: Vec<(Extracted, Extracted)> = Vec::new();
    for it in &mut integration.systems {
        if let Some(name) = confirmed_name(it, known) {
            it.origin = Origin::Stated;
            confirmed.push((std::mem::replace(&mut it.name, name.clone()), name));
        }
    }
    let sides = integration.flows.iter_mut().flat_map(|flow| [&mut flow.from, &mut flow.to]);
    for side in sides.flatten() {
        let is_same = |name: &Extracted| (&name.raw, name.span) == (&side.raw, side.span);
        // A name in the brackets of a template stays a guess wherever it is.
        let is_guess = side.state == State::Suspect && !side.raw.starts_with('[');
        if let Some((_, name)) = confirmed.iter().find(|(before, _)| is_same(before)) {
            *side = name.clone();
        } else if is_guess && let Some(name) = side.text().and_then(|text| known.find(text)) {
            (side.value, side.state) = (Some(name.into()), State::Filled);
        }
    }
}

/// Returns the name of a system that is not certain, if the vault knows the system, or a system in its text.
fn confirmed_name(it: &Participation, known: &KnownSystems) -> Option<Extracted> {
    if it.origin == Origin::Stated {
        return None;
    }
    let text = it.name.text()?;
    // `❌ SAP`
    if it.origin == Origin::Doubtful && denies(&it.name.raw) {
        return None;
    }
    let is_at_end = matches!(it.role, Role::Source | Role::Publisher);
    let in_text = || match it.origin {
        // Prose cannot decide between two systems.
        Origin::Doubtful => known.only_in(&it.name.raw, is_at_end),
        _ => known.find_in(&it.name.raw, is_at_end),
    };
    let name = known.find(text).or_else(in_text)?;
    let mut written = it.name.clone();
    narrow(&mut written, name, is_at_end);
    (written.value, written.state) = (Some(name.into()), State::Filled);
    Some(written)
}

/// Narrows a name to the part of a longer text that is the name, as whole words. The last of several counts if
/// `is_at_end`.
fn narrow(written: &mut Extracted, name: &str, is_at_end: bool) {
    let raw = written.raw.as_str();
    let is_whole = |start: &usize| {
        let before = raw[..*start].chars().next_back();
        let after = raw[*start + name.len()..].chars().next();
        !before.into_iter().chain(after).any(is_word_char)
    };
    let mut starts = raw.match_indices(name).map(|(start, _)| start).filter(is_whole);
    let Some(start) = (if is_at_end { starts.last() } else { starts.next() }) else { return };
    let is_text = written.span.end - written.span.start == raw.len() as u32;
    if is_text {
        written.span.column += raw[..start].chars().count() as u32;
        written.span.start += start as u32;
        written.span.end = written.span.start + name.len() as u32;
    }
    written.raw = name.into();
}

/// Returns the systems whose page a note may be, the likeliest first: the one that a property names, that of the system
/// note, the one after which the note is called, then `others`; without any of these, a guess by the title.
fn own_systems<'a>(file: &File, known: &KnownSystems, others: impl Iterator<Item = &'a str>) -> Vec<(String, Origin)> {
    let own = own_name(file, known).into_iter().chain(others.map(str::to_owned));
    let mut own: Vec<(String, Origin)> = own.map(|name| (name, Origin::Stated)).collect();
    if own.is_empty() {
        own.extend(system_of_list(file.title()).map(|name| (name.to_owned(), Origin::Inferred)));
    }
    own
}

/// Returns the system whose page a note is: the system of a system note, the one that a property names, or the one
/// after which the note is called.
fn own_name(file: &File, known: &KnownSystems) -> Option<String> {
    if let Some(own) = &file.extraction.own_system {
        return Some(own.clone());
    }
    let records = file.extraction.records.as_deref()?;
    if let Some(system) = &records.system {
        let stated = system.name.as_ref().and_then(Extracted::text).map(str::to_owned);
        return Some(stated.unwrap_or_else(|| system_name(file.title())));
    }
    let title = file.title();
    let of_title = known.find(title).or_else(|| known.find_in(title, true)).or_else(|| known.find(file.path.stem()));
    of_title.map(str::to_owned)
}

/// Returns the systems that the notes of folders name in a property, by the folder.
fn folder_systems(files: &[File]) -> HashMap<String, String> {
    let mut systems = HashMap::new();
    for file in files.iter().filter(|file| file.is_catalogued()) {
        let Some(own) = &file.extraction.own_system else { continue };
        let folder = file.path.folder();
        let name = folder.rsplit('/').next().unwrap_or_default();
        let stem = file.path.stem();
        if stem == name || stem.eq_ignore_ascii_case("index") || stem.eq_ignore_ascii_case("readme") {
            systems.insert(folder.to_owned(), own.clone());
        }
    }
    systems
}

/// Whether a system takes part in an integration.
fn takes_part(integration: &Integration, system: &str) -> bool {
    let key = system_key(system);
    integration.participations().any(|it| it.name.text().is_some_and(|name| system_key(name) == key))
}

/// Adds the system whose page the note is, in the role that its partner leaves.
fn add_own_system(integration: &mut Integration, own: &str, origin: Origin) {
    let Some(role) = integration.own_role else { return };
    let name = Extracted {
        raw: own.into(),
        value: Some(own.into()),
        remark: None,
        linkpath: None,
        state: if origin == Origin::Stated { State::Filled } else { State::Suspect },
        place: "the system of the note".to_owned(),
        span: integration.span,
    };
    let is_overruled = false;
    integration.systems.push(Participation { role, name, details: Vec::new(), origin, is_overruled });
}

/// Removes a system without a side that the record also names on a side.
fn remove_repeated_party(integration: &mut Integration) {
    let sides: Vec<String> = integration
        .participations()
        .filter(|it| it.role != Role::Party && it.role != Role::Middleware)
        .filter_map(|it| it.name.text())
        .map(system_key)
        .collect();
    if !sides.is_empty() {
        integration.systems.retain(|it| {
            it.role != Role::Party
                || it.origin == Origin::Stated && it.name.span.line > 0
                || !it.name.text().is_some_and(|name| sides.contains(&system_key(name)))
        });
    }
}

fn has_known_system(integration: &Integration, known: &KnownSystems) -> bool {
    integration.participations().any(|it| it.name.text().is_some_and(|name| known.find(name).is_some()))
}

/// Removes the records of a note and says why.
fn drop_records(extraction: &mut Extraction) {
    let Some(records) = extraction.records.take() else { return };
    let first = records.integrations.first();
    let text = first.and_then(|it| it.text(RecordField::Name)).unwrap_or_default().to_owned();
    extraction.unread.retain(|it| it.kind != UnreadKind::Note);
    extraction.unread.insert(
        0,
        Unread {
            kind: UnreadKind::Note,
            text,
            reason: "the vault knows none of the systems that it names".to_owned(),
            span: first.map(|it| it.span).unwrap_or_default(),
        },
    );
}

#[cfg(test)]
mod tests {
    use vaultdex_notes::Span;
    use vaultdex_records::Flow;

    use super::*;
    use crate::catalogue::test_records::{extracted, integration, system};

    /// Returns an integration whose source or target is a text that is no certain name, with a flow between its sides.
    fn uncertain(role: Role, raw: &str, origin: Origin) -> File {
        let mut file = integration("x.md", "X active one-way: S Paper");
        let it = &mut file.extraction.records.as_mut().expect("records").integrations[0];
        let span = Span { line: 3, column: 9, start: 40, end: 40 + raw.len() as u32 };
        let name = Extracted { state: State::Suspect, span, ..extracted(raw) };
        it.flows.push(Flow { to: Some(name.clone()), ..Flow::default() });
        it.systems.push(Participation { role, name, details: Vec::new(), origin, is_overruled: false });
        file
    }

    /// Returns the name, column and end of the uncertain system if it was confirmed. The side of the flow is the same.
    fn confirmed(role: Role, raw: &str, origin: Origin) -> Option<(String, u32, u32)> {
        let known = integration("k.md", "K active one-way: S Shop, T SAP, T Depot, T Été");
        let mut catalog = Catalog::new(vec![known, uncertain(role, raw, origin), system("Systems/ERP.md", None)]);
        judge_systems(&mut catalog, None);
        let file = catalog.position("x.md").expect("the note");
        let it = &catalog.files[file].extraction.records.as_ref().expect("records").integrations[0];
        let name = it.systems[1].name.clone();
        assert_eq!(it.flows[0].to.as_ref(), Some(&name), "{raw}");
        assert_eq!(name.state == State::Filled, it.systems[1].origin == Origin::Stated, "{raw}");
        (name.state == State::Filled).then(|| (name.raw.to_string(), name.span.column, name.span.end))
    }

    #[test]
    fn known_system_of_a_text_is_certain_also_in_flows() {
        let check = |role: Role, raw: &str, origin: Origin, expected: Option<(&str, u32, u32)>| {
            let expected = expected.map(|(name, column, end)| (name.to_owned(), column, end));
            assert_eq!(confirmed(role, raw, origin), expected, "{raw}");
        };
        check(Role::Target, "ERP", Origin::Inferred, Some(("ERP", 9, 43)));
        check(Role::Target, "Depot Nightly Runbook", Origin::Inferred, Some(("Depot", 9, 45)));
        check(Role::Target, "Lake", Origin::Inferred, None);
        // Columns count characters.
        check(Role::Target, "für Été nachts", Origin::Inferred, Some(("Été", 13, 50)));
        // A name within a word is none.
        check(Role::Target, "ERPs and the ERP", Origin::Inferred, Some(("ERP", 22, 56)));
        check(Role::Target, "everything which the Depot has", Origin::Doubtful, Some(("Depot", 30, 66)));
    }

    #[test]
    fn guess_in_a_flow_alone_is_confirmed_too() {
        let mut file = integration("x.md", "X active one-way: S Paper");
        let it = &mut file.extraction.records.as_mut().expect("records").integrations[0];
        let guess =
            |raw: &str, name: &str| Some(Extracted { raw: raw.into(), state: State::Suspect, ..extracted(name) });
        it.flows.push(Flow { from: guess("paper", "paper"), to: guess("[Paper]", "Paper"), ..Flow::default() });
        it.flows.push(Flow { from: guess("Rock", "Rock"), ..Flow::default() });
        let mut catalog = Catalog::new(vec![file]);
        judge_systems(&mut catalog, None);
        let flows = &catalog.files[0].extraction.records.as_ref().expect("records").integrations[0].flows;
        let sides = [&flows[0].from, &flows[0].to, &flows[1].from].map(|it| {
            let side = it.as_ref().expect("a side");
            (side.text().unwrap_or_default(), side.state)
        });
        assert_eq!(sides, [("Paper", State::Filled), ("Paper", State::Suspect), ("Rock", State::Suspect)]);
    }

    #[test]
    fn prose_that_denies_or_cannot_decide_names_no_system() {
        for raw in [
            "no longer SAP, now WMS",
            "formerly Shop, which was replaced",
            "everyone but not the Depot",
            "Depot or maybe SAP, to decide",
            "Depot which gets it and SAP which has it",
        ] {
            assert_eq!(confirmed(Role::Target, raw, Origin::Doubtful), None, "{raw}");
        }
    }

    #[test]
    fn own_system_has_the_place_of_the_record() {
        let of = |description: &str, own_role: Role, own: &str| {
            let mut file = integration("x.md", description);
            let records = file.extraction.records.as_mut().expect("records");
            records.shape = Shape::Generic;
            records.integrations[0].own_role = Some(own_role);
            records.integrations[0].span = Span { line: 7, column: 1, start: 90, end: 99 };
            let mut catalog = Catalog::new(vec![file]);
            judge_systems(&mut catalog, Some(own));
            let it = &catalog.files[0].extraction.records.as_ref().expect("records").integrations[0];
            let added = it.systems.iter().find(|it| it.name.place == "the system of the note");
            added.map(|it| (it.role, it.name.text().unwrap_or_default().to_owned(), it.name.span.line))
        };
        let shop = |role| Some((role, "Web Shop".to_owned(), 7));
        assert_eq!(of("X active one-way: P Stripe?", Role::Target, "Web Shop"), shop(Role::Target));
        assert_eq!(of("X active one-way: P Stripe", Role::Party, "Web Shop"), shop(Role::Party));
        assert_eq!(of("X active one-way: P Stripe", Role::Party, "stripe"), None);
        assert_eq!(of("X active one-way: ", Role::Party, "Web Shop"), None);
    }
}
