//! Converts errors of tantivy and of the codec into the application's error.

use std::fmt::Display;
use std::path::Path;

use crate::error::Error;

/// Returns a conversion into [`Error::Index`] that adds the failed operation, a verb, and the path of the index.
pub fn index_error<E: Display>(doing: &'static str, path: &Path) -> impl FnOnce(E) -> Error {
    let path = path.to_owned();
    move |error| {
        let mut why = error.to_string();
        // When one of its threads fails to write, tantivy reports only that the thread is gone.
        let is_full = || why.contains("writer was killed") && is_full(&path);
        if why.contains("No space left") || why.contains("StorageFull") || is_full() {
            why = "the disk is full; free some space and run the command again, the last commit remains usable"
                .to_owned();
        }
        Error::Index { doing, path, why }
    }
}

/// Whether the file system of the index has practically no space left.
#[cfg(unix)]
fn is_full(path: &Path) -> bool {
    const MIN_FREE_BYTES: u64 = 1 << 20;
    rustix::fs::statvfs(path).is_ok_and(|stat| stat.f_bavail * stat.f_frsize < MIN_FREE_BYTES)
}

/// Free space is not determined on other systems.
#[cfg(not(unix))]
fn is_full(_path: &Path) -> bool {
    false
}
