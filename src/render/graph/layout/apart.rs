//! Boxes that lie over one another are moved apart, with their order kept as far as it goes.

use std::collections::HashMap;

use super::{Frame, Point, Size};

/// So often boxes are pushed before all get more room.
const PUSHES: usize = 40;

/// The boxes around these places, moved until between any two of them is a gap.
pub fn apart(points: &[Point], sizes: &[Size], gap: f64) -> Vec<Frame> {
    // Boxes are compared with half a gap on every side, and a little more for what rounding takes.
    let grown = |size: &Size| Size { width: size.width + gap + 0.01, height: size.height + gap + 0.01 };
    let mut frames: Vec<Frame> =
        points.iter().zip(sizes).map(|(middle, size)| Frame { middle: *middle, size: grown(size) }).collect();
    while !(0..PUSHES).any(|_| !push(&mut frames)) {
        for frame in &mut frames {
            frame.middle = Point { x: frame.middle.x * 1.15, y: frame.middle.y * 1.15 };
        }
    }
    for (frame, size) in frames.iter_mut().zip(sizes) {
        frame.size = *size;
    }
    frames
}

/// Pushes every two boxes that overlap half their overlap apart, on the axis where that is less. Whether there were any.
fn push(frames: &mut [Frame]) -> bool {
    let mut found = false;
    for (left, right) in near(frames) {
        let (a, b) = (frames[left], frames[right]);
        let across = (a.size.width + b.size.width) / 2.0 - (a.middle.x - b.middle.x).abs();
        let down = (a.size.height + b.size.height) / 2.0 - (a.middle.y - b.middle.y).abs();
        if across <= 0.0 || down <= 0.0 {
            continue;
        }
        found = true;
        let (x, y) = match across < down {
            true => (across / 2.0 + 1e-3, 0.0),
            false => (0.0, down / 2.0 + 1e-3),
        };
        // In one place they part by their order.
        let sign = |before: f64, behind: f64| if before <= behind { 1.0 } else { -1.0 };
        let (x, y) = (x * sign(a.middle.x, b.middle.x), y * sign(a.middle.y, b.middle.y));
        frames[left].middle = Point { x: a.middle.x - x, y: a.middle.y - y };
        frames[right].middle = Point { x: b.middle.x + x, y: b.middle.y + y };
    }
    found
}

/// Every two boxes that touch one cell of a grid, each pair once, in order.
fn near(frames: &[Frame]) -> Vec<(usize, usize)> {
    let count = frames.len().max(1) as f64;
    let cell = Size {
        width: (frames.iter().map(|frame| frame.size.width).sum::<f64>() / count).max(1.0),
        height: (frames.iter().map(|frame| frame.size.height).sum::<f64>() / count).max(1.0),
    };
    let mut cells: HashMap<(i64, i64), Vec<usize>> = HashMap::new();
    for (position, frame) in frames.iter().enumerate() {
        let place = |value: f64, cell: f64| (value / cell).floor() as i64;
        for x in place(frame.left(), cell.width)..=place(frame.right(), cell.width) {
            for y in place(frame.top(), cell.height)..=place(frame.bottom(), cell.height) {
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
        let frames = apart(points, sizes, gap);
        for (left, a) in frames.iter().enumerate() {
            for b in &frames[left + 1..] {
                let across = (a.middle.x - b.middle.x).abs() - (a.size.width + b.size.width) / 2.0;
                let down = (a.middle.y - b.middle.y).abs() - (a.size.height + b.size.height) / 2.0;
                assert!(across >= gap || down >= gap, "{a:?} {b:?}");
            }
        }
    }

    #[test]
    fn no_two_boxes_touch() {
        let size = |width, height| Size { width, height };
        let point = |x, y| Point { x, y };
        check(&[point(0.0, 0.0); 30], &[size(100.0, 20.0); 30], 8.0);
        check(&[point(0.0, 0.0), point(3.0, 1.0)], &[size(10.0, 10.0), size(400.0, 300.0)], 0.0);
        let spread: Vec<Point> = (0..400).map(|it| point(f64::from(it * 37 % 101), f64::from(it * 53 % 97))).collect();
        let sizes: Vec<Size> = (0..400).map(|it| size(20.0 + f64::from(it % 7) * 15.0, 18.0)).collect();
        check(&spread, &sizes, 4.0);
    }

    #[test]
    fn boxes_that_are_apart_stay() {
        let points = [Point { x: 0.0, y: 0.0 }, Point { x: 50.0, y: 0.0 }];
        let frames = apart(&points, &[Size { width: 10.0, height: 10.0 }; 2], 4.0);
        assert_eq!([frames[0].middle, frames[1].middle], points);
    }
}
