//! The graph as elements for Cytoscape.js: `cytoscape({elements: document.elements})`.

use std::io::Write;

use serde::Serialize;
use vaultdex_query::graph::GraphView;

use super::format::{Failure, Format, Options, Part};
use super::rows;
use super::rows::{EdgeRow, Id, LazySeq};

pub(super) const FORMAT: Format = Format {
    name: "cytoscape",
    endings: &["cyjs", "cytoscape"],
    about: "Elements for Cytoscape.js and Cytoscape",
    is_bundled: false,
    has_history: false,
    parts: &[Part { name: "", render }],
};

#[derive(Serialize)]
struct Document<'a, N: Serialize, E: Serialize> {
    data: NetworkData<'a>,
    elements: Elements<N, E>,
}

/// The attributes of the network.
#[derive(Serialize)]
struct NetworkData<'a> {
    name: &'a str,
    view: &'static str,
}

#[derive(Serialize)]
struct Elements<N: Serialize, E: Serialize> {
    nodes: N,
    edges: E,
}

#[derive(Serialize)]
struct Element<D: Serialize> {
    data: D,
}

/// An edge. Every element has an ID.
#[derive(Serialize)]
struct EdgeData<'a> {
    id: Id,
    #[serde(flatten)]
    row: EdgeRow<'a>,
}

fn render(view: &GraphView, _options: &Options, out: &mut dyn Write) -> Result<(), Failure> {
    let document = Document {
        data: NetworkData { name: &view.vault, view: view.view },
        elements: Elements {
            nodes: LazySeq(|| rows::nodes(view).map(|data| Element { data })),
            edges: LazySeq(|| {
                rows::edges(view)
                    .enumerate()
                    .map(|(position, row)| Element { data: EdgeData { id: Id('e', position), row } })
            }),
        },
    };
    Ok(rows::write(&document, 3, out)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::graph::test_graphs::{render_to_string, small};

    #[test]
    fn elements_have_the_data_of_nodes_and_edges() {
        let document = render_to_string(&FORMAT.parts[0], &small());
        assert_eq!(
            document.lines().collect::<Vec<_>>(),
            [
                r#"{"data":{"name":"Tea & Co","view":"links"},"elements":{"nodes":["#,
                r#"{"data":{"id":"n0","path":"a/B & C.md","label":"B & C","kind":"note","tags":[],"in_degree":1,"out_degree":1,"class":null}},"#,
                r#"{"data":{"id":"n1","path":"a/Home.md","label":"Home","kind":"note","tags":["x","y/z"],"in_degree":0,"out_degree":1,"class":"tag:x"}},"#,
                r#"{"data":{"id":"n2","path":null,"label":"=\"<\\\u0001","kind":"unresolved","tags":[],"in_degree":1,"out_degree":0,"class":null}}],"edges":["#,
                r#"{"data":{"id":"e0","source":"n0","target":"n2","kind":"link","count":1,"embeds":0,"label":null}},"#,
                r#"{"data":{"id":"e1","source":"n1","target":"n0","kind":"link","count":3,"embeds":1,"label":null}}]}}"#,
            ]
        );
    }
}
