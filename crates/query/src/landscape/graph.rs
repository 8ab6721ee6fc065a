//! The graph on which all questions about the landscape are answered, and which the view `landscape` draws: systems, and
//! an edge for each pair of systems between which an integration carries data (docs/spec/questions.md#one-graph).

use std::collections::BTreeSet;
use std::ops::Range;

use vaultdex_records::{Extracted, RecordField, Role};

use super::life_cycle::Liveness;
use super::participants::Participants;
use crate::catalog::Catalog;
use crate::catalogue::entry::CatalogueEntry;
use crate::catalogue::systems::Systems;

/// The systems of a vault and the integrations between them.
pub struct Landscape<'a> {
    /// The notes.
    pub catalog: &'a Catalog,
    /// The systems. Positions of systems refer to their list.
    pub systems: &'a Systems,
    /// The integrations by path and line, retired ones included.
    pub connections: Vec<Connection<'a>>,
    /// The edges by integration, then in the order of its flows or sides. No two have the same ends and integration.
    pub edges: Vec<Edge>,
    /// By system: the edges that begin there.
    outgoing: Vec<Vec<usize>>,
    /// By system: the edges that end there.
    incoming: Vec<Vec<usize>>,
    /// By system: the integrations in which it has any role.
    of_system: Vec<Vec<usize>>,
}

/// An integration in the landscape.
pub struct Connection<'a> {
    /// The record.
    pub entry: CatalogueEntry<'a>,
    /// The systems that take part.
    pub participants: Participants,
    /// The life cycle, as far as it decides what is traversed.
    pub liveness: Liveness,
    /// Whether data goes both ways; `None` if the direction is not stated.
    pub is_two_way: Option<bool>,
    /// Whether the edges are those of its flows, instead of every source with every target.
    pub has_flows: bool,
    edges: Range<usize>,
}

impl Connection<'_> {
    /// Returns the life cycle; `None` if it is not stated or not understood.
    pub fn status(&self) -> Option<&str> {
        self.entry.integration.text(RecordField::Status)
    }
}

/// Data that goes from one system to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Edge {
    /// The position of the system where the data comes from.
    pub from: usize,
    /// The position of the system where the data goes to.
    pub to: usize,
    /// The position of the integration.
    pub connection: usize,
    /// Whether this is the way back of a two-way integration.
    pub is_reverse: bool,
}

/// Which integrations are traversed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Traversal {
    /// Those that are live.
    #[default]
    Live,
    /// All but retired ones.
    All,
}

impl Traversal {
    /// Whether an integration is traversed.
    pub fn includes(self, connection: &Connection) -> bool {
        match connection.liveness {
            Liveness::Live => true,
            Liveness::NotLive => self == Traversal::All,
            Liveness::Retired => false,
        }
    }
}

impl<'a> Landscape<'a> {
    /// Builds the graph. The catalog must hold outlines and records.
    pub fn new(catalog: &'a Catalog, systems: &'a Systems) -> Landscape<'a> {
        let count = systems.list.len();
        let mut landscape = Landscape {
            catalog,
            systems,
            connections: Vec::new(),
            edges: Vec::new(),
            outgoing: vec![Vec::new(); count],
            incoming: vec![Vec::new(); count],
            of_system: vec![Vec::new(); count],
        };
        for entry in systems.integrations(catalog) {
            landscape.add(entry);
        }
        landscape
    }

    /// Returns the edges of an integration.
    pub fn edges_of(&self, connection: usize) -> &[Edge] {
        &self.edges[self.connections[connection].edges.clone()]
    }

    /// Returns the edges that begin at a system.
    pub fn outgoing(&self, system: usize) -> impl Iterator<Item = &Edge> {
        self.outgoing[system].iter().map(|edge| &self.edges[*edge])
    }

    /// Returns the edges that end at a system.
    pub fn incoming(&self, system: usize) -> impl Iterator<Item = &Edge> {
        self.incoming[system].iter().map(|edge| &self.edges[*edge])
    }

    /// Returns the integrations in which a system has any role, in order.
    pub fn connections_of(&self, system: usize) -> &[usize] {
        &self.of_system[system]
    }

    /// Returns the integrations that a system carries as middleware.
    pub fn carried_by(&self, system: usize) -> impl Iterator<Item = usize> {
        let carries = move |it: &usize| self.connections[*it].participants.middleware.contains(&system);
        self.of_system[system].iter().copied().filter(carries)
    }

    /// Returns the position of the integration of a catalogue entry.
    pub fn position_of(&self, entry: &CatalogueEntry) -> Option<usize> {
        self.connections.binary_search_by_key(&entry.position(), |it| it.entry.position()).ok()
    }

    fn add(&mut self, entry: CatalogueEntry<'a>) {
        let connection = self.connections.len();
        let participants = Participants::of(self.systems, &entry);
        let direction = entry.integration.text(RecordField::Direction);
        let is_two_way = direction.map(|it| it == "two-way");
        let flows = self.flows_of(&entry);
        let has_flows = !flows.is_empty();
        let pairs = if has_flows { flows } else { every_pair(&participants) };
        let start = self.edges.len();
        let mut known = BTreeSet::new();
        // Flows have directions of their own.
        let ways: &[bool] = if is_two_way == Some(true) && !has_flows { &[false, true] } else { &[false] };
        for is_reverse in ways.iter().copied() {
            for (source, target) in &pairs {
                let (from, to) = if is_reverse { (*target, *source) } else { (*source, *target) };
                if from != to && known.insert((from, to)) {
                    self.outgoing[from].push(self.edges.len());
                    self.incoming[to].push(self.edges.len());
                    self.edges.push(Edge { from, to, connection, is_reverse });
                }
            }
        }
        let systems: BTreeSet<usize> = participants.all().collect();
        systems.into_iter().for_each(|system| self.of_system[system].push(connection));
        self.connections.push(Connection {
            liveness: Liveness::of(entry.integration.text(RecordField::Status)),
            entry,
            participants,
            is_two_way,
            has_flows,
            edges: start..self.edges.len(),
        });
    }

    /// Returns the ends of the flows of an integration, and its publishers that occur in no flow with each subscriber;
    /// nothing if no flow has two systems.
    fn flows_of(&self, entry: &CatalogueEntry) -> Vec<(usize, usize)> {
        // A name that is a guess has no involvement.
        let involvements = self.systems.involvements_of(entry);
        let system = |side: &Option<Extracted>| {
            let system = self.systems.system_of(self.catalog, entry.file, side.as_ref()?)?;
            involvements.iter().any(|it| it.system == system).then_some(system)
        };
        let flows = entry.integration.flows.iter().filter(|flow| !flow.is_implied);
        let mut pairs: Vec<(usize, usize)> =
            flows.filter_map(|flow| Some((system(&flow.from)?, system(&flow.to)?))).collect();
        if pairs.is_empty() {
            return pairs;
        }
        let in_role = |role: Role| involvements.iter().filter(move |it| it.role == role).map(|it| it.system);
        let sending: BTreeSet<usize> = pairs.iter().map(|(from, _)| *from).collect();
        for publisher in in_role(Role::Publisher).filter(|it| !sending.contains(it)) {
            pairs.extend(in_role(Role::Subscriber).map(|subscriber| (publisher, subscriber)));
        }
        pairs
    }
}

fn every_pair(participants: &Participants) -> Vec<(usize, usize)> {
    let Participants { sources, targets, .. } = participants;
    sources.iter().flat_map(|source| targets.iter().map(|target| (*source, *target))).collect()
}
