//! Quarantines notes that crash the process when they are read, or that take too long. While notes are read, their
//! names are in a file; whoever finds names there knows that a process crashed on one of them, or was killed because it
//! took too long. Next time, those notes are read one at a time, and a note that ends the process again while it is
//! read alone is skipped until it changes.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};
use vaultdex_notes::VaultPath;

use super::folder::{Folder, WriteLock};
use super::permissions::Durability;
use super::{permissions, sealed};
use crate::vault::Stamp;

/// The size of a slot for one path, in bytes: when it was marked, a length, and a path as long as Linux allows.
const SLOT: usize = HEAD + 4096;
/// The size of what precedes the path.
const HEAD: usize = 8 + 2;
/// The number of slots. Any further threads share them, which only makes it less certain which note caused a crash.
const SLOTS: usize = 64;

/// A note that was being read for longer than this when the process was told to stop may be why it was.
const SUSPICIOUS: Duration = Duration::from_secs(3);

/// A note that may have crashed the process.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Suspect {
    path: VaultPath,
    /// How often a process crashed while the note was being read.
    #[serde(rename = "deaths")]
    crashes: u32,
    /// The version of the note that was read in isolation.
    stamp: Option<Stamp>,
    /// Why it is skipped, if it did not crash the process.
    #[serde(default)]
    why: Option<String>,
}

/// The suspected notes, and the file that records which notes are being read.
#[derive(Debug, Default)]
pub struct Quarantine {
    /// The index folder; `None` if nothing is recorded there.
    root: Option<PathBuf>,
    in_flight: InFlight,
    suspects: Mutex<Vec<Suspect>>,
}

/// Records which notes are being read. Does nothing if the index folder is not written to.
#[derive(Debug, Clone, Default)]
pub struct InFlight(Option<Arc<File>>);

impl InFlight {
    /// Records that a thread is about to read a note. Costs one write to the page cache, a microsecond or two.
    pub fn mark(&self, path: &VaultPath, thread: usize) {
        let Some(file) = &self.0 else { return };
        let name = path.as_str().as_bytes();
        let name = &name[..name.len().min(SLOT - HEAD)];
        let mut slot = Vec::with_capacity(name.len() + HEAD);
        slot.extend(unix_millis().to_le_bytes());
        slot.extend((name.len() as u16).to_le_bytes());
        slot.extend(name);
        // If this fails, the note is read nevertheless.
        let _ = write_at(file, &slot, ((thread % SLOTS) * SLOT) as u64);
    }

    /// Records that no note is being read any more.
    fn clear(&self) {
        if let Some(file) = &self.0 {
            let _ = file.set_len(0);
        }
    }
}

fn unix_millis() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as u64)
}

/// How to read a note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReadMode {
    /// Together with others.
    Parallel,
    /// While no other note is read.
    Isolated,
    /// Not at all, with the reason.
    Skip(String),
}

impl Quarantine {
    /// Starts to read notes: the notes that a previous process was reading when it crashed become suspects. If the
    /// folder is not writable, nothing is recorded.
    pub fn start(folder: &Folder, _lock: &WriteLock) -> Quarantine {
        let root = folder.root().to_owned();
        let mut suspects = read_suspects(&root);
        for (_, path) in read_in_flight(&root.join("reading")) {
            match suspects.iter_mut().find(|suspect| suspect.path == path) {
                Some(suspect) => suspect.crashes += 1,
                None => suspects.push(Suspect { path, crashes: 1, stamp: None, why: None }),
            }
        }
        let in_flight = permissions::open_private_file(&root.join("reading")).ok();
        let quarantine =
            Quarantine { in_flight: InFlight::default(), suspects: Mutex::new(suspects), root: Some(root) };
        quarantine.save();
        let quarantine = Quarantine { in_flight: InFlight(in_flight.map(Arc::new)), ..quarantine };
        quarantine.finish();
        quarantine
    }

    /// Loads the suspects, for readers that write nothing.
    pub fn load(folder: &Folder) -> Quarantine {
        let suspects = Mutex::new(read_suspects(folder.root()));
        Quarantine { in_flight: InFlight::default(), suspects, root: None }
    }

