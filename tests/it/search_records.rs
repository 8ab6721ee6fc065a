//! The operators on records and changes: `kind:`, `system:`, `id:` and `changed:`, alone, combined, negated and
//! grouped; and searches of the Northwind vault with results that were written by hand.

use std::collections::BTreeMap;
use std::fs;

use crate::support::{Vault, fixture};

const VAULT: &str = "\
//- Integrations/Orders to ERP.md
---
type: integration
id: INT-2024-003
status: active
source: Web Shop
target: ERP
---
# Orders to ERP

Orders travel every night.

## Change Log

- 2024-12-07_08-00 - [[Orders to ERP]] updated with retries
- 2025-02-28 - first version of the mapping
- 2025-03-01 - mapping mended
//- Integrations/Returns.md
---
type: integration
id: int-2025-010
status: active
source: ERP
target: Ledger
---
# Returns

Returns travel at noon.

## Change Log

- 2026-01-01 - begun
//- Systems/ERP.md
---
type: system
---
# ERP

The system in the middle.
//- Templates/New.md
---
type: integration
id: INT-2024-003
source: ERP
target: ERP
---
# {{title}}
//- Daily/2025-03-04.md
Spoke about INT-2024-003 and the ERP.
//- pictures/erp.png
";

const ORDERS: &str = "Integrations/Orders to ERP.md";
const RETURNS: &str = "Integrations/Returns.md";
const ERP: &str = "Systems/ERP.md";
const TEMPLATE: &str = "Templates/New.md";
const DAILY: &str = "Daily/2025-03-04.md";

/// Checks the notes that each query finds, in any order.
#[track_caller]
fn check(queries: &[(&str, &[&str])]) {
    let vault = Vault::new(VAULT);
    vault.write(".obsidian/templates.json", "{\"folder\": \"Templates\"}");
    vault.write(".obsidian/daily-notes.json", "{\"folder\": \"Daily\"}");
    vault.index();
    for (query, expected) in queries {
        let mut expected: Vec<&str> = expected.to_vec();
        expected.sort_unstable();
        assert_eq!(vault.found(&["--", query]), expected, "{query}");
    }
}

#[test]
fn kind_system_and_id_operators() {
    check(&[
        ("kind:integration", &[ORDERS, RETURNS]),
        ("KIND:Integration", &[ORDERS, RETURNS]),
        ("kind:system", &[ERP]),
        ("kind:template", &[TEMPLATE]),
        ("kind:daily", &[DAILY]),
        ("kind:workspace", &[]),
        ("kind:(system OR daily)", &[ERP, DAILY]),
        ("kind:system OR kind:daily", &[ERP, DAILY]),
        ("kind:(integration -system)", &[ORDERS, RETURNS]),
        ("kind:(integration system)", &[]),
        ("-kind:integration", &[ERP, TEMPLATE, DAILY]),
        ("kind:-integration", &[ERP, TEMPLATE, DAILY]),
        ("-kind:integration -kind:template erp", &[ERP, DAILY]),
        ("-(kind:integration OR kind:template)", &[ERP, DAILY]),
        ("kind:integration noon", &[RETURNS]),
        ("kind:integration path:erp", &[ORDERS]),
        ("kind:integration -[status:active]", &[]),
        ("system:\"Web Shop\"", &[ORDERS]),
        ("system:erp", &[ORDERS, RETURNS]),
        ("system:ERP -system:Ledger", &[ORDERS]),
        ("system:(ERP Ledger)", &[RETURNS]),
        ("system:(Ledger OR \"Web Shop\")", &[ORDERS, RETURNS]),
        ("system:Nobody", &[]),
        ("-system:Nobody kind:system", &[ERP]),
        ("-system:ERP", &[ERP, TEMPLATE, DAILY]),
        ("id:INT-2024-003", &[ORDERS]),
        ("id:INT-2025-010", &[RETURNS]),
        ("id:(INT-2024-003 OR int-2025-010)", &[ORDERS, RETURNS]),
        ("id:INT-2024", &[]),
        ("INT-2024-003 -id:INT-2024-003", &[TEMPLATE, DAILY]),
        ("id:INT-2024-003 changed:2024", &[ORDERS]),
        ("line:(kind:integration noon)", &[RETURNS]),
        ("kind:system OR (system:ledger changed:>=2026)", &[ERP, RETURNS]),
        ("path:erp", &[ORDERS, ERP, "pictures/erp.png"]),
        ("path:erp -kind:system", &[ORDERS, "pictures/erp.png"]),
    ]);
}

