//! The graph as a picture that needs no program to lay it out. Light and dark as the reader has it.

mod edges;
mod paint;

use std::collections::BTreeSet;
use std::io::{self, Write};

use paint::Paint;
use quick_xml::events::BytesText;
use vaultdex_query::graph::{GraphView, Node, NodeKind};

use super::layout::{Frame, Point, Size, arrange, as_rows};
use super::xml::{Writer, legal};
use super::{Failure, Format, Options, Part, colors, label, uri, xml};

pub(super) const FORMAT: Format =
    Format { name: "svg", about: "a picture for a page, a wiki or a slide", parts: &[Part { name: "", render }] };

type Xml<'a> = Writer<&'a mut dyn Write>;

/// Room around the drawing.
const MARGIN: f64 = 28.0;

/// A line of the legend.
const LEGEND: f64 = 22.0;

/// How high the letters of a node are.
const LETTERS: f64 = 13.0;

/// How many characters of a name are shown; the rest is in its title.
const LONGEST: usize = 32;

fn render(view: &GraphView, options: &Options, out: &mut dyn Write) -> Result<(), Failure> {
    let sizes: Vec<Size> = view.nodes.iter().map(|node| size(view, node)).collect();
    let sizes = if view.view == "lineage" { as_rows(view, sizes) } else { sizes };
    let arranged = arrange(view, &sizes, 10.0);
    let legend = legend(view);
    let width = (arranged.size.width + 2.0 * MARGIN).max(240.0);
    let height = arranged.size.height + 2.0 * MARGIN + legend.len() as f64 * LEGEND;
    let mut writer = xml::document(out)?;
    let root = writer.create_element("svg").with_attributes([
        ("xmlns", "http://www.w3.org/2000/svg"),
        ("width", &*figure(width)),
        ("height", &*figure(height)),
        ("viewBox", &*format!("{} {} {} {}", figure(-MARGIN), figure(-MARGIN), figure(width), figure(height))),
        ("font-family", "system-ui, 'Segoe UI', Helvetica, Arial, sans-serif"),
        ("role", "img"),
    ]);
    root.write_inner_content(|writer| {
        let title = format!("{} of {}", view.view, view.vault);
        writer.create_element("title").write_text_content(BytesText::new(&legal(&title)))?;
        writer.create_element("style").write_text_content(BytesText::new(paint::STYLE))?;
        edges::heads(writer, arranged.is_layered)?;
        let ground = writer.create_element("rect").with_attributes([("class", "ground"), ("fill", paint::GROUND)]);
        let place = [("x", -MARGIN), ("y", -MARGIN), ("width", width), ("height", height)];
        place.into_iter().fold(ground, |it, (key, value)| it.with_attribute((key, &*figure(value)))).write_empty()?;
        for frame in &arranged.groups {
            draw_group(writer, frame)?;
        }
        edges::draw(writer, view, &arranged)?;
        // Edges show where they begin and end, whatever is written on them.
        let with_ends = |frame: &Frame| Frame { size: Size { width: frame.size.width + 20.0, ..frame.size }, ..*frame };
        let mut taken: Vec<Frame> = arranged.nodes.iter().map(with_ends).collect();
        for (group, frame) in view.groups.iter().zip(&arranged.groups) {
            taken.push(draw_group_name(writer, &group.name, frame)?);
        }
        for (position, node) in view.nodes.iter().enumerate() {
            draw_node(writer, view, node, &arranged.nodes[position], options)?;
        }
        edges::draw_labels(writer, view, &arranged, taken)?;
        for (line, (paint, name)) in legend.iter().enumerate() {
            draw_legend(writer, paint, name, arranged.size.height + MARGIN / 2.0 + (line as f64 + 0.5) * LEGEND)?;
        }
        Ok(())
    })?;
    writer.into_inner().write_all(b"\n")?;
    Ok(())
}

/// A figure with one digit behind the point, as short as it goes.
fn figure(value: f64) -> String {
    let rounded = (value * 10.0).round() / 10.0;
    // No minus before a nought.
    format!("{}", if rounded == 0.0 { 0.0 } else { rounded })
}

