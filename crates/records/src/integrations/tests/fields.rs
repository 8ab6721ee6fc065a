//! The places of each field in each shape: one test per row of docs/spec/integrations.md#fields.

mod notes;

use compact_str::CompactString;
use notes::{BLUEPRINT, HUB, RECORD, SPEC};

use super::{all, integration, text};
use crate::model::{Group, Integration, RecordField, Role};

/// Checks the value of a field in a note of each shape.
#[track_caller]
fn field(field: RecordField, hub: &str, record: &str, blueprint: &str, spec: &str) {
    let actual = [HUB, RECORD, BLUEPRINT, SPEC].map(|note| text(&integration(note), field).to_owned());
    assert_eq!(actual, [hub, record, blueprint, spec], "{field:?}");
}

#[track_caller]
fn names(role: Role, expected: [&[&str]; 4]) {
    for (note, expected) in [HUB, RECORD, BLUEPRINT, SPEC].into_iter().zip(expected) {
        let it = integration(note);
        let names: Vec<_> = it.in_role(role).filter_map(|it| it.name.text()).collect();
        assert_eq!(names, expected, "{role:?} in {}", note.lines().next().unwrap_or_default());
    }
}

/// Returns the values of the first group of a list as `key=value`.
fn first(groups: &[Group]) -> String {
    let values = groups.first().map_or(&[][..], |group| group.values.as_slice());
    let actual = values.iter().filter_map(|(key, extracted)| Some(format!("{key}={}", extracted.text()?)));
    actual.collect::<Vec<_>>().join(" ")
}

fn people(it: &Integration, role: &str) -> String {
    let people = it.people.iter().filter(|it| it.role == role).filter_map(|it| it.name.text());
    people.collect::<Vec<_>>().join(" ")
}

#[test]
fn name() {
    field(RecordField::Name, "Price Sync", "Orders to ERP", "Returns", "Invoice Export");
}

#[test]
fn id() {
    field(RecordField::Id, "", "INT-2024-003", "", "INT-2024-011");
    let it = integration(RECORD);
    let ids = it.values.iter().filter(|(field, _)| *field == RecordField::Id);
    assert_eq!(ids.count(), 2, "the document ID is a second value");
}

#[test]
fn version() {
    // The version in the footer of a hub is that of the template.
    field(RecordField::Version, "", "2.1.0", "", "1.3");
}

#[test]
fn kind() {
    field(RecordField::Type, "", "Process", "Data;Event;API", "Batch");
}

#[test]
fn status_and_document_status() {
    field(RecordField::Status, "active", "active", "", "active");
    field(RecordField::DocStatus, "", "approved", "draft", "");
}

#[test]
fn direction() {
    field(RecordField::Direction, "two-way", "two-way", "one-way", "one-way");
}

#[test]
fn priority() {
    field(RecordField::Priority, "", "", "", "high");
}

#[test]
fn purpose() {
    field(
        RecordField::Purpose,
        "Prices are the same everywhere",
        "Orders reach the ledger untouched.",
        "Parcels come home.",
        "Invoices can be counted",
    );
}

#[test]
fn systems() {
    names(Role::Source, [&["ERP"], &["Shop", "Till"], &["Shop"], &["ERP"]]);
    names(Role::Target, [&["Shop"], &["ERP"], &["WMS"], &["Lake"]]);
    names(Role::Middleware, [&[], &["MuleSoft"], &[], &[]]);
    names(Role::Party, [&[], &[], &["Shop", "WMS"], &[]]);
    names(Role::Publisher, [&[], &[], &["Shop"], &[]]);
    names(Role::Subscriber, [&[], &[], &["WMS"], &[]]);
    let detail = |note: &str, key: &str| {
        let it = integration(note);
        let details = it.systems.iter().flat_map(|it| &it.details).filter(|(name, _)| name == key);
        details.filter_map(|(_, extracted)| extracted.text().map(str::to_owned)).collect::<Vec<_>>()
    };
    assert_eq!(detail(HUB, "interface"), ["IDoc", "REST"]);
    assert_eq!(detail(RECORD, "interface"), ["REST"]);
    assert_eq!(detail(BLUEPRINT, "dependencies"), ["Carrier"]);
    // The owner of a system does not own the integration.
    assert_eq!(
        (detail(SPEC, "owner"), people(&integration(SPEC), "owner")),
        (vec!["Team ERP".to_owned()], "Finance".to_owned())
    );
}

