//! The commands mentions, resolve, tags, properties, outline and tasks. The expected results were read from the notes.

use serde_json::{Value, json};

use crate::support::{Vault, fixture};

fn tour() -> Vault {
    Vault::copy_of(&fixture("tour/vault"))
}

/// A copy of a vault in real use.
fn kepano() -> Vault {
    Vault::copy_of(&fixture("kepano").join("vault"))
}

/// Runs a command with `--json` and checks some keys of each item of the list, and the exit code.
#[track_caller]
fn check(vault: &Vault, args: &[&str], list: &str, keys: &[&str], expected: Value) {
    let args = [args, &["--json"]].concat();
    let ran = vault.run(&args);
    let document: Value =
        serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{args:?}: {error}\n{ran:?}"));
    let items = document[list].as_array().unwrap_or_else(|| panic!("{args:?}: no list `{list}` in {document}"));
    let actual: Vec<Value> = items.iter().map(|item| keys.iter().map(|key| item[*key].clone()).collect()).collect();
    assert_eq!(Value::Array(actual), expected, "{args:?}");
    assert_eq!((&document["schema_version"], ran.code), (&json!(1), i32::from(items.is_empty())), "{args:?}");
}

/// Runs a command without `--json` and checks its output.
#[track_caller]
fn prints(vault: &Vault, args: &[&str], expected: &str) {
    assert_eq!(vault.run(args).stdout, expected, "{args:?}");
}

#[test]
fn mentions_of_a_name_and_its_aliases() {
    let vault = tour();
    let orders = "Integrations/Orders to ERP.md";
    let keys = ["source", "line", "column", "name"];
    check(
        &vault,
        &["mentions", "ERP"],
        "mentions",
        &keys,
        json!([
            [orders, 9, 13, "ERP"],
            [orders, 20, 44, "Ledger"],
            [orders, 29, 46, "Ledger"],
            [orders, 63, 29, "Ledger"],
            [orders, 86, 19, "Ledger"],
            ["Integrations/Stock Sync.md", 9, 36, "Ledger"],
        ]),
    );
    check(
        &vault,
        &["mentions", "Price Feed"],
        "mentions",
        &keys,
        json!([["Workspaces/Integrations.md", 60, 30, "Price Feed"]]),
    );
    check(&vault, &["mentions", "Country Codes"], "mentions", &keys, json!([[orders, 111, 54, "Country Codes"]]));
    check(&vault, &["mentions", "Shelf Labels"], "mentions", &keys, json!([]));
    prints(&vault, &["mentions", "INT-2025-007", "--count"], "1\n");
    prints(
        &vault,
        &["mentions", "Price Feed", "--color", "never"],
        "Workspaces/Integrations.md:60:30  - 2025-02-24_11-05 - Updated Price Feed for the spring list\n",
    );
    let row = &vault.json(&["mentions", "Price Feed", "--json"])["mentions"][0];
    let (text, range) = (row["text"].as_str().expect("a line"), &row["ranges"][0]);
    assert_eq!(&text[range[0].as_u64().unwrap() as usize..range[1].as_u64().unwrap() as usize], "Price Feed");
}

