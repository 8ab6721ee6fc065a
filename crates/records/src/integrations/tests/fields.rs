//! Where each field is read in each shape: a test for each row of spec/integrations.md a.4.

mod notes;

use compact_str::CompactString;
use notes::{BLUEPRINT, HUB, RECORD, SPEC};

use super::{all, one, text};
use crate::model::{Group, Integration, RecordField, Role};

/// What a field says in each of the shapes, in their order.
#[track_caller]
fn field(field: RecordField, hub: &str, record: &str, blueprint: &str, spec: &str) {
    let said = [HUB, RECORD, BLUEPRINT, SPEC].map(|note| text(&one(note), field).to_owned());
    assert_eq!(said, [hub, record, blueprint, spec], "{field:?}");
}

#[track_caller]
fn names(role: Role, expected: [&[&str]; 4]) {
    for (note, expected) in [HUB, RECORD, BLUEPRINT, SPEC].into_iter().zip(expected) {
        let it = one(note);
        let names: Vec<_> = it.in_role(role).filter_map(|it| it.name.text()).collect();
        assert_eq!(names, expected, "{role:?} in {}", note.lines().next().unwrap_or_default());
    }
}

/// The first group of a list, as `key=value` in its order.
fn first(groups: &[Group]) -> String {
    let values = groups.first().map_or(&[][..], |group| group.values.as_slice());
    let told = values.iter().filter_map(|(key, stated)| Some(format!("{key}={}", stated.text()?)));
    told.collect::<Vec<_>>().join(" ")
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
    let it = one(RECORD);
    let ids = it.values.iter().filter(|(field, _)| *field == RecordField::Id);
    assert_eq!(ids.count(), 2, "the document's ID is one more statement of it");
}

#[test]
fn version() {
    // The version at a hub's foot is the template's.
    field(RecordField::Version, "", "2.1.0", "", "1.3");
}

#[test]
fn kind() {
    field(RecordField::Type, "", "Process", "Data;Event;API", "Batch");
}

#[test]
fn life_cycle_and_document() {
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
        let it = one(note);
        let details = it.systems.iter().flat_map(|it| &it.details).filter(|(name, _)| name == key);
        details.filter_map(|(_, stated)| stated.text().map(str::to_owned)).collect::<Vec<_>>()
    };
    assert_eq!(detail(HUB, "interface"), ["IDoc", "REST"]);
    assert_eq!(detail(RECORD, "interface"), ["REST"]);
    assert_eq!(detail(BLUEPRINT, "dependencies"), ["Carrier"]);
    // The owner of a system is not the integration's.
    assert_eq!(
        (detail(SPEC, "owner"), people(&one(SPEC), "owner")),
        (vec!["Team ERP".to_owned()], "Finance".to_owned())
    );
}

#[test]
fn flows() {
    let told = |note: &str| {
        let it = one(note);
        let text = |end: &Option<crate::model::Stated>| end.as_ref().and_then(|it| it.text()).unwrap_or("?").to_owned();
        let told = it.flows.iter().map(|flow| {
            let details = flow.details.iter().filter_map(|(key, it)| Some(format!(" {key}={}", it.text()?)));
            format!("{}>{}{}", text(&flow.from), text(&flow.to), details.collect::<String>())
        });
        told.collect::<Vec<_>>()
    };
    assert_eq!(told(HUB), ["ERP>Shop method=REST frequency=Daily"]);
    assert_eq!(told(RECORD), ["Shop>ERP protocol=REST encoding=UTF-8 timing=Synchronous retry=thrice"]);
    assert_eq!(
        told(BLUEPRINT),
        [
            "Shop>WMS method=files format=CSV frequency=hourly events=ReturnSent",
            "Shop>WMS data=notice frequency=real-time"
        ]
    );
    assert_eq!(told(SPEC), ["ERP>Lake method=File format=CSV frequency=Daily sla=by 06:00"]);
    field(RecordField::Frequency, "daily", "", "hourly", "daily");
}

