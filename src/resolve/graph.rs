//! Every link of a vault with the file it leads to, both ways.

use std::collections::HashMap;

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
    /// By file, by link: where it leads.
    outgoing: Vec<Box<[Option<u32>]>>,
    /// By file: who links to it, in order of source and link.
    incoming: Vec<Vec<Backlink>>,
}

impl LinkGraph {
    /// Resolves every link of every file. `files` come in the order in which `names` knows them.
    pub fn new<'a>(names: &Names, files: impl IntoIterator<Item = (&'a VaultPath, &'a Note)>) -> LinkGraph {
        let mut graph = LinkGraph::default();
        // Many notes of one folder use the same few words for the same few notes.
        let mut known: HashMap<(&str, &str), Option<u32>> = HashMap::new();
        for (path, note) in files {
            let destinations = note.links.iter().map(|link| match link.linkpath() {
                "" => Some(graph.outgoing.len() as u32),
                linkpath => {
                    *known.entry((linkpath, path.folder())).or_insert_with(|| names.destination(linkpath, path))
                }
            });
            let destinations = destinations.collect();
            graph.outgoing.push(destinations);
        }
        graph.incoming.resize_with(graph.outgoing.len(), Vec::new);
        for (source, destinations) in graph.outgoing.iter().enumerate() {
            for (link, destination) in destinations.iter().enumerate() {
                if let Some(destination) = destination {
                    let backlink = Backlink { source: source as u32, link: link as u32 };
                    graph.incoming[*destination as usize].push(backlink);
                }
            }
        }
        graph
    }

    /// Where each link of a file leads, in the order of its links.
    pub fn outgoing(&self, file: usize) -> &[Option<u32>] {
        &self.outgoing[file]
    }

    /// Who links to a file, in order of source and place; links of the file to itself included.
    pub fn incoming(&self, file: usize) -> &[Backlink] {
        &self.incoming[file]
    }
}
