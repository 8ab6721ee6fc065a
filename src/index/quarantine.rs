//! Notes that kill whoever reads them. While notes are read, their names stand in a file; who finds names there knows
//! that a reader died over one of them. Those are read one at a time the next time, and a note that kills once more while
//! it is read alone is passed over until it changes.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};
use vaultdex_notes::VaultPath;

use super::folder::{Folder, WriteLock};
use super::permissions;
use super::permissions::Durable;
use crate::vault::Stamp;

/// Room for one name, as long as Linux has them.
const SLOT: usize = 4096 + 2;
/// How many readers have a slot. More threads share one, which only makes the suspicion less exact.
const SLOTS: usize = 64;

/// A note over which a reader died.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Suspect {
    path: VaultPath,
    /// How often.
    deaths: u32,
    /// The note as it was when it was read alone.
    stamp: Option<Stamp>,
}

/// What is known of such notes, and the file that tells of the next one.
#[derive(Debug, Default)]
pub struct Caution {
    root: PathBuf,
    /// `None` where nothing is written to the index folder: then only what is known already counts.
    reading: Option<File>,
    suspects: Mutex<Vec<Suspect>>,
}

/// How a note is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Care {
    /// Like any other.
    None,
    /// While no other is.
    Alone,
    /// Not at all.
    Refuse,
}

impl Caution {
    /// Begins to read notes: takes note of whom the last reader died over. Where the folder can't be written, nothing is
    /// noted down and all goes on.
    pub fn begin(folder: &Folder, _lock: &WriteLock) -> Caution {
        let root = folder.root().to_owned();
        let mut suspects = read_suspects(&root);
        for path in read_names(&root.join("reading")) {
            match suspects.iter_mut().find(|suspect| suspect.path == path) {
                Some(suspect) => suspect.deaths += 1,
                None => suspects.push(Suspect { path, deaths: 1, stamp: None }),
            }
        }
        let caution = Caution { reading: None, suspects: Mutex::new(suspects), root };
        caution.save();
        let reading = permissions::open_file(&caution.root.join("reading")).ok();
        let caution = Caution { reading, ..caution };
        caution.finish();
        caution
    }

    /// What is known, for a reader that writes nothing.
    pub fn known(folder: &Folder) -> Caution {
        let root = folder.root().to_owned();
        Caution { reading: None, suspects: Mutex::new(read_suspects(&root)), root }
    }

    /// How to read a note that has this stamp.
    pub fn care(&self, path: &VaultPath, stamp: &Stamp) -> Care {
        let suspects = self.suspects();
        match suspects.iter().find(|suspect| suspect.path == *path) {
            None => Care::None,
            // Alone, it can't have been another; and only as long as it says what it said then.
            Some(Suspect { deaths: 2.., stamp: Some(then), .. }) if then.same(stamp) => Care::Refuse,
            Some(_) => Care::Alone,
        }
    }

    /// The notes that are passed over.
    pub fn refused(&self) -> Vec<VaultPath> {
        let is_refused = |it: &&Suspect| it.deaths >= 2 && it.stamp.is_some();
        self.suspects().iter().filter(is_refused).map(|it| it.path.clone()).collect()
    }

    /// A note is about to be read by a thread. One write to a file in memory: a microsecond or two.
    pub fn reading(&self, path: &VaultPath, thread: usize) {
        let Some(file) = &self.reading else { return };
        let name = path.as_str().as_bytes();
        let name = &name[..name.len().min(SLOT - 2)];
        let mut slot = Vec::with_capacity(name.len() + 2);
        slot.extend((name.len() as u16).to_le_bytes());
        slot.extend(name);
        // What can't be noted down is read all the same.
        let _ = write_at(file, &slot, ((thread % SLOTS) * SLOT) as u64);
    }

    /// A note is about to be read alone. Should that be the end, the stamp tells for how long it holds.
    pub fn reading_alone(&self, path: &VaultPath, stamp: &Stamp) {
        for suspect in self.suspects().iter_mut().filter(|suspect| suspect.path == *path) {
            let is_another = suspect.stamp.is_some_and(|then| !then.same(stamp));
            suspect.deaths = if is_another { 1 } else { suspect.deaths };
            suspect.stamp = Some(*stamp);
        }
        self.finish();
        self.save();
        self.reading(path, 0);
    }

