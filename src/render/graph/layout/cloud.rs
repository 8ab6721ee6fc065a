//! Layout of a graph without a direction. Its connected parts are laid out by forces and packed beside each other; nodes
//! without edges are in rows below.

use std::cmp::Reverse;

use vaultdex_query::graph::GraphView;

use super::apart::{Shape, crowded, remove_overlaps};
use super::force::force;
use super::geometry::{Frame, Point, Size, bounding_box};
use super::pack::{pack, rows};

/// The share of dots, and of boxes, that may be less than a gap from another one before they are pushed apart. The drawing
/// is as small as this allows: with more of them, pushing would distort the distances; with fewer, they would be tiny.
/// Boxes are few and have names, which crowd the ends of branches while there is room elsewhere.
const MAX_CROWDED_DOTS: f64 = 0.5;
const MAX_CROWDED_BOXES: f64 = 0.7;

/// The area of the largest drawing that is considered, relative to that of its boxes.
const MAX_AREA: f64 = 200.0;

/// The factor between the scales that are considered.
const SCALE_STEP: f64 = 1.06;

/// How much wider than high a drawing of wide boxes may be made.
const MAX_STRETCH: f64 = 2.5;

/// Lays out the nodes of a graph as boxes of the given sizes, at least `gap` apart. If all boxes are as wide as high,
/// they are taken for dots.
pub fn layout_by_forces(view: &GraphView, sizes: &[Size], gap: f64) -> Vec<Frame> {
    let shape = match sizes.iter().all(|size| size.width == size.height) {
        true => Shape::Dot,
        false => Shape::Box,
    };
    let (parts, alone) = connected_parts(view);
    let mut points: Vec<Vec<Point>> = parts.iter().map(|part| level(&force(part.nodes.len(), &part.edges))).collect();
    let sizes_of = |part: &Part| -> Vec<Size> { part.nodes.iter().map(|node| sizes[*node]).collect() };
    let sizes_of_parts: Vec<Vec<Size>> = parts.iter().map(sizes_of).collect();
    scale(&mut points, &sizes_of_parts, shape, gap);
    let frames_of_parts: Vec<Vec<Frame>> =
        points.iter().zip(&sizes_of_parts).map(|(points, sizes)| remove_overlaps(points, sizes, shape, gap)).collect();

    let outlines: Vec<Frame> = frames_of_parts.iter().map(bounding_box).collect();
    let outline_sizes: Vec<Size> = outlines.iter().map(|outline| outline.size).collect();
    let places = pack(&outline_sizes, 4.0 * gap);
    let mut frames: Vec<Frame> = sizes.iter().map(|size| Frame { center: Point::default(), size: *size }).collect();
    for (((part, inside), outline), place) in parts.iter().zip(frames_of_parts).zip(&outlines).zip(&places) {
        let by = place.center.plus(outline.center.times(-1.0));
        part.nodes.iter().zip(inside).for_each(|(node, frame)| frames[*node].center = frame.center.plus(by));
    }

    let outline = bounding_box(&places);
    let area: f64 = alone.iter().map(|node| (sizes[*node].width + gap) * (sizes[*node].height + gap)).sum();
    let widest = alone.iter().map(|node| sizes[*node].width).fold(0.0, f64::max);
    let width = outline.size.width.max((area * 1.6).sqrt()).max(widest);
    rows(&mut frames, &alone, Point { x: 0.0, y: outline.size.height + 4.0 * gap }, width, f64::MAX, gap);
    frames
}

/// Nodes that are connected with each other, directly or over others.
struct Part {
    /// The positions of the nodes in the graph.
    nodes: Vec<usize>,
    /// The edges, by positions in `nodes`.
    edges: Vec<(usize, usize)>,
}

/// Returns the connected parts of a graph, the largest first, and the nodes that have no edge to another node.
fn connected_parts(view: &GraphView) -> (Vec<Part>, Vec<usize>) {
    // Each node leads to another one of its part, or is the first of it.
    let mut first: Vec<usize> = (0..view.nodes.len()).collect();
    fn find(first: &mut [usize], node: usize) -> usize {
        let mut node = node;
        while first[node] != node {
            first[node] = first[first[node]];
            node = first[node];
        }
        node
    }
    for edge in &view.edges {
        let (one, other) = (find(&mut first, edge.source), find(&mut first, edge.target));
        first[one.max(other)] = one.min(other);
    }
    let mut number = vec![0; first.len()];
    let mut inside = vec![0; first.len()];
    let mut parts: Vec<Part> = Vec::new();
    for node in 0..first.len() {
        let root = find(&mut first, node);
        if root == node {
            number[node] = parts.len();
            parts.push(Part { nodes: Vec::new(), edges: Vec::new() });
        }
        number[node] = number[root];
        let part = &mut parts[number[root]];
        inside[node] = part.nodes.len();
        part.nodes.push(node);
    }
    for edge in view.edges.iter().filter(|edge| edge.source != edge.target) {
        parts[number[edge.source]].edges.push((inside[edge.source], inside[edge.target]));
    }
    let (mut connected, alone): (Vec<Part>, Vec<Part>) = parts.into_iter().partition(|part| part.nodes.len() > 1);
    connected.sort_by_key(|part| Reverse(part.nodes.len()));
    (connected, alone.into_iter().flat_map(|part| part.nodes).collect())
}

