//! The edges of a graph, and the integrations or mappings that they represent.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Serialize;

use super::integration::DrawnIntegration;

/// A directed connection between two nodes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edge {
    /// The position of the node where it begins.
    pub source: usize,
    /// The position of the node where it ends.
    pub target: usize,
    /// What the edge represents.
    pub kind: EdgeKind,
    /// The number of occurrences; for links Obsidian's `resolvedLinks[source][target]`, which includes embeds.
    pub count: u32,
    /// The number of occurrences that are embeds.
    pub embeds: u32,
    /// The label and status. Boxed because a vault may have hundreds of thousands of links, which have neither.
    pub text: Option<Box<EdgeText>>,
}

/// What an edge of the landscape, of an impact or of the lineage shows beyond its ends.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EdgeText {
    /// The label that is drawn next to the edge.
    pub label: Option<Box<str>>,
    /// The life cycle of the integration that the edge represents, if known; of several integrations the one that needs
    /// the most attention.
    pub status: Option<Box<str>>,
    /// Where a mapping is recorded: the path of the note and the line, from 1.
    pub place: Option<(Arc<str>, u32)>,
    /// The integration that the edge represents; several if the edge is a [bundle](super::bundle()).
    pub records: Vec<EdgeRecord>,
    /// Whether data also goes from the target to the source, which only a bundle can tell.
    pub is_two_way: bool,
    /// Whether it is an edge of an impact that is not on the shortest way to any system.
    pub is_further: bool,
}

/// The integration that an edge represents, and the roles of the systems at the ends of the edge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EdgeRecord {
    /// The integration.
    pub integration: Arc<DrawnIntegration>,
    /// The role of the system where the edge begins: `source`, `target`, `middleware` or `party`; `None` if the edge
    /// begins at the integration's own node.
    pub from_role: Option<&'static str>,
    /// The role of the system where the edge ends.
    pub to_role: Option<&'static str>,
    /// Where its data goes.
    pub way: Way,
}

/// Where the data of an integration goes along an edge that may stand for several.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Way {
    /// From the source of the edge to its target.
    #[default]
    Forward,
    /// From the target of a bundle to its source.
    Backward,
    /// Both ways.
    Both,
}

impl EdgeText {
    /// Returns the text of an edge that represents an integration, with the roles of the systems at its ends.
    pub(super) fn of(
        integration: &Arc<DrawnIntegration>,
        [from_role, to_role]: [Option<&'static str>; 2],
        label: Option<Box<str>>,
    ) -> EdgeText {
        let record = EdgeRecord { integration: Arc::clone(integration), from_role, to_role, way: Way::Forward };
        EdgeText { label, status: integration.status.clone(), records: vec![record], ..EdgeText::default() }
    }
}

impl Edge {
    /// Returns an edge with one occurrence and without label and status.
    pub fn new(kind: EdgeKind, source: usize, target: usize) -> Edge {
        Edge { source, target, kind, count: 1, embeds: 0, text: None }
    }

    /// Returns the edge with a label, a life cycle and more.
    pub fn with_text(self, text: EdgeText) -> Edge {
        let is_empty = text == EdgeText::default();
        Edge { text: (!is_empty).then(|| Box::new(text)), ..self }
    }

    /// Returns the integrations that the edge represents: one, or several of a [bundle](super::bundle()). Empty outside the
    /// landscape and impacts.
    pub fn records(&self) -> &[EdgeRecord] {
        self.text.as_ref().map_or(&[], |text| &text.records)
    }

    /// Returns where the edge is recorded, the path and the line: its mapping, or its first integration.
    pub fn place(&self) -> Option<(&Arc<str>, u32)> {
        let text = self.text.as_ref()?;
        let integration = || text.records.first().map(|record| &record.integration);
        let of_mapping = text.place.as_ref().map(|(path, line)| (path, *line));
        of_mapping.or_else(|| integration().map(|integration| (&integration.path, integration.line)))
    }

    /// Returns the path of the note where the edge is recorded.
    pub fn path(&self) -> Option<&str> {
        self.place().map(|(path, _)| &**path)
    }

    /// Whether data also goes from the target to the source, which only a bundle can tell.
    pub fn is_two_way(&self) -> bool {
        self.text.as_ref().is_some_and(|text| text.is_two_way)
    }

    /// Whether the edge is a link that only embeds its target.
    pub fn only_embeds(&self) -> bool {
        self.embeds > 0 && self.embeds == self.count
    }

    /// Whether it is an edge of an impact that is not on the shortest way to any system.
    pub fn is_further(&self) -> bool {
        self.text.as_ref().is_some_and(|text| text.is_further)
    }

    /// Returns the life cycle in whose style pictures draw the edge: none for a [further](Edge::is_further) edge.
    pub fn drawn_status(&self) -> Option<&str> {
        self.status().filter(|_| !self.is_further())
    }

    /// Returns the label that is drawn next to the edge.
    pub fn label(&self) -> Option<&str> {
        self.text.as_ref().and_then(|text| text.label.as_deref())
    }

    /// Returns the life cycle of the integration that the edge represents, if known.
    pub fn status(&self) -> Option<&str> {
        self.text.as_ref().and_then(|text| text.status.as_deref())
    }
}

/// What an edge represents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum EdgeKind {
    /// A link from a file to a file or an unresolved target.
    Link,
    /// A note that has a tag.
    Tag,
    /// An integration between two systems, or between a system and an integration node.
    Integration,
    /// A row of a mapping table.
    Mapping,
}

impl EdgeKind {
    /// Returns the name that every format uses.
    pub fn name(self) -> &'static str {
        match self {
            EdgeKind::Link => "link",
            EdgeKind::Tag => "tag",
            EdgeKind::Integration => "integration",
            EdgeKind::Mapping => "mapping",
        }
    }
}
