//! Errors of users and unreadable vaults: one clear line, the right exit code, and no loss of data.

use crate::support::{Ran, Vault};

/// Checks the exit code, and that stderr is one line that contains the given texts.
#[track_caller]
fn check(ran: &Ran, code: i32, says: &[&str]) {
    assert_eq!(ran.code, code, "{ran:?}");
    for part in says {
        assert!(ran.stderr.contains(part), "{part:?} is missing in {ran:?}");
    }
    assert_eq!(ran.stderr.lines().count(), usize::from(!says.is_empty()), "{ran:?}");
}

#[test]
fn missing_vault() {
    let vault = Vault::new("");
    let nowhere = vault.root().join("nowhere");
    let mut command = vault.bare_command();
    command.arg("--vault").arg(&nowhere).arg("--index-dir").arg(vault.index_folder()).arg("orphans");
    check(&crate::support::ran(&mut command), 2, &["no vault at", "nowhere", "--vault"]);
}

#[test]
fn no_vault_given_and_none_in_parent_folders() {
    let vault = Vault::new("");
    let mut command = vault.bare_command();
    command.arg("orphans").current_dir("/");
    check(&crate::support::ran(&mut command), 2, &["no vault found", "--vault DIR", "VAULTDEX_VAULT"]);
}

#[test]
fn empty_vault_is_not_an_error() {
    let vault = Vault::new("");
    check(&vault.run(&["index"]), 0, &[]);
    check(&vault.run(&["search", "anything"]), 1, &[]);
    check(&vault.run(&["links", "--all"]), 1, &[]);
    let graph = vault.run(&["graph"]);
    check(&graph, 0, &[]);
    assert!(graph.stdout.starts_with("flowchart LR"), "{graph:?}");
    assert_eq!(vault.json(&["orphans", "--json"])["notes"], serde_json::json!([]));
}

#[test]
fn unknown_or_ambiguous_note() {
    let vault = Vault::new("//- Orders.md\nx\n//- a/Plan.md\nx\n//- b/Plan.md\nx\n");
    vault.index();
    check(&vault.run(&["links", "Ordes"]), 2, &["no note called `Ordes`; did you mean `Orders`?"]);
    check(&vault.run(&["backlinks", "zzzzzz"]), 2, &["no note called `zzzzzz`"]);
    check(&vault.run(&["links", "Plan"]), 2, &["`Plan` is the name of several notes", "`a/Plan.md`, `b/Plan.md`"]);
    check(&vault.run(&["graph", "--around", "Ordes"]), 2, &["no note called `Ordes`"]);
}

#[test]
fn syntax_errors_of_queries_point_at_the_character() {
    let vault = Vault::new("//- a.md\nx\n");
    let ran = vault.run(&["search", "path:x \"open"]);
    assert_eq!(ran.code, 2, "{ran:?}");
    let lines: Vec<&str> = ran.stderr.lines().collect();
    assert_eq!(lines[1], "path:x \"open", "{ran:?}");
    assert!(lines[2].starts_with("       ^ "), "{ran:?}");
    for query in ["(a", "[b", "/(/", "a OR", ")"] {
        assert_eq!(vault.run(&["search", query]).code, 2, "{query}");
    }
    let nested = "(".repeat(5000) + "a" + &")".repeat(5000);
    assert_eq!(vault.run(&["search", &nested]).code, 2);
}

#[test]
fn no_refresh_without_an_index_is_an_error() {
    let vault = Vault::new("//- a.md\nx\n");
    check(&vault.run(&["search", "x", "--no-refresh"]), 2, &["there is no index", "vaultdex index"]);
    vault.index();
    let ran = vault.run(&["search", "x", "--no-refresh"]);
    check(&ran, 0, &["answered from the index as of"]);
}

#[test]
fn stale_results_are_never_silent() {
    let vault = Vault::new("//- a.md\nneedle one\n//- b.md\nneedle two\n//- c.md\nneedle three\n");
    vault.index();
    vault.remove("a.md");
    vault.write("b.md", "nothing here\n");
    vault.write("c.md", "now the needle is elsewhere\n");
    let answer = vault.json(&["search", "needle", "--no-refresh", "--json"]);
    let hits = answer["hits"].as_array().expect("hits");
    assert_eq!(hits.len(), 1, "{answer}");
    assert_eq!((hits[0]["path"].as_str(), hits[0]["stale"].as_bool()), (Some("c.md"), Some(true)));
    assert_eq!(hits[0]["matches"][0]["text"], "now the needle is elsewhere");
    assert_eq!(answer["index"]["live"], false);
}

#[cfg(unix)]
#[test]
fn unreadable_notes_are_reported_and_the_rest_is_indexed() {
    let vault = Vault::new("//- good.md\nfine [[folder]]\n//- folder.md/inner.md\ninner text\n");
    let fifo = vault.root().join("pipe.md");
    assert!(std::process::Command::new("mkfifo").arg(&fifo).status().expect("mkfifo").success());
    vault.write("latin.md", b"caf\xe9 and more\n");
    vault.write("yaml.md", "---\ntags: [a\nstatus: {{x}}\n---\nbody stays\n");
    let ran = vault.run(&["index"]);
    let warnings = ran.stderr.lines().filter(|line| !line.starts_with("note: ")).map(|line| format!("{line}\n"));
    check(&Ran { stderr: warnings.collect(), ..ran }, 0, &["could not read `pipe.md`", "pipe"]);
    let ran = vault.run(&["index"]);
    assert!(ran.stdout.contains("1 failed, 2 malformed"), "{ran:?}");
    assert!(ran.stderr.ends_with("note: `vaultdex doctor` says what is malformed and where\n"), "{ran:?}");
    let quiet = |words: &[&str]| vault.found(words);
    assert_eq!(quiet(&["fine"]), ["good.md"]);
    assert_eq!(quiet(&["inner"]), ["folder.md/inner.md"]);
    assert_eq!(quiet(&["and more"]), ["latin.md"]);
    assert_eq!(quiet(&["body stays"]), ["yaml.md"]);
    let status = vault.run(&["status"]);
    assert!(status.stdout.contains("pipe.md"), "{status:?}");
}

#[test]
fn closed_pipe_is_not_an_error() {
    let vault = Vault::new(&format!("//- a.md\n{}", "[[x]] many links\n".repeat(20_000)));
    vault.index();
    let mut child = vault
        .command(&["links", "--all"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("it starts");
    drop(child.stdout.take());
    let output = crate::process::output_of(child, "it ended after its pipe was closed");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}
