//! The vault on disk, read and never written: what lies in it, what a file says, and when to look again.
//! Knows nothing of Markdown, of the index or of the terminal.

mod backend;
mod config;
mod events;
mod file_roles;
mod listing;
mod read;
mod scan;
mod settings;
mod watch_limits;
mod watcher;

use std::fs::{self, Metadata};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

pub use backend::Bell;
pub use config::{Excluded, known_vaults, new_note_folder, property_types};
pub use events::Ring;
pub use file_roles::Purposes;
pub use listing::{Change, Listing, Stamp};
pub use read::{CAP, ReadError, Text, read};
pub use scan::{Scan, Unreadable, look, scan};
pub use settings::Settings;
use vaultdex_notes::VaultPath;
pub use watch_limits::troubles_ahead;
pub use watcher::Doorbell;

use crate::error::{Error, Result, reason};

/// A vault's folder, as it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vault {
    root: PathBuf,
    identity: Identity,
}

/// What tells a folder from another one that later stands at the same place: device, inode and time of creation, as far
/// as the system has them. A new folder may get the inode of one that was just removed.
type Identity = (u64, u64, i64);

impl Vault {
    /// Opens the folder `root`. It needs no `.obsidian/`: whoever names a folder means it.
    pub fn open(root: &Path) -> Result<Vault> {
        let no_vault = |why: &str| Error::NoVault { path: root.to_owned(), why: why.to_owned() };
        let metadata = fs::metadata(root).map_err(|error| match error.kind() {
            ErrorKind::NotFound => no_vault("there is no such folder; name one with --vault"),
            _ => no_vault(&reason(&error)),
        })?;
        if !metadata.is_dir() {
            return Err(no_vault("it is not a folder; name the folder that holds the notes"));
        }
        let canonical = fs::canonicalize(root).map_err(|error| no_vault(&reason(&error)))?;
        Ok(Vault { root: canonical, identity: identity(&metadata) })
    }

    /// The folder: absolute, without links or `..`.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The vault's name, which is that of its folder.
    pub fn name(&self) -> String {
        self.root.file_name().unwrap_or(self.root.as_os_str()).to_string_lossy().into_owned()
    }

    /// Whether the very folder that was opened still stands at its place. A folder that was moved away, unmounted or
    /// replaced is not a vault whose notes were all deleted: ask this before believing that files are gone.
    pub fn is_there(&self) -> bool {
        fs::metadata(&self.root).is_ok_and(|metadata| metadata.is_dir() && identity(&metadata) == self.identity)
    }

    /// Whether the folder says of itself that it is a vault: it holds an `.obsidian/`.
    pub fn is_marked(&self) -> bool {
        self.root.join(".obsidian").is_dir()
    }

    /// An error where the vault is not there.
    pub fn check_there(&self) -> Result<()> {
        if self.is_there() {
            return Ok(());
        }
        let why = "the folder is gone or was replaced by another; is its drive mounted?".to_owned();
        Err(Error::NoVault { path: self.root.clone(), why })
    }

    /// The nearest folder from `from` upwards, itself included, that holds an `.obsidian/`.
    pub fn find_upwards(from: &Path) -> Option<PathBuf> {
        let from = std::path::absolute(from).ok()?;
        from.ancestors().find(|folder| folder.join(".obsidian").is_dir()).map(Path::to_owned)
    }

    /// Whether a folder, which need not exist yet, is the vault's root or lies in it with no hidden folder between.
    pub fn shows(&self, folder: &Path) -> bool {
        let there = folder.ancestors().find_map(|parent| Some((parent, fs::canonicalize(parent).ok()?)));
        let Some((parent, place)) = there else { return false };
        let place = folder.strip_prefix(parent).map_or(place.clone(), |rest| place.join(rest));
        let inside = place.strip_prefix(&self.root);
        inside.is_ok_and(|inside| !inside.iter().any(|part| is_hidden(&part.to_string_lossy())))
    }

    /// Where a file of the vault lies on disk.
    pub fn place(&self, path: &VaultPath) -> PathBuf {
        self.root.join(path.as_str())
    }
}

/// Whether a file or folder of this name is invisible to Obsidian (spec/obsidian.md section 4, Hidden).
fn is_hidden(name: &str) -> bool {
    name.starts_with('.')
}

