//! The fields that travel a whole route (docs/spec/questions.md#path).

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;

use super::fields::{FieldKey, FieldRows, ValueKind};
use super::graph::{Edge, Landscape};
use super::rows::ConnectionRef;

/// A field on its way, from system to system.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FieldJourney {
    /// The field in each system of the route.
    pub stops: Vec<Stop>,
}

/// A field in one system.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Stop {
    /// The system.
    pub system: String,
    /// The entity, as written.
    pub entity: Option<String>,
    /// The field, as written.
    pub field: Option<String>,
    /// The integration that brings it there; `None` at the start.
    pub integration: Option<ConnectionRef>,
    /// The line of the mapping row; `None` at the start.
    pub line: Option<u32>,
}

impl Stop {
    /// Returns `ENTITY.FIELD`.
    pub fn written(&self) -> String {
        [&self.entity, &self.field].into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(".")
    }
}

/// The most journeys that are returned; a route through wide tables that fan out would have very many.
const MOST: usize = 10_000;

/// Returns the fields that are mapped from each system of a route to the next, by the integrations of its hops, and
/// whether these are all.
pub fn journeys(landscape: &Landscape, rows: &FieldRows, route: &[Vec<Edge>]) -> (Vec<FieldJourney>, bool) {
    let mut is_complete = true;
    let Some(first) = route.first().and_then(|edges| edges.first()) else { return (Vec::new(), true) };
    let name = |system: usize| landscape.systems.list[system].name.clone();
    let mut journeys: Vec<(FieldKey, Vec<Stop>)> = Vec::new();
    for field in rows.fields().filter(|field| field.system == first.from) {
        if let Some(row) = rows.maybe_starting_from(field).first() {
            let side = &rows.list[*row].from;
            let start = Stop {
                system: name(field.system),
                entity: side.entity.clone(),
                field: side.field.clone(),
                integration: None,
                line: None,
            };
            journeys.push((field.clone(), vec![start]));
        }
    }
    for (nth, edges) in route.iter().enumerate() {
        let connections: BTreeSet<usize> = edges.iter().map(|edge| edge.connection).collect();
        let Some(to) = edges.first().map(|edge| edge.to) else { return (Vec::new(), true) };
        let mut next = Vec::new();
        for (field, stops) in &journeys {
            let from = if nth == 0 { rows.maybe_starting_from(field) } else { rows.starting_from(field) };
            for position in from {
                let row = &rows.list[*position];
                let leads_there = row.to.kind == ValueKind::Field && rows.fitting(&row.to) == [to];
                if !connections.contains(&row.connection) || !leads_there {
                    continue;
                }
                if next.len() >= MOST {
                    is_complete = false;
                    continue;
                }
                let stop = Stop {
                    system: name(to),
                    entity: row.to.entity.clone(),
                    field: row.to.field.clone(),
                    integration: Some(ConnectionRef::new(landscape, row.connection)),
                    line: Some(row.mapping.span.line.max(1)),
                };
                next.push((row.to.key(to), stops.iter().cloned().chain([stop]).collect::<Vec<_>>()));
            }
        }
        journeys = next;
    }
    (journeys.into_iter().map(|(_, stops)| FieldJourney { stops }).collect(), is_complete)
}
