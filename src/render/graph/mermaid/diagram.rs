//! One diagram, of a whole graph or of a page of it: the lines of a flowchart.

use std::collections::BTreeMap;
use std::fmt::Write;

use vaultdex_query::graph::{Edge, EdgeKind, GraphView, Node, NodeKind};

use crate::render::graph::{Options, colors, label, uri};

/// How nodes that are no notes look. Without colours: those belong to the reader's theme.
const STYLES: &[(NodeKind, &str, &str)] = &[
    (NodeKind::Canvas, "kind-canvas", "stroke-width:3px"),
    (NodeKind::Attachment, "kind-attachment", "font-style:italic"),
    (NodeKind::Unresolved, "kind-unresolved", "stroke-dasharray:4"),
    (NodeKind::Tag, "kind-tag", "stroke-width:0px"),
    (NodeKind::Integration, "kind-integration", "stroke-width:2px"),
];

/// What of a graph a diagram shows, by position.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Page {
    /// The nodes that are at home here.
    pub nodes: Vec<usize>,
    /// The nodes that are at home in another diagram.
    pub stubs: Vec<usize>,
    /// The edges.
    pub edges: Vec<usize>,
}

impl Page {
    /// All of a graph.
    pub fn whole(view: &GraphView) -> Page {
        let all = |count: usize| (0..count).collect();
        Page { nodes: all(view.nodes.len()), stubs: Vec::new(), edges: all(view.edges.len()) }
    }
}

/// The diagram of a page.
pub(super) fn diagram(view: &GraphView, options: &Options, page: &Page) -> String {
    let mut lines = vec!["flowchart LR".to_owned()];
    let of_group = by_group(view, page);
    group_lines(view, &of_group, None, 1, &mut lines);
    lines.extend(page.stubs.iter().map(|stub| format!("  {}", node_line(view, *stub))));
    lines.extend(page.edges.iter().map(|edge| edge_line(&view.edges[*edge])));
    link_styles(view, page, &mut lines);
    let all: Vec<usize> = page.nodes.iter().chain(&page.stubs).copied().collect();
    for (kind, class, style) in STYLES {
        let is_kind = |node: &&usize| view.nodes[**node].kind == *kind;
        style_lines(class, style, page.nodes.iter().filter(is_kind), &mut lines);
    }
    let is_unnoted = |node: &&usize| view.nodes[**node].kind == NodeKind::System && view.nodes[**node].path.is_none();
    style_lines("no-note", "stroke-dasharray:4", page.nodes.iter().filter(is_unnoted), &mut lines);
    style_lines("stub", "stroke-dasharray:2,opacity:0.7", page.stubs.iter(), &mut lines);
    for class in 0..view.classes.len() {
        let color = colors::hex(class);
        let style = format!("fill:{color}33,stroke:{color}");
        let is_class = |node: &&usize| view.nodes[**node].class == Some(class);
        style_lines(&format!("color-{class}"), &style, page.nodes.iter().filter(is_class), &mut lines);
    }
    let linkpaths: Vec<&usize> = all.iter().filter(|node| opens(&view.nodes[**node])).collect();
    if !linkpaths.is_empty() {
        lines.push(format!("  class {} internal-link", ids(linkpaths)));
    }
    let others = all.iter().filter(|node| !opens(&view.nodes[**node]));
    lines.extend(others.filter_map(|node| click_line(view, options, *node)));
    lines.join("\n") + "\n"
}

/// Obsidian opens what the label says, so a label that was cut opens nothing.
fn opens(node: &Node) -> bool {
    node.label_is_linkpath && label::shown(&node.label) == node.label
}

fn by_group(view: &GraphView, page: &Page) -> BTreeMap<Option<usize>, Vec<usize>> {
    let mut groups: BTreeMap<Option<usize>, Vec<usize>> = BTreeMap::new();
    for node in &page.nodes {
        groups.entry(view.nodes[*node].group).or_default().push(*node);
    }
    // A group that holds groups only is there as well.
    let mut named: Vec<usize> = groups.keys().filter_map(|group| *group).collect();
    while let Some(group) = named.pop() {
        if let Some(parent) = view.groups[group].parent {
            groups.entry(Some(parent)).or_default();
            named.push(parent);
        }
    }
    groups
}

