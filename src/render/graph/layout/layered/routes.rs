//! Columns, and the lines of edges through them: level beside boxes and in lanes, and curved between the columns, where
//! there are no boxes. All curves between two columns have the same shape, so two cross at most once, and only if the
//! order of their ends differs.

use super::blocks::Blocks;
use super::diagram::{Diagram, Drawing, Fit, HEAD_LENGTH, LOOP_HEIGHT, PADDING, Route};
use super::heights::Heights;
use super::ports::{CORNER, LABEL_MARGIN, LabelPlace, Ports};
use crate::render::graph::layout::geometry::{Frame, Point, Size};

/// The smallest and the largest distance between two columns.
const COLUMN_GAP: (f64, f64) = (44.0, 150.0);

/// How much of the vertical way of the steeper edges the distance is.
const SLOPE: f64 = 0.24;

/// The room for the sides of groups between two columns.
const GROUP_GAP: f64 = 10.0;

/// Half the width of the innermost loop at a box, and the distance between two loops.
const LOOP_WIDTH: f64 = 12.0;
const LOOP_PITCH: f64 = 8.0;

/// The left and right side of a column, and of the boxes in it.
#[derive(Debug, Clone, Copy, Default)]
struct Column {
    left: f64,
    boxes: [f64; 2],
    right: f64,
}

/// Returns the drawing for the positions found.
pub fn draw(
    diagram: &Diagram,
    blocks: &Blocks,
    heights: &Heights,
    spans: &[Option<(usize, usize)>],
    ports: &Ports,
) -> Drawing {
    let columns = columns(diagram, blocks, heights, spans, ports);
    let mut drawing = Drawing::default();
    for (node, card) in diagram.nodes.iter().enumerate() {
        let [left, right] = columns[blocks.list[node].first].boxes;
        let size = Size {
            width: if card.fit == Fit::Free { right - left } else { card.size.width },
            height: ports.heights[node],
        };
        drawing.nodes.push(Frame { center: Point { x: (left + right) / 2.0, y: heights.blocks[node] }, size });
    }
    for (group, span) in spans.iter().enumerate() {
        let Some((first, last)) = *span else {
            drawing.groups.push(Frame::default());
            continue;
        };
        let pad = PADDING * (1 + diagram.depth_below(group)) as f64;
        let [top, bottom] = heights.groups[group];
        let (left, right) = (columns[first].left - pad, columns[last].right + pad);
        drawing.groups.push(Frame {
            center: Point { x: (left + right) / 2.0, y: (top + bottom) / 2.0 },
            size: Size { width: right - left, height: bottom - top },
        });
    }
    for edge in 0..diagram.lines.len() {
        let route = if blocks.ends[edge].0 == blocks.ends[edge].1 {
            around_corner(diagram, &drawing.nodes, edge)
        } else {
            route(diagram, blocks, heights, ports, &columns, &drawing.nodes, edge)
        };
        drawing.routes.push(route);
    }
    drawing
}

