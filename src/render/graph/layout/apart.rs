//! Removal of overlaps between boxes, keeping their relative order as far as possible.

use std::collections::HashMap;

use super::geometry::{Frame, Point, Size};

/// The number of passes after which the whole drawing is enlarged.
const MAX_PASSES: usize = 40;

/// Returns boxes around the given points, moved so that any two are at least `gap` apart.
pub fn remove_overlaps(points: &[Point], sizes: &[Size], gap: f64) -> Vec<Frame> {
    // Boxes are compared with half a gap on every side, plus a margin for rounding errors.
    let with_gap = |size: &Size| Size { width: size.width + gap + 0.01, height: size.height + gap + 0.01 };
    let mut frames: Vec<Frame> =
        points.iter().zip(sizes).map(|(center, size)| Frame { center: *center, size: with_gap(size) }).collect();
    while !(0..MAX_PASSES).any(|_| !push_apart(&mut frames)) {
        for frame in &mut frames {
            frame.center = Point { x: frame.center.x * 1.15, y: frame.center.y * 1.15 };
        }
    }
    for (frame, size) in frames.iter_mut().zip(sizes) {
        frame.size = *size;
    }
    frames
}

/// Moves each of two overlapping boxes by half of the overlap, along the axis where that is smaller. Returns whether
/// any boxes overlapped.
fn push_apart(frames: &mut [Frame]) -> bool {
    let mut found = false;
    for (left, right) in nearby_pairs(frames) {
        let (a, b) = (frames[left], frames[right]);
        let across = (a.size.width + b.size.width) / 2.0 - (a.center.x - b.center.x).abs();
        let down = (a.size.height + b.size.height) / 2.0 - (a.center.y - b.center.y).abs();
        if across <= 0.0 || down <= 0.0 {
            continue;
        }
        found = true;
        let (x, y) = match across < down {
            true => (across / 2.0 + 1e-3, 0.0),
            false => (0.0, down / 2.0 + 1e-3),
        };
        // Boxes at the same position are separated by their order.
        let sign = |first: f64, second: f64| if first <= second { 1.0 } else { -1.0 };
        let (x, y) = (x * sign(a.center.x, b.center.x), y * sign(a.center.y, b.center.y));
        frames[left].center = Point { x: a.center.x - x, y: a.center.y - y };
        frames[right].center = Point { x: b.center.x + x, y: b.center.y + y };
    }
    found
}

/// Returns every pair of boxes that share a cell of a grid, once each, in order.
fn nearby_pairs(frames: &[Frame]) -> Vec<(usize, usize)> {
    let count = frames.len().max(1) as f64;
    let cell = Size {
        width: (frames.iter().map(|frame| frame.size.width).sum::<f64>() / count).max(1.0),
        height: (frames.iter().map(|frame| frame.size.height).sum::<f64>() / count).max(1.0),
    };
    let mut cells: HashMap<(i64, i64), Vec<usize>> = HashMap::new();
    for (position, frame) in frames.iter().enumerate() {
        let index = |value: f64, cell: f64| (value / cell).floor() as i64;
        for x in index(frame.left(), cell.width)..=index(frame.right(), cell.width) {
            for y in index(frame.top(), cell.height)..=index(frame.bottom(), cell.height) {
                cells.entry((x, y)).or_default().push(position);
            }
        }
    }
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for inside in cells.values() {
        for (number, left) in inside.iter().enumerate() {
            pairs.extend(inside[number + 1..].iter().map(|right| (*left, *right)));
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(points: &[Point], sizes: &[Size], gap: f64) {
        let frames = remove_overlaps(points, sizes, gap);
        for (left, a) in frames.iter().enumerate() {
            for b in &frames[left + 1..] {
                let across = (a.center.x - b.center.x).abs() - (a.size.width + b.size.width) / 2.0;
                let down = (a.center.y - b.center.y).abs() - (a.size.height + b.size.height) / 2.0;
                assert!(across >= gap || down >= gap, "{a:?} {b:?}");
            }
        }
    }

    #[test]
    fn boxes_do_not_overlap() {
        let size = |width, height| Size { width, height };
        let point = |x, y| Point { x, y };
        check(&[point(0.0, 0.0); 30], &[size(100.0, 20.0); 30], 8.0);
        check(&[point(0.0, 0.0), point(3.0, 1.0)], &[size(10.0, 10.0), size(400.0, 300.0)], 0.0);
        let spread: Vec<Point> = (0..400).map(|it| point(f64::from(it * 37 % 101), f64::from(it * 53 % 97))).collect();
        let sizes: Vec<Size> = (0..400).map(|it| size(20.0 + f64::from(it % 7) * 15.0, 18.0)).collect();
        check(&spread, &sizes, 4.0);
    }

    #[test]
    fn boxes_without_overlap_are_not_moved() {
        let points = [Point { x: 0.0, y: 0.0 }, Point { x: 50.0, y: 0.0 }];
        let frames = remove_overlaps(&points, &[Size { width: 10.0, height: 10.0 }; 2], 4.0);
        assert_eq!([frames[0].center, frames[1].center], points);
    }
}