#[test]
fn changed_operator_accepts_all_date_formats() {
    check(&[
        ("changed:2024-12-07", &[ORDERS]),
        ("changed:2024-12-08", &[]),
        ("changed:2024-12", &[ORDERS]),
        ("changed:2024", &[ORDERS]),
        ("changed:2024-Q4", &[ORDERS]),
        ("changed:2024-q3", &[]),
        ("changed:2026-Q1", &[RETURNS]),
        ("changed:\"2025-03-01\"", &[ORDERS]),
        ("changed:>2024-12-07", &[ORDERS, RETURNS]),
        ("changed:>2025-03-01", &[RETURNS]),
        ("changed:>=2025-03-01", &[ORDERS, RETURNS]),
        ("changed:<2024-12-07", &[]),
        ("changed:<=2024-12-07", &[ORDERS]),
        ("changed:>2025-03", &[RETURNS]),
        ("changed:>=2026", &[RETURNS]),
        ("changed:<2026", &[ORDERS]),
        ("changed:>2026", &[]),
        ("changed:<=2024-Q4", &[ORDERS]),
        ("changed:>2025-Q1", &[RETURNS]),
        ("changed:\">= 2026-01\"", &[RETURNS]),
        // A single entry must be in both ranges.
        ("changed:(>=2025-02 <2025-03)", &[ORDERS]),
        ("changed:(>2025-03-01 <2026)", &[]),
        ("changed:(<2025 >=2025-03)", &[]),
        ("changed:<2025 changed:>=2025-03", &[ORDERS]),
        ("changed:(2024 OR 2026)", &[ORDERS, RETURNS]),
        ("changed:-2024", &[RETURNS, ERP, TEMPLATE, DAILY]),
        ("changed:\"\"", &[ORDERS, RETURNS]),
        ("-changed:\"\"", &[ERP, TEMPLATE, DAILY]),
    ]);
}

#[test]
fn searches_of_northwind_match_the_table() {
    let vault = Vault::copy_of(&fixture("northwind").join("vault"));
    vault.index();
    let table = fixture("northwind").join("expected/searches.tsv");
    let text = fs::read_to_string(&table).expect("the table of searches");
    let mut searches: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (query, path) in text.lines().skip(1).filter_map(|line| line.split_once('\t')) {
        searches.entry(query).or_default().push(path);
    }
    assert!(searches.len() > 10, "{searches:?}");
    for (query, mut expected) in searches {
        expected.sort_unstable();
        assert_eq!(vault.found(&["--", query]), expected, "{query}");
    }
}

#[test]
fn conditions_on_integrations() {
    let vault = Vault::copy_of(&fixture("northwind").join("vault"));
    let check = |query: &str, expected: &[&str]| {
        let mut found = vault.found(&[query]);
        found.sort();
        assert_eq!(found, expected, "{query}");
    };
    check("source:PIM", &["20 Integrations/Price Sync.md", "40 Registers/Vendor Interfaces.md"]);
    check("target:SFDC", &["40 Registers/Vendor Interfaces.md"]);
    check("target:nowhere", &[]);
    check("owner:oduya status:paused", &["20 Integrations/Stock Count Upload.md", "40 Registers/Vendor Interfaces.md"]);
    check("status:Deprecated", &["20 Integrations/Customer 360 v2.md", "40 Registers/Payment Connectors.md"]);
    check("status:retired", &["99 Archive/AS400 Nightly Dump.md"]);
    check(
        "status:unknown source:WMS kind:integration -field:x -owner:y",
        &[
            "20 Integrations/Dock Schedule.md",
            "20 Integrations/Event Backbone.md",
            "20 Integrations/INT-2026-001 Stock Levels.md",
            "20 Integrations/Returns.md",
            "20 Integrations/WMS → Power BI.md",
        ],
    );
    check("field:netwr", &["20 Integrations/Invoice Export.md"]);
    check("field:vbrk.NETWR", &["20 Integrations/Invoice Export.md"]);
    check("field:etwr", &[]);
    let unknown = vault.run(&["search", "status:actve"]);
    assert_eq!(unknown.code, 2);
    assert!(unknown.stderr.contains("unknown status `actve`"), "{unknown:?}");
}

#[test]
fn conditions_are_text_when_quoted() {
    let vault = Vault::new("//- a.md\nstatus:active and field:x\n//- b.md\nother\n");
    assert_eq!(vault.found(&["\"status:active\""]), ["a.md"]);
    assert_eq!(vault.found(&["\"field:x\""]), ["a.md"]);
    assert!(vault.found(&["status:active"]).is_empty());
}

#[test]
fn relative_dates_refer_to_today() {
    let vault = Vault::new(VAULT);
    let found = |query: &str| {
        let mut command = vault.command(&["search", "-l", query]);
        command.env("VAULTDEX_NOW", "2025-03-05T12:00:00Z");
        crate::support::ran(&mut command).stdout
    };
    assert_eq!(found("changed:>=5d"), "Integrations/Orders to ERP.md\nIntegrations/Returns.md\n");
    assert_eq!(found("changed:(>=5d <=today)"), "Integrations/Orders to ERP.md\n");
    assert_eq!(found("changed:last-month"), "Integrations/Orders to ERP.md\n");
    assert_eq!(found("changed:\"a week ago\""), "");
}
