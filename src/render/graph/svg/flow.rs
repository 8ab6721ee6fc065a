//! A view with a direction of flow: boxes in columns, and lines around them with their labels.

use std::io;

use quick_xml::events::BytesText;
use vaultdex_query::graph::{Edge, GraphView, Node, NodeKind};

use super::nodes::write_title;
use super::number::decimal;
use super::paint::{self, LINE, Paint, is_value};
use crate::render::graph::format::Options;
use crate::render::graph::layout::{Frame, Point, Route};
use crate::render::graph::scene::{
    FONT_RESERVE, GROUP_FONT, LABEL_FONT, Label, MAX_NAME_CHARS, NAME_FONT, OWNER_HEIGHT, Scene, owner_of,
};
use crate::render::graph::xml::{Xml, legal, linked};
use crate::render::graph::{colors, label, names, titles};

/// Draws groups, lines, labels and boxes, in this order.
pub fn draw(writer: &mut Xml, view: &GraphView, scene: &Scene, options: &Options) -> io::Result<()> {
    let names = names::of_nodes(view);
    for (position, frame) in scene.drawing.groups.iter().enumerate().filter(|(_, frame)| frame.size.width > 0.0) {
        draw_group(writer, view, position, frame)?;
    }
    for (position, edge) in view.edges.iter().enumerate() {
        draw_edge(writer, view, &names, position, edge, &scene.drawing.routes[position], options)?;
    }
    for (position, label) in scene.labels.iter().enumerate() {
        if let (Some(label), Some(frame)) = (label, &scene.drawing.routes[position].label) {
            let is_in_group = scene.drawing.groups.iter().any(|group| group.holds(frame.center));
            draw_label(writer, position, view.edges[position].drawn_status(), label, frame, is_in_group)?;
        }
    }
    for (position, node) in view.nodes.iter().enumerate() {
        draw_box(writer, &names[position], node, &scene.drawing.nodes[position], options)?;
    }
    Ok(())
}

fn draw_group(writer: &mut Xml, view: &GraphView, position: usize, frame: &Frame) -> io::Result<()> {
    let path = view.group_names(position).join(" › ");
    let group = writer.create_element("g").with_attributes([("class", "group"), ("data-name", &*legal(&path))]);
    group.write_inner_content(|writer| {
        let rect = writer.create_element("rect").with_attributes([
            ("x", &*decimal(frame.left())),
            ("y", &*decimal(frame.top())),
            ("width", &*decimal(frame.size.width)),
            ("height", &*decimal(frame.size.height)),
            ("rx", "10"),
            ("fill", paint::GROUP),
            ("stroke", paint::GROUP_LINE),
        ]);
        rect.write_empty()?;
        let text = writer.create_element("text").with_attributes([
            ("class", "quiet"),
            ("x", &*decimal(frame.left() + 14.0)),
            ("y", &*decimal(frame.top() + 19.0)),
            ("font-size", &*decimal(GROUP_FONT)),
            ("font-weight", "600"),
            ("fill", paint::QUIET),
        ]);
        text.write_text_content(BytesText::new(&legal(&label::display(&view.groups[position].name))))?;
        Ok(())
    })?;
    Ok(())
}

fn draw_edge(
    writer: &mut Xml,
    view: &GraphView,
    names: &[String],
    position: usize,
    edge: &Edge,
    route: &Route,
    options: &Options,
) -> io::Result<()> {
    let ids: Vec<String> = edge.records().iter().map(|record| names::id_of(record.integration.short_name())).collect();
    let style = edge.drawn_status().and_then(colors::of_status);
    let plain_width = if edge.is_further() { paint::FURTHER_WIDTH } else { "1.6" };
    let draw = |writer: &mut Xml| -> io::Result<()> {
        let mut group = writer.create_element("g").with_attributes([
            ("class", if edge.is_further() { "edge further" } else { "edge" }),
            ("id", &*format!("e{position}")),
            ("data-from", &*legal(&names[edge.source])),
            ("data-to", &*legal(&names[edge.target])),
            ("data-ids", &*legal(&ids.join(" "))),
        ]);
        if let Some(status) = edge.status() {
            group = group.with_attribute(("data-status", &*legal(status)));
        }
        group.write_inner_content(|writer| {
            if let Some(title) = titles::of_edge(view, edge) {
                let lines: Vec<_> = title.lines().map(legal).collect();
                writer.create_element("title").write_text_content(BytesText::new(&lines.join("\n")))?;
            }
            let head = style.and(edge.drawn_status()).unwrap_or("plain");
            let mut path = writer.create_element("path").with_attributes([
                ("d", &*path_data(&route.points)),
                ("fill", "none"),
                ("stroke", style.map_or(LINE, |style| style.color)),
                ("stroke-width", style.map_or(plain_width, |style| style.width)),
                ("marker-end", &*format!("url(#head-{head})")),
            ]);
            if edge.is_two_way() {
                path = path.with_attribute(("marker-start", &*format!("url(#head-{head})")));
            }
            if let Some(dashes) = colors::dashes(edge) {
                path = path.with_attribute(("stroke-dasharray", dashes));
            }
            path.write_empty()?;
            Ok(())
        })?;
        Ok(())
    };
    linked(writer, options.link(edge.path()), draw)
}

