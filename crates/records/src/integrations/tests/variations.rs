//! Common variations of the syntax of the templates.

use super::{integration, text};
use crate::model::{Integration, RecordField, Role};

/// Returns the names of the systems in a role, joined by `+`.
pub(crate) fn named(it: &Integration, role: Role) -> String {
    it.in_role(role).filter_map(|system| system.name.text()).collect::<Vec<_>>().join("+")
}

/// Returns sources and targets of a note as `a > b`.
#[track_caller]
pub(crate) fn sides(note: &str) -> String {
    let it = integration(note);
    format!("{} > {}", named(&it, Role::Source), named(&it, Role::Target))
}

fn owners(it: &Integration) -> String {
    it.owners().filter_map(|owner| owner.text()).collect::<Vec<_>>().join("+")
}

#[test]
fn text_after_a_link_is_not_part_of_the_name() {
    let hub = |name: &str| {
        format!(
            "# Integration Hub\n## System Connections\n### Source System\n- **Name**: {name}\n### Target System\n- **Name**: X\n"
        )
    };
    for name in
        ["[[SAP]] (FI module)", "[[SAP]] – ledger", "[[SAP]]: ledger", "**[[SAP]]** - ledger", "[[Systems/SAP|ERP]]"]
    {
        assert_eq!(sides(&hub(name)), "SAP > X", "{name:?}");
    }
    assert_eq!(sides(&hub("[[SAP]] / [[Mule]]")), "SAP+Mule > X");
    assert_eq!(sides(&hub("[[SAP]], [[Mule]]")), "SAP+Mule > X");
    assert_eq!(sides(&hub("[[SAP]] ERP")), "SAP ERP > X");
    let source = integration(&hub("[[SAP]] (FI module)")).systems.remove(0).name;
    assert_eq!((source.linkpath.as_deref(), source.remark.as_deref()), (Some("SAP"), Some("FI module")));
}

#[test]
fn linked_people_are_named_by_their_notes() {
    let owners_of = |owner: &str| owners(&integration(&format!("#integration\n- **Owner**: {owner}\n")));
    assert_eq!(owners_of("[[Teams/Finance Data|FinData]]"), "Finance Data");
    assert_eq!(owners_of("[[Ana#Contact]]"), "Ana");
    assert_eq!(owners_of("[[Ana]] (lead)"), "Ana");
    assert_eq!(owners_of("[[Ana]]<br>[[Ben]]"), "Ana+Ben");
    assert_eq!(owners_of("[[Ana]], [[Ben]]"), "Ana+Ben");
    assert_eq!(owners_of("Ana, Ben"), "Ana, Ben");
}

#[test]
fn key_may_name_the_systems_of_a_side() {
    let hub = "# Integration Hub\n## System Connections\n- **Source System**: [[SAP]]\n- **Target System**: Foo\n";
    assert_eq!(sides(hub), "SAP > Foo");
    let record = "# Feed\n**Integration ID**: INT-2024-001\n**Classification**: Internal\n## Integration Architecture\n### Components\n";
    assert_eq!(sides(&format!("{record}- **Source System(s)**: [[SAP]]\n- **Target System(s)**: Foo\n")), "SAP > Foo");
    let numbered =
        "1. Source System(s): [[SAP]]\n   - Role: master\n2. Target System(s): Foo\n3. **Middleware:** Mule\n";
    assert_eq!(sides(&format!("{record}{numbered}")), "SAP > Foo");
    let it = integration(&format!("{record}{numbered}"));
    assert_eq!(named(&it, Role::Middleware), "Mule");
    let source = it.in_role(Role::Source).next().unwrap();
    assert_eq!(source.details.first().map(|(name, _)| name.as_str()), Some("role"));
    for others in [
        "## Notes\n- **Source**: the vendor's manual\n",
        "## Responsibilities\n- **Source System**: sends files by 02:00\n- **Target System**: loads them\n",
        "## Monitoring\n- **Integration Layer**: Grafana dashboards\n",
    ] {
        let it = integration(&format!("{record}1. Source System(s): [[SAP]]\n{others}"));
        assert_eq!(it.systems.len(), 1, "{others}");
    }
}

