//! The settings of a vault in `.vaultdex.toml`: synonyms and the order of dates.

use serde_json::Value;

use crate::support::{Vault, wait_until};
use crate::watcher::Watcher;

const NOTE: &str = "//- Feed.md\n#integration\n- **Feeder**: WMS\n- **Taker**: ERP\n- **Born**: 03/04/2025\n\n## Paper trail\n| Date | What happened |\n|---|---|\n| 05/06/2025 | New field |\n";

const WORDS: &str = "date_order = \"dmy\"\n[synonyms]\nFeeder = \"source\"\nTaker = \"target\"\nBorn = \"created\"\n\"Paper trail\" = \"change history\"\n\"What happened\" = \"changes\"\n";

/// Returns the source, target and creation date of the one integration, and the days of the timeline.
#[track_caller]
fn facts(vault: &Vault) -> (Value, Value, Value, Vec<Value>) {
    let all = vault.json(&["integrations", "--json"]);
    let record = &all["integrations"][0];
    let log = vault.json(&["changelog", "--json"]);
    let days = log["entries"].as_array().into_iter().flatten().map(|entry| entry["date"].clone());
    (
        record["sources"][0]["name"].clone(),
        record["targets"][0]["name"].clone(),
        record["created"].clone(),
        days.collect(),
    )
}

#[test]
fn changed_synonyms_cause_a_reindex() {
    let vault = Vault::new(NOTE);
    let nothing = || (Value::Null, Value::Null, Value::Null, vec![]);
    let all = || ("WMS".into(), "ERP".into(), "2025-04-03".into(), vec!["2025-06-05".into()]);
    assert_eq!(facts(&vault), nothing());
    vault.write(".vaultdex.toml", WORDS);
    assert_eq!(facts(&vault), all());
    let current = || std::fs::read_to_string(vault.index_folder().join("CURRENT")).unwrap();
    let before = current();
    assert_eq!(facts(&vault), all());
    assert_eq!(current(), before, "nothing is read twice");
    vault.write(".vaultdex.toml", WORDS.replace("dmy", "mdy"));
    assert_eq!(facts(&vault).2, "2025-03-04");
    // Unchanged without a refresh.
    vault.remove(".vaultdex.toml");
    let as_it_was = vault.json(&["integrations", "--json", "--no-refresh"]);
    assert_eq!(as_it_was["integrations"][0]["sources"][0]["name"], "WMS");
    assert_eq!(facts(&vault), nothing());
}

#[test]
fn languages_of_a_vault_count_in_every_note() {
    // One name alone says nothing about the language of the note.
    let vault = Vault::new("//- Feed.md\n#integration\n- **Quelle**: WMS\n");
    let sources = || vault.json(&["integrations", "--json"])["integrations"][0]["sources"].clone();
    assert_eq!(sources().as_array().map_or(0, Vec::len), 0);
    vault.write(".vaultdex.toml", "languages = [\"de\"]");
    assert_eq!(sources()[0]["name"], "WMS");
    vault.write(".vaultdex.toml", "languages = [\"de\", \"xx\"]\n[synonyms]\nQuelle = \"target\"\n");
    let ran = vault.run(&["integrations"]);
    assert!(ran.stderr.contains("unknown language \"xx\""), "{ran:?}");
    assert_eq!(sources().as_array().map_or(0, Vec::len), 0, "the vault's own synonym goes before the language");
}

#[test]
fn watcher_applies_changed_settings() {
    let vault = Vault::new(NOTE);
    let mut watcher = Watcher::start(&vault, &[]);
    vault.write(".vaultdex.toml", WORDS);
    assert_eq!(facts(&vault).0, "WMS");
    vault.save("Other.md", "#integration\n- **Feeder**: CRM\n");
    assert_eq!(watcher.line(), "+ Other.md");
    let all = vault.json(&["integrations", "--json"]);
    let sources: Vec<&Value> =
        all["integrations"].as_array().into_iter().flatten().map(|it| &it["sources"][0]["name"]).collect();
    assert_eq!(sources, ["WMS", "CRM"]);
}

#[test]
fn invalid_settings_are_reported() {
    let vault = Vault::new(NOTE);
    vault
        .write(".vaultdex.toml", "vault = \"/etc\"\nsynonym = 1\n[synonyms]\nFeeder = \"sauce\"\nTaker = \"target\"\n");
    let ran = vault.run(&["integrations"]);
    for printed in ["unknown key `vault`", "did you mean `synonyms`?", "did you mean `source`?"] {
        assert!(ran.stderr.contains(printed), "{printed}: {}", ran.stderr);
    }
    let doctor = vault.run(&["doctor"]).stdout;
    assert!(doctor.contains("unknown key `vault`"), "{doctor}");
    assert_eq!((ran.code, facts(&vault).1), (0, "ERP".into()), "the rest counts");
}

