//! The index: one document a file, one commit a batch, in a folder of our own that can be deleted at any time.
//! Knows nothing of the vault's folder; it is handed notes and hands back facts.

mod candidates;
mod check;
mod directory;
mod doc_set;
mod facts;
#[cfg(test)]
mod failures;
mod find;
mod folder;
mod permissions;
mod postings;
mod quarantine;
mod read;
#[cfg(unix)]
mod read_at;
mod record;
mod schema;
mod spelling;
mod vocabulary;
mod write;

use std::fmt::Display;
use std::path::Path;

pub use check::{checksums, damage, orphans};
pub use find::{Hit, Matches};
pub use folder::{FORMAT, Folder, Holder, WriteLock};
pub use permissions::{close_to_others, is_open_to_others};
pub use quarantine::{Care, Caution};
pub use read::{Entry, Keys, Reader};
pub use record::{Part, Record};
pub use write::{Document, Writer};

use crate::error::Error;

/// Puts what failed and where around an error of tantivy or of the codec.
fn index_error<E: Display>(doing: &'static str, path: &Path) -> impl FnOnce(E) -> Error {
    let path = path.to_owned();
    move |error| {
        let mut why = error.to_string();
        // Of a thread of its own that could not write, tantivy tells no more than that it is gone.
        let is_full = || why.contains("writer was killed") && is_full(&path);
        if why.contains("No space left") || why.contains("StorageFull") || is_full() {
            why =
                "the disk is full; free some space and run the command again, the last commit still serves".to_owned();
        }
        Error::Index { doing, path, why }
    }
}

/// Whether there is next to no room left where the index lies.
#[cfg(unix)]
fn is_full(path: &Path) -> bool {
    const NEXT_TO_NONE: u64 = 1 << 20;
    rustix::fs::statvfs(path).is_ok_and(|room| room.f_bavail * room.f_frsize < NEXT_TO_NONE)
}

/// Elsewhere nobody is asked.
#[cfg(not(unix))]
fn is_full(_path: &Path) -> bool {
    false
}
