//! Recovery of the watcher: from a damaged index, a disconnected drive, a note that crashes the parser, a blocked pipe.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use vaultdex::index::Reader;

use crate::process::{by_way_of, ended, isolated};
use crate::support::{Random, Vault, ran, wait_until};
use crate::watcher::{Watcher, assert_settled};

fn vault(notes: usize) -> Vault {
    let vault = Vault::new("");
    for note in 0..notes {
        vault.write(&format!("f{}/n{note}.md", note % 7), format!("# Note {note}\nneedle [[n{}]]\n", note / 2));
    }
    vault
}

fn generation(vault: &Vault) -> PathBuf {
    vaultdex::index::Folder::new(vault.index_folder()).current().expect("an index that serves")
}

fn files_of(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder).expect("a folder").flatten().map(|it| it.path()).collect();
    files.sort();
    files
}

fn degraded(vault: &Vault) -> String {
    let status = vault.json(&["status", "--json"]);
    status["watcher"]["degraded"].as_str().unwrap_or_default().to_owned()
}

#[test]
fn watcher_sets_a_damaged_index_aside_and_rebuilds_it() {
    let vault = vault(60);
    let mut random = Random(7);
    for round in 0..8 {
        vault.index();
        let generation = generation(&vault);
        let big: Vec<PathBuf> =
            files_of(&generation).into_iter().filter(|file| fs::metadata(file).unwrap().len() > 100).collect();
        let file = &big[random.below(big.len() as u64) as usize];
        let mut bytes = fs::read(file).unwrap();
        let at = random.below(bytes.len() as u64) as usize;
        bytes[at] ^= 0x40;
        // Never in place, because other processes may have mapped the files.
        fs::remove_file(file).unwrap();
        fs::write(file, bytes).unwrap();
        let watcher = Watcher::start(&vault, &[]);
        assert_settled(&vault);
        assert_eq!(vault.found(&["needle", "--no-refresh"]).len(), 60, "round {round}: {}", file.display());
        drop(watcher);
        let asides = files_of(&vault.index_folder());
        let asides = asides.iter().filter(|file| file.file_name().unwrap().to_string_lossy().starts_with("bad-"));
        assert!(asides.count() <= 1);
    }
}

#[test]
fn index_damaged_while_watching_is_rebuilt() {
    let vault = vault(40);
    let mut watcher = Watcher::start(&vault, &["--json"]);
    for file in files_of(&generation(&vault)) {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        if name.len() > 32 && !name.starts_with('.') {
            fs::remove_file(file).unwrap();
        }
    }
    // Every save is a commit, and eventually a merge needs the missing file.
    vault.save("f1/n1.md", "changed needle\n");
    watcher.wait_for(|line| line.contains("commit") || line.contains("degraded"));
    drop(watcher);
    let _watcher = Watcher::start(&vault, &[]);
    assert_settled(&vault);
}

#[test]
fn mass_deletions_are_verified_before_they_are_committed() {
    let vault = vault(60);
    let mut watcher = Watcher::start(&vault, &["--json"]);
    let away = vault.root().with_extension("away");
    fs::create_dir(&away).unwrap();
    for folder in 0..6 {
        fs::rename(vault.root().join(format!("f{folder}")), away.join(format!("f{folder}"))).unwrap();
    }
    let line = watcher.wait_for(|line| line.contains("degraded"));
    assert!(line.contains("files are gone; checking again"), "{line}");
    watcher.wait_for(|line| line.contains("recovered"));
    assert_eq!(assert_settled(&vault).len(), 8);
}

#[test]
fn mass_deletion_including_the_vault_marker_is_not_committed() {
    let vault = vault(60);
    let mut watcher = Watcher::start(&vault, &["--json"]);
    let away = vault.root().with_extension("away");
    fs::create_dir(&away).unwrap();
    let moved = ["f0", "f1", "f2", "f3", "f4", ".obsidian"];
    for name in moved {
        fs::rename(vault.root().join(name), away.join(name)).unwrap();
    }
    watcher.wait_for(|line| line.contains("is the drive mounted"));
    std::thread::sleep(Duration::from_secs(3));
    assert_eq!(vault.dump().len(), 60);
    assert!(degraded(&vault).contains("stop the watcher and run `vaultdex index`"), "{}", degraded(&vault));
    for name in moved {
        fs::rename(away.join(name), vault.root().join(name)).unwrap();
    }
    watcher.wait_for(|line| line.contains("recovered"));
    assert_eq!(assert_settled(&vault).len(), 60);
}

