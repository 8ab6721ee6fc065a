//! Nodes and edges as JSON objects, one a line, for every format that is JSON. They are made as they are written: a
//! graph of half a million edges needs no second copy.

use std::cell::RefCell;
use std::io::{self, Write};

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::ser::Formatter;
use vaultdex_query::graph::{Edge, GraphView, Node};

/// Writes a document with each member of its lists of objects on a line of its own.
pub(super) fn write(document: &impl Serialize, lists_at: usize, out: &mut dyn Write) -> io::Result<()> {
    let formatter = RowFormatter { depth: 0, lists_at };
    let mut serializer = serde_json::Serializer::with_formatter(&mut *out, formatter);
    document.serialize(&mut serializer)?;
    out.write_all(b"\n")
}

/// Compact but for the lists at one depth, whose members stand on lines.
struct RowFormatter {
    depth: usize,
    lists_at: usize,
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
        match (first, self.depth == self.lists_at) {
            (true, true) => writer.write_all(b"\n"),
            (true, false) => Ok(()),
            (false, true) => writer.write_all(b",\n"),
            (false, false) => writer.write_all(b","),
        }
    }
}

/// A list that is made as it is written.
pub(super) struct Each<F>(pub F);

impl<I: Iterator<Item: Serialize>, F: Fn() -> I> Serialize for Each<F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq((self.0)())
    }
}

/// Every node as an object.
pub(super) fn nodes(view: &GraphView) -> impl Iterator<Item = NodeRow<'_>> {
    view.nodes.iter().enumerate().map(move |(position, node)| NodeRow { view, position, node })
}

/// Every edge as an object.
pub(super) fn edges(view: &GraphView) -> impl Iterator<Item = EdgeRow<'_>> {
    let numbered = view.numbered_edges().enumerate();
    numbered.map(move |(position, (number, edge))| EdgeRow { view, position, number, edge, has_id: false })
}

/// A node under the keys of spec/graph.md, section JSON.
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

/// An edge under the keys of spec/graph.md, section JSON.
pub(super) struct EdgeRow<'a> {
    view: &'a GraphView,
    position: usize,
    number: usize,
    edge: &'a Edge,
    has_id: bool,
}

impl<'a> EdgeRow<'a> {
    /// The same with an id of the edge's own.
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
            // Which of the edges between these two it is.
            row.serialize_entry("key", &self.number)?;
        }
        row.serialize_entry("kind", &edge.kind)?;
        row.serialize_entry("count", &edge.count)?;
        row.serialize_entry("embeds", &edge.embeds)?;
        row.serialize_entry("label", &edge.label())?;
        if self.view.view != "links" {
            row.serialize_entry("status", &edge.status())?;
        }
        row.end()
    }
}

/// `n0`, `n1`, … in the order of the nodes, `e0`, `e1`, … in that of the edges.
pub(super) struct Id(pub char, pub usize);

thread_local! {
    static DIGITS: RefCell<String> = const { RefCell::new(String::new()) };
}

impl Serialize for Id {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use std::fmt::Write;
        // Two a line, half a million lines: one buffer serves them all.
        DIGITS.with_borrow_mut(|text| {
            text.clear();
            write!(text, "{}{}", self.0, self.1).expect("a string takes all that is written");
            serializer.serialize_str(text)
        })
    }
}
