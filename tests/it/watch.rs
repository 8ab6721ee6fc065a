//! The watcher from the outside: saved notes become searchable, and a query never misses a change on disk.

use std::time::{Duration, Instant};

use crate::support::{Vault, assert_same, wait_until};
use crate::watcher::{Watcher, assert_settled};

#[test]
fn saved_notes_are_found_and_deleted_ones_are_not() {
    let vault = Vault::new("//- old.md\nthe first needle\n");
    let mut watcher = Watcher::start(&vault, &[]);
    let began = Instant::now();
    vault.save("new.md", "a second needle\n");
    assert_eq!(watcher.line(), "+ new.md");
    assert!(began.elapsed() < Duration::from_secs(10), "it took {:?}", began.elapsed());
    assert_eq!(vault.found(&["needle", "--no-refresh"]), ["new.md", "old.md"]);
    vault.remove("old.md");
    assert_eq!(watcher.line(), "- old.md");
    assert_eq!(vault.found(&["needle", "--no-refresh"]), ["new.md"]);
    vault.save("new.md", "another word\n");
    assert_eq!(watcher.line(), "~ new.md");
    assert_eq!(vault.found(&["needle"]), Vec::<String>::new());
}

#[test]
fn query_right_after_a_save_sees_it() {
    let vault = Vault::new("//- a.md\nversion none\n");
    let _watcher = Watcher::start(&vault, &[]);
    for version in 0..40 {
        vault.save("a.md", &format!("version v{version}x\n"));
        assert_eq!(vault.found(&[&format!("v{version}x")]), ["a.md"], "version {version}");
    }
    assert_eq!(vault.json(&["search", "version", "--json"])["index"]["live"], true);
}

#[test]
fn notes_in_new_folders_are_indexed() {
    let vault = Vault::new("");
    let _watcher = Watcher::start(&vault, &[]);
    for folder in 0..40 {
        for note in 0..25 {
            vault.write(&format!("new/f{folder}/deep/n{note}.md"), "needle\n");
        }
    }
    let ran = vault.run(&["search", "needle", "--count"]);
    assert_eq!(ran.stdout, "1000\n", "{ran:?}");
    assert_eq!(vault.run(&["status", "--wait"]).code, 0);
    assert_same(&vault.dump(), &vault.fresh_dump());
    std::fs::rename(vault.root().join("new"), vault.root().join("moved")).unwrap();
    assert_eq!(vault.run(&["search", "path:moved", "--count"]).stdout, "1000\n");
    assert_eq!(vault.run(&["search", "path:new", "--count"]).stdout, "0\n");
}

