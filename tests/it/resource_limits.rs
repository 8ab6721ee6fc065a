//! Exhausted system resources: inotify watches and instances, disk space, write permission. Each test runs in a
//! namespace, so that nothing else is affected. Where namespaces are not allowed, the tests are skipped with a message.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::process::{LONGEST_WAIT, by_way_of};
use crate::support::{Ran, Vault, ran, wait_until};
use crate::watcher::{Watcher, lines};

/// A user namespace in which the test is root, held by a sleeping process.
struct Namespace(Child);

impl Namespace {
    /// Creates a namespace prepared by a script; `None`, with a message, if the system does not allow it.
    fn new(prepare: &str, args: &[&Path]) -> Option<Namespace> {
        let script = format!("set -e; {prepare}\necho in; exec sleep 1000");
        let mut command = Command::new("unshare");
        command.args(["-Urm", "sh", "-c", &script, "sh"]).args(args);
        let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
        let entered = child.ok().and_then(|mut child| {
            let lines = lines(child.stdout.take()?);
            let namespace = Namespace(child);
            (lines.recv_timeout(LONGEST_WAIT).is_ok_and(|line| line == "in")).then_some(namespace)
        });
        if entered.is_none() {
            println!("SKIPPED: this system does not allow a user namespace with `{prepare}`");
        }
        entered
    }

    fn command(&self, program: &str, args: &[&str]) -> Command {
        let mut command = Command::new("nsenter");
        command.args(["-t", &self.0.id().to_string(), "-U", "-m", "--preserve-credentials", "--", program]).args(args);
        command.stdin(Stdio::null());
        command
    }

    /// Returns a command that runs inside the namespace.
    fn inside(&self, command: &Command) -> Command {
        let pid = self.0.id().to_string();
        by_way_of("nsenter", &["-t", &pid, "-U", "-m", "--preserve-credentials", "--"], command)
    }

    fn run(&self, vault: &Vault, args: &[&str]) -> Ran {
        ran(&mut self.inside(&vault.command(args)))
    }

    #[track_caller]
    fn shell(&self, script: &str) {
        let ran = ran(&mut self.command("sh", &["-c", script]));
        assert_eq!(ran.code, 0, "{script}: {ran:?}");
    }
}

