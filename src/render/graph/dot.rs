//! The graph in the DOT language of Graphviz.

use std::fmt::Write as _;
use std::io::{self, Write};

use vaultdex_query::graph::{EdgeKind, GraphView, Node, NodeKind};

use super::attributes::Attribute;
use super::format::{Failure, Format, Options, Part};
use super::nesting::{self, Block};
use super::{attributes, colors, label, titles};

pub(super) const FORMAT: Format = Format {
    name: "dot",
    endings: &["dot", "gv"],
    about: "For Graphviz: dot -Tsvg",
    is_bundled: true,
    has_history: false,
    parts: &[Part { name: "", render }],
};

/// With more edges than this, a hierarchical layout is slow to compute and too wide, so Graphviz uses a force-directed
/// one.
const MAX_HIERARCHICAL_EDGES: usize = 400;

fn render(view: &GraphView, options: &Options, out: &mut dyn Write) -> Result<(), Failure> {
    writeln!(out, "digraph {} {{", quoted(view.view))?;
    match view.edges.len() > MAX_HIERARCHICAL_EDGES {
        true => writeln!(out, "  graph [layout=sfdp, overlap=prism, outputorder=edgesfirst]")?,
        false => writeln!(out, "  graph [rankdir=LR]")?,
    }
    writeln!(out, "  node [shape=box, style=\"rounded,filled\", fillcolor=white, fontname=\"Helvetica,sans-serif\"]")?;
    writeln!(out, "  edge [color=\"#888888\", fontname=\"Helvetica,sans-serif\", fontsize=10]")?;
    write_blocks(view, options, out)?;
    for edge in &view.edges {
        let mut line = format!("  n{} -> n{} [", edge.source, edge.target);
        write_attributes(&mut line, &attributes::EDGE, attributes::of_edge(edge));
        // An edge without a label shows how many links it stands for.
        if let (None, Some(count)) = (edge.label(), label::of_edge(edge)) {
            write!(line, ", xlabel=\"{count}\"").expect("writing to a string does not fail");
        }
        if edge.kind == EdgeKind::Tag {
            line.push_str(", dir=none");
        } else if edge.is_two_way() {
            line.push_str(", dir=both");
        }
        if let Some(title) = titles::of_edge(view, edge) {
            // Graphviz takes `\n` for a line break.
            let lines: Vec<String> = title.lines().map(|line| label(line).trim_matches('"').to_owned()).collect();
            write!(line, ", tooltip=\"{}\"", lines.join("\\n")).expect("writing to a string does not fail");
        }
        if let Some(uri) = options.link(edge.path()) {
            write!(line, ", URL={}", quoted(&uri)).expect("writing to a string does not fail");
        }
        if let Some(style) = edge.status().and_then(colors::of_status) {
            let dashes = match colors::dashes(edge) {
                Some(dashes) if colors::are_dots(dashes) => "dotted",
                Some(_) => "dashed",
                None => "solid",
            };
            write!(line, ", color=\"{}\", style={dashes}, penwidth={}", style.color, style.width)
                .expect("writing to a string does not fail");
        } else if edge.only_embeds() {
            line.push_str(", style=dashed");
        }
        writeln!(out, "{line}]")?;
    }
    writeln!(out, "}}")?;
    Ok(())
}

/// Writes the groups, each a cluster with its members inside.
fn write_blocks(view: &GraphView, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    for (depth, block) in nesting::blocks(view) {
        let indent = "  ".repeat(depth + 1);
        match block {
            Block::Node(position, node) => writeln!(out, "{indent}{}", node_line(view, options, position, node))?,
            Block::Start(position, group) => {
                writeln!(out, "{indent}subgraph cluster_{position} {{\n{indent}  label={}", label(&group.name))?;
            }
            Block::End => writeln!(out, "{indent}}}")?,
        }
    }
    Ok(())
}

fn node_line(view: &GraphView, options: &Options, position: usize, node: &Node) -> String {
    let mut line = format!("n{position} [");
    write_attributes(&mut line, &attributes::NODE, attributes::of_node(view, node));
    if let Some(uri) = options.link(node.path.as_deref()) {
        write!(line, ", URL={}", quoted(&uri)).expect("writing to a string does not fail");
    }
    line.push_str(match node.kind {
        NodeKind::Canvas => ", penwidth=2",
        NodeKind::Attachment => ", shape=note",
        NodeKind::Tag => ", shape=plain",
        NodeKind::Integration => ", shape=hexagon",
        _ if node.lacks_note() => ", style=\"rounded,filled,dashed\"",
        _ => "",
    });
    if let Some(class) = node.class {
        write!(line, ", color=\"{0}\", fillcolor=\"{0}33\"", colors::hex(class))
            .expect("writing to a string does not fail");
    }
    line + "]"
}

/// Writes all attributes. Graphviz keeps those that it does not know, and its tools can read them back. `class` and
/// `group` have a meaning of their own in Graphviz, so they are renamed.
fn write_attributes<T: AsRef<str>, const N: usize>(
    line: &mut String,
    attributes: &[Attribute; N],
    values: [Option<T>; N],
) {
    for (position, (Attribute { name, .. }, value)) in attributes.iter().zip(values).enumerate() {
        let Some(value) = value else { continue };
        let value = value.as_ref();
        let separator = if position == 0 || line.ends_with('[') { "" } else { ", " };
        let _ = match *name {
            "label" => write!(line, "{separator}label={}", label(value)),
            "class" | "group" => write!(line, "{separator}node_{name}={}", quoted(value)),
            _ => write!(line, "{separator}{name}={}", quoted(value)),
        };
    }
}

/// Quotes a string for Graphviz. Control characters become spaces. Backslashes are doubled, because one before the
/// closing quote would escape it.
fn quoted(text: &str) -> String {
    let text = text.replace(|letter: char| letter.is_control(), " ");
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// Quotes a label, in which Graphviz interprets `\N` as the node's name and `&amp;` as an entity.
fn label(text: &str) -> String {
    quoted(&text.replace('&', "&amp;"))
}
