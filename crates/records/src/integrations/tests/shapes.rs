//! The shape of notes, and notes without one.

use vaultdex_notes::{VaultPath, parse};

use super::{integration, notes_below, project, records_at, records_of, text};
use crate::NoteSource;
use crate::document::language::synonyms_for;
use crate::integrations::classify::prefilter;
use crate::integrations::context::NoteContext;
use crate::integrations::read_note;
use crate::model::{RecordField, Role, Shape};

#[test]
fn shape_follows_from_content_and_path() {
    let check = |path: &str, text: &str, expected: Option<Shape>| {
        let found = records_at(path, text).map(|records| records.shape);
        assert_eq!(found, expected, "{path}: {text:?}");
    };
    let spec = "# Integration Specification: X\n## Basic Information\n## Connection Details\n";
    check("a.md", spec, Some(Shape::Spec));
    check("Systems/a.md", &format!("---\nvaultdex-shape: hub\n---\n{spec}"), Some(Shape::Hub));
    check("a.md", &format!("---\nvaultdex-shape: none\n---\n{spec}"), None);
    check("a.md", "# Integration Blueprint: X\n## Integrated Systems\n", Some(Shape::Blueprint));
    // A blueprint of a system shares many headings with that of an integration.
    check(
        "a.md",
        "# System Blueprint: X\n## Failure Modes\n## Integration Points\n### Point 1: Y\n**Blueprint Status**: Draft\n",
        None,
    );
    check("a.md", "---\ntype: integration\n---\n", Some(Shape::Note));
    check("a.md", "---\nsourceSystem: A\ntargetSystem: B\n---\n", Some(Shape::Note));
    check("a.md", "---\nsource: https://example.com\ntarget: me\n---\n", None);
    check("a.md", "---\ntype: system\n---\n", Some(Shape::System));
    check("System - SAP.md", "SAP", Some(Shape::System));
    check("System.md", "A system", None);
    check("10 Systems/SAP.md", "SAP", Some(Shape::System));
    check("20 Integrations/Orders.md", "Orders", Some(Shape::Generic));
    check("a.md", "#integration\n", None);
    check("a.md", "#integration\n- **Status**: live\n", Some(Shape::Generic));
    check("Shop → SAP.md", "Synchronises orders.", Some(Shape::Generic));
    check("a.md", "## Systems Involved\n- Shop\n", Some(Shape::Generic));
    check("a.md", "## Source System\n- Shop\n## Destination System\n- ERP\n", Some(Shape::Generic));
    check("a.md", "## Source System\n## Destination System\n", None);
    check(
        "a.md",
        "| Interface | Source System | Target System |\n|---|---|---|\n| a | Shop | ERP |\n| b | ERP | WMS |\n",
        Some(Shape::Register),
    );
    // No row names a system.
    check("a.md", "| Interface | Owner | Status | Protocol |\n|---|---|---|---|\n| a | b | c | d |\n", None);
}

#[test]
fn prefilter_rejects_no_integration_note() {
    for (path, text) in notes_below(project().join("vault-fixtures")) {
        let (note, path, synonyms) = (parse::note(&text), VaultPath::new(path), crate::Synonyms::default());
        let synonyms = synonyms_for(&synonyms, &text, &note);
        let source = NoteSource::new(&text, &note, &synonyms);
        let shape = read_note(&NoteContext::new(&source, &path)).records.map(|records| records.shape);
        let is_record = shape.is_some_and(|shape| shape != Shape::Mapping);
        assert!(!is_record || prefilter::may_record(&text, &note, &path, &synonyms), "{path}: {shape:?}");
    }
}

#[test]
fn ordinary_notes_have_no_shape() {
    let check =
        |path: &str, text: &str| assert_eq!(records_at(path, text).map(|it| it.shape), None, "{path}: {text:?}");
    check("a.md", "");
    check("2024-05-01.md", "# A day\n\n- Call: Ana\n- **Mood**: good\n");
    check("Tokyo → Kyoto.md", "# Tokyo → Kyoto\n\nThe train takes two hours.\n");
    check("How to bake.md", "# How to bake\n");
    check("Continuous Integration.md", "# Continuous Integration\n\nTests run on every change.\n");
    check("Integration.md", "# Integration by parts\n\n## Purpose\n\n## Components\n");
    check("Projects.md", "| Name | Owner | Status | Purpose |\n|---|---|---|---|\n| a | b | c | d |\n");
    check("Books.md", "| Name | Type | Status | Owner |\n|---|---|---|---|\n| a | b | c | d |\n");
    check("a.md", "```\n# Integration Specification: X\n## Basic Information\n**Integration ID**: INT-2024-003\n```\n");
}

#[test]
fn tie_is_recorded() {
    let records =
        records_of("# Integration Blueprint: X\n## System Connections\n## Data Flow Architecture\n## Failure Modes\n");
    assert_eq!((records.shape, records.recognition.points), (Shape::Generic, 6));
    assert_eq!(records.recognition.rival, Some((Shape::Hub, 6)));
    assert!(records.recognition.signals.iter().any(|(label, _)| label == "as much of a hub as of a blueprint"));
}

