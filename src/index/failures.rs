//! What becomes of an index when writing fails, at each write there is: the last commit serves, and the next attempt
//! brings the new one.

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

use super::directory::Private;
use super::read::Reader;
use super::record::{Part, Record};
use super::write::{Document, Writer};
use crate::error::Result;
use crate::vault::Stamp;

/// A directory whose n-th write fails, and every one after it, as on a disk that is full.
#[derive(Debug, Clone)]
struct Failing {
    files: Private,
    left: Arc<AtomicUsize>,
}

impl Failing {
    fn spend(&self) -> io::Result<()> {
        let spend = |left: usize| Some(left.saturating_sub(1));
        match self.left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, spend) {
            Ok(0) => Err(io::Error::from(io::ErrorKind::StorageFull)),
            _ => Ok(()),
        }
    }
}

/// A file of such a directory.
struct FailingFile {
    file: WritePtr,
    directory: Failing,
}

impl io::Write for FailingFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.directory.spend()?;
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.directory.spend()?;
        self.file.flush()
    }
}

impl TerminatingWrite for FailingFile {
    fn terminate_ref(&mut self, token: AntiCallToken) -> io::Result<()> {
        self.directory.spend()?;
        self.file.terminate_ref(token)
    }
}

impl Directory for Failing {
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
        self.spend().map_err(|error| OpenWriteError::wrap_io_error(error, path.to_owned()))?;
        let file = self.files.open_write(path)?;
        // The smallest of buffers, so that each part of a file is a write that can fail.
        Ok(io::BufWriter::with_capacity(512, Box::new(FailingFile { file, directory: self.clone() })))
    }

    fn atomic_read(&self, path: &Path) -> std::result::Result<Vec<u8>, OpenReadError> {
        self.files.atomic_read(path)
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        self.spend()?;
        self.files.atomic_write(path, data)
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.spend()?;
        self.files.sync_directory()
    }

    fn acquire_lock(&self, lock: &Lock) -> std::result::Result<DirectoryLock, LockError> {
        self.files.acquire_lock(lock)
    }

    fn watch(&self, _: WatchCallback) -> tantivy::Result<WatchHandle> {
        // Nobody reloads by itself here.
        RamDirectory::create().watch(WatchCallback::new(|| ()))
    }
}

fn document(name: &str, text: &str) -> Document {
    let path = VaultPath::new(name);
    let record = Record { path, stamp: Stamp::default(), hash: 1, seen: 1, unread: None };
    Document { record, note: Note::default(), extraction: Extraction::default(), text: text.to_owned() }
}

fn paths(generation: &Path) -> Vec<String> {
    let reader = Reader::open(generation).expect("the last commit serves");
    assert_eq!(super::check::damage(generation), None);
    let files = reader.files(Part::ALL).expect("all can be read");
    files.into_iter().map(|(record, ..)| record.path.to_string()).collect()
}

/// An index in which one note is removed and another put, and changed in so many commits, after so many writes that succeed;
/// and whose segments are merged meanwhile. Gives back whether that went well, and how many writes were left.
fn attempt(generation: &Path, commits: usize, writes: usize) -> (Result<()>, usize) {
    let files = Private::open(generation).expect("an index");
    let left = Arc::new(AtomicUsize::new(writes));
    let directory = Failing { files, left: Arc::clone(&left) };
    let write = || -> Result<()> {
        let mut writer = Writer::open_in(Box::new(directory) as Box<dyn Directory>, generation)?;
        for commit in 0..commits {
            writer.put(&document("new.md", &format!("words of commit {commit}")))?;
            writer.remove(&VaultPath::new("old.md"));
            writer.commit()?;
        }
        writer.finish()
    };
    (write(), left.load(Ordering::SeqCst))
}

fn index(home: &Path) -> PathBuf {
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

/// Whether it failed amid a commit.
fn fail_after(writes: usize) -> bool {
    let before = ["kept too.md", "kept.md", "old.md"];
    let after = ["kept too.md", "kept.md", "new.md"];
    let home = tempfile::tempdir().expect("a folder");
    let generation = index(home.path());
    let (outcome, left) = attempt(&generation, 12, writes);
    assert_eq!(left, 0, "there were not {writes} writes to fail");
    let there = paths(&generation);
    // What fails in the merging behind a commit is only put off. What fails after the commit itself leaves the new one;
    // nothing leaves half of it.
    assert!(there == after || (outcome.is_err() && there == before), "{writes} writes: {there:?}");
    attempt(&generation, 1, usize::MAX).0.expect("the disk has room again");
    assert_eq!(paths(&generation), after, "{writes} writes");
    outcome.is_err()
}

#[test]
fn whichever_of_two_hundred_writes_fails_the_last_commit_serves_and_the_next_attempt_succeeds() {
    // Most of the time is waiting for the disk, which several can do at once.
    let share = |first: usize| (first..200).step_by(8).filter(|writes| fail_after(*writes)).count();
    let amid_commits: usize = std::thread::scope(|scope| {
        let shares: Vec<_> = (0..8).map(|first| scope.spawn(move || share(first))).collect();
        shares.into_iter().map(|share| share.join().expect("it holds")).sum()
    });
    println!("{amid_commits} of 200 writes failed amid a commit, the others in the merging behind it");
    assert!(amid_commits > 100, "{amid_commits}");
}

/// A whole index of eight segments, after so many writes that succeed. Gives back whether all of it was committed, whether
/// it was gathered, and how many writes were left.
fn build(generation: &Path, writes: usize) -> (bool, Result<()>, usize) {
    let files = Private::open(generation).expect("a folder");
    let left = Arc::new(AtomicUsize::new(writes));
    let directory = Failing { files, left: Arc::clone(&left) };
    let write = || -> Result<Writer> {
        let mut writer = Writer::create_in(Box::new(directory) as Box<dyn Directory>, generation, 8)?;
        for note in 0..8 {
            writer.put(&document(&format!("{note}.md"), "some words"))?;
            writer.commit()?;
        }
        Ok(writer)
    };
    match write() {
        Ok(writer) => (true, writer.finish(), left.load(Ordering::SeqCst)),
        Err(error) => (false, Err(error), left.load(Ordering::SeqCst)),
    }
}

#[test]
fn a_build_that_has_no_room_to_be_gathered_serves_all_the_same() {
    let whole = 100_000;
    let home = tempfile::tempdir().expect("a folder");
    let (_, outcome, left) = build(home.path(), whole);
    outcome.expect("there is room");
    let needed = whole - left;
    let mut n_ungathered = 0;
    for writes in (0..needed).rev().step_by(7) {
        let home = tempfile::tempdir().expect("a folder");
        let (is_committed, outcome, _) = build(home.path(), writes);
        if !is_committed {
            break;
        }
        n_ungathered += 1;
        assert_eq!(paths(home.path()).len(), 8, "{writes} of {needed} writes");
        outcome.unwrap_or_else(|error| panic!("{writes} of {needed} writes: {error}"));
    }
    assert!(n_ungathered > 3, "{n_ungathered}");
}
