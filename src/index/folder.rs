//! The index folder: its generations, the pointer to the current one, and the vault that it belongs to.
//!
//! ```text
//! CACHEDIR.TAG      makes backup tools skip the folder
//! CURRENT           name and format of the current generation, and the vault it belongs to; replaced by a rename
//! gen-1/            a tantivy index
//! bad-1/            the last generation that was found damaged, for diagnosis
//! cookies/          files by which a query checks that a running watcher has seen all changes
//! lock              locked by the one process that writes; released by the kernel when it dies
//! holder.json       which process holds the lock; informational
//! reading           the notes that are being read, and
//! suspects.json     those whose reading crashed the process: see `quarantine`
//! ```

mod generations;
mod lock;
mod removal;

use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use vaultdex_records::Terminology;

pub use self::lock::{LockHolder, WriteLock};
use super::permissions::{Durability, write_atomically};
use super::{permissions, sealed};
use crate::error::{Error, Result};
use crate::vault::{Vault, VaultId};

/// Version of schema, tokenizer, stored facts and extractors. An index with another version is rebuilt from the notes.
pub const FORMAT: u32 = 18;

/// Returns the name and version of the search engine: `tantivy v0.27.0`.
pub fn engine_version() -> &'static str {
    let version = tantivy::version_string();
    version.split_once(',').map_or(version, |(engine, _)| engine)
}

/// The content of `CACHEDIR.TAG`, by which vaultdex recognizes its own folders as well.
const TAG: &str = "Signature: 8a477f597d28d172789f06886806bc55\n# An index that vaultdex can rebuild from the notes.\n";

/// An index folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folder {
    root: PathBuf,
    /// The key of the terminology with which the notes must have been read; `None` accepts any.
    terminology: Option<String>,
    /// The vault that the index must belong to; `None` accepts any.
    vault: Option<VaultId>,
}

/// The content of `CURRENT`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Current {
    generation: String,
    format: u32,
    /// The key of the terminology with which the notes were read; empty for the built-in one.
    #[serde(default, rename = "wording")]
    terminology: String,
    /// The vault that the index belongs to.
    #[serde(default)]
    vault: Option<VaultId>,
}

impl Folder {
    /// Names an index folder without accessing it.
    pub fn new(root: impl Into<PathBuf>) -> Folder {
        Folder { root: root.into(), terminology: Some(String::new()), vault: None }
    }

    /// Returns the folder for this vault: an index of another vault is never current.
    pub fn of_vault(self, vault: &Vault) -> Folder {
        Folder { vault: Some(vault.id()), ..self }
    }

    /// Returns the folder for notes that use this terminology: an index that was built with another one is not current.
    pub fn with_terminology(self, terminology: &Terminology) -> Folder {
        let key = match terminology.is_empty() {
            true => String::new(),
            false => {
                let json = serde_json::to_vec(terminology).unwrap_or_default();
                blake3::hash(&json).to_hex()[..16].to_owned()
            }
        };
        Folder { terminology: Some(key), ..self }
    }

    /// Returns the folder for any terminology: whatever index is there is current.
    pub fn with_any_terminology(&self) -> Folder {
        Folder { terminology: None, ..self.clone() }
    }

    /// Whether the folder contains an index that was built with another terminology.
    pub fn has_other_terminology(&self) -> bool {
        self.current().is_none() && self.with_any_terminology().current().is_some()
    }

    /// Returns the path of the folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Returns the folder for cookies.
    pub fn cookies(&self) -> PathBuf {
        self.root.join("cookies")
    }

    /// Checks that the index, or the process that is writing it, belongs to the vault.
    ///
    /// # Errors
    ///
    /// Fails with [`Error::IndexOfOtherVault`] if it does not.
    pub fn check_owner(&self) -> Result<()> {
        let Some(vault) = &self.vault else { return Ok(()) };
        let recorded = self.read_current().and_then(|current| current.vault);
        self.check_is(vault, recorded.or_else(|| self.lock_holder()?.vault))
    }

    /// Checks that the index, even if it is unfinished, was last written for the vault.
    ///
    /// # Errors
    ///
    /// Fails with [`Error::IndexOfOtherVault`] if it was not, and if the folder does not tell.
    pub fn check_last_owner(&self) -> Result<()> {
        let Some(vault) = &self.vault else { return Ok(()) };
        let recorded = self.read_current().and_then(|current| current.vault);
        let last_holder = || sealed::read::<LockHolder>(&self.root.join("holder.json"))?.vault;
        let Some(owner) = recorded.or_else(last_holder) else {
            let why = "it does not say which vault it belongs to; delete the folder yourself".to_owned();
            return Err(Error::Index { doing: "delete", path: self.root.clone(), why });
        };
        self.check_is(vault, Some(owner))
    }

