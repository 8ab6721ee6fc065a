//! A running `vaultdex watch` process, which is terminated when dropped.

use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver};

use crate::process::{LONGEST_WAIT, ended};
use crate::support::{Dump, Vault, assert_same, dump, link_destinations};

pub struct Watcher {
    pub child: Child,
    lines: Receiver<String>,
}

impl Watcher {
    pub fn start(vault: &Vault, args: &[&str]) -> Watcher {
        Watcher::of(&mut vault.command(&[&["watch"], args].concat()))
    }

    /// Starts a watcher and waits until it is live.
    pub fn of(command: &mut Command) -> Watcher {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("it starts");
        let lines = lines(child.stdout.take().expect("piped"));
        let mut watcher = Watcher { child, lines };
        watcher.wait_for(|line| line.contains("watching") || line.contains("\"ready\""));
        watcher
    }

    #[track_caller]
    pub fn line(&mut self) -> String {
        self.lines.recv_timeout(LONGEST_WAIT).expect("one more line of the watcher")
    }

    /// Reads lines until one satisfies a predicate.
    #[track_caller]
    pub fn wait_for(&mut self, is_wanted: impl Fn(&str) -> bool) -> String {
        let mut others = Vec::new();
        loop {
            match self.lines.recv_timeout(LONGEST_WAIT) {
                Ok(line) if is_wanted(&line) => return line,
                Ok(line) => others.push(line),
                Err(error) => panic!("waiting for a line of the watcher: {error}; it printed {others:#?}"),
            }
        }
    }

    /// Waits until the watcher has ended.
    #[track_caller]
    pub fn ended(&mut self) -> ExitStatus {
        ended(&mut self.child)
    }

    pub fn signal(&self, signal: rustix::process::Signal) {
        let pid = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(pid, signal).expect("signalled");
    }

    /// Returns a value of `/proc/PID/status`.
    #[cfg(target_os = "linux")]
    pub fn status(&self, key: &str) -> u64 {
        let text = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).expect("it lives");
        let line = text.lines().find(|line| line.starts_with(key)).expect("a line of that key");
        line.split_whitespace().nth(1).and_then(|word| word.parse().ok()).expect("a number")
    }

    /// Returns the number of voluntary context switches of all threads so far: how often a thread has been woken.
    #[cfg(target_os = "linux")]
    pub fn wakings(&self) -> u64 {
        let threads = std::fs::read_dir(format!("/proc/{}/task", self.child.id())).expect("it lives").flatten();
        let status = threads.map(|thread| std::fs::read_to_string(thread.path().join("status")).unwrap_or_default());
        let wakings = status.map(|text| {
            let line = text.lines().find_map(|line| line.strip_prefix("voluntary_ctxt_switches:"));
            line.and_then(|count| count.trim().parse::<u64>().ok()).unwrap_or(0)
        });
        wakings.sum()
    }

    /// Returns the CPU time used so far, in ticks of 10 ms.
    #[cfg(target_os = "linux")]
    pub fn ticks(&self) -> u64 {
        let text = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id())).expect("it lives");
        let after_name = text.rsplit(')').next().expect("a name in brackets");
        let field = |at: usize| after_name.split_whitespace().nth(at).and_then(|it| it.parse::<u64>().ok());
        field(11).expect("user time") + field(12).expect("system time")
    }
}

/// Reads lines on a thread, so that waiting for one has a limit.
pub fn lines(output: ChildStdout) -> Receiver<String> {
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        let lines = BufReader::new(output).lines().map_while(Result::ok);
        lines.take_while(|line| sender.send(line.clone()).is_ok()).for_each(drop);
    });
    receiver
}

impl Drop for Watcher {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Checks the invariant: once the watcher reports that it is up to date, its index and catalog equal fresh ones, and
/// the bytes of the vault are unchanged.
#[track_caller]
pub fn assert_settled(vault: &Vault) -> Dump {
    let bytes = vault.bytes();
    let waited = vault.run(&["status", "--wait", "--json"]);
    assert_eq!(waited.code, 0, "{waited:?}");
    let found = vault.dump();
    let (fresh, fresh_leads) = vault.of_fresh(|place| (dump(place.folder.root()), link_destinations(place)));
    assert_same(&found, &fresh);
    assert!(link_destinations(&vault.place()) == fresh_leads, "links lead elsewhere than in a fresh catalog");
    assert_eq!(vault.bytes().len(), bytes.len());
    assert!(vault.bytes() == bytes, "the vault was touched");
    found
}
