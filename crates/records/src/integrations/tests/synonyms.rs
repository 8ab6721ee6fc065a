//! Synonyms (docs/spec/integrations.md#synonyms) and the date order of the vault.

use vaultdex_notes::parse;

use super::text;
use crate::model::{DateOrder, Integration, RecordField, Role, Terminology};
use crate::{NoteSource, Synonyms, records};

/// Returns the only integration of a note in a vault with synonyms and a date order.
#[track_caller]
fn integration(pairs: &[(&str, &str)], date_order: Option<DateOrder>, note: &str) -> Integration {
    let synonyms = pairs.iter().map(|(ours, meant)| ((*ours).to_owned(), (*meant).to_owned())).collect();
    let synonyms = Synonyms::new(&Terminology { synonyms, date_order, ..Terminology::default() });
    let found = records(
        &NoteSource::new(note, &parse::note(note), &synonyms),
        &vaultdex_notes::VaultPath::new("Notes/A note.md"),
    );
    let mut integrations = found.unwrap_or_else(|| panic!("no shape fits {note:?}")).integrations;
    assert_eq!(integrations.len(), 1, "in {note:?}");
    integrations.remove(0)
}

fn names(it: &Integration, role: Role) -> Vec<&str> {
    it.in_role(role).filter_map(|it| it.name.text()).collect()
}

const GERMAN: &[(&str, &str)] = &[
    ("Quelle", "source"),
    ("Ziel", "target"),
    ("Häufigkeit", "frequency"),
    ("Verantwortlich", "owner"),
    ("Quellsystem", "source system"),
    ("Zielsystem", "target system"),
    ("Quellfeld", "source field"),
    ("Zielfeld", "target field"),
    ("Regel", "rule"),
    ("Pflicht", "mandatory"),
    ("Fehlerart", "error type"),
    ("Maßnahme", "action"),
    ("Eigenschaft", "property"),
    ("Wert", "value"),
    ("Schnittstellen-ID", "integration id"),
    ("Schnittstelle", "interface"),
    ("Richtung", "direction"),
];

#[test]
fn keys_may_have_synonyms() {
    let it = integration(
        GERMAN,
        None,
        "#integration\n- **Quelle**: WMS\n- Ziel: ERP\n- **Häufigkeit:** hourly\n- Verantwortlich: Ana\n",
    );
    assert_eq!((names(&it, Role::Source), names(&it, Role::Target)), (vec!["WMS"], vec!["ERP"]));
    assert_eq!(text(&it, RecordField::Frequency), "hourly");
    assert_eq!(it.owner().and_then(|it| it.text()), Some("Ana"));
}

#[test]
fn properties_may_have_synonyms() {
    let it = integration(
        GERMAN,
        None,
        "---\ntype: integration\nquellsystem: WMS\nZielSystem: ERP\nhäufigkeit: daily\n---\n",
    );
    assert_eq!((names(&it, Role::Source), names(&it, Role::Target)), (vec!["WMS"], vec!["ERP"]));
    assert_eq!(text(&it, RecordField::Frequency), "daily");
    // Such properties are enough to recognize the note.
    let it = integration(GERMAN, None, "---\nquellsystem: WMS\nzielsystem: ERP\n---\n");
    assert_eq!(names(&it, Role::Source), ["WMS"]);
}

#[test]
fn headings_and_columns_may_have_synonyms() {
    let it = integration(
        GERMAN,
        None,
        "# Wareneingang\n## 1. Quellsystem\n- Name: WMS\n## 2. Zielsystem\n| Eigenschaft | Wert |\n|---|---|\n| Name | ERP |\n\n\
         ## Felder\n| Quellfeld | Zielfeld | Regel | Pflicht |\n|---|---|---|---|\n| a | b | trim | y |\n\n\
         | Fehlerart | Maßnahme |\n|---|---|\n| Timeout | warten |\n",
    );
    assert_eq!((names(&it, Role::Source), names(&it, Role::Target)), (vec!["WMS"], vec!["ERP"]));
    let row = &it.mappings[0];
    assert_eq!(
        (row.source.as_deref(), row.target.as_deref(), row.rule.as_deref(), row.mandatory),
        (Some("a"), Some("b"), Some("trim"), Some(true))
    );
    let failure = &it.failure_modes[0];
    let value_of = |key: &str| failure.get(key).and_then(|it| it.text());
    assert_eq!((value_of("name"), value_of("recovery")), (Some("Timeout"), Some("warten")));
}