fn columns(
    diagram: &Diagram,
    blocks: &Blocks,
    heights: &Heights,
    spans: &[Option<(usize, usize)>],
    ports: &Ports,
) -> Vec<Column> {
    let mut boxes = vec![0.0_f64; blocks.ranks];
    let mut widths = vec![0.0_f64; blocks.ranks];
    for (node, card) in diagram.nodes.iter().enumerate() {
        let rank = blocks.list[node].first;
        boxes[rank] = boxes[rank].max(card.size.width);
        let loops = diagram.loops(node).count() as f64;
        let beside_loop = diagram.loops(node).filter_map(|edge| diagram.lines[edge].label);
        let label = beside_loop.map(|label| label.width).fold(0.0, f64::max);
        let reach = LOOP_WIDTH + LOOP_PITCH * loops + LABEL_MARGIN;
        widths[rank] = widths[rank].max(if label > 0.0 { 2.0 * (reach + label) } else { 0.0 });
    }
    for (edge, place) in ports.labels.iter().enumerate() {
        if let (Some(LabelPlace::Lane(rank)), Some(label)) = (place, diagram.lines[edge].label) {
            let [left, right] = ports.zones[*rank];
            widths[*rank] = widths[*rank].max(label.width + 2.0 * LABEL_MARGIN - left - right);
        }
    }
    let gaps = gaps(diagram, blocks, heights, spans, ports);
    for (group, span) in spans.iter().enumerate() {
        // A group is at least as wide as its name.
        if let Some((first, last)) = *span {
            let inside =
                (first..=last).map(|rank| ports.zones[rank][0] + widths[rank].max(boxes[rank]) + ports.zones[rank][1]);
            let width = inside.sum::<f64>() + gaps[first..last].iter().sum::<f64>();
            let missing = diagram.groups[group].title_width - PADDING - width;
            widths[last] = widths[last].max(boxes[last]) + missing.max(0.0);
        }
    }
    let mut left = 0.0;
    let mut columns = Vec::new();
    for rank in 0..blocks.ranks {
        let [before, after] = ports.zones[rank];
        let width = widths[rank].max(boxes[rank]);
        let inset = (width - boxes[rank]) / 2.0;
        let right = left + before + width + after;
        columns.push(Column { left, boxes: [left + before + inset, right - after - inset], right });
        left = right + gaps.get(rank).copied().unwrap_or(0.0);
    }
    columns
}

/// Returns the distances between columns: the more, the farther edges go up and down there.
fn gaps(
    diagram: &Diagram,
    blocks: &Blocks,
    heights: &Heights,
    spans: &[Option<(usize, usize)>],
    ports: &Ports,
) -> Vec<f64> {
    let mut ways: Vec<Vec<f64>> = vec![Vec::new(); blocks.ranks];
    for (edge, (left, right)) in blocks.ends.iter().enumerate().filter(|(_, (left, right))| left != right) {
        let [from, to] =
            [heights.blocks[*left] + ports.offsets[edge][0], heights.blocks[*right] + ports.offsets[edge][1]];
        let first = blocks.list[*left].last;
        match blocks.lane(edge) {
            None => ways[first].push((to - from).abs()),
            Some(lane) => {
                ways[first].push((heights.blocks[lane] - from).abs());
                ways[blocks.list[lane].last].push((to - heights.blocks[lane]).abs());
            }
        }
    }
    let sides = |rank: usize| {
        let groups = spans.iter().enumerate().filter_map(|(group, span)| Some((group, (*span)?)));
        let depth = |group: usize| (1 + diagram.depth_below(group)) as f64;
        let ends = groups.clone().filter(|(_, (_, last))| *last == rank).map(|(group, _)| depth(group));
        let begins = groups.filter(|(_, (first, _))| *first == rank + 1).map(|(group, _)| depth(group));
        ends.fold(0.0, f64::max) + begins.fold(0.0, f64::max)
    };
    let gap = |(rank, mut ways): (usize, Vec<f64>)| {
        ways.sort_by(f64::total_cmp);
        let steep = ways.get(ways.len() * 9 / 10).copied().unwrap_or(0.0);
        let (least, most) = COLUMN_GAP;
        let room = sides(rank) * PADDING;
        (least + steep * SLOPE).min(most).max(if room > 0.0 { room + GROUP_GAP } else { 0.0 })
    };
    ways.into_iter().enumerate().map(gap).collect()
}

