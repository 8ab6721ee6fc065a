//! Converts errors of tantivy and of the codec into the application's error.

use std::fmt::Display;
use std::io;
use std::path::Path;

use tantivy::TantivyError;
use tantivy::directory::error::{LockError, OpenReadError};

use super::checksums::Checksums;
use crate::error::{Error, reason};

/// Returns a conversion into [`Error::Index`] that adds the failed operation, a verb, and the path of the index.
pub fn index_error<E: Display>(doing: &'static str, path: &Path) -> impl FnOnce(E) -> Error {
    let path = path.to_owned();
    move |error| {
        let text = error.to_string();
        // When one of its threads fails to write, tantivy reports only that the thread is gone.
        let is_full = || text.contains("writer was killed") && is_full(&path);
        let why = match text.contains("No space left") || text.contains("StorageFull") || is_full() {
            true => {
                "the disk is full; free some space and run the command again, the last commit remains usable".to_owned()
            }
            false => describe(text),
        };
        Error::Index { doing, path, why }
    }
}

/// Returns a conversion into [`Error::IndexDamaged`], for content that cannot be decoded.
pub fn damaged<E: Display>(generation: &Path) -> impl FnOnce(E) -> Error {
    let path = generation.to_owned();
    move |error| Error::IndexDamaged { path, why: error.to_string() }
}

/// Converts an error on opening an index. The index is damaged unless this process merely lacks the permission, the
/// memory or a free file descriptor.
pub fn open_error(generation: &Path, checksums: Option<&Checksums>, error: TantivyError) -> Error {
    let path = generation.to_owned();
    if let Some(why) = checksums.and_then(Checksums::damage) {
        return Error::IndexDamaged { path, why };
    }
    let lacking = io_error(&error).filter(|error| is_lacking(error)).map(reason);
    match lacking {
        Some(why) => Error::Index { doing: "open", path, why },
        None => Error::IndexDamaged { path, why: describe(error.to_string()) },
    }
}

fn io_error(error: &TantivyError) -> Option<&io::Error> {
    match error {
        TantivyError::IoError(error) | TantivyError::LockFailure(LockError::IoError(error), _) => Some(error),
        TantivyError::OpenReadError(OpenReadError::IoError { io_error, .. }) => Some(io_error),
        _ => None,
    }
}

/// Whether an operation failed for reasons that lie with this process or the whole system.
pub fn is_lacking(error: &io::Error) -> bool {
    #[cfg(unix)]
    if error.raw_os_error().is_some_and(|code| {
        let code = rustix::io::Errno::from_raw_os_error(code);
        code == rustix::io::Errno::MFILE || code == rustix::io::Errno::NFILE
    }) {
        return true;
    }
    matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::OutOfMemory)
}

/// Replaces a message of tantivy that contains debug output by what the user can act on.
fn describe(text: String) -> String {
    let state = [("corrupt", "damaged"), ("FileDoesNotExist", "missing")];
    if let Some((_, state)) = state.into_iter().find(|(sign, _)| text.contains(sign)) {
        return format!("one of its files is {state}");
    }
    // The debug format of an error of the operating system.
    let message = text.split_once("message: \"").and_then(|(_, rest)| rest.split_once('"'));
    message.map(|(message, _)| message.to_lowercase()).unwrap_or(text)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_output_of_tantivy_is_replaced() {
        let check = |text: &str, expected: &str| assert_eq!(describe(text.to_owned()), expected);
        let damaged = "one of its files is damaged";
        check("Data corrupted: 'Data corruption (in file `\"meta.json\"`)'", damaged);
        check("Failed to open file for read: 'IoError { … \"Footer magic byte mismatch. File corrupted\" }'", damaged);
        check("Failed to open file for read: 'FileDoesNotExist(\"a.term\")'", "one of its files is missing");
        let denied = "IoError { io_error: Os { code: 13, kind: PermissionDenied, message: \"Permission denied\" }, … }";
        check(denied, "permission denied");
        check("the facts file is truncated", "the facts file is truncated");
    }
}
