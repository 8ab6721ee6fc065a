//! A running `watch`, its lines read one by one, and its end made sure of.

use std::io::{BufRead, BufReader, Lines};
use std::process::{Child, ChildStdout, Command, Stdio};

use crate::support::{Dump, Vault, assert_same, dump, leads};

pub struct Watcher {
    pub child: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Watcher {
    pub fn start(vault: &Vault, args: &[&str]) -> Watcher {
        Watcher::of(&mut vault.command(&[&["watch"], args].concat()))
    }

    /// Starts a command that watches, and waits until it is live.
    pub fn of(command: &mut Command) -> Watcher {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("it starts");
        let lines = BufReader::new(child.stdout.take().expect("piped")).lines();
        let mut watcher = Watcher { child, lines };
        watcher.wait_for(|line| line.contains("watching") || line.contains("\"ready\""));
        watcher
    }

    pub fn line(&mut self) -> String {
        self.lines.next().expect("one more line").expect("readable")
    }

    /// Reads on until a line is as wanted.
    pub fn wait_for(&mut self, is_wanted: impl Fn(&str) -> bool) -> String {
        loop {
            let line = self.line();
            if is_wanted(&line) {
                return line;
            }
        }
    }

    pub fn signal(&self, signal: rustix::process::Signal) {
        let pid = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(pid, signal).expect("signalled");
    }

    /// What the system tells of the process: a line of `/proc/PID/status`.
    pub fn status(&self, key: &str) -> u64 {
        let text = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).expect("it lives");
        let line = text.lines().find(|line| line.starts_with(key)).expect("a line of that key");
        line.split_whitespace().nth(1).and_then(|word| word.parse().ok()).expect("a number")
    }

    /// How often a thread of it went to sleep so far, and so was woken before.
    pub fn wakings(&self) -> u64 {
        let threads = std::fs::read_dir(format!("/proc/{}/task", self.child.id())).expect("it lives").flatten();
        let status = threads.map(|thread| std::fs::read_to_string(thread.path().join("status")).unwrap_or_default());
        let wakings = status.map(|text| {
            let line = text.lines().find_map(|line| line.strip_prefix("voluntary_ctxt_switches:"));
            line.and_then(|count| count.trim().parse::<u64>().ok()).unwrap_or(0)
        });
        wakings.sum()
    }

    /// Processor time used so far, in ticks of 10 ms.
    pub fn ticks(&self) -> u64 {
        let text = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id())).expect("it lives");
        let after_name = text.rsplit(')').next().expect("a name in brackets");
        let field = |at: usize| after_name.split_whitespace().nth(at).and_then(|it| it.parse::<u64>().ok());
        field(11).expect("user time") + field(12).expect("system time")
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The invariant: once the watcher says that it has seen everything, its index and its catalog say what fresh ones would,
/// and the vault is, byte for byte, as it was.
#[track_caller]
pub fn assert_settled(vault: &Vault) -> Dump {
    let bytes = vault.bytes();
    let waited = vault.run(&["status", "--wait", "--json"]);
    assert_eq!(waited.code, 0, "{waited:?}");
    let found = vault.dump();
    let (fresh, fresh_leads) = vault.of_fresh(|place| (dump(place.folder.root()), leads(place)));
    assert_same(&found, &fresh);
    assert!(leads(&vault.place()) == fresh_leads, "links lead elsewhere than in a fresh catalog");
    assert_eq!(vault.bytes().len(), bytes.len());
    assert!(vault.bytes() == bytes, "the vault was touched");
    found
}
