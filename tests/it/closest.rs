//! Closest notes: questions in the user's own words (docs/spec/search.md#closest-notes).

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::process;
use crate::support::Vault;

const NOTES: &str = "\
//- Systems/Warehouse.md
---
type: system
aliases: [WMS, Depot Manager]
---
# Warehouse
Keeps the stock.
//- Orders to Warehouse.md
---
type: integration
id: INT-2024-003
---
# Orders to Warehouse

| Source | Target |
| --- | --- |
| [[Shop]] | [[Warehouse]] |
//- Folders.md
# Sidebar
## Hide a folder
Folders that you exclude are not displayed in the sidebar.
## Colors
Choose them.
//- Other.md
# Shipment of goods
The carrier picks it up. The sidebar is blue, the folder is red, and it is not to be hidden.
";

fn paths(answer: &Value, key: &str) -> Vec<String> {
    let notes = answer[key].as_array().expect("an array");
    notes.iter().map(|note| note["path"].as_str().expect("a path").to_owned()).collect()
}

#[test]
fn a_question_is_answered_by_the_closest_notes() {
    let vault = Vault::new(NOTES);
    let check = |query: &str, hits: &[&str], first: Option<&str>| {
        let ran = vault.run(&["search", "--json", query]);
        let answer: Value = serde_json::from_str(&ran.stdout).expect("JSON");
        assert_eq!(paths(&answer, "hits"), hits, "{query}");
        assert_eq!(answer["total"], hits.len(), "{query}");
        assert_eq!(ran.code, i32::from(hits.is_empty()), "{query}");
        let closest = paths(&answer, "closest");
        assert_eq!(closest.first().map(String::as_str), first, "{query}: {closest:?}");
        assert!(closest.iter().all(|path| !hits.contains(&path.as_str())), "{query}: {closest:?}");
    };
    check("how do I stop a folder from showing up in the sidebar", &[], Some("Folders.md"));
    check("shipemnt", &[], Some("Other.md"));
    check("what feeds the warehouse", &[], Some("Orders to Warehouse.md"));
    check("interface of depot manager", &[], Some("Systems/Warehouse.md"));
    check("details of int 2024 3", &[], Some("Orders to Warehouse.md"));
    check("hidden folders -carrier", &[], Some("Folders.md"));
    check("sidebar displayed", &["Folders.md"], Some("Other.md"));
    // These are no questions.
    check("\"hidden folders\"", &[], None);
    check("tag:folders", &[], None);
    check("hidden OR shipping", &["Other.md"], None);
}

#[test]
fn closest_notes_are_where_they_are_wanted() {
    let vault = Vault::new(NOTES);
    let question = "how do I stop a folder from showing up in the sidebar";
    let check = |args: &[&str], expected: bool| {
        let ran = vault.run(&[&["search", question], args].concat());
        assert_eq!(ran.stdout.contains("Folders.md"), expected, "{args:?}\n{}", ran.stdout);
        assert_eq!(ran.code, 1, "{args:?}");
    };
    for args in [&[][..], &["-l"], &["-0"], &["--vimgrep"], &["--format", "csv"], &["--format", "ndjson"]] {
        check(args, false);
        check(&[args, &["--closest"]].concat(), true);
    }
    check(&["--json"], true);
    check(&["--json", "--no-closest"], false);
    check(&["--json", "--sort", "name"], false);
    assert_eq!(vault.run(&["search", "--count", "--closest", question]).code, 2);
    vault.write(".vaultdex.toml", "[search]\nclosest = false\n");
    check(&["--json"], false);
    check(&["--json", "--closest"], true);
    let explains =
        |args: &[&str]| vault.run(&[&["search", "--explain", question], args].concat()).stdout.contains("`sidebar`");
    assert_eq!([explains(&[]), explains(&["--closest"])], [false, true]);
    // The setting of the vault wins over that of the user.
    let settings = vault.root().parent().expect("a home").join(".config/vaultdex/config.toml");
    fs::create_dir_all(settings.parent().expect("a folder")).expect("a folder");
    fs::write(&settings, "[search]\nclosest = true\n").expect("a file");
    check(&["--json"], false);
    vault.write(".vaultdex.toml", "");
    assert_eq!([explains(&[]), explains(&["--no-closest"]), explains(&["--sort", "name"])], [true, false, false]);
    check(&["--json"], true);
    fs::write(&settings, "[search]\nclosest = false\n").expect("a file");
    check(&["--json"], false);
}

