//! Points, sizes and rectangles.

/// A position: x to the right, y down.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(in crate::render::graph) struct Point {
    pub x: f64,
    pub y: f64,
}

impl Point {
    /// Returns the point moved by a vector.
    pub fn plus(self, by: Point) -> Point {
        Point { x: self.x + by.x, y: self.y + by.y }
    }

    /// Returns the point as a vector that is `factor` times as long.
    pub fn times(self, factor: f64) -> Point {
        Point { x: self.x * factor, y: self.y * factor }
    }
}

/// A width and a height.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(in crate::render::graph) struct Size {
    pub width: f64,
    pub height: f64,
}

/// A rectangle, by its center and size.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(in crate::render::graph) struct Frame {
    pub center: Point,
    pub size: Size,
}

impl Frame {
    /// Returns the x coordinate of the left edge.
    pub fn left(&self) -> f64 {
        self.center.x - self.size.width / 2.0
    }

    /// Returns the x coordinate of the right edge.
    pub fn right(&self) -> f64 {
        self.center.x + self.size.width / 2.0
    }

    /// Returns the y coordinate of the upper edge.
    pub fn top(&self) -> f64 {
        self.center.y - self.size.height / 2.0
    }

    /// Whether a point is in the rectangle.
    pub fn holds(&self, point: Point) -> bool {
        (self.left()..=self.right()).contains(&point.x) && (self.top()..=self.bottom()).contains(&point.y)
    }

    /// Whether two rectangles have a point in common within their sides.
    pub fn meets(&self, other: &Frame) -> bool {
        (self.center.x - other.center.x).abs() < (self.size.width + other.size.width) / 2.0
            && (self.center.y - other.center.y).abs() < (self.size.height + other.size.height) / 2.0
    }

    /// Returns the y coordinate of the lower edge.
    pub fn bottom(&self) -> f64 {
        self.center.y + self.size.height / 2.0
    }
}

/// Returns the bounding box of rectangles; empty if there are none.
pub(in crate::render::graph) fn bounding_box<'a>(frames: impl IntoIterator<Item = &'a Frame>) -> Frame {
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
    Frame { center: Point { x: (sides.0 + sides.2) / 2.0, y: (sides.1 + sides.3) / 2.0 }, size }
}
