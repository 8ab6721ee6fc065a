//! The write lock of an index folder, and the process that holds it.

use std::fs::{self, File, TryLockError};
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::Folder;
use crate::error::{Error, Result};
use crate::index::permissions::Durability;
use crate::index::{permissions, sealed};
use crate::vault::VaultId;

/// The process that holds the write lock, and its status: the content of `holder.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LockHolder {
    /// The process ID.
    pub pid: u32,
    /// `watch`, `index` or `query`.
    pub role: String,
    /// When it acquired the lock, in RFC 3339 format.
    pub since: String,
    /// The number of changes that are not yet written.
    pub pending: u64,
    /// Why the watcher works only partially, and the command that fixes it.
    pub degraded: Option<String>,
    /// The sandbox that the process entered; `None` if it did not try to.
    #[serde(default)]
    pub sandbox: Option<String>,
    /// The vault whose index it writes.
    #[serde(default)]
    pub vault: Option<VaultId>,
    /// When it last began to compare all files with the index, in nanoseconds since 1970.
    #[serde(default)]
    pub compared: Option<i64>,
}

impl LockHolder {
    /// Describes this process, without pending changes or problems.
    pub fn new(role: &str, since: &str) -> LockHolder {
        LockHolder {
            pid: std::process::id(),
            role: role.to_owned(),
            since: since.to_owned(),
            pending: 0,
            degraded: None,
            sandbox: None,
            vault: None,
            compared: None,
        }
    }
}

/// The right to write to an index folder. Released when it is dropped or the process dies.
#[derive(Debug)]
pub struct WriteLock {
    file: File,
    path: PathBuf,
    holder: PathBuf,
    vault: Option<VaultId>,
}

impl Folder {
    /// Acquires the write lock; returns `None` if another process holds it.
    ///
    /// # Errors
    ///
    /// Fails if the lock file cannot be created or locked.
    pub fn try_lock(&self, role: &str, since: &str) -> Result<Option<WriteLock>> {
        let path = self.root.join("lock");
        let file = permissions::open_private_file(&path).map_err(|error| Error::write(&path, error))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(None),
            Err(TryLockError::Error(error)) => return Err(Error::write(&path, error)),
        }
        let (holder, vault) = (self.root.join("holder.json"), self.vault.clone());
        let lock = WriteLock { file, path, holder, vault };
        // Another process may have removed the file between the two steps.
        if !lock.is_valid() {
            return Ok(None);
        }
        lock.write_holder(&LockHolder::new(role, since))?;
        self.remove_leftovers(&lock);
        Ok(Some(lock))
    }

    /// Returns the process that holds the write lock; `None` if there is none or it is unknown.
    pub fn lock_holder(&self) -> Option<LockHolder> {
        // A shared lock that is released immediately, so that concurrent checks do not affect each other.
        let file = File::open(self.root.join("lock")).ok()?;
        if file.try_lock_shared().is_ok() {
            return None;
        }
        sealed::read(&self.root.join("holder.json"))
    }

    /// Whether a process holds the write lock, known or not.
    pub fn is_locked(&self) -> bool {
        let lock = File::open(self.root.join("lock"));
        lock.is_ok_and(|file| matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock)))
    }
}

impl WriteLock {
    /// Whether the lock still protects the folder. It does not if the folder was removed, even if it was created again.
    pub fn is_valid(&self) -> bool {
        match (self.file.metadata(), fs::metadata(&self.path)) {
            (Ok(held), Ok(existing)) => is_same_file(&held, &existing),
            _ => false,
        }
    }

    /// Publishes the status of the process that holds the lock.
    ///
    /// # Errors
    ///
    /// Fails if the file cannot be written.
    pub fn write_holder(&self, holder: &LockHolder) -> Result<()> {
        let holder = LockHolder { vault: self.vault.clone(), ..holder.clone() };
        sealed::write(&self.holder, &holder, Durability::Unsynced)
    }
}

#[cfg(unix)]
fn is_same_file(left: &fs::Metadata, right: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    (left.dev(), left.ino()) == (right.dev(), right.ino())
}

#[cfg(not(unix))]
fn is_same_file(left: &fs::Metadata, right: &fs::Metadata) -> bool {
    left.created().ok() == right.created().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_is_invalid_once_its_folder_was_removed() {
        let home = tempfile::tempdir().unwrap();
        let folder = Folder::new(home.path().join("index"));
        folder.create().unwrap();
        let lock = folder.try_lock("watch", "now").unwrap().expect("free");
        assert!(lock.is_valid());
        fs::remove_dir_all(folder.root()).unwrap();
        assert!(!lock.is_valid());
        folder.create().unwrap();
        let _other = folder.try_lock("query", "now").unwrap().expect("free");
        assert!(!lock.is_valid());
    }
}
