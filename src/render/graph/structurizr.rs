//! The graph as a workspace in the language of Structurizr: nodes as software systems, each integration as a relationship
//! of its own.

use std::io::{self, Write};

use vaultdex_query::graph::{Edge, EdgeKind, EdgeRecord, GraphView, Node, NodeKind};

use super::format::{Failure, Format, Options, Part};
use super::nesting::{self, Block};
use super::{colors, label, names};

pub(super) const FORMAT: Format = Format {
    name: "structurizr",
    endings: &["dsl"],
    about: "A workspace in the Structurizr DSL, for C4 models",
    is_bundled: false,
    has_history: false,
    parts: &[Part { name: "", render }],
};

/// Separates the names of nested groups, in which it is replaced.
const GROUP_SEPARATOR: char = '␟';

fn render(view: &GraphView, options: &Options, out: &mut dyn Write) -> Result<(), Failure> {
    writeln!(out, "workspace {} {{", quoted(&format!("{} of {}", view.view, view.vault)))?;
    writeln!(out, "    model {{")?;
    if view.groups.iter().any(|group| group.parent.is_some()) {
        writeln!(
            out,
            "        properties {{\n            \"structurizr.groupSeparator\" \"{GROUP_SEPARATOR}\"\n        }}"
        )?;
    }
    write_blocks(view, options, out)?;
    write_relationships(view, options, out)?;
    writeln!(out, "    }}")?;
    write_views(view, out)?;
    writeln!(out, "}}")?;
    Ok(())
}

/// Returns names for the nodes. Structurizr distinguishes software systems by name alone, without regard to case.
fn unique_names(view: &GraphView) -> Vec<String> {
    unique(view.nodes.iter().map(|node| escaped(&label::display(&node.label))))
}

/// Returns the texts without blanks around them, and with a number behind each that an earlier one equals.
fn unique(texts: impl Iterator<Item = String>) -> Vec<String> {
    names::numbered(texts.map(|text| text.trim().to_owned()).collect(), str::to_lowercase)
}

/// Writes the groups, each with its members inside.
fn write_blocks(view: &GraphView, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let names = unique_names(view);
    for (depth, block) in nesting::blocks(view) {
        let indent = "    ".repeat(depth + 2);
        match block {
            Block::Node(position, node) => {
                let tags = tags(view, node);
                write!(out, "{indent}n{position} = softwareSystem \"{}\" \"\" {tags}", names[position])?;
                let place = node.path.as_deref().map(|path| (path, node.line));
                write_properties(options, place, Vec::new(), &indent, out)?;
            }
            Block::Start(_, group) => {
                let name = label::display(&group.name).replace(GROUP_SEPARATOR, " ");
                writeln!(out, "{indent}group {} {{", quoted(&name))?;
            }
            Block::End => writeln!(out, "{indent}}}")?,
        }
    }
    Ok(())
}

/// Returns the tags of a node: its kind, its status, its group and its color class. All but the kind have a word in front,
/// so that a group called `integration` does not get the shape of one.
fn tags(view: &GraphView, node: &Node) -> String {
    let status = node.status.as_deref().map(status_tag);
    let group = node.group.map(|group| format!("group {}", view.groups[group].name));
    let class = node.class.map(class_tag);
    let no_note = (node.kind == NodeKind::System && node.lacks_note()).then_some("no note");
    let tags = [Some(node.kind.name()), no_note, status.as_deref(), group.as_deref(), class.as_deref()];
    quoted(&tags.into_iter().flatten().map(tag).collect::<Vec<_>>().join(","))
}

/// Returns the tag of a status.
fn status_tag(status: &str) -> String {
    format!("status {status}")
}

/// Returns the tag of a color class, whose name may be a query with commas.
fn class_tag(class: usize) -> String {
    format!("class {}", class + 1)
}

/// Returns a text as one tag; commas separate tags.
fn tag(text: &str) -> String {
    label::display(text).replace(',', " ").trim().to_owned()
}

