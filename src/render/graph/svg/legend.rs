//! The legend: what the colors, lines and shapes of the picture mean.

use std::collections::BTreeSet;
use std::io;

use quick_xml::events::BytesText;
use vaultdex_query::graph::{Edge, EdgeKind, Effect, GraphView, Node, NodeKind};

use super::number::decimal;
use super::paint::{self, LINE};
use crate::render::graph::layout::Point;
use crate::render::graph::xml::{Xml, legal};
use crate::render::graph::{colors, label, scene};

/// The height of a row, and the font size.
const ROW: f64 = 22.0;
const FONT: f64 = 12.0;

/// An entry: what is shown, and what it means.
pub struct Entry {
    mark: Option<Mark>,
    name: String,
}

/// What an entry shows before its name.
enum Mark {
    /// A line, or the color of nodes as a thick one.
    Line { color: String, dashes: Option<&'static str>, width: &'static str },
    /// A box.
    Box { radius: &'static str, dashes: Option<&'static str> },
}

/// Returns the entries of a view: the classes of nodes, the statuses of edges, the shapes that need an explanation, and how
/// many nodes are left out.
pub fn entries(view: &GraphView) -> Vec<Entry> {
    let entry = |mark: Mark, name: &str| Entry { mark: Some(mark), name: name.to_owned() };
    let line =
        |style: colors::Style| Mark::Line { color: style.color.to_owned(), dashes: style.dashes, width: style.width };
    let mut entries = Vec::new();
    for (class, name) in view.classes.iter().enumerate() {
        entries.push(entry(Mark::Line { color: colors::hex(class), dashes: None, width: "10" }, name));
    }
    let present: BTreeSet<&str> = view.edges.iter().filter_map(Edge::drawn_status).collect();
    for (name, style) in colors::STATUSES.iter().filter(|(name, _)| present.contains(name)) {
        entries.push(entry(line(*style), name));
    }
    if scene::is_flow(view) {
        let plain = |width: &'static str| Mark::Line { color: LINE.to_owned(), dashes: None, width };
        let is_plain = |edge: &Edge| {
            let has_style = edge.status().and_then(colors::of_status).is_some();
            edge.kind == EdgeKind::Integration && !has_style && !edge.is_further()
        };
        if view.edges.iter().any(is_plain) {
            entries.push(entry(plain("1.6"), "no known status"));
        }
        if view.edges.iter().any(Edge::is_further) {
            entries.push(entry(plain(paint::FURTHER_WIDTH), "further integrations between those that are hit"));
        }
        let effect = |node: &Node| Some(node.impact.as_ref()?.effect);
        if view.nodes.iter().any(|node| effect(node) == Some(Effect::Possible)) {
            entries.push(entry(Mark::Box { radius: "2", dashes: Some("3 2") }, "possibly hit"));
        }
        if view.nodes.iter().any(|node| node.kind == NodeKind::Integration && node.impact.is_none()) {
            let name = "integration with several or unknown systems on a side";
            entries.push(entry(Mark::Box { radius: "6", dashes: None }, name));
        }
        if view.nodes.iter().any(|node| node.impact.is_none() && node.kind == NodeKind::System && node.lacks_note()) {
            entries.push(entry(Mark::Box { radius: "2", dashes: Some("3 2") }, "system without a note"));
        }
    }
    let shown = view.nodes.len();
    if view.left_out > 0 {
        let (shown, all) = (label::grouped(shown), label::grouped(shown + view.left_out));
        entries.push(Entry { mark: None, name: format!("{shown} of {all} nodes: those with the most edges") });
    }
    entries
}

/// Places entries in rows of a width. Returns the upper left corner of each, and the height of all.
pub fn places(entries: &[Entry], width: f64) -> (Vec<Point>, f64) {
    let (mut x, mut y) = (0.0, 0.0);
    let mut places = Vec::new();
    for Entry { name, .. } in entries {
        let own = 56.0 + label::approximate_width(&label::display(name), FONT) * 1.1;
        if x > 0.0 && x + own > width {
            (x, y) = (0.0, y + ROW);
        }
        places.push(Point { x, y });
        x += own;
    }
    (places, if entries.is_empty() { 0.0 } else { y + ROW })
}

/// Draws entries at their places.
pub fn draw(writer: &mut Xml, entries: &[Entry], places: &[Point]) -> io::Result<()> {
    for (Entry { mark, name }, at) in entries.iter().zip(places) {
        let y = at.y + ROW / 2.0;
        if let Some(mark) = mark {
            draw_mark(writer, mark, Point { y, ..*at })?;
        }
        let text = writer.create_element("text").with_attributes([
            ("class", "quiet"),
            ("x", &*decimal(if mark.is_some() { at.x + 34.0 } else { at.x })),
            ("y", &*decimal(y + 4.0)),
            ("font-size", &*decimal(FONT)),
            ("fill", paint::QUIET),
        ]);
        text.write_text_content(BytesText::new(&legal(&label::display(name))))?;
    }
    Ok(())
}

fn draw_mark(writer: &mut Xml, mark: &Mark, at: Point) -> io::Result<()> {
    let (mut shape, dashes) = match mark {
        Mark::Line { color, dashes, width } => {
            let line = writer.create_element("line").with_attributes([
                ("x1", &*decimal(at.x)),
                ("x2", &*decimal(at.x + 26.0)),
                ("y1", &*decimal(at.y)),
                ("y2", &*decimal(at.y)),
                ("stroke", color),
                ("stroke-width", width),
            ]);
            (line, dashes)
        }
        Mark::Box { radius, dashes } => {
            let rect = writer.create_element("rect").with_attributes([
                ("class", "plain"),
                ("x", &*decimal(at.x)),
                ("y", &*decimal(at.y - 6.0)),
                ("width", "26"),
                ("height", "12"),
                ("rx", radius),
                ("fill", "#ffffff"),
                ("stroke", "#7b8794"),
            ]);
            (rect, dashes)
        }
    };
    if let Some(dashes) = dashes {
        shape = shape.with_attribute(("stroke-dasharray", *dashes));
    }
    shape.write_empty()?;
    Ok(())
}
