//! Removal of overlaps between boxes or dots, keeping their positions as far as possible.

use super::geometry::{Frame, Point, Size};

/// The number of passes after which the whole drawing is enlarged.
const MAX_PASSES: usize = 60;

/// The factor by which it is then enlarged.
const ENLARGEMENT: f64 = 1.08;

/// What two frames that overlap have to do to be apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// They are rectangles: they move along the axis where they overlap less.
    Box,
    /// They are discs as wide as the frame: they move along the line through their centers. So dots in a crowd do not
    /// line up in rows and columns.
    Dot,
}

/// Returns frames around the given points, moved so that any two shapes in them are at least `gap` apart.
pub fn remove_overlaps(points: &[Point], sizes: &[Size], shape: Shape, gap: f64) -> Vec<Frame> {
    let mut frames = frames(points, sizes, gap);
    while !(0..MAX_PASSES).any(|_| !push_apart(&mut frames, shape)) {
        for frame in &mut frames {
            frame.center = frame.center.times(ENLARGEMENT);
        }
    }
    for (frame, size) in frames.iter_mut().zip(sizes) {
        frame.size = *size;
    }
    frames
}

/// Returns the number of shapes that are less than `gap` from another one.
pub fn crowded(points: &[Point], sizes: &[Size], shape: Shape, gap: f64) -> usize {
    let frames = frames(points, sizes, gap);
    let mut is_crowded = vec![false; frames.len()];
    for_pairs(&mut frames.clone(), |frames, one, other| {
        if separation(&frames[one], &frames[other], shape).is_some() {
            (is_crowded[one], is_crowded[other]) = (true, true);
        }
    });
    is_crowded.iter().filter(|it| **it).count()
}

/// Frames are compared with half a gap on every side, plus a margin for rounding errors.
fn frames(points: &[Point], sizes: &[Size], gap: f64) -> Vec<Frame> {
    let with_gap = |size: &Size| Size { width: size.width + gap + 0.01, height: size.height + gap + 0.01 };
    points.iter().zip(sizes).map(|(center, size)| Frame { center: *center, size: with_gap(size) }).collect()
}

/// Moves each of two overlapping shapes by half of the overlap. Returns whether any shapes overlapped.
fn push_apart(frames: &mut [Frame], shape: Shape) -> bool {
    let mut found = false;
    for_pairs(frames, |frames, one, other| {
        if let Some(by) = separation(&frames[one], &frames[other], shape) {
            found = true;
            frames[one].center = frames[one].center.plus(by.times(-0.5));
            frames[other].center = frames[other].center.plus(by.times(0.5));
        }
    });
    found
}

/// Returns by how much the second shape must move to be apart from the first; `None` if it is.
fn separation(one: &Frame, other: &Frame, shape: Shape) -> Option<Point> {
    let (x, y) = (other.center.x - one.center.x, other.center.y - one.center.y);
    let width = (one.size.width + other.size.width) / 2.0;
    let height = (one.size.height + other.size.height) / 2.0;
    if x.abs() >= width || y.abs() >= height {
        return None;
    }
    if shape == Shape::Dot {
        let distance = (x * x + y * y).sqrt();
        let missing = width - distance + 2e-3;
        return match distance {
            _ if distance >= width => None,
            0.0 => Some(Point { x: missing, y: 0.0 }),
            _ => Some(Point { x, y }.times(missing / distance)),
        };
    }
    // Boxes at the same position are separated by their order.
    let away = |offset: f64, missing: f64| if offset >= 0.0 { missing } else { -missing };
    let (across, down) = (width - x.abs() + 2e-3, height - y.abs() + 2e-3);
    Some(match across < down {
        true => Point { x: away(x, across), y: 0.0 },
        false => Point { x: 0.0, y: away(y, down) },
    })
}