#[test]
fn moves_are_reported_as_moves() {
    let vault = Vault::new("//- a/x.md\nsome text\n//- b/y.md\nother text\n");
    let mut watcher = Watcher::start(&vault, &["--json"]);
    std::fs::rename(vault.root().join("a/x.md"), vault.root().join("b/z.md")).unwrap();
    let line = watcher.line();
    assert_eq!(line, r#"{"event":"renamed","from":"a/x.md","to":"b/z.md"}"#);
    assert_eq!(watcher.line(), r#"{"event":"commit","changes":2}"#);
}

#[test]
fn vault_has_at_most_one_watcher() {
    let vault = Vault::new("//- a.md\nx\n");
    let watcher = Watcher::start(&vault, &[]);
    let second = vault.run(&["watch"]);
    assert_eq!(second.code, 2, "{second:?}");
    assert!(second.stderr.contains(&watcher.child.id().to_string()), "{second:?}");
    let rebuild = vault.run(&["index", "--rebuild"]);
    assert_eq!(rebuild.code, 2, "{rebuild:?}");
    assert!(rebuild.stderr.contains(&watcher.child.id().to_string()), "{rebuild:?}");
    let index = vault.run(&["index"]);
    assert_eq!(index.code, 0, "{index:?}");
    assert!(index.stderr.contains("keeps this index up to date"), "{index:?}");
    let status = vault.json(&["status", "--json"]);
    assert_eq!(status["watcher"]["pid"], watcher.child.id());
}

#[test]
fn signals_stop_the_watcher_cleanly() {
    for signal in [rustix::process::Signal::INT, rustix::process::Signal::TERM] {
        let vault = Vault::new("//- a.md\nx\n");
        let mut watcher = Watcher::start(&vault, &[]);
        vault.save("b.md", "y\n");
        let began = Instant::now();
        watcher.signal(signal);
        let status = watcher.ended();
        assert_eq!(status.code(), Some(0));
        assert!(began.elapsed() < Duration::from_secs(10), "it took {:?}", began.elapsed());
        // The lock is released, and pending changes are indexed by the next query.
        assert_eq!(vault.found(&["y"]), ["b.md"]);
        let mut again = Watcher::start(&vault, &[]);
        again.signal(signal);
        assert_eq!(again.ended().code(), Some(0));
    }
}

#[test]
fn suspended_watcher_causes_a_warning_but_no_stale_results() {
    let vault = Vault::new("//- a.md\nneedle\n//- b.md\nneedle\n");
    let watcher = Watcher::start(&vault, &[]);
    watcher.signal(rustix::process::Signal::STOP);
    vault.save("c.md", "needle\n");
    vault.save("a.md", "nothing\n");
    vault.remove("b.md");
    let ran = vault.run(&["search", "needle", "--json"]);
    let answer: serde_json::Value = serde_json::from_str(&ran.stdout).expect("JSON");
    let paths: Vec<&str> =
        answer["hits"].as_array().expect("hits").iter().filter_map(|hit| hit["path"].as_str()).collect();
    assert_eq!(paths, ["c.md"], "{ran:?}");
    assert_eq!(answer["index"]["live"], false);
    assert!(ran.stderr.contains("does not answer"), "{ran:?}");
    watcher.signal(rustix::process::Signal::CONT);
    wait_until("the watcher is live again", || vault.json(&["search", "needle", "--json"])["index"]["live"] == true);
}

#[test]
fn vanished_vault_freezes_the_index() {
    let vault = Vault::new("//- a.md\nneedle\n//- b.md\nneedle\n");
    let _watcher = Watcher::start(&vault, &[]);
    let away = vault.root().with_extension("away");
    std::fs::rename(vault.root(), &away).unwrap();
    wait_until("the message appears", || {
        let holder = std::fs::read_to_string(vault.index_folder().join("holder.json")).unwrap_or_default();
        holder.contains("is its drive mounted")
    });
    assert_eq!(vault.dump().len(), 2);
    std::fs::rename(&away, vault.root()).unwrap();
    vault.save("c.md", "needle\n");
    wait_until("it is live again", || vault.run(&["search", "needle", "--count"]).stdout == "3\n");
}

#[test]
fn exported_graph_is_written_only_when_it_changes() {
    let vault = Vault::new("//- a.md\n[[b]]\n//- b.md\ntext\n");
    let folder = vault.root().with_file_name("out");
    std::fs::create_dir(&folder).unwrap();
    let file = folder.join("map of it.mmd");
    let export = format!("'links/mermaid:{}' --existing-only", file.display());
    let mut watcher = Watcher::start(&vault, &["--json", "--export", &export]);
    let is_export = |line: &str| line.contains(r#""event":"export""#) && line.contains("map of it.mmd");
    watcher.wait_for(is_export);
    let drawn = || std::fs::read_to_string(&file).unwrap();
    let graph = vault.run(&["graph", "--existing-only"]).stdout;
    assert_eq!(drawn(), graph);
    let before = std::fs::metadata(&file).unwrap().modified().unwrap();
    vault.save("b.md", "other text, same links\n");
    watcher.wait_for(|line| line.contains("commit"));
    vault.save("c.md", "[[a]]\n");
    watcher.wait_for(is_export);
    assert!(drawn().contains("\"c\"") && before < std::fs::metadata(&file).unwrap().modified().unwrap());
    // Over the limits of Mermaid, the diagram is a single node with a message.
    let many: String = (0..600).map(|link| format!("[[n{link}]]\n")).collect();
    (0..600).for_each(|note| vault.write(&format!("n{note}.md"), ""));
    vault.save("many.md", &many);
    wait_until("the message appears", || drawn().contains("n0[\"the diagram has"));
    let left: Vec<_> = std::fs::read_dir(&folder).unwrap().flatten().map(|entry| entry.file_name()).collect();
    assert_eq!(left.len(), 1, "{left:?}");
    watcher.signal(rustix::process::Signal::TERM);
    assert_eq!(watcher.ended().code(), Some(0));
    let wrong = vault.run(&["watch", "--export", "links/pdf:x"]);
    assert!(wrong.code == 2 && wrong.stderr.contains("there is no format `pdf`"), "{wrong:?}");
}

#[test]
fn export_into_the_vault_does_not_trigger_the_watcher() {
    let vault = Vault::new("//- a.md\n[[b]]\n//- b.md\ntext\n");
    let map = vault.root().join("Map.md");
    let export = format!("links/mermaid:{} --in-vault", map.display());
    let mut watcher = Watcher::start(&vault, &["--json", "--export", &export]);
    let is_export = |line: &str| line.contains(r#""event":"export""#);
    watcher.wait_for(is_export);
    // The exported note is part of the vault now, so the graph is drawn once more.
    watcher.wait_for(is_export);
    let graph = || vault.run(&["graph", "--no-refresh"]).stdout;
    assert!(std::fs::read_to_string(&map).unwrap().contains(graph().trim_end()));
    for note in ["c", "d", "e"] {
        // If its own file triggered it, that would happen during this wait.
        std::thread::sleep(Duration::from_millis(400));
        vault.save(&format!("{note}.md"), "[[a]]\n");
        let mut printed = vec![watcher.line(), watcher.line(), watcher.line()];
        printed.sort();
        let added = format!(r#"{{"event":"added","path":"{note}.md"}}"#);
        let own = r#"{"event":"modified","path":"Map.md"}"#;
        assert_eq!(
            printed,
            [&added, r#"{"event":"commit","changes":2}"#, own],
            "what it wrote itself comes with the rest"
        );
        watcher.wait_for(is_export);
        assert!(std::fs::read_to_string(&map).unwrap().contains(&format!("\"{note}\"")));
    }
    // Queries find the exported note nevertheless.
    assert_eq!(vault.found(&["graph", "path:Map"]).len(), vault.found(&["graph"]).len());
    assert_settled(&vault);
    // A file that another program has written there is not an export.
    vault.save("Map.md", "scribbled over\n");
    watcher.wait_for(is_export);
    assert!(!std::fs::read_to_string(&map).unwrap().contains("scribbled"));
}
