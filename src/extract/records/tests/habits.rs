//! What people write beside the templates' own forms: each habit with what a careful reader would take from it.

use super::{one, text};
use crate::model::{Integration, RecordField, Role};

/// What an integration calls the systems in a role, by `+`.
fn named(it: &Integration, role: Role) -> String {
    it.in_role(role).filter_map(|system| system.name.text()).collect::<Vec<_>>().join("+")
}

/// Source and target of a note, as `a > b`.
#[track_caller]
fn sides(note: &str) -> String {
    let it = one(note);
    format!("{} > {}", named(&it, Role::Source), named(&it, Role::Target))
}

fn owners(it: &Integration) -> String {
    it.owners().filter_map(|owner| owner.text()).collect::<Vec<_>>().join("+")
}

#[test]
fn what_is_said_behind_a_link_is_no_part_of_the_name() {
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
    let source = one(&hub("[[SAP]] (FI module)")).systems.remove(0).name;
    assert_eq!((source.linkpath.as_deref(), source.remark.as_deref()), (Some("SAP"), Some("FI module")));
}

#[test]
fn people_are_called_as_their_notes_are() {
    let owned = |owner: &str| owners(&one(&format!("#integration\n- **Owner**: {owner}\n")));
    assert_eq!(owned("[[Teams/Finance Data|FinData]]"), "Finance Data");
    assert_eq!(owned("[[Ana#Contact]]"), "Ana");
    assert_eq!(owned("[[Ana]] (lead)"), "Ana");
    assert_eq!(owned("[[Ana]]<br>[[Ben]]"), "Ana+Ben");
    assert_eq!(owned("[[Ana]], [[Ben]]"), "Ana+Ben");
    assert_eq!(owned("Ana, Ben"), "Ana, Ben");
}

#[test]
fn a_side_may_be_named_on_its_own_line() {
    let hub = "# Integration Hub\n## System Connections\n- **Source System**: [[SAP]]\n- **Target System**: Foo\n";
    assert_eq!(sides(hub), "SAP > Foo");
    let record = "# Feed\n**Integration ID**: INT-2024-001\n**Classification**: Internal\n## Integration Architecture\n### Components\n";
    assert_eq!(sides(&format!("{record}- **Source System(s)**: [[SAP]]\n- **Target System(s)**: Foo\n")), "SAP > Foo");
    let numbered =
        "1. Source System(s): [[SAP]]\n   - Role: master\n2. Target System(s): Foo\n3. **Middleware:** Mule\n";
    assert_eq!(sides(&format!("{record}{numbered}")), "SAP > Foo");
    let it = one(&format!("{record}{numbered}"));
    assert_eq!(named(&it, Role::Middleware), "Mule");
    let source = it.in_role(Role::Source).next().unwrap();
    assert_eq!(source.details.first().map(|(name, _)| name.as_str()), Some("role"));
    let links = "## Notes\n- **Source**: the vendor's manual\n";
    assert_eq!(sides(&format!("{record}1. Source System(s): [[SAP]]\n{links}")), "SAP > ");
}

#[test]
fn bullets_below_a_number_need_no_indent() {
    let record = "# Feed\n**Integration ID**: INT-2024-001\n**Classification**: Internal\n";
    for indent in ["", " ", "  ", "   ", "\t"] {
        let list =
            format!("1. Source System(s)\n{indent}- Name: [[SAP]]\n2. Target System(s)\n{indent}- Name: [[X]]\n");
        assert_eq!(sides(&format!("{record}## Components\n{list}")), "SAP > X", "{indent:?}");
        let it = one(&format!("{record}## Integration Overview\n{list}"));
        assert_eq!(text(&it, RecordField::Name), "Feed", "{indent:?}");
    }
}

#[test]
fn headings_may_be_numbered_by_keycaps() {
    let it = one(
        "# Integration Specification: X\n## 1️⃣ Basic Information\n- **Status**: Active\n- **Owner**: Z\n## 1.🔧 Schedule\n",
    );
    assert_eq!(text(&it, RecordField::Status), "active");
    assert_eq!(owners(&it), "Z");
}

