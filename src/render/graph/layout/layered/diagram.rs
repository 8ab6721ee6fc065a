//! What is laid out, and the result: boxes, lines and groups by position, without what they stand for.

use crate::render::graph::layout::geometry::{Frame, Point, Size, bounding_box};

/// The length of an arrow head.
pub const HEAD_LENGTH: f64 = 9.0;

/// The distance between the side of a group and what is in it.
pub const PADDING: f64 = 16.0;

/// The height of the name of a group.
pub const TITLE_HEIGHT: f64 = 20.0;

/// The room below a box for an edge from it to itself.
pub const LOOP_HEIGHT: f64 = 22.0;

/// A box to be placed.
#[derive(Debug, Clone)]
pub struct Card {
    /// Its smallest size.
    pub size: Size,
    /// What may be larger.
    pub fit: Fit,
    /// The innermost group that it is in.
    pub group: Option<usize>,
    /// The column that it has to be in, if all boxes of the diagram have one. No line may lead to another box of the column.
    pub column: Option<usize>,
}

/// Which sides of a box may be longer than its smallest size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fit {
    /// None: edges meet the box in the middle of a side.
    Fixed,
    /// It may be higher, so that edges meet it beside each other, and as wide as the widest box of its column.
    Free,
}

/// An edge to be drawn.
#[derive(Debug, Clone)]
pub struct Line {
    pub source: usize,
    pub target: usize,
    /// Whether it has a direction, in which it runs to the right if possible.
    pub is_one_way: bool,
    /// The size of its label.
    pub label: Option<Size>,
    /// The widths of longer forms of its label, the widest first, of which one is drawn where there happens to be room.
    pub longer_labels: Vec<f64>,
}

impl Line {
    /// Returns the size of the longest form of the label that fits into a width, or else of the shortest.
    pub fn label_within(&self, width: f64) -> Option<Size> {
        let shortest = self.label?;
        let fitting = self.longer_labels.iter().find(|longer| **longer <= width);
        Some(Size { width: fitting.copied().unwrap_or(shortest.width), ..shortest })
    }
}

/// A group, which is drawn as a box around its members.
#[derive(Debug, Clone)]
pub struct Cluster {
    pub parent: Option<usize>,
    pub title_width: f64,
}

/// What is to be drawn.
#[derive(Debug, Clone, Default)]
pub struct Diagram {
    pub nodes: Vec<Card>,
    pub lines: Vec<Line>,
    /// A parent precedes its children.
    pub groups: Vec<Cluster>,
    /// The distance between two boxes above each other.
    pub gap: f64,
    /// Whether groups without groups in them are tables: their boxes are close together, even if edges bend for it.
    pub has_tables: bool,
}

impl Diagram {
    /// Returns a group and the groups around it, outermost first.
    pub fn around(&self, group: Option<usize>) -> Vec<usize> {
        let mut around = Vec::new();
        let mut next = group;
        while let Some(group) = next {
            around.push(group);
            next = self.groups[group].parent;
        }
        around.reverse();
        around
    }

    /// Returns how many levels of groups are in a group.
    pub fn depth_below(&self, group: usize) -> usize {
        let inner = (0..self.groups.len()).filter(|inner| self.groups[*inner].parent == Some(group));
        inner.map(|inner| 1 + self.depth_below(inner)).max().unwrap_or(0)
    }

    /// Returns the edges from a node to itself.
    pub fn loops(&self, node: usize) -> impl Iterator<Item = usize> {
        let lines = self.lines.iter().enumerate();
        lines.filter(move |(_, line)| line.source == node && line.target == node).map(|(edge, _)| edge)
    }
}

/// A finished drawing. Nothing overlaps.
#[derive(Debug, Clone, Default)]
pub struct Drawing {
    /// The box of each node.
    pub nodes: Vec<Frame>,
    /// The box of each group; empty for one without nodes.
    pub groups: Vec<Frame>,
    /// The line of each edge.
    pub routes: Vec<Route>,
    /// The size of the whole.
    pub size: Size,
}

/// The line of an edge, from its source to its target.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Route {
    /// The start, then for each cubic Bézier curve its two control points and its end.
    pub points: Vec<Point>,
    /// The box of the label.
    pub label: Option<Frame>,
}

impl Drawing {
    /// Returns the box around everything in the drawing.
    pub fn outline(&self) -> Frame {
        let groups = self.groups.iter().filter(|frame| frame.size.width > 0.0);
        let labels = self.routes.iter().filter_map(|route| route.label.as_ref());
        let dot = |point: &Point| Frame { center: *point, size: Size::default() };
        let points: Vec<Frame> = self.routes.iter().flat_map(|route| route.points.iter().map(dot)).collect();
        bounding_box(self.nodes.iter().chain(groups).chain(labels).chain(&points))
    }
}
