//! Things that must never happen: deleting the user's files, treating unreachable notes as deleted, changing the bytes
//! of a file name in the output.

use std::fs;
use std::process::Stdio;

use crate::process::output_of;
use crate::support::{Silent, Vault, wait_until};

#[test]
fn folder_with_foreign_files_is_not_used_as_index() {
    let vault = Vault::new("//- a.md\nneedle\n");
    let folder = vault.index_folder();
    fs::create_dir_all(folder.join("gen-ai")).unwrap();
    fs::write(folder.join("gen-ai/thesis.txt"), "precious").unwrap();
    let ran = vault.run(&["search", "needle", "-l"]);
    assert_eq!((ran.stdout.as_str(), ran.code), ("a.md\n", 0), "{ran:?}");
    assert!(ran.stderr.contains("the folder contains other files"), "{ran:?}");
    // A query can answer without an index; `index` cannot.
    for args in [&["index"][..], &["index", "--rebuild"], &["index", "--json"]] {
        let ran = vault.run(args);
        assert_eq!((ran.code, ran.stdout.as_str(), ran.stderr.lines().count()), (2, "", 1), "{args:?}: {ran:?}");
        assert!(ran.stderr.contains("the folder contains other files"), "{args:?}: {ran:?}");
    }
    assert_eq!(fs::read_to_string(folder.join("gen-ai/thesis.txt")).unwrap(), "precious");
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
}

#[test]
fn index_inside_the_vault_is_rejected() {
    let vault = Vault::new("//- a.md\nneedle\n");
    let run = |folder: &str| {
        let mut command = vault.bare_command();
        command.arg("--vault").arg(vault.root()).arg("--index-dir").arg(vault.root().join(folder)).arg("index");
        crate::support::ran(&mut command)
    };
    for folder in ["", "idx", "deep/idx"] {
        let ran = run(folder);
        assert_eq!(ran.code, 2, "{folder}: {ran:?}");
        assert!(ran.stderr.contains("--index-dir"), "{folder}: {ran:?}");
    }
    assert_eq!(run(".cache/idx").code, 0);
    assert_eq!(run(".cache/idx").stdout.split(':').next(), Some("1 file"));
}

#[test]
fn empty_mount_point_does_not_delete_notes_from_the_index() {
    let vault = Vault::new("//- a.md\nneedle\n//- b.md\nneedle\n");
    vault.index();
    let away = vault.root().with_extension("away");
    fs::rename(vault.root(), &away).unwrap();
    fs::create_dir(vault.root()).unwrap();
    let ran = vault.run(&["search", "needle"]);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.stderr.contains("is its drive mounted?"), "{ran:?}");
    fs::remove_dir(vault.root()).unwrap();
    fs::rename(&away, vault.root()).unwrap();
    assert_eq!(vault.found(&["needle", "--no-refresh"]), ["a.md", "b.md"]);
}

#[test]
fn file_names_are_printed_byte_for_byte() {
    let vault = Vault::new("");
    let odd = "b\u{1b}[31m\u{7}\u{202e}\u{9b}.md";
    vault.write("a b.md", "x");
    vault.write(odd, "x");
    let ran = vault.run(&["orphans", "-0"]);
    assert_eq!(ran.stdout, format!("a b.md\0{odd}\0"));
    assert_eq!(vault.run(&["orphans", "--format", "paths"]).stdout, format!("a b.md\n{odd}\n"));
    let json = vault.run(&["orphans", "--json"]).stdout;
    assert!(!json.contains(['\u{1b}', '\u{7}', '\u{202e}', '\u{9b}']), "{json:?}");
    let document: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(document["notes"][1], odd);
}

#[test]
fn note_indexed_right_after_a_write_is_read_once_more() {
    let vault = Vault::new("//- a.md\nfirst\n");
    vault.index();
    std::thread::sleep(std::time::Duration::from_millis(60));
    vault.index();
    let place = vault.place();
    let status = vaultdex::session::status(&place).unwrap();
    assert_eq!(status.index.map(|index| index.pending), Some(0));
    let before = fs::metadata(vault.index_folder().join("gen-1/meta.json")).unwrap().modified().unwrap();
    vaultdex::session::index(&place, false, &Silent).unwrap();
    assert_eq!(fs::metadata(vault.index_folder().join("gen-1/meta.json")).unwrap().modified().unwrap(), before);
}

