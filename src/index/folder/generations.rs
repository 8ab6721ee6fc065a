//! The generations of an index: the current one, the next one, and what is left of others.

use std::fs;
use std::path::{Path, PathBuf};

use super::{Current, FORMAT, Folder, WriteLock, is_temporary};
use crate::error::{Error, Result};
use crate::index::permissions::Durability;
use crate::index::{permissions, sealed};

impl Folder {
    /// Creates the folder of the next generation.
    ///
    /// # Errors
    ///
    /// Fails if the folder cannot be created.
    pub fn create_generation(&self, _lock: &WriteLock) -> Result<PathBuf> {
        let mut names = self.generations();
        let damaged = self.damaged_generations();
        names.extend(
            damaged.iter().filter_map(|bad| Some(bad.file_name()?.to_string_lossy().replacen("bad-", "gen-", 1))),
        );
        let last = names.iter().filter_map(|name| generation_number(name)).max();
        let folder = self.root.join(format!("gen-{}", last.unwrap_or(0) + 1));
        permissions::create_private_folder(&folder)?;
        Ok(folder)
    }

    /// Makes a finished generation the current one and removes all others. Readers that have one of those open can
    /// continue: its files are unlinked, never truncated.
    ///
    /// # Errors
    ///
    /// Fails if `CURRENT` cannot be written.
    pub fn publish(&self, lock: &WriteLock, generation: &Path) -> Result<()> {
        let name = generation.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let terminology = self.terminology.clone().unwrap_or_default();
        let current = Current { generation: name, format: FORMAT, terminology, vault: self.vault.clone() };
        sealed::write(&self.root.join("CURRENT"), &current, Durability::Synced)?;
        self.remove_leftovers(lock);
        Ok(())
    }

    /// Removes the [leftovers](Folder::leftovers). Those that cannot be removed now are left for the next time.
    pub fn remove_leftovers(&self, _lock: &WriteLock) {
        for path in self.leftovers() {
            let _ = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
        }
    }

    /// Returns what a killed writer has left: generations that are not current, and temporary files.
    pub fn leftovers(&self) -> Vec<PathBuf> {
        // A generation with another terminology or of another vault is kept until it is replaced.
        let current = Folder { terminology: None, vault: None, ..self.clone() }.current();
        let mut leftovers: Vec<PathBuf> = self.generations().iter().map(|name| self.root.join(name)).collect();
        leftovers.retain(|folder| Some(folder) != current.as_ref());
        for folder in [Some(&self.root), current.as_ref()].into_iter().flatten() {
            let entries = fs::read_dir(folder).into_iter().flatten().flatten();
            let temporary = entries.filter(|entry| {
                is_temporary(&entry.file_name().to_string_lossy()) && entry.file_type().is_ok_and(|it| it.is_file())
            });
            leftovers.extend(temporary.map(|entry| entry.path()));
        }
        leftovers
    }

    /// Moves a damaged generation aside, replacing the one that was moved before. There is no current generation then
    /// until the next one is published: no result is better than a wrong one.
    ///
    /// # Errors
    ///
    /// Fails if a folder cannot be removed or renamed.
    pub fn set_aside(&self, _lock: &WriteLock, generation: &Path) -> Result<()> {
        for bad in self.damaged_generations() {
            fs::remove_dir_all(&bad).map_err(|error| Error::write(&bad, error))?;
        }
        let name = generation.file_name().unwrap_or_default().to_string_lossy().replacen("gen-", "bad-", 1);
        fs::rename(generation, self.root.join(name)).map_err(|error| Error::write(generation, error))
    }

    /// Returns the damaged generations that were [set aside](Folder::set_aside).
    pub fn damaged_generations(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(&self.root).into_iter().flatten().flatten();
        let is_bad = |name: &str| name.strip_prefix("bad-").is_some_and(|rest| rest.parse::<u64>().is_ok());
        entries.filter(|entry| is_bad(&entry.file_name().to_string_lossy())).map(|entry| entry.path()).collect()
    }

    fn generations(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.root).into_iter().flatten().flatten();
        let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
        names.filter(|name| generation_number(name).is_some()).collect()
    }
}

/// Whether a folder is a generation, current, left over or damaged, to judge by its name.
pub fn is_generation(name: &str) -> bool {
    name.strip_prefix("gen-").or(name.strip_prefix("bad-")).is_some_and(|rest| rest.parse::<u64>().is_ok())
}

/// Parses the number of a generation from the name of its folder.
fn generation_number(name: &str) -> Option<u64> {
    name.strip_prefix("gen-")?.parse().ok()
}