    fn check_is(&self, vault: &VaultId, owner: Option<VaultId>) -> Result<()> {
        owner.filter(|owner| !owner.is_same_vault(vault)).map_or(Ok(()), |owner| {
            let (index, vault) = (self.root.clone(), PathBuf::from(&vault.path));
            Err(Error::IndexOfOtherVault { index, owner: owner.path, vault })
        })
    }

    /// Whether the vault was moved or restored since the index was written, so that its owner has to be recorded anew.
    pub fn has_moved_vault(&self) -> bool {
        let recorded = self.read_current().and_then(|current| current.vault);
        self.vault.is_some() && recorded.is_some() && recorded != self.vault
    }

    /// Records the vault as the owner of the index, if it was moved or restored.
    ///
    /// # Errors
    ///
    /// Fails if the index belongs to another vault, or if `CURRENT` cannot be written.
    pub fn take_over(&self, _lock: &WriteLock) -> Result<()> {
        self.check_owner()?;
        match self.read_current() {
            Some(current) if self.has_moved_vault() => {
                let current = Current { vault: self.vault.clone(), ..current };
                sealed::write(&self.root.join("CURRENT"), &current, Durability::Synced)
            }
            _ => Ok(()),
        }
    }

    fn read_current(&self) -> Option<Current> {
        sealed::read(&self.root.join("CURRENT"))
    }

    /// Creates the folder and its fixed contents, accessible to its owner only.
    ///
    /// # Errors
    ///
    /// Fails if the folder cannot be created, or contains files that are not from vaultdex: it would remove them.
    pub fn create(&self) -> Result<()> {
        let tag = self.root.join("CACHEDIR.TAG");
        let has_tag = self.has_tag();
        let mut entries = fs::read_dir(&self.root).into_iter().flatten().flatten();
        // If the creation of the folder was interrupted, it contains nothing but an unfinished `CACHEDIR.TAG`.
        if entries.any(|entry| !is_unfinished_tag(&entry)) {
            self.check_is_index("create")?;
        }
        permissions::create_private_folder(&self.root)?;
        // Written first, so that everything else in the folder is known to be from vaultdex, also after a power failure.
        if !has_tag {
            let written = write_atomically(&tag, TAG.as_bytes(), Durability::Synced);
            // Another process that creates the folder too may have removed the unfinished file as a leftover.
            written.or_else(|error| if self.has_tag() { Ok(()) } else { Err(error) })?;
        }
        permissions::create_private_folder(&self.cookies())
    }

    fn has_tag(&self) -> bool {
        fs::read(self.root.join("CACHEDIR.TAG")).is_ok_and(|bytes| bytes == TAG.as_bytes())
    }

    /// Checks that the folder is from vaultdex. `doing` is the verb of the error.
    ///
    /// # Errors
    ///
    /// Fails if it contains only files that are not from vaultdex.
    pub fn check_is_index(&self, doing: &'static str) -> Result<()> {
        // Either of the two may be damaged.
        if self.has_tag() || self.read_current().is_some() {
            return Ok(());
        }
        let why = "the folder contains other files; name a new or empty folder with --index-dir".to_owned();
        Err(Error::Index { doing, path: self.root.clone(), why })
    }

    /// Returns the folder of the current generation, if there is one of this format and terminology.
    pub fn current(&self) -> Option<PathBuf> {
        let mut current = self.read_current()?;
        loop {
            let has_terminology = self.terminology.as_ref().is_none_or(|it| *it == current.terminology);
            let is_own = match (&self.vault, &current.vault) {
                (Some(vault), Some(owner)) => owner.is_same_vault(vault),
                _ => true,
            };
            let is_usable =
                current.format == FORMAT && has_terminology && is_own && current.generation.starts_with("gen-");
            let folder = self.root.join(&current.generation);
            if is_usable && folder.join("meta.json").exists() {
                return Some(folder);
            }
            // The generation may have been replaced since its name was read.
            let again = self.read_current()?;
            if again == current {
                return None;
            }
            current = again;
        }
    }