#[test]
fn bullets_below_a_numbered_item_need_no_indentation() {
    let record = "# Feed\n**Integration ID**: INT-2024-001\n**Classification**: Internal\n";
    for indent in ["", " ", "  ", "   ", "\t"] {
        let list =
            format!("1. Source System(s)\n{indent}- Name: [[SAP]]\n2. Target System(s)\n{indent}- Name: [[X]]\n");
        assert_eq!(sides(&format!("{record}## Components\n{list}")), "SAP > X", "{indent:?}");
        let it = integration(&format!("{record}## Integration Overview\n{list}"));
        assert_eq!(text(&it, RecordField::Name), "Feed", "{indent:?}");
    }
}

#[test]
fn headings_may_be_numbered_with_keycap_emoji() {
    let it = integration(
        "# Integration Specification: X\n## 1️⃣ Basic Information\n- **Status**: Active\n- **Owner**: Z\n## 1.🔧 Schedule\n",
    );
    assert_eq!(text(&it, RecordField::Status), "active");
    assert_eq!(owners(&it), "Z");
}

#[test]
fn name_from_the_title_has_no_lead() {
    let name = |title: &str| {
        let it = integration(&format!(
            "{title}\n## Integrated Systems\n### System 1: A\n### System 2: B\n## Integration Methods\n"
        ));
        text(&it, RecordField::Name).to_owned()
    };
    assert_eq!(name("# 🗺️ Integration Blueprint: X"), "X");
    assert_eq!(name("# 1. Integration Blueprint: X"), "X");
    assert_eq!(name("# **Integration Blueprint: X**"), "X");
    assert_eq!(name("# 835 Remittance"), "835 Remittance");
    assert_eq!(name("# 1. Remittance"), "Remittance");
}

#[test]
fn emphasis_around_a_numbered_name_is_removed() {
    let it = integration(
        "# Integration Blueprint: X\n## Integrated Systems\n### System 1: [[SAP]]\n### System 2: **Azure IoT Hub**\n### **System 3:** B_C\n",
    );
    assert_eq!(named(&it, Role::Party), "SAP+Azure IoT Hub+B_C");
}

#[test]
fn footer_needs_no_thematic_break() {
    let end = "**Blueprint Status**: Approved\n**Last Updated**: 2026-01-01\n**Author**: Z\n";
    let head = "# Integration Blueprint: X\n## Integrated Systems\n### System 1: A\n### System 2: B\n";
    for body in [
        "## Failure Modes\n### Failure Type 1: Down\n- **Impact**: late\n\n",
        "## Failure Modes\n| Failure | Impact |\n|---|---|\n| Down | late |\n\n",
        "## Failure Modes\n- **Down**: restart\n\n",
    ] {
        let it = integration(&format!("{head}{body}{end}"));
        assert_eq!(text(&it, RecordField::DocStatus), "approved", "{body}");
        assert_eq!(text(&it, RecordField::Updated), "2026-01-01", "{body}");
        assert_eq!(it.failure_modes.len(), 1, "{body}");
        assert_eq!(it.failure_modes[0].values.len(), 2, "{body}");
    }
    // A final paragraph without a key of the document belongs to its section.
    let it = integration(&format!("{head}## Failure Modes\n**Down**: restart\n**Slow**: wait\n"));
    assert_eq!(it.failure_modes.len(), 2);
}

#[test]
fn name_of_a_contact_is_not_the_name_of_the_integration() {
    let note = |heading: &str| {
        integration(&format!(
            "# Integration Blueprint: Feed\n## Integrated Systems\n### System 1: A\n### System 2: B\n## {heading}\n\
             - **Name**: Ana Silva\n- **Role**: Integration Owner\n- **Email**: a@x\n- **Name**: Ben\n- **Role**: Tester\n"
        ))
    };
    for heading in ["Contacts", "Team", "People"] {
        let it = note(heading);
        assert_eq!(text(&it, RecordField::Name), "Feed", "{heading}");
        let people: Vec<String> =
            it.people.iter().map(|it| format!("{} {:?} {:?}", it.role, it.name.text(), it.contacts)).collect();
        assert_eq!(people, ["owner Some(\"Ana Silva\") [\"a@x\"]", "tester Some(\"Ben\") []"], "{heading}");
    }
    assert_eq!(text(&note("Document Control"), RecordField::Name), "Feed");
    let it = integration(
        "#integration\n# Feed\n- **Status**: live\n## Contacts\n- Ben – technical lead\n- **Version**: 7\n",
    );
    assert_eq!(it.get(RecordField::Version), None);
    assert!(it.people.iter().any(|it| it.role == "technical_lead" && it.name.text() == Some("Ben")));
}

