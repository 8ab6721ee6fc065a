//! Bundles: one edge for all integrations between two nodes, for pictures (docs/spec/graph.md#bundles).

use std::collections::BTreeMap;
use std::sync::Arc;

use super::edge::{Edge, EdgeKind, EdgeRecord, EdgeText, Way};
use super::integration::DrawnIntegration;
use super::view::GraphView;

/// The life cycles, the one first that gives a bundle its style: what needs attention, then what carries data, then what
/// does not yet or no longer.
const BY_ATTENTION: [&str; 8] =
    ["degraded", "paused", "deprecated", "active", "testing", "development", "planned", "retired"];

/// How many integrations the label of a bundle names.
const NAMED: usize = 2;

/// Returns the graph with one edge for each pair of nodes between which integrations run, whatever their direction and
/// number. It begins where the first of them begins. Links, tags and mappings are not bundled.
pub fn bundle(view: GraphView) -> GraphView {
    if view.edges.iter().all(|edge| edge.records().is_empty()) {
        return view;
    }
    let mut bundles: BTreeMap<(usize, usize), Vec<Edge>> = BTreeMap::new();
    let mut edges = Vec::new();
    for edge in view.edges {
        match edge.kind {
            EdgeKind::Integration => {
                let pair = (edge.source.min(edge.target), edge.source.max(edge.target));
                bundles.entry(pair).or_default().push(edge);
            }
            _ => edges.push(edge),
        }
    }
    edges.extend(bundles.into_values().map(|edges| {
        let (further, main): (Vec<Edge>, Vec<Edge>) = edges.into_iter().partition(Edge::is_further);
        if main.is_empty() { merged(further) } else { with_further(merged(main), further) }
    }));
    let bundled = GraphView::new(view.view, view.vault, false, view.nodes, edges);
    GraphView {
        groups: view.groups,
        classes: view.classes,
        left_out: view.left_out,
        headline: view.headline,
        ..bundled
    }
}

/// Returns the edge that stands for edges between the same two nodes.
fn merged(mut edges: Vec<Edge>) -> Edge {
    if edges.len() == 1 {
        return edges.remove(0);
    }
    let source_of = |edges: &[Edge]| edges[0].source;
    // A bundle in which one direction prevails runs in that direction.
    let (source, ways) = (source_of(&edges), edges.len());
    let forward = edges.iter().filter(|edge| edge.source == source).count();
    let source = if forward * 2 >= ways { source } else { edges[0].target };
    let is_further = edges.iter().all(Edge::is_further);
    let target = if edges[0].source == source { edges[0].target } else { edges[0].source };

    let mut records: Vec<EdgeRecord> = Vec::new();
    let mut labels: Vec<Box<str>> = Vec::new();
    let mut is_two_way = false;
    let mut count = 0;
    for edge in edges {
        let is_reverse = edge.source != source;
        is_two_way |= is_reverse;
        count += edge.count;
        let Some(text) = edge.text else { continue };
        labels.extend(text.label);
        add_records(&mut records, text.records, is_reverse);
    }
    let label = label(&records, &labels);
    let status = records.iter().map(|record| record.integration.status.as_deref()).min_by_key(|it| rank(*it));
    let status = status.flatten().map(Into::into);
    let text = EdgeText { label, status, place: None, records, is_two_way, is_further };
    Edge { count, ..Edge::new(EdgeKind::Integration, source, target) }.with_text(text)
}

/// Adds the integrations and the direction of further edges between the same two nodes to an edge, which keeps its label
/// and style.
fn with_further(mut edge: Edge, further: Vec<Edge>) -> Edge {
    let Some(text) = &mut edge.text else { return edge };
    for other in further {
        let is_reverse = other.source != edge.source;
        text.is_two_way |= is_reverse;
        edge.count += other.count;
        add_records(&mut text.records, other.text.map(|text| text.records).unwrap_or_default(), is_reverse);
    }
    edge
}

