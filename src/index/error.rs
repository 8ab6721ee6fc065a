//! Converts errors of tantivy and of the codec into the application's error.

use std::fmt::Display;
use std::path::Path;

use crate::error::Error;

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

/// Replaces a message of tantivy that contains debug output by what the user can act on.
fn describe(text: String) -> String {
    let state = [("corrupt", "damaged"), ("FileDoesNotExist", "missing")];
    if let Some((_, state)) = state.into_iter().find(|(sign, _)| text.contains(sign)) {
        return format!("one of its files is {state}; run `vaultdex doctor --fix` to rebuild it");
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
        let rebuild = "run `vaultdex doctor --fix` to rebuild it";
        let damaged = format!("one of its files is damaged; {rebuild}");
        check("Data corrupted: 'Data corruption (in file `\"meta.json\"`)'", &damaged);
        check("Failed to open file for read: 'IoError { … \"Footer magic byte mismatch. File corrupted\" }'", &damaged);
        let missing = format!("one of its files is missing; {rebuild}");
        check("Failed to open file for read: 'FileDoesNotExist(\"a.term\")'", &missing);
        let denied = "IoError { io_error: Os { code: 13, kind: PermissionDenied, message: \"Permission denied\" }, … }";
        check(denied, "permission denied");
        check("the facts file is truncated", "the facts file is truncated");
    }
}
