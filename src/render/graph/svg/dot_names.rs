//! The names of the dots in a large drawing. Only the dots with the most edges have one, and the more edges they have the
//! larger it is, so that the largest are readable when the whole drawing is in view and others when it is enlarged.

use std::cmp::Reverse;
use std::io;

use quick_xml::events::BytesText;
use vaultdex_query::graph::{GraphView, Node};

use super::nodes::{MAX_NAME_CHARS, radius};
use super::number::decimal;
use super::paint;
use crate::render::graph::label;
use crate::render::graph::layout::{Arranged, Frame, Point, Size};
use crate::render::graph::xml::{Xml, legal};

/// The share of the nodes that have one: one of so many.
const NODES_PER_NAME: usize = 40;

/// The largest number of names. Further ones would be too small to be read in such a large drawing.
const MAX_NAMES: usize = 250;

/// The smallest font size.
const FONT_SIZE: f64 = 11.5;

/// The width of the drawing over the size of the largest font.
const WIDTH_PER_FONT_SIZE: f64 = 80.0;

/// The number of names after which the font is smaller by the square root of 2.
const LARGE_NAMES: f64 = 10.0;

/// Draws the names, beginning with the most important ones. A name that would cover another one is left out.
pub fn draw(writer: &mut Xml, view: &GraphView, arranged: &Arranged) -> io::Result<()> {
    let degree = |node: &Node| node.in_degree + node.out_degree;
    let mut ranking: Vec<usize> = (0..view.nodes.len()).filter(|node| degree(&view.nodes[*node]) > 1).collect();
    ranking.sort_by_key(|node| Reverse(degree(&view.nodes[*node])));
    let largest = arranged.size.width.max(arranged.size.height) / WIDTH_PER_FONT_SIZE;
    let mut taken: Vec<Frame> = Vec::new();
    let count = (view.nodes.len() / NODES_PER_NAME).min(MAX_NAMES);
    for (rank, node) in ranking.iter().take(count).enumerate() {
        let font_size = (largest / (1.0 + rank as f64 / LARGE_NAMES).sqrt()).max(FONT_SIZE);
        let name = label::display_within(&view.nodes[*node].label, MAX_NAME_CHARS);
        let size = Size { width: label::approximate_width(&name, font_size), height: font_size * 1.2 };
        let dot = arranged.nodes[*node].center;
        let distance = radius(&view.nodes[*node]) + size.height / 2.0;
        // Below the dot or above it.
        let places = [1.0, -1.0].map(|side| Frame { center: Point { x: dot.x, y: dot.y + side * distance }, size });
        if let Some(place) = places.into_iter().find(|place| !taken.iter().any(|other| is_covered(place, other))) {
            draw_name(writer, &name, place.center, font_size)?;
            taken.push(place);
        }
    }
    Ok(())
}

fn is_covered(one: &Frame, other: &Frame) -> bool {
    (one.center.x - other.center.x).abs() < (one.size.width + other.size.width) / 2.0
        && (one.center.y - other.center.y).abs() < (one.size.height + other.size.height) / 2.0
}

fn draw_name(writer: &mut Xml, name: &str, center: Point, font_size: f64) -> io::Result<()> {
    let text = writer.create_element("text").with_attributes([
        ("class", "name halo"),
        ("x", &*decimal(center.x)),
        ("y", &*decimal(center.y + font_size * 0.35)),
        ("font-size", &*decimal(font_size)),
        ("text-anchor", "middle"),
        ("fill", paint::TEXT),
        ("stroke", paint::BACKGROUND),
        ("stroke-width", &*decimal(font_size / 4.0)),
        ("stroke-linejoin", "round"),
        ("paint-order", "stroke"),
        ("pointer-events", "none"),
    ]);
    text.write_text_content(BytesText::new(&legal(name)))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use vaultdex_query::graph::{Edge, EdgeKind, NodeKind};

    use super::super::FORMAT;
    use super::*;
    use crate::render::graph::test_graphs::render_to_string;

    #[test]
    fn only_the_most_connected_nodes_of_a_large_graph_have_a_name() {
        let names = |count: usize| {
            let node = |number: usize| Node::new(NodeKind::Note, format!("note {number:04}"));
            // The lower its number, the more edges a node has.
            let edges = (1..count).map(|node| Edge::new(EdgeKind::Link, node, node / 4)).collect();
            let view = GraphView::new("links", "V", false, (0..count).map(node).collect(), edges);
            let picture = render_to_string(&FORMAT.parts[0], &view);
            assert_eq!(picture.matches("<circle").count(), count);
            let names = picture.matches(">note ").count() - picture.matches("<title>note ").count();
            (names, picture.contains(">note 0001</text>"))
        };
        assert_eq!(names(300), (300, true));
        let (count, has_hub) = names(400);
        assert!((4..=10).contains(&count) && has_hub, "{count}");
    }
}
