//! The search operators (docs/spec/search.md#operators) on small vaults, the limits, and files that are never found.

use serde_json::Value;

use crate::support::{Random, Vault};

const VAULT: &str = "\
//- Orders to ERP.md
---
status: in progress
priority: 7
due: 2025-03-01
owner:
systems: [ERP, Web Shop]
aliases: [Order feed]
tags: [work/alpha]
---
# Orders to ERP

The Integration sends orders; testing is done.
See [[Systems/ERP|the ERP]] and `INT-2024-003`.

## Tasks

- [ ] call the ERP team
- [x] map currency codes
- [-] dropped step
- plain item

## Changelog

- 2025-02-10_09-30 - first version

After the list: snake_case_name, camelCaseName, v1.2.3.
//- Systems/ERP.md
#homework and #work are two tags. ΟΔΟΣ, straße, Kelvin \u{212a}.
東京都の注文と한국어 текст. cafe\u{301}

Path src/main/app.rs, https://example.com/a?b=c#d and \"- [ ]\" in prose.
//- Daily/2025-03-04.md
meeting about ERP
or not
//- Board.canvas
{\"nodes\":[{\"id\":\"1\",\"type\":\"text\",\"text\":\"card about currency\\n- [ ] a card's task\",\"x\":0,\"y\":0,\"width\":1,\"height\":1},{\"id\":\"2\",\"type\":\"text\",\"text\":\"second\",\"x\":0,\"y\":0,\"width\":1,\"height\":1}],\"edges\":[]}
//- files/erp-diagram.png
ERP bytes
//- files/All.base
ERP base
//- Private/Secret.md
ERP secret currency
";

const ORDERS: &str = "Orders to ERP.md";
const ERP: &str = "Systems/ERP.md";
const DAILY: &str = "Daily/2025-03-04.md";
const BOARD: &str = "Board.canvas";

fn vault() -> Vault {
    let vault = Vault::new(VAULT);
    vault.write(".obsidian/app.json", "{\"userIgnoreFilters\": [\"Private/\"]}");
    vault.index();
    vault
}

/// Checks the notes that each query finds, in any order.
#[track_caller]
fn check(queries: &[(&str, &[&str])]) {
    let vault = vault();
    for (query, expected) in queries {
        let mut expected: Vec<&str> = expected.to_vec();
        expected.sort_unstable();
        assert_eq!(vault.found(&["--", query]), expected, "{query}");
    }
}

#[test]
fn words_phrases_and_regexes() {
    check(&[
        ("integ", &[ORDERS]),
        ("INTEG orders", &[ORDERS]),
        ("\"test\"", &[]),
        ("\"testing is\"", &[ORDERS]),
        ("\"- [ ]\"", &[ORDERS, ERP, BOARD]),
        ("\"INT-2024-003\"", &[ORDERS]),
        ("2024-00", &[ORDERS]),
        ("case_na", &[ORDERS]),
        ("\"case_name\"", &[]),
        ("elCaseNa", &[ORDERS]),
        ("v1.2", &[ORDERS]),
        ("src/main/app.rs", &[ERP]),
        ("https://example.com/a?b=c#d", &[ERP]),
        ("/^meeting .* ERP$/", &[DAILY]),
        ("/INT-\\d{4}-\\d+/", &[ORDERS]),
        ("/src\\/main/", &[ERP]),
        ("match-case:/int-\\d/", &[]),
        ("daily/2025", &[DAILY]),
        ("foo:", &[]),
    ]);
}

#[test]
fn words_of_every_script() {
    check(&[
        ("οδος", &[ERP]),
        ("οδός", &[]),
        ("STRAẞE", &[ERP]),
        ("strasse", &[]),
        ("\"kelvin k\"", &[ERP]),
        ("京", &[ERP]),
        ("京都の", &[ERP]),
        ("都京", &[]),
        ("\"注文\"", &[ERP]),
        ("국", &[ERP]),
        ("\"국\"", &[ERP]),
        ("\"국어 текст\"", &[ERP]),
        ("\"екст\"", &[]),
        ("ТЕКСТ", &[ERP]),
        ("café", &[ERP]),
        ("cafe", &[]),
    ]);
    assert_eq!(vault().found(&["--ignore-diacritics", "CAFE"]), [ERP]);
}

#[test]
fn negation_and_or() {
    check(&[
        ("ERP -meeting", &[ORDERS, ERP]),
        ("ERP --meeting", &[DAILY]),
        ("-ERP", &[BOARD]),
        ("meeting OR card homework", &[DAILY]),
        ("meeting OR card OR homework", &[DAILY, BOARD, ERP]),
        ("ERP (meeting OR homework)", &[DAILY, ERP]),
        ("meeting or", &[DAILY]),
        ("-(ERP OR currency)", &[]),
        ("ERP -(meeting OR homework)", &[ORDERS]),
        ("path:-erp", &[DAILY, BOARD]),
        ("ERP path:(-erp)", &[DAILY]),
        ("line:(ERP -meeting)", &[ORDERS]),
        ("Orders - ERP", &[ORDERS]),
        ("\"\"", &[ORDERS, ERP, DAILY, BOARD]),
    ]);
}

#[test]
fn paths_and_content() {
    check(&[
        ("file:orders.md", &[]),
        ("file:erp.md", &[ORDERS, ERP]),
        ("file:\"2025-03-04\"", &[DAILY]),
        ("path:systems", &[ERP]),
        ("path:\"Daily/2025\"", &[DAILY]),
        ("content:systems", &[ORDERS]),
        ("FILE:board", &[BOARD]),
        ("match-case:erp", &[]),
        ("match-case:(path:ERP)", &[ORDERS, ERP]),
        ("match-case:(ERP ignore-case:MEETING)", &[DAILY]),
    ]);
}

#[test]
fn tags_and_properties() {
    check(&[
        ("tag:work", &[ORDERS, ERP]),
        ("tag:#WORK/alpha", &[ORDERS]),
        ("tag:alpha", &[]),
        ("tag:(work -work/alpha)", &[ERP]),
        ("[status]", &[ORDERS]),
        ("[STATUS:progress]", &[ORDERS]),
        ("[status:\"prog\"]", &[]),
        ("[owner:null]", &[ORDERS]),
        ("[status:null]", &[]),
        ("[systems:shop]", &[ORDERS]),
        ("[systems:(ERP shop)]", &[]),
        ("[priority:>5] [priority:<=7]", &[ORDERS]),
        ("[priority:<7]", &[]),
        ("[due:>2025-02] [due:<2025-04]", &[ORDERS]),
        ("-[status]", &[ERP, DAILY, BOARD]),
    ]);
}

#[test]
fn parts_of_a_note() {
    check(&[
        ("line:(integration orders)", &[ORDERS]),
        ("line:(integration currency)", &[]),
        ("block:(integration INT-2024)", &[ORDERS]),
        ("block:(call map)", &[]),
        ("section:(call currency)", &[ORDERS]),
        ("section:(call integration)", &[]),
        ("task:\"\"", &[ORDERS, BOARD]),
        ("task-todo:(card -about)", &[BOARD]),
        ("task:currency", &[ORDERS]),
        ("task-done:card", &[]),
        ("task-todo:call", &[ORDERS]),
        ("task-todo:currency", &[]),
        ("task-done:(currency OR nothing)", &[ORDERS]),
        ("task-done:dropped", &[ORDERS]),
        ("task:plain", &[]),
        ("line:(card currency)", &[BOARD]),
        ("section:(currency card)", &[BOARD]),
        ("section:(currency second)", &[]),
        ("second currency", &[BOARD]),
    ]);
}

#[test]
fn links_and_changes() {
    check(&[
        ("links-to:\"Systems/ERP\"", &[ORDERS]),
        ("linked-from:\"Order feed\"", &[ERP]),
        ("changed:2025-02", &[ORDERS]),
        ("changed:>2025-02-10", &[]),
        ("changed:(>=2025-02-10 <2025-03) ERP", &[ORDERS]),
        ("-changed:\"\" ERP", &[ERP, DAILY]),
    ]);
}

#[test]
fn attachments_match_by_name_only() {
    check(&[
        ("diagram", &[]),
        ("file:diagram", &["files/erp-diagram.png"]),
        ("path:files", &["files/erp-diagram.png", "files/All.base"]),
        ("path:files bytes", &[]),
        ("-path:systems -meeting", &[ORDERS, BOARD]),
        ("diagram OR file:board", &[BOARD]),
    ]);
}

#[test]
fn excluded_and_deleted_notes_are_not_found() {
    let vault = vault();
    for query in ["secret", "path:Private", "-nothing", "file:secret", "currency", "\"\""] {
        assert!(!vault.found(&["--", query]).contains(&"Private/Secret.md".to_owned()), "{query}");
    }
    assert_eq!(vault.run(&["search", "--count", "currency"]).stdout, "2\n");
    // They are not counted either, whatever the limit.
    let answer = vault.json(&["search", "--json", "-n", "1", "currency"]);
    let actual = [&answer["total"], &answer["total_is_exact"], &answer["hits"][0]["path"]];
    assert_eq!(actual, [&Value::from(2), &Value::Bool(true), &Value::from(BOARD)], "{answer}");
    vault.remove(DAILY);
    vault.save("Board.canvas", "{\"nodes\":[],\"edges\":[]}");
    assert_eq!(vault.found(&["meeting"]), [""; 0]);
    assert_eq!(vault.found(&["currency"]), [ORDERS]);
    assert_eq!(vault.run(&["search", "--count", "--", "-nothing"]).stdout, "3\n");
}

#[test]
fn unreadable_notes_do_not_match_negated_terms() {
    let vault = Vault::new("//- a.md\nwords\n");
    let pipe = vault.root().join("pipe.md");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().expect("mkfifo").success());
    vault.index();
    assert_eq!(vault.found(&["--", "-nothing"]), ["a.md"]);
    assert_eq!(vault.run(&["search", "--count", "--", "-nothing"]).stdout, "1\n");
}

