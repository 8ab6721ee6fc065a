//! The graph as a drawing for draw.io: boxes in containers, with a finished layout, and lines that stay connected when
//! boxes are moved.

use std::io::{self, Write};

use vaultdex_query::graph::{Edge, EdgeKind, GraphView, Node, NodeKind};

use super::format::{Failure, Format, Options, Part};
use super::layout::{Frame, Point, Size, align_widths, arrange};
use super::xml::{Xml, legal};
use super::{colors, label, scene, titles, xml};

pub(super) const FORMAT: Format = Format {
    name: "drawio",
    endings: &["drawio"],
    about: "A drawing for draw.io (diagrams.net), also in Confluence and VS Code",
    is_bundled: true,
    has_history: false,
    parts: &[Part { name: "", render }],
};

/// The font size of a node's name, in pixels.
const FONT_SIZE: f64 = 12.0;

/// The maximum number of characters of a node's name; its tooltip has all of them.
const MAX_NAME_CHARS: usize = 40;

/// The height of a node, in pixels.
const HEIGHT: f64 = 40.0;

/// The minimum distance between nodes, in pixels.
const GAP: f64 = 20.0;

/// The height of a line of the legend, in pixels.
const LEGEND_LINE: f64 = 24.0;

/// The id of the layer that holds everything; draw.io expects it in the root cell, `0`.
const LAYER: &str = "1";

fn render(view: &GraphView, options: &Options, out: &mut dyn Write) -> Result<(), Failure> {
    let sizes: Vec<Size> = view.nodes.iter().map(size).collect();
    let sizes = if view.view == "lineage" { align_widths(view, sizes) } else { sizes };
    let arranged = arrange(view, &sizes, GAP);
    let mut writer = xml::document(out)?;
    let file = writer.create_element("mxfile").with_attribute(("host", "vaultdex"));
    file.write_inner_content(|writer| {
        let name = legal(&view.vault);
        let diagram = writer.create_element("diagram").with_attributes([("id", view.view), ("name", &*name)]);
        diagram.write_inner_content(|writer| {
            let model = writer.create_element("mxGraphModel");
            let model = model.with_attributes([("grid", "1"), ("gridSize", "10"), ("tooltips", "1"), ("page", "0")]);
            model.write_inner_content(|writer| {
                writer.create_element("root").write_inner_content(|writer| {
                    writer.create_element("mxCell").with_attribute(("id", "0")).write_empty()?;
                    let layer = writer.create_element("mxCell").with_attributes([("id", LAYER), ("parent", "0")]);
                    layer.write_empty()?;
                    write_groups(writer, view, &arranged.groups)?;
                    for (position, node) in view.nodes.iter().enumerate() {
                        let group = node.group.map(|group| (group, &arranged.groups[group]));
                        write_node(writer, options, position, node, &arranged.nodes[position], group)?;
                    }
                    for (position, edge) in view.edges.iter().enumerate() {
                        write_edge(writer, view, options, position, edge, scene::is_flow(view))?;
                    }
                    // Whole pixels: rounded coordinates of rows that touch could overlap.
                    write_legend(writer, view, (arranged.size.height + LEGEND_LINE).ceil())
                })?;
                Ok(())
            })?;
            Ok(())
        })?;
        Ok(())
    })?;
    writer.into_inner().write_all(b"\n")?;
    Ok(())
}

fn size(node: &Node) -> Size {
    let width = label::approximate_width(&label::display_within(&node.label, MAX_NAME_CHARS), FONT_SIZE);
    Size { width: (width + 28.0).max(80.0).ceil(), height: HEIGHT }
}

/// Writes the groups, each a container in its parent's. Parents precede their children.
fn write_groups(writer: &mut Xml, view: &GraphView, frames: &[Frame]) -> io::Result<()> {
    for (position, (group, frame)) in view.groups.iter().zip(frames).enumerate() {
        let name = label::display(&group.name);
        let style = "rounded=1;arcSize=2;container=1;collapsible=0;align=left;verticalAlign=top;spacingLeft=8;fontStyle=1;\
                     fontColor=#5f6b7a;fillColor=#f5f7fa;strokeColor=#d9e0e8;";
        let parent = group.parent.map(|parent| (parent, &frames[parent]));
        let cell = Cell { id: format!("g{position}"), text: &name, style, data: Vec::new() };
        cell.write(writer, &[("vertex", "1"), ("parent", &parent_id(parent))], |writer| {
            write_box(writer, frame, parent.map(|(_, frame)| frame))
        })?;
    }
    Ok(())
}

fn parent_id(group: Option<(usize, &Frame)>) -> String {
    group.map_or(LAYER.to_owned(), |(group, _)| format!("g{group}"))
}

