//! What a watcher has to tell, in order.

use std::collections::BTreeSet;

use vaultdex_notes::VaultPath;

use crate::session::Report;
use crate::vault::Change;

/// What a watcher has to tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The index is live; the vault has so many files.
    Ready(usize),
    /// A file was added, modified or removed, and the index knows.
    Changed(Change),
    /// A file was moved: its old path, its new one.
    Renamed(VaultPath, VaultPath),
    /// A file could not be read, and why; it is tried again.
    Unread(String, String),
    /// So many changes became searchable at once.
    Commit(usize),
    /// It can't do all it should, and why.
    Degraded(String),
    /// It can again.
    Recovered,
}

/// Tells what a batch did. A file that went and one that came with the same bytes are one that moved.
pub fn all(report: &Report, tell: &mut dyn FnMut(Event)) {
    for (path, why) in &report.unread {
        tell(Event::Unread(path.clone(), why.clone()));
    }
    let moved: BTreeSet<&VaultPath> = report.moved.iter().flat_map(|(from, to)| [from, to]).collect();
    for change in report.changes.iter().filter(|change| !moved.contains(change.path())) {
        tell(Event::Changed(change.clone()));
    }
    for (from, to) in &report.moved {
        tell(Event::Renamed(from.clone(), to.clone()));
    }
    if !report.changes.is_empty() {
        tell(Event::Commit(report.changes.len()));
    }
}
