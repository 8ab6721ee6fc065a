//! The nodes of the picture: a dot, with its name below unless there are many, or a box with its name in it.

use std::io;

use quick_xml::events::BytesText;
use vaultdex_query::graph::{GraphView, Node, NodeKind};

use super::number::decimal;
use super::paint::{self, Paint};
use crate::render::graph::format::Options;
use crate::render::graph::label;
use crate::render::graph::layout::{Frame, Size};
use crate::render::graph::xml::{Xml, legal};
use crate::render::uri;

/// The font size of a node's name.
const FONT_SIZE: f64 = 13.0;

/// The maximum number of characters of a name; its title has all of them.
pub(super) const MAX_NAME_CHARS: usize = 32;

/// The number of dots above which only some have a name, which is drawn over the others.
const MAX_NAMED_DOTS: usize = 300;

/// Whether nodes are drawn without their names.
pub(super) fn are_nameless(view: &GraphView) -> bool {
    view.view == "links" && view.nodes.len() > MAX_NAMED_DOTS
}

/// Returns the size of a node including its name, if each node has one.
pub(super) fn size(view: &GraphView, node: &Node) -> Size {
    let name = label::approximate_width(&label::display_within(&node.label, MAX_NAME_CHARS), FONT_SIZE);
    match view.view {
        "links" => {
            let dot = 2.0 * radius(node);
            if are_nameless(view) {
                return Size { width: dot, height: dot };
            }
            Size { width: dot.max(name * 0.9), height: dot + FONT_SIZE + 4.0 }
        }
        "lineage" => Size { width: name + 24.0, height: ports_height(node, 26.0) },
        _ => Size { width: name.max(60.0) + 32.0, height: ports_height(node, 40.0) },
    }
}

/// Returns the height of a box whose edges are distinguishable on each side.
fn ports_height(node: &Node, min_height: f64) -> f64 {
    let ports = node.in_degree.max(node.out_degree).min(16) as f64;
    min_height.max(ports * 13.0 + 8.0)
}

/// Returns the radius of the dot of a node, which grows with its degree.
pub(super) fn radius(node: &Node) -> f64 {
    (4.0 + 1.6 * ((node.in_degree + node.out_degree) as f64).sqrt()).min(20.0)
}

/// Draws a node, with a link to its note if links are wanted.
pub(super) fn draw_node(
    writer: &mut Xml,
    view: &GraphView,
    node: &Node,
    frame: &Frame,
    options: &Options,
) -> io::Result<()> {
    let uri = match (&options.links_uri, &node.path) {
        (Some(vault), Some(path)) => Some(uri::open_in_obsidian(vault, path)),
        _ => None,
    };
    let shape = |writer: &mut Xml| match view.view {
        "links" => draw_dot(writer, view, node, frame),
        _ => draw_box(writer, node, frame),
    };
    match uri {
        Some(uri) => {
            let link = writer.create_element("a").with_attribute(("href", &*uri));
            link.write_inner_content(shape)?;
        }
        None => {
            writer.create_element("g").write_inner_content(shape)?;
        }
    }
    Ok(())
}

/// Writes the full name and the path, which are shown on hover.
fn draw_title(writer: &mut Xml, node: &Node) -> io::Result<()> {
    let title = match &node.path {
        Some(path) => format!("{} ({path})", node.label),
        None => node.label.clone(),
    };
    writer.create_element("title").write_text_content(BytesText::new(&legal(&title)))?;
    Ok(())
}

fn draw_dot(writer: &mut Xml, view: &GraphView, node: &Node, frame: &Frame) -> io::Result<()> {
    let radius = radius(node);
    let Paint { class, fill, stroke, is_dashed } = Paint::of_node(node);
    draw_title(writer, node)?;
    let mut dot = writer.create_element("circle").with_attributes([
        ("class", class),
        ("cx", &*decimal(frame.center.x)),
        ("cy", &*decimal(frame.top() + radius)),
        ("r", &*decimal(radius)),
        ("fill", &*fill),
        ("stroke", &*stroke),
    ]);
    if is_dashed {
        dot = dot.with_attribute(("stroke-dasharray", "3 2"));
    }
    dot.write_empty()?;
    if are_nameless(view) {
        return Ok(());
    }
    let text = writer.create_element("text").with_attributes([
        ("class", "name halo"),
        ("x", &*decimal(frame.center.x)),
        ("y", &*decimal(frame.bottom() - 4.0)),
        ("font-size", "11.5"),
        ("text-anchor", "middle"),
        ("fill", paint::TEXT),
        ("stroke", paint::BACKGROUND),
        ("stroke-width", "3"),
        ("paint-order", "stroke"),
    ]);
    text.write_text_content(BytesText::new(&legal(&label::display_within(&node.label, MAX_NAME_CHARS))))?;
    Ok(())
}

fn draw_box(writer: &mut Xml, node: &Node, frame: &Frame) -> io::Result<()> {
    let Paint { class, fill, stroke, is_dashed } = Paint::of_node(node);
    draw_title(writer, node)?;
    let corner_radius = if node.kind == NodeKind::Integration { frame.size.height / 2.0 } else { 6.0 };
    let mut rect = writer.create_element("rect").with_attributes([
        ("class", class),
        ("x", &*decimal(frame.left())),
        ("y", &*decimal(frame.top())),
        ("width", &*decimal(frame.size.width)),
        ("height", &*decimal(frame.size.height)),
        ("rx", &*decimal(corner_radius.min(20.0))),
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
        ("x", &*decimal(frame.center.x)),
        ("y", &*decimal(frame.center.y + FONT_SIZE * 0.35)),
        ("font-size", &*decimal(FONT_SIZE)),
        ("text-anchor", "middle"),
        ("fill", paint::TEXT),
    ]);
    text.write_text_content(BytesText::new(&legal(&label::display_within(&node.label, MAX_NAME_CHARS))))?;
    Ok(())
}
