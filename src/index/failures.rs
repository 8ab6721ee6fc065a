//! Tests what happens to an index if any of its writes fails: the last commit remains usable, and the next attempt
//! succeeds. Also tests that an index does not open while it is being removed.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tantivy::Directory;
use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    AntiCallToken, DirectoryLock, FileHandle, Lock, RamDirectory, TerminatingWrite, WatchCallback, WatchHandle,
    WritePtr,
};
use vaultdex_notes::{Note, VaultPath};
use vaultdex_records::Extraction;

use super::directory::WriterDirectory;
use super::read::Reader;
use super::record::{Part, Record};
use super::write::{Document, Writer};
use crate::error::Result;
use crate::vault::Stamp;

/// A directory in which only a number of writes succeed, as on a disk that fills up.
#[derive(Debug, Clone)]
struct FailingDirectory {
    files: WriterDirectory,
    remaining: Arc<AtomicUsize>,
}

impl FailingDirectory {
    /// Counts a write, and fails if no more may succeed.
    fn count_write(&self) -> io::Result<()> {
        let decrement = |remaining: usize| Some(remaining.saturating_sub(1));
        match self.remaining.fetch_update(Ordering::SeqCst, Ordering::SeqCst, decrement) {
            Ok(0) => Err(io::Error::from(io::ErrorKind::StorageFull)),
            _ => Ok(()),
        }
    }
}

/// A file of a [`FailingDirectory`].
struct FailingFile {
    file: WritePtr,
    directory: FailingDirectory,
}

impl io::Write for FailingFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.directory.count_write()?;
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.directory.count_write()?;
        self.file.flush()
    }
}

impl TerminatingWrite for FailingFile {
    fn terminate_ref(&mut self, token: AntiCallToken) -> io::Result<()> {
        self.directory.count_write()?;
        self.file.terminate_ref(token)
    }
}

impl Directory for FailingDirectory {
    fn get_file_handle(&self, path: &Path) -> std::result::Result<Arc<dyn FileHandle>, OpenReadError> {
        self.files.get_file_handle(path)
    }

    fn delete(&self, path: &Path) -> std::result::Result<(), DeleteError> {
        self.files.delete(path)
    }

    fn exists(&self, path: &Path) -> std::result::Result<bool, OpenReadError> {
        self.files.exists(path)
    }

    fn open_write(&self, path: &Path) -> std::result::Result<WritePtr, OpenWriteError> {
        self.count_write().map_err(|error| OpenWriteError::wrap_io_error(error, path.to_owned()))?;
        let file = self.files.open_write(path)?;
        // A tiny buffer, so that each part of a file is a separate write that can fail.
        Ok(io::BufWriter::with_capacity(512, Box::new(FailingFile { file, directory: self.clone() })))
    }

    fn atomic_read(&self, path: &Path) -> std::result::Result<Vec<u8>, OpenReadError> {
        self.files.atomic_read(path)
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        self.count_write()?;
        self.files.atomic_write(path, data)
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.count_write()?;
        self.files.sync_directory()
    }

    fn acquire_lock(&self, lock: &Lock) -> std::result::Result<DirectoryLock, LockError> {
        self.files.acquire_lock(lock)
    }

    fn watch(&self, _: WatchCallback) -> tantivy::Result<WatchHandle> {
        // Nothing is reloaded automatically in these tests.
        RamDirectory::create().watch(WatchCallback::new(|| ()))
    }
}

fn document(name: &str, text: &str) -> Document {
    let path = VaultPath::new(name);
    let record = Record { path, stamp: Stamp::default(), hash: 1, seen: 1, unread: None, problems: vec![] };
    Document { record, note: Note::default(), extraction: Extraction::default(), text: text.to_owned() }
}

fn paths(generation: &Path) -> Vec<String> {
    let reader = Reader::open(generation).expect("the last commit opens");
    assert_eq!(super::check::find_damage(generation), None);
    let files = reader.files(Part::ALL).expect("all files can be decoded");
    files.into_iter().map(|(record, ..)| record.path.to_string()).collect()
}

/// Changes an index in a directory in which `writes` writes succeed: removes one note and adds another one, which it
/// changes in `commits` commits, while segments are merged. Returns the outcome and how many writes were left.
fn attempt(generation: &Path, commits: usize, writes: usize) -> (Result<()>, usize) {
    let files = WriterDirectory::open(generation).expect("an index");
    let remaining = Arc::new(AtomicUsize::new(writes));
    let directory = FailingDirectory { files, remaining: Arc::clone(&remaining) };
    let write = || -> Result<()> {
        let mut writer = Writer::open_in(Box::new(directory) as Box<dyn Directory>, generation)?;
        for commit in 0..commits {
            writer.put(&document("new.md", &format!("words of commit {commit}")))?;
            writer.remove(&VaultPath::new("old.md"));
            writer.commit()?;
        }
        writer.finish()
    };
    (write(), remaining.load(Ordering::SeqCst))
}

