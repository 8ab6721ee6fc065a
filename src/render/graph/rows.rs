//! Nodes and edges as JSON objects, one per line, for the JSON-based formats. They are serialized lazily, so that a
//! graph of half a million edges is not held in memory twice.

use std::borrow::Cow;
use std::cell::RefCell;
use std::io::{self, Write};
use std::sync::Arc;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Serialize, Serializer};
use serde_json::ser::Formatter;
use vaultdex_query::graph::{Edge, EdgeKind, GraphView, Node, NodeKind};

/// Writes a JSON document that is compact except for the arrays at nesting depth `row_depth`, whose elements are
/// written one per line.
pub(super) fn write(document: &impl Serialize, row_depth: usize, out: &mut dyn Write) -> io::Result<()> {
    let formatter = RowFormatter { depth: 0, row_depth };
    let mut serializer = serde_json::Serializer::with_formatter(&mut *out, formatter);
    document.serialize(&mut serializer)?;
    out.write_all(b"\n")
}

/// Formats the elements of arrays at one nesting depth on lines of their own, and everything else compactly.
struct RowFormatter {
    depth: usize,
    row_depth: usize,
}

impl Formatter for RowFormatter {
    fn begin_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.depth += 1;
        writer.write_all(b"{")
    }

    fn end_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.depth -= 1;
        writer.write_all(b"}")
    }

    fn begin_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.depth += 1;
        writer.write_all(b"[")
    }

    fn end_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.depth -= 1;
        writer.write_all(b"]")
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        match (first, self.depth == self.row_depth) {
            (true, true) => writer.write_all(b"\n"),
            (true, false) => Ok(()),
            (false, true) => writer.write_all(b",\n"),
            (false, false) => writer.write_all(b","),
        }
    }
}

/// Serializes an iterator as a sequence.
pub(super) struct LazySeq<F>(pub F);

impl<I: Iterator<Item: Serialize>, F: Fn() -> I> Serialize for LazySeq<F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq((self.0)())
    }
}

/// Returns every node as a JSON object.
pub(super) fn nodes(view: &GraphView) -> impl Iterator<Item = NodeRow<'_>> {
    view.nodes.iter().enumerate().map(move |(position, node)| NodeRow::new(view, position, node))
}

/// Returns every edge as a JSON object.
pub(super) fn edges(view: &GraphView) -> impl Iterator<Item = EdgeRow<'_>> {
    view.numbered_edges().map(move |(number, edge)| EdgeRow::new(view, number, edge))
}

/// A node.
#[derive(Serialize, JsonSchema)]
pub(super) struct NodeRow<'a> {
    /// `n0`, `n1` and so on.
    id: Id,
    /// The path of its note; `None` if it has none.
    path: Option<&'a str>,
    /// The line in that note, from 1; `None` if the whole note is meant. Not in the links view.
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<Option<u32>>,
    /// The name.
    label: &'a str,
    /// What the node represents.
    kind: NodeKind,
    /// The tags of its note, without `#`.
    tags: &'a [Arc<str>],
    /// The number of edges of this graph that end here.
    in_degree: usize,
    /// The number of edges of this graph that begin here.
    out_degree: usize,
    /// The names of the groups that it is in, outermost first; `None` if it is in none. Not in the links view.
    #[serde(skip_serializing_if = "Option::is_none")]
    group: Option<Option<Vec<&'a str>>>,
    /// The life cycle; `None` if it is not known. Not in the links view.
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<Option<&'a str>>,
    /// The class by which it is colored; `None` if it is in none. Only if nodes are colored by class.
    #[serde(skip_serializing_if = "Option::is_none")]
    class: Option<Option<&'a str>>,
}

