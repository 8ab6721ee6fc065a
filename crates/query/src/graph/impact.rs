//! The view `impact`: what is hit if a system or an integration stops, with the hops as groups
//! (docs/spec/graph.md#impact).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::edge::{Edge, EdgeKind, EdgeText};
use super::integration::DrawnIntegration;
use super::landscape::{hub_label, system_node};
use super::note_node::{is_linkpath_of, tags_of};
use super::record_graph::{RecordGraphBuilder, RecordOptions};
use super::view::{Effect, GraphView, Node, NodeImpact, NodeKind};
use crate::landscape::graph::{self, Landscape};
use crate::landscape::impact::{ImpactRequest, role_of_system};
use crate::landscape::walk::{Direction, Reached, Root, walk};

/// Which edges the graph of an impact has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImpactEdges {
    /// Those on the shortest ways to the systems that are hit.
    Shortest,
    /// All between them.
    All,
}

/// Returns the graph of the systems that a walk reaches, of the integrations that reach them, and, if wanted, of further
/// ones between them.
pub fn impact(landscape: &Landscape, request: &ImpactRequest, edges: ImpactEdges, vault: &str) -> GraphView {
    let mut drawing = Drawing {
        landscape,
        builder: RecordGraphBuilder::default(),
        nodes: BTreeMap::new(),
        systems_of: BTreeMap::new(),
        root: 0,
        integrations: BTreeMap::new(),
        known: BTreeSet::new(),
    };
    drawing.root = drawing.add_root(request.root);
    let walks: Vec<(Direction, Vec<Reached>)> = request
        .directions
        .iter()
        .map(|direction| (*direction, walk(landscape, request.root, *direction, request.traversal, request.depth)))
        .collect();
    // A system that is reached in both directions is hit by the shorter way.
    let mut nearest: BTreeMap<usize, (usize, Direction)> = BTreeMap::new();
    for (direction, reached) in walks.iter().flat_map(|(direction, reached)| reached.iter().map(|it| (*direction, it)))
    {
        let nearest = nearest.entry(reached.system).or_insert((reached.hop, direction));
        if reached.hop < nearest.0 {
            *nearest = (reached.hop, direction);
        }
    }
    for (direction, reached) in &walks {
        for reached in reached {
            let (hop, side) = nearest[&reached.system];
            let (effect, certainty) = match hop {
                1 => (Effect::Certain, "certain"),
                _ => (Effect::Possible, "possible"),
            };
            let group = drawing.builder.group(&format!("Hop {hop} ({certainty})"), None);
            let hop = if side == Direction::Downstream { hop as i64 } else { -(hop as i64) };
            drawing.add_system(reached.system, group, effect, hop);
            for edge in &reached.edges {
                // An integration leads to its ends itself.
                let is_of_root = request.root == Root::Connection(edge.connection) && reached.hop == 1;
                drawing.add_edge(edge, *direction, is_of_root);
            }
        }
    }
    if edges == ImpactEdges::All {
        drawing.add_further_edges(request);
    }
    let headline = drawing.headline(request);
    let options = RecordOptions { vault: vault.to_owned(), orphans: true, keep: None };
    let keep = vec![true; drawing.builder.nodes.len()];
    // Without anything that is hit, there is nothing to draw.
    let keep = if keep.len() == 1 { vec![false] } else { keep };
    GraphView { headline, ..drawing.builder.finish("impact", &options, &keep).view }
}

