//! Who runs the watcher: its events become lines, and its service manager hears that it is alive.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Sender};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::json;
use vaultdex_notes::VaultPath;

use super::Rope;
use super::export::Exporter;
use super::output::Lines;
use crate::commands::context::Context;
use crate::commands::index;
use crate::render::terminal::harmless;
use crate::session;
use crate::session::{Event, Notices, Place};
use crate::system::Manager;
use crate::vault::{Bell, Change};

/// Everything around one watcher.
pub struct Host<'a> {
    is_json: bool,
    context: &'a Context,
    root: PathBuf,
    lines: &'a Lines,
    manager: &'a Manager,
    rope: &'a Rope,
    ask: Mutex<Sender<(PathBuf, Sender<bool>)>>,
    sandbox: String,
    exporter: Mutex<Option<Exporter>>,
    /// Whether something changed since the last drawing that a graph could show.
    is_outdated: AtomicBool,
}

impl<'a> Host<'a> {
    /// `ask` leads to a thread that may look into any folder.
    pub fn new(
        is_json: bool,
        context: &'a Context,
        place: &Place,
        lines: &'a Lines,
        manager: &'a Manager,
        rope: &'a Rope,
        ask: Sender<(PathBuf, Sender<bool>)>,
    ) -> Host<'a> {
        let root = place.vault.root().to_path_buf();
        let (ask, sandbox, exporter) = (Mutex::new(ask), String::new(), Mutex::default());
        Host {
            is_json,
            context,
            root,
            lines,
            manager,
            rope,
            ask,
            sandbox,
            exporter,
            is_outdated: AtomicBool::new(true),
        }
    }

    /// The same, knowing what its sandbox holds it to, in words for `status`.
    pub fn in_sandbox(self, sandbox: String) -> Host<'a> {
        Host { sandbox, ..self }
    }

    /// Has graphs drawn anew after each commit.
    pub fn export_with(&self, exporter: Exporter) {
        *self.exporter() = Some(exporter);
    }

    /// Lets go of whoever draws: it ends with the drawing that it is at.
    pub fn end_exports(&self) {
        *self.exporter() = None;
    }

    /// A graph was written.
    pub fn exported(&self, file: &Path) {
        self.print(match self.is_json {
            true => json!({"event": "export", "path": file}).to_string(),
            false => format!("> {}", harmless(&file.to_string_lossy())),
        });
    }

    /// Has graphs drawn anew where something happened that they could show. What is drawn into the vault is a file of it,
    /// and no reason to draw again.
    fn ring_for(&self, event: &Event) {
        let Some(exporter) = &*self.exporter() else { return };
        let outdates = match event {
            Event::Ready(_) | Event::Renamed(..) => true,
            Event::Changed(Change::Modified(path)) => !exporter.is_own(&self.root.join(path.as_str())),
            Event::Changed(_) => true,
            _ => false,
        };
        self.is_outdated.fetch_or(outdates, Ordering::Relaxed);
        if matches!(event, Event::Ready(_) | Event::Commit(_)) && self.is_outdated.swap(false, Ordering::Relaxed) {
            exporter.ring();
        }
    }

    fn exporter(&self) -> MutexGuard<'_, Option<Exporter>> {
        self.exporter.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A line on stdout.
    fn print(&self, line: String) {
        let is_json = self.is_json;
        self.lines.out(line, |lost| match is_json {
            true => json!({"event": "lost", "lines": lost}).to_string(),
            false => format!("({lost} lines were lost: nobody read them)"),
        });
    }
}

impl Notices for Host<'_> {
    fn say(&self, message: &str) {
        if !self.context.is_quiet() {
            self.lines.err(format!("vaultdex: {}", harmless(message)));
        }
    }

    fn progress(&self, done: u64, total: u64) {
        self.manager.alive();
        self.context.progress(done, total);
    }
}

impl session::Host for Host<'_> {
    fn started(&self, bell: Bell) {
        self.rope.hang(bell);
    }

    fn tell(&self, event: Event) {
        self.context.finish_bar();
        match &event {
            Event::Ready(_) => {
                self.manager.ready();
                self.manager.status("the index is live");
            }
            Event::Degraded(why) => {
                self.manager.status(why);
                self.say(why);
            }
            Event::Recovered => self.manager.status("the index is live"),
            Event::Unread(path, why) => self.say(&format!("could not read `{path}`: {why}; it is tried again")),
            _ => {}
        }
        self.ring_for(&event);
        if self.is_json {
            self.print(json(&event));
        } else if let Some(line) = human(&event, &self.root) {
            self.print(line);
        }
    }

    fn alive(&self) {
        self.manager.alive();
    }

    fn heartbeat(&self) -> Option<Duration> {
        self.manager.heartbeat()
    }

    fn holds_notes(&self, root: &Path) -> bool {
        let (reply, answer) = mpsc::channel();
        let ask = self.ask.lock().unwrap_or_else(PoisonError::into_inner);
        ask.send((root.to_owned(), reply)).is_ok() && answer.recv().unwrap_or(false)
    }

    fn is_own(&self, path: &VaultPath) -> bool {
        self.exporter().as_ref().is_some_and(|exporter| exporter.is_own(&self.root.join(path.as_str())))
    }

    fn sandbox(&self) -> String {
        self.sandbox.clone()
    }
}

fn human(event: &Event, root: &Path) -> Option<String> {
    let line = match event {
        Event::Ready(files) => {
            format!("watching {} ({files} files); Ctrl-C stops", harmless(&root.to_string_lossy()))
        }
        // A name may hold a line break, which must not pass for the end of a line of ours.
        Event::Changed(change) => harmless(&index::line(change)).into_owned(),
        Event::Renamed(from, to) => format!("- {}\n+ {}", harmless(from.as_str()), harmless(to.as_str())),
        Event::Recovered => "all is well again".to_owned(),
        Event::Degraded(_) | Event::Unread(..) | Event::Commit(_) => return None,
    };
    Some(line)
}

fn json(event: &Event) -> String {
    let value = match event {
        Event::Ready(files) => json!({"event": "ready", "files": files}),
        Event::Changed(Change::Added(path)) => json!({"event": "added", "path": path}),
        Event::Changed(Change::Modified(path)) => json!({"event": "modified", "path": path}),
        Event::Changed(Change::Removed(path)) => json!({"event": "removed", "path": path}),
        Event::Renamed(from, to) => json!({"event": "renamed", "from": from, "to": to}),
        Event::Unread(path, why) => json!({"event": "unread", "path": path, "reason": why}),
        Event::Commit(changes) => json!({"event": "commit", "changes": changes}),
        Event::Degraded(why) => json!({"event": "degraded", "reason": why}),
        Event::Recovered => json!({"event": "recovered"}),
    };
    value.to_string()
}
