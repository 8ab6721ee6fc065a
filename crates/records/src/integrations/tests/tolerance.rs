//! The variations of docs/spec/integrations.md#tolerance: each yields the same record as the form of the template.

use compact_str::CompactString;

use super::{facts, integration, records_of, text};
use crate::model::{Extracted, MappingLevel, RecordField, Role, SourceKind};

/// Checks that two notes have the same facts, and have some.
#[track_caller]
fn same(left: &str, right: &str) {
    let (one, other) = (facts(&integration(left)), facts(&integration(right)));
    assert!(one.len() > 2, "no facts in {left:?}");
    assert_eq!(one, other, "{left:?} and {right:?}");
}

const HUB: &str = "# Price Integration Hub\n\n## Integration Overview\n- **Integration Name**: Prices\n- **Status**: Testing\n\n## System Connections\n\n### Source System\n- **Name**: [[PIM]]\n- **Interface**: API\n\n### Target System\n- **Name**: Shop\n- **Interface**: File\n";

#[test]
fn heading_levels_and_order_may_differ() {
    same(HUB, &HUB.replace("### ", "#### "));
    same(HUB, &HUB.replace("### ", "## "));
    let it = integration(
        "# X Integration Hub\n## System Connections\n### Target System\n- Name: B\n### Source System\n- Name: A\n",
    );
    let names = |role: Role| it.in_role(role).filter_map(|it| it.name.text()).collect::<Vec<_>>();
    assert_eq!((names(Role::Source), names(Role::Target)), (vec!["A"], vec!["B"]));
}

#[test]
fn headings_may_be_numbered_decorated_and_bold() {
    same(HUB, &HUB.replace("## Integration Overview", "## 1. 📌 **INTEGRATION OVERVIEW**:"));
    same(HUB, &HUB.replace("### Source System", "### (2.1) 🟢 Source system"));
}

#[test]
fn punctuation_of_keys_may_differ() {
    for (from, to) in
        [("**: ", ":** "), ("**: ", "** – "), ("**: ", "** = "), ("**: ", "**："), ("**: ", "** - "), ("**: ", ":: ")]
    {
        let to = if to == ":: " { "**:: " } else { to };
        same(HUB, &HUB.replace(from, to));
    }
    same(HUB, &HUB.replace("**", "__"));
    same(HUB, &HUB.replace("- **", "- ").replace("**: ", ": "));
    same(HUB, &HUB.replace("- **", "- ").replace("**: ", " = "));
    same(HUB, &HUB.replace("- **", "- ✅ **"));
    same(HUB, &HUB.replace("- **", "* **"));
}

#[test]
fn table_is_equivalent_to_a_list() {
    let table = HUB.replace(
        "- **Name**: [[PIM]]\n- **Interface**: API\n",
        "\n| Property | Value |\n|---|---|\n| **Name** | [[PIM]] |\n| Interface | API |\n",
    );
    same(HUB, &table);
    let spec = "# Integration Specification: X\n## Basic Information\n| Property | Value |\n|---|---|\n| Status | Active |\n| Owner | [[Ana]] |\n";
    same(
        spec,
        &spec.replace(
            "| Property | Value |\n|---|---|\n| Status | Active |\n| Owner | [[Ana]] |",
            "- **Status**: Active\n- Owner: [[Ana]]",
        ),
    );
}

/// Checks the mappings of a table: sides, type, rule, default and whether mandatory.
#[track_caller]
fn mapped(table: &str, expected: &[&str]) {
    let it = integration(&format!(
        "# Integration Specification: X\n## Basic Information\n### Target System\n- Name: Snowflake\n\n{table}"
    ));
    let actual = it.mappings.iter().map(|it| {
        let text = |text: &Option<CompactString>| text.clone().unwrap_or("_".into());
        let source = match it.source_kind {
            SourceKind::Field => text(&it.source),
            kind => format!("{kind:?}").into(),
        };
        let rest = [&it.data_type, &it.rule, &it.default].map(text).join(" ");
        format!("{source} -> {} {rest} {:?}", text(&it.target), it.mandatory)
    });
    assert_eq!(actual.collect::<Vec<_>>(), expected, "{table}");
}

