//! Crash safety: after `kill -9` at any moment, the next command works silently and with the results of a fresh index.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::Duration;

use vaultdex::index::Folder;

use crate::process::{LONGEST_WAIT, ended};
use crate::support::{Random, Silent, Vault, assert_same, wait_until};
use crate::watcher::lines;

/// Reports the progress of a long run.
fn report_progress(round: u64) {
    if (round + 1).is_multiple_of(1000) {
        println!("{} kills", round + 1);
    }
}

/// The number of kills of each test; longer runs set `VAULTDEX_TEST_KILLS`.
fn rounds() -> u64 {
    std::env::var("VAULTDEX_TEST_KILLS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(100)
}

fn vault(notes: usize) -> Vault {
    let vault = Vault::new("");
    for note in 0..notes {
        let text =
            format!("# Note {note}\n[[Note {}]] #tag{}\n{}\n", note / 2, note % 7, "some words here ".repeat(40));
        vault.write(&format!("{}/Note {note}.md", note % 20), text);
    }
    vault
}

#[test]
fn index_killed_at_random_moments() {
    let vault = vault(300);
    let mut random = Random(1);
    let (expected, bytes) = (vault.fresh_dump(), vault.bytes());
    for round in 0..rounds() {
        if random.below(2) == 0 {
            let _ = std::fs::remove_dir_all(vault.index_folder());
        }
        let mut child = start(&vault, &["index"]);
        std::thread::sleep(Duration::from_micros(random.below(150_000)));
        child.kill().expect("killed");
        ended(&mut child);
        let ran = vault.run(&["search", "words", "--count"]);
        assert_eq!((ran.stdout.as_str(), ran.stderr.as_str()), ("300\n", ""), "round {round}");
        assert_same(&vault.dump(), &expected);
        report_progress(round);
    }
    assert!(vault.bytes() == bytes, "the vault was touched");
}

#[test]
fn watch_killed_at_random_moments() {
    let vault = vault(200);
    let mut random = Random(2);
    for round in 0..rounds() {
        // Sometimes during the first build too, which is a separate process and continues.
        if random.below(12) == 0 {
            let _ = std::fs::remove_dir_all(vault.index_folder());
        }
        let mut child = start(&vault, &["watch"]);
        match random.below(5) {
            0 => std::thread::sleep(Duration::from_micros(random.below(60_000))),
            _ => {
                let lines = lines(child.stdout.take().expect("piped"));
                while !lines.recv_timeout(LONGEST_WAIT).expect("one more line").contains("watching") {}
            }
        }
        for edit in 0..random.below(12) {
            let note = random.below(200);
            vault.save(&format!("{}/Note {note}.md", note % 20), &format!("edit {edit} of round {round} [[Note 1]]\n"));
            std::thread::sleep(Duration::from_micros(random.below(20_000)));
        }
        child.kill().expect("killed");
        ended(&mut child);
        // Before anything can repair it, the index has no duplicates and is readable.
        if Folder::new(vault.index_folder()).current().is_some() {
            vault.dump();
        }
        let bytes = if round % 4 == 3 { vault.bytes() } else { BTreeMap::new() };
        assert_eq!(vault.run(&["index"]).code, 0);
        let ran = vault.run(&["search", "round", "-l", "--no-refresh"]);
        assert!(ran.code < 2, "{ran:?}");
        if round % 4 == 3 {
            assert_same(&vault.dump(), &vault.fresh_dump());
            assert!(vault.bytes() == bytes, "the vault was touched");
        }
        report_progress(round);
    }
    assert_same(&vault.dump(), &vault.fresh_dump());
    let left = std::fs::read_dir(vault.index_folder()).expect("a folder").flatten();
    let left: Vec<String> = left.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    let generations = left.iter().filter(|name| name.starts_with("gen-")).count();
    assert!(generations == 1 && !left.iter().any(|name| name.starts_with(".tmp")), "{left:?}");
}

#[test]
fn watch_terminated_at_random_moments() {
    let vault = vault(60);
    let mut random = Random(4);
    for round in 0..100 {
        let mut child = start(&vault, &["watch"]);
        for edit in 0..random.below(6) {
            let note = random.below(60);
            vault.save(&format!("{}/Note {note}.md", note % 20), &format!("edit {edit} of round {round}\n"));
            std::thread::sleep(Duration::from_micros(random.below(15_000)));
        }
        // Before the signal handler is installed, the signal terminates the process as usual.
        let lines = lines(child.stdout.take().expect("piped"));
        let mut line = || lines.recv_timeout(LONGEST_WAIT).expect("one more line");
        let is_live = random.below(4) > 0 && std::iter::repeat_with(&mut line).any(|line| line.contains("watching"));
        std::thread::sleep(Duration::from_micros(random.below(20_000)));
        let pid = rustix::process::Pid::from_child(&child);
        rustix::process::kill_process(pid, rustix::process::Signal::TERM).expect("signalled");
        let status = ended(&mut child);
        assert!(status.code() == Some(0) || !is_live, "round {round}: {status:?}");
        assert_eq!(vault.run(&["search", "some OR edit", "--count", "-q"]).stdout, "60\n", "round {round}");
    }
    assert_same(&vault.dump(), &vault.fresh_dump());
}

#[test]
fn one_of_many_watchers_started_at_once_survives() {
    let vault = vault(20);
    for count in [2, 3, 5, 8, 13, 20] {
        let mut children: Vec<Child> = (0..count).map(|_| start(&vault, &["watch"])).collect();
        let statuses = |children: &mut Vec<Child>| {
            children.iter_mut().filter_map(|child| child.try_wait().expect("asked")).collect::<Vec<_>>()
        };
        wait_until("all but one have ended", || statuses(&mut children).len() == count - 1);
        assert!(statuses(&mut children).iter().all(|status| status.code() == Some(2)));
        let holder = vault.json(&["status", "--json", "--wait"])["watcher"]["pid"].clone();
        children.retain_mut(|child| child.try_wait().expect("asked").is_none());
        let alive = children.first_mut().expect("one lives");
        assert_eq!(holder, alive.id());
        alive.kill().expect("killed");
        ended(alive);
    }
    let mut next = start(&vault, &["watch"]);
    wait_until("another can start", || vault.json(&["search", "some", "--json"])["index"]["live"] == true);
    next.kill().expect("killed");
    ended(&mut next);
}

#[test]
fn damaged_indexes_are_repaired() {
    let vault = vault(40);
    vault.index();
    let index = vault.index_folder();
    let kept = index.with_extension("kept");
    copy(&index, &kept);
    let mut random = Random(6);
    for round in 0..200 {
        std::fs::remove_dir_all(&index).expect("removed");
        copy(&kept, &index);
        let mut files = Vec::new();
        for folder in [index.clone(), index.join("gen-1")] {
            files.extend(std::fs::read_dir(folder).expect("a folder").flatten().map(|entry| entry.path()));
        }
        files.retain(|file| file.is_file());
        files.sort();
        let file = &files[random.below(files.len() as u64) as usize];
        let mut bytes = std::fs::read(file).expect("a file");
        let at = random.below(bytes.len().max(1) as u64) as usize;
        match random.below(4) {
            0 => bytes.truncate(at),
            1 => bytes.clear(),
            2 if !bytes.is_empty() => bytes[at] ^= 1 << random.below(8),
            _ => bytes.splice(at..at, *b"garbage").for_each(drop),
        }
        std::fs::write(file, bytes).expect("damaged");
        let name = file.file_name().expect("a name").to_string_lossy().into_owned();
        if name == "CACHEDIR.TAG" {
            // This file marks the folder as an index folder; without it, nothing in the folder is touched.
            continue;
        }
        // `doctor` finds every kind of damage, and a repaired index gives the results of a fresh one.
        let mended = vault.run(&["doctor", "--fix"]);
        assert!(mended.code < 2, "round {round}, {name}: {mended:?}");
        let found = vault.run(&["search", "words", "--count", "--no-refresh"]);
        assert_eq!((found.stdout.as_str(), found.code), ("40\n", 0), "round {round}, {name}: {found:?}");
        if round % 10 == 0 {
            assert_same(&vault.dump(), &vault.fresh_dump());
        }
    }
}

#[test]
fn searches_during_two_hundred_index_replacements_succeed() {
    let vault = vault(20);
    vault.index();
    let over = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        let search = || {
            let mut searches = 0;
            while !over.load(std::sync::atomic::Ordering::Relaxed) {
                let ran = vault.run(&["search", "words", "--count", "--no-refresh", "-q"]);
                assert_eq!((ran.stdout.as_str(), ran.code), ("20\n", 0), "{ran:?}");
                searches += 1;
            }
            searches
        };
        let searching: Vec<_> = (0..4).map(|_| scope.spawn(search)).collect();
        for _ in 0..200 {
            vaultdex::session::index(&vault.place(), true, &Silent).expect("built");
        }
        over.store(true, std::sync::atomic::Ordering::Relaxed);
        let searches: Vec<u32> = searching.into_iter().map(|it| it.join().expect("it searched")).collect();
        println!("{searches:?} searches beside 200 rebuilds");
    });
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder").flatten() {
        let place = to.join(entry.file_name());
        match entry.path().is_dir() {
            true => copy(&entry.path(), &place),
            false => _ = std::fs::copy(entry.path(), place).expect("copied"),
        }
    }
}

fn start(vault: &Vault, args: &[&str]) -> Child {
    let mut command = vault.command(args);
    command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("it starts")
}
