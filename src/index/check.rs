//! Verifies an index on disk: the checksums of all files, and that everything in it can be decoded.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use tantivy::Index;
use tantivy::directory::error::OpenReadError;
use tantivy::index::{SegmentComponent, SegmentMeta};

use super::directory::ReaderDirectory;
use super::folder::Folder;
use super::read::Reader;
use super::record::Part;
use super::schema::Fields;
use crate::error::reason;

/// Describes what is wrong with a generation. Returns `None` if every file matches its checksum and all facts can be
/// decoded.
pub fn find_damage(generation: &Path) -> Option<String> {
    match verify_checksums(generation) {
        Err(why) => Some(why),
        Ok(()) => match Reader::open(generation).and_then(|reader| reader.files(Part::ALL).map(drop)) {
            Err(error) => Some(error.to_string()),
            Ok(()) => None,
        },
    }
}

/// Verifies the checksums of a generation without decoding anything, at some hundred megabytes per second.
///
/// # Errors
///
/// Describes the first file that does not match its checksum or that cannot be read.
pub fn verify_checksums(generation: &Path) -> Result<(), String> {
    let open = || -> tantivy::Result<Index> {
        let mut index = Index::open(ReaderDirectory::open(generation)?)?;
        Fields::new().register(&mut index);
        Ok(index)
    };
    let index = open().map_err(|_| "`meta.json` cannot be read".to_owned())?;
    let segments = index.searchable_segment_metas().map_err(|error| error.to_string())?;
    let names: Vec<String> = segments.iter().map(|segment| segment.id().uuid_string()).collect();
    let delete_file = |segment: &SegmentMeta| segment.relative_path(SegmentComponent::Delete);
    let delete_files: HashSet<PathBuf> = segments.iter().map(delete_file).collect();
    let entries = std::fs::read_dir(generation).map_err(|error| error.to_string())?;
    for entry in entries.flatten() {
        let name = entry.file_name();
        let shown = name.to_string_lossy();
        // Files of segments that have left the index may be half removed. Of a segment's `.del` files, only one belongs
        // to this commit; the others belong to other commits, which may have failed halfway.
        let is_of_index = names.iter().any(|segment| shown.starts_with(segment));
        let is_of_other_commit = shown.ends_with(".del") && !delete_files.contains(Path::new(&name));
        if !is_of_index || is_of_other_commit {
            continue;
        }
        match index.directory().validate_checksum(Path::new(&name)) {
            Ok(true) => {}
            Ok(false) => return Err(format!("`{shown}` does not match its checksum")),
            // A merge removed the file in the meantime, so it no longer belongs to the index.
            Err(_) if !entry.path().exists() => {}
            Err(OpenReadError::IoError { io_error, .. }) if io_error.raw_os_error().is_some() => {
                return Err(format!("`{shown}` cannot be read: {}", reason(&io_error)));
            }
            Err(_) => return Err(format!("`{shown}` has no valid checksum")),
        }
    }
    Ok(())
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
