//! Which files belong to a vault, and files whose names are equal to Obsidian: by case or Unicode normalization form.

use std::fs;

use serde_json::{Value, json};

use crate::support::{Vault, assert_same};

const NFC: &str = "\u{e9}.md";
const NFD: &str = "e\u{301}.md";

/// Whether the file system distinguishes two spellings of a name; otherwise there are no collisions to test.
fn keeps_apart(vault: &Vault, first: &str, second: &str) -> bool {
    vault.write(first, "");
    let apart = !vault.root().join(second).exists();
    vault.remove(first);
    if !apart {
        println!("SKIPPED: on this file system `{first}` and `{second}` are one file");
    }
    apart
}

/// Returns the destinations of a note's links, in order.
#[track_caller]
fn destinations(vault: &Vault, note: &str) -> Vec<Option<String>> {
    let document = vault.json(&["links", note, "--json"]);
    let rows = document["links"].as_array().expect("links");
    rows.iter().map(|row| row["destination"].as_str().map(str::to_owned)).collect()
}

#[track_caller]
fn check_destinations(vault: &Vault, note: &str, expected: &[Option<&str>]) {
    let expected: Vec<Option<String>> = expected.iter().map(|path| path.map(str::to_owned)).collect();
    assert_eq!(destinations(vault, note), expected, "{note}");
}

/// Returns the sources of a file's backlinks, in order.
#[track_caller]
fn sources(vault: &Vault, path: &str) -> Vec<String> {
    let document = vault.json(&["backlinks", path, "--json"]);
    let rows = document["links"].as_array().expect("links");
    rows.iter().map(|row| row["source"].as_str().expect("a path").to_owned()).collect()
}

/// Returns the paths of the nodes that `graph` draws.
fn nodes(vault: &Vault, flags: &[&str]) -> Vec<String> {
    let document = vault.json(&[&["graph", "--format", "json"], flags].concat());
    let nodes = document["nodes"].as_array().expect("nodes");
    nodes.iter().map(|node| node["path"].as_str().or(node["label"].as_str()).expect("a label").to_owned()).collect()
}

fn n_files(vault: &Vault) -> usize {
    vault.json(&["index", "--json"])["files"].as_u64().expect("a number") as usize
}

#[test]
fn files_with_colliding_names_are_all_indexed() {
    let vault = Vault::new("");
    if !keeps_apart(&vault, "Note.md", "note.md") || !keeps_apart(&vault, NFC, NFD) {
        return;
    }
    for path in ["Note.md", "note.md", "a/Note.md", NFC, NFD] {
        vault.write(path, format!("needle in {path} [[nowhere]]\n"));
    }
    assert_eq!(n_files(&vault), 5);
    let mut expected = vec!["Note.md", "a/Note.md", NFD, "note.md", NFC];
    assert_eq!(vault.found(&["needle"]), expected);
    assert_eq!(vault.found(&["file:NOTE"]), ["Note.md", "a/Note.md", "note.md"]);
    assert_eq!(vault.found(&["file:\u{c9}"]), [NFD, NFC]);
    let document = vault.json(&["links", "--all", "--json"]);
    let listed: Vec<&str> = document["links"]
        .as_array()
        .expect("links")
        .iter()
        .map(|row| row["source"].as_str().expect("a path"))
        .collect();
    assert_eq!(listed, expected);
    assert_eq!(vault.json(&["orphans", "--json"])["notes"], json!(expected));
    expected.push("nowhere");
    assert_eq!(nodes(&vault, &[]), expected);
    // Each is found by its exact spelling.
    for path in ["Note.md", "note.md", NFC, NFD] {
        let document = vault.json(&["links", path, "--json"]);
        assert_eq!(document["links"][0]["source"], path, "{document}");
    }
    // The files are distinct.
    vault.write("note.md", "thimble\n");
    assert_eq!(vault.found(&["thimble"]), ["note.md"]);
    vault.remove("note.md");
    assert_eq!(vault.found(&["file:note"]), ["Note.md", "a/Note.md"]);
}

