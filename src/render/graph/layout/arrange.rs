//! Layout of a whole graph as boxes, in columns or by forces.

use vaultdex_query::graph::{Edge, GraphView, Group, Node};

use super::apart::remove_overlaps;
use super::force::force;
use super::geometry::{Frame, Point, Size, bounding_box};
use super::layered::{Card, Cluster, Diagram, Drawing, Fit, Line, layered};

/// The area of a force-directed drawing relative to that of its boxes.
const AREA_FACTOR: f64 = 5.0;

/// The same for more than [`LARGE_GRAPH`] nodes, where space makes clusters visible.
const LARGE_AREA_FACTOR: f64 = 14.0;

/// The number of nodes above which a drawing is read as a whole rather than node by node.
const LARGE_GRAPH: usize = 500;

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
    arranged(view, sizes, gap, view.view != "links")
}

/// Lays out boxes by forces, whatever the view is.
pub fn arrange_by_forces(view: &GraphView, sizes: &[Size], gap: f64) -> Arranged {
    arranged(view, sizes, gap, false)
}

fn arranged(view: &GraphView, sizes: &[Size], gap: f64, is_layered: bool) -> Arranged {
    if is_layered {
        let card = |(node, size): (&Node, &Size)| Card { size: *size, fit: Fit::Fixed, group: node.group };
        let line = |edge: &Edge| {
            let Edge { source, target, .. } = *edge;
            Line { source, target, is_one_way: !edge.is_two_way(), label: None }
        };
        let cluster = |group: &Group| Cluster { parent: group.parent, title_width: 0.0 };
        let Drawing { nodes, groups, size, .. } = layered(&Diagram {
            nodes: view.nodes.iter().zip(sizes).map(card).collect(),
            lines: view.edges.iter().map(line).collect(),
            groups: view.groups.iter().map(cluster).collect(),
            gap,
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

fn boxes(sizes: &[Size]) -> Vec<Frame> {
    sizes.iter().map(|size| Frame { center: Point::default(), size: *size }).collect()
}

/// Lays out connected nodes by forces and removes overlaps. Nodes without edges are placed below, in rows.
fn layout_by_forces(view: &GraphView, sizes: &[Size], gap: f64) -> Vec<Frame> {
    let mut index = vec![None; sizes.len()];
    let edges = view.edges.iter().filter(|edge| edge.source != edge.target);
    let edges: Vec<(usize, usize)> = edges.map(|edge| (edge.source, edge.target)).collect();
    edges.iter().for_each(|(source, target)| (index[*source], index[*target]) = (Some(0), Some(0)));
    let (connected, alone): (Vec<usize>, Vec<usize>) = (0..sizes.len()).partition(|node| index[*node].is_some());
    connected.iter().enumerate().for_each(|(number, node)| index[*node] = Some(number));
    let number = |node: usize| index[node].expect("the node has an edge");
    let edges: Vec<(usize, usize)> = edges.iter().map(|(from, to)| (number(*from), number(*to))).collect();
    let connected_sizes: Vec<Size> = connected.iter().map(|node| sizes[*node]).collect();

    let mut frames = boxes(sizes);
    let connected_frames = layout_connected(&connected_sizes, &edges, gap);
    connected.iter().zip(&connected_frames).for_each(|(node, frame)| frames[*node] = *frame);
    let outline = bounding_box(&connected_frames);
    let below = Point { x: outline.left(), y: outline.bottom() + 4.0 * gap };
    place_in_rows(&mut frames, &alone, below, outline.size.width, gap);
    frames
}

fn layout_connected(sizes: &[Size], edges: &[(usize, usize)], gap: f64) -> Vec<Frame> {
    let points = force(sizes.len(), edges);
    let area: f64 = sizes.iter().map(|size| (size.width + gap) * (size.height + gap)).sum();
    let mut frames: Vec<Frame> = points.iter().map(|center| Frame { center: *center, size: Size::default() }).collect();
    let current = bounding_box(&frames).size;
    let area_factor = if sizes.len() > LARGE_GRAPH { LARGE_AREA_FACTOR } else { AREA_FACTOR };
    // The drawing is scaled to the area that the boxes need, and made wider than high, like boxes with text.
    let scale_x = (area * area_factor * 1.5).sqrt() / current.width.max(1.0);
    let scale_y = (area * area_factor / 1.5).sqrt() / current.height.max(1.0);
    for frame in &mut frames {
        frame.center = Point { x: frame.center.x * scale_x, y: frame.center.y * scale_y };
    }
    let points: Vec<Point> = frames.iter().map(|frame| frame.center).collect();
    remove_overlaps(&points, sizes, gap)
}

/// Places boxes in rows of about the same width, with the upper left corner at `first`. Rows are at least `min_width`
/// wide before they are wrapped.
fn place_in_rows(frames: &mut [Frame], members: &[usize], first: Point, min_width: f64, gap: f64) {
    let area: f64 = members.iter().map(|at| (frames[*at].size.width + gap) * (frames[*at].size.height + gap)).sum();
    // The rows form a block that is wider than high.
    let max_width = min_width.max((area * 1.6).sqrt());
    let (mut x, mut y, mut highest) = (first.x, first.y, 0.0);
    for at in members {
        let size = frames[*at].size;
        if x > first.x && x + size.width > first.x + max_width {
            (x, y, highest) = (first.x, y + highest + gap, 0.0);
        }
        frames[*at].center = Point { x: x + size.width / 2.0, y: y + size.height / 2.0 };
        x += size.width + gap;
        highest = f64::max(highest, size.height);
    }
}
