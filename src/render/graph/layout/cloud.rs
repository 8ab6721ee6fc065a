//! Layout of a graph without a direction: connected nodes by forces, the others in rows below.

use vaultdex_query::graph::GraphView;

use super::apart::remove_overlaps;
use super::force::force;
use super::geometry::{Frame, Point, Size, bounding_box};
use super::layers::place_in_rows;

/// The area of a force-directed drawing relative to that of its boxes.
const AREA_FACTOR: f64 = 5.0;

/// The same for more than [`LARGE_GRAPH`] nodes, where space makes clusters visible.
const LARGE_AREA_FACTOR: f64 = 14.0;

/// The number of nodes above which a drawing is read as a whole rather than node by node.
const LARGE_GRAPH: usize = 500;

/// Lays out connected nodes by forces and removes overlaps. Nodes without edges are placed below, in rows.
pub fn layout_by_forces(view: &GraphView, sizes: &[Size], gap: f64) -> Vec<Frame> {
    let mut index = vec![None; sizes.len()];
    let edges = view.edges.iter().filter(|edge| edge.source != edge.target);
    let edges: Vec<(usize, usize)> = edges.map(|edge| (edge.source, edge.target)).collect();
    edges.iter().for_each(|(source, target)| (index[*source], index[*target]) = (Some(0), Some(0)));
    let (connected, alone): (Vec<usize>, Vec<usize>) = (0..sizes.len()).partition(|node| index[*node].is_some());
    connected.iter().enumerate().for_each(|(number, node)| index[*node] = Some(number));
    let number = |node: usize| index[node].expect("the node has an edge");
    let edges: Vec<(usize, usize)> = edges.iter().map(|(from, to)| (number(*from), number(*to))).collect();
    let connected_sizes: Vec<Size> = connected.iter().map(|node| sizes[*node]).collect();

    let mut frames: Vec<Frame> = sizes.iter().map(|size| Frame { center: Point::default(), size: *size }).collect();
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
