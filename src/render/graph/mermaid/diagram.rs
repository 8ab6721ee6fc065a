//! The source of one flowchart: of a whole graph, or of a page of it.

use std::collections::BTreeMap;
use std::fmt::Write;

use vaultdex_query::graph::{Edge, EdgeKind, GraphView, Node, NodeKind};

use crate::render::graph::format::Options;
use crate::render::graph::{colors, label};

/// The maximum number of edges that Mermaid draws; a diagram cannot raise it (docs/spec/obsidian.md#mermaid).
pub(super) const MAX_EDGES: usize = 500;

/// The maximum length that Mermaid accepts, in UTF-16 code units (docs/spec/obsidian.md#mermaid).
pub(super) const MAX_CHARACTERS: usize = 50_000;

/// Styles of nodes that are not notes. They set no colors, which belong to the reader's theme.
const STYLES: &[(NodeKind, &str, &str)] = &[
    (NodeKind::Canvas, "kind-canvas", "stroke-width:3px"),
    (NodeKind::Attachment, "kind-attachment", "font-style:italic"),
    (NodeKind::Unresolved, "kind-unresolved", "stroke-dasharray:4"),
    (NodeKind::Tag, "kind-tag", "stroke-width:0px"),
    (NodeKind::Integration, "kind-integration", "stroke-width:2px"),
];

/// The part of a graph that a diagram shows, by position.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Page {
    /// The nodes that belong to this page.
    pub nodes: Vec<usize>,
    /// Ends of edges that belong to another page.
    pub stubs: Vec<usize>,
    /// The edges.
    pub edges: Vec<usize>,
}

impl Page {
    /// Returns a page with all nodes and edges of a graph.
    pub fn of_graph(view: &GraphView) -> Page {
        let all = |count: usize| (0..count).collect();
        Page { nodes: all(view.nodes.len()), stubs: Vec::new(), edges: all(view.edges.len()) }
    }
}

/// Returns the source of the diagram of a page.
pub(super) fn diagram(view: &GraphView, options: &Options, page: &Page) -> String {
    let mut lines = vec!["flowchart LR".to_owned()];
    let nodes_by_group = nodes_by_group(view, page);
    group_lines(view, &nodes_by_group, None, 1, &mut lines);
    lines.extend(page.stubs.iter().map(|stub| format!("  {}", node_line(view, *stub))));
    let statuses = colors::statuses_in(page.edges.iter().map(|edge| &view.edges[*edge]));
    legend(&statuses, &mut lines);
    lines.extend(page.edges.iter().map(|edge| edge_line(&view.edges[*edge])));
    link_styles(view, page, &mut lines);
    let all: Vec<usize> = page.nodes.iter().chain(&page.stubs).copied().collect();
    for (kind, class, style) in STYLES {
        let is_kind = |node: &&usize| view.nodes[**node].kind == *kind;
        style_lines(class, style, page.nodes.iter().filter(is_kind), &mut lines);
    }
    let has_no_note = |node: &&usize| view.nodes[**node].kind == NodeKind::System && view.nodes[**node].lacks_note();
    style_lines("no-note", "stroke-dasharray:4", page.nodes.iter().filter(has_no_note), &mut lines);
    style_lines("stub", "stroke-dasharray:2,opacity:0.7", page.stubs.iter(), &mut lines);
    for class in 0..view.classes.len() {
        let color = colors::hex(class);
        let style = format!("fill:{color}33,stroke:{color}");
        let is_class = |node: &&usize| view.nodes[**node].class == Some(class);
        style_lines(&format!("color-{class}"), &style, page.nodes.iter().filter(is_class), &mut lines);
    }
    if options.links_uri.is_none() {
        let links: Vec<&usize> = all.iter().filter(|node| label_is_link(&view.nodes[**node])).collect();
        if !links.is_empty() {
            lines.push(format!("  class {} internal-link", ids(links)));
        }
    }
    lines.extend(all.iter().filter_map(|node| click_line(view, options, *node)));
    lines.join("\n") + "\n"
}

/// Adds a node with the line of each status, if there are several: what is not to be confused needs no legend.
fn legend(statuses: &[(&str, colors::Style)], lines: &mut Vec<String>) {
    if statuses.len() < 2 {
        return;
    }
    lines.push("  subgraph legend[\"Legend\"]".to_owned());
    lines.push("    direction LR".to_owned());
    lines.extend(statuses.iter().map(|(status, _)| format!("    status-{status}([\"{status}\"])")));
    lines.push("  end".to_owned());
    for (status, style) in statuses {
        let line = line_style(style, style.dashes);
        lines.push(format!("  style status-{status} fill:transparent,{line}"));
    }
}

