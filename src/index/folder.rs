//! The index folder: generations, the pointer to the current one, and the writer's lock.
//!
//! ```text
//! CACHEDIR.TAG      tells backup tools to pass by
//! CURRENT           name and format of the generation that serves; renamed over to switch
//! gen-1/            a tantivy index
//! bad-1/            the last one that was found damaged, for whoever wants to know why
//! cookies/          where a query asks a running watcher whether it has seen everything
//! lock              held by the one process that writes; its death frees it
//! holder.json       who holds the lock, for messages and `status` only
//! reading           the notes that are being read, and
//! suspects.json     those at which a reader died: see `caution`
//! ```

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use vaultdex_records::Wording;

use super::permissions;
use super::permissions::{Durable, write_over};
use crate::error::{Error, Result};

/// Version of schema, tokenizers, facts and extractors. Another number means a new generation, built from the notes.
pub const FORMAT: u32 = 12;

/// What tells backup tools, and us, what the folder is.
const TAG: &str = "Signature: 8a477f597d28d172789f06886806bc55\n# An index that vaultdex can rebuild from the notes.\n";

/// Where an index lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folder {
    root: PathBuf,
    /// By which words the notes must have been read, as their key; any will do where there is none.
    wording: Option<String>,
}

/// What `CURRENT` says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Current {
    generation: String,
    format: u32,
    /// By which words the notes were read; nothing for those that vaultdex knows by itself.
    #[serde(default)]
    wording: String,
}

/// Who holds the lock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    /// The process.
    pub pid: u32,
    /// `watch`, `index` or `query`.
    pub role: String,
    /// Since when, RFC 3339.
    pub since: String,
    /// How many changes wait to be written.
    pub pending: u64,
    /// Why the watcher does less than it should, and the command that mends it.
    pub degraded: Option<String>,
    /// What it may do at most, as the system holds it to that; `None` where nobody asked.
    #[serde(default)]
    pub sandbox: Option<String>,
}

impl Holder {
    /// This process, with nothing to do and nothing to complain of.
    pub fn new(role: &str, since: &str) -> Holder {
        Holder {
            pid: std::process::id(),
            role: role.to_owned(),
            since: since.to_owned(),
            pending: 0,
            degraded: None,
            sandbox: None,
        }
    }
}

/// The right to write, for as long as it lives. The kernel takes it back when the process dies.
#[derive(Debug)]
pub struct WriteLock {
    file: File,
    path: PathBuf,
    holder: PathBuf,
}

impl Folder {
    /// Names an index folder. Nothing is made or read yet.
    pub fn new(root: impl Into<PathBuf>) -> Folder {
        Folder { root: root.into(), wording: Some(String::new()) }
    }

    /// The folder for notes that put things so: what was read by other words does not serve.
    pub fn worded(self, wording: &Wording) -> Folder {
        let key = match wording.is_empty() {
            true => String::new(),
            false => {
                let said = serde_json::to_vec(wording).unwrap_or_default();
                blake3::hash(&said).to_hex()[..16].to_owned()
            }
        };
        Folder { wording: Some(key), ..self }
    }

    /// The folder as it was left, by whatever words.
    pub fn as_it_is(&self) -> Folder {
        Folder { root: self.root.clone(), wording: None }
    }

    /// Whether what serves was read by other words.
    pub fn is_worded_otherwise(&self) -> bool {
        self.current().is_none() && self.as_it_is().current().is_some()
    }

    /// The folder itself.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Where cookies are dropped.
    pub fn cookies(&self) -> PathBuf {
        self.root.join("cookies")
    }

    /// Makes the folder, readable for its owner only, with what every index folder holds. A folder that is there and
    /// holds anything else is refused: what an index folder does not know, it removes.
    pub fn create(&self) -> Result<()> {
        let is_ours = || fs::read_to_string(self.root.join("CACHEDIR.TAG")).is_ok_and(|text| text.contains("vaultdex"));
        let mut others = fs::read_dir(&self.root).into_iter().flatten().flatten();
        // A temporary file alone is what is left where the making of the folder was interrupted.
        if others.any(|entry| !is_temporary(&entry.file_name().to_string_lossy())) && !is_ours() {
            let why = "it holds other things; name a new or empty folder with --index-dir".to_owned();
            return Err(Error::Index { doing: "make", path: self.root.clone(), why });
        }
        permissions::make_folder(&self.root)?;
        // First of all, so that whatever else is here is known to be ours.
        let tag = self.root.join("CACHEDIR.TAG");
        if !tag.exists() {
            write_over(&tag, TAG.as_bytes(), Durable::No)?;
        }
        permissions::make_folder(&self.cookies())
    }

