//! What people write into tables beside the templates' own forms, with what a careful reader would take from it.

use super::habits::{named, sides};
use super::{one, read, text};
use crate::model::{RecordField, Role};

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
    let records = read(
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
    let records = read(
        "# Interfaces\n| Interface | Source | Owner | Status | Frequency |\n|---|---|---|---|---|\n\
         | Fuel cards | SAP | Total | Live | daily |\n| Vendor master (replaces INT-2023-004) | SAP | X | Live | daily |\n",
    );
    assert_eq!(records.integrations.len(), 2);
    assert_eq!(records.integrations[1].get(RecordField::Id), None);
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

#[test]
fn fields_may_have_remarks_blanks_and_operators() {
    let told = |source: &str| {
        let table = format!("| Source Field | Target Field |\n|---|---|\n| {source} | t |\n");
        let it = one(&format!("# Integration Specification: X\n## Data Mapping\n### Field Mapping\n{table}"));
        it.mappings.iter().map(|it| it.source.as_deref().unwrap_or("-")).collect::<Vec<_>>().join("+")
    };
    assert_eq!(told("first (req), last (req)"), "first+last");
    assert_eq!(told("amount (EUR) + tax (EUR)"), "amount+tax");
    assert_eq!(told("Unit Price (EUR)"), "Unit Price");
    assert_eq!(told("Order Number (header)"), "Order Number");
    assert_eq!(told("UPPER (name)"), "name");
    assert_eq!(told("CONCAT (a, b)"), "a+b");
    assert_eq!(told("date <> null"), "date <> null");
}

#[test]
fn mappings_are_told_by_their_fields_and_entities_too() {
    let head = "# Integration Specification: X\n## System Information\n";
    for table in [
        "## Target Entity: DIM_ORDER\n| Source | Target |\n|---|---|\n| Order No | Number |\n",
        "## Account → DIM_CUSTOMER\n| Source | Target |\n|---|---|\n| Name | Number |\n",
        "## Customer\n| Source | Target | Notes |\n|---|---|---|\n| Account.Name | CUST_NAME | trim |\n",
    ] {
        assert_eq!(one(&format!("{head}{table}")).mappings.len(), 1, "{table}");
    }
    let other =
        "## Digital Transformation\n| Volume | Source | Target |\n|---|---|---|\n| Rows per day | 1000 | 990 |\n";
    assert_eq!(one(&format!("{head}{other}")).mappings.len(), 0);
    let flows = "## Interfaces\n| Source System | Target System | Method | Schedule |\n|---|---|---|---|\n| SAP | Y | SFTP | daily |\n";
    assert_eq!(one(&format!("{head}{flows}")).flows.len(), 1);
    let items = "#integration\n## Data Flow\n- order-service → billing-service\n- web shop → order service\n";
    assert_eq!(one(items).flows.len(), 2);
    assert_eq!(one("#integration\n## Data Flow\n1. Extract → Transform → Load\n").flows.len(), 0);
}

#[test]
fn road_maps_and_parts_have_versions_of_their_own() {
    let head = "# Integration Specification: X\n## System Information\n";
    let changes = "## Change History\n| Version | Date | Changes |\n|---|---|---|\n| 1.0 | 2024-01-01 | a |\n| 1.1 | 2024-01-01 | b |\n";
    let plans = "## Roadmap\n| Version | Date | Features |\n|---|---|---|\n| 3.0 | 2030-01-01 | all |\n";
    assert_eq!(text(&one(&format!("{head}{changes}{plans}")), RecordField::Version), "1.1");
}