#[test]
fn references_are_not_systems() {
    let head = "# Integration Specification: X\n## System Information\n### Source System\n- **System Name**: SAP\n### Target System\n- **System Name**: Y\n";
    for sources in [
        "## Sources\n- [Vendor docs](https://x.y)\n- [[Gartner]]\n- Call with Ana\n",
        "## References\n### Sources\n- [[Gartner]]\n",
        "## Source\nhttps://x.y/z\n",
        "## Integration Overview\n**Source:** https://x.y/z\n",
    ] {
        assert_eq!(sides(&format!("{head}{sources}")), "SAP > Y", "{sources}");
    }
    let both = "#integration\n## Sources\n- SAP\n- Shop\n## Targets\n- Y\n";
    assert_eq!(sides(both), "SAP+Shop > Y");
}

#[test]
fn name_key_replaces_the_name_in_the_heading() {
    let note = "# Integration Specification: X\n## System Information\n### Source System (CRM)\n- **Type**: SaaS\n\
        - **System Name**: [[SAP]]\n### Target System – DWH\n- **Type**: warehouse\n";
    assert_eq!(sides(note), "SAP > DWH");
    let it = integration(note);
    assert_eq!(it.in_role(Role::Source).next().unwrap().details.len(), 1);
    let it = integration(
        "# Integration Blueprint: X\n## Integrated Systems\n### SAP\n### Dependencies\n- none\n### Diagram\n",
    );
    assert_eq!(named(&it, Role::Party), "SAP");
}

#[test]
fn role_of_a_system_may_name_its_side() {
    let head = "#integration\n# X\n## Systems Involved\n### Store POS\n- **Role**: Source\n### [[Snowflake]]\n- **Role**: Target\n";
    assert_eq!(sides(head), "Store POS > Snowflake");
    assert_eq!(sides(&format!("{head}## Data Flow\n1. Till closes → file is written\n")), "Store POS > Snowflake");
    assert_eq!(sides("#integration\n## Data Flow\n- Web Shop → SAP\n"), "Web Shop > SAP");
    let table = "#integration\n## Systems Involved\n| System | Role |\n|---|---|\n| POS | Source |\n| [[Snowflake]] | Target |\n";
    assert_eq!(sides(table), "POS > Snowflake");
}

#[test]
fn frontmatter_numbers_are_kept_as_written() {
    let it = integration("---\ntype: integration\nversion: 1.10 # the second\nid: 007\n---\n# X\n");
    assert_eq!((text(&it, RecordField::Version), text(&it, RecordField::Id)), ("1.10", "007"));
}

#[test]
fn each_frontmatter_map_names_one_thing() {
    let it = integration(
        "---\ntype: integration\nsource:\n  name: SAP\n  env: prod\nowner:\n  name: Ana\n  email: a@x\n---\n# X\n",
    );
    assert_eq!((named(&it, Role::Source).as_str(), owners(&it).as_str()), ("SAP", "Ana"));
    assert_eq!(it.people[0].contacts, ["a@x"]);
    let it = integration(
        "---\ntype: integration\nowners: [{name: Ana, role: lead}, {name: Ben}]\nsystems: {source: SAP, target: Y}\n---\n# X\n",
    );
    assert_eq!(owners(&it), "Ana+Ben");
    assert_eq!((named(&it, Role::Source).as_str(), named(&it, Role::Target).as_str()), ("SAP", "Y"));
}

#[test]
fn name_after_an_id_may_name_both_sides() {
    assert_eq!(sides("#integration\n# INT-2025-001 - SAP to Coupa\n"), "SAP > Coupa");
    assert_eq!(sides("#integration\n# INT-2025-001 - Move to cloud\n- **Status**: live\n"), " > ");
    assert_eq!(sides("#integration\n# Salesforce ⇄ NetSuite\n"), "Salesforce > NetSuite");
}

