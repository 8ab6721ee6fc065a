//! How a query asks a running watcher whether it has seen everything that was on disk when the query began: it drops a
//! file beside the index, and the watcher, which learns of it after all that happened before, takes it away when done.

use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use crate::index::Folder;

/// How long a watcher may take to answer before a query helps itself (spec/cli.md, freshness).
pub const PATIENCE: Duration = Duration::from_secs(2);

/// What came of asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// The watcher has seen and committed everything.
    Seen,
    /// The watcher did not answer in time, or could not be asked.
    Silent,
    /// There is no watcher any more.
    Left,
}

/// Asks the watcher and waits for its answer.
pub fn ask(folder: &Folder) -> Answer {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let Ok(cookie) = folder.drop_cookie(&format!("{}-{}", std::process::id(), now.as_nanos())) else {
        return Answer::Silent;
    };
    let cookie = Cookie(cookie);
    let asked = Instant::now();
    let mut pause = Duration::from_millis(1);
    while asked.elapsed() < PATIENCE {
        std::thread::sleep(pause);
        if !cookie.0.exists() {
            return Answer::Seen;
        }
        pause = (pause * 2).min(Duration::from_millis(8));
        if asked.elapsed() > Duration::from_millis(200) && folder.holder().is_none() {
            return Answer::Left;
        }
    }
    Answer::Silent
}

/// A cookie that is taken back when nobody has eaten it.
struct Cookie(PathBuf);

impl Drop for Cookie {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}
