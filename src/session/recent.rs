//! The notes that were modified last.

use std::cmp::Reverse;

use vaultdex_notes::{FileKind, VaultPath};
use vaultdex_query::catalog::File;

use super::session::Session;
use crate::error::Result;
use crate::index::{Entry, Part};

/// A note with the time of its last modification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecentNote {
    /// The path.
    pub path: VaultPath,
    /// The title, otherwise the name of the file.
    pub title: String,
    /// The time of the last modification, in nanoseconds since 1970.
    pub modified: i64,
}

impl Session {
    /// Returns the notes that were modified last, newest first, at most `limit`, and the number of all notes. Excluded
    /// files are left out. Of the other notes, only the state of the file is read.
    ///
    /// # Errors
    ///
    /// Fails if the index cannot be read.
    pub fn recent(&self, limit: usize) -> Result<(Vec<RecentNote>, usize)> {
        let entries = self.reader.entries()?;
        let states = self.reader.read(&entries, &[], |record, _, _| (Reverse(record.stamp.modified), record.path))?;
        let is_shown = |path: &VaultPath| FileKind::from_path(path) == FileKind::Note && !self.excluded.hides(path);
        let mut notes: Vec<(&(Reverse<i64>, VaultPath), Entry)> =
            states.iter().zip(entries).filter(|((_, path), _)| is_shown(path)).collect();
        let total = notes.len();
        notes.sort_unstable();
        notes.truncate(limit);
        let entries: Vec<Entry> = notes.iter().map(|(_, entry)| *entry).collect();
        let files = self.read_files(&entries, &[Part::Names])?;
        let note = |((state, _), file): ((&(Reverse<i64>, VaultPath), Entry), File)| RecentNote {
            path: state.1.clone(),
            title: file.title().to_owned(),
            modified: state.0.0,
        };
        Ok((notes.into_iter().zip(files).map(note).collect(), total))
    }
}