#[test]
fn flows() {
    let summary = |note: &str| {
        let it = integration(note);
        let text =
            |end: &Option<crate::model::Extracted>| end.as_ref().and_then(|it| it.text()).unwrap_or("?").to_owned();
        let rows = it.flows.iter().map(|flow| {
            let details = flow.details.iter().filter_map(|(key, it)| Some(format!(" {key}={}", it.text()?)));
            format!("{}>{}{}", text(&flow.from), text(&flow.to), details.collect::<String>())
        });
        rows.collect::<Vec<_>>()
    };
    assert_eq!(summary(HUB), ["ERP>Shop method=REST frequency=Daily"]);
    let details = "protocol=REST encoding=UTF-8 timing=Synchronous retry=thrice";
    assert_eq!(summary(RECORD), [format!("Shop>ERP {details}"), format!("Till>ERP {details}")]);
    assert_eq!(
        summary(BLUEPRINT),
        [
            "Shop>WMS method=files format=CSV frequency=hourly events=ReturnSent",
            "Shop>WMS data=notice frequency=real-time"
        ]
    );
    assert_eq!(summary(SPEC), ["ERP>Lake method=File format=CSV frequency=Daily sla=by 06:00"]);
    field(RecordField::Frequency, "daily", "", "hourly", "daily");
}

#[test]
fn endpoints() {
    let summary =
        |note: &str| integration(note).endpoints.iter().map(|it| first(std::slice::from_ref(it))).collect::<Vec<_>>();
    assert_eq!(summary(RECORD), ["url=https://shop.example/orders method=GET auth=OAuth"]);
    let point = "name=Dock url=https://wms.example/dock type=webhook";
    assert_eq!(summary(BLUEPRINT), [point, "name=Returns API url=/returns protocol=REST auth=key"]);
    assert_eq!(summary(SPEC), ["side=source protocol=HTTPS port=443", "side=target protocol=JDBC port=1521"]);
}

#[test]
fn mappings() {
    let summary = |note: &str| {
        let it = integration(note);
        let rows = it.mappings.iter().map(|row| {
            let cell = |cell: &Option<CompactString>| cell.clone().unwrap_or_default();
            format!("{}>{} {} {}", cell(&row.source), cell(&row.target), cell(&row.rule), row.is_reverse)
        });
        rows.collect::<Vec<_>>()
    };
    assert_eq!(summary(HUB), ["KBETR>price / 100 false"]);
    assert_eq!(summary(RECORD), ["order_no>VBELN  false", "VBELN>order_no  true"]);
    assert_eq!(summary(SPEC), ["VBRK>INVOICE one each false", "NETWR>NET direct false"]);
}

#[test]
fn failures() {
    let summary = |note: &str| first(&integration(note).failure_modes);
    assert_eq!(summary(HUB), "recovery=retry, then mail");
    assert_eq!(summary(RECORD), "name=Timeout recovery=wait notification=mail");
    assert_eq!(
        summary(BLUEPRINT),
        "name=Lost parcel cause=no scan impact=refund waits detection=weekly count recovery=ask the carrier"
    );
    assert_eq!(summary(SPEC), "name=No rows recovery=wait retry=hourly notification=mail");
}