    /// Determines how to read the version of a note that has this stamp.
    pub fn read_mode(&self, path: &VaultPath, stamp: &Stamp) -> ReadMode {
        let suspects = self.suspects();
        match suspects.iter().find(|suspect| suspect.path == *path) {
            None => ReadMode::Parallel,
            // The second crash was in isolation, so no other note can have caused it.
            Some(Suspect { crashes: 2.., stamp: Some(isolated), why, .. }) if isolated.same(stamp) => {
                let crashed = || "reading it crashed vaultdex twice, or took so long that it was stopped".to_owned();
                ReadMode::Skip(why.clone().unwrap_or_else(crashed))
            }
            Some(_) => ReadMode::Isolated,
        }
    }

    /// Returns the notes that are skipped.
    pub fn skipped(&self) -> Vec<VaultPath> {
        let is_skipped = |it: &&Suspect| it.crashes >= 2 && it.stamp.is_some();
        self.suspects().iter().filter(is_skipped).map(|it| it.path.clone()).collect()
    }

    /// Returns the record of the notes that are being read.
    pub fn in_flight(&self) -> InFlight {
        self.in_flight.clone()
    }

    /// Makes a note be read in isolation next time.
    pub fn suspect(&self, path: &VaultPath) {
        let mut suspects = self.suspects();
        if suspects.iter().all(|suspect| suspect.path != *path) {
            suspects.push(Suspect { path: path.clone(), crashes: 1, stamp: None, why: None });
        }
        drop(suspects);
        self.save();
    }

    /// Makes a version of a note be skipped from now on.
    pub fn skip(&self, path: &VaultPath, stamp: &Stamp, why: &str) {
        let mut suspects = self.suspects();
        suspects.retain(|suspect| suspect.path != *path);
        suspects.push(Suspect { path: path.clone(), crashes: 2, stamp: Some(*stamp), why: Some(why.to_owned()) });
        drop(suspects);
        self.save();
    }

    /// Records that a note is about to be read in isolation. Should the process crash, the note is skipped for as long
    /// as it has this stamp.
    pub fn mark_isolated(&self, path: &VaultPath, stamp: &Stamp) {
        for suspect in self.suspects().iter_mut().filter(|suspect| suspect.path == *path) {
            let has_changed = suspect.stamp.is_some_and(|isolated| !isolated.same(stamp));
            suspect.crashes = if has_changed { 1 } else { suspect.crashes };
            suspect.stamp = Some(*stamp);
            suspect.why = None;
        }
        self.finish();
        self.save();
        self.in_flight.mark(path, 0);
    }

    /// Removes a note from the suspects, as it was read in isolation without a crash, unless it was then
    /// [skipped](Quarantine::skip).
    pub fn clear(&self, path: &VaultPath) {
        self.suspects().retain(|suspect| suspect.path != *path || suspect.why.is_some());
        self.finish();
        self.save();
    }

    /// Records that no note is being read any more.
    pub fn finish(&self) {
        self.in_flight.clear();
    }

    /// Discards the record of notes that were being read, because the process was terminated deliberately and did not
    /// crash. A note that had been read for long stays recorded: it may be why the process was terminated. No process
    /// may be reading any more.
    pub fn discard_in_flight(folder: &Folder) {
        let file = folder.root().join("reading");
        let since = unix_millis().saturating_sub(SUSPICIOUS.as_millis() as u64);
        let slow: Vec<VaultPath> =
            read_in_flight(&file).into_iter().filter(|(marked, _)| *marked < since).map(|(_, path)| path).collect();
        let _ = fs::remove_file(&file);
        if slow.is_empty() {
            return;
        }
        let in_flight = InFlight(permissions::open_private_file(&file).ok().map(Arc::new));
        slow.iter().enumerate().for_each(|(idx, path)| in_flight.mark(path, idx));
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
        let Some(file) = self.root.as_ref().map(|root| root.join("suspects.json")) else { return };
        let suspects = self.suspects();
        match suspects.is_empty() {
            true => _ = fs::remove_file(file),
            false => {
                let _ = sealed::write(&file, &*suspects, Durability::Unsynced);
            }
        }
    }
}

fn read_suspects(root: &Path) -> Vec<Suspect> {
    sealed::read(&root.join("suspects.json")).unwrap_or_default()
}

