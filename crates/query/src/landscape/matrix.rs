//! The matrix of systems: from whom to whom, by how many integrations (docs/spec/questions.md#matrix).

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use super::graph::{Landscape, Traversal};
use super::life_cycle::worst;
use super::rows::{ConnectionRef, SystemName};

/// The cells that are not empty, by the names of the systems.
#[derive(Debug, Clone, Default, PartialEq, Serialize, JsonSchema)]
pub struct Matrix {
    /// The systems from which data goes, by name.
    pub from: Vec<SystemName>,
    /// The systems to which it goes, by name.
    pub to: Vec<SystemName>,
    /// The cells, by row and column.
    pub cells: Vec<Cell>,
}

/// The integrations that carry data from one system to another.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Cell {
    /// The name of the system from which the data goes.
    pub from: String,
    /// The name of the system to which it goes.
    pub to: String,
    /// The number of integrations.
    pub count: usize,
    /// The worst life cycle among them; `unknown` if it is not known.
    pub status: &'static str,
    /// The integrations.
    pub integrations: Vec<ConnectionRef>,
    /// The positions in [`Matrix::from`] and [`Matrix::to`].
    #[serde(skip)]
    pub position: (usize, usize),
}

/// Returns the matrix of all integrations but retired ones.
pub fn matrix(landscape: &Landscape) -> Matrix {
    let mut cells: BTreeMap<(usize, usize), BTreeSet<usize>> = BTreeMap::new();
    for edge in &landscape.edges {
        if Traversal::All.includes(&landscape.connections[edge.connection]) {
            cells.entry((edge.from, edge.to)).or_default().insert(edge.connection);
        }
    }
    let rows: Vec<usize> = cells.keys().map(|(from, _)| *from).collect::<BTreeSet<_>>().into_iter().collect();
    let columns: Vec<usize> = cells.keys().map(|(_, to)| *to).collect::<BTreeSet<_>>().into_iter().collect();
    let name = |system: usize| landscape.systems.list[system].name.clone();
    let position = |list: &[usize], system: usize| list.binary_search(&system).unwrap_or_default();
    let cells = cells.into_iter().map(|((from, to), connections)| Cell {
        from: name(from),
        to: name(to),
        count: connections.len(),
        status: worst(connections.iter().map(|it| landscape.connections[*it].status())),
        integrations: connections.iter().map(|it| ConnectionRef::new(landscape, *it)).collect(),
        position: (position(&rows, from), position(&columns, to)),
    });
    let cells = cells.collect();
    let names = |systems: Vec<usize>| systems.into_iter().map(|it| SystemName::new(landscape, it)).collect();
    Matrix { from: names(rows), to: names(columns), cells }
}
