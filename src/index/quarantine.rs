//! Quarantines notes that crash the process when they are read. While notes are read, their names are in a file;
//! whoever finds names there knows that a process crashed on one of them. Next time, those notes are read one at a
//! time, and a note that crashes the process again while it is read alone is skipped until it changes.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};
use vaultdex_notes::VaultPath;

use super::folder::{Folder, WriteLock};
use super::permissions;
use super::permissions::Durability;
use crate::vault::Stamp;

/// The size of a slot for one path, in bytes: a length and a path as long as Linux allows.
const SLOT: usize = 4096 + 2;
/// The number of slots. Any further threads share them, which only makes it less certain which note caused a crash.
const SLOTS: usize = 64;

/// A note that may have crashed the process.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Suspect {
    path: VaultPath,
    /// How often a process crashed while the note was being read.
    #[serde(rename = "deaths")]
    crashes: u32,
    /// The version of the note that was read in isolation.
    stamp: Option<Stamp>,
}

/// The suspected notes, and the file that records which notes are being read.
#[derive(Debug, Default)]
pub struct Quarantine {
    root: PathBuf,
    /// `None` if the index folder is not written to: no new suspects are recorded then.
    in_flight: Option<File>,
    suspects: Mutex<Vec<Suspect>>,
}

/// How to read a note.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadMode {
    /// Together with others.
    Parallel,
    /// While no other note is read.
    Isolated,
    /// Not at all.
    Skip,
}

impl Quarantine {
    /// Starts to read notes: the notes that a previous process was reading when it crashed become suspects. If the
    /// folder is not writable, nothing is recorded.
    pub fn start(folder: &Folder, _lock: &WriteLock) -> Quarantine {
        let root = folder.root().to_owned();
        let mut suspects = read_suspects(&root);
        for path in read_in_flight(&root.join("reading")) {
            match suspects.iter_mut().find(|suspect| suspect.path == path) {
                Some(suspect) => suspect.crashes += 1,
                None => suspects.push(Suspect { path, crashes: 1, stamp: None }),
            }
        }
        let quarantine = Quarantine { in_flight: None, suspects: Mutex::new(suspects), root };
        quarantine.save();
        let in_flight = permissions::open_private_file(&quarantine.root.join("reading")).ok();
        let quarantine = Quarantine { in_flight, ..quarantine };
        quarantine.finish();
        quarantine
    }

    /// Loads the suspects without recording new ones, for readers that write nothing.
    pub fn load(folder: &Folder) -> Quarantine {
        let root = folder.root().to_owned();
        Quarantine { in_flight: None, suspects: Mutex::new(read_suspects(&root)), root }
    }

    /// Determines how to read the version of a note that has this stamp.
    pub fn read_mode(&self, path: &VaultPath, stamp: &Stamp) -> ReadMode {
        let suspects = self.suspects();
        match suspects.iter().find(|suspect| suspect.path == *path) {
            None => ReadMode::Parallel,
            // The second crash was in isolation, so no other note can have caused it.
            Some(Suspect { crashes: 2.., stamp: Some(isolated), .. }) if isolated.same(stamp) => ReadMode::Skip,
            Some(_) => ReadMode::Isolated,
        }
    }

    /// Returns the notes that are skipped.
    pub fn skipped(&self) -> Vec<VaultPath> {
        let is_skipped = |it: &&Suspect| it.crashes >= 2 && it.stamp.is_some();
        self.suspects().iter().filter(is_skipped).map(|it| it.path.clone()).collect()
    }

    /// Records that a thread is about to read a note. Costs one write to the page cache, a microsecond or two.
    pub fn mark_in_flight(&self, path: &VaultPath, thread: usize) {
        let Some(file) = &self.in_flight else { return };
        let name = path.as_str().as_bytes();
        let name = &name[..name.len().min(SLOT - 2)];
        let mut slot = Vec::with_capacity(name.len() + 2);
        slot.extend((name.len() as u16).to_le_bytes());
        slot.extend(name);
        // If this fails, the note is read nevertheless.
        let _ = write_at(file, &slot, ((thread % SLOTS) * SLOT) as u64);
    }

    /// Records that a note is about to be read in isolation. Should the process crash, the note is skipped for as long
    /// as it has this stamp.
    pub fn mark_isolated(&self, path: &VaultPath, stamp: &Stamp) {
        for suspect in self.suspects().iter_mut().filter(|suspect| suspect.path == *path) {
            let has_changed = suspect.stamp.is_some_and(|isolated| !isolated.same(stamp));
            suspect.crashes = if has_changed { 1 } else { suspect.crashes };
            suspect.stamp = Some(*stamp);
        }
        self.finish();
        self.save();
        self.mark_in_flight(path, 0);
    }

