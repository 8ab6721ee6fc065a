//! Checksums of the files of a generation. `meta.json`, which tantivy replaces at every commit, lists the length and
//! checksum of each file of that commit, so a file that was changed, truncated, swapped with another one or restored
//! from an older copy is noticed. Whoever opens a file verifies it first. That costs a few milliseconds per 10 MB, so
//! the file `verified` remembers what was verified, together with the stamps of the files.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};
use tantivy::directory::{AntiCallToken, TerminatingWrite, WritePtr};

use super::permissions::Durability;
use super::sealed;
use crate::error::reason;
use crate::vault::Stamp;

/// The file that lists the files of a commit.
pub const META: &str = "meta.json";
/// The file that remembers which files were verified.
const VERIFIED: &str = "verified";
/// Begins the line of `meta.json` that follows the content that tantivy wrote.
const MANIFEST_MARK: &[u8] = b"#files ";

/// Length and CRC-32 of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileSum {
    length: u64,
    crc: u32,
}

/// The checksums of files, by name.
pub type Manifest = BTreeMap<String, FileSum>;

/// Returns the content of a `meta.json` as tantivy wrote it, and the checksums of the files that it refers to. Returns
/// `None` if it is damaged.
pub fn decode_meta(bytes: &[u8]) -> Option<(&[u8], Manifest)> {
    let content = sealed::unseal(bytes)?;
    let line = content.iter().rposition(|byte| *byte == b'\n')? + 1;
    let manifest = serde_json::from_slice(content[line..].strip_prefix(MANIFEST_MARK)?).ok()?;
    Some((&content[..line], manifest))
}

/// The segments of a commit, as tantivy writes them.
#[derive(Deserialize)]
struct Meta {
    segments: Vec<SegmentMeta>,
}

#[derive(Deserialize)]
struct SegmentMeta {
    segment_id: String,
    deletes: Option<DeleteMeta>,
}

#[derive(Deserialize)]
struct DeleteMeta {
    opstamp: u64,
}

impl Meta {
    /// Whether a file belongs to the commit. Of a segment's `.del` files only one does; the others belong to other
    /// commits, which may have failed halfway.
    fn refers_to(&self, file: &str) -> bool {
        self.segments.iter().any(|segment| {
            let Some(rest) = file.strip_prefix(&segment.segment_id.replace('-', "")) else { return false };
            let delete_file = |it: &DeleteMeta| format!(".{}.del", it.opstamp);
            !rest.ends_with(".del") || segment.deletes.as_ref().map(delete_file).as_deref() == Some(rest)
        })
    }
}

/// A file that was found to have its checksum.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Verified {
    stamp: Stamp,
    sum: FileSum,
    /// When reading it began, in nanoseconds since 1970: a change in the same tick of the clock may not have altered the
    /// stamp.
    since: i64,
}

impl Verified {
    fn is_certain(&self) -> bool {
        !self.stamp.is_racy(self.since)
    }
}

fn now() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos() as i64)
}

/// The checksums of a generation's files, and which of the files have been verified. Clones share their state.
#[derive(Debug, Clone)]
pub struct Checksums {
    generation: PathBuf,
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    manifest: Manifest,
    /// The files that were verified.
    verified: BTreeMap<String, Verified>,
    /// Whether `verified` has changed since it was read.
    has_changed: bool,
    /// The first damage that was found.
    damage: Option<String>,
}

impl Checksums {
    /// Reads `meta.json` and what was verified before. Returns the content of `meta.json` as well, `None` if there is
    /// no such file.
    ///
    /// # Errors
    ///
    /// Fails if `meta.json` cannot be read. If it is damaged, [`Checksums::damage`] says so, and the content is empty.
    pub fn open(generation: &Path) -> io::Result<(Checksums, Option<Vec<u8>>)> {
        let mut state = State::default();
        let meta = match std::fs::read(generation.join(META)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(error),
            Ok(bytes) => Some(match decode_meta(&bytes) {
                Some((meta, manifest)) => {
                    state.verified = sealed::read(&generation.join(VERIFIED)).unwrap_or_default();
                    state.manifest = manifest;
                    meta.to_owned()
                }
                None => {
                    state.damage = Some(format!("`{META}` is not as it was written"));
                    Vec::new()
                }
            }),
        };
        let checksums = Checksums { generation: generation.to_owned(), state: Arc::new(Mutex::new(state)) };
        Ok((checksums, meta))
    }

    /// Makes every file be verified again, even if its stamp is the one that it had when it was verified.
    pub fn forget_verified(&self) {
        self.state().verified.clear();
    }

