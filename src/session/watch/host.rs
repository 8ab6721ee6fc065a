//! The interface between the watcher and the command that runs it.

use std::path::Path;
use std::time::Duration;

use vaultdex_notes::VaultPath;

use super::events::Event;
use crate::session::Notices;
use crate::vault::Waker;

/// Runs a watcher and receives its events.
pub trait Host: Notices {
    /// Is called when the watcher has started. The waker stops it.
    fn started(&self, waker: Waker);
    /// Is called for each event, in order. Must not block.
    fn on_event(&self, event: Event);
    /// Is called regularly while the watcher is working properly.
    fn keep_alive(&self);
    /// Returns how often `keep_alive` has to be called at least, if the host depends on it.
    fn heartbeat_interval(&self) -> Option<Duration>;
    /// Whether the folder that has replaced the vault contains notes. The watcher itself may have no access to it.
    fn holds_notes(&self, root: &Path) -> bool;
    /// Whether a file of the vault is exactly as the host wrote it, so that indexing it is not urgent.
    fn is_own(&self, path: &VaultPath) -> bool;
    /// Returns a description of the watcher's sandbox, for `status`.
    fn sandbox(&self) -> String;
}
