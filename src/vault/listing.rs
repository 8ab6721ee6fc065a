//! The files of a vault at one point in time, and how two such listings differ.

use std::collections::BTreeMap;
use std::fs::Metadata;

use serde::{Deserialize, Serialize};
use vaultdex_notes::VaultPath;

use super::time::unix_nanos;

/// The metadata of a file that reveals whether it has changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// Length in bytes.
    pub size: u64,
    /// Time of the last change to the content (mtime), in nanoseconds since 1970; may be negative.
    pub modified: i64,
    /// Time of the last change to content or attributes (ctime), in nanoseconds since 1970; 0 where the system has
    /// none.
    pub changed: i64,
    /// Inode; 0 where the system has none.
    pub inode: u64,
    /// Creation time in nanoseconds since 1970; `modified` where the system has none.
    pub created: i64,
}

impl Stamp {
    /// Takes the stamp from the metadata of a file.
    #[cfg(unix)]
    pub fn of(metadata: &Metadata) -> Stamp {
        use std::os::unix::fs::MetadataExt;
        // A file system may store years that 64 bits of nanoseconds cannot represent; the nearest value serves as well.
        let nanos = |seconds: i64, rest: i64| seconds.saturating_mul(1_000_000_000).saturating_add(rest);
        let modified = nanos(metadata.mtime(), metadata.mtime_nsec());
        Stamp {
            size: metadata.len(),
            modified,
            changed: nanos(metadata.ctime(), metadata.ctime_nsec()),
            inode: metadata.ino(),
            created: metadata.created().map_or(modified, unix_nanos),
        }
    }

    /// Takes the stamp from the metadata of a file.
    #[cfg(not(unix))]
    pub fn of(metadata: &Metadata) -> Stamp {
        let modified = metadata.modified().map_or(0, unix_nanos);
        let created = metadata.created().map_or(modified, unix_nanos);
        Stamp { size: metadata.len(), modified, changed: 0, inode: 0, created }
    }

    /// Whether two stamps of a file imply the same content. Ignores `created`.
    pub fn same(&self, other: &Stamp) -> bool {
        (self.size, self.modified, self.changed, self.inode) == (other.size, other.modified, other.changed, other.inode)
    }

    /// Whether a file that had this stamp when it was read at `seen` (nanoseconds since 1970) may have changed later
    /// without a change of its stamp, because the file system's timestamps are too coarse. The granularity is taken to
    /// be two seconds if both times are whole seconds, otherwise 50 ms.
    pub fn is_racy(&self, seen: i64) -> bool {
        let latest = self.modified.max(self.changed);
        let coarse = self.modified % 1_000_000_000 == 0 && self.changed % 1_000_000_000 == 0;
        let window = if coarse { 2_000_000_000 } else { 50_000_000 };
        latest.saturating_add(window) > seen
    }
}

/// The files of a vault with their stamps, by path.
pub type Listing = BTreeMap<VaultPath, Stamp>;

/// A difference between two listings.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// The file is new.
    Added(VaultPath),
    /// The file has other content.
    Modified(VaultPath),
    /// The file no longer exists.
    Removed(VaultPath),
}

impl Change {
    /// Returns the path of the file.
    pub fn path(&self) -> &VaultPath {
        match self {
            Change::Added(path) | Change::Modified(path) | Change::Removed(path) => path,
        }
    }
}