impl<'a> NodeRow<'a> {
    fn new(view: &'a GraphView, position: usize, node: &'a Node) -> NodeRow<'a> {
        let is_links = view.view == "links";
        NodeRow {
            id: Id('n', position),
            path: node.path.as_deref(),
            line: (!is_links).then_some(node.line),
            label: &node.label,
            kind: node.kind,
            tags: &node.tags,
            in_degree: node.in_degree,
            out_degree: node.out_degree,
            group: (!is_links).then(|| node.group.map(|group| view.group_names(group))),
            status: (!is_links).then_some(node.status.as_deref()),
            class: (!view.classes.is_empty()).then(|| node.class.map(|class| view.classes[class].as_str())),
        }
    }
}

/// An edge.
#[derive(Serialize, JsonSchema)]
pub(super) struct EdgeRow<'a> {
    /// The ID of the node where it begins.
    source: Id,
    /// The ID of the node where it ends.
    target: Id,
    /// The number of the edge among those from the same source to the same target, from 0. Only in a multigraph.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "usize")]
    key: Option<usize>,
    /// What the edge represents.
    kind: EdgeKind,
    /// The number of occurrences.
    count: u32,
    /// The number of occurrences that are embeds.
    embeds: u32,
    /// The label; `None` if it has none.
    label: Option<&'a str>,
    /// The life cycle of the integration; `None` if it is not known. Not in the links view.
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<Option<&'a str>>,
    /// The path of the note that records it. Only of integrations and mappings.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "&str")]
    path: Option<&'a str>,
    /// The line in that note, from 1. Only of integrations and mappings.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "u32")]
    line: Option<u32>,
    #[serde(flatten)]
    record: Option<RecordColumns<'a>>,
}

/// What an edge says of the integration that it represents.
#[derive(Serialize, JsonSchema)]
struct RecordColumns<'a> {
    /// The integration ID.
    integration: Option<&'a str>,
    /// The name.
    name: &'a str,
    /// `one-way` or `two-way`; `None` if it is not known.
    direction: Option<&'a str>,
    /// The owner, as written.
    owner: Option<&'a str>,
    /// How often it runs.
    frequency: Option<&'a str>,
    /// The role of the system where the edge begins: `source`, `target`, `middleware` or `party`; `None` if the edge
    /// begins at the integration.
    from_role: Option<&'static str>,
    /// The role of the system where the edge ends; `None` if it ends at the integration.
    to_role: Option<&'static str>,
}

impl<'a> EdgeRow<'a> {
    fn new(view: &GraphView, number: usize, edge: &'a Edge) -> EdgeRow<'a> {
        let record = edge.records().first().map(|record| RecordColumns {
            integration: record.integration.id.as_deref(),
            name: &record.integration.name,
            direction: record.integration.direction.as_deref(),
            owner: record.integration.owner.as_deref(),
            frequency: record.integration.frequency.as_deref(),
            from_role: record.from_role,
            to_role: record.to_role,
        });
        EdgeRow {
            source: Id('n', edge.source),
            target: Id('n', edge.target),
            key: view.multigraph.then_some(number),
            kind: edge.kind,
            count: edge.count,
            embeds: edge.embeds,
            label: edge.label(),
            status: (view.view != "links").then(|| edge.status()),
            path: edge.path(),
            line: edge.place().map(|(_, line)| line),
            record,
        }
    }
}

/// An id: `n0`, `n1`, … for nodes and `e0`, `e1`, … for edges, in their order.
pub(super) struct Id(pub char, pub usize);

thread_local! {
    static ID_BUFFER: RefCell<String> = const { RefCell::new(String::new()) };
}

impl Serialize for Id {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use std::fmt::Write;
        // Reusing one buffer saves an allocation for each of a million ids.
        ID_BUFFER.with_borrow_mut(|text| {
            text.clear();
            write!(text, "{}{}", self.0, self.1).expect("writing to a string does not fail");
            serializer.serialize_str(text)
        })
    }
}

impl JsonSchema for Id {
    fn schema_name() -> Cow<'static, str> {
        "Id".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        String::json_schema(generator)
    }
}
