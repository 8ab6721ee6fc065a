//! The attributes of nodes and edges, shared by all formats with named attributes.

use std::borrow::Cow;

use vaultdex_query::graph::{Edge, GraphView, Node};

/// The name and type of an attribute.
pub(super) struct Attribute {
    pub name: &'static str,
    pub kind: AttributeKind,
}

/// The type of an attribute's values.
#[derive(Clone, Copy)]
pub(super) enum AttributeKind {
    Text,
    Integer,
}

const fn text(name: &'static str) -> Attribute {
    Attribute { name, kind: AttributeKind::Text }
}

const fn integer(name: &'static str) -> Attribute {
    Attribute { name, kind: AttributeKind::Integer }
}

/// The attributes of a node, in the order of [`of_node`].
pub(super) const NODE: [Attribute; 9] = [
    text("label"),
    text("path"),
    text("kind"),
    text("tags"),
    integer("in_degree"),
    integer("out_degree"),
    text("group"),
    text("status"),
    text("class"),
];

/// The attributes of an edge, in the order of [`of_edge`].
pub(super) const EDGE: [Attribute; 5] =
    [text("label"), text("kind"), integer("count"), integer("embeds"), text("status")];

/// Returns the values of a node's attributes; `None` for those that it does not have. Tags contain no spaces, so they
/// are joined with spaces.
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

/// Returns the values of an edge's attributes; `None` for those that it does not have.
pub(super) fn of_edge(edge: &Edge) -> [Option<Cow<'_, str>>; 5] {
    [
        edge.label().map(Cow::Borrowed),
        Some(Cow::Borrowed(edge.kind.name())),
        Some(Cow::Owned(edge.count.to_string())),
        Some(Cow::Owned(edge.embeds.to_string())),
        edge.status().map(Cow::Borrowed),
    ]
}
