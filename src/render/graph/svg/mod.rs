//! The graph as an SVG picture with a finished layout, which follows the light or dark color scheme of the reader.

mod edges;
mod links;
mod names;
mod nodes;
mod number;
mod paint;

use std::collections::BTreeSet;
use std::io::{self, Write};

use nodes::{are_nameless, draw_node, size};
use number::decimal;
use paint::Paint;
use quick_xml::events::BytesText;
use vaultdex_query::graph::GraphView;

use super::format::{Failure, Format, Options, Part};
use super::layout::{Frame, Point, Size, align_widths, arrange};
use super::xml::{Xml, legal};
use super::{colors, label, xml};

pub(super) const FORMAT: Format = Format {
    name: "svg",
    endings: &["svg"],
    about: "An image for web pages, wikis and slides",
    parts: &[Part { name: "", render }],
};

/// The margin around the drawing.
const MARGIN: f64 = 28.0;

/// The height of a line of the legend.
const LEGEND_LINE: f64 = 22.0;

/// The width of a drawing of dots above which the legend grows with it.
const LEGEND_WIDTH: f64 = 1500.0;

fn render(view: &GraphView, options: &Options, out: &mut dyn Write) -> Result<(), Failure> {
    let sizes: Vec<Size> = view.nodes.iter().map(|node| size(view, node)).collect();
    let sizes = if view.view == "lineage" { align_widths(view, sizes) } else { sizes };
    let arranged = arrange(view, &sizes, 10.0);
    let legend = legend(view);
    // A large drawing of dots is seen reduced in size.
    let legend_scale = if arranged.is_layered { 1.0 } else { (arranged.size.width / LEGEND_WIDTH).max(1.0) };
    let width = (arranged.size.width + 2.0 * MARGIN).max(240.0);
    let height = arranged.size.height + 2.0 * MARGIN + legend.len() as f64 * LEGEND_LINE * legend_scale;
    let mut writer = xml::document(out)?;
    let root = writer.create_element("svg").with_attributes([
        ("xmlns", "http://www.w3.org/2000/svg"),
        ("width", &*decimal(width)),
        ("height", &*decimal(height)),
        ("viewBox", &*format!("{} {} {} {}", decimal(-MARGIN), decimal(-MARGIN), decimal(width), decimal(height))),
        ("font-family", "system-ui, 'Segoe UI', Helvetica, Arial, sans-serif"),
        ("role", "img"),
    ]);
    root.write_inner_content(|writer| {
        let title = format!("{} of {}", view.view, view.vault);
        writer.create_element("title").write_text_content(BytesText::new(&legal(&title)))?;
        writer.create_element("style").write_text_content(BytesText::new(paint::STYLE))?;
        edges::write_arrow_heads(writer, arranged.is_layered)?;
        let background =
            writer.create_element("rect").with_attributes([("class", "ground"), ("fill", paint::BACKGROUND)]);
        let bounds = [("x", -MARGIN), ("y", -MARGIN), ("width", width), ("height", height)];
        bounds
            .into_iter()
            .fold(background, |it, (key, value)| it.with_attribute((key, &*decimal(value))))
            .write_empty()?;
        for frame in &arranged.groups {
            draw_group(writer, frame)?;
        }
        match arranged.is_layered {
            true => edges::draw(writer, view, &arranged, options)?,
            false => links::draw(writer, view, &arranged)?,
        }
        // Labels must not cover the ends of edges.
        let with_margin =
            |frame: &Frame| Frame { size: Size { width: frame.size.width + 20.0, ..frame.size }, ..*frame };
        let mut taken: Vec<Frame> = arranged.nodes.iter().map(with_margin).collect();
        for (group, frame) in view.groups.iter().zip(&arranged.groups) {
            taken.push(draw_group_name(writer, &group.name, frame)?);
        }
        for (position, node) in view.nodes.iter().enumerate() {
            draw_node(writer, view, node, &arranged.nodes[position], options)?;
        }
        edges::draw_labels(writer, view, &arranged, taken)?;
        if are_nameless(view) {
            names::draw(writer, view, &arranged)?;
        }
        let top = decimal(arranged.size.height + MARGIN / 2.0);
        let transform = format!("translate(0 {top}) scale({legend_scale:.2})");
        writer.create_element("g").with_attribute(("transform", &*transform)).write_inner_content(|writer| {
            for (line, (paint, name)) in legend.iter().enumerate() {
                draw_legend(writer, paint.as_ref(), name, (line as f64 + 0.5) * LEGEND_LINE)?;
            }
            Ok(())
        })?;
        Ok(())
    })?;
    writer.into_inner().write_all(b"\n")?;
    Ok(())
}