/// Returns the notes that are being read, with the times at which they were marked.
fn read_in_flight(file: &Path) -> Vec<(u64, VaultPath)> {
    let bytes = fs::read(file).unwrap_or_default();
    let name = |slot: &[u8]| {
        let marked = u64::from_le_bytes(slot.get(..8)?.try_into().ok()?);
        let length = usize::from(u16::from_le_bytes(slot.get(8..HEAD)?.try_into().ok()?));
        let name = std::str::from_utf8(slot.get(HEAD..HEAD + length)?).ok()?;
        (!name.is_empty()).then(|| (marked, VaultPath::new(name)))
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
        first.in_flight.mark(&good, 0);
        first.in_flight.mark(&bad, 1);
        let second = Quarantine::start(&folder, &lock);
        assert_eq!(second.read_mode(&fine, &stamp(1)), ReadMode::Parallel);
        assert_eq!(second.read_mode(&good, &stamp(1)), ReadMode::Isolated);
        second.mark_isolated(&good, &stamp(1));
        second.clear(&good);
        assert_eq!(second.read_mode(&bad, &stamp(9)), ReadMode::Isolated);
        second.mark_isolated(&bad, &stamp(9));

        let third = Quarantine::start(&folder, &lock);
        assert_eq!(third.read_mode(&good, &stamp(1)), ReadMode::Parallel);
        assert!(matches!(third.read_mode(&bad, &stamp(9)), ReadMode::Skip(_)));
        assert_eq!(third.skipped(), std::slice::from_ref(&bad));
        assert!(matches!(Quarantine::load(&folder).read_mode(&bad, &stamp(9)), ReadMode::Skip(_)));
        assert_eq!(third.read_mode(&bad, &stamp(10)), ReadMode::Isolated, "it has changed");
        third.mark_isolated(&bad, &stamp(10));
        third.clear(&bad);
        assert!(!folder.root().join("suspects.json").exists());
        third.in_flight.mark(&fine, 0);
        third.finish();
        assert_eq!(Quarantine::start(&folder, &lock).read_mode(&fine, &stamp(1)), ReadMode::Parallel);
    }

    #[test]
    fn a_note_that_was_given_up_is_skipped_until_it_changes() {
        let home = tempfile::tempdir().unwrap();
        let folder = Folder::new(home.path().join("index"));
        folder.create().unwrap();
        let lock = folder.try_lock("watch", "now").unwrap().expect("free");
        let slow = VaultPath::new("slow.md");
        let quarantine = Quarantine::start(&folder, &lock);
        quarantine.mark_isolated(&slow, &stamp(1));
        quarantine.skip(&slow, &stamp(1), "reading it takes too long");
        quarantine.clear(&slow);
        let next = Quarantine::start(&folder, &lock);
        assert_eq!(next.read_mode(&slow, &stamp(1)), ReadMode::Skip("reading it takes too long".to_owned()));
        assert_eq!(next.read_mode(&slow, &stamp(2)), ReadMode::Isolated);
    }

    #[test]
    fn a_note_that_was_read_for_long_when_the_process_was_stopped_is_suspected() {
        let home = tempfile::tempdir().unwrap();
        let folder = Folder::new(home.path().join("index"));
        folder.create().unwrap();
        let lock = folder.try_lock("watch", "now").unwrap().expect("free");
        let quarantine = Quarantine::start(&folder, &lock);
        let (slow, fine) = (VaultPath::new("slow.md"), VaultPath::new("fine.md"));
        quarantine.in_flight.mark(&slow, 0);
        quarantine.in_flight.mark(&fine, 1);
        let reading = folder.root().join("reading");
        let mut bytes = fs::read(&reading).unwrap();
        bytes[..8].copy_from_slice(&(unix_millis() - 10_000).to_le_bytes());
        fs::write(&reading, bytes).unwrap();
        Quarantine::discard_in_flight(&folder);
        let next = Quarantine::start(&folder, &lock);
        assert_eq!(next.read_mode(&slow, &stamp(1)), ReadMode::Isolated);
        assert_eq!(next.read_mode(&fine, &stamp(1)), ReadMode::Parallel);
    }
}
