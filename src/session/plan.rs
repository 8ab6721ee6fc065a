//! Compares what the index knows with the files on disk, and plans what to read and what to remove.

use std::collections::BTreeMap;

use vaultdex_notes::VaultPath;

use super::report::Report;
use crate::error::Result;
use crate::index::{Reader, Record};
use crate::vault::{Change, Scan, Stamp, Unreadable};

/// What the index knows about each file, by path.
pub type KnownFiles = BTreeMap<VaultPath, Record>;

/// Returns what the index knows about each file.
///
/// A file that is in the index twice is damage that no checksum reveals. It is returned with a stamp that matches no
/// file, so that it is read again and both entries are replaced.
pub fn known_files(reader: &Reader) -> Result<KnownFiles> {
    let mut known = KnownFiles::new();
    for record in reader.records()? {
        match known.get_mut(&record.path) {
            Some(duplicate) => duplicate.stamp = Stamp::default(),
            None => _ = known.insert(record.path.clone(), record),
        }
    }
    Ok(known)
}

/// Whether a file with this stamp need not be read because the record is up to date.
fn is_current(known: &Record, stamp: &Stamp) -> bool {
    known.stamp.same(stamp) && known.unread.is_none() && !stamp.is_racy(known.seen)
}

/// What has to be done to bring the index up to date.
#[derive(Debug, Default)]
pub struct Plan {
    /// Files to read, with their stamps.
    pub to_read: Vec<(VaultPath, Stamp)>,
    /// Files to remove from the index.
    pub to_remove: Vec<VaultPath>,
}

impl Plan {
    /// Compares what the index knows with a scan. Files in a folder that could not be listed are kept.
    pub fn new(known: &KnownFiles, scan: &Scan) -> Plan {
        let files = &scan.files;
        let needs_reading =
            |(path, stamp): &(&VaultPath, &Stamp)| known.get(*path).is_none_or(|record| !is_current(record, stamp));
        let to_read = files.iter().filter(needs_reading).map(|(path, stamp)| (path.clone(), *stamp)).collect();
        let is_unlisted = |path: &VaultPath| {
            let contains =
                |it: &Unreadable| path.as_str().strip_prefix(&it.path).is_some_and(|rest| rest.starts_with('/'));
            scan.unreadable.iter().any(contains)
        };
        let is_gone = |path: &&VaultPath| !files.contains_key(*path) && !is_unlisted(path);
        let to_remove = known.keys().filter(is_gone).cloned().collect();
        Plan { to_read, to_remove }
    }

    /// Compares what the index knows with the current stamps of some files; `None` stands for a file that no longer
    /// exists.
    pub fn for_files(known: &KnownFiles, stamps: &BTreeMap<VaultPath, Option<Stamp>>) -> Plan {
        let mut plan = Plan::default();
        for (path, stamp) in stamps {
            match stamp {
                Some(stamp) if known.get(path).is_some_and(|record| is_current(record, stamp)) => {}
                Some(stamp) => plan.to_read.push((path.clone(), *stamp)),
                None if known.contains_key(path) => plan.to_remove.push(path.clone()),
                None => {}
            }
        }
        plan
    }

    /// Leaves out files that could not be read and have not changed since.
    pub fn without_unread(mut self, known: &KnownFiles) -> Plan {
        let is_unread = |path: &VaultPath, stamp: &Stamp| {
            known.get(path).is_some_and(|record| record.unread.is_some() && record.stamp.same(stamp))
        };
        self.to_read.retain(|(path, stamp)| !is_unread(path, stamp));
        self
    }

    /// Whether so many files are gone that an unmounted drive or a signed-out cloud client is more likely than
    /// deletion.
    pub fn is_mass_deletion(&self, known: &KnownFiles) -> bool {
        is_most(self.to_remove.len(), known.len())
    }

    /// Whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.to_read.is_empty() && self.to_remove.is_empty()
    }
}

/// Whether so many files are concerned that the whole vault probably is: more than twenty, and more than half of all.
pub fn is_most(files: usize, all: usize) -> bool {
    files > 20 && files * 2 > all
}

/// Reports the differences between two states of an index, by content.
pub fn differences(before: &KnownFiles, after: &KnownFiles) -> Report {
    let removed = before.keys().filter(|path| !after.contains_key(*path)).cloned().map(Change::Removed);
    let changed = after.iter().filter_map(|(path, record)| match before.get(path) {
        None => Some(Change::Added(path.clone())),
        Some(known) if known.hash != record.hash => Some(Change::Modified(path.clone())),
        Some(_) => None,
    });
    Report { files: after.len(), changes: changed.chain(removed).collect(), ..Report::default() }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use vaultdex_notes::Note;
    use vaultdex_records::Extraction;

    use super::*;
    use crate::index::{Document, Writer};

    #[test]
    fn a_file_that_is_in_the_index_twice_is_read_again() {
        let stamp = Stamp { size: 1, ..Stamp::default() };
        let check = |times: usize, expected: usize| {
            let path = VaultPath::new("a.md");
            let record =
                Record { path: path.clone(), stamp, hash: 1, seen: i64::MAX, unread: None, problems: Vec::new() };
            let mut writer = Writer::in_memory().unwrap();
            for _ in 0..times {
                let (record, note, extraction) = (record.clone(), Note::default(), Extraction::default());
                writer.put(&Document { record, note, extraction, text: String::new() }).unwrap();
            }
            writer.commit().unwrap();
            let mut reader = Reader::empty().unwrap();
            reader.add_overlay(HashSet::new(), &writer).unwrap();
            let stamps = BTreeMap::from([(path, Some(stamp))]);
            assert_eq!(Plan::for_files(&known_files(&reader).unwrap(), &stamps).to_read.len(), expected, "{times}");
        };
        check(1, 0);
        check(2, 1);
    }

    #[test]
    fn files_in_a_folder_that_cannot_be_listed_are_kept() {
        let record = |path: &str| Record {
            path: VaultPath::new(path),
            stamp: Stamp::default(),
            hash: 1,
            seen: i64::MAX,
            unread: None,
            problems: Vec::new(),
        };
        let paths = ["locked/a.md", "locked/deep/b.md", "lockedroom/c.md", "d.md"];
        let known: KnownFiles = paths.iter().map(|path| (VaultPath::new(*path), record(path))).collect();
        let unreadable = vec![Unreadable { path: "locked".to_owned(), why: "permission denied".to_owned() }];
        let scan = Scan { unreadable, ..Scan::default() };
        let removed: Vec<String> = Plan::new(&known, &scan).to_remove.iter().map(VaultPath::to_string).collect();
        assert_eq!(removed, ["d.md", "lockedroom/c.md"]);
    }
}
