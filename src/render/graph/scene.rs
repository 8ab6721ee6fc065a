//! A graph of systems, integrations or fields as boxes and lines with their places: what the picture and the page draw.

use std::borrow::Cow;

use vaultdex_query::graph::{Edge, FurtherEdge, GraphView, Node, NodeKind};

use super::label;
use super::layout::{Card, Cluster, Diagram, Drawing, Fit, Line, Route, Size, align_widths, layered, route_beside};

/// The font sizes of the names in boxes, of groups, and of the labels of edges.
pub const NAME_FONT: f64 = 13.0;
pub const GROUP_FONT: f64 = 12.0;
pub const LABEL_FONT: f64 = 10.5;

/// The maximum number of characters of the name of a box and of a label; titles have all of them.
pub const MAX_NAME_CHARS: usize = 32;
const MAX_LABEL_CHARS: usize = 30;

/// The height of the line with the owner in a box.
pub const OWNER_HEIGHT: f64 = 12.0;

/// How much wider than estimated a text may be, because the reader's font is not known.
pub const FONT_RESERVE: f64 = 1.18;

/// A label of an edge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The text.
    pub text: String,
    /// The status, unless it is the usual one; shown as a word, because color alone is not enough for everyone.
    pub status: Option<String>,
}

/// The boxes and lines of a graph.
pub struct Scene {
    /// Where everything is; the nodes, edges and groups are those of the graph.
    pub drawing: Drawing,
    /// By edge: its label.
    pub labels: Vec<Option<Label>>,
}

/// Whether a view has a direction of flow, so that it is drawn as boxes in columns; others are drawn as dots.
pub fn is_flow(view: &GraphView) -> bool {
    view.view != "links"
}

/// Lays out a view with a direction of flow.
pub fn scene(view: &GraphView) -> Scene {
    let sizes: Vec<Size> = view.nodes.iter().map(|node| box_size(view, node)).collect();
    let is_table = view.view == "lineage";
    let sizes = if is_table { align_widths(view, sizes) } else { sizes };
    let labels: Vec<Option<Label>> = view.edges.iter().map(label_of).collect();
    let card = |(node, size): (&Node, Size)| Card {
        size,
        fit: if is_table { Fit::Height } else { Fit::Both },
        group: node.group,
    };
    // The hops of an impact follow each other to the right, whatever other edges there are.
    let is_impact = view.view == "impact";
    let (beside, lines): (Vec<usize>, Vec<usize>) =
        (0..view.edges.len()).partition(|edge| view.edges[*edge].further() == Some(FurtherEdge::SameHop));
    let runs_back = |edge: &Edge| edge.further() == Some(FurtherEdge::Back);
    let line = |position: &usize| {
        let edge = &view.edges[*position];
        let (source, target) = if runs_back(edge) { (edge.target, edge.source) } else { (edge.source, edge.target) };
        let label = labels[*position].as_ref().map(label_size);
        Line { source, target, is_one_way: is_impact || !edge.is_two_way(), label }
    };
    let diagram = Diagram {
        nodes: view.nodes.iter().zip(sizes).map(card).collect(),
        lines: lines.iter().map(line).collect(),
        groups: view
            .groups
            .iter()
            .map(|group| Cluster {
                parent: group.parent,
                title_width: text_width(&label::display(&group.name), GROUP_FONT),
            })
            .collect(),
        gap: if is_table { 8.0 } else { 22.0 },
    };
    let mut drawing = layered(&diagram);
    let mut routes = vec![Route::default(); view.edges.len()];
    for (position, mut route) in lines.into_iter().zip(std::mem::take(&mut drawing.routes)) {
        if runs_back(&view.edges[position]) {
            route.points.reverse();
        }
        routes[position] = route;
    }
    drawing.routes = routes;
    let mut taken = Vec::new();
    for position in beside {
        let Edge { source, target, .. } = view.edges[position];
        drawing.routes[position] = route_beside(&mut drawing, &mut taken, source, target);
    }
    Scene { drawing, labels }
}

/// Returns the width that a text may have in any font.
fn text_width(text: &str, font_size: f64) -> f64 {
    label::approximate_width(text, font_size) * FONT_RESERVE
}

fn box_size(view: &GraphView, node: &Node) -> Size {
    let name = text_width(&label::display_within(&node.label, MAX_NAME_CHARS), NAME_FONT);
    let owner = owner_of(node).map_or(0.0, |owner| text_width(&owner, LABEL_FONT));
    let owner_height = if owner > 0.0 { OWNER_HEIGHT } else { 0.0 };
    match (view.view, node.kind) {
        ("lineage", _) => Size { width: name + 20.0, height: 26.0 },
        (_, NodeKind::Integration) => Size { width: name.max(owner).max(60.0) + 34.0, height: 34.0 + owner_height },
        _ => Size { width: name.max(owner).max(72.0) + 24.0, height: 40.0 + owner_height },
    }
}

/// Returns the owner as the second line of a box.
pub fn owner_of(node: &Node) -> Option<Cow<'_, str>> {
    let owner = node.impact.as_ref()?.owner.as_deref()?;
    Some(label::display_within(owner, MAX_NAME_CHARS))
}

/// Returns the label of an edge, with the status in words unless all is well.
fn label_of(edge: &Edge) -> Option<Label> {
    let text = label::display_within(edge.label()?, MAX_LABEL_CHARS).into_owned();
    let status = edge.drawn_status().filter(|status| *status != "active" && !edge.records().is_empty());
    let count = edge.records().iter().filter(|record| record.integration.status.as_deref() == status).count();
    let status = status.map(|status| match edge.records().len() {
        all if all == count => status.to_owned(),
        _ => format!("{count} {status}"),
    });
    Some(Label { text, status })
}

fn label_size(label: &Label) -> Size {
    let status = label.status.as_ref().map_or(0.0, |status| text_width(status, LABEL_FONT) + 5.0);
    Size { width: text_width(&label.text, LABEL_FONT) + status + 6.0, height: 13.0 }
}
