//! Nodes as dots, with their names below unless there are many.

use std::io;

use quick_xml::events::BytesText;
use vaultdex_query::graph::{GraphView, Node};

use super::number::decimal;
use super::paint::{self, Paint};
use crate::render::graph::format::Options;
use crate::render::graph::label;
use crate::render::graph::layout::{Frame, Size};
use crate::render::graph::xml::{Xml, legal, linked};

/// The font size of a node's name.
const FONT_SIZE: f64 = 13.0;

/// The maximum number of characters of a name; its title has all of them.
pub(super) const MAX_NAME_CHARS: usize = 32;

/// The number of dots above which only some have a name, which is drawn over the others.
const MAX_NAMED_DOTS: usize = 300;

/// Whether dots are drawn without their names.
pub(super) fn are_nameless(view: &GraphView) -> bool {
    view.nodes.len() > MAX_NAMED_DOTS
}

/// Returns the size of a dot with its name, if each has one.
pub(super) fn size(view: &GraphView, node: &Node) -> Size {
    let name = label::approximate_width(&label::display_within(&node.label, MAX_NAME_CHARS), FONT_SIZE);
    let dot = 2.0 * radius(node);
    if are_nameless(view) {
        return Size { width: dot, height: dot };
    }
    Size { width: dot.max(name), height: dot + FONT_SIZE + 4.0 }
}

/// Returns the radius of the dot of a node, which grows with its degree.
pub(super) fn radius(node: &Node) -> f64 {
    (4.0 + 1.6 * ((node.in_degree + node.out_degree) as f64).sqrt()).min(20.0)
}

/// Draws a node, with a link to its note if links are wanted.
pub(super) fn draw_node(
    writer: &mut Xml,
    name: &str,
    node: &Node,
    frame: &Frame,
    is_named: bool,
    options: &Options,
) -> io::Result<()> {
    let draw = |writer: &mut Xml| -> io::Result<()> {
        let group = writer.create_element("g").with_attributes([
            ("class", "node"),
            ("data-name", &*legal(name)),
            ("data-kind", node.kind.name()),
        ]);
        group.write_inner_content(|writer| draw_dot(writer, node, frame, is_named))?;
        Ok(())
    };
    linked(writer, options.link(node.path.as_deref()), draw)
}

/// Writes the full name and the path, which are shown on hover.
pub(super) fn write_title(writer: &mut Xml, node: &Node) -> io::Result<()> {
    let title = match &node.path {
        Some(path) => format!("{} ({path})", node.label),
        None => node.label.clone(),
    };
    writer.create_element("title").write_text_content(BytesText::new(&legal(&title)))?;
    Ok(())
}

fn draw_dot(writer: &mut Xml, node: &Node, frame: &Frame, is_named: bool) -> io::Result<()> {
    let radius = radius(node);
    let Paint { class, fill, stroke, is_dashed } = Paint::of_node(node);
    write_title(writer, node)?;
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
    if !is_named {
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
