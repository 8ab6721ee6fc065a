//! The folder of a vault: how it is opened, named and recognized again later.

use std::fs::{self, Metadata};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use vaultdex_notes::VaultPath;

use super::time::unix_nanos;
use crate::error::{Error, Result, reason};

/// The folder of a vault, as it was when it was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vault {
    root: PathBuf,
    identity: Identity,
}

/// Device, inode and creation time of a folder, as far as the system provides them. The creation time is needed because
/// a new folder may be given the inode of one that was just removed.
type Identity = (u64, u64, i64);

/// By what an index recognizes the vault that it belongs to (docs/spec/cli.md#index-directory).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VaultId {
    /// The canonical path of the folder, with invalid Unicode replaced by U+FFFD.
    pub path: String,
    /// The identity of the folder.
    folder: Identity,
}

impl VaultId {
    /// Whether this is the same vault: at the same path, or the same folder at another path. Device numbers change when
    /// the machine is restarted, inodes when the vault is restored from a backup.
    pub fn is_same_vault(&self, other: &VaultId) -> bool {
        let (_, inode, created) = self.folder;
        let has_identity = inode != 0 || created != 0;
        self.path == other.path || (has_identity && self.folder == other.folder)
    }
}

impl Vault {
    /// Opens the folder `root`. It need not contain `.obsidian/`: a folder that is named explicitly is a vault.
    ///
    /// # Errors
    ///
    /// Fails if `root` does not exist, is not a folder, or cannot be accessed.
    pub fn open(root: &Path) -> Result<Vault> {
        let no_vault = |why: &str| Error::NoVault { path: root.to_owned(), why: why.to_owned() };
        let metadata = fs::metadata(root).map_err(|error| match error.kind() {
            ErrorKind::NotFound => {
                no_vault("there is no such folder; check --vault, VAULTDEX_VAULT or the configuration file")
            }
            _ => no_vault(&reason(&error)),
        })?;
        if !metadata.is_dir() {
            return Err(no_vault("it is not a folder; name the folder that holds the notes"));
        }
        let canonical = fs::canonicalize(root).map_err(|error| no_vault(&reason(&error)))?;
        Ok(Vault { root: canonical, identity: identity(&metadata) })
    }

    /// Returns the canonical path of the folder: absolute, without symbolic links or `..`.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Returns by what an index recognizes the vault.
    pub fn id(&self) -> VaultId {
        VaultId { path: self.root.to_string_lossy().into_owned(), folder: self.identity }
    }

    /// Returns the name of the vault, which is the name of its folder.
    pub fn name(&self) -> String {
        self.root.file_name().unwrap_or(self.root.as_os_str()).to_string_lossy().into_owned()
    }

    /// Whether the folder that was opened still exists at its path. Check this before concluding that files were
    /// deleted: a folder that was moved, unmounted or replaced is not a vault whose notes were all deleted.
    pub fn is_available(&self) -> bool {
        fs::metadata(&self.root).is_ok_and(|metadata| metadata.is_dir() && identity(&metadata) == self.identity)
    }

    /// Whether the folder contains `.obsidian/`.
    pub fn has_obsidian_folder(&self) -> bool {
        self.root.join(".obsidian").is_dir()
    }

    /// Checks that the folder is [available](Vault::is_available).
    ///
    /// # Errors
    ///
    /// Fails if it is not.
    pub fn check_available(&self) -> Result<()> {
        if self.is_available() {
            return Ok(());
        }
        let why = "the folder is gone or was replaced by another; is its drive mounted?".to_owned();
        Err(Error::NoVault { path: self.root.clone(), why })
    }

    /// Returns the nearest of `from` and its parents that contains `.obsidian/`.
    pub fn find_upwards(from: &Path) -> Option<PathBuf> {
        let from = std::path::absolute(from).ok()?;
        from.ancestors().find(|folder| folder.join(".obsidian").is_dir()).map(Path::to_owned)
    }