#[test]
fn line_may_contain_several_keys() {
    for line in [
        "**Status:** Active | **Owner:** Ana | **Priority:** High",
        "**Status**: Active · **Owner**: Ana · **Priority**: High",
        "- **Status:** Active<br>**Owner:** Ana, **Priority:** High",
    ] {
        let it = integration(&format!("# Integration Specification: X\n## Basic Information\n{line}\n"));
        let status = it.get(RecordField::Status).unwrap();
        assert_eq!((status.text(), status.remark.as_deref()), (Some("active"), None), "{line}");
        assert_eq!((owners(&it).as_str(), text(&it, RecordField::Priority)), ("Ana", "high"), "{line}");
    }
    let it = integration("# Integration Specification: X\n## Basic Information\n**Status:** Active, **really**\n");
    assert_eq!(text(&it, RecordField::Status), "active");
}

#[test]
fn heading_in_the_overview_may_hold_a_value() {
    for above in ["## Basic Information\n", "## Integration Overview\n", "## Metadata\n", ""] {
        let it = integration(&format!(
            "# Integration Specification: X\n## System Information\n{above}### Status\nActive\n### Owner\n[[Ana]]\n"
        ));
        assert_eq!((text(&it, RecordField::Status), owners(&it).as_str()), ("active", "Ana"), "{above}");
    }
}

#[test]
fn callout_title_is_the_heading_of_its_keys() {
    let head = "# Integration Blueprint: X\n## Integrated Systems\n### System 1: A\n### System 2: B\n> [!note] Keep in mind\n> They are old.\n\n";
    let it = integration(&format!(
        "{head}## Failure Modes\n> [!warning]- Broker down\n> **Impact**: late\n> **Recovery**: wait\n"
    ));
    assert_eq!(named(&it, Role::Party), "A+B");
    let actual: Vec<String> = it
        .failure_modes
        .iter()
        .map(|it| it.values.iter().map(|(name, it)| format!("{name}={} ", it.text().unwrap_or_default())).collect())
        .collect();
    assert_eq!(actual, ["name=Broker down impact=late recovery=wait "]);
    let spec = "# Integration Specification: X\n## System Information\n> [!note] Source System\n> - **Name**: SAP\n\n> [!note] Target System\n> - **Name**: Y\n";
    assert_eq!(sides(spec), "SAP > Y");
}

#[test]
fn keys_of_the_last_section_are_not_a_footer() {
    let head = "# Integration Specification: X\n## System Information\n### Source System\n- **System Name**: SAP\n";
    for target in [
        "### Target System\n- **Name**: DWH\n- **Type**: warehouse\n- **Last Updated**: 2026-01-01\n",
        "### Target System\n| Property | Value |\n|---|---|\n| Name | DWH |\n| Last Updated | 2026-01-01 |\n",
        "### Target System\n**Name**: DWH\n**Last Updated**: 2026-01-01\n",
    ] {
        let note = format!("{head}{target}");
        assert_eq!(sides(&note), "SAP > DWH", "{target}");
        assert_eq!(text(&integration(&note), RecordField::Name), "X", "{target}");
    }
    let it = integration(&format!("{head}## Document Control\n- **Status**: Draft\n- **Last Updated**: 2026-01-01\n"));
    assert_eq!((it.get(RecordField::Status), text(&it, RecordField::DocStatus)), (None, "draft"));
    let one_line = "# Integration Blueprint: X\n## Integrated Systems\n### System 1: A\n## Failure Modes\n- **Down**: restart\n\n\
        **Blueprint Status**: Approved | **Last Updated**: 2026-01-01\n";
    assert_eq!(text(&integration(one_line), RecordField::DocStatus), "approved");
}

#[test]
fn several_sources_may_share_a_target() {
    for target in ["## Target\n- [[DWH]]\n", "## Target System\n- **Name**: DWH\n"] {
        assert_eq!(
            sides(&format!("#integration\n# Feed\n## Sources\n- [[SAP]]\n- [[Shop]]\n{target}")),
            "SAP+Shop > DWH"
        );
    }
}

#[test]
fn asterisks_in_a_value_do_not_begin_a_key() {
    let value = |line: &str| {
        let it = integration(&format!("# Integration Specification: X\n## Basic Information\n{line}\n"));
        (owners(&it), it.text(RecordField::Purpose).unwrap_or_default().to_owned())
    };
    assert_eq!(value("- **Status**: Active <!-- old: , **Owner**: Zed --> now").0, "");
    assert_eq!(value("- **Status**: `a, **Owner**: b`").0, "");
    assert_eq!(value("- **Purpose**: Sync orders, **Invoices** - monthly").1, "Sync orders, Invoices - monthly");
    assert_eq!(value("- **Purpose**: Orders / **Invoices**: both ways").1, "Orders / Invoices: both ways");
}

