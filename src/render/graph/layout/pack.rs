//! Blocks beside each other, such as the connected parts of a graph: the largest at the upper left, the others in rows
//! to the right of it and below.

use super::geometry::{Frame, Point, Size};

/// The width over height that a drawing should have: that of a screen or a page on its side.
const ASPECT: f64 = 1.5;

/// Returns the positions of blocks with the given sizes, at least `gap` apart. The first is at the upper left; the
/// others fill the space to the right of it and below in rows, the highest ones first.
pub fn pack(sizes: &[Size], gap: f64) -> Vec<Frame> {
    let mut order: Vec<usize> = (1..sizes.len()).collect();
    order.sort_by(|left, right| sizes[*right].height.total_cmp(&sizes[*left].height));
    let widest = sizes.iter().map(|size| size.width).fold(0.0, f64::max);
    let whole: f64 = sizes.iter().map(|size| size.width + gap).sum();
    // The narrowest drawing has the largest block alone at the top, the widest has one row.
    let (mut best, mut best_extent) = (Vec::new(), f64::MAX);
    let mut width = widest;
    loop {
        let (frames, height) = packed(sizes, &order, width, gap);
        let extent = (width / ASPECT).max(height);
        if extent < best_extent {
            (best, best_extent) = (frames, extent);
        }
        if width > whole {
            return best;
        }
        width = width * 1.05 + gap;
    }
}

/// Returns the blocks in a drawing of the given width, and its height.
fn packed(sizes: &[Size], order: &[usize], width: f64, gap: f64) -> (Vec<Frame>, f64) {
    let mut frames: Vec<Frame> = sizes.iter().map(|size| Frame { center: Point::default(), size: *size }).collect();
    let Some(first) = sizes.first().copied() else { return (frames, 0.0) };
    frames[0].center = Point { x: first.width / 2.0, y: first.height / 2.0 };
    let beside = Point { x: first.width + gap, y: 0.0 };
    let (left, _) = rows(&mut frames, order, beside, width - beside.x, first.height, gap);
    let below = Point { x: 0.0, y: first.height + gap };
    let (_, bottom) = rows(&mut frames, &left, below, width, f64::MAX, gap);
    (frames, bottom.max(first.height))
}

/// Places blocks in rows within a width and height. Returns those that do not fit, and the lower edge of the others.
pub fn rows(
    frames: &mut [Frame],
    order: &[usize],
    corner: Point,
    width: f64,
    height: f64,
    gap: f64,
) -> (Vec<usize>, f64) {
    let (mut x, mut top, mut bottom) = (0.0, 0.0, 0.0_f64);
    let mut left = Vec::new();
    for at in order {
        let size = frames[*at].size;
        let (begin, above) = if x > 0.0 && x + size.width > width { (0.0, bottom + gap) } else { (x, top) };
        if begin + size.width > width || above + size.height > height {
            left.push(*at);
            continue;
        }
        (x, top) = (begin + size.width + gap, above);
        bottom = bottom.max(top + size.height);
        frames[*at].center = Point { x: corner.x + begin + size.width / 2.0, y: corner.y + top + size.height / 2.0 };
    }
    (left, corner.y + bottom)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::graph::layout::geometry::bounding_box;

    fn check(sizes: &[(f64, f64)], expected: (f64, f64)) {
        let sizes: Vec<Size> = sizes.iter().map(|(width, height)| Size { width: *width, height: *height }).collect();
        let frames = pack(&sizes, 10.0);
        assert!(frames.iter().map(|frame| frame.size).eq(sizes.iter().copied()));
        for (number, a) in frames.iter().enumerate() {
            for b in &frames[number + 1..] {
                let across = (a.center.x - b.center.x).abs() - (a.size.width + b.size.width) / 2.0;
                let down = (a.center.y - b.center.y).abs() - (a.size.height + b.size.height) / 2.0;
                assert!(across > 9.999 || down > 9.999, "{a:?} {b:?}");
            }
        }
        let outline = bounding_box(&frames);
        assert_eq!((outline.size.width, outline.size.height), expected, "{frames:?}");
        assert!(frames.is_empty() || outline.left().abs() + outline.top().abs() < 1e-9);
    }

    #[test]
    fn blocks_are_beside_and_below_the_first() {
        check(&[], (0.0, 0.0));
        check(&[(30.0, 20.0)], (30.0, 20.0));
        // A column beside a high block, a row below a wide one.
        check(&[(100.0, 100.0), (40.0, 40.0), (40.0, 40.0)], (150.0, 100.0));
        check(&[(200.0, 80.0), (60.0, 30.0), (60.0, 20.0)], (200.0, 120.0));
    }

    #[test]
    fn equal_blocks_form_a_block_that_is_wider_than_high() {
        let sizes = vec![Size { width: 20.0, height: 20.0 }; 100];
        let Size { width, height } = bounding_box(&pack(&sizes, 10.0)).size;
        assert!(width > height && width < 2.0 * height, "{width} {height}");
    }
}
