//! Notes whose times are those of a clock that jumped, and a process with few files and little memory: no answer may be
//! stale. The clock of the machine is not changed, which would affect everything else on it; instead, files get times of
//! yesterday, tomorrow and ten years off, as a sync tool or a machine with a wrong clock leaves them.

use std::fs::File;
use std::time::{Duration, SystemTime};

use crate::process::by_way_of;
use crate::support::{Random, Vault, ran};
use crate::watcher::{Watcher, assert_settled};

const DAY: u64 = 24 * 60 * 60;

/// The number of edits of each test; longer runs set `VAULTDEX_TEST_EDITS`.
fn edits() -> u64 {
    std::env::var("VAULTDEX_TEST_EDITS").ok().and_then(|edits| edits.parse().ok()).unwrap_or(100)
}

/// Returns the current time, or one that is a day or ten years off.
fn some_time(random: &mut Random) -> SystemTime {
    let now = SystemTime::now();
    let off = Duration::from_secs([DAY, 3652 * DAY][random.below(2) as usize]);
    match random.below(3) {
        0 => now,
        1 => now - off,
        _ => now + off,
    }
}

/// Edits notes in place, with texts of equal length, and asks for each edit at once.
fn edit_and_ask(vault: &Vault, ask: impl Fn(&[&str]) -> String) {
    let mut random = Random(9);
    for edit in 0..edits() {
        let note = format!("f{}/n.md", random.below(5));
        vault.write(&note, format!("needle e{edit:07}e\n"));
        let file = File::options().write(true).open(vault.root().join(&note)).expect("a file");
        file.set_modified(some_time(&mut random)).expect("a time");
        drop(file);
        assert_eq!(ask(&["search", "-l", &format!("e{edit:07}e")]), format!("{note}\n"), "edit {edit}");
        assert_eq!(ask(&["search", "--count", "needle"]), "5\n", "edit {edit}");
    }
}

fn vault() -> Vault {
    let vault = Vault::new("");
    (0..5).for_each(|note| vault.write(&format!("f{note}/n.md"), "needle e0000000x\n"));
    vault
}

#[test]
fn edits_with_times_of_other_days_are_found_with_a_watcher() {
    let vault = vault();
    let _watcher = Watcher::start(&vault, &[]);
    edit_and_ask(&vault, |args| vault.run(args).stdout);
    assert_settled(&vault);
}

#[test]
fn edits_with_times_of_other_days_are_found_without_a_watcher() {
    let vault = vault();
    vault.index();
    edit_and_ask(&vault, |args| vault.run(args).stdout);
    assert_settled(&vault);
}

#[cfg(target_os = "linux")]
#[test]
fn few_files_and_little_memory_suffice() {
    let vault = vault();
    for limit in ["--nofile=64", "--data=400000000"] {
        let limited = |args: &[&str]| by_way_of("prlimit", &[limit, "--"], &vault.command(args));
        if std::process::Command::new("prlimit").arg("--version").output().is_err() {
            println!("SKIPPED: there is no prlimit here");
            return;
        }
        let rebuilt = ran(&mut limited(&["index", "--rebuild"]));
        assert_eq!((rebuilt.stderr.as_str(), rebuilt.code), ("", 0), "{limit}: {rebuilt:?}");
        edit_and_ask(&vault, |args| ran(&mut limited(args)).stdout);
        let _watcher = Watcher::of(&mut limited(&["watch"]));
        edit_and_ask(&vault, |args| ran(&mut limited(args)).stdout);
        assert_settled(&vault);
    }
}
