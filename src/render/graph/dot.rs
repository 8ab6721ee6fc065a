//! The graph in the language of Graphviz.

use std::fmt::Write as _;
use std::io::{self, Write};

use vaultdex_query::graph::{EdgeKind, GraphView, Node, NodeKind};

use super::{Failure, Format, Options, Part, attributes, colors};

pub(super) const FORMAT: Format =
    Format { name: "dot", about: "for Graphviz: dot -Tsvg", parts: &[Part { name: "", render }] };

/// Above so many edges layers are slow to find and wide to look at; Graphviz then lays out by springs.
const MOST_LAYERED: usize = 400;

fn render(view: &GraphView, options: &Options, out: &mut dyn Write) -> Result<(), Failure> {
    writeln!(out, "digraph {} {{", quoted(view.view))?;
    match view.edges.len() > MOST_LAYERED {
        true => writeln!(out, "  graph [layout=sfdp, overlap=prism, outputorder=edgesfirst]")?,
        false => writeln!(out, "  graph [rankdir=LR]")?,
    }
    writeln!(out, "  node [shape=box, style=\"rounded,filled\", fillcolor=white, fontname=\"Helvetica,sans-serif\"]")?;
    writeln!(out, "  edge [color=\"#888888\", fontname=\"Helvetica,sans-serif\", fontsize=10]")?;
    cluster(view, options, None, 1, out)?;
    for edge in &view.edges {
        let mut line = format!("  n{} -> n{} [", edge.source, edge.target);
        say(&mut line, &attributes::EDGE, attributes::of_edge(edge));
        // The label is what the edge says; without one, how often it is said.
        if edge.label().is_none() && edge.count > 1 {
            write!(line, ", xlabel=\"{}\"", edge.count).expect("a string takes all that is written");
        }
        if edge.kind == EdgeKind::Tag {
            line.push_str(", dir=none");
        }
        if let Some(style) = edge.status().and_then(colors::of_status) {
            write!(line, ", color=\"{}\", style={}", style.color, if style.is_dashed { "dashed" } else { "solid" })
                .expect("a string takes all that is written");
        } else if edge.embeds > 0 && edge.embeds == edge.count {
            line.push_str(", style=dashed");
        }
        writeln!(out, "{line}]")?;
    }
    writeln!(out, "}}")?;
    Ok(())
}

/// The nodes that stand in a group itself, then the groups that are parts of it.
fn cluster(
    view: &GraphView,
    options: &Options,
    group: Option<usize>,
    depth: usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    let indent = "  ".repeat(depth);
    for (position, node) in view.nodes.iter().enumerate().filter(|(_, node)| node.group == group) {
        writeln!(out, "{indent}{}", node_line(view, options, position, node))?;
    }
    for (position, inner) in view.groups.iter().enumerate().filter(|(_, inner)| inner.parent == group) {
        writeln!(out, "{indent}subgraph cluster_{position} {{")?;
        writeln!(out, "{indent}  label={}", label(&inner.name))?;
        cluster(view, options, Some(position), depth + 1, out)?;
        writeln!(out, "{indent}}}")?;
    }
    Ok(())
}

fn node_line(view: &GraphView, options: &Options, position: usize, node: &Node) -> String {
    let mut line = format!("n{position} [");
    say(&mut line, &attributes::NODE, attributes::of_node(view, node));
    if let (Some(vault), Some(path)) = (&options.links_uri, &node.path) {
        write!(line, ", URL={}", quoted(&super::uri::open(vault, path))).expect("a string takes all that is written");
    }
    line.push_str(match node.kind {
        NodeKind::Canvas => ", penwidth=2",
        NodeKind::Attachment => ", shape=note",
        NodeKind::Unresolved => ", style=\"rounded,filled,dashed\"",
        NodeKind::Tag => ", shape=plain",
        NodeKind::Integration => ", shape=hexagon",
        NodeKind::System if node.path.is_none() => ", style=\"rounded,filled,dashed\"",
        _ => "",
    });
    if let Some(class) = node.class {
        write!(line, ", color=\"{0}\", fillcolor=\"{0}33\"", colors::hex(class))
            .expect("a string takes all that is written");
    }
    line + "]"
}

/// All attributes; Graphviz takes those that it does not know, and its tools read them back. `class` and `group` mean
/// something to it, so ours have other names there.
fn say<T: AsRef<str>, const N: usize>(line: &mut String, columns: &[attributes::Column; N], values: [Option<T>; N]) {
    for (position, ((name, _), value)) in columns.iter().zip(values).enumerate() {
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

/// A string as Graphviz reads it: only quotes and what cannot stand in a C string are changed. A backslash before the
/// closing quote would keep it from closing, so backslashes are doubled there too.
fn quoted(text: &str) -> String {
    let text = text.replace(|letter: char| letter.is_control(), " ");
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// A label, in which Graphviz reads `\N` as the node's name and `&amp;` as an entity.
fn label(text: &str) -> String {
    quoted(&text.replace('&', "&amp;"))
}