/// Writes the edges. Structurizr distinguishes relationships between the same two systems by description alone.
fn write_relationships(view: &GraphView, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let is_parallel = |a: &Edge, b: &Edge| (a.source, a.target) == (b.source, b.target);
    for parallel in view.edges.chunk_by(is_parallel) {
        let descriptions = unique(parallel.iter().map(description));
        for (edge, description) in parallel.iter().zip(descriptions) {
            write_relationship(options, edge, &description, out)?;
        }
    }
    Ok(())
}

fn write_relationship(options: &Options, edge: &Edge, description: &str, out: &mut dyn Write) -> io::Result<()> {
    let integration = edge.records().first().map(|record| &record.integration);
    let technology = integration.and_then(|it| it.kind.as_deref()).map(label::display).unwrap_or_default();
    let status = edge.status().map(status_tag);
    let tags: Vec<String> = [Some(edge.kind.name()), status.as_deref()].into_iter().flatten().map(tag).collect();
    write!(out, "        n{} -> n{} \"{description}\"", edge.source, edge.target)?;
    write!(out, " {} {}", quoted(&technology), quoted(&tags.join(",")))?;
    let facts = integration.map(|it| {
        let facts = [
            ("owner", &it.owner),
            ("frequency", &it.frequency),
            ("classification", &it.classification),
            ("direction", &it.direction),
            ("next review", &it.next_review),
        ];
        facts.into_iter().filter_map(|(name, value)| Some((name, value.as_deref()?.to_owned()))).collect()
    });
    let place = edge.place().map(|(path, line)| (&**path, Some(line)));
    write_properties(options, place, facts.unwrap_or_default(), "        ", out)
}

/// Returns what a relationship says: the ID and name of its integration, the rule of a mapping, or the kind of edge.
fn description(edge: &Edge) -> String {
    let text = match edge.records().first() {
        Some(EdgeRecord { integration, .. }) => integration.full_name().into_owned(),
        None => match (edge.label(), edge.kind) {
            (Some(label), _) => label.to_owned(),
            (None, EdgeKind::Link) if edge.only_embeds() => "embeds".to_owned(),
            (None, EdgeKind::Link) => "links to".to_owned(),
            (None, EdgeKind::Tag) => "has the tag".to_owned(),
            (None, EdgeKind::Integration) => "sends data to".to_owned(),
            (None, EdgeKind::Mapping) => "is mapped to".to_owned(),
        },
    };
    escaped(&label::display(&text))
}

/// Writes the rest of a statement: the place in the vault, and more facts, as properties. The URI of the note is one too,
/// because Structurizr takes only web addresses for an `url`.
fn write_properties(
    options: &Options,
    place: Option<(&str, Option<u32>)>,
    mut facts: Vec<(&str, String)>,
    indent: &str,
    out: &mut dyn Write,
) -> io::Result<()> {
    let noted = place.map(|(path, line)| line.map_or(path.to_owned(), |line| format!("{path}:{line}")));
    facts.extend(noted.map(|noted| ("note", noted)));
    facts.extend(options.link(place.map(|(path, _)| path)).map(|uri| ("uri", uri)));
    // A property without a value is an error.
    facts.retain(|(_, value)| !value.trim().is_empty());
    if facts.is_empty() {
        return writeln!(out);
    }
    writeln!(out, " {{\n{indent}    properties {{")?;
    for (name, value) in facts {
        writeln!(out, "{indent}        \"{name}\" {}", quoted(&value))?;
    }
    writeln!(out, "{indent}    }}\n{indent}}}")
}