impl Drop for Namespace {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn vault(folders: usize) -> Vault {
    let vault = Vault::new("");
    for folder in 0..folders {
        vault.write(&format!("f{folder}/n.md"), "needle\n");
    }
    vault
}

#[test]
fn watcher_polls_with_too_few_watches_and_names_the_limit() {
    let vault = vault(60);
    let Some(namespace) = Namespace::new("echo 20 > /proc/sys/user/max_inotify_watches", &[]) else { return };
    let mut watcher = Watcher::of(&mut namespace.inside(&vault.command(&["watch", "--json"])));
    let status = vault.json(&["status", "--json"]);
    let why = status["watcher"]["degraded"].as_str().unwrap_or_default();
    assert!(why.contains("sudo sysctl fs.inotify.max_user_watches="), "{status}");
    // Unwatched folders are polled, and a query triggers a scan at once.
    vault.save("f59/n.md", "changed\n");
    watcher.wait_for(|line| line.contains("f59/n.md"));
    for round in 0..5 {
        vault.save("f58/n.md", &format!("round r{round}r\n"));
        let found = vault.run(&["search", &format!("r{round}r"), "--json"]);
        assert!(found.stdout.contains("f58/n.md") && found.stdout.contains("\"live\": true"), "{found:?}");
    }
    let doctor = vault.run(&["doctor"]);
    assert!(doctor.stdout.contains("is degraded") && doctor.code == 1, "{doctor:?}");
}

#[test]
fn watcher_polls_without_inotify_and_answers_queries() {
    let vault = vault(5);
    let Some(namespace) = Namespace::new("echo 0 > /proc/sys/user/max_inotify_instances", &[]) else { return };
    let mut watcher = Watcher::of(&mut namespace.inside(&vault.command(&["watch", "--json"])));
    let status = vault.json(&["status", "--json"]);
    let why = status["watcher"]["degraded"].as_str().unwrap_or_default();
    assert!(why.contains("sudo sysctl fs.inotify.max_user_instances="), "{status}");
    vault.save("new.md", "needle\n");
    let found = vault.run(&["search", "needle", "--json"]);
    assert!(found.stdout.contains("new.md") && found.stdout.contains("\"live\": true"), "{found:?}");
    assert!(!found.stderr.contains("does not answer"), "{found:?}");
    vault.save("later.md", "x\n");
    watcher.wait_for(|line| line.contains("later.md"));
}

#[test]
fn full_disk_keeps_the_last_commit_and_recovers() {
    let vault = vault(20);
    fs::create_dir(vault.index_folder()).expect("a folder");
    let index = vault.index_folder();
    for megabytes in [3, 4, 5, 6, 8, 12] {
        let prepare = format!("mount -t tmpfs -o size={megabytes}m none \"$1\"");
        let Some(namespace) = Namespace::new(&prepare, &[&index]) else { return };
        let mut watcher = Watcher::of(&mut namespace.inside(&vault.command(&["watch", "--json"])));
        let text = |note: usize| (0..30_000).map(|word| format!("w{note}x{word} ")).collect::<String>();
        for note in 0..40 {
            vault.write(&format!("big{note}.md"), text(note));
        }
        let line = watcher.wait_for(|line| line.contains("degraded"));
        assert!(line.contains("disk is full"), "{megabytes} MB: {line}");
        let old = namespace.run(&vault, &["search", "needle", "--count", "--no-refresh"]);
        assert_eq!(old.stdout, "20\n", "{megabytes} MB: {old:?}");
        namespace.shell(&format!("mount -o remount,size=200m {}", index.display()));
        watcher.wait_for(|line| line.contains("recovered"));
        let all = namespace.run(&vault, &["search", "w39x29999", "-l", "--path-style", "vault"]);
        assert_eq!(all.stdout, "big39.md\n", "{megabytes} MB: {all:?}");
        (0..40).for_each(|note| vault.remove(&format!("big{note}.md")));
    }
}

#[test]
fn index_on_a_read_only_mount_is_used_with_an_overlay() {
    let vault = vault(20);
    vault.index();
    let index = vault.index_folder();
    let prepare = "mount --bind \"$1\" \"$1\"; mount -o remount,ro,bind \"$1\"";
    let Some(namespace) = Namespace::new(prepare, &[&index]) else { return };
    let before = fs::read_dir(&index).expect("a folder").count();
    assert_eq!(namespace.run(&vault, &["search", "needle", "--count"]).stdout, "20\n");
    vault.write("new.md", "needle\n");
    vault.remove("f0/n.md");
    let found = namespace.run(&vault, &["search", "needle", "--count"]);
    assert_eq!(found.stdout, "20\n", "{found:?}");
    assert!(found.stderr.contains("without updating the index"), "{found:?}");
    assert_eq!(namespace.run(&vault, &["links", "--all", "--no-refresh"]).code, 1);
    let doctor = namespace.run(&vault, &["doctor"]);
    assert!(doctor.code < 2, "{doctor:?}");
    assert_eq!(fs::read_dir(&index).expect("a folder").count(), before);
}

#[test]
fn index_of_another_user_is_used_with_an_overlay() {
    let vault = vault(20);
    let as_nobody = |args: &[&str]| {
        let inner = vault.command(args);
        ran(&mut by_way_of("setpriv", &["--reuid=65534", "--regid=65534", "--clear-groups", "--"], &inner))
    };
    // The other user may read everything and write nothing.
    let open = |folder: &Path| {
        let opened = Command::new("chmod").args(["-R", "a+rX,go-w"]).arg(folder).status();
        opened.is_ok_and(|status| status.success())
    };
    if !open(vault.root().parent().expect("a home")) || as_nobody(&["--version"]).code != 0 {
        println!("SKIPPED: there is no other user");
        return;
    }
    vault.index();
    // Again, when the files are old enough to be trusted by their stamps.
    std::thread::sleep(std::time::Duration::from_millis(60));
    vault.index();
    assert!(open(&vault.index_folder()));
    let found = as_nobody(&["search", "needle", "--count"]);
    assert_eq!((found.stdout.as_str(), found.stderr.as_str()), ("20\n", ""), "{found:?}");
    vault.write("new.md", "needle\n");
    let found = as_nobody(&["search", "needle", "--count"]);
    assert_eq!(found.stdout, "21\n", "{found:?}");
    assert!(found.stderr.contains("without updating the index"), "{found:?}");
    // A watcher of the owner does not interfere.
    let _watcher = Watcher::start(&vault, &[]);
    vault.write("newer.md", "needle\n");
    let found = as_nobody(&["search", "needle", "--count"]);
    assert_eq!(found.stdout, "22\n", "{found:?}");
}

#[test]
fn empty_mount_over_the_vault_freezes_the_index() {
    let vault = vault(30);
    let root = vault.root();
    let Some(namespace) = Namespace::new("true", &[]) else { return };
    let mut watcher = Watcher::of(&mut namespace.inside(&vault.command(&["watch", "--json"])));
    for round in 0..5 {
        namespace.shell(&format!("mount -t tmpfs none {}", root.display()));
        // A mount causes no event, so a query triggers the scan.
        let asked = namespace.run(&vault, &["search", "needle", "--count"]);
        assert!(asked.code < 3, "{asked:?}");
        assert_eq!(vault.dump().len(), 30, "round {round}");
        namespace.shell(&format!("umount {}", root.display()));
        let name = format!("round{round}.md");
        vault.save(&name, "other\n");
        watcher.wait_for(|line| line.contains(&name));
        vault.remove(&name);
        watcher.wait_for(|line| line.contains("removed"));
        wait_until("it is live", || namespace.run(&vault, &["search", "needle", "--count"]).stdout == "30\n");
    }
}

#[test]
fn everything_works_without_a_network() {
    let vault = vault(3);
    let run = |args: &[&str]| {
        let inner = vault.command(args);
        ran(&mut by_way_of("unshare", &["-Urn", "--"], &inner))
    };
    let found = run(&["search", "needle", "--count"]);
    if found.stderr.contains("unshare") {
        println!("SKIPPED: {}", found.stderr);
        return;
    }
    assert_eq!(found.stdout, "3\n", "{found:?}");
    for args in [&["index", "--rebuild"][..], &["graph"], &["status"], &["doctor"]] {
        let ran = run(args);
        assert_eq!(ran.code, 0, "{args:?}: {ran:?}");
    }
    let inner = vault.command(&["watch"]);
    let mut watcher = Watcher::of(&mut by_way_of("unshare", &["-Urn", "--"], &inner));
    vault.save("new.md", "needle\n");
    watcher.wait_for(|line| line == "+ new.md");
}