#[test]
fn checklists() {
    let summary = |note: &str| {
        integration(note)
            .checklists
            .iter()
            .map(|it| format!("{}: {} {}", it.place, it.open, it.done))
            .collect::<Vec<_>>()
    };
    assert_eq!(summary(HUB), ["Testing Strategy › Integration Tests: 1 1"]);
    assert_eq!(summary(SPEC), ["Security and Compliance › Compliance Requirements: 0 1"]);
}

#[test]
fn performance_and_alerts() {
    assert_eq!(first(&integration(RECORD).metrics), "name=Response Time target=2 seconds");
    assert_eq!(first(&integration(BLUEPRINT).metrics), "name=Latency target=1 s current=2 s");
    assert_eq!(first(&integration(SPEC).metrics), "name=Duration target=5 min current=7 min trend=↑");
    assert_eq!(first(&integration(BLUEPRINT).alerts), "name=No scan condition=after a week");
    assert_eq!(first(&integration(SPEC).alerts), "condition=Late threshold=1 hour severity=High recipients=desk");
}

#[test]
fn data_classes_and_tests() {
    field(RecordField::Classification, "", "confidential", "", "confidential");
    assert_eq!(first(&integration(SPEC).data_classes), "element=Net classification=Internal");
    assert_eq!(first(&integration(SPEC).tests), "case=Empty day description=no invoice expected=no file status=Pass");
}

#[test]
fn responsible_people() {
    let record = integration(RECORD);
    assert_eq!(
        [people(&record, "owner"), people(&record, "technical_lead"), people(&record, "support_team")],
        ["Team Orders", "Ana", "Desk"]
    );
    // An author is not an owner.
    let blueprint = integration(BLUEPRINT);
    assert_eq!((people(&blueprint, "author").as_str(), blueprint.owner().is_some()), ("Ana", false));
    let spec = integration(SPEC);
    assert_eq!([people(&spec, "technical_lead"), people(&spec, "stakeholder")], ["Ben", "Controllers"]);
}

#[test]
fn dates() {
    field(RecordField::Created, "", "2024-01-02", "", "2024-05-06");
    field(RecordField::Updated, "", "2025-03-04", "2025-05-06", "2025-05-28");
    field(RecordField::GoLive, "", "", "", "2024-09-01");
    field(RecordField::NextReview, "", "2026-01-01", "", "2025-11-30");
    field(RecordField::LastTested, "", "2025-02-01", "", "");
}

#[test]
fn documents() {
    let summary = |note: &str| {
        let it = integration(note);
        it.related
            .iter()
            .map(|it| format!("{} {} {}", it.kind, it.label, it.target.text().unwrap_or_default()))
            .collect::<Vec<_>>()
    };
    assert_eq!(summary(RECORD), ["design Architecture Order Design", "runbook Runbook Restart Orders"]);
    assert_eq!(summary(SPEC), ["data_model Data Dictionary dictionary.md"]);
}

#[test]
fn workspace_status_is_kept_apart() {
    let it = integration(
        "# INTEGRATIONS\n## SYSTEM INITIALIZATION\n- Status: Active\n- Created: 2024-12-09_12-05\n- Last Modified: 2024-12-13_12-24\n- Context Layer: System Integrations\n\n\
         ## INTEGRATION ARCHITECTURE\n```mermaid\ngraph TD\n    A[Core] --> B[Gateway]\n    B --> C[Lake]\n```\n\n## LINKED RESOURCES\n- [[02_PROTOCOLS]] - rules\n",
    );
    assert_eq!((text(&it, RecordField::Status), text(&it, RecordField::Updated)), ("active", "2024-12-13T12:24"));
    let of = |role: Role| it.in_role(role).filter_map(|it| it.name.text()).collect::<Vec<_>>();
    assert_eq!(
        (of(Role::Source), of(Role::Middleware), of(Role::Target)),
        (vec!["Core"], vec!["Gateway"], vec!["Lake"])
    );
    assert_eq!((it.flows.len(), it.related.len()), (2, 1));
    assert!(all(&it).iter().all(|extracted| extracted.span.line > 0));
}
