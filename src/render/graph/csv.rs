//! The graph as two CSV tables, one of nodes and one of edges.

use std::io::Write;

use vaultdex_query::graph::GraphView;

use super::attributes;
use super::format::{Failure, Format, Options, Part};
use crate::render::formula::escape_formula;

pub(super) const FORMAT: Format = Format {
    name: "csv",
    endings: &["csv"],
    about: "Two tables, of nodes and of edges, for spreadsheets, DuckDB and pandas",
    is_bundled: false,
    has_history: false,
    parts: &[Part { name: "nodes", render: nodes }, Part { name: "edges", render: edges }],
};

fn nodes(view: &GraphView, _options: &Options, out: &mut dyn Write) -> Result<(), Failure> {
    let mut table = table(out);
    let names = attributes::NODE.iter().map(|attribute| attribute.name);
    let written = (|| {
        table.write_record(["id"].into_iter().chain(names))?;
        for (position, node) in view.nodes.iter().enumerate() {
            table.write_field(format!("n{position}"))?;
            for value in attributes::of_node(view, node) {
                table.write_field(escape_formula(value.as_deref().unwrap_or_default()).as_bytes())?;
            }
            table.write_record(None::<&[u8]>)?;
        }
        Ok(table.flush()?)
    })();
    written.map_err(failure)
}

/// Writes the edges with the ids and the labels of their nodes, so that the table is useful without the other one.
fn edges(view: &GraphView, _options: &Options, out: &mut dyn Write) -> Result<(), Failure> {
    let mut table = table(out);
    let names = attributes::EDGE.iter().map(|attribute| attribute.name);
    let written = (|| {
        table.write_record(["source", "target", "source_label", "target_label"].into_iter().chain(names))?;
        for edge in &view.edges {
            table.write_field(format!("n{}", edge.source))?;
            table.write_field(format!("n{}", edge.target))?;
            table.write_field(escape_formula(&view.nodes[edge.source].label).as_bytes())?;
            table.write_field(escape_formula(&view.nodes[edge.target].label).as_bytes())?;
            for value in attributes::of_edge(edge) {
                table.write_field(escape_formula(value.as_deref().unwrap_or_default()).as_bytes())?;
            }
            table.write_record(None::<&[u8]>)?;
        }
        Ok(table.flush()?)
    })();
    written.map_err(failure)
}

/// Creates a writer with the line endings of RFC 4180.
fn table(out: &mut dyn Write) -> ::csv::Writer<&mut dyn Write> {
    ::csv::WriterBuilder::new().terminator(::csv::Terminator::CRLF).from_writer(out)
}

fn failure(error: ::csv::Error) -> Failure {
    match error.into_kind() {
        ::csv::ErrorKind::Io(error) => Failure::Write(error),
        other => Failure::Write(std::io::Error::other(format!("{other:?}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::graph::test_graphs::{landscape, render_to_string, small};

    #[test]
    fn graph_is_two_tables() {
        let check = |part: usize, view: &GraphView, expected: &str| {
            assert_eq!(render_to_string(&FORMAT.parts[part], view), expected.replace('\n', "\r\n"));
        };
        let nodes = "id,label,path,line,kind,tags,in_degree,out_degree,group,status,class\n\
            n0,B & C,a/B & C.md,,note,,1,1,,,\n\
            n1,Home,a/Home.md,,note,x y/z,0,1,,,tag:x\n\
            n2,\"'=\"\"<\\\u{1}\",,,unresolved,,1,0,,,\n";
        check(0, &small(), nodes);
        let edges = "source,target,source_label,target_label,label,kind,count,embeds,status,\
            path,line,integration,name,direction,owner,frequency,from_role,to_role\n\
            n0,n1,ERP,Shop,INT-10 · hourly,integration,1,0,planned,,,,,,,,,\n\
            n0,n1,ERP,Shop,INT-2 · daily,integration,1,0,active,,,,,,,,,\n";
        check(1, &landscape(), edges);
    }
}
