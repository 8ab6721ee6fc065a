//! Common variations of tables.

use super::variations::{named, sides};
use super::{integration, records_of, text};
use crate::model::{RecordField, Role};

#[test]
fn property_tables_may_have_numbers_and_remarks() {
    for table in [
        "| Property | Value | Remark |\n|---|---|---|\n| Status | Active | since Jan |\n",
        "| # | Property | Value |\n|---|---|---|\n| 1 | Status | Active |\n",
        "| No. | Attribute | Value | Source | Comment |\n|---|---|---|---|---|\n| 1 | Status | Active | x | y |\n",
        "| Item | Details |\n|---|---|\n| Status | Active |\n",
    ] {
        let it = integration(&format!("# Integration Specification: X\n## Basic Information\n{table}"));
        assert_eq!(text(&it, RecordField::Status), "active", "{table}");
    }
}

#[test]
fn schedules_are_not_flows() {
    let head = "# Integration Specification: X\n## System Information\n### Source System\n- **System Name**: SAP\n### Target System\n- **System Name**: Y\n";
    for table in [
        "| What | When | From | To |\n|---|---|---|---|\n| Mail | T-5 | PMO | all |\n",
        "| Schedule | From | To |\n|---|---|---|\n| Sunday | 22:00 | 23:00 |\n",
    ] {
        let it = integration(&format!("{head}## Plan\n{table}"));
        assert_eq!((it.flows.len(), it.get(RecordField::Frequency)), (0, None), "{table}");
    }
    let flows = "| Source | Destination | What | When |\n|---|---|---|---|\n| SAP | Y | orders | hourly |\n";
    assert_eq!(integration(&format!("{head}## Data Flow\n{flows}")).flows.len(), 1);
}

#[test]
fn only_field_names_of_an_expression_are_sources() {
    let summary = |source: &str| {
        let it = integration(&format!(
            "# Integration Specification: X\n## Data Mapping\n### Field Mapping\n| Source Field | Target Field |\n|---|---|\n| {source} | t |\n"
        ));
        let names: Vec<&str> = it.mappings.iter().map(|it| it.source.as_deref().unwrap_or("-")).collect();
        format!("{} {:?}", names.join("+"), it.mappings[0].source_kind)
    };
    assert_eq!(summary("CONCAT(first, ', ', last)"), "first+last Field");
    assert_eq!(summary("first + ', ' + last"), "first+last Field");
    assert_eq!(summary("IF(x>1, \"a, b\", y)"), "x+y Field");
    assert_eq!(summary("COALESCE(LEFT(x,2), 'N/A')"), "x Field");
    assert_eq!(summary("order.total (gross, EUR)"), "order.total Field");
    assert_eq!(summary("CONCAT(First Name, Last Name)"), "First Name+Last Name Field");
    assert_eq!(summary("Customer's Name, Street"), "Customer's Name+Street Field");
    assert_eq!(summary("UUID()"), "- Generated");
    assert_eq!(summary("GETDATE()"), "- Generated");
    assert_eq!(summary("0"), "- Constant");
    assert_eq!(summary("a, b; c"), "a+b+c Field");
}

#[test]
fn register_cells_may_contain_ids_sums_and_arrows() {
    let records = records_of(
        "# Interfaces\n| Interface | Systems | Owner | Status | Frequency |\n|---|---|---|---|---|\n\
         | INT-301 Vendor master | [[SAP]] → Coupa | X | Live | daily |\n| INT-304 | A, B | Y | Live | daily |\n\
         | **Total** | | 2 | | |\n",
    );
    let actual: Vec<String> = records
        .integrations
        .iter()
        .map(|it| format!("{} {} {}", text(it, RecordField::Id), text(it, RecordField::Name), named(it, Role::Source)))
        .collect();
    assert_eq!(actual, ["INT-301 Vendor master SAP", "INT-304 INT-304 "]);
    let records = records_of(
        "# Interfaces\n| Interface | Source | Owner | Status | Frequency |\n|---|---|---|---|---|\n\
         | Fuel cards | SAP | Total | Live | daily |\n| Vendor master (replaces INT-2023-004) | SAP | X | Live | daily |\n",
    );
    assert_eq!(records.integrations.len(), 2);
    assert_eq!(records.integrations[1].get(RecordField::Id), None);
}

