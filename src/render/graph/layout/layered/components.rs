//! Parts of a diagram that nothing connects are laid out on their own and packed beside each other. Boxes without edges
//! are placed in rows.

use super::diagram::{Card, Cluster, Diagram, Drawing, Line, Route};
use super::lay_out;
use crate::render::graph::layout::geometry::{Frame, Point, Size};

/// The distance between parts.
const PART_GAP: f64 = 40.0;

/// The distance between boxes without edges.
const ROW_GAP: f64 = 18.0;

/// How many times wider than high a drawing should be.
const ASPECT: f64 = 1.7;

/// How many steps the reduction of crossings may take for each box and edge, and for all together.
const STEPS: usize = 250_000;
const MAX_STEPS: usize = 30_000_000;

/// Lays out a diagram. The upper left corner of the drawing is at the origin.
pub fn layered(diagram: &Diagram) -> Drawing {
    let (parts, alone) = parts(diagram);
    let mut drawing = Drawing {
        nodes: vec![Frame::default(); diagram.nodes.len()],
        groups: vec![Frame::default(); diagram.groups.len()],
        routes: vec![Route::default(); diagram.lines.len()],
        size: Size::default(),
    };
    let drawn: Vec<(Drawing, Frame)> = parts
        .iter()
        .map(|part| {
            let drawn = part.lay_out(diagram);
            let outline = drawn.outline();
            (drawn, outline)
        })
        .collect();
    let places = pack(&drawn.iter().map(|(_, outline)| outline.size).collect::<Vec<_>>());
    for ((part, (drawn, outline)), place) in parts.iter().zip(drawn).zip(places) {
        drawing.grow_to(place.x + outline.size.width, place.y + outline.size.height);
        let by = Point { x: place.x - outline.left(), y: place.y - outline.top() };
        part.put(drawn, by, &mut drawing);
    }
    put_in_rows(diagram, &alone, &mut drawing);
    drawing
}

impl Drawing {
    fn grow_to(&mut self, right: f64, bottom: f64) {
        self.size = Size { width: self.size.width.max(right), height: self.size.height.max(bottom) };
    }
}

/// Places boxes that nothing connects below a drawing, in rows.
fn put_in_rows(diagram: &Diagram, nodes: &[usize], drawing: &mut Drawing) {
    let sizes: Vec<Size> = nodes.iter().map(|node| diagram.nodes[*node].size).collect();
    let area: f64 = sizes.iter().map(|size| (size.width + ROW_GAP) * (size.height + ROW_GAP)).sum();
    let top = if drawing.size.height > 0.0 { drawing.size.height + PART_GAP } else { 0.0 };
    let corners = shelves(&sizes, (area * ASPECT).sqrt().max(drawing.size.width), ROW_GAP);
    for ((node, size), corner) in nodes.iter().zip(sizes).zip(corners) {
        let center = Point { x: corner.x + size.width / 2.0, y: top + corner.y + size.height / 2.0 };
        drawing.nodes[*node] = Frame { center, size };
        drawing.grow_to(center.x + size.width / 2.0, center.y + size.height / 2.0);
    }
}

/// A part of a diagram: positions of nodes, lines and groups.
#[derive(Debug, Default)]
struct Part {
    nodes: Vec<usize>,
    lines: Vec<usize>,
    groups: Vec<usize>,
}

impl Part {
    fn lay_out(&self, diagram: &Diagram) -> Drawing {
        let index = |list: &[usize], count: usize| {
            let mut index = vec![usize::MAX; count];
            list.iter().enumerate().for_each(|(at, it)| index[*it] = at);
            index
        };
        let node = index(&self.nodes, diagram.nodes.len());
        let group = index(&self.groups, diagram.groups.len());
        let own = Diagram {
            nodes: self
                .nodes
                .iter()
                .map(|it| Card { group: diagram.nodes[*it].group.map(|it| group[it]), ..diagram.nodes[*it].clone() })
                .collect(),
            lines: self
                .lines
                .iter()
                .map(|it| {
                    let line = &diagram.lines[*it];
                    Line { source: node[line.source], target: node[line.target], ..line.clone() }
                })
                .collect(),
            groups: self
                .groups
                .iter()
                .map(|it| {
                    let cluster = &diagram.groups[*it];
                    Cluster { parent: cluster.parent.map(|it| group[it]), ..cluster.clone() }
                })
                .collect(),
            gap: diagram.gap,
            has_tables: diagram.has_tables,
        };
        let all = diagram.nodes.len() + diagram.lines.len();
        let own_size = own.nodes.len() + own.lines.len();
        let steps = (MAX_STEPS as f64 * own_size as f64 / all as f64) as usize;
        lay_out(&own, steps.min(own_size * STEPS))
    }

