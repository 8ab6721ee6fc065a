//! Told to end while it reads a note: that is no crash, and no note is to blame for it.

use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, Command, Stdio};

use rustix::process::Signal;

use crate::support::{Vault, wait_until};
use crate::watcher::{Watcher, assert_settled};

/// A note that takes its time to be read.
fn long(word: &str) -> String {
    format!("[[{word}]] ").repeat(1_000_000)
}

fn reads(vault: &Vault) -> bool {
    fs::metadata(vault.index_folder().join("reading")).is_ok_and(|metadata| metadata.len() > 0)
}

fn blames(vault: &Vault) -> bool {
    ["reading", "suspects.json"].iter().any(|name| vault.index_folder().join(name).exists())
}

fn send(child: &Child, signal: Signal) {
    rustix::process::kill_process(rustix::process::Pid::from_child(child), signal).expect("signalled");
}

#[test]
fn a_command_interrupted_over_the_same_note_again_and_again_blames_nobody() {
    let vault = Vault::new("//- a.md\nneedle\n");
    vault.write("long.md", long("a"));
    for (command, signal) in [("index", Signal::INT), ("index", Signal::TERM), ("search", Signal::HUP)] {
        let args: &[&str] = if command == "index" { &["index"] } else { &["search", "needle"] };
        let mut child = vault.command(args).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts");
        wait_until("it reads", || reads(&vault));
        send(&child, signal);
        let status = child.wait().expect("it ends");
        assert_eq!(status.signal(), Some(signal.as_raw()), "{command}: {status:?}");
        assert!(!blames(&vault), "{command} {signal:?}");
    }
    let ran = vault.run(&["index"]);
    assert_eq!((ran.stderr.as_str(), ran.code), ("", 0), "{ran:?}");
    assert!(vault.dump().contains_key("long.md"));
    assert!(!vault.run(&["doctor"]).stdout.contains("long.md: reading it"));
}

#[test]
fn a_watcher_told_twice_to_end_while_it_reads_ends_at_once_and_blames_nobody() {
    let vault = Vault::new("//- a.md\nneedle\n");
    for word in ["a", "b"] {
        let mut watcher = Watcher::start(&vault, &[]);
        vault.write("long.md", long(word));
        wait_until("it reads", || reads(&vault));
        watcher.signal(Signal::TERM);
        watcher.signal(Signal::INT);
        assert_eq!(watcher.child.wait().expect("it ends").code(), Some(0));
        assert!(!blames(&vault), "{word}");
    }
    let _watcher = Watcher::start(&vault, &[]);
    assert_settled(&vault);
    assert!(!vault.run(&["doctor"]).stdout.contains("long.md: reading it"));
}

#[test]
fn a_signal_that_was_ignored_when_it_was_started_stays_ignored() {
    let vault = Vault::new("//- a.md\nneedle\n");
    let inner = vault.command(&["watch"]);
    let mut command = Command::new("sh");
    command.args(["-c", "trap '' HUP; exec \"$0\" \"$@\""]).arg(inner.get_program()).args(inner.get_args());
    let mut watcher = Watcher::of(&mut command);
    watcher.signal(Signal::HUP);
    vault.save("b.md", "needle\n");
    watcher.wait_for(|line| line == "+ b.md");
    watcher.signal(Signal::TERM);
    assert_eq!(watcher.child.wait().expect("it ends").code(), Some(0));
}
