//! Connects the watcher to its surroundings: prints its events, notifies the service manager, triggers exports.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Sender};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use vaultdex_notes::VaultPath;

use super::event_line::EventLine;
use super::export::Exporter;
use super::lines::Lines;
use super::shutdown::ShutdownHandle;
use crate::commands::context::Context;
use crate::commands::message::Severity;
use crate::commands::text::counted;
use crate::commands::{index, message};
use crate::render::terminal::sanitized;
use crate::session;
use crate::session::{Event, Location, Notices};
use crate::system::ServiceNotifier;
use crate::vault::{Change, Waker};

/// The host of one watcher.
pub struct Host<'a> {
    is_json: bool,
    context: &'a Context,
    root: PathBuf,
    lines: &'a Lines,
    notifier: &'a ServiceNotifier,
    shutdown: &'a ShutdownHandle,
    /// Asks an unconfined thread whether a folder holds notes.
    ask: Mutex<Sender<(PathBuf, Sender<bool>)>>,
    /// A description of the sandbox, for `status`.
    sandbox: String,
    exporter: Mutex<Option<Exporter>>,
    /// Whether a graph may have changed since the last export.
    is_outdated: AtomicBool,
}

impl<'a> Host<'a> {
    /// Returns a host without exports. `ask` leads to a thread that may read any folder.
    pub fn new(
        is_json: bool,
        context: &'a Context,
        location: &Location,
        lines: &'a Lines,
        notifier: &'a ServiceNotifier,
        shutdown: &'a ShutdownHandle,
        ask: Sender<(PathBuf, Sender<bool>)>,
    ) -> Host<'a> {
        let root = location.vault.root().to_path_buf();
        let (ask, sandbox, exporter) = (Mutex::new(ask), String::new(), Mutex::default());
        Host {
            is_json,
            context,
            root,
            lines,
            notifier,
            shutdown,
            ask,
            sandbox,
            exporter,
            is_outdated: AtomicBool::new(true),
        }
    }

    /// Sets the description of the sandbox.
    pub fn with_sandbox(self, sandbox: String) -> Host<'a> {
        Host { sandbox, ..self }
    }

    /// Exports graphs after each commit from now on.
    pub fn start_exports(&self, exporter: Exporter) {
        *self.exporter() = Some(exporter);
    }

    /// Drops the exporter. It ends after the export in progress.
    pub fn end_exports(&self) {
        *self.exporter() = None;
    }

    /// Reports that a graph file was written.
    pub fn report_export(&self, file: &Path) {
        self.print(match self.is_json {
            true => EventLine::Export { path: &file.to_string_lossy() }.text(),
            false => format!("> {}", sanitized(&file.to_string_lossy())),
        });
    }

    /// Triggers exports after a commit if a graph may have changed. A graph file in the vault that we wrote ourselves
    /// does not count as a change.
    fn trigger_exports(&self, event: &Event) {
        let Some(exporter) = &*self.exporter() else { return };
        let outdates = match event {
            Event::Ready(_) | Event::Renamed(..) => true,
            Event::Changed(Change::Modified(path)) => !exporter.is_own(&self.root.join(path.as_str())),
            Event::Changed(_) => true,
            _ => false,
        };
        self.is_outdated.fetch_or(outdates, Ordering::Relaxed);
        if matches!(event, Event::Ready(_) | Event::Commit(_)) && self.is_outdated.swap(false, Ordering::Relaxed) {
            exporter.trigger();
        }
    }

    fn exporter(&self) -> MutexGuard<'_, Option<Exporter>> {
        self.exporter.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Prints a line to stdout.
    fn print(&self, line: String) {
        let is_json = self.is_json;
        self.lines.out(line, |lost| match is_json {
            true => EventLine::Lost { lines: lost }.text(),
            false => format!("({lost} lines were dropped)"),
        });
    }
}

impl Notices for Host<'_> {
    fn warn(&self, text: &str) {
        if !self.context.is_quiet() {
            self.lines.err(message::with_prefix(Severity::Warning, text));
        }
    }

    fn note(&self, text: &str) {
        if !self.context.is_quiet() {
            self.lines.err(message::with_prefix(Severity::Note, text));
        }
    }

    fn progress(&self, done: u64, total: u64) {
        self.notifier.keep_alive();
        self.context.progress(done, total);
    }
}

impl session::Host for Host<'_> {
    fn started(&self, waker: Waker) {
        self.shutdown.attach(waker);
    }

    fn on_event(&self, event: Event) {
        self.context.finish_bar();
        match &event {
            Event::Ready(_) => {
                self.notifier.ready();
                self.notifier.status("the index is live");
            }
            Event::Degraded(why) => {
                self.notifier.status(why);
                self.warn(why);
            }
            Event::Recovered => self.notifier.status("the index is live"),
            Event::Unread(path, why) => self.warn(&format!("could not read `{path}`: {why}; retrying later")),
            _ => {}
        }
        self.trigger_exports(&event);
        if self.is_json {
            self.print(EventLine::new(&event).text());
        } else if let Some(line) = human(&event, &self.root) {
            self.print(line);
        }
    }

    fn keep_alive(&self) {
        self.notifier.keep_alive();
    }

    fn heartbeat_interval(&self) -> Option<Duration> {
        self.notifier.heartbeat_interval()
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
            let (root, files) = (root.to_string_lossy(), counted(*files, "file"));
            format!("watching {} ({files}); press Ctrl-C to stop", sanitized(&root))
        }
        // Line breaks in file names must not look like the end of an event.
        Event::Changed(change) => sanitized(&index::change_line(change)).into_owned(),
        Event::Renamed(from, to) => format!("- {}\n+ {}", sanitized(from.as_str()), sanitized(to.as_str())),
        Event::Recovered => "recovered".to_owned(),
        Event::Degraded(_) | Event::Unread(..) | Event::Commit(_) => return None,
    };
    Some(line)
}
