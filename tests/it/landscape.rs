//! Questions about the landscape, compared with answers by hand on two vaults (docs/spec/questions.md).

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::support::{Vault, fixture};
use crate::tables::{Row, check, row, run_json, table};

fn vault(name: &str) -> Vault {
    let vault = Vault::copy_of(&fixture(name).join("vault"));
    vault.index();
    vault
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// Returns the ID of an integration, else its name.
fn label(it: &Value) -> String {
    it["id"].as_str().or(it["name"].as_str()).expect("a name").to_owned()
}

/// Returns names in the order of the tables.
fn sorted(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut names: Vec<String> = names.collect();
    names.sort_by_key(|name| name.to_lowercase());
    names.dedup();
    names
}

fn joined(names: impl Iterator<Item = String>) -> String {
    sorted(names).join(" | ")
}

/// Returns the first value of some columns of each row, in order.
fn distinct(rows: &[Row], columns: &[&str]) -> Vec<Vec<String>> {
    let mut keys: Vec<Vec<String>> = Vec::new();
    for row in rows {
        let key = columns.iter().map(|column| row[*column].clone()).collect();
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    keys
}

fn check_impact(of: &str) {
    let vault = vault(of);
    let (_, expected) = table(of, "impact.tsv");
    let mut found = Vec::new();
    for key in distinct(&expected, &["root", "direction", "depth", "all"]) {
        let [root, direction, depth, all] = key.as_slice() else { unreachable!("four columns") };
        let mut args = vec!["impact", root, "--direction", direction, "--depth", depth];
        args.extend((all == "true").then_some("--all"));
        let answer = run_json(&vault, &args);
        let same = |hop: String, system: String, via: String| {
            row([
                ("root", root.clone()),
                ("direction", direction.clone()),
                ("depth", depth.clone()),
                ("all", all.clone()),
                ("hop", hop),
                ("system", system),
                ("via", via),
            ])
        };
        let hops = list(&answer["hops"]);
        if hops.is_empty() {
            found.push(same(String::new(), String::new(), String::new()));
        }
        for hop in hops {
            assert_eq!(hop["certain"], Value::Bool(hop["hop"] == 1), "{hop}");
            let via = joined(list(&hop["via"]).iter().map(label));
            found.push(same(hop["hop"].to_string(), text(&hop["system"]), via));
        }
    }
    check(of, "impact.tsv", found);
}

#[test]
fn impact_is_that_of_the_tables() {
    check_impact("landscape");
    check_impact("northwind");
}

#[test]
fn integrations_that_are_not_live_are_listed() {
    for of in ["landscape", "northwind"] {
        let vault = vault(of);
        let (_, expected) = table(of, "not_live.tsv");
        let rows = expected.iter().map(|it| {
            let answer = run_json(&vault, &["impact", &it["root"]]);
            let not_live = joined(list(&answer["not_live"]).iter().map(label));
            row([("root", it["root"].clone()), ("integrations", not_live)])
        });
        check(of, "not_live.tsv", rows.collect::<Vec<_>>());
    }
}

#[test]
fn routes_are_those_of_the_table() {
    let vault = vault("landscape");
    let (_, expected) = table("landscape", "paths.tsv");
    let mut found = Vec::new();
    for key in distinct(&expected, &["from", "to"]) {
        let [from, to] = key.as_slice() else { unreachable!("two columns") };
        let answer = run_json(&vault, &["path", from, to, "--max", "100"]);
        let same = |route: usize, systems: String, integrations: String| {
            let (from, to) = (from.clone(), to.clone());
            let route = route.to_string();
            row([("from", from), ("to", to), ("route", route), ("systems", systems), ("integrations", integrations)])
        };
        let routes = list(&answer["routes"]);
        if routes.is_empty() {
            found.push(same(0, String::new(), String::new()));
        }
        for (nth, route) in (1..).zip(routes) {
            let hops = list(&route["hops"]);
            let systems: Vec<String> =
                [text(&hops[0]["from"])].into_iter().chain(hops.iter().map(|hop| text(&hop["to"]))).collect();
            let integrations: Vec<String> =
                hops.iter().map(|hop| sorted(list(&hop["integrations"]).iter().map(label)).join(",")).collect();
            found.push(same(nth, systems.join(" > "), integrations.join(" > ")));
        }
        assert_eq!(vault.run(&["path", from, to]).code, i32::from(routes.is_empty()), "{from} → {to}");
    }
    check("landscape", "paths.tsv", found);
    let five = run_json(&vault, &["path", "Weatherfold", "Glasseye"]);
    assert_eq!((list(&five["routes"]).len(), &five["complete"]), (5, &Value::Bool(false)));
}

#[test]
fn matrix_and_edges_are_those_of_the_tables() {
    let vault = vault("landscape");
    let matrix = run_json(&vault, &["matrix"]);
    let cells = list(&matrix["cells"]);
    let rows = cells.iter().map(|cell| {
        assert_eq!(cell["count"].as_u64(), Some(list(&cell["integrations"]).len() as u64));
        row([
            ("from", text(&cell["from"])),
            ("to", text(&cell["to"])),
            ("count", cell["count"].to_string()),
            ("worst", text(&cell["status"])),
        ])
    });
    check("landscape", "matrix.tsv", rows.collect::<Vec<_>>());
    let mut edges: Vec<Row> = Vec::new();
    for cell in cells {
        let mut of_cell: Vec<&Value> = list(&cell["integrations"]).iter().collect();
        of_cell.sort_by_key(|it| label(it).to_lowercase());
        edges.extend(of_cell.into_iter().map(|it| {
            row([
                ("from", text(&cell["from"])),
                ("to", text(&cell["to"])),
                ("integration", label(it)),
                ("status", it["status"].as_str().unwrap_or("unknown").to_owned()),
            ])
        }));
    }
    check("landscape", "edges.tsv", edges);
    assert_eq!(list(&run_json(&self::vault("northwind"), &["matrix"])["cells"]).len(), 34);
}

#[test]
fn owners_are_those_of_the_table() {
    let vault = vault("landscape");
    let owners = run_json(&vault, &["owners"]);
    let named = list(&owners["owners"]).iter().filter(|it| !it["owner"].is_null() && it["all"] != 0);
    let rows = named.map(|it| {
        row([
            ("owner", text(&it["owner"])),
            ("destination", text(&it["destination"])),
            ("left", it["left"].to_string()),
            ("active", it["active"].to_string()),
            ("all", it["all"].to_string()),
        ])
    });
    check("landscape", "owners.tsv", rows.collect::<Vec<_>>());
}

/// Returns the findings of `review` as rows of a table: days for what is a matter of days, otherwise the detail.
fn review_rows(vault: &Vault) -> Vec<Row> {
    let review = run_json(vault, &["review"]);
    let rows = list(&review["reviews"]).iter().map(|it| {
        let detail = it["days"].as_i64().map_or_else(|| text(&it["detail"]), |days| days.to_string());
        row([("reason", text(&it["reason"])), ("integration", label(it)), ("detail", detail)])
    });
    rows.collect()
}

#[test]
fn reviews_are_those_of_the_tables() {
    check("landscape", "review.tsv", review_rows(&vault("landscape")));
    check("northwind", "review.tsv", review_rows(&vault("northwind")));
}

/// Returns a field as the tables write it.
fn field(it: &Value) -> String {
    if it["kind"] != "field" {
        return text(&it["kind"]);
    }
    let candidates: Vec<String> = list(&it["candidates"]).iter().map(text).collect();
    let system =
        if candidates.is_empty() { text(&it["system"]) } else { format!("candidates({})", candidates.join(",")) };
    let names = [system, text(&it["entity"]), text(&it["field"])];
    names.into_iter().filter(|name| !name.is_empty()).collect::<Vec<_>>().join(".")
}

fn check_lineage(of: &str) {
    let vault = vault(of);
    let (_, expected) = table(of, "lineage.tsv");
    let mut found = Vec::new();
    for key in distinct(&expected, &["root", "direction"]) {
        let [root, direction] = key.as_slice() else { unreachable!("two columns") };
        let mut args = vec!["lineage", root];
        args.extend((direction == "downstream").then_some("--downstream"));
        let answer = run_json(&vault, &args);
        let ends: BTreeMap<(String, String), String> = list(&answer["ends"])
            .iter()
            .map(|end| ((text(&end["entity"]), text(&end["field"])), text(&end["reason"])))
            .collect();
        for step in list(&answer["steps"]) {
            let side = if direction == "downstream" { &step["to"] } else { &step["from"] };
            let end = match side["kind"].as_str() {
                Some("field") => ends.get(&(text(&side["entity"]), text(&side["field"]))).cloned(),
                kind => kind.map(str::to_owned),
            };
            found.push(row([
                ("root", root.clone()),
                ("direction", direction.clone()),
                ("step", step["step"].to_string()),
                ("from", field(&step["from"])),
                ("to", field(&step["to"])),
                ("integration", label(&step["integration"])),
                ("end", end.filter(|end| end != "target").unwrap_or_default()),
            ]));
        }
    }
    check(of, "lineage.tsv", found);
}

#[test]
fn lineage_is_that_of_the_tables() {
    check_lineage("landscape");
    check_lineage("northwind");
}

#[test]
fn names_that_stand_for_nothing_or_for_several_are_errors() {
    let vault = vault("northwind");
    let run = |args: &[&str]| {
        let ran = vault.run(args);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{args:?}: {ran:?}");
        ran.stderr
    };
    assert!(run(&["impact", "SAP S4HANNA"]).contains("did you mean `SAP S4HANA`"));
    let several = run(&["impact", "INT-2025-002"]);
    assert!(several.contains("Refund Credit.md:") && several.contains("Returns Credit.md:"), "{several}");
    assert!(run(&["path", "SAP S4HANA", "Nowhere"]).contains("no system called `Nowhere`"));
    assert!(run(&["lineage", "Snowflake.FACT_INVOICE.NETT"]).contains("`Snowflake.FACT_INVOICE.NET`"));
    assert!(run(&["impact", "INT-2024-003", "--retire"]).contains("no system called"));
    let root = |name: &str| text(&run_json(&vault, &["impact", name])["root"]["name"]);
    assert_eq!((root("SFDC"), root("Salesforce CRM")), ("Salesforce".to_owned(), "Salesforce CRM".to_owned()));
    // Nothing about a retired integration is part of an answer.
    let all: BTreeSet<String> = ["SAP S4HANA", "Legacy AS400"]
        .iter()
        .flat_map(|system| {
            let answer = run_json(&vault, &["impact", system, "--all", "--depth", "0"]);
            list(&answer["hops"]).iter().flat_map(|hop| list(&hop["via"]).iter().map(label)).collect::<Vec<_>>()
        })
        .collect();
    assert!(!all.contains("AS400 Nightly Dump") && all.contains("INT-105"), "{all:?}");
}

/// Returns for each system the systems at hop 1 downstream, as the landscape's JSON draws them.
fn next_systems(graph: &Value) -> BTreeMap<String, BTreeSet<String>> {
    let nodes: BTreeMap<String, &Value> = list(&graph["nodes"]).iter().map(|node| (text(&node["id"]), node)).collect();
    let name = |id: &Value| text(&nodes[&text(id)]["label"]);
    let is_hub = |id: &Value| nodes[&text(id)]["kind"] == "integration";
    let is_live = |edge: &&Value| {
        !["planned", "development", "testing", "paused", "retired"]
            .contains(&edge["status"].as_str().unwrap_or_default())
    };
    let mut of_record: BTreeMap<(String, u64), Vec<&Value>> = BTreeMap::new();
    for edge in list(&graph["edges"]).iter().filter(is_live) {
        of_record.entry((text(&edge["path"]), edge["line"].as_u64().expect("a line"))).or_default().push(edge);
    }
    let mut next: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let opposite = |role: &Value| if role == "source" { "target" } else { "source" };
    for edges in of_record.values() {
        for start in edges.iter().filter(|edge| edge["from_role"] == "source" || edge["from_role"] == "target") {
            let mut ends = vec![*start];
            while let Some(end) = ends.pop() {
                if is_hub(&end["target"]) {
                    let wanted = opposite(&start["from_role"]);
                    ends.extend(edges.iter().filter(|it| it["source"] == end["target"] && it["to_role"] == wanted));
                } else if end["to_role"] == "middleware" {
                    let is_further = |it: &&&Value| {
                        it["source"] == end["target"]
                            && it["to_role"] != start["from_role"]
                            && it["target"] != end["source"]
                    };
                    ends.extend(edges.iter().filter(is_further));
                } else if name(&start["source"]) != name(&end["target"]) {
                    next.entry(name(&start["source"])).or_default().insert(name(&end["target"]));
                }
            }
        }
    }
    next
}

#[test]
fn picture_and_answer_agree() {
    for of in ["northwind", "landscape"] {
        let vault = vault(of);
        let graph = vault.json(&["graph", "--view", "landscape", "--format", "json"]);
        let drawn = next_systems(&graph);
        let systems = run_json(&vault, &["systems"]);
        let carries = |system: &Value| list(&system["other"]).iter().any(|it| it["role"] == "middleware");
        let labels: BTreeMap<String, String> = list(&graph["nodes"])
            .iter()
            .filter(|node| node["kind"] == "system")
            .map(|node| (text(&node["path"]), text(&node["label"])))
            .collect();
        for system in list(&systems["systems"]).iter().filter(|system| !carries(system)) {
            let name = text(&system["name"]);
            let answer = run_json(&vault, &["impact", &name, "--depth", "1"]);
            let label = |name: &Value, path: &Value| {
                labels.get(&text(path)).filter(|_| path.is_string()).cloned().unwrap_or(text(name))
            };
            let hit: BTreeSet<String> =
                list(&answer["hops"]).iter().map(|hop| label(&hop["system"], &hop["destination"])).collect();
            let root = label(&system["name"], &system["destination"]);
            assert_eq!(drawn.get(&root).cloned().unwrap_or_default(), hit, "{of}: {name}");
        }
    }
}

#[test]
fn claims_have_their_place() {
    let vault = vault("northwind");
    let answer = run_json(&vault, &["impact", "SAP S4HANA"]);
    let line = |it: &Value| {
        let text = std::fs::read_to_string(vault.root().join(text(&it["path"]))).expect("a note");
        text.lines().nth(it["line"].as_u64().expect("a line") as usize - 1).expect("that line").to_owned()
    };
    let billing = &answer["hops"][0];
    assert_eq!(billing["system"], "Billing");
    assert!(line(&billing["recovery"][0]).contains("Sums differ"));
    assert_eq!(line(&billing["owners"][0]), "Owner | Finance &amp; Audit");
    assert_eq!(line(&billing["via"][0]), "# Integration Specification: Billing Reconciliation");
    let runbook = &answer["runbooks"][0];
    assert_eq!(line(runbook), "- [[Restart Order Flow|Runbook]]");
    assert_eq!(runbook["destination"], "50 Docs/Restart Order Flow.md");
    for step in list(&runbook["steps"]) {
        let step = serde_json::json!({"path": runbook["destination"], "line": step["line"], "text": step["text"]});
        assert!(line(&step).contains(step["text"].as_str().expect("a text")), "{step}");
    }
    let people = list(&answer["people"]);
    let contacts = people.iter().flat_map(|it| list(&it["contacts"]));
    let contacts: Vec<&Value> = contacts.collect();
    assert!(!contacts.is_empty());
    assert!(people.iter().all(|it| it["text"] != "Ruben Sallis"), "who has left is not to be called");
    let retired = run_json(&vault, &["impact", "Legacy AS400", "--retire"]);
    let rows = list(&retired["integrations"]);
    assert_eq!(rows.iter().map(label).collect::<Vec<_>>(), ["INT-105", "AS400 Nightly Dump"]);
    assert!(rows[0]["owners"][0]["left"].as_bool().expect("a boolean"));
}

#[test]
fn gaps_and_board_count_every_integration() {
    for (of, all, retired) in [("northwind", 41, 1), ("landscape", 60, 2)] {
        let vault = vault(of);
        let board = run_json(&vault, &["board"]);
        let columns = list(&board["columns"]);
        assert_eq!(columns.iter().filter_map(|it| it["count"].as_u64()).sum::<u64>(), all);
        let column =
            |name: &str| columns.iter().find(|it| it["column"] == name).map_or(0, |it| it["count"].as_u64().unwrap());
        assert_eq!(column("retired"), retired);
        if of == "northwind" {
            let counts = ["planned", "development", "testing", "active", "paused", "deprecated"].map(column);
            assert_eq!((counts, column("not stated") + column("not understood")), ([3, 2, 4, 17, 3, 2], 9));
        }
        let gaps = run_json(&vault, &["gaps"]);
        assert_eq!(list(&gaps["integrations"]).len() as u64, all - retired);
        for share in list(&gaps["written"]) {
            let is_missing = |it: &&Value| list(&it["missing"]).contains(&share["column"]);
            let missing = list(&gaps["integrations"]).iter().filter(is_missing).count() as u64;
            assert_eq!(share["written"].as_u64(), Some(all - retired - missing), "{share}");
        }
        let by_owner = run_json(&vault, &["gaps", "--by", "owner"]);
        let nobody =
            list(&by_owner["owners"]).iter().find(|it| it["owner"].is_null()).expect("integrations without owner");
        let without = list(&gaps["integrations"]).iter().filter(|it| list(&it["owners"]).is_empty()).count();
        assert_eq!(nobody["count"].as_u64(), Some(without as u64));
    }
    let ics = vault("northwind").run(&["review", "--format", "ics"]).stdout;
    assert!(ics.starts_with("BEGIN:VCALENDAR\r\n") && ics.contains("SUMMARY:Review INT-2024-007\r\n"), "{ics}");
    assert!(ics.contains("DTSTART;VALUE=DATE:20260331\r\n"), "the last day of a quarter or month");
}

#[test]
fn impact_can_be_drawn() {
    let vault = vault("northwind");
    let graph =
        vault.json(&["graph", "--view", "impact", "--around", "SAP S4HANA", "--depth", "3", "--format", "json"]);
    let mut hops: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for node in list(&graph["nodes"]) {
        hops.entry(text(&node["group"][0])).or_default().insert(text(&node["label"]));
    }
    assert_eq!(hops.keys().collect::<Vec<_>>(), ["Hop 1 (certain)", "Hop 2 (possible)", "Hop 3 (possible)", "Stops"]);
    assert_eq!(hops["Hop 3 (possible)"], BTreeSet::from(["MDM Hub".to_owned(), "Power BI".to_owned()]));
    let formats = "mermaid dot graphml gexf cytoscape canvas csv html svg d2 plantuml drawio structurizr";
    for format in formats.split(' ') {
        let ran = vault.run(&[
            "graph",
            "--view",
            "impact",
            "--around",
            "Mulesoft",
            "--direction",
            "downstream",
            "--format",
            format,
        ]);
        assert!(ran.code == 0 && ran.stdout.contains("Power BI"), "{format}: {ran:?}");
    }
    let nothing = vault.run(&["graph", "--view", "impact", "--around", "Snowflake", "--format", "json"]);
    assert!(nothing.code == 0 && nothing.stdout.contains("\"nodes\":[]"), "{nothing:?}");
    assert_eq!(vault.run(&["graph", "--view", "impact"]).code, 2);
}

#[test]
fn an_integration_without_sides_and_a_retired_one_are_explained() {
    let vault = vault("northwind");
    let missing = |root: &str| {
        let answer = run_json(&vault, &["impact", root]);
        list(&answer["undocumented"]).iter().map(|it| text(&it["what"])).collect::<Vec<_>>()
    };
    assert_eq!(missing("INT-2026-001"), ["failure_modes", "owner", "status", "target", "runbook"]);
    assert_eq!(missing("Customs list"), ["failure_modes", "owner", "direction", "runbook"]);
    let retired = vault.run(&["impact", "AS400 Nightly Dump"]);
    assert_eq!(retired.code, 1);
    assert!(retired.stdout.contains("nothing flows through a retired integration"), "{retired:?}");
    let paths = vault.run(&["matrix", "--format", "paths"]).stdout;
    assert!(paths.lines().all(|path| path.ends_with(".md")), "{paths}");
    let csv = vault.run(&["matrix", "--format", "csv"]).stdout;
    assert_eq!(csv.lines().count(), 14);
    assert!(csv.contains("\r\nWeb Shop,"), "{csv}");
    for (args, message) in [
        (
            ["graph", "--view", "impact", "--around", "WMS", "--filter", "x"],
            "--filter has no meaning in the view `impact`",
        ),
        (
            ["graph", "--view", "landscape", "--around", "WMS", "--all", "--orphans"],
            "--all has no meaning in the view `landscape`",
        ),
    ] {
        let ran = vault.run(&args);
        assert!(ran.code == 2 && ran.stderr.contains(message), "{ran:?}");
    }
    assert_eq!(vault.run(&["review", "--owner", "nobody at all", "--format", "ics"]).code, 1);
    let unmapped = vault.run(&["lineage", "Mulesoft"]);
    assert!(unmapped.code == 1 && unmapped.stdout.contains("no mapping row"), "{unmapped:?}");
}
