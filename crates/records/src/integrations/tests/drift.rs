//! Forms of real notes that the templates do not have.

use super::{integration, records_at, text};
use crate::model::{Extracted, Group, Integration, RecordField, Role, Shape, SourceKind, State};

fn names(it: &Integration, role: Role) -> Vec<&str> {
    it.in_role(role).filter_map(|it| it.name.text()).collect()
}

#[test]
fn frontmatter_systems_may_be_maps() {
    let it = integration(
        "---\ntype: integration\nsystems:\n  - name: Team Vault\n    role: both\n  - name: Shop\n    role: producer\n  - role: consumer\n    name: ERP\n  - name: Rabbit\n    role: message broker\n---\n",
    );
    assert_eq!((names(&it, Role::Party), names(&it, Role::Source)), (vec!["Team Vault"], vec!["Shop"]));
    assert_eq!((names(&it, Role::Target), names(&it, Role::Middleware)), (vec!["ERP"], vec!["Rabbit"]));
    let it = integration("---\ntype: integration\nsystems: [Shop, \"[[ERP]]\"]\n---\n");
    assert_eq!(names(&it, Role::Party), ["Shop", "ERP"]);
}

#[test]
fn name_of_a_map_precedes_its_id() {
    let it = integration(
        "---\ntype: integration\nsystems: [{id: SYS-01, name: Shop, role: producer}, {id: SYS-02, role: consumer}]\n---\n",
    );
    assert_eq!((names(&it, Role::Source), names(&it, Role::Target)), (vec!["Shop"], vec!["SYS-02"]));
}

#[test]
fn title_may_shorten_names_of_systems() {
    let it = integration(
        "# Vault ↔ Hub Integration\n#integration\n## Systems Involved\n### Team Vault\n- **Role**: both\n### Hub\n- **Role**: hub\n",
    );
    assert_eq!((names(&it, Role::Source), names(&it, Role::Target)), (vec!["Team Vault"], vec!["Hub"]));
    // An ambiguous short name stands for itself.
    let it =
        integration("# Vault ↔ Hub Integration\n#integration\n## Systems Involved\n### Team Vault\n### Key Vault\n");
    assert_eq!(names(&it, Role::Source), ["Vault"]);
}

#[test]
fn sides_from_frontmatter_title_and_mapping_headings() {
    let it = integration("---\ntype: integration\ntitle: Shop → ERP\n---\nOrders.\n");
    assert_eq!((names(&it, Role::Source), names(&it, Role::Target)), (vec!["Shop"], vec!["ERP"]));
    let it = integration(
        "---\ntype: integration\nsystems: [ERP, Shop]\n---\n## Data Mapping\n### Shop → ERP\n| Source Field | Target Field |\n|---|---|\n| a | b |\n",
    );
    assert_eq!((names(&it, Role::Source), names(&it, Role::Target)), (vec!["Shop"], vec!["ERP"]));
}

#[test]
fn source_of_a_clipped_note_is_not_a_system() {
    for source in ["https://wiki.example/x", "process.pdf", "Spec v2.DOCX"] {
        let it = integration(&format!("---\ntype: integration\nsource: {source}\n---\n# Shop → ERP\nThe API.\n"));
        assert_eq!((names(&it, Role::Source), names(&it, Role::Target)), (vec!["Shop"], vec!["ERP"]), "{source}");
    }
}

#[test]
fn systems_beside_an_address_are_kept() {
    let it = integration(
        "---\ntype: integration\nsystems: [{name: Shop, url: https://shop.example}, {name: ERP}]\n---\nThe API.\n",
    );
    assert_eq!(names(&it, Role::Party), ["Shop", "ERP"]);
    let it = integration("---\ntype: integration\ntargetSystem: [ERP, \"https://erp.example\"]\n---\nThe API.\n");
    assert_eq!(names(&it, Role::Target), ["ERP"]);
}

