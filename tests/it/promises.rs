//! Promises of the README and the guides that no other test checks; `docs/promises.md` lists them all.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::process::{by_way_of, isolated, output};
use crate::support::{Ran, Vault, fixture, ran};

/// Creates a vault with one note of this name.
fn vault_with(note: &str) -> Vault {
    Vault::new(&format!("//- {note}.md\nneedle\n"))
}

#[test]
fn vault_is_chosen_in_the_documented_order() {
    let [option, variable, parent, configured] = ["option", "variable", "parent", "configured"].map(vault_with);
    let home = tempfile::tempdir().expect("a temporary folder");
    let config = home.path().join(".config/vaultdex/config.toml");
    fs::create_dir_all(config.parent().expect("a folder")).expect("a folder");
    fs::write(&config, format!("vault = {:?}\n", configured.root())).expect("written");
    let inside = parent.root().join("deep/er");
    fs::create_dir_all(&inside).expect("a folder");
    let search = |command: &mut Command| {
        let ran = ran(command.args(["search", "-l", "--path-style", "vault", "needle"]));
        assert_eq!(ran.code, 0, "{ran:?}");
        ran.stdout
    };
    let command = |folder: &Path| {
        let mut command = isolated(env!("CARGO_BIN_EXE_vaultdex"), home.path());
        command.current_dir(folder).env_remove("TMPDIR");
        command
    };
    let with_variable = |folder: &Path| {
        let mut command = command(folder);
        command.env("VAULTDEX_VAULT", variable.root());
        command
    };
    assert_eq!(search(with_variable(&inside).arg("--vault").arg(option.root())), "option.md\n");
    assert_eq!(search(&mut with_variable(&inside)), "variable.md\n");
    assert_eq!(search(&mut command(&inside)), "parent.md\n");
    assert_eq!(search(&mut command(home.path())), "configured.md\n");
    // A name that Obsidian knows.
    let known = home.path().join(".config/obsidian/obsidian.json");
    fs::create_dir_all(known.parent().expect("a folder")).expect("a folder");
    let vaults = serde_json::json!({"vaults": {"1": {"path": option.root()}}});
    fs::write(&known, vaults.to_string()).expect("written");
    assert_eq!(search(command(home.path()).args(["--vault", "vault"])), "option.md\n");
    // A list that cannot be read is said.
    fs::write(&known, vaults.to_string().replace('}', "")).expect("written");
    let refused = ran(command(home.path()).args(["--vault", "vault", "search", "needle"]));
    assert_eq!(refused.code, 2, "{refused:?}");
    assert!(refused.stderr.contains("obsidian.json`, line 1: not valid JSON"), "{refused:?}");
}

#[test]
fn vault_cannot_name_paths_or_commands() {
    let other = vault_with("other");
    let vault = vault_with("own");
    vault.write(".vaultdex.toml", format!("vault = {:?}\nindex_dir = \"/tmp/x\"\ncommand = \"true\"\n", other.root()));
    let mut command = isolated(env!("CARGO_BIN_EXE_vaultdex"), vault.root().parent().expect("a home"));
    let ran = ran(command.current_dir(vault.root()).args(["search", "-l", "needle"]));
    assert_eq!((ran.stdout.as_str(), ran.code), ("own.md\n", 0), "{ran:?}");
    assert!(ran.stderr.contains("vault") && ran.stderr.contains("command"), "{ran:?}");
}

#[cfg(unix)]
#[test]
fn index_is_in_the_cache_folder_and_can_be_deleted() {
    use std::os::unix::fs::PermissionsExt;
    let vault = vault_with("a");
    let home = tempfile::tempdir().expect("a temporary folder");
    let search = |cache: Option<&Path>| -> Ran {
        let mut command = isolated(env!("CARGO_BIN_EXE_vaultdex"), home.path());
        if let Some(cache) = cache {
            command.env("XDG_CACHE_HOME", cache);
        }
        ran(command.arg("--vault").arg(vault.root()).args(["search", "-l", "--path-style", "vault", "needle"]))
    };
    let elsewhere = home.path().join("elsewhere");
    for (given, cache) in [(None, home.path().join(".cache")), (Some(elsewhere.as_path()), elsewhere.clone())] {
        for _ in 0..2 {
            assert_eq!(search(given).stdout, "a.md\n");
            let indexes: Vec<_> = fs::read_dir(cache.join("vaultdex")).expect("a folder").flatten().collect();
            assert_eq!(indexes.len(), 1, "{indexes:?}");
            assert!(indexes[0].file_name().to_string_lossy().starts_with("vault-"), "{indexes:?}");
            assert_eq!(indexes[0].metadata().expect("a folder").permissions().mode() & 0o777, 0o700);
            // Deleting the index loses nothing.
            fs::remove_dir_all(cache.join("vaultdex")).expect("removed");
        }
    }
}

#[test]
fn index_does_not_hold_the_text_of_notes() {
    const SENTENCE: &str = "quinces ripen behind the disused lighthouse";
    let vault = Vault::new(&format!("//- a.md\n# Heading of the note\n\nThe {SENTENCE}.\n"));
    vault.index();
    assert_eq!(vault.found(&[&format!("\"{SENTENCE}\"")]), ["a.md"]);
    let mut holds_heading = false;
    let mut folders = vec![vault.index_folder()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder").flatten() {
            if entry.path().is_dir() {
                folders.push(entry.path());
                continue;
            }
            let bytes = fs::read(entry.path()).expect("a file");
            let holds = |text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
            assert!(!holds("quinces ripen") && !holds("disused lighthouse"), "{}", entry.path().display());
            holds_heading |= holds("Heading of the note");
        }
    }
    assert!(holds_heading, "what the commands print is not compressed, so that text would have been seen");
}