/// Returns the data of a path of cubic curves; those that are level are lines.
fn path_data(points: &[Point]) -> String {
    let point = |point: &Point| format!("{} {}", decimal(point.x), decimal(point.y));
    let Some((start, curves)) = points.split_first() else { return String::new() };
    let mut data = format!("M{}", point(start));
    let mut from = start;
    for curve in curves.chunks_exact(3) {
        match curve.iter().all(|it| it.y == from.y) {
            true => data.push_str(&format!("L{}", point(&curve[2]))),
            false => data.push_str(&format!("C{} {} {}", point(&curve[0]), point(&curve[1]), point(&curve[2]))),
        }
        from = &curve[2];
    }
    data
}

fn draw_label(
    writer: &mut Xml,
    edge: usize,
    status: Option<&str>,
    label: &Label,
    frame: &Frame,
    is_in_group: bool,
) -> io::Result<()> {
    // The layout has room for a wider font; the line ends shortly before the text.
    let width = ((frame.size.width - 6.0) / FONT_RESERVE * 1.1 + 8.0).min(frame.size.width);
    let (class, fill) = if is_in_group { ("within", paint::GROUP) } else { ("ground", paint::BACKGROUND) };
    let group = writer.create_element("g").with_attributes([("class", "label"), ("data-edge", &*format!("e{edge}"))]);
    group.write_inner_content(|writer| {
        // A background keeps the line from showing through the text.
        let rect = writer.create_element("rect").with_attributes([
            ("class", class),
            ("x", &*decimal(frame.center.x - width / 2.0)),
            ("y", &*decimal(frame.top())),
            ("width", &*decimal(width)),
            ("height", &*decimal(frame.size.height)),
            ("rx", "3"),
            ("fill", fill),
        ]);
        rect.write_empty()?;
        let text = writer.create_element("text").with_attributes([
            ("class", "quiet"),
            ("x", &*decimal(frame.center.x)),
            ("y", &*decimal(frame.center.y + 3.5)),
            ("font-size", &*decimal(LABEL_FONT)),
            ("text-anchor", "middle"),
            ("fill", paint::QUIET),
        ]);
        text.write_inner_content(|writer| {
            writer.create_element("tspan").write_text_content(BytesText::new(&legal(&label.text)))?;
            if let Some(words) = &label.status {
                let color = status.and_then(colors::of_status).map_or(paint::QUIET, |style| style.color);
                let word = writer.create_element("tspan").with_attributes([
                    ("class", "status"),
                    ("dx", "5"),
                    ("font-style", "italic"),
                    ("fill", color),
                ]);
                word.write_text_content(BytesText::new(&legal(words)))?;
            }
            Ok(())
        })?;
        Ok(())
    })?;
    Ok(())
}

fn draw_box(writer: &mut Xml, name: &str, node: &Node, frame: &Frame, options: &Options) -> io::Result<()> {
    let Paint { class, fill, stroke, is_dashed } = Paint::of_node(node);
    let draw = |writer: &mut Xml| -> io::Result<()> {
        let mut group = writer.create_element("g").with_attributes([
            ("class", "node"),
            ("data-name", &*legal(name)),
            ("data-kind", node.kind.name()),
        ]);
        if let Some(status) = &node.status {
            group = group.with_attribute(("data-status", &*legal(status)));
        }
        group.write_inner_content(|writer| {
            write_title(writer, node)?;
            let radius = if node.kind == NodeKind::Integration { (frame.size.height / 2.0).min(17.0) } else { 6.0 };
            let mut rect = writer.create_element("rect").with_attributes([
                ("class", class),
                ("x", &*decimal(frame.left())),
                ("y", &*decimal(frame.top())),
                ("width", &*decimal(frame.size.width)),
                ("height", &*decimal(frame.size.height)),
                ("rx", &*decimal(radius)),
                ("fill", &*fill),
                ("stroke", &*stroke),
                ("stroke-width", "1.5"),
            ]);
            if is_dashed {
                rect = rect.with_attribute(("stroke-dasharray", "5 3"));
            }
            rect.write_empty()?;
            // A value stands before the line that leads from it.
            let (x, anchor) = match node.kind {
                NodeKind::Field if is_value(node) => (frame.right() - 6.0, "end"),
                NodeKind::Field => (frame.left() + 10.0, "start"),
                _ => (frame.center.x, "middle"),
            };
            let owner = owner_of(node);
            let name_y = frame.center.y - if owner.is_some() { OWNER_HEIGHT / 2.0 } else { 0.0 };
            let text = writer.create_element("text").with_attributes([
                ("class", "name"),
                ("x", &*decimal(x)),
                ("y", &*decimal(name_y + NAME_FONT * 0.35)),
                ("font-size", &*decimal(NAME_FONT)),
                ("text-anchor", anchor),
                ("fill", paint::TEXT),
            ]);
            text.write_text_content(BytesText::new(&legal(&label::display_within(&node.label, MAX_NAME_CHARS))))?;
            if let Some(owner) = owner {
                draw_owner(writer, &owner, frame)?;
            }
            Ok(())
        })?;
        Ok(())
    };
    linked(writer, options.link(node.path.as_deref()), draw)
}

/// Draws the owner below the name in a box.
fn draw_owner(writer: &mut Xml, owner: &str, frame: &Frame) -> io::Result<()> {
    let text = writer.create_element("text").with_attributes([
        ("class", "quiet"),
        ("x", &*decimal(frame.center.x)),
        ("y", &*decimal(frame.center.y + OWNER_HEIGHT / 2.0 + LABEL_FONT * 0.6)),
        ("font-size", &*decimal(LABEL_FONT)),
        ("text-anchor", "middle"),
        ("fill", paint::QUIET),
    ]);
    text.write_text_content(BytesText::new(&legal(owner)))?;
    Ok(())
}