#[test]
fn endpoints() {
    let told = |note: &str| one(note).endpoints.iter().map(|it| first(std::slice::from_ref(it))).collect::<Vec<_>>();
    assert_eq!(told(RECORD), ["url=https://shop.example/orders method=GET auth=OAuth"]);
    let point = "name=Dock url=https://wms.example/dock type=webhook";
    assert_eq!(told(BLUEPRINT), [point, "name=Returns API url=/returns protocol=REST auth=key"]);
    assert_eq!(told(SPEC), ["side=source protocol=HTTPS port=443", "side=target protocol=JDBC port=1521"]);
}

#[test]
fn mappings() {
    let told = |note: &str| {
        let it = one(note);
        let told = it.mappings.iter().map(|row| {
            let cell = |cell: &Option<CompactString>| cell.clone().unwrap_or_default();
            format!("{}>{} {} {}", cell(&row.source), cell(&row.target), cell(&row.rule), row.is_reverse)
        });
        told.collect::<Vec<_>>()
    };
    assert_eq!(told(HUB), ["KBETR>price / 100 false"]);
    assert_eq!(told(RECORD), ["order_no>VBELN  false", "VBELN>order_no  true"]);
    assert_eq!(told(SPEC), ["VBRK>INVOICE one each false", "NETWR>NET direct false"]);
}

#[test]
fn failures() {
    let told = |note: &str| first(&one(note).failure_modes);
    assert_eq!(told(HUB), "recovery=retry, then mail");
    assert_eq!(told(RECORD), "name=Timeout recovery=wait notification=mail");
    assert_eq!(
        told(BLUEPRINT),
        "name=Lost parcel cause=no scan impact=refund waits detection=weekly count recovery=ask the carrier"
    );
    assert_eq!(told(SPEC), "name=No rows recovery=wait retry=hourly notification=mail");
}

#[test]
fn checklists() {
    let told = |note: &str| {
        one(note).checklists.iter().map(|it| format!("{}: {} {}", it.place, it.open, it.done)).collect::<Vec<_>>()
    };
    assert_eq!(told(HUB), ["Testing Strategy › Integration Tests: 1 1"]);
    assert_eq!(told(SPEC), ["Security and Compliance › Compliance Requirements: 0 1"]);
}

#[test]
fn performance_and_alerts() {
    assert_eq!(first(&one(RECORD).metrics), "name=Response Time target=2 seconds");
    assert_eq!(first(&one(BLUEPRINT).metrics), "name=Latency target=1 s current=2 s");
    assert_eq!(first(&one(SPEC).metrics), "name=Duration target=5 min current=7 min trend=↑");
    assert_eq!(first(&one(BLUEPRINT).alerts), "name=No scan condition=after a week");
    assert_eq!(first(&one(SPEC).alerts), "condition=Late threshold=1 hour severity=High recipients=desk");
}

#[test]
fn classes_and_tests() {
    field(RecordField::Classification, "", "confidential", "", "confidential");
    assert_eq!(first(&one(SPEC).data_classes), "element=Net classification=Internal");
    assert_eq!(first(&one(SPEC).tests), "case=Empty day description=no invoice expected=no file status=Pass");
}

#[test]
fn responsible_people() {
    let record = one(RECORD);
    assert_eq!(
        [people(&record, "owner"), people(&record, "technical_lead"), people(&record, "support_team")],
        ["Team Orders", "Ana", "Desk"]
    );
    // An author is not an owner.
    let blueprint = one(BLUEPRINT);
    assert_eq!((people(&blueprint, "author").as_str(), blueprint.owner().is_some()), ("Ana", false));
    let spec = one(SPEC);
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
    let told = |note: &str| {
        let it = one(note);
        it.related
            .iter()
            .map(|it| format!("{} {} {}", it.kind, it.label, it.target.text().unwrap_or_default()))
            .collect::<Vec<_>>()
    };
    assert_eq!(told(RECORD), ["design Architecture Order Design", "runbook Runbook Restart Orders"]);
    assert_eq!(told(SPEC), ["data_model Data Dictionary dictionary.md"]);
}

#[test]
fn a_workspaces_status_is_its_own() {
    let it = one(
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
    assert!(all(&it).iter().all(|stated| stated.span.line > 0));
}