/// Adds the integrations of an edge to those of a bundle, each once.
fn add_records(records: &mut Vec<EdgeRecord>, of_edge: Vec<EdgeRecord>, is_reverse: bool) {
    for record in of_edge {
        let record = oriented(record, is_reverse);
        match records.iter_mut().find(|other| Arc::ptr_eq(&other.integration, &record.integration)) {
            Some(other) => add(other, &record),
            None => records.push(record),
        }
    }
}

/// Returns a record as one of a bundle, whose ends may be the other way round.
fn oriented(record: EdgeRecord, is_reverse: bool) -> EdgeRecord {
    match is_reverse {
        false => record,
        true => {
            let EdgeRecord { integration, from_role, to_role, .. } = record;
            EdgeRecord { integration, from_role: to_role, to_role: from_role, way: Way::Backward }
        }
    }
}

/// Adds another edge of the same integration.
fn add(record: &mut EdgeRecord, other: &EdgeRecord) {
    if record.way != other.way {
        record.way = Way::Both;
    }
    for (role, other) in [(&mut record.from_role, other.from_role), (&mut record.to_role, other.to_role)] {
        *role = match (*role, other) {
            (Some(role), Some(other)) if role != other => Some("source and target"),
            (role, other) => role.or(other),
        };
    }
}

/// Returns how much attention a life cycle needs: the less, the higher. One that is not known or outside the vocabulary
/// comes after `active`.
fn rank(status: Option<&str>) -> usize {
    let active = BY_ATTENTION.iter().position(|it| *it == "active").expect("it is in the list");
    BY_ATTENTION.iter().position(|it| Some(*it) == status).map_or(2 * active + 1, |rank| 2 * rank)
}

