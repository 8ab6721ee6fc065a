//! The edges of the picture: straight between dots, in curves between boxes that stand in columns.

use std::io;

use quick_xml::events::BytesText;
use vaultdex_query::graph::{Edge, EdgeKind, GraphView};

use super::paint::LINE;
use super::{Xml, figure, paint, radius};
use crate::render::graph::layout::{Arranged, Frame, Point, Size};
use crate::render::graph::xml::legal;
use crate::render::graph::{colors, label};

/// How high the letters of a label are.
const LETTERS: f64 = 10.5;

/// Arrow heads: one a colour, as not every program lets them take that of their line. Between dots, where many meet at
/// one, they are small and as faint as their lines.
pub fn heads(writer: &mut Xml, is_layered: bool) -> io::Result<()> {
    let (size, density) = if is_layered { ("8", "1") } else { ("6", "0.7") };
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
                    .with_attributes([("d", "M0 0.5 8 4 0 7.5z"), ("fill", color), ("fill-opacity", density)])
                    .write_empty()?;
                Ok(())
            })?;
        }
        Ok(())
    })?;
    Ok(())
}

/// Every edge, without its label.
pub fn draw(writer: &mut Xml, view: &GraphView, arranged: &Arranged) -> io::Result<()> {
    let ports = ports(view, arranged);
    for (position, edge) in view.edges.iter().enumerate() {
        let style = edge.status().and_then(colors::of_status);
        let course = course(view, arranged, &ports, position);
        let head = style.and(edge.status()).unwrap_or("plain");
        let mut path = writer.create_element("path").with_attributes([
            ("class", "edge"),
            ("d", &*course.path()),
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
    }
    Ok(())
}

/// What stands on the edges, above all else that is drawn but for what is `taken`.
pub fn draw_labels(writer: &mut Xml, view: &GraphView, arranged: &Arranged, mut taken: Vec<Frame>) -> io::Result<()> {
    let ports = ports(view, arranged);
    for (position, edge) in view.edges.iter().enumerate() {
        let Some(said) = edge.label() else { continue };
        let text = label::cut(said, 30);
        let size = Size { width: label::width(&text, LETTERS) + 4.0, height: LETTERS + 1.5 };
        let course = course(view, arranged, &ports, position);
        let place = free_place(&course, size, &taken, arranged.is_layered);
        let frame = Frame { middle: place, size };
        taken.push(frame);
        // A ground of its own: lines behind it would run through its blanks.
        let ground =
            [("x", frame.left()), ("y", frame.top()), ("width", size.width), ("height", size.height), ("rx", 3.0)];
        let rect = writer.create_element("rect").with_attributes([("class", "ground"), ("fill", paint::GROUND)]);
        ground.into_iter().fold(rect, |it, (key, value)| it.with_attribute((key, &*figure(value)))).write_empty()?;
        let element = writer.create_element("text").with_attributes([
            ("class", "quiet"),
            ("x", &*figure(place.x)),
            ("y", &*figure(place.y + 3.5)),
            ("font-size", &*figure(LETTERS)),
            ("text-anchor", "middle"),
            ("fill", paint::QUIET),
        ]);
        element.write_text_content(BytesText::new(&legal(&text)))?;
    }
    Ok(())
}

/// The first place along an edge where a label covers nothing; where there is none, the one where it covers least.
/// Between columns that is where the edge begins, before many come together, else in its middle.
fn free_place(course: &Course, size: Size, taken: &[Frame], is_layered: bool) -> Point {
    let covered = |middle: Point| {
        let own = Frame { middle, size };
        let both = |frame: &Frame| {
            let across = own.right().min(frame.right()) - own.left().max(frame.left());
            let down = own.bottom().min(frame.bottom()) - own.top().max(frame.top());
            across.max(0.0) * down.max(0.0)
        };
        taken.iter().map(both).sum::<f64>()
    };
    let parts = (0..33).map(|step| match is_layered {
        true => 0.04 + f64::from(step) * 0.028,
        // 0.5, then by turns before and behind it.
        false => 0.5 + f64::from((step + 1) / 2) * if step % 2 == 0 { 0.025 } else { -0.025 },
    });
    let mut best = (f64::MAX, Point::default());
    for part in parts {
        let place = course.at(part);
        let cover = covered(place);
        if cover < best.0 {
            best = (cover, place);
        }
        if cover == 0.0 {
            break;
        }
    }
    best.1
}

/// A line from one point to another, bent by two more.
struct Course([Point; 4]);

impl Course {
    fn path(&self) -> String {
        let [a, b, c, d] = self.0.map(|point| format!("{} {}", figure(point.x), figure(point.y)));
        match self.is_straight() {
            true => format!("M{a}L{d}"),
            false => format!("M{a}C{b} {c} {d}"),
        }
    }

    fn is_straight(&self) -> bool {
        self.0[0] == self.0[1] && self.0[2] == self.0[3]
    }

    fn at(&self, part: f64) -> Point {
        let [a, b, c, d] = self.0;
        let rest = 1.0 - part;
        let weights = [rest * rest * rest, 3.0 * rest * rest * part, 3.0 * rest * part * part, part * part * part];
        let sum =
            |axis: fn(&Point) -> f64| [a, b, c, d].iter().zip(weights).map(|(it, weight)| axis(it) * weight).sum();
        Point { x: sum(|point| point.x), y: sum(|point| point.y) }
    }
}

/// Where on its boxes each edge begins and ends, from the middle of their sides; only where boxes stand in columns.
type Ports = Vec<(f64, f64)>;

/// Which side of its box an end of an edge is on.
fn is_right(own: &Frame, other: &Frame, begins: bool) -> bool {
    if other.left() >= own.right() {
        true
    } else if other.right() <= own.left() {
        false
    } else {
        begins || other.middle.x != own.middle.x
    }
}

fn ports(view: &GraphView, arranged: &Arranged) -> Ports {
    let mut ports = vec![(0.0, 0.0); view.edges.len()];
    if !arranged.is_layered {
        return ports;
    }
    // By node and side: the edges there, by the height of their other end.
    let mut sides: Vec<Vec<(f64, usize, bool)>> = vec![Vec::new(); view.nodes.len() * 2];
    for (position, edge) in view.edges.iter().enumerate() {
        let (from, to) = (&arranged.nodes[edge.source], &arranged.nodes[edge.target]);
        let (begins, ends) = (is_right(from, to, true), is_right(to, from, true));
        sides[edge.source * 2 + usize::from(begins)].push((to.middle.y, position, true));
        sides[edge.target * 2 + usize::from(ends)].push((from.middle.y, position, false));
    }
    for (side, ends) in sides.iter_mut().enumerate() {
        ends.sort_by(|left, right| left.0.total_cmp(&right.0).then((left.1, left.2).cmp(&(right.1, right.2))));
        let room = (arranged.nodes[side / 2].size.height - 12.0).max(0.0);
        let step = (room / ends.len().max(1) as f64).min(18.0);
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

fn course(view: &GraphView, arranged: &Arranged, ports: &Ports, position: usize) -> Course {
    let edge = &view.edges[position];
    let (from, to) = (&arranged.nodes[edge.source], &arranged.nodes[edge.target]);
    if !arranged.is_layered {
        return straight(view, edge, from, to);
    }
    let (begins, ends) = (is_right(from, to, true), is_right(to, from, true));
    let side = |frame: &Frame, right: bool, offset: f64| Point {
        x: if right { frame.right() } else { frame.left() },
        y: frame.middle.y + offset,
    };
    let (a, d) = (side(from, begins, ports[position].0), side(to, ends, ports[position].1));
    let bend = ((d.x - a.x).abs() * 0.45).clamp(48.0, 220.0);
    let away = |point: Point, right: bool| Point { x: point.x + if right { bend } else { -bend }, y: point.y };
    Course([a, away(a, begins), away(d, ends), d])
}

/// From dot to dot; a dot's edge to itself is a loop above it.
fn straight(view: &GraphView, edge: &Edge, from: &Frame, to: &Frame) -> Course {
    let (before, behind) = (radius(&view.nodes[edge.source]), radius(&view.nodes[edge.target]));
    let middle = |frame: &Frame, radius: f64| Point { x: frame.middle.x, y: frame.top() + radius };
    let (a, d) = (middle(from, before), middle(to, behind));
    if edge.source == edge.target {
        let top = a.y - before;
        let wide = before + 8.0;
        let [left, right] = [-1.0, 1.0].map(|side| Point { x: a.x + side * wide, y: top - 16.0 });
        return Course([
            Point { x: a.x - before * 0.6, y: a.y - before * 0.8 },
            left,
            right,
            Point { x: a.x + before * 0.6, y: a.y - before * 0.8 },
        ]);
    }
    let (x, y) = (d.x - a.x, d.y - a.y);
    let length = (x * x + y * y).sqrt().max(1e-9);
    let (x, y) = (x / length, y / length);
    let a = Point { x: a.x + x * before, y: a.y + y * before };
    let d = Point { x: d.x - x * (behind + 1.0), y: d.y - y * (behind + 1.0) };
    Course([a, a, d, d])
}
