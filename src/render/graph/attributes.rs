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
pub(super) const NODE: [Attribute; 10] = [
    text("label"),
    text("path"),
    integer("line"),
    text("kind"),
    text("tags"),
    integer("in_degree"),
    integer("out_degree"),
    text("group"),
    text("status"),
    text("class"),
];

/// The attributes of an edge, in the order of [`of_edge`]. Those after `status` are of the integration that the edge
/// represents; `path` and `line` also of a mapping.
pub(super) const EDGE: [Attribute; 14] = [
    text("label"),
    text("kind"),
    integer("count"),
    integer("embeds"),
    text("status"),
    text("path"),
    integer("line"),
    text("integration"),
    text("name"),
    text("direction"),
    text("owner"),
    text("frequency"),
    text("from_role"),
    text("to_role"),
];

/// Returns the values of a node's attributes; `None` for those that it does not have. Tags contain no spaces, so they
/// are joined with spaces.
pub(super) fn of_node<'a>(view: &'a GraphView, node: &'a Node) -> [Option<Cow<'a, str>>; 10] {
    [
        Some(Cow::Borrowed(&*node.label)),
        node.path.as_deref().map(Cow::Borrowed),
        node.line.map(|line| Cow::Owned(line.to_string())),
        Some(Cow::Borrowed(node.kind.name())),
        (!node.tags.is_empty()).then(|| Cow::Owned(node.tags.join(" "))),
        Some(Cow::Owned(node.in_degree.to_string())),
        Some(Cow::Owned(node.out_degree.to_string())),
        node.group.map(|group| Cow::Owned(view.group_names(group).join(" › "))),
        node.status.as_deref().map(Cow::Borrowed),
        node.class.map(|class| Cow::Borrowed(&*view.classes[class])),
    ]
}

/// Returns the values of an edge's attributes; `None` for those that it does not have. A bundle has none of those of its
/// integrations.
pub(super) fn of_edge(edge: &Edge) -> [Option<Cow<'_, str>>; 14] {
    let is_single = edge.records().len() < 2;
    let record = edge.records().first().filter(|_| is_single);
    let place = edge.place().filter(|_| is_single);
    let integration = record.map(|record| &*record.integration);
    let text = |value: Option<&'_ Box<str>>| value.map(|value| Cow::Owned(value.to_string()));
    [
        edge.label().map(Cow::Borrowed),
        Some(Cow::Borrowed(edge.kind.name())),
        Some(Cow::Owned(edge.count.to_string())),
        Some(Cow::Owned(edge.embeds.to_string())),
        edge.status().map(Cow::Borrowed),
        place.map(|(path, _)| Cow::Borrowed(&**path)),
        place.map(|(_, line)| Cow::Owned(line.to_string())),
        text(integration.and_then(|it| it.id.as_ref())),
        text(integration.map(|it| &it.name)),
        text(integration.and_then(|it| it.direction.as_ref())),
        text(integration.and_then(|it| it.owner.as_ref())),
        text(integration.and_then(|it| it.frequency.as_ref())),
        record.and_then(|record| record.from_role).map(Cow::Borrowed),
        record.and_then(|record| record.to_role).map(Cow::Borrowed),
    ]
}
