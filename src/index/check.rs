//! Whether an index on disk is still what was written: checksums of every file, and everything in it readable.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use tantivy::Index;
use tantivy::index::{SegmentComponent, SegmentMeta};

use super::directory::ReadOnly;
use super::folder::Folder;
use super::read::Reader;
use super::record::Part;
use super::schema::Fields;

/// What is wrong with a generation, in words; `None` where every file has the checksum that it was written with and all
/// that is known of the files can be read. Something that merely can't be opened now (too many open files) is no damage.
pub fn damage(generation: &Path) -> Option<String> {
    match checksums(generation) {
        Err(why) => Some(why),
        Ok(()) => match Reader::open(generation).and_then(|reader| reader.files(Part::ALL).map(drop)) {
            Err(error) => Some(error.to_string()),
            Ok(()) => None,
        },
    }
}

/// The same by checksums alone, which is quick: some hundred megabytes a second.
pub fn checksums(generation: &Path) -> Result<(), String> {
    let open = || -> tantivy::Result<Index> {
        let mut index = Index::open(ReadOnly::open(generation)?)?;
        Fields::new().prepare(&mut index);
        Ok(index)
    };
    let index = open().map_err(|error| error.to_string())?;
    let segments = index.searchable_segment_metas().map_err(|error| error.to_string())?;
    let names: Vec<String> = segments.iter().map(|segment| segment.id().uuid_string()).collect();
    let deleted = |segment: &SegmentMeta| segment.relative_path(SegmentComponent::Delete);
    let deleted: HashSet<PathBuf> = segments.iter().map(deleted).collect();
    let entries = std::fs::read_dir(generation).map_err(|error| error.to_string())?;
    for entry in entries.flatten() {
        let name = entry.file_name();
        let shown = name.to_string_lossy();
        // Files of segments that are no longer part of the index may be half removed, and of the lists of what was
        // deleted in a segment all but one are of other commits, perhaps of one that failed half way.
        let is_of_index = names.iter().any(|segment| shown.starts_with(segment));
        let is_of_other_commit = shown.ends_with(".del") && !deleted.contains(Path::new(&name));
        if !is_of_index || is_of_other_commit {
            continue;
        }
        match index.directory().validate_checksum(Path::new(&name)) {
            Ok(true) => {}
            Ok(false) => return Err(format!("`{}` is not what was written", name.to_string_lossy())),
            // A merge took it away meanwhile: then it is no part of the index any more.
            Err(_) if !entry.path().exists() => {}
            Err(error) => return Err(format!("`{}` can't be checked: {error}", name.to_string_lossy())),
        }
    }
    Ok(())
}

/// Files in an index folder that nothing refers to: temporary ones, generations that do not serve, files of segments
/// that were merged away. A writer removes them when it takes the lock; until then they only take room.
pub fn orphans(folder: &Folder) -> Vec<PathBuf> {
    let current = folder.current();
    let mut orphans = folder.left_behind();
    let Some(generation) = current else { return orphans };
    let Ok(index) = ReadOnly::open(&generation).map_err(drop).and_then(|it| Index::open(it).map_err(drop)) else {
        return orphans;
    };
    let Ok(segments) = index.searchable_segment_metas() else { return orphans };
    let names: Vec<String> = segments.iter().map(|segment| segment.id().uuid_string()).collect();
    for entry in std::fs::read_dir(generation).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        // `0123456789abcdef0123456789abcdef.store`: a segment's file is named by its id.
        let is_of_segment = name.len() > 32 && name.as_bytes()[..32].iter().all(u8::is_ascii_hexdigit);
        if is_of_segment && !names.iter().any(|segment| name.starts_with(segment)) {
            orphans.push(entry.path());
        }
    }
    orphans
}
