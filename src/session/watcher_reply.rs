//! Asks a running watcher to bring the index up to date, waits while it builds one, and has it repair a damaged one.

use std::time::{Duration, Instant};

use super::cookie;
use super::cookie::{CookieReply, Request};
use super::location::Location;
use super::notices::Notices;
use crate::error::{Error, Result};
use crate::index::Reader;

/// How long a query waits for a watcher that builds the index without making progress.
const BUILD_TIMEOUT: Duration = Duration::from_secs(10);

/// Why a watcher is unusable that could not repair its index.
const LOST_INDEX: &str = "has a damaged index";
/// Why a watcher is unusable that was started with another configuration file of the user.
pub const OTHER_SETTINGS: &str = "was started with other settings";

/// What a running watcher makes of the request to bring the index up to date.
pub enum WatcherReply {
    /// The index, which is up to date.
    Live(Reader),
    /// The watcher cannot be used. Its process ID, and the reason.
    Unusable(u32, &'static str),
    /// There is no watcher.
    NotRunning,
}

/// Asks the watcher, if one is running, to bring the index up to date.
///
/// # Errors
///
/// Fails if the index belongs to another vault or cannot be opened.
pub fn ask_watcher(location: &Location, notices: &dyn Notices) -> Result<WatcherReply> {
    let mut has_notified = false;
    let mut has_asked_for_repair = false;
    let (mut last_progress, mut size) = (Instant::now(), 0);
    loop {
        location.folder.check_owner()?;
        let Some(holder) = location.folder.lock_holder().filter(|holder| holder.role == "watch") else {
            return Ok(WatcherReply::NotRunning);
        };
        // If the settings have changed, the watcher learns of it when it is asked.
        let has_other_terminology = location.folder.has_other_terminology();
        // A watcher that has compared all files has an index, even if it cannot be found.
        let is_building = holder.compared.is_none() || holder.pending > 0;
        let is_missing = location.folder.current().is_none();
        if is_missing && is_building && !has_other_terminology && last_progress.elapsed() < BUILD_TIMEOUT {
            // There is no index yet. Waiting for the watcher is faster than a second build beside it, as long as the
            // index grows.
            if !has_notified {
                notices.note(&format!("waiting for the watcher (process {}) to build the index", holder.pid));
                has_notified = true;
            }
            std::thread::sleep(Duration::from_millis(50));
            let size_now = location.folder.size();
            if size_now != size {
                (last_progress, size) = (Instant::now(), size_now);
            }
            continue;
        }
        match cookie::ask(&location.folder, if has_asked_for_repair { Request::Repair } else { Request::CatchUp }) {
            CookieReply::WatcherGone => continue,
            CookieReply::UpToDate => match Reader::current(&location.folder) {
                Ok(Some(reader)) => return Ok(WatcherReply::Live(reader)),
                Err(Error::IndexDamaged { why, .. }) if !has_asked_for_repair => {
                    notices.warn(&format!("the index is damaged ({why}); the watcher rebuilds it"));
                    has_asked_for_repair = true;
                }
                Err(Error::IndexDamaged { .. }) => {
                    return Ok(WatcherReply::Unusable(holder.pid, LOST_INDEX));
                }
                Err(error) => return Err(error),
                Ok(None) if location.folder.has_other_terminology() => {
                    return Ok(WatcherReply::Unusable(holder.pid, OTHER_SETTINGS));
                }
                Ok(None) if has_asked_for_repair => return Ok(WatcherReply::Unusable(holder.pid, LOST_INDEX)),
                Ok(None) => has_asked_for_repair = true,
            },
            CookieReply::NoReply => return Ok(WatcherReply::Unusable(holder.pid, "does not answer")),
        }
    }
}