#[test]
fn link_resolution_is_independent_of_creation_order() {
    let text = "[[Note]] [[note]] [[NOTE.md]] [[a/note]] [[\u{e9}]] [[e\u{301}]] [[b/\u{c9}]] [t](Note.md)\n";
    let files = ["Note.md", "note.md", "a/NOTE.md", "a/note.md", "b/\u{e9}.md", "b/e\u{301}.md"];
    let probe = Vault::new("");
    if !keeps_apart(&probe, "Note.md", "note.md") || !keeps_apart(&probe, NFC, NFD) {
        return;
    }
    let (root, folder) = (Some("Note.md"), Some("a/NOTE.md"));
    let mut first = None;
    for turn in 0..files.len() {
        let (backwards, at_once) = (turn % 2 == 1, turn % 3 == 0);
        let vault = Vault::new("");
        vault.write("Links.md", text);
        let mut order: Vec<&str> = files.iter().cycle().skip(turn).take(files.len()).copied().collect();
        if backwards {
            order.reverse();
        }
        for path in &order {
            vault.write(path, "");
            if !at_once {
                vault.index();
            }
        }
        vault.index();
        let found = destinations(&vault, "Links.md");
        assert_eq!(found, destinations(&vault, "Links.md"));
        let expected = first.get_or_insert_with(|| found.clone());
        assert_eq!(&found, expected, "{order:?}, all at once: {at_once}");
    }
    let found = first.expect("some order");
    // A path from the root wins, and otherwise the first in path order.
    let expected = [root, root, root, folder].map(|path| path.map(str::to_owned));
    assert_eq!(found[..4], expected);
    assert_eq!(found[7].as_deref(), root);
    // Both normalization forms are the same name, so the same file wins for every spelling.
    assert_eq!((&found[4], &found[4]), (&found[5], &found[6]));
    assert!(found[4].is_some(), "{found:?}");
}

#[test]
fn case_only_renames_are_detected() {
    let vault = Vault::new("//- Links.md\n[[Note]]\n//- Note.md\nneedle\n");
    vault.index();
    fs::rename(vault.root().join("Note.md"), vault.root().join("between")).expect("renamed");
    fs::rename(vault.root().join("between"), vault.root().join("note.md")).expect("renamed");
    let ran = vault.run(&["index", "-v"]);
    let lines: Vec<&str> = ran.stdout.lines().take(2).collect();
    assert_eq!(lines, ["- Note.md", "+ note.md"], "{ran:?}");
    assert_eq!(vault.found(&["needle"]), ["note.md"]);
    check_destinations(&vault, "Links.md", &[Some("note.md")]);
    assert_eq!(sources(&vault, "note.md"), ["Links.md"]);
    assert_same(&vault.dump(), &vault.fresh_dump());

    fs::create_dir(vault.root().join("Folder")).expect("a folder");
    fs::rename(vault.root().join("note.md"), vault.root().join("Folder/note.md")).expect("renamed");
    vault.index();
    fs::rename(vault.root().join("Folder"), vault.root().join("between")).expect("renamed");
    fs::rename(vault.root().join("between"), vault.root().join("folder")).expect("renamed");
    check_destinations(&vault, "Links.md", &[Some("folder/note.md")]);
    assert_same(&vault.dump(), &vault.fresh_dump());
}

#[test]
fn dotfiles_are_ignored() {
    let hidden = "//- .obsidian/notes.md\nneedle\n//- .trash/Gone.md\nneedle [[Note]]\n//- .hidden.md\nneedle\n//- a/.b/c.md\nneedle\n//- .git/x.md\nneedle\n";
    let seen = "//- Note.md\nneedle [[Gone]] [[.hidden]] [[c]] [[.obsidian/notes]]\n//- a/seen.md\nneedle\n";
    let vault = Vault::new(&format!("{hidden}{seen}"));
    assert_eq!(n_files(&vault), 2);
    assert_eq!(vault.found(&["needle"]), ["Note.md", "a/seen.md"]);
    check_destinations(&vault, "Note.md", &[None, None, None, None]);
    assert_eq!(vault.json(&["orphans", "--json"])["notes"], json!(["Note.md", "a/seen.md"]));
    // A dot within a name has no special meaning.
    vault.write("a/x.y.md", "needle");
    assert_eq!(vault.found(&["needle"]), ["Note.md", "a/seen.md", "a/x.y.md"]);
}