    /// Creates a cookie: an empty file that a running watcher removes when it notices it.
    ///
    /// # Errors
    ///
    /// Fails if the file exists or cannot be created.
    pub fn create_cookie(&self, name: &str) -> std::io::Result<PathBuf> {
        let cookie = self.cookies().join(name);
        permissions::create_private_file(&cookie)?;
        Ok(cookie)
    }

    /// Returns the total size of all files in the folder, in bytes.
    pub fn size(&self) -> u64 {
        fn size(folder: &Path) -> u64 {
            let entries = fs::read_dir(folder).into_iter().flatten().flatten();
            let sizes = entries.map(|entry| match entry.metadata() {
                Ok(metadata) if metadata.is_dir() => size(&entry.path()),
                Ok(metadata) => metadata.len(),
                Err(_) => 0,
            });
            sizes.sum()
        }
        size(&self.root)
    }
}

/// Whether a file is a `CACHEDIR.TAG` whose writer was killed: a temporary file with the beginning of its text.
fn is_unfinished_tag(entry: &fs::DirEntry) -> bool {
    let is_short = |metadata: fs::Metadata| metadata.is_file() && metadata.len() <= TAG.len() as u64;
    is_temporary(&entry.file_name().to_string_lossy())
        && entry.metadata().is_ok_and(is_short)
        && fs::read(entry.path()).is_ok_and(|bytes| TAG.as_bytes().starts_with(&bytes))
}

