//! The graph in the language of D2: groups as containers, and a legend of statuses beside the drawing.

use std::borrow::Cow;
use std::io::{self, Write};

use vaultdex_query::graph::{Edge, EdgeKind, GraphView, Node, NodeKind};

use super::format::{Failure, Format, Options, Part};
use super::nesting::{self, Block};
use super::{colors, label, titles};

pub(super) const FORMAT: Format = Format {
    name: "d2",
    endings: &["d2"],
    about: "For D2: d2 map.d2 map.svg",
    is_bundled: true,
    has_history: false,
    parts: &[Part { name: "", render }],
};

fn render(view: &GraphView, options: &Options, out: &mut dyn Write) -> Result<(), Failure> {
    writeln!(out, "direction: right")?;
    write_styles(view, out)?;
    write_blocks(view, options, out)?;
    for edge in &view.edges {
        write_edge(view, options, edge, out)?;
    }
    Ok(())
}

/// Writes the styles of classes of nodes and of statuses, and the legend. D2 before 0.7 ignores the legend.
fn write_styles(view: &GraphView, out: &mut dyn Write) -> io::Result<()> {
    let statuses = colors::statuses_in(view.edges.iter());
    if statuses.is_empty() && view.classes.is_empty() {
        return Ok(());
    }
    writeln!(out, "classes: {{")?;
    for class in 0..view.classes.len() {
        let (stroke, fill) = (colors::hex(class), colors::tint(class));
        writeln!(out, "  class-{class}: {{style: {{stroke: \"{stroke}\"; fill: \"{fill}\"}}}}")?;
    }
    for (status, style) in &statuses {
        // A gap in D2 is as long as a dash, at most 10, so there is one number for both.
        let dash = style
            .dashes
            .map(|dashes| format!("; stroke-dash: {}", colors::dash_length(dashes).round().clamp(1.0, 10.0)));
        let (dash, width) = (dash.unwrap_or_default(), colors::whole_width(style));
        writeln!(out, "  status-{status}: {{style: {{stroke: \"{}\"{dash}; stroke-width: {width}}}}}", style.color)?;
    }
    writeln!(out, "}}\nvars: {{\n  d2-legend: {{")?;
    for (class, name) in view.classes.iter().enumerate() {
        writeln!(out, "    class-{class}: {} {{class: class-{class}}}", quoted(&label::display(name)))?;
    }
    if !statuses.is_empty() {
        // The ends of the sample lines are not shown.
        writeln!(out, "    a: {{style.opacity: 0}}\n    b: {{style.opacity: 0}}")?;
    }
    for (status, _) in &statuses {
        writeln!(out, "    a -> b: {status} {{class: status-{status}}}")?;
    }
    writeln!(out, "  }}\n}}")
}

/// Writes the groups, each with its members inside.
fn write_blocks(view: &GraphView, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    for (depth, block) in nesting::blocks(view) {
        let indent = "  ".repeat(depth);
        match block {
            Block::Node(position, node) => {
                write!(out, "{indent}n{position}: {}", quoted_label(options, &label::display(&node.label)))?;
                write_attributes(&node_attributes(options, node), out)?;
            }
            Block::Start(position, group) => {
                writeln!(out, "{indent}g{position}: {} {{", quoted(&label::display(&group.name)))?;
            }
            Block::End => writeln!(out, "{indent}}}")?,
        }
    }
    Ok(())
}

fn node_attributes(options: &Options, node: &Node) -> Vec<String> {
    let mut attributes = Vec::new();
    match node.kind {
        NodeKind::Canvas => attributes.push("style.double-border: true".to_owned()),
        NodeKind::Attachment => attributes.push("shape: page".to_owned()),
        NodeKind::Tag | NodeKind::Integration => attributes.push("shape: oval".to_owned()),
        _ if node.lacks_note() => attributes.push("style.stroke-dash: 3".to_owned()),
        NodeKind::Note | NodeKind::Unresolved | NodeKind::System | NodeKind::Field => {}
    }
    attributes.extend(node.class.map(|class| format!("class: class-{class}")));
    attributes.extend(node.path.as_deref().map(|path| format!("tooltip: {}", tooltip(path))));
    attributes.extend(options.link(node.path.as_deref()).map(|uri| format!("link: {}", quoted(&uri))));
    attributes
}

