//! Lines between boxes of one column, which the layers have no room for: they run beside the column.

use super::geometry::{Frame, Point, Size};
use super::layered::{Drawing, Route};

/// The distance of the first line from the column, and of further ones from each other.
const LANE: f64 = 7.0;

/// The number of lanes that are tried on each side, and how many of them on one side before those on the other.
const LANES: usize = 16;
const LANES_IN_A_ROW: usize = 4;

/// The distance of an end from the corner of its box, and the radius of the bends.
const INSET: f64 = 8.0;
const BEND: f64 = 6.0;

/// Returns a line from one box to another above or below it, in the first lane in which it meets no label, box or other
/// such line. If there is none, in the first one. `taken` has the room of the lines so far.
pub fn route_beside(drawing: &mut Drawing, taken: &mut Vec<Frame>, source: usize, target: usize) -> Route {
    let (from, to) = (drawing.nodes[source], drawing.nodes[target]);
    let is_down = from.center.y < to.center.y;
    let [start, end] = match is_down {
        true => [from.bottom() - INSET, to.top() + INSET],
        false => [from.top() + INSET, to.bottom() - INSET],
    };
    let span = Frame {
        center: Point { x: 0.0, y: (start + end) / 2.0 },
        size: Size { width: LANE - 1.0, height: (start - end).abs() },
    };
    let (left, right) = sides(drawing, &from, &to, &span);
    let distances: Vec<f64> = (1..=LANES).map(|lane| lane as f64 * LANE).collect();
    let both = distances
        .chunks(LANES_IN_A_ROW)
        .flat_map(|row| row.iter().map(|by| right + by).chain(row.iter().map(|by| left - by)));
    let lanes: Vec<f64> = both.collect();
    let strip = |x: f64| Frame { center: Point { x, y: span.center.y }, ..span };
    let is_free = |x: &&f64| {
        let labels = drawing.routes.iter().filter_map(|route| route.label.as_ref());
        !drawing.nodes.iter().chain(labels).chain(&*taken).any(|frame| frame.meets(&strip(**x)))
    };
    let x = lanes.iter().find(is_free).copied().unwrap_or(lanes[0]);
    taken.push(strip(x));
    drawing.size.width = drawing.size.width.max(x + LANE);
    let side = |frame: &Frame| if x > right { frame.right() } else { frame.left() };
    Route { points: around([side(&from), x, side(&to)], start, end), label: None }
}

/// Returns the left and right side of the boxes in the column between two boxes.
fn sides(drawing: &Drawing, from: &Frame, to: &Frame, span: &Frame) -> (f64, f64) {
    let (left, right) = (from.left().min(to.left()), from.right().max(to.right()));
    let column = Frame {
        center: Point { x: (left + right) / 2.0, y: span.center.y },
        size: Size { width: right - left, height: span.size.height },
    };
    let between = drawing.nodes.iter().filter(|frame| frame.meets(&column));
    between.fold((left, right), |(left, right), frame| (left.min(frame.left()), right.max(frame.right())))
}

/// Returns a line that leaves a box sideways, runs up or down, and comes back sideways.
fn around([from, lane, to]: [f64; 3], start: f64, end: f64) -> Vec<Point> {
    let bend = BEND.min((end - start).abs() / 2.0) * if end > start { 1.0 } else { -1.0 };
    let inward = if lane > from { -BEND } else { BEND };
    let point = |x: f64, y: f64| Point { x, y };
    let corners = [
        point(from, start),
        point(lane + inward, start),
        point(lane, start + bend),
        point(lane, end - bend),
        point(lane + inward, end),
        point(to, end),
    ];
    let bends = [None, Some(point(lane, start)), None, Some(point(lane, end)), None];
    let mut points = vec![corners[0]];
    for (pair, bend) in corners.windows(2).zip(bends) {
        points.extend([bend.unwrap_or(pair[0]), bend.unwrap_or(pair[1]), pair[1]]);
    }
    points
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(x: f64, y: f64, width: f64) -> Frame {
        Frame { center: Point { x, y }, size: Size { width, height: 40.0 } }
    }

    #[test]
    fn lines_of_a_column_go_around_what_is_between() {
        let nodes = vec![frame(50.0, 20.0, 80.0), frame(50.0, 80.0, 100.0), frame(50.0, 140.0, 80.0)];
        let mut drawing = Drawing { nodes, ..Drawing::default() };
        let mut taken = Vec::new();
        let ends = |route: &Route| (route.points[0], route.points[6].x, *route.points.last().unwrap());
        let point = |x: f64, y: f64| Point { x, y };
        let first = route_beside(&mut drawing, &mut taken, 0, 2);
        assert_eq!(ends(&first), (point(90.0, 32.0), 107.0, point(90.0, 128.0)));
        // Another one has a lane of its own.
        let second = route_beside(&mut drawing, &mut taken, 2, 0);
        assert_eq!(ends(&second), (point(90.0, 128.0), 114.0, point(90.0, 32.0)));
        // Where labels are in the way on the right, it is on the left.
        let label = Some(frame(120.0, 80.0, 40.0));
        drawing.routes = vec![Route { points: Vec::new(), label }];
        let third = route_beside(&mut drawing, &mut taken, 0, 2);
        assert_eq!(ends(&third), (point(10.0, 32.0), -7.0, point(10.0, 128.0)));
    }
}
