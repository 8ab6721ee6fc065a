//! The values of a YAML document, with their positions in the source.

use std::ops::Range;

use crate::model::Value;

/// A value with its source range.
#[derive(Debug)]
pub(crate) struct Node {
    /// The value, as a tree of nodes.
    pub kind: NodeKind,
    /// For a scalar, its range in the YAML text, with any quotes; for a list or mapping only the start is reliable.
    pub range: Range<usize>,
}

/// The value of a [`Node`].
#[derive(Debug)]
pub(crate) enum NodeKind {
    /// A value other than a list or mapping.
    Scalar(Value),
    /// A list.
    List(Vec<Node>),
    /// A mapping, in source order.
    Map(Vec<(Key, Node)>),
}

/// The key of an entry of a mapping.
#[derive(Debug)]
pub(crate) struct Key {
    /// The text of the key.
    pub name: String,
    /// Its offset in the YAML text.
    pub start: usize,
}

/// A syntax error.
#[derive(Debug)]
pub(crate) struct SyntaxError {
    /// A short description.
    pub reason: String,
    /// The line within the YAML text, counted from 1.
    pub line: usize,
}

impl Node {
    /// Returns the value without positions.
    pub fn into_value(self) -> Value {
        match self.kind {
            NodeKind::Scalar(value) => value,
            NodeKind::List(items) => Value::List(items.into_iter().map(Node::into_value).collect()),
            NodeKind::Map(entries) => {
                Value::Map(entries.into_iter().map(|(key, node)| (key.name, node.into_value())).collect())
            }
        }
    }

    /// Returns the text of a string scalar.
    pub fn text(&self) -> Option<&str> {
        match &self.kind {
            NodeKind::Scalar(Value::Text(text)) => Some(text),
            _ => None,
        }
    }
}