/// Calls a function for every pair of frames that may overlap, in a fixed order.
fn for_pairs(frames: &mut [Frame], mut visit: impl FnMut(&mut [Frame], usize, usize)) {
    // A grid with cells as large as the largest frame, so that frames overlap only those in adjacent cells.
    let width = frames.iter().map(|frame| frame.size.width).fold(1.0, f64::max);
    let height = frames.iter().map(|frame| frame.size.height).fold(1.0, f64::max);
    let cell = |frame: &Frame| ((frame.center.y / height).floor() as i64, (frame.center.x / width).floor() as i64);
    let mut cells: Vec<((i64, i64), usize)> = frames.iter().map(cell).zip(0..).collect();
    cells.sort_unstable();
    // The frames of the row below, from the cell to the left.
    let mut below = 0;
    for (number, ((row, column), one)) in cells.iter().enumerate() {
        let right = cells[number + 1..].iter().take_while(|(at, _)| *at <= (*row, column + 1));
        right.for_each(|(_, other)| visit(frames, *one, *other));
        while cells.get(below).is_some_and(|(at, _)| *at < (row + 1, column - 1)) {
            below += 1;
        }
        let next_row = cells[below..].iter().take_while(|(at, _)| *at <= (row + 1, column + 1));
        next_row.for_each(|(_, other)| visit(frames, *one, *other));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(points: &[Point], sizes: &[Size], gap: f64) {
        let frames = remove_overlaps(points, sizes, Shape::Box, gap);
        for (left, a) in frames.iter().enumerate() {
            for b in &frames[left + 1..] {
                let across = (a.center.x - b.center.x).abs() - (a.size.width + b.size.width) / 2.0;
                let down = (a.center.y - b.center.y).abs() - (a.size.height + b.size.height) / 2.0;
                assert!(across >= gap || down >= gap, "{a:?} {b:?}");
            }
        }
        let centers: Vec<Point> = frames.iter().map(|frame| frame.center).collect();
        assert_eq!(crowded(&centers, sizes, Shape::Box, gap - 0.02), 0);
        let dots: Vec<Size> = sizes.iter().map(|size| Size { width: size.width, height: size.width }).collect();
        let frames = remove_overlaps(points, &dots, Shape::Dot, gap);
        for (left, a) in frames.iter().enumerate() {
            for b in &frames[left + 1..] {
                let (x, y) = (a.center.x - b.center.x, a.center.y - b.center.y);
                let distance = (x * x + y * y).sqrt() - (a.size.width + b.size.width) / 2.0;
                assert!(distance >= gap, "{a:?} {b:?}");
            }
        }
    }

    #[test]
    fn shapes_do_not_overlap() {
        let size = |width, height| Size { width, height };
        let point = |x, y| Point { x, y };
        check(&[point(0.0, 0.0); 30], &[size(100.0, 20.0); 30], 8.0);
        check(&[point(0.0, 0.0), point(3.0, 1.0)], &[size(10.0, 10.0), size(400.0, 300.0)], 0.0);
        let spread: Vec<Point> = (0..400).map(|it| point(f64::from(it * 37 % 101), f64::from(it * 53 % 97))).collect();
        let sizes: Vec<Size> = (0..400).map(|it| size(20.0 + f64::from(it % 7) * 15.0, 18.0)).collect();
        check(&spread, &sizes, 4.0);
    }

    #[test]
    fn shapes_without_overlap_are_not_moved() {
        let points = [Point { x: 0.0, y: 0.0 }, Point { x: 50.0, y: 0.0 }];
        for shape in [Shape::Box, Shape::Dot] {
            let frames = remove_overlaps(&points, &[Size { width: 10.0, height: 10.0 }; 2], shape, 4.0);
            assert_eq!([frames[0].center, frames[1].center], points);
        }
    }

    #[test]
    fn crowded_shapes_are_counted() {
        let points = [0.0, 9.0, 30.0].map(|x| Point { x, y: x });
        let sizes = [Size { width: 10.0, height: 10.0 }; 3];
        let count = |shape, gap| crowded(&points, &sizes, shape, gap);
        assert_eq!([count(Shape::Box, 0.0), count(Shape::Dot, 0.0)], [2, 0]);
        assert_eq!([count(Shape::Dot, 3.0), count(Shape::Dot, 20.0)], [2, 3]);
    }
}
