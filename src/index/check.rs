//! Verifies an index on disk: the checksums of all files, and that everything in it can be decoded.

use std::path::{Path, PathBuf};
use std::{io, panic};

use tantivy::Index;

use super::checksums::Checksums;
use super::directory::ReaderDirectory;
use super::error::is_lacking;
use super::folder::Folder;
use super::read::Reader;
use super::record::Part;
use crate::error::{Error, reason};

/// Describes what is wrong with a generation. Returns `None` if every file matches its checksum and all facts can be
/// decoded. Reads every file, even if it was verified before.
pub fn find_damage(generation: &Path) -> Option<String> {
    let decode = || Reader::open(generation).and_then(|reader| reader.files(Part::ALL).map(drop));
    match verify_checksums(generation) {
        Err(error) => Some(reason(&error)),
        Ok(Some(why)) => Some(why),
        // Damage that no checksum reveals may still make the reader panic.
        Ok(None) => match panic::catch_unwind(decode) {
            Err(_) => Some("it cannot be read".to_owned()),
            Ok(Err(Error::IndexDamaged { why, .. })) => Some(why),
            Ok(Err(error)) => Some(error.to_string()),
            Ok(Ok(())) => None,
        },
    }
}

/// Verifies the checksums of a generation without decoding anything, at some gigabytes per second. Reads every file,
/// even if it was verified before. Describes the first file that is missing or does not match its checksum; returns
/// `None` if there is none.
///
/// # Errors
///
/// Fails if this process lacks what it takes to read a file, which says nothing about the file.
pub fn verify_checksums(generation: &Path) -> io::Result<Option<String>> {
    verify(generation, Checksums::forget_verified)
}

/// Like [`verify_checksums`], but does not read files that were verified and have not changed since.
///
/// # Errors
///
/// Fails if this process lacks what it takes to read a file.
pub fn verify_changed_files(generation: &Path) -> io::Result<Option<String>> {
    verify(generation, |_| ())
}

fn verify(generation: &Path, prepare: impl Fn(&Checksums)) -> io::Result<Option<String>> {
    let damaged = |error: io::Error| if is_lacking(&error) { Err(error) } else { Ok(Some(reason(&error))) };
    loop {
        let directory = match ReaderDirectory::open(generation) {
            Ok(directory) => directory,
            Err(error) => return damaged(error),
        };
        let checksums = directory.checksums();
        prepare(checksums);
        let verified = checksums.verify_all();
        checksums.save_verified();
        if directory.has_damaged_file_list() {
            return Ok(Some("its list of files is not as it was written".to_owned()));
        }
        if !directory.has_commit() {
            return Ok(Some("one of its files is missing".to_owned()));
        }
        match (verified, checksums.damage()) {
            // A merge removed a file in the meantime, so it no longer belongs to the index.
            (Err(_), _) if !directory.is_last_commit() => {}
            (Err(error), None) if error.kind() == io::ErrorKind::NotFound => {
                return Ok(Some("one of its files is missing".to_owned()));
            }
            (Err(error), None) => return damaged(error),
            (_, Some(why)) => return Ok(Some(why)),
            (Ok(()), None) => return Ok(None),
        }
    }
}

/// Returns the files in an index folder that nothing refers to: temporary files, generations that are not current, and
/// files of segments that were merged. A writer removes them when it acquires the lock; until then they only take
/// space.
pub fn orphaned_files(folder: &Folder) -> Vec<PathBuf> {
    let current = folder.current();
    let mut orphans = folder.leftovers();
    let Some(generation) = current else { return orphans };
    let Ok(index) = ReaderDirectory::open(&generation).map_err(drop).and_then(|it| Index::open(it).map_err(drop))
    else {
        return orphans;
    };
    let Ok(segments) = index.searchable_segment_metas() else { return orphans };
    let names: Vec<String> = segments.iter().map(|segment| segment.id().uuid_string()).collect();
    for entry in std::fs::read_dir(generation).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        // Segment files are named after the segment's ID: `0123456789abcdef0123456789abcdef.store`.
        let is_of_segment = name.len() > 32 && name.as_bytes()[..32].iter().all(u8::is_ascii_hexdigit);
        if is_of_segment && !names.iter().any(|segment| name.starts_with(segment)) {
            orphans.push(entry.path());
        }
    }
    orphans
}
