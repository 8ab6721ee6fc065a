//! The names of the dots in a large drawing: first of each community that of the dot with the most edges, in larger type,
//! then of further dots with the most edges. The more important a name is the larger it is, so that the largest are readable
//! when the whole drawing is in view and others when it is enlarged.

use std::cmp::Reverse;
use std::collections::HashSet;
use std::io;

use quick_xml::events::BytesText;
use vaultdex_query::graph::{Community, GraphView, communities_of};

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

/// The width of the drawing over the font size of the largest community, and over that of the dot with the most edges of
/// those that are named for themselves.
const WIDTH_PER_COMMUNITY_FONT: f64 = 55.0;
const WIDTH_PER_FONT_SIZE: f64 = 110.0;

/// The number of names after which the font is smaller by the square root of 2.
const LARGE_NAMES: f64 = 10.0;

/// The smallest community that has a name.
const SMALLEST_COMMUNITY: usize = 20;

/// A name to be drawn.
struct Name {
    node: usize,
    font_size: f64,
    is_of_community: bool,
}

/// Draws the names, beginning with the most important ones. A name that would cover another one is left out.
pub fn draw(writer: &mut Xml, view: &GraphView, arranged: &Arranged) -> io::Result<()> {
    let mut taken: Vec<Frame> = Vec::new();
    for name in names(view, arranged.size) {
        let Name { node, font_size, is_of_community } = name;
        let text = label::display_within(&view.nodes[node].label, MAX_NAME_CHARS);
        // Bold type is wider.
        let width = label::approximate_width(&text, font_size) * if is_of_community { 1.1 } else { 1.0 };
        let size = Size { width, height: font_size * 1.2 };
        let dot = arranged.nodes[node].center;
        let distance = radius(&view.nodes[node]) + size.height / 2.0;
        // Below the dot or above it.
        let places = [1.0, -1.0].map(|side| Frame { center: Point { x: dot.x, y: dot.y + side * distance }, size });
        if let Some(place) = places.into_iter().find(|place| !taken.iter().any(|other| place.meets(other))) {
            draw_name(writer, &text, place.center, font_size, is_of_community)?;
            taken.push(place);
        }
    }
    Ok(())
}

/// Returns the names in the order of their importance.
fn names(view: &GraphView, size: Size) -> Vec<Name> {
    let degree = |node: &usize| view.nodes[*node].in_degree + view.nodes[*node].out_degree;
    let extent = size.width.max(size.height);
    let count = (view.nodes.len() / NODES_PER_NAME).min(MAX_NAMES);
    let communities = large_communities(view);
    let largest = communities.first().map_or(1, |largest| largest.members.len()) as f64;
    let of_community = |Community { center, members }: &Community| {
        // The font grows with the diameter of the community, but more slowly.
        let font_size = extent / WIDTH_PER_COMMUNITY_FONT * (members.len() as f64 / largest).sqrt().sqrt();
        Name { node: *center, font_size: font_size.max(FONT_SIZE), is_of_community: true }
    };
    let mut names: Vec<Name> = communities.iter().map(of_community).take(count).collect();
    let mut ranking: Vec<usize> = (0..view.nodes.len()).filter(|node| degree(node) > 1).collect();
    ranking.sort_by_key(|node| Reverse(degree(node)));
    let centers: HashSet<usize> = names.iter().map(|name| name.node).collect();
    let others = ranking.into_iter().filter(|node| !centers.contains(node)).enumerate().map(|(rank, node)| {
        let font_size = extent / WIDTH_PER_FONT_SIZE / (1.0 + rank as f64 / LARGE_NAMES).sqrt();
        Name { node, font_size: font_size.max(FONT_SIZE), is_of_community: false }
    });
    let rest = count - names.len();
    names.extend(others.take(rest));
    names
}

/// Returns the communities that are large enough for a name, the largest first.
fn large_communities(view: &GraphView) -> Vec<Community> {
    let mut communities = communities_of(view);
    communities.retain(|community| community.members.len() >= SMALLEST_COMMUNITY);
    communities.sort_by_key(|community| Reverse(community.members.len()));
    communities
}

fn draw_name(writer: &mut Xml, name: &str, center: Point, font_size: f64, is_bold: bool) -> io::Result<()> {
    let mut text = writer.create_element("text").with_attributes([
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
    if is_bold {
        text = text.with_attribute(("font-weight", "600"));
    }
    text.write_text_content(BytesText::new(&legal(name)))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use vaultdex_query::graph::{Edge, EdgeKind, Node, NodeKind};

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

    #[test]
    fn each_large_community_has_the_name_of_its_most_connected_node() {
        // Stars of 200, 100 and 10 nodes.
        let stars = [("large", 200), ("small", 100), ("tiny", 10)];
        let (mut nodes, mut edges) = (Vec::new(), Vec::new());
        for (name, size) in stars {
            let center = nodes.len();
            nodes.push(Node::new(NodeKind::Note, name));
            for number in 1..size {
                edges.push(Edge::new(EdgeKind::Link, nodes.len(), center));
                nodes.push(Node::new(NodeKind::Note, format!("{name} {number:03}")));
            }
        }
        let view = GraphView::new("links", "V", false, nodes, edges);
        let names = names(&view, Size { width: 1100.0, height: 800.0 });
        let of_communities = names.iter().filter(|name| name.is_of_community);
        let found: Vec<(&str, f64)> =
            of_communities.map(|name| (view.nodes[name.node].label.as_str(), name.font_size.round())).collect();
        assert_eq!(found, [("large", 20.0), ("small", 17.0)]);
        assert!(names[2..].iter().all(|name| name.font_size < 17.0));
    }
}