/// Returns the points, turned around their center of gravity so that their longest extent is horizontal.
fn level(points: &[Point]) -> Vec<Point> {
    let count = points.len().max(1) as f64;
    let center = points.iter().fold(Point::default(), |sum, point| sum.plus(*point)).times(1.0 / count);
    let points = points.iter().map(|point| point.plus(center.times(-1.0)));
    // The covariances, and from them the axis of the largest variance.
    let (mut xx, mut xy, mut yy) = (0.0, 0.0, 0.0);
    for Point { x, y } in points.clone() {
        (xx, xy, yy) = (xx + x * x, xy + x * y, yy + y * y);
    }
    let half = (xx - yy) / 2.0;
    let root = (half * half + xy * xy).sqrt();
    let axis = if half >= 0.0 { Point { x: half + root, y: xy } } else { Point { x: xy, y: root - half } };
    let length = (axis.x * axis.x + axis.y * axis.y).sqrt();
    let axis = if length > 0.0 { axis.times(1.0 / length) } else { Point { x: 1.0, y: 0.0 } };
    points.map(|Point { x, y }| Point { x: x * axis.x + y * axis.y, y: y * axis.x - x * axis.y }).collect()
}

/// Scales all parts by the same factor, so far that few boxes are crowded. Where boxes are wider than high, so is the
/// drawing.
fn scale(parts: &mut [Vec<Point>], sizes: &[Vec<Size>], shape: Shape, gap: f64) {
    let all = || sizes.iter().flatten();
    let total = |side: fn(&Size) -> f64| all().map(|size| side(size) + gap).sum::<f64>();
    let stretch = total(|size| size.width) / total(|size| size.height).max(1.0);
    let stretch = stretch.clamp(1.0 / MAX_STRETCH, MAX_STRETCH).sqrt();
    let scaled = |part: &[Point], factor: f64| -> Vec<Point> {
        part.iter().map(|Point { x, y }| Point { x: x * factor * stretch, y: y * factor / stretch }).collect()
    };
    let max_crowded = if shape == Shape::Dot { MAX_CROWDED_DOTS } else { MAX_CROWDED_BOXES };
    let is_crowded = |factor: f64| {
        let of_part = |(part, sizes): (&Vec<Point>, &Vec<Size>)| crowded(&scaled(part, factor), sizes, shape, gap);
        parts.iter().zip(sizes).map(of_part).sum::<usize>() as f64 > max_crowded * all().count() as f64
    };
    let needed: f64 = all().map(|size| (size.width + gap) * (size.height + gap)).sum();
    let taken: f64 = parts.iter().map(|part| area(part)).sum();
    // From the largest drawing down: in a small one, each box would have to be compared with many others.
    let mut factor = (MAX_AREA * needed / taken.max(1e-9)).sqrt();
    while factor * factor * taken > needed && !is_crowded(factor / SCALE_STEP) {
        factor /= SCALE_STEP;
    }
    parts.iter_mut().for_each(|part| *part = scaled(part, factor));
}

/// Returns the area of the bounding box of points, as if it was at least as high as a tenth of its width.
fn area(points: &[Point]) -> f64 {
    let frame = |point: &Point| Frame { center: *point, size: Size::default() };
    let frames: Vec<Frame> = points.iter().map(frame).collect();
    let Size { width, height } = bounding_box(&frames).size;
    width.max(height / 10.0) * height.max(width / 10.0)
}

#[cfg(test)]
mod tests {
    use vaultdex_query::graph::{Edge, EdgeKind, Node, NodeKind};

    use super::*;
    use crate::render::graph::layout::arrange;
    use crate::render::graph::layout::random::Random;

    const GAP: f64 = 10.0;

    fn view(nodes: usize, edges: impl Iterator<Item = (usize, usize)>) -> GraphView {
        let node = |number| Node::new(NodeKind::Note, format!("{number:06}"));
        let edges = edges.map(|(source, target)| Edge::new(EdgeKind::Link, source, target));
        GraphView::new("links", "V", false, (0..nodes).map(node).collect(), edges.collect())
    }

    /// Returns a graph with groups of consecutive nodes (a planted partition). A node has on average about eight edges to
    /// nodes of its group and two to others.
    fn planted(nodes: usize, groups: usize) -> GraphView {
        let mut random = Random::new(1);
        let mut below = |limit: usize| (((random.number() + 1.0) / 2.0 * limit as f64) as usize).min(limit - 1);
        let size = nodes / groups;
        let mut edges = Vec::new();
        for node in 0..nodes {
            let group = node / size;
            edges.extend((0..4).map(|_| (node, group * size + below(size))));
            edges.push((node, (group + 1 + below(groups - 1)) % groups * size + below(size)));
        }
        edges.sort_unstable();
        edges.dedup();
        view(nodes, edges.into_iter())
    }

