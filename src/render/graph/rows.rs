//! Nodes and edges as JSON objects, one per line, for the JSON-based formats. They are serialized lazily, so that a
//! graph of half a million edges is not held in memory twice.

use std::cell::RefCell;
use std::io::{self, Write};

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::ser::Formatter;
use vaultdex_query::graph::{Edge, GraphView, Node};

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
    view.nodes.iter().enumerate().map(move |(position, node)| NodeRow { view, position, node })
}

/// Returns every edge as a JSON object.
pub(super) fn edges(view: &GraphView) -> impl Iterator<Item = EdgeRow<'_>> {
    let numbered = view.numbered_edges().enumerate();
    numbered.map(move |(position, (number, edge))| EdgeRow { view, position, number, edge, has_id: false })
}

/// A node with the keys of docs/spec/graph.md#json.
pub(super) struct NodeRow<'a> {
    view: &'a GraphView,
    position: usize,
    node: &'a Node,
}

impl Serialize for NodeRow<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let NodeRow { view, position, node } = *self;
        let mut row = serializer.serialize_map(None)?;
        row.serialize_entry("id", &Id('n', position))?;
        row.serialize_entry("path", &node.path)?;
        if self.view.view != "links" {
            row.serialize_entry("line", &node.line)?;
        }
        row.serialize_entry("label", &node.label)?;
        row.serialize_entry("kind", &node.kind)?;
        row.serialize_entry("tags", &node.tags)?;
        row.serialize_entry("in_degree", &node.in_degree)?;
        row.serialize_entry("out_degree", &node.out_degree)?;
        if view.view != "links" {
            row.serialize_entry("group", &node.group.map(|group| view.group_names(group)))?;
            row.serialize_entry("status", &node.status)?;
        }
        if !view.classes.is_empty() {
            row.serialize_entry("class", &node.class.map(|class| &view.classes[class]))?;
        }
        row.end()
    }
}

/// An edge with the keys of docs/spec/graph.md#json.
pub(super) struct EdgeRow<'a> {
    view: &'a GraphView,
    position: usize,
    number: usize,
    edge: &'a Edge,
    has_id: bool,
}

impl<'a> EdgeRow<'a> {
    /// Adds an id to the object.
    pub(super) fn with_id(self) -> EdgeRow<'a> {
        EdgeRow { has_id: true, ..self }
    }
}

impl Serialize for EdgeRow<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let edge = self.edge;
        let mut row = serializer.serialize_map(None)?;
        if self.has_id {
            row.serialize_entry("id", &Id('e', self.position))?;
        }
        row.serialize_entry("source", &Id('n', edge.source))?;
        row.serialize_entry("target", &Id('n', edge.target))?;
        if self.view.multigraph {
            // The number of this edge among those between the same two nodes.
            row.serialize_entry("key", &self.number)?;
        }
        row.serialize_entry("kind", &edge.kind)?;
        row.serialize_entry("count", &edge.count)?;
        row.serialize_entry("embeds", &edge.embeds)?;
        row.serialize_entry("label", &edge.label())?;
        if self.view.view != "links" {
            row.serialize_entry("status", &edge.status())?;
        }
        if let Some((path, line)) = edge.place() {
            row.serialize_entry("path", path)?;
            row.serialize_entry("line", &line)?;
        }
        if let Some(record) = edge.records().first() {
            row.serialize_entry("integration", &record.integration.id)?;
            row.serialize_entry("name", &record.integration.name)?;
            row.serialize_entry("direction", &record.integration.direction)?;
            row.serialize_entry("owner", &record.integration.owner)?;
            row.serialize_entry("frequency", &record.integration.frequency)?;
            row.serialize_entry("from_role", &record.from_role)?;
            row.serialize_entry("to_role", &record.to_role)?;
        }
        row.end()
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
