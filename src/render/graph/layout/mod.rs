//! Where things stand in a drawing. Made from the graph alone and always the same: additions, multiplications and
//! roots give the same figures on every machine.

mod apart;
mod arrange;
mod force;
mod layers;
mod tree;

pub(super) use apart::apart;
pub(super) use arrange::{Arranged, arrange, arrange_by_forces, as_rows};
pub(super) use force::force;

/// A place in a drawing: x to the right, y down.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Point {
    pub x: f64,
    pub y: f64,
}

/// How much room a thing takes.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Size {
    pub width: f64,
    pub height: f64,
}

/// A box by its middle and its size.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Frame {
    pub middle: Point,
    pub size: Size,
}

impl Frame {
    /// The left edge.
    pub fn left(&self) -> f64 {
        self.middle.x - self.size.width / 2.0
    }

    /// The right edge.
    pub fn right(&self) -> f64 {
        self.middle.x + self.size.width / 2.0
    }

    /// The upper edge.
    pub fn top(&self) -> f64 {
        self.middle.y - self.size.height / 2.0
    }

    /// The lower edge.
    pub fn bottom(&self) -> f64 {
        self.middle.y + self.size.height / 2.0
    }
}

/// The box around all of them; of no size where there are none.
pub(super) fn around<'a>(frames: impl IntoIterator<Item = &'a Frame>) -> Frame {
    let mut frames = frames.into_iter();
    let Some(first) = frames.next() else { return Frame::default() };
    let mut sides = (first.left(), first.top(), first.right(), first.bottom());
    for frame in frames {
        sides.0 = sides.0.min(frame.left());
        sides.1 = sides.1.min(frame.top());
        sides.2 = sides.2.max(frame.right());
        sides.3 = sides.3.max(frame.bottom());
    }
    let size = Size { width: sides.2 - sides.0, height: sides.3 - sides.1 };
    Frame { middle: Point { x: (sides.0 + sides.2) / 2.0, y: (sides.1 + sides.3) / 2.0 }, size }
}
