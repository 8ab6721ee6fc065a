//! What is shown of an edge on hover: each of its integrations on a line.

use vaultdex_query::graph::{Edge, EdgeRecord, GraphView, Way};

/// Returns a line for each integration of an edge: its ID, name, frequency and status, its direction if the edge stands
/// for several, and its place. For a mapping, its rule and place. `None` for other edges.
pub(super) fn of_edge(view: &GraphView, edge: &Edge) -> Option<String> {
    let records = edge.records();
    if records.is_empty() {
        let (path, line) = edge.place()?;
        let rule = edge.label().map(|rule| format!("{rule} ")).unwrap_or_default();
        return Some(format!("{rule}({path}:{line})"));
    }
    let is_bundle = records.len() > 1;
    let lines = records.iter().map(|record| {
        let way = is_bundle.then(|| way(view, edge, record));
        let EdgeRecord { integration, .. } = record;
        let name = integration.full_name();
        let facts = [Some(&*name), integration.frequency.as_deref(), integration.status.as_deref(), way.as_deref()];
        let facts: Vec<&str> = facts.into_iter().flatten().collect();
        format!("{} ({}:{})", facts.join(" · "), integration.path, integration.line)
    });
    Some(lines.collect::<Vec<_>>().join("\n"))
}

/// Returns the ends of an integration in the direction in which its data goes.
fn way(view: &GraphView, edge: &Edge, record: &EdgeRecord) -> String {
    let [source, target] = [edge.source, edge.target].map(|node| view.nodes[node].label.as_str());
    match record.way {
        Way::Both => format!("{source} ↔ {target}"),
        Way::Backward => format!("{target} → {source}"),
        Way::Forward => format!("{source} → {target}"),
    }
}