#[test]
fn arrow_gives_direction_where_mappings_give_sides() {
    let check = |arrow: &str, expected: &str| {
        let it = integration(&format!(
            "---\ntype: integration\nsystems: [ERP, Shop]\n---\n# ERP {arrow} Shop\n## Data Mapping\n### Shop → ERP\n| Source Field | Target Field |\n|---|---|\n| a | b |\n"
        ));
        assert_eq!((names(&it, Role::Source), names(&it, Role::Target)), (vec!["Shop"], vec!["ERP"]));
        assert_eq!(text(&it, RecordField::Direction), expected, "{arrow}");
    };
    check("↔", "two-way");
    check("→", "one-way");
    check("and", "");
}

#[test]
fn id_before_an_arrow_is_part_of_the_name() {
    for arrow in ["->", "-->", "→"] {
        let it = integration(&format!("---\ntype: integration\nid: shop\n---\n# Shop {arrow} SAP\nThe API.\n"));
        assert_eq!(text(&it, RecordField::Name), format!("Shop {arrow} SAP"));
    }
    let it = integration("---\ntype: integration\nid: shop\n---\n# Shop - Orders\nThe API.\n");
    assert_eq!(text(&it, RecordField::Name), "Orders");
}

#[test]
fn sentence_with_an_arrow_is_not_a_flow() {
    let check = |line: &str, expected: usize| {
        let it = integration(&format!(
            "---\ntype: integration\n---\n# Orders\n## Data Flows\n### Flow 1: Returns\n{line}\n"
        ));
        assert_eq!(it.systems.len(), expected, "{line}");
    };
    check("Shop -> ERP", 2);
    check("If the queue is full -> the message is retried.", 0);
}

#[test]
fn dialogue_is_not_a_list_of_keys() {
    let n_failures = |lines: &str| {
        let note = format!("---\ntype: integration\n---\n# Orders\n## Error Handling\n{lines}\n");
        integration(&note).failure_modes.len()
    };
    assert_eq!(n_failures("Anna: I would retry twice.\nBob: and then mail the desk."), 0);
    assert_eq!(n_failures("- Broker down: retry twice\n- Disk full: mail the desk"), 2);
}

#[test]
fn number_of_source_fields_is_limited() {
    let sources = |n_fields: usize| {
        let fields: Vec<String> = (0..n_fields).map(|nth| format!("a{nth}")).collect();
        let fields = fields.join(", ");
        let it = integration(&format!(
            "---\ntype: integration\n---\n## Data Mapping\n| Source Field | Target Field |\n|---|---|\n| CONCAT({fields}) | b |\n"
        ));
        let sql =
            integration(&format!("---\ntype: integration\n---\n## Data Mapping\n```sql\nCONCAT({fields}) as b\n```\n"));
        (it.mappings.len(), sql.mappings.len())
    };
    assert_eq!(sources(64), (64, 64));
    assert_eq!(sources(65), (1, 0));
    assert_eq!(sources(3000), (1, 0));
}

#[test]
fn notes_of_another_type_are_not_integrations() {
    let check = |path: &str, text: &str, expected: Option<Shape>| {
        assert_eq!(records_at(path, text).map(|it| it.shape), expected, "{path} {text:?}");
    };
    let generic = Some(Shape::Generic);
    check("integrations/Shop.md", "The API.\n", generic);
    check("integrations/README.md", "All of them.\n", None);
    check("integrations/Shop.md", "---\ntype: index\n---\nAll of them.\n", None);
    check("a.md", "# Review: Shop → ERP\nThe API.\n", generic);
    check("a.md", "---\ntype: Meeting\n---\n# Review: Shop → ERP\nThe API.\n", None);
    check("a.md", "---\ntype: adr\ntags: [integration]\n---\n", None);
    check("a.md", "---\ntype: documentation\ntags: [integration]\n---\n", None);
    check("a.md", "---\ntype: documentation\ntags: [integration]\nowner: Ana\n---\n", generic);
    check("a.md", "---\ntype: adr\n---\n## Systems Involved\n- Shop\n", None);
}

#[test]
fn name_does_not_include_the_id() {
    let it = integration("#integration\n# REQ-14-CRM: Customers\n**ID**: REQ-14-CRM\n**Status**: live\n");
    assert_eq!((text(&it, RecordField::Id), text(&it, RecordField::Name)), ("REQ-14-CRM", "Customers"));
    let it = integration("#integration\n# REQ-14\n**ID**: REQ-14\n");
    assert_eq!(text(&it, RecordField::Name), "REQ-14");
    let it = integration("---\ntype: integration\nid: orders\nsource: Shop\ntarget: ERP\n---\n# Orders to ERP\n");
    assert_eq!((text(&it, RecordField::Id), text(&it, RecordField::Name)), ("orders", "Orders to ERP"));
}