/// Returns the line of an edge between two columns or more, from its source to its target.
fn route(
    diagram: &Diagram,
    blocks: &Blocks,
    heights: &Heights,
    ports: &Ports,
    columns: &[Column],
    nodes: &[Frame],
    edge: usize,
) -> Route {
    let (left, right) = blocks.ends[edge];
    let start = Point { x: nodes[left].right(), y: nodes[left].center.y + ports.offsets[edge][0] };
    let end = Point { x: nodes[right].left(), y: nodes[right].center.y + ports.offsets[edge][1] };
    let (first, last) = (blocks.list[left].last, blocks.list[right].first);
    let mut line = Polycurve::new(start);
    line.level(columns[first].right);
    if let Some(lane) = blocks.lane(edge) {
        let y = heights.blocks[lane];
        line.curve(Point { x: columns[first + 1].left, y });
        line.level(columns[last - 1].right);
    }
    line.curve(Point { x: columns[last].left, y: end.y });
    line.level(end.x);

    let label = ports.labels[edge].and_then(|place| {
        let (from, to, y) = match place {
            LabelPlace::Left => (columns[first].boxes[1] + HEAD_LENGTH, columns[first].right, start.y),
            LabelPlace::Right => (columns[last].left, columns[last].boxes[0] - HEAD_LENGTH, end.y),
            LabelPlace::Lane(rank) => {
                let lane = blocks.lane(edge).expect("the label is in the lane");
                (columns[rank].left, columns[rank].right, heights.blocks[lane])
            }
        };
        let size = diagram.lines[edge].label_within(to - from - 2.0 * LABEL_MARGIN)?;
        let x = match place {
            LabelPlace::Left => from + LABEL_MARGIN + size.width / 2.0,
            LabelPlace::Right => to - LABEL_MARGIN - size.width / 2.0,
            LabelPlace::Lane(_) => (from + to) / 2.0,
        };
        Some(Frame { center: Point { x, y }, size })
    });
    let mut points = line.points;
    if left != diagram.lines[edge].source {
        points.reverse();
    }
    Route { points, label }
}

/// Returns the loop of an edge from a node to itself, below its box. Loops are around each other within its width; their
/// labels are to the right of all of them.
fn around_corner(diagram: &Diagram, nodes: &[Frame], edge: usize) -> Route {
    let node = diagram.lines[edge].source;
    let frame = nodes[node];
    let loops: Vec<usize> = diagram.loops(node).collect();
    let nth = loops.iter().position(|other| *other == edge).unwrap_or(0) as f64;
    let pitch =
        ((frame.size.width / 2.0 - LOOP_WIDTH - CORNER) / (loops.len() as f64 - 1.0).max(1.0)).clamp(0.0, LOOP_PITCH);
    let half = LOOP_WIDTH + pitch * nth;
    let low = frame.bottom() + LOOP_HEIGHT * (nth + 1.0) - 8.0;
    let [start, end] = [half, -half].map(|by| Point { x: frame.center.x + by, y: frame.bottom() });
    let points = vec![start, Point { y: low, ..start }, Point { y: low, ..end }, end];
    let outermost = LOOP_WIDTH + pitch * (loops.len() as f64 - 1.0);
    let label = diagram.lines[edge].label.map(|size| Frame {
        center: Point {
            x: frame.center.x + outermost + LABEL_MARGIN + size.width / 2.0,
            y: low - size.height / 2.0 + 4.0,
        },
        size,
    });
    Route { points, label }
}

/// A curve of cubic pieces: the start, then three points for each piece.
struct Polycurve {
    points: Vec<Point>,
}

impl Polycurve {
    fn new(start: Point) -> Polycurve {
        Polycurve { points: vec![start] }
    }

    fn end(&self) -> Point {
        self.points[self.points.len() - 1]
    }

    /// Goes on level.
    fn level(&mut self, x: f64) {
        let Point { x: from, y } = self.end();
        if (x - from).abs() > 1e-6 {
            self.points.extend([from + (x - from) / 3.0, from + (x - from) / 1.5, x].map(|x| Point { x, y }));
        }
    }

    /// Goes on in a curve that begins and ends level.
    fn curve(&mut self, to: Point) {
        let from = self.end();
        if (to.y - from.y).abs() < 1e-6 {
            return self.level(to.x);
        }
        let middle = (from.x + to.x) / 2.0;
        self.points.extend([Point { x: middle, y: from.y }, Point { x: middle, y: to.y }, to]);
    }
}