#[test]
fn user_settings_have_lower_priority_than_the_vaults() {
    let vault = Vault::new(NOTE);
    let home = tempfile::tempdir().unwrap();
    std::fs::create_dir(home.path().join("vaultdex")).unwrap();
    std::fs::write(home.path().join("vaultdex/config.toml"), WORDS.replace("source", "target")).unwrap();
    let sources = || {
        let mut command = vault.command(&["integrations", "--json"]);
        let ran = crate::support::ran(command.env("XDG_CONFIG_HOME", home.path()));
        let all: Value = serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error}: {ran:?}"));
        let record = &all["integrations"][0];
        (record["sources"].as_array().map(Vec::len), record["targets"].as_array().map(Vec::len))
    };
    assert_eq!(sources(), (Some(0), Some(2)));
    vault.write(".vaultdex.toml", "[synonyms]\nFeeder = \"source\"\n");
    assert_eq!(sources(), (Some(1), Some(1)));
}

#[test]
fn settings_that_vanish_with_the_notes_do_not_clear_the_index() {
    let vault = Vault::new(NOTE);
    (0..30).for_each(|n| vault.write(&format!("n{n}.md"), "[[Feed]] word"));
    vault.write(".vaultdex.toml", WORDS);
    assert_eq!(vault.found(&["word"]).len(), 30);
    let away = vault.root().with_extension("away");
    std::fs::rename(vault.root(), &away).unwrap();
    std::fs::create_dir(vault.root()).unwrap();
    let ran = vault.run(&["search", "word"]);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.stderr.contains("is its drive mounted?"), "{ran:?}");
    // The same with a single note left.
    vault.write("Feed.md", "word");
    let ran = vault.run(&["search", "word"]);
    assert!(ran.code == 2 && ran.stderr.contains("30 of 31 files are gone"), "{ran:?}");
    std::fs::remove_dir_all(vault.root()).unwrap();
    std::fs::rename(&away, vault.root()).unwrap();
    assert_eq!(vault.found(&["word", "--no-refresh"]).len(), 30);
    assert_eq!(facts(&vault).0, "WMS");
}

#[test]
fn index_with_other_synonyms_is_used_until_it_is_replaced() {
    let vault = Vault::new(NOTE);
    vault.index();
    vault.write(".vaultdex.toml", WORDS);
    let place = vault.place();
    // A program that another test is just starting has the lock of `index` too, from being forked until it is executed.
    let mut lock = None;
    wait_until("nobody has the lock", || {
        lock = place.folder.try_lock("index", "now").unwrap();
        lock.is_some()
    });
    let lock = lock.expect("the lock");
    place.folder.remove_leftovers(&lock);
    assert!(place.folder.has_other_terminology());
    drop(lock);
    assert_eq!(vault.found(&["--no-refresh", "feeder"]), ["Feed.md"]);
}

#[test]
fn unusual_names_are_harmless() {
    let vault = Vault::new("//- A.md\n**House code (SAP)**: INT-7\n//- B.md\n- Badge: `INT-8`\n");
    let long = "a ".repeat(4_000);
    vault.write(".vaultdex.toml", format!("[synonyms]\n\"{long}\" = \"Integration ID\"\n\"House code (SAP)\" = \"Integration ID\"\n\"Badge\" = \"Document ID\"\n"));
    for (id, note) in [("INT-7", "A.md"), ("INT-8", "B.md")] {
        assert_eq!(vault.found(&[&format!("id:{id}")]), [note], "{id}");
    }
}

#[test]
fn timeline_is_the_same_with_all_records_or_only_those_of_templates() {
    let unfilled = "---\ntype: integration\n---\n# Integration Specification: [Integration Name]\n- **Integration Name**: [Integration Name]\n- **Owner**: [Desk in charge]\n- **Version**: [Release train]\n\n## Change Log\n- 2024-05-01_10-00 - Updated [Integration Name]\n";
    let vault = Vault::new("");
    vault.write(".obsidian/templates.json", r#"{"folder": "90 Templates"}"#);
    vault.write("90 Templates/Feed.md", unfilled.replacen("[Integration Name]", "Standard Feed", 2));
    vault.write("integrations/New.md", unfilled);
    vault.write("integrations/Old.md", unfilled.replace("[Integration Name]", "Orders"));
    let entries = |args: &[&str]| {
        let printed = vault.json(args);
        let all = printed["entries"].as_array().cloned().unwrap_or_default();
        all.into_iter().filter(|entry| entry["source"] != "dates").collect::<Vec<Value>>()
    };
    let printed = entries(&["changelog", "--json"]);
    assert_eq!(printed, entries(&["changelog", "--json", "--source", "all"]));
    let paths: Vec<&Value> = printed.iter().map(|entry| &entry["path"]).collect();
    assert_eq!(paths, ["integrations/Old.md"]);
}
