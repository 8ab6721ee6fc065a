//! Interruption while a note is being parsed: that is not a crash, and the note is not quarantined.

use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, Stdio};

use rustix::process::Signal;

use crate::process::{by_way_of, ended};
use crate::support::{Vault, wait_until};
use crate::watcher::{Watcher, assert_settled};

/// A note that takes long to parse.
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
fn repeated_interruption_of_a_command_does_not_quarantine_the_note() {
    let vault = Vault::new("//- a.md\nneedle\n");
    vault.write("long.md", long("a"));
    for (command, signal) in [("index", Signal::INT), ("index", Signal::TERM), ("search", Signal::HUP)] {
        let args: &[&str] = if command == "index" { &["index"] } else { &["search", "needle"] };
        let mut child = vault.command(args).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts");
        wait_until("it reads", || reads(&vault));
        send(&child, signal);
        let status = ended(&mut child);
        assert_eq!(status.signal(), Some(signal.as_raw()), "{command}: {status:?}");
        assert!(!blames(&vault), "{command} {signal:?}");
    }
    let ran = vault.run(&["index"]);
    assert_eq!((ran.stderr.as_str(), ran.code), ("", 0), "{ran:?}");
    assert!(vault.dump().contains_key("long.md"));
    assert!(!vault.run(&["doctor"]).stdout.contains("long.md: reading it"));
}

#[test]
fn second_signal_ends_the_watcher_at_once_without_quarantine() {
    let vault = Vault::new("//- a.md\nneedle\n");
    for word in ["a", "b"] {
        let mut watcher = Watcher::start(&vault, &[]);
        vault.write("long.md", long(word));
        wait_until("it reads", || reads(&vault));
        watcher.signal(Signal::TERM);
        watcher.signal(Signal::INT);
        assert_eq!(watcher.ended().code(), Some(0));
        assert!(!blames(&vault), "{word}");
    }
    let _watcher = Watcher::start(&vault, &[]);
    assert_settled(&vault);
    assert!(!vault.run(&["doctor"]).stdout.contains("long.md: reading it"));
}

#[test]
fn inherited_ignored_signals_stay_ignored_and_the_others_end_the_watcher() {
    let vault = Vault::new("//- a.md\nneedle\n");
    // `nohup` ignores HUP; a script ignores INT and QUIT for what it starts in the background.
    for (ignored, others) in [
        ("HUP", [Signal::TERM, Signal::INT].as_slice()),
        ("INT QUIT", &[Signal::TERM, Signal::HUP]),
        ("HUP INT QUIT", &[Signal::TERM]),
    ] {
        for &other in others {
            let script = format!("trap '' {ignored}; exec \"$0\" \"$@\"");
            let mut watcher = Watcher::of(&mut by_way_of("sh", &["-c", &script], &vault.command(&["watch"])));
            for name in ignored.split(' ') {
                watcher.signal(match name {
                    "HUP" => Signal::HUP,
                    "INT" => Signal::INT,
                    _ => Signal::QUIT,
                });
            }
            vault.save("b.md", "needle\n");
            watcher.wait_for(|line| line == "+ b.md");
            watcher.signal(other);
            assert_eq!(watcher.ended().code(), Some(0), "{ignored} ignored, {other:?}");
            vault.remove("b.md");
            vault.index();
        }
    }
}
