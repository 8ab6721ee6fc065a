//! A graph of systems, integrations or fields as boxes and lines with their places: what the picture and the page draw.

use std::borrow::Cow;

use vaultdex_query::graph::{Edge, GraphView, Node, NodeKind};

use super::label;
use super::layout::{Card, Cluster, Diagram, Drawing, Fit, Line, Route, Size, layered, route_beside};
use super::table_columns::table_columns;

/// The font sizes of the names in boxes, of groups, and of the labels of edges.
pub const NAME_FONT: f64 = 13.0;
pub const GROUP_FONT: f64 = 12.0;
pub const LABEL_FONT: f64 = 10.5;

/// The maximum number of characters of the name of a box; titles have all of them.
pub const MAX_NAME_CHARS: usize = 32;

/// The number of characters for which a label always has room, and the maximum where its line happens to have more.
const SHORT_LABEL_CHARS: usize = 30;
const MAX_LABEL_CHARS: usize = 60;

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
    let labels: Vec<Vec<Label>> = view.edges.iter().map(labels_of).collect();
    let has_frames = has_frames(view);
    let columns = columns(view);
    let column = |node: usize| columns.as_ref().map(|columns| columns[node]);
    let card = |(position, (node, size)): (usize, (&Node, Size))| Card {
        size,
        fit: Fit::Free,
        group: node.group.filter(|_| has_frames),
        column: column(position),
    };
    let ends = |edge: &Edge| [edge.source, edge.target].map(column);
    let (beside, lines): (Vec<usize>, Vec<usize>) = (0..view.edges.len()).partition(|edge| {
        let [source, target] = ends(&view.edges[*edge]);
        source.is_some() && source == target
    });
    let runs_back = |edge: &Edge| {
        let [source, target] = ends(edge);
        source > target
    };
    let line = |position: &usize| {
        let edge = &view.edges[*position];
        let (source, target) = if runs_back(edge) { (edge.target, edge.source) } else { (edge.source, edge.target) };
        let mut sizes: Vec<Size> = labels[*position].iter().map(label_size).collect();
        let label = sizes.pop();
        let longer_labels = sizes.iter().map(|size| size.width).collect();
        Line { source, target, is_one_way: columns.is_some() || !edge.is_two_way(), label, longer_labels }
    };
    let diagram = Diagram {
        nodes: view.nodes.iter().zip(sizes).enumerate().map(card).collect(),
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
        has_tables: is_table,
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
    let drawn = labels.into_iter().zip(&drawing.routes).map(|(labels, route)| {
        let width = route.label?.size.width;
        labels.into_iter().find(|label| label_size(label).width <= width)
    });
    Scene { labels: drawn.collect(), drawing }
}

/// Returns the column of each node: in an impact its hop, from left to right, whatever edges there are, in a lineage that of
/// its entity. `None` in a landscape, where the layout chooses.
fn columns(view: &GraphView) -> Option<Vec<usize>> {
    if view.view == "lineage" {
        return Some(table_columns(view));
    }
    let hops: Option<Vec<i64>> = view.nodes.iter().map(|node| Some(node.impact.as_ref()?.hop)).collect();
    let hops = hops.filter(|hops| !hops.is_empty())?;
    let first = hops.iter().min().copied().unwrap_or(0);
    Some(hops.into_iter().map(|hop| (hop - first) as usize).collect())
}

/// Whether groups have frames: a single one, such as the folder of all systems, would say nothing in the landscape.
fn has_frames(view: &GraphView) -> bool {
    view.view != "landscape" || view.groups.len() > 1
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
        // High enough for a labeled line, so that rows beside each other are at the same height.
        ("lineage", _) => Size { width: name + 20.0, height: 30.0 },
        (_, NodeKind::Integration) => Size { width: name.max(owner).max(60.0) + 34.0, height: 34.0 + owner_height },
        _ => Size { width: name.max(owner).max(72.0) + 24.0, height: 40.0 + owner_height },
    }
}