    /// The folder of the generation that serves, where there is one of our format that was read by our words.
    pub fn current(&self) -> Option<PathBuf> {
        let read = || fs::read(self.root.join("CURRENT")).ok();
        let mut text = read()?;
        loop {
            let current: Current = serde_json::from_slice(&text).ok()?;
            let is_worded = self.wording.as_ref().is_none_or(|wording| *wording == current.wording);
            let is_ours = current.format == FORMAT && is_worded && current.generation.starts_with("gen-");
            let folder = self.root.join(&current.generation);
            if is_ours && folder.join("meta.json").exists() {
                return Some(folder);
            }
            // The generation may have been replaced since its name was read.
            let again = read()?;
            if again == text {
                return None;
            }
            text = again;
        }
    }

    /// A fresh folder for the next generation. Only the holder of the lock may ask.
    pub fn begin_generation(&self, _lock: &WriteLock) -> Result<PathBuf> {
        let mut names = self.generations();
        names.extend(
            self.set_aside_before()
                .iter()
                .filter_map(|bad| Some(bad.file_name()?.to_string_lossy().replacen("bad-", "gen-", 1))),
        );
        let last = names.iter().filter_map(|name| number(name)).max();
        let folder = self.root.join(format!("gen-{}", last.unwrap_or(0) + 1));
        permissions::make_folder(&folder)?;
        Ok(folder)
    }

    /// Makes a finished generation the one that serves, then removes all others. A reader that has one of those open
    /// keeps it: its files are unlinked, never cut short.
    pub fn publish(&self, lock: &WriteLock, generation: &Path) -> Result<()> {
        let name = generation.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let wording = self.wording.clone().unwrap_or_default();
        let current = Current { generation: name, format: FORMAT, wording };
        let bytes = serde_json::to_vec(&current).unwrap_or_default();
        write_over(&self.root.join("CURRENT"), &bytes, Durable::Yes)?;
        self.collect(lock);
        Ok(())
    }

    /// A cookie for a running watcher: an empty file that it takes away.
    pub fn drop_cookie(&self, name: &str) -> std::io::Result<PathBuf> {
        let cookie = self.cookies().join(name);
        permissions::make_file(&cookie)?;
        Ok(cookie)
    }

    /// Removes what a killed writer left: generations that do not serve and temporary files. What can't be removed now
    /// is left for the next time.
    pub fn collect(&self, _lock: &WriteLock) {
        for path in self.left_behind() {
            let _ = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
        }
    }

    /// What a killed writer left.
    pub fn left_behind(&self) -> Vec<PathBuf> {
        // What was read by other words serves until it is replaced.
        let current = self.as_it_is().current();
        let mut left: Vec<PathBuf> = self.generations().iter().map(|name| self.root.join(name)).collect();
        left.retain(|folder| Some(folder) != current.as_ref());
        for folder in [Some(&self.root), current.as_ref()].into_iter().flatten() {
            let entries = fs::read_dir(folder).into_iter().flatten().flatten();
            let temporary = entries.filter(|entry| is_temporary(&entry.file_name().to_string_lossy()));
            left.extend(temporary.map(|entry| entry.path()));
        }
        left
    }

    /// Moves a damaged generation out of the way and keeps it, the last one only. Readers find none until the next is
    /// published: no answer is better than a wrong one.
    pub fn set_aside(&self, _lock: &WriteLock, generation: &Path) -> Result<()> {
        for bad in self.set_aside_before() {
            fs::remove_dir_all(&bad).map_err(|error| Error::write(&bad, error))?;
        }
        let name = generation.file_name().unwrap_or_default().to_string_lossy().replacen("gen-", "bad-", 1);
        fs::rename(generation, self.root.join(name)).map_err(|error| Error::write(generation, error))
    }

    /// The damaged generations that were moved out of the way.
    pub fn set_aside_before(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(&self.root).into_iter().flatten().flatten();
        let is_bad = |name: &str| name.strip_prefix("bad-").is_some_and(|rest| rest.parse::<u64>().is_ok());
        entries.filter(|entry| is_bad(&entry.file_name().to_string_lossy())).map(|entry| entry.path()).collect()
    }

    fn generations(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.root).into_iter().flatten().flatten();
        let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
        names.filter(|name| number(name).is_some()).collect()
    }

    /// Takes the lock, if nobody holds it.
    pub fn try_lock(&self, role: &str, since: &str) -> Result<Option<WriteLock>> {
        let path = self.root.join("lock");
        let file = permissions::open_file(&path).map_err(|error| Error::write(&path, error))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(None),
            Err(TryLockError::Error(error)) => return Err(Error::write(&path, error)),
        }
        let lock = WriteLock { file, path, holder: self.root.join("holder.json") };
        lock.tell(&Holder::new(role, since))?;
        self.collect(&lock);
        Ok(Some(lock))
    }

    /// Who holds the lock, as far as it can be told; `None` when nobody does.
    pub fn holder(&self) -> Option<Holder> {
        // A shared lock, and let go at once: two who ask are not in each other's way.
        let file = File::open(self.root.join("lock")).ok()?;
        if file.try_lock_shared().is_ok() {
            return None;
        }
        serde_json::from_slice(&fs::read(self.root.join("holder.json")).ok()?).ok()
    }

    /// Size of everything in the folder, in bytes.
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

