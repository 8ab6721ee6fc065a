//! How a query makes sure that a running watcher has seen all changes made before the query began. It creates a file,
//! the cookie, in the index folder. The watcher is notified of it after all earlier changes, and deletes it once they
//! are committed.

use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use crate::index::Folder;

/// How long a query waits for the watcher (docs/spec/cli.md#freshness).
pub const TIMEOUT: Duration = Duration::from_secs(2);

/// The result of asking the watcher.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CookieReply {
    /// The watcher has committed all changes.
    UpToDate,
    /// The watcher did not reply in time, or could not be asked.
    NoReply,
    /// The watcher is no longer running.
    WatcherGone,
}

/// Asks the watcher and waits for its reply.
pub fn ask(folder: &Folder) -> CookieReply {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let Ok(cookie) = folder.create_cookie(&format!("{}-{}", std::process::id(), now.as_nanos())) else {
        return CookieReply::NoReply;
    };
    let cookie = Cookie(cookie);
    let start = Instant::now();
    let mut pause = Duration::from_millis(1);
    while start.elapsed() < TIMEOUT {
        std::thread::sleep(pause);
        if !cookie.0.exists() {
            return CookieReply::UpToDate;
        }
        pause = (pause * 2).min(Duration::from_millis(8));
        if start.elapsed() > Duration::from_millis(200) && folder.lock_holder().is_none() {
            return CookieReply::WatcherGone;
        }
    }
    CookieReply::NoReply
}

/// Deletes the cookie if the watcher has not done so.
struct Cookie(PathBuf);

impl Drop for Cookie {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}
