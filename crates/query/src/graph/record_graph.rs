//! What the views of records, `landscape` and `lineage`, have in common: their options, their result and its builder.

use std::collections::{BTreeMap, BTreeSet};

use vaultdex_records::{Integration, RecordField};

use super::edge::Edge;
use super::view::{GraphView, Group, Node};
use crate::catalogue::entry::CatalogueEntry;
use crate::catalogue::repetitions::RecordPosition;

/// A view of records, with the nodes that represent each note: a system's own node, or the nodes that an integration
/// connects.
#[derive(Debug)]
pub struct RecordGraph {
    /// The graph.
    pub view: GraphView,
    /// The positions of nodes, by the position of the note.
    pub nodes_of_note: BTreeMap<usize, BTreeSet<usize>>,
    /// The positions of the nodes that an integration connects, by the position of its note and its index there.
    pub nodes_of_record: BTreeMap<RecordPosition, BTreeSet<usize>>,
}

/// What a view of records shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordOptions {
    /// The name of the vault.
    pub vault: String,
    /// Whether nodes without any edge are shown.
    pub orphans: bool,
    /// The positions of the notes whose records are shown; `None` for all.
    pub keep: Option<BTreeSet<usize>>,
}

impl RecordOptions {
    /// Whether the records of a note are shown. What has no note is shown unless there is a filter.
    pub(super) fn shows(&self, note: Option<usize>) -> bool {
        match (&self.keep, note) {
            (None, _) => true,
            (Some(keep), Some(note)) => keep.contains(&note),
            (Some(_), None) => false,
        }
    }
}

/// A view of records under construction. Nodes and groups keep the position at which they were added.
#[derive(Default)]
pub(super) struct RecordGraphBuilder {
    pub nodes: Vec<Node>,
    pub edges: Vec<Edge>,
    nodes_of_note: BTreeMap<usize, BTreeSet<usize>>,
    nodes_of_record: BTreeMap<RecordPosition, BTreeSet<usize>>,
    groups: Vec<Group>,
}

impl RecordGraphBuilder {
    /// Adds a node and returns its position.
    pub fn add_node(&mut self, node: Node) -> usize {
        self.nodes.push(node);
        self.nodes.len() - 1
    }

    /// Returns the position of the group with this name and parent, and adds it if necessary.
    pub fn group(&mut self, name: &str, parent: Option<usize>) -> usize {
        let found = self.groups.iter().position(|group| group.name == name && group.parent == parent);
        found.unwrap_or_else(|| {
            self.groups.push(Group { name: name.to_owned(), parent });
            self.groups.len() - 1
        })
    }

    /// Records that some nodes represent a note.
    pub fn assign(&mut self, note: usize, nodes: impl IntoIterator<Item = usize>) {
        self.nodes_of_note.entry(note).or_default().extend(nodes);
    }

    /// Records that some nodes represent an integration, and with it the note that records it.
    pub fn assign_record(&mut self, entry: &CatalogueEntry, nodes: impl IntoIterator<Item = usize>) {
        let nodes: BTreeSet<usize> = nodes.into_iter().collect();
        self.assign(entry.file, nodes.iter().copied());
        self.nodes_of_record.insert(entry.position(), nodes);
    }

    /// Returns the view of the nodes whose entry in `keep` is true, with the groups that still have members.
    pub fn finish(self, name: &'static str, options: &RecordOptions, keep: &[bool]) -> RecordGraph {
        let (view, sorted_positions) = GraphView::sorted(name, &options.vault, true, self.nodes, self.edges);
        let mut keep_sorted = vec![false; keep.len()];
        sorted_positions.iter().zip(keep).for_each(|(position, keep)| keep_sorted[*position] = *keep);
        let mut final_positions = vec![None; keep.len()];
        let kept = (0..keep.len()).filter(|position| keep_sorted[*position]);
        kept.enumerate().for_each(|(index, position)| final_positions[position] = Some(index));
        let view = view.with_groups(self.groups).subset(&keep_sorted).without_empty_groups();
        let moved = |nodes: BTreeSet<usize>| {
            nodes.into_iter().filter_map(|node| final_positions[sorted_positions[node]]).collect()
        };
        let nodes_of_note = self.nodes_of_note.into_iter().map(|(note, nodes)| (note, moved(nodes))).collect();
        let nodes_of_record = self.nodes_of_record.into_iter().map(|(it, nodes)| (it, moved(nodes))).collect();
        RecordGraph { view, nodes_of_note, nodes_of_record }
    }
}

/// Returns the life cycle of an integration, if known.
pub(super) fn status_of(integration: &Integration) -> Option<Box<str>> {
    integration.text(RecordField::Status).map(Into::into)
}
