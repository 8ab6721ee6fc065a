//! Notes in a vault's own words (T13), and dates as its settings say that they are written.

use vaultdex_notes::parse;

use super::text;
use crate::model::{DateOrder, Integration, RecordField, Role, Wording};
use crate::{Page, Words, records};

/// The one integration of a note in a vault that calls things so.
#[track_caller]
fn one(pairs: &[(&str, &str)], date_order: Option<DateOrder>, note: &str) -> Integration {
    let synonyms = pairs.iter().map(|(ours, meant)| ((*ours).to_owned(), (*meant).to_owned())).collect();
    let words = Words::new(&Wording { synonyms, date_order });
    let found =
        records(&Page::new(note, &parse::note(note), &words), &vaultdex_notes::VaultPath::new("Notes/A note.md"));
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
fn keys_may_be_in_other_words() {
    let it = one(
        GERMAN,
        None,
        "#integration\n- **Quelle**: WMS\n- Ziel: ERP\n- **Häufigkeit:** hourly\n- Verantwortlich: Ana\n",
    );
    assert_eq!((names(&it, Role::Source), names(&it, Role::Target)), (vec!["WMS"], vec!["ERP"]));
    assert_eq!(text(&it, RecordField::Frequency), "hourly");
    assert_eq!(it.owner().and_then(|it| it.text()), Some("Ana"));
}

#[test]
fn the_frontmatter_may_be_in_other_words() {
    let it = one(GERMAN, None, "---\ntype: integration\nquellsystem: WMS\nZielSystem: ERP\nhäufigkeit: daily\n---\n");
    assert_eq!((names(&it, Role::Source), names(&it, Role::Target)), (vec!["WMS"], vec!["ERP"]));
    assert_eq!(text(&it, RecordField::Frequency), "daily");
    // Such properties alone are enough to know the note by.
    let it = one(GERMAN, None, "---\nquellsystem: WMS\nzielsystem: ERP\n---\n");
    assert_eq!(names(&it, Role::Source), ["WMS"]);
}

#[test]
fn headings_and_columns_may_be_in_other_words() {
    let it = one(
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
    let said = |key: &str| failure.get(key).and_then(|it| it.text());
    assert_eq!((said("name"), said("recovery")), (Some("Timeout"), Some("warten")));
}

#[test]
fn a_key_or_a_table_alone_may_make_a_note_a_record() {
    let it = one(GERMAN, None, "**Schnittstellen-ID**: INT-2024-003\n**Classification**: Internal\n**Quelle**: WMS\n");
    assert_eq!((text(&it, RecordField::Id), names(&it, Role::Source)), ("INT-2024-003", vec!["WMS"]));
    let it = one(
        GERMAN,
        None,
        "| Schnittstelle | Quelle | Ziel | Richtung |\n|---|---|---|---|\n| Orders | WMS | ERP | one-way |\n",
    );
    assert_eq!((text(&it, RecordField::Name), names(&it, Role::Target)), ("Orders", vec!["ERP"]));
}

#[test]
fn numbered_headings_may_be_in_other_words() {
    let it = one(
        &[("Störung", "failure type"), ("Auswirkung", "impact")],
        None,
        "# Integration Blueprint: Returns\n## Failure Modes\n### Störung 1: Broker weg\n- **Auswirkung**: nichts geht\n",
    );
    let said = |key: &str| it.failure_modes[0].get(key).and_then(|it| it.text());
    assert_eq!((said("name"), said("impact")), (Some("Broker weg"), Some("nichts geht")));
}

#[test]
fn what_the_vault_calls_so_is_still_called_so_where_it_is_shown() {
    let it = one(GERMAN, None, "#integration\n- **Häufigkeit**: hourly\n");
    assert_eq!(it.get(RecordField::Frequency).map(|it| it.place.as_str()), Some("Häufigkeit"));
}

#[test]
fn keys_of_a_system_and_histories_may_be_in_other_words() {
    let synonyms = [("Domäne", "domain"), ("Verlauf", "history")];
    let synonyms = synonyms.map(|(ours, meant)| (ours.to_owned(), meant.to_owned())).into_iter().collect();
    let words = Words::new(&Wording { synonyms, date_order: None });
    let text = "---\ntype: system\nDomäne: Sales\nVerlauf:\n  - 2024-05-01 - Added the tax field\n---\n# Shop\n";
    let note = parse::note(text);
    let page = Page::new(text, &note, &words);
    let found = records(&page, &vaultdex_notes::VaultPath::new("Notes/Shop.md"));
    let system = found.and_then(|it| it.system).expect("a system");
    assert_eq!(system.domain.as_ref().and_then(|it| it.text()), Some("Sales"));
    assert_eq!(crate::changes(&page).entries.len(), 1);
}

#[test]
fn dates_are_meant_as_the_settings_say() {
    let note = "#integration\n- **Created**: 03/04/2025\n- **Next Review**: [01.02.2026]\n- **Updated**: 2025-12-31\n";
    let dates = |order: Option<DateOrder>| {
        let it = one(&[], order, note);
        [RecordField::Created, RecordField::NextReview, RecordField::Updated].map(|field| text(&it, field).to_owned())
    };
    assert_eq!(dates(None), ["", "", "2025-12-31"]);
    assert_eq!(dates(Some(DateOrder::DayFirst)), ["2025-04-03", "2026-02-01", "2025-12-31"]);
    assert_eq!(dates(Some(DateOrder::MonthFirst)), ["2025-03-04", "2026-01-02", "2025-12-31"]);
}