impl WriteLock {
    /// Whether the lock still guards the folder: not where the folder was removed, and perhaps made anew, beneath it.
    pub fn is_ours(&self) -> bool {
        match (self.file.metadata(), fs::metadata(&self.path)) {
            (Ok(held), Ok(there)) => same_file(&held, &there),
            _ => false,
        }
    }

    /// Says who holds the lock and how it fares.
    pub fn tell(&self, holder: &Holder) -> Result<()> {
        write_over(&self.holder, &serde_json::to_vec(holder).unwrap_or_default(), Durable::No)
    }
}

#[cfg(unix)]
fn same_file(one: &fs::Metadata, other: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    (one.dev(), one.ino()) == (other.dev(), other.ino())
}

#[cfg(not(unix))]
fn same_file(one: &fs::Metadata, other: &fs::Metadata) -> bool {
    one.created().ok() == other.created().ok()
}

/// The number of a generation, by its folder's name.
fn number(name: &str) -> Option<u64> {
    name.strip_prefix("gen-")?.parse().ok()
}

/// Whether a file is one of those that are made to be renamed, and were not because their maker was killed.
fn is_temporary(name: &str) -> bool {
    name.strip_prefix(".tmp")
        .is_some_and(|rest| rest.len() == 6 && rest.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_lock_a_folder_and_the_next_holder_tidies_up() {
        let place = tempfile::tempdir().unwrap();
        let folder = Folder::new(place.path().join("index"));
        folder.create().unwrap();
        assert_eq!(folder.holder(), None);
        let lock = folder.try_lock("watch", "now").unwrap().expect("free");
        assert!(folder.try_lock("query", "now").unwrap().is_none());
        assert_eq!(
            folder.holder().map(|holder| (holder.pid, holder.role)),
            Some((std::process::id(), "watch".to_owned()))
        );

        let first = folder.begin_generation(&lock).unwrap();
        fs::write(first.join("meta.json"), "{}").unwrap();
        assert_eq!(folder.current(), None);
        folder.publish(&lock, &first).unwrap();
        assert_eq!(folder.current(), Some(first.clone()));

        let left_by_a_killed_writer = folder.begin_generation(&lock).unwrap();
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
    fn what_was_read_by_other_words_does_not_serve() {
        let place = tempfile::tempdir().unwrap();
        let plain = Folder::new(place.path().join("index"));
        plain.create().unwrap();
        let lock = plain.try_lock("index", "now").unwrap().expect("free");
        let first = plain.begin_generation(&lock).unwrap();
        fs::write(first.join("meta.json"), "{}").unwrap();
        plain.publish(&lock, &first).unwrap();
        let wording =
            |meant: &str| Wording { synonyms: [("Quelle".to_owned(), meant.to_owned())].into(), ..Wording::default() };
        let worded = plain.clone().worded(&wording("source"));
        assert_eq!((plain.current(), worded.current()), (Some(first.clone()), None));
        assert!(worded.is_worded_otherwise() && !plain.is_worded_otherwise());
        assert_eq!(worded.as_it_is().current(), Some(first));
        let second = worded.begin_generation(&lock).unwrap();
        fs::write(second.join("meta.json"), "{}").unwrap();
        worded.publish(&lock, &second).unwrap();
        assert_eq!((plain.current(), worded.current()), (None, Some(second)));
        assert_eq!(plain.worded(&wording("target")).current(), None);
    }

    #[test]
    fn a_folder_that_holds_other_things_is_refused() {
        let place = tempfile::tempdir().unwrap();
        let folder = Folder::new(place.path());
        fs::write(place.path().join("thesis.txt"), "precious").unwrap();
        assert!(folder.create().unwrap_err().to_string().contains("it holds other things"));
        fs::remove_file(place.path().join("thesis.txt")).unwrap();
        fs::write(place.path().join(".tmpAb12cd"), "left by a killed maker").unwrap();
        folder.create().unwrap();
        folder.create().unwrap();
    }

    #[test]
    fn a_lock_of_a_folder_that_was_removed_guards_nothing() {
        let place = tempfile::tempdir().unwrap();
        let folder = Folder::new(place.path().join("index"));
        folder.create().unwrap();
        let lock = folder.try_lock("watch", "now").unwrap().expect("free");
        assert!(lock.is_ours());
        fs::remove_dir_all(folder.root()).unwrap();
        assert!(!lock.is_ours());
        folder.create().unwrap();
        let _other = folder.try_lock("query", "now").unwrap().expect("free");
        assert!(!lock.is_ours());
    }

    #[cfg(unix)]
    #[test]
    fn the_folder_is_for_its_owner_only() {
        use std::os::unix::fs::PermissionsExt;
        let place = tempfile::tempdir().unwrap();
        let folder = Folder::new(place.path().join("deep/index"));
        folder.create().unwrap();
        for path in [folder.root().to_owned(), folder.cookies()] {
            assert_eq!(fs::metadata(path).unwrap().permissions().mode() & 0o777, 0o700);
        }
    }
}
