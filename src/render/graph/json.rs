//! The graph as JSON, for tools (spec/graph.md, section JSON).

use super::{Format, Options, TooLarge};
use crate::query::graph::GraphView;

pub(super) const FORMAT: Format =
    Format { name: "json", about: "nodes and edges as one document, for networkx, d3 and scripts", render };

fn render(view: &GraphView, _options: &Options) -> Result<Vec<u8>, TooLarge> {
    let mut document = serde_json::to_vec_pretty(view).expect("a graph holds text and numbers only");
    document.push(b'\n');
    Ok(document)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::graph::{Edge, EdgeKind, Node, NodeKind};

    fn check(view: &GraphView, expected: &str) {
        let document = render(view, &Options::default()).unwrap();
        assert_eq!(String::from_utf8(document).unwrap(), expected);
    }

    #[test]
    fn the_document_is_that_of_the_contract() {
        let note = Node {
            path: Some("a/Note.md".to_owned()),
            tags: vec!["x".to_owned()],
            label_is_linkpath: true,
            ..Node::new(NodeKind::Note, "Note")
        };
        let nodes = vec![Node::new(NodeKind::Unresolved, "Say \"x\""), note];
        let edge = Edge { source: 1, target: 0, kind: EdgeKind::Link, count: 2, embeds: 1, label: None };
        check(
            &GraphView::new("links", "My vault", false, nodes, vec![edge]),
            r#"{
  "schema_version": 1,
  "directed": true,
  "multigraph": false,
  "graph": {
    "view": "links",
    "vault": "My vault"
  },
  "nodes": [
    {
      "id": "n0",
      "path": "a/Note.md",
      "label": "Note",
      "kind": "note",
      "tags": [
        "x"
      ],
      "in_degree": 0,
      "out_degree": 1
    },
    {
      "id": "n1",
      "path": null,
      "label": "Say \"x\"",
      "kind": "unresolved",
      "tags": [],
      "in_degree": 1,
      "out_degree": 0
    }
  ],
  "edges": [
    {
      "source": "n0",
      "target": "n1",
      "kind": "link",
      "count": 2,
      "embeds": 1,
      "label": null
    }
  ]
}
"#,
        );
    }

    #[test]
    fn an_empty_graph_is_a_whole_document() {
        let lists = "\"nodes\": [],\n  \"edges\": []\n}\n";
        let head = "{\n  \"schema_version\": 1,\n  \"directed\": true,\n  \"multigraph\": false,\n  ";
        let graph = "\"graph\": {\n    \"view\": \"links\",\n    \"vault\": \"V\"\n  },\n  ";
        check(&GraphView::new("links", "V", false, Vec::new(), Vec::new()), &format!("{head}{graph}{lists}"));
    }
}