#[test]
fn mentions_are_fresh_and_skip_excluded_notes() {
    let vault = Vault::new(
        "//- Orders.md\n---\naliases: [the feed, \"東京\"]\n---\nOrders\n//- a.md\nOrders and THE FEED, 東京都\n//- Old/b.md\norders\n",
    );
    vault.write(".obsidian/app.json", r#"{"userIgnoreFilters": ["Old/"]}"#);
    let keys = ["source", "name", "start", "end"];
    let expected = [("Orders", 0, 6), ("the feed", 11, 19), ("東京", 21, 27)];
    let expected = expected.map(|(name, start, end)| json!(["a.md", name, start, end]));
    check(&vault, &["mentions", "Orders"], "mentions", &keys, json!(expected));
    vault.write("a.md", "nothing\n");
    vault.write("c.md", "x orders\n");
    check(&vault, &["mentions", "Orders"], "mentions", &keys, json!([["c.md", "Orders", 2, 8]]));
    vault.write("c.md", "now orders\n");
    let stale = &vault.json(&["mentions", "Orders", "--json", "--no-refresh"])["mentions"];
    assert_eq!((&stale[0]["start"], &stale[0]["stale"]), (&json!(4), &json!(true)));
}

#[test]
fn resolve_reports_the_rule_that_decided() {
    let vault = tour();
    let check = |link: &str, from: &str, rule: &str, candidates: &[&str], anchor: &str| {
        let verdict = vault.json(&["resolve", link, "--from", from, "--json"]);
        let actual = json!([verdict["rule"], verdict["candidates"], verdict["anchor"], verdict["destination"]]);
        assert_eq!(actual, json!([rule, candidates, anchor, candidates.first()]), "{link} from {from}");
    };
    let (integration, process) = ("Integrations/Returns.md", "Processes/Returns.md");
    let orders = "Integrations/Orders to ERP.md";
    check("[[Returns]]", "Orders to ERP", "same-folder", &[integration, process], "none");
    check("[[Returns|x]]", "Home", "shortest-path", &[process, integration], "none");
    check("Returns", "Processes/new.md", "same-folder", &[process, integration], "none");
    check("![[Integrations/Returns]]", "Home", "exact-path", &[integration], "none");
    check("[[./ERP]]", "Warehouse", "exact-path", &["Systems/ERP.md"], "none");
    check("ERP#Cut-over", "Customer Data Model", "only-name", &["Systems/ERP.md"], "missing");
    check("[x](Orders%20to%20ERP.md#Data%20Mapping)", "Home.md", "only-name", &[orders], "found");
    check("[[#Steps]]", "Restart Order Feed", "same-note", &["Runbooks/Restart Order Feed.md"], "found");
    check("[[Catalogue.base#Active]]", "Home", "only-name", &["Catalogue.base"], "none");
    let verdict = vault.json(&["resolve", "[[Returns]]", "--from", "Orders to ERP", "--json"]);
    let keys: Vec<&String> = verdict.as_object().expect("an object").keys().collect();
    assert_eq!(keys[..7], ["schema_version", "link", "from", "state", "destination", "rule", "candidates"]);
    assert_eq!([&verdict["link"], &verdict["from"], &verdict["state"]], ["[[Returns]]", orders, "resolved"]);
    prints(
        &vault,
        &["resolve", "[[Returns]]", "--from", "Orders to ERP"],
        "[[Returns]]  →  Integrations/Returns.md\n\
         Of several candidates, this one is in the note's folder or below it.\n\
         Candidates, best first:\n  Integrations/Returns.md\n  Processes/Returns.md\n",
    );
    prints(
        &vault,
        &["resolve", "Restart Order Feed#^safe-restart", "--from", "Home"],
        "Restart Order Feed#^safe-restart  →  Runbooks/Restart Order Feed.md:15 (#^safe-restart)\n\
         No other file has this name.\n",
    );
}

#[test]
fn resolve_reports_unresolved_and_external_links() {
    let vault = tour();
    let ran = vault.run(&["resolve", "[[Ledger]]", "--from", "Price Feed"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert_eq!(
        ran.stdout,
        "[[Ledger]]  →  nowhere\n\
         No file has this name; links do not resolve to aliases or titles.\n\
         Following it in Obsidian would create Ledger.md.\n\
         Similar names:\n  Systems/ERP.md  named `Ledger`\n"
    );
    vault.write(".obsidian/app.json", r#"{"newFileLocation": "current"}"#);
    let verdict = vault.json(&["resolve", "[[Carrier Portal#x]]", "--from", "Systems/CRM.md", "--json"]);
    let actual = [&verdict["state"], &verdict["destination"], &verdict["candidates"], &verdict["creates"]];
    assert_eq!(actual, [&json!("unresolved"), &Value::Null, &json!([]), &json!("Systems/Carrier Portal.md")]);
    let fails = |link: &str, from: &str, says: &str| {
        let ran = vault.run(&["resolve", link, "--from", from]);
        assert!(ran.code == 2 && ran.stderr.contains(says) && ran.stdout.is_empty(), "{link} from {from}: {ran:?}");
    };
    fails("https://saltmarsh.example", "Home", "points outside the vault");
    fails("[the page](https://saltmarsh.example)", "Home", "points outside the vault");
    fails("", "Home", "is not a single link");
    fails("[[ERP]] and [[CRM]]", "Home", "is not a single link");
    fails("ERP", "Hoem", "did you mean `Home`");
    fails("ERP", "Returns", "several notes");
    fails("ERP", "../x.md", "not a path within the vault");
}

#[test]
fn tags_are_counted_as_in_the_tags_view() {
    let vault = tour();
    let expected = json!([
        ["#customers", 2, 2],
        ["#design", 1, 1],
        ["#floor", 1, 1],
        ["#idea", 2, 2],
        ["#index", 1, 1],
        ["#integration", 6, 6],
        ["#orders", 2, 2],
        ["#parcels", 2, 2],
        ["#prices", 1, 1],
        ["#process", 1, 1],
        ["#question", 1, 1],
        ["#runbook", 1, 1],
        ["#stock", 1, 1],
        ["#system", 7, 6],
        ["#system/crm", 1, 1],
        ["#system/erp", 2, 1],
        ["#system/hub", 1, 1],
        ["#system/lake", 1, 1],
        ["#system/shop", 1, 1],
        ["#system/warehouse", 1, 1],
        ["#team", 2, 2],
        ["#waiting", 2, 2],
    ]);
    check(&vault, &["tags"], "tags", &["tag", "count", "notes"], expected);
    prints(&vault, &["tags", "--total"], "22\n");
    let first: Vec<String> =
        vault.run(&["tags", "--sort", "count"]).stdout.lines().take(3).map(str::to_owned).collect();
    assert_eq!(first, ["7  #system  in 6 notes", "6  #integration  in 6 notes", "2  #customers  in 2 notes"]);
    check(&vault, &["tags", "ERP"], "tags", &["tag", "count"], json!([["#system/erp", 2]]));
    check(&vault, &["tags", "Country Codes"], "tags", &["tag"], json!([]));
    prints(&vault, &["tags", "Warehouse"], "1  #floor\n1  #question\n1  #system/warehouse\n");
}

#[test]
fn properties_have_types_and_values() {
    let vault = tour();
    let expected = json!([
        ["aliases", "aliases", 3],
        ["classification", "text", 1],
        ["created", "date", 1],
        ["for", "text", 1],
        ["frequency", "text", 1],
        ["id", "text", 1],
        ["next_review", "date", 1],
        ["owner", "text", 7],
        ["priority", "text", 1],
        ["related", "list", 1],
        ["reviewed", "date", 1],
        ["source", "text", 1],
        ["status", "text", 7],
        ["tags", "tags", 19],
        ["target", "text", 1],
        ["title", "text", 1],
        ["type", "text", 9],
    ]);
    check(&vault, &["properties"], "properties", &["name", "type", "count"], expected);
    let expected = json!([
        ["type", "text", "system", 2],
        ["aliases", "aliases", ["Ledger", "Back Office"], 3],
        ["tags", "tags", ["system/erp"], 6],
        ["owner", "text", "[[Team Orders]]", 8],
        ["status", "text", "active", 9],
    ]);
    check(&vault, &["properties", "ERP"], "properties", &["name", "type", "value", "line"], expected);
    prints(
        &vault,
        &["properties", "ERP"],
        "type: system\naliases: Ledger, Back Office\ntags: system/erp\nowner: [[Team Orders]]\nstatus: active\n",
    );
    check(&vault, &["properties", "Country Codes"], "properties", &["name"], json!([]));
}

#[test]
fn property_types_come_from_the_vault_settings() {
    let vault = Vault::new(
        "//- a.md\n---\nLoc: here\nrating: high\nnope: {{x}} y\n---\n//- b.md\n---\nloc: there\nrating: 7\n---\n",
    );
    vault.write(".obsidian/types.json", r#"{"types": {"LOC": "multitext", "rating": "number", "unused": "date"}}"#);
    check(
        &vault,
        &["properties"],
        "properties",
        &["name", "type", "count"],
        json!([["loc", "list", 1], ["rating", "number", 1]]),
    );
}

#[test]
fn outline_is_a_tree_of_headings() {
    let vault = tour();
    prints(
        &vault,
        &["outline", "Shipping Events"],
        "  4  Integration Blueprint: Shipping Events\n  8    Purpose\n 16    Integrated Systems\n\
         \u{20}20      System 1: Warehouse\n 25      System 2: Web Shop\n 30      System 3: Data Lake\n\
         \u{20}37    Integration Methods\n 41      Data Integration\n 49    Data Flow\n 53      Flow 1: Parcel left\n\
         \u{20}59      Flow 2: Parcel history\n 67    Integration Points\n 71      Point 1: The shipments queue\n\
         \u{20}78    Failure Modes\n 82      Failure Type 1: Silent scanner\n 88      Failure Type 2: Full queue\n\
         \u{20}96    Monitoring Points\n100      Alerts\n",
    );
    let keys = ["level", "text", "line", "column", "start", "end"];
    check(&vault, &["outline", "Country Codes"], "headings", &keys, json!([[1, "Country Codes", 1, 1, 0, 15]]));
    let row = &vault.json(&["outline", "Shipping Events", "--json"])["headings"][3];
    assert_eq!(row["text"], "System 1: [[Warehouse]]");
    let bare = Vault::new("//- a.md\nno heading\n> # quoted\n");
    check(&bare, &["outline", "a"], "headings", &keys, json!([]));
}

#[test]
fn tasks_are_filtered_by_status() {
    let vault = tour();
    let keys = ["path", "line", "status", "text"];
    let (monday, tuesday) = ("Daily/2025-05-12.md", "Daily/2025-03-04.md");
    let stock = "Integrations/Stock Sync.md";
    check(
        &vault,
        &["tasks", "2025-05-12"],
        "tasks",
        &keys,
        json!([
            [monday, 9, "x", "trial run with the morning report"],
            [monday, 10, " ", "write the note on the [[Carrier Portal]] #waiting"],
            [monday, 11, "-", "order more chalk"],
        ]),
    );
    check(
        &vault,
        &["tasks", "--status", "-"],
        "tasks",
        &keys,
        json!([[monday, 11, "-", "order more chalk"], [stock, 58, "-", "Performance metrics"],]),
    );
    check(
        &vault,
        &["tasks", "--todo"],
        "tasks",
        &["path", "line"],
        json!([
            [tuesday, 7],
            [monday, 10],
            ["Integrations/Customer 360.md", 88],
            ["Integrations/Customer 360.md", 99],
            ["Integrations/Returns.md", 39],
            ["Integrations/Returns.md", 40],
            [stock, 46],
            [stock, 52],
            [stock, 63],
        ]),
    );
    // Two and one in the daily notes, three in Customer 360, six in Stock Sync, and two with other statuses.
    prints(&vault, &["tasks", "--done", "--count"], "14\n");
    let counts = &vault.json(&["tasks", "--json"])["counts"];
    assert_eq!(counts, &json!({"open": 9, "done": 12, "other": 2}));
    prints(
        &vault,
        &["tasks", "2025-03-04", "--todo"],
        &format!("{tuesday}:7:1  [ ] ask the lawyers about telephone numbers #waiting\n"),
    );
    check(&vault, &["tasks", "Home"], "tasks", &keys, json!([]));
    assert_eq!(vault.run(&["tasks", "--todo", "--done"]).code, 2);
}

#[test]
fn excluded_notes_are_found_only_by_name() {
    let note = "---\ntags: [t]\nkey: v\n---\n- [ ] task\n";
    let vault = Vault::new(&format!("//- a.md\n{note}//- Old/b.md\n{note}"));
    vault.write(".obsidian/app.json", r#"{"userIgnoreFilters": ["Old/"]}"#);
    for (command, list) in [("tags", "tags"), ("properties", "properties")] {
        let rows = vault.json(&[command, "--json"])[list].clone();
        assert!(rows.as_array().expect("rows").iter().all(|row| row["count"] == 1), "{rows}");
    }
    check(&vault, &["tasks"], "tasks", &["path"], json!([["a.md"]]));
    check(&vault, &["tasks", "b"], "tasks", &["path"], json!([["Old/b.md"]]));
    check(&vault, &["tags", "b"], "tags", &["tag"], json!([["#t"]]));
    check(&vault, &["properties", "b"], "properties", &["name"], json!([["tags"], ["key"]]));
}

#[test]
fn every_list_has_all_formats() {
    let vault = tour();
    let (process, integration) = ("Processes/Returns.md", "Integrations/Returns.md");
    prints(&vault, &["tags", "ERP", "--format", "tsv"], "tag\tcount\tnotes\n#system/erp\t2\t1\n");
    prints(
        &vault,
        &["outline", process, "--format", "csv"],
        "path,level,text,line,column,start,end\r\nProcesses/Returns.md,1,\"Returns, step by step\",4,1,24,47\r\n",
    );
    prints(&vault, &["tasks", integration, "-0"], "Integrations/Returns.md\0");
    prints(
        &vault,
        &["mentions", "ERP", "--format", "paths"],
        "Integrations/Orders to ERP.md\nIntegrations/Stock Sync.md\n",
    );
    prints(
        &vault,
        &["properties", "Home", "--format", "md"],
        "| name | type | value | line |\n| --- | --- | --- | --- |\n| aliases | aliases | Start here | 2 |\n\
         | tags | tags | index | 3 |\n",
    );
}

#[test]
fn commands_on_a_vault_in_real_use() {
    let vault = kepano();
    check(
        &vault,
        &["mentions", "Obsidian"],
        "mentions",
        &["source", "line"],
        json!([
            ["Notes/Evergreen notes turn ideas into objects that you can manipulate.md", 17],
            ["Readme.md", 1],
            ["Readme.md", 9],
        ]),
    );
    // Most templates contain an unquoted `{{date}}`, which is valid YAML, so their tags and properties count.
    check(
        &vault,
        &["tags"],
        "tags",
        &["tag", "count"],
        json!([
            ["#0🌲", 2],
            ["#categories", 21],
            ["#clippings", 1],
            ["#conferences", 2],
            ["#daily", 1],
            ["#episodes", 1],
            ["#events", 3],
            ["#games", 1],
            ["#games/genres", 1],
            ["#genres", 2],
            ["#investment", 1],
            ["#journal", 2],
            ["#meditation", 1],
            ["#meetings", 1],
            ["#meetings/type", 1],
            ["#monthly", 1],
            ["#movies", 1],
            ["#movies/genres", 1],
            ["#music", 2],
            ["#music/genres", 2],
            ["#note", 2],
            ["#places", 2],
            ["#places/types", 2],
            ["#podcast", 1],
            ["#products", 1],
            ["#products/types", 1],
            ["#sessions", 1],
            ["#to-read", 2],
            ["#trade", 1],
        ]),
    );
    let rows = vault.json(&["properties", "--json"])["properties"].clone();
    let of = |name: &str| {
        let row = rows.as_array().expect("rows").iter().find(|row| row["name"] == name).expect(name);
        (row["type"].as_str().expect("a type").to_owned(), row["count"].as_u64().expect("a count"))
    };
    let check_property = |name: &str, kind: &str, count: u64| assert_eq!(of(name), (kind.to_owned(), count), "{name}");
    // Declared in the vault's settings.
    check_property("categories", "list", 62);
    check_property("rating", "number", 32);
    check_property("last", "date", 21);
    check_property("imdbId", "text", 2);
    // Inferred from the values.
    check_property("org", "list", 9);
    check_property("url", "text", 15);
    check_property("clipped", "date", 1);
    check_property("tags", "tags", 45);
    let theme = "Notes/Minimal Theme.md";
    check(
        &vault,
        &["tasks"],
        "tasks",
        &["path", "line", "column", "status", "text"],
        json!([
            [theme, 15, 1, "x", "Color schemes"],
            [theme, 16, 1, "x", "E-ink mode"],
            [theme, 17, 1, "x", "Mobile support"],
        ]),
    );
    check(
        &vault,
        &["outline", "Buy wisely"],
        "headings",
        &["level", "line", "text"],
        json!([
            [2, 18, "Cost per use"],
            [2, 66, "How to assess durability"],
            [2, 86, "How to estimate uses"],
            [2, 102, "Reducing the cost side"],
            [2, 108, "Alternative heuristics"],
            [3, 112, "Cost per smile"],
            [3, 118, "Cost per thrill"],
            [3, 122, "Cost per externality"],
            [3, 128, "Cost per lesson"],
        ]),
    );
    let verdict = vault.json(&["resolve", "[[obsidian]]", "--from", "Minimal Theme", "--json"]);
    assert_eq!([&verdict["rule"], &verdict["destination"]], ["only-name", "References/Obsidian.md"]);
    let verdict = vault.json(&["resolve", "[[BOTW]]", "--from", "Minimal Theme", "--json"]);
    let game = "References/The Legend of Zelda Breath of the Wild.md";
    assert_eq!([&verdict["state"], &verdict["near"][0]["path"]], ["unresolved", game]);
}
