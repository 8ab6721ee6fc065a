//! Members of a group without edges: they are stacked, and laid out as one box.

use super::diagram::{Card, Diagram, Drawing, Fit, Line};
use crate::render::graph::layout::geometry::{Frame, Point, Size};

/// The distance between the columns of a stack.
const GAP: f64 = 12.0;

/// The number of boxes above each other.
const MAX_COLUMN: usize = 8;

/// A diagram in which the members of each group that have no edges are one box.
pub struct Stacked {
    pub diagram: Diagram,
    /// By node of the original: its node in the diagram, and its place in a stack, from the upper left corner.
    places: Vec<(usize, Option<Frame>)>,
}

/// Stacks the members of groups that have no edges, if a group has several.
pub fn stack(diagram: &Diagram) -> Stacked {
    let mut has_edge = vec![false; diagram.nodes.len()];
    diagram.lines.iter().for_each(|line| (has_edge[line.source], has_edge[line.target]) = (true, true));
    let mut lone: Vec<Vec<usize>> = vec![Vec::new(); diagram.groups.len()];
    for (node, card) in diagram.nodes.iter().enumerate().filter(|(node, _)| !has_edge[*node]) {
        card.group.into_iter().for_each(|group| lone[group].push(node));
    }
    let is_stacked =
        |node: usize| !has_edge[node] && diagram.nodes[node].group.is_some_and(|group| lone[group].len() > 1);
    let mut stacked = Stacked {
        diagram: Diagram {
            groups: diagram.groups.clone(),
            gap: diagram.gap,
            has_tables: diagram.has_tables,
            ..Diagram::default()
        },
        places: vec![(usize::MAX, None); diagram.nodes.len()],
    };
    for (node, card) in diagram.nodes.iter().enumerate().filter(|(node, _)| !is_stacked(*node)) {
        stacked.places[node] = (stacked.diagram.nodes.len(), None);
        stacked.diagram.nodes.push(card.clone());
    }
    for (group, members) in lone.iter().enumerate().filter(|(_, members)| members.len() > 1) {
        stacked.add(diagram, group, members);
    }
    for line in &diagram.lines {
        let [source, target] = [line.source, line.target].map(|node| stacked.places[node].0);
        stacked.diagram.lines.push(Line { source, target, ..line.clone() });
    }
    stacked
}

impl Stacked {
    fn add(&mut self, diagram: &Diagram, group: usize, members: &[usize]) {
        let columns = members.len().div_ceil(MAX_COLUMN);
        let length = members.len().div_ceil(columns);
        let (mut left, mut height) = (0.0, 0.0_f64);
        for column in members.chunks(length) {
            let width = column.iter().map(|node| diagram.nodes[*node].size.width).fold(0.0, f64::max);
            let mut top = 0.0;
            for node in column {
                let Card { size, fit, .. } = diagram.nodes[*node];
                let size = Size { width: if fit == Fit::Free { width } else { size.width }, ..size };
                let center = Point { x: left + width / 2.0, y: top + size.height / 2.0 };
                self.places[*node] = (self.diagram.nodes.len(), Some(Frame { center, size }));
                top += size.height + diagram.gap / 2.0;
            }
            (left, height) = (left + width + GAP, height.max(top - diagram.gap / 2.0));
        }
        let size = Size { width: left - GAP, height };
        self.diagram.nodes.push(Card { size, fit: Fit::Fixed, group: Some(group), column: None });
    }

    /// Returns the drawing of the original diagram.
    pub fn unstack(&self, drawing: Drawing) -> Drawing {
        let place = |(node, place): &(usize, Option<Frame>)| {
            let outer = drawing.nodes[*node];
            place.map_or(outer, |inner| Frame {
                center: Point { x: outer.left() + inner.center.x, y: outer.top() + inner.center.y },
                ..inner
            })
        };
        Drawing { nodes: self.places.iter().map(place).collect(), ..drawing }
    }
}
