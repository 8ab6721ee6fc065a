//! The view `impact`: what is hit if a system or an integration stops, with the hops as groups
//! (docs/spec/graph.md#impact).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::edge::{Edge, EdgeKind, EdgeText};
use super::integration::DrawnIntegration;
use super::landscape::{hub_label, system_node};
use super::note_node::{is_linkpath_of, tags_of};
use super::record_graph::{RecordGraphBuilder, RecordOptions};
use super::view::{GraphView, Node, NodeKind};
use crate::landscape::graph::{self, Landscape};
use crate::landscape::impact::{ImpactRequest, role_of_system};
use crate::landscape::walk::{Direction, Root, walk};

/// Returns the graph of the systems that a walk reaches and of the integrations that reach them.
pub fn impact(landscape: &Landscape, request: &ImpactRequest, vault: &str) -> GraphView {
    let mut drawing = Drawing {
        landscape,
        builder: RecordGraphBuilder::default(),
        nodes: BTreeMap::new(),
        root: 0,
        integrations: BTreeMap::new(),
        known: BTreeSet::new(),
    };
    drawing.root = drawing.add_root(request.root);
    for direction in &request.directions {
        for reached in walk(landscape, request.root, *direction, request.traversal, request.depth) {
            let certainty = if reached.hop == 1 { "certain" } else { "possible" };
            let group = drawing.builder.group(&format!("Hop {} ({certainty})", reached.hop), None);
            drawing.add_system(reached.system, group);
            for edge in &reached.edges {
                // An integration leads to its ends itself.
                let is_of_root = request.root == Root::Connection(edge.connection) && reached.hop == 1;
                drawing.add_edge(edge, *direction, is_of_root);
            }
        }
    }
    let options = RecordOptions { vault: vault.to_owned(), orphans: true, keep: None };
    let keep = vec![true; drawing.builder.nodes.len()];
    // Without anything that is hit, there is nothing to draw.
    let keep = if keep.len() == 1 { vec![false] } else { keep };
    drawing.builder.finish("impact", &options, &keep).view
}

struct Drawing<'a> {
    landscape: &'a Landscape<'a>,
    builder: RecordGraphBuilder,
    /// The nodes of systems.
    nodes: BTreeMap<usize, usize>,
    /// The node of the root.
    root: usize,
    /// The integrations that are drawn.
    integrations: BTreeMap<usize, Arc<DrawnIntegration>>,
    /// The ends of the edges that are drawn, with their integrations.
    known: BTreeSet<(usize, usize, usize)>,
}

impl Drawing<'_> {
    fn add_root(&mut self, root: Root) -> usize {
        let catalog = self.landscape.catalog;
        let group = Some(self.builder.group("Stops", None));
        match root {
            Root::System(system) => {
                let node = Node { group, ..system_node(catalog, &self.landscape.systems.list[system]) };
                let node = self.builder.add_node(node);
                self.nodes.insert(system, node);
                node
            }
            Root::Connection(connection) => {
                let entry = &self.landscape.connections[connection].entry;
                let name = hub_label(catalog, entry);
                let drawn = self.drawn(connection);
                self.builder.add_node(Node {
                    group,
                    tags: tags_of(catalog, entry.file),
                    label_is_linkpath: is_linkpath_of(catalog, &name, entry.file),
                    path: Some(Arc::clone(&drawn.path)),
                    line: Some(drawn.line),
                    status: drawn.status.clone(),
                    integration: Some(drawn),
                    ..Node::new(NodeKind::Integration, name)
                })
            }
        }
    }

    fn add_system(&mut self, system: usize, group: usize) {
        let Drawing { landscape, builder, nodes, .. } = self;
        nodes.entry(system).or_insert_with(|| {
            let node = system_node(landscape.catalog, &landscape.systems.list[system]);
            builder.add_node(Node { group: Some(group), ..node })
        });
    }

    /// Adds an edge of the walk. Where it does not come from a system that is drawn, the root is an integration or
    /// middleware, and leads there itself.
    fn add_edge(&mut self, edge: &graph::Edge, direction: Direction, is_of_root: bool) {
        let connection = &self.landscape.connections[edge.connection];
        let node = |system: usize| self.nodes.get(&system).copied();
        let (from, to) = match direction {
            Direction::Downstream => (edge.from, edge.to),
            Direction::Upstream => (edge.to, edge.from),
        };
        let source = node(from).filter(|_| !is_of_root).unwrap_or(self.root);
        let Some(target) = node(to) else { return };
        if !self.known.insert((source, target, edge.connection)) {
            return;
        }
        let (source, target) = if direction == Direction::Downstream { (source, target) } else { (target, source) };
        // The root may stand for a system that is not drawn; an integration has no role.
        let role = |node: usize| {
            let system = self.nodes.iter().find(|(_, drawn)| **drawn == node).map(|(system, _)| *system);
            system.map(|system| role_of_system(connection, system))
        };
        let roles = [role(source), role(target)];
        let integration = self.drawn(edge.connection);
        let text = EdgeText::of(&integration, roles, Some(integration.label()));
        self.builder.edges.push(Edge::new(EdgeKind::Integration, source, target).with_text(text));
    }

    /// Returns what is shown of an integration.
    fn drawn(&mut self, connection: usize) -> Arc<DrawnIntegration> {
        let Drawing { landscape, integrations, .. } = self;
        let drawn = || DrawnIntegration::of(landscape.catalog, &landscape.connections[connection].entry);
        Arc::clone(integrations.entry(connection).or_insert_with(drawn))
    }
}
