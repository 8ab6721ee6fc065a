//! The shortest routes of data from one system to another (docs/spec/questions.md#path).

use std::collections::BTreeMap;

use super::graph::{Edge, Landscape, Traversal};
use super::walk::{Direction, distances};

/// A way from one system to another: for each hop the edges between the same two systems, one per integration.
pub type Route = Vec<Vec<Edge>>;

/// The shortest ways between two systems.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Routes {
    /// The routes, in the order of the names of the systems on the way.
    pub list: Vec<Route>,
    /// Whether there are more of the same length.
    pub is_cut: bool,
}

/// Returns at most `max` of the shortest ways between two systems; none from a system to itself.
pub fn routes(landscape: &Landscape, from: usize, to: usize, traversal: Traversal, max: usize) -> Routes {
    let mut search = Search {
        landscape,
        traversal,
        // A step on a shortest way always leads nearer to the destination.
        distances: distances(landscape, to, Direction::Upstream, traversal),
        max,
        way: Vec::new(),
        found: Routes::default(),
    };
    if from != to && search.distances[from].is_some() {
        search.extend(from);
    }
    search.found
}

struct Search<'a> {
    landscape: &'a Landscape<'a>,
    traversal: Traversal,
    distances: Vec<Option<usize>>,
    max: usize,
    way: Route,
    found: Routes,
}

impl Search<'_> {
    /// Continues the way from a system to which it has led.
    fn extend(&mut self, system: usize) {
        let Some(distance) = self.distances[system] else { return };
        if distance == 0 {
            match self.found.list.len() < self.max {
                true => self.found.list.push(self.way.clone()),
                false => self.found.is_cut = true,
            }
            return;
        }
        let mut steps: BTreeMap<usize, Vec<Edge>> = BTreeMap::new();
        for edge in self.landscape.outgoing(system) {
            let leads_nearer = self.distances[edge.to] == Some(distance - 1);
            if leads_nearer && self.traversal.includes(&self.landscape.connections[edge.connection]) {
                steps.entry(edge.to).or_default().push(*edge);
            }
        }
        for (next, edges) in steps {
            if self.found.is_cut {
                return;
            }
            self.way.push(edges);
            self.extend(next);
            self.way.pop();
        }
    }
}
