//! The state of the index and of its watcher.

use vaultdex_notes::{FileKind, VaultPath};
use vaultdex_query::catalog::{Catalog, File};

use super::clock;
use super::location::Location;
use super::plan::{Plan, known_files};
use crate::error::Result;
use crate::index::{FORMAT, LockHolder, Part, Reader};
use crate::vault;
use crate::vault::Stamp;

/// The state of an index and its watcher.
#[derive(Debug, Clone, PartialEq)]
pub struct Status {
    /// The vault's folder.
    pub vault: String,
    /// The index folder.
    pub folder: String,
    /// The index, if there is one.
    pub index: Option<IndexStatus>,
    /// The watcher, if one is running.
    pub watcher: Option<LockHolder>,
}

impl Status {
    /// Whether a watcher keeps the index up to date and has nothing left to do.
    pub fn is_live(&self) -> bool {
        let is_up_to_date = self.index.as_ref().is_some_and(|index| index.pending == 0);
        is_up_to_date && self.watcher.as_ref().is_some_and(|watcher| watcher.degraded.is_none())
    }
}

/// The state of an index.
#[derive(Debug, Clone, PartialEq)]
pub struct IndexStatus {
    /// Size on disk in bytes.
    pub size: u64,
    /// Version of the index format.
    pub format: u32,
    /// Seconds since the last commit.
    pub age: i64,
    /// Number of files in the index.
    pub files: usize,
    /// Number of notes among them.
    pub notes: usize,
    /// Number of links in notes and canvases.
    pub links: usize,
    /// Number of unresolved links.
    pub unresolved: usize,
    /// Number of files on disk that differ from the index.
    pub pending: usize,
    /// Number of index segments.
    pub segments: usize,
    /// Files that could not be read, with the reasons.
    pub unread: Vec<(String, String)>,
}

/// Determines the state of an index and its watcher. Changes nothing.
///
/// # Errors
///
/// Fails if the vault or the index cannot be read.
pub fn status(location: &Location) -> Result<Status> {
    let watcher = location.folder.lock_holder().filter(|holder| holder.role == "watch");
    let index = Reader::current(&location.folder)?.map(|reader| index_status(location, &reader)).transpose()?;
    Ok(Status {
        vault: location.vault.root().display().to_string(),
        folder: location.folder.root().display().to_string(),
        index,
        watcher,
    })
}

fn index_status(location: &Location, reader: &Reader) -> Result<IndexStatus> {
    let known = known_files(reader)?;
    let scan = vault::scan(&location.vault)?;
    let plan = Plan::new(&known, &scan);
    let files = reader.files(&[Part::Targets])?.into_iter().map(|(record, note, _)| File::new(record.path, note));
    let catalog = Catalog::new(files.collect());
    let destinations = || (0..catalog.files.len()).flat_map(|file| catalog.graph.outgoing(file));
    let unread = known.values().filter_map(|record| Some((record.path.to_string(), record.unread.clone()?)));
    let unreadable = scan.unreadable.iter().map(|it| (it.path.clone(), it.why.clone()));
    // A file that could not be read and has not changed since is not pending.
    let is_unreadable = |path: &VaultPath, stamp: &Stamp| {
        known.get(path).is_some_and(|record| record.unread.is_some() && record.stamp.same(stamp))
    };
    Ok(IndexStatus {
        size: location.folder.size(),
        format: FORMAT,
        age: (clock::now() - clock::committed_at(reader.generation())).max(0) / 1_000_000_000,
        files: catalog.files.len(),
        notes: catalog.files.iter().filter(|file| file.kind() == FileKind::Note).count(),
        links: destinations().count(),
        unresolved: destinations().filter(|destination| destination.is_none()).count(),
        pending: plan.to_read.iter().filter(|(path, stamp)| !is_unreadable(path, stamp)).count() + plan.to_remove.len(),
        segments: reader.segments(),
        unread: unread.chain(unreadable).collect(),
    })
}