#[test]
fn columns_may_be_added_reordered_and_renamed() {
    mapped(
        "| Source Field | Target Field | Data Type | Transformation Rule | Default Value | Mandatory |\n|---|---|---|---|---|---|\n| a | b | text | trim | 0 | Y |\n",
        &["a -> b text trim 0 Some(true)"],
    );
    mapped(
        "| Owner | To | Required? | From | Logic |\n|---|---|---|---|---|\n| Ana | b | no | `a` | trim |\n",
        &["a -> b _ trim _ Some(false)"],
    );
    mapped(
        "| src | dest | Nullable |\n|---|---|---|\n| a | b | yes |\n| a | b | ? |\n",
        &["a -> b _ _ _ Some(false)", "a -> b _ _ _ None"],
    );
    mapped(
        "| Salesforce Field | Warehouse Column | Mapping Rule |\n|---|---|---|\n| a | b | x |\n",
        &["a -> b _ x _ None"],
    );
    mapped("| Snowflake Column | Salesforce Field |\n|---|---|\n| b | a |\n", &["a -> b _ _ _ None"]);
    mapped("| Property | Source | Target |\n|---|---|---|\n| Port | 1 | 2 |\n", &[]);
}

#[test]
fn first_column_may_be_a_number() {
    mapped("| # | Source Field | Target Field |\n|---|---|---|\n| 1 | a | b |\n", &["a -> b _ _ _ None"]);
}

#[test]
fn mapping_may_have_several_sources_or_none() {
    let check = |source: &str, expected: &[&str]| {
        mapped(&format!("| Source Field | Target Field |\n|---|---|\n| {source} | t |\n"), expected);
    };
    check("`a` + `b`", &["a -> t _ _ _ None", "b -> t _ _ _ None"]);
    check("a, b", &["a -> t _ _ _ None", "b -> t _ _ _ None"]);
    check("CONCAT(a, \" \", b)", &["a -> t _ CONCAT(a, \" \", b) _ None", "b -> t _ CONCAT(a, \" \", b) _ None"]);
    check("*generated*", &["Generated -> t _ _ _ None"]);
    check("n/a", &["Generated -> t _ _ _ None"]);
    check("—", &["Generated -> t _ _ _ None"]);
    check("constant \"X\"", &["Constant -> t _ _ _ None"]);
    check("", &["None -> t _ _ _ None"]);
}

#[test]
fn entity_from_dots_and_headings() {
    let it = integration(
        "# Integration Specification: X\n## Basic Information\n## Field Mapping\n### Target Entity: CUSTOMER\n| Source Field | Target Field |\n|---|---|\n| Account.Name | NAME |\n\n### Order → SALES\n| Source Field | Target Field |\n|---|---|\n| no | NO |\n\n| Source Entity | Target Entity |\n|---|---|\n| a | b |\n",
    );
    let entities: Vec<_> =
        it.mappings.iter().map(|it| (it.level, it.source_entity.as_deref(), it.target_entity.as_deref())).collect();
    let field = MappingLevel::Field;
    assert_eq!(entities[..2], [(field, Some("Account"), Some("CUSTOMER")), (field, Some("Order"), Some("SALES"))]);
    assert_eq!((entities[2].0, it.mappings[2].source.as_deref()), (MappingLevel::Entity, Some("a")));
}

#[test]
fn sections_may_be_missing() {
    let it = integration("# Integration Blueprint: Returns\n\n**Blueprint Status**: Draft\n");
    assert_eq!((text(&it, RecordField::Name), text(&it, RecordField::DocStatus)), ("Returns", "draft"));
    assert!(it.systems.is_empty() && it.flows.is_empty());
}

#[test]
fn values_may_be_wrapped() {
    let it = integration(
        "#integration\n- **Purpose**: Orders go\n  to the ERP.\n- **Status**:\n  Active\n\n**Owner**: Team\nOrders\n**Direction**: two-way\n",
    );
    assert_eq!(text(&it, RecordField::Purpose), "Orders go to the ERP.");
    assert_eq!((text(&it, RecordField::Status), text(&it, RecordField::Direction)), ("active", "two-way"));
    assert_eq!(it.owner().and_then(|it| it.text()), Some("Team Orders"));
}

#[test]
fn any_arrow_or_dash_is_accepted() {
    for arrow in ["->", "→", "⇒", "-->", "=>", "➜"] {
        let it = integration(&format!(
            "# Integration Blueprint: X\n## Integrated Systems\n## Data Mapping\n- a {arrow} b\n## Data Flow\n- **Orders**: Shop {arrow} ERP\n"
        ));
        assert_eq!((it.mappings.len(), it.flows.len()), (1, 1), "{arrow}");
        assert_eq!(it.in_role(Role::Target).next().and_then(|it| it.name.text()), Some("ERP"), "{arrow}");
    }
}

