//! Walks through the landscape, breadth first (docs/spec/questions.md#one-graph).

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::graph::{Edge, Landscape, Traversal};
use super::life_cycle::Liveness;

/// Whether a walk follows the data or goes against it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// To those who receive data.
    Downstream,
    /// To those who send it.
    Upstream,
}

impl Direction {
    /// Returns the word for the direction.
    pub fn name(self) -> &'static str {
        match self {
            Direction::Downstream => "downstream",
            Direction::Upstream => "upstream",
        }
    }

    /// Returns the end of an edge to which the walk leads.
    fn end(self, edge: &Edge) -> usize {
        if self == Direction::Downstream { edge.to } else { edge.from }
    }

    /// Returns the edges of a system that the walk follows.
    fn edges<'a>(self, landscape: &'a Landscape, system: usize) -> Box<dyn Iterator<Item = &'a Edge> + 'a> {
        match self {
            Direction::Downstream => Box::new(landscape.outgoing(system)),
            Direction::Upstream => Box::new(landscape.incoming(system)),
        }
    }
}

/// Where a walk begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Root {
    /// A system, by its position.
    System(usize),
    /// An integration, by its position.
    Connection(usize),
}

/// A system that a walk reaches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reached {
    /// The position of the system.
    pub system: usize,
    /// The number of integrations on the shortest way to it, from 1.
    pub hop: usize,
    /// The edges that lead to it at that hop, in order.
    pub edges: Vec<Edge>,
}

/// Returns for each system over how many edges a walk from `system` reaches it; `None` if it does not. Unlike [`walk`],
/// it starts from the system's own edges only.
pub fn distances(
    landscape: &Landscape,
    system: usize,
    direction: Direction,
    traversal: Traversal,
) -> Vec<Option<usize>> {
    let mut distances = vec![None; landscape.systems.list.len()];
    distances[system] = Some(0);
    let mut queue = VecDeque::from([(system, 0)]);
    while let Some((system, distance)) = queue.pop_front() {
        for edge in direction.edges(landscape, system) {
            let end = direction.end(edge);
            if distances[end].is_none() && traversal.includes(&landscape.connections[edge.connection]) {
                distances[end] = Some(distance + 1);
                queue.push_back((end, distance + 1));
            }
        }
    }
    distances
}

/// Returns the systems that a walk reaches within `depth` hops (`None`: all), each at its first hop, by hop and name. The
/// root itself is not among them. An integration, and a system as the middleware of its integrations, leads to the ends
/// of its edges at hop 1.
pub fn walk(
    landscape: &Landscape,
    root: Root,
    direction: Direction,
    traversal: Traversal,
    depth: Option<usize>,
) -> Vec<Reached> {
    let follows = |edge: &&Edge| traversal.includes(&landscape.connections[edge.connection]);
    let first: Vec<Edge> = match root {
        Root::System(system) => {
            let carried = landscape.carried_by(system).flat_map(|it| landscape.edges_of(it));
            direction.edges(landscape, system).chain(carried).filter(follows).copied().collect()
        }
        // Who asks for an integration means it, even if it is not live. Through a retired one nothing flows.
        Root::Connection(connection) => match landscape.connections[connection].liveness {
            Liveness::Live | Liveness::NotLive => landscape.edges_of(connection).to_vec(),
            Liveness::Retired => Vec::new(),
        },
    };
    let mut known: BTreeSet<usize> = BTreeSet::new();
    if let Root::System(system) = root {
        known.insert(system);
    }
    let mut reached = Vec::new();
    let mut edges = first;
    let mut hop = 1;
    while !edges.is_empty() && depth.is_none_or(|depth| hop <= depth) {
        let mut found: BTreeMap<usize, BTreeSet<Edge>> = BTreeMap::new();
        for edge in edges {
            let end = direction.end(&edge);
            if !known.contains(&end) {
                found.entry(end).or_default().insert(edge);
            }
        }
        known.extend(found.keys());
        let next = found.keys().flat_map(|system| direction.edges(landscape, *system)).filter(follows).copied();
        edges = next.collect();
        for (system, edges) in found {
            let mut edges: Vec<Edge> = edges.into_iter().collect();
            edges.sort_by_key(|edge| (edge.connection, edge.is_reverse));
            reached.push(Reached { system, hop, edges });
        }
        hop += 1;
    }
    reached
}