#[test]
fn link_to_a_system_may_contain_a_slash() {
    let it = integration(
        "---\ntype: integration\nsourceSystem: \"[[System - SAP S/4HANA]]\"\ntargetSystem: \"[[Systems/Lake]]\"\n---\n",
    );
    assert_eq!((names(&it, Role::Source), names(&it, Role::Target)), (vec!["SAP S/4HANA"], vec!["Lake"]));
}

#[test]
fn paragraph_of_plain_keys_is_read() {
    let it = integration("#integration\n\nStatus: live\nOwner: Ana\nFrequency: daily\n");
    assert_eq!((text(&it, RecordField::Status), text(&it, RecordField::Frequency)), ("active", "daily"));
    let it =
        integration("#integration\n## Source System\nName: Shop\nInterface: REST\n\n## Target System\n- Name: ERP\n");
    assert_eq!((names(&it, Role::Source), names(&it, Role::Target)), (vec!["Shop"], vec!["ERP"]));
    // A colon may occur in prose.
    let it = integration("#integration\n- **Owner**: Ana\n\nStatus: as ever\nwe wait for the ERP.\n");
    assert_eq!(it.get(RecordField::Status), None);
}

#[test]
fn line_below_a_flow_may_name_its_ends() {
    let it = integration(
        "# Integration Blueprint: X\n## Data Flow\n### Flow 1: Orders\nShop → WMS\n\n### Flow 2: Stock\n- **Source**: WMS\n- **Destination**: Shop\n\nWMS → ERP\n",
    );
    let ends: Vec<_> =
        it.flows.iter().map(|it| [&it.from, &it.to].map(|end| end.as_ref().and_then(|it| it.text()))).collect();
    assert_eq!(ends, [[Some("Shop"), Some("WMS")], [Some("WMS"), Some("Shop")]]);
}

#[test]
fn frequency_from_the_first_flow_or_endpoint() {
    let it = integration(
        "# Integration Specification: X\n## Basic Information\n## Integration Points\n### Shop\n| Attribute | Value |\n|---|---|\n| Method | API |\n| Frequency | Batch (nightly) |\n",
    );
    assert_eq!(text(&it, RecordField::Frequency), "daily");
    let it = integration(
        "# Integration Specification: X\n## Basic Information\n## Trigger\n| Field | Value |\n|---|---|\n| Frequency | on event |\n",
    );
    assert_eq!(text(&it, RecordField::Frequency), "event");
}

#[test]
fn unfilled_register_rows_are_skipped() {
    let records = records_at(
        "Interfaces.md",
        "| # | Interface | Source | Target | Status |\n|---|---|---|---|---|\n| 1 | Orders | Shop | ERP | live |\n| 2 | | | | |\n| 3 | [Interface] | [Source] | [Target] | [Status] |\n| 4 | [Stock] | | | |\n",
    );
    let integrations = records.map(|it| it.integrations).unwrap_or_default();
    let names: Vec<_> = integrations.iter().map(|it| text(it, RecordField::Name)).collect();
    assert_eq!(names, ["Orders", "Stock"]);
}

#[test]
fn unknown_keys_of_a_failure_are_its_details() {
    let it = integration(
        "#integration\n## Failure Scenarios\n### Scenario 1: Broker down\n**Impact**: Orders wait\n**Recovery**: Replay\n**Mitigation**: Two brokers\n**RTO/RPO**: 5 minutes\n",
    );
    let [failure] = it.failure_modes.as_slice() else { panic!("{:?}", it.failure_modes) };
    let actual: Vec<_> =
        failure.values.iter().map(|(key, extracted)| (key.as_str(), extracted.text().unwrap_or_default())).collect();
    let expected = [
        ("name", "Broker down"),
        ("impact", "Orders wait"),
        ("recovery", "Replay"),
        ("mitigation", "Two brokers"),
        ("rto_rpo", "5 minutes"),
    ];
    assert_eq!(actual, expected);
    // In a list each key is a failure.
    let it = integration("#integration\n## Error Handling\n- **Broker down**: replay\n- **ERP down**: wait\n");
    assert_eq!(it.failure_modes.len(), 2);
}