#[test]
fn a_title_is_a_name_without_what_stands_before_it() {
    let name = |title: &str| {
        let it =
            one(&format!("{title}\n## Integrated Systems\n### System 1: A\n### System 2: B\n## Integration Methods\n"));
        text(&it, RecordField::Name).to_owned()
    };
    assert_eq!(name("# 🗺️ Integration Blueprint: X"), "X");
    assert_eq!(name("# 1. Integration Blueprint: X"), "X");
    assert_eq!(name("# **Integration Blueprint: X**"), "X");
    assert_eq!(name("# 835 Remittance"), "835 Remittance");
    assert_eq!(name("# 1. Remittance"), "Remittance");
}

#[test]
fn marks_around_what_a_number_names_are_no_part_of_it() {
    let it = one(
        "# Integration Blueprint: X\n## Integrated Systems\n### System 1: [[SAP]]\n### System 2: **Azure IoT Hub**\n### **System 3:** B_C\n",
    );
    assert_eq!(named(&it, Role::Party), "SAP+Azure IoT Hub+B_C");
}

#[test]
fn property_tables_may_be_numbered_and_remarked() {
    for table in [
        "| Property | Value | Remark |\n|---|---|---|\n| Status | Active | since Jan |\n",
        "| # | Property | Value |\n|---|---|---|\n| 1 | Status | Active |\n",
        "| No. | Attribute | Value | Source | Comment |\n|---|---|---|---|---|\n| 1 | Status | Active | x | y |\n",
        "| Item | Details |\n|---|---|\n| Status | Active |\n",
    ] {
        let it = one(&format!("# Integration Specification: X\n## Basic Information\n{table}"));
        assert_eq!(text(&it, RecordField::Status), "active", "{table}");
    }
}

#[test]
fn particulars_at_the_end_need_no_rule_above_them() {
    let end = "**Blueprint Status**: Approved\n**Last Updated**: 2026-01-01\n**Author**: Z\n";
    let head = "# Integration Blueprint: X\n## Integrated Systems\n### System 1: A\n### System 2: B\n";
    for body in [
        "## Failure Modes\n### Failure Type 1: Down\n- **Impact**: late\n\n",
        "## Failure Modes\n| Failure | Impact |\n|---|---|\n| Down | late |\n\n",
        "## Failure Modes\n- **Down**: restart\n\n",
    ] {
        let it = one(&format!("{head}{body}{end}"));
        assert_eq!(text(&it, RecordField::DocStatus), "approved", "{body}");
        assert_eq!(text(&it, RecordField::Updated), "2026-01-01", "{body}");
        assert_eq!(it.failure_modes.len(), 1, "{body}");
        assert_eq!(it.failure_modes[0].values.len(), 2, "{body}");
    }
    // What ends a note and says nothing of a document is what it is below its heading.
    let it = one(&format!("{head}## Failure Modes\n**Down**: restart\n**Slow**: wait\n"));
    assert_eq!(it.failure_modes.len(), 2);
}

