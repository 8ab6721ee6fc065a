//! The events of a watcher.

use std::collections::BTreeSet;

use vaultdex_notes::VaultPath;

use crate::session::Report;
use crate::vault::Change;

/// An event of a watcher.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The index is up to date and has this number of files.
    Ready(usize),
    /// A file was added, modified or removed, and the index has been updated.
    Changed(Change),
    /// A file was moved from one path to another.
    Renamed(VaultPath, VaultPath),
    /// A file could not be read, with the reason. The watcher tries again later.
    Unread(String, String),
    /// This number of changes was committed and can be searched.
    Commit(usize),
    /// The watcher is impaired, with the reason.
    Degraded(String),
    /// The watcher is no longer impaired.
    Recovered,
}

/// Sends the events of a refresh.
pub fn send(report: &Report, send: &mut dyn FnMut(Event)) {
    for (path, why) in &report.unread {
        send(Event::Unread(path.clone(), why.clone()));
    }
    let moved: BTreeSet<&VaultPath> = report.moved.iter().flat_map(|(from, to)| [from, to]).collect();
    for change in report.changes.iter().filter(|change| !moved.contains(change.path())) {
        send(Event::Changed(change.clone()));
    }
    for (from, to) in &report.moved {
        send(Event::Renamed(from.clone(), to.clone()));
    }
    if !report.changes.is_empty() {
        send(Event::Commit(report.changes.len()));
    }
}