/// Whether a file is one of the temporary files that are renamed once they are complete, to judge by its name.
fn is_temporary(name: &str) -> bool {
    name.strip_prefix(".tmp")
        .is_some_and(|rest| rest.len() == 6 && rest.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_has_one_lock_and_the_next_holder_removes_leftovers() {
        let home = tempfile::tempdir().unwrap();
        let folder = Folder::new(home.path().join("index"));
        folder.create().unwrap();
        assert_eq!(folder.lock_holder(), None);
        let lock = folder.try_lock("watch", "now").unwrap().expect("free");
        assert!(folder.try_lock("query", "now").unwrap().is_none());
        assert_eq!(
            folder.lock_holder().map(|holder| (holder.pid, holder.role)),
            Some((std::process::id(), "watch".to_owned()))
        );

        let first = folder.create_generation(&lock).unwrap();
        fs::write(first.join("meta.json"), "{}").unwrap();
        assert_eq!(folder.current(), None);
        folder.publish(&lock, &first).unwrap();
        assert_eq!(folder.current(), Some(first.clone()));

        let left_by_a_killed_writer = folder.create_generation(&lock).unwrap();
        fs::write(first.join(".tmpabc123"), "x").unwrap();
        fs::create_dir(folder.root().join("gen-ai")).unwrap();
        fs::write(folder.root().join(".tmpnotes"), "x").unwrap();
        drop(lock);
        let _lock = folder.try_lock("index", "later").unwrap().expect("free again");
        assert!(!left_by_a_killed_writer.exists());
        assert!(!first.join(".tmpabc123").exists());
        assert!(folder.root().join("gen-ai").exists() && folder.root().join(".tmpnotes").exists());
        assert_eq!(folder.current(), Some(first));
    }

    #[test]
    fn an_index_with_another_terminology_is_not_current() {
        let home = tempfile::tempdir().unwrap();
        let plain = Folder::new(home.path().join("index"));
        plain.create().unwrap();
        let lock = plain.try_lock("index", "now").unwrap().expect("free");
        let first = plain.create_generation(&lock).unwrap();
        fs::write(first.join("meta.json"), "{}").unwrap();
        plain.publish(&lock, &first).unwrap();
        let terminology = |meant: &str| Terminology {
            synonyms: [("Quelle".to_owned(), meant.to_owned())].into(),
            ..Terminology::default()
        };
        let other = plain.clone().with_terminology(&terminology("source"));
        assert_eq!((plain.current(), other.current()), (Some(first.clone()), None));
        assert!(other.has_other_terminology() && !plain.has_other_terminology());
        assert_eq!(other.with_any_terminology().current(), Some(first));
        let second = other.create_generation(&lock).unwrap();
        fs::write(second.join("meta.json"), "{}").unwrap();
        other.publish(&lock, &second).unwrap();
        assert_eq!((plain.current(), other.current()), (None, Some(second)));
        assert_eq!(plain.with_terminology(&terminology("target")).current(), None);
    }

    #[test]
    fn a_folder_with_other_files_is_refused() {
        let home = tempfile::tempdir().unwrap();
        let folder = Folder::new(home.path());
        fs::write(home.path().join("thesis.txt"), "precious").unwrap();
        assert!(folder.create().unwrap_err().to_string().contains("the folder contains other files"));
        fs::remove_file(home.path().join("thesis.txt")).unwrap();
        // What is only named like a temporary file of ours is not ours.
        let temporary = home.path().join(".tmpAb12cd");
        fs::write(&temporary, "precious").unwrap();
        assert!(folder.create().is_err());
        fs::remove_file(&temporary).unwrap();
        fs::create_dir(&temporary).unwrap();
        assert!(folder.create().is_err());
        fs::remove_dir(&temporary).unwrap();
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink("/dev/null", &temporary).unwrap();
            assert!(folder.create().is_err());
            fs::remove_file(&temporary).unwrap();
        }
        assert!(fs::read_dir(home.path()).unwrap().next().is_none(), "nothing was created");
        // Left by a killed process.
        fs::write(&temporary, &TAG[..20]).unwrap();
        folder.create().unwrap();
        folder.create().unwrap();
    }

    #[test]
    fn an_index_belongs_to_one_vault() {
        let home = tempfile::tempdir().unwrap();
        let open = |name: &str| Vault::open(&home.path().join(name)).unwrap();
        fs::create_dir(home.path().join("a")).unwrap();
        fs::create_dir(home.path().join("b")).unwrap();
        let folder = |name: &str| Folder::new(home.path().join("index")).of_vault(&open(name));
        let of_a = folder("a");
        of_a.create().unwrap();
        let lock = of_a.try_lock("index", "now").unwrap().expect("free");
        assert!(of_a.check_owner().is_ok());
        assert!(folder("b").check_owner().is_err(), "it is being built");
        let generation = of_a.create_generation(&lock).unwrap();
        fs::write(generation.join("meta.json"), "{}").unwrap();
        of_a.publish(&lock, &generation).unwrap();
        drop(lock);
        let error = folder("b").check_owner().unwrap_err().to_string();
        assert!(error.contains("/a`, not to `") && error.contains("/b`;"), "{error}");
        assert_eq!((of_a.current(), folder("b").current()), (Some(generation.clone()), None));

        fs::rename(home.path().join("a"), home.path().join("moved")).unwrap();
        fs::rename(home.path().join("b"), home.path().join("a")).unwrap();
        let moved = folder("moved");
        assert!(moved.check_owner().is_ok() && moved.has_moved_vault());
        let lock = moved.try_lock("query", "now").unwrap().expect("free");
        moved.take_over(&lock).unwrap();
        assert!(!moved.has_moved_vault());
        assert_eq!(moved.current(), Some(generation));
        assert!(folder("a").check_owner().is_err(), "another vault at the old path");
    }

    #[test]
    fn damaged_files_of_the_folder_are_replaced() {
        let home = tempfile::tempdir().unwrap();
        let folder = Folder::new(home.path().join("index"));
        folder.create().unwrap();
        let lock = folder.try_lock("watch", "now").unwrap().expect("free");
        let generation = folder.create_generation(&lock).unwrap();
        fs::write(generation.join("meta.json"), "{}").unwrap();
        folder.publish(&lock, &generation).unwrap();
        fs::write(folder.root().join("CACHEDIR.TAG"), "Signature: 8a").unwrap();
        folder.create().unwrap();
        assert_eq!(fs::read_to_string(folder.root().join("CACHEDIR.TAG")).unwrap(), TAG);
        let mut holder = fs::read(folder.root().join("holder.json")).unwrap();
        holder[3] ^= 1;
        fs::write(folder.root().join("holder.json"), holder).unwrap();
        assert!(folder.lock_holder().is_none() && folder.is_locked());
        let mut current = fs::read(folder.root().join("CURRENT")).unwrap();
        current[20] ^= 1;
        fs::write(folder.root().join("CURRENT"), current).unwrap();
        assert_eq!(folder.current(), None);
        folder.create().unwrap();
        drop(lock);
        assert!(!folder.is_locked());
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_can_access_the_folder() {
        use std::os::unix::fs::PermissionsExt;
        let home = tempfile::tempdir().unwrap();
        let folder = Folder::new(home.path().join("deep/index"));
        folder.create().unwrap();
        for path in [folder.root().to_owned(), folder.cookies()] {
            assert_eq!(fs::metadata(path).unwrap().permissions().mode() & 0o777, 0o700);
        }
    }
}