#[test]
fn settings_deleted_together_with_the_notes_are_kept() {
    let vault = vault(60);
    vault.write(".vaultdex.toml", "[synonyms]\n\"Quelle\" = \"source\"\n");
    let mut watcher = Watcher::start(&vault, &["--json"]);
    let served = || {
        let folder = vaultdex::index::Folder::new(vault.index_folder()).with_any_terminology();
        let generation = folder.current().expect("an index that serves");
        let files = Reader::open(&generation).expect("it opens").files(&[]).expect("facts that decode").len();
        (generation, files)
    };
    let before = served();
    assert_eq!(before.1, 60);
    let away = vault.root().with_extension("away");
    fs::create_dir(&away).unwrap();
    // A watcher that applied the missing settings would rebuild the index from the remaining files.
    let moved = ["f0", "f1", "f2", "f3", "f4", ".obsidian", ".vaultdex.toml"];
    for name in moved {
        fs::rename(vault.root().join(name), away.join(name)).unwrap();
    }
    watcher.wait_for(|line| line.contains("is the drive mounted"));
    std::thread::sleep(Duration::from_secs(3));
    assert_eq!(served(), before);
    for name in moved.into_iter().rev() {
        fs::rename(away.join(name), vault.root().join(name)).unwrap();
    }
    watcher.wait_for(|line| line.contains("recovered"));
    assert_eq!(vault.found(&["needle"]).len(), 60);
    assert_eq!(served(), before);
}

#[test]
fn queries_do_not_commit_mass_deletions_below_a_possible_mount_point() {
    let vault = vault(60);
    fs::remove_dir(vault.root().join(".obsidian")).unwrap();
    vault.index();
    for folder in 0..6 {
        fs::remove_dir_all(vault.root().join(format!("f{folder}"))).unwrap();
    }
    let ran = vault.run(&["search", "needle", "--count"]);
    assert_eq!(ran.stdout, "8\n", "what is gone is not served: {ran:?}");
    assert!(ran.stderr.contains("52 of 60 files are gone"), "{ran:?}");
    assert_eq!(vault.dump().len(), 60);
    assert_eq!(vault.run(&["index"]).code, 0);
    assert_eq!(vault.dump().len(), 8);
}

#[test]
fn replaced_vault_folder_is_watched() {
    let vault = vault(10);
    let mut watcher = Watcher::start(&vault, &["--json"]);
    for round in 0..4 {
        let away = vault.root().with_extension(format!("away{round}"));
        fs::rename(vault.root(), &away).unwrap();
        watcher.wait_for(|line| line.contains("is its drive mounted"));
        fs::create_dir_all(vault.root().join(".obsidian")).unwrap();
        assert_eq!(vault.dump().len(), if round == 0 { 10 } else { 3 }, "an empty folder is no vault");
        (0..3).for_each(|note| vault.write(&format!("new/{note}.md"), format!("round{round}")));
        watcher.wait_for(|line| line.contains("ready"));
        assert_eq!(assert_settled(&vault).len(), 3);
        assert_eq!(vault.found(&[&format!("round{round}")]).len(), 3);
    }
}