#[test]
fn a_contact_is_a_person_and_no_name_of_the_integration() {
    let note = |heading: &str| {
        one(&format!(
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
    let it = one("#integration\n# Feed\n## Contacts\n- Ben – technical lead\n- **Version**: 7\n");
    assert_eq!(it.get(RecordField::Version), None);
    assert!(it.people.iter().any(|it| it.role == "technical_lead" && it.name.text() == Some("Ben")));
}

#[test]
fn what_the_note_draws_on_is_no_system() {
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
fn plans_and_windows_are_no_flows() {
    let head = "# Integration Specification: X\n## System Information\n### Source System\n- **System Name**: SAP\n### Target System\n- **System Name**: Y\n";
    for table in [
        "| What | When | From | To |\n|---|---|---|---|\n| Mail | T-5 | PMO | all |\n",
        "| Schedule | From | To |\n|---|---|---|\n| Sunday | 22:00 | 23:00 |\n",
    ] {
        let it = one(&format!("{head}## Plan\n{table}"));
        assert_eq!((it.flows.len(), it.get(RecordField::Frequency)), (0, None), "{table}");
    }
    let flows = "| Source | Destination | What | When |\n|---|---|---|---|\n| SAP | Y | orders | hourly |\n";
    assert_eq!(one(&format!("{head}## Data Flow\n{flows}")).flows.len(), 1);
}

#[test]
fn expressions_name_fields_and_nothing_else() {
    let told = |source: &str| {
        let it = one(&format!(
            "# Integration Specification: X\n## Data Mapping\n### Field Mapping\n| Source Field | Target Field |\n|---|---|\n| {source} | t |\n"
        ));
        let names: Vec<&str> = it.mappings.iter().map(|it| it.source.as_deref().unwrap_or("-")).collect();
        format!("{} {:?}", names.join("+"), it.mappings[0].source_kind)
    };
    assert_eq!(told("CONCAT(first, ', ', last)"), "first+last Field");
    assert_eq!(told("first + ', ' + last"), "first+last Field");
    assert_eq!(told("IF(x>1, \"a, b\", y)"), "x+y Field");
    assert_eq!(told("COALESCE(LEFT(x,2), 'N/A')"), "x Field");
    assert_eq!(told("order.total (gross, EUR)"), "order.total Field");
    assert_eq!(told("CONCAT(First Name, Last Name)"), "First Name+Last Name Field");
    assert_eq!(told("Customer's Name, Street"), "Customer's Name+Street Field");
    assert_eq!(told("UUID()"), "- Generated");
    assert_eq!(told("GETDATE()"), "- Generated");
    assert_eq!(told("0"), "- Constant");
    assert_eq!(told("a, b; c"), "a+b+c Field");
}

#[test]
fn a_register_may_have_ids_sums_and_arrows_in_its_cells() {
    let records = super::read(
        "# Interfaces\n| Interface | Systems | Owner | Status | Frequency |\n|---|---|---|---|---|\n\
         | INT-301 Vendor master | [[SAP]] → Coupa | X | Live | daily |\n| INT-304 | A, B | Y | Live | daily |\n\
         | **Total** | | 2 | | |\n",
    );
    let told: Vec<String> = records
        .integrations
        .iter()
        .map(|it| format!("{} {} {}", text(it, RecordField::Id), text(it, RecordField::Name), named(it, Role::Source)))
        .collect();
    assert_eq!(told, ["INT-301 Vendor master SAP", "INT-304 INT-304 "]);
}

#[test]
fn the_key_says_the_name_better_than_the_heading_beside_its_side() {
    let note = "# Integration Specification: X\n## System Information\n### Source System (CRM)\n- **Type**: SaaS\n\
        - **System Name**: [[SAP]]\n### Target System – DWH\n- **Type**: warehouse\n";
    assert_eq!(sides(note), "SAP > DWH");
    let it = one(note);
    assert_eq!(it.in_role(Role::Source).next().unwrap().details.len(), 1);
    let it = one("# Integration Blueprint: X\n## Integrated Systems\n### SAP\n### Dependencies\n- none\n### Diagram\n");
    assert_eq!(named(&it, Role::Party), "SAP");
}

#[test]
fn systems_may_say_which_side_they_are() {
    let head = "#integration\n# X\n## Systems Involved\n### Store POS\n- **Role**: Source\n### [[Snowflake]]\n- **Role**: Target\n";
    assert_eq!(sides(head), "Store POS > Snowflake");
    assert_eq!(sides(&format!("{head}## Data Flow\n1. Till closes → file is written\n")), "Store POS > Snowflake");
    assert_eq!(sides("#integration\n## Data Flow\n- Web Shop → SAP\n"), "Web Shop > SAP");
    let table = "#integration\n## Systems Involved\n| System | Role |\n|---|---|\n| POS | Source |\n| [[Snowflake]] | Target |\n";
    assert_eq!(sides(table), "POS > Snowflake");
}

#[test]
fn numbers_of_the_frontmatter_are_as_they_are_written() {
    let it = one("---\ntype: integration\nversion: 1.10 # the second\nid: 007\n---\n# X\n");
    assert_eq!((text(&it, RecordField::Version), text(&it, RecordField::Id)), ("1.10", "007"));
}

#[test]
fn maps_of_the_frontmatter_name_one_thing() {
    let it =
        one("---\ntype: integration\nsource:\n  name: SAP\n  env: prod\nowner:\n  name: Ana\n  email: a@x\n---\n# X\n");
    assert_eq!((named(&it, Role::Source).as_str(), owners(&it).as_str()), ("SAP", "Ana"));
    assert_eq!(it.people[0].contacts, ["a@x"]);
    let it = one(
        "---\ntype: integration\nowners: [{name: Ana, role: lead}, {name: Ben}]\nsystems: {source: SAP, target: Y}\n---\n# X\n",
    );
    assert_eq!(owners(&it), "Ana+Ben");
    assert_eq!((named(&it, Role::Source).as_str(), named(&it, Role::Target).as_str()), ("SAP", "Y"));
}

#[test]
fn a_name_behind_an_id_may_give_both_sides() {
    assert_eq!(sides("#integration\n# INT-2025-001 - SAP to Coupa\n"), "SAP > Coupa");
    assert_eq!(sides("#integration\n# INT-2025-001 - Move to cloud\n"), " > ");
    assert_eq!(sides("#integration\n# Salesforce ⇄ NetSuite\n"), "Salesforce > NetSuite");
}

#[test]
fn several_keys_may_stand_on_one_line() {
    for line in [
        "**Status:** Active | **Owner:** Ana | **Priority:** High",
        "**Status**: Active · **Owner**: Ana · **Priority**: High",
        "- **Status:** Active<br>**Owner:** Ana, **Priority:** High",
    ] {
        let it = one(&format!("# Integration Specification: X\n## Basic Information\n{line}\n"));
        let status = it.get(RecordField::Status).unwrap();
        assert_eq!((status.text(), status.remark.as_deref()), (Some("active"), None), "{line}");
        assert_eq!((owners(&it).as_str(), text(&it, RecordField::Priority)), ("Ana", "high"), "{line}");
    }
    let it = one("# Integration Specification: X\n## Basic Information\n**Status:** Active, **really**\n");
    assert_eq!(text(&it, RecordField::Status), "active");
}

#[test]
fn a_heading_of_its_own_may_hold_a_value_anywhere_in_the_overview() {
    for above in ["## Basic Information\n", "## Integration Overview\n", "## Metadata\n", ""] {
        let it = one(&format!(
            "# Integration Specification: X\n## System Information\n{above}### Status\nActive\n### Owner\n[[Ana]]\n"
        ));
        assert_eq!((text(&it, RecordField::Status), owners(&it).as_str()), ("active", "Ana"), "{above}");
    }
}

#[test]
fn a_version_may_stand_in_the_newest_row_of_the_changes() {
    let table = "| Version | Date | Changes |\n|---|---|---|\n| 1.0 | 2024-01-01 | made |\n| 1.2 | 2025-06-01 | tax |\n| 1.1 | 2025-01-01 | x |\n";
    let it = one(&format!("# Integration Specification: X\n## System Information\n## Change History\n{table}"));
    assert_eq!(text(&it, RecordField::Version), "1.2");
    let it = one(&format!(
        "# Integration Specification: X\n## System Information\n## Document Control\n- **Version**: 3\n## Change History\n{table}"
    ));
    assert_eq!(text(&it, RecordField::Version), "3");
}

#[test]
fn the_title_of_a_callout_is_what_its_keys_stand_under() {
    let head = "# Integration Blueprint: X\n## Integrated Systems\n### System 1: A\n### System 2: B\n> [!note] Keep in mind\n> They are old.\n\n";
    let it =
        one(&format!("{head}## Failure Modes\n> [!warning]- Broker down\n> **Impact**: late\n> **Recovery**: wait\n"));
    assert_eq!(named(&it, Role::Party), "A+B");
    let told: Vec<String> = it
        .failure_modes
        .iter()
        .map(|it| it.values.iter().map(|(name, said)| format!("{name}={} ", said.text().unwrap_or_default())).collect())
        .collect();
    assert_eq!(told, ["name=Broker down impact=late recovery=wait "]);
    let spec = "# Integration Specification: X\n## System Information\n> [!note] Source System\n> - **Name**: SAP\n\n> [!note] Target System\n> - **Name**: Y\n";
    assert_eq!(sides(spec), "SAP > Y");
}

#[test]
fn a_table_may_name_the_systems_of_both_sides() {
    let head = "# Integration Specification: X\n## System Information\n";
    for table in [
        "| Property | Source System | Target System |\n|---|---|---|\n| System Name | [[SAP]] | Foo |\n| Protocol | HTTPS | JDBC |\n",
        "| | Source | Target |\n|---|---|---|\n| Name | [[SAP]] | Foo |\n| Protocol | HTTPS | JDBC |\n",
    ] {
        let it = one(&format!("{head}{table}"));
        assert_eq!((named(&it, Role::Source).as_str(), named(&it, Role::Target).as_str()), ("SAP", "Foo"), "{table}");
        assert_eq!(it.endpoints.len(), 2, "{table}");
        assert_eq!(it.endpoints[0].values.len(), 2, "{table}");
    }
    let roles = "| Role | Name | Interface |\n|---|---|---|\n| Source | [[SAP]] | IDoc |\n| Target | Foo | REST |\n";
    assert_eq!(sides(&format!("{head}{roles}")), "SAP > Foo");
}