struct Drawing<'a> {
    landscape: &'a Landscape<'a>,
    builder: RecordGraphBuilder,
    /// The nodes of systems.
    nodes: BTreeMap<usize, usize>,
    /// The systems of nodes.
    systems_of: BTreeMap<usize, usize>,
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
        match root {
            Root::System(system) => {
                let group = self.builder.group("Stops", None);
                self.add_system(system, group, Effect::Stops, 0)
            }
            Root::Connection(connection) => {
                let entry = &self.landscape.connections[connection].entry;
                let name = hub_label(catalog, entry);
                let drawn = self.drawn(connection);
                let group = Some(self.builder.group("Stops", None));
                self.builder.add_node(Node {
                    group,
                    tags: tags_of(catalog, entry.file),
                    label_is_linkpath: is_linkpath_of(catalog, &name, entry.file),
                    path: Some(Arc::clone(&drawn.path)),
                    line: Some(drawn.line),
                    status: drawn.status.clone(),
                    impact: Some(NodeImpact { effect: Effect::Stops, hop: 0, owner: drawn.owner.clone() }),
                    integration: Some(drawn),
                    ..Node::new(NodeKind::Integration, name)
                })
            }
        }
    }

    /// Returns the node of a system, and adds it if necessary.
    fn add_system(&mut self, system: usize, group: usize, effect: Effect, hop: i64) -> usize {
        let Drawing { landscape: Landscape { catalog, systems, .. }, builder, nodes, systems_of, .. } = self;
        *nodes.entry(system).or_insert_with(|| {
            let owner = systems.owner_of(catalog, system).and_then(|owner| owner.text()).map(Into::into);
            let impact = Some(NodeImpact { effect, hop, owner });
            let node =
                builder.add_node(Node { group: Some(group), impact, ..system_node(catalog, &systems.list[system]) });
            systems_of.insert(node, system);
            node
        })
    }

    /// Adds an edge of the walk. Where it does not come from a system that is drawn, the root is an integration or
    /// middleware, and leads there itself.
    fn add_edge(&mut self, edge: &graph::Edge, direction: Direction, is_of_root: bool) {
        let node = |system: usize| self.nodes.get(&system).copied();
        let (from, to) = match direction {
            Direction::Downstream => (edge.from, edge.to),
            Direction::Upstream => (edge.to, edge.from),
        };
        let source = node(from).filter(|_| !is_of_root).unwrap_or(self.root);
        let Some(target) = node(to) else { return };
        let (source, target) = if direction == Direction::Downstream { (source, target) } else { (target, source) };
        self.add_edge_between(source, target, edge.connection, false);
    }

    /// Adds the edges between systems that are hit which the walk did not need to reach them.
    fn add_further_edges(&mut self, request: &ImpactRequest) {
        let landscape = self.landscape;
        for (position, connection) in landscape.connections.iter().enumerate() {
            // What stops leads to all of its systems already.
            let is_of_root = match request.root {
                Root::System(system) => connection.participants.middleware.contains(&system),
                Root::Connection(root) => root == position,
            };
            if is_of_root || !request.traversal.includes(connection) {
                continue;
            }
            for edge in landscape.edges_of(position) {
                let hit = |system| self.nodes.get(&system).copied().filter(|node| *node != self.root);
                if let (Some(source), Some(target)) = (hit(edge.from), hit(edge.to)) {
                    self.add_edge_between(source, target, position, true);
                }
            }
        }
    }

    /// Adds an edge of an integration in the direction of its data, unless it is drawn already.
    fn add_edge_between(&mut self, source: usize, target: usize, connection: usize, is_further: bool) {
        if !self.known.insert((source, target, connection)) {
            return;
        }
        // The root may stand for a system that is not drawn; an integration has no role.
        let role = |node: usize| {
            let system = self.systems_of.get(&node)?;
            Some(role_of_system(&self.landscape.connections[connection], *system))
        };
        let roles = [role(source), role(target)];
        let integration = self.drawn(connection);
        let label = (!is_further).then(|| integration.label());
        let text = EdgeText { is_further, ..EdgeText::of(&integration, roles, label) };
        self.builder.edges.push(Edge::new(EdgeKind::Integration, source, target).with_text(text));
    }

    /// Returns what stops and how many systems are hit; `None` if there are none.
    fn headline(&self, request: &ImpactRequest) -> Option<String> {
        let count = |effect: Effect| {
            let is_it = |node: &&Node| node.impact.as_ref().is_some_and(|impact| impact.effect == effect);
            self.builder.nodes.iter().filter(is_it).count()
        };
        let (certain, possible) = (count(Effect::Certain), count(Effect::Possible));
        let direction = match request.directions[..] {
            [Direction::Downstream] => "",
            [Direction::Upstream] => ", upstream",
            _ => ", in both directions",
        };
        let depth = match request.depth {
            Some(1) => ", within 1 hop".to_owned(),
            Some(depth) => format!(", within {depth} hops"),
            None => String::new(),
        };
        let name = &self.builder.nodes[self.root].label;
        (certain > 0).then(|| format!("If {name} stops{direction}{depth}: {certain} certain, {possible} possible"))
    }

    /// Returns what is shown of an integration.
    fn drawn(&mut self, connection: usize) -> Arc<DrawnIntegration> {
        let Drawing { landscape, integrations, .. } = self;
        let drawn = || DrawnIntegration::of(landscape.catalog, &landscape.connections[connection].entry);
        Arc::clone(integrations.entry(connection).or_insert_with(drawn))
    }
}

