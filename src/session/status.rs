//! The state of the index and of its watcher.

use vaultdex_notes::FileKind;
use vaultdex_query::catalog::{Catalog, File};

use super::location::Location;
use super::malformed::{Malformed, malformed_in};
use super::plan::{Plan, known_files};
use super::{clock, freshness};
use crate::error::{Error, Result};
use crate::index::{FORMAT, LockHolder, Part, Reader};
use crate::vault;

/// The state of an index and its watcher.
#[derive(Debug, Clone, PartialEq)]
pub struct Status {
    /// The vault's folder.
    pub vault: String,
    /// The index folder.
    pub folder: String,
    /// The index, if there is one that can be read.
    pub index: Option<IndexStatus>,
    /// What is wrong with the index, if it is damaged.
    pub damage: Option<String>,
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
    /// The malformed files, without templates.
    pub malformed: Vec<Malformed>,
}

/// Determines the state of an index and its watcher. Changes nothing.
///
/// # Errors
///
/// Fails if the vault or the index cannot be read.
pub fn status(location: &Location) -> Result<Status> {
    let watcher = location.folder.lock_holder().filter(|holder| holder.role == "watch");
    let index = || -> Result<Option<IndexStatus>> {
        Reader::current(&location.folder)?.map(|reader| index_status(location, &reader)).transpose()
    };
    let (index, damage) = match index() {
        Err(Error::IndexDamaged { why, .. }) => (None, Some(why)),
        index => (index?, None),
    };
    Ok(Status {
        vault: location.vault.root().display().to_string(),
        folder: location.folder.root().display().to_string(),
        index,
        damage,
        watcher,
    })
}

fn index_status(location: &Location, reader: &Reader) -> Result<IndexStatus> {
    let known = known_files(reader)?;
    let scan = vault::scan(&location.vault)?;
    // A file that could not be read and has not changed since is not pending.
    let plan = Plan::new(&known, &scan).without_unread(&known);
    if !plan.is_empty() {
        freshness::request_scan(&location.folder);
    }
    let files = reader.files(&[Part::Targets])?.into_iter().map(|(record, note, _)| File::new(record.path, note));
    let catalog = Catalog::new(files.collect());
    let destinations = || (0..catalog.files.len()).flat_map(|file| catalog.graph.outgoing(file));
    let unread = known.values().filter_map(|record| Some((record.path.to_string(), record.unread.clone()?)));
    let unreadable = scan.unreadable.iter().map(|it| (it.path.clone(), it.why.clone()));
    Ok(IndexStatus {
        size: location.folder.size(),
        format: FORMAT,
        age: (clock::now() - clock::committed_at(reader.generation())).max(0) / 1_000_000_000,
        files: catalog.files.len(),
        notes: catalog.files.iter().filter(|file| file.kind() == FileKind::Note).count(),
        links: destinations().count(),
        unresolved: destinations().filter(|destination| destination.is_none()).count(),
        pending: plan.to_read.len() + plan.to_remove.len(),
        segments: reader.segments(),
        unread: unread.chain(unreadable).collect(),
        malformed: malformed_in(known.values(), location),
    })
}
