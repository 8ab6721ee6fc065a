//! The edges between dots: straight lines. Where there are many, they are so faint that dense parts stay visible as such.

use std::io;

use vaultdex_query::graph::{Edge, EdgeKind, GraphView};

use super::nodes::{are_nameless, radius};
use super::number::decimal;
use super::paint::LINE;
use crate::render::graph::colors;
use crate::render::graph::layout::{Arranged, Frame, Point};
use crate::render::graph::xml::{Xml, legal};

/// The number of edges above which they have no arrow heads, which would cover the dots.
const MAX_ARROWS: usize = 3000;

/// The opacity of a line if there are few.
const OPACITY: f64 = 0.55;

/// The number of lines from which they are fainter.
const FEW_LINES: f64 = 500.0;

/// The lowest opacity.
const MIN_OPACITY: f64 = 0.1;

/// The opacity of a line between two classes, in a large drawing, relative to that of one within a class.
const BETWEEN_CLASSES: f64 = 0.35;

/// Draws every edge. Between dots of the same class, it has their color; between others, it is fainter in a large drawing.
pub fn draw(writer: &mut Xml, view: &GraphView, names: &[String], arranged: &Arranged) -> io::Result<()> {
    let count = view.edges.len() as f64;
    let opacity = (OPACITY * (FEW_LINES / count.max(FEW_LINES)).sqrt()).max(MIN_OPACITY);
    let between = format!("{:.2}", opacity * BETWEEN_CLASSES);
    let has_faint = are_nameless(view) && !view.classes.is_empty();
    let group = writer.create_element("g").with_attributes([
        ("fill", "none"),
        ("stroke", LINE),
        ("stroke-opacity", &*format!("{opacity:.2}")),
    ]);
    group.write_inner_content(|writer| {
        for (position, edge) in view.edges.iter().enumerate() {
            let group = writer.create_element("g").with_attributes([
                ("class", "edge"),
                ("id", &*format!("e{position}")),
                ("data-from", &*legal(&names[edge.source])),
                ("data-to", &*legal(&names[edge.target])),
            ]);
            let is_between = view.nodes[edge.source].class != view.nodes[edge.target].class;
            let faint = Some(&*between).filter(|_| has_faint && is_between);
            group.write_inner_content(|writer| draw_line(writer, view, arranged, edge, faint))?;
        }
        Ok(())
    })?;
    Ok(())
}

/// Draws an edge; `faint` is the opacity of one that is fainter than the others.
fn draw_line(
    writer: &mut Xml,
    view: &GraphView,
    arranged: &Arranged,
    edge: &Edge,
    faint: Option<&str>,
) -> io::Result<()> {
    let (source, target) = (&view.nodes[edge.source], &view.nodes[edge.target]);
    let ends = [(edge.source, radius(source)), (edge.target, radius(target))];
    let [from, to] = ends.map(|(node, radius)| (center(&arranged.nodes[node], radius), radius));
    let line = if edge.source == edge.target { loop_above(from) } else { straight(from, to) };
    let mut path = writer.create_element("path").with_attribute(("d", &*line));
    if let Some(class) = source.class.filter(|class| target.class == Some(*class)) {
        path = path.with_attribute(("stroke", &*colors::hex(class)));
    }
    if let Some(opacity) = faint {
        path = path.with_attribute(("stroke-opacity", opacity));
    }
    if edge.only_embeds() {
        path = path.with_attribute(("stroke-dasharray", "5 3"));
    }
    if edge.kind != EdgeKind::Tag && view.edges.len() <= MAX_ARROWS {
        path = path.with_attribute(("marker-end", "url(#head-plain)"));
    }
    path.write_empty()?;
    Ok(())
}

/// Returns the center of the dot in the box of a node, which may have a name below.
pub(super) fn center(frame: &Frame, radius: f64) -> Point {
    Point { x: frame.center.x, y: frame.top() + radius }
}

/// Returns the line from the edge of one dot to that of another, each given by its center and radius.
fn straight((from, from_radius): (Point, f64), (to, to_radius): (Point, f64)) -> String {
    let (x, y) = (to.x - from.x, to.y - from.y);
    let length = (x * x + y * y).sqrt().max(1e-9);
    let (x, y) = (x / length, y / length);
    let end = to_radius + 1.0;
    let ends = [from.x + x * from_radius, from.y + y * from_radius, to.x - x * end, to.y - y * end].map(decimal);
    format!("M{} {}L{} {}", ends[0], ends[1], ends[2], ends[3])
}

/// Returns a loop above a dot.
fn loop_above((center, radius): (Point, f64)) -> String {
    let (top, foot) = (center.y - radius - 16.0, center.y - radius * 0.8);
    let [left, right] = [-1.0, 1.0].map(|side| {
        let [foot_x, bend_x] = [radius * 0.6, radius + 8.0].map(|by| decimal(center.x + side * by));
        (format!("{foot_x} {}", decimal(foot)), format!("{bend_x} {}", decimal(top)))
    });
    format!("M{}C{} {} {}", left.0, left.1, right.1, right.0)
}

#[cfg(test)]
mod tests {
    use vaultdex_query::graph::{Node, NodeKind};

    use super::super::FORMAT;
    use super::*;
    use crate::render::graph::test_graphs::render_to_string;

    #[test]
    fn lines_between_classes_of_a_large_graph_are_fainter() {
        let check = |count: usize, classes: usize, expected: usize| {
            let class = |node: usize| (classes > 0).then(|| node * classes / count);
            let node = |number| Node { class: class(number), ..Node::new(NodeKind::Note, format!("{number:04}")) };
            let edges = (1..count).map(|node| Edge::new(EdgeKind::Link, node - 1, node)).collect();
            let view = GraphView::new("links", "V", false, (0..count).map(node).collect(), edges);
            let view = GraphView { classes: vec!["x".to_owned(); classes], ..view };
            let picture = render_to_string(&FORMAT.parts[0], &view);
            // One is that of the group of all lines.
            assert_eq!(picture.matches("stroke-opacity").count() - 1, expected, "{count} {classes}");
        };
        check(400, 4, 3);
        check(400, 0, 0);
        check(300, 4, 0);
    }

    #[test]
    fn lines_end_at_the_dots() {
        let point = |x, y| Point { x, y };
        assert_eq!(straight((point(0.0, 0.0), 5.0), (point(30.0, 40.0), 9.0)), "M3 4L24 32");
        assert_eq!(straight((point(0.0, 0.0), 5.0), (point(0.0, 0.0), 5.0)), "M0 0L0 0");
        assert_eq!(loop_above((point(0.0, 0.0), 5.0)), "M-3 -4C-13 -21 13 -21 3 -4");
    }
}