    /// Puts the drawing of this part into that of the whole, moved by an offset.
    fn put(&self, drawn: Drawing, by: Point, drawing: &mut Drawing) {
        let moved = |point: Point| Point { x: point.x + by.x, y: point.y + by.y };
        let moved_frame = |frame: Frame| Frame { center: moved(frame.center), ..frame };
        self.nodes.iter().zip(drawn.nodes).for_each(|(node, frame)| drawing.nodes[*node] = moved_frame(frame));
        self.groups.iter().zip(drawn.groups).for_each(|(group, frame)| drawing.groups[*group] = moved_frame(frame));
        for (line, route) in self.lines.iter().zip(drawn.routes) {
            drawing.routes[*line] =
                Route { points: route.points.into_iter().map(moved).collect(), label: route.label.map(moved_frame) };
        }
    }
}

/// Returns the parts that edges and groups connect, the largest first, and all boxes that nothing connects.
fn parts(diagram: &Diagram) -> (Vec<Part>, Vec<usize>) {
    let count = diagram.nodes.len();
    // Nodes, then groups; each points towards the first member of its part.
    let mut towards: Vec<usize> = (0..count + diagram.groups.len()).collect();
    fn root(towards: &mut [usize], mut at: usize) -> usize {
        while towards[at] != at {
            towards[at] = towards[towards[at]];
            at = towards[at];
        }
        at
    }
    let mut join = |a: usize, b: usize| {
        let (a, b) = (root(&mut towards, a), root(&mut towards, b));
        towards[a.max(b)] = a.min(b);
    };
    diagram.lines.iter().for_each(|line| join(line.source, line.target));
    let of_nodes = diagram.nodes.iter().enumerate().filter_map(|(node, card)| Some((node, card.group?)));
    of_nodes.for_each(|(node, group)| join(node, count + group));
    let of_groups = diagram.groups.iter().enumerate().filter_map(|(group, it)| Some((group, it.parent?)));
    of_groups.for_each(|(group, parent)| join(count + group, count + parent));

    let mut by_root: Vec<Part> = (0..towards.len()).map(|_| Part::default()).collect();
    (0..count).for_each(|node| by_root[root(&mut towards, node)].nodes.push(node));
    (0..diagram.groups.len()).for_each(|group| by_root[root(&mut towards, count + group)].groups.push(group));
    for (position, line) in diagram.lines.iter().enumerate() {
        by_root[root(&mut towards, line.source)].lines.push(position);
    }
    let is_alone = |part: &Part| part.lines.is_empty() && part.groups.is_empty();
    let (alone, mut parts): (Vec<Part>, Vec<Part>) =
        by_root.into_iter().filter(|part| !part.nodes.is_empty()).partition(is_alone);
    parts.sort_by_key(|part| std::cmp::Reverse(part.nodes.len()));
    (parts, alone.into_iter().flat_map(|part| part.nodes).collect())
}

/// Packs rectangles beside and below each other, the first ones at the top. Returns their upper left corners.
fn pack(sizes: &[Size]) -> Vec<Point> {
    let area: f64 = sizes.iter().map(|size| (size.width + PART_GAP) * (size.height + PART_GAP)).sum();
    let widest = sizes.iter().map(|size| size.width).fold(0.0, f64::max);
    shelves(sizes, (area * ASPECT).sqrt().max(widest), PART_GAP)
}

/// Places rectangles in rows of a width, and returns their upper left corners.
fn shelves(sizes: &[Size], width: f64, gap: f64) -> Vec<Point> {
    let (mut x, mut y, mut height) = (0.0, 0.0, 0.0_f64);
    let mut corners = Vec::new();
    for size in sizes {
        if x > 0.0 && x + size.width > width + 1e-6 {
            (x, y, height) = (0.0, y + height + gap, 0.0);
        }
        corners.push(Point { x, y });
        (x, height) = (x + size.width + gap, height.max(size.height));
    }
    corners
}
