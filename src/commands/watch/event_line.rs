//! The lines of `watch --json` (docs/spec/cli.md#watch).

use schemars::JsonSchema;
use serde::Serialize;

use crate::session::Event;
use crate::vault::Change;

/// An event of the watcher.
#[derive(Serialize, JsonSchema)]
#[serde(tag = "event", rename_all = "lowercase")]
pub enum EventLine<'a> {
    /// The index is up to date.
    Ready {
        /// The number of files.
        files: usize,
    },
    /// A file was added.
    Added {
        /// The path of the file.
        path: &'a str,
    },
    /// A file was modified.
    Modified {
        /// The path of the file.
        path: &'a str,
    },
    /// A file was removed.
    Removed {
        /// The path of the file.
        path: &'a str,
    },
    /// A file was moved.
    Renamed {
        /// The path that it had.
        from: &'a str,
        /// The path that it has.
        to: &'a str,
    },
    /// A file could not be read; the watcher tries again later.
    Unread {
        /// The path of the file.
        path: &'a str,
        /// Why it could not be read.
        reason: &'a str,
    },
    /// The changes so far can be searched.
    Commit {
        /// The number of changes.
        changes: usize,
    },
    /// The watcher works only partially.
    Degraded {
        /// Why.
        reason: &'a str,
    },
    /// The watcher works fully again.
    Recovered,
    /// A graph was written to a file.
    Export {
        /// The path of the file, as it was given.
        path: &'a str,
    },
    /// The reader was too slow.
    Lost {
        /// The number of lines that were dropped.
        lines: u64,
    },
}

impl<'a> EventLine<'a> {
    /// Returns the line of an event.
    pub fn new(event: &'a Event) -> EventLine<'a> {
        match event {
            Event::Ready(files) => EventLine::Ready { files: *files },
            Event::Changed(Change::Added(path)) => EventLine::Added { path: path.as_str() },
            Event::Changed(Change::Modified(path)) => EventLine::Modified { path: path.as_str() },
            Event::Changed(Change::Removed(path)) => EventLine::Removed { path: path.as_str() },
            Event::Renamed(from, to) => EventLine::Renamed { from: from.as_str(), to: to.as_str() },
            Event::Unread(path, reason) => EventLine::Unread { path, reason },
            Event::Commit(changes) => EventLine::Commit { changes: *changes },
            Event::Degraded(reason) => EventLine::Degraded { reason },
            Event::Recovered => EventLine::Recovered,
        }
    }

    /// Returns the text of the line.
    pub fn text(&self) -> String {
        // Texts and numbers always serialize.
        serde_json::to_string(self).unwrap_or_default()
    }
}