/// What the system says of a file, as the model keeps it.
#[cfg(unix)]
fn stamp(metadata: &Metadata) -> Stamp {
    use std::os::unix::fs::MetadataExt;
    // A file system may hold years that nanoseconds in 64 bits do not reach: the nearest that they do is as good.
    let nanos = |seconds: i64, rest: i64| seconds.saturating_mul(1_000_000_000).saturating_add(rest);
    let modified = nanos(metadata.mtime(), metadata.mtime_nsec());
    Stamp {
        size: metadata.len(),
        modified,
        changed: nanos(metadata.ctime(), metadata.ctime_nsec()),
        inode: metadata.ino(),
        created: metadata.created().map_or(modified, since_1970),
    }
}

/// What the system says of a file, as the model keeps it.
#[cfg(not(unix))]
fn stamp(metadata: &Metadata) -> Stamp {
    let modified = metadata.modified().map_or(0, since_1970);
    let created = metadata.created().map_or(modified, since_1970);
    Stamp { size: metadata.len(), modified, changed: 0, inode: 0, created }
}

#[cfg(unix)]
fn identity(metadata: &Metadata) -> Identity {
    use std::os::unix::fs::MetadataExt;
    (metadata.dev(), metadata.ino(), metadata.created().map_or(0, since_1970))
}

#[cfg(not(unix))]
fn identity(metadata: &Metadata) -> Identity {
    (0, 0, metadata.created().map_or(0, since_1970))
}

/// A moment in nanoseconds since 1970, negative before.
fn since_1970(time: SystemTime) -> i64 {
    let clamp = |nanos: u128| i64::try_from(nanos).unwrap_or(i64::MAX);
    match time.duration_since(UNIX_EPOCH) {
        Ok(after) => clamp(after.as_nanos()),
        Err(before) => -clamp(before.duration().as_nanos()),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_vault_is_a_folder_that_is_there() {
        let home = tempfile::tempdir().unwrap();
        let root = home.path().join("My notes");
        let missing = Vault::open(&root).unwrap_err().to_string();
        assert!(missing.contains("there is no such folder"), "{missing}");

        fs::write(&root, "").unwrap();
        let file = Vault::open(&root).unwrap_err().to_string();
        assert!(file.contains("it is not a folder"), "{file}");

        fs::remove_file(&root).unwrap();
        fs::create_dir(&root).unwrap();
        let vault = Vault::open(&root.join(".")).unwrap();
        assert_eq!(vault.name(), "My notes");
        assert_eq!(vault.root(), fs::canonicalize(&root).unwrap());
    }

    #[test]
    fn a_folder_moved_away_or_replaced_is_not_the_vault() {
        let home = tempfile::tempdir().unwrap();
        let (root, away) = (home.path().join("vault"), home.path().join("away"));
        fs::create_dir(&root).unwrap();
        let vault = Vault::open(&root).unwrap();
        assert!(vault.is_there());
        fs::rename(&root, &away).unwrap();
        assert!(!vault.is_there(), "moved away");
        fs::create_dir(&root).unwrap();
        assert!(!vault.is_there(), "another folder of its name");
        fs::remove_dir(&root).unwrap();
        fs::rename(&away, &root).unwrap();
        assert!(vault.is_there(), "back again");
    }

    #[test]
    fn the_nearest_vault_upwards_is_found() {
        let home = tempfile::tempdir().unwrap();
        let inner = home.path().join("outer/a/inner/b");
        fs::create_dir_all(&inner).unwrap();
        fs::create_dir(home.path().join("outer/.obsidian")).unwrap();
        fs::write(home.path().join("outer/a/.obsidian"), "a file of that name is no vault").unwrap();
        assert_eq!(Vault::find_upwards(&inner), Some(home.path().join("outer")));
        fs::create_dir(home.path().join("outer/a/inner/.obsidian")).unwrap();
        assert_eq!(Vault::find_upwards(&inner), Some(home.path().join("outer/a/inner")));
        assert_eq!(Vault::find_upwards(home.path()), None);
    }

    #[test]
    fn moments_before_1970_are_negative_and_far_ones_are_held() {
        assert_eq!(since_1970(UNIX_EPOCH + Duration::from_nanos(5)), 5);
        assert_eq!(since_1970(UNIX_EPOCH - Duration::from_secs(1)), -1_000_000_000);
        assert_eq!(since_1970(UNIX_EPOCH + Duration::from_secs(1 << 40)), i64::MAX);
    }
}