    /// Whether `folder`, which need not exist yet, is the root of the vault or a folder inside it that is not hidden.
    pub fn contains_visible(&self, folder: &Path) -> bool {
        let existing = folder.ancestors().find_map(|parent| Some((parent, fs::canonicalize(parent).ok()?)));
        let Some((parent, canonical)) = existing else { return false };
        let canonical = folder.strip_prefix(parent).map_or(canonical.clone(), |rest| canonical.join(rest));
        // The vault may have another path too, such as that of a bind mount.
        let root = canonical.ancestors().find(|above| self.is_root(above));
        let inside = root.and_then(|root| canonical.strip_prefix(root).ok());
        inside.is_some_and(|inside| !inside.iter().any(|part| is_hidden(&part.to_string_lossy())))
    }

    /// Whether a path leads to the folder of the vault.
    #[cfg(unix)]
    fn is_root(&self, path: &Path) -> bool {
        path == self.root || fs::metadata(path).is_ok_and(|metadata| identity(&metadata) == self.identity)
    }

    /// Whether a path leads to the folder of the vault.
    #[cfg(not(unix))]
    fn is_root(&self, path: &Path) -> bool {
        fs::canonicalize(path).is_ok_and(|canonical| canonical == self.root)
    }

    /// Returns the absolute path of a file of the vault.
    pub fn absolute_path(&self, path: &VaultPath) -> PathBuf {
        self.root.join(path.as_str())
    }
}

/// Whether Obsidian ignores files and folders of this name (docs/spec/obsidian.md#hidden-files).
pub(super) fn is_hidden(name: &str) -> bool {
    name.starts_with('.')
}

#[cfg(unix)]
fn identity(metadata: &Metadata) -> Identity {
    use std::os::unix::fs::MetadataExt;
    (metadata.dev(), metadata.ino(), metadata.created().map_or(0, unix_nanos))
}

#[cfg(not(unix))]
fn identity(metadata: &Metadata) -> Identity {
    (0, 0, metadata.created().map_or(0, unix_nanos))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vault_is_a_folder_that_is_available() {
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
    fn a_moved_or_replaced_folder_is_not_available() {
        let home = tempfile::tempdir().unwrap();
        let (root, away) = (home.path().join("vault"), home.path().join("away"));
        fs::create_dir(&root).unwrap();
        let vault = Vault::open(&root).unwrap();
        assert!(vault.is_available());
        fs::rename(&root, &away).unwrap();
        assert!(!vault.is_available(), "moved away");
        fs::create_dir(&root).unwrap();
        assert!(!vault.is_available(), "replaced by another folder");
        fs::remove_dir(&root).unwrap();
        fs::rename(&away, &root).unwrap();
        assert!(vault.is_available(), "moved back");
    }

    #[test]
    fn a_vault_is_recognized_by_its_path_or_its_folder() {
        let home = tempfile::tempdir().unwrap();
        let id = |name: &str| Vault::open(&home.path().join(name)).unwrap().id();
        fs::create_dir(home.path().join("a")).unwrap();
        fs::create_dir(home.path().join("b")).unwrap();
        let (a, b) = (id("a"), id("b"));
        assert!(!a.is_same_vault(&b));
        fs::rename(home.path().join("a"), home.path().join("moved")).unwrap();
        assert!(a.is_same_vault(&id("moved")));
        fs::rename(home.path().join("b"), home.path().join("a")).unwrap();
        assert!(a.is_same_vault(&id("a")), "restored at the same path");
        assert!(!id("moved").is_same_vault(&id("a")));
    }

    #[test]
    fn the_nearest_vault_among_the_parents_is_found() {
        let home = tempfile::tempdir().unwrap();
        let inner = home.path().join("outer/a/inner/b");
        fs::create_dir_all(&inner).unwrap();
        fs::create_dir(home.path().join("outer/.obsidian")).unwrap();
        fs::write(home.path().join("outer/a/.obsidian"), "a file of that name does not mark a vault").unwrap();
        assert_eq!(Vault::find_upwards(&inner), Some(home.path().join("outer")));
        fs::create_dir(home.path().join("outer/a/inner/.obsidian")).unwrap();
        assert_eq!(Vault::find_upwards(&inner), Some(home.path().join("outer/a/inner")));
        assert_eq!(Vault::find_upwards(home.path()), None);
    }
}