#[test]
fn note_that_crashes_the_parser_twice_is_quarantined() {
    // The memory limit is too low for the parser's list of links, so the allocator aborts the process.
    const MEMORY: &str = "260000000";
    let vault = vault(30);
    let index = |vault: &Vault| {
        let inner = vault.command(&["index"]);
        ran(&mut by_way_of("prlimit", &[&format!("--data={MEMORY}"), "--core=0", "--"], &inner))
    };
    let first = index(&vault);
    if first.code != 0 {
        println!("SKIPPED: there is no prlimit here, so no note was too much: {first:?}");
        return;
    }
    vault.write("killer.md", "oldword [[other]]\n");
    assert_eq!(index(&vault).code, 0);
    assert_eq!(vault.found(&["oldword"]), ["killer.md"]);
    vault.write("killer.md", "[[a]]".repeat(1_600_000));
    vault.write("other.md", "needle\n");
    let killed = index(&vault);
    assert_eq!(killed.code, -1, "{killed:?}");
    assert_eq!(index(&vault).code, -1, "alone it kills once more");
    let third = index(&vault);
    assert_eq!(third.code, 0, "{third:?}");
    assert!(third.stderr.contains("killer.md") && third.stderr.contains("skipped"), "{third:?}");
    assert_eq!(vault.found(&["needle"]).len(), 31);
    assert!(vault.run(&["doctor"]).stdout.contains("killer.md: reading it crashed vaultdex twice"));
    // Only its name is known, not what it said before.
    assert!(vault.json(&["status", "--json"])["index"]["unread"].to_string().contains("killer.md"));
    let count = |query: &str| vault.run(&["search", "--count", query]).stdout.trim().to_owned();
    assert_eq!((count("oldword"), count("links-to:other")), ("0".to_owned(), "0".to_owned()));
    assert_eq!((count("file:killer"), count("file:killer -oldword")), ("1".to_owned(), "0".to_owned()));
    assert_eq!(vault.found(&["file:killer"]), ["killer.md"]);
    assert_eq!(vault.run(&["backlinks", "other.md"]).code, 1);
    vault.write("killer.md", "harmless needle\n");
    assert_eq!(index(&vault).code, 0);
    assert_eq!(vault.found(&["needle"]).len(), 32);
}

#[test]
fn note_that_crashes_the_parser_does_not_prevent_the_first_build() {
    let vault = vault(30);
    vault.write("killer.md", "[[a]]".repeat(1_600_000));
    let inner = vault.command(&["watch", "--json"]);
    let mut command = by_way_of("prlimit", &["--data=260000000", "--core=0", "--"], &inner);
    if std::process::Command::new("prlimit").arg("--version").output().is_err() {
        println!("SKIPPED: there is no prlimit here, so no note was too much");
        return;
    }
    let _watcher = Watcher::of(&mut command);
    assert_eq!(vault.found(&["needle", "--no-refresh"]).len(), 30);
    assert!(vault.run(&["doctor"]).stdout.contains("killer.md: reading it crashed vaultdex twice"));
}

#[test]
fn constantly_written_file_is_throttled_and_others_are_indexed_soon() {
    let vault = vault(10);
    let mut watcher = Watcher::start(&vault, &["--json"]);
    let log = vault.root().join("log.md");
    let started = Instant::now();
    let mut found = None;
    for line in 0..200 {
        fs::write(&log, format!("line {line}\n")).unwrap();
        if line == 100 {
            vault.save("other.md", "neighbour\n");
        }
        if line > 100 && line % 10 == 0 && found.is_none() {
            found = (vault.found(&["neighbour", "--no-refresh"]).len() == 1).then(|| started.elapsed());
        }
        std::thread::sleep(Duration::from_millis(30));
    }
    assert!(found.is_some(), "it was not found while the other file was written");
    let took = started.elapsed();
    vault.save("last.md", "x\n");
    assert_settled(&vault);
    let mut commits = 0;
    loop {
        let line = watcher.line();
        commits += u64::from(line.contains("\"commit\""));
        if line.contains("last.md") {
            break;
        }
    }
    // One every two seconds, plus those before the throttle takes effect.
    let most = took.as_secs() / 2 + 8;
    assert!(commits <= most, "{commits} commits in {took:?}");
}

#[test]
fn blocked_pipe_loses_messages_but_does_not_stop_indexing() {
    let vault = Vault::new("");
    let mut command = vault.command(&["watch", "--json"]);
    // Neither pipe is read, and the messages about unreadable files go to stderr.
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    wait_until("it watches", || vault.json(&["search", "needle", "--json"])["index"]["live"] == true);
    let long = "a rather long name that fills the pipe sooner ".repeat(4);
    for folder in 0..30 {
        (0..20).for_each(|note| vault.write(&format!("{long}{folder}/{note}.md"), format!("needle r{folder}")));
        wait_until("it goes on", || {
            vault.run(&["search", "needle", "--count"]).stdout == format!("{}\n", (folder + 1) * 20)
        });
    }
    assert_settled(&vault);
    let pid = rustix::process::Pid::from_child(&child);
    rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
    let began = Instant::now();
    assert_eq!(ended(&mut child).code(), Some(0));
    assert!(began.elapsed() < Duration::from_secs(10));
}