#[test]
fn scenarios_and_issues_are_failures() {
    let check = |table: &str, expected: [&str; 2]| {
        let it = integration(&format!("#integration\n{table}"));
        let value_of = |key: &str| {
            it.failure_modes.first().and_then(|it| it.get(key)).and_then(|it| it.text()).unwrap_or_default()
        };
        assert_eq!([value_of("name"), value_of("recovery")], expected, "{table}");
    };
    check(
        "| Scenario | Trigger | Recovery |\n|---|---|---|\n| **Source away** | timeout | retry |\n",
        ["Source away", "retry"],
    );
    check("| Issue | Detection | Action |\n|---|---|---|\n| Bad schema | check | alert |\n", ["Bad schema", "alert"]);
    check(
        "| Integration | Error Scenario | Handling |\n|---|---|---|\n| Shop | no stock | skip |\n",
        ["no stock", "skip"],
    );
    let it = integration(
        "#integration\n- **Owner**: Ana\n\n| Scenario | Action | Expected Result |\n|---|---|---|\n| Happy path | send | arrives |\n",
    );
    assert_eq!((it.failure_modes.len(), it.tests.len()), (0, 1));
}

#[test]
fn unreadable_date_yields_to_a_readable_one() {
    let it = integration(
        "# Integration Specification: X\n## Basic Information\n- **Created Date**: 01/02/2024\n\n---\n**Document Control**\n- Created: 2024-02-01\n",
    );
    assert_eq!(text(&it, RecordField::Created), "2024-02-01");
}

#[test]
fn sql_in_a_mapping_section_maps_fields() {
    let it = integration(
        "# Integration Specification: X\n## Basic Information\n## Data Mapping\n### Transformation Rules\n```sql\n-- names\nUPPER(TRIM(c.name)) as CUST_NAME,\n'EU' AS region\n```\n\n## Operations\n```sql\nSELECT a as b FROM t;\n```\n",
    );
    let [name, region] = it.mappings.as_slice() else { panic!("{:?}", it.mappings) };
    assert_eq!(
        (name.source.as_deref(), name.source_entity.as_deref(), name.target.as_deref(), name.rule.as_deref()),
        (Some("name"), None, Some("CUST_NAME"), Some("UPPER(TRIM(c.name))"))
    );
    assert_eq!((name.span.line, region.span.line), (7, 8));
    assert_eq!((region.source_kind, region.target.as_deref()), (SourceKind::Generated, Some("region")));
}

#[test]
fn fields_of_sql_belong_to_tables() {
    let check = |rows: &str, sql: &str, expected: &[&str]| {
        let it = integration(&format!(
            "---\ntype: integration\n---\n## Data Mapping\n\n| Source Field | Target Field |\n|---|---|\n{rows}\n```sql\n{sql}\n```\n"
        ));
        let in_sql = it.mappings.iter().skip(rows.lines().count());
        let shown = in_sql.map(|it| {
            let [source, target] = [&it.source_entity, &it.target_entity].map(|it| it.as_deref().unwrap_or("-"));
            let field = it.source.as_deref().unwrap_or(if it.source_kind == SourceKind::None { "?" } else { "!" });
            format!("{field} ({source}) > {} ({target})", it.target.as_deref().unwrap_or_default())
        });
        assert_eq!(shown.collect::<Vec<_>>(), expected, "{sql}");
    };
    let one = "| Account.Id | dim.id |\n";
    let joined = "FROM account AS a LEFT JOIN country AS c ON c.name = a.country";
    check(
        one,
        &format!("SELECT COALESCE(c.code, 'XX') AS country {joined}"),
        &["country.code (country) > country (dim)"],
    );
    check(one, "SELECT s.a AS b FROM (SELECT 1 AS a) AS s", &["? (-) > b (dim)"]);
    check(one, "(SELECT max(x.v) FROM t AS x) AS b", &["? (-) > b (dim)"]);
    check(
        one,
        "SELECT COALESCE(a.x, (SELECT max(t.y) FROM t)) AS b FROM account a",
        &["account.x (account) > b (dim)"],
    );
    check(one, "SELECT account.name AS n FROM account NATURAL JOIN country", &["account.name (account) > n (dim)"]);
    check(one, "SELECT t.a AS q FROM t QUALIFY row_number() OVER (ORDER BY t.a) = 1", &["t.a (t) > q (dim)"]);
    check(one, "SELECT o.id AS x FROM dbo.[Order] AS o", &["dbo.Order.id (dbo.Order) > x (dim)"]);
    check(one, "now() AS b", &["! (-) > b (dim)"]);
    check(one, "INSERT INTO fact SELECT a AS b FROM t", &["a (t) > b (fact)"]);
    // Another statement of the note may define the alias.
    check(one, &format!("c.code AS b;\nSELECT 1 {joined}"), &["country.code (country) > b (dim)"]);
    // Of several target tables, the one that the same source table leads to.
    let several = "| HEAD.a | invoice.a |\n| LINE.a | line.a |\n";
    check(several, "HEAD.x || '-' AS b", &["HEAD.x (HEAD) > b (invoice)"]);
    check(several, "HEAD.x || LINE.y AS b", &["HEAD.x (HEAD) > b (-)", "LINE.y (LINE) > b (-)"]);
}