#[cfg(test)]
mod tests {
    use std::cmp::Ordering;

    use super::*;
    use crate::catalog::Catalog;
    use crate::catalogue::systems::Systems;
    use crate::catalogue::test_records::{integration, system};
    use crate::landscape::graph::Traversal;

    fn check(links: &[&str], directions: &[Direction], edges: ImpactEdges, expected: &[&str]) {
        let file = |(number, link): (usize, &&str)| integration(&format!("{number}.md"), &format!("I{number} {link}"));
        let mut files: Vec<_> = links.iter().enumerate().map(file).collect();
        files.push(system("Systems/System - A.md", None));
        let catalog = Catalog::new(files);
        let systems = Systems::new(&catalog);
        let landscape = Landscape::new(&catalog, &systems);
        let root = Root::System(systems.find(&catalog, "A").expect("a system"));
        let request = ImpactRequest { root, directions: directions.to_vec(), traversal: Traversal::Live, depth: None };
        let view = impact(&landscape, &request, edges, "V");
        let label = |position: usize| &view.nodes[position].label;
        let shown = view.edges.iter().map(|edge| {
            let hop = |node: usize| view.nodes[node].impact.as_ref().expect("an impact").hop;
            let further = match hop(edge.source).cmp(&hop(edge.target)) {
                _ if !edge.is_further() => "",
                Ordering::Less => " Onward",
                Ordering::Greater => " Back",
                Ordering::Equal => " SameHop",
            };
            format!("{}{} {}{further}", label(edge.source), label(edge.target), edge.label().unwrap_or("-"))
        });
        let shown: Vec<String> = view.headline.clone().into_iter().chain(shown).collect();
        assert_eq!(shown, expected, "{links:?}");
    }

    #[test]
    fn further_edges_connect_systems_that_are_hit() {
        let links = [
            "active one-way: S A, T B",
            "active one-way: S B, T C",
            "active one-way: S B, T D",
            // Between two of the same hop, back, past a hop, to what stops, and not live.
            "active one-way: S C, T D",
            "active one-way: S C, T B",
            "active one-way: S D, T E",
            "active one-way: S E, T B",
            "active one-way: S D, T A",
            "planned one-way: S D, T C",
        ];
        let shortest = ["If A stops: 1 certain, 3 possible", "BC I1", "BD I2", "DE I5", "AB I0"];
        check(&links, &[Direction::Downstream], ImpactEdges::Shortest, &shortest);
        let all = [
            "If A stops: 1 certain, 3 possible",
            "BC I1",
            "BD I2",
            "CB - Back",
            "CD - SameHop",
            "DE I5",
            "EB - Back",
            "AB I0",
        ];
        check(&links, &[Direction::Downstream], ImpactEdges::All, &all);
        let upstream = ["active one-way: S B, T A", "active one-way: S C, T B", "active one-way: S B, T C"];
        let all = ["If A stops, upstream: 1 certain, 1 possible", "BC - Back", "BA I0", "CB I1"];
        check(&upstream, &[Direction::Upstream], ImpactEdges::All, &all);
        check(&["active one-way: S B, T A"], &[Direction::Downstream], ImpactEdges::All, &[]);
    }

    #[test]
    fn a_system_hit_in_both_directions_is_hit_by_the_shorter_way() {
        let links = ["active one-way: S A, T B", "active one-way: S B, T C", "active one-way: S C, T A"];
        let both = [Direction::Downstream, Direction::Upstream];
        let headline = "If A stops, in both directions: 2 certain, 0 possible";
        check(&links, &both, ImpactEdges::Shortest, &[headline, "BC I1", "CA I2", "AB I0"]);
    }
}