#[test]
fn version_from_the_latest_change() {
    let table = "| Version | Date | Changes |\n|---|---|---|\n| 1.0 | 2024-01-01 | made |\n| 1.2 | 2025-06-01 | tax |\n| 1.1 | 2025-01-01 | x |\n";
    let it = integration(&format!("# Integration Specification: X\n## System Information\n## Change History\n{table}"));
    assert_eq!(text(&it, RecordField::Version), "1.2");
    let it = integration(&format!(
        "# Integration Specification: X\n## System Information\n## Document Control\n- **Version**: 3\n## Change History\n{table}"
    ));
    assert_eq!(text(&it, RecordField::Version), "3");
}

#[test]
fn table_may_name_systems_of_both_sides() {
    let head = "# Integration Specification: X\n## System Information\n";
    for table in [
        "| Property | Source System | Target System |\n|---|---|---|\n| System Name | [[SAP]] | Foo |\n| Protocol | HTTPS | JDBC |\n",
        "| | Source | Target |\n|---|---|---|\n| Name | [[SAP]] | Foo |\n| Protocol | HTTPS | JDBC |\n",
    ] {
        let it = integration(&format!("{head}{table}"));
        assert_eq!((named(&it, Role::Source).as_str(), named(&it, Role::Target).as_str()), ("SAP", "Foo"), "{table}");
        assert_eq!(it.endpoints.len(), 2, "{table}");
        assert_eq!(it.endpoints[0].values.len(), 2, "{table}");
    }
    let roles = "| Role | Name | Interface |\n|---|---|---|\n| Source | [[SAP]] | IDoc |\n| Target | Foo | REST |\n";
    assert_eq!(sides(&format!("{head}{roles}")), "SAP > Foo");
}

#[test]
fn fields_may_have_remarks_spaces_and_operators() {
    let summary = |source: &str| {
        let table = format!("| Source Field | Target Field |\n|---|---|\n| {source} | t |\n");
        let it = integration(&format!("# Integration Specification: X\n## Data Mapping\n### Field Mapping\n{table}"));
        it.mappings.iter().map(|it| it.source.as_deref().unwrap_or("-")).collect::<Vec<_>>().join("+")
    };
    assert_eq!(summary("first (req), last (req)"), "first+last");
    assert_eq!(summary("amount (EUR) + tax (EUR)"), "amount+tax");
    assert_eq!(summary("Unit Price (EUR)"), "Unit Price");
    assert_eq!(summary("Order Number (header)"), "Order Number");
    assert_eq!(summary("UPPER (name)"), "name");
    assert_eq!(summary("CONCAT (a, b)"), "a+b");
    assert_eq!(summary("date <> null"), "date <> null");
}

#[test]
fn field_like_rows_and_entity_headings_make_a_mapping() {
    let head = "# Integration Specification: X\n## System Information\n";
    for table in [
        "## Target Entity: DIM_ORDER\n| Source | Target |\n|---|---|\n| Order No | Number |\n",
        "## Account → DIM_CUSTOMER\n| Source | Target |\n|---|---|\n| Name | Number |\n",
        "## Customer\n| Source | Target | Notes |\n|---|---|---|\n| Account.Name | CUST_NAME | trim |\n",
    ] {
        assert_eq!(integration(&format!("{head}{table}")).mappings.len(), 1, "{table}");
    }
    let other =
        "## Digital Transformation\n| Volume | Source | Target |\n|---|---|---|\n| Rows per day | 1000 | 990 |\n";
    assert_eq!(integration(&format!("{head}{other}")).mappings.len(), 0);
    let flows = "## Interfaces\n| Source System | Target System | Method | Schedule |\n|---|---|---|---|\n| SAP | Y | SFTP | daily |\n";
    assert_eq!(integration(&format!("{head}{flows}")).flows.len(), 1);
    let items = "#integration\n## Data Flow\n- order-service → billing-service\n- web shop → order service\n";
    assert_eq!(integration(items).flows.len(), 2);
    assert_eq!(
        integration("#integration\n- **Owner**: Ana\n## Data Flow\n1. Extract → Transform → Load\n").flows.len(),
        0
    );
}

#[test]
fn versions_of_roadmaps_are_ignored() {
    let head = "# Integration Specification: X\n## System Information\n";
    let changes = "## Change History\n| Version | Date | Changes |\n|---|---|---|\n| 1.0 | 2024-01-01 | a |\n| 1.1 | 2024-01-01 | b |\n";
    let plans = "## Roadmap\n| Version | Date | Features |\n|---|---|---|\n| 3.0 | 2030-01-01 | all |\n";
    assert_eq!(text(&integration(&format!("{head}{changes}{plans}")), RecordField::Version), "1.1");
}