/// How much room a node takes: a dot with its name below, or a box with its name in it.
fn size(view: &GraphView, node: &Node) -> Size {
    let name = label::width(&label::cut(&node.label, LONGEST), LETTERS);
    match view.view {
        "links" => {
            let dot = 2.0 * radius(node);
            Size { width: dot.max(name * 0.9), height: dot + LETTERS + 4.0 }
        }
        "lineage" => Size { width: name + 24.0, height: ports_height(node, 26.0) },
        _ => Size { width: name.max(60.0) + 32.0, height: ports_height(node, 40.0) },
    }
}

/// High enough for the edges of one side to be told apart.
fn ports_height(node: &Node, least: f64) -> f64 {
    let ports = node.in_degree.max(node.out_degree).min(16) as f64;
    least.max(ports * 13.0 + 8.0)
}

/// How large the dot of a node is.
fn radius(node: &Node) -> f64 {
    (4.0 + 1.6 * ((node.in_degree + node.out_degree) as f64).sqrt()).min(20.0)
}

fn draw_group(writer: &mut Xml, frame: &Frame) -> io::Result<()> {
    let rect = writer.create_element("rect").with_attributes([
        ("class", "group"),
        ("x", &*figure(frame.left())),
        ("y", &*figure(frame.top())),
        ("width", &*figure(frame.size.width)),
        ("height", &*figure(frame.size.height)),
        ("rx", "10"),
        ("fill", paint::GROUP),
        ("stroke", paint::GROUP_LINE),
    ]);
    rect.write_empty()?;
    Ok(())
}

/// Above the edges that cross its group. Where it stands.
fn draw_group_name(writer: &mut Xml, name: &str, frame: &Frame) -> io::Result<Frame> {
    let name = label::shown(name);
    let text = writer.create_element("text").with_attributes([
        ("class", "quiet around"),
        ("x", &*figure(frame.left() + 14.0)),
        ("y", &*figure(frame.top() + 22.0)),
        ("font-size", "12"),
        ("font-weight", "600"),
        ("fill", paint::QUIET),
        ("stroke", paint::GROUP),
        ("stroke-width", "4"),
        ("paint-order", "stroke"),
    ]);
    text.write_text_content(BytesText::new(&legal(&name)))?;
    let size = Size { width: label::width(&name, 13.0), height: 14.0 };
    Ok(Frame { middle: Point { x: frame.left() + 14.0 + size.width / 2.0, y: frame.top() + 18.0 }, size })
}

fn draw_node(writer: &mut Xml, view: &GraphView, node: &Node, frame: &Frame, options: &Options) -> io::Result<()> {
    let address = match (&options.links_uri, &node.path) {
        (Some(vault), Some(path)) => Some(uri::open(vault, path)),
        _ => None,
    };
    let shape = |writer: &mut Xml| match view.view {
        "links" => draw_dot(writer, node, frame),
        _ => draw_box(writer, node, frame),
    };
    match address {
        Some(address) => {
            let link = writer.create_element("a").with_attribute(("href", &*address));
            link.write_inner_content(shape)?;
        }
        None => {
            writer.create_element("g").write_inner_content(shape)?;
        }
    }
    Ok(())
}

/// The whole name, and where its file lies.
fn draw_title(writer: &mut Xml, node: &Node) -> io::Result<()> {
    let title = match &node.path {
        Some(path) => format!("{} ({path})", node.label),
        None => node.label.clone(),
    };
    writer.create_element("title").write_text_content(BytesText::new(&legal(&title)))?;
    Ok(())
}

fn draw_dot(writer: &mut Xml, node: &Node, frame: &Frame) -> io::Result<()> {
    let radius = radius(node);
    let Paint { class, fill, stroke, is_dashed } = Paint::of_node(node);
    draw_title(writer, node)?;
    let mut dot = writer.create_element("circle").with_attributes([
        ("class", class),
        ("cx", &*figure(frame.middle.x)),
        ("cy", &*figure(frame.top() + radius)),
        ("r", &*figure(radius)),
        ("fill", &*fill),
        ("stroke", &*stroke),
    ]);
    if is_dashed {
        dot = dot.with_attribute(("stroke-dasharray", "3 2"));
    }
    dot.write_empty()?;
    let text = writer.create_element("text").with_attributes([
        ("class", "name halo"),
        ("x", &*figure(frame.middle.x)),
        ("y", &*figure(frame.bottom() - 4.0)),
        ("font-size", "11.5"),
        ("text-anchor", "middle"),
        ("fill", paint::TEXT),
        ("stroke", paint::GROUND),
        ("stroke-width", "3"),
        ("paint-order", "stroke"),
    ]);
    text.write_text_content(BytesText::new(&legal(&label::cut(&node.label, LONGEST))))?;
    Ok(())
}

