//! The page of a view with a direction of flow: the picture of the SVG format, made interactive.

use std::collections::HashMap;
use std::io::Write;
use std::sync::Arc;

use serde::Serialize;
use vaultdex_query::graph::{DrawnIntegration, Edge, GraphView, NamedValues, Way};

use super::page::{Page, escaped, total, with_colors};
use crate::render::graph::format::Failure;
use crate::render::graph::rows::LazySeq;
use crate::render::graph::{colors, names, svg};

const STYLE: &str = include_str!("flow/page.css");

/// The scripts, in the order in which they run.
const SCRIPTS: [&str; 8] = [
    include_str!("flow/data.js"),
    include_str!("flow/facets.js"),
    include_str!("flow/trace.js"),
    include_str!("flow/overview.js"),
    include_str!("flow/picture.js"),
    include_str!("flow/keyboard.js"),
    include_str!("flow/describe.js"),
    include_str!("flow/tables.js"),
];

/// The data of the page.
#[derive(Serialize)]
struct Data<'a, N: Serialize, E: Serialize> {
    vault: &'a str,
    view: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<usize>,
    /// The names of the classes with their colors.
    classes: Vec<(&'a str, String)>,
    /// The statuses in the order of the life cycle.
    statuses: Vec<StatusData>,
    nodes: N,
    edges: E,
    integrations: Vec<IntegrationData<'a>>,
}

/// How lines of a status are drawn.
#[derive(Serialize)]
struct StatusData {
    name: &'static str,
    color: &'static str,
    width: &'static str,
    dashes: Option<&'static str>,
}

/// A node. Absent values are omitted.
#[derive(Serialize)]
struct NodeData<'a> {
    /// The name that no other node has.
    name: &'a str,
    label: &'a str,
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    tags: &'a [Arc<str>],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    group: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<&'a str>,
    /// The position of the integration that the node represents.
    #[serde(skip_serializing_if = "Option::is_none")]
    integration: Option<usize>,
}

/// An edge, with the positions of its source and target.
#[derive(Serialize)]
struct EdgeData<'a> {
    s: usize,
    t: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<&'a str>,
    /// Where a mapping is recorded.
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    both: bool,
    /// The integrations of the edge.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    records: Vec<RecordData>,
}

/// An integration of an edge.
#[derive(Serialize)]
struct RecordData {
    /// Its position.
    at: usize,
    /// The roles of the nodes at the source and target of the edge.
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<&'static str>,
    /// Where the data goes, if not from the source of the edge to its target: `backward` or `both`.
    #[serde(skip_serializing_if = "Option::is_none")]
    way: Option<&'static str>,
}

/// An integration.
#[derive(Serialize)]
struct IntegrationData<'a> {
    path: &'a str,
    line: u32,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    direction: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    owner: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    frequency: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    classification: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_review: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    purpose: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    priority: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    updated: Option<&'a str>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    flows: &'a [NamedValues],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    failure_modes: &'a [NamedValues],
    /// When, and what: the newest first.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    changes: &'a [(Box<str>, Box<str>)],
}

/// The integrations of a graph, each once, and their positions.
struct Integrations<'a> {
    list: Vec<&'a DrawnIntegration>,
    positions: HashMap<*const DrawnIntegration, usize>,
}

impl<'a> Integrations<'a> {
    fn of(view: &'a GraphView) -> Integrations<'a> {
        let mut found = Integrations { list: Vec::new(), positions: HashMap::new() };
        let of_edges = view.edges.iter().flat_map(Edge::records).map(|record| &record.integration);
        for integration in view.nodes.iter().filter_map(|node| node.integration.as_ref()).chain(of_edges) {
            let next = found.list.len();
            // All edges of an integration share one value.
            if *found.positions.entry(Arc::as_ptr(integration)).or_insert(next) == next {
                found.list.push(integration);
            }
        }
        found
    }

    fn position(&self, integration: &Arc<DrawnIntegration>) -> usize {
        self.positions[&Arc::as_ptr(integration)]
    }
}

pub(super) fn render(view: &GraphView, out: &mut dyn Write) -> Result<(), Failure> {
    let mut picture = Vec::new();
    if !view.nodes.is_empty() {
        svg::write_element(view, &mut picture)?;
    }
    // The rules of the picture for a dark background.
    let style = format!("{STYLE}:root.dark #picture{{{}}}\n", svg::dark_rules());
    Page { style: &style, picture: &picture, data: &data(view), scripts: &SCRIPTS }.write(out)
}

/// Returns the graph as JSON that can stand in a script element.
fn data(view: &GraphView) -> String {
    let names = names::of_nodes(view);
    let integrations = Integrations::of(view);
    let nodes = || {
        view.nodes.iter().zip(&names).map(|(node, name)| NodeData {
            name,
            label: &node.label,
            kind: node.kind.name(),
            path: node.path.as_deref(),
            line: node.line,
            tags: &node.tags,
            group: node.group.map(|group| view.group_names(group)).unwrap_or_default(),
            status: node.status.as_deref(),
            integration: node.integration.as_ref().map(|it| integrations.position(it)),
        })
    };
    let edges = || view.edges.iter().map(|edge| edge_data(&integrations, edge));
    let statuses = colors::STATUSES.iter().map(|(name, style)| StatusData {
        name,
        color: style.color,
        width: style.width,
        dashes: style.dashes,
    });
    let data = Data {
        vault: &view.vault,
        view: view.view,
        total: total(view),
        classes: with_colors(&view.classes),
        statuses: statuses.collect(),
        nodes: LazySeq(nodes),
        edges: LazySeq(edges),
        integrations: integrations.list.iter().map(|integration| integration_data(integration)).collect(),
    };
    escaped(&data)
}

fn edge_data<'a>(integrations: &Integrations, edge: &'a Edge) -> EdgeData<'a> {
    let place = edge.place().filter(|_| edge.records().is_empty());
    let records = edge.records().iter().map(|record| RecordData {
        at: integrations.position(&record.integration),
        from: record.from_role,
        to: record.to_role,
        way: match record.way {
            Way::Forward => None,
            Way::Backward => Some("backward"),
            Way::Both => Some("both"),
        },
    });
    EdgeData {
        s: edge.source,
        t: edge.target,
        label: edge.label(),
        status: edge.status(),
        path: place.map(|(path, _)| &**path),
        line: place.map(|(_, line)| line),
        both: edge.is_two_way(),
        records: records.collect(),
    }
}

fn integration_data(integration: &DrawnIntegration) -> IntegrationData<'_> {
    IntegrationData {
        path: &integration.path,
        line: integration.line,
        name: &integration.name,
        id: integration.id.as_deref(),
        direction: integration.direction.as_deref(),
        status: integration.status.as_deref(),
        owner: integration.owner.as_deref(),
        frequency: integration.frequency.as_deref(),
        kind: integration.kind.as_deref(),
        classification: integration.classification.as_deref(),
        next_review: integration.next_review.as_deref(),
        purpose: integration.details.purpose.as_deref(),
        priority: integration.details.priority.as_deref(),
        updated: integration.details.updated.as_deref(),
        flows: &integration.details.flows,
        failure_modes: &integration.details.failure_modes,
        changes: &integration.details.changes,
    }
}

#[cfg(test)]
mod tests {
    use super::super::FORMAT;
    use crate::render::graph::test_graphs::{landscape, render_to_string};

    #[test]
    fn page_holds_the_picture() {
        let page = render_to_string(&FORMAT.parts[0], &landscape());
        assert!(page.contains("<g class=\"edge\" id=\"e0\""));
        assert!(page.contains(":root.dark #picture{"));
    }
}