#[test]
fn verbose_messages_contain_no_text_of_notes() {
    let text =
        "---\ncanary: [canary\n---\n# canary\n[[canary]] #canary\n\n## History\n\n- 2025-99-99 - canary\n- canary\n";
    let vault = Vault::new("//- other.md\nx\n");
    vault.write("note.md", text);
    vault.write("invalid.md", b"canary \xE9\n");
    let mut child = vault.command(&["-v", "watch", "--json"]);
    let child = child.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    wait_until("it watches", || vault.json(&["search", "canary", "--json"])["index"]["live"] == true);
    vault.save("note.md", &format!("{text}{text}"));
    assert_eq!(vault.run(&["status", "--wait"]).code, 0);
    let holder = fs::read_to_string(vault.index_folder().join("holder.json")).unwrap();
    rustix::process::kill_process(rustix::process::Pid::from_child(&child), rustix::process::Signal::TERM).unwrap();
    let watched = output_of(child, "the watcher ended");
    let mut output =
        format!("{holder}{}{}", String::from_utf8_lossy(&watched.stdout), String::from_utf8_lossy(&watched.stderr));
    for args in [&["-v", "index", "--rebuild"][..], &["-v", "status"], &["-v", "doctor"]] {
        let ran = vault.run(args);
        output += &format!("{}{}", ran.stdout, ran.stderr);
    }
    assert!(output.contains("note.md") && !output.contains("canary"), "{output}");
}

#[test]
fn watcher_exits_when_its_index_folder_is_removed() {
    let vault = Vault::new("//- a.md\nneedle\n");
    let mut command = vault.command(&["watch"]);
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    wait_until("it watches", || vault.json(&["search", "needle", "--json"])["index"]["live"] == true);
    fs::remove_dir_all(vault.index_folder()).unwrap();
    vault.save("b.md", "needle\n");
    wait_until("it ends", || child.try_wait().unwrap().is_some());
    let output = output_of(child, "the watcher ended");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("the index directory was removed"));
    assert_eq!(vault.found(&["needle"]), ["a.md", "b.md"]);
}

#[test]
fn damaged_index_is_rebuilt() {
    let vault = Vault::new("//- a.md\nneedle [[b]]\n//- b.md\nneedle\n");
    for damaged in ["facts", "vocabulary", "term", "idx"] {
        vault.index();
        let generation = vaultdex::index::Folder::new(vault.index_folder()).current().expect("an index");
        for entry in fs::read_dir(generation).unwrap().flatten() {
            if entry.path().extension().is_some_and(|extension| extension == damaged) {
                let bytes = fs::read(entry.path()).unwrap();
                fs::write(entry.path(), &bytes[..bytes.len() / 3]).unwrap();
            }
        }
        let ran = vault.run(&["search", "needle", "--count"]);
        assert_eq!((ran.stdout.as_str(), ran.code), ("2\n", 0), "{damaged}: {ran:?}");
        assert_eq!(vault.run(&["backlinks", "b", "--count"]).stdout, "1\n", "{damaged}");
    }
}

#[test]
fn thousands_of_equal_names_produce_bounded_output() {
    let vault = Vault::new("");
    for folder in 0..1500 {
        let text = "[[index]] [[index]]\n\n## History\n\n- 2024-12-07 - Initial setup of the note\n";
        vault.write(&format!("f{folder}/index.md"), text);
    }
    vault.index();
    let links = vault.json(&["links", "--all", "--json", "--no-refresh"]);
    let rows = links["links"].as_array().expect("links");
    assert_eq!(rows.len(), 3000);
    assert!(rows[0]["rivals"].as_array().expect("rivals").len() <= 20);
    assert_eq!(rows[0]["rivals_total"], 1499);
    let changes = vault.json(&["changelog", "--json", "--no-refresh"]);
    assert_eq!(changes["entries"].as_array().expect("entries").len(), 1500);
}
