//! The output formats of a graph: one module for each format, and [`FORMATS`], the list of them. They turn values into
//! bytes and know nothing of vaults, files and command line flags.

mod attributes;
mod canvas;
mod colors;
mod csv;
mod cytoscape;
mod d2;
mod dot;
mod drawio;
mod format;
mod gexf;
mod graphml;
mod html;
mod json;
mod label;
mod layout;
mod mermaid;
mod names;
mod nesting;
mod plantuml;
mod rows;
mod scene;
mod structurizr;
mod svg;
mod table_columns;
#[cfg(test)]
mod test_graphs;
mod titles;
mod xml;

pub use format::{Failure, Format, Options, Part, TooLarge};
pub use json::schema as json_schema;
pub use mermaid::{SplitFile, files_in_index, message_diagram, note, split};
pub(super) use xml::legal as legal_in_xml;

/// All formats, the default first.
pub static FORMATS: &[Format] = &[
    mermaid::FORMAT,
    dot::FORMAT,
    graphml::FORMAT,
    gexf::FORMAT,
    json::FORMAT,
    cytoscape::FORMAT,
    canvas::FORMAT,
    csv::FORMAT,
    html::FORMAT,
    svg::FORMAT,
    d2::FORMAT,
    plantuml::FORMAT,
    drawio::FORMAT,
    structurizr::FORMAT,
];