#[test]
fn each_link_of_a_value_is_a_name() {
    let owners_of = |owner: &str| owners(&integration(&format!("#integration\n- **Owner**: {owner}\n")));
    assert_eq!(owners_of("[[Ana]], Ben"), "Ana, Ben");
    assert_eq!(owners_of("[[Ana]] (lead), [[Ben]] (backup)"), "Ana+Ben");
    assert_eq!(sides("#integration\n- **Source**: [[SAP]] (FI), [[Mule]] (bus)\n- **Target**: X\n"), "SAP+Mule > X");
}

#[test]
fn maps_without_a_name_are_kept() {
    let it = integration(
        "---\ntype: integration\nowner:\n  team: Payments\n  email: p@x\nsource:\n  application: SAP\n---\n# X\n",
    );
    assert_eq!((owners(&it).as_str(), named(&it, Role::Source).as_str()), ("Payments", "SAP"));
    let it = integration("---\ntype: integration\nsystems: {source: [Shop, POS], target: ERP}\n---\n# X\n");
    assert_eq!((named(&it, Role::Source).as_str(), named(&it, Role::Target).as_str()), ("Shop+POS", "ERP"));
    let it = integration("---\ntype: integration\nsystems: [{name: ERP, from: 2024-01-01}]\n---\n# X\n");
    assert_eq!((named(&it, Role::Party).as_str(), named(&it, Role::Source).as_str()), ("ERP", ""));
    let it = integration("---\n{type: integration, version: 1.10, id: 007}\n---\n# X\n");
    assert_eq!((text(&it, RecordField::Version), text(&it, RecordField::Id)), ("1.10", "007"));
}

#[test]
fn placeholder_does_not_replace_a_name() {
    let note =
        "# Integration Specification: X\n## System Information\n### Source System: SAP\n- **System Name**: TBD\n";
    assert_eq!(sides(note), "SAP > ");
    let names = "## Data Mapping\n| Attribute | Source | Target |\n|---|---|---|\n| Name | cust_name | CUST_NAME |\n";
    assert_eq!(sides(&format!("{note}{names}")), "SAP > ");
    let roles = "## Governance\n| Role | Name |\n|---|---|\n| Consumer | Finance dept |\n| Auditor | Kim |\n";
    assert_eq!(sides(&format!("{note}{roles}")), "SAP > ");
}

#[test]
fn callouts_in_a_section_belong_to_it() {
    let it = integration(
        "# Integration Specification: X\n## System Information\n### Source System\n- **System Name**: SAP\n\
         > [!info] Details\n> **Type**: ERP\n> **Status**: Deprecated\n",
    );
    assert_eq!(it.get(RecordField::Status), None);
    assert!(it.in_role(Role::Source).next().unwrap().details.iter().any(|(name, _)| name == "type"));
    let it = integration(
        "# Integration Blueprint: X\n## Integrated Systems\n### System 1: SAP\n### System 2: B\n## Integrated Systems\n> [!warning] Attention\n> **Note**: SAP is old.\n",
    );
    assert!(!named(&it, Role::Party).contains("Attention"));
}

#[test]
fn contacts_keep_their_addresses() {
    let it = integration(
        "#integration\n# Feed\n- **Status**: live\n## Contacts\n- **Email**: a@x\n- **Name**: Ana\n- **Email**: b@x\n- **Name**: Ben\n\
         - **Name**: Cy\n  - **Role**: Tester\n  - **Email**: c@x\n- **Last Updated**: 2025-01-01\n- **Version**: 7\n\ntext\n",
    );
    let actual: Vec<String> =
        it.people.iter().map(|it| format!("{} {:?}", it.name.text().unwrap(), it.contacts)).collect();
    assert_eq!(actual, ["Ana [\"a@x\"]", "Ben [\"b@x\"]", "Cy [\"c@x\"]"]);
    assert_eq!(text(&it, RecordField::Updated), "2025-01-01");
}
