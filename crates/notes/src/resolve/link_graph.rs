//! Every link of a vault with the file it leads to, both ways.

use std::collections::HashMap;

use rayon::prelude::*;

use super::Names;
use crate::model::{Note, VaultPath};

/// A link seen from its destination.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backlink {
    /// Position of the file that holds the link.
    pub source: u32,
    /// Position of the link among the links of that file.
    pub link: u32,
}

/// All links of a vault, resolved at once. Files are known by their position in the list they came in.
#[derive(Debug, Default)]
pub struct LinkGraph {
    /// Where each link leads, file by file.
    destinations: Vec<Option<u32>>,
    /// By file: where its first link stands among the destinations; one more for the end.
    first_link: Vec<u32>,
    /// Who links to whom, by destination, then in order of source and link.
    backlinks: Vec<Backlink>,
    /// By file: where the first link to it stands among the backlinks; one more for the end.
    first_backlink: Vec<u32>,
}

/// How many files are resolved in one go.
const AT_ONCE: usize = 1024;

impl LinkGraph {
    /// Resolves every link of every file, on all threads. `files` come in the order in which `names` knows them.
    pub fn new(names: &Names, files: &[(&VaultPath, &Note)]) -> LinkGraph {
        let chunks = files.par_chunks(AT_ONCE).enumerate();
        let resolved: Vec<Vec<Option<u32>>> =
            chunks.map(|(chunk, files)| destinations(names, chunk * AT_ONCE, files)).collect();
        let mut graph = LinkGraph { destinations: resolved.concat(), ..LinkGraph::default() };
        let mut n_links = 0;
        for (_, note) in files {
            graph.first_link.push(n_links);
            n_links += note.links.len() as u32;
        }
        graph.first_link.push(n_links);
        graph.turn_round();
        graph
    }

    /// Sorts the links by where they lead.
    fn turn_round(&mut self) {
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
            for (link, place) in links.enumerate() {
                let Some(destination) = self.destinations[place] else { continue };
                let place = &mut next[destination as usize];
                self.backlinks[*place as usize] = Backlink { source: source as u32, link: link as u32 };
                *place += 1;
            }
        }
    }

    /// Where each link of a file leads, in the order of its links.
    pub fn outgoing(&self, file: usize) -> &[Option<u32>] {
        &self.destinations[self.first_link[file] as usize..self.first_link[file + 1] as usize]
    }

    /// Who links to a file, in order of source and place; links of the file to itself included.
    pub fn incoming(&self, file: usize) -> &[Backlink] {
        &self.backlinks[self.first_backlink[file] as usize..self.first_backlink[file + 1] as usize]
    }
}

/// Where the links of some files lead that stand behind one another; `first` is the position of the first one.
fn destinations(names: &Names, first: usize, files: &[(&VaultPath, &Note)]) -> Vec<Option<u32>> {
    let mut destinations = Vec::with_capacity(files.iter().map(|(_, note)| note.links.len()).sum());
    // Notes of one folder stand together, and use the same few words for the same few notes.
    let mut known: HashMap<&str, Option<u32>> = HashMap::new();
    let mut folder = "";
    for (position, (path, note)) in files.iter().enumerate() {
        if path.folder() != folder {
            known.clear();
            folder = path.folder();
        }
        destinations.extend(note.links.iter().map(|link| match link.linkpath() {
            "" => Some((first + position) as u32),
            linkpath => *known.entry(linkpath).or_insert_with(|| names.destination(linkpath, path)),
        }));
    }
    destinations
}
