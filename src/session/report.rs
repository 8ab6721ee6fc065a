//! What a refresh of the index did.

use std::collections::BTreeMap;

use vaultdex_notes::VaultPath;

use super::malformed::Malformed;
use crate::vault::{Change, Scan};

/// What a refresh of the index did.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// The number of files in the vault.
    pub files: usize,
    /// The files that were added, modified or removed, by path.
    pub changes: Vec<Change>,
    /// Pairs of removed and added files with the same content, as old path and new path.
    pub moved: Vec<(VaultPath, VaultPath)>,
    /// The files and folders that could not be read, by path, with the reason.
    pub unread: BTreeMap<String, String>,
    /// The malformed files, by path, without templates; only after `index`.
    pub malformed: Vec<Malformed>,
}

impl Report {
    /// Creates a report that contains only what a scan could not read.
    pub fn of_scan(scan: &Scan) -> Report {
        let unread = scan.unreadable.iter().map(|it| (it.path.clone(), it.why.clone())).collect();
        Report { files: scan.files.len(), unread, ..Report::default() }
    }

    /// Returns the numbers of files that were added, modified and removed.
    pub fn counts(&self) -> (usize, usize, usize) {
        let count = |wanted: fn(&Change) -> bool| self.changes.iter().filter(|change| wanted(change)).count();
        (
            count(|change| matches!(change, Change::Added(_))),
            count(|change| matches!(change, Change::Modified(_))),
            count(|change| matches!(change, Change::Removed(_))),
        )
    }
}