#[test]
fn heading_names_the_table_of_columns_without_qualifier_and_from() {
    let check = |sql: &str, expected: &[Option<&str>]| {
        let it = integration(&format!(
            "---\ntype: integration\n---\n## Data Mapping\n### Source Entity: Customer\n```sql\n{sql}\n```\n"
        ));
        let tables: Vec<_> = it.mappings.iter().map(|it| it.source_entity.as_deref()).collect();
        assert_eq!(tables, expected, "{sql}");
    };
    check("name || city AS x", &[Some("Customer"), Some("Customer")]);
    check("SELECT name AS x FROM account", &[Some("account")]);
    check("SELECT name AS x FROM account, country", &[None]);
    check("c.name || o.id AS x", &[None, None]);
}

#[test]
fn yaml_block_lists_endpoints() {
    let it = integration(
        "# Integration Specification: X\n## Basic Information\n## Technical Specifications\n```yaml\nbase_url: https://erp.example/\nendpoints:\n  - path: /invoices\n    method: GET\n```\n",
    );
    let [endpoint] = it.endpoints.as_slice() else { panic!("{:?}", it.endpoints) };
    let value_of = |key: &str| endpoint.get(key).map(|it| (it.raw.as_str(), it.text(), it.span.line));
    assert_eq!(value_of("url"), Some(("/invoices", Some("https://erp.example/invoices"), 7)));
    assert_eq!(value_of("method"), Some(("GET", Some("GET"), 8)));
}

#[test]
fn sample_sql_and_yaml_of_the_template_is_ignored() {
    let it = integration(
        "# Integration Specification: X\n## Basic Information\n### API Specifications (if applicable)\n```yaml\nbase_url: https://api.example.com/v1\nendpoints:\n  - path: /customers\n    method: GET\n    rate_limit: 1000/hour\n    pagination: cursor\n  - path: /orders\n    method: GET\n```\n## Data Mapping\n```sql\nUPPER(TRIM(source_name)) as target_name\nUPPER(TRIM(source_name)) as NAME\n```\n",
    );
    let urls: Vec<_> = it.endpoints.iter().filter_map(|it| it.get("url")?.text()).collect();
    assert_eq!(urls, ["/orders"]);
    let targets: Vec<_> = it.mappings.iter().map(|it| (it.target.as_deref(), it.state)).collect();
    assert_eq!(targets, [(Some("NAME"), State::Filled)]);
}

