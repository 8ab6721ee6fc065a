//! What lies in a vault at one moment, and how two such moments differ.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use vaultdex_notes::VaultPath;

/// What the file system says of a file without opening it, and the hash of what was read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// Length in bytes.
    pub size: u64,
    /// Time of the last change to the content, in nanoseconds since 1970 (may be negative).
    pub modified: i64,
    /// Time of the last change to content or attributes, in nanoseconds since 1970; 0 where the system has none.
    pub changed: i64,
    /// Number of the file on its device; 0 where the system has none.
    pub inode: u64,
    /// Time of creation in nanoseconds since 1970; `modified` where the system has none.
    pub created: i64,
}

impl Stamp {
    /// Whether two looks at a file may be taken for the same content without reading it.
    pub fn same(&self, other: &Stamp) -> bool {
        (self.size, self.modified, self.changed, self.inode) == (other.size, other.modified, other.changed, other.inode)
    }

    /// Whether a file with this stamp, read at `seen` (nanoseconds since 1970), might since have changed without a new
    /// stamp, because its clock ticks too coarsely: two seconds where times are whole seconds, else 50 ms.
    pub fn is_racy(&self, seen: i64) -> bool {
        let latest = self.modified.max(self.changed);
        let coarse = self.modified % 1_000_000_000 == 0 && self.changed % 1_000_000_000 == 0;
        let window = if coarse { 2_000_000_000 } else { 50_000_000 };
        latest.saturating_add(window) > seen
    }
}

/// Every file of a vault, by path.
pub type Listing = BTreeMap<VaultPath, Stamp>;

/// One difference between two listings.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// The file is new.
    Added(VaultPath),
    /// The file is not what it was.
    Modified(VaultPath),
    /// The file is gone.
    Removed(VaultPath),
}

impl Change {
    /// The file that changed.
    pub fn path(&self) -> &VaultPath {
        match self {
            Change::Added(path) | Change::Modified(path) | Change::Removed(path) => path,
        }
    }
}
