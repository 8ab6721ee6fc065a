//! The graph as GraphML.

use std::io::{self, Write};

use quick_xml::events::BytesText;
use vaultdex_query::graph::GraphView;

use super::attributes::{Attribute, AttributeKind};
use super::format::{Failure, Format, Options, Part};
use super::xml::{Xml, legal};
use super::{attributes, xml};

pub(super) const FORMAT: Format = Format {
    name: "graphml",
    endings: &["graphml"],
    about: "XML for networkx, igraph, Gephi and yEd",
    is_bundled: false,
    has_history: false,
    parts: &[Part { name: "", render }],
};

fn render(view: &GraphView, _options: &Options, out: &mut dyn Write) -> Result<(), Failure> {
    let mut writer = xml::document(out)?;
    let root = writer.create_element("graphml").with_attribute(("xmlns", "http://graphml.graphdrawing.org/xmlns"));
    root.write_inner_content(|writer| {
        keys(writer, "node", &attributes::NODE)?;
        keys(writer, "edge", &attributes::EDGE)?;
        let graph = writer.create_element("graph").with_attribute(("edgedefault", "directed"));
        graph.with_attribute(("id", view.view)).write_inner_content(|writer| {
            for (position, node) in view.nodes.iter().enumerate() {
                let values = attributes::of_node(view, node);
                let element = writer.create_element("node").with_attribute(("id", &*format!("n{position}")));
                element.write_inner_content(|writer| data(writer, "node", &attributes::NODE, values))?;
            }
            for (position, edge) in view.edges.iter().enumerate() {
                let (source, target) = (format!("n{}", edge.source), format!("n{}", edge.target));
                let element = writer.create_element("edge").with_attribute(("id", &*format!("e{position}")));
                let element = element.with_attribute(("source", &*source)).with_attribute(("target", &*target));
                let values = attributes::of_edge(edge);
                element.write_inner_content(|writer| data(writer, "edge", &attributes::EDGE, values))?;
            }
            Ok(())
        })?;
        Ok(())
    })?;
    writer.into_inner().write_all(b"\n")?;
    Ok(())
}

/// Writes the declarations of the attributes. Ids are prefixed with the kind of element, because nodes and edges share
/// attribute names.
fn keys(writer: &mut Xml, of: &str, attributes: &[Attribute]) -> io::Result<()> {
    for Attribute { name, kind } in attributes {
        let kind = match kind {
            AttributeKind::Integer => "int",
            AttributeKind::Text => "string",
        };
        let key = writer.create_element("key").with_attribute(("id", &*format!("{of}-{name}")));
        let key = key.with_attribute(("for", of)).with_attribute(("attr.name", *name));
        key.with_attribute(("attr.type", kind)).write_empty()?;
    }
    Ok(())
}

fn data<T: AsRef<str>, const N: usize>(
    writer: &mut Xml,
    of: &str,
    attributes: &[Attribute; N],
    values: [Option<T>; N],
) -> io::Result<()> {
    for (Attribute { name, .. }, value) in attributes.iter().zip(values) {
        let Some(value) = value else { continue };
        let data = writer.create_element("data").with_attribute(("key", &*format!("{of}-{name}")));
        data.write_text_content(BytesText::new(&legal(value.as_ref())))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::graph::test_graphs::{landscape, render_to_string, small};

    #[test]
    fn document_is_xml_with_typed_keys() {
        let document = render_to_string(&FORMAT.parts[0], &small());
        let check = |piece: &str| assert!(document.contains(piece), "{piece}\n{document}");
        check("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<graphml xmlns=");
        check("<key id=\"node-in_degree\" for=\"node\" attr.name=\"in_degree\" attr.type=\"int\"/>");
        check("<node id=\"n0\">\n   <data key=\"node-label\">B &amp; C</data>");
        check("<data key=\"node-tags\">x y/z</data>");
        check("<data key=\"node-label\">=&quot;&lt;\\\u{fffd}</data>");
        check("<edge id=\"e1\" source=\"n1\" target=\"n0\">");
        let groups = render_to_string(&FORMAT.parts[0], &landscape());
        assert!(groups.contains("<data key=\"node-group\">Sales</data>"), "{groups}");
    }
}