#[cfg(target_os = "linux")]
#[test]
fn no_command_opens_a_network_connection() {
    let vault = Vault::copy_of(&fixture("tour/vault"));
    let trace = vault.root().with_file_name("trace");
    let commands: [&[&str]; 9] = [
        &["index"],
        &["search", "orders"],
        &["integrations"],
        &["changelog"],
        &["graph", "--format", "html"],
        &["mentions", "ERP"],
        &["status"],
        &["doctor"],
        &["service", "print"],
    ];
    for args in commands {
        let trace = trace.to_string_lossy();
        let options = ["-f", "-qq", "-e", "trace=network", "-o", &trace, "--"];
        let Some(output) = output(&mut by_way_of("strace", &options, &vault.command(args))) else {
            println!("SKIPPED: `strace` is not installed");
            return;
        };
        let stderr = String::from_utf8_lossy(&output.stderr);
        if stderr.contains("ptrace") {
            println!("SKIPPED: this system does not allow tracing: {stderr}");
            return;
        }
        assert!(output.status.code().is_some_and(|code| code < 2), "{args:?}: {stderr}");
        let traced = fs::read_to_string(&*trace).expect("a trace");
        let calls: Vec<&str> =
            traced.lines().filter(|line| line.contains("AF_INET") || line.contains("connect(")).collect();
        assert!(calls.is_empty(), "{args:?}: {calls:?}");
    }
}

#[test]
fn integrations_are_filtered_and_counted_as_overdue() {
    let vault = Vault::copy_of(&fixture("tour/vault"));
    let names = |flags: &[&str]| {
        let mut command = vault.command(&[&["integrations", "--json"], flags].concat());
        let ran = ran(command.env("VAULTDEX_NOW", "2026-06-15T09:00:00Z"));
        let answer: serde_json::Value =
            serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error}: {ran:?}"));
        let rows = answer["integrations"].as_array().expect("a list").iter();
        rows.filter_map(|row| Some(row["name"]["raw"].as_str().or(row["name"].as_str())?.to_owned()))
            .collect::<Vec<_>>()
    };
    assert_eq!(names(&["--overdue"]), ["Customer 360", "Orders to ERP", "Price Feed"]);
    assert_eq!(names(&["--status", "planned"]), ["Returns"]);
    assert_eq!(names(&["--owner", "Data Desk"]), ["Customer 360"]);
    assert_eq!(names(&["--system", "Data Lake"]), ["Customer 360", "Shipping Events"]);
}

#[test]
fn block_id_that_occurs_twice_leads_to_the_later_block() {
    let vault = Vault::new("//- a.md\n[[b#^x]]\n//- b.md\nfirst ^x\n\nsecond ^x\n");
    let resolved = vault.json(&["resolve", "[[b#^x]]", "--from", "a.md", "--json"]);
    assert_eq!(resolved["anchor_line"], 3, "{resolved}");
}

/// What a query prints must not depend on how the program was started.
#[cfg(unix)]
#[test]
fn answers_do_not_depend_on_locale_time_zone_umask_or_terminal() {
    let vault = Vault::copy_of(&fixture("tour/vault"));
    vault.index();
    let commands: [&[&str]; 5] = [
        &["search", "gdpr masking"],
        &["changelog"],
        &["integrations", "--json"],
        &["tags"],
        &["graph", "--format", "svg"],
    ];
    let environments: [&[(&str, &str)]; 7] = [
        &[("LC_ALL", "C")],
        &[("LC_ALL", "tr_TR.UTF-8"), ("LANG", "tr_TR.UTF-8")],
        &[("TZ", "Pacific/Kiritimati")],
        &[("TZ", "America/St_Johns")],
        &[("TERM", "dumb"), ("COLUMNS", "20")],
        &[("HOME", "/nowhere"), ("TMPDIR", "/nowhere")],
        &[("XDG_CONFIG_HOME", "/nowhere"), ("XDG_CACHE_HOME", "/nowhere"), ("XDG_RUNTIME_DIR", "/nowhere")],
    ];
    let mut usual = BTreeMap::new();
    let now = ("VAULTDEX_NOW", "2026-06-15T09:00:00Z");
    for args in commands {
        let expected = ran(vault.command(args).env(now.0, now.1));
        assert!(expected.code == 0 && !expected.stdout.is_empty(), "{args:?}: {expected:?}");
        for environment in environments {
            let found = ran(vault.command(args).env(now.0, now.1).envs(environment.iter().copied()));
            assert_eq!(found.stdout, expected.stdout, "{args:?} {environment:?}");
            assert_eq!((&found.stderr, found.code), (&expected.stderr, 0), "{args:?} {environment:?}");
        }
        usual.insert(args, expected);
    }
    for script in
        ["umask 000; exec \"$0\" \"$@\"", "umask 077; exec \"$0\" \"$@\" <&-", "trap '' HUP INT QUIT; \"$0\" \"$@\""]
    {
        for args in commands {
            let mut command = by_way_of("sh", &["-c", script], &vault.command(args));
            let found = ran(command.env(now.0, now.1));
            assert_eq!(found.stdout, usual[args].stdout, "{args:?} {script}");
            assert_eq!((&found.stderr, found.code), (&usual[args].stderr, 0), "{args:?} {script}");
        }
    }
}
