//! How a query makes sure that a running watcher has seen all changes made before the query began. It creates a file,
//! the cookie, in the index folder. The watcher is notified of it after all earlier changes, and deletes it once they
//! are committed.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use crate::index::Folder;

/// How long a query waits for the watcher (docs/spec/cli.md#freshness).
pub const TIMEOUT: Duration = Duration::from_secs(2);

/// What a query asks of the watcher, in addition to committing all changes that it was notified of. It is the first part
/// of the cookie's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Request {
    /// Nothing else.
    CatchUp,
    /// To compare all files with the index, because some changes cause no notification: through another hard link, in
    /// the lower layer of an overlay, by mounting.
    Scan,
    /// To check the index for damage.
    Repair,
}

impl Request {
    fn prefix(self) -> &'static str {
        match self {
            Request::CatchUp => "changes-",
            Request::Scan => "scan-",
            Request::Repair => "repair-",
        }
    }

    /// Whether a cookie asks for this.
    pub fn is_made_by(self, cookie: &Path) -> bool {
        cookie.file_name().is_some_and(|name| name.to_string_lossy().starts_with(self.prefix()))
    }
}

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
pub fn ask(folder: &Folder, request: Request) -> CookieReply {
    let Ok(cookie) = create(folder, request) else { return CookieReply::NoReply };
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

/// Asks the watcher without waiting for its reply. It deletes the cookie.
pub fn notify(folder: &Folder, request: Request) {
    let _ = create(folder, request);
}

fn create(folder: &Folder, request: Request) -> std::io::Result<PathBuf> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    folder.create_cookie(&format!("{}{}-{}", request.prefix(), std::process::id(), now.as_nanos()))
}

/// Deletes the cookie if the watcher has not done so.
struct Cookie(PathBuf);

impl Drop for Cookie {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}