fn write_node(
    writer: &mut Xml,
    options: &Options,
    position: usize,
    node: &Node,
    frame: &Frame,
    group: Option<(usize, &Frame)>,
) -> io::Result<()> {
    let shape = match node.kind {
        NodeKind::Integration => "rounded=1;arcSize=50;",
        NodeKind::Attachment => "shape=note;size=10;",
        NodeKind::Tag => "ellipse;",
        NodeKind::Canvas | NodeKind::Note | NodeKind::Unresolved | NodeKind::System | NodeKind::Field => {
            "rounded=1;arcSize=12;"
        }
    };
    let (fill, stroke) = match node.class {
        Some(class) => (colors::tint(class), colors::hex(class)),
        None => ("#ffffff".to_owned(), "#7b8794".to_owned()),
    };
    let dashed = if node.lacks_note() { "dashed=1;" } else { "" };
    let style = format!("{shape}{dashed}fillColor={fill};strokeColor={stroke};fontSize={FONT_SIZE};");
    let name = label::display_within(&node.label, MAX_NAME_CHARS);
    let title = match &node.path {
        Some(path) => Some(format!("{} ({path})", node.label)),
        None => (*name != *node.label).then(|| node.label.clone()),
    };
    let mut data = vec![("kind", node.kind.name().to_owned())];
    data.extend(node.status.as_deref().map(|status| ("status", status.to_owned())));
    data.extend(title.map(|title| ("tooltip", html(&title))));
    data.extend(options.link(node.path.as_deref()).map(|uri| ("link", uri)));
    let cell = Cell { id: format!("n{position}"), text: &name, style: &style, data };
    cell.write(writer, &[("vertex", "1"), ("parent", &parent_id(group))], |writer| {
        write_box(writer, frame, group.map(|(_, frame)| frame))
    })
}

fn write_edge(
    writer: &mut Xml,
    view: &GraphView,
    options: &Options,
    position: usize,
    edge: &Edge,
    is_layered: bool,
) -> io::Result<()> {
    let route = if is_layered { "edgeStyle=orthogonalEdgeStyle;rounded=1;" } else { "" };
    let heads = match edge.kind {
        EdgeKind::Tag => "endArrow=none;",
        _ if edge.is_two_way() => "startArrow=classic;endArrow=classic;",
        _ => "endArrow=classic;",
    };
    let line = match edge.status().and_then(colors::of_status) {
        Some(style) => line_style(style, colors::dashes(edge)),
        None => format!("strokeColor=#888888;{}", if edge.only_embeds() { "dashed=1;" } else { "" }),
    };
    let style = format!("{route}{heads}{line}fontSize=10;labelBackgroundColor=default;");
    let text = label::of_edge(edge).unwrap_or_default();
    let mut data = vec![("kind", edge.kind.name().to_owned())];
    data.extend(edge.status().map(|status| ("status", status.to_owned())));
    data.extend(titles::of_edge(view, edge).map(|title| ("tooltip", html(&title))));
    data.extend(options.link(edge.path()).map(|uri| ("link", uri)));
    let ends = [edge.source, edge.target].map(|node| format!("n{node}"));
    let ends = [("edge", "1"), ("parent", LAYER), ("source", &*ends[0]), ("target", &*ends[1])];
    let cell = Cell { id: format!("e{position}"), text: &text, style: &style, data };
    cell.write(writer, &ends, |writer| {
        writer.create_element("mxGeometry").with_attributes([("relative", "1"), ("as", "geometry")]).write_empty()?;
        Ok(())
    })
}

/// Returns the style of the line of a status.
fn line_style(style: colors::Style, dashes: Option<&str>) -> String {
    let dashes = dashes.map(|dashes| format!("dashed=1;dashPattern={dashes};")).unwrap_or_default();
    format!("strokeColor={};{dashes}strokeWidth={};", style.color, style.width)
}

/// Writes the classes of nodes and the statuses that edges have, in rows below the drawing.
fn write_legend(writer: &mut Xml, view: &GraphView, top: f64) -> io::Result<()> {
    let classes = view.classes.iter().enumerate().map(|(class, name)| {
        let style = format!("strokeColor={};strokeWidth=10;", colors::hex(class));
        (format!("class-{class}"), name.as_str(), style)
    });
    let statuses = colors::statuses_in(view.edges.iter());
    let statuses =
        statuses.iter().map(|(name, style)| (format!("status-{name}"), *name, line_style(*style, style.dashes)));
    for (row, (id, name, style)) in classes.chain(statuses).enumerate() {
        let y = top + row as f64 * LEGEND_LINE;
        let name = label::display(name);
        let style = format!("endArrow=none;{style}");
        let line = Cell { id: format!("legend-{id}-line"), text: "", style: &style, data: Vec::new() };
        line.write(writer, &[("edge", "1"), ("parent", LAYER)], |writer| {
            let geometry = writer.create_element("mxGeometry").with_attributes([("relative", "1"), ("as", "geometry")]);
            geometry.write_inner_content(|writer| {
                for (end, x) in [("sourcePoint", "0"), ("targetPoint", "32")] {
                    let y = decimal(y + LEGEND_LINE / 2.0);
                    writer
                        .create_element("mxPoint")
                        .with_attributes([("x", x), ("y", &y), ("as", end)])
                        .write_empty()?;
                }
                Ok(())
            })?;
            Ok(())
        })?;
        let style = "text;align=left;verticalAlign=middle;fontColor=#5f6b7a;";
        let text = Cell { id: format!("legend-{id}"), text: &name, style, data: Vec::new() };
        let size = Size { width: label::approximate_width(&name, FONT_SIZE).ceil() + 8.0, height: LEGEND_LINE };
        let frame = Frame { center: Point { x: 40.0 + size.width / 2.0, y: y + LEGEND_LINE / 2.0 }, size };
        text.write(writer, &[("vertex", "1"), ("parent", LAYER)], |writer| write_box(writer, &frame, None))?;
    }
    Ok(())
}

