//! How the index and its watcher fare.

use vaultdex_notes::{FileKind, VaultPath};
use vaultdex_query::catalog::{Catalog, File};

use super::refresh::Plan;
use super::{Place, freshness, refresh};
use crate::error::Result;
use crate::index::{FORMAT, Holder, Part, Reader};
use crate::vault;
use crate::vault::Stamp;

/// What `status` tells.
#[derive(Debug, Clone, PartialEq)]
pub struct Status {
    /// The vault's folder.
    pub vault: String,
    /// The index folder.
    pub folder: String,
    /// The index, where there is one.
    pub index: Option<IndexStatus>,
    /// Who keeps it live, where somebody does.
    pub watcher: Option<Holder>,
}

impl Status {
    /// Whether a watcher keeps the index as the vault is, with nothing left to do.
    pub fn is_live(&self) -> bool {
        let is_caught_up = self.index.as_ref().is_some_and(|index| index.pending == 0);
        is_caught_up && self.watcher.as_ref().is_some_and(|watcher| watcher.degraded.is_none())
    }
}

/// An index that serves.
#[derive(Debug, Clone, PartialEq)]
pub struct IndexStatus {
    /// Bytes on disk.
    pub size: u64,
    /// Version of the format.
    pub format: u32,
    /// Seconds since the last commit.
    pub age: i64,
    /// Files of the vault that it knows.
    pub files: usize,
    /// Notes among them.
    pub notes: usize,
    /// Links of all notes and canvases.
    pub links: usize,
    /// Links that lead nowhere.
    pub unresolved: usize,
    /// Files on disk that differ from what it knows.
    pub pending: usize,
    /// Segments that a search asks.
    pub segments: usize,
    /// Files that could not be read, with the reason.
    pub unread: Vec<(String, String)>,
}

/// Looks at a vault and its index. Changes nothing.
pub fn status(place: &Place) -> Result<Status> {
    let watcher = place.folder.holder().filter(|holder| holder.role == "watch");
    let index = Reader::current(&place.folder)?.map(|reader| index(place, &reader)).transpose()?;
    Ok(Status {
        vault: place.vault.root().display().to_string(),
        folder: place.folder.root().display().to_string(),
        index,
        watcher,
    })
}

fn index(place: &Place, reader: &Reader) -> Result<IndexStatus> {
    let known = refresh::known(reader)?;
    let scan = vault::scan(&place.vault)?;
    let plan = Plan::new(&known, &scan);
    let files = reader.files(&[Part::Targets])?.into_iter().map(|(record, note, _)| File::new(record.path, note));
    let catalog = Catalog::new(files.collect());
    let destinations = || (0..catalog.files.len()).flat_map(|file| catalog.graph.outgoing(file));
    let unread = known.values().filter_map(|record| Some((record.path.to_string(), record.unread.clone()?)));
    let unreadable = scan.unreadable.iter().map(|it| (it.path.clone(), it.why.clone()));
    // What can't be read as it is now is listed as such; nobody is behind with it.
    let is_told = |path: &VaultPath, stamp: &Stamp| {
        known.get(path).is_some_and(|record| record.unread.is_some() && record.stamp.same(stamp))
    };
    Ok(IndexStatus {
        size: place.folder.size(),
        format: FORMAT,
        age: (freshness::now() - freshness::committed_at(reader.generation())).max(0) / 1_000_000_000,
        files: catalog.files.len(),
        notes: catalog.files.iter().filter(|file| file.kind() == FileKind::Note).count(),
        links: destinations().count(),
        unresolved: destinations().filter(|destination| destination.is_none()).count(),
        pending: plan.read.iter().filter(|(path, stamp)| !is_told(path, stamp)).count() + plan.gone.len(),
        segments: reader.segments(),
        unread: unread.chain(unreadable).collect(),
    })
}
