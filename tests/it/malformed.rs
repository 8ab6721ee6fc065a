//! What is malformed is said: frontmatter that is not YAML, canvases that were cut short, settings that cannot be read.

use std::fs;

use serde_json::json;

use crate::support::{Vault, ran};

const FEED: &str =
    "---\ntype: integration\nid: INT-2024-910\ntitle: Feed: ten\nparties: [[Shop]], [[ERP]]\n---\n# Feed Ten\nneedle\n";

fn vault() -> Vault {
    let vault = Vault::new("//- Shop.md\nx\n//- ERP.md\nx\n//- code.md\n```\nnot closed\n");
    vault.write("Feed Ten.md", FEED);
    vault
}

#[test]
fn invalid_frontmatter_is_said_by_every_command_that_misses_it() {
    let vault = vault();
    let place = "Feed Ten.md:4: the frontmatter is not valid YAML: ";

    let index = vault.run(&["index"]);
    assert!(index.code == 0 && index.stdout.contains(", 0 failed, 1 malformed, in "), "{index:?}");
    assert_eq!(index.stderr, "note: `vaultdex doctor` says what is malformed and where\n");
    let verbose = vault.run(&["index", "-v"]);
    assert!(verbose.stdout.contains(&format!("! {place}")), "{verbose:?}");
    let listed = vault.json(&["index", "--json"])["malformed"].clone();
    assert_eq!((&listed[0]["path"], &listed[0]["line"], &listed[1]), (&json!("Feed Ten.md"), &json!(4), &json!(null)));

    let status = vault.run(&["status"]);
    assert!(status.stdout.contains("malformed   1 file; `vaultdex doctor` says where and why\n"), "{status:?}");
    assert_eq!(vault.json(&["status", "--json"])["index"]["malformed"], listed);

    let doctor = vault.run(&["doctor"]);
    let findings: Vec<&str> = doctor.stdout.lines().filter(|line| line.contains(".md")).collect();
    assert_eq!((doctor.code, findings.len()), (1, 1), "{doctor:?}");
    assert!(findings[0].starts_with(&format!("warning   files  {place}")), "{doctor:?}");

    let said = "warning: `Feed Ten.md`, line 4: the frontmatter is not valid YAML: ";
    for command in [["show", "Feed Ten"], ["properties", "Feed Ten"]] {
        let ran = vault.run(&command);
        assert!(ran.code == 1 && ran.stderr.contains(said), "{ran:?}");
    }
    let integrations = vault.run(&["integrations"]);
    let note = "note: 1 note has frontmatter that cannot be read; `vaultdex doctor` says where and why\n";
    assert!(integrations.stderr.ends_with(note), "{integrations:?}");
    assert_eq!(vault.run(&["integrations", "-q"]).stderr, "");
    assert_eq!(vault.found(&["needle"]), ["Feed Ten.md"]);

    vault.write(
        "Feed Ten.md",
        FEED.replace("Feed: ten", "Feed ten").replace("[[Shop]], [[ERP]]", "[\"[[Shop]]\", \"[[ERP]]\"]"),
    );
    assert!(!vault.run(&["index"]).stdout.contains("malformed"));
    assert!(!vault.run(&["status"]).stdout.contains("malformed"));
    let doctor = vault.run(&["doctor"]);
    assert_eq!((doctor.code, doctor.stdout.contains("files")), (0, false), "{doctor:?}");
    assert!(!vault.run(&["show", "Feed Ten"]).stderr.contains("frontmatter"));
}

#[test]
fn one_line_says_what_is_wrong_with_a_file() {
    let vault = vault();
    vault.write("Board.canvas", "{\n\"nodes\": [{\"id\": \"1\", \"ty");
    vault.write("empty.canvas", "");
    vault.write("latin.md", b"caf\xe9\n");
    vault.write("list.md", "---\n- a\n---\n");
    vault.write("Templates/Feed.md", "---\ntitle: {{title}} of {{date}}\n---\n");
    vault.index();
    let doctor = vault.run(&["doctor"]);
    let lines: Vec<&str> = doctor.stdout.lines().filter(|line| line.contains("  files  ")).collect();
    let expected = [
        "warning   files  Board.canvas:2: this canvas is not valid JSON: ",
        "warning   files  Feed Ten.md:4: the frontmatter is not valid YAML: ",
        "warning   files  latin.md: 1 byte is not valid UTF-8",
        "warning   files  list.md:2: the frontmatter is not a list of properties",
        "info      files  Templates/Feed.md:2: the frontmatter is not valid YAML: ",
    ];
    assert_eq!(lines.len(), expected.len(), "{doctor:?}");
    for (line, expected) in lines.iter().zip(expected) {
        assert!(line.starts_with(expected), "{line} is not {expected}");
    }
    assert_eq!(vault.json(&["status", "--json"])["index"]["malformed"].as_array().map(Vec::len), Some(4));
}

#[test]
fn settings_that_cannot_be_read_are_warned_of_and_found_by_doctor() {
    let vault = Vault::new("//- a.md\n---\nk: v\n---\nneedle\n");
    vault.write(".obsidian/app.json", "{\n\"userIgnoreFilters\": [\"Old/\"");
    vault.write(".obsidian/types.json", "{\"types\": ");
    vault.write(
        ".vaultdex.toml",
        "languages = [\"xx\", \"yy\"]\n[synonyms]\nA = \"nothing like it\"\nB = \"nor this\"\nC = 1\nD = 2\n",
    );
    let config = vault.root().with_file_name("config");
    fs::create_dir_all(config.join("vaultdex")).expect("a folder");
    fs::write(config.join("vaultdex/config.toml"), "\n\ndate_order = \n").expect("a file");
    let run = |args: &[&str]| ran(vault.command(args).env("XDG_CONFIG_HOME", &config));
    let of_app = "`.obsidian/app.json`, line 2: not valid JSON: ";
    let of_types = "`.obsidian/types.json`, line 1: not valid JSON: ";
    let of_user = "vaultdex/config.toml`, line 3: not valid TOML: ";
    let own = [
        "unknown language \"xx\"",
        "unknown language \"yy\"",
        "called `nothing like it`",
        "called `nor this`",
        "`C` in `[synonyms]`",
        "`D` in `[synonyms]`",
    ];

    let search = run(&["search", "needle", "-l"]);
    assert_eq!((search.stdout.as_str(), search.code), ("a.md\n", 0), "{search:?}");
    for piece in own.iter().chain(&[of_app, of_user]) {
        let saying = search.stderr.lines().filter(|line| line.starts_with("warning: ") && line.contains(piece));
        assert_eq!(saying.count(), 1, "{piece}: {search:?}");
    }
    assert!(!search.stderr.contains(of_types), "{search:?}");
    assert!(run(&["properties"]).stderr.contains(of_types));

    let doctor = run(&["doctor"]);
    assert_eq!(doctor.code, 1, "{doctor:?}");
    for piece in own.iter().chain(&[of_app, of_types, of_user]) {
        let finding =
            doctor.stdout.lines().filter(|line| line.starts_with("warning   settings") && line.contains(piece));
        assert_eq!(finding.count(), 1, "{piece}: {doctor:?}");
    }
    assert_eq!(doctor.stderr, "");
}
