//! Layout of a whole graph as boxes, in columns or by forces.

use vaultdex_query::graph::{Edge, GraphView, Group, Node};

use super::cloud::layout_by_forces;
use super::geometry::{Frame, Point, Size, bounding_box};
use super::layered::{Card, Cluster, Diagram, Drawing, Fit, Line, layered};

/// A layout. Its upper left corner is at the origin.
pub struct Arranged {
    /// The box of each node, by its position.
    pub nodes: Vec<Frame>,
    /// The box of each group, by its position.
    pub groups: Vec<Frame>,
    /// The size of the drawing.
    pub size: Size,
}

/// Makes the direct members of each group as wide as the widest of them, so that they align like the rows of a table.
pub fn align_widths(view: &GraphView, mut sizes: Vec<Size>) -> Vec<Size> {
    let mut widest = vec![0.0_f64; view.groups.len()];
    for (node, size) in view.nodes.iter().zip(&sizes) {
        node.group.into_iter().for_each(|group| widest[group] = widest[group].max(size.width));
    }
    for (node, size) in view.nodes.iter().zip(&mut sizes) {
        size.width = size.width.max(node.group.map_or(0.0, |group| widest[group]));
    }
    sizes
}

/// Lays out boxes of the given sizes: in columns within groups if the view has a direction of flow, otherwise by
/// forces.
pub fn arrange(view: &GraphView, sizes: &[Size], gap: f64) -> Arranged {
    if view.view != "links" {
        let card =
            |(node, size): (&Node, &Size)| Card { size: *size, fit: Fit::Fixed, group: node.group, column: None };
        let line = |edge: &Edge| {
            let Edge { source, target, .. } = *edge;
            Line { source, target, is_one_way: !edge.is_two_way(), label: None, longer_labels: Vec::new() }
        };
        let cluster = |group: &Group| Cluster { parent: group.parent, title_width: 0.0 };
        let Drawing { nodes, groups, size, .. } = layered(&Diagram {
            nodes: view.nodes.iter().zip(sizes).map(card).collect(),
            lines: view.edges.iter().map(line).collect(),
            groups: view.groups.iter().map(cluster).collect(),
            gap,
            has_tables: false,
        });
        return Arranged { nodes, groups, size };
    }
    let mut nodes = layout_by_forces(view, sizes, gap);
    let outline = bounding_box(&nodes);
    for frame in &mut nodes {
        let Point { x, y } = frame.center;
        frame.center = Point { x: x - outline.left(), y: y - outline.top() };
    }
    Arranged { nodes, groups: vec![Frame::default(); view.groups.len()], size: outline.size }
}