/// Whether Obsidian can open the note by its label, which it takes for a linkpath. A truncated label is not one.
fn label_is_link(node: &Node) -> bool {
    node.label_is_linkpath && label::display(&node.label) == node.label
}

fn nodes_by_group(view: &GraphView, page: &Page) -> BTreeMap<Option<usize>, Vec<usize>> {
    let mut groups: BTreeMap<Option<usize>, Vec<usize>> = BTreeMap::new();
    for node in &page.nodes {
        groups.entry(view.nodes[*node].group).or_default().push(*node);
    }
    // Ancestors of groups are included even if they have no nodes of their own.
    let mut pending: Vec<usize> = groups.keys().filter_map(|group| *group).collect();
    while let Some(group) = pending.pop() {
        if let Some(parent) = view.groups[group].parent {
            groups.entry(Some(parent)).or_default();
            pending.push(parent);
        }
    }
    groups
}

fn group_lines(
    view: &GraphView,
    nodes_by_group: &BTreeMap<Option<usize>, Vec<usize>>,
    group: Option<usize>,
    depth: usize,
    lines: &mut Vec<String>,
) {
    let indent = "  ".repeat(depth);
    let nodes = nodes_by_group.get(&group).into_iter().flatten();
    lines.extend(nodes.map(|node| format!("{indent}{}", node_line(view, *node))));
    let inner = nodes_by_group.keys().filter_map(|inner| *inner).filter(|inner| view.groups[*inner].parent == group);
    for inner in inner {
        let name = label::escaped(&label::display(&view.groups[inner].name));
        lines.push(format!("{indent}subgraph g{inner}[\"{name}\"]"));
        // Mermaid would lay out a group without outside connections in the other direction.
        lines.push(format!("{indent}  direction LR"));
        group_lines(view, nodes_by_group, Some(inner), depth + 1, lines);
        lines.push(format!("{indent}end"));
    }
}

/// Returns the line of a node: a box, or a box with rounded ends for an integration.
pub(super) fn node_line(view: &GraphView, position: usize) -> String {
    let node = &view.nodes[position];
    let text = label::escaped(&label::display(&node.label));
    match node.kind {
        NodeKind::Integration => format!("n{position}([\"{text}\"])"),
        _ => format!("n{position}[\"{text}\"]"),
    }
}

/// Returns the line of an edge: an arrow, dotted if the source only embeds the target, or a plain line to a tag.
pub(super) fn edge_line(edge: &Edge) -> String {
    let arrow = match edge.kind {
        EdgeKind::Tag => "---",
        EdgeKind::Link if edge.only_embeds() => "-.->",
        _ if edge.is_two_way() => "<-->",
        _ => "-->",
    };
    let mut line = format!("  n{} {arrow}", edge.source);
    if let Some(text) = label::of_edge(edge) {
        write!(line, "|\"{}\"|", label::escaped(&text)).expect("writing to a string does not fail");
    }
    line + &format!(" n{}", edge.target)
}

/// Returns the line that makes a click open the note by URI, if that is wanted.
pub(super) fn click_line(view: &GraphView, options: &Options, position: usize) -> Option<String> {
    let uri = options.link(view.nodes[position].path.as_deref())?;
    Some(format!("  click n{position} \"{uri}\""))
}

/// Adds the styles of edges by status. Mermaid refers to edges by their order in the diagram.
fn link_styles(view: &GraphView, page: &Page, lines: &mut Vec<String>) {
    for (status, style) in colors::STATUSES {
        // In a bundle, data may flow in another integration than the one that gives the style.
        for dashes in [style.dashes, None].into_iter().take(if style.dashes.is_some() { 2 } else { 1 }) {
            let has_style = |edge: &Edge| edge.status() == Some(status) && colors::dashes(edge) == dashes;
            let edges = page.edges.iter().enumerate().filter(|(_, edge)| has_style(&view.edges[**edge]));
            let numbers: Vec<String> = edges.map(|(number, _)| number.to_string()).collect();
            if !numbers.is_empty() {
                lines.push(format!("  linkStyle {} {}", numbers.join(","), line_style(&style, dashes)));
            }
        }
    }
}

/// Returns the color, width and dashes of a line.
fn line_style(style: &colors::Style, dashes: Option<&str>) -> String {
    let dashes = dashes.map(|dashes| format!(",stroke-dasharray:{dashes}")).unwrap_or_default();
    format!("stroke:{},stroke-width:{}px{dashes}", style.color, style.width)
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