/// Writes the view of everything and the styles of kinds, classes and statuses.
fn write_views(view: &GraphView, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "    views {{")?;
    writeln!(out, "        systemLandscape {} {{", quoted(view.view))?;
    writeln!(out, "            include *\n            autoLayout lr\n        }}\n        styles {{")?;
    let style = |out: &mut dyn Write, what: &str, tag: &str, lines: &[String]| {
        writeln!(out, "            {what} {} {{", quoted(tag))?;
        lines.iter().try_for_each(|line| writeln!(out, "                {line}"))?;
        writeln!(out, "            }}")
    };
    let plain = ["shape RoundedBox", "background #ffffff", "color #1f2933", "stroke #7b8794"].map(str::to_owned);
    style(out, "element", "Element", &plain)?;
    style(out, "element", "integration", &["shape Hexagon".to_owned()])?;
    style(out, "element", "no note", &["border dashed".to_owned()])?;
    for class in 0..view.classes.len() {
        let colors = [format!("background {}", colors::tint(class)), format!("stroke {}", colors::hex(class))];
        style(out, "element", &class_tag(class), &colors)?;
    }
    style(out, "relationship", "Relationship", &["style solid".to_owned(), "color #888888".to_owned()])?;
    for (status, status_style) in colors::statuses_in(view.edges.iter()) {
        let mut lines = vec![format!("color {}", status_style.color)];
        // Structurizr has two patterns: one of dots and one of dashes.
        lines.extend(status_style.dashes.map(|dashes| match colors::are_dots(dashes) {
            true => "style dotted".to_owned(),
            false => "style dashed".to_owned(),
        }));
        lines.push(format!("thickness {}", colors::whole_width(&status_style)));
        style(out, "relationship", &status_tag(status), &lines)?;
    }
    writeln!(out, "        }}\n    }}")
}

/// Quotes a text for the DSL.
fn quoted(text: &str) -> String {
    format!("\"{}\"", escaped(text))
}

/// Returns a text for double quotes. The DSL has no escape for backslashes, which become slashes, for `${`, which would be
/// replaced by a variable of the environment, and for `->`, which it may take for a relationship even between quotes.
/// Control characters become blanks.
fn escaped(text: &str) -> String {
    let text = text.replace(|letter: char| letter.is_control() || matches!(letter, '\u{2028}' | '\u{2029}'), " ");
    text.replace('\\', "/").replace("${", "$ {").replace("->", "→").replace('"', "\\\"")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::graph::test_graphs::{landscape, render_to_string, small};

    #[test]
    fn integrations_are_relationships() {
        let document = render_to_string(&FORMAT.parts[0], &landscape());
        let expected = r##"workspace "landscape of V" {
    model {
        group "Sales" {
            n0 = softwareSystem "ERP" "" "system,no note,status active,group Sales"
            n1 = softwareSystem "Shop" "" "system,no note,group Sales"
        }
        n0 -> n1 "INT-10 · hourly" "" "integration,status planned"
        n0 -> n1 "INT-2 · daily" "" "integration,status active"
    }
    views {
        systemLandscape "landscape" {
            include *
            autoLayout lr
        }
"##;
        assert!(document.starts_with(expected), "{document}");
        let style = "relationship \"status planned\" {\n                color #7a5cc9\n                style dotted\n";
        assert!(document.contains(style), "{document}");
    }

    #[test]
    fn names_and_descriptions_are_unique() {
        let nodes = vec![Node::new(NodeKind::System, "ERP"), Node::new(NodeKind::Integration, "erp")];
        let edges = vec![Edge::new(EdgeKind::Integration, 0, 1), Edge::new(EdgeKind::Integration, 0, 1)];
        let document = render_to_string(&FORMAT.parts[0], &GraphView::new("landscape", "V", true, nodes, edges));
        let check = |piece: &str| assert!(document.contains(piece), "{piece}\n{document}");
        check("n0 = softwareSystem \"ERP\"");
        check("n1 = softwareSystem \"erp (2)\"");
        check("n0 -> n1 \"sends data to\"");
        check("n0 -> n1 \"sends data to (2)\"");
    }

    #[test]
    fn text_is_quoted() {
        let check = |text: &str, expected: &str| assert_eq!(quoted(text), expected);
        check("say \"x\"", r#""say \"x\"""#);
        check("C:\\x\\", "\"C:/x/\"");
        check("${HOME} $x", "\"$ {HOME} $x\"");
        check("-->", "\"-→\"");
        check("a\nb", "\"a b\"");
        assert_eq!(tag(" a,b "), "a b");
        let document = render_to_string(&FORMAT.parts[0], &small());
        let note = "        n1 = softwareSystem \"Home\" \"\" \"note,class 1\" {\n            properties {\n                \
                    \"note\" \"a/Home.md\"\n            }\n        }\n";
        assert!(document.contains(note), "{document}");
    }
}