#[test]
fn weak_match_is_recorded() {
    let records = records_of("# X\n## Systems Involved\n- Shop\n## Integrated Systems\n");
    assert_eq!((records.shape, records.recognition.points), (Shape::Generic, 0));
    assert_eq!(records.recognition.rival, Some((Shape::Blueprint, 3)));
}

#[test]
fn templates_and_stubs_are_marked() {
    let check = |path: &str, text: &str, expected: (bool, bool)| {
        let records = records_at(path, text).expect("an integration note");
        assert_eq!((records.is_template, records.is_stub), expected, "{path}: {text:?}");
    };
    check("Integrations/a.md", "# A\n\n## B\n", (false, true));
    check("Integrations/a.md", "# A\n\nB\n", (false, false));
    check("90 Templates/a.md", "#integration\n- **Status**: live\n", (true, false));
    check("a.md", "---\ntype: integration\nstatus: Template\n---\n", (true, true));
    check(
        "Integrations/a.md",
        "---\nvaultdex-shape: generic\n---\n# [Name]\n- **Status**: [Status]\n- **Owner**: [Name]\n",
        (true, false),
    );
    check(
        "a.md",
        "---\nvaultdex-shape: generic\n---\n# Orders\n- **Status**: [Status]\n- **Owner**: [Name]\n",
        (false, false),
    );
}

#[test]
fn frontmatter_outranks_the_body() {
    let it = integration(
        "---\ntype: integration\nstatus: active\nsourceSystem: \"[[Workday]]\"\ntarget: Power BI\nowners:\n  - \"[[Ruben]]\"\n  - Ana\nrank: 3\n---\n# Heads\n- **Status**: Paused\n- **Target**: Snowflake\n",
    );
    assert_eq!(text(&it, RecordField::Status), "active");
    assert_eq!(it.values.iter().filter(|(field, _)| *field == RecordField::Status).count(), 2);
    let names = |role: Role| it.in_role(role).filter_map(|it| it.name.text()).collect::<Vec<_>>();
    assert_eq!((names(Role::Source), names(Role::Target)), (vec!["Workday"], vec!["Power BI"]));
    assert!(it.systems.iter().any(|it| it.is_overruled && it.name.text() == Some("Snowflake")));
    let owners: Vec<_> = it.people.iter().map(|it| (it.role.as_str(), it.name.raw.as_str())).collect();
    assert_eq!(owners, [("owner", "[[Ruben]]"), ("owner", "Ana")]);
    assert_eq!(
        it.extra.iter().map(|it| (it.place.as_str(), it.raw.as_str())).collect::<Vec<_>>(),
        [("frontmatter › rank", "3")]
    );
}

#[test]
fn each_register_row_is_an_integration() {
    let records = records_of(
        "# Interfaces\n| # | ID | Interface | Source System | Target System | Status | Direction | Owner | Volume |\n|---|---|---|---|---|---|---|---|---|\n| 1 | INT-101 | Orders | [[Shop\\|S]] | [[WMS]] and [[ERP]] | Live | Inbound | [[Ana]] | 5 |\n| 2 |  | Returns | TBD | [[ERP]] | n/a |\n",
    );
    let actual: Vec<_> = records
        .integrations
        .iter()
        .map(|it| {
            let names = |role: Role| it.in_role(role).filter_map(|it| it.name.text()).collect::<Vec<_>>().join(";");
            let values = [RecordField::Id, RecordField::Name, RecordField::Status, RecordField::Direction]
                .map(|field| text(it, field));
            format!("{} {} {} -> {}", it.span.line, values.join("|"), names(Role::Source), names(Role::Target))
        })
        .collect();
    assert_eq!(actual, ["4 INT-101|Orders|active|one-way Shop -> WMS;ERP", "5 |Returns||  -> ERP"]);
    assert_eq!(records.id(), None);
    assert_eq!(records.integrations[0].extra[0].raw, "5");
}

#[test]
fn system_note_describes_a_system() {
    let records = records_of(
        "---\ntype: system\nsystemId: SYS-1\nsystemType: ERP\nstatus: live\nowner: \"[[Ana]]\"\ndomain: Finance\n---\n# System - SAP\n",
    );
    let system = records.system.as_ref().expect("a system");
    let actual = [&system.name, &system.id, &system.kind, &system.status, &system.domain]
        .map(|it| it.as_ref().and_then(|it| it.text()));
    assert_eq!(actual, [Some("SAP"), Some("SYS-1"), Some("ERP"), Some("active"), Some("Finance")]);
    assert_eq!(system.owner.as_ref().and_then(|it| it.linkpath.as_deref()), Some("Ana"));
    assert_eq!(records.id(), Some("SYS-1"));
}

#[test]
fn past_review_is_not_the_next_review() {
    for property in ["reviewed", "last_reviewed", "lastReview", "reviewed_on"] {
        let it = integration(&format!("---\ntype: integration\n{property}: 2024-01-01\n---\n"));
        assert_eq!(it.get(RecordField::NextReview), None, "{property}");
        assert_eq!(text(&it, RecordField::LastReviewed), "2024-01-01", "{property}");
    }
    let it = integration("---\ntype: integration\nnext_review: 2024-01-01\n---\n");
    assert_eq!(text(&it, RecordField::NextReview), "2024-01-01");
}