#[test]
fn code_of_an_interface_in_the_title_is_its_id() {
    const FRONTMATTER: &str = "---\ntype: integration\nsource: Shop\ntarget: ERP\nfrequency: daily\n---\n";
    let check = |title: &str, expected: (&str, &str)| {
        let it = integration(&format!("{FRONTMATTER}# {title}\n"));
        assert_eq!((text(&it, RecordField::Id), text(&it, RecordField::Name)), expected, "{title}");
    };
    check("IF-004 Shipment confirmations", ("IF-004", "Shipment confirmations"));
    check("IF-17: Orders", ("IF-17", "Orders"));
    check("CRM-0017 Contacts", ("CRM-0017", "Contacts"));
    // Names of formats and machines, and numbers of other documents.
    for other in [
        "REQ-001 Orders",
        "EDI-850 Purchase orders",
        "AS-400 stock levels",
        "ISO-20022 payments",
        "ADR-012 Orders by event",
    ] {
        check(other, ("", other));
    }
    let id_at = |path: &str, note: &str| {
        let it = records_at(path, note).expect("an integration").integrations.remove(0);
        text(&it, RecordField::Id).to_owned()
    };
    let note = format!("{FRONTMATTER}# Orders\n");
    assert_eq!(id_at("Interfaces/IF-009 Orders.md", &note), "IF-009");
    assert_eq!(id_at("Interfaces/ADR-009 Orders.md", &note), "");
}

#[test]
fn first_column_below_a_heading_of_failures_names_them() {
    let failures = |heading: &str, table: &str| {
        let it = integration(&format!("---\ntype: integration\nsource: Shop\ntarget: ERP\n---\n## {heading}\n{table}"));
        let value_of = |group: &Group, key: &str| group.get(key).and_then(Extracted::text).unwrap_or("-").to_owned();
        let row = |it| ["name", "impact", "recovery"].map(|key| value_of(it, key)).join(" / ");
        it.failure_modes.iter().map(row).collect::<Vec<_>>()
    };
    let table = "| What | Effect | Action |\n|---|---|---|\n| Broker down | changes wait | replay |\n";
    assert_eq!(failures("Failure modes", table), ["Broker down / changes wait / replay"]);
    assert_eq!(failures("Rules", table), Vec::<String>::new());
    let parts = "| Component | Version |\n|---|---|\n| Broker | 3 |\n";
    assert_eq!(failures("Failure modes", parts), Vec::<String>::new());
}

#[test]
fn systems_on_the_way_from_source_to_target_are_between_them() {
    let between = |text: &str| {
        let frontmatter = "---\ntype: integration\nsource: \"[[CRM]]\"\ntarget: ERP\nfrequency: daily\n---\n";
        let it = integration(&format!("{frontmatter}{text}"));
        assert_eq!((names(&it, Role::Source), names(&it, Role::Target)), (vec!["CRM"], vec!["ERP"]), "{text}");
        names(&it, Role::Middleware).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(between("# Orders\n\nCRM → Event Broker → ERP\n"), ["Event Broker"]);
    assert_eq!(between("# Orders\n\n[[CRM]] -> [[Hub]] -> [[Broker]] -> [[ERP]]\n"), ["Hub", "Broker"]);
    assert_eq!(between("# CRM → Hub → ERP\n"), ["Hub"]);
    // Other ends are another way.
    assert_eq!(between("# Orders\n\nCRM → Event Broker → Lake\n"), Vec::<String>::new());
    assert_eq!(between("# Orders\n\nDraft → Approved → Sent\n"), Vec::<String>::new());
    assert_eq!(between("# Orders\n\n- **Middleware**: Kafka\n\nCRM → Event Broker → ERP\n"), ["Kafka"]);
}

#[test]
fn flows_of_several_systems_have_ends_only_if_these_are_known() {
    let ends = |sides: &str| {
        let it = integration(&format!("---\ntype: integration\n{sides}\nprotocol: REST\n---\n# Stock\n"));
        let name = |end: &Option<Extracted>| end.as_ref().and_then(Extracted::text).unwrap_or("-").to_owned();
        it.flows.iter().map(|flow| format!("{} > {}", name(&flow.from), name(&flow.to))).collect::<Vec<_>>()
    };
    assert_eq!(ends("source: WMS\ntarget: [CRM, Portal]"), ["WMS > CRM", "WMS > Portal"]);
    assert_eq!(ends("source: [WMS, Till]\ntarget: CRM"), ["WMS > CRM", "Till > CRM"]);
    assert_eq!(ends("source: [WMS, Till]\ntarget: [CRM, Portal]"), ["- > -"]);
}