#[test]
fn systems_may_be_nested_lists() {
    let check = |list: &str| {
        let it = integration(&format!("**Integration ID**: INT-2024-003\n**Classification**: Internal\n\n{list}"));
        let names: Vec<_> = it.in_role(Role::Source).filter_map(|it| it.name.text()).collect();
        assert_eq!(names, ["Shop", "Stripe"], "{list}");
    };
    check("- Source Systems:\n  - [[Shop]]\n  - Stripe\n");
    check("**Source Systems**:\n- [[Shop]]\n- Stripe\n");
    check("1. Source System(s)\n   - [[Shop]]\n   - Stripe\n");
    check("1. Source System(s)\n   - Name: [[Shop]]\n   - Role: sells\n   - Name: Stripe\n");
    check("1. Source System(s)\n   - Shop\n     - Role: sells\n   - Stripe\n");
    check("## Source Systems\n### Source System 1: Shop\n### Source System 2: [[Stripe]]\n");
    check("## Source Systems\n### [[Shop]]\n- Role: sells\n### Stripe\n");
    check("- Source: [[Shop]], [[Stripe]]\n");
}

#[test]
fn key_in_several_sections_is_several_values() {
    let it = integration(
        "**Integration ID**: INT-2024-003\n**Classification**: Internal\n\n## Security\n### Authentication\n1. Methods\n   - Type: OAuth\n## Deployment\n### Authentication\n- Type: Key\n- Type: Key\n",
    );
    assert_eq!(text(&it, RecordField::Type), "");
    let extra: Vec<_> = it.extra.iter().map(|it| format!("{} = {}", it.place, it.raw)).collect();
    assert_eq!(
        extra,
        [
            "Classification = Internal",
            "Security › Authentication › Methods › Type = OAuth",
            "Deployment › Authentication › Type = Key",
            "Deployment › Authentication › Type = Key"
        ]
    );
}

#[test]
fn values_of_unknown_sections_are_kept() {
    let it = integration(
        "#integration\n- **Owner**: Ana\n\n## Cost\n- Per month: 40\n\n| Item | Price |\n|---|---|\n| Licence | 30 |\n",
    );
    let extra: Vec<_> = it.extra.iter().map(|it| format!("{} = {}", it.place, it.raw)).collect();
    assert_eq!(extra, ["Cost › Per month = 40", "Cost › Licence › Price = 30"]);
}

#[test]
fn note_may_record_several_integrations() {
    let records = records_of(
        "# Integration Specification: X\n## Basic Information\n- Status: Active\n## Feed 1\n### Source System\n- Name: A\n### Target System\n- Name: B\n## Feed 2\n### Source System\n- Name: C\n### Target System\n- Name: D\n",
    );
    let actual: Vec<_> = records
        .integrations
        .iter()
        .map(|it| {
            let names = |role: Role| it.in_role(role).filter_map(|it| it.name.text()).collect::<String>();
            format!("{} {} {}{}", it.span.line, text(it, RecordField::Status), names(Role::Source), names(Role::Target))
        })
        .collect();
    assert_eq!(actual, ["1 active AB", "10 active CD"]);
}

#[test]
fn embedded_mapping_is_a_related_document() {
    let it = integration(
        "**Integration ID**: INT-2024-003\n**Classification**: Internal\n## Data Mapping\n### Data Transformations\n1. Source to Target\n   - Field Mappings: ![[Ledger Mapping#Header fields]]\n\n![[Other#Rows]]\n",
    );
    let actual: Vec<_> =
        it.related.iter().map(|it| (it.kind.as_str(), it.label.as_str(), it.target.raw.as_str())).collect();
    assert_eq!(
        actual,
        [
            ("embed", "Field Mappings", "[[Ledger Mapping#Header fields]]"),
            ("embed", "Data Transformations", "[[Other#Rows]]")
        ]
    );
    assert_eq!(text(&it, RecordField::Direction), "one-way");
}

#[test]
fn block_ids_and_tags_are_not_part_of_a_value() {
    let it = integration("#integration\n- **Integration ID**: INT-2024-003 ^id\n- **Type**: Process #returns\n");
    assert_eq!((text(&it, RecordField::Id), text(&it, RecordField::Type)), ("INT-2024-003", "Process"));
}

#[test]
fn line_breaks_and_entities_are_decoded() {
    let it = integration(
        "# Integration Specification: X\n## Basic Information\n| Property | Value |\n|---|---|\n| Owner | Finance &amp; Audit |\n| Source | [[A\\|a]]<br>[[B]] |\n",
    );
    assert_eq!(it.owner().and_then(|it| it.text()), Some("Finance & Audit"));
    assert_eq!(it.in_role(Role::Source).filter_map(|it| it.name.text()).collect::<Vec<_>>(), ["A", "B"]);
}

