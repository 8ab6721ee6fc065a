//! Deletes the index of a vault.

use super::clock;
use super::freshness::lock_error;
use super::location::Location;
use crate::error::Result;

/// Deletes the index of a vault. Returns how many bytes it had; `None` if there is none.
///
/// # Errors
///
/// Fails if the folder is not an index of this vault, if another process holds it, or if something cannot be deleted.
pub fn purge(location: &Location) -> Result<Option<u64>> {
    let folder = &location.folder;
    if folder.is_empty()? {
        return Ok(None);
    }
    folder.check_is_index("delete")?;
    // Whoever holds the lock is recorded, so the owner has to be known before.
    folder.check_last_owner()?;
    let size = folder.size();
    let lock = folder.try_lock("index purge", &clock::timestamp())?.ok_or_else(|| lock_error(folder))?;
    folder.check_owner()?;
    folder.remove(lock, size).map(Some)
}
