//! The removal of an index.

use std::fs;
use std::io::ErrorKind;

use super::generations::is_generation;
use super::{Folder, WriteLock, is_temporary};
use crate::error::{Error, Result};

/// The files that vaultdex writes into an index folder, besides generations and temporary files. The lock is the last, so that
/// nobody who locks the folder anew loses the tag.
const OWN_FILES: [&str; 6] = ["CURRENT", "holder.json", "reading", "suspects.json", "CACHEDIR.TAG", "lock"];

impl Folder {
    /// Whether there is nothing in the folder, or no folder.
    ///
    /// # Errors
    ///
    /// Fails if it cannot be read, or is a file.
    pub fn is_empty(&self) -> Result<bool> {
        match fs::read_dir(&self.root) {
            Ok(mut entries) => Ok(entries.next().is_none()),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(true),
            Err(error) => Err(Error::read(&self.root, error)),
        }
    }

    /// Removes everything that vaultdex has written into the folder, and the folder if nothing else is in it. Returns
    /// how many bytes that were, given the size of the folder before.
    ///
    /// # Errors
    ///
    /// Fails if something cannot be removed. What is left is still recognized as an index.
    pub fn remove(&self, lock: WriteLock, size_before: u64) -> Result<u64> {
        // Without `CURRENT`, nobody opens a generation of which a part is gone.
        self.remove_file(OWN_FILES[0])?;
        let entries = fs::read_dir(&self.root).map_err(|error| Error::read(&self.root, error))?;
        for entry in entries.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
            match is_folder {
                true if is_generation(&name) || name == "cookies" => {
                    fs::remove_dir_all(entry.path()).map_err(|error| Error::write(entry.path(), error))?;
                }
                false if is_temporary(&name) => self.remove_file(&name)?,
                _ => {}
            }
        }
        OWN_FILES[1..].iter().try_for_each(|name| self.remove_file(name))?;
        let removed = size_before.saturating_sub(self.size());
        drop(lock);
        // Fails if there are other files, and if the folder is a link to another one.
        let _ = fs::remove_dir(&self.root);
        Ok(removed)
    }

    fn remove_file(&self, name: &str) -> Result<()> {
        let path = self.root.join(name);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(Error::write(path, error)),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_belongs_to_an_index_is_removed() {
        let home = tempfile::tempdir().unwrap();
        let folder = Folder::new(home.path().join("index"));
        folder.create().unwrap();
        let lock = folder.try_lock("index", "now").unwrap().expect("free");
        let generation = folder.create_generation(&lock).unwrap();
        fs::write(generation.join("meta.json"), "{}").unwrap();
        folder.publish(&lock, &generation).unwrap();
        fs::create_dir(folder.root().join("bad-3")).unwrap();
        for other in ["gen-1.md", "notes.txt"] {
            fs::write(folder.root().join(other), "precious").unwrap();
        }
        fs::create_dir(folder.root().join("gen-eral")).unwrap();
        let size = folder.size();
        assert_eq!(folder.remove(lock, size).unwrap(), size - 2 * "precious".len() as u64);
        let left = || fs::read_dir(folder.root()).unwrap().map(|entry| entry.unwrap().file_name());
        let mut names: Vec<_> = left().collect();
        names.sort();
        assert_eq!(names, ["gen-1.md", "gen-eral", "notes.txt"]);
        // It is no index any more.
        assert!(folder.create().is_err());
        fs::remove_dir_all(folder.root()).unwrap();
        folder.create().unwrap();
        let lock = folder.try_lock("index", "now").unwrap().expect("free");
        folder.remove(lock, 0).unwrap();
        assert!(!folder.root().exists());
    }
}
