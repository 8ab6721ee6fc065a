//! The graph as GEXF 1.3, for Gephi.

use std::io::{self, Write};

use vaultdex_query::graph::GraphView;

use super::attributes::{Attribute, AttributeKind};
use super::format::{Failure, Format, Options, Part};
use super::xml::{Xml, legal};
use super::{attributes, colors, xml};

pub(super) const FORMAT: Format = Format {
    name: "gexf",
    endings: &["gexf"],
    about: "XML for Gephi",
    is_bundled: false,
    has_history: false,
    parts: &[Part { name: "", render }],
};

fn render(view: &GraphView, _options: &Options, out: &mut dyn Write) -> Result<(), Failure> {
    let mut writer = xml::document(out)?;
    let root = writer.create_element("gexf").with_attribute(("xmlns", "http://gexf.net/1.3"));
    let root = root.with_attribute(("xmlns:viz", "http://gexf.net/1.3/viz")).with_attribute(("version", "1.3"));
    root.write_inner_content(|writer| {
        // GEXF has an attribute of its own for the label, which is the first attribute.
        let (node_attributes, edge_attributes) = (&attributes::NODE[1..], &attributes::EDGE[1..]);
        write_meta(writer, view)?;
        let graph = writer.create_element("graph").with_attribute(("mode", "static"));
        graph.with_attribute(("defaultedgetype", "directed")).write_inner_content(|writer| {
            write_attributes(writer, "node", node_attributes)?;
            write_attributes(writer, "edge", edge_attributes)?;
            write_nodes(writer, view)?;
            write_edges(writer, view)
        })?;
        Ok(())
    })?;
    writer.into_inner().write_all(b"\n")?;
    Ok(())
}

fn write_meta(writer: &mut Xml, view: &GraphView) -> io::Result<()> {
    writer.create_element("meta").write_inner_content(|writer| {
        writer.create_element("creator").write_text_content(text("vaultdex"))?;
        let description = format!("{} of {}", view.view, view.vault);
        writer.create_element("description").write_text_content(text(&legal(&description)))?;
        Ok(())
    })?;
    Ok(())
}

fn write_nodes(writer: &mut Xml, view: &GraphView) -> io::Result<()> {
    writer.create_element("nodes").write_inner_content(|writer| {
        for (position, node) in view.nodes.iter().enumerate() {
            let element = writer.create_element("node").with_attribute(("id", &*format!("n{position}")));
            let element = element.with_attribute(("label", &*legal(&node.label)));
            element.write_inner_content(|writer| {
                write_values(writer, &attributes::of_node(view, node)[1..])?;
                node.class.map_or(Ok(()), |class| write_color(writer, class))
            })?;
        }
        Ok(())
    })?;
    Ok(())
}

fn write_edges(writer: &mut Xml, view: &GraphView) -> io::Result<()> {
    writer.create_element("edges").write_inner_content(|writer| {
        for (position, edge) in view.edges.iter().enumerate() {
            let (source, target) = (format!("n{}", edge.source), format!("n{}", edge.target));
            let element = writer.create_element("edge").with_attribute(("id", &*format!("e{position}")));
            let element = element.with_attribute(("source", &*source)).with_attribute(("target", &*target));
            let element = element.with_attribute(("weight", &*edge.count.to_string()));
            let element = match edge.label() {
                Some(label) => element.with_attribute(("label", &*legal(label))),
                None => element,
            };
            element.write_inner_content(|writer| write_values(writer, &attributes::of_edge(edge)[1..]))?;
        }
        Ok(())
    })?;
    Ok(())
}

fn text(text: &str) -> quick_xml::events::BytesText<'_> {
    quick_xml::events::BytesText::new(text)
}

fn write_attributes(writer: &mut Xml, of: &str, attributes: &[Attribute]) -> io::Result<()> {
    writer.create_element("attributes").with_attribute(("class", of)).write_inner_content(|writer| {
        for (position, Attribute { name, kind }) in attributes.iter().enumerate() {
            let kind = match kind {
                AttributeKind::Integer => "integer",
                AttributeKind::Text => "string",
            };
            let element = writer.create_element("attribute").with_attribute(("id", &*position.to_string()));
            element.with_attribute(("title", *name)).with_attribute(("type", kind)).write_empty()?;
        }
        Ok(())
    })?;
    Ok(())
}

fn write_values<T: AsRef<str>>(writer: &mut Xml, values: &[Option<T>]) -> io::Result<()> {
    writer.create_element("attvalues").write_inner_content(|writer| {
        for (position, value) in values.iter().enumerate() {
            let Some(value) = value else { continue };
            let element = writer.create_element("attvalue").with_attribute(("for", &*position.to_string()));
            element.with_attribute(("value", &*legal(value.as_ref()))).write_empty()?;
        }
        Ok(())
    })?;
    Ok(())
}

fn write_color(writer: &mut Xml, class: usize) -> io::Result<()> {
    let [red, green, blue] = colors::of_class(class).map(|part| part.to_string());
    let element = writer.create_element("viz:color").with_attribute(("r", &*red));
    element.with_attribute(("g", &*green)).with_attribute(("b", &*blue)).write_empty()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::graph::test_graphs::{landscape, render_to_string, small};

    #[test]
    fn document_has_the_structure_that_gephi_reads() {
        let document = render_to_string(&FORMAT.parts[0], &small());
        let check = |piece: &str| assert!(document.contains(piece), "{piece}\n{document}");
        check("<graph mode=\"static\" defaultedgetype=\"directed\">");
        check("<attribute id=\"0\" title=\"path\" type=\"string\"/>");
        check(
            "<node id=\"n0\" label=\"B &amp; C\">\n    <attvalues>\n     <attvalue for=\"0\" value=\"a/B &amp; C.md\"/>",
        );
        check("label=\"=&quot;&lt;\\\u{fffd}\"");
        check("<viz:color r=\"");
        check("<edge id=\"e1\" source=\"n1\" target=\"n0\" weight=\"3\">");
        let labels = render_to_string(&FORMAT.parts[0], &landscape());
        assert!(labels.contains("weight=\"1\" label=\"INT-2 · daily\""), "{labels}");
    }
}