fn build_small_index(home: &Path) -> PathBuf {
    let generation = home.join("gen-1");
    std::fs::create_dir(&generation).expect("a folder");
    let mut writer = Writer::create(&generation, 2).expect("an index");
    for name in ["kept too.md", "kept.md", "old.md"] {
        writer.put(&document(name, "some words")).expect("put");
    }
    writer.commit().expect("committed");
    writer.finish().expect("finished");
    generation
}

/// Lets all but the first `writes` writes fail and checks the index. Returns whether a commit failed.
fn fail_after(writes: usize) -> bool {
    let before = ["kept too.md", "kept.md", "old.md"];
    let after = ["kept too.md", "kept.md", "new.md"];
    let home = tempfile::tempdir().expect("a folder");
    let generation = build_small_index(home.path());
    let (outcome, left) = attempt(&generation, 12, writes);
    assert_eq!(left, 0, "there were not {writes} writes to fail");
    let found = paths(&generation);
    // A failed merge is only postponed. A failure after the commit leaves the new state, and none leaves a part of it.
    assert!(found == after || (outcome.is_err() && found == before), "{writes} writes: {found:?}");
    attempt(&generation, 1, usize::MAX).0.expect("there is space again");
    assert_eq!(paths(&generation), after, "{writes} writes");
    outcome.is_err()
}

#[test]
fn whichever_write_fails_the_last_commit_opens_and_the_next_attempt_succeeds() {
    // Most of the time is spent waiting for the disk, so threads help.
    let share = |first: usize| (first..200).step_by(8).filter(|writes| fail_after(*writes)).count();
    let failed_commits: usize = std::thread::scope(|scope| {
        let shares: Vec<_> = (0..8).map(|first| scope.spawn(move || share(first))).collect();
        shares.into_iter().map(|share| share.join().expect("no thread panics")).sum()
    });
    println!("{failed_commits} of 200 failures made a commit fail, the others only a merge");
    assert!(failed_commits > 100, "{failed_commits}");
}

/// Builds an index of eight segments in a directory in which `writes` writes succeed. Returns whether everything was
/// committed, the outcome of the final merge, and how many writes were left.
fn build(generation: &Path, writes: usize) -> (bool, Result<()>, usize) {
    let files = WriterDirectory::open(generation).expect("a folder");
    let remaining = Arc::new(AtomicUsize::new(writes));
    let directory = FailingDirectory { files, remaining: Arc::clone(&remaining) };
    let write = || -> Result<Writer> {
        let mut writer = Writer::create_in(Box::new(directory) as Box<dyn Directory>, generation, 8)?;
        for note in 0..8 {
            writer.put(&document(&format!("{note}.md"), "some words"))?;
            writer.commit()?;
        }
        Ok(writer)
    };
    match write() {
        Ok(writer) => (true, writer.finish(), remaining.load(Ordering::SeqCst)),
        Err(error) => (false, Err(error), remaining.load(Ordering::SeqCst)),
    }
}

#[test]
fn a_new_index_is_usable_even_if_there_is_no_space_to_merge_it() {
    let unlimited = 100_000;
    let home = tempfile::tempdir().expect("a folder");
    let (_, outcome, left) = build(home.path(), unlimited);
    outcome.expect("there is space");
    let needed = unlimited - left;
    let mut unmerged = 0;
    for writes in (0..needed).rev().step_by(7) {
        let home = tempfile::tempdir().expect("a folder");
        let (is_committed, outcome, _) = build(home.path(), writes);
        if !is_committed {
            break;
        }
        unmerged += 1;
        assert_eq!(paths(home.path()).len(), 8, "{writes} of {needed} writes");
        outcome.unwrap_or_else(|error| panic!("{writes} of {needed} writes: {error}"));
    }
    assert!(unmerged > 3, "{unmerged}");
}

#[test]
fn an_index_that_is_being_removed_does_not_open() {
    let home = tempfile::tempdir().expect("a folder");
    let mut writer = Writer::create(home.path(), 0).expect("an index");
    writer.put(&document("a.md", "some words")).expect("put");
    writer.commit().expect("committed");
    writer.finish().expect("finished");
    assert!(Reader::open(home.path()).is_ok());
    let aside = tempfile::tempdir().expect("a folder");
    for file in std::fs::read_dir(home.path()).expect("a listing").flatten() {
        let name = file.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') || name.ends_with(".lock") || name == "verified" {
            continue;
        }
        let moved = aside.path().join(&name);
        std::fs::rename(file.path(), &moved).expect("moved");
        assert!(Reader::open(home.path()).is_err(), "without {name}");
        std::fs::rename(moved, file.path()).expect("moved back");
    }
}