#[test]
fn replacement_characters_do_no_harm() {
    let bytes = b"#integration\n- **Owner**: J\xf6rg\n- **Status**: Active\n";
    let it = integration(&String::from_utf8_lossy(bytes));
    assert_eq!((text(&it, RecordField::Status), it.people[0].name.raw.as_str()), ("active", "J\u{fffd}rg"));
}

#[test]
fn code_comments_and_quotes_are_ignored() {
    let it = integration(
        "#integration\n- **Status**: Active\n```\n- **Owner**: a\n```\n%% - **Owner**: b %%\n\n> - **Owner**: c\n\n<!--\n- **Owner**: d\n-->\n- e\n  ```\n  - **Owner**: e\n  ```\n\n%%\n- **Owner**: f\n%%\n\n> [!info]\n> - **Owner**: g\n",
    );
    let owners: Vec<_> = it.people.iter().map(|it| it.name.raw.as_str()).collect();
    assert_eq!(owners, ["g"]);
}

#[test]
fn heading_may_hold_the_value_below_it() {
    let it = integration(
        "#integration\n\n## Status\n\nDraft of March\n\n## Owner\n[[Ana]]\n\n## Where it stands\n\nPriority:: high\n[frequency:: hourly]\n",
    );
    assert_eq!(it.get(RecordField::Status).map(|it| it.raw.as_str()), Some("Draft of March"));
    assert_eq!((text(&it, RecordField::Priority), text(&it, RecordField::Frequency)), ("high", "hourly"));
    assert_eq!(it.owner().and_then(|it| it.linkpath.as_deref()), Some("Ana"));
}

#[test]
fn columns_of_other_tables_may_differ() {
    let it = integration(
        "# Integration Specification: X\n## Basic Information\n## Anything\n| Notification | Fault | Action |\n|---|---|---|\n| Ana | Broken | Wait |\n\n| Phone | Name | Role |\n|---|---|---|\n| 1 | Ana | Integration Owner |\n\n| Severity | Condition |\n|---|---|\n| high | late |\n\n| Classification | Data Element |\n|---|---|\n| public | price |\n",
    );
    let failure = &it.failure_modes[0];
    assert_eq!(
        ["name", "recovery", "notification"].map(|name| failure.get(name).and_then(|it| it.text())),
        [Some("Broken"), Some("Wait"), Some("Ana")]
    );
    assert_eq!((it.people[0].role.as_str(), it.people[0].contacts.as_slice()), ("owner", &["1".to_owned()][..]));
    assert_eq!(it.alerts[0].get("condition").and_then(|it| it.text()), Some("late"));
    assert_eq!(it.data_classes[0].get("element").and_then(|it| it.text()), Some("price"));
}

#[test]
fn section_may_be_appended_after_the_footer() {
    let note = "# Integration Blueprint: Pay\n## Integrated Systems\n### System 1: WMS\n- **Role**: x\n\
        ## Monitoring Points\n### Alerts\n- **Lag**: over 5 min\n\n---\n\n**Blueprint Status**: Approved\n\
        **Last Updated**: 2026-02-14\n**Author**: Jane\n\n## Change Log\n- 2026-02-14 - First version\n";
    let it = integration(note);
    let actual = [RecordField::DocStatus, RecordField::Updated].map(|field| text(&it, field));
    assert_eq!(actual, ["approved", "2026-02-14"]);
    assert_eq!(
        it.people.iter().map(|it| (it.role.as_str(), it.name.raw.as_str())).collect::<Vec<_>>(),
        [("author", "Jane")]
    );
    assert_eq!(it.alerts.len(), 1);
    // A thematic break between two paragraphs of a section does not end it.
    let it = integration(&note.replace("**Author**: Jane\n\n## Change Log", "**Author**: Jane\n\n### Change Log"));
    assert_eq!(it.alerts.len(), 4);
}

#[test]
fn keys_above_the_first_section_have_lower_precedence() {
    let it = integration(
        "# Integration Specification: Top\n\n**Owner**: Wiki Gardeners\n**Status**: Draft of the source\n**Version**: 2\n\n\
         ## Integration Overview\n### Basic Information\n| Property | Value |\n|---|---|\n| Integration Name | Top |\n\
         | Status | Active |\n| Owner | Team ERP |\n",
    );
    assert_eq!((text(&it, RecordField::Status), text(&it, RecordField::Version)), ("active", "2"));
    assert_eq!(it.owner().and_then(Extracted::text), Some("Team ERP"));
}

