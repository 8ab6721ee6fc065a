//! The graph as a JSON document (docs/spec/graph.md#json).

use std::io::Write;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;
use vaultdex_query::graph::GraphView;

use super::format::{Failure, Format, Options, Part};
use super::rows;
use super::rows::{EdgeRow, LazySeq, NodeRow};

pub(super) const FORMAT: Format = Format {
    name: "json",
    endings: &["json"],
    about: "Nodes and edges as one document, for networkx, d3 and scripts",
    is_bundled: false,
    has_history: false,
    parts: &[Part { name: "", render }],
};

#[derive(Serialize, JsonSchema)]
struct Document<'a, N: Serialize, E: Serialize> {
    schema_version: u32,
    /// Whether edges have a direction: always.
    directed: bool,
    /// Whether there may be several edges from one node to another: in all views but links.
    multigraph: bool,
    /// What the graph is.
    graph: GraphAttributes<'a>,
    /// The nodes.
    nodes: N,
    /// The edges.
    edges: E,
}

/// What a graph is.
#[derive(Serialize, JsonSchema)]
struct GraphAttributes<'a> {
    /// The view: `links`, `landscape`, `lineage` or `impact`.
    view: &'static str,
    /// The name of the vault.
    vault: &'a str,
}

/// Returns the JSON Schema of the document.
pub fn schema(generator: &mut SchemaGenerator) -> Schema {
    Document::<Vec<NodeRow>, Vec<EdgeRow>>::json_schema(generator)
}

fn render(view: &GraphView, _options: &Options, out: &mut dyn Write) -> Result<(), Failure> {
    let document = Document {
        schema_version: 1,
        directed: true,
        multigraph: view.multigraph,
        graph: GraphAttributes { view: view.view, vault: &view.vault },
        nodes: LazySeq(|| rows::nodes(view)),
        edges: LazySeq(|| rows::edges(view)),
    };
    Ok(rows::write(&document, 2, out)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::graph::test_graphs::{landscape, render_to_string, small};

    fn check(view: &GraphView, expected: &[&str]) {
        let document = render_to_string(&FORMAT.parts[0], view);
        assert_eq!(document.lines().collect::<Vec<_>>(), expected);
        serde_json::from_str::<serde_json::Value>(&document).unwrap();
    }

    #[test]
    fn document_has_the_specified_keys() {
        check(
            &small(),
            &[
                r#"{"schema_version":1,"directed":true,"multigraph":false,"graph":{"view":"links","vault":"Tea & Co"},"nodes":["#,
                r#"{"id":"n0","path":"a/B & C.md","label":"B & C","kind":"note","tags":[],"in_degree":1,"out_degree":1,"class":null},"#,
                r#"{"id":"n1","path":"a/Home.md","label":"Home","kind":"note","tags":["x","y/z"],"in_degree":0,"out_degree":1,"class":"tag:x"},"#,
                r#"{"id":"n2","path":null,"label":"=\"<\\\u0001","kind":"unresolved","tags":[],"in_degree":1,"out_degree":0,"class":null}],"edges":["#,
                r#"{"source":"n0","target":"n2","kind":"link","count":1,"embeds":0,"label":null},"#,
                r#"{"source":"n1","target":"n0","kind":"link","count":3,"embeds":1,"label":null}]}"#,
            ],
        );
    }

    #[test]
    fn parallel_edges_have_keys() {
        check(
            &landscape(),
            &[
                r#"{"schema_version":1,"directed":true,"multigraph":true,"graph":{"view":"landscape","vault":"V"},"nodes":["#,
                r#"{"id":"n0","path":null,"line":null,"label":"ERP","kind":"system","tags":[],"in_degree":0,"out_degree":2,"group":["Sales"],"status":"active"},"#,
                r#"{"id":"n1","path":null,"line":null,"label":"Shop","kind":"system","tags":[],"in_degree":2,"out_degree":0,"group":["Sales"],"status":null}],"edges":["#,
                r#"{"source":"n0","target":"n1","key":0,"kind":"integration","count":1,"embeds":0,"label":"INT-10 · hourly","status":"planned"},"#,
                r#"{"source":"n0","target":"n1","key":1,"kind":"integration","count":1,"embeds":0,"label":"INT-2 · daily","status":"active"}]}"#,
            ],
        );
    }

    #[test]
    fn empty_graph_is_a_complete_document() {
        check(
            &GraphView::new("links", "V", false, Vec::new(), Vec::new()),
            &[
                r#"{"schema_version":1,"directed":true,"multigraph":false,"graph":{"view":"links","vault":"V"},"nodes":[],"edges":[]}"#,
            ],
        );
    }
}