fn group_lines(
    view: &GraphView,
    of_group: &BTreeMap<Option<usize>, Vec<usize>>,
    group: Option<usize>,
    depth: usize,
    lines: &mut Vec<String>,
) {
    let indent = "  ".repeat(depth);
    let nodes = of_group.get(&group).into_iter().flatten();
    lines.extend(nodes.map(|node| format!("{indent}{}", node_line(view, *node))));
    let inner = of_group.keys().filter_map(|inner| *inner).filter(|inner| view.groups[*inner].parent == group);
    for inner in inner {
        let name = label::escaped(&label::shown(&view.groups[inner].name));
        lines.push(format!("{indent}subgraph g{inner}[\"{name}\"]"));
        // Without it Mermaid turns a group that nothing outside is connected with.
        lines.push(format!("{indent}  direction LR"));
        group_lines(view, of_group, Some(inner), depth + 1, lines);
        lines.push(format!("{indent}end"));
    }
}

/// A box; an integration that is a node of its own has round ends.
pub(super) fn node_line(view: &GraphView, position: usize) -> String {
    let node = &view.nodes[position];
    let text = label::escaped(&label::shown(&node.label));
    match node.kind {
        NodeKind::Integration => format!("n{position}([\"{text}\"])"),
        _ => format!("n{position}[\"{text}\"]"),
    }
}

/// An arrow; dotted where all that the source does is embed the target, and a plain line to a tag.
pub(super) fn edge_line(edge: &Edge) -> String {
    let arrow = match edge.kind {
        EdgeKind::Tag => "---",
        EdgeKind::Link if edge.embeds > 0 && edge.embeds == edge.count => "-.->",
        _ => "-->",
    };
    let mut line = format!("  n{} {arrow}", edge.source);
    match edge.label() {
        Some(text) => write!(line, "|\"{}\"|", label::escaped(&label::shown(text))),
        None if edge.count > 1 => write!(line, "|\"{}\"|", edge.count),
        None => Ok(()),
    }
    .expect("a string takes all that is written");
    line + &format!(" n{}", edge.target)
}

/// The line under which a click opens the note where its label does not.
pub(super) fn click_line(view: &GraphView, options: &Options, position: usize) -> Option<String> {
    let (path, vault) = (view.nodes[position].path.as_deref()?, options.links_uri.as_deref()?);
    Some(format!("  click n{position} \"{}\"", uri::open(vault, path)))
}

/// Mermaid knows edges by their order in the diagram.
fn link_styles(view: &GraphView, page: &Page, lines: &mut Vec<String>) {
    for (status, style) in colors::STATUSES {
        let edges = page.edges.iter().enumerate();
        let edges = edges.filter(|(_, edge)| view.edges[**edge].status() == Some(status));
        let numbers: Vec<String> = edges.map(|(number, _)| number.to_string()).collect();
        if !numbers.is_empty() {
            let dashes = if style.is_dashed { ",stroke-dasharray:5" } else { "" };
            lines.push(format!("  linkStyle {} stroke:{}{dashes}", numbers.join(","), style.color));
        }
    }
}

fn style_lines<'a>(class: &str, style: &str, nodes: impl Iterator<Item = &'a usize>, lines: &mut Vec<String>) {
    let nodes: Vec<&usize> = nodes.collect();
    if !nodes.is_empty() {
        lines.push(format!("  classDef {class} {style}"));
        lines.push(format!("  class {} {class}", ids(nodes)));
    }
}

fn ids(nodes: Vec<&usize>) -> String {
    nodes.iter().map(|node| format!("n{node}")).collect::<Vec<_>>().join(",")
}