#[test]
fn index_is_private_under_any_umask() {
    for umask in ["000", "022", "077", "0177", "0777"] {
        let vault = vault(30);
        let program = env!("CARGO_BIN_EXE_vaultdex");
        let script = format!(
            "umask {umask}; \"$0\" --vault \"$1\" --index-dir \"$2\" index && \"$0\" --vault \"$1\" --index-dir \"$2\" index --rebuild"
        );
        let index = vault.root().parent().unwrap().join("deep/er/index");
        let mut command = isolated("sh", vault.root().parent().unwrap());
        command.args(["-c", &script, program]).arg(vault.root()).arg(&index);
        let first = ran(&mut command);
        assert_eq!(first.code, 0, "umask {umask}: {first:?}");
        let mut n_checked = 0;
        let mut folders = vec![index.parent().unwrap().to_owned(), index.clone()];
        while let Some(folder) = folders.pop() {
            let mode = fs::metadata(&folder).unwrap().permissions().mode() & 0o777;
            assert_eq!(mode, 0o700, "umask {umask}: {}", folder.display());
            for file in files_of(&folder) {
                let metadata = fs::metadata(&file).unwrap();
                if metadata.is_dir() {
                    folders.push(file);
                    continue;
                }
                n_checked += 1;
                assert_eq!(metadata.permissions().mode() & 0o777, 0o600, "umask {umask}: {}", file.display());
            }
        }
        assert!(n_checked > 10, "{n_checked}");
    }
}

#[test]
fn watcher_runs_in_a_sandbox_and_status_reports_it() {
    let vault = vault(3);
    let _watcher = Watcher::start(&vault, &[]);
    let status = vault.json(&["status", "--json"]);
    let sandbox = status["watcher"]["sandbox"].as_str().unwrap_or_default();
    assert!(sandbox.starts_with("landlock") || sandbox.starts_with("none: "), "{status}");
    if sandbox.starts_with("none") {
        println!("SKIPPED: {sandbox}");
    }
    assert!(vault.run(&["status"]).stdout.contains("sandbox"), "{status}");
}

/// Returns the child processes of a process.
fn children(pid: u32) -> Vec<u32> {
    let processes = fs::read_dir("/proc").unwrap().flatten();
    let pids = processes.filter_map(|entry| entry.file_name().to_string_lossy().parse::<u32>().ok());
    let parent = |pid: &u32| {
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        stat.rsplit(')').next().and_then(|rest| rest.split_whitespace().nth(1)?.parse::<u32>().ok())
    };
    pids.filter(|child| parent(child) == Some(pid)).collect()
}

#[test]
fn first_build_runs_in_a_sandbox_with_low_priority() {
    let vault = vault(3);
    vault.write("long.md", "[[n1]] ".repeat(1_000_000));
    let mut command = vault.command(&["watch"]);
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    wait_until("it reads", || fs::metadata(vault.index_folder().join("reading")).is_ok_and(|it| it.len() > 0));
    let nice = |stat: &str| -> i64 {
        stat.rsplit(')').next().and_then(|rest| rest.split_whitespace().nth(16)?.parse().ok()).unwrap()
    };
    let lower = (nice(&fs::read_to_string("/proc/self/stat").unwrap()) + 10).min(19);
    let builders = children(child.id());
    let mut threads = 0;
    for thread in builders.iter().flat_map(|pid| files_of(Path::new(&format!("/proc/{pid}/task")))) {
        // A thread may end between the listing and the reading.
        let read = |name: &str| fs::read_to_string(thread.join(name)).ok();
        let Some((status, stat)) = read("status").zip(read("stat")) else { continue };
        // A sandboxed process cannot gain privileges from set-user-ID programs.
        assert!(status.contains("NoNewPrivs:\t1"), "{status}");
        assert_eq!(nice(&stat), lower, "{}", thread.display());
        threads += 1;
    }
    child.kill().unwrap();
    ended(&mut child);
    assert!(builders.len() == 1 && threads > 1, "{builders:?}, {threads} threads");
    // The build completes even though its watcher is gone.
    wait_until("the index is there", || vault.run(&["search", "needle", "--count"]).stdout == "3\n");
}