#[test]
fn a_closest_note_shows_its_best_section() {
    let vault = Vault::new(NOTES);
    let answer = vault.run(&["search", "--json", "how do I hide folders in the sidebar"]).stdout;
    let answer: Value = serde_json::from_str(&answer).expect("JSON");
    let note = &answer["closest"][0];
    assert_eq!(note["path"], "Folders.md");
    assert_eq!(note["headings"], serde_json::json!(["Sidebar", "Hide a folder"]));
    assert_eq!(note["line"], 3);
    assert_eq!(note["matches"][0]["text"], "Folders that you exclude are not displayed in the sidebar.");
    assert_eq!(note["words"]["hide"], "hide");
    let people = vault.run(&["search", "--closest", "how do I stop a foldr from showing up"]).stdout;
    assert!(people.starts_with("no note has all of these words; closest (foldr → folder):\n\n≈ "), "{people}");
    let explained = vault.run(&["search", "--explain", "how do I hide a foldr"]).stdout;
    for piece in ["left out, as they say nothing about a subject: how, do, i, a", "is read as folder", "conceal"] {
        assert!(explained.contains(piece), "{piece}\n{explained}");
    }
}

/// Returns a copy of a vault with an index. Files that have just been written are indexed once more by the next command, which
/// changes how often a word seems to be, so the queries of tests that compare scores answer from this index.
fn indexed_copy_of(folder: &Path) -> Vault {
    let vault = Vault::copy_of(folder);
    assert_eq!(vault.run(&["index"]).code, 0);
    vault
}

/// Returns the paths of the closest notes.
fn closest(vault: &Vault, args: &[&str]) -> Vec<String> {
    let ran = vault.run(&[&["search", "--json"], args].concat());
    paths(&serde_json::from_str(&ran.stdout).expect("JSON"), "closest")
}

#[test]
fn hits_are_the_same_with_closest_notes() {
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("vault-fixtures/northwind");
    let vault = indexed_copy_of(&fixture.join("vault"));
    let questions = fs::read_to_string(fixture.join("questions.tsv")).expect("questions");
    let questions = questions.lines().filter_map(|line| line.split_once('\t')).map(|(question, _)| question);
    let words =
        ["orders", "sap", "orders -draft", "customer order", "e", "ledger OR gift", "tag:x orders", "\"orders to\""];
    for query in words.into_iter().chain(questions.step_by(6)) {
        let answer = |option: &str| -> Value {
            let ran = vault.run(&["--no-refresh", "search", "--json", option, "--", query]);
            let mut answer: Value = serde_json::from_str(&ran.stdout).expect("JSON");
            assert_eq!(ran.code, i32::from(paths(&answer, "hits").is_empty()), "{query}");
            assert!(option == "--closest" || answer["closest"] == serde_json::json!([]), "{query}");
            answer["closest"].take();
            answer
        };
        let without = answer("--no-closest");
        for format in [&["-l"][..], &["-0"], &["--vimgrep"], &["--format", "csv"], &[]] {
            let output = |option: &str| {
                let ran = vault.run(&[&["--no-refresh", "search", option], format, &["--", query]].concat());
                (ran.stdout, ran.code)
            };
            let (hits, code) = output("--no-closest");
            let (all, same) = output("--closest");
            assert!(all.starts_with(&hits) && code == same, "{query} {format:?}");
            let ran = vault.run(&[&["--no-refresh", "search"], format, &["--", query]].concat());
            assert_eq!(ran.stdout, hits, "{query} {format:?}");
        }
        if paths(&without, "hits").len() < 20 && !query.contains([':', '"']) && !query.contains("OR") {
            assert_eq!(answer("--closest"), without, "{query}");
        }
    }
}

