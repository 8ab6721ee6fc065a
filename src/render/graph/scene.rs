//! A graph of systems, integrations or fields as boxes and lines with their places: what the picture and the page draw.

use vaultdex_query::graph::{Edge, GraphView, Node, NodeKind};

use super::label;
use super::layout::{Card, Cluster, Diagram, Drawing, Fit, Line, Size, align_widths, layered};

/// The font sizes of the names in boxes, of groups, and of the labels of edges.
pub const NAME_FONT: f64 = 13.0;
pub const GROUP_FONT: f64 = 12.0;
pub const LABEL_FONT: f64 = 10.5;

/// The maximum number of characters of the name of a box and of a label; titles have all of them.
pub const MAX_NAME_CHARS: usize = 32;
const MAX_LABEL_CHARS: usize = 30;

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
    let line = |(edge, label): (&Edge, &Option<Label>)| Line {
        source: edge.source,
        target: edge.target,
        is_one_way: !edge.is_two_way(),
        label: label.as_ref().map(label_size),
    };
    let diagram = Diagram {
        nodes: view.nodes.iter().zip(sizes).map(card).collect(),
        lines: view.edges.iter().zip(&labels).map(line).collect(),
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
    Scene { drawing: layered(&diagram), labels }
}

/// Returns the width that a text may have in any font.
fn text_width(text: &str, font_size: f64) -> f64 {
    label::approximate_width(text, font_size) * FONT_RESERVE
}

fn box_size(view: &GraphView, node: &Node) -> Size {
    let name = text_width(&label::display_within(&node.label, MAX_NAME_CHARS), NAME_FONT);
    match (view.view, node.kind) {
        ("lineage", _) => Size { width: name + 20.0, height: 26.0 },
        (_, NodeKind::Integration) => Size { width: name.max(60.0) + 34.0, height: 34.0 },
        _ => Size { width: name.max(72.0) + 24.0, height: 40.0 },
    }
}

/// Returns the label of an edge, with the status in words unless all is well.
fn label_of(edge: &Edge) -> Option<Label> {
    let text = label::display_within(edge.label()?, MAX_LABEL_CHARS).into_owned();
    let status = edge.status().filter(|status| *status != "active" && !edge.records().is_empty());
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