/// A box or a line with its text.
struct Cell<'a> {
    id: String,
    text: &'a str,
    /// `key=value;`, without a text from the vault.
    style: &'a str,
    /// The attributes that draw.io shows as the data of the cell; `tooltip` and `link` have a meaning there.
    data: Vec<(&'static str, String)>,
}

impl Cell<'_> {
    fn write(
        &self,
        writer: &mut Xml,
        attributes: &[(&str, &str)],
        geometry: impl FnOnce(&mut Xml) -> io::Result<()>,
    ) -> io::Result<()> {
        let text = legal(self.text);
        let mut object = writer.create_element("UserObject").with_attributes([("label", &*text), ("id", &*self.id)]);
        for (name, value) in &self.data {
            object = object.with_attribute((*name, &*legal(value)));
        }
        object.write_inner_content(|writer| {
            // The label is text, not HTML.
            let cell = writer.create_element("mxCell").with_attribute(("style", &*format!("{}html=0;", self.style)));
            cell.with_attributes(attributes.iter().copied()).write_inner_content(geometry)?;
            Ok(())
        })?;
        Ok(())
    }
}

/// Writes the position of a box, relative to that of its parent.
fn write_box(writer: &mut Xml, frame: &Frame, parent: Option<&Frame>) -> io::Result<()> {
    let (left, top) = parent.map_or((0.0, 0.0), |parent| (parent.left(), parent.top()));
    let geometry = writer.create_element("mxGeometry").with_attributes([
        ("x", &*decimal(frame.left() - left)),
        ("y", &*decimal(frame.top() - top)),
        ("width", &*decimal(frame.size.width)),
        ("height", &*decimal(frame.size.height)),
        ("as", "geometry"),
    ]);
    geometry.write_empty()?;
    Ok(())
}

/// Formats a coordinate, in hundredths of a pixel.
fn decimal(value: f64) -> String {
    let rounded = (value * 100.0).round() / 100.0;
    // Negative zero is written as `0`.
    format!("{}", if rounded == 0.0 { 0.0 } else { rounded })
}

/// Escapes a text for a tooltip, which is HTML.
fn html(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('\n', "<br>")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::graph::test_graphs::{landscape, render_to_string, small};

    fn check(view: &GraphView, pieces: &[&str]) {
        let document = render_to_string(&FORMAT.parts[0], view);
        for piece in pieces {
            assert!(document.contains(piece), "{piece}\n{document}");
        }
    }

    #[test]
    fn groups_are_containers_with_their_members_inside() {
        check(
            &landscape(),
            &[
                "<mxfile host=\"vaultdex\">\n <diagram id=\"landscape\" name=\"V\">\n  <mxGraphModel ",
                "<UserObject label=\"Sales\" id=\"g0\">",
                "<UserObject label=\"ERP\" id=\"n0\" kind=\"system\" status=\"active\">\n     <mxCell style=",
                "vertex=\"1\" parent=\"g0\">\n      <mxGeometry x=\"16\" y=\"36\" width=\"80\" height=\"40\" as=\"geometry\"/>",
                "<UserObject label=\"INT-10 · hourly\" id=\"e0\" kind=\"integration\" status=\"planned\">",
                "strokeColor=#7a5cc9;dashed=1;dashPattern=2 4;",
                "edge=\"1\" parent=\"1\" source=\"n0\" target=\"n1\">",
                "<UserObject label=\"planned\" id=\"legend-status-planned\">",
            ],
        );
    }

    #[test]
    fn text_is_escaped_once_and_in_tooltips_twice() {
        check(
            &small(),
            &[
                "<UserObject label=\"B &amp; C\" id=\"n0\" kind=\"note\" tooltip=\"B &amp;amp; C (a/B &amp;amp; C.md)\">",
                "<UserObject label=\"=&quot;&lt;\\ \" id=\"n2\" kind=\"unresolved\"",
            ],
        );
    }

    #[test]
    fn links_open_notes() {
        let options = Options { links_uri: Some("V".to_owned()) };
        let mut bytes = Vec::new();
        render(&small(), &options, &mut bytes).unwrap();
        let document = String::from_utf8(bytes).unwrap();
        assert!(document.contains(" link=\"obsidian://open?vault=V&amp;file=a%2FHome.md\">"), "{document}");
    }
}
