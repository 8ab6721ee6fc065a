//! The page of links: dots where the SVG format has them, which the page draws itself because there may be thousands.

use std::io::Write;
use std::sync::Arc;

use serde::Serialize;
use vaultdex_query::graph::{Coloring, GraphView, color_by_community, color_by_folder, color_by_tag};

use super::page::{Page, escaped, total, with_colors};
use crate::render::graph::format::Failure;
use crate::render::graph::rows::LazySeq;
use crate::render::graph::svg;

const STYLE: &str = include_str!("links/page.css");

/// The scripts, in the order in which they run.
const SCRIPTS: [&str; 8] = [
    include_str!("links/data.js"),
    include_str!("links/facets.js"),
    include_str!("links/webgl.js"),
    include_str!("links/canvas.js"),
    include_str!("links/picture.js"),
    include_str!("links/keyboard.js"),
    include_str!("links/svg.js"),
    include_str!("links/describe.js"),
];

/// The data of the page.
#[derive(Serialize)]
struct Data<'a, N: Serialize, E: Serialize> {
    vault: &'a str,
    view: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<usize>,
    colorings: Vec<ColoringData<'a>>,
    /// The name of the coloring that the page begins with; without it, colors are those of kinds.
    #[serde(skip_serializing_if = "Option::is_none")]
    coloring: Option<&'static str>,
    nodes: N,
    edges: E,
}

/// A way to color nodes.
#[derive(Serialize)]
struct ColoringData<'a> {
    name: &'static str,
    /// The names of the classes with their colors.
    classes: Vec<(&'a str, String)>,
}

/// A node. Absent values are omitted, because there may be thousands of nodes.
#[derive(Serialize)]
struct NodeData<'a> {
    label: &'a str,
    kind: &'static str,
    x: f64,
    y: f64,
    r: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<&'a str>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    tags: &'a [Arc<str>],
    /// The class in each coloring.
    classes: Vec<Option<usize>>,
}

/// An edge, with the positions of its source and target.
#[derive(Serialize)]
struct EdgeData {
    s: usize,
    t: usize,
    count: u32,
}

pub(super) fn render(view: &GraphView, out: &mut dyn Write) -> Result<(), Failure> {
    Page { style: STYLE, picture: b"", data: &data(view), scripts: &SCRIPTS }.write(out)
}

/// Returns the ways to color the nodes, and which of them the reader has asked for.
fn colorings(view: &GraphView) -> (Vec<(&'static str, Coloring)>, Option<&'static str>) {
    let mut colorings =
        vec![("folder", color_by_folder(view)), ("tag", color_by_tag(view)), ("community", color_by_community(view))];
    let asked =
        Coloring { classes: view.classes.clone(), of_nodes: view.nodes.iter().map(|node| node.class).collect() };
    let mut first = None;
    if !asked.classes.is_empty() {
        first = colorings.iter().find(|(_, coloring)| *coloring == asked).map(|(name, _)| *name);
        if first.is_none() {
            colorings.push(("class", asked));
            first = Some("class");
        }
    }
    colorings.retain(|(_, coloring)| !coloring.classes.is_empty());
    (colorings, first)
}

/// Returns the graph as JSON that can stand in a script element.
fn data(view: &GraphView) -> String {
    let dots = svg::dots(view);
    let (colorings, coloring) = colorings(view);
    let rounded = |value: f64| (value * 10.0).round() / 10.0;
    let nodes = || {
        view.nodes.iter().zip(&dots).enumerate().map(|(position, (node, (center, radius)))| NodeData {
            label: &node.label,
            kind: node.kind.name(),
            x: rounded(center.x),
            y: rounded(center.y),
            r: rounded(*radius),
            path: node.path.as_deref(),
            tags: &node.tags,
            classes: colorings.iter().map(|(_, coloring)| coloring.of_nodes[position]).collect(),
        })
    };
    let edges = || view.edges.iter().map(|edge| EdgeData { s: edge.source, t: edge.target, count: edge.count });
    let data = Data {
        vault: &view.vault,
        view: view.view,
        total: total(view),
        colorings: colorings
            .iter()
            .map(|(name, coloring)| ColoringData { name, classes: with_colors(&coloring.classes) })
            .collect(),
        coloring,
        nodes: LazySeq(nodes),
        edges: LazySeq(edges),
    };
    escaped(&data)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::graph::test_graphs::small;

    #[test]
    fn classes_that_were_asked_for_come_first() {
        let names = |view: &GraphView| {
            let (colorings, first) = colorings(view);
            (colorings.iter().map(|(name, _)| *name).collect::<Vec<_>>(), first)
        };
        let mut view = GraphView { classes: Vec::new(), ..small() };
        let (without, first) = names(&view);
        assert!(without.contains(&"folder") && !without.contains(&"class"));
        assert_eq!(first, None);
        let Coloring { classes, of_nodes } = color_by_folder(&view);
        view.classes = classes;
        view.nodes.iter_mut().zip(of_nodes).for_each(|(node, class)| node.class = class);
        assert_eq!(names(&view), (without.clone(), Some("folder")));
        view.classes = vec!["a query".to_owned()];
        assert_eq!(names(&view), ([without, vec!["class"]].concat(), Some("class")));
    }
}