/// Returns the label of a single integration, or `INT-101, INT-102 +3`. The edges of an integration that is a node have no
/// label.
fn label(records: &[EdgeRecord], labels: &[Box<str>]) -> Option<Box<str>> {
    let first = labels.first()?;
    if records.len() < 2 {
        return Some(first.clone());
    }
    let named: Vec<&str> =
        records.iter().take(NAMED).map(|record| DrawnIntegration::short_name(&record.integration)).collect();
    let more = records.len() - named.len();
    let named = named.join(", ");
    Some(if more > 0 { format!("{named} +{more}") } else { named }.into())
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;
    use crate::graph::{Node, NodeKind};

    thread_local! {
        /// The integrations by ID, because edges of the same one share it.
        static INTEGRATIONS: RefCell<BTreeMap<String, Arc<DrawnIntegration>>> = RefCell::default();
    }

    fn edge(source: usize, target: usize, id: &str, status: &str) -> Edge {
        let status: Option<Box<str>> = (!status.is_empty()).then(|| status.into());
        let integration = DrawnIntegration { id: Some(id.into()), status: status.clone(), ..Default::default() };
        let roles = (Some("source"), Some("target"));
        let integration = INTEGRATIONS.with_borrow_mut(|known| {
            let key = format!("{id} {}", status.as_deref().unwrap_or_default());
            Arc::clone(known.entry(key).or_insert_with(|| integration.into()))
        });
        let record = EdgeRecord { integration, from_role: roles.0, to_role: roles.1, way: Way::Forward };
        let label = Some(format!("{id} · daily").into());
        let text = EdgeText { label, status, records: vec![record], ..EdgeText::default() };
        Edge::new(EdgeKind::Integration, source, target).with_text(text)
    }

    fn check(edges: Vec<Edge>, expected: &[&str]) {
        let nodes = vec![Node::new(NodeKind::System, "a"), Node::new(NodeKind::System, "b")];
        let view = bundle(GraphView::new("landscape", "V", true, nodes, edges));
        let described = view.edges.iter().map(|edge| {
            let head = if edge.is_two_way() { "<>" } else { ">" };
            let (label, status) = (edge.label().unwrap_or("-"), edge.status().unwrap_or("-"));
            let sign = |record: &EdgeRecord| match record.way {
                Way::Forward => '>',
                Way::Backward => '<',
                Way::Both => '=',
            };
            let ways: String = edge.records().iter().map(sign).collect();
            format!("{}{head}{} {label} {status} {ways}", edge.source, edge.target)
        });
        assert_eq!(described.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn integrations_of_a_pair_are_one_edge() {
        check(vec![edge(0, 1, "A", "active")], &["0>1 A · daily active >"]);
        check(vec![edge(0, 1, "A", "active"), edge(0, 1, "B", "planned")], &["0>1 A, B active >>"]);
        let three = || vec![edge(1, 0, "A", "retired"), edge(1, 0, "B", ""), edge(0, 1, "C", "deprecated")];
        check(three(), &["1<>0 C, A +1 deprecated <>>"]);
        // A two-way integration has an edge in each direction.
        check(vec![edge(0, 1, "A", "active"), edge(1, 0, "A", "active")], &["0<>1 A · daily active ="]);
        check(vec![edge(0, 0, "A", "active"), edge(0, 0, "B", "active")], &["0>0 A, B active >>"]);
    }

    #[test]
    fn further_edges_change_neither_label_nor_style() {
        let further = |source, target, id: &str, status: &str| {
            let mut edge = edge(source, target, id, status);
            let text = edge.text.as_mut().unwrap();
            (text.label, text.is_further) = (None, true);
            edge
        };
        check(vec![further(1, 0, "B", "degraded"), edge(0, 1, "A", "active")], &["0<>1 A · daily active ><"]);
        check(vec![further(1, 0, "B", "active"), further(1, 0, "C", "degraded")], &["1>0 - degraded >>"]);
        let nodes = vec![Node::new(NodeKind::System, "a"), Node::new(NodeKind::System, "b")];
        let view = GraphView::new("impact", "V", true, nodes, vec![further(1, 0, "B", ""), further(1, 0, "C", "")]);
        assert!(bundle(view).edges[0].is_further());
    }

    #[test]
    fn roles_are_those_at_the_ends_of_the_bundle() {
        // A is two-way and comes first against the direction of the others.
        let mut back = edge(1, 0, "A", "active");
        let text = back.text.as_mut().unwrap();
        (text.records[0].from_role, text.records[0].to_role) = (Some("target"), Some("source"));
        let edges = vec![edge(0, 1, "A", "active"), back, edge(1, 0, "B", "active"), edge(1, 0, "C", "active")];
        let nodes = vec![Node::new(NodeKind::System, "a"), Node::new(NodeKind::System, "b")];
        let view = bundle(GraphView::new("landscape", "V", true, nodes, edges));
        let roles = |record: &EdgeRecord| (record.way, record.from_role, record.to_role);
        let found: Vec<_> = view.edges[0].records().iter().map(roles).collect();
        let (source, target) = (Some("source"), Some("target"));
        assert_eq!(view.edges[0].source, 1);
        assert_eq!(
            found,
            [(Way::Both, target, source), (Way::Forward, source, target), (Way::Forward, source, target)]
        );
    }

    #[test]
    fn what_needs_attention_gives_the_style() {
        let check_status = |statuses: &[&str], expected: &str| {
            let edges = statuses.iter().enumerate().map(|(at, status)| edge(0, 1, &at.to_string(), status));
            let view =
                GraphView::new("landscape", "V", true, vec![Node::new(NodeKind::System, "a"); 2], edges.collect());
            assert_eq!(bundle(view).edges[0].status(), Some(expected), "{statuses:?}");
        };
        check_status(&["active", "degraded", "retired"], "degraded");
        check_status(&["planned", "active"], "active");
        check_status(&["retired", "planned"], "planned");
        check_status(&["testing", "deprecated", ""], "deprecated");
        check_status(&["somewhere", "active"], "active");
        check_status(&["somewhere", "testing"], "somewhere");
    }

    #[test]
    fn links_are_not_bundled() {
        let nodes = vec![Node::new(NodeKind::Note, "a"), Node::new(NodeKind::Note, "b")];
        let edges = vec![Edge::new(EdgeKind::Link, 0, 1), Edge::new(EdgeKind::Link, 1, 0)];
        let view = GraphView::new("links", "V", false, nodes, edges);
        assert_eq!(bundle(view.clone()), view);
    }
}