#[test]
fn only_notes_that_can_be_searched_are_closest() {
    let vault = Vault::new(
        "\
//- Sidebar.md
How to hide folders in the sidebar.
//- Sidebar folders.png
no image
//- Hidden/Sidebar folders.md
Hide folders in the sidebar.
//- Board.canvas
{\"nodes\":[{\"id\":\"1\",\"type\":\"text\",\"text\":\"folders and a sidebar to hide\",\"x\":0,\"y\":0,\"width\":1,\"height\":1}],\"edges\":[]}
//- .obsidian/app.json
{\"userIgnoreFilters\": [\"Hidden/\"]}
",
    );
    let question = "what conceals folders of a sidebar";
    assert_eq!(closest(&vault, &[question]), ["Sidebar.md", "Board.canvas"]);
    assert_eq!(closest(&vault, &[question, "-n", "1"]), ["Sidebar.md"]);
    assert_eq!(closest(&vault, &[question, "-n", "0"]), [""; 0]);
    assert_eq!(closest(&vault, &[question, "--reverse"]), [""; 0]);
    assert_eq!(closest(&vault, &["what conceals folders of a sidebar -how"]), ["Board.canvas"]);
    // What has changed since the index was written counts as it is now.
    vault.write("Sidebar.md", "Something else.");
    assert_eq!(closest(&vault, &["--no-refresh", "what conceals folders of a sidebar -else"]), ["Board.canvas"]);
    assert_eq!(closest(&vault, &["--no-refresh", "what conceals folders"]), ["Board.canvas"]);
    fs::remove_file(vault.root().join("Board.canvas")).expect("a file");
    assert_eq!(closest(&vault, &["--no-refresh", "what conceals folders of a sidebar -else"]), [""; 0]);
    assert_eq!(closest(&vault, &[question]), ["Sidebar.md"]);
}

#[test]
fn questions_may_be_in_several_languages() {
    let vault = Vault::new(
        "\
//- Retry.md
The messages of the order are retried, and this is what happens with them.
//- Wiederholung.md
Die Nachrichten der Bestellung werden nicht gelöscht, und das wird für alle wiederholt. Die Gehälter auch.
//- 再送.md
注文のメッセージは再送されます。
//- Relance.md
Les messages sont dans une file, des erreurs de l'étiquette. Cela est tout.
",
    );
    let check = |question: &str, first: &str| {
        let found = closest(&vault, &[question]);
        assert_eq!(found.first().map(String::as_str), Some(first), "{question}: {found:?}");
    };
    check("how do I retry a message", "Retry.md");
    check("wie geht die löschung einer nachricht", "Wiederholung.md");
    check("wo ist das gehalt", "Wiederholung.md");
    check("wann wird etwas gelo\u{308}scht", "Wiederholung.md");
    check("注文の再送信", "再送.md");
    check("où est l’étiquette de mon colis", "Relance.md");
    check("etiquete", "Relance.md");
}

#[test]
fn a_system_is_found_by_any_of_its_names() {
    let vault = Vault::new(
        "\
//- Systems/S4HANA.md
---
type: system
aliases: [S/4HANA, SAP ERP, Kernel]
---
# S/4HANA
Keeps the books.
//- INT 1.md
---
type: integration
id: INT-2024-003
---
# Orders to the books

| Source | Target |
| --- | --- |
| [[Shop]] | [[S4HANA]] |
//- Notes/Meeting.md
The kernel of the problem was that nobody feeds the cat.
//- Notes/Plan.md
We move S/4HANA to the cloud.
",
    );
    let first_two = |question: &str| closest(&vault, &[question]).into_iter().take(2).collect::<Vec<_>>();
    assert_eq!(first_two("which interfaces has SAP ERP?"), ["Systems/S4HANA.md", "INT 1.md"]);
    assert_eq!(first_two("who looks after s/4hana"), ["Systems/S4HANA.md", "Notes/Plan.md"]);
    assert!(closest(&vault, &["moving sap erp elsewhere"]).contains(&"Notes/Plan.md".to_owned()));
    assert_eq!(first_two("details of int 2024 3")[0], "INT 1.md");
    let answer = vault.run(&["search", "--json", "which interfaces has SAP ERP?"]).stdout;
    let answer: Value = serde_json::from_str(&answer).expect("JSON");
    assert_eq!(answer["closest"][1]["words"]["sap"], "S/4HANA");
}

#[test]
fn an_empty_vault_has_no_closest_notes() {
    let vault = Vault::new("//- a.png\nx\n");
    assert_eq!(closest(&vault, &["how do I hide a folder"]), [""; 0]);
    let explained = vault.run(&["search", "--explain", "how do I hide a folder"]);
    assert_eq!(explained.code, 0);
    assert!(explained.stdout.contains("left out, as they say nothing about a subject: how, do, i, a"), "{explained:?}");
    let home = tempfile::tempdir().expect("a temporary folder");
    let mut command = process::isolated(env!("CARGO_BIN_EXE_vaultdex"), home.path());
    command.current_dir(home.path()).args(["search", "--explain", "wie lösche ich einen Ordner"]);
    let nowhere = process::ran(&mut command);
    assert!(nowhere.stdout.contains("`ordner`; with the stem ordn"), "{nowhere:?}");
}

#[test]
fn a_terminal_shows_closest_notes() {
    let vault = Vault::new(NOTES);
    let (binary, root, index) = (env!("CARGO_BIN_EXE_vaultdex"), vault.root(), vault.index_folder());
    let line =
        format!("'{binary}' --vault '{}' --index-dir '{}' search hiding foldrs", root.display(), index.display());
    let mut script = process::isolated("script", vault.root().parent().expect("a home"));
    let Some(ran) = process::try_run(script.args(["-qec", &line, "/dev/null"]).env("TERM", "xterm")) else {
        println!("SKIPPED: `script` is not installed, so there is no terminal");
        return;
    };
    assert_eq!(ran.code, 1, "{}", ran.stdout);
    assert!(ran.stdout.contains("closest (foldrs → folders)"), "{}", ran.stdout);
    let address = vault.address_in_obsidian("Folders.md%23Sidebar%23Hide%20a%20folder");
    assert!(ran.stdout.contains(&address), "{}", ran.stdout);
}

#[test]
fn a_closest_note_is_opened_only_if_asked_for() {
    use std::os::unix::fs::PermissionsExt;
    let vault = Vault::new(NOTES);
    let programs = tempfile::tempdir().expect("a temporary folder");
    let (opener, opened) = (programs.path().join("xdg-open"), programs.path().join("opened"));
    fs::write(&opener, format!("#!/bin/sh\necho \"$1\" >> '{}'\n", opened.display())).expect("a script");
    fs::set_permissions(&opener, fs::Permissions::from_mode(0o755)).expect("a program");
    let run = |args: &[&str]| {
        let path = format!("{}:/bin", programs.path().display());
        process::ran(vault.command(&[&["search", "--open", "hiding folders"], args].concat()).env("PATH", path)).code
    };
    assert_eq!(run(&["--json"]), 1);
    assert!(!opened.exists());
    assert_eq!(run(&["--closest"]), 1);
    let address = fs::read_to_string(&opened).expect("it was opened");
    assert_eq!(address, vault.address_in_obsidian("Folders.md%23Sidebar%23Hide%20a%20folder\n"));
}

#[test]
fn long_questions_are_answered() {
    let vault = Vault::new(NOTES);
    let question = "how do i ".repeat(40) + &"x ".repeat(20) + "hide a folder in the sidebar";
    assert_eq!(closest(&vault, &[&question]).first().map(String::as_str), Some("Folders.md"));
    let word = "a".repeat(4000);
    assert_eq!(closest(&vault, &[&word]), [""; 0]);
    let answer = || vault.run(&["--no-refresh", "search", "--json", "hide a folder from the carrier"]).stdout;
    assert_eq!(answer(), answer());
}

#[test]
fn notes_that_fit_equally_are_in_the_order_of_their_paths() {
    let notes: String = (0..40).map(|note| format!("//- {}/N{note}.md\nHide the folder.\n", note % 7)).collect();
    let vault = Vault::new(&notes);
    let found = closest(&vault, &["-n", "100", "how are folders hidden from view"]);
    let mut sorted = found.clone();
    sorted.sort();
    assert_eq!((found.len(), &found), (40, &sorted));
}

/// Of the questions in a TSV, the mean of 1 / rank of the right note, and the share with it among the first ten.
fn measured(vault: &Path, questions: &Path) -> (f64, f64) {
    let vault = indexed_copy_of(vault);
    let text = fs::read_to_string(questions).expect("questions");
    let ranks: Vec<Option<usize>> = text
        .lines()
        .filter_map(|line| line.split_once('\t'))
        .map(|(question, path)| {
            let answer = vault.run(&["--no-refresh", "search", "--json", "-n", "10", "--", question]).stdout;
            let answer: Value = serde_json::from_str(&answer).expect("JSON");
            let found = [paths(&answer, "hits"), paths(&answer, "closest")].concat();
            found.iter().take(10).position(|found| found == path).map(|position| position + 1)
        })
        .collect();
    let reciprocal: f64 = ranks.iter().flatten().map(|rank| 1.0 / *rank as f64).sum();
    (reciprocal / ranks.len() as f64, ranks.iter().flatten().count() as f64 / ranks.len() as f64)
}

#[test]
fn most_questions_find_the_note_that_answers_them() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("vault-fixtures");
    for (name, min_reciprocal, min_recall) in [("northwind", 0.5, 0.75), ("german", 0.45, 0.7)] {
        let folder = fixtures.join(name);
        let (reciprocal, recall) = measured(&folder.join("vault"), &folder.join("questions.tsv"));
        assert!(
            reciprocal >= min_reciprocal && recall >= min_recall,
            "{name}: MRR {reciprocal:.3}, recall {recall:.3}"
        );
    }
}
