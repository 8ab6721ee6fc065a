//! What is said of a node or edge in formats that know attributes by name: one list for all of them. What is not said
//! is left out.

use std::borrow::Cow;

use vaultdex_query::graph::{Edge, GraphView, Node};

/// An attribute's name and whether it is a number; all others are text.
pub(super) type Column = (&'static str, bool);

/// What a node may have, in the order of [`of_node`].
pub(super) const NODE: [Column; 9] = [
    ("label", false),
    ("path", false),
    ("kind", false),
    ("tags", false),
    ("in_degree", true),
    ("out_degree", true),
    ("group", false),
    ("status", false),
    ("class", false),
];

/// What an edge may have, in the order of [`of_edge`].
pub(super) const EDGE: [Column; 5] =
    [("label", false), ("kind", false), ("count", true), ("embeds", true), ("status", false)];

/// The attributes of a node. Tags hold no blanks, so blanks part them.
pub(super) fn of_node<'a>(view: &'a GraphView, node: &'a Node) -> [Option<Cow<'a, str>>; 9] {
    [
        Some(Cow::Borrowed(&*node.label)),
        node.path.as_deref().map(Cow::Borrowed),
        Some(Cow::Borrowed(node.kind.name())),
        (!node.tags.is_empty()).then(|| Cow::Owned(node.tags.join(" "))),
        Some(Cow::Owned(node.in_degree.to_string())),
        Some(Cow::Owned(node.out_degree.to_string())),
        node.group.map(|group| Cow::Owned(view.group_names(group).join(" › "))),
        node.status.as_deref().map(Cow::Borrowed),
        node.class.map(|class| Cow::Borrowed(&*view.classes[class])),
    ]
}

/// The attributes of an edge.
pub(super) fn of_edge(edge: &Edge) -> [Option<Cow<'_, str>>; 5] {
    [
        edge.label().map(Cow::Borrowed),
        Some(Cow::Borrowed(edge.kind.name())),
        Some(Cow::Owned(edge.count.to_string())),
        Some(Cow::Owned(edge.embeds.to_string())),
        edge.status().map(Cow::Borrowed),
    ]
}