/// Returns the owner as the second line of a box.
pub fn owner_of(node: &Node) -> Option<Cow<'_, str>> {
    let owner = node.impact.as_ref()?.owner.as_deref()?;
    Some(label::display_within(owner, MAX_NAME_CHARS))
}

/// Returns the forms of the label of an edge, the longest first: without the frequency, then cut, where there is less room.
/// The status is in words unless all is well.
fn labels_of(edge: &Edge) -> Vec<Label> {
    let Some(whole) = edge.label() else { return Vec::new() };
    let without_frequency = match edge.records() {
        [record] => record.integration.short_name(),
        _ => whole,
    };
    let status = edge.drawn_status().filter(|status| *status != "active" && !edge.records().is_empty());
    let count = edge.records().iter().filter(|record| record.integration.status.as_deref() == status).count();
    let status = status.map(|status| match edge.records().len() {
        all if all == count => status.to_owned(),
        _ => format!("{count} {status}"),
    });
    let form = |text: &str, max_chars: usize| Label {
        text: label::display_within(text, max_chars).into_owned(),
        status: status.clone(),
    };
    let is_short = |text: &str| text.chars().count() <= SHORT_LABEL_CHARS;
    let mut forms = vec![form(whole, MAX_LABEL_CHARS)];
    if !is_short(whole) {
        forms.push(form(without_frequency, MAX_LABEL_CHARS));
        forms.push(form(without_frequency, SHORT_LABEL_CHARS));
        forms.dedup();
    }
    forms
}

fn label_size(label: &Label) -> Size {
    let status = label.status.as_ref().map_or(0.0, |status| text_width(status, LABEL_FONT) + 5.0);
    Size { width: text_width(&label.text, LABEL_FONT) + status + 6.0, height: 13.0 }
}

#[cfg(test)]
mod tests {
    use vaultdex_query::graph::{DrawnIntegration, EdgeKind, EdgeRecord, EdgeText, Way};

    use super::*;
    use crate::render::graph::test_graphs::landscape;

    #[test]
    fn labels_become_shorter() {
        let check = |name: &str, frequency: &str, expected: &[&str]| {
            let integration = DrawnIntegration { name: name.into(), ..DrawnIntegration::default() };
            let roles = (Some("source"), Some("target"));
            let record =
                EdgeRecord { integration: integration.into(), from_role: roles.0, to_role: roles.1, way: Way::Forward };
            let label = Some(format!("{name} · {frequency}").into());
            let text = EdgeText { label, records: vec![record], ..EdgeText::default() };
            let forms = labels_of(&Edge::new(EdgeKind::Integration, 0, 1).with_text(text));
            assert_eq!(forms.iter().map(|form| form.text.as_str()).collect::<Vec<_>>(), expected);
            assert!(forms.windows(2).all(|pair| label_size(&pair[0]).width > label_size(&pair[1]).width));
        };
        check("INT-1", "daily", &["INT-1 · daily"]);
        check(
            "Orders of the web shop",
            "every 15 minutes",
            &["Orders of the web shop · every 15 minutes", "Orders of the web shop"],
        );
        check(
            "Customers of the web shop and of all branches",
            "every 15 minutes",
            &[
                "Customers of the web shop and of all branches · every 15 mi…",
                "Customers of the web shop and of all branches",
                "Customers of the web shop and…",
            ],
        );
    }

    #[test]
    fn a_single_group_of_the_landscape_has_no_frame() {
        let frames = |view: &GraphView| scene(view).drawing.groups.iter().filter(|it| it.size.width > 0.0).count();
        let one = landscape();
        assert_eq!((one.groups.len(), frames(&one)), (1, 0));
        assert_eq!(frames(&GraphView { view: "impact", ..landscape() }), 1);
        let mut two = landscape();
        two.groups.push(vaultdex_query::graph::Group { name: "Finance".to_owned(), parent: None });
        two.nodes[1].group = Some(1);
        assert_eq!(frames(&two), 2);
    }
}