    /// A note was read alone and nothing happened.
    pub fn acquit(&self, path: &VaultPath) {
        self.suspects().retain(|suspect| suspect.path != *path);
        self.finish();
        self.save();
    }

    /// No note is being read any more.
    pub fn finish(&self) {
        if let Some(file) = &self.reading {
            let _ = file.set_len(0);
        }
    }

    /// Whoever read notes was ended by us: no note is to blame for it. Nobody may be reading any more.
    pub fn absolve(folder: &Folder) {
        let _ = fs::remove_file(folder.root().join("reading"));
    }

    /// Forgets every suspicion: all is read again.
    pub fn forget(folder: &Folder, _lock: &WriteLock) {
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
                let _ = permissions::write_over(&file, &bytes, Durable::No);
            }
        }
    }
}

fn read_suspects(root: &Path) -> Vec<Suspect> {
    let bytes = fs::read(root.join("suspects.json")).unwrap_or_default();
    serde_json::from_slice(&bytes).unwrap_or_default()
}

fn read_names(file: &Path) -> Vec<VaultPath> {
    let bytes = fs::read(file).unwrap_or_default();
    let name = |slot: &[u8]| {
        let length = usize::from(u16::from_le_bytes([*slot.first()?, *slot.get(1)?]));
        let name = std::str::from_utf8(slot.get(2..2 + length)?).ok()?;
        (!name.is_empty()).then(|| VaultPath::new(name))
    };
    bytes.chunks(SLOT).filter_map(name).collect()
}

#[cfg(unix)]
fn write_at(file: &File, bytes: &[u8], at: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::write_all_at(file, bytes, at)
}

#[cfg(windows)]
fn write_at(file: &File, bytes: &[u8], at: u64) -> io::Result<()> {
    std::os::windows::fs::FileExt::seek_write(file, bytes, at).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stamp(size: u64) -> Stamp {
        Stamp { size, ..Stamp::default() }
    }

    #[test]
    fn a_note_that_kills_twice_is_passed_over_until_it_changes_and_its_neighbours_are_not() {
        let place = tempfile::tempdir().unwrap();
        let folder = Folder::new(place.path().join("index"));
        folder.create().unwrap();
        let lock = folder.try_lock("watch", "now").unwrap().expect("free");
        let (bad, good, fine) = (VaultPath::new("bad.md"), VaultPath::new("good.md"), VaultPath::new("fine.md"));

        // Each of these readers dies: it never comes to `finish`.
        let first = Caution::begin(&folder, &lock);
        first.reading(&good, 0);
        first.reading(&bad, 1);
        let second = Caution::begin(&folder, &lock);
        assert_eq!(second.care(&fine, &stamp(1)), Care::None);
        assert_eq!(second.care(&good, &stamp(1)), Care::Alone);
        second.reading_alone(&good, &stamp(1));
        second.acquit(&good);
        assert_eq!(second.care(&bad, &stamp(9)), Care::Alone);
        second.reading_alone(&bad, &stamp(9));

        let third = Caution::begin(&folder, &lock);
        assert_eq!(third.care(&good, &stamp(1)), Care::None);
        assert_eq!(third.care(&bad, &stamp(9)), Care::Refuse);
        assert_eq!(third.refused(), std::slice::from_ref(&bad));
        assert_eq!(Caution::known(&folder).care(&bad, &stamp(9)), Care::Refuse);
        assert_eq!(third.care(&bad, &stamp(10)), Care::Alone, "it says something else now");
        third.reading_alone(&bad, &stamp(10));
        third.acquit(&bad);
        assert!(!folder.root().join("suspects.json").exists());
        third.reading(&fine, 0);
        third.finish();
        assert_eq!(Caution::begin(&folder, &lock).care(&fine, &stamp(1)), Care::None);
    }
}