fn draw_box(writer: &mut Xml, node: &Node, frame: &Frame) -> io::Result<()> {
    let Paint { class, fill, stroke, is_dashed } = Paint::of_node(node);
    draw_title(writer, node)?;
    let round = if node.kind == NodeKind::Integration { frame.size.height / 2.0 } else { 6.0 };
    let mut rect = writer.create_element("rect").with_attributes([
        ("class", class),
        ("x", &*figure(frame.left())),
        ("y", &*figure(frame.top())),
        ("width", &*figure(frame.size.width)),
        ("height", &*figure(frame.size.height)),
        ("rx", &*figure(round.min(20.0))),
        ("fill", &*fill),
        ("stroke", &*stroke),
        ("stroke-width", "1.5"),
    ]);
    if is_dashed {
        rect = rect.with_attribute(("stroke-dasharray", "5 3"));
    }
    rect.write_empty()?;
    let text = writer.create_element("text").with_attributes([
        ("class", "name"),
        ("x", &*figure(frame.middle.x)),
        ("y", &*figure(frame.middle.y + LETTERS * 0.35)),
        ("font-size", &*figure(LETTERS)),
        ("text-anchor", "middle"),
        ("fill", paint::TEXT),
    ]);
    text.write_text_content(BytesText::new(&legal(&label::cut(&node.label, LONGEST))))?;
    Ok(())
}

/// What the colours mean: of nodes by class, of edges by status.
fn legend(view: &GraphView) -> Vec<(Paint, String)> {
    let classes = view.classes.iter().enumerate().map(|(class, name)| (Paint::of_class(class), name.clone()));
    let present: BTreeSet<&str> = view.edges.iter().filter_map(|edge| edge.status()).collect();
    let statuses = colors::STATUSES.iter().filter(|(name, _)| present.contains(name));
    classes.chain(statuses.map(|(name, style)| (Paint::of_edge(*style), (*name).to_owned()))).collect()
}

fn draw_legend(writer: &mut Xml, paint: &Paint, name: &str, y: f64) -> io::Result<()> {
    let mut mark = writer.create_element("line").with_attributes([
        ("x1", "0"),
        ("x2", "22"),
        ("y1", &*figure(y)),
        ("y2", &*figure(y)),
        ("stroke", &*paint.stroke),
        ("stroke-width", if paint.class == "class" { "10" } else { "2" }),
    ]);
    if paint.is_dashed {
        mark = mark.with_attribute(("stroke-dasharray", "5 3"));
    }
    mark.write_empty()?;
    let text = writer.create_element("text").with_attributes([
        ("class", "quiet"),
        ("x", "32"),
        ("y", &*figure(y + 4.0)),
        ("font-size", "12"),
        ("fill", paint::QUIET),
    ]);
    text.write_text_content(BytesText::new(&legal(&label::shown(name))))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::graph::tests::{landscape, small, written};

    #[test]
    fn it_is_a_picture_of_every_node_and_edge() {
        let check = |view: &GraphView, piece: &str, count: usize| {
            let picture = written(&FORMAT.parts[0], view);
            assert_eq!(picture.matches(piece).count(), count, "{piece}\n{picture}");
            assert_eq!(picture, written(&FORMAT.parts[0], view));
        };
        check(&small(), "<circle", 3);
        check(&small(), "<path class=\"edge\"", 2);
        check(&small(), "B &amp; C (a/B &amp; C.md)", 1);
        check(&small(), ">tag:x</text>", 1);
        check(&landscape(), "class=\"group\"", 1);
        check(&landscape(), ">INT-2 · daily</text>", 1);
        check(&landscape(), ">planned</text>", 1);
    }

    #[test]
    fn figures_are_short() {
        let check = |value: f64, expected: &str| assert_eq!(figure(value), expected);
        check(1.0, "1");
        check(1.25, "1.3");
        check(-0.01, "0");
        check(-12.34, "-12.3");
    }
}