#[test]
fn synonyms_apply_to_the_prefilter() {
    let it = integration(
        GERMAN,
        None,
        "**Schnittstellen-ID**: INT-2024-003\n**Classification**: Internal\n**Quelle**: WMS\n",
    );
    assert_eq!((text(&it, RecordField::Id), names(&it, Role::Source)), ("INT-2024-003", vec!["WMS"]));
    let it = integration(
        GERMAN,
        None,
        "| Schnittstelle | Quelle | Ziel | Richtung |\n|---|---|---|---|\n| Orders | WMS | ERP | one-way |\n",
    );
    assert_eq!((text(&it, RecordField::Name), names(&it, Role::Target)), ("Orders", vec!["ERP"]));
}

#[test]
fn numbered_headings_may_have_synonyms() {
    let it = integration(
        &[("Störung", "failure type"), ("Auswirkung", "impact")],
        None,
        "# Integration Blueprint: Returns\n## Failure Modes\n### Störung 1: Broker weg\n- **Auswirkung**: nichts geht\n",
    );
    let value_of = |key: &str| it.failure_modes[0].get(key).and_then(|it| it.text());
    assert_eq!((value_of("name"), value_of("impact")), (Some("Broker weg"), Some("nichts geht")));
}

#[test]
fn places_keep_the_written_names() {
    let it = integration(GERMAN, None, "#integration\n- **Häufigkeit**: hourly\n");
    assert_eq!(it.get(RecordField::Frequency).map(|it| it.place.as_str()), Some("Häufigkeit"));
}

#[test]
fn system_keys_and_histories_may_have_synonyms() {
    let synonyms = [("Domäne", "domain"), ("Verlauf", "history")];
    let synonyms = synonyms.map(|(ours, meant)| (ours.to_owned(), meant.to_owned())).into_iter().collect();
    let synonyms = Synonyms::new(&Terminology { synonyms, ..Terminology::default() });
    let text = "---\ntype: system\nDomäne: Sales\nVerlauf:\n  - 2024-05-01 - Added the tax field\n---\n# Shop\n";
    let note = parse::note(text);
    let source = NoteSource::new(text, &note, &synonyms);
    let found = records(&source, &vaultdex_notes::VaultPath::new("Notes/Shop.md"));
    let system = found.and_then(|it| it.system).expect("a system");
    assert_eq!(system.domain.as_ref().and_then(|it| it.text()), Some("Sales"));
    assert_eq!(crate::changes(&source).entries.len(), 1);
}

#[test]
fn ambiguous_dates_follow_the_date_order() {
    let note = "#integration\n- **Status**: live\n- **Created**: 03/04/2025\n- **Next Review**: [01.02.2026]\n- **Updated**: 2025-12-31\n";
    let dates = |order: Option<DateOrder>| {
        let it = integration(&[], order, note);
        [RecordField::Created, RecordField::NextReview, RecordField::Updated].map(|field| text(&it, field).to_owned())
    };
    // With points the day comes first.
    assert_eq!(dates(None), ["", "2026-02-01", "2025-12-31"]);
    assert_eq!(dates(Some(DateOrder::DayFirst)), ["2025-04-03", "2026-02-01", "2025-12-31"]);
    assert_eq!(dates(Some(DateOrder::MonthFirst)), ["2025-03-04", "2026-02-01", "2025-12-31"]);
}