#[test]
fn two_sided_table_maps_nothing_outside_mapping_sections() {
    let note = "# Integration Specification: Tbl\n## Integration Overview\n### Basic Information\n\
        | Property | Value |\n|---|---|\n| Integration Name | Tbl |\n## Performance\n\
        | Volume | Source | Target |\n|---|---|---|\n| Rows per day | 1000 | 990 |\n";
    let header = "| Volume | Source | Target |";
    for other in [
        header,
        "| # | Source | Target |",
        "| Source | Target | Notes |",
        "| From | To | Reason |",
        "| Source | Destination | Port |",
    ] {
        let note = note.replace(header, other);
        assert_eq!(integration(&note).mappings.len(), 0, "{other}");
        for heading in ["Data Mapping", "Customer Fields", "Mapping of customers"] {
            assert_eq!(integration(&note.replace("Performance", heading)).mappings.len(), 1, "{heading}: {other}");
        }
    }
    for columns in
        ["| Source Field | Target Field | Notes |", "| Source | Target | Rule |", "| Source | Target | Data Type |"]
    {
        assert_eq!(integration(&note.replace(header, columns)).mappings.len(), 1, "{columns}");
    }
}

#[test]
fn all_owners_of_one_place_are_owners() {
    let it = integration(
        "---\ntype: integration\nsource: WMS\ntarget: PIM\nowners: [\"[[Team X]]\", Bob]\n---\n# Own\n\n**Owner**: Kim\n",
    );
    assert_eq!(it.owners().filter_map(Extracted::text).collect::<Vec<_>>(), ["Team X", "Bob"]);
}

#[test]
fn heading_may_name_side_and_system() {
    let names = |source: &str, target: &str| {
        let it = integration(&format!(
            "# Alpha Integration Hub\n## System Connections\n### {source}\n- **Interface**: API\n### {target}\n\
             - **Interface**: File\n## Data Flow Architecture\n"
        ));
        let name = |role: Role| it.in_role(role).filter_map(|it| it.name.text()).collect::<Vec<_>>().join(", ");
        [name(Role::Source), name(Role::Target)]
    };
    assert_eq!(names("Source System: WMS", "Target System (PIM)"), ["WMS", "PIM"]);
    assert_eq!(names("Source: [[WMS|the warehouse]]", "Target – PIM"), ["WMS", "PIM"]);
    assert_eq!(names("1. Source System - WMS", "🎯 Destination: PIM"), ["WMS", "PIM"]);
    assert_eq!(names("Source System: SAP (ECC)", "Target (PIM - EU)"), ["SAP (ECC)", "PIM - EU"]);
    assert_eq!(names("Source System Notes: WMS", "Target ()"), ["", ""]);
}

#[test]
fn content_below_a_pair_belongs_to_its_integration() {
    let spec = |level: &str, name: &str, status: &str, source: &str, target: &str| {
        format!(
            "{level} Integration Specification: {name}\n{level}# Integration Overview\n{level}## Basic Information\n\
             | Property | Value |\n|---|---|\n| Integration Name | {name} |\n| Status | {status} |\n| Owner | Team {name} |\n\
             {level}# System Information\n{level}## Source System\n- **Name**: {source}\n{level}## Target System\n\
             - **Name**: {target}\n{level}# Data Mapping\n| Source Field | Target Field |\n|---|---|\n| {source}1 | {target}1 |\n\n"
        )
    };
    for (title, level) in [("", "#"), ("# Integration Specification: both\n", "##")] {
        let (one, other) = (spec(level, "Ax", "Active", "WMS", "PIM"), spec(level, "Bx", "Testing", "CRM", "ERP"));
        let note = [title, &one, &other].concat();
        let found = records_of(&note).integrations;
        let actual: Vec<String> = found
            .iter()
            .map(|it| {
                let systems: Vec<&str> = it.systems.iter().filter_map(|it| it.name.text()).collect();
                let mapped: Vec<&str> = it.mappings.iter().filter_map(|it| it.source.as_deref()).collect();
                let owner = it.owner().and_then(Extracted::text).unwrap_or_default();
                format!(
                    "{} {} {owner} {systems:?} {mapped:?}",
                    text(it, RecordField::Name),
                    text(it, RecordField::Status)
                )
            })
            .collect();
        let expected =
            [r#"Ax active Team Ax ["WMS", "PIM"] ["WMS1"]"#, r#"Bx testing Team Bx ["CRM", "ERP"] ["CRM1"]"#];
        assert_eq!(actual, expected, "{level}");
    }
}