    /// Returns the damage that was found so far, if any.
    pub fn damage(&self) -> Option<String> {
        self.state().damage.clone()
    }

    /// Returns the content of `meta.json` with a line that lists the files of the commit.
    ///
    /// # Errors
    ///
    /// Fails if `meta` is not what tantivy writes.
    pub fn encode_meta(&self, meta: &[u8]) -> io::Result<Vec<u8>> {
        let commit: Meta = serde_json::from_slice(meta)?;
        let state = self.state();
        let files: BTreeMap<_, _> = state.manifest.iter().filter(|(file, _)| commit.refers_to(file)).collect();
        let line_break: &[u8] = if meta.ends_with(b"\n") { b"" } else { b"\n" };
        Ok(sealed::seal(&[meta, line_break, MANIFEST_MARK, &serde_json::to_vec(&files)?].concat()))
    }

    /// Verifies a file unless it has the stamp with which it was verified before.
    ///
    /// # Errors
    ///
    /// Fails if the file cannot be read or differs from what was written.
    pub fn verify(&self, file: &Path) -> io::Result<()> {
        let name = file.to_string_lossy();
        let damaged = |why: String| {
            self.state().damage.get_or_insert(why.clone());
            Err(io::Error::new(io::ErrorKind::InvalidData, why))
        };
        let (expected, verified) = {
            let state = self.state();
            (state.manifest.get(&*name).copied(), state.verified.get(&*name).copied())
        };
        let since = now();
        let (mut opened, stamp) = open_with_stamp(&self.generation.join(file))?;
        let Some(expected) = expected else {
            return damaged(format!("`{name}` does not belong to the commit"));
        };
        if verified.is_some_and(|it| it.stamp.same(&stamp) && it.sum == expected) {
            return Ok(());
        }
        let read = sum_of(&mut opened);
        match read {
            Ok(sum) if sum == expected => {}
            Ok(_) => return damaged(format!("`{name}` does not match its checksum")),
            Err(error) => return damaged(format!("`{name}` cannot be read: {}", reason(&error))),
        }
        let mut state = self.state();
        state.verified.insert(name.into_owned(), Verified { stamp, sum: expected, since });
        state.has_changed = true;
        Ok(())
    }

    /// Verifies all files of the commit.
    ///
    /// # Errors
    ///
    /// Fails at the first file that cannot be read or differs from what was written.
    pub fn verify_all(&self) -> io::Result<()> {
        let names: Vec<String> = self.state().manifest.keys().cloned().collect();
        names.iter().try_for_each(|name| self.verify(Path::new(name)))
    }

    /// Remembers on disk which files were verified, except those that were written so recently that a change would not
    /// alter their stamp. If that fails, they are verified again.
    pub fn save_verified(&self) {
        let mut state = self.state();
        if !std::mem::take(&mut state.has_changed) {
            return;
        }
        let State { manifest, verified, .. } = &*state;
        let certain: BTreeMap<_, _> =
            verified.iter().filter(|(name, it)| manifest.contains_key(*name) && it.is_certain()).collect();
        let _ = sealed::write(&self.generation.join(VERIFIED), &certain, Durability::Unsynced);
    }

    /// Wraps a new file so that its checksum is known once it is complete.
    pub fn sum_while_writing(&self, file: &Path, inner: WritePtr) -> WritePtr {
        let (name, checksums) = (file.to_string_lossy().into_owned(), self.clone());
        let hasher = crc32fast::Hasher::new();
        BufWriter::new(Box::new(SummedFile { inner, name, checksums, hasher, length: 0 }))
    }

    /// Removes a file that was deleted.
    pub fn remove(&self, file: &Path) {
        let mut state = self.state();
        let name = &*file.to_string_lossy();
        state.manifest.remove(name);
        state.verified.remove(name);
    }

