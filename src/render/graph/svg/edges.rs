//! The edges between dots: straight lines, and the definitions of the arrow heads.

use std::io;

use vaultdex_query::graph::{Edge, EdgeKind, GraphView};

use super::nodes::radius;
use super::number::decimal;
use super::paint::LINE;
use crate::render::graph::layout::{Arranged, Frame, Point};
use crate::render::graph::xml::{Xml, legal};
use crate::render::graph::{colors, names};

/// Writes the definitions of the arrow heads: one for each color, because not every renderer supports inheriting the
/// color of the line. Between dots, where many edges meet, they are small and as faint as the lines.
pub fn write_arrow_heads(writer: &mut Xml, is_flow: bool) -> io::Result<()> {
    let (size, opacity) = if is_flow { ("9", "1") } else { ("6", "0.7") };
    let styles = colors::STATUSES.iter().map(|(name, style)| (*name, style.color)).filter(|_| is_flow);
    writer.create_element("defs").write_inner_content(|writer| {
        for (name, color) in [("plain", LINE)].into_iter().chain(styles) {
            let marker = writer.create_element("marker").with_attributes([
                ("id", &*format!("head-{name}")),
                ("viewBox", "0 0 8 8"),
                ("refX", "7.4"),
                ("refY", "4"),
                ("markerWidth", size),
                ("markerHeight", size),
                ("markerUnits", "userSpaceOnUse"),
                ("orient", "auto-start-reverse"),
            ]);
            marker.write_inner_content(|writer| {
                writer
                    .create_element("path")
                    .with_attributes([("d", "M0 0.5 8 4 0 7.5z"), ("fill", color), ("fill-opacity", opacity)])
                    .write_empty()?;
                Ok(())
            })?;
        }
        Ok(())
    })?;
    Ok(())
}

/// Draws every edge.
pub fn draw(writer: &mut Xml, view: &GraphView, arranged: &Arranged) -> io::Result<()> {
    let names = names::of_nodes(view);
    for (position, edge) in view.edges.iter().enumerate() {
        let group = writer.create_element("g").with_attributes([
            ("class", "edge"),
            ("id", &*format!("e{position}")),
            ("data-from", &*legal(&names[edge.source])),
            ("data-to", &*legal(&names[edge.target])),
        ]);
        group.write_inner_content(|writer| draw_line(writer, view, arranged, edge))?;
    }
    Ok(())
}

fn draw_line(writer: &mut Xml, view: &GraphView, arranged: &Arranged, edge: &Edge) -> io::Result<()> {
    let line = line(view, edge, &arranged.nodes[edge.source], &arranged.nodes[edge.target]);
    let mut path = writer.create_element("path").with_attributes([
        ("d", &*line),
        ("fill", "none"),
        ("stroke", LINE),
        ("stroke-width", "1"),
        ("stroke-opacity", "0.55"),
    ]);
    if edge.embeds > 0 && edge.embeds == edge.count {
        path = path.with_attribute(("stroke-dasharray", "5 3"));
    }
    if edge.kind != EdgeKind::Tag {
        path = path.with_attribute(("marker-end", "url(#head-plain)"));
    }
    path.write_empty()?;
    Ok(())
}

/// Returns the straight line between two dots, or a loop above a dot for an edge to itself.
fn line(view: &GraphView, edge: &Edge, from: &Frame, to: &Frame) -> String {
    let shown = |point: Point| format!("{} {}", decimal(point.x), decimal(point.y));
    let (source_radius, target_radius) = (radius(&view.nodes[edge.source]), radius(&view.nodes[edge.target]));
    let center = |frame: &Frame, radius: f64| Point { x: frame.center.x, y: frame.top() + radius };
    let (a, d) = (center(from, source_radius), center(to, target_radius));
    if edge.source == edge.target {
        let top = a.y - source_radius;
        let half_width = source_radius + 8.0;
        let [left, right] = [-1.0, 1.0].map(|side| Point { x: a.x + side * half_width, y: top - 16.0 });
        let [start, end] =
            [-0.6, 0.6].map(|side| Point { x: a.x + source_radius * side, y: a.y - source_radius * 0.8 });
        return format!("M{}C{} {} {}", shown(start), shown(left), shown(right), shown(end));
    }
    let (x, y) = (d.x - a.x, d.y - a.y);
    let length = (x * x + y * y).sqrt().max(1e-9);
    let (x, y) = (x / length, y / length);
    let a = Point { x: a.x + x * source_radius, y: a.y + y * source_radius };
    let d = Point { x: d.x - x * (target_radius + 1.0), y: d.y - y * (target_radius + 1.0) };
    format!("M{}L{}", shown(a), shown(d))
}