#[test]
fn totals_are_exact_where_the_index_proves_them() {
    let many: String = (0..30).map(|nth| format!("//- {nth}.md\nword two words {nth}\n")).collect();
    let vault = Vault::new(&many);
    vault.index();
    let check = |args: &[&str], total: u64, exact: bool| {
        let answer = vault.json(&[&["search", "--json"], args].concat());
        let actual = (answer["total"].as_u64(), answer["total_is_exact"].as_bool());
        assert_eq!(actual, (Some(total), Some(exact)), "{args:?}");
        assert_eq!(answer["hits"].as_array().map(Vec::len), Some(total.min(20) as usize), "{args:?}");
    };
    check(&["word"], 30, true);
    check(&["word -29"], 29, true);
    check(&["\"word two\" 7"], 3, true);
    check(&["nothing"], 0, true);
    let answer = vault.json(&["search", "--json", "-n", "5", "\"word two\""]);
    assert_eq!(answer["total_is_exact"], Value::Bool(false), "{answer}");
    assert_eq!(vault.run(&["search", "--count", "\"word two\""]).stdout, "30\n");
}

#[test]
fn limit_zero_shows_no_results_but_counts_all() {
    let vault = vault();
    let answer = vault.json(&["search", "--json", "-n", "0", "line:erp"]);
    assert_eq!([&answer["total"], &answer["total_is_exact"]], [&Value::from(2), &Value::Bool(true)], "{answer}");
    assert_eq!(vault.run(&["search", "-n", "0", "line:erp"]).code, 0);
    assert_eq!(vault.run(&["search", "-n", "0", "nothing"]).code, 1);
}

