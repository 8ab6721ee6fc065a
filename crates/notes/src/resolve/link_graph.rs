//! All links of a vault with their destinations, in both directions.

use std::collections::HashMap;

use rayon::prelude::*;

use super::Resolver;
use crate::model::{Note, VaultPath};

/// A link, seen from its destination.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backlink {
    /// The index of the file that contains the link.
    pub source: u32,
    /// The index of the link in [`Note::links`] of that file.
    pub link: u32,
}

/// All links of a vault, resolved. Files are identified by their index in the list passed to [`LinkGraph::new`].
#[derive(Debug, Default)]
pub struct LinkGraph {
    /// The destination of each link, file by file.
    destinations: Vec<Option<u32>>,
    /// By file: the index of its first link in `destinations`, with one more entry for the end.
    first_link: Vec<u32>,
    /// All resolved links, ordered by destination, source and link.
    backlinks: Vec<Backlink>,
    /// By file: the index of the first link to it in `backlinks`, with one more entry for the end.
    first_backlink: Vec<u32>,
}

/// The number of files that one task resolves.
const CHUNK_SIZE: usize = 1024;

impl LinkGraph {
    /// Resolves every link of every file, in parallel. `files` must have the order of the paths that `resolver` was
    /// built from.
    pub fn new(resolver: &Resolver, files: &[(&VaultPath, &Note)]) -> LinkGraph {
        let chunks = files.par_chunks(CHUNK_SIZE).enumerate();
        let resolved: Vec<Vec<Option<u32>>> =
            chunks.map(|(chunk, files)| resolve_chunk(resolver, chunk * CHUNK_SIZE, files)).collect();
        let mut graph = LinkGraph { destinations: resolved.concat(), ..LinkGraph::default() };
        let mut n_links = 0;
        for (_, note) in files {
            graph.first_link.push(n_links);
            n_links += note.links.len() as u32;
        }
        graph.first_link.push(n_links);
        graph.index_backlinks();
        graph
    }

    /// Sorts the links by destination, with a counting sort.
    fn index_backlinks(&mut self) {
        let n_files = self.first_link.len() - 1;
        let mut next = vec![0; n_files + 1];
        for destination in self.destinations.iter().flatten() {
            next[*destination as usize + 1] += 1;
        }
        for file in 0..n_files {
            next[file + 1] += next[file];
        }
        self.first_backlink = next.clone();
        self.backlinks = vec![Backlink { source: 0, link: 0 }; next[n_files] as usize];
        for source in 0..n_files {
            let links = self.first_link[source] as usize..self.first_link[source + 1] as usize;
            for (link, index) in links.enumerate() {
                let Some(destination) = self.destinations[index] else { continue };
                let slot = &mut next[destination as usize];
                self.backlinks[*slot as usize] = Backlink { source: source as u32, link: link as u32 };
                *slot += 1;
            }
        }
    }

    /// Returns the destination of each link of a file, in the order of [`Note::links`]; `None` for an unresolved link.
    ///
    /// # Panics
    ///
    /// Panics if there is no file with this index.
    pub fn outgoing(&self, file: usize) -> &[Option<u32>] {
        &self.destinations[self.first_link[file] as usize..self.first_link[file + 1] as usize]
    }

    /// Returns the links to a file, ordered by source and position, including links of the file to itself.
    ///
    /// # Panics
    ///
    /// Panics if there is no file with this index.
    pub fn incoming(&self, file: usize) -> &[Backlink] {
        &self.backlinks[self.first_backlink[file] as usize..self.first_backlink[file + 1] as usize]
    }
}

/// Resolves the links of consecutive files; `first` is the index of the first file.
fn resolve_chunk(resolver: &Resolver, first: usize, files: &[(&VaultPath, &Note)]) -> Vec<Option<u32>> {
    let mut destinations = Vec::with_capacity(files.iter().map(|(_, note)| note.links.len()).sum());
    // The notes of a folder are adjacent and tend to link to the same notes; a linkpath resolves alike for all of them.
    let mut cache: HashMap<&str, Option<u32>> = HashMap::new();
    let mut folder = "";
    for (index, (path, note)) in files.iter().enumerate() {
        if path.folder() != folder {
            cache.clear();
            folder = path.folder();
        }
        destinations.extend(note.links.iter().map(|link| match link.linkpath() {
            "" => Some((first + index) as u32),
            linkpath => *cache.entry(linkpath).or_insert_with(|| resolver.destination(linkpath, path)),
        }));
    }
    destinations
}