    /// Removes a note from the suspects, as it was read in isolation without a crash.
    pub fn clear(&self, path: &VaultPath) {
        self.suspects().retain(|suspect| suspect.path != *path);
        self.finish();
        self.save();
    }

    /// Records that no note is being read any more.
    pub fn finish(&self) {
        if let Some(file) = &self.in_flight {
            let _ = file.set_len(0);
        }
    }

    /// Discards the record of notes that were being read, because the process was terminated deliberately and did not
    /// crash. No process may be reading any more.
    pub fn discard_in_flight(folder: &Folder) {
        let _ = fs::remove_file(folder.root().join("reading"));
    }

    /// Forgets all suspects, so that every note is read again.
    pub fn reset(folder: &Folder, _lock: &WriteLock) {
        for name in ["suspects.json", "reading"] {
            let _ = fs::remove_file(folder.root().join(name));
        }
    }

    fn suspects(&self) -> MutexGuard<'_, Vec<Suspect>> {
        self.suspects.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn save(&self) {
        let file = self.root.join("suspects.json");
        let suspects = self.suspects();
        match suspects.is_empty() {
            true => _ = fs::remove_file(file),
            false => {
                let bytes = serde_json::to_vec(&*suspects).unwrap_or_default();
                let _ = permissions::write_atomically(&file, &bytes, Durability::Unsynced);
            }
        }
    }
}

fn read_suspects(root: &Path) -> Vec<Suspect> {
    let bytes = fs::read(root.join("suspects.json")).unwrap_or_default();
    serde_json::from_slice(&bytes).unwrap_or_default()
}

fn read_in_flight(file: &Path) -> Vec<VaultPath> {
    let bytes = fs::read(file).unwrap_or_default();
    let name = |slot: &[u8]| {
        let length = usize::from(u16::from_le_bytes([*slot.first()?, *slot.get(1)?]));
        let name = std::str::from_utf8(slot.get(2..2 + length)?).ok()?;
        (!name.is_empty()).then(|| VaultPath::new(name))
    };
    bytes.chunks(SLOT).filter_map(name).collect()
}

#[cfg(unix)]
fn write_at(file: &File, bytes: &[u8], offset: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::write_all_at(file, bytes, offset)
}

#[cfg(windows)]
fn write_at(file: &File, bytes: &[u8], offset: u64) -> io::Result<()> {
    std::os::windows::fs::FileExt::seek_write(file, bytes, offset).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stamp(size: u64) -> Stamp {
        Stamp { size, ..Stamp::default() }
    }

    #[test]
    fn a_note_that_crashes_twice_is_skipped_until_it_changes_and_others_are_not() {
        let home = tempfile::tempdir().unwrap();
        let folder = Folder::new(home.path().join("index"));
        folder.create().unwrap();
        let lock = folder.try_lock("watch", "now").unwrap().expect("free");
        let (bad, good, fine) = (VaultPath::new("bad.md"), VaultPath::new("good.md"), VaultPath::new("fine.md"));

        // Each of these processes crashes: it never calls `finish`.
        let first = Quarantine::start(&folder, &lock);
        first.mark_in_flight(&good, 0);
        first.mark_in_flight(&bad, 1);
        let second = Quarantine::start(&folder, &lock);
        assert_eq!(second.read_mode(&fine, &stamp(1)), ReadMode::Parallel);
        assert_eq!(second.read_mode(&good, &stamp(1)), ReadMode::Isolated);
        second.mark_isolated(&good, &stamp(1));
        second.clear(&good);
        assert_eq!(second.read_mode(&bad, &stamp(9)), ReadMode::Isolated);
        second.mark_isolated(&bad, &stamp(9));

        let third = Quarantine::start(&folder, &lock);
        assert_eq!(third.read_mode(&good, &stamp(1)), ReadMode::Parallel);
        assert_eq!(third.read_mode(&bad, &stamp(9)), ReadMode::Skip);
        assert_eq!(third.skipped(), std::slice::from_ref(&bad));
        assert_eq!(Quarantine::load(&folder).read_mode(&bad, &stamp(9)), ReadMode::Skip);
        assert_eq!(third.read_mode(&bad, &stamp(10)), ReadMode::Isolated, "it has changed");
        third.mark_isolated(&bad, &stamp(10));
        third.clear(&bad);
        assert!(!folder.root().join("suspects.json").exists());
        third.mark_in_flight(&fine, 0);
        third.finish();
        assert_eq!(Quarantine::start(&folder, &lock).read_mode(&fine, &stamp(1)), ReadMode::Parallel);
    }
}