#[test]
fn names_are_sorted_as_in_obsidian() {
    let vault =
        Vault::new("//- note 10.md\nx\n//- Note 2.md\nx\n//- Zug.md\nx\n//- Émile.md\nx\n//- b/note 02.md\nx\n");
    let ran = vault.run(&["search", "-l", "--sort", "name", "x"]);
    assert_eq!(ran.stdout, "Émile.md\nNote 2.md\nb/note 02.md\nnote 10.md\nZug.md\n");
    let ran = vault.run(&["search", "-l", "--sort", "name", "--reverse", "x", "-n", "2"]);
    assert_eq!(ran.stdout, "Zug.md\nnote 10.md\n");
}

#[test]
fn byte_order_mark_is_not_part_of_the_text() {
    let vault = Vault::new("//- a.md\n\u{feff}Title first\n//- b.md\n\u{feff}---\nstatus: x\n---\n# Head\n");
    vault.index();
    assert_eq!(vault.found(&["/^title/"]), ["a.md"]);
    assert_eq!(vault.found(&["/^---\\n/ [status:x]"]), ["b.md"]);
    let matches = &vault.json(&["search", "--json", "title"])["hits"][0]["matches"][0];
    assert_eq!([&matches["start"], &matches["end"], &matches["line"]], [3, 8, 1], "{matches}");
}

