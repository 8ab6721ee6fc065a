//! Searches that need no text open no note, counts are exact or say that they are not, and a process that was stopped
//! for a while answers like any other (docs/spec/search.md#limits).

use std::collections::BTreeSet;

use serde_json::Value;
use vaultdex::session::{Order, Part, RefreshPolicy, SearchRequest, Session};
use vaultdex_query::catalogue::integrations;
use vaultdex_query::catalogue::systems::Systems;
use vaultdex_query::search;
use vaultdex_query::search::{Kind, Options};

use crate::support::{Random, Silent, Vault, fixture};

const VAULT: &str = "\
//- Plans/One.md
---
status: active
tags: [work]
empty:
list: [a, [b, 7]]
---
one word [[Two]]

- [ ] open
//- Plans/Two.md
---
status: active, more
due: 2025-03-01
---
two words

- [x] done
## Change Log
- 2025-02-28 - begun
//- Three.md
three words #work/deep
//- Board.canvas
{\"nodes\":[{\"id\":\"1\",\"type\":\"text\",\"text\":\"- [ ] card #work\",\"x\":0,\"y\":0,\"width\":1,\"height\":1}],\"edges\":[]}
//- picture.png
";

fn paths(session: &Session, query: &str) -> BTreeSet<String> {
    let expr = search::parse(query).unwrap_or_else(|error| panic!("{query}: {error}"));
    let found = session.matching_paths(&expr, Options::default()).unwrap_or_else(|error| panic!("{query}: {error}"));
    assert!(!found.out_of_time, "{query}");
    found.paths.iter().map(ToString::to_string).collect()
}

fn count(session: &Session, query: &str) -> usize {
    let expr = search::parse(query).expect("a valid query");
    let (options, order) = (Options::default(), Order::Relevance);
    let asked = SearchRequest { expr, options, limit: 0, order, reverse: false, with_text: true };
    let found = session.search(&asked).expect("an answer");
    assert!(found.total_is_exact && !found.out_of_time, "{query}");
    found.total
}

#[test]
fn notes_are_opened_only_for_their_text() {
    let vault = Vault::new(VAULT);
    vault.index();
    let session = Session::open(&vault.place(), RefreshPolicy::Refresh, &Silent).expect("an index");
    let without_text = [
        ("[status]", 2),
        ("[status:active]", 2),
        ("[status:/^active$/]", 1),
        ("[status:-more]", 1),
        ("-[status:more]", 3),
        ("[empty:null]", 1),
        ("[list:7]", 1),
        ("[due:>2025-02]", 1),
        ("tag:work", 2),
        ("tag:\"\"", 2),
        ("tag:/deep/", 1),
        ("task:\"\"", 3),
        ("task-todo:\"\"", 2),
        ("task-done:\"\"", 1),
        ("-task:\"\"", 1),
        ("file:t", 3),
        ("file:t OR file:png", 3),
        ("path:plans/", 2),
        ("path:/(One|Two)[.]md$/", 2),
        ("links-to:Two", 1),
        ("linked-from:One", 1),
        ("changed:2025-02", 1),
        ("kind:integration", 0),
        ("kind:daily OR id:x OR system:x", 0),
        ("word", 3),
        ("\"words\" -three", 1),
        ("word [status:active] -task-done:\"\"", 1),
        ("three OR [status:more]", 2),
        ("match-case:(path:Plans) [status:active]", 2),
        ("path:plans OR \"two words\"", 2),
    ];
    let found: Vec<BTreeSet<String>> = without_text.iter().map(|(query, _)| paths(&session, query)).collect();
    let with_text = ["line:word", "\"two words\"", "task:open", "match-case:word", "/w.rd/"];
    assert!(with_text.iter().all(|query| !paths(&session, query).is_empty()));
    for name in ["Plans/One.md", "Plans/Two.md", "Three.md", "Board.canvas"] {
        vault.remove(name);
    }
    for ((query, expected), before) in without_text.iter().zip(found) {
        let now = paths(&session, query);
        assert_eq!((now.len(), count(&session, query)), (*expected, *expected), "{query}: {now:?}");
        assert_eq!(now, before, "{query}");
    }
    for query in with_text {
        assert_eq!(paths(&session, query), BTreeSet::new(), "{query}");
    }
}

#[test]
fn notes_that_have_changed_are_opened() {
    let vault = Vault::new(VAULT);
    vault.index();
    let check = |query: &str, expected: &str| {
        let ran = vault.run(&["--no-refresh", "search", "--count", "--", query]);
        assert_eq!(ran.stdout, format!("{expected}\n"), "{query}: {}", ran.stderr);
    };
    for (query, before) in [("[status]", "2"), ("[status:active]", "2"), ("tag:work", "2"), ("-task:\"\"", "1")] {
        check(query, before);
    }
    vault.save("Plans/One.md", "nothing any more");
    vault.remove("Board.canvas");
    for (query, now) in [("[status]", "1"), ("[status:active]", "1"), ("tag:work", "1"), ("task-todo:\"\"", "0")] {
        check(query, now);
    }
    vault.remove("picture.png");
    check("file:picture", "0");
}

#[test]
fn facts_of_a_query_are_those_of_the_whole_catalog() {
    let vaults = ["tour", "northwind", "records", "registers", "languages", "kepano"];
    let mut n_found = 0;
    for name in vaults {
        let folder = fixture(name);
        let folder = if folder.join("vault").is_dir() { folder.join("vault") } else { folder };
        let vault = Vault::copy_of(&folder);
        vault.index();
        let session = Session::open(&vault.place(), RefreshPolicy::NoRefresh, &Silent).expect("an index");
        let catalog = session.catalog(&[Part::Outline, Part::Changes, Part::Records]).expect("a catalog");
        let systems = Systems::new(&catalog);
        let mut check = |query: &str, is_expected: &dyn Fn(usize) -> bool| {
            let shown = (0..catalog.files.len()).filter(|file| {
                let file = &catalog.files[*file];
                !file.excluded && file.kind().is_parsed()
            });
            let expected: BTreeSet<String> =
                shown.filter(|file| is_expected(*file)).map(|file| catalog.path(file).to_owned()).collect();
            n_found += expected.len();
            assert_eq!(paths(&session, query), expected, "{name}: {query}");
        };
        for kind in Kind::ALL {
            let query = format!("kind:{kind}");
            check(&query, &|file| integrations::is_kind(&catalog.files[file], kind));
        }
        for system in &systems.list {
            if system.name.contains(['"', '\\']) {
                continue;
            }
            let found = systems.find(&catalog, &system.name);
            check(&format!("system:\"{}\"", system.name), &|file| {
                systems.involvements.iter().any(|it| it.file == file && Some(it.system) == found)
            });
        }
        let ids: BTreeSet<&String> = catalog.files.iter().filter_map(|file| file.extraction.id.as_ref()).collect();
        for id in ids {
            check(&format!("id:\"{id}\""), &|file| integrations::has_id(&catalog, file, id));
        }
        check("changed:\"\"", &|file| !catalog.files[file].extraction.entries().is_empty());
    }
    assert!(n_found > 500, "{n_found}");
}

/// A note against which `SLOW` cannot be matched in the time for a query.
fn slow_note() -> String {
    let mut random = Random(1);
    let words = (0..2_000_000).map(|_| ["ab ", "bba ", "a\u{e9}b "][random.below(3) as usize]).collect::<String>();
    format!("Q {words}")
}

const SLOW: &str = "/(a|b).{300}Q/";

#[test]
fn search_that_was_stopped_says_so_in_every_format() {
    let vault = Vault::new("//- found.md\nhere\n//- here.png\n");
    vault.write("slow.md", slow_note());
    vault.index();
    let query = format!("{SLOW} OR here");
    let formats: &[&[&str]] = &[
        &[],
        &["-l"],
        &["-0"],
        &["--vimgrep"],
        &["--json"],
        &["--format", "ndjson"],
        &["--format", "tsv"],
        &["--format", "csv"],
        &["--format", "md"],
        &["--format", "paths"],
    ];
    for format in formats {
        let ran = vault.run(&[&["search"], *format, &["--", &query]].concat());
        let name = if format.ends_with(&["md"]) { "[[found]]" } else { "found.md" };
        assert!(ran.code == 0 && ran.stdout.contains(name), "{format:?}: {ran:?}");
        assert!(ran.stderr.contains("warning: the query takes too long and was stopped"), "{format:?}: {ran:?}");
        if format == &["--json"] {
            let answer: Value = serde_json::from_str(&ran.stdout).expect("JSON");
            let actual = [&answer["total"], &answer["total_is_exact"], &answer["complete"]];
            assert_eq!(actual, [&Value::from(1), &Value::Bool(false), &Value::Bool(false)], "{answer}");
        }
    }
    for format in [formats[0], &["-l"], &["--json"], &["--format", "csv"]] {
        let ran = vault.run(&[&["search"], format, &["--", SLOW]].concat());
        assert!(ran.code == 2 && ran.stdout.is_empty(), "{format:?}: {ran:?}");
        assert!(ran.stderr.starts_with("error: the query `") && ran.stderr.contains("takes too long"), "{ran:?}");
    }
    let ran = vault.run(&["search", "--count", "--", &query]);
    assert_eq!((ran.stdout.as_str(), ran.code), ("at least 1\n", 2), "{ran:?}");
    let ran = vault.run(&["search", "--count", "--json", "--", &query]);
    let answer: Value = serde_json::from_str(&ran.stdout).expect("JSON");
    let expected = serde_json::json!({"schema_version": 1, "count": 1, "total_is_exact": false, "complete": false});
    assert_eq!((answer, ran.code), (expected, 2));
    assert_eq!(vault.run(&["search", "-n", "0", "--", SLOW]).code, 2);
    let ran = vault.run(&["graph", "--format", "json", "--filter", &query]);
    assert!(ran.code == 2 && ran.stdout.is_empty() && ran.stderr.contains("takes too long"), "{ran:?}");
}

#[test]
fn count_that_is_complete_says_so() {
    let vault = Vault::new(VAULT);
    vault.index();
    let expected = serde_json::json!({"schema_version": 1, "count": 2, "total_is_exact": true, "complete": true});
    assert_eq!(vault.json(&["search", "--count", "--json", "[status:active]"]), expected);
    let answer = vault.json(&["search", "--json", "-n", "1", "[status:active]"]);
    assert_eq!([&answer["total_is_exact"], &answer["complete"]], [&Value::Bool(false), &Value::Bool(true)], "{answer}");
    let drawn = vault.json(&["graph", "--format", "json", "--filter", "[status:active]"]);
    assert_eq!(drawn["nodes"].as_array().map(Vec::len), Some(2), "{drawn}");
}

#[cfg(unix)]
#[test]
fn process_that_is_stopped_for_a_while_answers_as_usual() {
    use std::process::{Command, Stdio};
    use std::time::Duration;

    let vault = Vault::new(VAULT);
    vault.index();
    let vault = &vault;
    let answer_of = move |query: &str, delay: Duration| {
        let mut command = vault.command(&["search", "-l", "--sort", "name", "--", query]);
        let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the command starts");
        let signal = |name: &str| Command::new("kill").args([name, &child.id().to_string()]).status();
        std::thread::sleep(delay);
        // The process may have ended already; then it has answered.
        let _ = signal("-STOP");
        std::thread::sleep(Duration::from_millis(2300));
        let _ = signal("-CONT");
        let output = child.wait_with_output().expect("it ends");
        (String::from_utf8_lossy(&output.stdout).into_owned(), output.status.code())
    };
    let expected = [("path:plans", "Plans/One.md\nPlans/Two.md\n"), ("line:words", "Three.md\nPlans/Two.md\n")];
    std::thread::scope(|scope| {
        for nth in 0..24 {
            let (query, found) = expected[nth % 2];
            scope.spawn(move || {
                let delay = Duration::from_micros(700 * nth as u64);
                let answer = answer_of(query, delay);
                assert_eq!(answer, (found.to_owned(), Some(0)), "{query}, stopped after {delay:?}");
            });
        }
    });
}