fn write_edge(view: &GraphView, options: &Options, edge: &Edge, out: &mut dyn Write) -> io::Result<()> {
    let arrow = match edge.kind {
        EdgeKind::Tag => "--",
        _ if edge.is_two_way() => "<->",
        _ => "->",
    };
    write!(out, "{} {arrow} {}", full_key(view, edge.source), full_key(view, edge.target))?;
    if let Some(text) = label::of_edge(edge) {
        write!(out, ": {}", quoted_label(options, &text))?;
    }
    let mut attributes = Vec::new();
    match edge.status().and_then(|status| Some((status, colors::of_status(status)?))) {
        Some((status, style)) => {
            attributes.push(format!("class: status-{status}"));
            // In a bundle, data flows in another integration than the one that gives the style.
            if style.dashes.is_some() && colors::dashes(edge).is_none() {
                attributes.push("style.stroke-dash: 0".to_owned());
            }
        }
        None if edge.only_embeds() => attributes.push("style.stroke-dash: 3".to_owned()),
        None => {}
    }
    if let Some(title) = titles::of_edge(view, edge) {
        attributes.push(format!("tooltip: {}", tooltip(&title)));
    }
    attributes.extend(options.link(edge.path()).map(|uri| format!("link: {}", quoted(&uri))));
    if label::of_edge(edge).is_none() && !attributes.is_empty() {
        write!(out, ":")?;
    }
    write_attributes(&attributes, out)
}

/// Writes the end of the line of a node or an edge.
fn write_attributes(attributes: &[String], out: &mut dyn Write) -> io::Result<()> {
    match attributes.is_empty() {
        true => writeln!(out),
        false => writeln!(out, " {{{}}}", attributes.join("; ")),
    }
}

/// Returns the key of a node from the outermost container: `g0.g2.n5`.
fn full_key(view: &GraphView, node: usize) -> String {
    let mut keys = vec![format!("n{node}")];
    let mut group = view.nodes[node].group;
    while let Some(position) = group {
        keys.push(format!("g{position}"));
        group = view.groups[position].parent;
    }
    keys.reverse();
    keys.join(".")
}

/// Quotes a label. D2 rejects links with an address as their label, which is none with a blank in front.
fn quoted_label(options: &Options, text: &str) -> String {
    let is_address = options.links_uri.is_some() && text.contains("://");
    quoted(&format!("{}{text}", if is_address { " " } else { "" }))
}

/// Quotes what is shown on hover. D2 shows it as text, but rejects it if it looks like broken HTML.
fn tooltip(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(|line| escaped(&line.replace('<', "‹")).into_owned()).collect();
    format!("\"{}\"", lines.join("\\n"))
}

/// Quotes a text for D2.
fn quoted(text: &str) -> String {
    format!("\"{}\"", escaped(text))
}

/// Escapes a text for double quotes, in which `${…}` is a variable. Control characters become spaces,
/// and what XML does not allow becomes U+FFFD.
fn escaped(text: &str) -> Cow<'_, str> {
    let is_special = |letter: char| {
        letter.is_control() || matches!(letter, '"' | '\\' | '$' | '\u{2028}' | '\u{2029}' | '\u{fffe}' | '\u{ffff}')
    };
    if !text.contains(is_special) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for letter in text.chars() {
        match letter {
            '"' | '\\' | '$' => shown.extend(['\\', letter]),
            '\u{fffe}' | '\u{ffff}' => shown.push('\u{fffd}'),
            _ if is_special(letter) => shown.push(' '),
            _ => shown.push(letter),
        }
    }
    Cow::Owned(shown)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::graph::test_graphs::{landscape, render_to_string, small};

    #[test]
    fn groups_are_containers_and_statuses_are_classes() {
        let expected = r##"direction: right
classes: {
  status-planned: {style: {stroke: "#7a5cc9"; stroke-dash: 2; stroke-width: 2}}
  status-active: {style: {stroke: "#1f8559"; stroke-width: 2}}
}
vars: {
  d2-legend: {
    a: {style.opacity: 0}
    b: {style.opacity: 0}
    a -> b: planned {class: status-planned}
    a -> b: active {class: status-active}
  }
}
g0: "Sales" {
  n0: "ERP" {style.stroke-dash: 3}
  n1: "Shop" {style.stroke-dash: 3}
}
g0.n0 -> g0.n1: "INT-10 · hourly" {class: status-planned}
g0.n0 -> g0.n1: "INT-2 · daily" {class: status-active}
"##;
        assert_eq!(render_to_string(&FORMAT.parts[0], &landscape()), expected);
    }

    #[test]
    fn text_is_quoted() {
        let document = render_to_string(&FORMAT.parts[0], &small());
        let check = |piece: &str| assert!(document.contains(piece), "{piece}\n{document}");
        check("n0: \"B & C\" {tooltip: \"a/B & C.md\"}\n");
        check("n1: \"Home\" {class: class-0; tooltip: \"a/Home.md\"}\n");
        check("n2: \"=\\\"<\\\\ \" {style.stroke-dash: 3}\n");
        check("n1 -> n0: \"3\"\n");
        assert_eq!(quoted("${x} \\${y}\n"), r#""\${x} \\\${y} ""#);
    }

    #[test]
    fn links_open_notes() {
        let options = Options { links_uri: Some("Tea & Co".to_owned()) };
        let mut bytes = Vec::new();
        render(&small(), &options, &mut bytes).unwrap();
        let document = String::from_utf8(bytes).unwrap();
        let link = "link: \"obsidian://open?vault=Tea%20%26%20Co&file=a%2FHome.md\"";
        assert!(document.contains(link), "{document}");
    }
}