fn draw_group(writer: &mut Xml, frame: &Frame) -> io::Result<()> {
    let rect = writer.create_element("rect").with_attributes([
        ("class", "group"),
        ("x", &*decimal(frame.left())),
        ("y", &*decimal(frame.top())),
        ("width", &*decimal(frame.size.width)),
        ("height", &*decimal(frame.size.height)),
        ("rx", "10"),
        ("fill", paint::GROUP),
        ("stroke", paint::GROUP_LINE),
    ]);
    rect.write_empty()?;
    Ok(())
}

/// Draws the name of a group, above the edges that cross the group. Returns the box of the name.
fn draw_group_name(writer: &mut Xml, name: &str, frame: &Frame) -> io::Result<Frame> {
    let name = label::display(name);
    let text = writer.create_element("text").with_attributes([
        ("class", "quiet around"),
        ("x", &*decimal(frame.left() + 14.0)),
        ("y", &*decimal(frame.top() + 22.0)),
        ("font-size", "12"),
        ("font-weight", "600"),
        ("fill", paint::QUIET),
        ("stroke", paint::GROUP),
        ("stroke-width", "4"),
        ("paint-order", "stroke"),
    ]);
    text.write_text_content(BytesText::new(&legal(&name)))?;
    let size = Size { width: label::approximate_width(&name, 13.0), height: 14.0 };
    Ok(Frame { center: Point { x: frame.left() + 14.0 + size.width / 2.0, y: frame.top() + 18.0 }, size })
}

/// Returns the lines of the legend: the classes of nodes, the statuses that edges have, and how many nodes are left out.
fn legend(view: &GraphView) -> Vec<(Option<Paint>, String)> {
    let classes = view.classes.iter().enumerate().map(|(class, name)| (Paint::of_class(class), name.clone()));
    let present: BTreeSet<&str> = view.edges.iter().filter_map(|edge| edge.status()).collect();
    let statuses = colors::STATUSES.iter().filter(|(name, _)| present.contains(name));
    let marked = classes.chain(statuses.map(|(name, style)| (Paint::of_edge(*style), (*name).to_owned())));
    let shown = view.nodes.len();
    let limit = (view.left_out > 0).then(|| {
        let (shown, all) = (label::grouped(shown), label::grouped(shown + view.left_out));
        (None, format!("{shown} of {all} nodes: those with the most edges"))
    });
    marked.map(|(paint, name)| (Some(paint), name)).chain(limit).collect()
}

fn draw_legend(writer: &mut Xml, paint: Option<&Paint>, name: &str, y: f64) -> io::Result<()> {
    if let Some(paint) = paint {
        draw_mark(writer, paint, y)?;
    }
    let text = writer.create_element("text").with_attributes([
        ("class", "quiet"),
        ("x", if paint.is_some() { "32" } else { "0" }),
        ("y", &*decimal(y + 4.0)),
        ("font-size", "12"),
        ("fill", paint::QUIET),
    ]);
    text.write_text_content(BytesText::new(&legal(&label::display(name))))?;
    Ok(())
}

fn draw_mark(writer: &mut Xml, paint: &Paint, y: f64) -> io::Result<()> {
    let mut mark = writer.create_element("line").with_attributes([
        ("x1", "0"),
        ("x2", "22"),
        ("y1", &*decimal(y)),
        ("y2", &*decimal(y)),
        ("stroke", &*paint.stroke),
        ("stroke-width", if paint.class == "class" { "10" } else { "2" }),
    ]);
    if paint.is_dashed {
        mark = mark.with_attribute(("stroke-dasharray", "5 3"));
    }
    mark.write_empty()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::graph::test_graphs::{landscape, render_to_string, small};

    #[test]
    fn picture_has_every_node_and_edge() {
        let check = |view: &GraphView, piece: &str, count: usize| {
            let picture = render_to_string(&FORMAT.parts[0], view);
            assert_eq!(picture.matches(piece).count(), count, "{piece}\n{picture}");
            assert_eq!(picture, render_to_string(&FORMAT.parts[0], view));
        };
        check(&small(), "<circle", 3);
        check(&small(), "<path class=\"edge\"", 2);
        check(&small(), "B &amp; C (a/B &amp; C.md)", 1);
        check(&small(), ">tag:x</text>", 1);
        check(&landscape(), "class=\"group\"", 1);
        check(&landscape(), ">INT-2 · daily</text>", 1);
        check(&landscape(), ">planned</text>", 1);
        check(&small(), "with the most edges", 0);
        check(&GraphView { left_out: 1997, ..small() }, ">3 of 2,000 nodes: those with the most edges</text>", 1);
    }
}