#[test]
fn excluded_files_are_hidden_but_linked() {
    let vault = Vault::new(
        "//- Home.md\nneedle [[Temporary]] [[Draft]] [[Shown]]\n//- Temp/Temporary.md\nneedle [[Home]] [[Shown]] [[Only here]]\n\
         //- a/Draft.md\nneedle [[Lonely]]\n//- Shown.md\nneedle\n//- Lonely.md\nneedle\n//- temperature.md\nneedle\n",
    );
    let setting = "{\"userIgnoreFilters\": [\"Temp\", \"/draft\\\\.md$/\", \"/(/\"], \"own\": 1}";
    vault.write(".obsidian/app.json", setting);
    assert_eq!(n_files(&vault), 6, "excluded files are indexed");

    let shown = ["Home.md", "Lonely.md", "Shown.md"];
    assert_eq!(vault.found(&["needle"]), shown);
    assert_eq!(vault.found(&["path:temp"]), Vec::<String>::new());
    assert_eq!(vault.found(&["--", "-nothing"]), shown);
    let drawn = nodes(&vault, &[]);
    for path in ["Temp/Temporary.md", "a/Draft.md", "temperature.md"] {
        assert!(!drawn.contains(&path.to_owned()), "{path} in {drawn:?}");
    }
    for path in shown {
        assert!(drawn.contains(&path.to_owned()), "{path} in {drawn:?}");
    }

    check_destinations(&vault, "Home.md", &[Some("Temp/Temporary.md"), Some("a/Draft.md"), Some("Shown.md")]);
    check_destinations(&vault, "Temp/Temporary.md", &[Some("Home.md"), Some("Shown.md"), None]);
    assert_eq!(sources(&vault, "Temp/Temporary.md"), ["Home.md"]);
    assert_eq!(sources(&vault, "Home.md"), ["Temp/Temporary.md"]);
    assert_eq!(sources(&vault, "Shown.md"), ["Home.md", "Temp/Temporary.md"]);
    // A note that only an excluded one links to is not an orphan, and excluded notes are not listed as orphans.
    assert_eq!(vault.json(&["orphans", "--json"])["notes"], json!([]));

    // A changed setting applies even if no note has changed.
    vault.write(".obsidian/app.json", "{}");
    assert_eq!(vault.found(&["needle"]).len(), 6);
    assert_eq!(vault.json(&["orphans", "--json"])["notes"], json!(["temperature.md"]));
    assert!(nodes(&vault, &[]).contains(&"a/Draft.md".to_owned()));
}

#[test]
fn ignore_files_of_other_tools_have_no_effect() {
    let vault =
        Vault::new("//- .gitignore\n*.md\nprivate/\n//- .ignore\n*\n//- a.md\nneedle\n//- private/b.md\nneedle\n");
    vault.write("private/.gitignore", "*\n");
    vault.write(".git/info/exclude", "*\n");
    vault.write(".git/HEAD", "ref: refs/heads/main\n");
    // The same for those of parent folders.
    let home = vault.root().parent().expect("a home").to_owned();
    fs::write(home.join(".gitignore"), "*\n").expect("a file");
    fs::write(home.join(".ignore"), "*\n").expect("a file");
    vault.index();
    assert_eq!(vault.found(&["needle"]), ["a.md", "private/b.md"]);
}

#[cfg(unix)]
#[test]
fn symbolic_links_are_not_followed() {
    use std::os::unix::fs::symlink;

    let vault = Vault::new("//- Note.md\nneedle [[outside]] [[alias]] [[inner]]\n//- real/inner.md\nneedle\n");
    let outside = vault.root().parent().expect("a home").join("elsewhere");
    fs::create_dir(&outside).expect("a folder");
    fs::write(outside.join("outside.md"), "needle").expect("a file");
    symlink(&outside, vault.root().join("linked")).expect("a link");
    symlink(outside.join("outside.md"), vault.root().join("alias.md")).expect("a link");
    symlink(vault.root(), vault.root().join("real/loop")).expect("a link");
    symlink("nowhere", vault.root().join("broken.md")).expect("a link");
    vault.index();
    assert_eq!(vault.found(&["needle"]), ["Note.md", "real/inner.md"]);
    check_destinations(&vault, "Note.md", &[None, None, Some("real/inner.md")]);
    assert_eq!(vault.found(&["file:alias"]), Vec::<String>::new());
}