#[test]
fn exceeding_a_limit_is_an_error() {
    let vault = vault();
    let check = |query: &str, says: &str| {
        let ran = vault.run(&["search", "--", query]);
        assert!(ran.code == 2 && ran.stderr.contains(says), "{says}: {ran:?}");
    };
    check(&"a".repeat(8 * 1024 + 1), "longer than 8192 bytes");
    check(&format!("{}a{}", "(".repeat(101), ")".repeat(101)), "nested more than 100 levels deep");
    check(&"a ".repeat(1025), "more than 1024 clauses");
    check("/a{1000}{1000}{1000}/", "larger than 4096 KiB when compiled");
    check("/(?=a)/", "look-around");
    check("links-to:Ordrs", "no note called");
    // Queries at the limits are answered.
    let deep = format!("{}ERP{}", "(".repeat(100), ")".repeat(100));
    assert_eq!(vault.found(&[&deep]), [DAILY, ORDERS, ERP]);
    assert_eq!(vault.found(&[&"ERP ".repeat(1024)]), [DAILY, ORDERS, ERP]);
    assert_eq!(vault.found(&[&["ERP"; 1024].join(" OR ")]), [DAILY, ORDERS, ERP]);
    assert_eq!(vault.found(&[&"a".repeat(8 * 1024)]), [""; 0]);
}

#[test]
fn hostile_regexes_are_stopped() {
    let vault = Vault::new(&format!("//- a.md\n{}b\n", "a".repeat(200_000)));
    vault.index();
    for query in ["/(a*)*c/", "/(a|aa)+$/", "/(.*)(.*)(.*)(.*)x/", "/a{0,900}c/", "/^(\\w+\\s?)*$/"] {
        let began = std::time::Instant::now();
        let ran = vault.run(&["search", "-l", query]);
        assert!(ran.code < 2, "{query}: {ran:?}");
        assert!(began.elapsed().as_secs() < 20, "{query} took {:?}", began.elapsed());
    }
    // These would take minutes, in one match or in many, and are stopped.
    let mut random = Random(1);
    let words = (0..2_000_000).map(|_| ["ab ", "bba ", "a\u{e9}b "][random.below(3) as usize]).collect::<String>();
    // The letter occurs in the note, so the index cannot rule out a match.
    vault.write("b.md", format!("Q {words}"));
    for query in ["/(a|b).{300}Q/", "/[\\s\\S]*Q|./", "/a[^Q]{900}Q/"] {
        let ran = vault.run(&["search", "--json", query]);
        // What was found until then is shown, and that it may not be all.
        let is_said = match ran.stdout.is_empty() {
            true => ran.code == 2,
            false => ran.code == 0 && ran.stdout.contains("\"complete\": false"),
        };
        assert!(is_said && ran.stderr.contains("takes too long"), "{query}: {} {}", ran.code, ran.stderr);
    }
}
