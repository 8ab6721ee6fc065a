//! The edges of the picture: straight lines between dots, curves between boxes in columns.

use std::io;

use quick_xml::events::BytesText;
use vaultdex_query::graph::{Edge, EdgeKind, GraphView};

use super::nodes::radius;
use super::number::decimal;
use super::paint::{self, LINE};
use crate::render::graph::format::Options;
use crate::render::graph::layout::{Arranged, Frame, Point, Size};
use crate::render::graph::xml::{Xml, legal};
use crate::render::graph::{colors, label, titles};
use crate::render::uri;

/// The font size of a label.
const FONT_SIZE: f64 = 10.5;

/// Writes the definitions of the arrow heads: one for each color, because not every renderer supports inheriting the
/// color of the line. Between dots, where many edges meet, they are small and as faint as the lines.
pub fn write_arrow_heads(writer: &mut Xml, is_layered: bool) -> io::Result<()> {
    let (size, opacity) = if is_layered { ("8", "1") } else { ("6", "0.7") };
    let styles = colors::STATUSES.iter().map(|(name, style)| (*name, style.color));
    writer.create_element("defs").write_inner_content(|writer| {
        for (name, color) in [("plain", LINE)].into_iter().chain(styles) {
            let marker = writer.create_element("marker").with_attributes([
                ("id", &*format!("head-{name}")),
                ("viewBox", "0 0 8 8"),
                ("refX", "7"),
                ("refY", "4"),
                ("markerWidth", size),
                ("markerHeight", size),
                ("markerUnits", "userSpaceOnUse"),
                ("orient", "auto"),
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

/// Draws every edge, without its label. One that represents an integration opens its note.
pub fn draw(writer: &mut Xml, view: &GraphView, arranged: &Arranged, options: &Options) -> io::Result<()> {
    let ports = ports(view, arranged);
    for (position, edge) in view.edges.iter().enumerate() {
        let (Some(title), Some((path, _))) = (titles::of_edge(view, edge), edge.place()) else {
            draw_line(writer, view, arranged, &ports, position)?;
            continue;
        };
        let draw = |writer: &mut Xml| {
            writer.create_element("title").write_text_content(BytesText::new(&legal(&title)))?;
            draw_line(writer, view, arranged, &ports, position)
        };
        match &options.links_uri {
            Some(vault) => {
                let uri = uri::open_in_obsidian(vault, path);
                writer.create_element("a").with_attribute(("href", &*uri)).write_inner_content(draw)?;
            }
            None => {
                writer.create_element("g").write_inner_content(draw)?;
            }
        }
    }
    Ok(())
}

/// Draws the line of an edge.
fn draw_line(
    writer: &mut Xml,
    view: &GraphView,
    arranged: &Arranged,
    ports: &Ports,
    position: usize,
) -> io::Result<()> {
    let edge = &view.edges[position];
    let style = edge.status().and_then(colors::of_status);
    let curve = curve(view, arranged, ports, position);
    let head = style.and(edge.status()).unwrap_or("plain");
    let mut path = writer.create_element("path").with_attributes([
        ("class", "edge"),
        ("d", &*curve.path()),
        ("fill", "none"),
        ("stroke", style.map_or(LINE, |style| style.color)),
        ("stroke-width", if arranged.is_layered { "1.6" } else { "1" }),
        ("stroke-opacity", if arranged.is_layered { "0.9" } else { "0.55" }),
    ]);
    let only_embeds = edge.embeds > 0 && edge.embeds == edge.count;
    if style.map_or(only_embeds, |style| style.is_dashed) {
        path = path.with_attribute(("stroke-dasharray", "5 3"));
    }
    if edge.kind != EdgeKind::Tag {
        path = path.with_attribute(("marker-end", &*format!("url(#head-{head})")));
    }
    path.write_empty()?;
    Ok(())
}

/// Draws the labels of edges where they do not cover the boxes in `taken`.
pub fn draw_labels(writer: &mut Xml, view: &GraphView, arranged: &Arranged, mut taken: Vec<Frame>) -> io::Result<()> {
    let ports = ports(view, arranged);
    for (position, edge) in view.edges.iter().enumerate() {
        let Some(label) = edge.label() else { continue };
        let text = label::display_within(label, 30);
        let size = Size { width: label::approximate_width(&text, FONT_SIZE) + 4.0, height: FONT_SIZE + 1.5 };
        let curve = curve(view, arranged, &ports, position);
        let position = free_position(&curve, size, &taken, arranged.is_layered);
        let frame = Frame { center: position, size };
        taken.push(frame);
        // A background keeps lines from showing through the spaces of the text.
        let background =
            [("x", frame.left()), ("y", frame.top()), ("width", size.width), ("height", size.height), ("rx", 3.0)];
        let rect = writer.create_element("rect").with_attributes([("class", "ground"), ("fill", paint::BACKGROUND)]);
        background
            .into_iter()
            .fold(rect, |it, (key, value)| it.with_attribute((key, &*decimal(value))))
            .write_empty()?;
        let element = writer.create_element("text").with_attributes([
            ("class", "quiet"),
            ("x", &*decimal(position.x)),
            ("y", &*decimal(position.y + 3.5)),
            ("font-size", &*decimal(FONT_SIZE)),
            ("text-anchor", "middle"),
            ("fill", paint::QUIET),
        ]);
        element.write_text_content(BytesText::new(&legal(&text)))?;
    }
    Ok(())
}

/// Returns the first position along an edge where a label covers nothing, or else the one where it covers least. In a
/// layered drawing the search begins near the source, where edges are still apart, otherwise in the middle.
fn free_position(curve: &Curve, size: Size, taken: &[Frame], is_layered: bool) -> Point {
    let covered = |center: Point| {
        let own = Frame { center, size };
        let overlap = |frame: &Frame| {
            let width = own.right().min(frame.right()) - own.left().max(frame.left());
            let height = own.bottom().min(frame.bottom()) - own.top().max(frame.top());
            width.max(0.0) * height.max(0.0)
        };
        taken.iter().map(overlap).sum::<f64>()
    };
    let fractions = (0..33).map(|step| match is_layered {
        true => 0.04 + f64::from(step) * 0.028,
        // The middle, then alternately before and after it.
        false => 0.5 + f64::from((step + 1) / 2) * if step % 2 == 0 { 0.025 } else { -0.025 },
    });
    let mut best = (f64::MAX, Point::default());
    for fraction in fractions {
        let position = curve.at(fraction);
        let cover = covered(position);
        if cover < best.0 {
            best = (cover, position);
        }
        if cover == 0.0 {
            break;
        }
    }
    best.1
}

/// A cubic Bézier curve.
struct Curve([Point; 4]);

impl Curve {
    fn path(&self) -> String {
        let [a, b, c, d] = self.0.map(|point| format!("{} {}", decimal(point.x), decimal(point.y)));
        match self.is_straight() {
            true => format!("M{a}L{d}"),
            false => format!("M{a}C{b} {c} {d}"),
        }
    }

    fn is_straight(&self) -> bool {
        self.0[0] == self.0[1] && self.0[2] == self.0[3]
    }

    fn at(&self, fraction: f64) -> Point {
        let [a, b, c, d] = self.0;
        let rest = 1.0 - fraction;
        let weights = [
            rest * rest * rest,
            3.0 * rest * rest * fraction,
            3.0 * rest * fraction * fraction,
            fraction * fraction * fraction,
        ];
        let sum =
            |axis: fn(&Point) -> f64| [a, b, c, d].iter().zip(weights).map(|(it, weight)| axis(it) * weight).sum();
        Point { x: sum(|point| point.x), y: sum(|point| point.y) }
    }
}

/// For each edge the vertical offsets of its ends from the middle of the sides of their boxes; 0 unless layered.
type Ports = Vec<(f64, f64)>;

/// Whether an end of an edge is on the right side of its box.
fn is_right(own: &Frame, other: &Frame, begins: bool) -> bool {
    if other.left() >= own.right() {
        true
    } else if other.right() <= own.left() {
        false
    } else {
        begins || other.center.x != own.center.x
    }
}

fn ports(view: &GraphView, arranged: &Arranged) -> Ports {
    let mut ports = vec![(0.0, 0.0); view.edges.len()];
    if !arranged.is_layered {
        return ports;
    }
    // The ends on each side of each node, sorted by the height of the other end.
    let mut sides: Vec<Vec<(f64, usize, bool)>> = vec![Vec::new(); view.nodes.len() * 2];
    for (position, edge) in view.edges.iter().enumerate() {
        let (from, to) = (&arranged.nodes[edge.source], &arranged.nodes[edge.target]);
        let (begins, ends) = (is_right(from, to, true), is_right(to, from, true));
        sides[edge.source * 2 + usize::from(begins)].push((to.center.y, position, true));
        sides[edge.target * 2 + usize::from(ends)].push((from.center.y, position, false));
    }
    for (side, ends) in sides.iter_mut().enumerate() {
        ends.sort_by(|left, right| left.0.total_cmp(&right.0).then((left.1, left.2).cmp(&(right.1, right.2))));
        let available = (arranged.nodes[side / 2].size.height - 12.0).max(0.0);
        let step = (available / ends.len().max(1) as f64).min(18.0);
        for (number, (_, position, begins)) in ends.iter().enumerate() {
            let offset = (number as f64 - (ends.len() as f64 - 1.0) / 2.0) * step;
            match begins {
                true => ports[*position].0 = offset,
                false => ports[*position].1 = offset,
            }
        }
    }
    ports
}

fn curve(view: &GraphView, arranged: &Arranged, ports: &Ports, position: usize) -> Curve {
    let edge = &view.edges[position];
    let (from, to) = (&arranged.nodes[edge.source], &arranged.nodes[edge.target]);
    if !arranged.is_layered {
        return straight(view, edge, from, to);
    }
    let (begins, ends) = (is_right(from, to, true), is_right(to, from, true));
    let side = |frame: &Frame, right: bool, offset: f64| Point {
        x: if right { frame.right() } else { frame.left() },
        y: frame.center.y + offset,
    };
    let (a, d) = (side(from, begins, ports[position].0), side(to, ends, ports[position].1));
    let bend = ((d.x - a.x).abs() * 0.45).clamp(48.0, 220.0);
    let away = |point: Point, right: bool| Point { x: point.x + if right { bend } else { -bend }, y: point.y };
    Curve([a, away(a, begins), away(d, ends), d])
}

/// Returns the straight line between two dots, or a loop above a dot for an edge to itself.
fn straight(view: &GraphView, edge: &Edge, from: &Frame, to: &Frame) -> Curve {
    let (source_radius, target_radius) = (radius(&view.nodes[edge.source]), radius(&view.nodes[edge.target]));
    let center = |frame: &Frame, radius: f64| Point { x: frame.center.x, y: frame.top() + radius };
    let (a, d) = (center(from, source_radius), center(to, target_radius));
    if edge.source == edge.target {
        let top = a.y - source_radius;
        let half_width = source_radius + 8.0;
        let [left, right] = [-1.0, 1.0].map(|side| Point { x: a.x + side * half_width, y: top - 16.0 });
        return Curve([
            Point { x: a.x - source_radius * 0.6, y: a.y - source_radius * 0.8 },
            left,
            right,
            Point { x: a.x + source_radius * 0.6, y: a.y - source_radius * 0.8 },
        ]);
    }
    let (x, y) = (d.x - a.x, d.y - a.y);
    let length = (x * x + y * y).sqrt().max(1e-9);
    let (x, y) = (x / length, y / length);
    let a = Point { x: a.x + x * source_radius, y: a.y + y * source_radius };
    let d = Point { x: d.x - x * (target_radius + 1.0), y: d.y - y * (target_radius + 1.0) };
    Curve([a, a, d, d])
}