#[test]
fn only_md_files_are_notes_and_all_files_are_link_targets() {
    let vault = Vault::new(
        "//- Home.md\n[[Old]] [[Old.markdown]] [[log.txt]] [[log]] [[Board]] [[Board.canvas]] [[Table]] [[table.BASE]] [[x.zip]] [[LOUD]] [[LICENSE]]\n\
         //- a/Old.markdown\nneedle [[Home]]\n//- a/log.txt\nneedle [[Home]]\n//- a/Board.canvas\n\
         {\"nodes\":[{\"id\":\"1\",\"type\":\"text\",\"text\":\"needle [[Home]]\",\"x\":0,\"y\":0,\"width\":9,\"height\":9}],\"edges\":[]}\n\
         //- a/Table.base\nviews: [] # needle [[Home]]\n//- a/x.zip\nPK\n//- LOUD.MD\nneedle [[Home]]\n//- LICENSE\nneedle\n",
    );
    vault.index();
    assert_eq!(vault.found(&["needle"]), ["LOUD.MD", "a/Board.canvas"]);
    check_destinations(
        &vault,
        "Home.md",
        &[
            None,
            Some("a/Old.markdown"),
            Some("a/log.txt"),
            None,
            None,
            Some("a/Board.canvas"),
            None,
            Some("a/Table.base"),
            Some("a/x.zip"),
            Some("LOUD.MD"),
            None,
        ],
    );
    assert_eq!(sources(&vault, "Home.md"), ["LOUD.MD", "a/Board.canvas"]);
    assert_eq!(sources(&vault, "a/Old.markdown"), ["Home.md"]);
    let kinds = |flags: &[&str]| -> Vec<(String, String)> {
        let document = vault.json(&[&["graph", "--format", "json", "--existing-only"], flags].concat());
        let text = |node: &Value, key: &str| node[key].as_str().expect("a text").to_owned();
        let nodes = document["nodes"].as_array().expect("nodes");
        let mut kinds: Vec<_> = nodes.iter().map(|node| (text(node, "path"), text(node, "kind"))).collect();
        kinds.sort();
        kinds
    };
    let pairs = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
        pairs.iter().map(|(path, kind)| ((*path).to_owned(), (*kind).to_owned())).collect()
    };
    assert_eq!(kinds(&[]), pairs(&[("Home.md", "note"), ("LOUD.MD", "note"), ("a/Board.canvas", "canvas")]));
    assert_eq!(
        kinds(&["--attachments"]),
        pairs(&[
            ("Home.md", "note"),
            ("LICENSE", "attachment"),
            ("LOUD.MD", "note"),
            ("a/Board.canvas", "canvas"),
            ("a/Old.markdown", "attachment"),
            ("a/Table.base", "attachment"),
            ("a/log.txt", "attachment"),
            ("a/x.zip", "attachment"),
        ])
    );
}

#[test]
fn no_command_changes_a_byte_of_the_vault() {
    let vault = Vault::new(
        "//- a.md\n---\nup: \"[[b]]\"\n---\n[[c]] needle\n//- b.md\n- 2025-03-04_14-30 - Updated [[a]] for tests\n",
    );
    vault.write(".obsidian/app.json", "{\"userIgnoreFilters\":[\"x\"],\"unknown\" : 1}");
    vault.write(".obsidian/graph.json", "not even JSON");
    vault.write(".obsidian/workspace.json", "{}");
    let before = vault.bytes();
    let commands: &[&[&str]] = &[
        &["index"],
        &["index", "--rebuild"],
        &["status"],
        &["status", "--wait"],
        &["search", "needle"],
        &["links", "--all"],
        &["backlinks", "b"],
        &["unresolved"],
        &["orphans"],
        &["deadends"],
        &["graph"],
        &["changelog"],
    ];
    for command in commands {
        let ran = vault.run(command);
        assert!(ran.code < 2, "{ran:?}");
        assert_eq!(vault.bytes(), before, "{command:?}");
    }
}