    /// Adds a file that this process has just written, which needs no verification until its stamp changes.
    fn add(&self, name: &str, sum: FileSum) {
        let stamp = open_with_stamp(&self.generation.join(name)).map(|(_, stamp)| stamp);
        let mut state = self.state();
        state.manifest.insert(name.to_owned(), sum);
        if let Ok(stamp) = stamp {
            state.verified.insert(name.to_owned(), Verified { stamp, sum, since: now() });
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn open_with_stamp(path: &Path) -> io::Result<(File, Stamp)> {
    let file = File::open(path)?;
    let stamp = Stamp::of(&file.metadata()?);
    Ok((file, stamp))
}

fn sum_of(file: &mut File) -> io::Result<FileSum> {
    let (mut hasher, mut length) = (crc32fast::Hasher::new(), 0);
    let mut buffer = vec![0; 128 << 10];
    loop {
        match file.read(&mut buffer) {
            Ok(0) => return Ok(FileSum { length, crc: hasher.finalize() }),
            Ok(n) => {
                hasher.update(&buffer[..n]);
                length += n as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// A file that is being written.
struct SummedFile {
    inner: WritePtr,
    name: String,
    checksums: Checksums,
    hasher: crc32fast::Hasher,
    length: u64,
}

impl Write for SummedFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n = self.inner.write(bytes)?;
        self.hasher.update(&bytes[..n]);
        self.length += n as u64;
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

impl TerminatingWrite for SummedFile {
    fn terminate_ref(&mut self, token: AntiCallToken) -> io::Result<()> {
        self.inner.terminate_ref(token)?;
        let sum = FileSum { length: self.length, crc: self.hasher.clone().finalize() };
        self.checksums.add(&self.name, sum);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const META_JSON: &[u8] =
        br#"{"segments":[{"segment_id":"00000000-0000-0000-0000-0000000000aa","deletes":{"opstamp":7}},
        {"segment_id":"00000000-0000-0000-0000-0000000000bb","deletes":null}]}"#;

    fn add(checksums: &Checksums, name: &str, content: &str) {
        std::fs::write(checksums.generation.join(name), content).unwrap();
        let sum = FileSum { length: content.len() as u64, crc: crc32fast::hash(content.as_bytes()) };
        checksums.add(name, sum);
    }

    #[test]
    fn files_are_bound_to_their_names_and_their_commit() {
        let home = tempfile::tempdir().unwrap();
        let (checksums, meta) = Checksums::open(home.path()).unwrap();
        assert_eq!(meta, None);
        let (a, b) = (format!("{:0>32}.facts", "aa"), format!("{:0>32}.facts", "bb"));
        let (current, old) = (format!("{:0>32}.7.del", "aa"), format!("{:0>32}.6.del", "aa"));
        for (name, content) in [(&a, "one"), (&b, "two"), (&current, "new"), (&old, "old")] {
            add(&checksums, name, content);
        }
        std::fs::write(home.path().join(META), checksums.encode_meta(META_JSON).unwrap()).unwrap();

        let open = || Checksums::open(home.path()).unwrap();
        let (reopened, meta) = open();
        assert_eq!(serde_json::from_slice::<Meta>(&meta.unwrap()).unwrap().segments.len(), 2);
        assert_eq!(reopened.state().manifest.keys().collect::<Vec<_>>(), [&current, &a, &b]);
        reopened.verify_all().unwrap();
        let fails = |what: &str| {
            let (checksums, _) = open();
            assert!(checksums.damage().is_some() || checksums.verify_all().is_err(), "{what}");
            assert!(checksums.damage().is_some(), "{what}");
        };
        std::fs::rename(home.path().join(&a), home.path().join("x")).unwrap();
        std::fs::rename(home.path().join(&b), home.path().join(&a)).unwrap();
        std::fs::rename(home.path().join("x"), home.path().join(&b)).unwrap();
        fails("swapped");
        std::fs::write(home.path().join(&a), "one").unwrap();
        std::fs::write(home.path().join(&b), "two").unwrap();
        open().0.verify_all().unwrap();
        std::fs::write(home.path().join(&b), "tw").unwrap();
        fails("truncated");
        std::fs::write(home.path().join(META), META_JSON).unwrap();
        fails("without checksums");
    }

    #[test]
    fn a_verified_file_is_read_again_only_if_its_stamp_changes() {
        let home = tempfile::tempdir().unwrap();
        let (checksums, _) = Checksums::open(home.path()).unwrap();
        let name = format!("{:0>32}.facts", "aa");
        add(&checksums, &name, "one");
        std::fs::write(home.path().join(META), checksums.encode_meta(META_JSON).unwrap()).unwrap();
        let open = || Checksums::open(home.path()).unwrap().0;
        let verify = || {
            let checksums = open();
            checksums.verify_all().unwrap();
            let has_read = checksums.state().has_changed;
            checksums.save_verified();
            has_read
        };
        assert!(verify() && verify(), "its stamp is too recent to be trusted");
        std::thread::sleep(std::time::Duration::from_millis(80));
        assert_eq!([verify(), verify(), verify()], [true, false, false]);
        std::fs::write(home.path().join(&name), "two").unwrap();
        assert!(open().verify_all().is_err());
    }
}