    /// Returns the dots of a drawing, which are larger for nodes with more edges, and its size.
    fn drawn(view: &GraphView) -> (Vec<Frame>, Size) {
        let radius = |node: &Node| 4.0 + 1.6 * ((node.in_degree + node.out_degree) as f64).sqrt();
        let size = |node: &Node| Size { width: 2.0 * radius(node), height: 2.0 * radius(node) };
        let sizes: Vec<Size> = view.nodes.iter().map(size).collect();
        let arranged = arrange(view, &sizes, GAP);
        assert!(arranged.nodes.iter().map(|frame| frame.size).eq(sizes));
        (arranged.nodes, arranged.size)
    }

    fn distance(one: Point, other: Point) -> f64 {
        ((one.x - other.x) * (one.x - other.x) + (one.y - other.y) * (one.y - other.y)).sqrt()
    }

    #[test]
    fn groups_are_clouds_of_their_own() {
        for (nodes, groups) in [(500, 10), (5000, 20)] {
            let (frames, _) = drawn(&planted(nodes, groups));
            let (mut within, mut between) = ((0.0, 0), (0.0, 0));
            for one in 0..nodes {
                for other in 0..one {
                    let is_within = one * groups / nodes == other * groups / nodes;
                    let (sum, count) = if is_within { &mut within } else { &mut between };
                    *sum += distance(frames[one].center, frames[other].center);
                    *count += 1;
                }
            }
            let [within, between] = [within, between].map(|(sum, count)| sum / f64::from(count));
            assert!(within * 3.0 <= between, "{nodes} nodes: {within} within groups, {between} between them");
        }
    }

    #[test]
    fn dots_neither_overlap_nor_line_up() {
        // The drawing is cut into as many strips, from left to right and from top to bottom.
        for (nodes, groups, strips) in [(500, 10, 20), (5000, 20, 200)] {
            let (frames, size) = drawn(&planted(nodes, groups));
            for (number, a) in frames.iter().enumerate() {
                let touches =
                    |b: &Frame| distance(a.center, b.center) < (a.size.width + b.size.width) / 2.0 + GAP - 1e-6;
                assert!(!frames[number + 1..].iter().any(touches), "{a:?}");
            }
            for (length, axis) in [(size.width, 0), (size.height, 1)] {
                let mut counts = vec![0; strips];
                for Frame { center, .. } in &frames {
                    let position = [center.x, center.y][axis] / length * strips as f64;
                    counts[(position as usize).min(strips - 1)] += 1;
                }
                // Of the strips with at least as many nodes as the average one, none has more than twice as many as its two
                // neighbors on average: rows and columns would have nothing beside them.
                for three in counts.windows(3).filter(|three| three[1] >= nodes / strips) {
                    assert!(three[1] <= three[0] + three[2], "{nodes} nodes, axis {axis}: {three:?} in {counts:?}");
                }
            }
        }
    }

    #[test]
    fn parts_are_beside_each_other_and_lone_nodes_below() {
        // A ring of 30 nodes, ten pairs, and ten nodes alone, one of which links to itself.
        let ring = (0..30).map(|node| (node, (node + 1) % 30));
        let pairs = (0..10).map(|pair| (30 + 2 * pair, 31 + 2 * pair));
        let (frames, size) = drawn(&view(60, ring.chain(pairs).chain([(55, 55)])));
        let outlines: Vec<Frame> =
            [&frames[..30]].into_iter().chain(frames[30..50].chunks(2)).map(bounding_box).collect();
        for (number, a) in outlines.iter().enumerate() {
            for b in &outlines[number + 1..] {
                let apart = |a: &Frame, b: &Frame| b.left() - a.right() >= GAP || b.top() - a.bottom() >= GAP;
                assert!(apart(a, b) || apart(b, a), "{a:?} {b:?}");
            }
        }
        let parts = bounding_box(&outlines);
        assert!(frames[50..].iter().all(|frame| frame.top() >= parts.bottom() + GAP));
        // The ends of a pair are beside each other.
        assert!(frames[30..50].chunks(2).all(|pair| (pair[0].center.y - pair[1].center.y).abs() < 1e-6));
        assert!(size.width < 2.5 * size.height && size.height < 2.0 * size.width, "{size:?}");
    }

    #[test]
    fn wide_boxes_make_a_wide_drawing() {
        let view = planted(200, 2);
        let extent = |size: Size| arrange(&view, &vec![size; 200], GAP).size;
        let (dots, boxes) = (extent(Size { width: 20.0, height: 20.0 }), extent(Size { width: 110.0, height: 20.0 }));
        assert!(boxes.width / boxes.height > 1.3 * dots.width / dots.height, "{dots:?} {boxes:?}");
    }

    #[test]
    fn degenerate_graphs_are_laid_out() {
        for (nodes, edges) in [(0, vec![]), (1, vec![(0, 0)]), (3, vec![]), (2, vec![(0, 1), (1, 0)])] {
            let (frames, size) = drawn(&view(nodes, edges.into_iter()));
            assert_eq!(frames.len(), nodes);
            let finite = |frame: &Frame| frame.center.x.is_finite() && frame.center.y.is_finite();
            assert!(frames.iter().all(finite) && size.width.is_finite() && size.height.is_finite());
        }
    }
}
